// Bytes on their way: readers for uploads, writers and streams for downloads.
#ifndef LIBCLOUD_STREAM_HPP
#define LIBCLOUD_STREAM_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <ios>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string_view>
#include <type_traits>
#include <utility>

#include "invoke.hpp"

namespace lc {

namespace detail {

/// A stream of the program's own that failed stops the call.
inline bool stream_failed(const char *doing) {
#if defined(__cpp_exceptions)
  throw std::ios_base::failure(doing);
#else
  static_cast<void>(doing);
  return false;
#endif
}

}  // namespace detail

/// Where the bytes of an upload come from: a std::istream, or a function that puts up to `capacity` bytes into `buffer` and
/// returns how many; 0: the end; below 0: it failed, which stops the upload, and Error::callback_code tells the number. What
/// it throws stops the upload too, and comes out of it. Nothing is stored then.
class Reader {
 public:
  using Read = std::function<std::int64_t(char *buffer, std::size_t capacity)>;
  /// Goes back to the first byte; false: it cannot.
  using Rewind = std::function<bool()>;

  template <class Function, class = std::enable_if_t<std::is_invocable_r_v<std::int64_t, Function &, char *, std::size_t>>>
  Reader(Function read) : read_(std::move(read)) {}

  /// Reads from where the stream is now to its end. A file that could not be opened fails the upload.
  Reader(std::istream &in)
      : read_([&in](char *buffer, std::size_t capacity) -> std::int64_t {
          in.read(buffer, static_cast<std::streamsize>(capacity));
          bool failed = in.bad() || (in.fail() && !in.eof());
          if (failed && !detail::stream_failed("reading the stream to upload")) return -1;
          return in.gcount();
        }) {
    auto start = static_cast<std::streamoff>(in.tellg());
    if (start >= 0) rewind_ = [&in, start] { return in.clear(), static_cast<bool>(in.seekg(start)); };
  }

  /// Bytes in memory, which must stay there until the upload returns.
  static Reader bytes(std::string_view bytes) {
    auto rest = std::make_shared<std::string_view>(bytes);
    Reader reader([rest](char *buffer, std::size_t capacity) {
      std::size_t n = rest->copy(buffer, capacity);
      return rest->remove_prefix(n), static_cast<std::int64_t>(n);
    });
    reader.rewind([rest, bytes] { return *rest = bytes, true; }).length(static_cast<std::int64_t>(bytes.size()));
    return reader;
  }

  /// Without one, an upload is not tried again once bytes were read.
  Reader &rewind(Rewind rewind) noexcept { return rewind_ = std::move(rewind), *this; }
  /// How many bytes there are: fewer or more are Status::integrity. -1: not known.
  Reader &length(std::int64_t bytes) noexcept { return length_ = bytes, *this; }

  /// As C takes it; borrowed.
  lc_reader raw() const noexcept {
    lc_reader reader = LIBCLOUD_READER_INIT;
    reader.user = const_cast<Reader *>(this);
    reader.read = read;
    if (rewind_) reader.rewind = go_back;
    reader.length = length_;
    return reader;
  }

 private:
  static std::int64_t read(void *user, std::uint8_t *buffer, std::size_t capacity) noexcept {
    return detail::guarded<std::int64_t>(0, [=]() -> std::int64_t {
      std::int64_t n = static_cast<Reader *>(user)->read_(reinterpret_cast<char *>(buffer), capacity);
      if (n > 0) return n;
      if (n == 0) return LIBCLOUD_EOF;
      // C's own end is below 0.
      return stop(n), n == LIBCLOUD_EOF ? 0 : n;
    });
  }
  static std::int32_t go_back(void *user) noexcept {
    return detail::guarded<std::int32_t>(0, [=] { return static_cast<Reader *>(user)->rewind_() ? 1 : 0; });
  }

  Read read_;
  Rewind rewind_;
  std::int64_t length_ = -1;
};

/// Where the bytes of a download go to: a std::ostream, or a function that takes a std::string_view. Returning false stops the
/// download; so does what it throws, which comes out of it.
class Writer {
 public:
  using Write = std::function<bool(std::string_view bytes)>;

  template <class Function, class = std::enable_if_t<std::is_invocable_v<Function &, std::string_view>>>
  Writer(Function write)
      : write_([write = std::move(write)](std::string_view bytes) mutable { return detail::goes_on(write, bytes); }) {}

