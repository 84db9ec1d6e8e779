# frozen_string_literal: true

module Libcloud
  # One API of one provider with one configuration: what {Compute}, {Storage}, {LoadBalancer} and {Container} have in
  # common. Any number of threads may use a driver at once; a process that was forked may use its parent's.
  #
  # Methods have the names of Apache Libcloud, and take what is optional as keywords: `location:`, `ex_keyname:`, ...; the
  # library's header and {#driver_methods} tell which. A resource is its id, or the record that an earlier call returned.
  class Driver
    # @return [String] the provider's id, such as "ec2"
    attr_reader :provider

    # Makes a driver. Nothing is sent before the first call, so wrong credentials are found then.
    # @param provider [Symbol, String] as {Libcloud.providers} tells it
    # @param config [Hash] `key`, `secret`, `region`, `url`, `timeout` and whatever else the provider knows; an unknown one
    #   is {InvalidArgumentError}, which lists those that are known
    def initialize(provider, **config)
      @provider = Value.text(provider)
      @call = Call.new
      json = Value.json(config)
      @handle = Crossing.make do
        Value.lend(json) { |value| Native.own(Native.fetch(:lc_driver_new, self.class::API, @provider, value), :lc_driver_free) }
      end
    end

    # The same driver with a time limit, a way to cancel, or a block that is told of progress. Connections are shared.
    #
    #     s3.with(timeout: 5).list_containers
    # @param call [Call, nil] one to share, or else what {Call#initialize} takes
    def with(call = nil, timeout: nil, progress: nil, &block)
      dup.tap { |driver| driver.call_under(call || Call.new(timeout: timeout, progress: progress, &block)) }
    end

    # Whether the driver has a method, one of all providers or one of its own (`ex_...`).
    def supports?(method)
      Native.lc_driver_supports(@handle, method.to_s)
    end

    # The methods of the driver: `name`, `arguments` and `options`, the latter two with `name`, `type` and `required`.
    # @return [Array<Hash>]
    def driver_methods
      Crossing.make { Value.take(Native.fetch(:lc_driver_methods, @handle)) }
    end

    # Calls a method by name: every one that moves no bytes, and those of the provider's own. Those are there under their
    # names, too: `ec2.ex_list_security_groups`.
    # @return [Hash, Array, String, Numeric, true, nil] plain values, with strings for keys
    # @raise [NotSupportedError] there is no such method
    def call(method, **arguments)
      value(:lc_driver_call, method, arguments)
    end

    # @!visibility private
    def respond_to_missing?(method, include_all = false)
      (method.start_with?("ex_") && supports?(method)) || super
    end

    # @!visibility private
    def inspect
      "#<#{self.class} #{provider}>"
    end

    protected

    def call_under(call)
      @call = call
    end

    private

    def method_missing(method, *arguments, **options)
      method.start_with?("ex_") && arguments.empty? ? call(method, **options) : super
    end

    # Runs a function of the shape (driver, arguments..., options, [out,] err), and returns what the block does with it: both
    # on the thread of the library.
    def cross(function, arguments, options, drive: nil, fetch: :fetch)
      arguments = arguments.map { |argument| Value.text(argument) }
      json = Value.json(options)
      bound = Bound.new(@handle, @call)
      bound.run(drive: drive) do |driver|
        Value.lend(json) { |value| yield Native.public_send(fetch, function, driver, *arguments, value), bound }
      end
    end

    def done(function, *arguments, options)
      cross(function, arguments, options, fetch: :call) { true }
    end

    def value(function, *arguments, options)
      cross(function, arguments, options) { |value| Value.take(value) }
    end

    def record(type, function, *arguments, options, drive: nil)
      type.from(cross(function, arguments, options, drive: drive) { |record| Value.take_record(type.kind, record) })
    end

    def list(type, function, *arguments, options)
      cross(function, arguments, options) { |list| Value.take_list(list) }.map { |object| type.from(object) }
    end

    # An Enumerator that begins a listing anew each time, and fetches a page when it comes to it.
    def pages(type, function, *arguments, options)
      Enumerator.new do |records|
        pages, bound = cross(function, arguments, options) { |handle, its| [Native.own(handle, :lc_pages_free), its] }
        while (page = bound.run { next_page(pages) })
          page.each { |object| records << type.from(object) }
        end
      ensure
        pages&.free
      end
    end

    # On the thread of the library.
    def next_page(pages)
      list = Native.fetch(:lc_pages_next, pages)
      Value.take_list(list) unless list.null?
    end
  end

  # The providers of an API, each with `id`, `name`, `website`, `api`, `methods` and `config`.
  # @param api [Symbol, String, nil] `:compute`, `:storage`, `:loadbalancer` or `:container`; nil: all of them
  # @return [Array<Hash>] plain values, with strings for keys
  def self.providers(api = nil)
    Crossing.make { Value.take(Native.fetch(:lc_list_providers, api&.to_s)) }
  end

  # @return [String] the version of the library that is running
  def self.library_version
    Native.text(Native.lc_version_string)
  end
end
