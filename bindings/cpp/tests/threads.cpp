// One driver, many threads: errors, callbacks and exceptions stay with the call that they are of.
#include <libcloud.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "check.hpp"

template <class Work>
static void on_threads(int count, Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; i++) threads.emplace_back(work, i);
  for (std::thread &each : threads) each.join();
}

TEST(a_driver_is_shared) {
  lc::Storage storage("dummy");
  storage.create_container("c");
  std::atomic<int> wrong{0};
  on_threads(8, [&](int thread) {
    for (int i = 0; i < 50; i++) {
      std::string name = std::to_string(thread) + "/" + std::to_string(i), bytes(1000, static_cast<char>('a' + thread)), got;
      storage.upload_object_via_stream(lc::Reader::bytes(bytes), "c", name);
      storage.download_object_via_writer("c", name, [&](std::string_view more) { got += more; });
      if (got != bytes) wrong++;
      try {
        storage.get_object("c", name + "?");
        wrong++;
      } catch (const lc::NotFound &error) {
        if (!has(error.what(), name.c_str())) wrong++;
      }
    }
  });
  CHECK(wrong == 0 && storage.list_container_objects("c").size() == 400);
}

TEST(exceptions_come_out_on_their_thread) {
  lc::Storage storage("dummy");
  storage.create_container("c");
  storage.upload_object_via_stream(lc::Reader::bytes("x"), "c", "o");
  std::atomic<int> caught{0};
  on_threads(8, [&](int thread) {
    for (int i = 0; i < 50; i++) {
      int mine = thread * 1000 + i;
      try {
        storage.download_object_via_writer("c", "o", [&](std::string_view) { throw mine; });
      } catch (int theirs) {
        if (theirs == mine) caught++;
      }
    }
  });
  CHECK(caught == 400);
}

TEST(records_are_shared) {
  auto list = lc::Compute("dummy").list_nodes();
  const lc::Node node = list[0];
  std::atomic<int> wrong{0};
  on_threads(8, [&](int) {
    for (int i = 0; i < 500; i++) {
      lc::Node copy = node;
      if (copy.id() != "1" || list[1].value()["id"].string() != "2" || copy.extra().json() != "{}") wrong++;
    }
  });
  CHECK(wrong == 0);
}
