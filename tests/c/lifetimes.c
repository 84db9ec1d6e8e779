/* Handles are freed in any order, and what is borrowed lives as long as it should. */
#include "check.h"

static void any_order(void) {
  lc_driver *driver = open_driver("compute", "dummy", NULL);
  lc_list *list = RUBBISH, *sizes = RUBBISH;
  lc_pages *pages = RUBBISH;
  lc_node *first, *second, *third;
  const char *name;
  size_t count;

  OK(lc_list_nodes(driver, NULL, &list, &err));
  OK(lc_list_sizes(driver, NULL, &sizes, &err));
  OK(lc_iterate_nodes(driver, NULL, &pages, &err));
  lc_driver_free(driver);
  count = lc_list_len(list);
  CHECK(count >= 2);
  first = lc_node_ref(lc_list_node(list, 0));
  second = lc_node_ref(lc_list_node(list, 1));
  third = lc_node_ref(first);
  CHECK(first && second && lc_node_id(first) == lc_node_id(lc_list_node(list, 0)));
  name = lc_node_name(first);
  CHECK(lc_value_type(lc_node_extra(first)) == LIBCLOUD_VALUE_OBJECT);
  lc_list_free(list);
  CHECK(lc_node_name(first) == name);
  CHECK_TEXT(lc_value_string(lc_value_get(lc_node_value(first), "name")), name);
  lc_node_free(first);
  CHECK(lc_node_name(third) == name);
  lc_node_free(second);
  CHECK_TEXT(lc_node_state(third), "running");
  lc_node_free(third);

  OK(lc_pages_next(pages, &list, &err));
  lc_pages_free(pages);
  CHECK(lc_list_len(list) == count);
  CHECK(lc_value_len(lc_list_value(list)) == count);
  CHECK_TEXT(lc_value_string(lc_value_get(lc_value_at(lc_list_value(list), 0), "state")), "running");
  lc_list_free(list);
  CHECK(lc_size_name(lc_list_size(sizes, 0)) != NULL);
  lc_list_free(sizes);
}

static void references_of_every_type(void) {
  lc_driver *driver = open_driver("compute", "dummy", NULL);
  lc_list *list = RUBBISH;
  lc_volume *volume = RUBBISH, *volume2;
  lc_snapshot *snapshot = RUBBISH, *snapshot2;
  lc_key_pair *pair = RUBBISH, *pair2;
  lc_size *size;
  lc_image *image;
  lc_location *location;

  OK(lc_list_sizes(driver, NULL, &list, &err));
  size = lc_size_ref(lc_list_size(list, 0));
  lc_list_free(list);
  OK(lc_list_images(driver, NULL, &list, &err));
  image = lc_image_ref(lc_list_image(list, 0));
  lc_list_free(list);
  OK(lc_list_locations(driver, NULL, &list, &err));
  location = lc_location_ref(lc_list_location(list, 0));
  lc_list_free(list);
  OK(lc_create_volume(driver, 1, "v", NULL, &volume, &err));
  volume2 = lc_volume_ref(volume);
  sleep_ms(250);
  OK(lc_create_volume_snapshot(driver, lc_volume_id(volume), "s", NULL, &snapshot, &err));
  snapshot2 = lc_snapshot_ref(snapshot);
  OK(lc_create_key_pair(driver, "k", NULL, &pair, &err));
  pair2 = lc_key_pair_ref(pair);
  lc_driver_free(driver), lc_volume_free(volume), lc_snapshot_free(snapshot), lc_key_pair_free(pair);

  CHECK_TEXT(lc_size_id(size), "1");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_size_value(size), "id")), "1");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_image_value(image), "id")), lc_image_id(image));
  CHECK_TEXT(lc_value_string(lc_value_get(lc_location_value(location), "id")), lc_location_id(location));
  CHECK_TEXT(lc_value_string(lc_value_get(lc_volume_value(volume2), "name")), "v");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_snapshot_value(snapshot2), "name")), "s");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_key_pair_value(pair2), "private_key")), lc_key_pair_private_key(pair2));
  CHECK(lc_image_extra(image) && lc_location_extra(location) && lc_snapshot_extra(snapshot2) && lc_key_pair_extra(pair2));
  lc_size_free(size), lc_image_free(image), lc_location_free(location), lc_volume_free(volume2);
  lc_snapshot_free(snapshot2), lc_key_pair_free(pair2);
}

