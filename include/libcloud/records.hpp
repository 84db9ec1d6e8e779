// The records: their portable fields; the rest is in extra().
#ifndef LIBCLOUD_RECORDS_HPP
#define LIBCLOUD_RECORDS_HPP

#include "record.hpp"

namespace lc {

/// A server.
class Node : public Record<lc_node, lc_node_ref, lc_list_node, lc_node_extra, lc_node_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_node_id(get()); }
  /// Unique among providers.
  Text uuid() const noexcept { return lc_node_uuid(get()); }
  Text name() const noexcept { return lc_node_name(get()); }
  /// "running", "stopped", "pending", "terminated", ... as in Libcloud.
  Text state() const noexcept { return lc_node_state(get()); }
  /// Addresses reachable from everywhere.
  auto public_ips() const noexcept { return detail::strings(*this, lc_node_public_ips_count, lc_node_public_ips_at); }
  /// Addresses reachable within the provider's network.
  auto private_ips() const noexcept { return detail::strings(*this, lc_node_private_ips_count, lc_node_private_ips_at); }
  /// The id of its size.
  std::optional<Text> size() const noexcept { return detail::optional(lc_node_size(get())); }
  /// The id of the image it was made from.
  std::optional<Text> image() const noexcept { return detail::optional(lc_node_image(get())); }
  std::optional<Time> created_at() const noexcept { return detail::time(detail::optional(lc_node_created_at, get())); }
};

/// A size of server one can order.
class Size : public Record<lc_size, lc_size_ref, lc_list_size, lc_size_extra, lc_size_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_size_id(get()); }
  /// Unique among providers.
  Text uuid() const noexcept { return lc_size_uuid(get()); }
  Text name() const noexcept { return lc_size_name(get()); }
  /// Memory in MiB.
  std::optional<std::int64_t> ram() const noexcept { return detail::optional(lc_size_ram, get()); }
  /// Disk in GiB.
  std::optional<std::int64_t> disk() const noexcept { return detail::optional(lc_size_disk, get()); }
  /// In the provider's unit.
  std::optional<std::int64_t> bandwidth() const noexcept { return detail::optional(lc_size_bandwidth, get()); }
  /// Per hour, in the currency of the provider's price list.
  std::optional<double> price() const noexcept { return detail::optional(lc_size_price, get()); }
};

/// What a server can be made from.
class Image : public Record<lc_image, lc_image_ref, lc_list_image, lc_image_extra, lc_image_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_image_id(get()); }
  /// Unique among providers.
  Text uuid() const noexcept { return lc_image_uuid(get()); }
  Text name() const noexcept { return lc_image_name(get()); }
};

/// A region, zone or data centre.
class Location : public Record<lc_location, lc_location_ref, lc_list_location, lc_location_extra, lc_location_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_location_id(get()); }
  Text name() const noexcept { return lc_location_name(get()); }
  Text country() const noexcept { return lc_location_country(get()); }
};

/// A block storage volume.
class Volume : public Record<lc_volume, lc_volume_ref, lc_list_volume, lc_volume_extra, lc_volume_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_volume_id(get()); }
  /// Unique among providers.
  Text uuid() const noexcept { return lc_volume_uuid(get()); }
  Text name() const noexcept { return lc_volume_name(get()); }
  /// In GiB.
  std::optional<std::int64_t> size() const noexcept { return detail::optional(lc_volume_size, get()); }
  /// "available", "inuse", "creating", ... as in Libcloud.
  std::optional<Text> state() const noexcept { return detail::optional(lc_volume_state(get())); }
};

/// A snapshot of a volume.
class Snapshot : public Record<lc_snapshot, lc_snapshot_ref, lc_list_snapshot, lc_snapshot_extra, lc_snapshot_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_snapshot_id(get()); }
  std::optional<Text> name() const noexcept { return detail::optional(lc_snapshot_name(get())); }
  /// The size of its volume, in GiB.
  std::optional<std::int64_t> size() const noexcept { return detail::optional(lc_snapshot_size, get()); }
  /// "available", "creating", ... as in Libcloud.
  std::optional<Text> state() const noexcept { return detail::optional(lc_snapshot_state(get())); }
  std::optional<Time> created() const noexcept { return detail::time(detail::optional(lc_snapshot_created, get())); }
};

/// A key pair for logging in to nodes.
class KeyPair : public Record<lc_key_pair, lc_key_pair_ref, lc_list_key_pair, lc_key_pair_extra, lc_key_pair_value> {
 public:
  using Record::Record;
  /// Also its id.
  Text name() const noexcept { return lc_key_pair_name(get()); }
  std::optional<Text> public_key() const noexcept { return detail::optional(lc_key_pair_public_key(get())); }
  /// Only of what create_key_pair returned. Overwritten when the last reference goes.
  std::optional<Text> private_key() const noexcept { return detail::optional(lc_key_pair_private_key(get())); }
  std::optional<Text> fingerprint() const noexcept { return detail::optional(lc_key_pair_fingerprint(get())); }
};

