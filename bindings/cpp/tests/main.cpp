// Runs every case, or those named on the command line; ends with a line `N passed, N failed`.
#include <cstdlib>
#include <cstring>
#include <exception>

#include "check.hpp"

static void run(const Case &each) {
#if defined(__cpp_exceptions)
  try {
    each.run();
  } catch (const std::exception &error) {
    check(false, error.what(), each.name, 0);
  }
#else
  each.run();
#endif
}

int main(int argc, char **argv) {
  int passed = 0, failed = 0;
  for (const Case &each : Case::all()) {
    bool wanted = argc < 2;
    for (int i = 1; i < argc; i++) wanted = wanted || std::strcmp(argv[i], each.name) == 0;
    if (!wanted) continue;
    int before = failures();
    run(each);
    if (failures() == before) passed++;
    else failed++, std::fprintf(stderr, "failed: %s\n", each.name);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
