// Deployments on the SSH server that SSHD_PORT, SSHD_USER and SSHD_KEYS tell: the dummy driver's nodes have its address.
#include <libcloud.hpp>

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "check.hpp"

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

static lc::Compute compute() { return lc::Compute("dummy", {{"ex_address", "127.0.0.1"}, {"state_delay", 0.05}}); }

static lc::Value options() {
  return {{"ssh_port", std::atoi(std::getenv("SSHD_PORT"))},
          {"ssh_username", std::getenv("SSHD_USER")},
          {"ssh_key", std::string(std::getenv("SSHD_KEYS")) + "/ed25519"},
          {"ex_ssh_host_key", "off"},
          {"wait_period", 0.1},
          {"ssh_timeout", 60}};
}

TEST(what_scripts_write_is_heard) {
  lc::Deployment deployment;
  deployment.add_script("echo \"one $1\"; echo two >&2", {{"delete", true}, {"args", lc::array({"a  b"})}});
  deployment.add_script("echo three", {{"delete", true}});
  std::string out, err, steps;
  deployment.set_output([&](lc::Text, std::size_t, lc::Output of, std::string_view bytes) {
    (of == lc::Output::standard ? out : err) += bytes;
  });
  deployment.set_observer([&](lc::Text node_id, std::size_t step, lc::ValueView result) {
    std::int64_t status = result["exit_status"].integer().value_or(-1);
    steps += node_id.str() + ":" + std::to_string(step) + "=" + std::to_string(status) + " ";
  });
  lc::Node node = compute().deploy_node("web", "1", "1", deployment, options());
  CHECK(out == "one a  b\nthree\n" && err == "two\n" && steps == "3:0=0 3:1=0 ");
  CHECK(node.extra()["deployment"]["steps"][0]["stdout"].string() == "one a  b\n");
}

TEST(a_script_that_fails_is_told) {
  lc::Compute driver = compute();
  lc::Deployment deployment;
  deployment.add_script("echo oh no >&2; exit 42", {{"delete", true}});
  THROWS(lc::ProviderFailed, driver.deploy_node("web", "1", "1", deployment, options()),
         error.name() == "DeploymentError" && error.details()["steps"][0]["exit_status"].integer() == 42 &&
             error.details()["steps"][0]["stderr"].string() == "oh no\n");
  THROWS(lc::ProviderFailed, driver.deploy_existing_node("3", deployment, options()), has(error.what(), "42"));
}

TEST(what_hears_a_deployment_may_stop_it) {
  lc::Compute driver = compute();
  lc::Deployment deployment;
  deployment.add_script("echo one", {{"delete", true}});
  deployment.set_output([](lc::Text, std::size_t, lc::Output, std::string_view) { throw Mine("heard enough"); });
  THROWS(Mine, driver.deploy_existing_node("1", deployment, options()), error.what() == std::string("heard enough"));
  deployment.set_output([](lc::Text, std::size_t, lc::Output, std::string_view) {});
  deployment.set_observer([](lc::Text, std::size_t, lc::ValueView) { return lc::stop(9); });
  THROWS(lc::Aborted, driver.deploy_existing_node("1", deployment, options()), error.callback_code() == 9);
}
