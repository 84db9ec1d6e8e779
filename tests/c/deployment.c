/* Deployments: what they are made of; and, where SSHD_PORT says that a server is there, what they do. */
#include "check.h"

#include <pthread.h>

#define REFUSED(part, call) FAILS(LIBCLOUD_INVALID_ARGUMENT, part, call)
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ me"

/* What callbacks saw; several threads may call them. */
struct seen {
  pthread_mutex_t lock;
  char out[4096], err[4096], last_node[64];
  int steps, drops, stop_at;
};

static void drop(void *user) { ((struct seen *)user)->drops++; }

static int32_t hear(void *user, const char *node_id, size_t step, int32_t stream, const uint8_t *data, size_t length) {
  struct seen *seen = user;
  char *text = stream == LIBCLOUD_STDERR ? seen->err : seen->out;
  CHECK(stream == LIBCLOUD_STDOUT || stream == LIBCLOUD_STDERR);
  CHECK(node_id && step < 3);
  pthread_mutex_lock(&seen->lock);
  CHECK(strlen(text) + length < sizeof seen->out);
  strncat(text, (const char *)data, length);
  pthread_mutex_unlock(&seen->lock);
  return 1;
}

static int32_t see(void *user, const char *node_id, size_t step, const lc_value *result) {
  struct seen *seen = user;
  CHECK(lc_value_string(lc_value_get(result, "name")) && lc_value_get(result, "stdout"));
  pthread_mutex_lock(&seen->lock);
  snprintf(seen->last_node, sizeof seen->last_node, "%s", node_id);
  seen->steps++;
  pthread_mutex_unlock(&seen->lock);
  return (int)step != seen->stop_at;
}

static struct seen nothing_seen(void) {
  struct seen seen = {PTHREAD_MUTEX_INITIALIZER, "", "", "", 0, 0, -1};
  return seen;
}

static void add_script(lc_deployment *deployment, const char *script, const char *json) {
  lc_value *options = json ? parse(json) : NULL;
  OK(lc_deployment_add_script(deployment, script, options, &err));
  lc_value_free(options);
}

static void steps(void) {
  lc_deployment *deployment = lc_deployment_new();
  lc_value *unknown = parse("{\"nam\": 1}"), *mode = parse("{\"ex_mode\": 640}");
  OK(lc_deployment_add_ssh_key(deployment, KEY, NULL, &err));
  OK(lc_deployment_add_file(deployment, "/etc/hostname", "copy", NULL, &err));
  add_script(deployment, "true", "{\"args\": [\"a\"], \"name\": \"x.sh\", \"delete\": true, \"timeout\": 1.5}");
  REFUSED("deployment is NULL", lc_deployment_add_ssh_key(NULL, KEY, NULL, &err));
  REFUSED("public_key is NULL", lc_deployment_add_ssh_key(deployment, NULL, NULL, &err));
  REFUSED("algorithm", lc_deployment_add_ssh_key(deployment, "", NULL, &err));
  REFUSED("private key", lc_deployment_add_ssh_key(deployment, "-----BEGIN PRIVATE KEY-----", NULL, &err));
  REFUSED("target is NULL", lc_deployment_add_file(deployment, "a", NULL, NULL, &err));
  REFUSED("octal", lc_deployment_add_file(deployment, "a", "b", mode, &err));
  REFUSED("it takes args, name, delete, timeout", lc_deployment_add_script(deployment, "true", unknown, &err));
  REFUSED("script is not UTF-8", lc_deployment_add_script(deployment, BAD, NULL, &err));
  FAILS(LIBCLOUD_IO, "/no/such", lc_deployment_add_script_file(deployment, "/no/such", NULL, &err));
  lc_value_free(unknown), lc_value_free(mode), lc_deployment_free(deployment);
}

