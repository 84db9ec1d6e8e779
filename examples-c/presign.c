/* Makes two addresses that need no credentials for an hour: one to fetch an object, one to store it.
 *
 *   LIBCLOUD_PROVIDER=s3 LIBCLOUD_REGION=eu-central-1 ./presign CONTAINER NAME
 */
#include "example.h"

static void presign(const lc_driver *driver, const char *method, const char *container, const char *name) {
  lc_value *arguments = lc_value_new_object(), *url = NULL;
  lc_error *err = NULL;

  lc_value_set_string(arguments, "container", container);
  lc_value_set_string(arguments, "object", name);
  lc_value_set_string(arguments, "method", method);
  lc_value_set_int(arguments, "expires_in", 3600);
  lc_status status = lc_driver_call(driver, "ex_generate_presigned_url", arguments, &url, &err);
  lc_value_free(arguments);
  check(status, &err);
  printf("%s %s\n", method, lc_value_string(url));
  lc_value_free(url);
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: %s CONTAINER NAME\n", argv[0]), EXIT_FAILURE;
  lc_driver *driver = driver_from_environment("storage", "s3");
  if (!lc_driver_supports(driver, "ex_generate_presigned_url")) {
    fprintf(stderr, "this provider has no presigned addresses\n");
    return EXIT_FAILURE;
  }
  presign(driver, "GET", argv[1], argv[2]);
  presign(driver, "PUT", argv[1], argv[2]);
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
