// Trees as in JSON: options go in as one; extra, results of generic calls and introspection come out as one.
#ifndef LIBCLOUD_VALUE_HPP
#define LIBCLOUD_VALUE_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>

#include "handle.hpp"
#include "range.hpp"
#include "text.hpp"

namespace lc {

class Value;
class ValueView;

namespace detail {

struct Elements {
  const lc_value *value = nullptr;
  ValueView at(std::size_t index) const noexcept;
  std::size_t size() const noexcept { return lc_value_len(value); }
};

struct Entries {
  const lc_value *value = nullptr;
  std::pair<Text, ValueView> at(std::size_t index) const noexcept;
  std::size_t size() const noexcept { return lc_value_len(value); }
};

}  // namespace detail

/// What a value is.
enum class Type : std::int32_t {
  null = LIBCLOUD_VALUE_NULL,
  boolean = LIBCLOUD_VALUE_BOOL,
  integer = LIBCLOUD_VALUE_INT,
  number = LIBCLOUD_VALUE_DOUBLE,
  string = LIBCLOUD_VALUE_STRING,
  array = LIBCLOUD_VALUE_ARRAY,
  object = LIBCLOUD_VALUE_OBJECT,
};

/// A borrowed value: good as long as the tree or the record it is of, unchanged. One that is not there is false, and all it
/// tells is empty, so that `extra["network"]["id"].string()` needs no checks on the way.
class ValueView {
 public:
  constexpr ValueView() noexcept = default;
  constexpr ValueView(const lc_value *value) noexcept : value_(value) {}
  /// What a call returned is kept as a Value: a view of it would outlive it.
  ValueView(Value &&) = delete;

  const lc_value *get() const noexcept { return value_; }
  explicit operator bool() const noexcept { return value_ != nullptr; }
  Type type() const noexcept { return static_cast<Type>(lc_value_type(value_)); }

  /// Absent: it is of another type. A string may have a NUL within.
  std::optional<Text> string() const noexcept {
    const char *string = lc_value_string(value_);
    return string ? std::optional<Text>(Text(string, size())) : std::nullopt;
  }
  /// A number without a fraction.
  std::optional<std::int64_t> integer() const noexcept { return detail::optional(lc_value_int, value_); }
  /// A number, whole or not.
  std::optional<double> number() const noexcept { return detail::optional(lc_value_double, value_); }
  std::optional<bool> boolean() const noexcept { return detail::optional(lc_value_bool, value_); }
  /// Compact JSON.
  Text json() const noexcept { return lc_value_json(value_); }

  /// How many elements, keys, or bytes of a string.
  std::size_t size() const noexcept { return lc_value_len(value_); }
  bool empty() const noexcept { return size() == 0; }
  /// The value under a key of an object.
  ValueView operator[](Text key) const noexcept { return lc_value_get(value_, key.c_str()); }
  /// The element of an array, or the value of the key at that position of an object.
  ValueView operator[](std::size_t index) const noexcept { return lc_value_at(value_, index); }
  /// The key at a position of an object.
  Text key(std::size_t index) const noexcept { return lc_value_key(value_, index); }

  /// A value is the range of its elements, or of the values of an object: for (lc::ValueView each : value).
  auto begin() const noexcept { return elements().begin(); }
  auto end() const noexcept { return elements().end(); }
  /// The keys and values of an object: for (auto [key, value] : extra.entries()).
  auto entries() const noexcept {
    return detail::Range<detail::Entries>({type() == Type::object ? value_ : nullptr});
  }

 protected:
  const lc_value *value_ = nullptr;

 private:
  // A string has a size, but no elements.
  detail::Range<detail::Elements> elements() const noexcept {
    return detail::Range<detail::Elements>({type() == Type::string ? nullptr : value_});
  }
};

inline ValueView detail::Elements::at(std::size_t index) const noexcept { return lc_value_at(value, index); }

inline std::pair<Text, ValueView> detail::Entries::at(std::size_t index) const noexcept {
  return {lc_value_key(value, index), lc_value_at(value, index)};
}

class Item;
struct Entry;

/// A value that belongs to the program: options, written as {{"key", value}, ...}, or what a call returned. Values within are
/// strings, numbers, booleans, nullptr, std::optional, ranges, maps, other values, and objects in braces. A key whose value is
/// null counts as absent.
class Value : public ValueView {
 public:
  using Raw = lc_value;

  /// Nothing: no options.
  Value() noexcept = default;
  /// An object.
  Value(std::initializer_list<Entry> entries) noexcept;
  /// Takes over what the C library made.
  explicit Value(lc_value *owned) noexcept : ValueView(owned) {}
  Value(Value &&other) noexcept : ValueView(other), fault_(other.fault_) { other.value_ = nullptr; }
  Value &operator=(Value &&other) noexcept {
    std::swap(value_, other.value_);
    std::swap(fault_, other.fault_);
    return *this;
  }
  ~Value() { lc_value_free(mine()); }

  /// Sets a key. Nothing becomes an object by that.
  Value &set(Text key, const Item &item) noexcept;
  /// Appends to an array. Nothing becomes an array by that.
  Value &append(const Item &item) noexcept;

  /// Gives the handle away: free it with lc_value_free.
  lc_value *release() noexcept { return const_cast<lc_value *>(std::exchange(value_, nullptr)); }
  /// Why calls refuse this value; nullptr: they do not, as far as is known here.
  const char *fault() const noexcept { return fault_; }

 private:
  // What this class holds was made for it, so it is not const.
  lc_value *mine() const noexcept { return const_cast<lc_value *>(value_); }

  const char *fault_ = nullptr;
};

}  // namespace lc

#include "item.hpp"

#endif  // LIBCLOUD_VALUE_HPP
