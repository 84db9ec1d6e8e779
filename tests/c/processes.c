/* Loading at run time, unloading before threads end, and forking between calls. */
#include "check.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/wait.h>

static const char *library;
static pthread_barrier_t barrier;

/* Uses the library, then ends after it was closed: what its threads leave behind must still be there. */
static void *use(void *unused) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  const char *(*version)(void);
  lc_status (*value_parse)(const char *, lc_value **, lc_error **);
  void (*error_free)(lc_error *);
  lc_value *value = RUBBISH;
  lc_error *error = RUBBISH;
  (void)unused;
  CHECK(handle);
  *(void **)&version = dlsym(handle, "lc_version_string");
  *(void **)&value_parse = dlsym(handle, "lc_value_parse");
  *(void **)&error_free = dlsym(handle, "lc_error_free");
  CHECK(version && value_parse && error_free && !dlsym(handle, "lc_no_such_function"));
  CHECK_TEXT(version(), LIBCLOUD_VERSION_STRING);
  CHECK(value_parse("{", &value, &error) == LIBCLOUD_INVALID_ARGUMENT && !value && error);
  error_free(error);
  CHECK(dlclose(handle) == 0);
  pthread_barrier_wait(&barrier);
  return NULL;
}

static void prefork(void) {
  struct storage storage = open_storage("local");
  lc_object *object = RUBBISH;
  int status = 0;
  pid_t child;
  make_container(storage.driver, "c");
  child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    put(storage.driver, "c", "of the child", "text");
    lc_driver_free(storage.driver);
    exit(EXIT_SUCCESS);
  }
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
  OK(lc_get_object(storage.driver, "c", "of the child", NULL, &object, &err));
  lc_object_free(object);
  close_storage(storage);
}

/* Children and their parent on one driver at once. */
static void forked(const char *provider) {
  enum { CHILDREN = 4, ROUNDS = 20 };
  struct storage storage = open_storage(provider);
  pid_t children[CHILDREN + 1] = {0};
  int status = 0, self = 0;
  make_container(storage.driver, "c");
  while (self < CHILDREN && (children[self] = fork()) > 0) self++;
  for (int i = 0; i < ROUNDS; i++) {
    char name[32];
    lc_list *list = RUBBISH;
    snprintf(name, sizeof name, "%d of %d", i, self);
    put(storage.driver, "c", name, name);
    OK(lc_list_container_objects(storage.driver, "c", NULL, &list, &err));
    CHECK(lc_list_len(list) > (size_t)i);
    lc_list_free(list);
  }
  if (self < CHILDREN) exit(EXIT_SUCCESS);
  for (int i = 0; i < CHILDREN; i++) {
    CHECK(waitpid(children[i], &status, 0) == children[i] && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
  }
  close_storage(storage);
}

int main(int argc, char **argv) {
  pthread_t threads[2];
  CHECK(argc == 2);
  library = argv[1];
  CHECK(pthread_barrier_init(&barrier, NULL, 2) == 0);
  for (int i = 0; i < 2; i++) CHECK(pthread_create(&threads[i], NULL, use, NULL) == 0);
  for (int i = 0; i < 2; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  pthread_barrier_destroy(&barrier);
  prefork();
  forked("dummy");
  forked("local");
  return EXIT_SUCCESS;
}
