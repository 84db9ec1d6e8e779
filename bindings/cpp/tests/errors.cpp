// Errors: their fields, their classes, both styles.
#include <libcloud.hpp>

#include <stdexcept>
#include <type_traits>

#include "check.hpp"

TEST(errors_tell_what_failed) {
  lc::Compute compute("dummy");
  THROWS(lc::Error, compute.destroy_node("none"), error.status() == lc::Status::not_found && error.message() == error.what());
  THROWS(lc::NotFound, compute.destroy_node("none"), !error.is_retriable() && error.http_status() == 0 && !error.retry_after());
  THROWS(std::exception, compute.destroy_node("none"), has(error.what(), "none"));
  THROWS(lc::NotFound, compute.get_node("none"), !error.provider_code() && !error.request_id() && !error.details());
  THROWS(lc::NotFound, compute.get_node("none"), error.callback_code() == 0 && !error.thrown());
}

TEST(errors_have_classes) {
  THROWS(lc::InvalidArgument, lc::Compute("dumy"), has(error.what(), "dumy"));
  THROWS(lc::InvalidArgument, lc::Compute("dummy", {{"regoin", "x"}}), has(error.what(), "regoin"));
  THROWS(lc::NotSupported, lc::Compute("dummy").call("ex_nothing"), has(error.what(), "ex_nothing"));
  lc::Storage storage("dummy");
  storage.create_container("c");
  THROWS(lc::AlreadyExists, storage.create_container("c"), error.name() == "ContainerAlreadyExistsError");
  storage.upload_object_via_stream(lc::Reader::bytes("x"), "c", "o");
  THROWS(lc::Conflict, storage.delete_container("c"), error.name() == "ContainerIsNotEmptyError");
  CHECK(lc::status_name(lc::Status::quota) == "LIBCLOUD_QUOTA");
}

TEST(errors_are_copied_and_outlive_their_cause) {
  std::optional<lc::Error> kept;
  try {
    lc::Storage("dummy").get_object("c", "o");
  } catch (const lc::Error &error) {
    kept = error;
  }
  lc::Error copy = *kept;
  kept.reset();
  CHECK(copy.status() == lc::Status::not_found && copy.name() == "ContainerDoesNotExistError");
  CHECK(lc_error_status(copy.get()) == LIBCLOUD_NOT_FOUND);
  static_assert(std::is_nothrow_copy_constructible_v<lc::Error> && sizeof(lc::Error) <= 3 * sizeof(void *));
}

TEST(results_hold_a_value_or_an_error) {
  auto storage = lc::nothrow::Storage::open("dummy");
  CHECK(storage && storage.has_value());
  auto made = storage->create_container("c");
  const auto &constant = made;
  CHECK(constant.value().name() == "c" && constant.value_or(lc::Container()).name() == "c");
  CHECK(made && made->name() == "c" && (*made).name() == "c" && made.value().name() == "c");
  auto missing = storage->get_object("c", "o");
  CHECK(!missing && missing.error().status() == lc::Status::not_found);
  CHECK(missing.error().name() == "ObjectDoesNotExistError");
  THROWS(lc::NotFound, missing.value(), has(error.what(), "o"));
  CHECK(storage->delete_container("c") && !storage->delete_container("c"));
  THROWS(lc::NotFound, storage->delete_container("c").value(), true);
  CHECK(lc::nothrow::Library::get_size_price("compute", "ec2_linux", "none").value_or(1.5) == 1.5);
}

TEST(nothing_is_thrown_where_errors_are_results) {
  using Storage = lc::nothrow::Storage;
  static_assert(noexcept(std::declval<const Storage &>().get_object("c", "o", {{"a", 1}})));
  static_assert(noexcept(Storage::open("dummy")) && noexcept(lc::nothrow::Library::parse("")));
  static_assert(!noexcept(std::declval<const lc::Storage &>().get_object("c", "o")));
  auto storage = Storage::open("dummy");
  CHECK(storage->create_container("c").has_value());
  lc::Reader bad([](char *, std::size_t) -> std::int64_t { throw std::runtime_error("no more"); });
  auto stored = storage->upload_object_via_stream(bad, "c", "o");
  CHECK(!stored && stored.error().status() == lc::Status::aborted && stored.error().thrown());
  THROWS(std::runtime_error, std::rethrow_exception(stored.error().thrown()), error.what() == std::string("no more"));
  CHECK(!Storage::open("none") && Storage::open("none").error().status() == lc::Status::invalid_argument);
}
