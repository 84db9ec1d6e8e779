/* Fetches an image, runs a container of it, lists the containers, and cleans the container away.
 *
 *   LIBCLOUD_PROVIDER=docker LIBCLOUD_URL=http://127.0.0.1:2375 ./run_container NAME IMAGE
 */
#define _XOPEN_SOURCE 700
#include "example.h"

#include <string.h>
#include <time.h>

enum { WAIT = 300 };

/* Asks until the container is in a state, and returns how it is in the end. Free it with lc_docker_container_free. */
static lc_docker_container *wait_for(const lc_driver *driver, const char *id, const char *state) {
  lc_docker_container *container = NULL;
  lc_error *err = NULL;
  struct timespec second = {1, 0};

  for (int waited = 0;; waited++) {
    check(lc_get_docker_container(driver, id, NULL, &container, &err), &err);
    const char *now = lc_docker_container_state(container);
    if (strcmp(now, state) == 0 || strcmp(now, "error") == 0 || waited == WAIT) return container;
    lc_docker_container_free(container);
    nanosleep(&second, NULL);
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: %s NAME IMAGE\n", argv[0]), EXIT_FAILURE;
  lc_driver *driver = driver_from_environment("container", "dummy");
  lc_docker_image *image = NULL;
  lc_docker_container *made = NULL, *container, *stopping = NULL;
  lc_list *list = NULL;
  lc_error *err = NULL;

  check(lc_install_image(driver, argv[2], NULL, &image, &err), &err);
  printf("%s is installed as %s\n", argv[2], lc_docker_image_id(image));
  check(lc_deploy_container(driver, argv[1], lc_docker_image_id(image), NULL, &made, &err), &err);
  const char *id = lc_docker_container_id(made);
  container = wait_for(driver, id, "running");
  int running = strcmp(lc_docker_container_state(container), "running") == 0;
  const char *address = lc_docker_container_ip_addresses_at(container, 0);
  printf("%s is %s at %s\n", id, lc_docker_container_state(container), address ? address : "no address");
  lc_docker_container_free(container);

  check(lc_list_docker_containers(driver, NULL, &list, &err), &err);
  for (size_t i = 0; i < lc_list_len(list); i++) {
    const lc_docker_container *listed = lc_list_docker_container(list, i);
    printf("  %-10s %s\n", lc_docker_container_state(listed), lc_docker_container_name(listed));
  }

  if (running) {
    check(lc_stop_container(driver, id, NULL, &stopping, &err), &err);
    lc_docker_container_free(wait_for(driver, id, "stopped"));
  }
  check(lc_destroy_container(driver, id, NULL, &err), &err);
  printf("%s is destroyed\n", id);

  lc_list_free(list);
  lc_docker_container_free(made), lc_docker_container_free(stopping), lc_docker_image_free(image);
  lc_driver_free(driver);
  return running ? EXIT_SUCCESS : EXIT_FAILURE;
}
