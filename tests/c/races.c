/* Many threads at the same moment: making and freeing drivers, asking first for what is made when first asked for. */
#include "check.h"

#include <pthread.h>

enum { MANY = 64, EIGHT = 8, ROUNDS = 200 };
static pthread_barrier_t together;

static void run(size_t count, void *(*work)(void *)) {
  pthread_t threads[MANY];
  CHECK(pthread_barrier_init(&together, NULL, (unsigned)count) == 0);
  for (size_t i = 0; i < count; i++) CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
  for (size_t i = 0; i < count; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(pthread_barrier_destroy(&together) == 0);
}

/* No state of the process is made by the first driver that another could see half made. */
static void *drivers_come_and_go(void *number) {
  lc_error *error = RUBBISH;
  pthread_barrier_wait(&together);
  for (int i = 0; i < 10; i++) {
    const char *api = ((size_t)number + (size_t)i) % 2 ? "compute" : "storage";
    lc_driver *made = RUBBISH, *bound = RUBBISH;
    lc_call *call = lc_call_new(60000);
    lc_value *methods = RUBBISH, *result = RUBBISH;
    CHECK(lc_driver_new(api, "dummy", NULL, &made, &error) == LIBCLOUD_OK && !error);
    CHECK(lc_driver_bind(made, call, &bound, &error) == LIBCLOUD_OK && !error);
    lc_driver_free(made), lc_call_free(call);
    CHECK(lc_driver_methods(bound, &methods, &error) == LIBCLOUD_OK && lc_value_len(methods) > 10);
    CHECK(lc_driver_call(bound, *api == 'c' ? "list_sizes" : "list_containers", NULL, &result, &error) == LIBCLOUD_OK);
    lc_value_free(result);
    CHECK(lc_driver_call(bound, "no_such_method", NULL, &result, &error) == LIBCLOUD_NOT_SUPPORTED && !result);
    lc_error_free(error), lc_value_free(methods), lc_driver_free(bound);
  }
  return NULL;
}

static lc_driver *driver;
static lc_list *list;
static lc_value *tree;
static const char *texts[3][EIGHT];

static void renew(void) {
  lc_list_free(list), lc_value_free(tree);
  OK(lc_list_nodes(driver, NULL, &list, &err));
  tree = parse("{\"a\":{\"b\":[1,{\"c\":\"text\"},null]}}");
  memset(texts, 0, sizeof texts);
}

/* Views are made when they are first asked for; whoever comes first, all get the same ones, and whole. */
static void *ask_first(void *number) {
  size_t thread = (size_t)number;
  for (int round = 0; round < ROUNDS; round++) {
    if (pthread_barrier_wait(&together) == PTHREAD_BARRIER_SERIAL_THREAD) renew();
    pthread_barrier_wait(&together);
    const lc_value *deep = lc_value_get(lc_value_at(lc_value_get(lc_value_get(tree, "a"), "b"), 1), "c");
    lc_node *node = lc_node_ref(lc_list_node(list, 0));
    texts[0][thread] = lc_value_string(deep);
    texts[1][thread] = lc_value_json(lc_value_at(lc_list_value(list), 0));
    texts[2][thread] = lc_node_uuid(node);
    CHECK_TEXT(texts[0][thread], "text");
    CHECK_TEXT(lc_value_json(lc_value_get(tree, "a")), "{\"b\":[1,{\"c\":\"text\"},null]}");
    CHECK_TEXT(lc_value_json(lc_node_value(node)), texts[1][thread]);
    CHECK(strlen(texts[2][thread]) == 40);
    pthread_barrier_wait(&together);
    for (size_t i = 0; i < 3; i++) CHECK(texts[i][thread] == texts[i][0]);
    lc_node_free(node);
  }
  return NULL;
}

int main(void) {
  run(MANY, drivers_come_and_go);
  driver = open_driver("compute", "dummy", NULL);
  run(EIGHT, ask_first);
  lc_driver_free(driver);
  lc_list_free(list), lc_value_free(tree);
  return EXIT_SUCCESS;
}
