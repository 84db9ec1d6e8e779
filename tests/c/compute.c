/* Every compute method, on the dummy provider. */
#include "check.h"

static lc_driver *driver;

static const lc_node *find(const lc_list *list, const char *id) {
  for (size_t i = 0; i < lc_list_len(list); i++)
    if (strcmp(lc_node_id(lc_list_node(list, i)), id) == 0) return lc_list_node(list, i);
  return NULL;
}

static void catalog(void) {
  lc_list *list = RUBBISH;
  lc_image *image = RUBBISH;
  const lc_size *size;
  int64_t n = 0;
  double price = 0;

  OK(lc_list_sizes(driver, NULL, &list, &err));
  size = lc_list_size(list, 0);
  CHECK(size && lc_list_size(list, lc_list_len(list)) == NULL && lc_list_image(list, 0) == NULL);
  CHECK_TEXT(lc_size_id(size), "1");
  CHECK(strlen(lc_size_name(size)) > 0 && strlen(lc_size_uuid(size)) == 40);
  CHECK(lc_size_ram(size, &n) && n > 0 && lc_size_disk(size, &n) && n > 0 && lc_size_bandwidth(size, &n));
  CHECK(lc_size_price(size, &price) && price > 0);
  CHECK(lc_value_type(lc_size_extra(size)) == LIBCLOUD_VALUE_OBJECT);
  CHECK(lc_value_len(lc_list_value(list)) == lc_list_len(list));
  CHECK_TEXT(lc_value_json(lc_value_at(lc_list_value(list), 0)), lc_value_json(lc_size_value(size)));
  lc_list_free(list);

  OK(lc_list_locations(driver, NULL, &list, &err));
  CHECK(strlen(lc_location_country(lc_list_location(list, 0))) == 2);
  CHECK(lc_location_id(lc_list_location(list, 0)) && lc_location_name(lc_list_location(list, 0)));
  lc_list_free(list);

  OK(lc_list_images(driver, NULL, &list, &err));
  OK(lc_get_image(driver, lc_image_id(lc_list_image(list, 0)), NULL, &image, &err));
  CHECK_TEXT(lc_image_name(image), lc_image_name(lc_list_image(list, 0)));
  CHECK_TEXT(lc_image_uuid(image), lc_image_uuid(lc_list_image(list, 0)));
  lc_image_free(image), lc_list_free(list);
}

static void nodes(void) {
  lc_node *node = RUBBISH, *again = RUBBISH;
  lc_list *list = RUBBISH;
  lc_pages *pages = RUBBISH;
  lc_image *image = RUBBISH;
  lc_value *options = parse("{\"location\": \"2\", \"auth\": {\"ssh_key\": \"ssh-ed25519 AAAA\"}}");
  int64_t created = 0;
  char id[32];

  OK(lc_create_node(driver, "web", "1", "1", options, &node, &err));
  lc_value_free(options);
  snprintf(id, sizeof id, "%s", lc_node_id(node));
  CHECK_TEXT(lc_node_name(node), "web");
  CHECK_TEXT(lc_node_state(node), "pending");
  CHECK_TEXT(lc_node_size(node), "1");
  CHECK_TEXT(lc_node_image(node), "1");
  CHECK(lc_node_created_at(node, &created) && created > 1500000000000);
  CHECK_TEXT(lc_value_string(lc_value_get(lc_node_value(node), "state")), "pending");
  CHECK(lc_value_get(lc_node_value(node), "extra") == lc_node_extra(node));

  {
    const char *const ids[] = {id};
    options = parse("{\"wait_period\": 0.05, \"timeout\": 20}");
    OK(lc_wait_until_running(driver, ids, 1, options, &list, &err));
    lc_value_free(options);
  }
  CHECK(lc_list_len(list) == 1);
  CHECK_TEXT(lc_node_state(lc_list_node(list, 0)), "running");
  CHECK(lc_node_public_ips_count(lc_list_node(list, 0)) == 1 && lc_node_public_ips_at(lc_list_node(list, 0), 0));
  CHECK(lc_node_public_ips_at(lc_list_node(list, 0), 1) == NULL);
  CHECK(lc_node_private_ips_count(lc_list_node(list, 0)) == 1 && lc_node_private_ips_at(lc_list_node(list, 0), 0));
  CHECK_TEXT(lc_node_state(node), "pending");
  lc_list_free(list), lc_node_free(node);

  OK(lc_reboot_node(driver, id, NULL, &err));
  sleep_ms(250);
  OK(lc_create_image(driver, id, "golden", NULL, &image, &err));
  CHECK_TEXT(lc_image_name(image), "golden");
  OK(lc_delete_image(driver, lc_image_id(image), NULL, &err));
  lc_image_free(image);
  OK(lc_stop_node(driver, id, NULL, &err));
  sleep_ms(250);
  OK(lc_get_node(driver, id, NULL, &again, &err));
  CHECK_TEXT(lc_node_state(again), "stopped");
  lc_node_free(again);
  OK(lc_start_node(driver, id, NULL, &err));

  OK(lc_list_nodes(driver, NULL, &list, &err));
  CHECK(find(list, id));
  lc_list_free(list);
  OK(lc_iterate_nodes(driver, NULL, &pages, &err));
  OK(lc_pages_next(pages, &list, &err));
  CHECK(find(list, id));
  lc_list_free(list), lc_pages_free(pages);
  OK(lc_destroy_node(driver, id, NULL, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "no-such-node", lc_get_node(driver, "no-such-node", NULL, &again, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "no-such-node", lc_destroy_node(driver, "no-such-node", NULL, &err));
  CHECK(again == NULL);
}

static void volumes(void) {
  lc_volume *volume = RUBBISH;
  lc_snapshot *snapshot = RUBBISH;
  lc_node *node = RUBBISH;
  lc_list *list = RUBBISH;
  int64_t n = 0;

  OK(lc_create_volume(driver, 8, "data", NULL, &volume, &err));
  CHECK(lc_volume_size(volume, &n) && n == 8 && strlen(lc_volume_uuid(volume)) == 40);
  CHECK_TEXT(lc_volume_name(volume), "data");
  CHECK_TEXT(lc_volume_state(volume), "creating");
  OK(lc_create_node(driver, "with a disk", "1", "1", NULL, &node, &err));
  sleep_ms(250);
  OK(lc_attach_volume(driver, lc_node_id(node), lc_volume_id(volume), NULL, &err));
  sleep_ms(250);
  OK(lc_list_volumes(driver, NULL, &list, &err));
  CHECK_TEXT(lc_volume_state(lc_list_volume(list, 0)), "inuse");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_volume_extra(lc_list_volume(list, 0)), "instance_id")), lc_node_id(node));
  lc_list_free(list);

  OK(lc_create_volume_snapshot(driver, lc_volume_id(volume), "before", NULL, &snapshot, &err));
  CHECK_TEXT(lc_snapshot_name(snapshot), "before");
  CHECK(lc_snapshot_size(snapshot, &n) && n == 8 && lc_snapshot_created(snapshot, &n) && n > 1500000000000);
  CHECK(lc_snapshot_state(snapshot) && lc_snapshot_id(snapshot));
  OK(lc_destroy_volume_snapshot(driver, lc_snapshot_id(snapshot), NULL, &err));
  lc_snapshot_free(snapshot);
  OK(lc_create_volume_snapshot(driver, lc_volume_id(volume), NULL, NULL, &snapshot, &err));
  CHECK(lc_snapshot_name(snapshot) == NULL);
  OK(lc_list_volume_snapshots(driver, lc_volume_id(volume), NULL, &list, &err));
  CHECK(lc_list_len(list) == 1);
  CHECK_TEXT(lc_snapshot_id(lc_list_snapshot(list, 0)), lc_snapshot_id(snapshot));
  lc_list_free(list), lc_snapshot_free(snapshot);

  FAILS(LIBCLOUD_CONFLICT, lc_volume_id(volume), lc_destroy_volume(driver, lc_volume_id(volume), NULL, &err));
  OK(lc_detach_volume(driver, lc_volume_id(volume), NULL, &err));
  sleep_ms(250);
  OK(lc_destroy_volume(driver, lc_volume_id(volume), NULL, &err));
  OK(lc_destroy_node(driver, lc_node_id(node), NULL, &err));
  lc_volume_free(volume), lc_node_free(node);
}

