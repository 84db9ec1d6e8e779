/* One adapter for each function of methods.h: from the arguments that Go gave as text to those of the function, and from the
 * handle that it made to JSON. The compiler checks them against libcloud.h. */
#include <stdlib.h>

#include "shim.h"

/* How a handle becomes JSON, and is freed. */
#define KEEP(type, value, release) \
  static char *keep_##type(type *made) { \
    char *json = lcgo_keep(value(made)); \
    release(made); \
    return json; \
  }

KEEP(lc_value, (const lc_value *), lc_value_free)
KEEP(lc_list, lc_list_value, lc_list_free)
KEEP(lc_node, lc_node_value, lc_node_free)
KEEP(lc_image, lc_image_value, lc_image_free)
KEEP(lc_volume, lc_volume_value, lc_volume_free)
KEEP(lc_snapshot, lc_snapshot_value, lc_snapshot_free)
KEEP(lc_key_pair, lc_key_pair_value, lc_key_pair_free)
KEEP(lc_container, lc_container_value, lc_container_free)
KEEP(lc_object, lc_object_value, lc_object_free)
KEEP(lc_balancer, lc_balancer_value, lc_balancer_free)
KEEP(lc_member, lc_member_value, lc_member_free)
KEEP(lc_docker_container, lc_docker_container_value, lc_docker_container_free)
KEEP(lc_docker_image, lc_docker_image_value, lc_docker_image_free)
KEEP(lc_cluster, lc_cluster_value, lc_cluster_free)

/* One that is out of range stays so. */
static int32_t port(int64_t number) { return number < 0 || number > INT32_MAX ? -1 : (int32_t)number; }

#define ADAPTER(f) lc_status lcgo_##f(const struct lcgo_arguments *in, struct lcgo_result *out)

#define T(i) in->text[i]
#define MAYBE(i) (*T(i) ? T(i) : NULL)
#define INT(i) strtoll(T(i), NULL, 10)
#define PORT(i) port(INT(i))

#define DONE(f, ...) \
  ADAPTER(f) { return f(in->driver, ##__VA_ARGS__, in->options, &out->error); }

#define PAGES(f, ...) \
  ADAPTER(f) { return f(in->driver, ##__VA_ARGS__, in->options, &out->pages, &out->error); }

#define STREAM(f, ...) \
  ADAPTER(f) { return f(in->driver, ##__VA_ARGS__, in->options, &out->stream, &out->error); }

#define STEP(f, ...) \
  ADAPTER(f) { return f(in->deployment, ##__VA_ARGS__, in->options, &out->error); }

#define MADE(type, f, ...) \
  ADAPTER(f) { \
    type *made; \
    lc_status status = f(in->driver, ##__VA_ARGS__, in->options, &made, &out->error); \
    out->json = keep_##type(made); \
    return status; \
  }

#define LIST(f, ...) MADE(lc_list, f, ##__VA_ARGS__)
#define VALUE(f, ...) MADE(lc_value, f, ##__VA_ARGS__)
#define OTHER(f)

#include "methods.h"

ADAPTER(lc_list_providers) {
  lc_value *made;
  lc_status status = lc_list_providers(MAYBE(0), &made, &out->error);
  out->json = keep_lc_value(made);
  return status;
}

ADAPTER(lc_driver_new) { return lc_driver_new(T(0), T(1), in->options, &out->driver, &out->error); }

ADAPTER(lc_driver_supports) {
  out->number = lc_driver_supports(in->driver, T(0));
  return LIBCLOUD_OK;
}

ADAPTER(lc_driver_methods) {
  lc_value *made;
  lc_status status = lc_driver_methods(in->driver, &made, &out->error);
  out->json = keep_lc_value(made);
  return status;
}

ADAPTER(lc_get_size_price) { return lc_get_size_price(T(0), T(1), T(2), MAYBE(3), &out->number, &out->error); }

ADAPTER(lc_pricing_load) { return lc_pricing_load(T(0), &out->error); }

ADAPTER(lc_pricing_info) {
  lc_value *made;
  lc_status status = lc_pricing_info(&made, &out->error);
  out->json = keep_lc_value(made);
  return status;
}

ADAPTER(lc_create_balancer) {
  lc_value *members = NULL;
  lc_balancer *made;
  lc_status status = lc_value_parse(T(4), &members, &out->error);
  if (status != LIBCLOUD_OK) return status;
  status = lc_create_balancer(in->driver, T(0), PORT(1), MAYBE(2), MAYBE(3), members, in->options, &made, &out->error);
  lc_value_free(members);
  out->json = keep_lc_balancer(made);
  return status;
}
