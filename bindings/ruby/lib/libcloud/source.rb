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

      # Uploads bytes, and returns when they are on their way.
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
          length = [room, bytes.bytesize - offset].min
          @crossing.answer([bytes, offset, length])
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
      if @origin.respond_to?(:readpartial) then pull(crossing) { |room| @origin.readpartial(room) }
      elsif @origin.respond_to?(:read) then pull(crossing) { |room| @origin.read(room) }
      else push(Pipe.new(crossing))
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
          yield(room)
        rescue EOFError
          nil
        end
        crossing.answer(bytes.nil? || bytes.empty? ? Native::END_OF_BYTES : [bytes, 0, bytes.bytesize])
      end
    end

    def push(pipe)
      @origin.respond_to?(:call) ? @origin.call(pipe) : @origin.each { |bytes| pipe << bytes }
    end

    # On the thread of the library.
    def read(_user, buffer, capacity)
      bytes, offset, length = Crossing.current.ask_for_bytes(capacity)
      return bytes || Native::STOP unless length

      buffer.put_bytes(0, bytes, offset, length)
      length
    end

    def rewind(_user)
      Crossing.current.ask { @origin.seek(@start) && true } ? 1 : Native::STOP
    end
  end
end
