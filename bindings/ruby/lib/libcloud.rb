# frozen_string_literal: true

# One interface to every cloud: servers, object storage, load balancers and containers, with the methods and names of
# Apache Libcloud. Drivers are made by their API:
#
#     s3 = Libcloud::Storage.new(:s3, key: "AKIA...", secret: "...", region: "eu-central-1")
#     s3.list_container_objects("photos").each { |object| puts object.name }
module Libcloud
end

require_relative "libcloud/version"
require_relative "libcloud/native"
require_relative "libcloud/error"
require_relative "libcloud/value"
require_relative "libcloud/record"
require_relative "libcloud/crossing"
require_relative "libcloud/call"
require_relative "libcloud/bound"
require_relative "libcloud/source"
require_relative "libcloud/sink"
require_relative "libcloud/stream"
require_relative "libcloud/driver"
require_relative "libcloud/compute"
require_relative "libcloud/deployment"
require_relative "libcloud/storage"
require_relative "libcloud/load_balancer"
require_relative "libcloud/container"
require_relative "libcloud/pricing"
require_relative "libcloud/log"
