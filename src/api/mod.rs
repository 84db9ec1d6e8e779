//! What a driver is asked to do: one trait per API, the tables of its methods, and the checks done once for all drivers.

mod args;
pub mod compute;
pub mod container;
mod dispatch;
mod driver;
pub mod load_balancer;
mod method;
pub mod storage;

pub use args::{Args, Ref, port};
pub use driver::{Api, Driver, Surface};
pub use method::{Extension, Method, Offer, Param, Type, arg, offer, offer_with, opt, req};
