// libcloud for C++17 and later; header-only, above libcloud.h.
//
//   lc::Storage s3("s3", {{"key", key}, {"secret", secret}, {"region", "eu-central-1"}});
//   std::ifstream file("a.jpg", std::ios::binary);
//   s3.upload_object_via_stream(file, "photos", "a.jpg", {{"content_type", "image/jpeg"}});
//   for (const lc::Object &object : s3.iterate_container_objects("photos")) std::cout << object.name() << '\n';
//
// Names: methods are called as in Libcloud, and as the functions of libcloud.h, where their options and errors are described.
// Classes for which C has handles free them, and give them with get().
//
// Errors: in lc, methods throw lc::Error, or the class of its status, such as lc::NotFound. In lc::nothrow there are the same
// classes whose methods throw nothing, and return lc::Result: a value or an error, as std::expected. That is all there is
// where exceptions are switched off.
//
// Strings: arguments are literals or std::string, and not copied; results are lc::Text, a std::string_view with a NUL behind
// it, borrowed from the record. What may be absent is a std::optional.
//
// Threads: drivers, records, lists and values may be read by any number of threads at once.
#ifndef LIBCLOUD_HPP
#define LIBCLOUD_HPP

#if defined(_MSVC_LANG) ? _MSVC_LANG < 201703L : __cplusplus < 201703L
#error "libcloud.hpp needs C++17: compile with -std=c++17 or later, or use libcloud.h"
#endif

#include "libcloud/compute.hpp"
#include "libcloud/container_service.hpp"
#include "libcloud/library.hpp"
#include "libcloud/load_balancer.hpp"
#include "libcloud/storage.hpp"

namespace lc {

#if defined(__cpp_exceptions)

using Compute = BasicCompute<Throwing>;
using Storage = BasicStorage<Throwing>;
using LoadBalancer = BasicLoadBalancer<Throwing>;
using ContainerService = BasicContainerService<Throwing>;
using Deployment = BasicDeployment<Throwing>;
using Stream = BasicStream<Throwing>;
using InputStream = BasicInputStream<Throwing>;
template <class Record>
using Pages = BasicPages<Record, Throwing>;
using Library = BasicLibrary<Throwing>;

#endif

namespace nothrow {

using Compute = BasicCompute<Returning>;
using Storage = BasicStorage<Returning>;
using LoadBalancer = BasicLoadBalancer<Returning>;
using ContainerService = BasicContainerService<Returning>;
using Deployment = BasicDeployment<Returning>;
using Stream = BasicStream<Returning>;
using InputStream = BasicInputStream<Returning>;
template <class Record>
using Pages = BasicPages<Record, Returning>;
using Library = BasicLibrary<Returning>;

}  // namespace nothrow

}  // namespace lc

#endif  // LIBCLOUD_HPP
