// The S3 server that LIBCLOUD_KEY, LIBCLOUD_SECRET, LIBCLOUD_REGION and LIBCLOUD_URL tell.
#include <libcloud.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "check.hpp"

static constexpr std::int64_t SIZE = 50'000'000;
static constexpr char CONTAINER[] = "cpp-tests";

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A container without objects.
static lc::Storage storage() {
  lc::Storage s3("s3", {{"key", std::getenv("LIBCLOUD_KEY")},
                        {"secret", std::getenv("LIBCLOUD_SECRET")},
                        {"region", std::getenv("LIBCLOUD_REGION")},
                        {"url", std::getenv("LIBCLOUD_URL")}});
  try {
    s3.create_container(CONTAINER);
  } catch (const lc::Error &error) {
    if (error.status() != lc::Status::already_exists) throw;
  }
  for (const lc::Object &object : s3.iterate_container_objects(CONTAINER)) s3.delete_object(CONTAINER, object.name());
  return s3;
}

// Bytes that tell where they belong.
class Pattern {
 public:
  explicit Pattern(std::int64_t end) : end_(end) {}

  std::int64_t read(char *buffer, std::size_t capacity) {
    auto n = std::min(static_cast<std::int64_t>(capacity), end_ - at_);
    for (std::int64_t i = 0; i < n; i++) buffer[i] = at(at_ + i);
    at_ += n;
    return n;
  }
  bool goes_on_with(std::string_view bytes) {
    bool same = true;
    for (std::size_t i = 0; i < bytes.size(); i++) same = same && bytes[i] == at(at_ + static_cast<std::int64_t>(i));
    at_ += static_cast<std::int64_t>(bytes.size());
    return same;
  }
  bool ended() const { return at_ == end_; }

 private:
  static char at(std::int64_t place) { return static_cast<char>(place * 31 + place / 65537); }

  std::int64_t end_, at_ = 0;
};

static bool is_there(const lc::Storage &s3, lc::Text name) {
  try {
    return static_cast<bool>(s3.get_object(CONTAINER, name));
  } catch (const lc::NotFound &) {
    return false;
  }
}

static bool parts_are_left(const lc::Storage &s3) {
  return !s3.call("ex_iterate_multipart_uploads", {{"container", CONTAINER}}).empty();
}

TEST(large_objects_both_ways) {
  lc::Storage s3 = storage();
  Pattern up(SIZE);
  lc::Reader reader([&](char *buffer, std::size_t capacity) { return up.read(buffer, capacity); });
  lc::Object object = s3.upload_object_via_stream(reader, CONTAINER, "large", {{"content_type", "application/x-pattern"}});
  CHECK(up.ended() && object.name() == "large" && s3.get_object(CONTAINER, "large").size() == SIZE);

  Pattern pushed(SIZE);
  s3.download_object_via_writer(CONTAINER, "large", [&](std::string_view bytes) { return pushed.goes_on_with(bytes); });
  CHECK(pushed.ended());

  Pattern pulled(SIZE);
  lc::InputStream in(s3.download_object_as_stream(CONTAINER, "large"));
  std::vector<char> buffer(1 << 20);
  bool same = true;
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
    same = same && pulled.goes_on_with({buffer.data(), static_cast<std::size_t>(in.gcount())});
  CHECK(same && pulled.ended());
}

TEST(a_reader_that_fails_half_way_leaves_nothing) {
  lc::Storage s3 = storage();
  Pattern up(SIZE);
  std::int64_t done = 0;
  auto read = [&](char *buffer, std::size_t capacity) {
    if (done > SIZE / 2) throw Mine("the disk is gone");
    std::int64_t n = up.read(buffer, capacity);
    return done += n, n;
  };
  THROWS(Mine, s3.upload_object_via_stream(read, CONTAINER, "half"), error.what() == std::string("the disk is gone"));
  CHECK(!is_there(s3, "half") && !parts_are_left(s3));
}

TEST(a_running_upload_is_cancelled) {
  lc::Storage s3 = storage();
  lc::Call call;
  std::atomic<bool> begun{false};
  auto read = [&](char *buffer, std::size_t capacity) {
    begun = true;
    std::memset(buffer, 'x', capacity);
    return static_cast<std::int64_t>(capacity);
  };
  std::thread canceller([&] {
    while (!begun) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    call.cancel();
  });
  // It would never end by itself.
  lc::Storage bound = s3.bind(call);
  THROWS(lc::Cancelled, bound.upload_object_via_stream(read, CONTAINER, "endless"), true);
  canceller.join();
  CHECK(!is_there(s3, "endless") && !parts_are_left(s3));
}

TEST(pages_are_fetched_as_they_are_needed) {
  lc::Storage s3 = storage();
  constexpr int COUNT = 1200;
  std::atomic<int> next{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++)
    threads.emplace_back([&] {
      for (int n; (n = next++) < COUNT;) {
        std::string name = "many/" + std::to_string(10000 + n);
        s3.upload_object_via_stream(lc::Reader::bytes(name), CONTAINER, name);
      }
    });
  for (std::thread &each : threads) each.join();
  auto pages = s3.iterate_container_objects(CONTAINER, {{"prefix", "many/"}});
  auto first = pages.next();
  CHECK(first && !first->empty() && first->size() < COUNT && first->front().name() == "many/10000");
  int count = 0;
  for (const lc::Object &object : s3.iterate_container_objects(CONTAINER))
    CHECK(object.name().str() == "many/" + std::to_string(10000 + count++));
  CHECK(count == COUNT);
}

TEST(errors_tell_what_the_server_said) {
  lc::Storage s3 = storage();
  THROWS(lc::NotFound, s3.get_container("no-such-container"), error.http_status() == 404);
  const char *url = std::getenv("LIBCLOUD_URL");
  lc::Storage stranger("s3", {{"key", "nobody"}, {"secret", "none"}, {"region", "us-east-1"}, {"url", url}});
  THROWS(lc::Error, stranger.list_containers(), error.http_status() == 403 && error.provider_code().has_value());
  auto quiet = lc::nothrow::Storage::open("s3", {{"key", "k"}, {"secret", "s"}, {"url", "http://127.0.0.1:1"}, {"retries", 0}});
  CHECK(quiet->list_containers().error().status() == lc::Status::io);
}
