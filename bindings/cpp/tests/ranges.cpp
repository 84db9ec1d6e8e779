// Lists and listings as ranges, in C++17 and C++20.
#include <libcloud.hpp>

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <vector>
#if __cplusplus >= 202002L
#include <ranges>
#endif

#include "check.hpp"

static lc::Storage with_objects(int count) {
  lc::Storage storage("dummy");
  storage.create_container("c");
  for (int i = 0; i < count; i++) storage.upload_object_via_stream(lc::Reader::bytes("x"), "c", "o" + std::to_string(i));
  return storage;
}

TEST(lists_are_random_access) {
  auto list = with_objects(5).list_container_objects("c");
  auto it = list.begin();
  CHECK(list.size() == 5 && !list.empty() && list.end() - it == 5 && list[4].name() == "o4");
  CHECK(it[2].name() == "o2" && (it + 3)->name() == "o3" && (2 + it)->name() == "o2" && (list.end() - 1)->name() == "o4");
  CHECK((*it++).name() == "o0" && it->name() == "o1" && (*it--).name() == "o1");
  CHECK((++it)->name() == "o1" && (--it)->name() == "o0");
  it += 4, it -= 2;
  CHECK(it->name() == "o2" && it == list.begin() + 2 && it != list.end());
  CHECK(it > list.begin() && it >= list.begin() && it < list.end() && it <= list.end());
  CHECK(list.value().size() == 5 && list.value()[1]["name"].string() == "o1");
}

TEST(records_outlive_their_list) {
  lc::Object kept = with_objects(2).list_container_objects("c")[1];
  CHECK(kept.name() == "o1");
  auto list = with_objects(3).list_container_objects("c");
  std::vector<lc::Object> all(list.begin(), list.end());
  list = {};
  CHECK(all.size() == 3 && all[2].name() == "o2" && list.empty());
}

TEST(algorithms_take_lists) {
  auto list = with_objects(4).list_container_objects("c");
  auto found = std::find_if(list.begin(), list.end(), [](const lc::Object &each) { return each.name() == "o3"; });
  CHECK(found != list.end() && std::distance(list.begin(), list.end()) == 4);
}

TEST(pages_are_one_range) {
  lc::Storage storage = with_objects(2500);
  std::size_t count = 0;
  std::string last;
  for (const lc::Object &object : storage.iterate_container_objects("c")) count++, last = object.name();
  CHECK(count == 2500 && !last.empty());
  auto pages = storage.iterate_container_objects("c", {{"prefix", "o1"}});
  count = 0;
  while (auto page = pages.next()) count += page->size();
  CHECK(count == 1111);
  CHECK(!pages.next());
}

TEST(empty_listings_end_at_once) {
  lc::Storage storage = with_objects(0);
  auto pages = storage.iterate_container_objects("c");
  CHECK(pages.begin() == pages.end() && storage.iterate_containers().begin() != lc::Pages<lc::Container>::End());
  for (const lc::Node &node : lc::Compute("dummy").iterate_nodes()) CHECK(!node.id().empty());
}

TEST(errors_of_listings_come_out) {
  lc::Call call;
  lc::Storage storage = with_objects(2500).bind(call);
  auto pages = storage.iterate_container_objects("c");
  std::size_t count = 0;
  auto go_through = [&] {
    for (const lc::Object &object : pages)
      if (++count == 10 && !object.name().empty()) call.cancel();
  };
  THROWS(lc::Cancelled, go_through(), true);
  CHECK(count >= 10 && count < 2500);
  THROWS(lc::NotFound, lc::Storage("dummy").iterate_container_objects("none").begin(), true);
}

TEST(errors_are_the_last_element_where_they_are_results) {
  auto storage = lc::nothrow::Storage::open("dummy");
  CHECK(storage->create_container("c") && storage->upload_object_via_stream(lc::Reader::bytes("x"), "c", "o"));
  for (const auto &object : *storage->iterate_container_objects("c")) CHECK(object && object->name() == "o");
  lc::Call call;
  auto bound = storage->bind(call);
  auto pages = bound->iterate_container_objects("c");
  call.cancel();
  int errors = 0;
  for (const auto &object : *pages) errors += !object && object.error().status() == lc::Status::cancelled;
  CHECK(errors == 1);
}

using Objects = lc::List<lc::Object>;
static_assert(std::is_nothrow_copy_constructible_v<lc::Object> && std::is_nothrow_move_constructible_v<lc::Object>);
static_assert(!std::is_copy_constructible_v<Objects> && std::is_nothrow_move_constructible_v<Objects>);
static_assert(!std::is_copy_constructible_v<lc::Storage> && std::is_nothrow_move_constructible_v<lc::Storage>);
static_assert(sizeof(lc::Object) == sizeof(void *) && sizeof(Objects) == sizeof(void *) && sizeof(lc::Storage) == sizeof(void *));

#if __cplusplus >= 202002L
using Ips = decltype(lc::Node().public_ips());
static_assert(std::ranges::random_access_range<Objects> && std::ranges::sized_range<Objects>);
static_assert(std::ranges::random_access_range<Ips> && std::ranges::random_access_range<lc::ValueView>);
static_assert(std::ranges::random_access_range<decltype(lc::ValueView().entries())>);
static_assert(std::ranges::input_range<lc::Pages<lc::Object>> && std::ranges::input_range<lc::nothrow::Pages<lc::Object>>);
static_assert(!std::ranges::forward_range<lc::Pages<lc::Object>>);

// Clang before 16 does not take libstdc++'s views.
#if !defined(__clang__) || __clang_major__ >= 16
TEST(views_take_lists_and_pages) {
  lc::Storage storage = with_objects(20);
  auto list = storage.list_container_objects("c");
  auto named = [](const lc::Object &object) { return object.name().ends_with("1"); };
  CHECK(std::ranges::count_if(list, named) == 2);
  std::size_t count = 0;
  auto pages = storage.iterate_container_objects("c");
  for (const lc::Object &object : pages | std::views::filter(named)) count += object.name().size();
  CHECK(count == 5);
  auto last = *(list | std::views::drop(19) | std::views::transform([](const lc::Object &each) { return each; })).begin();
  CHECK(last.container() == "c");
}
#endif
#endif
