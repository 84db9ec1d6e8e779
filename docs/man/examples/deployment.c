/* Orders a node, and runs a script there as soon as it can. */
static lc_status order(const lc_driver *driver, lc_error **err) {
  lc_deployment *deployment = lc_deployment_new();
  lc_value *options = lc_value_new_object();
  lc_node *node = NULL;

  lc_value_set_string(options, "ssh_key", "~/.ssh/id_ed25519");
  lc_value_set_string(options, "ex_ssh_host_key", "accept-new");
  lc_status status = lc_deployment_add_script(
      deployment, "#!/bin/sh\napt-get -qy install nginx\n", NULL, err);
  if (status == LIBCLOUD_OK)
    status = lc_deploy_node(driver, "web", "1", "1", deployment, options,
                            &node, err);
  if (status == LIBCLOUD_OK) puts(lc_node_id(node));
  lc_node_free(node);
  lc_value_free(options);
  lc_deployment_free(deployment);
  return status;
}
