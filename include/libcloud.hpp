// libcloud for C++11 and later: handles that free themselves, errors as exceptions, functions as callbacks.
//
//   lc::Driver s3 = lc::open("storage", "s3", lc::object().set("region", "eu-central-1"));
//   lc::List objects = lc::make<lc_list>(lc_list_container_objects, s3, "photos", nullptr);
//   for (const lc_object *object : lc::Objects(objects)) std::puts(lc_object_name(object));
//   lc::run(lc_delete_object, s3, "photos", "old.jpg", nullptr);
//
// Every function of libcloud.h is called through one of lc::make, for what makes something, and lc::run, for what does not.
// Both leave out the last arguments, `out` and `err`, take handles and std::string as they are, and throw lc::Error.
#ifndef LIBCLOUD_HPP
#define LIBCLOUD_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <istream>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "libcloud.h"

namespace lc {

struct Free {
  void operator()(lc_error *p) const { lc_error_free(p); }
  void operator()(lc_value *p) const { lc_value_free(p); }
  void operator()(lc_driver *p) const { lc_driver_free(p); }
  void operator()(lc_call *p) const { lc_call_free(p); }
  void operator()(lc_list *p) const { lc_list_free(p); }
  void operator()(lc_pages *p) const { lc_pages_free(p); }
  void operator()(lc_stream *p) const { lc_stream_free(p); }
  void operator()(lc_node *p) const { lc_node_free(p); }
  void operator()(lc_size *p) const { lc_size_free(p); }
  void operator()(lc_image *p) const { lc_image_free(p); }
  void operator()(lc_location *p) const { lc_location_free(p); }
  void operator()(lc_volume *p) const { lc_volume_free(p); }
  void operator()(lc_snapshot *p) const { lc_snapshot_free(p); }
  void operator()(lc_key_pair *p) const { lc_key_pair_free(p); }
  void operator()(lc_container *p) const { lc_container_free(p); }
  void operator()(lc_object *p) const { lc_object_free(p); }
  void operator()(lc_balancer *p) const { lc_balancer_free(p); }
  void operator()(lc_member *p) const { lc_member_free(p); }
  void operator()(lc_deployment *p) const { lc_deployment_free(p); }
  void operator()(lc_docker_container *p) const { lc_docker_container_free(p); }
  void operator()(lc_docker_image *p) const { lc_docker_image_free(p); }
  void operator()(lc_cluster *p) const { lc_cluster_free(p); }
};

// An owned handle; get() is what the functions of libcloud.h take.
template <class T>
using Handle = std::unique_ptr<T, Free>;

using Driver = Handle<lc_driver>;
using List = Handle<lc_list>;
using Pages = Handle<lc_pages>;
using Stream = Handle<lc_stream>;
using Node = Handle<lc_node>;
using Size = Handle<lc_size>;
using Image = Handle<lc_image>;
using Location = Handle<lc_location>;
using Volume = Handle<lc_volume>;
using Snapshot = Handle<lc_snapshot>;
using KeyPair = Handle<lc_key_pair>;
using Container = Handle<lc_container>;
using Object = Handle<lc_object>;
using Balancer = Handle<lc_balancer>;
using Member = Handle<lc_member>;
using DockerContainer = Handle<lc_docker_container>;
using DockerImage = Handle<lc_docker_image>;
using Cluster = Handle<lc_cluster>;

// A string that may be absent.
inline std::string text(const char *string) { return string ? string : ""; }

// What a call failed with; what() is the message for people.
class Error : public std::runtime_error {
 public:
  explicit Error(lc_status status, const lc_error *error = nullptr)
      : std::runtime_error(error ? lc_error_message(error) : lc_status_name(status)),
        status(status),
        name(text(lc_error_name(error))),
        provider_code(text(lc_error_provider_code(error))),
        request_id(text(lc_error_request_id(error))),
        http_status(lc_error_http_status(error)),
        retriable(lc_error_is_retriable(error)),
        retry_after_ms(lc_error_retry_after_ms(error)),
        callback_code(lc_error_callback_code(error)) {}

