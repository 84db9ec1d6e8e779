// Listings that are fetched page by page.
#ifndef LIBCLOUD_PAGES_HPP
#define LIBCLOUD_PAGES_HPP

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "invoke.hpp"
#include "record.hpp"

namespace lc {

/// A listing as an input range of its records, over all pages; each is fetched when the one before is used up. It can be gone
/// through once. Where errors are results, so are the elements, and an error is the last one.
template <class T, class ErrorStyle>
class BasicPages {
 public:
  using Raw = lc_pages;
  using Errors = ErrorStyle;
  template <class U>
  using Returns = typename Errors::template Returns<U>;
  static constexpr bool quiet = Errors::quiet;

  struct End {};
  class Iterator;

  /// Takes over what the C library made.
  explicit BasicPages(lc_pages *owned) noexcept : handle_(owned) {}

  /// Fetches a page, in a call of its own: with the whole time limit of a bound driver. Nothing: the end. A page may be empty
  /// and yet not the last; after a failure the listing is over.
  Returns<std::optional<List<T>>> next() noexcept(quiet) {
    lc_list *list = nullptr;
    lc_error *error = nullptr;
    detail::Frame frame;
    lc_status status = lc_pages_next(get(), &list, &error);
    if (status != LIBCLOUD_OK) return Errors::template fail<std::optional<List<T>>>(frame.error(status, error));
    return list ? std::optional<List<T>>(List<T>(list)) : std::nullopt;
  }

  /// Fetches the first page.
  Iterator begin() noexcept(quiet) { return fetch(), Iterator(this); }
  End end() const noexcept { return {}; }
  lc_pages *get() const noexcept { return handle_.get(); }

 private:
  // Sets page_ to the next one that has records; to nothing at the end.
  void fetch() noexcept(quiet) {
    at_ = 0;
    do {
      auto page = next();
      if constexpr (quiet) {
        failed_ = page ? std::nullopt : std::optional<Error>(page.error());
        page_ = page ? *std::move(page) : std::nullopt;
      } else {
        page_ = std::move(page);
      }
    } while (page_ && page_->empty());
  }
  void step() noexcept(quiet) {
    failed_.reset();
    if (page_ && ++at_ == page_->size()) fetch();
  }
  bool ended() const noexcept { return !page_ && !failed_; }
  Returns<T> current() const noexcept {
    if constexpr (quiet) {
      if (failed_) return *failed_;
    }
    return (*page_)[at_];
  }

  Handle<lc_pages> handle_;
  std::optional<List<T>> page_;
  std::size_t at_ = 0;
  std::optional<Error> failed_;
};

template <class T, class Errors>
class BasicPages<T, Errors>::Iterator {
 public:
  using value_type = Returns<T>;
  using reference = value_type;
  using pointer = void;
  using difference_type = std::ptrdiff_t;
  using iterator_category = std::input_iterator_tag;

  Iterator() noexcept = default;
  value_type operator*() const noexcept { return pages_->current(); }
  Iterator &operator++() noexcept(quiet) { return pages_->step(), *this; }
  void operator++(int) noexcept(quiet) { pages_->step(); }
  friend bool operator==(const Iterator &it, End) noexcept { return it.ended(); }
  friend bool operator!=(const Iterator &it, End) noexcept { return !it.ended(); }
  friend bool operator==(End, const Iterator &it) noexcept { return it.ended(); }
  friend bool operator!=(End, const Iterator &it) noexcept { return !it.ended(); }

 private:
  friend class BasicPages;
  explicit Iterator(BasicPages *pages) noexcept : pages_(pages) {}
  bool ended() const noexcept { return pages_->ended(); }

  BasicPages *pages_ = nullptr;
};

}  // namespace lc

#endif  // LIBCLOUD_PAGES_HPP
