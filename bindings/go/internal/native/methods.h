/* Every function that Go calls through lcgo_run, with how its arguments come: T is text, MAYBE text that may be absent, INT a
 * number, PORT one of a server. Whoever includes it says what becomes of a line; by default it declares the adapter.
 *
 *   DONE     gives nothing            MADE    gives a handle of that type
 *   LIST     gives a list             PAGES   begins a listing
 *   VALUE    gives a value            STREAM  opens a stream
 *   STEP     adds to a deployment     OTHER   is written out in methods.c
 */
#include "shim.h"

#ifndef OTHER
#define OTHER(f) lc_status lcgo_##f(const struct lcgo_arguments *in, struct lcgo_result *out);
#define DONE(f, ...) OTHER(f)
#define PAGES(f, ...) OTHER(f)
#define STREAM(f, ...) OTHER(f)
#define STEP(f, ...) OTHER(f)
#define LIST(f, ...) OTHER(f)
#define VALUE(f, ...) OTHER(f)
#define MADE(type, f, ...) OTHER(f)
#endif

/* Drivers, and what needs none. */

OTHER(lc_list_providers)
OTHER(lc_driver_new)
OTHER(lc_driver_supports)
OTHER(lc_driver_methods)
VALUE(lc_driver_call, T(0))
OTHER(lc_get_size_price)
OTHER(lc_pricing_load)
OTHER(lc_pricing_info)

/* Compute. */

LIST(lc_list_nodes)
PAGES(lc_iterate_nodes)
MADE(lc_node, lc_get_node, T(0))
MADE(lc_node, lc_create_node, T(0), T(1), T(2))
DONE(lc_reboot_node, T(0))
DONE(lc_start_node, T(0))
DONE(lc_stop_node, T(0))
DONE(lc_destroy_node, T(0))
LIST(lc_wait_until_running, in->text, in->count)
LIST(lc_list_sizes)
LIST(lc_list_locations)
LIST(lc_list_images)
MADE(lc_image, lc_get_image, T(0))
MADE(lc_image, lc_create_image, T(0), T(1))
MADE(lc_image, lc_copy_image, T(0), T(1), T(2))
DONE(lc_delete_image, T(0))
LIST(lc_list_volumes)
MADE(lc_volume, lc_create_volume, INT(0), T(1))
DONE(lc_attach_volume, T(0), T(1))
DONE(lc_detach_volume, T(0))
DONE(lc_destroy_volume, T(0))
LIST(lc_list_volume_snapshots, T(0))
MADE(lc_snapshot, lc_create_volume_snapshot, T(0), MAYBE(1))
DONE(lc_destroy_volume_snapshot, T(0))
LIST(lc_list_key_pairs)
MADE(lc_key_pair, lc_get_key_pair, T(0))
MADE(lc_key_pair, lc_create_key_pair, T(0))
MADE(lc_key_pair, lc_import_key_pair_from_string, T(0), T(1))
MADE(lc_key_pair, lc_import_key_pair_from_file, T(0), T(1))
DONE(lc_delete_key_pair, T(0))
STEP(lc_deployment_add_ssh_key, T(0))
STEP(lc_deployment_add_file, T(0), T(1))
STEP(lc_deployment_add_script, T(0))
STEP(lc_deployment_add_script_file, T(0))
MADE(lc_node, lc_deploy_node, T(0), T(1), T(2), in->deployment)
MADE(lc_node, lc_deploy_existing_node, T(0), in->deployment)

/* Storage. */

LIST(lc_list_containers)
PAGES(lc_iterate_containers)
MADE(lc_container, lc_get_container, T(0))
MADE(lc_container, lc_create_container, T(0))
DONE(lc_delete_container, T(0))
LIST(lc_list_container_objects, T(0))
PAGES(lc_iterate_container_objects, T(0))
VALUE(lc_get_container_cdn_url, T(0))
DONE(lc_enable_container_cdn, T(0))
MADE(lc_object, lc_get_object, T(0), T(1))
DONE(lc_delete_object, T(0), T(1))
VALUE(lc_get_object_cdn_url, T(0), T(1))
DONE(lc_enable_object_cdn, T(0), T(1))
MADE(lc_object, lc_upload_object, T(0), T(1), T(2))
MADE(lc_object, lc_upload_object_via_stream, &in->source, T(0), T(1))
DONE(lc_download_object, T(0), T(1), T(2))
DONE(lc_download_object_range, T(0), T(1), INT(2), INT(3), T(4))
DONE(lc_download_object_via_writer, T(0), T(1), &in->sink)
STREAM(lc_download_object_as_stream, T(0), T(1))
STREAM(lc_download_object_range_as_stream, T(0), T(1), INT(2), INT(3))

/* Load balancers. */

VALUE(lc_list_protocols)
VALUE(lc_list_supported_algorithms)
LIST(lc_list_balancers)
MADE(lc_balancer, lc_get_balancer, T(0))
OTHER(lc_create_balancer)
MADE(lc_balancer, lc_update_balancer, T(0))
DONE(lc_destroy_balancer, T(0))
LIST(lc_balancer_list_members, T(0))
MADE(lc_member, lc_balancer_attach_member, T(0), T(1), PORT(2))
DONE(lc_balancer_detach_member, T(0), T(1))

/* Containers that run images. */

LIST(lc_list_docker_containers)
MADE(lc_docker_container, lc_get_docker_container, T(0))
MADE(lc_docker_container, lc_deploy_container, T(0), MAYBE(1))
MADE(lc_docker_container, lc_start_container, T(0))
MADE(lc_docker_container, lc_stop_container, T(0))
MADE(lc_docker_container, lc_restart_container, T(0))
DONE(lc_destroy_container, T(0))
LIST(lc_list_docker_images)
MADE(lc_docker_image, lc_install_image, T(0))
LIST(lc_list_cluster_locations)
LIST(lc_list_clusters)
MADE(lc_cluster, lc_get_cluster, T(0))
MADE(lc_cluster, lc_create_cluster, T(0))
DONE(lc_destroy_cluster, T(0))
