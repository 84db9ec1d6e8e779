/* Lists nodes in half a minute, or not at all. */
static lc_status list_in_time(const lc_driver *driver, lc_error **err) {
  lc_call *call = lc_call_new(30 * 1000);
  lc_driver *bound = NULL;
  lc_list *nodes = NULL;
  lc_status status = lc_driver_bind(driver, call, &bound, err);

  if (status == LIBCLOUD_OK)
    status = lc_list_nodes(bound, NULL, &nodes, err);
  if (status == LIBCLOUD_OK)
    printf("%zu nodes in time\n", lc_list_len(nodes));

  lc_list_free(nodes);
  lc_driver_free(bound);
  lc_call_free(call);
  return status;
}
