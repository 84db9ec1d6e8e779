/* Lists the servers of an account, page by page, so that ten thousand of them need no more memory than one page.
 *
 *   LIBCLOUD_PROVIDER=ec2 LIBCLOUD_REGION=eu-central-1 ./list_nodes
 */
#include "example.h"

int main(void) {
  lc_driver *driver = driver_from_environment("compute", "dummy");
  lc_pages *pages = NULL;
  lc_list *page = NULL;
  lc_error *err = NULL;
  size_t count = 0;

  check(lc_iterate_nodes(driver, NULL, &pages, &err), &err);
  for (;;) {
    check(lc_pages_next(pages, &page, &err), &err);
    if (!page) break; /* the end */
    for (size_t i = 0; i < lc_list_len(page); i++) {
      const lc_node *node = lc_list_node(page, i); /* borrowed from the page */
      const char *ip = lc_node_public_ips_at(node, 0);
      printf("%-20s %-24s %-12s %s\n", lc_node_id(node), lc_node_name(node), lc_node_state(node), ip ? ip : "-");
    }
    count += lc_list_len(page);
    lc_list_free(page);
  }
  printf("%zu nodes\n", count);
  lc_pages_free(pages);
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
