/* A large object up and down through callbacks, of a length that is not told beforehand; every byte is checked on its way
 * back. Prints times, and fails if the memory used is 100 MiB or more above that of the idle program, or if anything is left.
 *
 *   large GIB
 */
#include "soak.h"

int main(int argc, char **argv) {
  const char *bucket = "libcloud-large", *name = "large";
  uint64_t length = (uint64_t)((argc > 1 ? atof(argv[1]) : 5) * (1 << 30));
  struct stream out = {42, length, 0}, in = out;
  lc_reader reader = {sizeof reader, &out, make_bytes, NULL, NULL, -1};
  lc_writer writer = {sizeof writer, &in, check_bytes, NULL};
  lc_driver *driver = open_driver();
  lc_container *container = NULL;
  lc_object *object = NULL;
  lc_list *list = NULL;
  lc_error *err = NULL;

  REQUIRE(lc_create_container(driver, bucket, NULL, &container, &err), &err);
  REQUIRE(lc_list_container_objects(driver, bucket, NULL, &list, &err), &err);
  long idle = memory_kib("VmRSS:");
  double begun = seconds();
  REQUIRE(lc_upload_object_via_stream(driver, &reader, bucket, name, NULL, &object, &err), &err);
  double up = seconds() - begun;
  begun = seconds();
  REQUIRE(lc_download_object_via_writer(driver, bucket, name, &writer, NULL, &err), &err);
  double down = seconds() - begun;
  long peak = memory_kib("VmHWM:") - idle;
  int64_t size = -1;
  lc_object_size(object, &size);
  REQUIRE(lc_delete_object(driver, bucket, name, NULL, &err), &err);
  REQUIRE(lc_delete_container(driver, bucket, NULL, &err), &err);
  /* Where parts are objects in a container beside, it is empty now, or it could not be deleted. */
  lc_status beside = lc_delete_container(driver, "libcloud-large_segments", NULL, &err);
  if (beside != LIBCLOUD_NOT_FOUND) REQUIRE(beside, &err);
  else lc_error_free(err);
  lc_object_free(object), lc_container_free(container), lc_list_free(list), lc_driver_free(driver);

  double mib = (double)length / (1 << 20);
  printf("%.1f GiB: up %.1f s (%.0f MiB/s), down %.1f s (%.0f MiB/s), peak memory %.1f MiB above idle\n", mib / 1024, up,
         mib / up, down, mib / down, (double)peak / 1024);
  if (in.done != length || (size >= 0 && (uint64_t)size != length)) return fputs("the length is wrong\n", stderr), EXIT_FAILURE;
  return peak < 100 * 1024 ? EXIT_SUCCESS : (fputs("too much memory\n", stderr), EXIT_FAILURE);
}
