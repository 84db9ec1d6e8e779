/*
 * libcloud: one interface to every cloud, from C.
 *
 * Ownership, in three rules:
 *
 * 1. What comes out through `T **out` or is returned as `T *` is yours; give it back with `lc_T_free`, which takes
 *    NULL too. Handles are freed in any order: a list, a page or a node keeps what it needs.
 * 2. What is returned as `const T *` or `const char *` is borrowed from the first argument, and lives as long as
 *    that does, unchanged. `lc_node_ref` and its likes make an owned reference of a borrowed record.
 * 3. What goes in is copied, or used only until the call returns.
 *
 * Functions: those that ask a provider are called as the method is in Libcloud, and have one shape,
 * `lc_METHOD(driver, ..., options, out, err)`. Resources go by their ids, such as `node_id`, so a program that kept an
 * id needs no list first; containers, objects and key pairs go by their names.
 *
 * Errors: a function that can fail returns an `lc_status`, LIBCLOUD_OK (0) or one code. Its last argument, `err`,
 * may be NULL; else it receives an error object, or NULL on success. Out-parameters are written on every path too:
 * on failure they are NULL. So neither needs a value beforehand, and cleanup needs no flags. Act upon the code; the
 * message is for people: it says what failed, where, and what to do next. There is no state per thread.
 *
 * A resource that is not there is LIBCLOUD_NOT_FOUND; a method that the provider lacks is LIBCLOUD_NOT_SUPPORTED, and
 * nothing is sent then. The functions say which other codes are worth a branch of their own.
 *
 * Options: `options` is an object, or NULL for none. What a function says of its options holds for every provider
 * that has it; what a provider adds is told by lc_driver_methods. A key that is not known is LIBCLOUD_INVALID_ARGUMENT,
 * and the message tells those that are. A key that is null counts as absent.
 *
 * Strings: UTF-8, ending with NUL, both ways. An absent string is NULL; an absent number makes its accessor
 * return false. Accessors take NULL, and then say that nothing is there.
 *
 * Threads: a `const lc_driver *` may be used by any number of threads at once; so may everything else that is passed
 * as `const T *`, as long as no thread frees it or passes it as `T *` meanwhile. Calls block. No thread outlives the
 * call that started it (but a look-up of a name in the network that was given up), and nothing needs to be set up or
 * torn down, so forking is safe while no call is under way.
 *
 * Callbacks: they run on the thread that made the call, before the call returns. They must return: no exception and no
 * longjmp may leave one. Returning 0 stops the call, which then fails with LIBCLOUD_ABORTED. They may call the library,
 * with the same driver too.
 *
 * Generated from the Rust sources; `make header` renews it.
 */
#ifndef LIBCLOUD_H
#define LIBCLOUD_H

#include <stddef.h>
#include <stdint.h>
#ifndef __cplusplus
#include <stdbool.h>
#endif

/* Define LIBCLOUD_STATIC to link with the static library on Windows. */
#if defined(_WIN32) && !defined(LIBCLOUD_STATIC)
#define LIBCLOUD_API __declspec(dllimport)
#else
#define LIBCLOUD_API
#endif

#if defined(__GNUC__)
#define LIBCLOUD_MUST_USE __attribute__((warn_unused_result))
#else
#define LIBCLOUD_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version ---------------------------------------------------------------------------------------------------- */

/* Which libcloud it is, at compile time and at run time. */

/** The version that a program is compiled with; lc_version tells the one that it runs with. */
#define LIBCLOUD_VERSION ((LIBCLOUD_VERSION_MAJOR << 16) | (LIBCLOUD_VERSION_MINOR << 8) | LIBCLOUD_VERSION_PATCH)
/** The same for people. */
#define LIBCLOUD_VERSION_STRING "0.1.0"
/** The first of its three numbers. */
#define LIBCLOUD_VERSION_MAJOR 0
/** The second. */
#define LIBCLOUD_VERSION_MINOR 1
/** The third. */
#define LIBCLOUD_VERSION_PATCH 0

/**
 * The version of the library that is running. LIBCLOUD_VERSION is the one that the program was compiled with.
 * @return `(major << 16) | (minor << 8) | patch`
 */
LIBCLOUD_API uint32_t lc_version(void);

/**
 * The same for people: "1.2.3".
 * @return lives for ever
 */
LIBCLOUD_API const char *lc_version_string(void);

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

/* What went wrong: a code for the program, a message for people, and what the provider said. An error is made by the
 * function that failed, and belongs to the caller: free it with lc_error_free.
 */

/** Success. */
#define LIBCLOUD_OK 0
/** A defect of this library. */
#define LIBCLOUD_INTERNAL 1
/** An argument, option or configuration key is wrong. */
#define LIBCLOUD_INVALID_ARGUMENT 2
/** The provider or its driver has no such method or option. */
#define LIBCLOUD_NOT_SUPPORTED 3
/** The credentials are missing or wrong. */
#define LIBCLOUD_UNAUTHENTICATED 4
/** The credentials do not allow it. */
#define LIBCLOUD_PERMISSION_DENIED 5
/** There is no such resource. */
#define LIBCLOUD_NOT_FOUND 6
/** A resource of that name is there already. */
#define LIBCLOUD_ALREADY_EXISTS 7
/** The state of the resource forbids it, or a condition of the request does not hold. */
#define LIBCLOUD_CONFLICT 8
/** Too many requests; see lc_error_retry_after_ms. */
#define LIBCLOUD_RATE_LIMITED 9
/** A limit of the account is reached. */
#define LIBCLOUD_QUOTA 10
/** The provider cannot answer for now. */
#define LIBCLOUD_UNAVAILABLE 11
/** The time allowed was not enough. */
#define LIBCLOUD_TIMEOUT 12
/** Cancelled by lc_call_cancel. */
#define LIBCLOUD_CANCELLED 13
/** A callback asked to stop. */
#define LIBCLOUD_ABORTED 14
/** A socket, TLS or file error. */
#define LIBCLOUD_IO 15
/** The provider's answer could not be understood. */
#define LIBCLOUD_MALFORMED_RESPONSE 16
/** A checksum or a length does not fit what was transferred. */
#define LIBCLOUD_INTEGRITY 17
/** The provider refused for a reason of its own. */
#define LIBCLOUD_PROVIDER 18

/** What went wrong. Never changes once made. */
typedef struct lc_error lc_error;

/** LIBCLOUD_OK, or the code of what went wrong. New codes may come; none is negative. */
typedef int32_t lc_status;

/**
 * The name of a status code, such as "LIBCLOUD_NOT_FOUND".
 * @return lives for ever; never NULL
 */
LIBCLOUD_API const char *lc_status_name(lc_status status);

/**
 * The status code that the function returned with this error.
 * @return LIBCLOUD_OK for NULL
 */
LIBCLOUD_API lc_status lc_error_status(const lc_error *error);

/** The message for people: what failed, where, and what to do next. No secret is in it. Never NULL but for NULL. */
LIBCLOUD_API const char *lc_error_message(const lc_error *error);

/** The class of the error in Libcloud, such as "InvalidCredsError". Never NULL but for NULL. */
LIBCLOUD_API const char *lc_error_name(const lc_error *error);

/**
 * The status of the HTTP answer it comes from.
 * @return 0: there was none
 */
LIBCLOUD_API int32_t lc_error_http_status(const lc_error *error);

/** The provider's own code, such as "InvalidInstanceID.NotFound"; NULL: it gave none. */
LIBCLOUD_API const char *lc_error_provider_code(const lc_error *error);

/** The id under which the provider logged the request, for its support; NULL: it gave none. */
LIBCLOUD_API const char *lc_error_request_id(const lc_error *error);

/**
 * Whether the same call may succeed when it is made again later. What is safe to repeat was repeated already, as
 * often as the configuration's `retries` says.
 * @return false for NULL too
 */
LIBCLOUD_API bool lc_error_is_retriable(const lc_error *error);

/**
 * How many milliseconds the provider asks to wait before trying again.
 * @return -1: it did not say
 */
LIBCLOUD_API int64_t lc_error_retry_after_ms(const lc_error *error);

/**
 * What the callback returned that stopped the call with LIBCLOUD_ABORTED.
 * @return 0: none did
 */
LIBCLOUD_API int64_t lc_error_callback_code(const lc_error *error);

/** Frees an error. NULL is fine. */
LIBCLOUD_API void lc_error_free(lc_error *error);

/* ---- Values ----------------------------------------------------------------------------------------------------- */

/* Trees as in JSON: options and configuration go in as values, results and what only one provider knows come out. A
 * value that came out through `lc_value **` or was made here is freed with lc_value_free; one that is returned as
 * `const lc_value *` is borrowed.
 */

/** Nothing, or not known. */
#define LIBCLOUD_VALUE_NULL 0
/** True or false. */
#define LIBCLOUD_VALUE_BOOL 1
/** A whole number of 64 bits. */
#define LIBCLOUD_VALUE_INT 2
/** A number. */
#define LIBCLOUD_VALUE_DOUBLE 3
/** A string. */
#define LIBCLOUD_VALUE_STRING 4
/** A list of values. */
#define LIBCLOUD_VALUE_ARRAY 5
/** Keys and values. */
#define LIBCLOUD_VALUE_OBJECT 6

/**
 * A tree as in JSON: options go in as one; extra, results of lc_driver_call and introspection come out as one.
 * Objects keep the order of their keys.
 */
typedef struct lc_value lc_value;

