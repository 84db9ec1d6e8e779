# frozen_string_literal: true

module Libcloud
  # A time limit, a way to cancel, and whom to tell of progress; for any number of drivers and threads.
  #
  #     call = Libcloud::Call.new(timeout: 60) { |done, total| print "\r#{done} of #{total || '?'} bytes" }
  #     s3.with(call).upload_object("holiday.mp4", "videos", "holiday.mp4")      # on another thread: call.cancel
  class Call
    # @return [Numeric, nil] how many seconds each method called under it may take; nil: as long as it needs
    attr_reader :timeout

    # @return [#call, nil] whom to tell of progress
    attr_reader :progress

    # @param timeout [Numeric, nil] in seconds: beyond that a method fails with {TimeoutError}
    # @param progress [#call, nil] as the block
    # @yieldparam done [Integer] how many bytes were transferred
    # @yieldparam total [Integer, nil] how many there are; nil: not known
    def initialize(timeout: nil, progress: nil, &block)
      @timeout = timeout
      @progress = progress || block
      @cancelled = false
      # Without a lock, so that signal handlers can cancel: single operations on a Hash are whole.
      @running = {}.compare_by_identity
    end

    # Cancels what runs under the call, and whatever will: it fails with {CancelledError}, within a quarter of a second. From
    # any thread, from blocks and from signal handlers; there is no way back.
    def cancel
      @cancelled = true
      @running.keys.each(&:cancel) # a copy of them: calls may end meanwhile
      nil
    end

    # Whether {#cancel} was called.
    def cancelled?
      @cancelled
    end

    # The time limit as the library takes it.
    # @api private
    def milliseconds
      timeout ? (timeout * 1000).ceil : -1
    end

    # Runs a block that {#cancel} can cancel by cancelling `bound`.
    # @api private
    def run(bound)
      @running[bound] = true
      bound.cancel if @cancelled
      yield
    ensure
      @running.delete(bound)
    end
  end
end
