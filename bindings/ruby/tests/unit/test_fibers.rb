# frozen_string_literal: true

require "async"
require "helper"

# Fibers that share a thread, under a scheduler.
class TestFibers < Minitest::Test
  include Helpers

  # As its name, since a task whose result is an exception has failed.
  def failure
    yield
  rescue Libcloud::Error => e
    e.class.name
  end

  def test_calls_suspend_their_fiber_only
    SilentServer.open do |server|
      storage = s3_at(server.url)
      took = seconds do
        Async do |task|
          calls = Array.new(4) { task.async { failure { storage.with(timeout: 1).list_containers } } }
          ticks = 0
          ticker = task.async { loop { task.sleep(0.01); ticks += 1 } }
          assert_equal ["Libcloud::TimeoutError"], calls.map(&:wait).uniq
          assert_operator ticks, :>, 10
        ensure
          ticker&.stop
        end
      end
      assert_operator took, :<, 3
    end
  end

  def test_a_fiber_is_stopped
    SilentServer.open do |server|
      storage = s3_at(server.url)
      Async do |task|
        waiting = task.async { storage.list_containers }
        task.sleep(0.1)
        assert_operator seconds { waiting.stop }, :<, 3
      end
    end
    wait_for { Thread.list.none? { |thread| thread[:libcloud_crossing] } }
  end
end
