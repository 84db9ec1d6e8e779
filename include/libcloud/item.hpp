// What may be written within a value: {{"name", "web"}, {"port", 80}, {"tags", {{"stage", "test"}}}, {"zones", names}}.
#ifndef LIBCLOUD_ITEM_HPP
#define LIBCLOUD_ITEM_HPP

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "value.hpp"

namespace lc {

namespace detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
struct IsPair : std::false_type {};
template <class Key, class T>
struct IsPair<std::pair<Key, T>> : std::true_type {};

inline constexpr char NUL_WITHIN[] = "a string has a NUL within, and C would take it for a shorter one: leave the NUL out";
inline constexpr char TOO_LARGE[] = "a whole number does not fit into 64 bits with a sign: give it as a string or as a double";

}  // namespace detail

/// One element or option. It borrows, so it is made in the call that it is for.
class Item {
 public:
  template <class T, class = std::enable_if_t<!std::is_same_v<T, Item>>>
  Item(const T &given) noexcept : content_(content(given)) {}
  Item(std::nullptr_t) noexcept {}
  /// An object.
  Item(std::initializer_list<Entry> entries) noexcept : content_(Value(entries)) {}

  /// Calls `put`, which has an overload for each: null, bool, int64_t, double, Text, const lc_value *. Returns what is wrong
  /// with the item, or nullptr.
  template <class Put>
  const char *put(Put put) const noexcept {
    if (auto *text = std::get_if<Text>(&content_)) return put_text(put, *text);
    if (auto *copy = std::get_if<std::string>(&content_)) return put_text(put, *copy);
    if (auto *truth = std::get_if<bool>(&content_)) return put(*truth), nullptr;
    if (auto *whole = std::get_if<std::int64_t>(&content_)) return put(*whole), nullptr;
    if (auto *number = std::get_if<double>(&content_)) return put(*number), nullptr;
    if (auto *view = std::get_if<ValueView>(&content_)) return put(view->get()), nullptr;
    if (auto *value = std::get_if<Value>(&content_)) return put(value->get()), value->fault();
    if (auto *fault = std::get_if<const char *>(&content_)) return *fault;
    return put(nullptr), nullptr;
  }

 private:
  // The const char * says why it cannot be sent.
  using Content = std::variant<std::nullptr_t, bool, std::int64_t, double, Text, std::string, ValueView, Value, const char *>;

  template <class Put>
  static const char *put_text(Put put, Text text) noexcept {
    if (text.has_nul()) return detail::NUL_WITHIN;
    return text.c_str() ? put(text) : put(nullptr), nullptr;
  }

  template <class T>
  static Content content(const T &given) noexcept {
    if constexpr (std::is_same_v<T, bool>) {
      return Content(std::in_place_type<bool>, given);
    } else if constexpr (std::is_integral_v<T>) {
      return whole(given);
    } else if constexpr (std::is_floating_point_v<T>) {
      return Content(std::in_place_type<double>, static_cast<double>(given));
    } else if constexpr (std::is_convertible_v<const T &, Text>) {
      return Content(std::in_place_type<Text>, given);
    } else if constexpr (std::is_convertible_v<const T &, std::string_view>) {
      return Content(std::in_place_type<std::string>, std::string_view(given));
    } else if constexpr (std::is_same_v<T, Value>) {
      if (given.fault()) return Content(std::in_place_type<const char *>, given.fault());
      return view(given);
    } else if constexpr (std::is_convertible_v<const T &, ValueView>) {
      return view(given);
    } else if constexpr (detail::IsOptional<T>::value) {
      return given ? content(*given) : Content();
    } else if constexpr (detail::IsPair<std::decay_t<decltype(*std::begin(given))>>::value) {
      Value object(lc_value_new_object());
      for (const auto &[key, value] : given) object.set(key, value);
      return object;
    } else {
      Value array(lc_value_new_array());
      for (const auto &each : given) array.append(each);
      return array;
    }
  }

  static Content view(ValueView given) noexcept {
    return given ? Content(std::in_place_type<ValueView>, given) : Content();
  }

  template <class T>
  static Content whole(T given) noexcept {
    if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(std::int64_t)) {
      if (given > static_cast<T>(std::numeric_limits<std::int64_t>::max())) {
        return Content(std::in_place_type<const char *>, detail::TOO_LARGE);
      }
    }
    return Content(std::in_place_type<std::int64_t>, static_cast<std::int64_t>(given));
  }

  Content content_;
};

/// A key and its value.
struct Entry {
  Text key;
  Item value;
};

namespace detail {

struct Set {
  lc_value *object;
  const char *key;
  void operator()(std::nullptr_t) const noexcept { lc_value_set_null(object, key); }
  void operator()(bool truth) const noexcept { lc_value_set_bool(object, key, truth); }
  void operator()(std::int64_t number) const noexcept { lc_value_set_int(object, key, number); }
  void operator()(double number) const noexcept { lc_value_set_double(object, key, number); }
  void operator()(Text text) const noexcept { lc_value_set_string(object, key, text.c_str()); }
  void operator()(const lc_value *value) const noexcept { lc_value_set_value(object, key, value); }
};

struct Append {
  lc_value *array;
  void operator()(std::nullptr_t) const noexcept { lc_value_append_null(array); }
  void operator()(bool truth) const noexcept { lc_value_append_bool(array, truth); }
  void operator()(std::int64_t number) const noexcept { lc_value_append_int(array, number); }
  void operator()(double number) const noexcept { lc_value_append_double(array, number); }
  void operator()(Text text) const noexcept { lc_value_append_string(array, text.c_str()); }
  void operator()(const lc_value *value) const noexcept { lc_value_append_value(array, value); }
};

}  // namespace detail

// What a setter of the C library refuses is told by the call that is given the value; what C could not even see, here.

inline Value::Value(std::initializer_list<Entry> entries) noexcept : ValueView(lc_value_new_object()) {
  for (const Entry &entry : entries) set(entry.key, entry.value);
}

inline Value &Value::set(Text key, const Item &item) noexcept {
  if (!value_) value_ = lc_value_new_object();
  const char *fault = key.has_nul() ? detail::NUL_WITHIN : item.put(detail::Set{mine(), key.c_str()});
  if (fault) fault_ = fault;
  return *this;
}

inline Value &Value::append(const Item &item) noexcept {
  if (!value_) value_ = lc_value_new_array();
  if (const char *fault = item.put(detail::Append{mine()})) fault_ = fault;
  return *this;
}

/// An array: lc::array({"a", 1, {{"ip", "192.0.2.1"}}}).
inline Value array(std::initializer_list<Item> items) noexcept {
  Value array(lc_value_new_array());
  for (const Item &item : items) array.append(item);
  return array;
}

}  // namespace lc

#endif  // LIBCLOUD_ITEM_HPP
