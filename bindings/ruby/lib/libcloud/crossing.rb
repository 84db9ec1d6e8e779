# frozen_string_literal: true

module Libcloud
  # One call into the library, made on a thread of its own while the thread that wants it waits.
  #
  # Nothing may unwind through the frames of the library: no exception, no throw, no break, no Thread#kill, no Timeout. So
  # they never meet. The library runs on a thread that takes no interrupts, and what its callbacks have to do is done on the
  # waiting thread, whose stack is all Ruby's. When that leaves before the end, for whatever reason, callbacks are told to
  # stop and the call is cancelled; and it leaves when the call has ended, within a quarter of a second or so.
  # @api private
  class Crossing
    # The call that the library is making on this thread.
    def self.current
      Thread.current[:libcloud_crossing]
    end

    # Makes a call, and returns what the block does. It runs on the thread of the call.
    # @param cancel [#call, nil] cancels the call
    # @param drive [#call, nil] gives the bytes that the call reads: see {#serve}
    def self.make(cancel: nil, drive: nil, &call)
      new(cancel).make(call, drive)
    end

    def initialize(cancel)
      @cancel = cancel
      @waiting = Thread.current
      @questions = Queue.new
      @answers = Queue.new
      @ended = false
    end

    def make(call, drive)
      start(call)
      drive&.call(self)
      answer(Native::END_OF_BYTES) while serve
      outcome
    ensure
      Thread.handle_interrupt(::Object => :never) { leave }
    end

    # For the waiting thread: does what callbacks ask for.
    # @return [FFI::Pointer, nil] room for bytes that the library reads: {#answer} is how many there are; nil: it has ended
    # @raise [ThreadError] on another thread, for which the room might be gone at any time
    def serve
      raise ThreadError, "an upload is for the thread that began it" unless Thread.current.equal?(@waiting)

      until @ended
        case question = @questions.pop
        when Proc then answer(question.call)
        when FFI::Pointer then return question
        end
      end
    end

    # For the waiting thread: tells the callback that waits for it.
    def answer(answer)
      @answers.push(answer)
    end

    # @return what the call returned
    # @raise what it raised
    def outcome
      return @result unless @failure

      @failure.set_backtrace(caller) if @failure.is_a?(Error)
      raise @failure
    end

    # For callbacks: has the waiting thread run the block.
    # @return what the block returned; nil: the call is to stop
    def ask(&question)
      @questions.push(question)
      @answers.pop
    end

    # For callbacks: has the waiting thread fill the room with bytes.
    # @return [Integer, nil] how many; nil: the call is to stop
    def ask_for_bytes(room)
      @questions.push(room)
      @answers.pop
    end

    private

    # The thread is never without the mask: it has it from this one.
    def start(call)
      Thread.handle_interrupt(::Object => :never) do
        @thread = Thread.new do
          Thread.current[:libcloud_crossing] = self
          @result = call.call
        rescue Exception => e # all of it is for the waiting thread
          @failure = e
        ensure
          # In this order: who sees an empty queue and no end can wait.
          @ended = true
          @questions.push(nil)
        end
      end
    end

    def leave
      return if @ended || @thread.nil?

      @answers.close
      @cancel&.call
      @questions.pop until @ended
    end
  end
end
