/* `slow`: servers in memory, at which each call takes five seconds. */
#include "prelude.h"

#include "above.c"

int main(void) {
  lc_driver *slow = driver_with("compute", "dummy", "{\"latency\": 5}");
  lc_error *err = NULL;
  {
#include "block.c"
  }
  (void)err;
  lc_driver_free(slow);
  return EXIT_SUCCESS;
}
