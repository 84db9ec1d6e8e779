/* Eight threads on one driver handle; records and values that are read by all of them. */
#include "check.h"

#include <pthread.h>

enum { THREADS = 8, ROUNDS = 40 };
static lc_driver *driver;
static lc_list *shared;

/* `err` of check.h is one for the program, so threads bring their own. */
#define FINE(call) CHECK((call) == LIBCLOUD_OK && error == NULL)

static void *work(void *number) {
  size_t thread = (size_t)number;
  lc_error *error = RUBBISH;
  char name[32];
  for (int round = 0; round < ROUNDS; round++) {
    struct bytes bytes;
    lc_reader reader;
    lc_object *object = RUBBISH;
    lc_list *list = RUBBISH;
    lc_node *node;
    int64_t size = 0;
    snprintf(name, sizeof name, "object-%zu-%d", thread, round);
    reader = reader_of(&bytes, name);
    FINE(lc_upload_object_via_stream(driver, &reader, "c", name, NULL, &object, &error));
    CHECK(bytes.drops == 1 && lc_object_size(object, &size) && size == (int64_t)strlen(name));
    lc_object_free(object);
    FINE(lc_list_container_objects(driver, "c", NULL, &list, &error));
    CHECK(lc_list_len(list) >= 1);
    lc_list_free(list);
    FINE(lc_delete_object(driver, "c", name, NULL, &error));
    CHECK(lc_get_object(driver, "c", name, NULL, &object, &error) == LIBCLOUD_NOT_FOUND && object == NULL);
    CHECK_HAS(lc_error_message(error), name);
    lc_error_free(error);

    /* Whoever comes first makes the views; all see the same ones. */
    node = lc_node_ref(lc_list_node(shared, 0));
    CHECK(lc_node_extra(node) == lc_value_get(lc_node_value(node), "extra"));
    CHECK(strlen(lc_node_uuid(node)) == 40 && lc_value_json(lc_node_value(node)) == lc_value_json(lc_node_value(node)));
    CHECK(lc_value_len(lc_list_value(shared)) == lc_list_len(shared));
    lc_node_free(node);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  lc_driver *compute = open_driver("compute", "dummy", NULL);
  OK(lc_list_nodes(compute, NULL, &shared, &err));
  lc_driver_free(compute);
  driver = open_driver("storage", "dummy", NULL);
  make_container(driver, "c");
  for (size_t i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
  for (size_t i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  OK(lc_delete_container(driver, "c", NULL, &err));
  lc_driver_free(driver);
  lc_list_free(shared);
  return EXIT_SUCCESS;
}
