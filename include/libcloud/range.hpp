// Ranges over what the C library tells by position.
#ifndef LIBCLOUD_RANGE_HPP
#define LIBCLOUD_RANGE_HPP

#include <cstddef>
#include <iterator>

namespace lc::detail {

/// A position in a View: something small to copy, whose at(index) makes the element.
template <class View>
class Iterator {
 public:
  using value_type = decltype(View().at(0));
  using reference = value_type;
  using difference_type = std::ptrdiff_t;
  // C++17 asks of more than an input iterator that `*it` is a true reference; C++20 does not.
  using iterator_category = std::input_iterator_tag;
  using iterator_concept = std::random_access_iterator_tag;

  class pointer {
   public:
    explicit pointer(value_type value) noexcept : value_(static_cast<value_type &&>(value)) {}
    const value_type *operator->() const noexcept { return &value_; }

   private:
    value_type value_;
  };

  Iterator() noexcept = default;
  Iterator(View view, std::size_t index) noexcept : view_(view), index_(static_cast<difference_type>(index)) {}

  reference operator*() const noexcept { return view_.at(static_cast<std::size_t>(index_)); }
  pointer operator->() const noexcept { return pointer(**this); }
  reference operator[](difference_type n) const noexcept { return *(*this + n); }

  Iterator &operator+=(difference_type n) noexcept { return index_ += n, *this; }
  Iterator &operator-=(difference_type n) noexcept { return index_ -= n, *this; }
  Iterator &operator++() noexcept { return *this += 1; }
  Iterator &operator--() noexcept { return *this -= 1; }
  Iterator operator++(int) noexcept { return ++*this, *this - 1; }
  Iterator operator--(int) noexcept { return --*this, *this + 1; }
  friend Iterator operator+(Iterator it, difference_type n) noexcept { return it += n; }
  friend Iterator operator+(difference_type n, Iterator it) noexcept { return it += n; }
  friend Iterator operator-(Iterator it, difference_type n) noexcept { return it -= n; }
  friend difference_type operator-(const Iterator &a, const Iterator &b) noexcept { return a.index_ - b.index_; }

  friend bool operator==(const Iterator &a, const Iterator &b) noexcept { return a.index_ == b.index_; }
  friend bool operator!=(const Iterator &a, const Iterator &b) noexcept { return a.index_ != b.index_; }
  friend bool operator<(const Iterator &a, const Iterator &b) noexcept { return a.index_ < b.index_; }
  friend bool operator>(const Iterator &a, const Iterator &b) noexcept { return a.index_ > b.index_; }
  friend bool operator<=(const Iterator &a, const Iterator &b) noexcept { return a.index_ <= b.index_; }
  friend bool operator>=(const Iterator &a, const Iterator &b) noexcept { return a.index_ >= b.index_; }

 private:
  View view_{};
  difference_type index_ = 0;
};

struct Nothing {};

/// A range over a View, which also has size(). It keeps what the View borrows from, if it is given that.
template <class View, class Kept = Nothing>
class Range {
 public:
  using iterator = Iterator<View>;
  using const_iterator = iterator;
  using value_type = typename iterator::value_type;
  using size_type = std::size_t;

  explicit Range(View view, Kept kept = {}) noexcept : view_(view), kept_(static_cast<Kept &&>(kept)) {}
  std::size_t size() const noexcept { return view_.size(); }
  bool empty() const noexcept { return size() == 0; }
  iterator begin() const noexcept { return iterator(view_, 0); }
  iterator end() const noexcept { return iterator(view_, size()); }
  /// Beyond the end: an element that says nothing.
  value_type operator[](std::size_t index) const noexcept { return view_.at(index); }
  value_type front() const noexcept { return view_.at(0); }

 private:
  View view_;
  Kept kept_;
};

}  // namespace lc::detail

#endif  // LIBCLOUD_RANGE_HPP