static void key_pairs(void) {
  static const char PUBLIC[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx6Kk3BrKxUeTOcIEQCzn0GbLZJFVv1pTQSk9rGbxj1 test";
  lc_key_pair *pair = RUBBISH;
  lc_list *list = RUBBISH;
  char path[] = "/tmp/libcloud-key-XXXXXX";
  int file = mkstemp(path);

  OK(lc_create_key_pair(driver, "made", NULL, &pair, &err));
  CHECK_TEXT(lc_key_pair_name(pair), "made");
  CHECK(lc_key_pair_private_key(pair) != NULL);
  lc_key_pair_free(pair);
  OK(lc_get_key_pair(driver, "made", NULL, &pair, &err));
  CHECK(lc_key_pair_private_key(pair) == NULL && lc_key_pair_fingerprint(pair) != NULL);
  lc_key_pair_free(pair);
  OK(lc_import_key_pair_from_string(driver, "mine", PUBLIC, NULL, &pair, &err));
  CHECK_TEXT(lc_key_pair_public_key(pair), PUBLIC);
  lc_key_pair_free(pair);
  CHECK(file >= 0 && write(file, PUBLIC, sizeof PUBLIC - 1) == (ssize_t)sizeof PUBLIC - 1 && close(file) == 0);
  OK(lc_import_key_pair_from_file(driver, "of a file", path, NULL, &pair, &err));
  lc_key_pair_free(pair);
  unlink(path);
  FAILS(LIBCLOUD_IO, path, lc_import_key_pair_from_file(driver, "of no file", path, NULL, &pair, &err));
  OK(lc_list_key_pairs(driver, NULL, &list, &err));
  CHECK(lc_list_len(list) == 3 && lc_list_key_pair(list, 2));
  lc_list_free(list);
  OK(lc_delete_key_pair(driver, "made", NULL, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "made", lc_delete_key_pair(driver, "made", NULL, &err));
}

static void options(void) {
  lc_node *node = RUBBISH;
  lc_value *wrong = parse("{\"locatoin\": \"1\"}");
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "unknown key \"locatoin\"", lc_create_node(driver, "a", "1", "1", wrong, &node, &err));
  lc_value_free(wrong);
  wrong = parse("{\"name\": \"b\"}");
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "unknown key \"name\"", lc_create_node(driver, "a", "1", "1", wrong, &node, &err));
  CHECK(node == NULL);
  lc_value_free(wrong);
}

int main(void) {
  driver = open_driver("compute", "dummy", "{\"state_delay\": 0.1}");
  catalog();
  nodes();
  volumes();
  key_pairs();
  options();
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
