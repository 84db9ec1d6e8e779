// Strings as the C library takes and gives them: UTF-8 that ends with NUL.
#ifndef LIBCLOUD_TEXT_HPP
#define LIBCLOUD_TEXT_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lc {

/// A borrowed string with a NUL behind it. As an argument it is made of a literal or a std::string without a copy, and may be
/// nullptr: absent. As a result it lives as long as what it was asked of.
class Text : public std::string_view {
 public:
  constexpr Text() noexcept = default;
  constexpr Text(std::nullptr_t) noexcept {}
  constexpr Text(const char *string) noexcept : std::string_view(string ? std::string_view(string) : std::string_view()) {}
  constexpr Text(const char *string, std::size_t length) noexcept : std::string_view(string, length) {}
  Text(const std::string &string) noexcept : std::string_view(string) {}

  /// nullptr: absent.
  constexpr const char *c_str() const noexcept { return data(); }
  /// A copy.
  std::string str() const { return std::string(*this); }
  /// C would take such a string for a shorter one.
  constexpr bool has_nul() const noexcept { return find('\0') != npos; }

  /// The NUL would be lost.
  void remove_suffix(size_type) = delete;
};

namespace detail {

inline std::optional<Text> optional(const char *string) noexcept {
  return string ? std::optional<Text>(string) : std::nullopt;
}

/// What an accessor tells that returns false where nothing is known.
template <class T, class Record>
std::optional<T> optional(bool (*accessor)(const Record *, T *), const Record *record) noexcept {
  T out{};
  return accessor(record, &out) ? std::optional<T>(out) : std::nullopt;
}

}  // namespace detail

}  // namespace lc

#endif  // LIBCLOUD_TEXT_HPP
