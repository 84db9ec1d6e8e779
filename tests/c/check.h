/* What the tests share. A check that fails ends the program and says where. */
#ifndef CHECK_H
#define CHECK_H

#define _XOPEN_SOURCE 700
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <libcloud.h>

/* What out-parameters hold before a call, which is to write them on every path. */
#define RUBBISH ((void *)(size_t)1)
/* Not UTF-8. */
#define BAD "caf\xe9"

static lc_error *err;

#define CHECK(truth) ((truth) ? (void)0 : check_failed(__FILE__, __LINE__, #truth, NULL))
#define CHECK_TEXT(text, wanted) check_text((text), (wanted), __FILE__, __LINE__, #text)
#define CHECK_HAS(text, part) check_has((text), (part), __FILE__, __LINE__, #text)

/* The call succeeds, and says so in `err` too. */
#define OK(call) (err = RUBBISH, check_ok((call), __FILE__, __LINE__, #call))
/* The call fails with a status, and with a message of which a part is given; the error is freed. */
#define FAILS(status, part, call) (err = RUBBISH, check_fails((call), (status), (part), __FILE__, __LINE__, #call), free_error())
/* The same; the error is left in `err`. */
#define FAILS_AND_KEEPS(status, part, call) (err = RUBBISH, check_fails((call), (status), (part), __FILE__, __LINE__, #call))

static inline void check_failed(const char *file, int line, const char *what, const char *got) {
  fprintf(stderr, "%s:%d: failed: %s%s%s\n", file, line, what, got ? "\n  got: " : "", got ? got : "");
  exit(EXIT_FAILURE);
}

static inline void check_text(const char *text, const char *wanted, const char *file, int line, const char *what) {
  if (!text || strcmp(text, wanted) != 0) check_failed(file, line, what, text ? text : "NULL");
}

static inline void check_has(const char *text, const char *part, const char *file, int line, const char *what) {
  if (!text || !strstr(text, part)) check_failed(file, line, what, text ? text : "NULL");
}

static inline void check_ok(lc_status status, const char *file, int line, const char *what) {
  if (status != LIBCLOUD_OK) check_failed(file, line, what, lc_error_message(err));
  if (err) check_failed(file, line, what, "success, and yet an error");
}

static inline void check_fails(lc_status got, lc_status wanted, const char *part, const char *file, int line,
                               const char *what) {
  if (got != wanted) check_failed(file, line, what, got ? lc_error_message(err) : "success");
  if (!err || lc_error_status(err) != wanted) check_failed(file, line, what, "an error that does not fit the status");
  check_has(lc_error_message(err), part, file, line, what);
}

static inline void free_error(void) {
  lc_error_free(err);
  err = NULL;
}

static inline lc_value *parse(const char *json) {
  lc_value *value = RUBBISH;
  OK(lc_value_parse(json, &value, &err));
  return value;
}

static inline lc_driver *open_driver(const char *api, const char *provider, const char *config) {
  lc_value *value = config ? parse(config) : NULL;
  lc_driver *driver = RUBBISH;
  OK(lc_driver_new(api, provider, value, &driver, &err));
  lc_value_free(value);
  return driver;
}

/* A storage driver by name; `local` works in a new folder, whose name is put into `root`. */
struct storage {
  lc_driver *driver;
  char root[64];
};

static inline struct storage open_storage(const char *provider) {
  struct storage storage = {NULL, "/tmp/libcloud-test-XXXXXX"};
  char config[128];
  CHECK(mkdtemp(storage.root));
  snprintf(config, sizeof config, "{\"key\": \"%s\"}", storage.root);
  storage.driver = open_driver("storage", provider, strcmp(provider, "local") == 0 ? config : NULL);
  return storage;
}

static inline void close_storage(struct storage storage) {
  char command[128];
  lc_driver_free(storage.driver);
  snprintf(command, sizeof command, "rm -rf %s", storage.root);
  CHECK(system(command) == 0);
}

/* Bytes that a callback yields or takes, and how often each callback was called. */
struct bytes {
  const char *data;
  size_t length, at, chunk;
  int calls, rewinds, drops;
};

static inline int64_t read_bytes(void *user, uint8_t *buffer, size_t capacity) {
  struct bytes *bytes = user;
  size_t n = bytes->length - bytes->at;
  bytes->calls++;
  if (bytes->chunk && n > bytes->chunk) n = bytes->chunk;
  if (n > capacity) n = capacity;
  if (n == 0) return LIBCLOUD_EOF;
  memcpy(buffer, bytes->data + bytes->at, n);
  bytes->at += n;
  return (int64_t)n;
}

static inline int32_t rewind_bytes(void *user) {
  struct bytes *bytes = user;
  bytes->rewinds++;
  bytes->at = 0;
  return 1;
}

static inline void drop_bytes(void *user) { ((struct bytes *)user)->drops++; }

/* A reader of a string. */
static inline lc_reader reader_of(struct bytes *bytes, const char *text) {
  lc_reader reader = LIBCLOUD_READER_INIT;
  memset(bytes, 0, sizeof *bytes);
  bytes->data = text;
  bytes->length = strlen(text);
  reader.user = bytes;
  reader.read = read_bytes;
  reader.drop = drop_bytes;
  return reader;
}

static inline void put(const lc_driver *driver, const char *container, const char *name, const char *text) {
  struct bytes bytes;
  lc_reader reader = reader_of(&bytes, text);
  lc_object *object = RUBBISH;
  OK(lc_upload_object_via_stream(driver, &reader, container, name, NULL, &object, &err));
  CHECK(bytes.drops == 1);
  CHECK_TEXT(lc_object_name(object), name);
  lc_object_free(object);
}

static inline void make_container(const lc_driver *driver, const char *name) {
  lc_container *container = RUBBISH;
  OK(lc_create_container(driver, name, NULL, &container, &err));
  CHECK_TEXT(lc_container_name(container), name);
  lc_container_free(container);
}

static inline void sleep_ms(long ms) {
  struct timespec span = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&span, NULL);
}

static inline double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
