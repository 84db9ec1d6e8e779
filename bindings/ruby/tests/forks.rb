# frozen_string_literal: true

require "helper"
require "net/http"

# Processes that are forked while the library has connections open; on the storage of whoever includes it: `storage`,
# `container` and `access`, the variables that examples/example.rb makes the same storage of.
module Forks
  include Helpers

  PROGRAM = <<~RUBY
    require "#{BINDING}/examples/example"
    storage = driver_from_environment(Libcloud::Storage, "local")
    ask = -> { 10.times { storage.get_object(ARGV[0], "object") } }
    stream = storage.download_object_as_stream(ARGV[0], "object")
    stream.read(1000)
    children = Array.new(3) do
      fork do
        ask.call
        storage = nil
        GC.start
      end
    end
    ask.call
    children.each { |child| Process.wait(child) && ($?.success? or abort("a child failed")) }
    ask.call
    print stream.read.bytesize
  RUBY

  def test_children_and_their_parent_call
    storage.upload_object_via_stream(noise(4_000_000), container, "object")
    assert_equal "3999000", run_ruby("-e", PROGRAM, container, env: access)
  end

  def test_puma_forks_its_workers
    storage.upload_object_via_stream("hello, puma", container, "object")
    puma do |url|
      answers = Array.new(4) { Thread.new { Array.new(20) { Net::HTTP.get_response(url) } } }.flat_map(&:value)
      assert_equal ["hello, puma"], answers.map(&:body).uniq
      assert_equal 2, answers.map { |answer| answer["x-worker"] }.uniq.length
    end
  end

  # Serves the object with two workers of a preloaded application.
  def puma
    env = access.merge("TEST_CONTAINER" => container)
    Open3.popen2e(env, "puma", "--config", "#{BINDING}/tests/puma.rb") do |input, output, waiter|
      input.close
      lines = []
      Timeout.timeout(30) { lines << output.gets.to_s until lines.grep(/booted/).length == 2 || output.eof? }
      address = lines.join[%r{http://127\.0\.0\.1:\d+}] or flunk(lines.join)
      yield URI(address)
    ensure
      Process.kill(:TERM, waiter.pid)
      output.read
    end
  end
end
