/* The main job in a minute: objects in a container, then servers. `make demo` runs it on the embedded drivers `local` and
 * `dummy`; with LIBCLOUD_PROVIDER and its companions (see example.h) the storage part runs on any other provider.
 */
#define _XOPEN_SOURCE 700
#include "example.h"

#include <unistd.h>

static int64_t print_bytes(void *user, const uint8_t *data, size_t len) { return (int64_t)fwrite(data, 1, len, user); }

static void objects(const lc_driver *driver, const char *file) {
  const char *bucket = "libcloud-tour";
  lc_container *container = NULL;
  lc_object *object = NULL;
  lc_list *list = NULL;
  lc_error *err = NULL;
  lc_writer writer = {sizeof writer, stdout, print_bytes, NULL};

  check(lc_create_container(driver, bucket, NULL, &container, &err), &err);
  printf("  container %s\n", lc_container_name(container));
  check(lc_upload_object(driver, file, bucket, "notes/hello.txt", NULL, &object, &err), &err);
  printf("  uploaded %s, hash %s\n", lc_object_name(object), lc_object_hash(object));

  check(lc_list_container_objects(driver, bucket, NULL, &list, &err), &err);
  for (size_t i = 0; i < lc_list_len(list); i++) {
    int64_t size = 0;
    lc_object_size(lc_list_object(list, i), &size);
    printf("  listed %s, %lld bytes\n", lc_object_name(lc_list_object(list, i)), (long long)size);
  }
  printf("  downloaded: ");
  check(lc_download_object_via_writer(driver, bucket, "notes/hello.txt", &writer, NULL, &err), &err);
  check(lc_delete_object(driver, bucket, "notes/hello.txt", NULL, &err), &err);
  check(lc_delete_container(driver, bucket, NULL, &err), &err);
  lc_list_free(list), lc_object_free(object), lc_container_free(container);
}

static void servers(const lc_driver *driver) {
  lc_list *sizes = NULL, *images = NULL, *running = NULL;
  lc_node *node = NULL;
  lc_error *err = NULL;
  lc_value *quickly = NULL;

  check(lc_list_sizes(driver, NULL, &sizes, &err), &err);
  check(lc_list_images(driver, NULL, &images, &err), &err);
  printf("  %zu sizes, %zu images\n", lc_list_len(sizes), lc_list_len(images));
  const char *size = lc_size_id(lc_list_size(sizes, 0)), *image = lc_image_id(lc_list_image(images, 0));
  check(lc_create_node(driver, "web", size, image, NULL, &node, &err), &err);
  printf("  %s %s is %s\n", lc_node_name(node), lc_node_id(node), lc_node_state(node));

  const char *id = lc_node_id(node);
  check(lc_value_parse("{\"wait_period\": 0.1}", &quickly, &err), &err);
  check(lc_wait_until_running(driver, &id, 1, quickly, &running, &err), &err);
  const lc_node *ready = lc_list_node(running, 0);
  printf("  %s is %s at %s\n", lc_node_id(ready), lc_node_state(ready), lc_node_public_ips_at(ready, 0));
  check(lc_destroy_node(driver, id, NULL, &err), &err);
  lc_value_free(quickly), lc_node_free(node);
  lc_list_free(running), lc_list_free(images), lc_list_free(sizes);
}

int main(void) {
  char folder[] = "/tmp/libcloud-tour-XXXXXX", file[sizeof folder + 16];
  if (!mkdtemp(folder)) return perror(folder), EXIT_FAILURE;
  snprintf(file, sizeof file, "%s/hello.txt", folder);
  FILE *hello = fopen(file, "w");
  if (!hello || fputs("hello, cloud\n", hello) < 0 || fclose(hello) != 0) return perror(file), EXIT_FAILURE;
  if (!getenv("LIBCLOUD_PROVIDER")) setenv("LIBCLOUD_KEY", folder, 1);

  lc_driver *storage = driver_from_environment("storage", "local"), *compute = NULL;
  lc_error *err = NULL;
  printf("libcloud %s\nobject storage\n", lc_version_string());
  objects(storage, file);
  check(lc_driver_new("compute", "dummy", NULL, &compute, &err), &err);
  puts("servers");
  servers(compute);

  lc_driver_free(compute), lc_driver_free(storage);
  unlink(file), rmdir(folder);
  return EXIT_SUCCESS;
}
