// What records and lists of them have in common.
#ifndef LIBCLOUD_RECORD_HPP
#define LIBCLOUD_RECORD_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "value.hpp"

namespace lc {

/// A time in UTC.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// A record is a reference to what the library holds: copying one copies nothing, and every copy keeps it alive. What an
/// accessor tells is borrowed from it. One that is empty is false, and all it tells is empty.
template <class T, T *(*Ref)(const T *), const T *(*At)(const lc_list *, std::size_t), const lc_value *(*Extra)(const T *),
          const lc_value *(*Whole)(const T *)>
class Record {
 public:
  using Raw = T;

  Record() noexcept = default;
  /// Takes over what the C library made.
  explicit Record(T *owned) noexcept : handle_(owned) {}
  Record(const Record &other) noexcept : handle_(Ref(other.get())) {}
  Record(Record &&other) noexcept = default;
  Record &operator=(const Record &other) noexcept { return handle_.reset(Ref(other.get())), *this; }
  Record &operator=(Record &&other) noexcept = default;
  ~Record() = default;

  explicit operator bool() const noexcept { return get() != nullptr; }
  const T *get() const noexcept { return handle_.get(); }
  /// What else the provider tells.
  ValueView extra() const noexcept { return Extra(get()); }
  /// All of it.
  ValueView value() const noexcept { return Whole(get()); }

  /// A reference to a record of a list.
  static T *of(const lc_list *list, std::size_t index) noexcept { return Ref(At(list, index)); }

 private:
  Handle<T> handle_;
};

namespace detail {

inline std::optional<Time> time(std::optional<std::int64_t> ms) noexcept {
  return ms ? std::optional<Time>(Time(std::chrono::milliseconds(*ms))) : std::nullopt;
}

template <class T>
struct Strings {
  const T *record = nullptr;
  std::size_t (*count)(const T *) = nullptr;
  const char *(*one)(const T *, std::size_t) = nullptr;
  Text at(std::size_t index) const noexcept { return one(record, index); }
  std::size_t size() const noexcept { return count(record); }
};

template <class Record, class T>
Range<Strings<T>, Record> strings(const Record &record, std::size_t (*count)(const T *),
                                  const char *(*one)(const T *, std::size_t)) noexcept {
  return Range<Strings<T>, Record>({record.get(), count, one}, record);
}

template <class T>
struct Records {
  const lc_list *list = nullptr;
  T at(std::size_t index) const noexcept { return T(T::of(list, index)); }
  std::size_t size() const noexcept { return lc_list_len(list); }
};

}  // namespace detail

/// A list of records: a random access range, whose elements are references that may outlive it.
template <class T>
class List {
 public:
  using Raw = lc_list;
  using value_type = T;
  using size_type = std::size_t;
  using iterator = detail::Iterator<detail::Records<T>>;
  using const_iterator = iterator;

  List() noexcept = default;
  /// Takes over what the C library made.
  explicit List(lc_list *owned) noexcept : handle_(owned) {}

  std::size_t size() const noexcept { return records().size(); }
  bool empty() const noexcept { return size() == 0; }
  iterator begin() const noexcept { return iterator(records(), 0); }
  iterator end() const noexcept { return iterator(records(), size()); }
  /// Beyond the end: an empty record.
  T operator[](std::size_t index) const noexcept { return records().at(index); }
  T front() const noexcept { return records().at(0); }
  /// The whole list as an array.
  ValueView value() const noexcept { return lc_list_value(get()); }
  const lc_list *get() const noexcept { return handle_.get(); }

 private:
  detail::Records<T> records() const noexcept { return {get()}; }

  Handle<lc_list> handle_;
};

}  // namespace lc

#endif  // LIBCLOUD_RECORD_HPP