/**
 * Parses a JSON document: UTF-8, nested at most 127 deep. Where a key stands twice, the last one counts. A whole
 * number that does not fit into 64 bits becomes a double. LIBCLOUD_INVALID_ARGUMENT: it is no JSON; the message tells
 * where.
 * @param json the document, and nothing behind it but white space
 * @param[out] out the value: free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_value_parse(const char *json, lc_value **out, lc_error **err);

/** A new object without keys, to be filled by the lc_value_set functions. Free it with lc_value_free. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_value *lc_value_new_object(void);

/** A new array without elements, to be filled by the lc_value_append functions. Free it with lc_value_free. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_value *lc_value_new_array(void);

/**
 * Sets a key of an object to a copy of a string. A key that is set keeps its place.
 *
 * The setters return LIBCLOUD_OK, or LIBCLOUD_INVALID_ARGUMENT if something is NULL, not UTF-8, or of the wrong type.
 * One need not look at each: a call that is given a value of which a setter refused a part fails, and says which,
 * until that key is set after all. What was borrowed from the value before is no longer good afterwards, but may be
 * an argument.
 */
LIBCLOUD_API lc_status lc_value_set_string(lc_value *object, const char *key, const char *text);

/** Sets a key of an object to a whole number; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_set_int(lc_value *object, const char *key, int64_t number);

/**
 * Sets a key of an object to a number; see lc_value_set_string. JSON has no infinite ones: lc_value_json tells null.
 */
LIBCLOUD_API lc_status lc_value_set_double(lc_value *object, const char *key, double number);

/** Sets a key of an object to true or false; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_set_bool(lc_value *object, const char *key, bool truth);

/** Sets a key of an object to null; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_set_null(lc_value *object, const char *key);

/**
 * Sets a key of an object to a copy of a value; see lc_value_set_string. Nested more than 127 deep is
 * LIBCLOUD_INVALID_ARGUMENT.
 */
LIBCLOUD_API lc_status lc_value_set_value(lc_value *object, const char *key, const lc_value *value);

/** Appends a copy of a string to an array; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_append_string(lc_value *array, const char *text);

/** Appends a whole number to an array; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_append_int(lc_value *array, int64_t number);

/** Appends a number to an array; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_append_double(lc_value *array, double number);

/** Appends true or false to an array; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_append_bool(lc_value *array, bool truth);

/** Appends null to an array; see lc_value_set_string. */
LIBCLOUD_API lc_status lc_value_append_null(lc_value *array);

/**
 * Appends a copy of a value to an array; see lc_value_set_string. Nested more than 127 deep is
 * LIBCLOUD_INVALID_ARGUMENT.
 */
LIBCLOUD_API lc_status lc_value_append_value(lc_value *array, const lc_value *value);

/**
 * What kind of value it is.
 * @return one of the LIBCLOUD_VALUE constants; LIBCLOUD_VALUE_NULL for NULL
 */
LIBCLOUD_API int32_t lc_value_type(const lc_value *value);

/** The number of elements of an array, of keys of an object, of bytes of a string; else 0. */
LIBCLOUD_API size_t lc_value_len(const lc_value *value);

/**
 * The value under a key, found by looking at one key after another. Borrowed, until the whole tree is freed or
 * changed. NULL: no object, or no such key.
 */
LIBCLOUD_API const lc_value *lc_value_get(const lc_value *object, const char *key);

/**
 * The element of an array, or the value of the key at that position of an object. Borrowed, until the whole tree is
 * freed or changed. NULL: out of range.
 */
LIBCLOUD_API const lc_value *lc_value_at(const lc_value *array, size_t index);

/** The key at a position of an object. Borrowed, until the whole tree is freed or changed. NULL: out of range. */
LIBCLOUD_API const char *lc_value_key(const lc_value *object, size_t index);

/**
 * The string. Borrowed, until the whole tree is freed or changed. NULL: it is not one. (lc_value_len tells whether a
 * NUL is within.)
 */
LIBCLOUD_API const char *lc_value_string(const lc_value *value);

/** Reads a whole number, also a double without a fraction; false if the value is none, and then `out` is left alone. */
LIBCLOUD_API bool lc_value_int(const lc_value *value, int64_t *out);

/** Reads a number, whole or not; false if the value is none, and then `out` is left alone. */
LIBCLOUD_API bool lc_value_double(const lc_value *value, double *out);

/** Reads a boolean; false if the value is none, and then `out` is left alone. */
LIBCLOUD_API bool lc_value_bool(const lc_value *value, bool *out);

/** The value as compact JSON. Borrowed, until the whole tree is freed or changed. Infinite numbers become null. */
LIBCLOUD_API const char *lc_value_json(const lc_value *value);

/**
 * Frees a value and all that was borrowed from it, after overwriting its strings: they may be secrets. NULL is fine.
 */
LIBCLOUD_API void lc_value_free(lc_value *value);

/* ---- Errors: details -------------------------------------------------------------------------------------------- */

/**
 * What else is known of an error, as an object; NULL: nothing. Unlike the message it may have secrets in it. Deployments
 * have details: see lc_deploy_node.
 */
LIBCLOUD_API const lc_value *lc_error_details(const lc_error *error);

/* ---- Time limits, cancellation, progress ------------------------------------------------------------------------ */

/* Limits, cancellation and progress of what a driver does. A call is bound to a driver with lc_driver_bind; what is
 * done with the bound driver runs under the call.
 */

/** A time limit, a way to cancel, and whom to tell of progress; see lc_driver_bind. */
typedef struct lc_call lc_call;

/**
 * Is told of progress: bytes done, and bytes in all or -1 if that is not known. Returns 1 to go on; 0 stops the
 * call, which then fails with LIBCLOUD_ABORTED.
 */
typedef int32_t (*lc_progress_fn)(void *user, int64_t done, int64_t total);

/**
 * Tells the owner of `user` that no callback will be called with it any more. Called exactly once for every `user`
 * given with it, also when the call that it was given to fails on its arguments. May be NULL.
 */
typedef void (*lc_drop_fn)(void *user);

/**
 * Makes a call. One may serve any number of drivers and threads.
 * @param timeout_ms how long each function called under it may take, in milliseconds: beyond that it fails with
 *        LIBCLOUD_TIMEOUT. 0: not at all; below 0: without limit
 * @return free it with lc_call_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_call *lc_call_new(int64_t timeout_ms);

/**
 * Sets whom to tell of the progress of transfers, instead of who was told before. Also while functions run under the
 * call, from any thread: they tell the new one from their next step on.
 * @param progress NULL: nobody
 * @param drop called with `user` when it is no longer needed: once, even if `call` is NULL, and on whichever thread
 *        lets go of it last. May be NULL
 */
LIBCLOUD_API void lc_call_set_progress(lc_call *call, lc_progress_fn progress, void *user, lc_drop_fn drop);

/**
 * Cancels what runs under the call, and whatever will: it fails with LIBCLOUD_CANCELLED, within a quarter of a
 * second, and what it takes to undo an upload that has begun. From any thread, and from callbacks; there is no way back.
 */
LIBCLOUD_API void lc_call_cancel(const lc_call *call);

/** Frees a call. Drivers bound to it stay bound. NULL is fine. */
LIBCLOUD_API void lc_call_free(lc_call *call);

/* ---- Log -------------------------------------------------------------------------------------------------------- */

/* What the library is doing, line by line. */

/** Nothing is logged. */
#define LIBCLOUD_LOG_OFF 0
/** What failed. */
#define LIBCLOUD_LOG_ERROR 1
/** What was mended, as by a retry. */
#define LIBCLOUD_LOG_WARN 2
/** Each operation. */
#define LIBCLOUD_LOG_INFO 3
/** Each request and answer. */
#define LIBCLOUD_LOG_DEBUG 4
/** What the connections do. */
#define LIBCLOUD_LOG_TRACE 5

/** Takes a line of the log, without a line end. `message` is good until the callback returns. No secret is in it. */
typedef void (*lc_log_fn)(void *user, int32_t level, const char *message);

/**
 * Sets where the library logs to, for the whole process, instead of where it did before. The lines of a call come on
 * the thread that made the call, so from several threads at once if several make calls. The callback may call the
 * library, and set the log too; what it makes the library do is not logged.
 * @param level the most detailed LIBCLOUD_LOG level wanted
 * @param log NULL: nowhere
 * @param drop called with `user` once no thread uses it any more, on the last one that does: so maybe after this
 *        returned. May be NULL
 */
LIBCLOUD_API void lc_set_log(int32_t level, lc_log_fn log, void *user, lc_drop_fn drop);

/* ---- Drivers ---------------------------------------------------------------------------------------------------- */

/* The providers there are, and drivers to talk to them. A driver is made for one API of one provider. The functions of
 * that API take it; lc_driver_call reaches everything by name, also what only that provider has.
 */

/** A driver: one API of one provider with one configuration. Any number of threads may use it at once. */
typedef struct lc_driver lc_driver;

/**
 * The providers of an API: an array of objects with `id` (for lc_driver_new), `name`, `website`, `api`, `methods` (as
 * lc_driver_methods tells them) and `config`, an array of keys with name, type and required. A provider with several
 * APIs comes once for each.
 * @param api "compute", "storage", "loadbalancer", "dns", "container" or "backup"; NULL: all of them
 * @param[out] out the array: free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_providers(const char *api, lc_value **out, lc_error **err);

/**
 * Makes a driver. Nothing is sent before the first call, so wrong credentials are found then; files that the
 * configuration names are read now. LIBCLOUD_INVALID_ARGUMENT: there is no such provider, or the configuration is
 * wrong; LIBCLOUD_UNAUTHENTICATED: there are no credentials where some are needed.
 * @param api as in lc_list_providers
 * @param provider the provider's id, as in lc_list_providers: "ec2", "s3", "openstack", ...
 * @param config an object, or NULL for an empty one; an unknown key is LIBCLOUD_INVALID_ARGUMENT. lc_list_providers
 *        tells the keys that a provider adds to those that every one knows:
 *        - `key`, `secret`: the credentials; what they are differs, as in Libcloud
 *        - `region`
 *        - `url`: another endpoint ("http://127.0.0.1:9000", "unix:///run/s3.sock"), or one by one `host`, `port`,
 *          `secure` (true: TLS)
 *        - `timeout`: seconds without a byte after which a request fails (60)
 *        - `connect_timeout`: seconds until a connection must stand (20)
 *        - `retries`: how often what is safe to repeat is tried again (3)
 *        - `proxy`: "http://user:password@host:port", also https and socks5; "": none; absent: the environment's
 *        - `ca_file`, `client_cert`, `client_key`: PEM files
 *        - `verify`: false trusts any certificate (true)
 *        - `user_agent`: put before the library's own
 * @param[out] out the driver: free it with lc_driver_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_driver_new(const char *api, const char *provider, const lc_value *config,
    lc_driver **out, lc_error **err);

/**
 * Whether the driver has a method: a base method such as "create_node", or one of the provider's own, "ex_...". No
 * request is made.
 * @param method its name
 * @return false for NULL too
 */
