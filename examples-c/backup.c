/* A nightly backup: pipes `tar cz DIR` straight into an object, without a file in between and with bounded memory.
 * If tar fails, the upload is stopped, and no half of a backup is left under the name.
 *
 *   LIBCLOUD_PROVIDER=s3 LIBCLOUD_REGION=eu-central-1 ./backup DIR CONTAINER
 *   LIBCLOUD_PROVIDER=cloudfiles LIBCLOUD_REGION=dfw ./backup DIR CONTAINER
 *   LIBCLOUD_PROVIDER=openstack_swift OS_CLOUD=home ./backup DIR CONTAINER
 */
#define _POSIX_C_SOURCE 200809L
#include "example.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct tar {
  int fd;
  pid_t pid;
};

static struct tar start_tar(const char *dir) {
  struct tar tar = {-1, -1};
  int ends[2];
  if (pipe(ends) != 0 || (tar.pid = fork()) < 0) perror("starting tar"), exit(EXIT_FAILURE);
  if (tar.pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]), close(ends[1]);
    execlp("tar", "tar", "cz", "-C", dir, ".", (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  tar.fd = ends[0];
  return tar;
}

static int64_t read_tar(void *user, uint8_t *buffer, size_t capacity) {
  struct tar *tar = user;
  ssize_t n = read(tar->fd, buffer, capacity);
  if (n > 0) return n;
  int status = -1;
  if (n < 0 || waitpid(tar->pid, &status, 0) < 0 || status != 0) return -2; /* stop: the archive is not whole */
  return LIBCLOUD_EOF;
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: %s DIR CONTAINER\n", argv[0]), EXIT_FAILURE;
  char name[64];
  time_t now = time(NULL);
  strftime(name, sizeof name, "backup-%Y-%m-%d.tar.gz", gmtime(&now));

  lc_driver *driver = driver_from_environment("storage", "local");
  struct tar tar = start_tar(argv[1]);
  lc_reader reader = {sizeof reader, &tar, read_tar, NULL, NULL, -1}; /* -1: the length is not known */
  lc_value *options = NULL;
  lc_object *object = NULL;
  lc_error *err = NULL;

  check(lc_value_parse("{\"content_type\": \"application/gzip\"}", &options, &err), &err);
  check(lc_upload_object_via_stream(driver, &reader, argv[2], name, options, &object, &err), &err);
  printf("%s/%s\n", argv[2], lc_object_name(object));

  lc_object_free(object);
  lc_value_free(options);
  lc_driver_free(driver);
  return close(tar.fd) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
