/* Bytes through callbacks and pulled streams, on the provider given as argument: what stops, what is too short or too long, and
 * that `drop` is called exactly once on every path. */
#include "check.h"

static lc_driver *driver;

static struct bytes bytes;
static lc_object *object;

static lc_status upload(const lc_reader *reader, const char *name) {
  object = RUBBISH;
  return lc_upload_object_via_stream(driver, reader, "c", name, NULL, &object, &err);
}

static void absent(const char *name) {
  CHECK(object == NULL);
  FAILS(LIBCLOUD_NOT_FOUND, name, lc_get_object(driver, "c", name, NULL, &object, &err));
}

static void uploads(void) {
  char *large = malloc(3000001);
  lc_reader reader;
  int64_t size = 0;
  size_t chunks[] = {0, 1000, 65537};
  memset(large, 'x', 3000000);
  large[3000000] = '\0';
  for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
    for (int known = 0; known < 2; known++) {
      reader = reader_of(&bytes, large);
      bytes.chunk = chunks[i];
      reader.length = known ? 3000000 : -1;
      OK(upload(&reader, "large"));
      CHECK(lc_object_size(object, &size) && size == 3000000 && bytes.drops == 1);
      lc_object_free(object);
    }
  }
  free(large);
  reader = reader_of(&bytes, "");
  OK(upload(&reader, "empty"));
  lc_object_free(object);
  reader = reader_of(&bytes, "");
  reader.length = 0;
  reader.drop = NULL;
  OK(upload(&reader, "empty"));
  CHECK(lc_object_size(object, &size) && size == 0 && bytes.drops == 0);
  lc_object_free(object);
}

static void lengths(void) {
  static const struct { const char *text; int64_t length; const char *message; } cases[] = {
      {"four", 5, "fewer bytes than the 5"}, {"four", 3, "more bytes than the 3"}, {"four", 0, "more bytes than the 0"},
      {"", 1, "fewer bytes than the 1"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    lc_reader reader = reader_of(&bytes, cases[i].text);
    reader.length = cases[i].length;
    FAILS(LIBCLOUD_INTEGRITY, cases[i].message, upload(&reader, "misfit"));
    CHECK(bytes.drops == 1);
    absent("misfit");
  }
}

static int64_t answer;
static int64_t read_answer(void *user, uint8_t *buffer, size_t capacity) {
  struct bytes *self = user;
  if (self->calls++ == 0 && capacity > 0) return buffer[0] = 'x', 1;
  return answer;
}

static void stops(void) {
  static const int64_t answers[] = {0, -2, INT64_MIN};
  lc_reader reader;
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    reader = reader_of(&bytes, "");
    reader.read = read_answer;
    answer = answers[i];
    FAILS_AND_KEEPS(LIBCLOUD_ABORTED, "read callback", upload(&reader, "stopped"));
    CHECK(lc_error_callback_code(err) == answer && bytes.calls == 2 && bytes.drops == 1);
    free_error();
    absent("stopped");
  }
  reader = reader_of(&bytes, "");
  reader.read = read_answer;
  answer = INT64_MAX;
  FAILS_AND_KEEPS(LIBCLOUD_INVALID_ARGUMENT, "9223372036854775807 for a buffer", upload(&reader, "stopped"));
  CHECK(lc_error_callback_code(err) == INT64_MAX && bytes.drops == 1);
  free_error();
  absent("stopped");
}

/* Arguments that are wrong: nothing is read, and `drop` is called all the same. */
static void wrong_arguments(void) {
  lc_reader reader;
#define WRONG(part, set, call)                       \
  do {                                               \
    reader = reader_of(&bytes, "text");              \
    set;                                             \
    FAILS(LIBCLOUD_INVALID_ARGUMENT, part, call);    \
    CHECK(bytes.calls == 0 && bytes.drops == 1);     \
    absent("wrong");                                 \
  } while (0)
#define UPLOAD(driver, container, name) lc_upload_object_via_stream(driver, &reader, container, name, NULL, &object, &err)
  WRONG("driver is NULL", (void)0, UPLOAD(NULL, "c", "wrong"));
  WRONG("container is NULL", (void)0, UPLOAD(driver, NULL, "wrong"));
  WRONG("name is NULL", (void)0, UPLOAD(driver, "c", NULL));
  WRONG("name is not UTF-8", (void)0, UPLOAD(driver, "c", BAD));
  WRONG("`read` of lc_reader is NULL", reader.read = NULL, UPLOAD(driver, "c", "wrong"));
  WRONG("`length` of lc_reader is -2", reader.length = -2, UPLOAD(driver, "c", "wrong"));
  WRONG("out-parameter", (void)0, lc_upload_object_via_stream(driver, &reader, "c", "wrong", NULL, NULL, &err));
  reader = reader_of(&bytes, "text");
  FAILS(LIBCLOUD_NOT_FOUND, "nowhere", UPLOAD(driver, "nowhere", "wrong"));
  CHECK(bytes.drops == 1);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "lc_reader is NULL",
        lc_upload_object_via_stream(driver, NULL, "c", "wrong", NULL, &object, &err));

  /* A size that was never set tells nothing about what follows it. */
  reader = reader_of(&bytes, "text");
  reader.size = 0;
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "set it to sizeof(lc_reader)", UPLOAD(driver, "c", "wrong"));
  CHECK(bytes.calls == 0 && bytes.drops == 0);
}

