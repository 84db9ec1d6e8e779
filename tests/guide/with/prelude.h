/* What every fragment has: the examples' way to end when something fails, and the usual headers. */
#define _XOPEN_SOURCE 700
#include "example.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Makes a driver with a configuration in JSON. Free it with lc_driver_free. */
static inline lc_driver *driver_with(const char *api, const char *provider, const char *json) {
  lc_value *config = NULL;
  lc_driver *driver = NULL;
  lc_error *err = NULL;

  check(lc_value_parse(json, &config, &err), &err);
  check(lc_driver_new(api, provider, config, &driver, &err), &err);
  lc_value_free(config);
  return driver;
}
