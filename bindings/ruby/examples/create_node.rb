# frozen_string_literal: true

# Orders a server, waits until it runs and has an address, and prints it. It goes on running: destroy it when done.
#
#   LIBCLOUD_PROVIDER=ec2 LIBCLOUD_REGION=eu-central-1 ruby create_node.rb NAME SIZE IMAGE
#   LIBCLOUD_PROVIDER=openstack ruby create_node.rb NAME [SIZE IMAGE [NETWORK]]
#
# "-", or nothing, is the first size or image there is. A network of OpenStack gives its servers private addresses.

require_relative "example"

example("NAME [SIZE IMAGE [NETWORK]]", 1..4) do |name, *given|
  size, image, network = given.map { |argument| argument unless argument == "-" }
  order = network ? {networks: [network]} : {}
  patience = {wait_period: 0.5, timeout: 600, ssh_interface: network ? "private_ips" : "public_ips"}

  compute = driver_from_environment(Libcloud::Compute, "dummy")
  size ||= compute.list_sizes.first
  image ||= compute.list_images.first
  abort "there is no size or no image to be had" unless size && image

  node = compute.create_node(name, size, image, **order)
  puts "#{node.id} is #{node.state}"
  begin
    node, = compute.wait_until_running([node], **patience)
  rescue Libcloud::Error
    warn "#{node.id} may still come up, and costs money: look after it"
    raise
  end
  puts "#{node.id} is #{node.state} at #{(network ? node.private_ips : node.public_ips).first}"
end
