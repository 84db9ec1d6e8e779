# frozen_string_literal: true

require_relative "lib/libcloud/version"

Gem::Specification.new do |gem|
  gem.name = "libcloud"
  gem.version = Libcloud::VERSION
  gem.summary = "One interface to every cloud: servers, object storage, load balancers, containers"
  gem.description = "What Apache Libcloud is to Python, for Ruby: the same methods under the same names, on the same providers. " \
                    "Needs the shared library libcloud.so."
  gem.authors = ["The libcloud authors"]
  gem.license = "Apache-2.0"
  gem.required_ruby_version = ">= 2.7"
  gem.files = Dir.chdir(__dir__) { Dir["lib/**/*.rb", "examples/*.rb", "README.md"] }
  gem.add_dependency "ffi", "~> 1.15"
end