/* Structs of older and newer headers. */
static void sizes(void) {
  struct { lc_reader now; void *later; } newer;
  memset(&newer, 0, sizeof newer);
  newer.now = reader_of(&bytes, "text");
  newer.now.size = sizeof newer;
  OK(upload(&newer.now, "newer"));
  CHECK(bytes.drops == 1);
  lc_object_free(object);
  newer.now = reader_of(&bytes, "text");
  newer.now.size = sizeof newer;
  newer.later = &newer;
  FAILS(LIBCLOUD_NOT_SUPPORTED, "newer libcloud", upload(&newer.now, "newer"));
  CHECK(bytes.calls == 0 && bytes.drops == 1);
  newer.now = reader_of(&bytes, "text");
  newer.now.size = offsetof(lc_reader, drop);
  newer.now.length = 99;
  OK(upload(&newer.now, "older"));
  CHECK(bytes.drops == 0);
  lc_object_free(object);
}

static int64_t write_bytes(void *user, const uint8_t *data, size_t length) {
  struct bytes *self = user;
  self->calls++;
  if (self->at + length > self->length || memcmp(self->data + self->at, data, length) != 0) return -2;
  self->at += length;
  return (int64_t)length;
}

static int64_t write_answer(void *user, const uint8_t *data, size_t length) {
  (void)data, (void)length;
  ((struct bytes *)user)->calls++;
  return answer;
}

static lc_writer writer_to(const char *wanted) {
  lc_writer writer = LIBCLOUD_WRITER_INIT;
  memset(&bytes, 0, sizeof bytes);
  bytes.data = wanted;
  bytes.length = strlen(wanted);
  writer.user = &bytes;
  writer.write = write_bytes;
  writer.drop = drop_bytes;
  return writer;
}

static void pushed(void) {
  static const int64_t answers[] = {0, 3, 5, -1, INT64_MIN};
  lc_writer writer = writer_to("text");
  put(driver, "c", "o", "text");
  OK(lc_download_object_via_writer(driver, "c", "o", &writer, NULL, &err));
  CHECK(bytes.at == 4 && bytes.drops == 1);
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    writer = writer_to("");
    writer.write = write_answer;
    answer = answers[i];
    FAILS_AND_KEEPS(LIBCLOUD_ABORTED, "write callback", lc_download_object_via_writer(driver, "c", "o", &writer, NULL, &err));
    CHECK(lc_error_callback_code(err) == answer && bytes.calls == 1 && bytes.drops == 1);
    free_error();
  }
  writer = writer_to("");
  FAILS(LIBCLOUD_NOT_FOUND, "nothing", lc_download_object_via_writer(driver, "c", "nothing", &writer, NULL, &err));
  CHECK(bytes.calls == 0 && bytes.drops == 1);
  writer = writer_to("");
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "driver is NULL", lc_download_object_via_writer(NULL, "c", "o", &writer, NULL, &err));
  CHECK(bytes.drops == 1);
  writer = writer_to("");
  writer.write = NULL;
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "`write` of lc_writer is NULL",
        lc_download_object_via_writer(driver, "c", "o", &writer, NULL, &err));
  CHECK(bytes.drops == 1);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "lc_writer is NULL", lc_download_object_via_writer(driver, "c", "o", NULL, NULL, &err));
}

static void pulled_is(lc_stream *stream, const char *wanted) {
  char text[64] = "";
  size_t at = 0, n = 1;
  CHECK(lc_stream_length(stream) == (int64_t)strlen(wanted));
  while (n > 0) {
    n = 99;
    OK(lc_stream_read(stream, (uint8_t *)text + at, 3, &n, &err));
    CHECK(n <= 3);
    at += n;
  }
  OK(lc_stream_read(stream, (uint8_t *)text + at, 3, &n, &err));
  CHECK(n == 0);
  CHECK_TEXT(text, wanted);
  lc_stream_free(stream);
}

static void pulled(void) {
  lc_stream *stream = RUBBISH;
  put(driver, "c", "o", "0123456789");
  OK(lc_download_object_as_stream(driver, "c", "o", NULL, &stream, &err));
  pulled_is(stream, "0123456789");
  OK(lc_download_object_range_as_stream(driver, "c", "o", 2, 7, NULL, &stream, &err));
  pulled_is(stream, "23456");
  OK(lc_download_object_range_as_stream(driver, "c", "o", 7, -1, NULL, &stream, &err));
  pulled_is(stream, "789");
  OK(lc_download_object_as_stream(driver, "c", "o", NULL, &stream, &err));
  lc_stream_free(stream);
  FAILS(LIBCLOUD_NOT_FOUND, "nothing", lc_download_object_as_stream(driver, "c", "nothing", NULL, &stream, &err));
  CHECK(stream == NULL);
}

int main(int argc, char **argv) {
  struct storage storage = open_storage(argc > 1 ? argv[1] : "dummy");
  driver = storage.driver;
  make_container(driver, "c");
  uploads();
  lengths();
  stops();
  wrong_arguments();
  sizes();
  pushed();
  pulled();
  close_storage(storage);
  return EXIT_SUCCESS;
}
