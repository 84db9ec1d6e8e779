// Containers that run images, the images, and clusters.
#ifndef LIBCLOUD_CONTAINER_SERVICE_HPP
#define LIBCLOUD_CONTAINER_SERVICE_HPP

#include "driver.hpp"
#include "records.hpp"

namespace lc {

/// A driver of containers that run images. Its methods have Libcloud's names; where libcloud.h has another one, as
/// lc_list_docker_containers for list_containers, it says so. Options: see there.
template <class Errors>
class BasicContainerService : public Driver<BasicContainerService<Errors>, Errors> {
 public:
  static constexpr const char *api = "container";
  static constexpr bool quiet = Errors::quiet;
  template <class T>
  using Returns = typename Errors::template Returns<T>;
  using Driver<BasicContainerService<Errors>, Errors>::Driver;

  // ---- Containers

  /// Lists the containers, also those that do not run.
  Returns<List<DockerContainer>> list_containers(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<DockerContainer>>(*this, lc_list_docker_containers, options);
  }
  /// Gets a container as it is now.
  Returns<DockerContainer> get_container(Text container_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<DockerContainer>(*this, lc_get_docker_container, container_id, options);
  }
  /// Makes a container of an image, and starts it. It may not run yet when this returns. `image_id`: nullptr only where the
  /// options tell the source.
  Returns<DockerContainer> deploy_container(Text name, Text image_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<DockerContainer>(*this, lc_deploy_container, name, image_id, options);
  }
  /// Starts a container that is stopped. The provider may still be at it when this returns; so with the next two.
  Returns<DockerContainer> start_container(Text container_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<DockerContainer>(*this, lc_start_container, container_id, options);
  }
  /// Stops a container; what it wrote stays.
  Returns<DockerContainer> stop_container(Text container_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<DockerContainer>(*this, lc_stop_container, container_id, options);
  }
  /// Stops a container and starts it again.
  Returns<DockerContainer> restart_container(Text container_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<DockerContainer>(*this, lc_restart_container, container_id, options);
  }
  /// Deletes a container for good, and what it wrote. Stop it first.
  Returns<void> destroy_container(Text container_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_destroy_container, container_id, options);
  }

  // ---- Images

  /// Lists the installed images.
  Returns<List<DockerImage>> list_images(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<DockerImage>>(*this, lc_list_docker_images, options);
  }
  /// Fetches an image, and returns when it is there, which can take minutes. `path`: where from, such as "redis:7".
  Returns<DockerImage> install_image(Text path, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<DockerImage>(*this, lc_install_image, path, options);
  }

  // ---- Clusters

  /// Lists where clusters can be made.
  Returns<List<Location>> list_locations(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Location>>(*this, lc_list_cluster_locations, options);
  }
  /// Lists the clusters.
  Returns<List<Cluster>> list_clusters(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Cluster>>(*this, lc_list_clusters, options);
  }
  /// Gets a cluster.
  Returns<Cluster> get_cluster(Text cluster_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Cluster>(*this, lc_get_cluster, cluster_id, options);
  }
  /// Makes a cluster.
  Returns<Cluster> create_cluster(Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Cluster>(*this, lc_create_cluster, name, options);
  }
  /// Deletes a cluster, which must be empty.
  Returns<void> destroy_cluster(Text cluster_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_destroy_cluster, cluster_id, options);
  }
};

}  // namespace lc

#endif  // LIBCLOUD_CONTAINER_SERVICE_HPP
