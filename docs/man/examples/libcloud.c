#include <libcloud.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  lc_driver *driver = NULL;
  lc_list *nodes = NULL;
  lc_error *err = NULL;
  lc_status status =
      lc_driver_new("compute", "dummy", NULL, &driver, &err);

  if (status == LIBCLOUD_OK)
    status = lc_list_nodes(driver, NULL, &nodes, &err);
  if (status != LIBCLOUD_OK)
    fprintf(stderr, "%s\n", lc_error_message(err));

  for (size_t i = 0; i < lc_list_len(nodes); i++) {
    const lc_node *node = lc_list_node(nodes, i);
    printf("%s is %s\n", lc_node_name(node), lc_node_state(node));
  }

  lc_list_free(nodes);
  lc_driver_free(driver);
  lc_error_free(err);
  return status == LIBCLOUD_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
