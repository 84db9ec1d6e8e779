/* Values as large, as deep and as wrong as can be: what is refused, and that nothing else happens. */
#include "check.h"

#include <math.h>

static void deep_json(void) {
  enum { DEPTH = 100000 };
  char *json = malloc(2 * DEPTH + 1);
  lc_value *value = RUBBISH;
  memset(json, '[', DEPTH);
  memset(json + DEPTH, ']', DEPTH);
  json[2 * DEPTH] = '\0';
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "not valid JSON", lc_value_parse(json, &value, &err));
  CHECK(value == NULL);
  json[DEPTH + 127] = '\0';
  OK(lc_value_parse(json + DEPTH - 127, &value, &err));
  CHECK(strlen(lc_value_json(value)) == 2 * 127);
  lc_value_free(value);
  free(json);
}

/* What is built may be as deep as what is parsed; else whatever walks it would run out of stack. */
static void deep_values(void) {
  lc_driver *driver = open_driver("compute", "dummy", NULL);
  lc_value *inner = lc_value_new_object(), *result = RUBBISH;
  int depth = 1;
  for (;; depth++) {
    lc_value *outer = depth % 2 ? lc_value_new_array() : lc_value_new_object();
    lc_status status = depth % 2 ? lc_value_append_value(outer, inner) : lc_value_set_value(outer, "a", inner);
    if (status != LIBCLOUD_OK) {
      FAILS(LIBCLOUD_INVALID_ARGUMENT, "deep", lc_driver_call(driver, "list_nodes", outer, &result, &err));
      lc_value_free(outer);
      break;
    }
    lc_value_free(inner);
    inner = outer;
  }
  CHECK(depth == 127);
  CHECK(lc_value_len(lc_value_at(inner, 0)) == 1);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "unknown key", lc_driver_call(driver, "list_nodes", inner, &result, &err));
  lc_value_free(inner), lc_driver_free(driver);
}

/* What goes in is copied, also where it is borrowed from what it goes into. */
static void into_itself(void) {
  lc_value *value = parse("{\"a\":\"b\",\"b\":[1]}");
  CHECK(lc_value_set_string(value, "json", lc_value_json(value)) == LIBCLOUD_OK);
  CHECK_TEXT(lc_value_string(lc_value_get(value, "json")), "{\"a\":\"b\",\"b\":[1]}");
  CHECK(lc_value_set_null(value, "json") == LIBCLOUD_OK);
  CHECK(lc_value_set_string(value, lc_value_string(lc_value_get(value, "a")), lc_value_key(value, 0)) == LIBCLOUD_OK);
  CHECK(lc_value_set_string(value, lc_value_string(lc_value_get(value, "b")), BAD) == LIBCLOUD_INVALID_ARGUMENT);
  CHECK(lc_value_set_int(value, lc_value_string(lc_value_get(value, "b")), 7) == LIBCLOUD_OK);
  CHECK(lc_value_set_value(value, "self", value) == LIBCLOUD_OK);
  CHECK(lc_value_set_value(value, "self", lc_value_get(value, "self")) == LIBCLOUD_OK);
  CHECK_TEXT(lc_value_json(value), "{\"a\":7,\"b\":\"a\",\"json\":null,\"self\":{\"a\":7,\"b\":\"a\",\"json\":null}}");
  lc_value_free(value);
}

/* A value goes on being of use after calls that refused it. */
static void used_again(void) {
  lc_driver *driver = open_driver("compute", "dummy", NULL);
  lc_value *options = parse("{\"location\": 1, \"location\": [], \"place\": 2}");
  lc_list *list = RUBBISH;
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "\"location\" takes id, not array", lc_list_sizes(driver, options, &list, &err));
  CHECK(list == NULL && lc_value_set_int(options, "location", 1) == LIBCLOUD_OK);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "unknown key \"place\"; it takes location", lc_list_sizes(driver, options, &list, &err));
  lc_value_free(options);
  options = lc_value_new_object();
  CHECK(lc_value_set_string(options, "location", BAD) == LIBCLOUD_INVALID_ARGUMENT);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "options: \"location\" was not set", lc_list_sizes(driver, options, &list, &err));
  CHECK(lc_value_set_null(options, "location") == LIBCLOUD_OK);
  OK(lc_list_sizes(driver, options, &list, &err));
  CHECK(lc_list_len(list) > 0);
  lc_list_free(list), lc_value_free(options), lc_driver_free(driver);
}

