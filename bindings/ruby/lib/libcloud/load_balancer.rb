# frozen_string_literal: true

module Libcloud
  # Load balancers and their members.
  #
  #     elb = Libcloud::LoadBalancer.new(:alb, key: "AKIA...", secret: "...", region: "eu-central-1")
  #     balancer = elb.create_balancer("web", port: 80, members: [{ip: "192.0.2.1", port: 8080}])
  class LoadBalancer < Driver
    # @api private
    API = "loadbalancer"

    # A load balancer.
    class Balancer < Record
      record :lc_balancer
      # @return [String] the provider's id
      attribute :id
      # @return [String]
      attribute :name
      # @return [String] "running", "pending", "error", "deleted" or "unknown", as in Libcloud
      attribute :state
      # @return [String, nil] the address that it answers at, or a name
      attribute :ip
      # @return [Integer, nil] the port that it answers at; nil, too: there are several
      attribute :port
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # What a load balancer sends connections to.
    class Member < Record
      record :lc_member
      # @return [String] unique among the members of its load balancer
      attribute :id
      # @return [String, nil] nil where the provider goes by nodes
      attribute :ip
      # @return [Integer, nil]
      attribute :port
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # Lists the protocols that can be balanced.
    # @return [Array<String>]
    def list_protocols(**options)
      value(:lc_list_protocols, options)
    end

    # Lists the algorithms that the provider has: how a load balancer chooses among its members.
    # @return [Array<String>]
    def list_supported_algorithms(**options)
      value(:lc_list_supported_algorithms, options)
    end

    # Lists the load balancers of the account, in the region of the driver.
    # @return [Array<Balancer>]
    def list_balancers(**options)
      list(Balancer, :lc_list_balancers, options)
    end

    # Gets a load balancer as it is now.
    # @return [Balancer]
    def get_balancer(balancer, **options)
      record(Balancer, :lc_get_balancer, balancer, options)
    end

    # Orders a load balancer. It balances nothing until {#get_balancer} says that it is running.
    # @param port [Integer] the port that it is to answer at
    # @param protocol [String, nil] one of {#list_protocols}; nil: the provider's default
    # @param algorithm [String, nil] one of {#list_supported_algorithms}; nil: the provider's default
    # @param members [Array<Hash, String>] objects with `ip`, `port` and `extra`; or, where the provider goes by nodes, their
    #   ids
    # @return [Balancer]
    def create_balancer(name, port: 80, protocol: nil, algorithm: nil, members: [], **options)
      Value.lend(Value.json(members)) do |those|
        record(Balancer, :lc_create_balancer, name, Integer(port), protocol, algorithm, those, options)
      end
    end

    # Changes a load balancer.
    # @param options `name`, `port`, `protocol` and `algorithm`: what is absent stays as it is
    # @return [Balancer] as it is now
    def update_balancer(balancer, **options)
      record(Balancer, :lc_update_balancer, balancer, options)
    end

    # Deletes a load balancer; the nodes behind it stay.
    def destroy_balancer(balancer, **options)
      done(:lc_destroy_balancer, balancer, options)
    end

    # Lists the members of a load balancer.
    # @return [Array<Member>]
    def balancer_list_members(balancer, **options)
      list(Member, :lc_balancer_list_members, balancer, options)
    end

    # Adds a member to a load balancer.
    # @param port [Integer, nil] nil: that of the load balancer
    # @param options `extra`, such as `{weight: 2}`; `id`: that of the node, where the provider goes by nodes
    # @return [Member]
    def balancer_attach_member(balancer, ip, port = nil, **options)
      record(Member, :lc_balancer_attach_member, balancer, ip, port || 0, options)
    end

    # Adds a node to a load balancer: by the first of its public addresses, unless the provider goes by nodes.
    # @param node [Compute::Node] as a compute driver returned it
    # @return [Member]
    def balancer_attach_compute_node(balancer, node, **options)
      Member.from(call(:balancer_attach_compute_node, balancer: balancer, node: node, **options))
    end

    # Takes a member from a load balancer; what is behind it stays.
    # @param member [Member, String] of {#balancer_list_members}
    def balancer_detach_member(balancer, member, **options)
      done(:lc_balancer_detach_member, balancer, member, options)
    end
  end
end
