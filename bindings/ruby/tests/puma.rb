# frozen_string_literal: true

# Puma as people run it: the application is loaded once, used, and then forked.

require_relative "../examples/example"

storage = driver_from_environment(Libcloud::Storage, "local")
container = ENV.fetch("TEST_CONTAINER")
storage.get_object(container, "object")

workers 2
threads 2, 2
preload_app!
bind "tcp://127.0.0.1:0"
app { [200, {"x-worker" => Process.pid.to_s}, storage.download_object_as_stream(container, "object")] }
