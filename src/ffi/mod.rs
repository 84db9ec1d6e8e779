//! libcloud: one interface to every cloud, from C.
//!
//! Ownership, in three rules:
//!
//! 1. What comes out through `T **out` or is returned as `T *` is yours; give it back with `lc_T_free`, which takes
//!    NULL too. Handles are freed in any order: a list, a page or a node keeps what it needs.
//! 2. What is returned as `const T *` or `const char *` is borrowed from the first argument, and lives as long as
//!    that does, unchanged. `lc_node_ref` and its likes make an owned reference of a borrowed record.
//! 3. What goes in is copied, or used only until the call returns.
//!
//! Functions: those that ask a provider are called as the method is in Libcloud, and have one shape,
//! `lc_METHOD(driver, ..., options, out, err)`. Resources go by their ids, such as `node_id`, so a program that kept an
//! id needs no list first; containers, objects and key pairs go by their names.
//!
//! Errors: a function that can fail returns an `lc_status`, LIBCLOUD_OK (0) or one code. Its last argument, `err`,
//! may be NULL; else it receives an error object, or NULL on success. Out-parameters are written on every path too:
//! on failure they are NULL. So neither needs a value beforehand, and cleanup needs no flags. Act upon the code; the
//! message is for people: it says what failed, where, and what to do next. There is no state per thread.
//!
//! A resource that is not there is LIBCLOUD_NOT_FOUND; a method that the provider lacks is LIBCLOUD_NOT_SUPPORTED, and
//! nothing is sent then. The functions say which other codes are worth a branch of their own.
//!
//! Options: `options` is an object, or NULL for none. What a function says of its options holds for every provider
//! that has it; what a provider adds is told by lc_driver_methods. A key that is not known is LIBCLOUD_INVALID_ARGUMENT,
//! and the message tells those that are. A key that is null counts as absent.
//!
//! Strings: UTF-8, ending with NUL, both ways. An absent string is NULL; an absent number makes its accessor
//! return false. Accessors take NULL, and then say that nothing is there.
//!
//! Threads: a `const lc_driver *` may be used by any number of threads at once; so may everything else that is passed
//! as `const T *`, as long as no thread frees it or passes it as `T *` meanwhile. Calls block. No thread outlives the
//! call that started it (but a look-up of a name in the network that was given up), and nothing needs to be set up or
//! torn down, so forking is safe while no call is under way.
//!
//! Callbacks: they run on the thread that made the call, before the call returns. They must return: no exception and no
//! longjmp may leave one. Returning 0 stops the call, which then fails with LIBCLOUD_ABORTED. They may call the library,
//! with the same driver too.

#![allow(unsafe_code, reason = "a C API dereferences what it is given")]
#![allow(non_camel_case_types, reason = "these are the names of the C types")]
#![allow(clippy::missing_safety_doc, reason = "the rules at the top hold for every function")]

#[macro_use]
mod call;
mod bound;
mod compute;
mod container;
mod deployment;
mod details;
mod driver;
mod error;
mod handle;
pub mod host;
mod list;
mod load_balancer;
mod log;
mod pages;
mod pricing;
mod reader;
mod records;
mod storage;
mod stream;
mod user;
mod value;
mod version;
mod view;

pub use bound::*;
pub use compute::*;
pub use container::*;
pub use deployment::*;
pub use details::*;
pub use driver::*;
pub use error::*;
pub use list::*;
pub use load_balancer::*;
pub use log::*;
pub use pages::*;
pub use pricing::*;
pub use reader::*;
pub use records::*;
pub use storage::*;
pub use stream::*;
pub use user::lc_drop_fn;
pub use value::*;
pub use version::*;
