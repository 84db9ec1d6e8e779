// Time limits, cancellation, progress, the log, deployments and their callbacks.
#include <libcloud.hpp>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include "check.hpp"

using namespace std::chrono_literals;

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

static lc::Storage with_object(std::size_t size) {
  lc::Storage storage("dummy");
  storage.create_container("c");
  storage.upload_object_via_stream(lc::Reader::bytes(std::string(size, 'x')), "c", "o");
  return storage;
}

static void ignore(std::string_view) {}

TEST(progress_is_told) {
  lc::Storage storage = with_object(1000000);
  lc::Call call;
  std::int64_t seen = 0, expected = 0;
  call.set_progress([&](std::int64_t done, std::optional<std::int64_t> total) { seen = done, expected = total.value_or(-1); });
  lc::Storage bound = storage.bind(call);
  bound.download_object_via_writer("c", "o", ignore);
  CHECK(seen == 1000000 && expected == 1000000);
  seen = 0;
  call.set_progress(nullptr);
  bound.download_object_via_writer("c", "o", ignore);
  CHECK(seen == 0);
}

TEST(progress_stops_the_call) {
  lc::Call call;
  lc::Storage bound = with_object(1000000).bind(call);
  call.set_progress([](auto, auto) { return lc::stop(7); });
  THROWS(lc::Aborted, bound.download_object_via_writer("c", "o", ignore), error.callback_code() == 7);
  call.set_progress([](auto, auto) { throw Mine("watched enough"); });
  THROWS(Mine, bound.download_object_via_writer("c", "o", ignore), error.what() == std::string("watched enough"));
}

TEST(callbacks_are_let_go_of) {
  auto held = std::make_shared<int>(1);
  lc::Call call;
  call.set_progress([held](auto, auto) {});
  CHECK(held.use_count() == 2);
  call.set_progress([](auto, auto) {});
  CHECK(held.use_count() == 1);
}

TEST(calls_are_cancelled_from_another_thread) {
  lc::Compute compute("dummy");
  lc::Call call;
  std::thread canceller([&] { std::this_thread::sleep_for(100ms), call.cancel(); });
  auto begun = std::chrono::steady_clock::now();
  lc::Compute bound = compute.bind(call);
  THROWS(lc::Cancelled, bound.wait_until_running({"none"}), true);
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
  canceller.join();
  THROWS(lc::Cancelled, bound.list_nodes(), true);
  CHECK(compute.list_nodes().size() == 2);
}

TEST(calls_have_time_limits) {
  lc::Compute compute = lc::Compute("dummy").bind(lc::Call(50ms));
  THROWS(lc::TimedOut, compute.wait_until_running({"none"}), true);
  CHECK(lc::Compute("dummy").bind(lc::Call(1h)).list_nodes().size() == 2);
}

TEST(the_log_is_heard) {
  std::string lines;
  auto held = std::make_shared<int>(1);
  lc::set_log(lc::Log::trace, [&lines, held](lc::Log level, lc::Text line) {
    lines += std::to_string(static_cast<int>(level)) + " " + line.str() + "\n";
    throw Mine("lost");
  });
  lc::Compute("dummy").list_nodes();
  lc::set_log(nullptr);
  CHECK(has(lines, "list_nodes") && held.use_count() == 1);
  std::size_t length = lines.size();
  lc::Compute("dummy").list_nodes();
  CHECK(lines.size() == length);
}

TEST(deployments_have_steps) {
  lc::Compute compute("dummy");
  lc::Deployment deployment;
  deployment.add_ssh_key("ssh-ed25519 AAAA me");
  deployment.add_file("/etc/hostname", "name", {{"ex_mode", "0600"}});
  deployment.add_script("true", {{"args", lc::array({"a", "b"})}, {"delete", true}});
  deployment.set_output([](lc::Text, std::size_t, lc::Output, std::string_view) {});
  deployment.set_observer([](lc::Text, std::size_t, lc::ValueView) { return true; });
  THROWS(lc::IoFailed, deployment.add_script_file("/no/such/file"), has(error.what(), "/no/such/file"));
  THROWS(lc::InvalidArgument, deployment.add_script("true", {{"tiemout", 1}}), has(error.what(), "tiemout"));
  // Nothing is ordered before it is known what is trusted.
  THROWS(lc::InvalidArgument, compute.deploy_node("web", "1", "1", deployment, {}), has(error.what(), "ex_ssh_host_key"));
  CHECK(compute.list_nodes().size() == 2);
}

TEST(a_deployment_that_fails_tells_its_node) {
  lc::Compute compute("dummy", {{"state_delay", 0}});
  lc::Deployment deployment;
  deployment.add_script("true");
  lc::Value options = {{"ex_ssh_host_key", "off"}, {"auth", {{"password", "x"}}}, {"timeout", 1}, {"wait_period", 0.1}};
  options.set("ssh_port", 1);
  THROWS(lc::Error, compute.deploy_node("web", "1", "1", deployment, options),
         error.name() == "DeploymentError" && error.details()["node"]["name"].string() == "web" &&
             error.details()["destroyed"].boolean() == false);
  THROWS(lc::Error, compute.deploy_existing_node("1", deployment, options), error.name() == "DeploymentError");
}
