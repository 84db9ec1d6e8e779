/* `driver`: the load balancers of the provider in memory. */
#include "prelude.h"

#include "above.c"

int main(void) {
  lc_driver *driver = driver_with("loadbalancer", "dummy", "{\"state_delay\": 0.05}");
  lc_error *err = NULL;
  {
#include "block.c"
  }
  (void)err;
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
