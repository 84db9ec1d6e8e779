// Bytes both ways: memory, functions, std::istream, std::ostream; and what stops them.
#include <libcloud.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <stdlib.h>
#include <unistd.h>

#include "check.hpp"

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

static std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; i++) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

static lc::Storage with_object(const std::string &bytes) {
  lc::Storage storage("dummy");
  storage.create_container("c");
  storage.upload_object_via_stream(lc::Reader::bytes(bytes), "c", "o");
  return storage;
}

static std::string downloaded(const lc::Storage &storage, lc::Text name) {
  std::string bytes;
  storage.download_object_via_writer("c", name, [&](std::string_view more) { bytes += more; });
  return bytes;
}

TEST(memory_and_functions) {
  std::string bytes = pattern(1000003);
  lc::Storage storage = with_object(bytes);
  CHECK(downloaded(storage, "o") == bytes);
  std::size_t at = 0;
  auto read = [&](char *buffer, std::size_t capacity) {
    std::size_t n = bytes.copy(buffer, std::min<std::size_t>(capacity, 1021), at);
    return at += n, n;
  };
  lc::Object object = storage.upload_object_via_stream(read, "c", "p", {{"meta_data", {{"owner", "me"}}}});
  CHECK(object.size() == 1000003 && object.hash().has_value() && object.container() == "c");
  CHECK(storage.get_object("c", "p").meta_data()["owner"].string() == "me" && downloaded(storage, "p") == bytes);
}

TEST(standard_streams) {
  std::string bytes = pattern(300000);
  lc::Storage storage = with_object("");
  std::istringstream in(bytes);
  in.ignore(100);
  storage.upload_object_via_stream(in, "c", "in");
  std::ostringstream out;
  storage.download_object_via_writer("c", "in", out);
  CHECK(out.str() == bytes.substr(100) && downloaded(storage, "o").empty());
}

