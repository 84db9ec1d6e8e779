# frozen_string_literal: true

module Libcloud
  # Where the bytes of a download go to: an IO, or whatever else can be written or appended to or called.
  # @api private
  class Sink
    def initialize(target)
      @give = %i[write call <<].find { |method| target.respond_to?(method) }
      raise ArgumentError, "a download needs an IO or a block" unless @give

      @target = target
    end

    # @return [Native::Writer] to be kept until the call has ended
    def writer
      @writer ||= Native::Writer.new.tap do |writer|
        writer[:size] = writer.size
        writer[:write] = @write = FFI::Function.new(:int64, %i[pointer pointer size_t], &method(:write))
      end
    end

    private

    # On the thread of the library.
    def write(_user, data, length)
      bytes = data.read_bytes(length)
      Crossing.current.ask { @target.public_send(@give, bytes) || true } ? length : Native::STOP
    end
  end
end
