# frozen_string_literal: true

# Orders a load balancer for port 80 with its members, waits until it runs, and prints both. It goes on running: destroy it
# when done. Members are addresses or, where the provider goes by nodes, their ids.
#
#   LIBCLOUD_PROVIDER=rackspace LIBCLOUD_REGION=dfw ruby create_balancer.rb NAME ADDRESS[:PORT]...
#   LIBCLOUD_PROVIDER=openstack OS_CLOUD=home ruby create_balancer.rb NAME ADDRESS[:PORT]...
#   LIBCLOUD_PROVIDER=elb LIBCLOUD_REGION=eu-west-1 ruby create_balancer.rb NAME NODE...

require_relative "example"

WAIT = 600

example("NAME ADDRESS[:PORT]|NODE...", 2..) do |name, *given|
  members = given.map do |member|
    address, port = member.split(":")
    {(member.match?(/[.:]/) ? :ip : :id) => address, port: port&.to_i}.compact
  end

  balancers = driver_from_environment(Libcloud::LoadBalancer, "dummy")
  balancer = balancers.create_balancer(name, port: 80, protocol: "http", algorithm: "round_robin", members: members)
  puts "#{balancer.id} is #{balancer.state}"

  WAIT.times do
    balancer = balancers.get_balancer(balancer)
    break unless balancer.state == "pending"

    sleep 1
  end
  puts "#{balancer.id} is #{balancer.state} at #{balancer.ip || 'no address'}"

  balancers.balancer_list_members(balancer).each do |member|
    puts "  #{member.ip || member.id}#{" port #{member.port}" if member.port}"
  end
  abort "#{balancer.id} costs money all the same: look after it" unless balancer.state == "running"
end
