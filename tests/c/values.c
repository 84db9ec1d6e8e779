/* Versions, status names and values. */
#include "check.h"
#include <libcloud.h>

static void versions(void) {
  CHECK(lc_version() == LIBCLOUD_VERSION);
  CHECK_TEXT(lc_version_string(), LIBCLOUD_VERSION_STRING);
  CHECK_TEXT(lc_status_name(LIBCLOUD_OK), "LIBCLOUD_OK");
  CHECK_TEXT(lc_status_name(LIBCLOUD_NOT_FOUND), "LIBCLOUD_NOT_FOUND");
  CHECK_TEXT(lc_status_name(-7), "unknown status");
}

static void built(void) {
  lc_value *object = lc_value_new_object(), *array = lc_value_new_array();
  CHECK(lc_value_append_string(array, "eins") == LIBCLOUD_OK);
  CHECK(lc_value_append_int(array, INT64_MIN) == LIBCLOUD_OK);
  CHECK(lc_value_append_double(array, 0.5) == LIBCLOUD_OK);
  CHECK(lc_value_append_bool(array, true) == LIBCLOUD_OK);
  CHECK(lc_value_append_null(array) == LIBCLOUD_OK);
  CHECK(lc_value_append_value(array, array) == LIBCLOUD_OK);
  CHECK(lc_value_set_string(object, "text", "caf\xc3\xa9 \"quoted\"\n") == LIBCLOUD_OK);
  CHECK(lc_value_set_int(object, "n", 1) == LIBCLOUD_OK);
  CHECK(lc_value_set_int(object, "n", 2) == LIBCLOUD_OK);
  CHECK(lc_value_set_double(object, "d", 1e300) == LIBCLOUD_OK);
  CHECK(lc_value_set_bool(object, "b", false) == LIBCLOUD_OK);
  CHECK(lc_value_set_null(object, "nothing") == LIBCLOUD_OK);
  CHECK(lc_value_set_value(object, "list", array) == LIBCLOUD_OK);
  lc_value_free(array);
  CHECK_TEXT(lc_value_json(object),
             "{\"text\":\"caf\xc3\xa9 \\\"quoted\\\"\\n\",\"n\":2,\"d\":1e+300,\"b\":false,\"nothing\":null,"
             "\"list\":[\"eins\",-9223372036854775808,0.5,true,null,[\"eins\",-9223372036854775808,0.5,true,null]]}");
  CHECK(lc_value_set_value(object, "self", object) == LIBCLOUD_OK);
  CHECK(lc_value_len(object) == 7);
  CHECK(lc_value_len(lc_value_get(object, "self")) == 6);
  lc_value_free(object);
}

static void read_back(void) {
  lc_value *value = parse("{\"s\": \"abc\", \"i\": 42, \"d\": 2.5, \"whole\": 3.0, \"b\": true, \"z\": null, \"a\": [1, [2]], "
                          "\"nul\": \"x\\u0000y\", \"i\": 43}");
  const lc_value *list = lc_value_get(value, "a");
  int64_t whole = -1;
  double number = -1;
  bool truth = false;

  CHECK(lc_value_type(value) == LIBCLOUD_VALUE_OBJECT && lc_value_len(value) == 8);
  CHECK_TEXT(lc_value_key(value, 0), "s");
  CHECK(lc_value_key(value, 8) == NULL);
  CHECK(lc_value_at(value, 0) == lc_value_get(value, "s"));
  CHECK_TEXT(lc_value_string(lc_value_get(value, "s")), "abc");
  CHECK(lc_value_int(lc_value_get(value, "i"), &whole) && whole == 43);
  CHECK(lc_value_double(lc_value_get(value, "i"), &number) && number == 43.0);
  CHECK(lc_value_double(lc_value_get(value, "d"), &number) && number == 2.5);
  CHECK(!lc_value_int(lc_value_get(value, "d"), &whole) && whole == 43);
  CHECK(lc_value_int(lc_value_get(value, "whole"), &whole) && whole == 3);
  CHECK(lc_value_int(lc_value_get(value, "whole"), NULL));
  CHECK(lc_value_bool(lc_value_get(value, "b"), &truth) && truth);
  CHECK(!lc_value_bool(lc_value_get(value, "z"), &truth));
  CHECK(lc_value_type(lc_value_get(value, "z")) == LIBCLOUD_VALUE_NULL);
  CHECK(lc_value_string(lc_value_get(value, "i")) == NULL);
  CHECK(lc_value_get(value, "absent") == NULL && lc_value_get(list, "s") == NULL && lc_value_get(value, BAD) == NULL);

  CHECK(lc_value_type(list) == LIBCLOUD_VALUE_ARRAY && lc_value_len(list) == 2);
  CHECK(lc_value_type(lc_value_at(list, 0)) == LIBCLOUD_VALUE_INT);
  CHECK(lc_value_int(lc_value_at(lc_value_at(list, 1), 0), &whole) && whole == 2);
  CHECK(lc_value_at(list, 2) == NULL);
  CHECK_TEXT(lc_value_json(list), "[1,[2]]");
  CHECK(lc_value_json(list) == lc_value_json(list));

  CHECK_TEXT(lc_value_string(lc_value_get(value, "nul")), "x");
  CHECK(lc_value_len(lc_value_get(value, "nul")) == 3);
  CHECK_TEXT(lc_value_json(lc_value_get(value, "nul")), "\"x\\u0000y\"");
  lc_value_free(value);
}