LIBCLOUD_API bool lc_driver_supports(const lc_driver *driver, const char *method);

/**
 * The methods of the driver: an array of objects with name, arguments and options; each of these an array of objects
 * with `name`, `required` and `type`: "any", "boolean", "integer", "number", "string", "strings", "array", "object",
 * "time" (RFC 3339), "base64", "id" (of a resource, or its whole record) or "ids". The options of a base method are
 * those that its typed function takes too. No request is made.
 * @param[out] out the array: free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_driver_methods(const lc_driver *driver, lc_value **out, lc_error **err);

/**
 * Calls a method by name: every base method that moves no byte stream, and every "ex_..." method of the provider.
 * @param method its name, as lc_driver_methods tells it; another one is LIBCLOUD_NOT_SUPPORTED
 * @param arguments an object with arguments and options of lc_driver_methods as its keys. A resource is its id, or
 *        the whole record as an earlier call returned it; a time RFC 3339; bytes base64. NULL: none
 * @param[out] out the result, never NULL on success: a record, an array of records, true where there is nothing to
 *        tell, or what else the method returns. Free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_driver_call(const lc_driver *driver, const char *method,
    const lc_value *arguments, lc_value **out, lc_error **err);

/**
 * Makes a second handle of the driver, whose calls run under the limits of `call` and tell it of their progress; a
 * call it was bound to before no longer counts. Connections are shared, and so is whatever the driver knows. `call`
 * may be freed before. Cheap: one may bind anew for each function called.
 * @param[out] out the bound driver: free it with lc_driver_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_driver_bind(const lc_driver *driver, const lc_call *call, lc_driver **out,
    lc_error **err);

/** Frees a driver. What its calls returned stays good, listings and streams too. NULL is fine. */
LIBCLOUD_API void lc_driver_free(lc_driver *driver);

/* ---- Lists and listings page by page ---------------------------------------------------------------------------- */

/* Lists of records, whole or page by page. A page is a list, too; it needs no more memory than what the provider sends
 * at once, so the functions lc_iterate_... are for listings that may be very long.
 */

/** A list of records of one type: lc_list_node and its likes give them. */
typedef struct lc_list lc_list;

/** A listing that is fetched page by page, as it is asked for. */
typedef struct lc_pages lc_pages;

/** How many records there are. */
LIBCLOUD_API size_t lc_list_len(const lc_list *list);

/** The whole list as an array of objects. Borrowed from `list`; made when first asked for. */
LIBCLOUD_API const lc_value *lc_list_value(const lc_list *list);

/** Frees a list, and the records in it that nothing else refers to. NULL is fine. */
LIBCLOUD_API void lc_list_free(lc_list *list);

/**
 * Fetches the next page, in a call of its own: with the whole time limit of a bound driver. After a failure the
 * listing is over; begin a new one.
 * @param[out] out the page as a list: free it with lc_list_free. NULL, with LIBCLOUD_OK: the end. A page may be
 *        empty and yet not the last
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_pages_next(lc_pages *pages, lc_list **out, lc_error **err);

/** Frees a listing, ended or not. The pages fetched stay good. NULL is fine. */
LIBCLOUD_API void lc_pages_free(lc_pages *pages);

/* ---- Streams of bytes ------------------------------------------------------------------------------------------- */

/* Where bytes come from and go to: callbacks for uploads and downloads, and streams that are read. The memory it takes
 * does not depend on how many bytes there are.
 */

/** What a read callback returns when there are no more bytes. */
#define LIBCLOUD_EOF (-1)

/**
 * Puts up to `capacity` bytes into `buffer`, and returns how many: 1 or more; LIBCLOUD_EOF: there are no more. 0 or
 * any other negative number stops the call, which then fails with LIBCLOUD_ABORTED, and lc_error_callback_code tells
 * the number.
 */
typedef int64_t (*lc_read_fn)(void *user, uint8_t *buffer, size_t capacity);

/**
 * Goes back to the first byte. Returns 1 if that is done; anything else: it cannot be, and then the upload is not
 * tried again.
 */
typedef int32_t (*lc_rewind_fn)(void *user);

/** Where the bytes of an upload come from. LIBCLOUD_READER_INIT fills all of it but `user` and `read` with defaults. */
typedef struct lc_reader {
  /** sizeof(lc_reader). A smaller one, of an older header, leaves what lies beyond at its default. */
  size_t size;
  /** Passed to the callbacks, and not looked at. */
  void *user;
  /** Reads some bytes. Never NULL. */
  lc_read_fn read;
  /** Goes back to the first byte, so that an upload can be tried again. NULL: it is not, once bytes were read. */
  lc_rewind_fn rewind;
  /** Called with `user` exactly once, before the call that was given the reader returns. May be NULL. */
  lc_drop_fn drop;
  /** How many bytes there are: fewer or more make the call fail with LIBCLOUD_INTEGRITY. -1: not known. */
  int64_t length;
} lc_reader;

/**
 * Takes `length` bytes of `data`, and returns `length`. Anything else stops the call, which then fails with
 * LIBCLOUD_ABORTED, and lc_error_callback_code tells the number.
 */
typedef int64_t (*lc_write_fn)(void *user, const uint8_t *data, size_t length);

/** Where the bytes of a download go to. LIBCLOUD_WRITER_INIT fills all of it but `user` and `write` with defaults. */
typedef struct lc_writer {
  /** sizeof(lc_writer). A smaller one, of an older header, leaves what lies beyond at its default. */
  size_t size;
  /** Passed to the callbacks, and not looked at. */
  void *user;
  /** Takes some bytes. Never NULL. */
  lc_write_fn write;
  /** Called with `user` exactly once, before the call that was given the writer returns. May be NULL. */
  lc_drop_fn drop;
} lc_writer;

/** The defaults of a reader: `lc_reader reader = LIBCLOUD_READER_INIT;`, and then `read` and `user` are set. */
#define LIBCLOUD_READER_INIT { sizeof(lc_reader), NULL, NULL, NULL, NULL, -1 }
/** The defaults of a writer: `lc_writer writer = LIBCLOUD_WRITER_INIT;`, and then `write` and `user` are set. */
#define LIBCLOUD_WRITER_INIT { sizeof(lc_writer), NULL, NULL, NULL }

/** The bytes of an object on their way. */
typedef struct lc_stream lc_stream;

/**
 * Reads the next bytes, in a call of its own: with the whole time limit of a bound driver. A connection that breaks
 * off is taken up again where it ended; after a failure the stream is over.
 * @param capacity the room in `buffer`, 1 or more
 * @param[out] out how many bytes came, maybe fewer than there is room for; 0: the end, and all of them came, or a
 *        failure. An object that ends early, or whose checksum differs, is LIBCLOUD_INTEGRITY
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_stream_read(lc_stream *stream, uint8_t *buffer, size_t capacity,
    size_t *out, lc_error **err);

/**
 * How many bytes the stream has from beginning to end, those read included.
 * @return -1: not known
 */
LIBCLOUD_API int64_t lc_stream_length(const lc_stream *stream);

/** Frees a stream, ended or not. NULL is fine. */
LIBCLOUD_API void lc_stream_free(lc_stream *stream);

/* ---- Records: nodes --------------------------------------------------------------------------------------------- */

/* What is known of servers. */

/** A server. */
typedef struct lc_node lc_node;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_node_id(const lc_node *node);

/** The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers. */
LIBCLOUD_API const char *lc_node_uuid(const lc_node *node);

/** Its name. */
LIBCLOUD_API const char *lc_node_name(const lc_node *node);

/** What it is doing: "running", "stopped", "pending", "terminated", ... as in Libcloud. */
LIBCLOUD_API const char *lc_node_state(const lc_node *node);

/** How many addresses reachable from everywhere it has. */
LIBCLOUD_API size_t lc_node_public_ips_count(const lc_node *node);

/** One of the addresses reachable from everywhere. NULL: out of range. */
LIBCLOUD_API const char *lc_node_public_ips_at(const lc_node *node, size_t index);

/** How many addresses reachable within the provider's network it has. */
LIBCLOUD_API size_t lc_node_private_ips_count(const lc_node *node);

/** One of the addresses reachable within the provider's network. NULL: out of range. */
LIBCLOUD_API const char *lc_node_private_ips_at(const lc_node *node, size_t index);

/** The id of its size. NULL: not known. */
LIBCLOUD_API const char *lc_node_size(const lc_node *node);

/** The id of the image it was made from. NULL: not known. */
LIBCLOUD_API const char *lc_node_image(const lc_node *node);

/** When it was made, in milliseconds since 1970-01-01T00:00:00Z; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_node_created_at(const lc_node *node, int64_t *out);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_node_extra(const lc_node *node);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_node_value(const lc_node *node);

/** Makes an owned reference: free it with lc_node_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_node *lc_node_ref(const lc_node *node);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_node_free(lc_node *node);

/** The node at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_node *lc_list_node(const lc_list *list, size_t index);

/* ---- Records: sizes, images, locations -------------------------------------------------------------------------- */

/* What is known of sizes, images and locations: of what servers are ordered as. */

/** A size of server one can order. */
typedef struct lc_size lc_size;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_size_id(const lc_size *size);

/** The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers. */
LIBCLOUD_API const char *lc_size_uuid(const lc_size *size);

