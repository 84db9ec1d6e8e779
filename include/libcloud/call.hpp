// Time limits, cancellation, progress; and the log.
#ifndef LIBCLOUD_CALL_HPP
#define LIBCLOUD_CALL_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "invoke.hpp"

namespace lc {

/// A time limit, a way to cancel, and whom to tell of progress. A driver's bind gives a driver whose functions run under them;
/// one call may serve any number of drivers and threads.
class Call {
 public:
  /// Without a time limit.
  Call() noexcept : handle_(lc_call_new(-1)) {}
  /// With a limit for each function called under it: beyond that it fails with Status::timeout.
  template <class Rep, class Period>
  explicit Call(std::chrono::duration<Rep, Period> limit) noexcept
      : handle_(lc_call_new(std::chrono::ceil<std::chrono::milliseconds>(limit).count())) {}

  /// Cancels what runs under the call, and whatever will, within a quarter of a second. From any thread; there is no way back.
  void cancel() const noexcept { lc_call_cancel(get()); }

  /// Sets whom to tell of the progress of transfers: bytes done, and bytes in all if that is known. Returning false stops the
  /// function that runs, with Status::aborted; returning nothing goes on.
  template <class Function>
  void set_progress(Function progress) {
    auto tell = [](void *user, std::int64_t done, std::int64_t total) {
      return detail::guarded<std::int32_t>(0, [=] {
        auto known = total < 0 ? std::nullopt : std::optional<std::int64_t>(total);
        return detail::goes_on(*static_cast<Function *>(user), done, known) ? 1 : 0;
      });
    };
    lc_call_set_progress(get(), tell, new Function(std::move(progress)), detail::drop<Function>);
  }
  /// Tells nobody any more.
  void set_progress(std::nullptr_t) noexcept { lc_call_set_progress(get(), nullptr, nullptr, nullptr); }

  lc_call *get() const noexcept { return handle_.get(); }

 private:
  Handle<lc_call> handle_;
};

/// How detailed the log is.
enum class Log : std::int32_t {
  off = LIBCLOUD_LOG_OFF,
  error = LIBCLOUD_LOG_ERROR,
  warn = LIBCLOUD_LOG_WARN,
  info = LIBCLOUD_LOG_INFO,
  debug = LIBCLOUD_LOG_DEBUG,
  trace = LIBCLOUD_LOG_TRACE,
};

/// Sets where the library logs to, for the whole process: log(Log level, Text line), up to `level`. Lines come on the threads
/// that make calls, from several at once if several do. What `log` throws is lost, since no call fails of its log.
template <class Function>
void set_log(Log level, Function log) {
  auto tell = [](void *user, std::int32_t of, const char *line) {
    detail::Frame apart;
    detail::guarded(false, [=] { return (*static_cast<Function *>(user))(static_cast<Log>(of), Text(line)), true; });
  };
  lc_set_log(static_cast<std::int32_t>(level), tell, new Function(std::move(log)), detail::drop<Function>);
}
/// Logs nothing any more.
inline void set_log(std::nullptr_t) noexcept { lc_set_log(LIBCLOUD_LOG_OFF, nullptr, nullptr, nullptr); }

}  // namespace lc

#endif  // LIBCLOUD_CALL_HPP
