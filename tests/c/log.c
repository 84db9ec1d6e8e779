/* The log callback. */
#include "check.h"

#include <pthread.h>

struct log {
  int lines, drops, wrong_thread;
  int32_t level;
  pthread_t thread;
  char last[512];
};

static void take(void *user, int32_t level, const char *message) {
  struct log *log = user;
  log->lines++;
  log->level = level;
  log->wrong_thread += !pthread_equal(pthread_self(), log->thread);
  snprintf(log->last, sizeof log->last, "%s", message);
  CHECK(!strstr(message, "swordfish"));
  /* The library may be called from within. */
  CHECK(lc_version() != 0);
}

static void drop(void *user) { ((struct log *)user)->drops++; }

int main(void) {
  struct log first, second;
  lc_driver *driver = open_driver("compute", "dummy", "{\"secret\": \"swordfish\"}");
  lc_list *list = RUBBISH;
  lc_node *node = RUBBISH;
  memset(&first, 0, sizeof first);
  first.thread = pthread_self();
  second = first;

  lc_set_log(LIBCLOUD_LOG_INFO, take, &first, drop);
  OK(lc_list_nodes(driver, NULL, &list, &err));
  lc_list_free(list);
  CHECK(first.lines == 1 && first.level == LIBCLOUD_LOG_INFO && first.wrong_thread == 0);
  CHECK_HAS(first.last, "list_nodes");
  FAILS(LIBCLOUD_NOT_FOUND, "missing", lc_get_node(driver, "missing", NULL, &node, &err));
  CHECK(first.lines == 3 && first.level == LIBCLOUD_LOG_ERROR);
  CHECK_HAS(first.last, "missing");

  lc_set_log(LIBCLOUD_LOG_ERROR, take, &second, drop);
  CHECK(first.drops == 1);
  OK(lc_list_nodes(driver, NULL, &list, &err));
  lc_list_free(list);
  CHECK(second.lines == 0);
  FAILS(LIBCLOUD_NOT_FOUND, "missing", lc_get_node(driver, "missing", NULL, &node, &err));
  CHECK(second.lines == 1);
  lc_set_log(LIBCLOUD_LOG_OFF, NULL, NULL, NULL);
  CHECK(second.drops == 1 && first.drops == 1);
  FAILS(LIBCLOUD_NOT_FOUND, "missing", lc_get_node(driver, "missing", NULL, &node, &err));
  CHECK(second.lines == 1 && first.lines == 3);
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
