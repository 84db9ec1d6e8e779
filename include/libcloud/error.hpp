// What went wrong, and the two ways in which it comes out of a call.
#ifndef LIBCLOUD_ERROR_HPP
#define LIBCLOUD_ERROR_HPP

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "value.hpp"

namespace lc {

/// What kind of thing went wrong: what a program branches on. New ones may come.
enum class Status : std::int32_t {
  ok = LIBCLOUD_OK,
  internal = LIBCLOUD_INTERNAL,
  invalid_argument = LIBCLOUD_INVALID_ARGUMENT,
  not_supported = LIBCLOUD_NOT_SUPPORTED,
  unauthenticated = LIBCLOUD_UNAUTHENTICATED,
  permission_denied = LIBCLOUD_PERMISSION_DENIED,
  not_found = LIBCLOUD_NOT_FOUND,
  already_exists = LIBCLOUD_ALREADY_EXISTS,
  conflict = LIBCLOUD_CONFLICT,
  rate_limited = LIBCLOUD_RATE_LIMITED,
  quota = LIBCLOUD_QUOTA,
  unavailable = LIBCLOUD_UNAVAILABLE,
  timeout = LIBCLOUD_TIMEOUT,
  cancelled = LIBCLOUD_CANCELLED,
  aborted = LIBCLOUD_ABORTED,
  io = LIBCLOUD_IO,
  malformed_response = LIBCLOUD_MALFORMED_RESPONSE,
  integrity = LIBCLOUD_INTEGRITY,
  provider = LIBCLOUD_PROVIDER,
};

/// The name of a status, such as "LIBCLOUD_NOT_FOUND".
inline Text status_name(Status status) noexcept { return lc_status_name(static_cast<lc_status>(status)); }

/// What a call failed with. Cheap to copy; what it tells lives as long as a copy of it does.
class Error : public std::exception {
 public:
  /// An error of this header's own; `message` lives for ever.
  Error(Status status, const char *message)
      : about_(std::make_shared<const About>(About{status, nullptr, message, 0, nullptr})) {}
  /// What a function of the C library returned, taken over; and what a callback of that call threw or gave to lc::stop.
  Error(lc_status status, lc_error *error, std::exception_ptr thrown = nullptr, std::int64_t code = 0)
      : about_(std::make_shared<const About>(
            About{static_cast<Status>(status), Handle<lc_error>(error), nullptr, code, std::move(thrown)})) {}

  Status status() const noexcept { return error() ? static_cast<Status>(lc_error_status(error())) : about_->status; }
  /// For people: what failed, where, and what to do next. No secret is in it.
  const char *what() const noexcept override { return message().c_str(); }
  Text message() const noexcept {
    return error() ? Text(lc_error_message(error())) : about_->message ? Text(about_->message) : status_name(about_->status);
  }
  /// The class of the error in Libcloud, such as "InvalidCredsError".
  Text name() const noexcept { return error() ? lc_error_name(error()) : "ValueError"; }
  /// The status of the HTTP answer it comes from; 0: there was none.
  std::int32_t http_status() const noexcept { return lc_error_http_status(error()); }
  /// The provider's own code, such as "InvalidInstanceID.NotFound".
  std::optional<Text> provider_code() const noexcept { return detail::optional(lc_error_provider_code(error())); }
  /// The id under which the provider logged the request.
  std::optional<Text> request_id() const noexcept { return detail::optional(lc_error_request_id(error())); }
  /// Whether the same call may succeed when it is made again later.
  bool is_retriable() const noexcept { return lc_error_is_retriable(error()); }
  /// How long the provider asks to wait before that.
  std::optional<std::chrono::milliseconds> retry_after() const noexcept {
    std::int64_t ms = error() ? lc_error_retry_after_ms(error()) : -1;
    return ms < 0 ? std::nullopt : std::optional<std::chrono::milliseconds>(ms);
  }
  /// What the callback gave to lc::stop, or the negative number a reader returned, that stopped the call; else 0.
  std::int64_t callback_code() const noexcept { return about_->code ? about_->code : lc_error_callback_code(error()); }
  /// What else is known, as after a deployment; unlike the message it may have secrets in it.
  ValueView details() const noexcept { return lc_error_details(error()); }
  /// What a callback threw that stopped the call; without exceptions always nullptr.
  std::exception_ptr thrown() const noexcept { return about_->thrown; }

  const lc_error *get() const noexcept { return error(); }

 private:
  struct About {
    Status status;
    Handle<lc_error> error;
    const char *message;
    std::int64_t code;
    std::exception_ptr thrown;
  };
  const lc_error *error() const noexcept { return about_->error.get(); }

