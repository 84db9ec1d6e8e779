/* `driver`: the objects below the folder `cloud`, where the container `photos` has `2024/a.jpg` of 3 MB; the file `a.jpg` is the
 * same. */
#include "prelude.h"

enum { LENGTH = 3000000 };

static void make_file(const char *path) {
  FILE *file = fopen(path, "wb");
  if (!file) exit((perror(path), EXIT_FAILURE));
  for (unsigned i = 0; i < LENGTH; i++) putc((int)(i * 2654435761u >> 24), file);
  fclose(file);
}

static void make_object(const lc_driver *driver) {
  lc_container *container = NULL;
  lc_object *object = NULL;
  lc_error *err = NULL;
  lc_status status = lc_create_container(driver, "photos", NULL, &container, &err);
  if (status != LIBCLOUD_ALREADY_EXISTS) check(status, &err);
  lc_error_free(err);
  check(lc_upload_object(driver, "a.jpg", "photos", "2024/a.jpg", NULL, &object, &err), &err);
  lc_container_free(container), lc_object_free(object);
}

#include "above.c"

int main(void) {
  make_file("a.jpg");
  if (mkdir("cloud", 0777) != 0 && errno != EEXIST) return perror("cloud"), EXIT_FAILURE;
  lc_driver *driver = driver_with("storage", "local", "{\"key\": \"cloud\"}");
  lc_error *err = NULL;
  make_object(driver);
  {
#include "block.c"
  }
  (void)err;
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
