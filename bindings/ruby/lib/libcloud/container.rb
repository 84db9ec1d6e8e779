# frozen_string_literal: true

module Libcloud
  # Containers that run images. Those that hold objects are {Storage}'s.
  #
  #     docker = Libcloud::Container.new(:docker, url: "http://127.0.0.1:2375")
  #     docker.deploy_container("cache", docker.install_image("redis:7"))
  class Container < Driver
    # @api private
    API = "container"

    # A container that runs an image.
    class Container < Record
      record :lc_docker_container
      # @return [String] the provider's id
      attribute :id
      # @return [String]
      attribute :name
      # @return [String, nil] the id of the image it was made from, or the image's name
      attribute :image
      # @return [String] "running", "pending", "stopped", "paused", "terminated", "error", ... as in Libcloud
      attribute :state
      # @return [Array<String>] the addresses it is reached at
      attribute :ip_addresses
      # @return [Time, nil]
      attribute :created_at
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # What a container can be made from.
    class Image < Record
      record :lc_docker_image
      # @return [String] the provider's id
      attribute :id
      # @return [String]
      attribute :name
      # @return [String, nil] where it was fetched from
      attribute :path
      # @return [String, nil]
      attribute :version
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # A group of hosts that containers are deployed to.
    class Cluster < Record
      record :lc_cluster
      # @return [String] the provider's id
      attribute :id
      # @return [String]
      attribute :name
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # Lists the containers, also those that do not run.
    # @param options `image`: only those made from one; where the provider has clusters, `cluster`: only those of one
    # @return [Array<Container>]
    def list_containers(**options)
      list(Container, :lc_list_docker_containers, options)
    end

    # Gets a container as it is now.
    # @return [Container]
    def get_container(container, **options)
      record(Container, :lc_get_docker_container, container, options)
    end

    # Makes a container of an image, and starts it. It may not run yet when this returns.
    # @param image [Image, String, nil] nil only where the options tell the source
    # @param options `start` (false: it is not started), `parameters`, `cluster`, and what the provider adds
    # @return [Container]
    def deploy_container(name, image, **options)
      record(Container, :lc_deploy_container, name, image, options)
    end

    # Starts a container that is stopped. The provider may still be at it when this returns; so with the next two.
    # @return [Container]
    def start_container(container, **options)
      record(Container, :lc_start_container, container, options)
    end

    # Stops a container; what it wrote stays.
    # @return [Container]
    def stop_container(container, **options)
      record(Container, :lc_stop_container, container, options)
    end

    # Stops a container and starts it again.
    # @return [Container]
    def restart_container(container, **options)
      record(Container, :lc_restart_container, container, options)
    end

    # Deletes a container for good, and what it wrote. One that runs: {ConflictError} with most providers.
    def destroy_container(container, **options)
      done(:lc_destroy_container, container, options)
    end

    # Lists the installed images.
    # @return [Array<Image>]
    def list_images(**options)
      list(Image, :lc_list_docker_images, options)
    end

    # Fetches an image, and returns when it is there, which can take minutes.
    # @param path [String] "redis:7", "registry.example/team/app:1.2"
    # @return [Image]
    def install_image(path, **options)
      record(Image, :lc_install_image, path, options)
    end

    # Lists where clusters can be made.
    # @return [Array<Compute::Location>]
    def list_locations(**options)
      list(Compute::Location, :lc_list_cluster_locations, options)
    end

    # Lists the clusters.
    # @param options `location`: only those there
    # @return [Array<Cluster>]
    def list_clusters(**options)
      list(Cluster, :lc_list_clusters, options)
    end

    # Gets a cluster.
    # @return [Cluster]
    def get_cluster(cluster, **options)
      record(Cluster, :lc_get_cluster, cluster, options)
    end

    # Makes a cluster.
    # @param options `location`: where
    # @return [Cluster]
    def create_cluster(name, **options)
      record(Cluster, :lc_create_cluster, name, options)
    end

    # Deletes a cluster. One that is not empty: {ConflictError}.
    def destroy_cluster(cluster, **options)
      done(:lc_destroy_cluster, cluster, options)
    end
  end
end
