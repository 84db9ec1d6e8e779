//! Listings page by page.

use crate::api::Driver;
use crate::error::{Error, Result};
use crate::ffi::call::{give, null};
use crate::ffi::error::{lc_error, lc_status};
use crate::ffi::handle::{self, Opaque};
use crate::ffi::list::{List, lc_list, list};
use crate::model::Record;
use crate::pages::Pages;

/// A listing that is fetched page by page, as it is asked for.
pub struct lc_pages {
    _opaque: [u8; 0],
}

impl Opaque for lc_pages {
    type Owner = Box<Listing>;
}

/// The pages still to come, of whatever type, and the driver whose calls they are.
pub(super) struct Listing {
    driver: Driver,
    method: &'static str,
    pages: Box<dyn Iterator<Item = Result<Box<List>>> + Send>,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Ended,
    Failed,
}

impl Listing {
    fn next(&mut self) -> Result<Option<Box<List>>> {
        match self.state {
            State::Open => {}
            State::Ended => return Ok(None),
            // An end here would pass a part of the listing off as the whole.
            State::Failed => {
                let message = format!("the listing failed before; begin it anew with lc_{}", self.method);
                return Err(Error::invalid(message));
            }
        }
        self.state = State::Failed;
        let page = self.driver.resume(self.method, || self.pages.next().transpose())?;
        self.state = if page.is_some() { State::Open } else { State::Ended };
        Ok(page)
    }
}

/// Makes a handle of a driver's pages.
pub(super) fn pages<R: Record>(driver: &Driver, method: &'static str) -> impl FnOnce(Pages<R>) -> Box<Listing> {
    let (driver, list) = (driver.clone(), list(driver));
    move |pages| {
        let pages = Box::new(pages.map(move |page| page.map(&list)));
        Box::new(Listing { driver, method, pages, state: State::Open })
    }
}

/// Fetches the next page, in a call of its own: with the whole time limit of a bound driver. After a failure the
/// listing is over; begin a new one.
/// @param[out] out the page as a list: free it with lc_list_free. NULL, with LIBCLOUD_OK: the end. A page may be
///        empty and yet not the last
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_pages_next(
    pages: *mut lc_pages,
    out: *mut *mut lc_list,
    err: *mut *mut lc_error,
) -> lc_status {
    let next = || {
        // SAFETY: the caller promises a listing that no other thread uses now, or NULL.
        let pages = unsafe { handle::borrow_mut::<_, Listing>(pages) }.ok_or_else(|| null("pages"))?;
        pages.next()
    };
    unsafe { give(out, err, next) }
}

/// Frees a listing, ended or not. The pages fetched stay good. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lc_pages_free(pages: *mut lc_pages) {
    unsafe { handle::free(pages) }
}