static void callbacks_are_dropped_once(void) {
  lc_deployment *deployment = lc_deployment_new();
  struct seen seen = nothing_seen();
  lc_deployment_set_output(deployment, hear, &seen, drop);
  lc_deployment_set_output(deployment, NULL, &seen, drop);
  CHECK(seen.drops == 2);
  lc_deployment_set_observer(deployment, see, &seen, drop);
  lc_deployment_set_observer(NULL, see, &seen, drop);
  CHECK(seen.drops == 3);
  lc_deployment_free(deployment);
  CHECK(seen.drops == 4);
}

/* What is wrong is found before a node is ordered. */
static void refused(void) {
  lc_driver *driver = open_driver("compute", "dummy", NULL), *storage = open_driver("storage", "dummy", NULL);
  lc_deployment *deployment = lc_deployment_new();
  lc_value *options = parse("{\"ex_ssh_host_key\": \"off\"}"), *typo = parse("{\"ssh_prot\": 22}");
  lc_node *node = RUBBISH;
  lc_list *nodes = NULL;
  REFUSED("deployment is NULL", lc_deploy_node(driver, "a", "1", "1", NULL, options, &node, &err));
  REFUSED("\"ex_ssh_host_key\" is missing", lc_deploy_node(driver, "a", "1", "1", deployment, NULL, &node, &err));
  REFUSED("\"ssh_key\"", lc_deploy_node(driver, "a", "1", "1", deployment, options, &node, &err));
  REFUSED("unknown key \"ssh_prot\"", lc_deploy_node(driver, "a", "1", "1", deployment, typo, &node, &err));
  REFUSED("\"ssh_key\"", lc_deploy_existing_node(driver, "1", deployment, options, &node, &err));
  FAILS(LIBCLOUD_NOT_SUPPORTED, "compute", lc_deploy_node(storage, "a", "1", "1", deployment, options, &node, &err));
  CHECK(node == NULL);
  OK(lc_list_nodes(driver, NULL, &nodes, &err));
  CHECK(lc_list_len(nodes) == 2);
  lc_list_free(nodes), lc_value_free(options), lc_value_free(typo), lc_deployment_free(deployment);
  lc_driver_free(storage), lc_driver_free(driver);
}

/* ---- On a server */

static lc_driver *driver;
static lc_value *options;

static lc_node *deploy(const lc_deployment *deployment) {
  lc_node *node = RUBBISH;
  lc_error *error = RUBBISH;
  lc_status status = lc_deploy_node(driver, "web", "1", "1", deployment, options, &node, &error);
  if (status != LIBCLOUD_OK) check_failed(__FILE__, __LINE__, "lc_deploy_node", lc_error_message(error));
  return node;
}

static const char *result(const lc_value *told, size_t step, const char *key) {
  return lc_value_string(lc_value_get(lc_value_at(lc_value_get(told, "steps"), step), key));
}

static void deployed(void) {
  lc_deployment *deployment = lc_deployment_new();
  struct seen seen = nothing_seen();
  int64_t status = 7;
  add_script(deployment, "echo \"one $1\"; echo two >&2", "{\"delete\": true, \"args\": [\"a  b\"]}");
  add_script(deployment, "echo three", "{\"delete\": true}");
  lc_deployment_set_output(deployment, hear, &seen, drop);
  lc_deployment_set_observer(deployment, see, &seen, drop);
  lc_node *node = deploy(deployment);
  const lc_value *told = lc_value_get(lc_node_extra(node), "deployment");
  lc_deployment_free(deployment);
  CHECK(seen.drops == 2 && seen.steps == 2);
  CHECK_TEXT(seen.out, "one a  b\nthree\n");
  CHECK_TEXT(seen.err, "two\n");
  CHECK_TEXT(seen.last_node, lc_node_id(node));
  CHECK(lc_value_len(lc_value_get(told, "steps")) == 2);
  CHECK_TEXT(result(told, 0, "stdout"), "one a  b\n");
  CHECK_TEXT(result(told, 0, "stderr"), "two\n");
  CHECK_TEXT(result(told, 1, "stdout"), "three\n");
  CHECK(lc_value_int(lc_value_get(lc_value_at(lc_value_get(told, "steps"), 1), "exit_status"), &status) && status == 0);
  lc_node_free(node);
}

