/* Containers, objects, files and ranges, on the provider given as argument. */
#include "check.h"

static lc_driver *driver;
static char root[64];

static void containers(void) {
  lc_container *container = RUBBISH;
  lc_list *list = RUBBISH;

  make_container(driver, "photos");
  OK(lc_get_container(driver, "photos", NULL, &container, &err));
  CHECK_TEXT(lc_container_name(container), "photos");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_container_value(container), "name")), "photos");
  CHECK(lc_value_type(lc_container_extra(container)) == LIBCLOUD_VALUE_OBJECT);
  lc_container_free(container);
  FAILS_AND_KEEPS(LIBCLOUD_ALREADY_EXISTS, "photos", lc_create_container(driver, "photos", NULL, &container, &err));
  CHECK_TEXT(lc_error_name(err), "ContainerAlreadyExistsError");
  free_error();
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "a/b", lc_create_container(driver, "a/b", NULL, &container, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "none", lc_get_container(driver, "none", NULL, &container, &err));
  CHECK(container == NULL);
  make_container(driver, "music");
  OK(lc_list_containers(driver, NULL, &list, &err));
  CHECK(lc_list_len(list) == 2 && lc_list_object(list, 0) == NULL);
  CHECK_TEXT(lc_container_name(lc_list_container(list, 0)), "music");
  lc_list_free(list);
  OK(lc_delete_container(driver, "music", NULL, &err));
}

static void objects(void) {
  lc_object *object = RUBBISH;
  lc_list *list = RUBBISH;
  lc_value *options = parse("{\"meta_data\": {\"owner\": \"me\"}, \"content_type\": \"text/x-poem\"}");
  struct bytes bytes;
  lc_reader reader = reader_of(&bytes, "roses are red");
  int64_t size = 0;

  reader.length = 13;
  OK(lc_upload_object_via_stream(driver, &reader, "photos", "2024/rose.txt", options, &object, &err));
  CHECK(bytes.drops == 1);
  lc_object_free(object), lc_value_free(options);
  OK(lc_get_object(driver, "photos", "2024/rose.txt", NULL, &object, &err));
  CHECK_TEXT(lc_object_name(object), "2024/rose.txt");
  CHECK_TEXT(lc_object_container(object), "photos");
  CHECK(lc_object_size(object, &size) && size == 13 && lc_object_hash(object) != NULL);
  CHECK_TEXT(lc_value_json(lc_object_meta_data(object)), "{\"owner\":\"me\"}");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_object_extra(object), "content_type")), "text/x-poem");
  lc_object_free(object);

  put(driver, "photos", "2025/lily.txt", "lilies are white");
  options = parse("{\"prefix\": \"2025/\"}");
  OK(lc_list_container_objects(driver, "photos", options, &list, &err));
  lc_value_free(options);
  CHECK(lc_list_len(list) == 1);
  CHECK_TEXT(lc_object_name(lc_list_object(list, 0)), "2025/lily.txt");
  lc_list_free(list);
  OK(lc_list_container_objects(driver, "photos", NULL, &list, &err));
  CHECK(lc_list_len(list) == 2);
  lc_list_free(list);
  FAILS_AND_KEEPS(LIBCLOUD_CONFLICT, "photos", lc_delete_container(driver, "photos", NULL, &err));
  CHECK_TEXT(lc_error_name(err), "ContainerIsNotEmptyError");
  free_error();
  FAILS_AND_KEEPS(LIBCLOUD_NOT_FOUND, "nothing", lc_get_object(driver, "photos", "nothing", NULL, &object, &err));
  CHECK_TEXT(lc_error_name(err), "ObjectDoesNotExistError");
  free_error();
  OK(lc_delete_object(driver, "photos", "2025/lily.txt", NULL, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "lily", lc_delete_object(driver, "photos", "2025/lily.txt", NULL, &err));
}

