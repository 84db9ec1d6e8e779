// How every function of the C library is called, and how its callbacks reach C++.
#ifndef LIBCLOUD_INVOKE_HPP
#define LIBCLOUD_INVOKE_HPP

#include <cstdint>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include "error.hpp"

namespace lc {

namespace detail {

/// The call under way on this thread, innermost first: callbacks leave here why they stopped it.
class Frame {
 public:
  Frame() noexcept : outer_(innermost()) { innermost() = this; }
  Frame(const Frame &) = delete;
  ~Frame() { innermost() = outer_; }

  static Frame *&innermost() noexcept {
    static thread_local Frame *frame = nullptr;
    return frame;
  }

  Error error(lc_status status, lc_error *error) { return Error(status, error, std::move(thrown), code); }

  std::exception_ptr thrown;
  std::int64_t code = 0;

 private:
  Frame *outer_;
};

/// Runs a callback. An exception is kept for the end of the call, and the callback returns `stopped`.
template <class Returned, class Function>
Returned guarded(Returned stopped, Function function) noexcept {
#if defined(__cpp_exceptions)
  try {
    return function();
  } catch (...) {
    if (Frame *frame = Frame::innermost()) frame->thrown = std::current_exception();
    return stopped;
  }
#else
  static_cast<void>(stopped);
  return function();
#endif
}

/// Whether to go on, of a callback that returns bool, or nothing for yes.
template <class Function, class... Arguments>
bool goes_on(Function &function, const Arguments &...arguments) {
  if constexpr (std::is_void_v<std::invoke_result_t<Function &, const Arguments &...>>) {
    return function(arguments...), true;
  } else {
    return function(arguments...);
  }
}

/// The lc_drop_fn of a callback that was kept with new.
template <class T>
void drop(void *user) {
  delete static_cast<T *>(user);
}

// Arguments as C takes them.

template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
T raw(T number) noexcept {
  return number;
}
template <class T>
T *raw(T *pointer) noexcept {
  return pointer;
}
inline const char *raw(Text text) noexcept { return text.c_str(); }
template <class T>
auto raw(const T &object) noexcept -> decltype(object.get()) {
  return object.get();
}

/// Why C must not be given an argument; nullptr: it may.
template <class T>
const char *fault(const T &argument) noexcept {
  if constexpr (std::is_same_v<T, Text>) {
    return argument.has_nul() ? NUL_WITHIN : nullptr;
  } else if constexpr (std::is_same_v<T, Value>) {
    return argument.fault();
  } else {
    return nullptr;
  }
}

/// What C writes through `out` where T is wanted, and T of that.
template <class T, class = void>
struct Out {
  using Raw = typename T::Raw *;
  static T made(Raw out) noexcept { return T(out); }
};
template <class T>
struct Out<T, std::enable_if_t<std::is_arithmetic_v<T>>> {
  using Raw = T;
  static T made(Raw out) noexcept { return out; }
};
template <class T>
struct Out<Handle<T>> {
  using Raw = T *;
  static Handle<T> made(Raw out) noexcept { return Handle<T>(out); }
};
template <>
struct Out<std::string> {
  using Raw = lc_value *;
  static std::string made(Raw out) { return Value(out).string().value_or(Text()).str(); }
};

/// Calls a function of the C library with the arguments before `out` and `err`. T is what it makes; void: nothing.
template <class T, class Errors, class Function, class... Arguments>
typename Errors::template Returns<T> invoke(Function function, const Arguments &...arguments) noexcept(Errors::quiet) {
  const char *wrong = nullptr;
  if (((wrong = fault(arguments)) || ...)) return Errors::template fail<T>(Error(Status::invalid_argument, wrong));
  Frame frame;
  lc_error *error = nullptr;
  if constexpr (std::is_void_v<T>) {
    lc_status status = function(raw(arguments)..., &error);
    if (status != LIBCLOUD_OK) return Errors::template fail<T>(frame.error(status, error));
    return typename Errors::template Returns<T>();
  } else {
    typename Out<T>::Raw out{};
    lc_status status = function(raw(arguments)..., &out, &error);
    if (status != LIBCLOUD_OK) return Errors::template fail<T>(frame.error(status, error));
    return Out<T>::made(out);
  }
}

/// The same for a function whose first argument is a driver, in the driver's way of telling errors.
template <class T, class Driver, class Function, class... Arguments>
typename Driver::template Returns<T> ask(const Driver &driver, Function function,
                                         const Arguments &...arguments) noexcept(Driver::quiet) {
  return invoke<T, typename Driver::Errors>(function, driver.get(), arguments...);
}

}  // namespace detail

/// For a callback that stops its call: `return lc::stop(code)` has Error::callback_code tell the code.
inline bool stop(std::int64_t code) noexcept {
  if (detail::Frame *frame = detail::Frame::innermost()) frame->code = code;
  return false;
}

}  // namespace lc

#endif  // LIBCLOUD_INVOKE_HPP
