# frozen_string_literal: true

require "stringio"

module Libcloud
  # Where the bytes of an upload come from: something to read, something that yields strings, or a block that writes.
  # @api private
  class Source
    # What a block or an Enumerable writes to.
    class Pipe
      def initialize(crossing)
        @crossing = crossing
      end

      # Uploads bytes, and returns when the library has them.
      # @raise [Error] the upload has failed
      def <<(string)
        write(string)
        self
      end

      # The same; IO.copy_stream, Zlib::GzipWriter and CSV write so.
      # @return [Integer] how many bytes there were
      def write(*strings)
        strings.sum { |string| put(string.to_s) }
      end

      private

      def put(bytes)
        offset = 0
        while offset < bytes.bytesize
          room = @crossing.serve || ended
          length = [room.size, bytes.bytesize - offset].min
          room.put_bytes(0, bytes, offset, length)
          @crossing.answer(length)
          offset += length
        end
        bytes.bytesize
      end

      def ended
        @crossing.outcome
        raise ::IOError, "the upload has ended"
      end
    end

    # @param origin [#readpartial, #read, #each, #call, String]
    # @param length [Integer, nil] how many bytes there are, if that is known
    def initialize(origin, length)
      @origin = origin.is_a?(String) ? StringIO.new(origin) : origin
      unless %i[readpartial read each call].any? { |method| @origin.respond_to?(method) }
        raise ArgumentError, "an upload needs an IO, a String, an Enumerable of strings or a block"
      end

      @start = position
      @length = length || (@origin.size - @start if @start && @origin.respond_to?(:size))
    end

    # @return [Native::Reader] to be kept until the call has ended
    def reader
      @reader ||= Native::Reader.new.tap do |reader|
        reader[:size] = reader.size
        reader[:length] = @length || -1
        reader[:read] = @read = FFI::Function.new(:int64, %i[pointer pointer size_t], &method(:read))
        reader[:rewind] = @rewind = FFI::Function.new(:int32, %i[pointer], &method(:rewind)) if @start
      end
    end

    # Gives the call all bytes, on the thread that waits for it.
    def call(crossing)
      if @origin.respond_to?(:readpartial)
        pull(crossing) { |length| @origin.readpartial(length) }
      elsif @origin.respond_to?(:read)
        pull(crossing) { |length| @origin.read(length) }
      else
        push(Pipe.new(crossing))
      end
    end

    private

    # Where a file begins that one can go back in; pipes and devices have no such place.
    def position
      return unless @origin.respond_to?(:seek) && @origin.respond_to?(:pos)

      @origin.pos if !@origin.respond_to?(:stat) || @origin.stat.file?
    end

    def pull(crossing)
      while (room = crossing.serve)
        bytes = begin
          yield(room.size)
        rescue EOFError
          nil
        end
        room.put_bytes(0, bytes) if bytes
        crossing.answer(bytes.nil? || bytes.empty? ? Native::END_OF_BYTES : bytes.bytesize)
      end
    end

    def push(pipe)
      @origin.respond_to?(:call) ? @origin.call(pipe) : @origin.each { |bytes| pipe << bytes }
    end

    # On the thread of the library.
    def read(_user, buffer, capacity)
      Crossing.current.ask_for_bytes(buffer.slice(0, capacity)) || Native::STOP
    end

    def rewind(_user)
      Crossing.current.ask { @origin.seek(@start) && true } ? 1 : Native::STOP
    end
  end
end
