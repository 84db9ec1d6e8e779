// What needs no driver: JSON, providers, prices.
#ifndef LIBCLOUD_LIBRARY_HPP
#define LIBCLOUD_LIBRARY_HPP

#include <cstdint>

#include "invoke.hpp"

namespace lc {

/// The version of the library that is running, such as "1.2.3"; LIBCLOUD_VERSION_STRING is the one compiled with.
inline Text version() noexcept { return lc_version_string(); }
/// The same as a number, to be compared with LIBCLOUD_VERSION.
inline std::uint32_t version_number() noexcept { return lc_version(); }

/// Functions without a driver.
template <class Errors>
struct BasicLibrary {
  template <class T>
  using Returns = typename Errors::template Returns<T>;
  static constexpr bool quiet = Errors::quiet;

  /// Parses a JSON document.
  static Returns<Value> parse(Text json) noexcept(quiet) { return detail::invoke<Value, Errors>(lc_value_parse, json); }

  /// The providers of an API, or nullptr: of all: id, name, website, methods and configuration of each. Nothing is sent.
  static Returns<Value> list_providers(Text api = nullptr) noexcept(quiet) {
    return detail::invoke<Value, Errors>(lc_list_providers, api);
  }

  /// What a size costs per hour, in the currency of the provider's price list. `region`: nullptr where prices do not depend
  /// on it. Nothing is sent.
  static Returns<double> get_size_price(Text driver_type, Text driver_name, Text size_id,
                                        Text region = nullptr) noexcept(quiet) {
    return detail::invoke<double, Errors>(lc_get_size_price, driver_type, driver_name, size_id, region);
  }
  /// Takes all prices from a file like Libcloud's pricing.json, for the whole process.
  static Returns<void> pricing_load(Text path) noexcept(quiet) {
    return detail::invoke<void, Errors>(lc_pricing_load, path);
  }
  /// Where the prices come from that count now: `source` and `updated`.
  static Returns<Value> pricing_info() noexcept(quiet) { return detail::invoke<Value, Errors>(lc_pricing_info); }
};

}  // namespace lc

#endif  // LIBCLOUD_LIBRARY_HPP
