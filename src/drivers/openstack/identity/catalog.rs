//! The catalog: which services a cloud has, and where.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::error::{Error, Kind, Result};
use crate::http::Url;
use crate::text::Text;

/// Every service and where it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalog(Vec<Entry>);

/// A service.
#[derive(Clone, Debug)]
struct Entry {
    kind: Text,
    name: Text,
    endpoints: Vec<Endpoint>,
}

/// An address of it.
#[derive(Clone, Debug)]
struct Endpoint {
    region: Option<Text>,
    interface: Interface,
    url: Text,
}

/// Who an address is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Interface {
    #[default]
    Public,
    Internal,
    Admin,
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The type of service, such as `object-store`.
    pub kind: Text,
    /// The name the service must have.
    pub name: Option<Text>,
    /// The name it has if there are several.
    pub usual_name: Text,
    pub region: Option<Text>,
    pub interface: Interface,
}

impl Interface {
    /// By its name, of any version: `public`, `publicURL`, Libcloud's `external`.
    pub fn parse(name: &str) -> Result<Self> {
        match name.trim_end_matches("URL") {
            "public" | "external" => Ok(Self::Public),
            "internal" => Ok(Self::Internal),
            "admin" => Ok(Self::Admin),
            _ => Err(Error::invalid(format!("an interface is public, internal or admin, not {name:?}"))),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Admin => "admin",
        }
    }
}

/// What Keystone calls the first region unless it is told another name, and what Libcloud asks for unless it is.
const USUAL_REGION: &str = "RegionOne";

impl Catalog {
    /// A catalog of services that have one address each, as version 1 tells them in headers.
    pub fn of_urls<'a>(urls: impl IntoIterator<Item = (Text, &'a str)>) -> Self {
        let endpoint = |url: &str| Endpoint { region: None, interface: Interface::Public, url: url.into() };
        let entry = |(kind, url): (Text, &str)| Entry { kind, name: Text::default(), endpoints: vec![endpoint(url)] };
        Self(urls.into_iter().map(entry).collect())
    }

    /// Whether there is no service.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The address of a service. The error says what there is.
    pub fn find(&self, wanted: &Wanted) -> Result<Url> {
        let entries = self.entries(wanted)?;
        let all = || entries.iter().flat_map(|entry| &entry.endpoints);
        let kind = &wanted.kind;
        if all().next().is_none() {
            let message = format!(
                "the catalog has no address of {kind} for this token; it may need a project (\"ex_tenant_name\")"
            );
            return Err(Error::invalid(message));
        }
        let here = |endpoint: &&Endpoint| match (&wanted.region, &endpoint.region) {
            (Some(wanted), Some(region)) => wanted.eq_ignore_ascii_case(region),
            _ => true,
        };
        let fitting: Vec<_> = all().filter(here).filter(|endpoint| endpoint.interface == wanted.interface).collect();
        let Some(first) = fitting.first() else {
            return Err(match &wanted.region {
                Some(region) if !all().any(|endpoint| here(&endpoint)) => Error::invalid(format!(
                    "the catalog has no {kind} in the region {region:?}; it has it in {}",
                    list(all().filter_map(|endpoint| endpoint.region.as_deref()))
                )),
                _ => Error::invalid(format!(
                    "the catalog has no {} address of {kind}; it has {}",
                    wanted.interface.name(),
                    list(all().filter(here).map(|endpoint| endpoint.interface.name()))
                )),
            });
        };
        let regions: BTreeSet<_> = fitting.iter().map(|endpoint| endpoint.region.as_deref()).collect();
        let usual = fitting.iter().find(|endpoint| endpoint.region.as_deref() == Some(USUAL_REGION));
        let chosen = if regions.len() == 1 { Some(first) } else { usual };
        let chosen = chosen.ok_or_else(|| {
            let regions = list(regions.into_iter().flatten());
            Error::invalid(format!("{kind} is in several regions; \"region\" is one of {regions}"))
        })?;
        Url::parse(&chosen.url)
            .map_err(|e| Error::new(Kind::MalformedResponse, format!("the catalog's address of {kind}: {e}")))
    }

    fn entries(&self, wanted: &Wanted) -> Result<Vec<&Entry>> {
        let Wanted { kind, name, usual_name, .. } = wanted;
        let of_kind = || self.0.iter().filter(|entry| entry.kind == *kind);
        let named = |name: &Text| of_kind().filter(|entry| entry.name == *name).collect::<Vec<_>>();
        if of_kind().next().is_none() {
            let message =
                format!("the catalog has no service {kind}; it has {}", list(self.0.iter().map(|e| &*e.kind)));
            return Err(Error::new(Kind::NotSupported, message));
        }
        let found = match name {
            Some(name) => named(name),
            None => Some(named(usual_name)).filter(|found| !found.is_empty()).unwrap_or_else(|| of_kind().collect()),
        };
        if found.is_empty() {
            let names = list(of_kind().map(|entry| &*entry.name));
            let name = name.as_deref().unwrap_or_default();
            let message = format!("the catalog has no {kind} called {name:?}; it has {names}");
            return Err(Error::invalid(message));
        }
        Ok(found)
    }
}

