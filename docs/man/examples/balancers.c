/* Orders a load balancer with two members. */
static lc_status order(const lc_driver *driver, lc_error **err) {
  lc_value *members = NULL;
  lc_balancer *balancer = NULL;
  lc_status status = lc_value_parse(
      "[{\"ip\": \"192.0.2.1\", \"port\": 8080},"
      " {\"ip\": \"192.0.2.2\", \"port\": 8080}]", &members, err);

  if (status == LIBCLOUD_OK)
    status = lc_create_balancer(driver, "web", 80, "http", "round_robin",
                                members, NULL, &balancer, err);
  if (status == LIBCLOUD_OK) puts(lc_balancer_name(balancer));
  lc_balancer_free(balancer);
  lc_value_free(members);
  return status;
}
