/* Every method of containers that run images, on the dummy provider. */
#include "check.h"

#define REFUSED(part, call) FAILS(LIBCLOUD_INVALID_ARGUMENT, part, call)

static lc_driver *driver;

static lc_docker_image *install(const char *path) {
  lc_docker_image *image = RUBBISH;
  OK(lc_install_image(driver, path, NULL, &image, &err));
  return image;
}

static lc_docker_container *deploy(const char *name, const char *image_id, const char *options) {
  lc_docker_container *container = RUBBISH;
  lc_value *value = parse(options);
  OK(lc_deploy_container(driver, name, image_id, value, &container, &err));
  lc_value_free(value);
  return container;
}

static lc_docker_container *wait_until(const char *id, const char *state) {
  double begun = seconds();
  for (;;) {
    lc_docker_container *container = RUBBISH;
    OK(lc_get_docker_container(driver, id, NULL, &container, &err));
    if (strcmp(lc_docker_container_state(container), state) == 0) return container;
    lc_docker_container_free(container);
    CHECK(seconds() - begun < 20);
    sleep_ms(20);
  }
}

static void end(const char *id) {
  lc_docker_container *container = RUBBISH;
  OK(lc_stop_container(driver, id, NULL, &container, &err));
  lc_docker_container_free(container);
  lc_docker_container_free(wait_until(id, "stopped"));
  OK(lc_destroy_container(driver, id, NULL, &err));
}

static void images(void) {
  lc_docker_image *image = install("registry:5000/redis:7"), *same = install("registry:5000/redis:7"), *latest = install("redis");
  lc_list *list = RUBBISH;

  CHECK_TEXT(lc_docker_image_id(same), lc_docker_image_id(image));
  CHECK_TEXT(lc_docker_image_name(image), "registry:5000/redis");
  CHECK_TEXT(lc_docker_image_path(image), "registry:5000/redis:7");
  CHECK_TEXT(lc_docker_image_version(image), "7");
  CHECK_TEXT(lc_docker_image_version(latest), "latest");
  CHECK(lc_value_get(lc_docker_image_value(image), "extra") == lc_docker_image_extra(image));
  lc_docker_image_free(image), lc_docker_image_free(latest);

  OK(lc_list_docker_images(driver, NULL, &list, &err));
  CHECK(lc_list_len(list) == 2 && lc_list_docker_image(list, 2) == NULL);
  CHECK(lc_list_image(list, 0) == NULL && lc_list_docker_container(list, 0) == NULL && lc_list_cluster(list, 0) == NULL);
  image = lc_docker_image_ref(lc_list_docker_image(list, 0));
  lc_list_free(list);
  CHECK_TEXT(lc_docker_image_id(image), lc_docker_image_id(same));
  lc_docker_image_free(image), lc_docker_image_free(same);
}

/* What is fetched can be given up. */
static void patience(void) {
  lc_driver *slow = open_driver("container", "dummy", "{\"state_delay\": 60}"), *bound = RUBBISH;
  lc_call *call = lc_call_new(50);
  lc_docker_image *image = RUBBISH;
  lc_list *list = RUBBISH;

  OK(lc_driver_bind(slow, call, &bound, &err));
  FAILS(LIBCLOUD_TIMEOUT, "install_image", lc_install_image(bound, "redis", NULL, &image, &err));
  CHECK(image == NULL);
  OK(lc_list_docker_images(slow, NULL, &list, &err));
  CHECK(lc_list_len(list) == 0);
  lc_list_free(list), lc_driver_free(bound), lc_call_free(call), lc_driver_free(slow);
}

static void containers(void) {
  lc_docker_image *image = install("redis:7");
  lc_docker_container *made = deploy("cache", lc_docker_image_id(image), "{\"parameters\": \"{}\"}"), *now = RUBBISH;
  lc_list *list = RUBBISH;
  int64_t created = 0;
  char id[32];

  snprintf(id, sizeof id, "%s", lc_docker_container_id(made));
  FAILS(LIBCLOUD_CONFLICT, "pending", lc_stop_container(driver, id, NULL, &now, &err));
  CHECK_TEXT(lc_docker_container_name(made), "cache");
  CHECK_TEXT(lc_docker_container_state(made), "pending");
  CHECK_TEXT(lc_docker_container_image(made), lc_docker_image_id(image));
  CHECK(lc_docker_container_ip_addresses_count(made) == 0 && lc_docker_container_ip_addresses_at(made, 0) == NULL);
  CHECK(lc_docker_container_created_at(made, &created) && created > INT64_C(1700000000000));
  CHECK_TEXT(lc_value_json(lc_docker_container_extra(made)), "{\"parameters\":\"{}\"}");
  CHECK(lc_value_get(lc_docker_container_value(made), "extra") == lc_docker_container_extra(made));
  FAILS(LIBCLOUD_ALREADY_EXISTS, "cache",
        lc_deploy_container(driver, "cache", lc_docker_image_id(image), NULL, &now, &err));
  CHECK(now == NULL);
  now = wait_until(id, "running");
  CHECK_TEXT(lc_docker_container_state(made), "pending");
  CHECK(lc_docker_container_ip_addresses_count(now) == 1 && lc_docker_container_ip_addresses_at(now, 0) != NULL);
  lc_docker_container_free(now), lc_docker_container_free(made);

  OK(lc_list_docker_containers(driver, NULL, &list, &err));
  CHECK(lc_list_len(list) == 1 && lc_list_docker_container(list, 1) == NULL && lc_list_container(list, 0) == NULL);
  CHECK_TEXT(lc_docker_container_id(lc_list_docker_container(list, 0)), id);
  CHECK_TEXT(lc_value_json(lc_docker_container_value(lc_list_docker_container(list, 0))),
             lc_value_json(lc_value_at(lc_list_value(list), 0)));
  lc_list_free(list);

  OK(lc_restart_container(driver, id, NULL, &now, &err));
  CHECK_TEXT(lc_docker_container_state(now), "rebooting");
  lc_docker_container_free(now), lc_docker_container_free(wait_until(id, "running"));
  FAILS(LIBCLOUD_CONFLICT, "stopped", lc_destroy_container(driver, id, NULL, &err));
  end(id);
  lc_docker_container_free(wait_until(id, "terminated"));
  FAILS(LIBCLOUD_CONFLICT, "terminated", lc_start_container(driver, id, NULL, &now, &err));

  made = deploy("cache", lc_docker_image_path(image), "{\"start\": false}");
  CHECK_TEXT(lc_docker_container_state(made), "stopped");
  OK(lc_start_container(driver, lc_docker_container_id(made), NULL, &now, &err));
  lc_docker_container_free(now), lc_docker_container_free(wait_until(lc_docker_container_id(made), "running"));
  end(lc_docker_container_id(made));
  lc_docker_container_free(made), lc_docker_image_free(image);
}

