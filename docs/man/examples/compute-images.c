/* Lists the sizes with at least 2 GiB of memory. */
static lc_status large_sizes(const lc_driver *driver, lc_error **err) {
  lc_list *sizes = NULL;
  lc_status status = lc_list_sizes(driver, NULL, &sizes, err);

  for (size_t i = 0; i < lc_list_len(sizes); i++) {
    const lc_size *size = lc_list_size(sizes, i);
    int64_t ram = 0; /* stays 0 where it is not known */
    lc_size_ram(size, &ram);
    if (ram >= 2048) puts(lc_size_name(size));
  }
  lc_list_free(sizes);
  return status;
}
