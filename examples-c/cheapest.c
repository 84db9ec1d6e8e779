/* Prints the cheapest size with so much memory of every provider whose sizes and prices this library knows, cheapest first.
 * No account, no network.
 *
 *   ./cheapest 4             at least 4 GiB
 */
#include "example.h"

#include <string.h>

struct offer {
  const char *provider;
  char size[64];
  int64_t ram;
  double price;
};

/* Sizes that come from tables need no credentials; providers that would have to be asked are not reached at this address. */
static const char NOWHERE[] = "{\"key\": \"-\", \"secret\": \"-\", \"url\": \"http://127.0.0.1:9\", \"retries\": 0}";

static int cheapest(const char *provider, const lc_value *config, int64_t ram, struct offer *best) {
  lc_driver *driver = NULL;
  lc_list *sizes = NULL;

  best->provider = NULL;
  if (lc_driver_new("compute", provider, config, &driver, NULL) != LIBCLOUD_OK) return 0;
  if (lc_list_sizes(driver, NULL, &sizes, NULL) == LIBCLOUD_OK) {
    for (size_t i = 0; i < lc_list_len(sizes); i++) {
      const lc_size *size = lc_list_size(sizes, i);
      struct offer offer = {provider, "", 0, 0};
      if (!lc_size_price(size, &offer.price) || !lc_size_ram(size, &offer.ram) || offer.ram < ram) continue;
      if (best->provider && best->price <= offer.price) continue;
      snprintf(offer.size, sizeof offer.size, "%s", lc_size_name(size));
      *best = offer;
    }
  }
  lc_list_free(sizes);
  lc_driver_free(driver);
  return best->provider != NULL;
}

static int by_price(const void *a, const void *b) {
  double one = ((const struct offer *)a)->price, other = ((const struct offer *)b)->price;
  return (one > other) - (one < other);
}

int main(int argc, char **argv) {
  lc_value *providers = NULL, *config = NULL;
  struct offer offers[128];
  size_t count = 0;
  lc_error *err = NULL;
  int64_t ram = (int64_t)(1024 * (argc > 1 ? atof(argv[1]) : 1));

  check(lc_list_providers("compute", &providers, &err), &err);
  check(lc_value_parse(NOWHERE, &config, &err), &err);
  for (size_t i = 0; i < lc_value_len(providers) && count < sizeof offers / sizeof *offers; i++) {
    const char *provider = lc_value_string(lc_value_get(lc_value_at(providers, i), "id"));
    if (strcmp(provider, "dummy") != 0) count += cheapest(provider, config, ram, &offers[count]);
  }
  qsort(offers, count, sizeof *offers, by_price);
  for (size_t i = 0; i < count; i++) {
    printf("%8.4f an hour  %8.1f GiB  %-20s %s\n", offers[i].price, (double)offers[i].ram / 1024, offers[i].provider, offers[i].size);
  }
  lc_value_free(config);
  lc_value_free(providers);
  return count ? EXIT_SUCCESS : EXIT_FAILURE;
}