static void failed(void) {
  lc_deployment *deployment = lc_deployment_new();
  lc_node *node = RUBBISH;
  bool destroyed = true;
  struct seen seen = nothing_seen();
  add_script(deployment, "echo oh no >&2; exit 42", "{\"delete\": true, \"name\": \"doomed.sh\"}");
  FAILS_AND_KEEPS(LIBCLOUD_PROVIDER, "\"doomed.sh\", failed: it ended with status 42; stderr ends with: oh no",
                  lc_deploy_node(driver, "web", "1", "1", deployment, options, &node, &err));
  const lc_value *details = lc_error_details(err);
  const char *id = lc_value_string(lc_value_get(lc_value_get(details, "node"), "id"));
  CHECK_TEXT(lc_error_name(err), "DeploymentError");
  CHECK(node == NULL && id && lc_value_bool(lc_value_get(details, "destroyed"), &destroyed) && !destroyed);
  CHECK_HAS(lc_error_message(err), id);
  CHECK_TEXT(result(details, 0, "stderr"), "oh no\n");
  lc_error *kept = err;
  FAILS(LIBCLOUD_PROVIDER, "is left as it is", lc_deploy_existing_node(driver, id, deployment, options, &node, &err));
  lc_error_free(kept), lc_deployment_free(deployment);

  /* The parent of the script is the server's process for this session; SIGPIPE is what it is by default. */
  deployment = lc_deployment_new();
  add_script(deployment, "kill -9 $PPID; sleep 1", NULL);
  FAILS(LIBCLOUD_IO, "broke while running", lc_deploy_node(driver, "web", "1", "1", deployment, options, &node, &err));
  lc_deployment_free(deployment);

  deployment = lc_deployment_new();
  add_script(deployment, "true", "{\"delete\": true}");
  seen.stop_at = 0;
  lc_deployment_set_observer(deployment, see, &seen, drop);
  FAILS(LIBCLOUD_ABORTED, "asked to stop", lc_deploy_node(driver, "web", "1", "1", deployment, options, &node, &err));
  lc_deployment_free(deployment);
}

static void *deploy_one(void *deployment) { return deploy(deployment); }

static void side_by_side(void) {
  enum { COUNT = 10 };
  pthread_t threads[COUNT];
  lc_deployment *deployment = lc_deployment_new();
  add_script(deployment, "echo one; sleep 0.3; echo two", "{\"delete\": true}");
  for (int i = 0; i < COUNT; i++) CHECK(pthread_create(&threads[i], NULL, deploy_one, deployment) == 0);
  for (int i = 0; i < COUNT; i++) {
    void *node = NULL;
    CHECK(pthread_join(threads[i], &node) == 0);
    CHECK_TEXT(result(lc_value_get(lc_node_extra(node), "deployment"), 0, "stdout"), "one\ntwo\n");
    lc_node_free(node);
  }
  lc_deployment_free(deployment);
}

static void on_a_server(const char *port) {
  char json[4096];
  driver = open_driver("compute", "dummy", "{\"ex_address\": \"127.0.0.1\", \"state_delay\": 0.05}");
  snprintf(json, sizeof json,
           "{\"ssh_port\": %s, \"ssh_username\": \"%s\", \"ssh_key\": \"%s/ed25519\", \"ex_ssh_host_key\": \"off\","
           " \"wait_period\": 0.1, \"ssh_timeout\": 60}",
           port, getenv("SSHD_USER"), getenv("SSHD_KEYS"));
  options = parse(json);
  deployed();
  failed();
  side_by_side();
  lc_value_free(options), lc_driver_free(driver);
}

int main(void) {
  const char *port = getenv("SSHD_PORT");
  steps();
  callbacks_are_dropped_once();
  refused();
  if (port) on_a_server(port);
  else puts("skipped: SSHD_PORT is not set");
  return EXIT_SUCCESS;
}
