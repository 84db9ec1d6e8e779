/* AWS Signature Version 4 as one writes it by hand on top of OpenSSL: the key of the day is made once. */
#ifndef SIGV4_H
#define SIGV4_H

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "../../bench.h"

#define SIGV4_HEADER 512
#define DAY 8 /* "20260301" */
#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

typedef struct {
  const char *service;
  char day[DAY + 1];
  unsigned char key[SHA256_DIGEST_LENGTH];
} signer_t;

static inline void hmac(const void *key, size_t size, const char *message, unsigned char *out) {
  HMAC(EVP_sha256(), key, (int)size, (const unsigned char *)message, strlen(message), out, NULL);
}

static inline void hex(const unsigned char *bytes, char *out) {
  for (int i = 0; i < SHA256_DIGEST_LENGTH; i++) snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static inline void key_of(signer_t *signer, const char *day) {
  if (!strcmp(signer->day, day)) return;
  strcpy(signer->day, day);
  hmac("AWS4" SECRET, strlen("AWS4" SECRET), day, signer->key);
  hmac(signer->key, sizeof signer->key, REGION, signer->key);
  hmac(signer->key, sizeof signer->key, signer->service, signer->key);
  hmac(signer->key, sizeof signer->key, "aws4_request", signer->key);
}

/* S3 takes bodies that are not signed; elsewhere those of a GET are empty. */
static inline const char *payload(const signer_t *signer) {
  return strcmp(signer->service, "s3") ? OF_NOTHING : "UNSIGNED-PAYLOAD";
}

/* Writes the headers X-Amz-Date and Authorization of a request that has the header X-Amz-Content-Sha256 with
 * payload(signer). The query has to be sorted. */
static inline void sign(signer_t *signer, const char *method, const char *host, const char *path, const char *query,
                        char date[SIGV4_HEADER], char authorization[SIGV4_HEADER]) {
  static const char names[] = "host;x-amz-content-sha256;x-amz-date";
  unsigned char digest[SHA256_DIGEST_LENGTH];
  char now[20], day[DAY + 1], hash[2 * SHA256_DIGEST_LENGTH + 1], text[2048];
  time_t clock = time(NULL);
  struct tm utc;
  gmtime_r(&clock, &utc);
  strftime(now, sizeof now, "%Y%m%dT%H%M%SZ", &utc);
  memcpy(day, now, DAY);
  day[DAY] = 0;
  key_of(signer, day);

  snprintf(text, sizeof text, "%s\n%s\n%s\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\n%s\n%s", method, path, query,
           host, payload(signer), now, names, payload(signer));
  SHA256((unsigned char *)text, strlen(text), digest);
  hex(digest, hash);
  snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n%s\n%s/" REGION "/%s/aws4_request\n%s", now, day, signer->service, hash);
  hmac(signer->key, sizeof signer->key, text, digest);
  hex(digest, hash);
  snprintf(date, SIGV4_HEADER, "X-Amz-Date: %s", now);
  snprintf(authorization, SIGV4_HEADER,
           "Authorization: AWS4-HMAC-SHA256 Credential=" KEY "/%s/" REGION "/%s/aws4_request, SignedHeaders=%s, Signature=%s", day,
           signer->service, names, hash);
}

#endif
