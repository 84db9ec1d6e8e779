/* A handle that parent and children use at once after a fork: each opens connections of its own, so that none reads what was
 * meant for another. Any error ends the program.
 *
 *   fork ROUNDS
 */
#include "soak.h"

#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 4 };
static const char *const CONTAINER = "libcloud-fork";

static void rounds(lc_driver *driver, unsigned process, unsigned count) {
  for (unsigned round = 0; round < count; round++) {
    struct stream out = {process * 1000003u + round, 1000 + process, 0}, in = out;
    lc_reader reader = {sizeof reader, &out, make_bytes, NULL, NULL, (int64_t)out.length};
    lc_writer writer = {sizeof writer, &in, check_bytes, NULL};
    lc_object *object = NULL;
    lc_error *err = NULL;
    char name[64];
    snprintf(name, sizeof name, "process-%u", process);
    REQUIRE(lc_upload_object_via_stream(driver, &reader, CONTAINER, name, NULL, &object, &err), &err);
    REQUIRE(lc_download_object_via_writer(driver, CONTAINER, name, &writer, NULL, &err), &err);
    REQUIRE(lc_delete_object(driver, CONTAINER, name, NULL, &err), &err);
    if (in.done != in.length) fputs("the bytes of another object came\n", stderr), exit(EXIT_FAILURE);
    lc_object_free(object);
  }
}

int main(int argc, char **argv) {
  unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 100;
  lc_driver *driver = open_driver();
  lc_container *container = NULL;
  lc_error *err = NULL;
  pid_t children[CHILDREN];
  int failed = 0, status;
  REQUIRE(lc_create_container(driver, CONTAINER, NULL, &container, &err), &err);
  rounds(driver, 0, 1);
  for (unsigned i = 0; i < CHILDREN; i++) {
    if ((children[i] = fork()) == 0) {
      rounds(driver, i + 1, count);
      lc_container_free(container), lc_driver_free(driver);
      exit(EXIT_SUCCESS);
    }
  }
  rounds(driver, 0, count);
  for (unsigned i = 0; i < CHILDREN; i++) {
    failed |= waitpid(children[i], &status, 0) != children[i] || !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS;
  }
  rounds(driver, 0, 1);
  REQUIRE(lc_delete_container(driver, CONTAINER, NULL, &err), &err);
  lc_container_free(container), lc_driver_free(driver);
  printf("%d processes, %u rounds each\n", CHILDREN + 1, count);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
