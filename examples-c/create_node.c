/* Orders a server, waits until it runs and has an address, and prints it. It goes on running: destroy it when done.
 *
 *   LIBCLOUD_PROVIDER=ec2 LIBCLOUD_REGION=eu-central-1 ./create_node NAME SIZE IMAGE
 *   LIBCLOUD_PROVIDER=openstack ./create_node NAME [SIZE IMAGE [NETWORK]]
 *
 * "-", or nothing, is the first size or image there is. A network of OpenStack gives its servers private addresses.
 */
#include "example.h"

#include <string.h>

static const char *argument(int argc, char **argv, int at) {
  return argc > at && strcmp(argv[at], "-") != 0 ? argv[at] : NULL;
}

static lc_value *order(const char *network) {
  lc_value *options = lc_value_new_object(), *networks = lc_value_new_array();
  if (network) {
    check(lc_value_append_string(networks, network), NULL);
    check(lc_value_set_value(options, "networks", networks), NULL);
  }
  lc_value_free(networks);
  return options;
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > 5) return fprintf(stderr, "usage: %s NAME [SIZE IMAGE [NETWORK]]\n", argv[0]), EXIT_FAILURE;
  const char *size = argument(argc, argv, 2), *image = argument(argc, argv, 3), *network = argument(argc, argv, 4);
  lc_driver *driver = driver_from_environment("compute", "dummy");
  lc_value *options = order(network), *patience = NULL;
  lc_list *sizes = NULL, *images = NULL, *running = NULL;
  lc_node *node = NULL;
  lc_error *err = NULL;

  if (!size) {
    check(lc_list_sizes(driver, NULL, &sizes, &err), &err);
    if (lc_list_len(sizes) > 0) size = lc_size_id(lc_list_size(sizes, 0));
  }
  if (!image) {
    check(lc_list_images(driver, NULL, &images, &err), &err);
    if (lc_list_len(images) > 0) image = lc_image_id(lc_list_image(images, 0));
  }
  if (!size || !image) return fputs("there is no size or no image to be had\n", stderr), EXIT_FAILURE;
  check(lc_create_node(driver, argv[1], size, image, options, &node, &err), &err);
  printf("%s is %s\n", lc_node_id(node), lc_node_state(node));

  const char *id = lc_node_id(node);
  check(lc_value_parse("{\"wait_period\": 0.5, \"timeout\": 600}", &patience, &err), &err);
  if (network) check(lc_value_set_string(patience, "ssh_interface", "private_ips"), NULL);
  lc_status status = lc_wait_until_running(driver, &id, 1, patience, &running, &err);
  if (status != LIBCLOUD_OK) fprintf(stderr, "%s may still come up, and costs money: look after it\n", id);
  check(status, &err);

  const lc_node *ready = lc_list_node(running, 0);
  const char *ip = network ? lc_node_private_ips_at(ready, 0) : lc_node_public_ips_at(ready, 0);
  printf("%s is %s at %s\n", id, lc_node_state(ready), ip);

  lc_list_free(sizes), lc_list_free(images), lc_list_free(running);
  lc_value_free(options), lc_value_free(patience);
  lc_node_free(node);
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
