// Every API's methods and records, on the dummy drivers.
#include <libcloud.hpp>

#include <algorithm>
#include <fstream>

#include <stdlib.h>
#include <unistd.h>

#include "check.hpp"

static constexpr char PUBLIC_KEY[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvDJ3CwQ4YyUEsaHQwAyQ1nX3yHlyJ4x3QBk9AiJ6lF me@example";

TEST(nodes_live) {
  lc::Compute compute("dummy", {{"state_delay", 0}});
  lc::Node node = compute.create_node("web", "1", "1");
  CHECK(node.name() == "web" && !node.uuid().empty() && node.size() == "1" && node.image() == "1");
  node = compute.wait_until_running({node.id()}, {{"wait_period", 0.01}}).front();
  CHECK(node.state() == "running" && node.public_ips().size() == 1 && node.public_ips().front() == node.public_ips()[0]);
  CHECK(node.created_at().has_value() && node.value()["name"].string() == "web" && node.extra().type() == lc::Type::object);
  std::vector<std::string> ids = {node.id().str()};
  CHECK(compute.wait_until_running(ids).size() == 1 && compute.get_node(node.id()).id() == node.id());
  compute.reboot_node(node.id());
  compute.stop_node(node.id());
  CHECK(compute.get_node(node.id()).state() == "stopped");
  compute.start_node(node.id());
  compute.destroy_node(node.id());
  THROWS(lc::NotFound, compute.destroy_node(node.id()), true);
}

TEST(sizes_images_and_locations) {
  lc::Compute compute("dummy");
  lc::Size size = compute.list_sizes().front();
  CHECK(size.ram().value_or(0) > 0 && size.disk().value_or(0) > 0 && size.bandwidth().has_value() && size.price().has_value());
  CHECK(!size.id().empty() && !size.name().empty() && !size.uuid().empty());
  lc::Location location = compute.list_locations()[0];
  CHECK(!location.id().empty() && !location.name().empty() && !location.country().empty());
  lc::Image image = compute.create_image("1", "mine", {{"description", "d"}});
  CHECK(compute.get_image(image.id()).name() == "mine" && !image.uuid().empty());
  CHECK(compute.copy_image(location.id(), image.id(), "copy").name() == "copy");
  compute.delete_image(image.id());
  auto images = compute.list_images();
  CHECK(std::none_of(images.begin(), images.end(), [&](const lc::Image &each) { return each.id() == image.id(); }));
}

TEST(volumes_and_snapshots) {
  lc::Compute compute("dummy", {{"state_delay", 0}});
  lc::Volume volume = compute.create_volume(8, "data", {{"location", compute.list_locations()[0].id()}});
  CHECK(volume.size() == 8 && volume.name() == "data" && volume.state().has_value() && !volume.uuid().empty());
  compute.attach_volume("1", volume.id(), {{"device", "/dev/sdb"}});
  compute.detach_volume(volume.id());
  lc::Snapshot snapshot = compute.create_volume_snapshot(volume.id(), "before");
  CHECK(snapshot.name() == "before" && snapshot.size() == 8 && snapshot.state().has_value() && snapshot.created().has_value());
  CHECK(compute.create_volume_snapshot(volume.id()).id() != snapshot.id());
  CHECK(compute.list_volume_snapshots(volume.id()).size() == 2);
  compute.destroy_volume_snapshot(snapshot.id());
  compute.destroy_volume(volume.id());
  for (const lc::Volume &each : compute.list_volumes()) CHECK(each.id() != volume.id());
}

TEST(key_pairs) {
  char path[] = "/tmp/libcloud-test-XXXXXX";
  close(mkstemp(path));
  std::ofstream(path) << PUBLIC_KEY << '\n';
  lc::Compute compute("dummy");
  lc::KeyPair made = compute.create_key_pair("made");
  CHECK(made.private_key().has_value() && made.fingerprint().has_value());
  CHECK(compute.import_key_pair_from_string("text", PUBLIC_KEY).public_key().has_value());
  CHECK(compute.import_key_pair_from_file("file", path).name() == "file");
  CHECK(compute.list_key_pairs().size() == 3 && !compute.get_key_pair("made").private_key());
  compute.delete_key_pair("made");
  THROWS(lc::NotFound, compute.get_key_pair("made"), true);
  unlink(path);
}

TEST(records_are_references) {
  lc::Node node, other;
  {
    lc::Compute compute("dummy");
    node = compute.list_nodes()[0];
    other = node;
  }
  CHECK(node.get() == other.get() && node.id() == "1");
  lc::Node moved = std::move(node);
  CHECK(!node && node.id().empty() && !node.created_at() && node.public_ips().empty() && !node.extra());
  CHECK(moved && moved.id() == "1");
  CHECK(!lc::Compute("dummy").list_nodes()[99]);
}

TEST(balancers_and_members) {
  lc::LoadBalancer driver("dummy", {{"state_delay", 0}});
  CHECK(driver.list_protocols().size() > 0 && driver.list_supported_algorithms().size() > 0);
  lc::Value members = lc::array({{{"ip", "192.0.2.1"}, {"port", 8080}}, {{"ip", "192.0.2.2"}}});
  lc::Balancer balancer = driver.create_balancer("web", 80, "http", "round_robin", members);
  CHECK(balancer.name() == "web" && balancer.port() == 80 && balancer.ip().has_value() && balancer.state() == "running");
  lc::Node node = lc::Compute("dummy").list_nodes()[0];
  lc::Member third = driver.balancer_attach_compute_node(balancer.id(), node);
  lc::Member fourth = driver.balancer_attach_member(balancer.id(), "192.0.2.4", 0, {{"extra", {{"weight", 2}}}});
  std::string addresses;
  for (const lc::Member &each : driver.balancer_list_members(balancer.id())) addresses += each.ip().value_or("?").str() + " ";
  CHECK(addresses == "192.0.2.1 192.0.2.2 " + node.public_ips()[0].str() + " 192.0.2.4 ");
  CHECK(fourth.port() == 80 && !fourth.id().empty());
  driver.balancer_detach_member(balancer.id(), third.id());
  CHECK(driver.update_balancer(balancer.id(), {{"name", "new"}}).name() == "new");
  CHECK(driver.get_balancer(balancer.id()).name() == "new" && driver.list_balancers().size() == 1);
  CHECK(driver.create_balancer("bare", 0, nullptr, nullptr).port().has_value());
  driver.destroy_balancer(balancer.id());
  THROWS(lc::NotFound, driver.get_balancer(balancer.id()), true);
}

TEST(containers_images_and_clusters) {
  lc::ContainerService driver("dummy", {{"state_delay", 0}});
  lc::DockerImage image = driver.install_image("redis:7");
  CHECK(image.path().has_value() && image.version().has_value() && !image.name().empty());
  lc::Cluster cluster = driver.create_cluster("pool", {{"location", driver.list_locations()[0].id()}});
  lc::DockerContainer web = driver.deploy_container("web", image.id(), {{"cluster", cluster.id()}});
  CHECK(web.name() == "web" && web.image() == image.id() && web.state() == "running" && web.ip_addresses().size() == 1);
  CHECK(web.created_at().has_value() && driver.list_containers({{"cluster", cluster.id()}}).size() == 1);
  CHECK(driver.restart_container(web.id()).state() == "running" && driver.stop_container(web.id()).state() == "stopped");
  CHECK(driver.start_container(web.id()).id() == web.id() && driver.get_container(web.id()).id() == web.id());
  driver.stop_container(web.id());
  driver.destroy_container(web.id());
  CHECK(driver.list_images().front().id() == image.id());
  CHECK(driver.list_clusters().size() == 1 && driver.get_cluster(cluster.id()).name() == "pool");
  driver.destroy_cluster(cluster.id());
  CHECK(driver.list_clusters().empty());
}

TEST(drivers_tell_what_they_can) {
  lc::Compute compute("dummy");
  CHECK(compute.supports("create_node") && !compute.supports("ex_nothing"));
  bool found = false;
  for (lc::ValueView method : compute.methods()) found = found || method["name"].string() == "create_node";
  CHECK(found);
  lc::Value node = compute.call("create_node", {{"name", "web"}, {"size", "1"}, {"image", compute.list_images()[0].value()}});
  CHECK(node["name"].string() == "web");
  CHECK(compute.call("list_sizes").size() == compute.list_sizes().size());
  CHECK(lc::Library::list_providers("storage").size() > 1 && lc::Library::list_providers().size() > 50);
}

TEST(prices_and_versions) {
  CHECK(lc::Library::get_size_price("compute", "ec2_linux", "t3.micro", "us-east-1") > 0);
  THROWS(lc::NotFound, lc::Library::get_size_price("compute", "ec2_linux", "none", "us-east-1"), true);
  CHECK(lc::Library::pricing_info()["source"].string().has_value());
  THROWS(lc::NotFound, lc::Library::pricing_load("/no/such/file"), has(error.what(), "/no/such/file"));
  CHECK(lc::version() == LIBCLOUD_VERSION_STRING && lc::version_number() == LIBCLOUD_VERSION);
}