/** Its name. */
LIBCLOUD_API const char *lc_size_name(const lc_size *size);

/** Memory in MiB; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_size_ram(const lc_size *size, int64_t *out);

/** Disk in GiB; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_size_disk(const lc_size *size, int64_t *out);

/** Bandwidth, in the provider's unit; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_size_bandwidth(const lc_size *size, int64_t *out);

/** Price per hour, in the currency of the provider's price list; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_size_price(const lc_size *size, double *out);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_size_extra(const lc_size *size);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_size_value(const lc_size *size);

/** Makes an owned reference: free it with lc_size_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_size *lc_size_ref(const lc_size *size);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_size_free(lc_size *size);

/** The size at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_size *lc_list_size(const lc_list *list, size_t index);

/** What a server can be made from. */
typedef struct lc_image lc_image;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_image_id(const lc_image *image);

/** The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers. */
LIBCLOUD_API const char *lc_image_uuid(const lc_image *image);

/** Its name. */
LIBCLOUD_API const char *lc_image_name(const lc_image *image);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_image_extra(const lc_image *image);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_image_value(const lc_image *image);

/** Makes an owned reference: free it with lc_image_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_image *lc_image_ref(const lc_image *image);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_image_free(lc_image *image);

/** The image at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_image *lc_list_image(const lc_list *list, size_t index);

/** A region, zone or data centre. */
typedef struct lc_location lc_location;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_location_id(const lc_location *location);

/** Its name. */
LIBCLOUD_API const char *lc_location_name(const lc_location *location);

/** The country it is in. */
LIBCLOUD_API const char *lc_location_country(const lc_location *location);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_location_extra(const lc_location *location);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_location_value(const lc_location *location);

/** Makes an owned reference: free it with lc_location_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_location *lc_location_ref(const lc_location *location);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_location_free(lc_location *location);

/** The location at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_location *lc_list_location(const lc_list *list, size_t index);

/* ---- Records: volumes, snapshots -------------------------------------------------------------------------------- */

/* What is known of block storage volumes and their snapshots. */

/** A block storage volume. */
typedef struct lc_volume lc_volume;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_volume_id(const lc_volume *volume);

/** The SHA-1, in hex, of its id, a colon and the id of the provider ("i-1:ec2"): unique among providers. */
LIBCLOUD_API const char *lc_volume_uuid(const lc_volume *volume);

/** Its name. */
LIBCLOUD_API const char *lc_volume_name(const lc_volume *volume);

/** Its size in GiB; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_volume_size(const lc_volume *volume, int64_t *out);

/** What it is doing: "available", "inuse", "creating", ... as in Libcloud. NULL: not known. */
LIBCLOUD_API const char *lc_volume_state(const lc_volume *volume);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_volume_extra(const lc_volume *volume);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_volume_value(const lc_volume *volume);

/** Makes an owned reference: free it with lc_volume_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_volume *lc_volume_ref(const lc_volume *volume);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_volume_free(lc_volume *volume);

/** The volume at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_volume *lc_list_volume(const lc_list *list, size_t index);

/** A snapshot of a volume. */
typedef struct lc_snapshot lc_snapshot;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_snapshot_id(const lc_snapshot *snapshot);

/** Its name. NULL: not known. */
LIBCLOUD_API const char *lc_snapshot_name(const lc_snapshot *snapshot);

/** The size of its volume in GiB; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_snapshot_size(const lc_snapshot *snapshot, int64_t *out);

/** What it is doing: "available", "creating", ... as in Libcloud. NULL: not known. */
LIBCLOUD_API const char *lc_snapshot_state(const lc_snapshot *snapshot);

/** When it was taken, in milliseconds since 1970-01-01T00:00:00Z; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_snapshot_created(const lc_snapshot *snapshot, int64_t *out);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_snapshot_extra(const lc_snapshot *snapshot);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_snapshot_value(const lc_snapshot *snapshot);

/** Makes an owned reference: free it with lc_snapshot_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_snapshot *lc_snapshot_ref(const lc_snapshot *snapshot);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_snapshot_free(lc_snapshot *snapshot);

/** The snapshot at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_snapshot *lc_list_snapshot(const lc_list *list, size_t index);

/* ---- Records: key pairs ----------------------------------------------------------------------------------------- */

/* What is known of key pairs for logging in. */

/** A key pair for logging in to nodes. */
typedef struct lc_key_pair lc_key_pair;

/** Its name, which is also its id. */
LIBCLOUD_API const char *lc_key_pair_name(const lc_key_pair *key_pair);

/** The public key, if the provider tells it. NULL: not known. */
LIBCLOUD_API const char *lc_key_pair_public_key(const lc_key_pair *key_pair);

/** The private key: only of what lc_create_key_pair returned. Overwritten when the record is freed. NULL: not known. */
LIBCLOUD_API const char *lc_key_pair_private_key(const lc_key_pair *key_pair);

/** The fingerprint of the key. NULL: not known. */
LIBCLOUD_API const char *lc_key_pair_fingerprint(const lc_key_pair *key_pair);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_key_pair_extra(const lc_key_pair *key_pair);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_key_pair_value(const lc_key_pair *key_pair);

/** Makes an owned reference: free it with lc_key_pair_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_key_pair *lc_key_pair_ref(const lc_key_pair *key_pair);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_key_pair_free(lc_key_pair *key_pair);

/** The key pair at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_key_pair *lc_list_key_pair(const lc_list *list, size_t index);

/* ---- Records: containers, objects ------------------------------------------------------------------------------- */

/* What is known of stored objects and the containers they are in. */

/** A container of objects: a bucket. */
typedef struct lc_container lc_container;

/** Its name, which is also its id. */
LIBCLOUD_API const char *lc_container_name(const lc_container *container);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_container_extra(const lc_container *container);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_container_value(const lc_container *container);

/** Makes an owned reference: free it with lc_container_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_container *lc_container_ref(const lc_container *container);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_container_free(lc_container *container);

/** The container at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_container *lc_list_container(const lc_list *list, size_t index);

/** What is known of a stored object; its bytes are fetched apart. */
typedef struct lc_object lc_object;

/** Its name, unique in its container. */
LIBCLOUD_API const char *lc_object_name(const lc_object *object);

/** Its size in bytes; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_object_size(const lc_object *object, int64_t *out);

/** The provider's hash of its bytes: the ETag without quotes, for many an MD5. NULL: not known. */
LIBCLOUD_API const char *lc_object_hash(const lc_object *object);

/** The name of its container. */
LIBCLOUD_API const char *lc_object_container(const lc_object *object);

/** The user's own keys and values, as an object. */
LIBCLOUD_API const lc_value *lc_object_meta_data(const lc_object *object);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_object_extra(const lc_object *object);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_object_value(const lc_object *object);

/** Makes an owned reference: free it with lc_object_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_object *lc_object_ref(const lc_object *object);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_object_free(lc_object *object);

/** The object at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_object *lc_list_object(const lc_list *list, size_t index);

/* ---- Records: load balancers, members --------------------------------------------------------------------------- */

/* What is known of load balancers and their members. */

/** A load balancer. */
typedef struct lc_balancer lc_balancer;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_balancer_id(const lc_balancer *balancer);

/** Its name. */
LIBCLOUD_API const char *lc_balancer_name(const lc_balancer *balancer);

/**
 * What it is doing: "running", "pending" (it is being made or changed), "error", "deleted" or "unknown", as in Libcloud.
 */
LIBCLOUD_API const char *lc_balancer_state(const lc_balancer *balancer);

/**
 * The address that it answers at: an IP address, or a name where the provider gives none. NULL: not known, or none yet.
 */
LIBCLOUD_API const char *lc_balancer_ip(const lc_balancer *balancer);

/** The port that it answers at; false: not known, or there are several, and then `out` is left alone. */
LIBCLOUD_API bool lc_balancer_port(const lc_balancer *balancer, int64_t *out);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_balancer_extra(const lc_balancer *balancer);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_balancer_value(const lc_balancer *balancer);

/** Makes an owned reference: free it with lc_balancer_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_balancer *lc_balancer_ref(const lc_balancer *balancer);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_balancer_free(lc_balancer *balancer);

/** The load balancer at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_balancer *lc_list_balancer(const lc_list *list, size_t index);

/** What a load balancer sends connections to. */
typedef struct lc_member lc_member;

/** Its id, unique among the members of its load balancer. Where the provider goes by nodes: that of the node. */
LIBCLOUD_API const char *lc_member_id(const lc_member *member);

/** Its address. NULL: not known, as where the provider goes by nodes. */
LIBCLOUD_API const char *lc_member_ip(const lc_member *member);

/** Its port; false: not known, as where the provider goes by nodes, and then `out` is left alone. */
LIBCLOUD_API bool lc_member_port(const lc_member *member, int64_t *out);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_member_extra(const lc_member *member);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_member_value(const lc_member *member);

/** Makes an owned reference: free it with lc_member_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_member *lc_member_ref(const lc_member *member);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_member_free(lc_member *member);

/** The member at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_member *lc_list_member(const lc_list *list, size_t index);

/* ---- Records: containers that run images, their images, clusters ------------------------------------------------ */

/* What is known of containers that run images, of these images, and of clusters. */

/** A container that runs an image, whoever the provider; lc_container is one of objects. */
typedef struct lc_docker_container lc_docker_container;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_docker_container_id(const lc_docker_container *container);

/** Its name. */
LIBCLOUD_API const char *lc_docker_container_name(const lc_docker_container *container);

/** The id of the image it was made from; where the provider does not tell it, the image's name. NULL: not known. */
LIBCLOUD_API const char *lc_docker_container_image(const lc_docker_container *container);

/**
 * What it is doing: "running", "pending" (it is being made or changed), "stopped", "paused", "suspended", "rebooting",
 * "terminated" (it is gone for good), "error" or "unknown", as in Libcloud.
 */
LIBCLOUD_API const char *lc_docker_container_state(const lc_docker_container *container);