static void storage(void) {
  lc_driver *driver = open_driver("storage", "dummy", NULL);
  lc_container *container = RUBBISH, *container2;
  lc_list *list = RUBBISH;
  lc_object *object;
  lc_stream *stream = RUBBISH;
  uint8_t buffer[8];
  size_t n = 0;

  OK(lc_create_container(driver, "c", NULL, &container, &err));
  container2 = lc_container_ref(container);
  lc_container_free(container);
  put(driver, lc_container_name(container2), "o", "text");
  OK(lc_list_container_objects(driver, "c", NULL, &list, &err));
  object = lc_object_ref(lc_list_object(list, 0));
  OK(lc_download_object_as_stream(driver, "c", "o", NULL, &stream, &err));
  lc_list_free(list), lc_driver_free(driver), lc_container_free(container2);
  CHECK_TEXT(lc_object_name(object), "o");
  OK(lc_stream_read(stream, buffer, sizeof buffer, &n, &err));
  CHECK(n == 4);
  lc_stream_free(stream), lc_object_free(object);
}

static void balancers(void) {
  lc_driver *driver = open_driver("loadbalancer", "dummy", "{\"state_delay\": 0}");
  lc_balancer *balancer = RUBBISH, *balancer2;
  lc_list *list = RUBBISH;
  lc_member *member = RUBBISH, *member2;

  OK(lc_create_balancer(driver, "b", 80, NULL, NULL, NULL, NULL, &balancer, &err));
  balancer2 = lc_balancer_ref(balancer);
  OK(lc_balancer_attach_member(driver, lc_balancer_id(balancer), "192.0.2.1", 80, NULL, &member, &err));
  OK(lc_balancer_list_members(driver, lc_balancer_id(balancer), NULL, &list, &err));
  member2 = lc_member_ref(lc_list_member(list, 0));
  lc_list_free(list), lc_driver_free(driver), lc_balancer_free(balancer);
  CHECK_TEXT(lc_member_id(member2), lc_member_id(member));
  lc_member_free(member);
  CHECK_TEXT(lc_value_string(lc_value_get(lc_balancer_value(balancer2), "name")), "b");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_member_value(member2), "ip")), "192.0.2.1");
  lc_balancer_free(balancer2), lc_member_free(member2);
}

static void containers(void) {
  lc_driver *driver = open_driver("container", "dummy", "{\"state_delay\": 0}");
  lc_docker_image *image = RUBBISH, *image2;
  lc_docker_container *container = RUBBISH, *container2;
  lc_cluster *cluster = RUBBISH, *cluster2;
  lc_list *list = RUBBISH;

  OK(lc_install_image(driver, "redis", NULL, &image, &err));
  image2 = lc_docker_image_ref(image);
  OK(lc_deploy_container(driver, "c", lc_docker_image_id(image), NULL, &container, &err));
  OK(lc_list_docker_containers(driver, NULL, &list, &err));
  container2 = lc_docker_container_ref(lc_list_docker_container(list, 0));
  OK(lc_create_cluster(driver, "k", NULL, &cluster, &err));
  cluster2 = lc_cluster_ref(cluster);
  lc_list_free(list), lc_driver_free(driver), lc_docker_image_free(image), lc_cluster_free(cluster);
  CHECK_TEXT(lc_docker_container_id(container2), lc_docker_container_id(container));
  lc_docker_container_free(container);
  CHECK_TEXT(lc_docker_container_ip_addresses_at(container2, 0), "127.2.0.1");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_docker_container_value(container2), "name")), "c");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_docker_image_value(image2), "path")), "redis");
  CHECK_TEXT(lc_value_string(lc_value_get(lc_cluster_value(cluster2), "name")), "k");
  lc_docker_image_free(image2), lc_docker_container_free(container2), lc_cluster_free(cluster2);
}

/* Options are not needed after the call, errors not with the driver. */
static void copies(void) {
  lc_value *config = lc_value_new_object(), *tree;
  lc_driver *driver = RUBBISH;
  lc_list *list = RUBBISH;
  char key[] = "region", text[] = "here";
  lc_value_set_string(config, key, text);
  memset(key, 'x', sizeof key - 1);
  memset(text, 'x', sizeof text - 1);
  CHECK_TEXT(lc_value_json(config), "{\"region\":\"here\"}");
  OK(lc_driver_new("storage", "dummy", config, &driver, &err));
  lc_value_free(config);
  FAILS_AND_KEEPS(LIBCLOUD_NOT_FOUND, "none", lc_list_container_objects(driver, "none", NULL, &list, &err));
  lc_driver_free(driver);
  CHECK_HAS(lc_error_message(err), "none");
  free_error();

  tree = parse("{\"a\": {\"b\": [1, 2, 3]}}");
  CHECK(lc_value_at(lc_value_get(lc_value_get(tree, "a"), "b"), 2));
  CHECK(lc_value_set_value(tree, "c", lc_value_get(tree, "a")) == LIBCLOUD_OK);
  CHECK_TEXT(lc_value_json(lc_value_get(tree, "c")), "{\"b\":[1,2,3]}");
  lc_value_free(tree);
}

int main(void) {
  any_order();
  references_of_every_type();
  storage();
  balancers();
  containers();
  copies();
  return EXIT_SUCCESS;
}
