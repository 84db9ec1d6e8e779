// Objects, and the containers they are in.
#ifndef LIBCLOUD_STORAGE_HPP
#define LIBCLOUD_STORAGE_HPP

#include <cstdint>
#include <string>

#include "driver.hpp"
#include "pages.hpp"
#include "records.hpp"
#include "stream.hpp"

namespace lc {

/// A driver of object storage. Options, and which errors are worth a branch of their own: see libcloud.h, at the function of
/// the same name.
template <class Errors>
class BasicStorage : public Driver<BasicStorage<Errors>, Errors> {
 public:
  static constexpr const char *api = "storage";
  static constexpr bool quiet = Errors::quiet;
  template <class T>
  using Returns = typename Errors::template Returns<T>;
  using Driver<BasicStorage<Errors>, Errors>::Driver;

  // ---- Containers

  /// Lists the containers of the account.
  Returns<List<Container>> list_containers(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Container>>(*this, lc_list_containers, options);
  }
  /// The same page by page, fetched as the range is gone through.
  Returns<BasicPages<Container, Errors>> iterate_containers(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<BasicPages<Container, Errors>>(*this, lc_iterate_containers, options);
  }
  /// Gets a container.
  Returns<Container> get_container(Text container, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Container>(*this, lc_get_container, container, options);
  }
  /// Makes a container.
  Returns<Container> create_container(Text container, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Container>(*this, lc_create_container, container, options);
  }
  /// Deletes a container, which must be empty.
  Returns<void> delete_container(Text container, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_delete_container, container, options);
  }
  /// Lists the objects of a container. For very many there is iterate_container_objects.
  Returns<List<Object>> list_container_objects(Text container, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Object>>(*this, lc_list_container_objects, container, options);
  }
  /// The same page by page, fetched as the range is gone through.
  Returns<BasicPages<Object, Errors>> iterate_container_objects(Text container, const Value &options = {}) const
      noexcept(quiet) {
    return detail::ask<BasicPages<Object, Errors>>(*this, lc_iterate_container_objects, container, options);
  }
  /// The address of a container for the public. It need not work.
  Returns<std::string> get_container_cdn_url(Text container, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<std::string>(*this, lc_get_container_cdn_url, container, options);
  }
  /// Publishes a container.
  Returns<void> enable_container_cdn(Text container, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_enable_container_cdn, container, options);
  }

  // ---- Objects

  /// What is known of an object; its bytes are not fetched.
  Returns<Object> get_object(Text container, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Object>(*this, lc_get_object, container, name, options);
  }
  /// Deletes an object.
  Returns<void> delete_object(Text container, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_delete_object, container, name, options);
  }
  /// An address of an object: for the public, or for whoever is given it. The object need not be there.
  Returns<std::string> get_object_cdn_url(Text container, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<std::string>(*this, lc_get_object_cdn_url, container, name, options);
  }
  /// Publishes an object.
  Returns<void> enable_object_cdn(Text container, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_enable_object_cdn, container, name, options);
  }

  // ---- Uploads: on failure nothing is stored, and no part is left behind. The memory they take does not depend on the size.

  /// Stores a file as an object, instead of one of that name.
  Returns<Object> upload_object(Text path, Text container, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Object>(*this, lc_upload_object, path, container, name, options);
  }
  /// Stores what a stream or a function yields as an object, instead of one of that name.
  Returns<Object> upload_object_via_stream(const Reader &source, Text container, Text name, const Value &options = {}) const
      noexcept(quiet) {
    const lc_reader reader = source.raw();
    return detail::ask<Object>(*this, lc_upload_object_via_stream, &reader, container, name, options);
  }

  // ---- Downloads

  /// Saves an object to a file, which appears whole or not at all; or below a folder, under the last part of `name`.
  Returns<void> download_object(Text container, Text name, Text path, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_download_object, container, name, path, options);
  }
  /// Saves the bytes from `start` on, up to but not including `end`; -1: to the end.
  Returns<void> download_object_range(Text container, Text name, std::int64_t start, std::int64_t end, Text path,
                                      const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_download_object_range, container, name, start, end, path, options);
  }
  /// Hands the bytes of an object to a stream or a function, in order. On failure some may have been handed over.
  Returns<void> download_object_via_writer(Text container, Text name, const Writer &sink, const Value &options = {}) const
      noexcept(quiet) {
    const lc_writer writer = sink.raw();
    return detail::ask<void>(*this, lc_download_object_via_writer, container, name, &writer, options);
  }
  /// Opens an object for reading; lc::InputStream makes a std::istream of it.
  Returns<BasicStream<Errors>> download_object_as_stream(Text container, Text name, const Value &options = {}) const
      noexcept(quiet) {
    return detail::ask<BasicStream<Errors>>(*this, lc_download_object_as_stream, container, name, options);
  }
  /// Opens the bytes from `start` on, up to but not including `end`; -1: to the end.
  Returns<BasicStream<Errors>> download_object_range_as_stream(Text container, Text name, std::int64_t start,
                                                               std::int64_t end, const Value &options = {}) const
      noexcept(quiet) {
    return detail::ask<BasicStream<Errors>>(*this, lc_download_object_range_as_stream, container, name, start, end,
                                            options);
  }
};

}  // namespace lc

#endif  // LIBCLOUD_STORAGE_HPP
