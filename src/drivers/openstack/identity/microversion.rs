//! `ex_force_microversion`: which revision of a service's API is meant.
//! Reference: <https://specs.openstack.org/openstack/api-sig/guidelines/microversion_specification.html>

use crate::drivers::config::Config;
use crate::error::{Error, Result};
use crate::http::{HeaderName, HeaderValue};

pub static MICROVERSION: HeaderName = HeaderName::from_static("openstack-api-version");

/// Headers, each with the service it is for.
#[derive(Clone, Default)]
pub(super) struct Microversions(Vec<(String, HeaderValue)>);

impl Microversions {
    /// `2.79`, which is the compute service's; `volume 3.59`; or several with commas between.
    pub fn new(config: &Config) -> Result<Self> {
        let text = config.text("ex_force_microversion")?;
        text.as_deref().unwrap_or_default().split(',').filter(|part| !part.trim().is_empty()).map(read).collect()
    }

    /// The header for services of a type in the catalog. `volume` is meant by `volumev3` too, and by the type's new name.
    pub fn of(&self, kind: &str) -> Option<&HeaderValue> {
        let kind = if kind == "block-storage" { "volume" } else { kind };
        self.0.iter().find(|(service, _)| kind.starts_with(service)).map(|(_, header)| header)
    }
}

impl FromIterator<(String, HeaderValue)> for Microversions {
    fn from_iter<I: IntoIterator<Item = (String, HeaderValue)>>(headers: I) -> Self {
        Self(headers.into_iter().collect())
    }
}

fn read(text: &str) -> Result<(String, HeaderValue)> {
    let wrong = || {
        let message =
            format!("\"ex_force_microversion\" is such as \"2.79\" or \"volume 3.59\", not {:?}", text.trim());
        Error::invalid(message)
    };
    let words: Vec<_> = text.split_whitespace().collect();
    let (service, version) = match words[..] {
        [version] => ("compute", version),
        ["block-storage" | "volumev3", version] => ("volume", version),
        [service, version] => (service, version),
        _ => return Err(wrong()),
    };
    let numbers = version.split_once('.').is_some_and(|(a, b)| a.parse::<u32>().is_ok() && b.parse::<u32>().is_ok());
    if !numbers && version != "latest" {
        return Err(wrong());
    }
    let header = HeaderValue::try_from(format!("{service} {version}")).map_err(|_| wrong())?;
    Ok((service.to_owned(), header))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_gets_its_own() {
        let all: Microversions = ["2.79", " volume  3.59"].into_iter().map(|text| read(text).unwrap()).collect();
        for (kind, header) in [
            ("compute", Some("compute 2.79")),
            ("volumev3", Some("volume 3.59")),
            ("block-storage", Some("volume 3.59")),
            ("image", None),
        ] {
            assert_eq!(all.of(kind).map(|header| header.to_str().unwrap()), header, "{kind}");
        }
        assert_eq!(read("block-storage latest").unwrap().1, "volume latest");
    }

    #[test]
    fn what_is_none_is_refused() {
        for bad in ["compute", "2", "compute 2.79 now", "volume three", "2.79\n\u{e4} 1.0 2"] {
            assert!(read(bad).unwrap_err().message().contains("volume 3.59"), "{bad}");
        }
    }
}
