/* Callbacks that call back: into the library, into the call they belong to, and into what set them. */
#include "check.h"

#include <pthread.h>

static lc_driver *driver;

/* `user` is freed by `drop`, so that a callback after it would be seen by valgrind and the sanitizers. */
struct own {
  char *text;
  size_t at;
  int *drops;
};

static struct own *own(const char *text, int *drops) {
  struct own *made = malloc(sizeof *made);
  CHECK(made && (made->text = strdup(text)));
  made->at = 0;
  made->drops = drops;
  return made;
}

static void drop_own(void *user) {
  struct own *self = user;
  ++*self->drops;
  free(self->text), free(self);
}

/* ---- Readers and writers */

static lc_object *upload_with(lc_reader reader, const char *name) {
  lc_object *object = RUBBISH;
  OK(lc_upload_object_via_stream(driver, &reader, "c", name, NULL, &object, &err));
  return object;
}

/* One byte at a time; before each, an upload, a download and a listing within the upload. */
static int64_t read_and_call(void *user, uint8_t *buffer, size_t capacity) {
  struct own *self = user;
  lc_list *list = RUBBISH;
  lc_stream *stream = RUBBISH;
  lc_error *error = RUBBISH;
  size_t n = 0;
  CHECK(capacity > 0);
  put(driver, "c", "within", self->text);
  CHECK(lc_list_container_objects(driver, "c", NULL, &list, &error) == LIBCLOUD_OK && lc_list_len(list) > 0);
  CHECK(lc_download_object_as_stream(driver, "c", "within", NULL, &stream, &error) == LIBCLOUD_OK);
  CHECK(lc_stream_read(stream, buffer, 1, &n, &error) == LIBCLOUD_OK && n == 1);
  lc_stream_free(stream), lc_list_free(list);
  if (!self->text[self->at]) return LIBCLOUD_EOF;
  buffer[0] = (uint8_t)self->text[self->at++];
  return 1;
}

/* Deletes and replaces the object that is being written. */
static int64_t write_and_change(void *user, const uint8_t *data, size_t length) {
  struct own *self = user;
  lc_error *error = RUBBISH;
  CHECK(self->at + length <= strlen(self->text) && memcmp(self->text + self->at, data, length) == 0);
  self->at += length;
  CHECK(lc_delete_object(driver, "c", "o", NULL, &error) == LIBCLOUD_OK);
  put(driver, "c", "o", "something else");
  return (int64_t)length;
}

static void bytes_within_bytes(void) {
  int drops = 0;
  int64_t size = 0;
  lc_reader reader = LIBCLOUD_READER_INIT;
  lc_writer writer = LIBCLOUD_WRITER_INIT;
  lc_object *object;
  reader.user = own("0123456789", &drops);
  reader.read = read_and_call;
  reader.drop = drop_own;
  object = upload_with(reader, "o");
  CHECK(drops == 1 && lc_object_size(object, &size) && size == 10);
  lc_object_free(object);

  writer.user = own("0123456789", &drops);
  writer.write = write_and_change;
  writer.drop = drop_own;
  OK(lc_download_object_via_writer(driver, "c", "o", &writer, NULL, &err));
  CHECK(drops == 2);
}

/* ---- Calls that are changed from within */

static lc_call *call;
static int told, ends;

static void end(void *user) { ends += *(int *)user; }

static int32_t tell_second(void *user, int64_t done, int64_t total) {
  (void)user, (void)done, (void)total;
  told += 100;
  lc_call_cancel(call);
  return 1;
}

static void end_and_set_again(void *user) {
  static int one = 1;
  ends += *(int *)user;
  lc_call_set_progress(call, tell_second, &one, end);
}

static int32_t tell_first(void *user, int64_t done, int64_t total) {
  static int ten = 10;
  (void)user, (void)done, (void)total;
  told++;
  lc_call_set_progress(call, tell_second, &ten, end_and_set_again);
  return 1;
}

static int64_t take_all(void *user, const uint8_t *data, size_t length) {
  (void)user, (void)data;
  return (int64_t)length;
}

