//! OpenStack, and what is built of it: a folder for each service, as the identity's catalog has them, and the drivers that
//! put them together.
//! References: <https://docs.openstack.org/api-ref/>

mod answers;
mod blazar;
mod cinder;
mod cloud_load_balancers;
mod compute;
mod faults;
mod first_gen;
mod glance;
mod identity;
mod legacy;
mod neutron;
mod nova;
mod octavia;
mod presets;
mod swift;

pub use presets::INFOS;
pub use swift::INFOS as SWIFT_INFOS;
