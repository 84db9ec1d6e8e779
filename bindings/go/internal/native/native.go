// Package native is where Go meets the C library: handles, one function for all calls, callbacks, errors. The packages of the
// APIs say which method they want, with which arguments, and into what its JSON is to be decoded.
package native

// #cgo pkg-config: libcloud
// #include "shim.h"
import "C"

// Status codes and levels of the log, from the header.
const (
	Internal          = C.LIBCLOUD_INTERNAL
	InvalidArgument   = C.LIBCLOUD_INVALID_ARGUMENT
	NotSupported      = C.LIBCLOUD_NOT_SUPPORTED
	Unauthenticated   = C.LIBCLOUD_UNAUTHENTICATED
	PermissionDenied  = C.LIBCLOUD_PERMISSION_DENIED
	NotFound          = C.LIBCLOUD_NOT_FOUND
	AlreadyExists     = C.LIBCLOUD_ALREADY_EXISTS
	Conflict          = C.LIBCLOUD_CONFLICT
	RateLimited       = C.LIBCLOUD_RATE_LIMITED
	Quota             = C.LIBCLOUD_QUOTA
	Unavailable       = C.LIBCLOUD_UNAVAILABLE
	Timeout           = C.LIBCLOUD_TIMEOUT
	Cancelled         = C.LIBCLOUD_CANCELLED
	Aborted           = C.LIBCLOUD_ABORTED
	IO                = C.LIBCLOUD_IO
	MalformedResponse = C.LIBCLOUD_MALFORMED_RESPONSE
	Integrity         = C.LIBCLOUD_INTEGRITY
	Provider          = C.LIBCLOUD_PROVIDER

	LogOff   = C.LIBCLOUD_LOG_OFF
	LogError = C.LIBCLOUD_LOG_ERROR
	LogWarn  = C.LIBCLOUD_LOG_WARN
	LogInfo  = C.LIBCLOUD_LOG_INFO
	LogDebug = C.LIBCLOUD_LOG_DEBUG
	LogTrace = C.LIBCLOUD_LOG_TRACE

	Stderr = C.LIBCLOUD_STDERR
)

// Version is lc_version: that of the library at run time.
func Version() uint32 { return uint32(C.lc_version()) }

// VersionString is lc_version_string.
func VersionString() string { return C.GoString(C.lc_version_string()) }

// StatusName is lc_status_name: "LIBCLOUD_NOT_FOUND".
func StatusName(status int32) string { return C.GoString(C.lc_status_name(C.lc_status(status))) }