/// Words in order, each once.
fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect::<BTreeSet<_>>().into_iter().collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// A service as version 3 tells it.
#[derive(Deserialize)]
pub(super) struct EntryV3 {
    #[serde(rename = "type")]
    kind: Text,
    #[serde(default)]
    name: Option<Text>,
    #[serde(default)]
    endpoints: Vec<EndpointV3>,
}

#[derive(Deserialize)]
struct EndpointV3 {
    #[serde(default)]
    region: Option<Text>,
    #[serde(default)]
    region_id: Option<Text>,
    interface: Text,
    url: Text,
}

/// A service as version 2 tells it.
#[derive(Deserialize)]
pub(super) struct EntryV2 {
    #[serde(rename = "type")]
    kind: Text,
    #[serde(default)]
    name: Option<Text>,
    #[serde(default)]
    endpoints: Vec<EndpointV2>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EndpointV2 {
    region: Option<Text>,
    #[serde(rename = "publicURL")]
    public_url: Option<Text>,
    #[serde(rename = "internalURL")]
    internal_url: Option<Text>,
    #[serde(rename = "adminURL")]
    admin_url: Option<Text>,
}

impl From<Vec<EntryV3>> for Catalog {
    fn from(entries: Vec<EntryV3>) -> Self {
        let endpoint = |e: EndpointV3| {
            // Other interfaces than the three are nobody's concern.
            let interface = Interface::parse(&e.interface).ok()?;
            Some(Endpoint { region: e.region.or(e.region_id), interface, url: e.url })
        };
        let entry = |e: EntryV3| Entry {
            kind: e.kind,
            name: e.name.unwrap_or_default(),
            endpoints: e.endpoints.into_iter().filter_map(endpoint).collect(),
        };
        Self(entries.into_iter().map(entry).collect())
    }
}

impl From<Vec<EntryV2>> for Catalog {
    fn from(entries: Vec<EntryV2>) -> Self {
        let endpoints = |e: EndpointV2| {
            let region = e.region;
            [(Interface::Public, e.public_url), (Interface::Internal, e.internal_url), (Interface::Admin, e.admin_url)]
                .into_iter()
                .filter_map(move |(interface, url)| Some(Endpoint { region: region.clone(), interface, url: url? }))
        };
        let entry = |e: EntryV2| Entry {
            kind: e.kind,
            name: e.name.unwrap_or_default(),
            endpoints: e.endpoints.into_iter().flat_map(endpoints).collect(),
        };
        Self(entries.into_iter().map(entry).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V3: &str = r#"[
        {"id": "1", "type": "object-store", "name": "swift", "endpoints": [
            {"id": "a", "interface": "public", "region": "one", "region_id": "one", "url": "https://one.org/v1/AUTH_x"},
            {"id": "b", "interface": "internal", "region": "one", "region_id": "one", "url": "http://10.0.0.1/v1/AUTH_x"},
            {"id": "c", "interface": "public", "region_id": "two", "url": "https://two.org:8443/v1/AUTH_x"}]},
        {"type": "object-store", "name": "archive", "endpoints": [
            {"interface": "public", "region": "one", "url": "https://old.org/"}]},
        {"type": "identity", "endpoints": []}]"#;
    const V2: &str = r#"[
        {"type": "object-store", "name": "cloudFiles", "endpoints": [
            {"region": "ORD", "tenantId": "t", "publicURL": "https://ord.org/v1/t", "internalURL": "https://snet.org/v1/t"},
            {"region": "DFW", "publicURL": "https://dfw.org/v1/t"}]},
        {"type": "rax:object-cdn", "name": "cloudFilesCDN", "endpoints": [{"publicURL": "https://cdn.org/v1/t"}]}]"#;

