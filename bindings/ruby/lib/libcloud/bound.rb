# frozen_string_literal: true

module Libcloud
  # A driver of the library's, bound to an lc_call of its own: so that what runs under it can be cancelled without anything
  # else that runs under the same {Call}.
  # @api private
  class Bound
    def initialize(driver, call)
      @call = call
      @limit = Native.own(Native.lc_call_new(call.milliseconds), :lc_call_free)
      tell_progress if call.progress
      @driver = Native.own(Native.fetch(:lc_driver_bind, driver, @limit), :lc_driver_free)
    end

    # Has a method of the driver called on another thread, and returns what the block does there.
    # @yieldparam driver [FFI::Pointer]
    def run(drive: nil)
      @call.run(self) { Crossing.make(cancel: method(:cancel), drive: drive) { yield @driver } }
    end

    def cancel
      Native.lc_call_cancel(@limit)
    end

    private

    def tell_progress
      progress = @call.progress
      @callback = FFI::Function.new(:int32, %i[pointer int64 int64]) do |_user, done, total|
        told = Crossing.current.ask { progress.call(done, total.negative? ? nil : total) || true }
        told ? 1 : Native::STOP
      end
      Native.lc_call_set_progress(@limit, @callback, nil, nil)
    end
  end
end
