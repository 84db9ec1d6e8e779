# frozen_string_literal: true

require "helper"

# Whoever waits for the library can be interrupted at any time, and the library never notices but by being cancelled.
class TestInterrupts < Minitest::Test
  include Helpers

  # How long a call may go on after it was cancelled, with some room for a busy machine.
  SOON = 3

  def silent
    SilentServer.open { |server| yield s3_at(server.url), server }
    wait_for { Thread.list.none? { |thread| thread[:libcloud_crossing] } }
  end

  def test_other_threads_run_meanwhile
    silent do |storage, server|
      waiting = Thread.new { storage.with(timeout: 1).list_containers }
      waiting.report_on_exception = false
      server.await
      turns = 0
      turns += 1 while waiting.alive?
      assert_raises(Libcloud::TimeoutError) { waiting.value }
      assert_operator turns, :>, 100_000
    end
  end

  def test_a_time_limit
    silent do |storage, _|
      error = nil
      took = seconds { error = assert_raises(Libcloud::TimeoutError) { storage.with(timeout: 0.3).list_containers } }
      assert_in_delta 0.3, took, SOON
      assert_equal "LIBCLOUD_TIMEOUT", error.status_name
    end
  end

  def test_ruby_s_own_timeout
    silent do |storage, _|
      took = seconds { assert_raises(Timeout::Error) { Timeout.timeout(0.3) { storage.list_containers } } }
      assert_operator took, :<, SOON
    end
  end

  def test_a_thread_is_killed
    silent do |storage, server|
      thread = Thread.new { storage.list_containers }
      server.await
      assert thread.kill.join(SOON)
    end
  end

  def test_a_thread_is_raised_in_again_and_again
    silent do |storage, server|
      thread = Thread.new { storage.list_containers }
      thread.report_on_exception = false
      server.await
      while thread.alive?
        thread.raise(Interrupt)
        Thread.pass
      end
      assert_raises(Interrupt) { thread.value }
    end
  end

  # The thread of the library itself takes nothing.
  def test_every_thread_is_killed
    silent do |storage, server|
      caller = Thread.new { storage.list_containers }
      server.await
      (Thread.list - [Thread.current, server.instance_variable_get(:@thread)]).each(&:kill)
      assert caller.join(SOON)
    end
  end

  def test_a_call_is_cancelled_by_another_thread
    silent do |storage, server|
      call = Libcloud::Call.new
      threads = Array.new(3) { Thread.new { storage.with(call).list_containers } }
      threads.each { |thread| thread.report_on_exception = false }
      3.times { server.await }
      call.cancel
      threads.each { |thread| assert_raises(Libcloud::CancelledError) { thread.value } }
    end
  end

  def test_the_mask_of_the_caller_counts
    silent do |storage, server|
      seen = nil
      thread = Thread.new do
        Thread.handle_interrupt(RuntimeError => :never) do
          storage.with(timeout: 1).list_containers
        rescue Libcloud::TimeoutError => e
          seen = e
        end
      end
      thread.report_on_exception = false
      server.await
      thread.raise(RuntimeError, "not now")
      assert_raises(RuntimeError) { thread.value }
      assert_kind_of Libcloud::TimeoutError, seen, "the call was not interrupted"
    end
  end

  # Whoever is started in the background of a shell begins with Ctrl-C ignored.
  PROGRAM = <<~RUBY
    require "libcloud"
    trap("INT", "DEFAULT")
    call = Libcloud::Call.new
    trap("USR1") { call.cancel }
    storage = Libcloud::Storage.new(:s3, key: "key", secret: "secret", region: "us-east-1", url: ARGV[0])
    begin
      storage.with(call).list_containers
    rescue Interrupt, Libcloud::Error => e
      puts e.class
    end
  RUBY

  # By signal, a program that waits: what it prints, and how long it takes to end.
  def signalled(signal)
    output = nil
    silent do |_, server|
      Open3.popen2e(RbConfig.ruby, "-e", PROGRAM, server.url) do |input, program, waiter|
        input.close
        server.await
        took = seconds do
          Process.kill(signal, waiter.pid)
          output = program.read
          waiter.join
        end
        assert_operator took, :<, SOON
      end
    end
    output
  end

  def test_control_c
    assert_equal "Interrupt\n", signalled(:INT)
  end

  def test_a_signal_handler_cancels
    assert_equal "Libcloud::CancelledError\n", signalled(:USR1)
  end

  def test_the_program_ends_while_a_thread_waits
    silent do |_, server|
      program = <<~RUBY
        require "libcloud"
        storage = Libcloud::Storage.new(:s3, key: "key", secret: "secret", region: "us-east-1", url: ARGV[0])
        Thread.new { storage.list_containers }
        sleep 0.5
      RUBY
      assert_operator seconds { run_ruby("-e", program, server.url) }, :<, SOON + 2
    end
  end

  # @return what was stored, if it was soon enough
  def interrupted_upload(storage, turn)
    object = nil
    thread = Thread.new { object = storage.upload_object_via_stream("c", "o#{turn}") { |out| 20.times { out << "x" * 10_000 } } }
    thread.report_on_exception = false
    sleep rand * 0.003
    turn.even? ? thread.kill : thread.raise(KeyError)
    assert thread.join(SOON)
    object
  rescue KeyError
    object
  end

  # Interrupts at random times, so that no moment is left out.
  def test_interrupts_at_any_moment
    Dir.mktmpdir do |folder|
      storage = Libcloud::Storage.new(:local, key: folder)
      storage.create_container("c")
      interrupted, stored = Array.new(300) { |turn| interrupted_upload(storage, turn) }.partition { |object| object.nil? }
      refute_empty interrupted
      refute_empty stored
      storage.list_container_objects("c").each { |object| assert_equal 200_000, object.size }
    end
    wait_for { Thread.list.none? { |thread| thread[:libcloud_crossing] } }
  end
end
