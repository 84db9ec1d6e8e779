//! The two places of the first generation.

use crate::error::{Error, Result};
use crate::http::Url;
use crate::model::Location;
use crate::text::Text;

/// A place, chosen by the configuration's `region`.
pub(super) struct Region {
    id: &'static str,
    host: &'static str,
    location: &'static str,
    country: &'static str,
}

const REGIONS: &[Region] = &[
    Region { id: "us", host: "servers.api.rackspacecloud.com", location: "Rackspace DFW1/ORD1", country: "US" },
    Region { id: "uk", host: "lon.servers.api.rackspacecloud.com", location: "Rackspace UK London", country: "UK" },
];

impl Region {
    /// The region of that name.
    pub fn find(id: &str) -> Option<&'static Self> {
        REGIONS.iter().find(|region| region.id.eq_ignore_ascii_case(id))
    }

    /// The service's address here, if the catalog has that of the other place: an account may use both, but its catalog tells
    /// only the one where it was opened.
    pub fn place(&self, url: &Url) -> Result<Option<Url>> {
        let elsewhere = REGIONS.iter().any(|region| region.host == url.host() && region.id != self.id);
        elsewhere.then(|| url.with_host(self.host)).transpose()
    }
}

/// Where nodes are made; nobody can choose.
pub(super) fn location(region: Option<&Region>) -> Location {
    let (name, country) = region.map_or(("", ""), |region| (region.location, region.country));
    Location { id: Text::from("0"), name: name.into(), country: country.into(), ..Location::default() }
}

/// Refuses a location that is not the one there is.
pub(super) fn check_location(region: Option<&Region>, id: Option<&str>) -> Result<()> {
    match id {
        Some(id) if id != "0" => {
            let name = location(region).name;
            Err(Error::invalid(format!("there is no location {id:?}, only \"0\" ({name:?}); \"region\" chooses")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_the_region() {
        let placed = |region: &str, url: &str| {
            let url = Url::parse(url).unwrap();
            Region::find(region).unwrap().place(&url).unwrap().map(|url| url.to_string())
        };
        let (us, uk) =
            ("https://servers.api.rackspacecloud.com/v1.0/7", "https://lon.servers.api.rackspacecloud.com/v1.0/7");
        assert_eq!(placed("uk", us).as_deref(), Some(uk));
        assert_eq!(placed("US", uk).as_deref(), Some(us));
        assert_eq!((placed("us", us), placed("uk", uk)), (None, None));
        assert_eq!(placed("uk", "http://127.0.0.1:8774/v1.0/7"), None);
    }
}
