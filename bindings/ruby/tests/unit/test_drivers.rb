# frozen_string_literal: true

require "helper"

# Drivers, providers, errors, the generic call.
class TestDrivers < Minitest::Test
  include Helpers

  def test_providers_are_listed
    assert_includes Libcloud.providers(:compute).map { |provider| provider["id"] }, "ec2"
    apis = Libcloud.providers.map { |provider| provider["api"] }.uniq
    assert_equal %w[compute container loadbalancer storage], apis.sort
  end

  def test_the_gem_goes_with_the_library
    assert_equal Libcloud::VERSION.split(".")[0, 2], Libcloud.library_version.split(".")[0, 2]
  end

  def test_what_is_wrong_with_the_configuration_is_said_at_once
    error = assert_raises(Libcloud::InvalidArgumentError) { Libcloud::Storage.new(:s3, kee: "x") }
    assert_match(/kee.*region/m, error.message)
    assert_raises(Libcloud::NotSupportedError, Libcloud::InvalidArgumentError) { Libcloud::Storage.new(:moon) }
  end

  def test_an_error_tells_all_there_is
    error = assert_raises(Libcloud::NotFoundError) { Libcloud::Compute.new(:dummy).get_node("none") }
    assert_kind_of Libcloud::Error, error
    assert_equal [6, "LIBCLOUD_NOT_FOUND"], [error.status, error.status_name]
    assert_match(/none/, error.message)
    assert_equal Encoding::UTF_8, error.message.encoding
    refute_empty error.name
    refute_predicate error, :retriable?
    assert_nil error.retry_after
    assert_nil error.details
    assert_match(/#{__FILE__}/, error.backtrace.join("\n"), "the backtrace is the caller's")
  end

  def test_every_status_has_a_class
    names = (1..).lazy.map { |status| Libcloud::Native.lc_status_name(status) }
    known = names.take_while { |name| name != Libcloud::Native.lc_status_name(999) }.to_a
    assert_equal (1..known.length).to_a, Libcloud::Error::CLASSES.keys
    known.zip(Libcloud::Error::CLASSES.values) do |name, type|
      assert_equal name.delete_prefix("LIBCLOUD_").delete("_"), type.name.delete_prefix("Libcloud::").delete_suffix("Error").upcase
    end
  end

  def test_methods_by_name
    compute = Libcloud::Compute.new(:dummy)
    node = compute.list_nodes.first
    assert_equal node.name, compute.call(:get_node, node_id: node)["name"]
    assert compute.supports?(:ex_set_node_name)
    assert_respond_to compute, :ex_set_node_name
    compute.ex_set_node_name(node: node, name: "renamed")
    assert_equal "renamed", compute.get_node(node).name
    refute_respond_to compute, :ex_fly
    assert_raises(Libcloud::NotSupportedError) { compute.ex_fly }
    assert_raises(NoMethodError) { compute.fly }
  end

  def test_methods_are_told_with_their_arguments
    told = Libcloud::Compute.new(:dummy).driver_methods.find { |method| method["name"] == "create_node" }
    assert_equal %w[name size image], told["arguments"].map { |argument| argument["name"] }
    assert_includes told["options"].map { |option| option["name"] }, "location"
  end

  # The names are those of Libcloud, and there is one for each method that all providers have.
  def test_every_base_method_is_a_method
    apis = {compute: Libcloud::Compute, storage: Libcloud::Storage, loadbalancer: Libcloud::LoadBalancer,
            container: Libcloud::Container}
    apis.each do |api, type|
      dummy = Libcloud.providers(api).find { |provider| provider["id"] == "dummy" }
      names = dummy["methods"].map { |method| method["name"] }.reject { |name| name.start_with?("ex_") }
      assert_empty names.map(&:to_sym) - type.public_instance_methods(false), type
    end
  end

  def test_inspect_shows_no_secrets
    driver = Libcloud::Storage.new(:s3, key: "AKIAKEY", secret: "hidden", region: "us-east-1")
    assert_equal "#<Libcloud::Storage s3>", driver.inspect
    refute_match(/hidden|AKIAKEY/, driver.with(timeout: 1).inspect)
  end

  def test_what_is_not_utf8_is_refused
    compute = Libcloud::Compute.new(:dummy)
    assert_raises(Libcloud::InvalidArgumentError) { compute.get_node("\xFF") }
    assert_raises(Libcloud::InvalidArgumentError) { compute.list_sizes(location: "\xFF") }
    assert_raises(ArgumentError) { compute.get_node("a\0b") }
    assert_raises(Libcloud::InvalidArgumentError) { compute.list_sizes(location: Float::NAN) }
    compute.ex_set_node_name(node: "1", name: "caf\xE9".dup.force_encoding(Encoding::ISO_8859_1))
    assert_equal "café", compute.get_node("1").name
  end

  def test_prices
    price = Libcloud::Pricing.get_size_price(:compute, :ec2_linux, "t3.micro", region: "us-east-1")
    assert_operator price, :>, 0
    assert_raises(Libcloud::NotFoundError) { Libcloud::Pricing.get_size_price(:compute, :ec2_linux, "none") }
    assert_match(/libcloud/, Libcloud::Pricing.info["source"])
  end

  def test_prices_from_a_file
    Tempfile.create("prices") do |file|
      file.write('{"compute": {"mine": {"small": 0.25}}, "storage": {}, "updated": 1}')
      file.close
      program = "require 'libcloud'; Libcloud::Pricing.load(ARGV[0]); " \
                "print Libcloud::Pricing.get_size_price(:compute, :mine, 'small'), ' ', Libcloud::Pricing.info['updated']"
      assert_equal "0.25 1", run_ruby("-e", program, file.path)
    end
    assert_raises(Libcloud::IOError, Libcloud::NotFoundError) { Libcloud::Pricing.load("/nowhere/prices.json") }
  end
end
