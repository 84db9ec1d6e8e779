# frozen_string_literal: true

module Libcloud
  # Servers, their images, volumes and key pairs.
  #
  #     ec2 = Libcloud::Compute.new(:ec2, key: "AKIA...", secret: "...", region: "eu-central-1")
  #     node = ec2.create_node("web", "t3.micro", "ami-1", ex_keyname: "laptop")
  #     node, = ec2.wait_until_running([node])
  class Compute < Driver
    # @api private
    API = "compute"

    # Lists the nodes of the account, in the region of the driver.
    # @return [Array<Node>]
    def list_nodes(**options)
      list(Node, :lc_list_nodes, options)
    end

    # The same page by page, as they are needed.
    # @return [Enumerator<Node>]
    def iterate_nodes(**options)
      pages(Node, :lc_iterate_nodes, options)
    end

    # Gets a node. Libcloud has it as ex_get_node.
    # @return [Node]
    def get_node(node, **options)
      record(Node, :lc_get_node, node, options)
    end

    # Orders a node. It may not run yet when this returns: see {#wait_until_running}.
    # @param size [Size, String]
    # @param image [Image, String] empty where a provider has nodes that start from something else
    # @param options `location`, `auth` (`{ssh_key: ...}` or `{password: ...}`), and what the provider adds
    # @return [Node]
    def create_node(name, size, image, **options)
      record(Node, :lc_create_node, name, size, image, options)
    end

    # Orders a node, waits until it runs, logs in over SSH and runs a deployment there.
    #
    # When it fails after the node was ordered, that is still there and costs money: {Error#name} is "DeploymentError", and
    # {Error#details} has `node`, `destroyed` and `steps`.
    # @param options those of {#create_node}; `ex_ssh_host_key` ("known_hosts", "accept-new", a key or fingerprint, or "off"),
    #   which must be there; `ssh_key`, `ssh_username`, `ssh_port`, `timeout`, `ex_destroy_on_failure` and more, which
    #   lc_deploy_node tells in the library's header
    # @return [Node] with the steps in `extra["deployment"]`
    def deploy_node(name, size, image, deployment, **options)
      record(Node, :lc_deploy_node, name, size, image, deployment.start, options)
    end

    # Runs a deployment on a node that is there already. It is left there whatever happens.
    # @param options those of {#deploy_node} that are about SSH
    # @return [Node] with the steps in `extra["deployment"]`
    def deploy_existing_node(node, deployment, **options)
      record(Node, :lc_deploy_existing_node, node, deployment.start, options)
    end

    # Restarts a node. The provider may still be at it when this returns; so with the next three.
    def reboot_node(node, **options)
      done(:lc_reboot_node, node, options)
    end

    # Switches a node on.
    def start_node(node, **options)
      done(:lc_start_node, node, options)
    end

    # Switches a node off; what is on its disks stays.
    def stop_node(node, **options)
      done(:lc_stop_node, node, options)
    end

    # Deletes a node for good, and what is on the disks that came with it.
    def destroy_node(node, **options)
      done(:lc_destroy_node, node, options)
    end

    # Waits until every node runs and has an address.
    # @param nodes [Array<Node, String>]
    # @param options `wait_period` and `timeout` in seconds, `ssh_interface` ("public_ips" or "private_ips"), `force_ipv4`
    # @return [Array<Node>] in the same order
    # @raise [TimeoutError] which tells what each node lacks
    def wait_until_running(nodes, **options)
      ids = nodes.map { |node| FFI::MemoryPointer.from_string(Value.text(node)) }
      each = FFI::MemoryPointer.new(:pointer, [ids.length, 1].max).write_array_of_pointer(ids)
      list(Node, :lc_wait_until_running, each, ids.length, options)
    end

    # Lists the sizes of nodes that one can order.
    # @param options `location`: those that can be ordered there
    # @return [Array<Size>]
    def list_sizes(**options)
      list(Size, :lc_list_sizes, options)
    end

    # Lists the regions or zones.
    # @return [Array<Location>]
    def list_locations(**options)
      list(Location, :lc_list_locations, options)
    end

    # Lists the images that nodes can be made from. There may be very many: providers add options that choose among them.
    # @param options `location`: those that can be used there
    # @return [Array<Image>]
    def list_images(**options)
      list(Image, :lc_list_images, options)
    end

    # Gets an image.
    # @return [Image]
    def get_image(image, **options)
      record(Image, :lc_get_image, image, options)
    end

    # Makes an image of a node. It may not be complete yet when this returns.
    # @param options `description`
    # @return [Image]
    def create_image(node, name, **options)
      record(Image, :lc_create_image, node, name, options)
    end

    # Copies an image from another region to the one of the driver.
    # @param options `description`
    # @return [Image]
    def copy_image(source_region, image, name, **options)
      record(Image, :lc_copy_image, source_region, image, name, options)
    end

    # Deletes an image. Nodes made from it stay.
    def delete_image(image, **options)
      done(:lc_delete_image, image, options)
    end

    # Lists the volumes of the account.
    # @return [Array<Volume>]
    def list_volumes(**options)
      list(Volume, :lc_list_volumes, options)
    end

    # Makes a volume. It may not be there to attach yet when this returns.
    # @param size [Integer] in GiB
    # @param options `location`, `snapshot` (the one to start from)
    # @return [Volume]
    def create_volume(size, name, **options)
      record(Volume, :lc_create_volume, Integer(size), name, options)
    end

    # Attaches a volume to a node.
    # @param options `device`: the name under which the node sees it, such as "/dev/sdb"; some providers need it
    def attach_volume(node, volume, **options)
      done(:lc_attach_volume, node, volume, options)
    end

    # Detaches a volume from its node. Unmount it in the node before.
    def detach_volume(volume, **options)
      done(:lc_detach_volume, volume, options)
    end

    # Deletes a volume and what is on it.
    def destroy_volume(volume, **options)
      done(:lc_destroy_volume, volume, options)
    end

    # Lists the snapshots of a volume.
    # @return [Array<Snapshot>]
    def list_volume_snapshots(volume, **options)
      list(Snapshot, :lc_list_volume_snapshots, volume, options)
    end

    # Takes a snapshot of a volume. It may not be complete yet when this returns; the volume may be written to already.
    # @param name [String, nil]
    # @return [Snapshot]
    def create_volume_snapshot(volume, name = nil, **options)
      record(Snapshot, :lc_create_volume_snapshot, volume, name, options)
    end

    # Deletes a snapshot. Volumes made from it stay.
    def destroy_volume_snapshot(snapshot, **options)
      done(:lc_destroy_volume_snapshot, snapshot, options)
    end

    # Lists the key pairs of the account.
    # @return [Array<KeyPair>]
    def list_key_pairs(**options)
      list(KeyPair, :lc_list_key_pairs, options)
    end

    # Gets a key pair.
    # @return [KeyPair]
    def get_key_pair(name, **options)
      record(KeyPair, :lc_get_key_pair, name, options)
    end

    # Has the provider make a key pair. Its private key is told this once.
    # @return [KeyPair]
    def create_key_pair(name, **options)
      record(KeyPair, :lc_create_key_pair, name, options)
    end

    # Registers a public key.
    # @param key_material [String] as in an authorized_keys file
    # @return [KeyPair]
    def import_key_pair_from_string(name, key_material, **options)
      record(KeyPair, :lc_import_key_pair_from_string, name, key_material, options)
    end

    # Registers a public key from a file.
    # @param path [String, Pathname] such as "~/.ssh/id_ed25519.pub", with the home directory spelled out
    # @return [KeyPair]
    def import_key_pair_from_file(name, path, **options)
      record(KeyPair, :lc_import_key_pair_from_file, name, path, options)
    end

    # Deletes a key pair. Nodes made with it keep the public key.
    def delete_key_pair(key_pair, **options)
      done(:lc_delete_key_pair, key_pair, options)
    end
  end
end

require_relative "compute/records"
