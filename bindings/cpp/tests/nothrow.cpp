// The library where exceptions and run-time types are switched off.
#include <libcloud.hpp>

#include <sstream>
#include <string>

#include "check.hpp"

#if defined(__cpp_exceptions)
#error "this test is compiled with -fno-exceptions"
#endif

using lc::nothrow::Compute;
using lc::nothrow::Storage;

TEST(nodes_without_exceptions) {
  auto compute = Compute::open("dummy", {{"state_delay", 0}});
  if (!CHECK(compute.has_value())) return;
  auto node = compute->create_node("web", "1", "1");
  CHECK(node && node->name() == "web");
  auto running = compute->wait_until_running({node->id()}, {{"wait_period", 0.01}});
  CHECK(running && (*running)[0].state() == "running");
  int count = 0;
  for (const auto &each : *compute->iterate_nodes()) count += each.has_value();
  CHECK(count == 3);
  CHECK(compute->destroy_node(node->id()).has_value());
  auto again = compute->destroy_node(node->id());
  CHECK(!again && again.error().status() == lc::Status::not_found && has(again.error().what(), node->id().c_str()));
}

TEST(drivers_without_exceptions) {
  auto none = Storage::open("none");
  CHECK(!none && none.error().status() == lc::Status::invalid_argument);
  auto compute = Compute::open("dummy");
  CHECK(compute->call("list_sizes")->size() > 0 && compute->bind(lc::Call())->list_nodes()->size() == 2);
  CHECK(lc::nothrow::Library::parse("{").error().status() == lc::Status::invalid_argument);
}

TEST(bytes_without_exceptions) {
  auto storage = Storage::open("dummy");
  std::istringstream in(std::string(100000, 'x'));
  std::ostringstream out;
  CHECK(storage->create_container("c") && storage->upload_object_via_stream(in, "c", "o"));
  CHECK(storage->download_object_via_writer("c", "o", out) && out.str() == in.str());
  auto stream = storage->download_object_as_stream("c", "o");
  if (!CHECK(stream.has_value())) return;
  char buffer[1000];
  CHECK(*stream->read(buffer, sizeof buffer) == sizeof buffer);
  lc::nothrow::InputStream rest(*std::move(stream));
  CHECK(std::string(std::istreambuf_iterator<char>(rest), {}).size() == 99000 && !rest.error());
}

TEST(callbacks_without_exceptions_tell_a_code) {
  auto storage = Storage::open("dummy");
  CHECK(storage->create_container("c") && storage->upload_object_via_stream(lc::Reader::bytes("x"), "c", "o"));
  auto failed = storage->upload_object_via_stream([](char *, std::size_t) { return -5; }, "c", "bad");
  CHECK(!failed && failed.error().status() == lc::Status::aborted);
  CHECK(failed.error().callback_code() == -5 && !failed.error().thrown());
  auto stopped = storage->download_object_via_writer("c", "o", [](std::string_view) { return lc::stop(42); });
  CHECK(!stopped && stopped.error().callback_code() == 42);
  std::ostringstream full;
  full.setstate(std::ios::badbit);
  CHECK(storage->download_object_via_writer("c", "o", full).error().status() == lc::Status::aborted);
}

TEST(deployments_without_exceptions) {
  lc::nothrow::Deployment deployment;
  CHECK(deployment.add_script("true", {{"delete", true}}).has_value());
  CHECK(deployment.add_script_file("/no/such/file").error().status() == lc::Status::io);
  auto compute = Compute::open("dummy");
  CHECK(compute->deploy_node("web", "1", "1", deployment, {}).error().status() == lc::Status::invalid_argument);
}

TEST(balancers_and_containers_without_exceptions) {
  auto balancers = lc::nothrow::LoadBalancer::open("dummy", {{"state_delay", 0}});
  auto web = balancers->create_balancer("web", 80, "http", nullptr, lc::array({{{"ip", "192.0.2.1"}}}));
  CHECK(web && balancers->balancer_list_members(web->id())->front().ip() == "192.0.2.1");
  auto containers = lc::nothrow::ContainerService::open("dummy", {{"state_delay", 0}});
  auto image = containers->install_image("redis:7");
  CHECK(image && containers->deploy_container("one", image->id())->state() == "running");
}
