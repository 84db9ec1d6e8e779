/* Uploads a file through a callback reader, with a progress bar. For a plain file lc_upload_object(driver, path, ...) is
 * shorter; a callback takes bytes from anywhere.
 *
 *   LIBCLOUD_PROVIDER=s3 LIBCLOUD_REGION=eu-central-1 ./upload FILE CONTAINER NAME
 */
#include "example.h"

static int64_t read_file(void *user, uint8_t *buffer, size_t capacity) {
  FILE *file = user;
  size_t n = fread(buffer, 1, capacity, file);
  if (n > 0) return (int64_t)n;
  return ferror(file) ? -2 : LIBCLOUD_EOF; /* anything but a count and LIBCLOUD_EOF stops the upload */
}

static int32_t rewind_file(void *user) {
  rewind(user);
  return 1; /* done: a failed upload may be tried again */
}

static int32_t show_progress(void *user, int64_t done, int64_t total) {
  static const char bar[] = "########################################";
  int width = total > 0 ? (int)(done * 40 / total) : 0;
  (void)user;
  fprintf(stderr, "\r[%-40.*s] %lld KiB", width, bar, (long long)(done / 1024));
  return 1; /* 0 would stop the upload */
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: %s FILE CONTAINER NAME\n", argv[0]), EXIT_FAILURE;
  FILE *file = fopen(argv[1], "rb");
  if (!file) return perror(argv[1]), EXIT_FAILURE;
  fseek(file, 0, SEEK_END);
  lc_reader reader = {sizeof reader, file, read_file, rewind_file, NULL, ftell(file)};
  rewind(file);

  lc_driver *driver = driver_from_environment("storage", "local"), *bound = NULL;
  lc_call *call = lc_call_new(-1); /* no time limit; lc_call_cancel stops it from any thread */
  lc_object *object = NULL;
  lc_error *err = NULL;
  lc_call_set_progress(call, show_progress, NULL, NULL);
  check(lc_driver_bind(driver, call, &bound, &err), &err);

  lc_status status = lc_upload_object_via_stream(bound, &reader, argv[2], argv[3], NULL, &object, &err);
  fputc('\n', stderr);
  check(status, &err);
  printf("%s/%s: hash %s\n", argv[2], lc_object_name(object), lc_object_hash(object) ? lc_object_hash(object) : "unknown");

  lc_object_free(object);
  lc_driver_free(bound);
  lc_call_free(call);
  lc_driver_free(driver);
  fclose(file);
  return EXIT_SUCCESS;
}
