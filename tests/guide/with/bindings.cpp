// Drivers under the names that the fragments of bindings/cpp/README.md have them.
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <libcloud.hpp>

int fragment(lc::Compute &ec2, lc::Storage &s3);

int fragment(lc::Compute &ec2, lc::Storage &s3) {
  (void)ec2, (void)s3;
  {
#include "block.cpp"
  }
  return 0;
}
