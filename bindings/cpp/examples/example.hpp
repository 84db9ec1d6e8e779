// What the examples share: a driver from environment variables, and one way to end when something fails.
//
//   LIBCLOUD_PROVIDER   ec2, s3, rackspace, openstack, local, dummy, ...
//   LIBCLOUD_KEY        access key or user; for local: the folder that holds the containers. OpenStack without one: what
//                       its own tools would use, OS_CLOUD in clouds.yaml or OS_AUTH_URL, OS_USERNAME and so on
//   LIBCLOUD_SECRET     secret key or password
//   LIBCLOUD_REGION     region, where the provider has any
//   LIBCLOUD_URL        another endpoint, such as http://127.0.0.1:9000
//   LIBCLOUD_CONFIG     more of the configuration, as JSON
#ifndef EXAMPLE_HPP
#define EXAMPLE_HPP

#include <cstdlib>
#include <iostream>

#include <libcloud.hpp>

inline const char *environment(const char *variable, const char *otherwise = nullptr) {
  const char *text = std::getenv(variable);
  return text && *text ? text : otherwise;
}

// Makes the driver that the environment describes.
template <class Driver>
Driver driver_from_environment(const char *default_provider) {
  lc::Value config = lc::Library::parse(environment("LIBCLOUD_CONFIG", "{}"));
  if (const char *key = environment("LIBCLOUD_KEY")) config.set("key", key);
  if (const char *secret = environment("LIBCLOUD_SECRET")) config.set("secret", secret);
  if (const char *region = environment("LIBCLOUD_REGION")) config.set("region", region);
  if (const char *url = environment("LIBCLOUD_URL")) config.set("url", url);
  return Driver(environment("LIBCLOUD_PROVIDER", default_provider), config);
}

// Tells why the program ends: to be called where that was caught.
inline int failed() {
  try {
    throw;
  } catch (const lc::Error &error) {
    std::cerr << lc::status_name(error.status()) << ": " << error.what() << '\n';
  } catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
  }
  return EXIT_FAILURE;
}

#endif
