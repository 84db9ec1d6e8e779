/* `driver`: S3; nothing is asked of it. */
#include "prelude.h"

#include "above.c"

int main(void) {
  lc_driver *driver = driver_with("storage", "s3", "{\"key\": \"AKIA\", \"secret\": \"s\", \"region\": \"eu-central-1\"}");
  lc_error *err = NULL;
  {
#include "block.c"
  }
  (void)err;
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