/** How many addresses it has. */
LIBCLOUD_API size_t lc_docker_container_ip_addresses_count(const lc_docker_container *container);

/** One of the addresses it is reached at. NULL: out of range. */
LIBCLOUD_API const char *lc_docker_container_ip_addresses_at(const lc_docker_container *container, size_t index);

/** When it was made, in milliseconds since 1970-01-01T00:00:00Z; false: not known, and then `out` is left alone. */
LIBCLOUD_API bool lc_docker_container_created_at(const lc_docker_container *container, int64_t *out);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_docker_container_extra(const lc_docker_container *container);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_docker_container_value(const lc_docker_container *container);

/** Makes an owned reference: free it with lc_docker_container_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_docker_container *lc_docker_container_ref(const lc_docker_container *container);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_docker_container_free(lc_docker_container *container);

/** The container at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_docker_container *lc_list_docker_container(const lc_list *list, size_t index);

/** What a container can be made from, whoever the provider; lc_image is what a server can be made from. */
typedef struct lc_docker_image lc_docker_image;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_docker_image_id(const lc_docker_image *image);

/** Its name. */
LIBCLOUD_API const char *lc_docker_image_name(const lc_docker_image *image);

/** Where it was fetched from. NULL: not known. */
LIBCLOUD_API const char *lc_docker_image_path(const lc_docker_image *image);

/** Its version. NULL: not known. */
LIBCLOUD_API const char *lc_docker_image_version(const lc_docker_image *image);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_docker_image_extra(const lc_docker_image *image);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_docker_image_value(const lc_docker_image *image);

/** Makes an owned reference: free it with lc_docker_image_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_docker_image *lc_docker_image_ref(const lc_docker_image *image);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_docker_image_free(lc_docker_image *image);

/** The image at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_docker_image *lc_list_docker_image(const lc_list *list, size_t index);

/** A group of hosts that containers are deployed to. */
typedef struct lc_cluster lc_cluster;

/** Its id, as the provider gave it. */
LIBCLOUD_API const char *lc_cluster_id(const lc_cluster *cluster);

/** Its name. */
LIBCLOUD_API const char *lc_cluster_name(const lc_cluster *cluster);

/** What else the provider tells, as an object. */
LIBCLOUD_API const lc_value *lc_cluster_extra(const lc_cluster *cluster);

/** All of it as an object. */
LIBCLOUD_API const lc_value *lc_cluster_value(const lc_cluster *cluster);

/** Makes an owned reference: free it with lc_cluster_free. NULL for NULL. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_cluster *lc_cluster_ref(const lc_cluster *cluster);

/** Frees a reference. NULL is fine. */
LIBCLOUD_API void lc_cluster_free(lc_cluster *cluster);

/** The cluster at a position. Borrowed from `list`. NULL: out of range, or the list holds something else. */
LIBCLOUD_API const lc_cluster *lc_list_cluster(const lc_list *list, size_t index);

/* ---- Compute: nodes --------------------------------------------------------------------------------------------- */

/* Servers: listed, ordered, waited for, started, stopped and deleted. The driver is one of "compute". */

/**
 * Lists the nodes of the account, in the region of the driver.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_nodes(const lc_driver *driver, const lc_value *options, lc_list **out,
    lc_error **err);

/**
 * Lists the nodes of the account page by page; the first request is made by lc_pages_next.
 * @param[out] out the listing: free it with lc_pages_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_iterate_nodes(const lc_driver *driver, const lc_value *options,
    lc_pages **out, lc_error **err);

/**
 * Gets a node as it is now. Libcloud has it as ex_get_node. LIBCLOUD_NOT_FOUND: there is none.
 * @param[out] out the node: free it with lc_node_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_node(const lc_driver *driver, const char *node_id,
    const lc_value *options, lc_node **out, lc_error **err);

/**
 * Orders a node. It may not run yet when this returns: see lc_wait_until_running.
 * @param size_id of lc_list_sizes
 * @param image_id of lc_list_images; empty where a provider has nodes that start from something else, such as a volume
 * @param options what the provider adds, such as `ex_keyname`, and
 *        - `location`: an id of lc_list_locations
 *        - `auth`: {"ssh_key": the public key} or {"password": ...}
 * @param[out] out the node: free it with lc_node_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_node(const lc_driver *driver, const char *name, const char *size_id,
    const char *image_id, const lc_value *options, lc_node **out, lc_error **err);

/**
 * Restarts a node. The provider may still be at it when this returns, as with lc_start_node, lc_stop_node and
 * lc_destroy_node.
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_reboot_node(const lc_driver *driver, const char *node_id,
    const lc_value *options, lc_error **err);

/** Switches a node on. One that cannot be started as it is: LIBCLOUD_CONFLICT. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_start_node(const lc_driver *driver, const char *node_id,
    const lc_value *options, lc_error **err);

/** Switches a node off; what is on its disks stays. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_stop_node(const lc_driver *driver, const char *node_id,
    const lc_value *options, lc_error **err);

/** Deletes a node for good, and what is on the disks that came with it. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_destroy_node(const lc_driver *driver, const char *node_id,
    const lc_value *options, lc_error **err);

/**
 * Waits until every node runs and has an address, asking again and again. A time limit of the bound call counts too.
 * A node that is not listed is waited for as well: it may have been ordered just now.
 * @param node_ids the ids of the nodes
 * @param count how many there are
 * @param options
 *        - `wait_period`: seconds between questions (5)
 *        - `timeout`: seconds in all (600); then LIBCLOUD_TIMEOUT, whose message tells what each node lacks
 *        - `ssh_interface`: which addresses count, "public_ips" (the default) or "private_ips"
 *        - `force_ipv4`: true: IPv6 addresses do not count
 *        - `ex_list_nodes_kwargs`: options of lc_list_nodes
 * @param[out] out the nodes, in the order of the ids: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_wait_until_running(const lc_driver *driver, const char *const *node_ids,
    size_t count, const lc_value *options, lc_list **out, lc_error **err);

/* ---- Compute: sizes, locations, images -------------------------------------------------------------------------- */

/* What servers can be ordered as: how large, where, and made from which image. The driver is one of "compute". */

/**
 * Lists the sizes of nodes that one can order.
 * @param options `location` (an id): those that can be ordered there
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_sizes(const lc_driver *driver, const lc_value *options, lc_list **out,
    lc_error **err);

/**
 * Lists the regions or zones.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_locations(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Lists the images that nodes can be made from. There may be very many: providers add options that choose among them,
 * such as EC2's `ex_owner`.
 * @param options `location` (an id): those that can be used there
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_images(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Gets an image. LIBCLOUD_NOT_FOUND: there is none.
 * @param[out] out the image: free it with lc_image_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_image(const lc_driver *driver, const char *image_id,
    const lc_value *options, lc_image **out, lc_error **err);

/**
 * Makes an image of a node. It may not be complete yet when this returns.
 * @param options `description`
 * @param[out] out the image: free it with lc_image_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_image(const lc_driver *driver, const char *node_id,
    const char *name, const lc_value *options, lc_image **out, lc_error **err);

/**
 * Copies an image from another region to the one of the driver. It may not be complete yet when this returns.
 * @param source_region the id of the region that `image_id` is in
 * @param name of the copy
 * @param options `description`
 * @param[out] out the image: free it with lc_image_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_copy_image(const lc_driver *driver, const char *source_region,
    const char *image_id, const char *name, const lc_value *options, lc_image **out, lc_error **err);

/** Deletes an image. Nodes made from it stay. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_delete_image(const lc_driver *driver, const char *image_id,
    const lc_value *options, lc_error **err);

/* ---- Compute: volumes and snapshots ----------------------------------------------------------------------------- */

/* Block storage volumes that are attached to servers, and snapshots of them. The driver is one of "compute". */

/**
 * Lists the volumes of the account.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_volumes(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Makes a volume. It may not be there to attach yet when this returns.
 * @param size_gb its size in GiB, 1 or more
 * @param options
 *        - `location`: an id; the volume can be attached to the nodes there
 *        - `snapshot`: the id of one to start from
 * @param[out] out the volume: free it with lc_volume_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_volume(const lc_driver *driver, int64_t size_gb, const char *name,
    const lc_value *options, lc_volume **out, lc_error **err);

/**
 * Attaches a volume to a node. A volume that is attached already: LIBCLOUD_CONFLICT.
 * @param options `device`: the name under which the node sees it, such as "/dev/sdb"; some providers need it
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_attach_volume(const lc_driver *driver, const char *node_id,
    const char *volume_id, const lc_value *options, lc_error **err);

/** Detaches a volume from its node. Unmount it in the node before. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_detach_volume(const lc_driver *driver, const char *volume_id,
    const lc_value *options, lc_error **err);

/** Deletes a volume and what is on it. One that is attached: LIBCLOUD_CONFLICT with most providers. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_destroy_volume(const lc_driver *driver, const char *volume_id,
    const lc_value *options, lc_error **err);

/**
 * Lists the snapshots of a volume.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_volume_snapshots(const lc_driver *driver, const char *volume_id,
    const lc_value *options, lc_list **out, lc_error **err);

/**
 * Takes a snapshot of a volume. It may not be complete yet when this returns; the volume may be written to already.
 * @param name NULL: none
 * @param[out] out the snapshot: free it with lc_snapshot_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_volume_snapshot(const lc_driver *driver, const char *volume_id,
    const char *name, const lc_value *options, lc_snapshot **out, lc_error **err);

/** Deletes a snapshot. Volumes made from it stay. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_destroy_volume_snapshot(const lc_driver *driver, const char *snapshot_id,
    const lc_value *options, lc_error **err);

/* ---- Compute: key pairs ----------------------------------------------------------------------------------------- */

/* Key pairs for logging in to servers. The driver is one of "compute". */

