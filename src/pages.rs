//! Listings that arrive page by page.

use crate::error::{Error, Kind, Result};

/// More pages than this come from a provider that goes round in circles.
const MAX_PAGES: usize = 1_000_000;

/// The pages of a listing, fetched one at a time as they are asked for.
pub struct Pages<T>(Box<dyn Iterator<Item = Result<Vec<T>>> + Send>);

impl<T: Send + 'static> Pages<T> {
    /// From anything that yields pages.
    pub fn new(pages: impl Iterator<Item = Result<Vec<T>>> + Send + 'static) -> Self {
        Self(Box::new(pages))
    }

    /// A listing that is at hand in one piece.
    pub fn once(items: Vec<T>) -> Self {
        Self::new(std::iter::once(Ok(items)))
    }

    /// Pages chained by markers: `fetch` gets the marker of a page (none for the first) and gives its items and the marker of
    /// the next. A marker that repeats itself ends the listing with an error instead of going round for ever.
    pub fn by_marker<M, F>(mut fetch: F) -> Self
    where
        M: PartialEq + Send + 'static,
        F: FnMut(Option<&M>) -> Result<(Vec<T>, Option<M>)> + Send + 'static,
    {
        let mut marker: Option<M> = None;
        let mut count = 0;
        let mut done = false;
        Self::new(std::iter::from_fn(move || {
            if done {
                return None;
            }
            count += 1;
            let page = fetch(marker.as_ref()).and_then(|(items, next)| {
                if next.is_some() && (next == marker || count >= MAX_PAGES) {
                    let message = format!("page {count} of the listing names itself as the next one");
                    return Err(Error::new(Kind::MalformedResponse, message));
                }
                done = next.is_none();
                marker = next;
                Ok(items)
            });
            done |= page.is_err();
            Some(page)
        }))
    }

    /// Pages told apart by how many items are before them: `fetch` gets that number. A page of fewer than `full` items is the
    /// last.
    pub fn by_offset(full: usize, mut fetch: impl FnMut(usize) -> Result<Vec<T>> + Send + 'static) -> Self {
        Self::by_marker(move |offset: Option<&usize>| {
            let offset = offset.copied().unwrap_or(0);
            let page = fetch(offset)?;
            let next = (page.len() >= full).then_some(offset + page.len());
            Ok((page, next))
        })
    }

    /// Every item of every page.
    pub fn collect_all(self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        for page in self {
            let mut page = page?;
            if all.is_empty() { all = page } else { all.append(&mut page) }
        }
        Ok(all)
    }

    /// The pages with every item turned into something else.
    pub fn map_items<U: Send + 'static>(self, mut f: impl FnMut(T) -> U + Send + 'static) -> Pages<U> {
        Pages::new(self.map(move |page| Ok(page?.into_iter().map(&mut f).collect())))
    }
}

impl<T> Iterator for Pages<T> {
    type Item = Result<Vec<T>>;
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_pages_are_followed_by_others() {
        let pages = |count: usize| {
            let fetch = move |offset: usize| Ok((offset..count.min(offset + 2)).collect());
            Pages::by_offset(2, fetch).map(Result::unwrap).collect::<Vec<Vec<usize>>>()
        };
        assert_eq!(pages(3), [vec![0, 1], vec![2]]);
        assert_eq!(pages(2), [vec![0, 1], vec![]]);
        assert_eq!(pages(0), [Vec::<usize>::new()]);
    }

    #[test]
    fn markers_are_followed_to_the_end() {
        let pages = Pages::by_marker(|marker: Option<&u32>| {
            let at = marker.copied().unwrap_or(0);
            Ok((vec![at * 2, at * 2 + 1], (at < 2).then_some(at + 1)))
        });
        assert_eq!(pages.collect_all().unwrap(), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_marker_that_repeats_itself_is_an_error() {
        let mut pages = Pages::by_marker(|_: Option<&&str>| Ok((vec![1], Some("again"))));
        assert_eq!(pages.next().unwrap().unwrap(), [1]);
        assert_eq!(pages.next().unwrap().unwrap_err().kind(), Kind::MalformedResponse);
        assert!(pages.next().is_none());
    }
}
