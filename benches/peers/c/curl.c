/* What a C programmer writes by hand: libcurl's easy handles, and expat for the lists.
 *
 * BENCH_TUNED=1   the largest buffers that libcurl has, instead of its defaults
 * BENCH_SIGN=own  SigV4 written by hand (sigv4.h), instead of CURLOPT_AWS_SIGV4
 */
#include <curl/curl.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lists.h"
#include "sigv4.h"

/* A handle with what its requests are signed by. */
typedef struct {
  CURL *curl;
  const char *service;
  signer_t signer;
} client_t;

/* Where the bytes of an upload come from: memory, or a range of a file. */
typedef struct {
  source_t source;
  int file;
} body_t;

static size_t on_read(char *buffer, size_t size, size_t count, void *user) {
  body_t *body = user;
  if (body->file < 0) return source_read(&body->source, buffer, size * count);
  uint64_t left = body->source.length - body->source.at;
  ssize_t n = read(body->file, buffer, size * count < left ? size * count : (size_t)left);
  if (n < 0) return CURL_READFUNC_ABORT;
  body->source.at += (uint64_t)n;
  return (size_t)n;
}

static size_t on_write(char *data, size_t size, size_t count, void *user) {
  (void)data;
  *(uint64_t *)user += size * count;
  return size * count;
}

static client_t client(const char *service) {
  client_t client = {curl_easy_init(), service, {.service = service}};
  if (!text("BENCH_SIGN")) {
    char provider[64];
    snprintf(provider, sizeof provider, "aws:amz:" REGION ":%s", service);
    curl_easy_setopt(client.curl, CURLOPT_USERPWD, KEY ":" SECRET);
    curl_easy_setopt(client.curl, CURLOPT_AWS_SIGV4, provider);
  }
  if (text("BENCH_TUNED")) {
    curl_easy_setopt(client.curl, CURLOPT_UPLOAD_BUFFERSIZE, 2L << 20);
    curl_easy_setopt(client.curl, CURLOPT_BUFFERSIZE, 512L << 10);
  }
  curl_easy_setopt(client.curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(client.curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(client.curl, CURLOPT_READFUNCTION, on_read);
  if (bench.ca) curl_easy_setopt(client.curl, CURLOPT_CAINFO, bench.ca);
  return client;
}

/* Makes a request; where the body goes to and comes from is set before. `target` is the path with the query. */
static void perform(client_t *client, const char *method, const char *target) {
  char url[512], hash[128], date[SIGV4_HEADER], authorization[SIGV4_HEADER], path[256];
  struct curl_slist *headers = NULL;
  snprintf(url, sizeof url, "%s%s", bench.endpoint, target);
  snprintf(hash, sizeof hash, "x-amz-content-sha256: %s", payload(&client->signer));
  headers = curl_slist_append(headers, hash);
  if (text("BENCH_SIGN")) {
    const char *query = strchr(target, '?');
    snprintf(path, sizeof path, "%.*s", (int)(query ? query - target : (long)strlen(target)), target);
    sign(&client->signer, method, strstr(bench.endpoint, "://") + 3, path, query ? query + 1 : "", date, authorization);
    headers = curl_slist_append(curl_slist_append(headers, date), authorization);
  }
  if (!strcmp(method, "PUT")) {
    headers = curl_slist_append(curl_slist_append(headers, "Expect:"), "Content-Type: application/octet-stream");
  }
  curl_easy_setopt(client->curl, CURLOPT_URL, url);
  curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
  CURLcode code = curl_easy_perform(client->curl);
  if (code) fail(target, curl_easy_strerror(code));
  curl_slist_free_all(headers);
}

static uint64_t put(client_t *client, const char *target, body_t body) {
  uint64_t answer = 0;
  curl_easy_setopt(client->curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(client->curl, CURLOPT_READDATA, &body);
  curl_easy_setopt(client->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)body.source.length);
  curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, &answer);
  perform(client, "PUT", target);
  return body.source.at;
}

static uint64_t get(client_t *client, const char *target) {
  uint64_t bytes = 0;
  curl_easy_setopt(client->curl, CURLOPT_UPLOAD, 0L);
  curl_easy_setopt(client->curl, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, &bytes);
  perform(client, "GET", target);
  return bytes;
}

static void post(client_t *client, const char *target, const char *body) {
  uint64_t answer = 0;
  curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, &answer);
  perform(client, "POST", target);
}

static uint64_t small(client_t *client, int id, int count, bool up) {
  uint64_t moved = 0;
  char target[64];
  for (int i = 0; i < count; i++) {
    snprintf(target, sizeof target, "/" BUCKET "/k%d-%d-s%d", id, i, SMALL);
    moved += up ? put(client, target, (body_t){{0, SMALL}, -1}) : get(client, target);
  }
  return moved;
}

