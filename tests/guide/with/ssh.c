/* `driver`: servers in memory at the address of a real SSH server; `user` and `key_file` log in there, and `options` tells its
 * port. */
#include "prelude.h"

#include "above.c"

int main(void) {
  lc_driver *driver = driver_with("compute", "dummy", "{\"state_delay\": 0.05, \"ex_address\": \"127.0.0.1\"}");
  lc_value *options = lc_value_new_object();
  lc_error *err = NULL;
  const char *user = getenv("SSHD_USER");
  char key_file[4096];

  snprintf(key_file, sizeof key_file, "%s/ed25519", getenv("SSHD_KEYS"));
  lc_value_set_int(options, "ssh_port", atoi(getenv("SSHD_PORT")));
  lc_value_set_double(options, "wait_period", 0.1);
  {
#include "block.c"
  }
  (void)err, (void)user;
  lc_value_free(options);
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
