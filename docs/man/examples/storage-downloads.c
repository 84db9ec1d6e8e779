/* Copies an object to the standard output; a broken one is an error. */
static lc_status print_object(const lc_driver *driver, lc_error **err) {
  uint8_t buffer[65536];
  size_t n = 0;
  lc_stream *stream = NULL;
  lc_status status = lc_download_object_as_stream(
      driver, "backups", "notes.txt", NULL, &stream, err);

  while (status == LIBCLOUD_OK) {
    status = lc_stream_read(stream, buffer, sizeof buffer, &n, err);
    if (n == 0) break; /* the end, or a failure */
    fwrite(buffer, 1, n, stdout);
  }
  lc_stream_free(stream);
  return status;
}
