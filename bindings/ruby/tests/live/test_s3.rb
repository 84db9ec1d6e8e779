# frozen_string_literal: true

require "forks"
require "readme"
require "transfers"

# Storage on an S3 server.
class TestS3 < Minitest::Test
  include Forks
  include Readme
  include Transfers

  attr_reader :storage, :container

  def access
    {"LIBCLOUD_PROVIDER" => "s3"}
  end

  def setup
    config = %i[key secret region url].to_h { |key| [key, ENV.fetch("LIBCLOUD_#{key.upcase}")] }
    @storage = Libcloud::Storage.new(:s3, **config)
    @container = "ruby-#{name.delete_prefix('test_').tr('_', '-')[0, 40]}-#{Process.pid}".delete_suffix("-")
    @storage.create_container(@container)
  end

  def teardown
    storage.iterate_container_objects(container).map(&:name).each_slice(1000) do |names|
      storage.ex_delete_objects(container: container, objects: names)
    end
    storage.delete_container(container)
  end

  # Nor are parts of it left behind.
  def assert_nothing_stored
    super
    assert_empty storage.ex_iterate_multipart_uploads(container: container)
  end

  def test_pages
    names = Array.new(1050) { |number| format("%04d", number) }
    queue = Queue.new
    names.each { |name| queue << name }
    queue.close
    Array.new(8) { Thread.new { while (name = queue.pop) do upload(name, name) end } }.each(&:join)
    listing = storage.iterate_container_objects(container)
    assert_equal names, listing.map(&:name)
    assert_equal names.first(5), listing.lazy.map(&:name).first(5)
    assert_equal names.last(50), storage.list_container_objects(container, prefix: "10").map(&:name)
  end

  def test_errors_have_all_their_fields
    error = assert_raises(Libcloud::NotFoundError) { storage.get_container("nowhere-#{Process.pid}") }
    assert_equal 404, error.http_status
    error = assert_raises(Libcloud::NotFoundError) { download("nothing") }
    assert_match(/nothing/, error.message)
    wrong = Libcloud::Storage.new(:s3, key: "nobody", secret: "hidden", region: "us-east-1", url: ENV.fetch("LIBCLOUD_URL"))
    error = assert_raises(Libcloud::UnauthenticatedError, Libcloud::PermissionDeniedError) { wrong.list_containers }
    assert_equal ["InvalidCredsError", false], [error.name, error.retriable?]
    refute_empty error.provider_code
    refute_empty error.request_id
    refute_match(/hidden/, error.message)
  end

  def test_an_upload_is_interrupted
    thread = Thread.new { upload(nil) { |out| loop { out << noise(1_000_000) } } }
    sleep 0.5
    thread.kill.join
    assert_raises(Timeout::Error) { Timeout.timeout(0.5) { upload(nil) { |out| loop { out << noise(1_000_000) } } } }
    assert_nothing_stored
  end

  def test_many_threads_share_a_driver
    threads = Array.new(16) do |number|
      Thread.new do
        10.times { |turn| upload("#{number} #{turn}", "o#{number}") }
        assert_equal "#{number} 9", download("o#{number}")
        assert_raises(Libcloud::NotFoundError) { download("none") }
      end
    end
    threads.each(&:join)
  end

  def test_the_rest_of_the_readme
    output = run_blocks(*Readme::BLOCKS.drop(1), env: {"BUCKET" => container})
    assert_match(/\Ahello\.txt: 12 bytes\nhello, cloud\n/, output)
  end

  def test_the_backup_example
    Dir.mktmpdir do |folder|
      File.binwrite("#{folder}/photo", noise(20_000_000))
      name = run_ruby("#{BINDING}/examples/backup.rb", folder, container, env: access).chomp.delete_prefix("#{container}/")
      stream = storage.download_object_as_stream(container, name)
      IO.popen(%w[tar xzO ./photo], "r+b") do |tar|
        Thread.new { IO.copy_stream(stream, tar) && tar.close_write }
        assert_equal noise(20_000_000), tar.read
      end
    end
  end
end
