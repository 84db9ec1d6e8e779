// Values: what goes in, what comes out, and what is refused.
#include <libcloud.hpp>

#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "check.hpp"

TEST(options_are_written_in_braces) {
  lc::Value value = {{"text", "t"}, {"n", 2}, {"half", 0.5}, {"yes", true}, {"none", nullptr}, {"inner", {{"a", 1}, {"b", {}}}}};
  CHECK(value.json() == R"({"text":"t","n":2,"half":0.5,"yes":true,"none":null,"inner":{"a":1,"b":{}}})");
}

TEST(items_of_every_type) {
  std::string text = "text";
  std::string_view part = std::string_view(text).substr(0, 2);
  std::vector<std::string> words = {"a", "b"};
  lc::Value list = lc::array({text, part, lc::Text("x"), 'a', 1u, 2L, 3ULL, short{4}, 5.5f, std::size_t{6}, words,
                              std::array<int, 2>{7, 8}, std::set<std::string>{"c"}, std::vector<bool>{true, false},
                              std::optional<int>(9), std::optional<int>(), static_cast<const char *>(nullptr), {{"k", "v"}}});
  CHECK(list.json() == R"(["text","te","x",97,1,2,3,4,5.5,6,["a","b"],[7,8],["c"],[true,false],9,null,null,{"k":"v"}])");
}

TEST(maps_are_objects) {
  std::map<std::string, std::vector<int>> map = {{"a", {1, 2}}, {"b", {}}};
  lc::Value value = {{"map", map}};
  CHECK(value.json() == R"({"map":{"a":[1,2],"b":[]}})");
  CHECK(lc::array({value["map"].entries()}).json() == R"([{"a":[1,2],"b":[]}])");
}

TEST(values_within_values) {
  lc::Value inner = {{"a", 1}};
  lc::Value outer = {{"whole", inner}, {"part", inner["a"]}, {"absent", inner["b"]}, {"made", lc::array({"x"})}};
  CHECK(outer.json() == R"({"whole":{"a":1},"part":1,"absent":null,"made":["x"]})");
  CHECK(inner.json() == R"({"a":1})");
}

TEST(values_grow) {
  lc::Value object, list;
  CHECK(!object && object.json().empty());
  object.set("a", 1).set("b", 2).set("a", 3);
  list.append(1).append(object);
  CHECK(object.json() == R"({"a":3,"b":2})" && list.json() == R"([1,{"a":3,"b":2}])");
}

TEST(values_are_read) {
  lc::Value value = lc::Library::parse(
      R"({"s": "text", "nul": "a\u0000b", "n": 7, "d": 1.5, "t": true, "list": [1, 2], "z": null})");
  CHECK(value["s"].string() == "text" && value["nul"].string()->size() == 3);
  CHECK(value["n"].integer() == 7 && value["n"].number() == 7.0 && value["d"].number() == 1.5);
  CHECK(value["t"].boolean() == true && !value["t"].integer() && !value["s"].boolean());
  CHECK(value["list"][1].integer() == 2 && value["list"].size() == 2 && !value["list"][2]);
  CHECK(value["z"].type() == lc::Type::null && value["z"] && !value["y"]);
  CHECK(!value["no"]["such"][0].string().has_value());
  CHECK(value.type() == lc::Type::object && value["list"].type() == lc::Type::array);
  CHECK(value.key(0) == "s" && value[2].integer() == 7);
}

TEST(values_are_ranges) {
  lc::Value value = {{"a", lc::array({1, 2, 3})}, {"b", "text"}};
  std::int64_t sum = 0;
  for (lc::ValueView each : value["a"]) sum += each.integer().value_or(0);
  CHECK(sum == 6);
  std::string keys;
  for (auto [key, each] : value.entries()) keys += std::string(key) + (each.type() == lc::Type::string ? "!" : ".");
  CHECK(keys == "a.b!");
  for (lc::ValueView each : value["b"]) CHECK(!each);
  CHECK(value["b"].entries().empty() && value["a"].entries().empty());
}

static_assert(std::is_convertible_v<lc::Value &, lc::ValueView> && !std::is_convertible_v<lc::Value, lc::ValueView>);

TEST(values_move) {
  lc::Value value = {{"a", 1}};
  const lc_value *raw = value.get();
  lc::Value moved = std::move(value);
  CHECK(moved.get() == raw);
  moved = lc::Value();
  lc::Handle<lc_value> released(lc::Value{{"b", 2}}.release());
  CHECK(lc::ValueView(released.get()).json() == R"({"b":2})");
}

TEST(what_c_would_misread_is_refused) {
  using namespace std::string_literals;
  lc::Storage storage("dummy");
  THROWS(lc::InvalidArgument, storage.get_container("a\0b"s), has(error.what(), "NUL") && error.name() == "ValueError");
  THROWS(lc::InvalidArgument, storage.list_containers({{"a\0b"s, 1}}), has(error.what(), "NUL"));
  THROWS(lc::InvalidArgument, storage.list_containers({{"a", {{"b", lc::array({"c\0d"s})}}}}), has(error.what(), "NUL"));
  THROWS(lc::InvalidArgument, storage.list_containers({{"n", ~0ULL}}), has(error.what(), "64 bits"));
  CHECK(lc::array({static_cast<unsigned long long>(std::numeric_limits<std::int64_t>::max())}).json() == "[9223372036854775807]");
}

TEST(what_setters_refuse_is_told_by_the_call) {
  lc::Storage storage("dummy");
  THROWS(lc::InvalidArgument, storage.list_containers({{"prefix", "caf\xe9"}}), has(error.what(), "prefix"));
  lc::Value list = lc::array({1});
  THROWS(lc::InvalidArgument, storage.list_containers(list.set("key", 1)), true);
}

TEST(json_is_parsed) {
  CHECK(lc::Library::parse("[1]").json() == "[1]");
  THROWS(lc::InvalidArgument, lc::Library::parse("{"), has(error.what(), "JSON"));
}

TEST(text_is_a_string_view) {
  lc::Text text = "abc", absent = nullptr;
  std::map<std::string, int, std::less<>> map = {{"abc", 1}};
  CHECK(map.find(text) != map.end() && text == "abc" && "abc" == text && text == std::string("abc") && text != absent);
  CHECK(absent.c_str() == nullptr && absent.empty() && std::string(absent).empty() && text.str() == "abc");
  CHECK(std::hash<std::string_view>()(text) == std::hash<std::string>()("abc") && text.substr(1) == "bc");
}
