// Owned handles of the C library.
#ifndef LIBCLOUD_HANDLE_HPP
#define LIBCLOUD_HANDLE_HPP

#include <memory>

#include "../libcloud.h"

namespace lc {

/// Frees a handle of any type.
struct Free {
  void operator()(lc_error *p) const noexcept { lc_error_free(p); }
  void operator()(lc_value *p) const noexcept { lc_value_free(p); }
  void operator()(lc_driver *p) const noexcept { lc_driver_free(p); }
  void operator()(lc_call *p) const noexcept { lc_call_free(p); }
  void operator()(lc_list *p) const noexcept { lc_list_free(p); }
  void operator()(lc_pages *p) const noexcept { lc_pages_free(p); }
  void operator()(lc_stream *p) const noexcept { lc_stream_free(p); }
  void operator()(lc_deployment *p) const noexcept { lc_deployment_free(p); }
  void operator()(lc_node *p) const noexcept { lc_node_free(p); }
  void operator()(lc_size *p) const noexcept { lc_size_free(p); }
  void operator()(lc_image *p) const noexcept { lc_image_free(p); }
  void operator()(lc_location *p) const noexcept { lc_location_free(p); }
  void operator()(lc_volume *p) const noexcept { lc_volume_free(p); }
  void operator()(lc_snapshot *p) const noexcept { lc_snapshot_free(p); }
  void operator()(lc_key_pair *p) const noexcept { lc_key_pair_free(p); }
  void operator()(lc_container *p) const noexcept { lc_container_free(p); }
  void operator()(lc_object *p) const noexcept { lc_object_free(p); }
  void operator()(lc_balancer *p) const noexcept { lc_balancer_free(p); }
  void operator()(lc_member *p) const noexcept { lc_member_free(p); }
  void operator()(lc_docker_container *p) const noexcept { lc_docker_container_free(p); }
  void operator()(lc_docker_image *p) const noexcept { lc_docker_image_free(p); }
  void operator()(lc_cluster *p) const noexcept { lc_cluster_free(p); }
};

/// An owned handle; get() is what the functions of libcloud.h take.
template <class T>
using Handle = std::unique_ptr<T, Free>;

}  // namespace lc

#endif  // LIBCLOUD_HANDLE_HPP
