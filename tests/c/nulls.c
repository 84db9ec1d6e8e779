/* NULL in every place: a clear error, or nothing. */
#include "check.h"

#define NOTHING(call) CHECK(!(call))
#define REFUSED(part, call) FAILS(LIBCLOUD_INVALID_ARGUMENT, part, call)

static void accessors(void) {
  int64_t n = 7;
  double d = 7;
  bool b = true;
  CHECK(lc_error_status(NULL) == LIBCLOUD_OK && lc_error_retry_after_ms(NULL) == -1);
  NOTHING(lc_error_message(NULL)), NOTHING(lc_error_name(NULL)), NOTHING(lc_error_http_status(NULL));
  NOTHING(lc_error_provider_code(NULL)), NOTHING(lc_error_request_id(NULL)), NOTHING(lc_error_is_retriable(NULL));
  NOTHING(lc_error_callback_code(NULL)), NOTHING(lc_error_details(NULL));
  NOTHING(lc_value_type(NULL)), NOTHING(lc_value_len(NULL)), NOTHING(lc_value_get(NULL, "a")), NOTHING(lc_value_at(NULL, 0));
  NOTHING(lc_value_key(NULL, 0)), NOTHING(lc_value_string(NULL)), NOTHING(lc_value_json(NULL));
  NOTHING(lc_value_int(NULL, &n)), NOTHING(lc_value_double(NULL, &d)), NOTHING(lc_value_bool(NULL, &b));
  NOTHING(lc_list_len(NULL)), NOTHING(lc_list_value(NULL));
  CHECK(lc_stream_length(NULL) == -1);

  NOTHING(lc_node_id(NULL)), NOTHING(lc_node_uuid(NULL)), NOTHING(lc_node_name(NULL)), NOTHING(lc_node_state(NULL));
  NOTHING(lc_node_public_ips_count(NULL)), NOTHING(lc_node_public_ips_at(NULL, 0)), NOTHING(lc_node_private_ips_count(NULL));
  NOTHING(lc_node_private_ips_at(NULL, 0)), NOTHING(lc_node_size(NULL)), NOTHING(lc_node_image(NULL));
  NOTHING(lc_node_created_at(NULL, &n)), NOTHING(lc_node_extra(NULL)), NOTHING(lc_node_value(NULL));
  NOTHING(lc_size_id(NULL)), NOTHING(lc_size_uuid(NULL)), NOTHING(lc_size_name(NULL)), NOTHING(lc_size_ram(NULL, &n));
  NOTHING(lc_size_disk(NULL, &n)), NOTHING(lc_size_bandwidth(NULL, &n)), NOTHING(lc_size_price(NULL, &d));
  NOTHING(lc_size_extra(NULL)), NOTHING(lc_size_value(NULL));
  NOTHING(lc_image_id(NULL)), NOTHING(lc_image_uuid(NULL)), NOTHING(lc_image_name(NULL)), NOTHING(lc_image_extra(NULL));
  NOTHING(lc_image_value(NULL));
  NOTHING(lc_location_id(NULL)), NOTHING(lc_location_name(NULL)), NOTHING(lc_location_country(NULL));
  NOTHING(lc_location_extra(NULL)), NOTHING(lc_location_value(NULL));
  NOTHING(lc_volume_id(NULL)), NOTHING(lc_volume_uuid(NULL)), NOTHING(lc_volume_name(NULL)), NOTHING(lc_volume_size(NULL, &n));
  NOTHING(lc_volume_state(NULL)), NOTHING(lc_volume_extra(NULL)), NOTHING(lc_volume_value(NULL));
  NOTHING(lc_snapshot_id(NULL)), NOTHING(lc_snapshot_name(NULL)), NOTHING(lc_snapshot_size(NULL, &n));
  NOTHING(lc_snapshot_state(NULL)), NOTHING(lc_snapshot_created(NULL, &n)), NOTHING(lc_snapshot_extra(NULL));
  NOTHING(lc_snapshot_value(NULL));
  NOTHING(lc_key_pair_name(NULL)), NOTHING(lc_key_pair_public_key(NULL)), NOTHING(lc_key_pair_private_key(NULL));
  NOTHING(lc_key_pair_fingerprint(NULL)), NOTHING(lc_key_pair_extra(NULL)), NOTHING(lc_key_pair_value(NULL));
  NOTHING(lc_container_name(NULL)), NOTHING(lc_container_extra(NULL)), NOTHING(lc_container_value(NULL));
  NOTHING(lc_object_name(NULL)), NOTHING(lc_object_size(NULL, &n)), NOTHING(lc_object_hash(NULL));
  NOTHING(lc_object_container(NULL)), NOTHING(lc_object_meta_data(NULL)), NOTHING(lc_object_extra(NULL));
  NOTHING(lc_object_value(NULL));
  NOTHING(lc_balancer_id(NULL)), NOTHING(lc_balancer_name(NULL)), NOTHING(lc_balancer_state(NULL));
  NOTHING(lc_balancer_ip(NULL)), NOTHING(lc_balancer_port(NULL, &n)), NOTHING(lc_balancer_extra(NULL));
  NOTHING(lc_balancer_value(NULL));
  NOTHING(lc_member_id(NULL)), NOTHING(lc_member_ip(NULL)), NOTHING(lc_member_port(NULL, &n));
  NOTHING(lc_member_extra(NULL)), NOTHING(lc_member_value(NULL));
  NOTHING(lc_docker_container_id(NULL)), NOTHING(lc_docker_container_name(NULL)), NOTHING(lc_docker_container_image(NULL));
  NOTHING(lc_docker_container_state(NULL)), NOTHING(lc_docker_container_ip_addresses_count(NULL));
  NOTHING(lc_docker_container_ip_addresses_at(NULL, 0)), NOTHING(lc_docker_container_created_at(NULL, &n));
  NOTHING(lc_docker_container_extra(NULL)), NOTHING(lc_docker_container_value(NULL));
  NOTHING(lc_docker_image_id(NULL)), NOTHING(lc_docker_image_name(NULL)), NOTHING(lc_docker_image_path(NULL));
  NOTHING(lc_docker_image_version(NULL)), NOTHING(lc_docker_image_extra(NULL)), NOTHING(lc_docker_image_value(NULL));
  NOTHING(lc_cluster_id(NULL)), NOTHING(lc_cluster_name(NULL)), NOTHING(lc_cluster_extra(NULL)), NOTHING(lc_cluster_value(NULL));

  NOTHING(lc_list_node(NULL, 0)), NOTHING(lc_list_size(NULL, 0)), NOTHING(lc_list_image(NULL, 0));
  NOTHING(lc_list_location(NULL, 0)), NOTHING(lc_list_volume(NULL, 0)), NOTHING(lc_list_snapshot(NULL, 0));
  NOTHING(lc_list_key_pair(NULL, 0)), NOTHING(lc_list_container(NULL, 0)), NOTHING(lc_list_object(NULL, 0));
  NOTHING(lc_list_balancer(NULL, 0)), NOTHING(lc_list_member(NULL, 0)), NOTHING(lc_list_docker_container(NULL, 0));
  NOTHING(lc_list_docker_image(NULL, 0)), NOTHING(lc_list_cluster(NULL, 0));
  NOTHING(lc_node_ref(NULL)), NOTHING(lc_size_ref(NULL)), NOTHING(lc_image_ref(NULL)), NOTHING(lc_location_ref(NULL));
  NOTHING(lc_volume_ref(NULL)), NOTHING(lc_snapshot_ref(NULL)), NOTHING(lc_key_pair_ref(NULL));
  NOTHING(lc_container_ref(NULL)), NOTHING(lc_object_ref(NULL)), NOTHING(lc_balancer_ref(NULL)), NOTHING(lc_member_ref(NULL));
  NOTHING(lc_docker_container_ref(NULL)), NOTHING(lc_docker_image_ref(NULL)), NOTHING(lc_cluster_ref(NULL));
  CHECK(n == 7 && d == 7 && b);
}

