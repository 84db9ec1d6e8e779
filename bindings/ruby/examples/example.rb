# frozen_string_literal: true

# What the examples share: their arguments, a driver from environment variables, and one way to end when something fails.
#
#   LIBCLOUD_PROVIDER   ec2, s3, rackspace, openstack, local, dummy, ...
#   LIBCLOUD_KEY        access key or user; for local: the folder that holds the containers
#   LIBCLOUD_SECRET     secret key or password
#   LIBCLOUD_REGION     region, where the provider has any
#   LIBCLOUD_URL        another endpoint, such as http://127.0.0.1:9000
#   LIBCLOUD_CONFIG     more of the driver's configuration, as JSON

require "libcloud"

$stdout.sync = true

# Yields the command line's arguments, unless there are too many or too few.
def example(usage, count)
  abort "usage: #{$PROGRAM_NAME} #{usage}" unless count.cover?(ARGV.length)
  yield(*ARGV)
rescue Libcloud::Error => e
  abort "#{e.status_name}: #{e.message}"
end

# Makes the driver that the environment describes.
def driver_from_environment(api, default_provider)
  given = ENV.reject { |_, text| text.empty? }
  config = JSON.parse(given.fetch("LIBCLOUD_CONFIG", "{}"), symbolize_names: true)
  access = %i[key secret region url].to_h { |key| [key, given["LIBCLOUD_#{key.upcase}"]] }
  api.new(given.fetch("LIBCLOUD_PROVIDER", default_provider), **config, **access.compact)
end
