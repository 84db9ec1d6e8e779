/* The library under measurement, through its C interface and as a program would use it.
 *
 * BENCH_UPLOAD     options of the uploads, as JSON
 * BENCH_DOWNLOAD   options of the downloads
 */
#include <libcloud.h>

#include "bench.h"

static lc_driver *storage;
static lc_value *upload, *download;

static void check(lc_status status, lc_error **err) {
  if (status != LIBCLOUD_OK) fail(lc_status_name(status), lc_error_message(*err));
}

static lc_driver *driver(const char *api, const char *provider) {
  lc_value *config = lc_value_new_object();
  lc_driver *made;
  lc_error *err;
  lc_value_set_string(config, "key", KEY);
  lc_value_set_string(config, "secret", SECRET);
  lc_value_set_string(config, "region", REGION);
  lc_value_set_string(config, "url", bench.endpoint);
  if (bench.ca) lc_value_set_string(config, "ca_file", bench.ca);
  check(lc_driver_new(api, provider, config, &made, &err), &err);
  lc_value_free(config);
  return made;
}

/* ---- Objects ----------------------------------------------------------------------------------------------------------- */

static int64_t read_source(void *user, uint8_t *buffer, size_t capacity) {
  size_t n = source_read(user, buffer, capacity);
  return n > 0 ? (int64_t)n : LIBCLOUD_EOF;
}

static int64_t count_bytes(void *user, const uint8_t *data, size_t length) {
  (void)data;
  *(uint64_t *)user += length;
  return (int64_t)length;
}

static uint64_t put(const char *name, uint64_t length) {
  source_t source = {0, length};
  lc_reader reader = LIBCLOUD_READER_INIT;
  lc_object *object;
  lc_error *err;
  reader.user = &source;
  reader.read = read_source;
  reader.length = (int64_t)length;
  check(lc_upload_object_via_stream(storage, &reader, BUCKET, name, upload, &object, &err), &err);
  lc_object_free(object);
  return source.at;
}

static uint64_t get(const char *name) {
  uint64_t bytes = 0;
  lc_writer writer = LIBCLOUD_WRITER_INIT;
  lc_error *err;
  writer.user = &bytes;
  writer.write = count_bytes;
  check(lc_download_object_via_writer(storage, BUCKET, name, &writer, download, &err), &err);
  return bytes;
}

static uint64_t small(int id, int count, bool up) {
  uint64_t moved = 0;
  char name[64];
  for (int i = 0; i < count; i++) {
    snprintf(name, sizeof name, "k%d-%d-s%d", id, i, SMALL);
    moved += up ? put(name, SMALL) : get(name);
  }
  return moved;
}

static void *small_both(void *worker) {
  worker_t *mine = worker;
  mine->moved = small(mine->id, mine->count, true) + small(mine->id, mine->count, false);
  return NULL;
}

static uint64_t upload_file(void) {
  lc_object *object;
  lc_error *err;
  int64_t size = 0;
  check(lc_upload_object(storage, bench.file, BUCKET, "big", upload, &object, &err), &err);
  lc_object_size(object, &size);
  lc_object_free(object);
  return (uint64_t)size;
}

/* ---- Lists ------------------------------------------------------------------------------------------------------------- */

/* What a program looks at; with BENCH_EXTRA, also what it seldom does, which is made only then. */
static uint64_t look_at(const lc_list *list) {
  bool extra = text("BENCH_EXTRA");
  uint64_t seen = 0;
  for (size_t i = 0; i < lc_list_len(list); i++) {
    const lc_object *object = lc_list_object(list, i);
    const lc_node *node = lc_list_node(list, i);
    int64_t size = 0;
    if (object) seen += lc_object_name(object) && lc_object_hash(object) && lc_object_size(object, &size);
    if (object && extra && !(lc_value_len(lc_object_extra(object)) && lc_value_len(lc_object_meta_data(object)))) fail("extra", "");
    if (node && extra && !lc_value_get(lc_node_extra(node), "tags")) fail("extra", "");
    if (node) seen += lc_node_id(node) && lc_node_name(node) && lc_node_state(node) && lc_node_private_ips_at(node, 0);
  }
  return seen;
}

static uint64_t page_by_page(lc_pages *pages) {
  uint64_t seen = 0;
  lc_list *page;
  lc_error *err;
  for (;;) {
    check(lc_pages_next(pages, &page, &err), &err);
    if (!page) break;
    seen += look_at(page);
    lc_list_free(page);
  }
  lc_pages_free(pages);
  return seen;
}