  std::shared_ptr<const About> about_;
};

#if defined(__cpp_exceptions)

/// The error of one status, to catch: see NotFound and the others.
template <Status status>
class ErrorOf final : public Error {
 public:
  explicit ErrorOf(Error error) noexcept : Error(std::move(error)) {}
};

using Internal = ErrorOf<Status::internal>;
using InvalidArgument = ErrorOf<Status::invalid_argument>;
using NotSupported = ErrorOf<Status::not_supported>;
using Unauthenticated = ErrorOf<Status::unauthenticated>;
using PermissionDenied = ErrorOf<Status::permission_denied>;
using NotFound = ErrorOf<Status::not_found>;
using AlreadyExists = ErrorOf<Status::already_exists>;
using Conflict = ErrorOf<Status::conflict>;
using RateLimited = ErrorOf<Status::rate_limited>;
using QuotaReached = ErrorOf<Status::quota>;
using Unavailable = ErrorOf<Status::unavailable>;
using TimedOut = ErrorOf<Status::timeout>;
using Cancelled = ErrorOf<Status::cancelled>;
using Aborted = ErrorOf<Status::aborted>;
using IoFailed = ErrorOf<Status::io>;
using MalformedResponse = ErrorOf<Status::malformed_response>;
using IntegrityFailed = ErrorOf<Status::integrity>;
using ProviderFailed = ErrorOf<Status::provider>;

namespace detail {

template <Status status>
void raise_if(Error &error) {
  if (error.status() == status) throw ErrorOf<status>(std::move(error));
}

template <std::int32_t... Code>
[[noreturn]] void raise(Error error, std::integer_sequence<std::int32_t, Code...>) {
  if (error.thrown()) std::rethrow_exception(error.thrown());
  (raise_if<static_cast<Status>(Code)>(error), ...);
  throw error;
}

/// Throws the class of the error's status, or what a callback threw.
[[noreturn]] inline void raise(Error error) {
  raise(std::move(error), std::make_integer_sequence<std::int32_t, LIBCLOUD_PROVIDER + 1>());
}

}  // namespace detail

#endif  // __cpp_exceptions

namespace detail {

[[noreturn]] inline void no_value(const Error &error) {
#if defined(__cpp_exceptions)
  raise(error);
#else
  static_cast<void>(error);
  std::abort();
#endif
}

}  // namespace detail

/// A value or an error, after std::expected: what the methods of lc::nothrow return.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = Error;

  Result(T value) noexcept : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) noexcept : content_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return content_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  /// Only if there is one.
  T &operator*() & noexcept { return *std::get_if<0>(&content_); }
  const T &operator*() const & noexcept { return *std::get_if<0>(&content_); }
  // By value, so that `for (auto &node : *compute.list_nodes())` keeps what it goes through.
  T operator*() && noexcept { return std::move(*std::get_if<0>(&content_)); }
  T *operator->() noexcept { return std::get_if<0>(&content_); }
  const T *operator->() const noexcept { return std::get_if<0>(&content_); }
  /// Only if there is one.
  const Error &error() const noexcept { return *std::get_if<1>(&content_); }
  /// The value; of an error, throws it, or without exceptions ends the program.
  T &value() & { return check(), **this; }
  const T &value() const & { return check(), **this; }
  T value() && { return check(), *std::move(*this); }
  template <class U>
  T value_or(U &&other) const & {
    return has_value() ? **this : static_cast<T>(std::forward<U>(other));
  }
  template <class U>
  T value_or(U &&other) && {
    return has_value() ? *std::move(*this) : static_cast<T>(std::forward<U>(other));
  }

 private:
  void check() const {
    if (!has_value()) detail::no_value(error());
  }

  std::variant<T, Error> content_;
};

/// Success or an error.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  using error_type = Error;

  Result() noexcept = default;
  Result(Error error) noexcept : error_(std::move(error)) {}

  bool has_value() const noexcept { return !error_; }
  explicit operator bool() const noexcept { return has_value(); }
  /// Only if there is one.
  const Error &error() const noexcept { return *error_; }
  /// Of an error, throws it, or without exceptions ends the program.
  void value() const {
    if (error_) detail::no_value(*error_);
  }

 private:
  std::optional<Error> error_;
};

/// How errors come out of drivers and of all that they make: as exceptions.
struct Throwing {
  static constexpr bool quiet = false;
  template <class T>
  using Returns = T;
#if defined(__cpp_exceptions)
  template <class T>
  [[noreturn]] static T fail(Error error) {
    detail::raise(std::move(error));
  }
#endif
};

/// How errors come out of drivers and of all that they make: as results. Nothing is thrown.
struct Returning {
  static constexpr bool quiet = true;
  template <class T>
  using Returns = Result<T>;
  template <class T>
  static Result<T> fail(Error error) noexcept {
    return error;
  }
};

}  // namespace lc

#endif  // LIBCLOUD_ERROR_HPP
