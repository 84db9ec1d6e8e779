// Test cases that register themselves; main() is in main.cpp.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <cstdio>
#include <string>
#include <vector>

struct Case {
  const char *name;
  void (*run)();

  static std::vector<Case> &all() {
    static std::vector<Case> cases;
    return cases;
  }
};

inline int &failures() {
  static int count = 0;
  return count;
}

inline bool check(bool truth, const char *what, const char *file, int line) {
  if (!truth) failures()++, std::fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
  return truth;
}

#define TEST(name)                                                               \
  static void name();                                                            \
  static const bool registered_##name = (Case::all().push_back({#name, name}), true); \
  static void name()

#define CHECK(...) check((__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

// Whether an expression throws a type; `error` is what it threw, in the checks that follow.
#define THROWS(type, expression, ...)                                                    \
  do {                                                                                   \
    bool thrown = false;                                                                 \
    try {                                                                                \
      static_cast<void>(expression);                                                     \
    } catch (const type &error) {                                                        \
      thrown = true;                                                                     \
      static_cast<void>(error);                                                          \
      CHECK(__VA_ARGS__);                                                                \
    }                                                                                    \
    check(thrown, #expression " throws " #type, __FILE__, __LINE__);                     \
  } while (false)

inline bool has(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

#endif
