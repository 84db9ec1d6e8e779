//! What Nova did before there were services for it: images, volumes, networks, security groups and addresses, as Rackspace
//! and API version 1.1 have them.
//! Reference: <https://docs.openstack.org/api-ref/compute/>

mod extensions;
mod floating_ips;
mod images;
mod networks;
mod security_groups;
mod snapshots;
mod volumes;

pub use extensions::EXTENSIONS;

use serde::de::DeserializeOwned;

use crate::drivers::openstack::answers::One;
use crate::http::Client;
use crate::pages::Pages;

/// What a page has at most.
const PAGE: usize = 1000;

/// A listing, page by page, of a part of Nova that gives no links to the next page.
fn pages<R, T>(client: Client, path: &'static str, into: impl Fn(R) -> T + Send + 'static) -> Pages<T>
where
    R: DeserializeOwned + Send + 'static,
    T: Send + 'static,
{
    Pages::by_offset(PAGE, move |offset| {
        let offset = Some(offset).filter(|offset| *offset > 0);
        let One(page): One<Vec<R>> = client.get(path).query_opt("offset", offset).json()?;
        Ok(page.into_iter().map(&into).collect())
    })
}
