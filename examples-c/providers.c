/* Prints every provider this library knows, and how much of it: base methods and the provider's own. No account needed.
 *
 *   ./providers [API]        compute, storage, ...; all without
 */
#include "example.h"

#include <string.h>

int main(int argc, char **argv) {
  lc_value *providers = NULL;
  lc_error *err = NULL;

  check(lc_list_providers(argc > 1 ? argv[1] : NULL, &providers, &err), &err);
  printf("%-10s %-24s %-34s %5s %5s\n", "api", "id", "name", "base", "ex_*");
  for (size_t i = 0; i < lc_value_len(providers); i++) {
    const lc_value *provider = lc_value_at(providers, i);
    const lc_value *methods = lc_value_get(provider, "methods");
    size_t base = 0, own = 0;
    for (size_t m = 0; m < lc_value_len(methods); m++) {
      const char *name = lc_value_string(lc_value_get(lc_value_at(methods, m), "name"));
      strncmp(name, "ex_", 3) == 0 ? own++ : base++;
    }
    printf("%-10s %-24s %-34s %5zu %5zu\n", lc_value_string(lc_value_get(provider, "api")),
           lc_value_string(lc_value_get(provider, "id")), lc_value_string(lc_value_get(provider, "name")), base, own);
  }
  lc_value_free(providers);
  return EXIT_SUCCESS;
}