static const double numbers[] = {-INFINITY, -1e300, -9.3e18, -1, -0.0, 0, 1e-300, 9.3e18, 1.8e19, 1e300, INFINITY, NAN};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

/* No limit of time is so long that a moment could not be reckoned with it. */
static void numbers_of_seconds(void) {
  static const char *const configs[] = {"latency", "state_delay", "fail_every", "timeout", "connect_timeout", "retries", "port"};
  static const char *const waits[] = {"wait_period", "timeout"};
  static const char *const ids[] = {"none"};
  lc_call *call = lc_call_new(30);
  lc_driver *driver = open_driver("compute", "dummy", NULL), *bound = RUBBISH, *made = RUBBISH;
  lc_list *list = RUBBISH;
  lc_status status;
  for (size_t i = 0; i < NUMBERS; i++) {
    for (size_t key = 0; key < sizeof configs / sizeof *configs; key++) {
      lc_value *config = lc_value_new_object();
      CHECK(lc_value_set_double(config, configs[key], numbers[i]) == LIBCLOUD_OK);
      status = lc_driver_new("compute", "dummy", config, &made, NULL);
      CHECK((status == LIBCLOUD_OK) == (made != NULL) && (status == LIBCLOUD_OK || status == LIBCLOUD_INVALID_ARGUMENT));
      if (made) {
        OK(lc_driver_bind(made, call, &bound, &err));
        status = lc_list_nodes(bound, NULL, &list, NULL);
        CHECK(status == LIBCLOUD_OK || status == LIBCLOUD_TIMEOUT || status == LIBCLOUD_UNAVAILABLE);
        lc_list_free(list), lc_driver_free(bound), lc_driver_free(made);
      }
      lc_value_free(config);
    }
    for (size_t key = 0; key < 2; key++) {
      lc_value *options = parse("{\"wait_period\": 0.01, \"timeout\": 1.8e19}");
      CHECK(lc_value_set_double(options, waits[key], numbers[i]) == LIBCLOUD_OK);
      OK(lc_driver_bind(driver, call, &bound, &err));
      status = lc_wait_until_running(bound, ids, 1, options, &list, NULL);
      CHECK(list == NULL && (status == LIBCLOUD_INVALID_ARGUMENT || status == LIBCLOUD_TIMEOUT));
      lc_driver_free(bound), lc_value_free(options);
    }
  }
  lc_call_free(call), lc_driver_free(driver);
}

/* Port 1 of the loopback refuses at once. */
#define NOWHERE "{\"key\": \"k\", \"secret\": \"s\", \"url\": \"http://127.0.0.1:1\", \"retries\": 0, \"proxy\": \"\"}"

/* For connections the same limits count. */
static void limits_of_connections(void) {
  static const char *const keys[] = {"timeout", "connect_timeout"};
  for (size_t i = 0; i < NUMBERS; i++) {
    for (size_t key = 0; key < 2; key++) {
      lc_value *config = parse(NOWHERE);
      lc_driver *driver = RUBBISH;
      lc_list *list = RUBBISH;
      lc_status status;
      CHECK(lc_value_set_double(config, keys[key], numbers[i]) == LIBCLOUD_OK);
      status = lc_driver_new("storage", "s3", config, &driver, NULL);
      CHECK(status == LIBCLOUD_OK || status == LIBCLOUD_INVALID_ARGUMENT);
      if (driver) {
        status = lc_list_containers(driver, NULL, &list, NULL);
        CHECK(list == NULL && (status == LIBCLOUD_IO || status == LIBCLOUD_TIMEOUT || status == LIBCLOUD_UNAVAILABLE));
      }
      lc_driver_free(driver), lc_value_free(config);
    }
  }
}

/* ---- Every method with a value of every type in place of every argument and option */

static const char *const any[] = {"null", "true", "-1", "0", "9223372036854775807", "-9223372036854775808", "1.5", "1e308",
                                  "\"\"", "\"a\\u0000b\"", "\"../..\"", "[]", "[[]]", "[null]", "[1,\"a\"]", "{}",
                                  "{\"id\":[]}", "{\"id\":1}", "{\"a\":{\"b\":[{}]}}", "{\"ssh_key\":1}", "{\"password\":[]}"};

