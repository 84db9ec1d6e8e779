/* Fetches an image, and starts a container of it. */
static lc_status run(const lc_driver *driver, lc_error **err) {
  lc_docker_image *image = NULL;
  lc_docker_container *container = NULL;
  lc_status status =
      lc_install_image(driver, "redis:7", NULL, &image, err);

  if (status == LIBCLOUD_OK)
    status = lc_deploy_container(driver, "cache",
                                 lc_docker_image_id(image), NULL,
                                 &container, err);
  if (status == LIBCLOUD_OK) puts(lc_docker_container_name(container));
  lc_docker_container_free(container);
  lc_docker_image_free(image);
  return status;
}
