/* Nothing but `err`. */
#include "prelude.h"

#include "above.c"

int main(void) {
  lc_error *err = NULL;
  {
#include "block.c"
  }
  (void)err;
  return EXIT_SUCCESS;
}
