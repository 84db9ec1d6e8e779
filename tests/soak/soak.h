/* What the soak programs share: a driver for the server that the environment names, and bytes that can be checked. */
#ifndef SOAK_H
#define SOAK_H

#define _XOPEN_SOURCE 700
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libcloud.h>

#define REQUIRE(status, err) require((status), (err), __FILE__, __LINE__)

static inline void require(lc_status status, lc_error **err, const char *file, int line) {
  if (status == LIBCLOUD_OK) return;
  fprintf(stderr, "%s:%d: %s: %s\n", file, line, lc_status_name(status), err ? lc_error_message(*err) : "");
  exit(EXIT_FAILURE);
}

/* SOAK_PROVIDER and SOAK_URL, _KEY, _SECRET, _REGION; without a key, what the provider finds in the environment. */
static inline lc_driver *open_driver(void) {
  const char *provider = getenv("SOAK_PROVIDER");
  static const char *keys[][2] = {{"url", "SOAK_URL"}, {"key", "SOAK_KEY"}, {"secret", "SOAK_SECRET"}, {"region", "SOAK_REGION"}};
  lc_value *config = lc_value_new_object();
  lc_driver *driver = NULL;
  lc_error *err = NULL;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    const char *text = getenv(keys[i][1]);
    if (text && *text) REQUIRE(lc_value_set_string(config, keys[i][0], text), NULL);
  }
  REQUIRE(lc_driver_new("storage", provider ? provider : "s3", config, &driver, &err), &err);
  lc_value_free(config);
  return driver;
}

/* The byte at a position of the stream with a seed: cheap to make and to check, and different everywhere. */
static inline uint64_t word_at(uint64_t seed, uint64_t index) {
  uint64_t x = seed * 0x9E3779B97F4A7C15u + index * 0xBF58476D1CE4E5B9u;
  return x ^ (x >> 29);
}

struct stream {
  uint64_t seed, length, done;
};

static inline int64_t make_bytes(void *user, uint8_t *buffer, size_t capacity) {
  struct stream *stream = user;
  uint64_t left = stream->length - stream->done;
  size_t n = capacity < left ? capacity : (size_t)left, i = 0;
  if (n == 0) return LIBCLOUD_EOF;
  while (i < n) {
    uint64_t at = stream->done + i, word = word_at(stream->seed, at / 8);
    size_t skip = (size_t)(at % 8), room = 8 - skip < n - i ? 8 - skip : n - i;
    memcpy(buffer + i, (uint8_t *)&word + skip, room);
    i += room;
  }
  stream->done += n;
  return (int64_t)n;
}

static inline int64_t check_bytes(void *user, const uint8_t *data, size_t len) {
  struct stream *stream = user;
  for (size_t i = 0; i < len;) {
    uint64_t at = stream->done + i, word = word_at(stream->seed, at / 8);
    size_t skip = (size_t)(at % 8), room = 8 - skip < len - i ? 8 - skip : len - i;
    if (memcmp(data + i, (uint8_t *)&word + skip, room) != 0) return -2;
    i += room;
  }
  stream->done += len;
  return (int64_t)len;
}

/* A line of /proc/self/status in KiB, such as "VmHWM:". */
static inline long memory_kib(const char *name) {
  char line[256];
  long kib = -1;
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status))
    if (strncmp(line, name, strlen(name)) == 0) kib = strtol(line + strlen(name), NULL, 10);
  if (status) fclose(status);
  return kib;
}

static inline double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