/* A handle serves one thread at a time, so each has its own. */
static void *small_both(void *worker) {
  worker_t *mine = worker;
  client_t own = client("s3");
  mine->moved = small(&own, mine->id, mine->count, true) + small(&own, mine->id, mine->count, false);
  curl_easy_cleanup(own.curl);
  return NULL;
}

static int taken;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *send_parts(void *worker) {
  worker_t *mine = worker;
  client_t own = client("s3");
  char target[128];
  for (;;) {
    pthread_mutex_lock(&lock);
    uint64_t part = (uint64_t)taken++, start = part * bench.part;
    pthread_mutex_unlock(&lock);
    if (start >= bench.bytes) break;
    uint64_t length = bench.bytes - start < bench.part ? bench.bytes - start : bench.part;
    int file = mine->context ? open(bench.file, O_RDONLY) : -1;
    if (file >= 0) lseek(file, (off_t)start, SEEK_SET);
    snprintf(target, sizeof target, "/" BUCKET "/big?partNumber=%d&uploadId=VXBsb2FkSUQ", (int)part + 1);
    mine->moved += put(&own, target, (body_t){{0, length}, file});
    if (file >= 0) close(file);
  }
  curl_easy_cleanup(own.curl);
  return NULL;
}

static uint64_t multipart(bool from_file) {
  client_t own = client("s3");
  post(&own, "/" BUCKET "/big?uploads=", "");
  uint64_t moved = in_threads(8, 0, from_file ? &lock : NULL, send_parts);
  post(&own, "/" BUCKET "/big?uploadId=VXBsb2FkSUQ", "<CompleteMultipartUpload></CompleteMultipartUpload>");
  curl_easy_cleanup(own.curl);
  return moved;
}

/* All pages; where `paged`, each is forgotten before the next one comes. */
static void list(const char *work, bool nodes, bool paged) {
  client_t own = client(nodes ? "ec2" : "s3");
  records_t list = {.item = nodes ? "reservationId" : "Contents", .names = nodes ? node_names : object_names,
                    .next = nodes ? "nextToken" : "NextContinuationToken"};
  uint64_t seen = 0;
  char target[512];
  begin();
  do {
    if (nodes) snprintf(target, sizeof target, "/?Action=DescribeInstances&Version=2016-11-15");
    else if (*list.token) snprintf(target, sizeof target, "/" BUCKET "?continuation-token=%s&" LISTING, list.token);
    else snprintf(target, sizeof target, "/" BUCKET "?" LISTING);
    page_begins(&list);
    curl_easy_setopt(own.curl, CURLOPT_WRITEFUNCTION, on_xml);
    curl_easy_setopt(own.curl, CURLOPT_WRITEDATA, &list);
    perform(&own, "GET", target);
    page_ends(&list);
    if (paged) {
      seen += list.count;
      forget(&list);
    }
  } while (*list.token);
  finish(work, seen + list.count, "");
  forget(&list);
  free(list.records);
  curl_easy_cleanup(own.curl);
}

int main(int argc, char **argv) {
  const char *work = argc > 1 ? argv[1] : "W1";
  char target[128];
  settings();
  if (!strcmp(work, "W9")) begin();
  curl_global_init(CURL_GLOBAL_ALL);
  client_t own = client("s3");
  snprintf(target, sizeof target, "/" BUCKET "/big-s%llu", (unsigned long long)bench.bytes);
  if (!strcmp(work, "W1")) {
    begin();
    finish(work, put(&own, target, (body_t){{0, bench.bytes}, -1}), "");
  } else if (!strcmp(work, "W2")) {
    begin();
    finish(work, get(&own, target), "");
  } else if (!strcmp(work, "W3u") || !strcmp(work, "W3d")) {
    small(&own, 0, WARM_UP, work[2] == 'u');
    begin();
    finish(work, small(&own, 0, bench.small, work[2] == 'u'), "");
  } else if (!strcmp(work, "W4")) {
    begin();
    finish(work, in_threads(bench.threads, bench.small / bench.threads, NULL, small_both), "");
  } else if (!strcmp(work, "W5") || !strcmp(work, "W5p") || !strcmp(work, "W6")) {
    list(work, work[1] == '6', work[2] == 'p');
  } else if (!strcmp(work, "W7") || !strcmp(work, "W7f")) {
    begin();
    finish(work, multipart(work[2] == 'f'), "");
  } else if (!strcmp(work, "W9")) {
    finish(work, get(&own, "/" BUCKET "/x-s4096"), "");
  } else {
    fail(work, "no such work");
  }
  curl_easy_cleanup(own.curl);
  curl_global_cleanup();
  return EXIT_SUCCESS;
}
