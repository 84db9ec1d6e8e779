/* Orders a server, waits until it runs and has an address, and prints it. It goes on running: destroy it when done.
 *
 *   LIBCLOUD_PROVIDER=ec2 LIBCLOUD_REGION=eu-central-1 ./create_node NAME SIZE IMAGE
 */
#include "example.h"

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: %s NAME SIZE IMAGE\n", argv[0]), EXIT_FAILURE;
  lc_driver *driver = driver_from_environment("compute", "dummy");
  lc_value *options = NULL;
  lc_node *node = NULL;
  lc_list *running = NULL;
  lc_error *err = NULL;

  check(lc_create_node(driver, argv[1], argv[2], argv[3], NULL, &node, &err), &err);
  printf("%s is %s\n", lc_node_id(node), lc_node_state(node));

  const char *id = lc_node_id(node);
  check(lc_value_parse("{\"wait_period\": 0.5, \"timeout\": 600}", &options, &err), &err);
  lc_status status = lc_wait_until_running(driver, &id, 1, options, &running, &err);
  if (status != LIBCLOUD_OK) fprintf(stderr, "%s may still come up, and costs money: look after it\n", id);
  check(status, &err);

  const lc_node *ready = lc_list_node(running, 0);
  printf("%s is %s at %s\n", lc_node_id(ready), lc_node_state(ready), lc_node_public_ips_at(ready, 0));

  lc_list_free(running);
  lc_value_free(options);
  lc_node_free(node);
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
