# frozen_string_literal: true

module Libcloud
  class Compute
    # A server.
    class Node < Record
      record :lc_node
      # @return [String] the provider's id
      attribute :id
      # @return [String] the SHA-1 of the id, a colon and the provider's id: unique among providers
      attribute :uuid
      # @return [String]
      attribute :name
      # @return [String] "running", "stopped", "pending", "terminated", ... as in Libcloud
      attribute :state
      # @return [Array<String>] the addresses reachable from everywhere
      attribute :public_ips
      # @return [Array<String>] the addresses reachable within the provider's network
      attribute :private_ips
      # @return [String, nil] the id of its size
      attribute :size
      # @return [String, nil] the id of the image it was made from
      attribute :image
      # @return [Time, nil]
      attribute :created_at
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # A size of server one can order.
    class Size < Record
      # @return [String] the provider's id
      attribute :id
      # @return [String] unique among providers
      attribute :uuid
      # @return [String]
      attribute :name
      # @return [Integer, nil] memory in MiB
      attribute :ram
      # @return [Integer, nil] disk in GiB
      attribute :disk
      # @return [Integer, nil] in the provider's unit
      attribute :bandwidth
      # @return [Float, nil] per hour, in the currency of the provider's price list
      attribute :price
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # What a server can be made from.
    class Image < Record
      record :lc_image
      # @return [String] the provider's id
      attribute :id
      # @return [String] unique among providers
      attribute :uuid
      # @return [String]
      attribute :name
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # A region, zone or data centre.
    class Location < Record
      # @return [String] the provider's id
      attribute :id
      # @return [String]
      attribute :name
      # @return [String] the country it is in
      attribute :country
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # A block storage volume.
    class Volume < Record
      record :lc_volume
      # @return [String] the provider's id
      attribute :id
      # @return [String] unique among providers
      attribute :uuid
      # @return [String]
      attribute :name
      # @return [Integer, nil] in GiB
      attribute :size
      # @return [String, nil] "available", "inuse", "creating", ... as in Libcloud
      attribute :state
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # A snapshot of a volume.
    class Snapshot < Record
      record :lc_snapshot
      # @return [String] the provider's id
      attribute :id
      # @return [String, nil]
      attribute :name
      # @return [Integer, nil] the size of its volume in GiB
      attribute :size
      # @return [String, nil] "available", "creating", ... as in Libcloud
      attribute :state
      # @return [Time, nil] when it was taken
      attribute :created
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # A key pair for logging in to nodes.
    class KeyPair < Record
      record :lc_key_pair
      # @return [String] which is also its id
      attribute :name
      # @return [String, nil]
      attribute :public_key
      # @return [String, nil] only of what {Compute#create_key_pair} returned
      attribute :private_key, secret: true
      # @return [String, nil]
      attribute :fingerprint
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end
  end
end
