/* Every method of load balancers, on the dummy provider. */
#include "check.h"

#define REFUSED(part, call) FAILS(LIBCLOUD_INVALID_ARGUMENT, part, call)

static lc_driver *driver;

static lc_balancer *create(const char *name, const char *members) {
  lc_balancer *balancer = RUBBISH;
  lc_value *value = parse(members);
  OK(lc_create_balancer(driver, name, 80, "http", "round_robin", value, NULL, &balancer, &err));
  lc_value_free(value);
  return balancer;
}

static lc_balancer *get(const char *id) {
  lc_balancer *balancer = RUBBISH;
  OK(lc_get_balancer(driver, id, NULL, &balancer, &err));
  return balancer;
}

static void wait_until(const char *id, const char *state) {
  double begun = seconds();
  for (;;) {
    lc_balancer *balancer = get(id);
    bool there = strcmp(lc_balancer_state(balancer), state) == 0;
    lc_balancer_free(balancer);
    if (there) return;
    CHECK(seconds() - begun < 20);
    sleep_ms(20);
  }
}

static void catalog(void) {
  lc_value *list = RUBBISH;
  OK(lc_list_protocols(driver, NULL, &list, &err));
  CHECK_TEXT(lc_value_json(list), "[\"http\",\"https\",\"tcp\",\"udp\"]");
  lc_value_free(list);
  OK(lc_list_supported_algorithms(driver, NULL, &list, &err));
  CHECK_TEXT(lc_value_json(list), "[\"random\",\"round_robin\",\"least_connections\"]");
  lc_value_free(list);
}

