//! OpenStack, and what is built of it.
//! References: <https://docs.openstack.org/api-ref/identity/v3/>, <https://docs.openstack.org/api-ref/object-store/>

mod identity;
mod swift;

pub use swift::INFOS;
