/* Listings page by page. */
#include "check.h"

enum { MANY = 1100 };

int main(void) {
  lc_driver *driver = open_driver("storage", "dummy", NULL), *bound = RUBBISH;
  lc_call *call = lc_call_new(-1);
  lc_pages *pages = RUBBISH;
  lc_list *page = RUBBISH, *all = RUBBISH;
  size_t count = 0, rounds = 0;
  char name[32];
  make_container(driver, "c");
  for (int i = 0; i < MANY; i++) {
    snprintf(name, sizeof name, "object-%04d", i);
    put(driver, "c", name, "x");
  }

  OK(lc_iterate_container_objects(driver, "c", NULL, &pages, &err));
  for (;;) {
    page = RUBBISH;
    OK(lc_pages_next(pages, &page, &err));
    if (!page) break;
    for (size_t i = 0; i < lc_list_len(page); i++) {
      snprintf(name, sizeof name, "object-%04d", (int)count++);
      CHECK_TEXT(lc_object_name(lc_list_object(page, i)), name);
    }
    rounds++;
    lc_list_free(page);
  }
  CHECK(count == MANY && rounds > 1);
  OK(lc_pages_next(pages, &page, &err));
  CHECK(page == NULL);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "out-parameter", lc_pages_next(pages, NULL, &err));
  lc_pages_free(pages);
  OK(lc_list_container_objects(driver, "c", NULL, &all, &err));
  CHECK(lc_list_len(all) == MANY && lc_value_len(lc_list_value(all)) == MANY);
  lc_list_free(all);
  OK(lc_iterate_containers(driver, NULL, &pages, &err));
  OK(lc_pages_next(pages, &page, &err));
  CHECK(lc_list_len(page) == 1);
  lc_list_free(page), lc_pages_free(pages);

  /* A listing that failed does not pass for one that ended. */
  OK(lc_driver_bind(driver, call, &bound, &err));
  OK(lc_iterate_container_objects(bound, "c", NULL, &pages, &err));
  lc_driver_free(bound), lc_driver_free(driver);
  OK(lc_pages_next(pages, &page, &err));
  lc_list_free(page);
  lc_call_cancel(call);
  FAILS(LIBCLOUD_CANCELLED, "dummy iterate_container_objects: ", lc_pages_next(pages, &page, &err));
  CHECK(page == NULL);
  FAILS(LIBCLOUD_INVALID_ARGUMENT, "lc_iterate_container_objects", lc_pages_next(pages, &page, &err));
  lc_pages_free(pages), lc_call_free(call);
  return EXIT_SUCCESS;
}
