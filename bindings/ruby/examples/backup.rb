# frozen_string_literal: true

# A nightly backup: pipes `tar cz DIR` straight into an object, without a file in between and with bounded memory. If tar
# fails, the upload is stopped, and no half of a backup is left under the name.
#
#   LIBCLOUD_PROVIDER=s3 LIBCLOUD_REGION=eu-central-1 ruby backup.rb DIR CONTAINER
#   LIBCLOUD_PROVIDER=openstack_swift OS_CLOUD=home ruby backup.rb DIR CONTAINER

require_relative "example"

example("DIR CONTAINER", 2..2) do |dir, container|
  name = Time.now.utc.strftime("backup-%Y-%m-%d.tar.gz")
  storage = driver_from_environment(Libcloud::Storage, "local")

  object = storage.upload_object_via_stream(container, name, content_type: "application/gzip") do |out|
    IO.popen(["tar", "cz", "-C", dir, "."]) { |tar| IO.copy_stream(tar, out) }
    abort "tar failed: the archive is not whole" unless $?.success?
  end
  puts "#{container}/#{object.name}"
end
