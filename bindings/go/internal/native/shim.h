/* The library as Go calls it: all methods through one function, so that a call crosses the border once, and callbacks that
 * take a number, which a cgo.Handle is, for their pointer. */
#ifndef LIBCLOUD_GO_SHIM_H
#define LIBCLOUD_GO_SHIM_H

#include <libcloud.h>

/* What an adapter of methods.h finds: lives on the stack of lcgo_run. */
struct lcgo_arguments {
  const lc_driver *driver;
  const lc_value *options;
  const char *const *text;
  size_t count;
  lc_deployment *deployment;
  lc_reader source;
  lc_writer sink;
};

/* What a function gave. Which field has it depends on the function. */
struct lcgo_result {
  char *json; /* for lcgo_discard */
  double number;
  lc_driver *driver;
  lc_pages *pages;
  lc_stream *stream;
  lc_error *error;
};

typedef lc_status (*lcgo_method)(const struct lcgo_arguments *in, struct lcgo_result *out);

/* What Go asks for. No field is a pointer to Go's memory. */
struct lcgo_request {
  lcgo_method method;
  const lc_driver *driver;
  const lc_call *limits; /* NULL: none */
  lc_deployment *deployment;
  size_t count;          /* of the arguments, without the options */
  uintptr_t user;        /* a cgo.Handle: whom callbacks find */
  int64_t length;        /* of a reader; -1: not known */
  bool can_rewind;       /* of a reader */
  bool output, observer; /* of a deployment: whether there is one */
};

/* All of an error at once; the strings are borrowed from it. */
struct lcgo_failure {
  lc_status status;
  int32_t http_status;
  int64_t retry_after_ms;
  bool is_retriable;
  const char *message, *name, *provider_code, *request_id, *details;
};

/* Runs a method. `arguments` are strings that end with NUL, one behind the other: first the options as JSON, or nothing. */
lc_status lcgo_run(const struct lcgo_request *request, const char *arguments, struct lcgo_result *out);

/* The next page as JSON; NULL with LIBCLOUD_OK: the end. */
lc_status lcgo_pages_next(lc_pages *pages, char **json, lc_error **error);

struct lcgo_failure lcgo_describe(const lc_error *error);

/* Keeps the JSON of a value, of which the rest may be freed then; NULL for NULL. */
char *lcgo_keep(const lc_value *value);

/* Overwrites and frees what lcgo_keep made. */
void lcgo_discard(char *json);

/* Who is told of what; `user` is a cgo.Handle, which is deleted when it is no longer needed. */
void lcgo_set_progress(lc_call *call, uintptr_t user);
void lcgo_set_log(int32_t level, uintptr_t user);

#endif
