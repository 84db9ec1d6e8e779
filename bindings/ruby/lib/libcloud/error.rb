# frozen_string_literal: true

module Libcloud
  # What went wrong. Each status of the library has a class of its own to rescue; the message is for people: it says what
  # failed, where, and what to do next. No secret is in it.
  class Error < StandardError
    # @return [Integer] the status code of libcloud.h
    attr_reader :status
    # @return [String] the error's class in Apache Libcloud, such as "InvalidCredsError"
    attr_reader :name
    # @return [Integer, nil] the status of the HTTP answer it comes from
    attr_reader :http_status
    # @return [String, nil] the provider's own code, such as "NoSuchBucket"
    attr_reader :provider_code
    # @return [String, nil] the id under which the provider logged the request
    attr_reader :request_id
    # @return [Float, nil] how many seconds the provider asks to wait before trying again
    attr_reader :retry_after
    # @return [Hash, nil] what else is known, as of a failed deployment. Unlike the message it may have secrets in it
    attr_reader :details

    # @api private
    def initialize(message = nil, status: nil, name: nil, http_status: nil, provider_code: nil, request_id: nil,
                   retriable: false, retry_after: nil, details: nil)
      super(message)
      @status, @name, @http_status, @provider_code, @request_id = status, name, http_status, provider_code, request_id
      @retriable, @retry_after, @details = retriable, retry_after, details
    end

    # Whether the same call may succeed when it is made again later.
    def retriable?
      @retriable
    end

    # @return [String] the name of the status, such as "LIBCLOUD_NOT_FOUND"
    def status_name
      Native.text(Native.lc_status_name(status))
    end

    # Makes an exception of a status and its lc_error, and frees that.
    # @api private
    def self.take(status, handle)
      retry_after = Native.lc_error_retry_after_ms(handle)
      http_status = Native.lc_error_http_status(handle)
      CLASSES.fetch(status, Error).new(
        Native.text(Native.lc_error_message(handle)),
        status: status,
        name: Native.text(Native.lc_error_name(handle)),
        http_status: (http_status unless http_status.zero?),
        provider_code: Native.text(Native.lc_error_provider_code(handle)),
        request_id: Native.text(Native.lc_error_request_id(handle)),
        retriable: Native.lc_error_is_retriable(handle),
        retry_after: (retry_after / 1000.0 unless retry_after.negative?),
        details: Value.read(Native.lc_error_details(handle))
      )
    ensure
      Native.lc_error_free(handle)
    end
  end

  # A defect of the library.
  class InternalError < Error; end

  # An argument, option or configuration key is wrong.
  class InvalidArgumentError < Error; end

  # The provider or its driver has no such method or option.
  class NotSupportedError < Error; end

  # The credentials are missing or wrong.
  class UnauthenticatedError < Error; end

  # The credentials do not allow it.
  class PermissionDeniedError < Error; end

  # There is no such resource.
  class NotFoundError < Error; end

  # A resource of that name is there already.
  class AlreadyExistsError < Error; end

  # The state of the resource forbids it, or a condition of the request does not hold.
  class ConflictError < Error; end

  # Too many requests; see {Error#retry_after}.
  class RateLimitedError < Error; end

  # A limit of the account is reached.
  class QuotaError < Error; end

  # The provider cannot answer for now.
  class UnavailableError < Error; end

  # The time allowed was not enough.
  class TimeoutError < Error; end

  # Cancelled by {Call#cancel}.
  class CancelledError < Error; end

  # A callback asked to stop.
  class AbortedError < Error; end

  # A socket, TLS or file error.
  class IOError < Error; end

  # The provider's answer could not be understood.
  class MalformedResponseError < Error; end

  # A checksum or a length does not fit what was transferred.
  class IntegrityError < Error; end

  # The provider refused for a reason of its own.
  class ProviderError < Error; end

  class Error
    # The classes by status.
    # @api private
    CLASSES = [
      InternalError, InvalidArgumentError, NotSupportedError, UnauthenticatedError, PermissionDeniedError, NotFoundError,
      AlreadyExistsError, ConflictError, RateLimitedError, QuotaError, UnavailableError, TimeoutError, CancelledError,
      AbortedError, IOError, MalformedResponseError, IntegrityError, ProviderError
    ].each.with_index(1).to_h { |type, status| [status, type] }.freeze
  end
end
