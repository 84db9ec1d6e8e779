# frozen_string_literal: true

module Libcloud
  # What a provider tells of a resource, as it was when it was asked for. Records never change; they are equal when all
  # they hold is. Methods of drivers take a record wherever they take an id.
  class Record
    # The attributes that are times.
    TIMES = %i[created_at created].freeze
    private_constant :TIMES

    class << self
      # @api private
      # @return [Symbol] what the names of its functions in libcloud.h begin with
      attr_reader :kind

      # @return [Array<Symbol>] the names of the attributes
      def attributes
        keys.keys
      end

      # Makes a record of the object that the library tells; what that has beyond the attributes is left out.
      # @api private
      def from(object)
        new(**keys.to_h { |name, key| [name, TIMES.include?(name) ? time(object[key]) : object[key]] })
      end

      # @api private
      # @return [Hash{Symbol => String}] the attributes, and what they are called in the library
      def keys
        @keys ||= {}
      end

      # @api private
      def secret?(attribute)
        @secrets.include?(attribute)
      end

      private

      def record(kind)
        @kind = kind
      end

      # Declares an attribute. One that may hold secrets is not shown by {Record#inspect}.
      def attribute(name, key: name.to_s, secret: false)
        keys[name] = key
        (@secrets ||= []) << name if secret
        attr_reader name
      end

      def time(text)
        text && Time.iso8601(text)
      end
    end

    # @param attributes those of its class; what is not given is nil
    def initialize(**attributes)
      unknown = attributes.keys - self.class.attributes
      raise ArgumentError, "#{self.class} has no #{unknown.join(', ')}" unless unknown.empty?

      self.class.attributes.each { |name| instance_variable_set("@#{name}", attributes[name]) }
      freeze
    end

    # What the provider's methods know it by: its id, or its name where that is the id.
    def reference
      self.class.keys.key?(:id) ? id : name
    end

    # @return [Hash{Symbol => Object}] all attributes
    def to_h
      self.class.attributes.to_h { |name| [name, public_send(name)] }
    end

    # As the library tells it.
    # @api private
    # @return [Hash{String => Object}]
    def to_object
      self.class.keys.to_h { |name, key| [key, public_send(name)] }
    end

    # For pattern matching: `in {state: "running", public_ips: [ip, *]}`.
    def deconstruct_keys(names)
      names ? to_h.slice(*names) : to_h
    end

    def ==(other)
      other.instance_of?(self.class) && other.to_h == to_h
    end
    alias eql? ==

    def hash
      [self.class, to_h].hash
    end

    # What it is, without the attributes that may hold secrets.
    def inspect
      shown = to_h.reject { |name, value| value.nil? || self.class.secret?(name) }
      "#<#{self.class} #{shown.map { |name, value| "#{name}=#{value.inspect}" }.join(' ')}>"
    end
    alias to_s inspect
  end
end
