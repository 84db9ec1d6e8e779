/* Writes an object to standard output as it arrives.
 *
 *   LIBCLOUD_PROVIDER=s3 LIBCLOUD_REGION=eu-central-1 ./download CONTAINER NAME > FILE
 */
#include "example.h"

static int64_t write_out(void *user, const uint8_t *data, size_t len) {
  return (int64_t)fwrite(data, 1, len, user); /* anything but len stops the download */
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: %s CONTAINER NAME\n", argv[0]), EXIT_FAILURE;
  lc_driver *driver = driver_from_environment("storage", "local");
  lc_writer writer = {sizeof writer, stdout, write_out, NULL};
  lc_error *err = NULL;

  /* A download that breaks off or does not match its checksum is an error, so success means every byte was right. */
  check(lc_download_object_via_writer(driver, argv[1], argv[2], &writer, NULL, &err), &err);
  lc_driver_free(driver);
  return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
