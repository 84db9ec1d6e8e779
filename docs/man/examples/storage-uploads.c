static int64_t read_file(void *user, uint8_t *buffer, size_t capacity) {
  size_t n = fread(buffer, 1, capacity, user);
  if (n > 0) return (int64_t)n;
  return ferror(user) ? 0 : LIBCLOUD_EOF; /* 0 stops the upload */
}

/* Stores what comes on the standard input, if all of it can be read. */
static lc_status upload(const lc_driver *driver, lc_error **err) {
  lc_reader reader = LIBCLOUD_READER_INIT;
  lc_object *object = NULL;

  reader.read = read_file;
  reader.user = stdin;
  lc_status status = lc_upload_object_via_stream(
      driver, &reader, "backups", "input.txt", NULL, &object, err);
  if (status == LIBCLOUD_OK) puts(lc_object_name(object));
  lc_object_free(object);
  return status;
}
