# frozen_string_literal: true

require "fileutils"
require "libcloud"
require "minitest/autorun"
require "open3"
require "rbconfig"
require "socket"
require "stringio"
require "tempfile"
require "timeout"
require "tmpdir"

# Counts the tests in one line at the end.
module Minitest
  class Totals < StatisticsReporter
    def report
      super
      io.puts "#{count - failures - errors - skips} passed, #{failures + errors} failed"
    end
  end

  def self.plugin_totals_init(options)
    reporter << Totals.new(options[:io], options)
  end
  extensions << "totals"
end

BINDING = File.expand_path("..", __dir__)

# A server that takes requests and never answers.
class SilentServer
  attr_reader :url

  def self.open
    server = new
    yield server
  ensure
    server&.close
  end

  def initialize
    @server = TCPServer.new("127.0.0.1", 0)
    @url = "http://127.0.0.1:#{@server.addr[1]}"
    @asked = Queue.new
    @connections = []
    @thread = Thread.new do
      loop do
        @connections << @server.accept
        @asked << @connections.last.readpartial(1)
      end
    end
  end

  # Returns when somebody has asked something.
  def await
    Timeout.timeout(10) { @asked.pop }
  end

  def close
    @thread.kill.join
    [@server, *@connections].each(&:close)
  end
end

# What the tests share.
module Helpers
  def s3_at(url)
    Libcloud::Storage.new(:s3, key: "key", secret: "secret", region: "us-east-1", url: url)
  end

  def seconds
    begun = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    yield
    Process.clock_gettime(Process::CLOCK_MONOTONIC) - begun
  end

  def wait_for
    Timeout.timeout(20) { sleep 0.02 until yield }
  end

  # Bytes that no compression and no repetition hides anything in.
  def noise(length)
    Random.new(length).bytes(length)
  end

  # Runs a Ruby program, as a user would, and returns what it printed.
  def run_ruby(*arguments, env: {}, status: 0)
    output, ended = Open3.capture2e(env, RbConfig.ruby, *arguments)
    assert_equal status, ended.exitstatus, output
    output
  end
end