/// A container of objects: a bucket.
class Container : public Record<lc_container, lc_container_ref, lc_list_container, lc_container_extra, lc_container_value> {
 public:
  using Record::Record;
  /// Also its id.
  Text name() const noexcept { return lc_container_name(get()); }
};

/// What is known of a stored object; its bytes are fetched apart.
class Object : public Record<lc_object, lc_object_ref, lc_list_object, lc_object_extra, lc_object_value> {
 public:
  using Record::Record;
  /// Unique in its container.
  Text name() const noexcept { return lc_object_name(get()); }
  /// In bytes.
  std::optional<std::int64_t> size() const noexcept { return detail::optional(lc_object_size, get()); }
  /// The provider's hash of its bytes: the ETag without quotes, for many an MD5.
  std::optional<Text> hash() const noexcept { return detail::optional(lc_object_hash(get())); }
  /// The name of its container.
  Text container() const noexcept { return lc_object_container(get()); }
  /// The user's own keys and values.
  ValueView meta_data() const noexcept { return lc_object_meta_data(get()); }
};

/// A load balancer.
class Balancer : public Record<lc_balancer, lc_balancer_ref, lc_list_balancer, lc_balancer_extra, lc_balancer_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_balancer_id(get()); }
  Text name() const noexcept { return lc_balancer_name(get()); }
  /// "running", "pending" (it is being made or changed), "error", "deleted" or "unknown", as in Libcloud.
  Text state() const noexcept { return lc_balancer_state(get()); }
  /// Where it answers: an IP address, or a name where the provider gives none.
  std::optional<Text> ip() const noexcept { return detail::optional(lc_balancer_ip(get())); }
  /// Absent also where there are several.
  std::optional<std::int64_t> port() const noexcept { return detail::optional(lc_balancer_port, get()); }
};

/// What a load balancer sends connections to.
class Member : public Record<lc_member, lc_member_ref, lc_list_member, lc_member_extra, lc_member_value> {
 public:
  using Record::Record;
  /// Unique among the members of its load balancer. Where the provider goes by nodes: that of the node.
  Text id() const noexcept { return lc_member_id(get()); }
  /// Absent where the provider goes by nodes.
  std::optional<Text> ip() const noexcept { return detail::optional(lc_member_ip(get())); }
  /// Absent where the provider goes by nodes.
  std::optional<std::int64_t> port() const noexcept { return detail::optional(lc_member_port, get()); }
};

/// A container that runs an image, whoever the provider; lc::Container is one of objects.
class DockerContainer : public Record<lc_docker_container, lc_docker_container_ref, lc_list_docker_container,
                                      lc_docker_container_extra, lc_docker_container_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_docker_container_id(get()); }
  Text name() const noexcept { return lc_docker_container_name(get()); }
  /// The id of the image it was made from, or the image's name.
  std::optional<Text> image() const noexcept { return detail::optional(lc_docker_container_image(get())); }
  /// "running", "pending", "stopped", "paused", "suspended", "rebooting", "terminated", "error" or "unknown", as in Libcloud.
  Text state() const noexcept { return lc_docker_container_state(get()); }
  /// The addresses it is reached at.
  auto ip_addresses() const noexcept {
    return detail::strings(*this, lc_docker_container_ip_addresses_count, lc_docker_container_ip_addresses_at);
  }
  std::optional<Time> created_at() const noexcept {
    return detail::time(detail::optional(lc_docker_container_created_at, get()));
  }
};

/// What a container can be made from, whoever the provider; lc::Image is what a server can be made from.
class DockerImage : public Record<lc_docker_image, lc_docker_image_ref, lc_list_docker_image, lc_docker_image_extra,
                                  lc_docker_image_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_docker_image_id(get()); }
  Text name() const noexcept { return lc_docker_image_name(get()); }
  /// Where it was fetched from.
  std::optional<Text> path() const noexcept { return detail::optional(lc_docker_image_path(get())); }
  std::optional<Text> version() const noexcept { return detail::optional(lc_docker_image_version(get())); }
};

/// A group of hosts that containers are deployed to.
class Cluster : public Record<lc_cluster, lc_cluster_ref, lc_list_cluster, lc_cluster_extra, lc_cluster_value> {
 public:
  using Record::Record;
  Text id() const noexcept { return lc_cluster_id(get()); }
  Text name() const noexcept { return lc_cluster_name(get()); }
};

}  // namespace lc

#endif  // LIBCLOUD_RECORDS_HPP