  lc_status status;
  std::string name, provider_code, request_id;
  std::int32_t http_status;
  bool retriable;
  std::int64_t retry_after_ms, callback_code;
};

namespace detail {

// The exception that a callback of the call under way on this thread ended with.
inline std::exception_ptr &pending() {
  static thread_local std::exception_ptr exception;
  return exception;
}

// Runs a callback; an exception is kept for the end of the call.
template <class Result, class Function>
Result guarded(Result stopped, Function function) noexcept {
  try {
    return function();
  } catch (...) {
    pending() = std::current_exception();
    return stopped;
  }
}

inline void check(lc_status status, lc_error *err) {
  Handle<lc_error> error(err);
  std::exception_ptr thrown;
  std::swap(thrown, pending());
  if (status == LIBCLOUD_OK) return;
  if (thrown) std::rethrow_exception(thrown);
  throw Error(status, error.get());
}

template <class T>
auto raw(const T &argument) -> decltype(argument.get()) {
  return argument.get();
}
inline const char *raw(const std::string &argument) { return argument.c_str(); }
template <class T>
T *raw(T *argument) {
  return argument;
}
inline std::int64_t raw(std::int64_t argument) { return argument; }
inline std::nullptr_t raw(std::nullptr_t) { return nullptr; }

template <class T>
void drop(void *user) {
  delete static_cast<T *>(user);
}

// Whole numbers of any width; one that does not fit is no argument.
template <class Number, class Result>
using IfInteger = typename std::enable_if<std::is_integral<Number>::value, Result>::type;

template <class Number>
std::int64_t integer(Number number) {
  std::int64_t whole = static_cast<std::int64_t>(number);
  if (std::is_unsigned<Number>::value && whole < 0) throw Error(LIBCLOUD_INVALID_ARGUMENT);
  return whole;
}

}  // namespace detail

// Calls a function that makes a T: lc::make<lc_node>(lc_get_node, driver, "i-1", nullptr).
template <class T, class Function, class... Arguments>
Handle<T> make(Function function, const Arguments &...arguments) {
  T *out = nullptr;
  lc_error *err = nullptr;
  lc_status status = function(detail::raw(arguments)..., &out, &err);
  Handle<T> made(out);
  detail::check(status, err);
  return made;
}

// Calls a function that makes nothing: lc::run(lc_reboot_node, driver, "i-1", nullptr).
template <class Function, class... Arguments>
void run(Function function, const Arguments &...arguments) {
  lc_error *err = nullptr;
  lc_status status = function(detail::raw(arguments)..., &err);
  detail::check(status, err);
}

// A value that belongs to the program: options, or what a call returned.
class Value {
 public:
  explicit Value(Handle<lc_value> handle) : handle_(std::move(handle)) {}
  lc_value *get() const { return handle_.get(); }
  std::string json() const { return text(lc_value_json(get())); }
  // NULL: there is no such key.
  const lc_value *operator[](const char *key) const { return lc_value_get(get(), key); }

  // Text, numbers, booleans, nullptr for null, other values.
  Value &set(const char *key, const char *string) { return check(lc_value_set_string(get(), key, string)); }
  Value &set(const char *key, const std::string &string) { return set(key, string.c_str()); }
  Value &set(const char *key, double number) { return check(lc_value_set_double(get(), key, number)); }
  Value &set(const char *key, bool truth) { return check(lc_value_set_bool(get(), key, truth)); }
  Value &set(const char *key, std::nullptr_t) { return check(lc_value_set_null(get(), key)); }
  Value &set(const char *key, const Value &value) { return set(key, value.get()); }
  Value &set(const char *key, const lc_value *value) { return check(lc_value_set_value(get(), key, value)); }
  template <class Number>
  detail::IfInteger<Number, Value &> set(const char *key, Number number) {
    return check(lc_value_set_int(get(), key, detail::integer(number)));
  }
  Value &append(const char *string) { return check(lc_value_append_string(get(), string)); }
  Value &append(const std::string &string) { return append(string.c_str()); }
  Value &append(double number) { return check(lc_value_append_double(get(), number)); }
  Value &append(bool truth) { return check(lc_value_append_bool(get(), truth)); }
  Value &append(std::nullptr_t) { return check(lc_value_append_null(get())); }
  Value &append(const Value &value) { return append(value.get()); }
  Value &append(const lc_value *value) { return check(lc_value_append_value(get(), value)); }
  template <class Number>
  detail::IfInteger<Number, Value &> append(Number number) {
    return check(lc_value_append_int(get(), detail::integer(number)));
  }

