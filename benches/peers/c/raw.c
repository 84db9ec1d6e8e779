/* The floor: a bare socket, headers written by hand, no signature, no TLS, no parsing. W1, W2, W3, W5, W6 and W9. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../bench.h"

/* What took least on the machines tried: little to send from, so that it stays in the cache, and much to receive into. */
#define SEND (64u << 10)
#define RECEIVE (1u << 20)
/* As long as a signature is, so that as many bytes go over the wire. */
#define HEADERS                                                                                                    \
  "Host: 127.0.0.1\r\nx-amz-date: 20260301T120000Z\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\nAuthorization: "    \
  "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-"  \
  "sha256;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n"

static int server;
static char block[RECEIVE + 1];

static void send_all(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(server, bytes, length);
    if (n <= 0) fail("write", "the connection broke");
    bytes += n;
    length -= (size_t)n;
  }
}

static size_t receive(char *buffer, size_t capacity) {
  ssize_t n = read(server, buffer, capacity);
  if (n <= 0) fail("read", "the connection broke");
  return (size_t)n;
}

/* Reads an answer, and tells how long its body was. */
static uint64_t answer(void) {
  size_t got = 0;
  char *end;
  do {
    got += receive(block + got, RECEIVE - got);
    block[got] = 0;
  } while (!(end = strstr(block, "\r\n\r\n")));
  const char *header = strstr(block, "Content-Length: ");
  uint64_t length = header ? strtoull(header + strlen("Content-Length: "), NULL, 10) : 0;
  uint64_t have = got - (size_t)(end + 4 - block);
  while (have < length) have += receive(block, RECEIVE);
  return length;
}

static uint64_t get(const char *target) {
  char request[1024];
  send_all(request, (size_t)snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" HEADERS "\r\n", target));
  return answer();
}

/* Head and body leave in one write where they fit. */
static uint64_t put(const char *target, uint64_t length) {
  static const char form[] = "PUT %s HTTP/1.1\r\n" HEADERS "Content-Length: %llu\r\n\r\n";
  source_t source = {0, length};
  size_t filled = (size_t)snprintf(block, SEND, form, target, (unsigned long long)length);
  while (source.at < length) {
    filled += source_read(&source, block + filled, SEND - filled);
    send_all(block, filled);
    filled = 0;
  }
  answer();
  return length;
}

static uint64_t small(int count, bool up) {
  uint64_t moved = 0;
  char target[64];
  for (int i = 0; i < count; i++) {
    snprintf(target, sizeof target, "/" BUCKET "/k0-%d-s%d", i, SMALL);
    moved += up ? put(target, SMALL) : get(target);
  }
  return moved;
}

static void dial(void) {
  const char *port = strrchr(bench.endpoint, ':');
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int on = 1;
  address.sin_port = htons((uint16_t)atoi(port ? port + 1 : "80"));
  server = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(server, (struct sockaddr *)&address, sizeof address)) fail("connect", bench.endpoint);
  setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int main(int argc, char **argv) {
  const char *work = argc > 1 ? argv[1] : "W1";
  char target[128];
  settings();
  if (!strcmp(work, "W9")) begin();
  dial();
  snprintf(target, sizeof target, "/" BUCKET "/big-s%llu", (unsigned long long)bench.bytes);
  if (!strcmp(work, "W1")) {
    begin();
    finish(work, put(target, bench.bytes), "");
  } else if (!strcmp(work, "W2")) {
    begin();
    finish(work, get(target), "");
  } else if (!strcmp(work, "W3u") || !strcmp(work, "W3d")) {
    small(WARM_UP, work[2] == 'u');
    begin();
    finish(work, small(bench.small, work[2] == 'u'), "");
  } else if (!strcmp(work, "W5")) {
    uint64_t keys = number("BENCH_KEYS", 100000);
    begin();
    for (uint64_t at = 0; at < keys; at += 1000) {
      snprintf(target, sizeof target, "/" BUCKET "?continuation-token=from-%llu&" LISTING, (unsigned long long)at);
      get(target);
    }
    finish(work, keys, "");
  } else if (!strcmp(work, "W6")) {
    begin();
    get("/?Action=DescribeInstances");
    finish(work, number("BENCH_INSTANCES", 10000), "");
  } else if (!strcmp(work, "W9")) {
    finish(work, get("/" BUCKET "/x-s4096"), "");
  } else {
    fail(work, "no such work");
  }
  close(server);
  return EXIT_SUCCESS;
}