static void frees(void) {
  lc_error_free(NULL), lc_value_free(NULL), lc_driver_free(NULL), lc_call_free(NULL), lc_list_free(NULL);
  lc_pages_free(NULL), lc_stream_free(NULL), lc_node_free(NULL), lc_size_free(NULL), lc_image_free(NULL);
  lc_location_free(NULL), lc_volume_free(NULL), lc_snapshot_free(NULL), lc_key_pair_free(NULL), lc_container_free(NULL);
  lc_object_free(NULL), lc_balancer_free(NULL), lc_member_free(NULL);
  lc_docker_container_free(NULL), lc_docker_image_free(NULL), lc_cluster_free(NULL);
  lc_deployment_free(NULL);
  lc_call_cancel(NULL);
}

static void without_a_driver(void) {
  lc_list *list = RUBBISH;
  lc_pages *pages = RUBBISH;
  lc_node *node = RUBBISH;
  lc_image *image = RUBBISH;
  lc_volume *volume = RUBBISH;
  lc_snapshot *snapshot = RUBBISH;
  lc_key_pair *key_pair = RUBBISH;
  lc_container *container = RUBBISH;
  lc_object *object = RUBBISH;
  lc_balancer *balancer = RUBBISH;
  lc_member *member = RUBBISH;
  lc_docker_container *deployed = RUBBISH;
  lc_docker_image *installed = RUBBISH;
  lc_cluster *cluster = RUBBISH;
  lc_stream *stream = RUBBISH;
  lc_value *value = RUBBISH;
  lc_driver *driver = RUBBISH;
  const char *const ids[] = {"1"};

  REFUSED("driver is NULL", lc_list_nodes(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_iterate_nodes(NULL, NULL, &pages, &err));
  REFUSED("driver is NULL", lc_get_node(NULL, "1", NULL, &node, &err));
  REFUSED("driver is NULL", lc_create_node(NULL, "a", "1", "1", NULL, &node, &err));
  REFUSED("driver is NULL", lc_reboot_node(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_start_node(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_stop_node(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_destroy_node(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_wait_until_running(NULL, ids, 1, NULL, &list, &err));
  REFUSED("driver is NULL", lc_deploy_node(NULL, "a", "1", "1", NULL, NULL, &node, &err));
  REFUSED("driver is NULL", lc_deploy_existing_node(NULL, "1", NULL, NULL, &node, &err));
  REFUSED("driver is NULL", lc_list_sizes(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_list_images(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_list_locations(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_get_image(NULL, "1", NULL, &image, &err));
  REFUSED("driver is NULL", lc_create_image(NULL, "1", "a", NULL, &image, &err));
  REFUSED("driver is NULL", lc_copy_image(NULL, "here", "1", "a", NULL, &image, &err));
  REFUSED("driver is NULL", lc_delete_image(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_list_volumes(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_create_volume(NULL, 1, "a", NULL, &volume, &err));
  REFUSED("driver is NULL", lc_attach_volume(NULL, "1", "1", NULL, &err));
  REFUSED("driver is NULL", lc_detach_volume(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_destroy_volume(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_list_volume_snapshots(NULL, "1", NULL, &list, &err));
  REFUSED("driver is NULL", lc_create_volume_snapshot(NULL, "1", "a", NULL, &snapshot, &err));
  REFUSED("driver is NULL", lc_destroy_volume_snapshot(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_list_key_pairs(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_get_key_pair(NULL, "a", NULL, &key_pair, &err));
  REFUSED("driver is NULL", lc_create_key_pair(NULL, "a", NULL, &key_pair, &err));
  REFUSED("driver is NULL", lc_import_key_pair_from_string(NULL, "a", "k", NULL, &key_pair, &err));
  REFUSED("driver is NULL", lc_import_key_pair_from_file(NULL, "a", "f", NULL, &key_pair, &err));
  REFUSED("driver is NULL", lc_delete_key_pair(NULL, "a", NULL, &err));

  REFUSED("driver is NULL", lc_list_containers(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_iterate_containers(NULL, NULL, &pages, &err));
  REFUSED("driver is NULL", lc_get_container(NULL, "c", NULL, &container, &err));
  REFUSED("driver is NULL", lc_create_container(NULL, "c", NULL, &container, &err));
  REFUSED("driver is NULL", lc_delete_container(NULL, "c", NULL, &err));
  REFUSED("driver is NULL", lc_list_container_objects(NULL, "c", NULL, &list, &err));
  REFUSED("driver is NULL", lc_iterate_container_objects(NULL, "c", NULL, &pages, &err));
  REFUSED("driver is NULL", lc_get_object(NULL, "c", "o", NULL, &object, &err));
  REFUSED("driver is NULL", lc_delete_object(NULL, "c", "o", NULL, &err));
  REFUSED("driver is NULL", lc_upload_object(NULL, "f", "c", "o", NULL, &object, &err));
  REFUSED("driver is NULL", lc_download_object(NULL, "c", "o", "f", NULL, &err));
  REFUSED("driver is NULL", lc_download_object_range(NULL, "c", "o", 0, -1, "f", NULL, &err));
  REFUSED("driver is NULL", lc_download_object_as_stream(NULL, "c", "o", NULL, &stream, &err));
  REFUSED("driver is NULL", lc_download_object_range_as_stream(NULL, "c", "o", 0, -1, NULL, &stream, &err));
  REFUSED("driver is NULL", lc_get_container_cdn_url(NULL, "c", NULL, &value, &err));
  REFUSED("driver is NULL", lc_get_object_cdn_url(NULL, "c", "o", NULL, &value, &err));
  REFUSED("driver is NULL", lc_enable_container_cdn(NULL, "c", NULL, &err));
  REFUSED("driver is NULL", lc_enable_object_cdn(NULL, "c", "o", NULL, &err));

  REFUSED("driver is NULL", lc_list_protocols(NULL, NULL, &value, &err));
  REFUSED("driver is NULL", lc_list_supported_algorithms(NULL, NULL, &value, &err));
  REFUSED("driver is NULL", lc_list_balancers(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_get_balancer(NULL, "1", NULL, &balancer, &err));
  REFUSED("driver is NULL", lc_create_balancer(NULL, "a", 80, NULL, NULL, NULL, NULL, &balancer, &err));
  REFUSED("driver is NULL", lc_update_balancer(NULL, "1", NULL, &balancer, &err));
  REFUSED("driver is NULL", lc_destroy_balancer(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_balancer_list_members(NULL, "1", NULL, &list, &err));
  REFUSED("driver is NULL", lc_balancer_attach_member(NULL, "1", "::1", 80, NULL, &member, &err));
  REFUSED("driver is NULL", lc_balancer_attach_compute_node(NULL, "1", NULL, NULL, &member, &err));
  REFUSED("driver is NULL", lc_balancer_detach_member(NULL, "1", "2", NULL, &err));

  REFUSED("driver is NULL", lc_list_docker_containers(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_get_docker_container(NULL, "1", NULL, &deployed, &err));
  REFUSED("driver is NULL", lc_deploy_container(NULL, "a", "1", NULL, &deployed, &err));
  REFUSED("driver is NULL", lc_start_container(NULL, "1", NULL, &deployed, &err));
  REFUSED("driver is NULL", lc_stop_container(NULL, "1", NULL, &deployed, &err));
  REFUSED("driver is NULL", lc_restart_container(NULL, "1", NULL, &deployed, &err));
  REFUSED("driver is NULL", lc_destroy_container(NULL, "1", NULL, &err));
  REFUSED("driver is NULL", lc_list_docker_images(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_install_image(NULL, "1", NULL, &installed, &err));
  REFUSED("driver is NULL", lc_list_cluster_locations(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_list_clusters(NULL, NULL, &list, &err));
  REFUSED("driver is NULL", lc_get_cluster(NULL, "1", NULL, &cluster, &err));
  REFUSED("driver is NULL", lc_create_cluster(NULL, "a", NULL, &cluster, &err));
  REFUSED("driver is NULL", lc_destroy_cluster(NULL, "1", NULL, &err));

  REFUSED("driver is NULL", lc_driver_methods(NULL, &value, &err));
  REFUSED("driver is NULL", lc_driver_bind(NULL, NULL, &driver, &err));
  CHECK(!list && !pages && !node && !image && !volume && !snapshot && !key_pair && !container && !object && !stream && !value);
  CHECK(!balancer && !member && !deployed && !installed && !cluster);
}

static void without_arguments(void) {
  lc_driver *compute = open_driver("compute", "dummy", NULL), *storage = open_driver("storage", "dummy", NULL), *bound = RUBBISH;
  lc_driver *balancers = open_driver("loadbalancer", "dummy", NULL), *containers = open_driver("container", "dummy", NULL);
  lc_list *list = RUBBISH;
  lc_node *node = RUBBISH;
  lc_object *object = RUBBISH;
  lc_balancer *balancer = RUBBISH;
  lc_member *member = RUBBISH;
  lc_docker_container *deployed = RUBBISH;
  lc_docker_image *installed = RUBBISH;
  lc_stream *stream = NULL;
  const char *const ids[] = {"1", NULL}, *const bad[] = {BAD};
  uint8_t buffer[8];
  size_t n = 7;

  REFUSED("node_id is NULL", lc_reboot_node(compute, NULL, NULL, &err));
  REFUSED("node_id is not UTF-8", lc_reboot_node(compute, BAD, NULL, &err));
  REFUSED("image_id is NULL", lc_create_node(compute, "a", "1", NULL, NULL, &node, &err));
  REFUSED("node_ids is NULL", lc_wait_until_running(compute, ids, 2, NULL, &list, &err));
  REFUSED("node_ids is NULL", lc_wait_until_running(compute, NULL, 1, NULL, &list, &err));
  REFUSED("node_ids is not UTF-8", lc_wait_until_running(compute, bad, 1, NULL, &list, &err));
  REFUSED("out-parameter", lc_create_node(compute, "a", "1", "1", NULL, NULL, &err));
  REFUSED("call is NULL", lc_driver_bind(compute, NULL, &bound, &err));
  REFUSED("container is NULL", lc_get_object(storage, NULL, "o", NULL, &object, &err));
  REFUSED("name is not UTF-8", lc_get_object(storage, "c", BAD, NULL, &object, &err));
  REFUSED("path is NULL", lc_download_object(storage, "c", "o", NULL, NULL, &err));
  REFUSED("name is NULL", lc_create_balancer(balancers, NULL, 80, NULL, NULL, NULL, NULL, &balancer, &err));
  REFUSED("protocol is not UTF-8", lc_create_balancer(balancers, "a", 80, BAD, NULL, NULL, NULL, &balancer, &err));
  REFUSED("algorithm is not UTF-8", lc_create_balancer(balancers, "a", 80, NULL, BAD, NULL, NULL, &balancer, &err));
  REFUSED("out-parameter", lc_create_balancer(balancers, "a", 80, NULL, NULL, NULL, NULL, NULL, &err));
  REFUSED("ip is NULL", lc_balancer_attach_member(balancers, "1", NULL, 80, NULL, &member, &err));
  REFUSED("node is NULL", lc_balancer_attach_compute_node(balancers, "1", NULL, NULL, &member, &err));
  REFUSED("member_id is NULL", lc_balancer_detach_member(balancers, "1", NULL, NULL, &err));
  REFUSED("name is NULL", lc_deploy_container(containers, NULL, "1", NULL, &deployed, &err));
  REFUSED("image_id is not UTF-8", lc_deploy_container(containers, "a", BAD, NULL, &deployed, &err));
  REFUSED("\"image\" is missing", lc_deploy_container(containers, "a", NULL, NULL, &deployed, &err));
  REFUSED("container_id is NULL", lc_start_container(containers, NULL, NULL, &deployed, &err));
  REFUSED("path is NULL", lc_install_image(containers, NULL, NULL, &installed, &err));
  REFUSED("cluster_id is NULL", lc_destroy_cluster(containers, NULL, NULL, &err));
  REFUSED("pages is NULL", lc_pages_next(NULL, &list, &err));
  REFUSED("stream is NULL", lc_stream_read(NULL, buffer, sizeof buffer, &n, &err));
  CHECK(n == 0 && !list && !node && !object && !balancer && !member && !bound && !deployed && !installed);

  make_container(storage, "c");
  put(storage, "c", "o", "text");
  OK(lc_download_object_as_stream(storage, "c", "o", NULL, &stream, &err));
  REFUSED("buffer is NULL", lc_stream_read(stream, NULL, 8, &n, &err));
  REFUSED("0 bytes", lc_stream_read(stream, buffer, 0, &n, &err));
  REFUSED("out-parameter", lc_stream_read(stream, buffer, sizeof buffer, NULL, &err));
  OK(lc_stream_read(stream, buffer, sizeof buffer, &n, &err));
  CHECK(n == 4 && memcmp(buffer, "text", 4) == 0);
  lc_stream_free(stream);
  CHECK(lc_reboot_node(compute, NULL, NULL, NULL) == LIBCLOUD_INVALID_ARGUMENT);
  lc_driver_free(compute), lc_driver_free(storage), lc_driver_free(balancers), lc_driver_free(containers);
}

int main(void) {
  accessors();
  frees();
  without_a_driver();
  without_arguments();
  return EXIT_SUCCESS;
}