 private:
  Value &check(lc_status status) {
    if (status != LIBCLOUD_OK) throw Error(status);
    return *this;
  }
  Handle<lc_value> handle_;
};

inline Value object() { return Value(Handle<lc_value>(lc_value_new_object())); }
inline Value array() { return Value(Handle<lc_value>(lc_value_new_array())); }
inline Value parse(const std::string &json) { return Value(make<lc_value>(lc_value_parse, json)); }

inline Driver open(const std::string &api, const std::string &provider, const Value &config = object()) {
  return make<lc_driver>(lc_driver_new, api, provider, config);
}

// The generic call: lc::call(driver, "ex_list_regions").
inline Value call(const Driver &driver, const std::string &method, const Value &arguments = object()) {
  return Value(make<lc_value>(lc_driver_call, driver, method, arguments));
}

// The records of a list: for (const lc_node *node : lc::Nodes(list)) ...
template <class T, const T *(*At)(const lc_list *, std::size_t)>
class Records {
 public:
  class iterator {
   public:
    iterator(const lc_list *list, std::size_t index) : list_(list), index_(index) {}
    const T *operator*() const { return At(list_, index_); }
    iterator &operator++() { return ++index_, *this; }
    bool operator!=(const iterator &other) const { return index_ != other.index_; }

   private:
    const lc_list *list_;
    std::size_t index_;
  };
  explicit Records(const List &list) : list_(list.get()) {}
  iterator begin() const { return iterator(list_, 0); }
  iterator end() const { return iterator(list_, lc_list_len(list_)); }

 private:
  const lc_list *list_;
};

using Nodes = Records<lc_node, lc_list_node>;
using Sizes = Records<lc_size, lc_list_size>;
using Images = Records<lc_image, lc_list_image>;
using Locations = Records<lc_location, lc_list_location>;
using Volumes = Records<lc_volume, lc_list_volume>;
using Snapshots = Records<lc_snapshot, lc_list_snapshot>;
using KeyPairs = Records<lc_key_pair, lc_list_key_pair>;
using Containers = Records<lc_container, lc_list_container>;
using Objects = Records<lc_object, lc_list_object>;
using Balancers = Records<lc_balancer, lc_list_balancer>;
using Members = Records<lc_member, lc_list_member>;
using DockerContainers = Records<lc_docker_container, lc_list_docker_container>;
using DockerImages = Records<lc_docker_image, lc_list_docker_image>;
using Clusters = Records<lc_cluster, lc_list_cluster>;

// The next page of a listing; an empty handle at the end.
inline List next(Pages &pages) { return make<lc_list>(lc_pages_next, pages); }

// Where the bytes of an upload come from. What its functions throw ends the call, and comes out of it.
struct Source {
  std::function<std::size_t(std::uint8_t *buffer, std::size_t capacity)> read;  // 0: the end
  std::function<void()> rewind;                                                // may be empty
  std::int64_t length = -1;                                                    // -1: not known

  explicit Source(decltype(read) read) : read(std::move(read)) {}
  explicit Source(std::istream &in)
      : read([&in](std::uint8_t *buffer, std::size_t capacity) {
          in.read(reinterpret_cast<char *>(buffer), static_cast<std::streamsize>(capacity));
          if (in.bad()) throw std::ios_base::failure("reading the stream to upload");
          return static_cast<std::size_t>(in.gcount());
        }) {}
};

inline Object upload(const Driver &driver, const Source &source, const std::string &container, const std::string &name,
                     const Value &options = object()) {
  lc_reader reader = LIBCLOUD_READER_INIT;
  reader.user = new Source(source);
  reader.drop = detail::drop<Source>;
  reader.length = source.length;
  reader.read = [](void *user, std::uint8_t *buffer, std::size_t capacity) {
    return detail::guarded<std::int64_t>(0, [=]() -> std::int64_t {
      std::size_t n = static_cast<Source *>(user)->read(buffer, capacity);
      return n > 0 ? static_cast<std::int64_t>(n) : LIBCLOUD_EOF;
    });
  };
  if (source.rewind) {
    reader.rewind = [](void *user) {
      return detail::guarded<std::int32_t>(0, [=] { return static_cast<Source *>(user)->rewind(), 1; });
    };
  }
  return make<lc_object>(lc_upload_object_via_stream, driver, &reader, container, name, options);
}

// Where the bytes of a download go to. What it throws ends the call, and comes out of it.
using Sink = std::function<void(const std::uint8_t *data, std::size_t length)>;

inline void download(const Driver &driver, const std::string &container, const std::string &name, const Sink &sink,
                     const Value &options = object()) {
  lc_writer writer = LIBCLOUD_WRITER_INIT;
  writer.user = new Sink(sink);
  writer.drop = detail::drop<Sink>;
  writer.write = [](void *user, const std::uint8_t *data, std::size_t length) {
    return detail::guarded<std::int64_t>(-1, [=] {
      (*static_cast<Sink *>(user))(data, length);
      return static_cast<std::int64_t>(length);
    });
  };
  run(lc_download_object_via_writer, driver, container, name, &writer, options);
}

// A time limit, a way to cancel, and whom to tell of progress: bind gives a driver whose calls run under them.
class Call {
 public:
  // Gets bytes done and bytes in all, or -1; false stops the call.
  using Progress = std::function<bool(std::int64_t done, std::int64_t total)>;