/**
 * Lists the key pairs of the account.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_key_pairs(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Gets a key pair. LIBCLOUD_NOT_FOUND: there is none.
 * @param[out] out the key pair: free it with lc_key_pair_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_key_pair(const lc_driver *driver, const char *name,
    const lc_value *options, lc_key_pair **out, lc_error **err);

/**
 * Has the provider make a key pair. Its private key is told this once. LIBCLOUD_ALREADY_EXISTS: the name is taken.
 * @param[out] out the key pair: free it with lc_key_pair_free, which overwrites the private key
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_key_pair(const lc_driver *driver, const char *name,
    const lc_value *options, lc_key_pair **out, lc_error **err);

/**
 * Registers a public key. LIBCLOUD_ALREADY_EXISTS: the name is taken.
 * @param key_material the public key, as in an authorized_keys file
 * @param[out] out the key pair: free it with lc_key_pair_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_import_key_pair_from_string(const lc_driver *driver, const char *name,
    const char *key_material, const lc_value *options, lc_key_pair **out, lc_error **err);

/**
 * Registers a public key from a file, which is read as lc_import_key_pair_from_string takes it. LIBCLOUD_IO: it
 * cannot be read.
 * @param path the file of the public key, such as "/home/me/.ssh/id_ed25519.pub"
 * @param[out] out the key pair: free it with lc_key_pair_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_import_key_pair_from_file(const lc_driver *driver, const char *name,
    const char *path, const lc_value *options, lc_key_pair **out, lc_error **err);

/** Deletes a key pair. Nodes made with it keep the public key. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_delete_key_pair(const lc_driver *driver, const char *name,
    const lc_value *options, lc_error **err);

/* ---- Deployment ------------------------------------------------------------------------------------------------- */

/* Servers set up over SSH, with keys, files and scripts. A deployment is a list of steps: it is made once, and done on
 * any number of nodes with lc_deploy_node, which orders them, or lc_deploy_existing_node. The driver is one of
 * "compute".
 */

/** The standard output. */
#define LIBCLOUD_STDOUT 1
/** The standard error. */
#define LIBCLOUD_STDERR 2

/**
 * Steps that are done on nodes over SSH, in the order in which they were added. It holds nothing of the nodes: any number
 * of threads may deploy one to any number of nodes at once, as long as none changes it meanwhile.
 */
typedef struct lc_deployment lc_deployment;

/**
 * Takes what a script writes, as it comes: `length` bytes of `data`, which need not end with a line or a character.
 * `step` is the position of the step, from 0; `stream` LIBCLOUD_STDOUT or LIBCLOUD_STDERR. Returns 1 to go on; 0 stops the
 * deployment, which then fails with LIBCLOUD_ABORTED.
 */
typedef int32_t (*lc_output_fn)(void *user, const char *node_id, size_t step, int32_t stream, const uint8_t *data, size_t length);

/**
 * Takes the result of a step that has ended, as lc_deploy_node tells it, good until the callback returns. `step` is its
 * position, from 0. Returns 1 to go on; 0 stops the deployment, which then fails with LIBCLOUD_ABORTED.
 */
typedef int32_t (*lc_step_fn)(void *user, const char *node_id, size_t step, const lc_value *result);

/** Makes a deployment without steps. Free it with lc_deployment_free. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_deployment *lc_deployment_new(void);

/** Frees a deployment, and lets go of its callbacks. NULL is fine. */
LIBCLOUD_API void lc_deployment_free(lc_deployment *deployment);

/**
 * Adds a step that lets the owner of a key log in: lines that ~/.ssh/authorized_keys does not have yet are appended to it.
 * @param public_key what the .pub file says; or several, a line each
 * @param options no keys yet
 */
LIBCLOUD_API lc_status lc_deployment_add_ssh_key(lc_deployment *deployment, const char *public_key,
    const lc_value *options, lc_error **err);

/**
 * Adds a step that copies a file. What was in the target is gone; its folder must be there.
 * @param source the path of the file here; it is read when the step runs
 * @param target its path on the node; one that does not begin with a slash is below the user's home directory
 * @param options `ex_mode` (the permissions as a string of octal digits, "0640"; absent: those of the source)
 */
LIBCLOUD_API lc_status lc_deployment_add_file(lc_deployment *deployment, const char *source, const char *target,
    const lc_value *options, lc_error **err);

/**
 * Adds a step that runs a script: it is written to a file on the node that only the user may read, and that is run. A
 * script without a first line such as "#!/bin/sh" is run by the user's shell. It fails unless its status is 0.
 * @param script the text of the script
 * @param options
 *        - `args`: an array of strings; each reaches the script as it is
 *        - `name`: the path of the file on the node (libcloud_deployment_*.sh in the home directory)
 *        - `delete`: true: the file is deleted when the script has ended
 *        - `timeout`: seconds; a script that takes longer is sent SIGTERM, and fails; absent: no limit
 */
LIBCLOUD_API lc_status lc_deployment_add_script(lc_deployment *deployment, const char *script, const lc_value *options,
    lc_error **err);

/**
 * Adds a step that runs a script as lc_deployment_add_script does. LIBCLOUD_IO: it cannot be read.
 * @param path the path of the script here; it is read now
 * @param options those of lc_deployment_add_script
 */
LIBCLOUD_API lc_status lc_deployment_add_script_file(lc_deployment *deployment, const char *path,
    const lc_value *options, lc_error **err);

/**
 * Sets who gets what scripts write, all of it, instead of who got it before. Called on the threads that deploy: by several
 * at once if several do.
 * @param output NULL: nobody
 * @param drop called with `user` when it is no longer needed: once, even if `deployment` is NULL. May be NULL
 */
LIBCLOUD_API void lc_deployment_set_output(lc_deployment *deployment, lc_output_fn output, void *user,
    lc_drop_fn drop);

/**
 * Sets who gets the result of each step when it has ended, instead of who got it before. Called on the threads that
 * deploy: by several at once if several do.
 * @param observer NULL: nobody
 * @param drop called with `user` when it is no longer needed: once, even if `deployment` is NULL. May be NULL
 */
LIBCLOUD_API void lc_deployment_set_observer(lc_deployment *deployment, lc_step_fn observer, void *user,
    lc_drop_fn drop);

/**
 * Orders a node, waits until it runs and has an address, logs in over SSH, and runs a deployment there. What is wrong with
 * the arguments is found before anything is ordered.
 *
 * When it fails after the node was ordered, the node is still there, and costs money: lc_error_name is "DeploymentError",
 * the message tells the node's id and which step failed, and lc_error_details has `node` (its record), `destroyed` (whether
 * `ex_destroy_on_failure` ended it) and `steps`. On success `steps` is in `deployment` of the node's extra. It is an array of
 * the steps that were begun, with
 * - `name`, `kind` ("ssh_key", "file", "script")
 * - `stdout`, `stderr`: of either the last MiB, as text
 * - `stdout_bytes`, `stderr_bytes`: how many there were
 * - `exit_status`: null: no script ended by itself
 * - `signal`: null: none ended it
 * - `duration`: seconds
 * - `error`: null: there was none
 *
 * LIBCLOUD_PROVIDER: a script failed; LIBCLOUD_UNAUTHENTICATED: nobody was let in; LIBCLOUD_TIMEOUT: the node, the
 * server or a script took too long; LIBCLOUD_IO: nobody answers, the connection broke, or the host key is not trusted;
 * LIBCLOUD_NOT_SUPPORTED: the library was built without SSH.
 * @param size_id of lc_list_sizes
 * @param image_id of lc_list_images
 * @param options those of lc_create_node, and
 *        - `ex_ssh_host_key`, which must be there, is what is trusted: "known_hosts": the node's host key must be in the
 *          file; "accept-new": that of a node which the file does not have is added to it; the public key or its
 *          fingerprint ("SHA256:...", or an array of them); or "off": any is taken, so somebody may listen
 *        - `ex_ssh_known_hosts`: that file (~/.ssh/known_hosts)
 *        - `ssh_key`: a private key, its path or an array of these; OpenSSH, PEM, PKCS#8 or PuTTY
 *        - `ssh_key_password`: its passphrase
 *        - `ex_ssh_agent`: true: the agent at SSH_AUTH_SOCK; or the path of a socket
 *        - `auth`: {"password": ...}; absent: the password that the provider made
 *        - `ssh_username`: who logs in ("root")
 *        - `ssh_alternate_usernames`: an array: tried in turn when that one is refused
 *        - `ssh_port`: where the server listens (22)
 *        - `timeout`: seconds until the node runs, and again until somebody is let in (600)
 *        - `ssh_timeout`: seconds for one connection and login (10)
 *        - `wait_period`: seconds between questions and between tries (5)
 *        - `max_tries`: how often a login may be refused, and a step be begun whose connection breaks (3); a script that
 *          was begun is not begun again
 *        - `ssh_interface`, `force_ipv4`: as in lc_wait_until_running
 *        - `ex_destroy_on_failure`: true: a node whose deployment failed is destroyed, also when the call was cancelled
 * @param[out] out the node as it runs: free it with lc_node_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_deploy_node(const lc_driver *driver, const char *name, const char *size_id,
    const char *image_id, const lc_deployment *deployment, const lc_value *options, lc_node **out, lc_error **err);

/**
 * Runs a deployment on a node that is there already, once it runs and has an address. It is left there whatever happens.
 * @param options those of lc_deploy_node, without those of lc_create_node and `ex_destroy_on_failure`
 * @param[out] out the node, with `deployment` in its extra as lc_deploy_node tells it: free it with lc_node_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_deploy_existing_node(const lc_driver *driver, const char *node_id,
    const lc_deployment *deployment, const lc_value *options, lc_node **out, lc_error **err);

/* ---- Storage: containers ---------------------------------------------------------------------------------------- */

/* Containers of objects, which some providers call buckets: listed, made, published and deleted. The driver is one of
 * "storage", as for everything of storage.
 */

