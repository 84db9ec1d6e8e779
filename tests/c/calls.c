/* Time limits, cancellation from another thread, progress. */
#include "check.h"

#include <pthread.h>

static void *cancel_soon(void *call) {
  sleep_ms(100);
  lc_call_cancel(call);
  return NULL;
}

static lc_driver *bind(const lc_driver *driver, const lc_call *call) {
  lc_driver *bound = RUBBISH;
  OK(lc_driver_bind(driver, call, &bound, &err));
  return bound;
}

static void cancelled(void) {
  lc_driver *driver = open_driver("compute", "dummy", "{\"latency\": 30}"), *bound;
  lc_call *call = lc_call_new(-1);
  lc_list *list = RUBBISH;
  pthread_t thread;
  double begun = seconds();
  bound = bind(driver, call);
  CHECK(pthread_create(&thread, NULL, cancel_soon, call) == 0);
  FAILS(LIBCLOUD_CANCELLED, "cancelled", lc_list_nodes(bound, NULL, &list, &err));
  CHECK(list == NULL && seconds() - begun < 5);
  CHECK(pthread_join(thread, NULL) == 0);
  FAILS(LIBCLOUD_CANCELLED, "cancelled", lc_list_nodes(bound, NULL, &list, &err));
  lc_call_free(call), lc_driver_free(bound), lc_driver_free(driver);
}

static void timed_out(void) {
  lc_driver *driver = open_driver("compute", "dummy", "{\"latency\": 30}"), *bound;
  lc_call *call = lc_call_new(50);
  lc_list *list = RUBBISH;
  double begun = seconds();
  bound = bind(driver, call);
  lc_call_free(call);
  lc_driver_free(driver);
  for (int i = 0; i < 2; i++) FAILS(LIBCLOUD_TIMEOUT, "time", lc_list_nodes(bound, NULL, &list, &err));
  CHECK(seconds() - begun < 5);
  lc_driver_free(bound);
}

/* No time at all, and next to none: nothing hangs, and nothing is begun that was not to be. */
static void without_time(void) {
  lc_driver *driver = open_driver("storage", "dummy", NULL), *bound;
  lc_call *call = lc_call_new(0);
  lc_list *list = RUBBISH;
  lc_pages *pages = RUBBISH;
  lc_stream *stream = RUBBISH;
  lc_container *container = RUBBISH;
  struct bytes bytes;
  lc_reader reader = reader_of(&bytes, "text");
  lc_object *object = RUBBISH;
  make_container(driver, "c");
  bound = bind(driver, call);
  for (int cancelled = 0; cancelled < 2; cancelled++) {
    lc_status wanted = cancelled ? LIBCLOUD_CANCELLED : LIBCLOUD_TIMEOUT;
    FAILS(wanted, "call", lc_list_containers(bound, NULL, &list, &err));
    FAILS(wanted, "call", lc_iterate_containers(bound, NULL, &pages, &err));
    FAILS(wanted, "call", lc_create_container(bound, "d", NULL, &container, &err));
    FAILS(wanted, "call", lc_download_object_as_stream(bound, "c", "o", NULL, &stream, &err));
    reader = reader_of(&bytes, "text");
    FAILS(wanted, "call", lc_upload_object_via_stream(bound, &reader, "c", "o", NULL, &object, &err));
    CHECK(bytes.calls == 0 && bytes.drops == 1);
    FAILS(LIBCLOUD_INVALID_ARGUMENT, "container is NULL", lc_get_container(bound, NULL, NULL, &container, &err));
    lc_call_cancel(call), lc_call_cancel(call);
  }
  lc_driver_free(bound), lc_call_free(call);
  FAILS(LIBCLOUD_NOT_FOUND, "\"d\"", lc_get_container(driver, "d", NULL, &container, &err));

  call = lc_call_new(1);
  bound = bind(driver, call);
  for (int i = 0; i < 100; i++) {
    lc_status status = lc_list_containers(bound, NULL, &list, NULL);
    CHECK((status == LIBCLOUD_OK) == (list != NULL) && (list || status == LIBCLOUD_TIMEOUT));
    lc_list_free(list);
  }
  lc_driver_free(bound), lc_call_free(call), lc_driver_free(driver);
}

struct progress {
  int calls, drops, stop_at;
  int64_t done, total;
};

static int32_t tell(void *user, int64_t done, int64_t total) {
  struct progress *progress = user;
  CHECK(done > progress->done);
  progress->done = done;
  progress->total = total;
  return ++progress->calls != progress->stop_at;
}

static void drop_progress(void *user) { ((struct progress *)user)->drops++; }

static int64_t swallow(void *user, const uint8_t *data, size_t length) {
  (void)user, (void)data;
  return (int64_t)length;
}

static void progress(void) {
  enum { LARGE = 1000000 };
  lc_driver *driver = open_driver("storage", "dummy", NULL), *bound;
  lc_call *call = lc_call_new(-1);
  struct progress first = {0, 0, 0, 0, 0}, second = {0, 0, 2, 0, 0};
  char *large = malloc(LARGE + 1);
  lc_writer writer = LIBCLOUD_WRITER_INIT;
  memset(large, 'x', LARGE);
  large[LARGE] = '\0';
  make_container(driver, "c");
  put(driver, "c", "large", large);
  free(large);
  writer.write = swallow;

  lc_call_set_progress(call, tell, &first, drop_progress);
  bound = bind(driver, call);
  OK(lc_download_object_via_writer(bound, "c", "large", &writer, NULL, &err));
  CHECK(first.calls > 1 && first.done == LARGE && first.total == LARGE && first.drops == 0);
  lc_call_set_progress(call, tell, &second, drop_progress);
  CHECK(first.drops == 1);
  FAILS(LIBCLOUD_ABORTED, "progress callback", lc_download_object_via_writer(bound, "c", "large", &writer, NULL, &err));
  CHECK(second.calls == 2 && second.done < LARGE && second.drops == 0);

  /* The drivers bound to it keep the call. */
  lc_call_free(call);
  CHECK(second.drops == 0);
  lc_driver_free(bound);
  CHECK(second.drops == 1 && first.drops == 1);
  lc_call_set_progress(NULL, tell, &second, drop_progress);
  CHECK(second.drops == 2);
  lc_driver_free(driver);
}

/* Streams and listings are bound as the driver is that opened them. */
static void bound_stream(void) {
  lc_driver *driver = open_driver("storage", "dummy", NULL), *bound;
  lc_call *call = lc_call_new(-1);
  lc_stream *stream = RUBBISH;
  uint8_t buffer[2];
  size_t n = 0;
  make_container(driver, "c");
  put(driver, "c", "o", "text");
  bound = bind(driver, call);
  OK(lc_download_object_as_stream(bound, "c", "o", NULL, &stream, &err));
  lc_driver_free(bound), lc_driver_free(driver);
  OK(lc_stream_read(stream, buffer, sizeof buffer, &n, &err));
  CHECK(n == 2);
  lc_call_cancel(call);
  FAILS(LIBCLOUD_CANCELLED, "dummy download_object_as_stream: ", lc_stream_read(stream, buffer, sizeof buffer, &n, &err));
  CHECK(n == 0);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "failed before", lc_stream_read(stream, buffer, sizeof buffer, &n, &err));
  lc_stream_free(stream), lc_call_free(call);
}

int main(void) {
  cancelled();
  timed_out();
  without_time();
  progress();
  bound_stream();
  return EXIT_SUCCESS;
}