  explicit Call(std::int64_t timeout_ms = -1) : handle_(lc_call_new(timeout_ms)) {}
  lc_call *get() const { return handle_.get(); }
  void cancel() const { lc_call_cancel(get()); }
  Driver bind(const Driver &driver) const { return make<lc_driver>(lc_driver_bind, driver, *this); }
  void on_progress(Progress progress) {
    auto tell = [](void *user, std::int64_t done, std::int64_t total) {
      return detail::guarded<std::int32_t>(0, [=] { return (*static_cast<Progress *>(user))(done, total) ? 1 : 0; });
    };
    lc_call_set_progress(get(), tell, new Progress(std::move(progress)), detail::drop<Progress>);
  }

 private:
  Handle<lc_call> handle_;
};

// Steps that are done on nodes over SSH: lc::make<lc_node>(lc_deploy_node, driver, "web", size, image, deployment, options).
// What its functions throw ends the deployment, and comes out of it.
class Deployment {
 public:
  // Gets what scripts write: LIBCLOUD_STDOUT or LIBCLOUD_STDERR, and some bytes. False stops the deployment.
  using Output = std::function<bool(const char *node_id, std::size_t step, std::int32_t stream, const std::uint8_t *data,
                                    std::size_t length)>;
  // Gets the result of each step. False stops the deployment.
  using Observer = std::function<bool(const char *node_id, std::size_t step, const lc_value *result)>;

  Deployment() : handle_(lc_deployment_new()) {}
  lc_deployment *get() const { return handle_.get(); }

  Deployment &add_ssh_key(const std::string &public_key, const Value &options = object()) {
    return run(lc_deployment_add_ssh_key, get(), public_key, options), *this;
  }
  Deployment &add_file(const std::string &source, const std::string &target, const Value &options = object()) {
    return run(lc_deployment_add_file, get(), source, target, options), *this;
  }
  Deployment &add_script(const std::string &script, const Value &options = object()) {
    return run(lc_deployment_add_script, get(), script, options), *this;
  }
  Deployment &add_script_file(const std::string &path, const Value &options = object()) {
    return run(lc_deployment_add_script_file, get(), path, options), *this;
  }
  void on_output(Output output) {
    auto tell = [](void *user, const char *node_id, std::size_t step, std::int32_t stream, const std::uint8_t *data,
                   std::size_t length) {
      return detail::guarded<std::int32_t>(
          0, [=] { return (*static_cast<Output *>(user))(node_id, step, stream, data, length) ? 1 : 0; });
    };
    lc_deployment_set_output(get(), tell, new Output(std::move(output)), detail::drop<Output>);
  }
  void on_step(Observer observer) {
    auto tell = [](void *user, const char *node_id, std::size_t step, const lc_value *result) {
      return detail::guarded<std::int32_t>(
          0, [=] { return (*static_cast<Observer *>(user))(node_id, step, result) ? 1 : 0; });
    };
    lc_deployment_set_observer(get(), tell, new Observer(std::move(observer)), detail::drop<Observer>);
  }

 private:
  Handle<lc_deployment> handle_;
};

}  // namespace lc

#endif  // LIBCLOUD_HPP
