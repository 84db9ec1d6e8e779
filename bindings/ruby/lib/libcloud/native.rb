# frozen_string_literal: true

require "ffi"

module Libcloud
  # The functions of libcloud.h, and how they are called. Whatever may do I/O lets go of Ruby's lock meanwhile.
  # @api private
  module Native
    extend FFI::Library
    ffi_lib [ENV["LIBCLOUD_LIBRARY"], "libcloud.so.0", "cloud"].compact

    # Declares functions with one signature.
    def self.functions(names, arguments, result, **options)
      names.each { |name| attach_function(name, arguments, result, **options) }
    end

    # Declares methods of drivers, which have one shape: (driver, arguments..., options, [out,] err).
    def self.methods_of_drivers(names, arguments = [], out: true)
      shape = [:pointer, *arguments, :pointer, *([:pointer] if out), :pointer]
      functions(names, shape, :int32, blocking: true)
    end

    # What a read callback says at the end.
    END_OF_BYTES = -1

    # With what any callback stops the call.
    STOP = 0

    # lc_reader
    class Reader < FFI::Struct
      layout size: :size_t, user: :pointer, read: :pointer, rewind: :pointer, drop: :pointer, length: :int64
    end

    # lc_writer
    class Writer < FFI::Struct
      layout size: :size_t, user: :pointer, write: :pointer, drop: :pointer
    end

    # The kernel.
    functions %i[lc_version_string], [], :string
    functions %i[lc_status_name], %i[int32], :string
    functions %i[lc_error_http_status], %i[pointer], :int32
    functions %i[lc_error_message lc_error_name lc_error_provider_code lc_error_request_id], %i[pointer], :string
    functions %i[lc_error_is_retriable], %i[pointer], :bool
    functions %i[lc_error_retry_after_ms], %i[pointer], :int64
    functions %i[lc_error_details], %i[pointer], :pointer
    functions %i[lc_value_parse], %i[pointer pointer pointer], :int32
    functions %i[lc_value_json], %i[pointer], :pointer
    functions %i[lc_call_new], %i[int64], :pointer
    functions %i[lc_call_set_progress], %i[pointer pointer pointer pointer], :void
    functions %i[lc_call_cancel], %i[pointer], :void
    functions %i[lc_set_log], %i[int32 pointer pointer pointer], :void
    functions %i[lc_list_providers], %i[string pointer pointer], :int32, blocking: true
    functions %i[lc_driver_new], %i[string string pointer pointer pointer], :int32, blocking: true
    functions %i[lc_driver_supports], %i[pointer string], :bool
    functions %i[lc_driver_methods], %i[pointer pointer pointer], :int32, blocking: true
    functions %i[lc_driver_bind], %i[pointer pointer pointer pointer], :int32
    functions %i[lc_list_value], %i[pointer], :pointer
    functions %i[lc_pages_next], %i[pointer pointer pointer], :int32, blocking: true
    functions %i[lc_stream_read], %i[pointer pointer size_t pointer pointer], :int32, blocking: true
    functions %i[lc_stream_length], %i[pointer], :int64
    functions %i[
      lc_error_free lc_value_free lc_call_free lc_driver_free lc_list_free lc_pages_free lc_stream_free lc_deployment_free
    ], %i[pointer], :void

    # Records: taken out as values.
    functions %i[
      lc_node_value lc_image_value lc_volume_value lc_snapshot_value lc_key_pair_value lc_container_value lc_object_value
      lc_balancer_value lc_member_value lc_docker_container_value lc_docker_image_value lc_cluster_value
    ], %i[pointer], :pointer
    functions %i[
      lc_node_free lc_image_free lc_volume_free lc_snapshot_free lc_key_pair_free lc_container_free lc_object_free
      lc_balancer_free lc_member_free lc_docker_container_free lc_docker_image_free lc_cluster_free
    ], %i[pointer], :void

    # The generic call, and compute.
    methods_of_drivers %i[lc_driver_call], %i[string]
    methods_of_drivers %i[
      lc_list_nodes lc_iterate_nodes lc_list_sizes lc_list_locations lc_list_images lc_list_volumes lc_list_key_pairs
    ]
    methods_of_drivers %i[
      lc_get_node lc_get_image lc_list_volume_snapshots lc_get_key_pair lc_create_key_pair
    ], %i[string]
    methods_of_drivers %i[
      lc_create_image lc_create_volume_snapshot lc_import_key_pair_from_string lc_import_key_pair_from_file
    ], %i[string string]
    methods_of_drivers %i[lc_create_node lc_copy_image], %i[string string string]
    methods_of_drivers %i[lc_create_volume], %i[int64 string]
    methods_of_drivers %i[lc_wait_until_running], %i[pointer size_t]
    methods_of_drivers %i[
      lc_reboot_node lc_start_node lc_stop_node lc_destroy_node lc_delete_image lc_detach_volume lc_destroy_volume
      lc_destroy_volume_snapshot lc_delete_key_pair
    ], %i[string], out: false
    methods_of_drivers %i[lc_attach_volume], %i[string string], out: false

    # Deployments.
    functions %i[lc_deployment_new], [], :pointer
    functions %i[lc_deployment_add_ssh_key lc_deployment_add_script], %i[pointer string pointer pointer], :int32
    functions %i[lc_deployment_add_script_file], %i[pointer string pointer pointer], :int32, blocking: true
    functions %i[lc_deployment_add_file], %i[pointer string string pointer pointer], :int32
    functions %i[lc_deployment_set_output lc_deployment_set_observer], %i[pointer pointer pointer pointer], :void
    methods_of_drivers %i[lc_deploy_node], %i[string string string pointer]
    methods_of_drivers %i[lc_deploy_existing_node], %i[string pointer]

    # Storage.
    methods_of_drivers %i[lc_list_containers lc_iterate_containers]
    methods_of_drivers %i[
      lc_get_container lc_create_container lc_list_container_objects lc_iterate_container_objects lc_get_container_cdn_url
    ], %i[string]
    methods_of_drivers %i[lc_get_object lc_get_object_cdn_url lc_download_object_as_stream], %i[string string]
    methods_of_drivers %i[lc_upload_object], %i[string string string]
    methods_of_drivers %i[lc_upload_object_via_stream], %i[pointer string string]
    methods_of_drivers %i[lc_download_object_range_as_stream], %i[string string int64 int64]
    methods_of_drivers %i[lc_delete_container lc_enable_container_cdn], %i[string], out: false
    methods_of_drivers %i[lc_delete_object lc_enable_object_cdn], %i[string string], out: false
    methods_of_drivers %i[lc_download_object], %i[string string string], out: false
    methods_of_drivers %i[lc_download_object_range], %i[string string int64 int64 string], out: false
    methods_of_drivers %i[lc_download_object_via_writer], %i[string string pointer], out: false

    # Load balancers.
    methods_of_drivers %i[lc_list_protocols lc_list_supported_algorithms lc_list_balancers]
    methods_of_drivers %i[lc_get_balancer lc_update_balancer lc_balancer_list_members], %i[string]
    methods_of_drivers %i[lc_create_balancer], %i[string int32 string string pointer]
    methods_of_drivers %i[lc_balancer_attach_member], %i[string string int32]
    methods_of_drivers %i[lc_destroy_balancer], %i[string], out: false
    methods_of_drivers %i[lc_balancer_detach_member], %i[string string], out: false

    # Containers that run images.
    methods_of_drivers %i[lc_list_docker_containers lc_list_docker_images lc_list_cluster_locations lc_list_clusters]
    methods_of_drivers %i[
      lc_get_docker_container lc_start_container lc_stop_container lc_restart_container lc_install_image lc_get_cluster
      lc_create_cluster
    ], %i[string]
    methods_of_drivers %i[lc_deploy_container], %i[string string]
    methods_of_drivers %i[lc_destroy_container lc_destroy_cluster], %i[string], out: false

    # Prices.
    functions %i[lc_get_size_price], %i[string string string string pointer pointer], :int32, blocking: true
    functions %i[lc_pricing_load], %i[string pointer], :int32, blocking: true
    functions %i[lc_pricing_info], %i[pointer pointer], :int32, blocking: true

    # Calls a function whose last argument is the error.
    # @raise [Error] what it says went wrong
    def self.call(function, *arguments)
      error = FFI::MemoryPointer.new(:pointer)
      status = public_send(function, *arguments, error)
      raise Error.take(status, error.read_pointer) unless status.zero?
    end

    # Calls a function with an out-parameter before the error.
    # @return [FFI::Pointer] what came out: the caller's
    def self.fetch(function, *arguments)
      out = FFI::MemoryPointer.new(:pointer)
      call(function, *arguments, out)
      out.read_pointer
    end

    # Leaves a handle to the garbage collector. The library frees what a forked child holds without a word to the network,
    # so the parent's connections go on.
    def self.own(handle, free)
      FFI::AutoPointer.new(handle, method(free))
    end

    # A string of the library as one of Ruby's; nil for NULL.
    def self.text(string)
      string&.force_encoding(Encoding::UTF_8)
    end
  end
end