  Writer(std::ostream &out)
      : write_([&out](std::string_view bytes) {
          out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
          return out ? true : detail::stream_failed("writing a download to the stream");
        }) {}

  /// As C takes it; borrowed.
  lc_writer raw() const noexcept {
    lc_writer writer = LIBCLOUD_WRITER_INIT;
    writer.user = const_cast<Writer *>(this);
    writer.write = write;
    return writer;
  }

 private:
  static std::int64_t write(void *user, const std::uint8_t *data, std::size_t length) noexcept {
    return detail::guarded<std::int64_t>(-1, [=]() -> std::int64_t {
      bool taken = static_cast<Writer *>(user)->write_({reinterpret_cast<const char *>(data), length});
      return taken ? static_cast<std::int64_t>(length) : -1;
    });
  }

  Write write_;
};

/// The bytes of an object, to be read piece by piece.
template <class ErrorStyle>
class BasicStream {
 public:
  using Raw = lc_stream;
  using Errors = ErrorStyle;

  /// Takes over what the C library made.
  explicit BasicStream(lc_stream *owned) noexcept : handle_(owned) {}

  /// Reads the next bytes, in a call of its own: with the whole time limit of a bound driver. Returns how many came; 0: the
  /// end, and all of them did. After a failure the stream is over.
  typename Errors::template Returns<std::size_t> read(char *buffer, std::size_t capacity) noexcept(Errors::quiet) {
    return detail::invoke<std::size_t, Errors>(lc_stream_read, get(), reinterpret_cast<std::uint8_t *>(buffer), capacity);
  }
  /// How many bytes there are from beginning to end.
  std::optional<std::int64_t> length() const noexcept {
    std::int64_t length = lc_stream_length(get());
    return length < 0 ? std::nullopt : std::optional<std::int64_t>(length);
  }
  lc_stream *get() const noexcept { return handle_.get(); }

 private:
  Handle<lc_stream> handle_;
};

/// A download as a std::istream. What goes wrong is thrown, or where errors are results it sets badbit, and error() tells it.
template <class Errors>
class BasicInputStream : public std::istream {
 public:
  explicit BasicInputStream(BasicStream<Errors> stream) : std::istream(nullptr), buffer_(std::move(stream), *this) {
    rdbuf(&buffer_);
    if constexpr (!Errors::quiet) exceptions(badbit);
  }
  /// What the stream failed with.
  const std::optional<Error> &error() const noexcept { return buffer_.error; }

 private:
  struct Buffer : std::streambuf {
    Buffer(BasicStream<Errors> from, std::ios &owner)
        : stream(std::move(from)), ios(owner), room(new char[CAPACITY]) {}

    int_type underflow() override {
      std::size_t n = fetch(room.get(), CAPACITY);
      setg(room.get(), room.get(), room.get() + n);
      return n > 0 ? traits_type::to_int_type(*gptr()) : traits_type::eof();
    }
    // What is more than the buffer is not copied through it.
    std::streamsize xsgetn(char *to, std::streamsize wanted) override {
      std::streamsize got = 0;
      while (got < wanted) {
        std::streamsize n = std::min(egptr() - gptr(), wanted - got);
        if (n > 0) {
          std::memcpy(to + got, gptr(), static_cast<std::size_t>(n));
          gbump(static_cast<int>(n));
        } else if (wanted - got >= static_cast<std::streamsize>(CAPACITY)) {
          n = static_cast<std::streamsize>(fetch(to + got, static_cast<std::size_t>(wanted - got)));
          if (n == 0) break;
        } else if (traits_type::eq_int_type(underflow(), traits_type::eof())) {
          break;
        }
        got += n;
      }
      return got;
    }

    std::size_t fetch(char *to, std::size_t capacity) {
      if constexpr (Errors::quiet) {
        auto n = stream.read(to, capacity);
        if (n) return *n;
        error = n.error();
        ios.setstate(badbit);
        return 0;
      } else {
        return stream.read(to, capacity);
      }
    }

    static constexpr std::size_t CAPACITY = 64 * 1024;
    BasicStream<Errors> stream;
    std::ios &ios;
    std::unique_ptr<char[]> room;
    std::optional<Error> error;
  };

  Buffer buffer_;
};

}  // namespace lc

#endif  // LIBCLOUD_STREAM_HPP
