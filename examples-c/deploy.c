/* Orders a server of the first size and image, lets the owner of a key log in, runs a script there, and prints what that
 * prints. The server goes on running: destroy it when done.
 *
 *   LIBCLOUD_PROVIDER=ec2 LIBCLOUD_REGION=eu-central-1 ./deploy NAME ID_FILE SCRIPT [OPTIONS]
 *
 * ID_FILE is the key to log in with, ID_FILE.pub the one that is installed; OPTIONS are those of lc_deploy_node as JSON, such as
 * '{"ssh_username": "ubuntu", "ex_keyname": "mine"}'. The host key of the server is taken, and added to ~/.ssh/known_hosts.
 */
#include "example.h"

static int32_t print(void *user, const char *node_id, size_t step, int32_t stream, const uint8_t *data, size_t length) {
  (void)user, (void)node_id, (void)step;
  return fwrite(data, 1, length, stream == LIBCLOUD_STDERR ? stderr : stdout) == length;
}

static lc_value *options_of(const char *key, const char *json) {
  lc_value *options = NULL;
  lc_error *err = NULL;
  check(lc_value_parse(json, &options, &err), &err);
  if (!lc_value_get(options, "ex_ssh_host_key")) lc_value_set_string(options, "ex_ssh_host_key", "accept-new");
  lc_value_set_string(options, "ssh_key", key);
  return options;
}

static void read_line(const char *id_file, char *line, int size) {
  char path[4096];
  snprintf(path, sizeof path, "%s.pub", id_file);
  FILE *file = fopen(path, "r");
  if (!file || !fgets(line, size, file)) exit((perror(path), EXIT_FAILURE));
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc < 4) return fprintf(stderr, "usage: %s NAME ID_FILE SCRIPT [OPTIONS]\n", argv[0]), EXIT_FAILURE;
  lc_driver *driver = driver_from_environment("compute", "dummy");
  lc_value *options = options_of(argv[2], argc > 4 ? argv[4] : "{}");
  lc_deployment *deployment = lc_deployment_new();
  lc_list *sizes = NULL, *images = NULL;
  lc_node *node = NULL;
  lc_error *err = NULL;
  char public_key[8192];

  read_line(argv[2], public_key, sizeof public_key);
  check(lc_deployment_add_ssh_key(deployment, public_key, NULL, &err), &err);
  check(lc_deployment_add_script_file(deployment, argv[3], NULL, &err), &err);
  lc_deployment_set_output(deployment, print, NULL, NULL);

  check(lc_list_sizes(driver, NULL, &sizes, &err), &err);
  check(lc_list_images(driver, NULL, &images, &err), &err);
  const char *size = lc_size_id(lc_list_size(sizes, 0)), *image = lc_image_id(lc_list_image(images, 0));
  check(lc_deploy_node(driver, argv[1], size, image, deployment, options, &node, &err), &err);

  const lc_value *steps = lc_value_get(lc_value_get(lc_node_extra(node), "deployment"), "steps");
  for (size_t i = 0; i < lc_value_len(steps); i++) {
    const lc_value *step = lc_value_at(steps, i);
    double seconds = 0;
    lc_value_double(lc_value_get(step, "duration"), &seconds);
    printf("%s: %.1f s\n", lc_value_string(lc_value_get(step, "name")), seconds);
  }
  printf("%s is %s at %s\n", lc_node_id(node), lc_node_state(node), lc_node_public_ips_at(node, 0));

  lc_node_free(node), lc_list_free(images), lc_list_free(sizes);
  lc_deployment_free(deployment), lc_value_free(options), lc_driver_free(driver);
  return EXIT_SUCCESS;
}