TEST(files) {
  char folder[] = "/tmp/libcloud-test-XXXXXX";
  std::string from = std::string(mkdtemp(folder)) + "/from", to = std::string(folder) + "/to", bytes = pattern(5000);
  std::ofstream(from, std::ios::binary) << bytes;
  auto content = [](const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  lc::Storage storage("local", {{"key", folder}});
  storage.create_container("c");
  storage.upload_object(from, "c", "o");
  std::ifstream file(from, std::ios::binary);
  storage.upload_object_via_stream(file, "c", "p");
  storage.download_object("c", "p", to);
  CHECK(content(to) == bytes);
  THROWS(lc::AlreadyExists, storage.download_object("c", "o", to), true);
  storage.download_object_range("c", "o", 10, 20, to, {{"overwrite_existing", true}});
  CHECK(content(to) == bytes.substr(10, 10));
  CHECK(storage.get_container("c").name() == "c" && storage.list_containers().size() == 1);
  CHECK(has(storage.get_object_cdn_url("c", "o"), "/c/o") && has(storage.get_container_cdn_url("c"), "/c"));
  storage.enable_container_cdn("c");
  storage.enable_object_cdn("c", "o");
  storage.delete_object("c", "o");
  storage.delete_object("c", "p");
  storage.delete_container("c");
  unlink(from.c_str()), unlink(to.c_str());
  CHECK(system(("rm -r " + std::string(folder)).c_str()) == 0);
}

TEST(downloads_are_read_piece_by_piece) {
  std::string bytes = pattern(200000), got;
  lc::Storage storage = with_object(bytes);
  lc::Stream stream = storage.download_object_as_stream("c", "o");
  CHECK(stream.length() == 200000);
  char buffer[777];
  while (std::size_t n = stream.read(buffer, sizeof buffer)) got.append(buffer, n);
  CHECK(got == bytes && stream.read(buffer, sizeof buffer) == 0);
  lc::InputStream part(storage.download_object_range_as_stream("c", "o", 1000, 1010));
  CHECK(std::string(std::istreambuf_iterator<char>(part), {}) == bytes.substr(1000, 10));
}

TEST(downloads_are_istreams) {
  std::string bytes = pattern(500000);
  lc::Storage storage = with_object(bytes);
  lc::InputStream in(storage.download_object_as_stream("c", "o"));
  std::string got(bytes.size(), '\0');
  CHECK(in.get() == static_cast<unsigned char>(bytes[0]) && in.peek() == static_cast<unsigned char>(bytes[1]));
  in.read(got.data(), 300000);
  CHECK(in.gcount() == 300000 && got.compare(0, 300000, bytes, 1, 300000) == 0);
  in.read(got.data(), 300000);
  CHECK(in.gcount() == 199999 && in.eof() && got.compare(0, 199999, bytes, 300001, 199999) == 0 && !in.error());
  storage.upload_object_via_stream(lc::Reader::bytes("one\ntwo words\n"), "c", "lines");
  lc::InputStream lines(storage.download_object_as_stream("c", "lines"));
  std::string first, second, third;
  CHECK(std::getline(lines, first) && lines >> second >> third && first == "one" && second == "two" && third == "words");
}

TEST(what_a_reader_throws_comes_out) {
  lc::Storage storage = with_object("");
  int reads = 0;
  auto read = [&](char *buffer, std::size_t capacity) -> std::int64_t {
    if (++reads == 3) throw Mine("no more");
    return std::fill_n(buffer, capacity, 'x'), static_cast<std::int64_t>(capacity);
  };
  THROWS(Mine, storage.upload_object_via_stream(read, "c", "half"), error.what() == std::string("no more"));
  THROWS(lc::NotFound, storage.get_object("c", "half"), true);
  std::istringstream in("text");
  in.setstate(std::ios::badbit);
  THROWS(std::ios_base::failure, storage.upload_object_via_stream(in, "c", "bad"), true);
  std::ifstream missing("/no/such/file");
  THROWS(std::ios_base::failure, storage.upload_object_via_stream(missing, "c", "bad"), true);
  THROWS(lc::NotFound, storage.get_object("c", "bad"), true);
}

TEST(what_a_reader_returns_is_told) {
  lc::Storage storage = with_object("");
  for (std::int64_t code : {-1, -5}) {
    auto read = [=](char *, std::size_t) { return code; };
    THROWS(lc::Aborted, storage.upload_object_via_stream(read, "c", "bad"), error.callback_code() == code);
  }
  THROWS(lc::NotFound, storage.get_object("c", "bad"), true);
  auto short_one = lc::Reader([](char *, std::size_t) { return 0; }).length(5);
  THROWS(lc::IntegrityFailed, storage.upload_object_via_stream(short_one, "c", "short"), true);
}

TEST(what_a_writer_throws_comes_out) {
  lc::Storage storage = with_object(pattern(100000));
  THROWS(Mine, storage.download_object_via_writer("c", "o", [](std::string_view) { throw Mine("full"); }), true);
  THROWS(lc::Aborted, storage.download_object_via_writer("c", "o", [](std::string_view) { return false; }), true);
  THROWS(lc::Aborted, storage.download_object_via_writer("c", "o", [](std::string_view) { return lc::stop(42); }),
         error.callback_code() == 42);
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  THROWS(std::ios_base::failure, storage.download_object_via_writer("c", "o", out), true);
}

TEST(callbacks_may_call_the_library) {
  lc::Storage storage = with_object("text");
  auto read = [&, done = false](char *buffer, std::size_t) mutable -> std::int64_t {
    if (std::exchange(done, true)) return 0;
    try {
      downloaded(storage, "none");
    } catch (const lc::NotFound &) {
      *buffer = 'n';
    }
    return 1;
  };
  storage.upload_object_via_stream(read, "c", "p");
  CHECK(downloaded(storage, "p") == "n");
  // What is thrown is that of the outer call, though others ended well meanwhile.
  auto fails = [&](std::string_view) {
    downloaded(storage, "o");
    throw Mine("outer");
  };
  THROWS(Mine, storage.download_object_via_writer("c", "o", fails), error.what() == std::string("outer"));
}
