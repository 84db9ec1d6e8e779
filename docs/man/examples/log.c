static void print_line(void *user, int32_t level, const char *message) {
  (void)level;
  fprintf(user, "%s\n", message);
}

/* Logs each operation to the standard error while nodes are listed. */
static lc_status list_and_log(const lc_driver *driver, lc_error **err) {
  lc_list *nodes = NULL;

  lc_set_log(LIBCLOUD_LOG_INFO, print_line, stderr, NULL);
  lc_status status = lc_list_nodes(driver, NULL, &nodes, err);
  lc_set_log(LIBCLOUD_LOG_OFF, NULL, NULL, NULL);
  printf("%zu nodes\n", lc_list_len(nodes));
  lc_list_free(nodes);
  return status;
}
