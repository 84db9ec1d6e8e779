/* What the examples share: a driver from environment variables, and one way to end when something fails.
 *
 *   LIBCLOUD_PROVIDER   ec2, s3, rackspace, openstack, local, dummy, ... (providers.c lists them)
 *   LIBCLOUD_KEY        access key or user; for local: the folder that holds the containers. OpenStack without one: what
 *                       its own tools would use, OS_CLOUD in clouds.yaml or OS_AUTH_URL, OS_USERNAME and so on
 *   LIBCLOUD_SECRET     secret key or password
 *   LIBCLOUD_REGION     region, where the provider has any
 *   LIBCLOUD_URL        another endpoint, such as http://127.0.0.1:9000
 *   LIBCLOUD_CONFIG     more of lc_driver_new's configuration, as JSON
 */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <stdio.h>
#include <stdlib.h>

#include <libcloud.h>

/* Ends the program with the error's message unless the status is LIBCLOUD_OK. Takes a pointer, since C does not say which
 * argument of check(lc_list_nodes(..., &err), &err) is looked at first. */
static inline void check(lc_status status, lc_error **err) {
  if (status == LIBCLOUD_OK) return;
  fprintf(stderr, "%s: %s\n", lc_status_name(status), err ? lc_error_message(*err) : "");
  if (err) lc_error_free(*err);
  exit(EXIT_FAILURE);
}

static inline void set_from_environment(lc_value *config, const char *key, const char *variable) {
  const char *text = getenv(variable);
  if (text && *text) check(lc_value_set_string(config, key, text), NULL);
}

/* Makes the driver that the environment describes. Free it with lc_driver_free. */
static inline lc_driver *driver_from_environment(const char *api, const char *default_provider) {
  const char *provider = getenv("LIBCLOUD_PROVIDER");
  const char *more = getenv("LIBCLOUD_CONFIG");
  lc_value *config = NULL;
  lc_driver *driver = NULL;
  lc_error *err = NULL;

  check(lc_value_parse(more && *more ? more : "{}", &config, &err), &err);
  set_from_environment(config, "key", "LIBCLOUD_KEY");
  set_from_environment(config, "secret", "LIBCLOUD_SECRET");
  set_from_environment(config, "region", "LIBCLOUD_REGION");
  set_from_environment(config, "url", "LIBCLOUD_URL");
  lc_status status = lc_driver_new(api, provider ? provider : default_provider, config, &driver, &err);
  lc_value_free(config);
  check(status, &err);
  return driver;
}

#endif
