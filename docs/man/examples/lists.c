/* Counts nodes page by page, however many there are. */
static lc_status count_nodes(const lc_driver *driver, lc_error **err) {
  lc_pages *pages = NULL;
  lc_list *page = NULL;
  size_t count = 0;
  lc_status status = lc_iterate_nodes(driver, NULL, &pages, err);

  while (status == LIBCLOUD_OK) {
    status = lc_pages_next(pages, &page, err);
    if (!page) break; /* the end, or a failure */
    count += lc_list_len(page);
    lc_list_free(page);
  }
  lc_pages_free(pages);
  if (status == LIBCLOUD_OK) printf("%zu nodes\n", count);
  return status;
}
