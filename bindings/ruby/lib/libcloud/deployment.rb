# frozen_string_literal: true

module Libcloud
  # Steps that are done on nodes over SSH, in the order in which they were added. It holds nothing of the nodes: any number
  # of threads may deploy one to any number of nodes at once. When it has been deployed it is frozen.
  #
  #     deployment = Libcloud::Deployment.new
  #                                      .add_ssh_key(File.read("laptop.pub"))
  #                                      .add_script("#!/bin/sh\napt-get install -y nginx")
  #                                      .on_output { |output| print output.data }
  class Deployment
    # What a script wrote, as it came: it need not end with a line or a character.
    Output = Struct.new(:node_id, :step, :stream, :data)

    # The result of a step that has ended: `result` is as in the node's `extra["deployment"]["steps"]`.
    Step = Struct.new(:node_id, :step, :result)

    def initialize
      @handle = Native.own(Native.lc_deployment_new, :lc_deployment_free)
      @lock = Mutex.new
      @callbacks = []
    end

    # Lets the owner of a key log in.
    # @param public_key [String] what the .pub file says; or several, a line each
    # @return [self]
    def add_ssh_key(public_key, **options)
      add(:lc_deployment_add_ssh_key, public_key, options)
    end

    # Copies a file.
    # @param source [String, Pathname] here; it is read when the step runs
    # @param target [String] on the node
    # @param options `ex_mode`: the permissions, "0640"
    # @return [self]
    def add_file(source, target, **options)
      add(:lc_deployment_add_file, source, target, options)
    end

    # Runs a script, which fails unless its status is 0.
    # @param script [String] the text of the script
    # @param options `args` (an Array of strings), `name` (its path on the node), `delete` (true: when it has ended), `timeout`
    #   (seconds)
    # @return [self]
    def add_script(script, **options)
      add(:lc_deployment_add_script, script, options)
    end

    # Runs a script from a file, which is read now; with the options of {#add_script}.
    # @param path [String, Pathname]
    # @return [self]
    def add_script_file(path, **options)
      add(:lc_deployment_add_script_file, path, options)
    end

    # Sets who gets what scripts write, on the thread that deploys. What the block raises stops the deployment.
    # @yieldparam output [Output] `stream` is `:stdout` or `:stderr`
    # @return [self]
    def on_output(&block)
      tell(:lc_deployment_set_output, %i[pointer string size_t int32 pointer size_t]) do |_user, node, step, stream, data, length|
        output = Output.new(Native.text(node), step, stream == 2 ? :stderr : :stdout, data.read_bytes(length))
        Crossing.current.ask { block.call(output) || true }
      end
    end

    # Sets who gets the result of each step when it has ended, on the thread that deploys. What the block raises stops the
    # deployment.
    # @yieldparam step [Step]
    # @return [self]
    def on_step(&block)
      tell(:lc_deployment_set_observer, %i[pointer string size_t pointer]) do |_user, node, step, result|
        ended = Step.new(Native.text(node), step, Value.read(result))
        Crossing.current.ask { block.call(ended) || true }
      end
    end

    # What a driver deploys: it changes no more.
    # @api private
    def start
      @lock.synchronize { freeze && @handle }
    end

    def inspect
      "#<#{self.class}>"
    end

    private

    def add(function, *arguments, options)
      arguments.map! { |argument| Value.text(argument) }
      json = Value.json(options)
      change do
        Crossing.make { Value.lend(json) { |value| Native.call(function, @handle, *arguments, value) } }
      end
    end

    def tell(function, arguments)
      callback = FFI::Function.new(:int32, arguments) { |*told| yield(*told) ? 1 : Native::STOP }
      change do
        @callbacks << callback
        Native.public_send(function, @handle, callback, nil, nil)
      end
    end

    def change
      @lock.synchronize do
        raise FrozenError, "a deployment that has been deployed cannot be changed" if frozen?

        yield
      end
      self
    end
  end
end
