//! What a size costs per hour: tables made from Libcloud's `pricing.json`, or the caller's own in the same format.
//!
//! The tables in the binary are read one by one, when first asked for. A file given to [`load`] stands in for all of
//! them. A price that is not known is absent, never 0.

mod book;
mod table;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use book::Book;

use crate::error::Result;

/// What [`load`] read last; none while the tables in the binary count.
static LOADED: RwLock<Option<Arc<Book>>> = RwLock::new(None);

/// Where the prices come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Info {
    /// The package or the file.
    pub source: String,
    /// When the prices were collected, in seconds since 1970, if the source says so.
    pub updated: Option<i64>,
}

/// The price of a size per hour, in the currency of the provider's price list.
///
/// `api` is `compute` or `storage`, `table` a name such as `ec2_linux`. Tables of providers whose price depends on the
/// region need `region`; where a table has one price for all regions, `region` does not matter.
pub fn size_price(api: &str, table: &str, size_id: &str, region: Option<&str>) -> Option<f64> {
    let path = [size_id, region.unwrap_or_default()];
    price(api, table, &path[..1 + usize::from(region.is_some())])
}

/// The price at a path of keys, for tables of other shapes: `["n1", "cpu", "on_demand", "us-east1"]` in `gce_instances`.
pub fn price(api: &str, table: &str, path: &[&str]) -> Option<f64> {
    match loaded() {
        Some(book) => book.table(api, table)?.price(path),
        None => book::built_in(api, table)?.price(path),
    }
}

/// Takes all prices from a file in the format of Libcloud's `pricing.json`, for the whole process, from now on.
///
/// Fails with `InvalidArgument` if the file holds something else, saying where; with `NotFound` or `Io` if it cannot be
/// read. The prices stay as they were then.
pub fn load(path: &Path) -> Result<()> {
    let book = Book::read(path)?;
    replace(Some(Arc::new(book)));
    Ok(())
}

/// Goes back to the prices in the binary.
pub fn reset() {
    replace(None);
}

/// Where the prices come from that count now.
pub fn info() -> Result<Info> {
    match loaded() {
        Some(book) => Ok(book.info.clone()),
        None => book::built_in_info(),
    }
}

fn loaded() -> Option<Arc<Book>> {
    LOADED.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn replace(book: Option<Arc<Book>>) {
    let mut current = LOADED.write().unwrap_or_else(PoisonError::into_inner);
    let before = std::mem::replace(&mut *current, book);
    // The old tables are freed without the lock.
    drop(current);
    drop(before);
}

#[cfg(test)]
mod tests;
