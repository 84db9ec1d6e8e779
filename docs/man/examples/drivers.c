/* Calls a method by name: what is known of each size, as JSON. */
static lc_status print_sizes(const lc_driver *driver, lc_error **err) {
  lc_value *sizes = NULL;
  lc_status status =
      lc_driver_call(driver, "list_sizes", NULL, &sizes, err);

  for (size_t i = 0; i < lc_value_len(sizes); i++)
    puts(lc_value_json(lc_value_at(sizes, i)));
  lc_value_free(sizes);
  return status;
}
