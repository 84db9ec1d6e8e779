//! Listings.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::FirstGen;
use crate::error::Result;
use crate::pages::Pages;

/// A page has no more than this.
const PAGE: usize = 1000;

/// `<servers><server .../>...</servers>`, and so on.
#[derive(Deserialize)]
struct Listing<R> {
    #[serde(alias = "server", alias = "flavor", alias = "image", alias = "sharedIpGroup", default = "Vec::new")]
    items: Vec<R>,
}

impl FirstGen {
    /// A listing, page by page.
    pub(super) fn pages<R, T>(
        &self,
        path: &'static str,
        query: Option<(&'static str, &'static str)>,
        into: impl Fn(R) -> T + Send + 'static,
    ) -> Result<Pages<T>>
    where
        R: DeserializeOwned + Send + 'static,
        T: Send + 'static,
    {
        let client = self.http()?;
        Ok(Pages::by_offset(PAGE, move |offset| {
            let request = query.into_iter().fold(client.get(path), |request, (key, value)| request.query(key, value));
            let offset = Some(offset).filter(|offset| *offset > 0);
            let page: Listing<R> = request.query_opt("offset", offset).xml_with_attributes()?;
            Ok(page.items.into_iter().map(&into).collect())
        }))
    }
}
