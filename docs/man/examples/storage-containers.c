/* Makes a container, unless it is there already. */
static lc_status need_backups(const lc_driver *driver, lc_error **err) {
  lc_container *container = NULL;
  lc_status status =
      lc_create_container(driver, "backups", NULL, &container, err);

  if (status == LIBCLOUD_ALREADY_EXISTS) {
    lc_error_free(*err);
    status =
        lc_get_container(driver, "backups", NULL, &container, err);
  }
  if (status == LIBCLOUD_OK) puts(lc_container_name(container));
  lc_container_free(container);
  return status;
}