static void file_is(const char *path, const char *wanted) {
  char text[64] = "";
  FILE *file = fopen(path, "rb");
  CHECK(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  CHECK_TEXT(text, wanted);
}

static void files(void) {
  lc_object *object = RUBBISH;
  lc_value *overwrite = parse("{\"overwrite_existing\": true}");
  char from[96], to[96];
  FILE *file;

  snprintf(from, sizeof from, "%s-from.html", root);
  snprintf(to, sizeof to, "%s-to", root);
  file = fopen(from, "wb");
  CHECK(file && fputs("<p>hello</p>", file) >= 0 && fclose(file) == 0);
  OK(lc_upload_object(driver, from, "photos", "page", NULL, &object, &err));
  lc_object_free(object);
  OK(lc_get_object(driver, "photos", "page", NULL, &object, &err));
  CHECK_TEXT(lc_value_string(lc_value_get(lc_object_extra(object), "content_type")), "text/html");
  lc_object_free(object);

  OK(lc_download_object(driver, "photos", "page", to, NULL, &err));
  file_is(to, "<p>hello</p>");
  FAILS(LIBCLOUD_ALREADY_EXISTS, "overwrite_existing", lc_download_object(driver, "photos", "page", to, NULL, &err));
  OK(lc_download_object_range(driver, "photos", "page", 3, 8, to, overwrite, &err));
  file_is(to, "hello");
  OK(lc_download_object_range(driver, "photos", "page", 8, -1, to, overwrite, &err));
  file_is(to, "</p>");
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "8 to 3", lc_download_object_range(driver, "photos", "page", 8, 3, to, overwrite, &err));
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "-1 to", lc_download_object_range(driver, "photos", "page", -1, 3, to, overwrite, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "nothing", lc_download_object(driver, "photos", "nothing", to, overwrite, &err));
  file_is(to, "</p>");
  unlink(to);
  FAILS(LIBCLOUD_NOT_FOUND, "nothing", lc_download_object(driver, "photos", "nothing", to, NULL, &err));
  CHECK(access(to, F_OK) != 0);
  unlink(from);
  FAILS(LIBCLOUD_IO, from, lc_upload_object(driver, from, "photos", "page", NULL, &object, &err));
  CHECK(object == NULL);
  lc_value_free(overwrite);
}

static void urls(void) {
  lc_value *url = RUBBISH;
  if (lc_driver_supports(driver, "get_object_cdn_url")) {
    OK(lc_get_object_cdn_url(driver, "photos", "page", NULL, &url, &err));
    CHECK_HAS(lc_value_string(url), "page");
    lc_value_free(url);
    OK(lc_get_container_cdn_url(driver, "photos", NULL, &url, &err));
    CHECK_HAS(lc_value_string(url), "photos");
    lc_value_free(url);
  } else {
    FAILS(LIBCLOUD_NOT_SUPPORTED, "get_object_cdn_url", lc_get_object_cdn_url(driver, "photos", "page", NULL, &url, &err));
    CHECK(url == NULL);
  }
  if (lc_driver_supports(driver, "enable_object_cdn")) {
    OK(lc_enable_container_cdn(driver, "photos", NULL, &err));
    OK(lc_enable_object_cdn(driver, "photos", "page", NULL, &err));
  }
}

static void options(void) {
  lc_object *object = RUBBISH;
  lc_value *wrong = parse("{\"contenttype\": \"text/plain\"}");
  struct bytes bytes;
  lc_reader reader = reader_of(&bytes, "x");
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "unknown key \"contenttype\"",
        lc_upload_object_via_stream(driver, &reader, "photos", "x", wrong, &object, &err));
  CHECK(bytes.calls == 0 && bytes.drops == 1 && object == NULL);
  lc_value_free(wrong);
  wrong = parse("{\"checksum\": \"rot13\"}");
  reader = reader_of(&bytes, "x");
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "rot13", lc_upload_object_via_stream(driver, &reader, "photos", "x", wrong, &object, &err));
  CHECK(bytes.calls == 0 && bytes.drops == 1);
  lc_value_free(wrong);
  wrong = parse("{\"if_none_match\": \"*\"}");
  reader = reader_of(&bytes, "x");
  FAILS(LIBCLOUD_CONFLICT, "page", lc_upload_object_via_stream(driver, &reader, "photos", "page", wrong, &object, &err));
  CHECK(bytes.drops == 1);
  lc_value_free(wrong);
}

int main(int argc, char **argv) {
  struct storage storage = open_storage(argc > 1 ? argv[1] : "dummy");
  driver = storage.driver;
  memcpy(root, storage.root, sizeof root);
  containers();
  objects();
  files();
  urls();
  options();
  OK(lc_delete_object(driver, "photos", "page", NULL, &err));
  OK(lc_delete_object(driver, "photos", "2024/rose.txt", NULL, &err));
  OK(lc_delete_container(driver, "photos", NULL, &err));
  close_storage(storage);
  return EXIT_SUCCESS;
}
