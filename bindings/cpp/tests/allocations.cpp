// No heap of C++'s own: a call, its options, its result and a walk over its records cost what the C library costs.
#include <libcloud.hpp>

#include <atomic>
#include <cstdlib>
#include <new>
#include <sstream>
#include <string>

#include "check.hpp"

static std::atomic<long> allocations{0};

void *operator new(std::size_t size) {
  allocations++;
  if (void *memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

template <class Work>
static long counted(Work work) {
  long before = allocations;
  work();
  return allocations - before;
}

TEST(calls_allocate_nothing) {
  lc::Compute compute("dummy");
  std::string id = "1";
  CHECK(counted([&] {
          for (const lc::Node &node : compute.list_nodes()) CHECK(node.id().size() == 1 && node.public_ips().front().size() > 0);
          for (const lc::Node &node : compute.iterate_nodes()) CHECK(!node.name().empty() && node.extra().empty());
          CHECK(compute.get_node(id).created_at().has_value());
          lc::Location here = compute.list_locations()[0];
          CHECK(compute.create_volume(8, "data", {{"location", here.id()}, {"snapshot", nullptr}}).size() == 8);
          CHECK(compute.call("list_sizes")[0]["ram"].integer().has_value());
        }) == 0);
}

TEST(results_allocate_nothing) {
  auto compute = lc::nothrow::Compute::open("dummy");
  CHECK(counted([&] {
          CHECK(compute->list_nodes()->size() == 2 && compute->get_node("1")->id() == "1");
          for (const auto &node : *compute->iterate_nodes()) CHECK(node->id().size() == 1);
        }) == 0);
}

TEST(streams_allocate_nothing) {
  lc::Storage storage("dummy");
  storage.create_container("c");
  std::istringstream in(std::string(1000000, 'x'));
  std::size_t got = 0;
  CHECK(counted([&] {
          storage.upload_object_via_stream(in, "c", "o", {{"meta_data", {{"a", "b"}}}});
          storage.download_object_via_writer("c", "o", [&](std::string_view bytes) { got += bytes.size(); });
          lc::Stream stream = storage.download_object_as_stream("c", "o");
          char buffer[4096];
          while (std::size_t n = stream.read(buffer, sizeof buffer)) got += n;
        }) == 0);
  CHECK(got == 2000000);
}

TEST(the_counter_counts) {
  CHECK(counted([] { static_cast<void>(std::string(1000, 'x')); }) == 1);
}
