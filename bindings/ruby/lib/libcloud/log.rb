# frozen_string_literal: true

module Libcloud
  # What the library logs, and to whom.
  # @api private
  module Log
    # By the number that the library has for each.
    LEVELS = %i[off error warn info debug trace].freeze

    # By the number that the library is given for each: a block is kept until no thread uses it any more.
    BLOCKS = {}

    LINE = FFI::Function.new(:void, %i[pointer int32 string]) do |number, level, line|
      Log.tell(BLOCKS[number.address], level, line)
    end

    DROP = FFI::Function.new(:void, %i[pointer]) { |number| BLOCKS.delete(number.address) }

    # Hands a line to a block, and lets nothing out of it.
    def self.tell(block, level, line)
      block&.call(LEVELS.fetch(level, :trace), Native.text(line))
    rescue StandardError => e
      warn("libcloud: the log block failed: #{e.message}")
    ensure
      # Even a throw ends here: nothing may unwind through the library.
      return
    end
  end

  # Sets where the library logs to, for the whole process, instead of where it did before.
  #
  #     Libcloud.log(:info) { |level, line| logger.add(Logger.const_get(level.upcase), line) }
  # @param level [Symbol] the most detailed wanted: `:off`, `:error`, `:warn`, `:info` (each operation), `:debug` (each request
  #   and answer) or `:trace`
  # @yieldparam level [Symbol]
  # @yieldparam line [String] without a line end; no secret is in it
  # @yieldreturn is not looked at. The block may be called by several threads at once, and what it raises stops nothing
  def self.log(level, &block)
    detail = Log::LEVELS.index(level) or raise ArgumentError, "level is one of #{Log::LEVELS.join(', ')}"
    return Native.lc_set_log(0, nil, nil, nil) unless block

    # Not the block's: it may be given again.
    number = FFI::Pointer.new(::Object.new.object_id)
    Log::BLOCKS[number.address] = block
    Native.lc_set_log(detail, Log::LINE, number, Log::DROP)
  end
end