static lc_value *arguments(const lc_value *method, const char *odd, const lc_value *value) {
  lc_value *made = lc_value_new_object();
  const lc_value *params = lc_value_get(method, "arguments");
  bool required = false;
  for (size_t i = 0; i < lc_value_len(params); i++) {
    const char *name = lc_value_string(lc_value_get(lc_value_at(params, i), "name"));
    CHECK(lc_value_bool(lc_value_get(lc_value_at(params, i), "required"), &required));
    if (required) CHECK(lc_value_set_int(made, name, 1) == LIBCLOUD_OK);
  }
  CHECK(lc_value_set_value(made, odd, value) == LIBCLOUD_OK);
  if (strcmp(lc_value_string(lc_value_get(method, "name")), "wait_until_running") == 0 && strcmp(odd, "timeout") != 0)
    CHECK(lc_value_set_double(made, "timeout", 0.001) == LIBCLOUD_OK);
  return made;
}

static void wrong_types(const char *api, const char *provider, const char *config) {
  lc_driver *driver = open_driver(api, provider, config), *bound = RUBBISH;
  lc_call *call = lc_call_new(200);
  lc_value *methods = RUBBISH;
  int refused = 0, tried = 0;
  OK(lc_driver_bind(driver, call, &bound, &err));
  OK(lc_driver_methods(driver, &methods, &err));
  for (size_t m = 0; m < lc_value_len(methods); m++) {
    const lc_value *method = lc_value_at(methods, m);
    for (int options = 0; options < 2; options++) {
      const char *kind = options ? "options" : "arguments";
      for (size_t p = 0; p < lc_value_len(lc_value_get(method, kind)); p++) {
        const char *name = lc_value_string(lc_value_get(lc_value_at(lc_value_get(method, kind), p), "name"));
        for (size_t i = 0; i < sizeof any / sizeof *any; i++) {
          lc_value *odd = parse(any[i]), *given = arguments(method, name, odd), *result = RUBBISH;
          lc_error *error = RUBBISH;
          lc_status status = lc_driver_call(bound, lc_value_string(lc_value_get(method, "name")), given, &result, &error);
          if (status == LIBCLOUD_INTERNAL) check_failed(__FILE__, __LINE__, lc_value_json(given), lc_error_message(error));
          CHECK((status == LIBCLOUD_OK) == (result != NULL) && (status == LIBCLOUD_OK) == (error == NULL));
          tried++, refused += status != LIBCLOUD_OK;
          lc_error_free(error), lc_value_free(result), lc_value_free(given), lc_value_free(odd);
        }
      }
    }
  }
  CHECK(tried > 200 && refused > tried / 2);
  lc_value_free(methods), lc_call_free(call), lc_driver_free(bound), lc_driver_free(driver);
}

/* The size of a name is for the provider to judge; nothing is cut off. */
static void huge(void) {
  enum { SIZE = 1 << 24 };
  lc_driver *driver = open_driver("storage", "dummy", NULL);
  lc_value *arguments = lc_value_new_object(), *result = RUBBISH;
  lc_object *object = RUBBISH;
  char *name = malloc(SIZE + 1);
  memset(name, 'x', SIZE);
  name[SIZE] = '\0';
  CHECK(lc_value_set_string(arguments, "container_name", name) == LIBCLOUD_OK);
  CHECK(lc_value_len(lc_value_get(arguments, "container_name")) == SIZE);
  CHECK(strlen(lc_value_json(arguments)) == SIZE + strlen("{\"container_name\":\"\"}"));
  if (lc_driver_call(driver, "create_container", arguments, &result, NULL) == LIBCLOUD_OK)
    CHECK(lc_value_len(lc_value_get(result, "name")) == SIZE);
  CHECK(lc_get_object(driver, name, name, NULL, &object, &err) != LIBCLOUD_OK && object == NULL);
  CHECK(strlen(lc_error_message(err)) > 0);
  free_error(), free(name);
  lc_value_free(arguments), lc_value_free(result), lc_driver_free(driver);
}

int main(void) {
  deep_json();
  deep_values();
  into_itself();
  used_again();
  numbers_of_seconds();
  limits_of_connections();
  wrong_types("compute", "dummy", "{\"state_delay\": 0}");
  wrong_types("storage", "dummy", NULL);
  wrong_types("compute", "ec2", NOWHERE);
  wrong_types("storage", "s3", NOWHERE);
  huge();
  return EXIT_SUCCESS;
}
