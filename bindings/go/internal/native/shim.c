#include "shim.h"

#include <stdlib.h>
#include <string.h>

#include "_cgo_export.h"

static int64_t read_source(void *user, uint8_t *buffer, size_t capacity) { return lcgoRead((uintptr_t)user, buffer, capacity); }

static int32_t rewind_source(void *user) { return lcgoRewind((uintptr_t)user); }

static int64_t write_sink(void *user, const uint8_t *data, size_t length) {
  return lcgoWrite((uintptr_t)user, (uint8_t *)data, length);
}

static int32_t progress(void *user, int64_t done, int64_t total) { return lcgoProgress((uintptr_t)user, done, total); }

static int32_t output(void *user, const char *node_id, size_t step, int32_t stream, const uint8_t *data, size_t length) {
  return lcgoOutput((uintptr_t)user, (char *)node_id, step, stream, (uint8_t *)data, length);
}

static int32_t observe(void *user, const char *node_id, size_t step, const lc_value *result) {
  return lcgoObserve((uintptr_t)user, (char *)node_id, step, (char *)lc_value_json(result));
}

static void log_line(void *user, int32_t level, const char *message) { lcgoLog((uintptr_t)user, level, (char *)message); }

static void drop(void *user) { lcgoDrop((uintptr_t)user); }

void lcgo_set_progress(lc_call *call, uintptr_t user) { lc_call_set_progress(call, progress, (void *)user, drop); }

void lcgo_set_log(int32_t level, uintptr_t user) {
  if (user == 0) return lc_set_log(LIBCLOUD_LOG_OFF, NULL, NULL, NULL);
  lc_set_log(level, log_line, (void *)user, drop);
}

/* The strings one behind the other as an array; NULL: there is no memory. */
static const char **split(const char *arguments, size_t count) {
  const char **text = calloc(count + 1, sizeof *text);
  for (size_t i = 0; text && i < count; i++, arguments += strlen(arguments) + 1) text[i] = arguments;
  return text;
}

lc_status lcgo_run(const struct lcgo_request *request, const char *arguments, struct lcgo_result *out) {
  struct lcgo_arguments in = {.driver = request->driver, .count = request->count, .deployment = request->deployment,
                              .source = LIBCLOUD_READER_INIT, .sink = LIBCLOUD_WRITER_INIT};
  lc_value *options = NULL;
  lc_driver *bound = NULL;
  lc_status status = LIBCLOUD_OK;
  const char **text = split(arguments + strlen(arguments) + 1, request->count);
  if (text == NULL) return LIBCLOUD_INTERNAL;
  if (*arguments) status = lc_value_parse(arguments, &options, &out->error);
  if (status == LIBCLOUD_OK && request->limits) {
    status = lc_driver_bind(request->driver, request->limits, &bound, &out->error);
    in.driver = bound;
  }
  if (status == LIBCLOUD_OK) {
    in.options = options;
    in.text = text;
    in.source.user = in.sink.user = (void *)request->user;
    in.source.read = read_source;
    in.source.length = request->length;
    if (request->can_rewind) in.source.rewind = rewind_source;
    in.sink.write = write_sink;
    if (request->output) lc_deployment_set_output(request->deployment, output, (void *)request->user, NULL);
    if (request->observer) lc_deployment_set_observer(request->deployment, observe, (void *)request->user, NULL);
    status = request->method(&in, out);
  }
  lc_driver_free(bound);
  lc_value_free(options);
  free(text);
  return status;
}

lc_status lcgo_pages_next(lc_pages *pages, char **json, lc_error **error) {
  lc_list *list;
  lc_status status = lc_pages_next(pages, &list, error);
  *json = lcgo_keep(lc_list_value(list));
  lc_list_free(list);
  return status;
}

struct lcgo_failure lcgo_describe(const lc_error *error) {
  return (struct lcgo_failure){
      .status = lc_error_status(error),
      .http_status = lc_error_http_status(error),
      .retry_after_ms = lc_error_retry_after_ms(error),
      .is_retriable = lc_error_is_retriable(error),
      .message = lc_error_message(error),
      .name = lc_error_name(error),
      .provider_code = lc_error_provider_code(error),
      .request_id = lc_error_request_id(error),
      .details = lc_value_json(lc_error_details(error)),
  };
}

char *lcgo_keep(const lc_value *value) {
  const char *json = lc_value_json(value);
  return json ? strdup(json) : NULL;
}

void lcgo_discard(char *json) {
  if (json == NULL) return;
  memset(json, 0, strlen(json));
  __asm__ volatile("" : : "r"(json) : "memory"); /* so that the zeros are not left out */
  free(json);
}
