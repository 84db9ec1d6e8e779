/* A server's life at an OpenStack cloud, with its volume, its snapshots and its resizing; what the official client prints has to
 * agree. The cloud is that of the OS_* variables, the client that of OPENSTACK_CLIENT; without them there is nothing to do. */
#include "check.h"

static lc_driver *cloud;

static lc_value *call(const char *method, const char *format, const char *one, const char *other) {
  char json[512];
  lc_value *arguments, *result = RUBBISH;
  snprintf(json, sizeof json, format, one, other);
  arguments = parse(json);
  OK(lc_driver_call(cloud, method, arguments, &result, &err));
  lc_value_free(arguments);
  return result;
}

/* The text under a key, or "" where there is none. */
static const char *text(const lc_value *value, const char *key) {
  const char *found = lc_value_string(lc_value_get(value, key));
  return found ? found : "";
}

/* What the official client says of a resource, in one line. */
static const char *client(const char *kind, const char *id, const char *column) {
  static char line[256];
  char command[512];
  snprintf(command, sizeof command, "\"$OPENSTACK_CLIENT\" %s show %s -f value -c %s", kind, id, column);
  FILE *pipe = popen(command, "r");
  CHECK(pipe != NULL);
  CHECK(fgets(line, sizeof line, pipe) != NULL);
  line[strcspn(line, "\n")] = 0;
  CHECK(pclose(pipe) == 0);
  return line;
}

static void pause_between_polls(void) {
  struct timespec moment = {0, 200000000};
  nanosleep(&moment, NULL);
}

/* Waits until nothing is being done to the node, and Nova says that it is in this state. */
static void settles(const char *node_id, const char *state) {
  for (int polls = 0;; polls++) {
    lc_node *node = RUBBISH;
    OK(lc_get_node(cloud, node_id, NULL, &node, &err));
    const lc_value *extra = lc_node_extra(node);
    bool settled = strcmp(text(extra, "vm_state"), state) == 0 && *text(extra, "task_state") == 0;
    bool hopeless = strcmp(text(extra, "vm_state"), "error") == 0 || polls > 600;
    if (hopeless) check_failed(__FILE__, __LINE__, state, text(extra, "vm_state"));
    lc_node_free(node);
    if (settled) return;
    pause_between_polls();
  }
}

/* Waits until a record of a listing has the state; NULL: until it is gone. */
static void becomes(const char *method, const char *arguments, const char *id, const char *state) {
  for (int polls = 0;; polls++) {
    lc_value *all = call(method, arguments, "", "");
    const char *found = NULL;
    for (size_t i = 0; i < lc_value_len(all); i++) {
      const lc_value *record = lc_value_at(all, i);
      if (strcmp(text(record, "id"), id) == 0) found = text(record, "state");
    }
    bool is_so = state ? found && strcmp(found, state) == 0 : !found;
    if (!is_so && polls > 600) check_failed(__FILE__, __LINE__, state ? state : "gone", found);
    lc_value_free(all);
    if (is_so) return;
    pause_between_polls();
  }
}

static void copy(char *to, size_t room, const char *from) {
  CHECK(from && strlen(from) < room);
  strcpy(to, from);
}

static void volumes(const char *node_id) {
  char id[64], snapshot_id[64], arguments[128];
  lc_volume *volume = RUBBISH;
  lc_snapshot *snapshot = RUBBISH;

  OK(lc_create_volume(cloud, 1, "c-disk", NULL, &volume, &err));
  copy(id, sizeof id, lc_volume_id(volume));
  lc_volume_free(volume);
  becomes("list_volumes", "{}", id, "available");
  OK(lc_attach_volume(cloud, node_id, id, NULL, &err));
  becomes("list_volumes", "{}", id, "inuse");
  CHECK_TEXT(client("volume", id, "status"), "in-use");
  OK(lc_detach_volume(cloud, id, NULL, &err));
  becomes("list_volumes", "{}", id, "available");

  OK(lc_create_volume_snapshot(cloud, id, "c-snapshot", NULL, &snapshot, &err));
  copy(snapshot_id, sizeof snapshot_id, lc_snapshot_id(snapshot));
  lc_snapshot_free(snapshot);
  snprintf(arguments, sizeof arguments, "{\"volume\": \"%s\"}", id);
  becomes("list_volume_snapshots", arguments, snapshot_id, "available");
  CHECK_TEXT(client("volume snapshot", snapshot_id, "name"), "c-snapshot");
  OK(lc_destroy_volume_snapshot(cloud, snapshot_id, NULL, &err));
  becomes("list_volume_snapshots", arguments, snapshot_id, NULL);
  OK(lc_destroy_volume(cloud, id, NULL, &err));
  becomes("list_volumes", "{}", id, NULL);
}

