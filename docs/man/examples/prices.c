/* Tells what a size costs, without asking anybody. */
static lc_status print_price(lc_error **err) {
  double price = 0;
  lc_status status = lc_get_size_price("compute", "ec2_linux",
                                       "m5.large", "us-east-1",
                                       &price, err);

  if (status == LIBCLOUD_OK) printf("%.4f an hour\n", price);
  return status;
}
