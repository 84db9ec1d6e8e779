// libcloud.hpp: handles, errors, callbacks that throw.
#include <libcloud.hpp>

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>

#define CHECK(truth) ((truth) ? (void)0 : failed(__FILE__, __LINE__, #truth))
#define THROWS(type, call, check)               \
  do {                                          \
    bool thrown = false;                        \
    try {                                       \
      call;                                     \
    } catch (const type &e) {                   \
      thrown = true;                            \
      CHECK(check);                             \
    }                                           \
    if (!thrown) failed(__FILE__, __LINE__, #call " throws " #type); \
  } while (0)

static void failed(const char *file, int line, const char *what) {
  std::fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
  std::exit(EXIT_FAILURE);
}

static bool has(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

static void values() {
  lc::Value list = lc::array();
  list.append("a").append(1).append(true).append(0.5);
  lc::Value value = lc::object();
  value.set("text", std::string("t")).set("n", 2).set("yes", true).set("list", list);
  CHECK(value.json() == "{\"text\":\"t\",\"n\":2,\"yes\":true,\"list\":[\"a\",1,true,0.5]}");
  CHECK(lc::text(lc_value_string(value["text"])) == "t");
  CHECK(value["absent"] == nullptr && lc::text(lc_value_string(value["absent"])).empty());
  THROWS(lc::Error, lc::parse("{"), e.status == LIBCLOUD_INVALID_ARGUMENT && e.name == "ValueError" && has(e.what(), "JSON"));
  THROWS(lc::Error, list.set("key", 1), e.status == LIBCLOUD_INVALID_ARGUMENT);

  /* Numbers of every type, null, and what is borrowed. */
  lc::Value numbers = lc::array();
  numbers.append(1u).append(2L).append(3ULL).append(std::size_t(4)).append(5.5f).append(nullptr).append(value["text"]);
  lc::Value all = lc::object();
  all.set("numbers", numbers).set("null", nullptr).set("list", value["list"]).set("size", sizeof(int));
  CHECK(all.json() == "{\"numbers\":[1,2,3,4,5.5,null,\"t\"],\"null\":null,\"list\":[\"a\",1,true,0.5],\"size\":4}");
  THROWS(lc::Error, all.set("large", ~0ULL), e.status == LIBCLOUD_INVALID_ARGUMENT);
}

static void nodes() {
  lc::Driver driver = lc::open("compute", "dummy");
  lc::Node node = lc::make<lc_node>(lc_create_node, driver, "web", std::string("1"), "1", nullptr);
  lc::List list = lc::make<lc_list>(lc_list_nodes, driver, nullptr);
  bool found = false;
  std::size_t count = 0;
  for (const lc_node *each : lc::Nodes(list)) {
    found = found || lc::text(lc_node_id(each)) == lc_node_id(node.get());
    count++;
  }
  CHECK(found && count == lc_list_len(list.get()));
  lc::run(lc_destroy_node, driver, lc_node_id(node.get()), nullptr);
  THROWS(lc::Error, lc::run(lc_destroy_node, driver, "none", nullptr), e.status == LIBCLOUD_NOT_FOUND && !e.retriable);
  THROWS(lc::Error, lc::open("compute", "dumy"), has(e.what(), "dumy"));
  CHECK(lc_value_len(lc::call(driver, "list_sizes").get()) > 0);

  lc::Pages pages = lc::make<lc_pages>(lc_iterate_nodes, driver, nullptr);
  std::size_t paged = 0;
  while (lc::List page = lc::next(pages)) paged += lc_list_len(page.get());
  CHECK(paged == count);
  lc::Volume volume = lc::make<lc_volume>(lc_create_volume, driver, 8, "data", nullptr);
  CHECK(lc::text(lc_volume_name(volume.get())) == "data");
}

static void bytes() {
  lc::Driver driver = lc::open("storage", "dummy");
  lc::make<lc_container>(lc_create_container, driver, "c", nullptr);
  std::istringstream in(std::string(1000000, 'x'));
  lc::upload(driver, lc::Source(in), "c", "o", lc::object().set("content_type", "text/plain"));
  std::string out;
  lc::download(driver, "c", "o", [&](const std::uint8_t *data, std::size_t n) { out.append(data, data + n); });
  CHECK(out == in.str());
  lc::Object object = lc::make<lc_object>(lc_get_object, driver, "c", "o", nullptr);
  CHECK(lc::text(lc_object_name(object.get())) == "o");

  // What a callback throws comes out of the call, and nothing is stored.
  lc::Source bad([](std::uint8_t *, std::size_t) -> std::size_t { throw Mine("no more"); });
  THROWS(Mine, lc::upload(driver, bad, "c", "bad"), std::string(e.what()) == "no more");
  THROWS(lc::Error, lc::make<lc_object>(lc_get_object, driver, "c", "bad", nullptr), e.name == "ObjectDoesNotExistError");
  THROWS(Mine, lc::download(driver, "c", "o", [](const std::uint8_t *, std::size_t) { throw Mine("full"); }), true);
  lc::Source sized([](std::uint8_t *, std::size_t) { return std::size_t(0); });
  sized.length = 5;
  THROWS(lc::Error, lc::upload(driver, sized, "c", "short"), e.status == LIBCLOUD_INTEGRITY);
}

static void balancers() {
  lc::Driver driver = lc::open("loadbalancer", "dummy", lc::object().set("state_delay", 0));
  lc::Value members = lc::array();
  members.append(lc::object().set("ip", "192.0.2.1").set("port", 8080)).append(lc::object().set("ip", "192.0.2.2"));
  lc::Balancer made =
      lc::make<lc_balancer>(lc_create_balancer, driver, "web", 80, "http", "round_robin", members, nullptr);
  std::string id = lc_balancer_id(made.get());
  lc::List nodes = lc::make<lc_list>(lc_list_nodes, lc::open("compute", "dummy"), nullptr);
  lc::Node node(lc_node_ref(lc_list_node(nodes.get(), 0)));
  lc::Member third = lc::make<lc_member>(lc_balancer_attach_compute_node, driver, id, node, nullptr);
  lc::List list = lc::make<lc_list>(lc_balancer_list_members, driver, id, nullptr);
  std::string addresses;
  for (const lc_member *member : lc::Members(list)) addresses += lc::text(lc_member_ip(member)) + " ";
  CHECK(addresses == "192.0.2.1 192.0.2.2 " + lc::text(lc_node_public_ips_at(node.get(), 0)) + " ");
  lc::run(lc_balancer_detach_member, driver, id, lc_member_id(third.get()), nullptr);
  lc::run(lc_destroy_balancer, driver, id, nullptr);
  THROWS(lc::Error, lc::make<lc_balancer>(lc_get_balancer, driver, "none", nullptr), e.status == LIBCLOUD_NOT_FOUND);
}

static void containers() {
  lc::Driver driver = lc::open("container", "dummy", lc::object().set("state_delay", 0));
  lc::DockerImage image = lc::make<lc_docker_image>(lc_install_image, driver, "redis:7", nullptr);
  lc::Cluster cluster = lc::make<lc_cluster>(lc_create_cluster, driver, "pool", nullptr);
  lc::Value options = lc::object();
  options.set("cluster", lc_cluster_id(cluster.get()));
  const char *image_id = lc_docker_image_id(image.get());
  for (const char *name : {"one", "two"})
    lc::make<lc_docker_container>(lc_deploy_container, driver, name, image_id, options);
  lc::List list = lc::make<lc_list>(lc_list_docker_containers, driver, options);
  std::string names;
  for (const lc_docker_container *container : lc::DockerContainers(list)) {
    std::string id = lc_docker_container_id(container);
    names += lc::text(lc_docker_container_name(container)) + " ";
    lc::make<lc_docker_container>(lc_stop_container, driver, id, nullptr);
    lc::run(lc_destroy_container, driver, id, nullptr);
  }
  CHECK(names == "one two ");
  lc::List images = lc::make<lc_list>(lc_list_docker_images, driver, nullptr);
  for (const lc_docker_image *listed : lc::DockerImages(images)) CHECK(lc::text(lc_docker_image_id(listed)) == image_id);
  lc::run(lc_destroy_cluster, driver, lc_cluster_id(cluster.get()), nullptr);
  lc::List clusters = lc::make<lc_list>(lc_list_clusters, driver, nullptr);
  for (const lc_cluster *left : lc::Clusters(clusters)) CHECK(left == nullptr);
}

static void deployments() {
  lc::Driver driver = lc::open("compute", "dummy");
  lc::Deployment deployment;
  deployment.add_ssh_key("ssh-ed25519 AAAA me").add_script("true", lc::object().set("delete", true));
  deployment.on_output([](const char *, std::size_t, std::int32_t, const std::uint8_t *, std::size_t) { return true; });
  deployment.on_step([](const char *, std::size_t, const lc_value *) { return true; });
  lc::Value options = lc::object();
  options.set("ex_ssh_host_key", "off");
  THROWS(lc::Error, lc::make<lc_node>(lc_deploy_node, driver, "web", "1", "1", deployment, options),
         e.status == LIBCLOUD_INVALID_ARGUMENT);
  THROWS(lc::Error, deployment.add_script_file("/no/such/file"), e.status == LIBCLOUD_IO);
}

static void calls() {
  lc::Driver driver = lc::open("storage", "dummy");
  lc::make<lc_container>(lc_create_container, driver, "c", nullptr);
  std::istringstream in(std::string(1000000, 'x'));
  lc::upload(driver, lc::Source(in), "c", "o");
  lc::Call call;
  std::int64_t seen = 0;
  call.on_progress([&](std::int64_t done, std::int64_t) { return seen = done, true; });
  lc::Driver bound = call.bind(driver);
  lc::Sink ignore = [](const std::uint8_t *, std::size_t) {};
  lc::download(bound, "c", "o", ignore);
  CHECK(seen == 1000000);
  call.on_progress([](std::int64_t, std::int64_t) { return false; });
  THROWS(lc::Error, lc::download(bound, "c", "o", ignore), e.status == LIBCLOUD_ABORTED);
  call.on_progress([](std::int64_t, std::int64_t) -> bool { throw Mine("watched enough"); });
  THROWS(Mine, lc::download(bound, "c", "o", ignore), true);
  call.cancel();
  THROWS(lc::Error, lc::download(bound, "c", "o", ignore), e.status == LIBCLOUD_CANCELLED);
}

int main() {
  values();
  nodes();
  bytes();
  balancers();
  containers();
  deployments();
  calls();
  return EXIT_SUCCESS;
}
