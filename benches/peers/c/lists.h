/* Lists with expat: every text that a program may want is copied into a record that stays. */
#ifndef LISTS_H
#define LISTS_H

#include <expat.h>

#include "../../bench.h"

#define FIELDS 18

/* A record is a row of texts; an absent one is NULL. */
typedef struct {
  char *fields[FIELDS];
} record_t;

typedef struct {
  const char *item;   /* the element that begins a record */
  const char **names; /* the elements kept, NULL behind the last */
  const char *next;   /* the element that tells where the next page begins */
  XML_Parser parser;
  char text[4096];
  size_t filled;
  bool in_text;
  record_t *records;
  size_t count, room;
  char token[256];
} records_t;

static const char *object_names[] = {"Key", "LastModified", "ETag", "Size", "StorageClass", "ID", NULL};
static const char *node_names[] = {"instanceId",       "imageId",        "name",      "privateDnsName", "dnsName",
                                   "keyName",          "instanceType",   "launchTime", "availabilityZone", "subnetId",
                                   "vpcId",            "privateIpAddress", "ipAddress", "rootDeviceName", "architecture",
                                   "key",              "value",          NULL};

static inline void on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
  records_t *list = user;
  (void)attributes;
  list->filled = 0;
  list->in_text = true;
  if (strcmp(name, list->item)) return;
  if (list->count == list->room) {
    list->room = list->room ? 2 * list->room : 1024;
    list->records = realloc(list->records, list->room * sizeof *list->records);
    if (!list->records) fail("realloc", "out of memory");
  }
  memset(&list->records[list->count++], 0, sizeof *list->records);
}

static inline void on_text(void *user, const XML_Char *text, int length) {
  records_t *list = user;
  if (!list->in_text || list->filled + (size_t)length >= sizeof list->text) return;
  memcpy(list->text + list->filled, text, (size_t)length);
  list->filled += (size_t)length;
}

static inline void on_end(void *user, const XML_Char *name) {
  records_t *list = user;
  if (!list->in_text) return;
  list->in_text = false;
  list->text[list->filled] = 0;
  if (!strcmp(name, list->next)) snprintf(list->token, sizeof list->token, "%.255s", list->text);
  if (list->count == 0) return;
  record_t *record = &list->records[list->count - 1];
  for (int i = 0; list->names[i]; i++) {
    if (strcmp(name, list->names[i])) continue;
    free(record->fields[i]);
    record->fields[i] = strdup(list->text);
    return;
  }
}

/* For CURLOPT_WRITEFUNCTION. */
static inline size_t on_xml(char *data, size_t size, size_t count, void *user) {
  records_t *list = user;
  return XML_Parse(list->parser, data, (int)(size * count), 0) == XML_STATUS_OK ? size * count : 0;
}

static inline void page_begins(records_t *list) {
  list->token[0] = 0;
  list->parser = XML_ParserCreate(NULL);
  XML_SetUserData(list->parser, list);
  XML_SetElementHandler(list->parser, on_start, on_end);
  XML_SetCharacterDataHandler(list->parser, on_text);
}

static inline void page_ends(records_t *list) {
  if (XML_Parse(list->parser, "", 0, 1) != XML_STATUS_OK) fail("expat", "the answer is no XML");
  XML_ParserFree(list->parser);
}

static inline void forget(records_t *list) {
  for (size_t i = 0; i < list->count; i++) {
    for (int field = 0; field < FIELDS; field++) free(list->records[i].fields[field]);
  }
  list->count = 0;
}

#endif
