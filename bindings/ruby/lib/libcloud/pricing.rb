# frozen_string_literal: true

module Libcloud
  # What sizes cost. Nothing is sent: prices come with the library, or from a file.
  module Pricing
    module_function

    # @param driver_type [Symbol, String] `:compute` or `:storage`
    # @param driver_name [Symbol, String] the price table: "ec2_linux", "rackspace", ...
    # @param size [String] the size as that table calls it
    # @param region [String, nil] for tables whose prices depend on the region
    # @return [Float] per hour, in the currency of the provider's price list
    # @raise [NotFoundError] it is not known
    def get_size_price(driver_type, driver_name, size, region: nil)
      names = [driver_type, driver_name, size, region].map { |name| Value.text(name) }
      Crossing.make do
        price = FFI::MemoryPointer.new(:double)
        Native.call(:lc_get_size_price, *names, price)
        price.read_double
      end
    end

    # Takes all prices from a file in the format of Libcloud's pricing.json: for the whole process, from now on.
    def load(path)
      path = Value.text(path)
      Crossing.make { Native.call(:lc_pricing_load, path) }
    end

    # Where the prices come from that count now.
    # @return [Hash] with `source`, and `updated` in seconds since 1970 or nil
    def info
      Crossing.make { Value.take(Native.fetch(:lc_pricing_info)) }
    end
  end
end