static void snapshot_of(const char *node_id) {
  char id[64];
  lc_image *image = RUBBISH;
  OK(lc_create_image(cloud, node_id, "c-image", NULL, &image, &err));
  copy(id, sizeof id, lc_image_id(image));
  lc_image_free(image);
  settles(node_id, "active");
  CHECK_TEXT(client("image", id, "name"), "c-image");
  OK(lc_delete_image(cloud, id, NULL, &err));
  FAILS(LIBCLOUD_NOT_FOUND, id, lc_get_image(cloud, id, NULL, &image, &err));
}

static void life(void) {
  char size_id[64], larger_id[64], image_id[64], node_id[64], network_id[64] = "";
  lc_list *sizes = RUBBISH, *images = RUBBISH, *nodes = RUBBISH;
  lc_node *node = RUBBISH;

  OK(lc_list_sizes(cloud, NULL, &sizes, &err));
  OK(lc_list_images(cloud, NULL, &images, &err));
  CHECK(lc_list_len(sizes) > 1 && lc_list_len(images) > 0);
  copy(size_id, sizeof size_id, lc_size_id(lc_list_size(sizes, 0)));
  copy(larger_id, sizeof larger_id, lc_size_id(lc_list_size(sizes, 1)));
  copy(image_id, sizeof image_id, lc_image_id(lc_list_image(images, 0)));
  lc_list_free(sizes), lc_list_free(images);
  lc_value *networks = call("ex_list_networks", "{}", "", "");
  for (size_t i = 0; i < lc_value_len(networks); i++) {
    const lc_value *network = lc_value_at(networks, i);
    if (strcmp(text(network, "name"), "private") == 0) copy(network_id, sizeof network_id, text(network, "id"));
  }
  lc_value_free(networks);

  lc_value *options = lc_value_new_object(), *on = lc_value_new_array();
  CHECK(lc_value_append_string(on, network_id) == LIBCLOUD_OK);
  CHECK(lc_value_set_value(options, "networks", on) == LIBCLOUD_OK);
  lc_value_free(on);
  OK(lc_create_node(cloud, "c-node", size_id, image_id, options, &node, &err));
  lc_value_free(options);
  copy(node_id, sizeof node_id, lc_node_id(node));
  lc_node_free(node);

  const char *ids[] = {node_id};
  options = parse("{\"ssh_interface\": \"private_ips\", \"wait_period\": 0.2, \"timeout\": 120}");
  OK(lc_wait_until_running(cloud, ids, 1, options, &nodes, &err));
  lc_value_free(options);
  CHECK_TEXT(lc_node_name(lc_list_node(nodes, 0)), "c-node");
  CHECK_HAS(client("server", node_id, "addresses"), lc_node_private_ips_at(lc_list_node(nodes, 0), 0));
  lc_list_free(nodes);

  OK(lc_reboot_node(cloud, node_id, NULL, &err));
  settles(node_id, "active");
  lc_value_free(call("ex_resize", "{\"node\": \"%s\", \"size\": \"%s\"}", node_id, larger_id));
  settles(node_id, "resized");
  CHECK_TEXT(client("server", node_id, "status"), "VERIFY_RESIZE");
  lc_value_free(call("ex_confirm_resize", "{\"node\": \"%s\"}", node_id, ""));
  settles(node_id, "active");
  OK(lc_get_node(cloud, node_id, NULL, &node, &err));
  CHECK_TEXT(lc_node_size(node), larger_id);
  lc_node_free(node);
  CHECK_HAS(client("server", node_id, "flavor"), larger_id);

  volumes(node_id);
  snapshot_of(node_id);
  OK(lc_destroy_node(cloud, node_id, NULL, &err));
  becomes("list_nodes", "{}", node_id, NULL);
}

int main(void) {
  if (!getenv("OS_AUTH_URL") || !getenv("OPENSTACK_CLIENT")) {
    puts("skipped: OS_AUTH_URL and OPENSTACK_CLIENT name no cloud");
    return EXIT_SUCCESS;
  }
  cloud = open_driver("compute", "openstack", NULL);
  life();
  lc_driver_free(cloud);
  puts("1 passed, 0 failed");
  return EXIT_SUCCESS;
}
