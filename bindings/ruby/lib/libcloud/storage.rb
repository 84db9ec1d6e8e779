# frozen_string_literal: true

module Libcloud
  # Objects and the containers they are in.
  #
  #     s3 = Libcloud::Storage.new(:s3, key: "AKIA...", secret: "...", region: "eu-central-1")
  #     s3.upload_object("holiday.jpg", "photos", "2024/holiday.jpg", content_type: "image/jpeg")
  class Storage < Driver
    # @api private
    API = "storage"

    # A container of objects: a bucket.
    class Container < Record
      record :lc_container
      # @return [String] which is also its id
      attribute :name
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # What is known of a stored object; its bytes are fetched apart.
    class Object < Record
      record :lc_object
      # @return [String] unique in its container
      attribute :name
      # @return [Integer, nil] in bytes
      attribute :size
      # @return [String, nil] the ETag without quotes, for many an MD5. {#hash} is Ruby's own
      attribute :etag, key: "hash"
      # @return [String] the name of its container
      attribute :container
      # @return [Hash] the user's own keys and values
      attribute :meta_data
      # @return [Hash] what else the provider tells
      attribute :extra, secret: true
    end

    # Lists the containers of the account.
    # @return [Array<Container>]
    def list_containers(**options)
      list(Container, :lc_list_containers, options)
    end

    # The same page by page, as they are needed.
    # @return [Enumerator<Container>]
    def iterate_containers(**options)
      pages(Container, :lc_iterate_containers, options)
    end

    # Gets a container.
    # @return [Container]
    def get_container(container, **options)
      record(Container, :lc_get_container, container, options)
    end

    # Makes a container.
    # @param container [String] its name
    # @return [Container]
    def create_container(container, **options)
      record(Container, :lc_create_container, container, options)
    end

    # Deletes a container. One that is not empty: {ConflictError}.
    def delete_container(container, **options)
      done(:lc_delete_container, container, options)
    end

    # Lists the objects of a container: all of them are in memory then.
    # @param options `prefix`: only objects whose names begin so
    # @return [Array<Object>]
    def list_container_objects(container, **options)
      list(Object, :lc_list_container_objects, container, options)
    end

    # The same page by page, as they are needed.
    #
    #     s3.iterate_container_objects("photos").lazy.select { |object| object.size > 1_000_000 }.first(10)
    # @return [Enumerator<Object>]
    def iterate_container_objects(container, **options)
      pages(Object, :lc_iterate_container_objects, container, options)
    end

    # Tells the address of a container for the public. It need not work.
    # @return [String]
    def get_container_cdn_url(container, **options)
      value(:lc_get_container_cdn_url, container, options)
    end

    # Publishes a container, so that what is in it can be fetched without credentials.
    def enable_container_cdn(container, **options)
      done(:lc_enable_container_cdn, container, options)
    end

    # Tells what is known of an object.
    # @return [Object]
    def get_object(container, name, **options)
      record(Object, :lc_get_object, container, name, options)
    end

    # Deletes an object. Whether one that is not there is {NotFoundError} or a success depends on the provider.
    def delete_object(container, name, **options)
      done(:lc_delete_object, container, name, options)
    end

    # Tells an address of an object: for the public, or (with S3) one that is signed and good for a while.
    # @return [String]
    def get_object_cdn_url(container, name, **options)
      value(:lc_get_object_cdn_url, container, name, options)
    end

    # Publishes an object, so that it can be fetched without credentials.
    def enable_object_cdn(container, name, **options)
      done(:lc_enable_object_cdn, container, name, options)
    end

    # Stores a file as an object, instead of one of that name. On failure nothing is stored.
    # @param path [String, Pathname]
    # @param options `content_type`, `meta_data`, `acl`, `checksum`, `verify_hash`, `if_match`, `if_none_match`, `part_size`,
    #   `parallel`, `storage_class`, `headers`, ..., which lc_upload_object tells in the library's header
    # @return [Object]
    def upload_object(path, container, name, **options)
      record(Object, :lc_upload_object, path, container, name, options)
    end

    # Stores bytes as an object, instead of one of that name, as they come. On failure nothing is stored; nor when the source
    # or the block raises, throws or breaks, and that goes on.
    #
    #     s3.upload_object_via_stream(io, "photos", "a.jpg", content_type: "image/jpeg")
    #     s3.upload_object_via_stream("reports", "a.csv") { |out| rows.each { |row| out << row.to_csv } }
    # @param source [IO, String, Enumerable<String>, #call] what is at its place from now on: a seekable IO is read to its end,
    #   and again if the upload has to be tried again
    # @param length [Integer, nil] how many bytes there are, if that is known otherwise: other than that is {IntegrityError}
    # @param options those of {#upload_object}
    # @yieldparam out [#<<, #write] takes the bytes
    # @return [Object]
    def upload_object_via_stream(source = nil, container, name, length: nil, **options, &block)
      source = Source.new(source || block, length)
      record(Object, :lc_upload_object_via_stream, source.reader, container, name, options, drive: source)
    end

    # Saves an object to a file, which appears whole or not at all.
    # @param path [String, Pathname] the file to make, or a folder
    # @param options `overwrite_existing`, `delete_on_failure`, `if_match`, `if_none_match`
    def download_object(container, name, path, **options)
      done(:lc_download_object, container, name, path, options)
    end

    # Saves a part of an object to a file: of the byte `first` up to the one before `behind`, or to the end.
    # @param options those of {#download_object}
    def download_object_range(container, name, path, first, behind = nil, **options)
      done(:lc_download_object_range, container, name, first, behind || -1, path, options)
    end

    # Writes the bytes of an object to an IO, or hands them to a block as they come. On failure some may have been written.
    # @param target [#write, #<<, #call]
    # @yieldparam chunk [String]
    def download_object_via_writer(container, name, target = nil, **options, &block)
      done(:lc_download_object_via_writer, container, name, Sink.new(target || block).writer, options)
    end

    # Opens an object for reading. With a block, hands it the bytes as they come, and closes it.
    # @yieldparam chunk [String]
    # @return [Stream] to be closed, or left to the garbage collector; with a block, nil
    def download_object_as_stream(container, name, **options, &block)
      stream(:lc_download_object_as_stream, container, name, options, &block)
    end

    # Opens a part of an object for reading, as {#download_object_as_stream} does: of the byte `first` up to the one before
    # `behind`, or to the end.
    def download_object_range_as_stream(container, name, first, behind = nil, **options, &block)
      stream(:lc_download_object_range_as_stream, container, name, first, behind || -1, options, &block)
    end

    private

    def stream(function, *arguments, options, &block)
      stream = cross(function, arguments, options) { |handle, bound| Stream.new(bound, Native.own(handle, :lc_stream_free)) }
      return stream unless block

      begin
        stream.each(&block)
        nil
      ensure
        stream.close
      end
    end
  end
end