static void not_json(void) {
  static const char *const bad[] = {"", "{", "[1,]", "{\"a\":1}x", "nul", "\"\\ud800\"", "'a'"};
  char deep[4097];
  lc_value *value;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    value = RUBBISH;
    FAILS(LIBCLOUD_INVALID_ARGUMENT, "not valid JSON", lc_value_parse(bad[i], &value, &err));
    CHECK(value == NULL);
  }
  memset(deep, '[', sizeof deep - 1);
  deep[sizeof deep - 1] = '\0';
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "recursion", lc_value_parse(deep, &value, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "json is not UTF-8: byte 4", lc_value_parse("\"caf\xe9\"", &value, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "json is NULL", lc_value_parse(NULL, &value, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "out-parameter", lc_value_parse("1", NULL, &err));
  value = RUBBISH;
  CHECK(lc_value_parse("{", &value, NULL) == LIBCLOUD_INVALID_ARGUMENT && value == NULL);
  CHECK(lc_value_parse("{", NULL, NULL) == LIBCLOUD_INVALID_ARGUMENT);
}

/* What a setter refused, the call that is given the value refuses too. */
static void refused(void) {
  lc_value *object = lc_value_new_object(), *inner = lc_value_new_object(), *array = lc_value_new_array();
  lc_driver *driver = RUBBISH;
  CHECK(lc_value_set_int(object, "retries", 1) == LIBCLOUD_OK);
  CHECK(lc_value_set_string(object, "region", NULL) == LIBCLOUD_INVALID_ARGUMENT);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "config: \"region\" was not set: text is NULL",
        lc_driver_new("storage", "dummy", object, &driver, &err));
  CHECK(driver == NULL);
  CHECK_TEXT(lc_value_json(object), "{\"retries\":1}");
  CHECK(lc_value_set_string(object, "region", "here") == LIBCLOUD_OK);
  OK(lc_driver_new("storage", "dummy", object, &driver, &err));
  lc_driver_free(driver), lc_value_free(object);

  object = lc_value_new_object();
  CHECK(lc_value_set_string(inner, "key", BAD) == LIBCLOUD_INVALID_ARGUMENT);
  CHECK(lc_value_set_value(object, "inner", inner) == LIBCLOUD_INVALID_ARGUMENT);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "not UTF-8", lc_driver_new("storage", "dummy", object, &driver, &err));
  CHECK(lc_value_append_int(object, 1) == LIBCLOUD_INVALID_ARGUMENT);
  CHECK(lc_value_set_int(array, "a", 1) == LIBCLOUD_INVALID_ARGUMENT);
  CHECK(lc_value_set_int(object, NULL, 1) == LIBCLOUD_INVALID_ARGUMENT);
  CHECK(lc_value_set_value(object, "a", NULL) == LIBCLOUD_INVALID_ARGUMENT);
  CHECK(lc_value_append_string(NULL, "a") == LIBCLOUD_INVALID_ARGUMENT);
  CHECK(lc_value_set_int(NULL, "a", 1) == LIBCLOUD_INVALID_ARGUMENT);
  lc_value_free(object), lc_value_free(inner), lc_value_free(array);

  /* What is borrowed cannot be changed, whatever one casts. */
  object = parse("{\"list\": [1]}");
  CHECK(lc_value_append_int((lc_value *)lc_value_get(object, "list"), 2) == LIBCLOUD_INVALID_ARGUMENT);
  CHECK_TEXT(lc_value_json(object), "{\"list\":[1]}");
  lc_value_free(object);
}

int main(void) {
  versions();
  built();
  read_back();
  not_json();
  refused();
  return EXIT_SUCCESS;
}
