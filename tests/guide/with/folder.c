/* `driver`: the objects below the folder `cloud`, as tests/guide/with/folder.py has them. */
#include "prelude.h"

#include "above.c"

int main(void) {
  if (mkdir("cloud", 0777) != 0 && errno != EEXIST) return perror("cloud"), EXIT_FAILURE;
  lc_driver *driver = driver_with("storage", "local", "{\"key\": \"cloud\"}");
  lc_error *err = NULL;
  {
#include "block.c"
  }
  (void)err;
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