    fn v3() -> Catalog {
        serde_json::from_str::<Vec<EntryV3>>(V3).unwrap().into()
    }

    fn v2() -> Catalog {
        serde_json::from_str::<Vec<EntryV2>>(V2).unwrap().into()
    }

    fn wanted(region: Option<&str>) -> Wanted {
        Wanted { kind: "object-store".into(), region: region.map(Text::from), ..Wanted::default() }
    }

    fn found(catalog: &Catalog, wanted: &Wanted) -> String {
        catalog.find(wanted).unwrap().to_string()
    }

    #[test]
    fn name_region_and_interface_choose() {
        let swift = |region| Wanted { usual_name: "swift".into(), ..wanted(Some(region)) };
        assert_eq!(found(&v3(), &swift("one")), "https://one.org/v1/AUTH_x");
        assert_eq!(found(&v3(), &swift("TWO")), "https://two.org:8443/v1/AUTH_x");
        let internal = Wanted { interface: Interface::Internal, ..swift("one") };
        assert_eq!(found(&v3(), &internal), "http://10.0.0.1/v1/AUTH_x");
        let archive = Wanted { name: Some("archive".into()), ..wanted(None) };
        assert_eq!(found(&v3(), &archive), "https://old.org");
        assert_eq!(found(&v2(), &wanted(Some("ord"))), "https://ord.org/v1/t");
        let usual = serde_json::from_str::<Vec<EntryV2>>(&V2.replace("DFW", USUAL_REGION)).unwrap().into();
        assert_eq!(found(&usual, &wanted(None)), "https://dfw.org/v1/t");
        let cdn = Wanted { kind: "rax:object-cdn".into(), ..wanted(Some("ORD")) };
        assert_eq!(found(&v2(), &cdn), "https://cdn.org/v1/t", "an address without a region is in all");
    }

    #[test]
    fn what_is_missing_is_named_and_so_is_what_there_is() {
        let fails = |catalog: &Catalog, wanted: &Wanted, kind, parts: &[&str]| {
            let error = catalog.find(wanted).unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            parts.iter().for_each(|part| assert!(error.message().contains(part), "{error}"));
        };
        let invalid = Kind::InvalidArgument;
        fails(&v2(), &wanted(Some("LON")), invalid, &["\"LON\"", "DFW, ORD"]);
        fails(&v2(), &wanted(None), invalid, &["several regions", "DFW, ORD"]);
        let internal = Wanted { interface: Interface::Internal, ..wanted(Some("DFW")) };
        fails(&v2(), &internal, invalid, &["internal", "it has public"]);
        let named = Wanted { name: Some("other".into()), ..wanted(None) };
        fails(&v3(), &named, invalid, &["\"other\"", "archive, swift"]);
        let volumes = Wanted { kind: "volumev3".into(), ..wanted(None) };
        fails(&v3(), &volumes, Kind::NotSupported, &["volumev3", "identity, object-store"]);
        fails(&Catalog::default(), &volumes, Kind::NotSupported, &["none"]);
    }

    #[test]
    fn headers_are_a_catalog_too() {
        let catalog = Catalog::of_urls([("object-store".into(), "https://s.org/v1/AUTH_t")]);
        assert_eq!(found(&catalog, &wanted(Some("any"))), "https://s.org/v1/AUTH_t");
        let odd = Catalog::of_urls([("object-store".into(), "not an address")]);
        assert_eq!(odd.find(&wanted(None)).unwrap_err().kind(), Kind::MalformedResponse);
    }
}
