/* Orders a load balancer for port 80 with its members, waits until it runs, and prints both. It goes on running: destroy it
 * when done. Members are addresses or, where the provider goes by nodes, their ids.
 *
 *   LIBCLOUD_PROVIDER=rackspace LIBCLOUD_REGION=dfw ./create_balancer NAME ADDRESS[:PORT]...
 *   LIBCLOUD_PROVIDER=openstack OS_CLOUD=home ./create_balancer NAME ADDRESS[:PORT]...
 *   LIBCLOUD_PROVIDER=elb LIBCLOUD_REGION=eu-west-1 ./create_balancer NAME NODE...
 */
#define _XOPEN_SOURCE 700
#include "example.h"

#include <string.h>
#include <time.h>

enum { WAIT = 600 };

/* The members as lc_create_balancer takes them: [{"ip": "192.0.2.1", "port": 8080}, {"id": "i-1"}, ...]. */
static lc_value *members_of(char **given) {
  lc_value *members = lc_value_new_array();
  for (; *given; given++) {
    lc_value *member = lc_value_new_object();
    const char *key = strpbrk(*given, ".:") ? "ip" : "id";
    char *colon = strrchr(*given, ':');
    if (colon) *colon = '\0', check(lc_value_set_int(member, "port", atoi(colon + 1)), NULL);
    check(lc_value_set_string(member, key, *given), NULL);
    check(lc_value_append_value(members, member), NULL);
    lc_value_free(member);
  }
  return members;
}

int main(int argc, char **argv) {
  if (argc < 3) return fprintf(stderr, "usage: %s NAME ADDRESS[:PORT]|NODE...\n", argv[0]), EXIT_FAILURE;
  lc_driver *driver = driver_from_environment("loadbalancer", "dummy");
  lc_value *members = members_of(argv + 2);
  lc_balancer *ordered = NULL, *balancer = NULL;
  lc_list *list = NULL;
  lc_error *err = NULL;
  struct timespec second = {1, 0};

  check(lc_create_balancer(driver, argv[1], 80, "http", "round_robin", members, NULL, &ordered, &err), &err);
  const char *id = lc_balancer_id(ordered);
  printf("%s is %s\n", id, lc_balancer_state(ordered));

  for (int waited = 0;; waited++) {
    lc_balancer_free(balancer);
    check(lc_get_balancer(driver, id, NULL, &balancer, &err), &err);
    if (strcmp(lc_balancer_state(balancer), "pending") != 0 || waited == WAIT) break;
    nanosleep(&second, NULL);
  }
  const char *ip = lc_balancer_ip(balancer);
  printf("%s is %s at %s\n", id, lc_balancer_state(balancer), ip ? ip : "no address");

  check(lc_balancer_list_members(driver, id, NULL, &list, &err), &err);
  for (size_t i = 0; i < lc_list_len(list); i++) {
    const lc_member *member = lc_list_member(list, i);
    int64_t port = 0;
    const char *at = lc_member_ip(member) ? lc_member_ip(member) : lc_member_id(member);
    printf("  %s", at);
    if (lc_member_port(member, &port)) printf(" port %lld", (long long)port);
    putchar('\n');
  }
  int running = strcmp(lc_balancer_state(balancer), "running") == 0;
  if (!running) fprintf(stderr, "%s costs money all the same: look after it\n", id);

  lc_list_free(list);
  lc_balancer_free(balancer), lc_balancer_free(ordered);
  lc_value_free(members);
  lc_driver_free(driver);
  return running ? EXIT_SUCCESS : EXIT_FAILURE;
}
