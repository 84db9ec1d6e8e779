/* What the programs under measurement share: settings from the environment, the bytes of an upload, clocks, one line of JSON.
 *
 *   PROGRAM WORK     does W1, W2, W3u, W3d, W4, W5, W5p, W6, W7, W7f, W9 or W10; benches/README.md says what they are
 */
#ifndef BENCH_H
#define BENCH_H

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEY "AKIDEXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define REGION "us-east-1"
#define BUCKET "bucket"
/* How keys are asked for: with their owners, which Libcloud tells. */
#define LISTING "fetch-owner=true&list-type=2"
/* Bytes of a small object, and how many of them are moved before the clock starts: connections are open then. */
#define SMALL 4096
#define WARM_UP 3
#define MAX_THREADS 64

static struct {
  const char *endpoint; /* such as http://127.0.0.1:15000 */
  const char *ca;       /* the certificate to trust, or NULL */
  const char *file;     /* what W7f uploads */
  uint64_t bytes;       /* of a large object */
  uint64_t part;        /* bytes of a part */
  int small;            /* how many small objects */
  int threads;          /* of W4 and W7 */
} bench;

static inline void fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(EXIT_FAILURE);
}

static inline uint64_t number(const char *variable, uint64_t otherwise) {
  const char *text = getenv(variable);
  return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

static inline const char *text(const char *variable) {
  const char *value = getenv(variable);
  return value && *value ? value : NULL;
}

/* ---- The bytes of an upload: noise, copied as a caller's own buffer would be ------------------------------------------ */

#define NOISE (1u << 20)

static char noise[NOISE];

typedef struct {
  uint64_t at, length;
} source_t;

static inline size_t source_read(source_t *source, void *buffer, size_t capacity) {
  size_t wanted = capacity, done = 0;
  if (source->length - source->at < wanted) wanted = (size_t)(source->length - source->at);
  while (done < wanted) {
    size_t from = (size_t)(source->at % NOISE), n = wanted - done;
    if (n > NOISE - from) n = NOISE - from;
    memcpy((char *)buffer + done, noise + from, n);
    source->at += n;
    done += n;
  }
  return done;
}

/* ---- Clocks ------------------------------------------------------------------------------------------------------------ */

static double started, used;
static size_t allocated;

static inline double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline size_t in_use(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static inline void begin(void) {
  allocated = in_use();
  used = seconds(CLOCK_PROCESS_CPUTIME_ID);
  started = seconds(CLOCK_MONOTONIC);
}

/* The peak of this program; what getrusage tells would carry over that of whoever started it. */
static inline long peak_kb(void) {
  FILE *status = fopen("/proc/self/status", "r");
  char line[256];
  long kb = 0;
  while (status && fgets(line, sizeof line, status)) {
    if (sscanf(line, "VmHWM: %ld", &kb) == 1) break;
  }
  if (status) fclose(status);
  return kb;
}

/* Prints what was used since begin(); `moved` says how much was done, so that nobody is fast by doing less. `more` is empty, or
 * more members of the object. */
static inline void finish(const char *work, uint64_t moved, const char *more) {
  double wall = seconds(CLOCK_MONOTONIC) - started, cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
  size_t kept = in_use();
  printf("{\"work\": \"%s\", \"wall\": %.6f, \"cpu\": %.6f, \"rss_kb\": %ld, \"kept\": %zu, \"moved\": %llu%s}\n", work,
         wall, cpu, peak_kb(), kept > allocated ? kept - allocated : 0, (unsigned long long)moved, more);
}

/* ---- Small objects by several threads ---------------------------------------------------------------------------------- */

typedef struct {
  int id, count;
  uint64_t moved;
  void *context;
} worker_t;

/* Runs so many workers, and adds up what they moved. */
static inline uint64_t in_threads(int threads, int count, void *context, void *(*work)(void *)) {
  pthread_t ids[MAX_THREADS];
  worker_t workers[MAX_THREADS];
  uint64_t moved = 0;
  if (threads > MAX_THREADS) fail("BENCH_THREADS", "too many");
  for (int i = 0; i < threads; i++) {
    workers[i] = (worker_t){i, count, 0, context};
    if (pthread_create(&ids[i], NULL, work, &workers[i])) fail("pthread_create", "no thread");
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    moved += workers[i].moved;
  }
  return moved;
}

static inline void settings(void) {
  uint64_t state = 88172645463325252u;
  for (size_t i = 0; i < NOISE; i += sizeof state) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    memcpy(noise + i, &state, sizeof state);
  }
  bench.endpoint = text("BENCH_ENDPOINT") ? text("BENCH_ENDPOINT") : "http://127.0.0.1:15000";
  bench.ca = text("BENCH_CA");
  bench.file = text("BENCH_FILE");
  bench.bytes = number("BENCH_BYTES", 1u << 30);
  bench.part = number("BENCH_PART", 8u << 20);
  bench.small = (int)number("BENCH_SMALL", 1000);
  bench.threads = (int)number("BENCH_THREADS", 16);
}

#endif
