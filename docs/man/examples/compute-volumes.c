/* Makes a volume of 10 GiB. It can be attached once it is available. */
static lc_status make_volume(const lc_driver *driver, lc_error **err) {
  lc_volume *volume = NULL;
  lc_status status =
      lc_create_volume(driver, 10, "data", NULL, &volume, err);

  if (status == LIBCLOUD_OK)
    printf("%s is %s\n", lc_volume_name(volume),
           lc_volume_state(volume));
  lc_volume_free(volume);
  return status;
}
