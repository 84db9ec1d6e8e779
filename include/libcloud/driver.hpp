// What drivers of every API have in common.
#ifndef LIBCLOUD_DRIVER_HPP
#define LIBCLOUD_DRIVER_HPP

#include <utility>

#include "call.hpp"
#include "invoke.hpp"

namespace lc {

/// One API of one provider with one configuration. Any number of threads may use it at once. Errors says how errors come out
/// of its methods: of T, these return T and throw lc::Error, or return Result<T>.
template <class Derived, class ErrorStyle>
class Driver {
 public:
  using Raw = lc_driver;
  using Errors = ErrorStyle;
  template <class T>
  using Returns = typename Errors::template Returns<T>;
  static constexpr bool quiet = Errors::quiet;

  /// `provider` is its id, such as "ec2" or "s3". `config` has `key`, `secret`, `region`, `url` and others: see lc_driver_new.
  /// Nothing is sent before the first call, so wrong credentials are found then.
  explicit Driver(Text provider, const Value &config = {})
      : handle_(detail::invoke<Handle<lc_driver>, Errors>(lc_driver_new, Text(Derived::api), provider, config)) {}
  /// Takes over what the C library made.
  explicit Driver(lc_driver *owned) noexcept : handle_(owned) {}

  /// The same as a function: for where errors are results, which a constructor cannot return.
  static Returns<Derived> open(Text provider, const Value &config = {}) noexcept(quiet) {
    return detail::invoke<Derived, Errors>(lc_driver_new, Text(Derived::api), provider, config);
  }

  /// A second handle of the driver, whose calls run under the limits of `call` and tell it of their progress. Cheap: one may
  /// bind anew for each function called.
  Returns<Derived> bind(const Call &call) const noexcept(quiet) {
    return detail::ask<Derived>(*this, lc_driver_bind, call);
  }

  /// Whether the driver has a method, such as "create_node" or "ex_list_networks". Nothing is sent.
  bool supports(Text method) const noexcept { return lc_driver_supports(get(), method.c_str()); }
  /// The methods of the driver, with arguments and options. Nothing is sent.
  Returns<Value> methods() const noexcept(quiet) { return detail::ask<Value>(*this, lc_driver_methods); }
  /// Calls a method by name: base methods that move no byte stream, and every ex_* method of the provider.
  Returns<Value> call(Text method, const Value &arguments = {}) const noexcept(quiet) {
    return detail::ask<Value>(*this, lc_driver_call, method, arguments);
  }

  const lc_driver *get() const noexcept { return handle_.get(); }

 private:
  Handle<lc_driver> handle_;
};

}  // namespace lc

#endif  // LIBCLOUD_DRIVER_HPP
