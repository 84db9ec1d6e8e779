# frozen_string_literal: true

module Libcloud
  # The bytes of an object on their way, to be read once, from any thread. Reads as an IO does, so IO.copy_stream and
  # Zlib::GzipReader take it; yields chunks, so it is the body of a Rack response, too. A connection that breaks off is
  # taken up again where it ended. A read that is interrupted ends the stream.
  class Stream
    include Enumerable

    # How many bytes {#each} asks for at a time.
    CHUNK = 256 * 1024

    # @return [Integer, nil] how many bytes it has from beginning to end; nil: not known
    attr_reader :size

    # @api private
    def initialize(bound, handle)
      @bound = bound
      @handle = handle
      @lock = Mutex.new
      length = Native.lc_stream_length(handle)
      @size = length unless length.negative?
    end

    # @param length [Integer, nil] how many bytes; nil: all there are
    # @return [String, nil] fewer only at the end; nil: there are no more, and `length` is more than 0
    # @raise [IntegrityError] the object ended early, or its checksum differs
    def read(length = nil, buffer = nil)
      bytes = buffer ? buffer.clear.force_encoding(Encoding::BINARY) : String.new
      until length && bytes.bytesize >= length
        chunk = next_bytes(length ? [length - bytes.bytesize, CHUNK].min : CHUNK)
        break unless chunk

        bytes << chunk
      end
      bytes unless bytes.empty? && length&.positive?
    end

    # @param length [Integer] how many bytes at most
    # @return [String] what comes next
    # @raise [EOFError] there are no more
    def readpartial(length, buffer = nil)
      return buffer ? buffer.clear : String.new if length.zero?

      bytes = next_bytes(length) || raise(EOFError, "end of object reached")
      buffer ? buffer.replace(bytes) : bytes
    end

    # Yields the bytes as they come.
    # @yieldparam chunk [String]
    # @return [Enumerator] without a block
    def each
      return to_enum unless block_given?

      while (chunk = next_bytes(CHUNK))
        yield chunk
      end
      self
    end

    # Ends the stream, read to its end or not. Does no harm the second time.
    def close
      @lock.synchronize do
        @handle&.free
        @handle = nil
      end
    end

    # Whether it was closed.
    def closed?
      @handle.nil?
    end

    def inspect
      "#<#{self.class} #{size || 'some'} bytes#{', closed' if closed?}>"
    end

    private

    # @return [String, nil] nil: the end
    def next_bytes(length)
      @lock.synchronize do
        raise ::IOError, "closed stream" unless @handle

        @bound.run { fetch([length, CHUNK].min) }
      end
    end

    # On the thread of the library.
    def fetch(length)
      @buffer ||= FFI::MemoryPointer.new(:uint8, CHUNK)
      count = FFI::MemoryPointer.new(:size_t)
      Native.call(:lc_stream_read, @handle, @buffer, length, count)
      bytes = count.read(:size_t)
      @buffer.read_bytes(bytes) unless bytes.zero?
    end
  end
end
