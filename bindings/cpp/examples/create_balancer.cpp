// Orders a load balancer for port 80 with its members, waits until it runs, and prints both. It goes on running: destroy it
// when done. Members are addresses or, where the provider goes by nodes, their ids.
//
//   LIBCLOUD_PROVIDER=rackspace LIBCLOUD_REGION=dfw ./create_balancer NAME ADDRESS[:PORT]...
//   LIBCLOUD_PROVIDER=openstack OS_CLOUD=home ./create_balancer NAME ADDRESS[:PORT]...
//   LIBCLOUD_PROVIDER=elb LIBCLOUD_REGION=eu-west-1 ./create_balancer NAME NODE...
#include <chrono>
#include <thread>

#include "example.hpp"

// As create_balancer takes it: {"ip": "192.0.2.1", "port": 8080}, or {"id": "i-1"}.
static lc::Value member(const std::string &given) {
  std::size_t colon = given.rfind(':');
  lc::Value member = {{given.find_first_of(".:") == given.npos ? "id" : "ip", given.substr(0, colon)}};
  if (colon != given.npos) member.set("port", std::stoi(given.substr(colon + 1)));
  return member;
}

int main(int argc, char **argv) try {
  if (argc < 3) return std::cerr << "usage: " << argv[0] << " NAME ADDRESS[:PORT]|NODE...\n", EXIT_FAILURE;
  auto driver = driver_from_environment<lc::LoadBalancer>("dummy");
  lc::Value members;
  for (int i = 2; i < argc; i++) members.append(member(argv[i]));
  lc::Balancer balancer = driver.create_balancer(argv[1], 80, "http", "round_robin", members);
  std::string id(balancer.id());
  std::cout << id << " is " << balancer.state() << std::endl;

  for (int seconds = 0; (balancer = driver.get_balancer(id)).state() == "pending" && seconds < 600; seconds++)
    std::this_thread::sleep_for(std::chrono::seconds(1));
  std::cout << id << " is " << balancer.state() << " at " << balancer.ip().value_or("no address") << '\n';

  for (const lc::Member &member : driver.balancer_list_members(id)) {
    std::cout << "  " << member.ip().value_or(member.id());
    if (auto port = member.port()) std::cout << " port " << *port;
    std::cout << '\n';
  }
  if (balancer.state() == "running") return EXIT_SUCCESS;
  return std::cerr << id << " costs money all the same: look after it\n", EXIT_FAILURE;
} catch (...) {
  return failed();
}
