/* Eight threads on one driver handle: each stores, reads back, lists and deletes objects of its own for as long as it is told,
 * and any error ends the program. Built with the address sanitizer, so that what leaks is found at the end.
 *
 *   threads SECONDS
 */
#include "soak.h"

#include <pthread.h>

enum { THREADS = 8 };
static const char *const CONTAINER = "libcloud-soak";
static lc_driver *driver;
static double end;

static void one_round(unsigned thread, unsigned round) {
  struct stream out = {thread * 1000003u + round, (round * 7919u) % (round % 16 == 0 ? 12000000u : 60000u), 0}, in = out;
  lc_reader reader = {sizeof reader, &out, make_bytes, NULL, NULL, round % 2 ? (int64_t)out.length : -1};
  lc_writer writer = {sizeof writer, &in, check_bytes, NULL};
  lc_object *object = NULL;
  lc_list *list = NULL;
  lc_value *options = NULL;
  lc_error *err = NULL;
  char name[64], json[64];
  snprintf(name, sizeof name, "thread-%u/object %u", thread, round);
  snprintf(json, sizeof json, "{\"prefix\": \"thread-%u/\"}", thread);

  REQUIRE(lc_upload_object_via_stream(driver, &reader, CONTAINER, name, NULL, &object, &err), &err);
  REQUIRE(lc_download_object_via_writer(driver, CONTAINER, name, &writer, NULL, &err), &err);
  REQUIRE(lc_value_parse(json, &options, &err), &err);
  REQUIRE(lc_list_container_objects(driver, CONTAINER, options, &list, &err), &err);
  if (in.done != in.length || lc_list_len(list) != 1 || strcmp(lc_object_name(lc_list_object(list, 0)), name) != 0) {
    fprintf(stderr, "thread %u round %u: %zu objects listed, %" PRIu64 " of %" PRIu64 " bytes\n", thread, round,
            lc_list_len(list), in.done, in.length);
    exit(EXIT_FAILURE);
  }
  REQUIRE(lc_delete_object(driver, CONTAINER, name, NULL, &err), &err);
  lc_object_free(object), lc_list_free(list), lc_value_free(options);
  if (lc_get_object(driver, CONTAINER, name, NULL, &object, NULL) != LIBCLOUD_NOT_FOUND) {
    fprintf(stderr, "thread %u round %u: the object outlived its deletion\n", thread, round);
    exit(EXIT_FAILURE);
  }
}

static void *work(void *user) {
  unsigned thread = (unsigned)(size_t)user, round = 0;
  while (seconds() < end) one_round(thread, ++round);
  return (void *)(size_t)round;
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  lc_error *err = NULL;
  lc_container *container = NULL;
  size_t rounds = 0;
  driver = open_driver();
  REQUIRE(lc_create_container(driver, CONTAINER, NULL, &container, &err), &err);
  lc_container_free(container);
  end = seconds() + (argc > 1 ? atof(argv[1]) : 60);

  for (size_t i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  for (size_t i = 0; i < THREADS; i++) {
    void *done = NULL;
    pthread_join(threads[i], &done);
    rounds += (size_t)done;
  }
  REQUIRE(lc_delete_container(driver, CONTAINER, NULL, &err), &err);
  lc_driver_free(driver);
  printf("%d threads, %zu rounds of upload, download, list, delete; peak memory %ld MiB\n", THREADS, rounds,
         memory_kib("VmHWM:") / 1024);
  return EXIT_SUCCESS;
}
