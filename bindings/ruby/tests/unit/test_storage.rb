# frozen_string_literal: true

require "transfers"

# Storage in a folder.
class TestStorage < Minitest::Test
  include Transfers

  attr_reader :storage, :container

  def setup
    @folder = Dir.mktmpdir
    @storage = Libcloud::Storage.new(:local, key: @folder)
    @container = "photos"
    @storage.create_container(@container)
  end

  def teardown
    FileUtils.rm_rf(@folder)
  end

  # Not even under another name.
  def assert_nothing_stored
    super
    assert_empty(Dir.glob("#{@folder}/**/*", File::FNM_DOTMATCH).select { |path| File.file?(path) })
  end

  def test_containers
    assert_equal "photos", storage.get_container("photos").name
    assert_raises(Libcloud::AlreadyExistsError) { storage.create_container("photos") }
    upload("x")
    assert_raises(Libcloud::ConflictError) { storage.delete_container(storage.get_container("photos")) }
    assert storage.delete_object("photos", storage.get_object("photos", "object"))
    assert storage.delete_container("photos")
    assert_raises(Libcloud::NotFoundError) { storage.list_container_objects("photos") }
  end

  def test_addresses
    upload("x")
    assert storage.enable_container_cdn("photos")
    assert storage.enable_object_cdn("photos", "object")
    assert_kind_of String, storage.get_container_cdn_url("photos")
    assert_match(/object\z/, storage.get_object_cdn_url("photos", "object"))
  end

  def test_a_failed_upload_ends_its_source
    error = assert_raises(Libcloud::NotFoundError) do
      storage.upload_object_via_stream("nowhere", "object") { |out| loop { out << "x" * 1_000_000 } }
    end
    assert_match(/nowhere/, error.message)
  end

  # Until the next collection nothing goes; then everything does.
  def test_with_the_collector_at_work_all_the_time
    GC.stress = true
    upload(%w[a b])
    assert_equal "ab", download
    assert_raises(KeyError) { upload(nil) { raise KeyError } }
  ensure
    GC.stress = false
  end

  def test_nothing_is_left_in_memory
    upload("x")
    work = -> { 2000.times { storage.get_object("photos", "object") } }
    work.call
    GC.start
    before = resident
    3.times { work.call }
    GC.start
    assert_operator resident - before, :<, 4096, "KiB"
  end

  def resident
    File.read("/proc/self/status")[/VmRSS:\s*(\d+)/, 1].to_i
  end
end
