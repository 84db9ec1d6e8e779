/* Orders a node, and waits until it runs. */
static lc_status order(const lc_driver *driver, lc_error **err) {
  lc_node *node = NULL;
  lc_list *running = NULL;
  lc_status status = lc_create_node(driver, "web", "1", "1", NULL,
                                    &node, err);

  if (status == LIBCLOUD_OK) {
    const char *id = lc_node_id(node);
    status =
        lc_wait_until_running(driver, &id, 1, NULL, &running, err);
  }
  for (size_t i = 0; i < lc_list_len(running); i++) {
    const lc_node *ready = lc_list_node(running, i);
    printf("%s is %s\n", lc_node_name(ready), lc_node_state(ready));
  }
  lc_list_free(running);
  lc_node_free(node);
  return status;
}
