// What is done on a new node over SSH.
#ifndef LIBCLOUD_DEPLOYMENT_HPP
#define LIBCLOUD_DEPLOYMENT_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "invoke.hpp"

namespace lc {

/// What a script writes to.
enum class Output : std::int32_t { standard = LIBCLOUD_STDOUT, error = LIBCLOUD_STDERR };

/// Steps that are done in the order in which they were added. Any number of threads may deploy one to any number of nodes at
/// once, as long as none changes it meanwhile. The options are told at lc_deployment_add_file and its like.
template <class ErrorStyle>
class BasicDeployment {
 public:
  using Errors = ErrorStyle;
  template <class T>
  using Returns = typename Errors::template Returns<T>;
  static constexpr bool quiet = Errors::quiet;

  BasicDeployment() noexcept : handle_(lc_deployment_new()) {}

  /// Lets the owner of a key log in.
  Returns<void> add_ssh_key(Text public_key, const Value &options = {}) noexcept(quiet) {
    return add(lc_deployment_add_ssh_key, public_key, options);
  }
  /// Copies a file, which is read when the step runs.
  Returns<void> add_file(Text source, Text target, const Value &options = {}) noexcept(quiet) {
    return add(lc_deployment_add_file, source, target, options);
  }
  /// Runs a script. It fails unless its status is 0.
  Returns<void> add_script(Text script, const Value &options = {}) noexcept(quiet) {
    return add(lc_deployment_add_script, script, options);
  }
  /// Runs a script from a file, which is read now.
  Returns<void> add_script_file(Text path, const Value &options = {}) noexcept(quiet) {
    return add(lc_deployment_add_script_file, path, options);
  }

  /// Sets who gets what scripts write, as it comes: output(Text node_id, std::size_t step, lc::Output, std::string_view bytes).
  /// Returning false stops the deployment, and so does what it throws, which comes out of it; returning nothing goes on.
  template <class Function>
  void set_output(Function output) {
    auto tell = [](void *user, const char *node_id, std::size_t step, std::int32_t of, const std::uint8_t *data,
                   std::size_t length) {
      return detail::guarded<std::int32_t>(0, [=] {
        std::string_view bytes(reinterpret_cast<const char *>(data), length);
        return detail::goes_on(*static_cast<Function *>(user), Text(node_id), step, static_cast<Output>(of), bytes) ? 1 : 0;
      });
    };
    lc_deployment_set_output(get(), tell, new Function(std::move(output)), detail::drop<Function>);
  }
  /// Sets who gets the result of each step when it has ended: observer(Text node_id, std::size_t step, ValueView result). It
  /// stops the deployment as above.
  template <class Function>
  void set_observer(Function observer) {
    auto tell = [](void *user, const char *node_id, std::size_t step, const lc_value *result) {
      return detail::guarded<std::int32_t>(0, [=] {
        return detail::goes_on(*static_cast<Function *>(user), Text(node_id), step, ValueView(result)) ? 1 : 0;
      });
    };
    lc_deployment_set_observer(get(), tell, new Function(std::move(observer)), detail::drop<Function>);
  }

  lc_deployment *get() const noexcept { return handle_.get(); }

 private:
  template <class Function, class... Arguments>
  Returns<void> add(Function function, const Arguments &...arguments) noexcept(quiet) {
    return detail::invoke<void, Errors>(function, get(), arguments...);
  }

  Handle<lc_deployment> handle_;
};

}  // namespace lc

#endif  // LIBCLOUD_DEPLOYMENT_HPP
