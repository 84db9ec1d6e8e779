# frozen_string_literal: true

require "helper"

# Compute, load balancers and containers, on the drivers in memory.
class TestServices < Minitest::Test
  include Helpers

  def setup
    @compute = Libcloud::Compute.new(:dummy, state_delay: 0)
  end

  def test_a_node_from_order_to_end
    location = @compute.list_locations.first
    node = @compute.create_node("web", @compute.list_sizes(location: location).first, @compute.list_images.first)
    node, other = @compute.wait_until_running([node, "1"], wait_period: 0.05)
    assert_equal ["running", "1"], [node.state, other.id]
    assert_includes @compute.iterate_nodes.map(&:id), node.id
    assert @compute.reboot_node(node)
    assert @compute.stop_node(node)
    assert @compute.start_node(node.id)
    assert @compute.destroy_node(node)
    assert_raises(Libcloud::Error) { @compute.reboot_node("none") }
  end

  def test_volumes_and_snapshots
    volume = @compute.create_volume(10, "data")
    assert_equal [10, "data"], [volume.size, volume.name]
    assert @compute.attach_volume("1", volume, device: "/dev/sdb")
    assert @compute.detach_volume(volume)
    snapshot = @compute.create_volume_snapshot(volume, "before")
    assert_equal [snapshot.id], @compute.list_volume_snapshots(volume).map(&:id)
    assert @compute.destroy_volume_snapshot(snapshot)
    assert @compute.destroy_volume(volume)
    refute_includes @compute.list_volumes.map(&:id), volume.id
  end

  def test_images
    image = @compute.create_image("1", "golden", description: "of a node")
    assert_equal image, @compute.get_image(image)
    copy = @compute.copy_image(@compute.list_locations.first, image, "copy")
    assert @compute.delete_image(copy)
    assert @compute.delete_image(image)
  end

  def test_key_pairs
    pair = @compute.create_key_pair("laptop")
    assert_equal pair.fingerprint, @compute.get_key_pair("laptop").fingerprint
    Tempfile.create("key") do |file|
      file.write(pair.public_key)
      file.close
      assert_equal "copy", @compute.import_key_pair_from_file("copy", file.path).name
    end
    assert_equal "again", @compute.import_key_pair_from_string("again", pair.public_key).name
    assert_equal %w[again copy laptop], @compute.list_key_pairs.map(&:name).sort
    assert @compute.delete_key_pair(pair)
    assert_raises(Libcloud::AlreadyExistsError) { @compute.create_key_pair("copy") }
  end

  def test_a_load_balancer_from_order_to_end
    balancers = Libcloud::LoadBalancer.new(:dummy)
    assert_includes balancers.list_protocols, "http"
    assert_includes balancers.list_supported_algorithms, "round_robin"
    balancer = balancers.create_balancer("web", port: 8000, members: [{ip: "192.0.2.1", port: 8080}])
    ready = -> { (balancer = balancers.get_balancer(balancer)).state == "running" }
    wait_for(&ready)
    assert_equal 8000, balancer.port
    assert_equal [["192.0.2.1", 8080]], balancers.balancer_list_members(balancer).map { |member| [member.ip, member.port] }
    member = balancers.balancer_attach_member(balancer, "192.0.2.2")
    wait_for(&ready)
    node = @compute.list_nodes.first
    assert_equal node.public_ips.first, balancers.balancer_attach_compute_node(balancer, node).ip
    wait_for(&ready)
    assert balancers.balancer_detach_member(balancer, member)
    wait_for(&ready)
    assert_equal "renamed", balancers.update_balancer(balancer, name: "renamed").name
    wait_for(&ready)
    assert balancers.destroy_balancer(balancer)
    wait_for { balancers.list_balancers.none? { |left| left.id == balancer.id } }
  end

  def test_a_container_from_image_to_end
    docker = Libcloud::Container.new(:dummy)
    image = docker.install_image("redis:7")
    assert_includes docker.list_images.map(&:id), image.id
    container = docker.deploy_container("cache", image)
    running = -> { (container = docker.get_container(container)).state == "running" }
    wait_for(&running)
    assert_includes docker.list_containers(image: image).map(&:name), "cache"
    docker.restart_container(container)
    wait_for(&running)
    docker.stop_container(container)
    wait_for { docker.get_container(container).state == "stopped" }
    docker.start_container(container)
    wait_for(&running)
    docker.stop_container(container)
    wait_for { docker.get_container(container).state == "stopped" }
    assert docker.destroy_container(container)
  end

  def test_clusters
    docker = Libcloud::Container.new(:dummy)
    cluster = docker.create_cluster("east", location: docker.list_locations.first)
    assert_equal cluster, docker.get_cluster(cluster)
    assert_includes docker.list_clusters.map(&:name), "east"
    assert docker.destroy_cluster(cluster)
  end
end