/**
 * Lists the containers of the account.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_containers(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Lists the containers page by page; the first request is made by lc_pages_next.
 * @param[out] out the listing: free it with lc_pages_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_iterate_containers(const lc_driver *driver, const lc_value *options,
    lc_pages **out, lc_error **err);

/**
 * Gets a container. LIBCLOUD_NOT_FOUND: there is none.
 * @param[out] out the container: free it with lc_container_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_container(const lc_driver *driver, const char *container,
    const lc_value *options, lc_container **out, lc_error **err);

/**
 * Makes a container. LIBCLOUD_ALREADY_EXISTS: the name is taken, with some providers by someone else.
 * LIBCLOUD_INVALID_ARGUMENT: the provider allows no such name.
 * @param container its name
 * @param[out] out the container: free it with lc_container_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_container(const lc_driver *driver, const char *container,
    const lc_value *options, lc_container **out, lc_error **err);

/** Deletes a container. One that is not empty: LIBCLOUD_CONFLICT. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_delete_container(const lc_driver *driver, const char *container,
    const lc_value *options, lc_error **err);

/**
 * Lists the objects of a container. All of them are in memory then; for very many there is
 * lc_iterate_container_objects. What only lc_get_object asks for, such as metadata, may be missing.
 * @param options `prefix`: only objects whose names begin so
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_container_objects(const lc_driver *driver, const char *container,
    const lc_value *options, lc_list **out, lc_error **err);

/**
 * Lists the objects of a container page by page; the first request is made by lc_pages_next.
 * @param options `prefix`: only objects whose names begin so
 * @param[out] out the listing: free it with lc_pages_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_iterate_container_objects(const lc_driver *driver, const char *container,
    const lc_value *options, lc_pages **out, lc_error **err);

/**
 * Tells the address of a container for the public. No request may be needed for that, so the address need not work.
 * @param[out] out the address, as a string (lc_value_string): free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_container_cdn_url(const lc_driver *driver, const char *container,
    const lc_value *options, lc_value **out, lc_error **err);

/** Publishes a container, so that what is in it can be fetched without credentials. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_enable_container_cdn(const lc_driver *driver, const char *container,
    const lc_value *options, lc_error **err);

/* ---- Storage: objects ------------------------------------------------------------------------------------------- */

/* What is known of stored objects, their addresses, and their end. */

/**
 * Tells what is known of an object; its bytes are not fetched. LIBCLOUD_NOT_FOUND: there is none, or no container.
 * @param[out] out the object: free it with lc_object_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_object(const lc_driver *driver, const char *container,
    const char *name, const lc_value *options, lc_object **out, lc_error **err);

/**
 * Deletes an object. Whether one that is not there is LIBCLOUD_NOT_FOUND or a success depends on the provider: S3
 * tells no difference.
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_delete_object(const lc_driver *driver, const char *container,
    const char *name, const lc_value *options, lc_error **err);

/**
 * Tells an address of an object: for the public, or for whoever is given it (with S3 one that is signed, and good for
 * a while). No request may be needed for that, so the object need not be there.
 * @param[out] out the address, as a string (lc_value_string): free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_object_cdn_url(const lc_driver *driver, const char *container,
    const char *name, const lc_value *options, lc_value **out, lc_error **err);

/** Publishes an object, so that it can be fetched without credentials. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_enable_object_cdn(const lc_driver *driver, const char *container,
    const char *name, const lc_value *options, lc_error **err);

/* ---- Storage: uploads ------------------------------------------------------------------------------------------- */

/* Files and streams of bytes, stored as objects. */

/**
 * Stores a file as an object, instead of one of that name. The memory it takes does not depend on the size. On
 * failure nothing is stored, and no part is left behind. LIBCLOUD_NOT_FOUND: there is no such container; LIBCLOUD_IO:
 * the file cannot be read, or the connection broke.
 * @param path the file
 * @param options what a driver cannot do of these it refuses with LIBCLOUD_NOT_SUPPORTED:
 *        - `content_type`: absent: as the name tells
 *        - `meta_data`: an object of strings
 *        - `acl`: who may read it, in the provider's words
 *        - `checksum`: what protects the bytes on their way: "auto", "none", "crc32c", "crc64nvme", "md5", "sha256"
 *        - `verify_hash`: true: what the provider says it stored is compared with what was sent; a difference is
 *          LIBCLOUD_INTEGRITY
 *        - `if_match` (a hash), `if_none_match` ("*": only if there is no such object): else LIBCLOUD_CONFLICT
 *        - `multipart`: whether it is sent in parts; absent: by its size
 *        - `part_size`: bytes (8 MiB, or what the size asks for)
 *        - `parallel`: parts at a time (4); the memory it takes is the product of both
 *        - `storage_class`, `server_side_encryption`: in the provider's words
 *        - `headers`: an object of strings, sent as they are
 *        - `sign_payload`: whether the bytes are signed (true over plain HTTP)
 *        - `extra`: an object in which Libcloud has some of these
 * @param[out] out the object: free it with lc_object_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_upload_object(const lc_driver *driver, const char *path,
    const char *container, const char *name, const lc_value *options, lc_object **out, lc_error **err);

/**
 * Stores what a callback yields as an object, instead of one of that name. The memory it takes does not depend on the
 * size. On failure nothing is stored, and no part is left behind. LIBCLOUD_NOT_FOUND: there is no such container;
 * LIBCLOUD_ABORTED: the callback stopped it.
 * @param source where the bytes come from; its `drop` is called before this returns, on every path
 * @param options those of lc_upload_object
 * @param[out] out the object: free it with lc_object_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_upload_object_via_stream(const lc_driver *driver, const lc_reader *source,
    const char *container, const char *name, const lc_value *options, lc_object **out, lc_error **err);

/* ---- Storage: downloads ----------------------------------------------------------------------------------------- */

/* Objects fetched: to a file, to a callback, or as a stream, whole or in part. */

/**
 * Saves an object to a file. The memory it takes does not depend on the size. LIBCLOUD_NOT_FOUND: there is no such
 * object; LIBCLOUD_INTEGRITY: what came is not what was stored; LIBCLOUD_IO: the file cannot be written, or the
 * connection broke.
 * @param path the file to make, or a folder: then the file in it is called as the last part of `name`. It appears
 *        whole or not at all
 * @param options
 *        - `overwrite_existing`: false, the default: a file that is there is LIBCLOUD_ALREADY_EXISTS
 *        - `delete_on_failure`: true, the default; false: the file itself is written to, and what came stays
 *        - `if_match`, `if_none_match`: hashes: else LIBCLOUD_CONFLICT
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_download_object(const lc_driver *driver, const char *container,
    const char *name, const char *path, const lc_value *options, lc_error **err);

/**
 * Saves a part of an object to a file.
 * @param start the first byte wanted; beyond the last one there is: LIBCLOUD_INVALID_ARGUMENT
 * @param end the byte behind the last one wanted, which may be beyond the end; -1: to the end
 * @param path the file to make, or a folder: then the file in it is called as the last part of `name`. It appears
 *        whole or not at all
 * @param options those of lc_download_object
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_download_object_range(const lc_driver *driver, const char *container,
    const char *name, int64_t start, int64_t end, const char *path, const lc_value *options, lc_error **err);

/**
 * Hands the bytes of an object to a callback, in order. A connection that breaks off is taken up again where it
 * ended. On failure some bytes may have been handed over: they count only with LIBCLOUD_OK. LIBCLOUD_ABORTED: the
 * callback stopped it.
 * @param sink where the bytes go to; its `drop` is called before this returns, on every path
 * @param options `if_match`, `if_none_match` (hashes: else LIBCLOUD_CONFLICT)
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_download_object_via_writer(const lc_driver *driver, const char *container,
    const char *name, const lc_writer *sink, const lc_value *options, lc_error **err);

/**
 * Opens an object for reading with lc_stream_read. The request is made now, so what is wrong with it is told here.
 * @param options `if_match`, `if_none_match` (hashes: else LIBCLOUD_CONFLICT), `chunk_size` (as in Libcloud; without
 *        effect)
 * @param[out] out the stream: free it with lc_stream_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_download_object_as_stream(const lc_driver *driver, const char *container,
    const char *name, const lc_value *options, lc_stream **out, lc_error **err);

/**
 * Opens a part of an object for reading with lc_stream_read.
 * @param start the first byte wanted; beyond the last one there is: LIBCLOUD_INVALID_ARGUMENT
 * @param end the byte behind the last one wanted, which may be beyond the end; -1: to the end
 * @param options `if_match`, `if_none_match` (hashes: else LIBCLOUD_CONFLICT), `chunk_size` (as in Libcloud; without
 *        effect)
 * @param[out] out the stream: free it with lc_stream_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_download_object_range_as_stream(const lc_driver *driver,
    const char *container, const char *name, int64_t start, int64_t end, const lc_value *options, lc_stream **out,
    lc_error **err);

/* ---- Load balancers: balancers ---------------------------------------------------------------------------------- */

/* Load balancers: listed, ordered, changed and deleted. The driver is one of "loadbalancer". */

