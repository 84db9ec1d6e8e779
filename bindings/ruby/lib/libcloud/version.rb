# frozen_string_literal: true

module Libcloud
  # The version of this gem; it goes with the library of the same major and minor version, or a later one.
  VERSION = "0.1.0"
end
