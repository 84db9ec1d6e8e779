/* Drivers, the generic call, introspection and what errors tell. */
#include "check.h"

static void unknown(void) {
  lc_value *config;
  lc_driver *driver = RUBBISH;
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "no API is called \"compute2\"", lc_driver_new("compute2", "dummy", NULL, &driver, &err));
  CHECK(driver == NULL);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "dummy", lc_driver_new("compute", "dumy", NULL, &driver, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "api is NULL", lc_driver_new(NULL, "dummy", NULL, &driver, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "provider is NULL", lc_driver_new("compute", NULL, NULL, &driver, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "provider is not UTF-8: byte 3", lc_driver_new("compute", BAD, NULL, &driver, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "out-parameter", lc_driver_new("compute", "dummy", NULL, NULL, &err));
  CHECK(lc_driver_new("compute", "dumy", NULL, &driver, NULL) == LIBCLOUD_INVALID_ARGUMENT && driver == NULL);

  config = parse("{\"secrte\": \"swordfish\"}");
  FAILS_AND_KEEPS(LIBCLOUD_INVALID_ARGUMENT, "unknown key \"secrte\"", lc_driver_new("compute", "dummy", config, &driver, &err));
  CHECK_HAS(lc_error_message(err), "secret");
  CHECK(!strstr(lc_error_message(err), "swordfish"));
  free_error();
  lc_value_free(config);

  config = parse("{\"timeout\": \"swordfish\"}");
  FAILS_AND_KEEPS(LIBCLOUD_INVALID_ARGUMENT, "\"timeout\" takes number, not string",
                  lc_driver_new("compute", "dummy", config, &driver, &err));
  CHECK(!strstr(lc_error_message(err), "swordfish"));
  free_error();
  lc_value_free(config);

  config = parse("[]");
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "not array", lc_driver_new("compute", "dummy", config, &driver, &err));
  lc_value_free(config);
}

static lc_status call(const lc_driver *driver, const char *method, const char *json, lc_value **out) {
  lc_value *arguments = NULL;
  lc_status status = json ? lc_value_parse(json, &arguments, &err) : LIBCLOUD_OK;
  if (status == LIBCLOUD_OK) status = lc_driver_call(driver, method, arguments, out, &err);
  lc_value_free(arguments);
  return status;
}

static void generic(void) {
  lc_driver *driver = open_driver("compute", "dummy", "{\"key\": \"0\"}");
  lc_value *node = RUBBISH, *result = RUBBISH;
  char json[512];

  OK(call(driver, "create_node", "{\"name\": \"web\", \"size\": \"1\", \"image\": 2}", &node));
  CHECK_TEXT(lc_value_string(lc_value_get(node, "name")), "web");
  CHECK_TEXT(lc_value_string(lc_value_get(node, "image")), "2");
  CHECK(strlen(lc_value_string(lc_value_get(node, "uuid"))) == 40);

  /* A record stands for its id. */
  snprintf(json, sizeof json, "{\"node\": %.480s}", lc_value_json(node));
  OK(call(driver, "destroy_node", json, &result));
  CHECK_TEXT(lc_value_json(result), "true");
  lc_value_free(result), lc_value_free(node);

  result = RUBBISH;
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "create_node: unknown key \"nam\"; it takes name, size, image",
        call(driver, "create_node", "{\"nam\": \"web\"}", &result));
  CHECK(result == NULL);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "\"size\" is missing", call(driver, "create_node", "{\"name\": \"web\"}", &result));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "\"name\" takes string, not array",
        call(driver, "create_node", "{\"name\": [], \"size\": \"1\", \"image\": \"1\"}", &result));
  FAILS(LIBCLOUD_NOT_SUPPORTED, "lc_driver_methods", call(driver, "ex_dance", NULL, &result));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "method is NULL", call(driver, NULL, NULL, &result));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "method is not UTF-8", call(driver, BAD, NULL, &result));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "driver is NULL", call(NULL, "list_nodes", NULL, &result));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "out-parameter", call(driver, "list_nodes", NULL, NULL));
  lc_driver_free(driver);

  driver = open_driver("storage", "dummy", NULL);
  FAILS(LIBCLOUD_NOT_SUPPORTED, "lc_upload_object", call(driver, "upload_object", NULL, &result));
  FAILS(LIBCLOUD_NOT_SUPPORTED, "storage", call(driver, "list_nodes", NULL, &result));
  lc_driver_free(driver);
}

static const lc_value *by_name(const lc_value *list, const char *key, const char *name) {
  for (size_t i = 0; i < lc_value_len(list); i++) {
    const lc_value *row = lc_value_at(list, i);
    if (strcmp(lc_value_string(lc_value_get(row, key)), name) == 0) return row;
  }
  return NULL;
}

