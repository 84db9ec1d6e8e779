# frozen_string_literal: true

require "helper"

# The log of the library.
class TestLog < Minitest::Test
  def setup
    @compute = Libcloud::Compute.new(:dummy)
  end

  def teardown
    Libcloud.log(:off)
  end

  def test_lines
    lines = []
    Libcloud.log(:info) { |level, line| lines << [level, line] }
    @compute.list_nodes
    assert_includes lines, [:info, "dummy compute: list_nodes"]
    Libcloud.log(:off)
    lines.clear
    @compute.list_nodes
    assert_empty lines
    assert_empty Libcloud::Log::BLOCKS
  end

  def test_what_a_block_raises_or_throws_stops_nothing
    Libcloud.log(:info) { raise "full" }
    _, told = capture_io { refute_empty @compute.list_nodes }
    assert_match(/full/, told)
    Libcloud.log(:info) { throw :out }
    catch(:out) { capture_io { @passed = @compute.list_nodes } }
    refute_empty @passed
  end

  def test_the_same_block_again
    lines = []
    block = ->(_, line) { lines << line }
    Libcloud.log(:error, &block)
    Libcloud.log(:info, &block)
    @compute.list_nodes
    refute_empty lines
  end

  def test_levels
    assert_raises(ArgumentError) { Libcloud.log(:loud) }
  end
end