static void clusters(void) {
  lc_docker_image *image = install("redis:7");
  lc_docker_container *inside;
  lc_cluster *cluster = RUBBISH, *same = RUBBISH;
  lc_list *list = RUBBISH;
  lc_value *options = parse("{\"location\": \"2\"}"), *only;
  char json[64];

  OK(lc_list_cluster_locations(driver, NULL, &list, &err));
  CHECK_TEXT(lc_location_country(lc_list_location(list, 1)), "GB");
  lc_list_free(list);
  OK(lc_create_cluster(driver, "pool", options, &cluster, &err));
  CHECK_TEXT(lc_cluster_name(cluster), "pool");
  CHECK_TEXT(lc_value_json(lc_cluster_extra(cluster)), "{\"location\":\"2\"}");
  OK(lc_get_cluster(driver, lc_cluster_id(cluster), NULL, &same, &err));
  CHECK_TEXT(lc_value_json(lc_cluster_value(same)), lc_value_json(lc_cluster_value(cluster)));
  lc_cluster_free(same);
  OK(lc_list_clusters(driver, options, &list, &err));
  CHECK(lc_list_len(list) == 1 && lc_list_cluster(list, 0) && lc_list_docker_container(list, 0) == NULL);
  lc_list_free(list);

  snprintf(json, sizeof json, "{\"cluster\": \"%s\"}", lc_cluster_id(cluster));
  inside = deploy("inside", lc_docker_image_id(image), json);
  lc_docker_container_free(wait_until(lc_docker_container_id(inside), "running"));
  only = parse(json);
  OK(lc_list_docker_containers(driver, only, &list, &err));
  CHECK(lc_list_len(list) == 1);
  lc_list_free(list);
  FAILS(LIBCLOUD_CONFLICT, "1 containers", lc_destroy_cluster(driver, lc_cluster_id(cluster), NULL, &err));
  end(lc_docker_container_id(inside));
  OK(lc_destroy_cluster(driver, lc_cluster_id(cluster), NULL, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "cluster", lc_get_cluster(driver, lc_cluster_id(cluster), NULL, &same, &err));
  lc_docker_container_free(inside), lc_cluster_free(cluster), lc_docker_image_free(image);
  lc_value_free(options), lc_value_free(only);
}

static void refused(void) {
  lc_driver *storage = open_driver("storage", "dummy", NULL);
  lc_docker_container *container = RUBBISH;
  lc_docker_image *image = RUBBISH;
  lc_list *list = RUBBISH;
  lc_value *key = parse("{\"name\": \"b\"}");

  FAILS(LIBCLOUD_NOT_FOUND, "install_image", lc_deploy_container(driver, "a", "nginx", NULL, &container, &err));
  REFUSED("\"image\" is missing", lc_deploy_container(driver, "a", NULL, NULL, &container, &err));
  REFUSED("unknown key \"name\"; it takes parameters, start, cluster",
          lc_deploy_container(driver, "a", "redis", key, &container, &err));
  REFUSED("redis:7", lc_install_image(driver, "red is", NULL, &image, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "no-such", lc_get_docker_container(driver, "no-such", NULL, &container, &err));
  FAILS(LIBCLOUD_NOT_SUPPORTED, "one of storage", lc_list_docker_containers(storage, NULL, &list, &err));
  FAILS(LIBCLOUD_NOT_SUPPORTED, "one of container", lc_list_containers(driver, NULL, &list, &err));
  FAILS(LIBCLOUD_NOT_SUPPORTED, "one of container", lc_list_images(driver, NULL, &list, &err));
  CHECK(container == NULL && image == NULL && list == NULL);
  lc_value_free(key), lc_driver_free(storage);
}

int main(void) {
  driver = open_driver("container", "dummy", "{\"state_delay\": 0.3}");
  images();
  patience();
  containers();
  clusters();
  refused();
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