/**
 * Lists the protocols that can be balanced: "http", "https", "tcp", ...
 * @param[out] out an array of strings: free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_protocols(const lc_driver *driver, const lc_value *options,
    lc_value **out, lc_error **err);

/**
 * Lists the algorithms that the provider has: how a load balancer chooses among its members. Libcloud's are "random",
 * "round_robin", "least_connections", "weighted_round_robin", "weighted_least_connections", "shortest_response",
 * "persistent_ip", "least_connections_member", "least_connections_node", "observed_member", "observed_node",
 * "predictive_member" and "predictive_node".
 * @param[out] out an array of strings: free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_supported_algorithms(const lc_driver *driver, const lc_value *options,
    lc_value **out, lc_error **err);

/**
 * Lists the load balancers of the account, in the region of the driver.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_balancers(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Gets a load balancer as it is now. LIBCLOUD_NOT_FOUND: there is none.
 * @param[out] out the load balancer: free it with lc_balancer_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_balancer(const lc_driver *driver, const char *balancer_id,
    const lc_value *options, lc_balancer **out, lc_error **err);

/**
 * Orders a load balancer. It may be pending when this returns, and balances nothing until lc_get_balancer says that it is
 * running.
 * @param port the port that it is to answer at; 0: the provider's default, which for most is 80
 * @param protocol one of lc_list_protocols; NULL: the provider's default, which for most is "http"
 * @param algorithm one of lc_list_supported_algorithms; NULL: the provider's default, which for most is "round_robin"
 * @param members an array of the first members: objects with `ip`, `port` (absent: that of the load balancer) and, where
 *        the provider knows more, `extra`, such as {"weight": 2}; or, where the provider goes by nodes, their ids.
 *        NULL: none yet
 * @param[out] out the load balancer: free it with lc_balancer_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_balancer(const lc_driver *driver, const char *name, int32_t port,
    const char *protocol, const char *algorithm, const lc_value *members, const lc_value *options, lc_balancer **out,
    lc_error **err);

/**
 * Changes a load balancer. One that is pending cannot be changed: LIBCLOUD_CONFLICT.
 * @param options `name`, `port`, `protocol` and `algorithm`: what is absent stays as it is
 * @param[out] out the load balancer as it is now: free it with lc_balancer_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_update_balancer(const lc_driver *driver, const char *balancer_id,
    const lc_value *options, lc_balancer **out, lc_error **err);

/**
 * Deletes a load balancer; the nodes behind it stay. One that is pending cannot be deleted: LIBCLOUD_CONFLICT. The provider
 * may still be at it when this returns.
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_destroy_balancer(const lc_driver *driver, const char *balancer_id,
    const lc_value *options, lc_error **err);

/* ---- Load balancers: members ------------------------------------------------------------------------------------ */

/* What load balancers send connections to: listed, added and taken away. The driver is one of "loadbalancer". */

/**
 * Lists the members of a load balancer.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_balancer_list_members(const lc_driver *driver, const char *balancer_id,
    const lc_value *options, lc_list **out, lc_error **err);

/**
 * Adds a member to a load balancer. LIBCLOUD_ALREADY_EXISTS: it has one at that address; LIBCLOUD_CONFLICT: it is pending.
 * @param ip the address of the member, which the load balancer must be able to reach
 * @param port the port of the member; 0: that of the load balancer
 * @param options
 *        - `extra`: what the provider knows of members beyond that, such as {"weight": 2}
 *        - `id`: that of the node, where the provider goes by nodes
 * @param[out] out the member: free it with lc_member_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_balancer_attach_member(const lc_driver *driver, const char *balancer_id,
    const char *ip, int32_t port, const lc_value *options, lc_member **out, lc_error **err);

/**
 * Adds a node to a load balancer: by the first of its public addresses, and at the port of the load balancer, unless the
 * provider goes by nodes. For another address or port there is lc_balancer_attach_member.
 * @param node as a compute driver returned it; without a public address: LIBCLOUD_INVALID_ARGUMENT
 * @param[out] out the member: free it with lc_member_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_balancer_attach_compute_node(const lc_driver *driver,
    const char *balancer_id, const lc_node *node, const lc_value *options, lc_member **out, lc_error **err);

/**
 * Takes a member from a load balancer; what is behind it stays. LIBCLOUD_NOT_FOUND: the load balancer has no such member;
 * LIBCLOUD_CONFLICT: it is pending, or cannot be without its last member.
 * @param member_id of lc_balancer_list_members
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_balancer_detach_member(const lc_driver *driver, const char *balancer_id,
    const char *member_id, const lc_value *options, lc_error **err);

/* ---- Containers that run images: containers --------------------------------------------------------------------- */

/* Containers that run images, as Docker and LXD have them. The driver is one of "container".
 *
 * In Libcloud four methods of containers have names that methods of other APIs have too. Here they are named after what
 * they return; in lc_driver_call, which knows the API by the driver, as in Libcloud.
 *
 * - list_containers: lc_list_docker_containers
 * - get_container: lc_get_docker_container
 * - list_images: lc_list_docker_images
 * - list_locations: lc_list_cluster_locations
 */

/**
 * Lists the containers, also those that do not run. Libcloud: list_containers.
 * @param options
 *        - `image`: an id: only those made from that image
 *        - `cluster`: an id: only those of that cluster, where the provider has any
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_docker_containers(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Gets a container as it is now. Libcloud: get_container. LIBCLOUD_NOT_FOUND: there is none.
 * @param[out] out the container: free it with lc_docker_container_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_docker_container(const lc_driver *driver, const char *container_id,
    const lc_value *options, lc_docker_container **out, lc_error **err);

/**
 * Makes a container of an image, and starts it. It may not run yet when this returns: ask lc_get_docker_container until
 * it does. LIBCLOUD_NOT_FOUND: the image is not installed (lc_install_image). LIBCLOUD_ALREADY_EXISTS or
 * LIBCLOUD_CONFLICT: the name is taken.
 * @param image_id of lc_list_docker_images or lc_install_image; NULL only where the options tell the source, else
 *        LIBCLOUD_INVALID_ARGUMENT
 * @param options what the provider adds, and
 *        - `start`: false: it is made, not started
 *        - `parameters`: a string, as the provider takes it
 *        - `cluster`: an id of lc_list_clusters, where the provider has any
 * @param[out] out the container: free it with lc_docker_container_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_deploy_container(const lc_driver *driver, const char *name,
    const char *image_id, const lc_value *options, lc_docker_container **out, lc_error **err);

/**
 * Starts a container that is stopped. The provider may still be at it when this returns, as with lc_stop_container and
 * lc_restart_container. One in the wrong state is LIBCLOUD_CONFLICT, but with providers that think nothing of it.
 * @param[out] out the container: free it with lc_docker_container_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_start_container(const lc_driver *driver, const char *container_id,
    const lc_value *options, lc_docker_container **out, lc_error **err);

/**
 * Stops a container; what it wrote stays.
 * @param[out] out the container: free it with lc_docker_container_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_stop_container(const lc_driver *driver, const char *container_id,
    const lc_value *options, lc_docker_container **out, lc_error **err);

/**
 * Stops a container and starts it again.
 * @param[out] out the container: free it with lc_docker_container_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_restart_container(const lc_driver *driver, const char *container_id,
    const lc_value *options, lc_docker_container **out, lc_error **err);

/**
 * Deletes a container for good, and what it wrote. One that runs: LIBCLOUD_CONFLICT with most providers; stop it first.
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_destroy_container(const lc_driver *driver, const char *container_id,
    const lc_value *options, lc_error **err);

/* ---- Containers that run images: images ------------------------------------------------------------------------- */

/* Images that containers are made from. The driver is one of "container". */

/**
 * Lists the installed images. Libcloud: list_images.
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_docker_images(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Fetches an image, and returns when it is there, which can take minutes: a time limit is that of a call (lc_call_new).
 * One that is there already may be fetched anew. LIBCLOUD_NOT_FOUND: there is no such image.
 * @param path where from, as the provider takes it: "redis:7", "registry.example/team/app:1.2"
 * @param[out] out the image: free it with lc_docker_image_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_install_image(const lc_driver *driver, const char *path,
    const lc_value *options, lc_docker_image **out, lc_error **err);

/* ---- Containers that run images: clusters ----------------------------------------------------------------------- */

/* Groups of hosts that containers are deployed to, where the provider has them. The driver is one of "container". */

/**
 * Lists where clusters can be made. Libcloud: list_locations.
 * @param[out] out the list, of lc_location: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_cluster_locations(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Lists the clusters.
 * @param options `location`: only those there (an id of lc_list_cluster_locations)
 * @param[out] out the list: free it with lc_list_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_list_clusters(const lc_driver *driver, const lc_value *options,
    lc_list **out, lc_error **err);

/**
 * Gets a cluster. LIBCLOUD_NOT_FOUND: there is none.
 * @param[out] out the cluster: free it with lc_cluster_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_cluster(const lc_driver *driver, const char *cluster_id,
    const lc_value *options, lc_cluster **out, lc_error **err);

/**
 * Makes a cluster.
 * @param options `location`: where (an id of lc_list_cluster_locations)
 * @param[out] out the cluster: free it with lc_cluster_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_create_cluster(const lc_driver *driver, const char *name,
    const lc_value *options, lc_cluster **out, lc_error **err);

/** Deletes a cluster. One that is not empty: LIBCLOUD_CONFLICT. */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_destroy_cluster(const lc_driver *driver, const char *cluster_id,
    const lc_value *options, lc_error **err);

/* ---- Prices ----------------------------------------------------------------------------------------------------- */

/* What sizes cost, from price lists that the library brings along. */

/**
 * What a size costs per hour, in the currency of the provider's price list. Nothing is sent. A price that is not known is
 * LIBCLOUD_NOT_FOUND, never 0; what lc_list_sizes returns has the price already.
 * @param driver_type "compute" or "storage"
 * @param driver_name the price table: a name such as "ec2_linux", "rackspace", "bluebox"
 * @param size_id the size as that table calls it
 * @param region for tables whose prices depend on the region; else NULL
 * @param[out] out the price; 0 on failure
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_get_size_price(const char *driver_type, const char *driver_name,
    const char *size_id, const char *region, double *out, lc_error **err);

/**
 * Takes all prices from a file in the format of Libcloud's pricing.json instead of those that came with the library:
 * for the whole process, from now on. On failure they stay as they were. LIBCLOUD_NOT_FOUND: there is no such file;
 * LIBCLOUD_INVALID_ARGUMENT: it is in another format.
 * @param path the file
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_pricing_load(const char *path, lc_error **err);

/**
 * Where the prices come from that count now: an object with `source`, and `updated`, in seconds since 1970 or null.
 * @param[out] out the object: free it with lc_value_free
 */
LIBCLOUD_API LIBCLOUD_MUST_USE lc_status lc_pricing_info(lc_value **out, lc_error **err);

#ifdef __cplusplus
}
#endif

#endif /* LIBCLOUD_H */
