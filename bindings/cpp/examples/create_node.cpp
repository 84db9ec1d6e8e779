// Orders a server, waits until it runs and has an address, and prints it. It goes on running: destroy it when done.
//
//   LIBCLOUD_PROVIDER=ec2 LIBCLOUD_REGION=eu-central-1 ./create_node NAME SIZE IMAGE
//   LIBCLOUD_PROVIDER=openstack ./create_node NAME [SIZE IMAGE [NETWORK]]
//
// "-", or nothing, is the first size or image there is. A network of OpenStack gives its servers private addresses.
#include "example.hpp"

int main(int argc, char **argv) try {
  if (argc < 2 || argc > 5) return std::cerr << "usage: " << argv[0] << " NAME [SIZE IMAGE [NETWORK]]\n", EXIT_FAILURE;
  auto argument = [=](int at) { return argc > at && argv[at] != lc::Text("-") ? std::string(argv[at]) : ""; };
  std::string size = argument(2), image = argument(3), network = argument(4);
  auto compute = driver_from_environment<lc::Compute>("dummy");

  if (size.empty()) size = compute.list_sizes().front().id();
  if (image.empty()) image = compute.list_images().front().id();
  if (size.empty() || image.empty()) return std::cerr << "there is no size or no image to be had\n", EXIT_FAILURE;
  lc::Value options;
  if (!network.empty()) options.set("networks", lc::array({network}));
  lc::Node node = compute.create_node(argv[1], size, image, options);
  std::cout << node.id() << " is " << node.state() << std::endl;

  const char *wanted = network.empty() ? "public_ips" : "private_ips";
  lc::Value patience = {{"wait_period", 0.5}, {"timeout", 600}, {"ssh_interface", wanted}};
  try {
    node = compute.wait_until_running({node.id()}, patience).front();
  } catch (const lc::Error &) {
    std::cerr << node.id() << " may still come up, and costs money: look after it\n";
    throw;
  }
  auto ips = network.empty() ? node.public_ips() : node.private_ips();
  std::cout << node.id() << " is " << node.state() << " at " << ips.front() << '\n';
} catch (...) {
  return failed();
}
