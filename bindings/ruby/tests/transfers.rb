# frozen_string_literal: true

require "helper"
require "zlib"

# Bytes in both directions, and what goes wrong on their way; on the storage of whoever includes it: `storage`, `container`.
module Transfers
  include Helpers

  # Too much for one part.
  SIZE = 50 * 1024 * 1024 + 17

  def upload(source, name = "object", **options, &block)
    if block
      storage.upload_object_via_stream(container, name, **options, &block)
    else
      storage.upload_object_via_stream(source, container, name, **options)
    end
  end

  def download(name = "object")
    storage.download_object_as_stream(container, name).read
  end

  def assert_nothing_stored
    assert_empty storage.list_container_objects(container)
  end

  def test_much_goes_there_and_comes_back
    bytes = noise(SIZE)
    Tempfile.create("source", binmode: true) do |file|
      file.write(bytes)
      file.rewind
      told = []
      object = storage.with { |done, total| told << [done, total] }.upload_object_via_stream(file, container, "much")
      assert_equal ["much", SIZE], [object.name, storage.get_object(container, "much").size]
      assert_equal [SIZE, SIZE], told.last
    end
    back = StringIO.new(String.new)
    storage.download_object_via_writer(container, "much", back)
    assert_equal bytes, back.string, "through a writer"
    assert_equal bytes, storage.download_object_as_stream(container, "much").each.to_a.join, "through a stream"
  end

  def test_every_kind_of_source
    reader, writer = IO.pipe
    writer << "of a pipe"
    writer.close
    partial = StringIO.new("not all of this")
    partial.seek(8)
    sources = {
      "a string" => "a string", "of this" => partial, "of a pipe" => reader,
      "one by one" => %w[one \ by \ one].each, "many at once" => ["many", "", " at once"], "" => StringIO.new
    }
    sources.each do |bytes, source|
      upload(source)
      assert_equal bytes, download
    end
    upload(nil) { |out| out << "with " << "a block"; assert_equal 6, out.write(" and", :"so") }
    assert_equal "with a block andso", download
    assert_raises(ArgumentError) { upload(Object.new) }
    assert_raises(ArgumentError) { upload(nil) }
  end

  def test_what_writes_to_an_io_writes_to_an_upload
    upload(nil, "a.gz") do |out|
      gzip = Zlib::GzipWriter.new(out)
      gzip.write("packed" * 100_000)
      gzip.finish
    end
    stream = storage.download_object_as_stream(container, "a.gz")
    assert_equal "packed" * 100_000, Zlib::GzipReader.new(stream).read
  end

  # IO.copy_stream and many a loop use one buffer again and again.
  def test_a_buffer_may_be_used_again
    bytes = noise(3_000_000)
    upload(nil) do |out|
      buffer = String.new
      source = StringIO.new(bytes)
      out << buffer while source.read(4096, buffer)
    end
    assert_equal bytes, download
    upload(nil) { |out| IO.copy_stream(StringIO.new(bytes), out) }
    assert_equal bytes, download
  end

  def test_a_source_that_gives_more_than_was_asked_for
    source = Object.new
    source.define_singleton_method(:read) { |length| "x" * (length + 1) }
    assert_raises(IndexError, RangeError) { upload(source) }
  end

  def test_from_a_download_to_an_upload
    upload(noise(700_000), "from")
    upload(storage.download_object_as_stream(container, "from"), "to")
    assert_equal noise(700_000), download("to")
  end

  def test_a_stream_reads_as_an_io_does
    upload("0123456789")
    stream = storage.download_object_as_stream(container, "object")
    assert_equal 10, stream.size
    assert_equal ["", "012", "34"], [stream.read(0), stream.read(3), stream.readpartial(2)]
    buffer = +"old"
    assert_same buffer, stream.read(4, buffer)
    assert_equal "5678", buffer
    assert_equal ["9", nil, ""], [stream.read(4), stream.read(4), stream.read]
    assert_raises(EOFError) { stream.readpartial(1) }
    stream.close
    stream.close
    assert_predicate stream, :closed?
    assert_raises(IOError) { stream.read }
    copy = StringIO.new
    IO.copy_stream(storage.download_object_as_stream(container, "object"), copy)
    assert_equal "0123456789", copy.string
  end

  def test_parts
    upload("0123456789")
    assert_equal "34", storage.download_object_range_as_stream(container, "object", 3, 5).read
    assert_equal "789", storage.download_object_range_as_stream(container, "object", 7).read
    Dir.mktmpdir do |folder|
      storage.download_object_range(container, "object", "#{folder}/part", 3, 5)
      assert_equal "34", File.read("#{folder}/part")
    end
  end

  def test_files
    Dir.mktmpdir do |folder|
      File.binwrite("#{folder}/here", noise(100_000))
      storage.upload_object("#{folder}/here", container, "there", meta_data: {colour: "red"})
      assert_equal({"colour" => "red"}, storage.get_object(container, "there").meta_data)
      assert storage.download_object(container, "there", "#{folder}/back")
      assert FileUtils.identical?("#{folder}/here", "#{folder}/back")
      assert_raises(Libcloud::AlreadyExistsError) { storage.download_object(container, "there", "#{folder}/back") }
    end
  end

  def test_what_a_source_raises_comes_out_and_nothing_is_stored
    mine = Class.new(StandardError)
    error = assert_raises(mine) { upload(nil) { |out| out << noise(9_000_000) && raise(mine, "enough") } }
    assert_equal "enough", error.message
    assert_raises(mine) { upload(Enumerator.new { |out| out << "some" && raise(mine) }) }
    broken = Object.new
    broken.define_singleton_method(:read) { |length| @read ? raise(mine) : (@read = "x" * length) }
    assert_raises(mine) { upload(broken) }
    assert_nothing_stored
  end

  def test_leaving_the_block_stores_nothing
    assert_equal :thrown, (catch(:out) { upload(nil) { |out| out << "some" && throw(:out, :thrown) } })
    assert_nil(upload(nil) { |out| out << "some" && break })
    assert_raises(SystemExit) { upload(nil) { |out| out << "some" && exit(3) } }
    assert_equal :returned, (-> { upload(nil) { |out| out << "some" && (return :returned) } }).call
    assert_nothing_stored
  end

  def test_a_wrong_length_stores_nothing
    assert_raises(Libcloud::IntegrityError) { upload(["four"], length: 5) }
    assert_raises(Libcloud::IntegrityError) { upload(["four"], length: 3) }
    assert_nothing_stored
  end

  def test_a_download_can_be_left
    upload(noise(3_000_000))
    assert_equal 2, (storage.download_object_via_writer(container, "object") { break 2 })
    assert_raises(KeyError) { storage.download_object_via_writer(container, "object") { raise KeyError } }
    assert_equal 4, (storage.download_object_as_stream(container, "object") { break 4 })
    assert_raises(ZeroDivisionError) { storage.with { 1 / 0 }.download_object_as_stream(container, "object") { nil } }
    assert_equal noise(3_000_000), download
  end

  def test_a_running_upload_is_cancelled
    call = Libcloud::Call.new
    assert_raises(Libcloud::CancelledError) do
      storage.with(call).upload_object_via_stream(container, "object") { |out| 2.times { out << noise(300_000) && call.cancel } }
    end
    assert_predicate call, :cancelled?
    assert_raises(Libcloud::CancelledError) { storage.with(call).list_containers }
    assert_nothing_stored
  end

  # The block runs where it was written: on the caller's thread, in its fiber, with its locals; and may call anything.
  def test_blocks_run_at_home
    Thread.current[:mine] = 1
    upload("x", "other")
    upload(nil) { |out| out << "#{Thread.current[:mine]} #{storage.get_object(container, 'other').size}" }
    assert_equal "1 1", download
  end

  def test_an_upload_is_for_its_thread
    upload(nil) { |out| Thread.new { assert_raises(ThreadError) { out << "x" } }.join }
    kept = nil
    upload(nil) { |out| (kept = out) << "x" }
    assert_raises(IOError) { kept << "too late" }
    assert_equal "x", download
  end

  def test_listings
    25.times { |number| upload("x", format("many/%02d", number)) }
    names = (0...25).map { |number| format("many/%02d", number) }
    assert_equal names, storage.list_container_objects(container, prefix: "many/").map(&:name)
    listing = storage.iterate_container_objects(container)
    assert_equal names, listing.map(&:name)
    assert_equal names.first(3), listing.lazy.map(&:name).first(3)
    assert_equal names[0, 2], [listing.next.name, listing.next.name]
    assert_includes storage.iterate_containers.map(&:name), container
  end
end
