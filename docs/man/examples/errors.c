/* Looks for a node: that there is none is no failure here. */
static lc_status look_for(const lc_driver *driver, lc_error **err) {
  lc_node *node = NULL;
  lc_status status = lc_get_node(driver, "no-such-id", NULL, &node, err);

  if (status == LIBCLOUD_NOT_FOUND) {
    puts(lc_error_message(*err));
    lc_error_free(*err);
    *err = NULL;
    return LIBCLOUD_OK;
  }
  if (status != LIBCLOUD_OK && lc_error_is_retriable(*err))
    fputs("it may be worth another try\n", stderr);
  lc_node_free(node);
  return status;
}
