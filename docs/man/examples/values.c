/* Makes options in two ways, which come to the same. */
static lc_status make_options(lc_error **err) {
  lc_value *built = lc_value_new_object(), *parsed = NULL;
  lc_value *tags = lc_value_new_object();
  lc_status status = lc_value_parse(
      "{\"wait_period\": 2, \"tags\": {\"team\": \"web\"}}",
      &parsed, err);

  lc_value_set_int(built, "wait_period", 2);
  lc_value_set_string(tags, "team", "web");
  lc_value_set_value(built, "tags", tags);
  if (status == LIBCLOUD_OK)
    printf("%s\n%s\n", lc_value_json(built), lc_value_json(parsed));

  lc_value_free(tags);
  lc_value_free(parsed);
  lc_value_free(built);
  return status;
}