static void balancers(void) {
  lc_balancer *made = create("web", "[{\"ip\": \"192.0.2.1\"}]"), *changed = RUBBISH;
  lc_list *list = RUBBISH;
  lc_value *options = parse("{\"name\": \"shop\", \"port\": 443, \"protocol\": \"https\", \"algorithm\": \"random\"}");
  int64_t port = 0;
  char id[32];

  snprintf(id, sizeof id, "%s", lc_balancer_id(made));
  CHECK_TEXT(lc_balancer_name(made), "web");
  CHECK_TEXT(lc_balancer_state(made), "pending");
  CHECK(lc_balancer_ip(made) && lc_balancer_port(made, &port) && port == 80);
  CHECK_TEXT(lc_value_string(lc_value_get(lc_balancer_extra(made), "algorithm")), "round_robin");
  CHECK(lc_value_get(lc_balancer_value(made), "extra") == lc_balancer_extra(made));
  FAILS_AND_KEEPS(LIBCLOUD_CONFLICT, "pending", lc_update_balancer(driver, id, options, &changed, &err));
  CHECK_TEXT(lc_error_name(err), "LibcloudLBImmutableError");
  free_error();
  CHECK(changed == NULL);
  wait_until(id, "running");
  CHECK_TEXT(lc_balancer_state(made), "pending");

  OK(lc_update_balancer(driver, id, options, &changed, &err));
  CHECK_TEXT(lc_balancer_name(changed), "shop");
  CHECK(lc_balancer_port(changed, &port) && port == 443);
  CHECK_TEXT(lc_balancer_ip(changed), lc_balancer_ip(made));
  CHECK_TEXT(lc_value_string(lc_value_get(lc_balancer_extra(changed), "protocol")), "https");
  lc_balancer_free(made), lc_balancer_free(changed), lc_value_free(options);

  OK(lc_list_balancers(driver, NULL, &list, &err));
  CHECK(lc_list_len(list) == 1 && lc_list_balancer(list, 1) == NULL);
  CHECK(lc_list_member(list, 0) == NULL && lc_list_node(list, 0) == NULL);
  made = lc_balancer_ref(lc_list_balancer(list, 0));
  lc_list_free(list);
  CHECK_TEXT(lc_balancer_id(made), id);
  lc_balancer_free(made);

  OK(lc_destroy_balancer(driver, id, NULL, &err));
  wait_until(id, "deleted");
  FAILS(LIBCLOUD_CONFLICT, "deleted", lc_update_balancer(driver, id, NULL, &changed, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "no-such", lc_get_balancer(driver, "no-such", NULL, &made, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "no-such", lc_destroy_balancer(driver, "no-such", NULL, &err));
  CHECK(made == NULL && changed == NULL);
}

static const char PAIR[] =
    "[{\"ip\": \"192.0.2.1\", \"port\": 8080}, {\"ip\": \"192.0.2.2\", \"extra\": {\"weight\": 2}}]";

static void members(void) {
  lc_balancer *balancer = create("web", PAIR);
  const char *id = lc_balancer_id(balancer);
  lc_value *options = parse("{\"extra\": {\"weight\": 7}}");
  lc_list *list = RUBBISH;
  lc_member *member = RUBBISH, *none = RUBBISH;
  int64_t n = 0;

  wait_until(id, "running");
  OK(lc_balancer_list_members(driver, id, NULL, &list, &err));
  CHECK(lc_list_len(list) == 2 && lc_list_balancer(list, 0) == NULL);
  CHECK_TEXT(lc_member_ip(lc_list_member(list, 0)), "192.0.2.1");
  CHECK(lc_member_port(lc_list_member(list, 0), &n) && n == 8080);
  CHECK(lc_member_port(lc_list_member(list, 1), &n) && n == 80);
  CHECK_TEXT(lc_value_json(lc_member_extra(lc_list_member(list, 1))), "{\"weight\":2}");
  CHECK_TEXT(lc_value_json(lc_member_value(lc_list_member(list, 0))), lc_value_json(lc_value_at(lc_list_value(list), 0)));
  lc_list_free(list);

  OK(lc_balancer_attach_member(driver, id, "2001:db8::3", 0, options, &member, &err));
  CHECK(lc_member_id(member) && lc_member_port(member, &n) && n == 80);
  CHECK_TEXT(lc_value_json(lc_member_extra(member)), "{\"weight\":7}");
  FAILS(LIBCLOUD_ALREADY_EXISTS, "port 80 already",
        lc_balancer_attach_member(driver, id, "2001:db8:0::3", 80, NULL, &none, &err));
  REFUSED("192.0.2.256", lc_balancer_attach_member(driver, id, "192.0.2.256", 80, NULL, &none, &err));
  REFUSED("-1", lc_balancer_attach_member(driver, id, "192.0.2.4", -1, NULL, &none, &err));
  REFUSED("65536", lc_balancer_attach_member(driver, id, "192.0.2.4", 65536, NULL, &none, &err));
  CHECK(none == NULL);
  OK(lc_balancer_detach_member(driver, id, lc_member_id(member), NULL, &err));
  FAILS(LIBCLOUD_NOT_FOUND, "no member", lc_balancer_detach_member(driver, id, lc_member_id(member), NULL, &err));
  lc_member_free(member), lc_value_free(options);
  OK(lc_balancer_list_members(driver, id, NULL, &list, &err));
  CHECK(lc_list_len(list) == 2);
  lc_list_free(list), lc_balancer_free(balancer);
}

/* A node of the compute API, by its address; one that has none yet. */
static void nodes(void) {
  lc_driver *compute = open_driver("compute", "dummy", "{\"state_delay\": 60}");
  lc_balancer *balancer = create("web", "[]");
  lc_list *list = RUBBISH;
  lc_node *unborn = RUBBISH;
  lc_member *member = RUBBISH;
  int64_t port = 0;

  wait_until(lc_balancer_id(balancer), "running");
  OK(lc_list_nodes(compute, NULL, &list, &err));
  OK(lc_balancer_attach_compute_node(driver, lc_balancer_id(balancer), lc_list_node(list, 0), NULL, &member, &err));
  CHECK_TEXT(lc_member_ip(member), lc_node_public_ips_at(lc_list_node(list, 0), 0));
  CHECK(lc_member_port(member, &port) && port == 80);
  lc_member_free(member), lc_list_free(list);
  OK(lc_create_node(compute, "web", "1", "1", NULL, &unborn, &err));
  REFUSED("no public address",
          lc_balancer_attach_compute_node(driver, lc_balancer_id(balancer), unborn, NULL, &member, &err));
  CHECK(member == NULL);
  lc_node_free(unborn), lc_balancer_free(balancer), lc_driver_free(compute);
}

static void refused(void) {
  static const struct { const char *members, *part; } wrong[] = {
    {"{\"ip\": \"192.0.2.1\"}", "\"members\" takes an array, not object"},
    {"[{\"adress\": \"192.0.2.1\"}]", "unknown key \"adress\"; it takes id, ip, port, extra"},
    {"[true]", "not boolean"},
    {"[\"node-1\"]", "\"ip\""},
  };
  lc_driver *compute = open_driver("compute", "dummy", NULL);
  lc_balancer *balancer = RUBBISH;
  lc_list *list = RUBBISH;
  lc_value *key = parse("{\"name\": \"b\"}");

  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    lc_value *members = parse(wrong[i].members);
    REFUSED(wrong[i].part, lc_create_balancer(driver, "a", 80, NULL, NULL, members, NULL, &balancer, &err));
    lc_value_free(members);
  }
  REFUSED("70000", lc_create_balancer(driver, "a", 70000, NULL, NULL, NULL, NULL, &balancer, &err));
  REFUSED("http, https", lc_create_balancer(driver, "a", 0, "ftp", NULL, NULL, NULL, &balancer, &err));
  REFUSED("persistent_ip", lc_create_balancer(driver, "a", 0, NULL, "fair", NULL, NULL, &balancer, &err));
  REFUSED("it has random", lc_create_balancer(driver, "a", 0, NULL, "persistent_ip", NULL, NULL, &balancer, &err));
  REFUSED("unknown key \"name\"", lc_create_balancer(driver, "a", 0, NULL, NULL, NULL, key, &balancer, &err));
  CHECK(balancer == NULL);
  FAILS(LIBCLOUD_NOT_SUPPORTED, "one of compute", lc_list_balancers(compute, NULL, &list, &err));
  FAILS(LIBCLOUD_NOT_SUPPORTED, "one of loadbalancer", lc_list_nodes(driver, NULL, &list, &err));
  lc_value_free(key), lc_driver_free(compute);
}

int main(void) {
  driver = open_driver("loadbalancer", "dummy", "{\"state_delay\": 0.2}");
  catalog();
  balancers();
  members();
  nodes();
  refused();
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
