# frozen_string_literal: true

require "json"
require "time"

module Libcloud
  # Trees of plain values, which cross as JSON, a whole tree at a time.
  # @api private
  module Value
    module_function

    # Lends the library what {#json} made, for as long as the block runs.
    def lend(json)
      return yield(nil) unless json

      bytes = FFI::MemoryPointer.from_string(json)
      value = Native.fetch(:lc_value_parse, bytes)
      begin
        yield(value)
      ensure
        Native.lc_value_free(value)
      end
    ensure
      # It may hold secrets.
      bytes&.clear
    end

    # A tree as JSON; nil for an empty one, since NULL means the same to the library.
    # @raise [InvalidArgumentError] there is no JSON for it
    def json(tree)
      JSON.generate(plain(tree)) unless tree.empty?
    rescue JSON::GeneratorError, EncodingError => e
      raise InvalidArgumentError.new("a value cannot be sent: #{e.class}", status: 2, name: "ValueError")
    end

    # Reads a borrowed value; nil for NULL.
    def read(value, **options)
      return if value.null?

      JSON.parse(Native.text(Native.lc_value_json(value).read_string), max_nesting: false, **options)
    end

    # Reads a value, and frees it.
    def take(value)
      read(value)
    ensure
      Native.lc_value_free(value)
    end

    # Reads a list of records, and frees it.
    def take_list(list)
      read(Native.lc_list_value(list), freeze: true)
    ensure
      Native.lc_list_free(list)
    end

    # Reads a record of which the functions begin with `kind`, and frees it.
    def take_record(kind, record)
      read(Native.public_send("#{kind}_value", record), freeze: true)
    ensure
      Native.public_send("#{kind}_free", record)
    end

    # What stands for a resource or a text where the library wants a string: a copy that nobody else can change.
    def text(argument)
      case argument
      when nil, Integer, FFI::Pointer, FFI::Struct then argument
      when Record then text(argument.reference)
      else utf8(argument.to_s).freeze
      end
    end

    # A copy as UTF-8. Bytes without an encoding are taken for it; the library looks at them.
    def utf8(string)
      string.encoding == Encoding::BINARY ? string.dup.force_encoding(Encoding::UTF_8) : string.encode(Encoding::UTF_8).dup
    rescue EncodingError => e
      raise InvalidArgumentError.new("a string is not #{string.encoding}: #{e.class}", status: 2, name: "ValueError")
    end

    # The same tree with nothing in it but what JSON has.
    def plain(value)
      case value
      when Hash then value.to_h { |key, held| [key.to_s, plain(held)] }
      when Record then plain(value.to_object)
      when Time then value.getutc.iso8601(3)
      when String, Numeric, true, false, nil then value
      when Enumerable then value.map { |held| plain(held) }
      else value.to_s
      end
    end
  end
end
