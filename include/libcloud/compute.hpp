// Servers, and what belongs to them.
#ifndef LIBCLOUD_COMPUTE_HPP
#define LIBCLOUD_COMPUTE_HPP

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "deployment.hpp"
#include "driver.hpp"
#include "pages.hpp"
#include "records.hpp"

namespace lc {

/// A driver of servers. Options, and which errors are worth a branch of their own: see libcloud.h, at the function of the same
/// name.
template <class Errors>
class BasicCompute : public Driver<BasicCompute<Errors>, Errors> {
 public:
  static constexpr const char *api = "compute";
  static constexpr bool quiet = Errors::quiet;
  template <class T>
  using Returns = typename Errors::template Returns<T>;
  using Driver<BasicCompute<Errors>, Errors>::Driver;

  // ---- Nodes

  /// Lists the nodes of the account, in the region of the driver.
  Returns<List<Node>> list_nodes(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Node>>(*this, lc_list_nodes, options);
  }
  /// The same page by page, fetched as the range is gone through.
  Returns<BasicPages<Node, Errors>> iterate_nodes(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<BasicPages<Node, Errors>>(*this, lc_iterate_nodes, options);
  }
  /// Gets a node.
  Returns<Node> get_node(Text node_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Node>(*this, lc_get_node, node_id, options);
  }
  /// Orders a node. It may not run yet when this returns: see wait_until_running.
  Returns<Node> create_node(Text name, Text size_id, Text image_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Node>(*this, lc_create_node, name, size_id, image_id, options);
  }
  /// Restarts a node. The provider may still be at it when this returns; so with the next three.
  Returns<void> reboot_node(Text node_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_reboot_node, node_id, options);
  }
  /// Switches a node on.
  Returns<void> start_node(Text node_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_start_node, node_id, options);
  }
  /// Switches a node off; what is on its disks stays.
  Returns<void> stop_node(Text node_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_stop_node, node_id, options);
  }
  /// Deletes a node for good, and what is on the disks that came with it.
  Returns<void> destroy_node(Text node_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_destroy_node, node_id, options);
  }
  /// Waits until every node runs and has an address. The nodes come in the order of the ids.
  Returns<List<Node>> wait_until_running(std::initializer_list<Text> node_ids, const Value &options = {}) const
      noexcept(quiet) {
    return wait_for(node_ids, options);
  }
  /// The same for a range of strings.
  template <class Strings>
  Returns<List<Node>> wait_until_running(const Strings &node_ids, const Value &options = {}) const noexcept(quiet) {
    return wait_for(node_ids, options);
  }
  /// Orders a node, waits until it runs, logs in over SSH, and runs a deployment there. When it fails after the node was
  /// ordered, the node is still there: Error::details tells it. `options` must have `ex_ssh_host_key`: what is trusted.
  Returns<Node> deploy_node(Text name, Text size_id, Text image_id, const BasicDeployment<Errors> &deployment,
                            const Value &options) const noexcept(quiet) {
    return detail::ask<Node>(*this, lc_deploy_node, name, size_id, image_id, deployment, options);
  }
  /// Runs a deployment on a node that is there already. It is left there whatever happens.
  Returns<Node> deploy_existing_node(Text node_id, const BasicDeployment<Errors> &deployment, const Value &options) const
      noexcept(quiet) {
    return detail::ask<Node>(*this, lc_deploy_existing_node, node_id, deployment, options);
  }

  // ---- Sizes, locations, images

  /// Lists the sizes of nodes that one can order.
  Returns<List<Size>> list_sizes(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Size>>(*this, lc_list_sizes, options);
  }
  /// Lists the regions or zones.
  Returns<List<Location>> list_locations(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Location>>(*this, lc_list_locations, options);
  }
  /// Lists the images that nodes can be made from. There may be very many.
  Returns<List<Image>> list_images(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Image>>(*this, lc_list_images, options);
  }
  /// Gets an image.
  Returns<Image> get_image(Text image_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Image>(*this, lc_get_image, image_id, options);
  }
  /// Makes an image of a node. It may not be complete yet when this returns.
  Returns<Image> create_image(Text node_id, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Image>(*this, lc_create_image, node_id, name, options);
  }
  /// Copies an image from another region to the one of the driver. It may not be complete yet when this returns.
  Returns<Image> copy_image(Text source_region, Text image_id, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Image>(*this, lc_copy_image, source_region, image_id, name, options);
  }
  /// Deletes an image. Nodes made from it stay.
  Returns<void> delete_image(Text image_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_delete_image, image_id, options);
  }

  // ---- Volumes and snapshots

  /// Lists the volumes of the account.
  Returns<List<Volume>> list_volumes(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Volume>>(*this, lc_list_volumes, options);
  }
  /// Makes a volume of a size in GiB. It may not be there to attach yet when this returns.
  Returns<Volume> create_volume(std::int64_t size_gb, Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Volume>(*this, lc_create_volume, size_gb, name, options);
  }
  /// Attaches a volume to a node.
  Returns<void> attach_volume(Text node_id, Text volume_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_attach_volume, node_id, volume_id, options);
  }
  /// Detaches a volume from its node. Unmount it in the node before.
  Returns<void> detach_volume(Text volume_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_detach_volume, volume_id, options);
  }
  /// Deletes a volume and what is on it.
  Returns<void> destroy_volume(Text volume_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_destroy_volume, volume_id, options);
  }
  /// Lists the snapshots of a volume.
  Returns<List<Snapshot>> list_volume_snapshots(Text volume_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Snapshot>>(*this, lc_list_volume_snapshots, volume_id, options);
  }
  /// Takes a snapshot of a volume, which may be written to already when this returns. `name`: nullptr for none.
  Returns<Snapshot> create_volume_snapshot(Text volume_id, Text name = nullptr, const Value &options = {}) const
      noexcept(quiet) {
    return detail::ask<Snapshot>(*this, lc_create_volume_snapshot, volume_id, name, options);
  }
  /// Deletes a snapshot. Volumes made from it stay.
  Returns<void> destroy_volume_snapshot(Text snapshot_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_destroy_volume_snapshot, snapshot_id, options);
  }

  // ---- Key pairs

  /// Lists the key pairs of the account.
  Returns<List<KeyPair>> list_key_pairs(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<KeyPair>>(*this, lc_list_key_pairs, options);
  }
  /// Gets a key pair.
  Returns<KeyPair> get_key_pair(Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<KeyPair>(*this, lc_get_key_pair, name, options);
  }
  /// Has the provider make a key pair. Its private key is told this once.
  Returns<KeyPair> create_key_pair(Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<KeyPair>(*this, lc_create_key_pair, name, options);
  }
  /// Registers a public key, as in an authorized_keys file.
  Returns<KeyPair> import_key_pair_from_string(Text name, Text key_material, const Value &options = {}) const
      noexcept(quiet) {
    return detail::ask<KeyPair>(*this, lc_import_key_pair_from_string, name, key_material, options);
  }
  /// Registers a public key from a file.
  Returns<KeyPair> import_key_pair_from_file(Text name, Text path, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<KeyPair>(*this, lc_import_key_pair_from_file, name, path, options);
  }
  /// Deletes a key pair. Nodes made with it keep the public key.
  Returns<void> delete_key_pair(Text name, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_delete_key_pair, name, options);
  }

 private:
  template <class Strings>
  Returns<List<Node>> wait_for(const Strings &node_ids, const Value &options) const noexcept(quiet) {
    std::vector<const char *> ids;
    for (const auto &id : node_ids) {
      const Text text(id);
      if (text.has_nul()) return Errors::template fail<List<Node>>(Error(Status::invalid_argument, detail::NUL_WITHIN));
      ids.push_back(text.c_str());
    }
    return detail::ask<List<Node>>(*this, lc_wait_until_running, ids.data(), ids.size(), options);
  }
};

}  // namespace lc

#endif  // LIBCLOUD_COMPUTE_HPP