static void list_objects(const char *work, bool paged) {
  lc_list *list = NULL;
  lc_pages *pages;
  lc_error *err;
  begin();
  if (paged) {
    check(lc_iterate_container_objects(storage, BUCKET, NULL, &pages, &err), &err);
    finish(work, page_by_page(pages), "");
    return;
  }
  check(lc_list_container_objects(storage, BUCKET, NULL, &list, &err), &err);
  finish(work, look_at(list), "");
  lc_list_free(list);
}

static void list_nodes(const char *work) {
  lc_driver *compute = driver("compute", "ec2");
  lc_list *list;
  lc_error *err;
  begin();
  check(lc_list_nodes(compute, NULL, &list, &err), &err);
  finish(work, look_at(list), "");
  lc_list_free(list);
  lc_driver_free(compute);
}

/* ---- The boundary itself ----------------------------------------------------------------------------------------------- */

static void boundary(const char *work) {
  enum { ROUNDS = 2000000, CALLS = 20000, ACCESSORS = 4 };
  lc_driver *dummy;
  lc_list *list;
  lc_value *result;
  lc_error *err;
  double since;
  uint64_t seen = 0;
  int64_t created;
  char more[160];
  check(lc_driver_new("compute", "dummy", NULL, &dummy, &err), &err);
  check(lc_list_nodes(dummy, NULL, &list, &err), &err);

  begin();
  since = seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (int i = 0; i < ROUNDS; i++) {
    const lc_node *node = lc_list_node(list, 0);
    seen += (uint64_t)(lc_node_id(node) != NULL) + (lc_node_name(node) != NULL);
    seen += lc_node_created_at(node, &created) || node;
  }
  double accessor = (seconds(CLOCK_PROCESS_CPUTIME_ID) - since) / ((double)ROUNDS * ACCESSORS) * 1e9;

  since = seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (int i = 0; i < CALLS; i++) {
    check(lc_driver_call(dummy, "list_nodes", NULL, &result, &err), &err);
    seen += lc_value_len(result);
    lc_value_free(result);
  }
  double generic = (seconds(CLOCK_PROCESS_CPUTIME_ID) - since) / CALLS * 1e6;

  since = seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (int i = 0; i < CALLS; i++) {
    lc_list *again;
    check(lc_list_nodes(dummy, NULL, &again, &err), &err);
    seen += lc_list_len(again);
    lc_list_free(again);
  }
  double typed = (seconds(CLOCK_PROCESS_CPUTIME_ID) - since) / CALLS * 1e6;
  snprintf(more, sizeof more, ", \"accessor_ns\": %.2f, \"call_us\": %.2f, \"typed_us\": %.2f, \"nodes\": %zu", accessor, generic,
           typed, lc_list_len(list));
  finish(work, seen, more);
  lc_list_free(list);
  lc_driver_free(dummy);
}

int main(int argc, char **argv) {
  const char *work = argc > 1 ? argv[1] : "W1";
  char name[64];
  lc_error *err;
  settings();
  snprintf(name, sizeof name, "big-s%llu", (unsigned long long)bench.bytes);
  if (text("BENCH_UPLOAD")) check(lc_value_parse(text("BENCH_UPLOAD"), &upload, &err), &err);
  if (text("BENCH_DOWNLOAD")) check(lc_value_parse(text("BENCH_DOWNLOAD"), &download, &err), &err);
  if (!strcmp(work, "W9")) begin();
  storage = driver("storage", "s3");

  if (!strcmp(work, "W1") || !strcmp(work, "W7")) {
    begin();
    finish(work, put(name, bench.bytes), "");
  } else if (!strcmp(work, "W2")) {
    begin();
    finish(work, get(name), "");
  } else if (!strcmp(work, "W3u") || !strcmp(work, "W3d")) {
    small(0, WARM_UP, work[2] == 'u');
    begin();
    finish(work, small(0, bench.small, work[2] == 'u'), "");
  } else if (!strcmp(work, "W4")) {
    begin();
    finish(work, in_threads(bench.threads, bench.small / bench.threads, NULL, small_both), "");
  } else if (!strcmp(work, "W5") || !strcmp(work, "W5p")) {
    list_objects(work, work[2] == 'p');
  } else if (!strcmp(work, "W6")) {
    list_nodes(work);
  } else if (!strcmp(work, "W7f")) {
    begin();
    finish(work, upload_file(), "");
  } else if (!strcmp(work, "W9")) {
    finish(work, get("x-s4096"), "");
  } else if (!strcmp(work, "W10")) {
    boundary(work);
  } else {
    fail(work, "no such work");
  }
  lc_value_free(upload);
  lc_value_free(download);
  lc_driver_free(storage);
  return EXIT_SUCCESS;
}