static void introspection(void) {
  lc_driver *driver = open_driver("compute", "dummy", NULL);
  lc_value *methods = RUBBISH, *providers = RUBBISH;
  const lc_value *create;
  bool required = false;

  OK(lc_driver_methods(driver, &methods, &err));
  create = by_name(methods, "name", "create_node");
  CHECK(lc_value_len(lc_value_get(create, "arguments")) == 3);
  CHECK(by_name(lc_value_get(create, "options"), "name", "location"));
  CHECK(lc_value_bool(lc_value_get(by_name(lc_value_get(create, "arguments"), "name", "size"), "required"), &required) && required);
  for (size_t i = 0; i < lc_value_len(methods); i++)
    CHECK(lc_driver_supports(driver, lc_value_string(lc_value_get(lc_value_at(methods, i), "name"))));
  CHECK(!lc_driver_supports(driver, "create_zone"));
  CHECK(!lc_driver_supports(driver, NULL) && !lc_driver_supports(NULL, "create_node") && !lc_driver_supports(driver, BAD));
  lc_value_free(methods);
  lc_driver_free(driver);

  OK(lc_list_providers("storage", &providers, &err));
  CHECK(by_name(by_name(providers, "id", "local") ? providers : NULL, "id", "dummy"));
  CHECK(by_name(lc_value_get(by_name(providers, "id", "dummy"), "config"), "name", "secret"));
  lc_value_free(providers);
  OK(lc_list_providers(NULL, &providers, &err));
  CHECK(by_name(providers, "api", "compute") && by_name(providers, "api", "storage"));
  CHECK(by_name(providers, "api", "loadbalancer") && by_name(providers, "api", "container"));
  lc_value_free(providers);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "there are compute", lc_list_providers("cloud", &providers, &err));
}

static void what_errors_tell(void) {
  lc_driver *compute = open_driver("compute", "dummy", NULL), *storage = open_driver("storage", "dummy", NULL);
  lc_list *list = RUBBISH;
  lc_object *object = RUBBISH;

  FAILS(LIBCLOUD_NOT_SUPPORTED, "list_nodes is a method of the compute API", lc_list_nodes(storage, NULL, &list, &err));
  CHECK(list == NULL);
  FAILS_AND_KEEPS(LIBCLOUD_NOT_FOUND, "dummy get_object: ", lc_get_object(storage, "none", "o", NULL, &object, &err));
  CHECK(object == NULL);
  CHECK_TEXT(lc_error_name(err), "ContainerDoesNotExistError");
  CHECK(lc_error_provider_code(err) == NULL && lc_error_request_id(err) == NULL);
  CHECK(!lc_error_is_retriable(err) && lc_error_retry_after_ms(err) == -1 && lc_error_callback_code(err) == 0);
  free_error();
  lc_driver_free(compute), lc_driver_free(storage);

  compute = open_driver("compute", "dummy", "{\"fail_every\": 1}");
  FAILS_AND_KEEPS(LIBCLOUD_UNAVAILABLE, "dummy list_nodes: ", lc_list_nodes(compute, NULL, &list, &err));
  CHECK(lc_error_is_retriable(err) && lc_error_http_status(err) == 503);
  free_error();
  lc_driver_free(compute);
}

static void prices(void) {
  lc_value *info = RUBBISH;
  OK(lc_pricing_info(&info, &err));
  CHECK(lc_value_string(lc_value_get(info, "source")) != NULL);
  lc_value_free(info);
  double price = -1;
  OK(lc_get_size_price("compute", "bluebox", "2gb", NULL, &price, &err));
  CHECK(price > 0);
  FAILS(LIBCLOUD_NOT_FOUND, "no price of the size \"3gb\"", lc_get_size_price("compute", "bluebox", "3gb", NULL, &price, &err));
  CHECK(price == 0);
  OK(lc_get_size_price("compute", "ec2_linux", "t3.micro", "us-east-1", &price, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "in nowhere", lc_get_size_price("compute", "ec2_linux", "t3.micro", "nowhere", &price, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "\"none\"", lc_get_size_price("compute", "none", "1", NULL, &price, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "size_id is NULL", lc_get_size_price("compute", "bluebox", NULL, NULL, &price, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "/nowhere/prices.json", lc_pricing_load("/nowhere/prices.json", &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "path is NULL", lc_pricing_load(NULL, &err));
}

int main(void) {
  unknown();
  generic();
  introspection();
  what_errors_tell();
  prices();
  return EXIT_SUCCESS;
}
