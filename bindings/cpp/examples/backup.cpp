// A nightly backup: pipes `tar cz DIR` straight into an object, without a file in between and with bounded memory.
// If tar fails, the upload is stopped, and no half of a backup is left under the name.
//
//   LIBCLOUD_PROVIDER=s3 LIBCLOUD_REGION=eu-central-1 ./backup DIR CONTAINER
//   LIBCLOUD_PROVIDER=cloudfiles LIBCLOUD_REGION=dfw ./backup DIR CONTAINER
//   LIBCLOUD_PROVIDER=openstack_swift OS_CLOUD=home ./backup DIR CONTAINER
#include <ctime>

#include "command.hpp"
#include "example.hpp"

int main(int argc, char **argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " DIR CONTAINER\n", EXIT_FAILURE;
  char name[64];
  std::time_t now = std::time(nullptr);
  std::strftime(name, sizeof name, "backup-%Y-%m-%d.tar.gz", std::gmtime(&now));

  auto storage = driver_from_environment<lc::Storage>("local");
  Command tar("tar", "cz", "-C", argv[1], ".");
  lc::Reader source([&](char *buffer, std::size_t capacity) { return tar.read(buffer, capacity); });
  lc::Object object = storage.upload_object_via_stream(source, argv[2], name, {{"content_type", "application/gzip"}});
  std::cout << argv[2] << '/' << object.name() << '\n';
} catch (...) {
  return failed();
}