/* One observer sets the next, which cancels; what ends an observer sets one too. */
static void calls_from_within(void) {
  enum { LARGE = 1 << 20 };
  int hundred = 100;
  lc_driver *bound = RUBBISH;
  lc_writer writer = LIBCLOUD_WRITER_INIT;
  char *large = malloc(LARGE + 1);
  memset(large, 'x', LARGE);
  large[LARGE] = '\0';
  put(driver, "c", "large", large);
  free(large);
  writer.write = take_all;
  call = lc_call_new(-1);
  OK(lc_driver_bind(driver, call, &bound, &err));
  lc_call_set_progress(call, tell_first, &hundred, end);
  FAILS(LIBCLOUD_CANCELLED, "cancelled", lc_download_object_via_writer(bound, "c", "large", &writer, NULL, &err));
  CHECK(told == 101 && ends == 100);
  lc_call_set_progress(call, NULL, NULL, NULL);
  CHECK(ends == 110);
  lc_call_free(call), lc_driver_free(bound);
  CHECK(ends == 111);
}

/* ---- The log */

static int lines, nested;

static void log_and_call(void *user, int32_t level, const char *message) {
  lc_list *list = RUBBISH;
  lc_error *error = RUBBISH;
  (void)user, (void)level;
  lines++;
  CHECK(++nested == 1 && strlen(message) > 0);
  CHECK(lc_list_containers(driver, NULL, &list, &error) == LIBCLOUD_OK);
  lc_list_free(list);
  nested--;
}

static void log_once(void *user, int32_t level, const char *message) {
  struct own *self = user;
  (void)level;
  lines++;
  lc_set_log(LIBCLOUD_LOG_OFF, NULL, NULL, NULL);
  CHECK(strlen(self->text) > 0 && strlen(message) > 0);
}

/* What the callback itself has done is not logged. */
static void log_within_log(void) {
  int drops = 0;
  lc_list *list = RUBBISH;
  lc_set_log(LIBCLOUD_LOG_TRACE, log_and_call, NULL, NULL);
  for (int i = 1; i <= 3; i++) {
    OK(lc_list_containers(driver, NULL, &list, &err));
    lc_list_free(list);
    CHECK(lines == i);
  }
  lines = 0;
  lc_set_log(LIBCLOUD_LOG_TRACE, log_once, own("log", &drops), drop_own);
  for (int i = 0; i < 3; i++) {
    OK(lc_list_containers(driver, NULL, &list, &err));
    lc_list_free(list);
  }
  CHECK(lines == 1 && drops == 1);
}

enum { THREADS = 8, ROUNDS = 300 };

static void log_to_own(void *user, int32_t level, const char *message) {
  struct own *self = user;
  CHECK(level <= LIBCLOUD_LOG_TRACE && strlen(message) > 0 && strcmp(self->text, "log") == 0);
}

static void *make_lines(void *unused) {
  (void)unused;
  for (int i = 0; i < ROUNDS; i++) {
    lc_list *list = RUBBISH;
    lc_error *error = RUBBISH;
    CHECK(lc_list_containers(driver, NULL, &list, &error) == LIBCLOUD_OK);
    lc_list_free(list);
  }
  return NULL;
}

/* The callback is replaced while others are in it; each `user` is dropped once, and used no more afterwards. */
static void log_replaced(void) {
  pthread_t threads[THREADS];
  static int drops[ROUNDS];
  for (size_t i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, make_lines, NULL) == 0);
  for (int i = 0; i < ROUNDS; i++) lc_set_log(i % 6, log_to_own, own("log", &drops[i]), drop_own);
  for (size_t i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  lc_set_log(LIBCLOUD_LOG_OFF, NULL, NULL, NULL);
  for (int i = 0; i < ROUNDS; i++) CHECK(drops[i] == 1);
}

int main(void) {
  driver = open_driver("storage", "dummy", NULL);
  make_container(driver, "c");
  bytes_within_bytes();
  calls_from_within();
  log_within_log();
  log_replaced();
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
