//! What the errors of OpenStack's services say.

use serde_json::Value;

use crate::error::Kind;
use crate::http::{Failure, Fault, xml};
use crate::text;
use crate::text::Text;

const IMMUTABLE: Text = text!("LibcloudLBImmutableError");

/// Reads an error answer of Nova, Cinder, Neutron, Glance, Octavia, Blazar, or of Rackspace's services.
pub fn fault(failure: &Failure) -> Fault {
    let (code, message) = match serde_json::from_slice(failure.body) {
        Ok(Value::Object(said)) => in_json(&said),
        _ => (None, in_markup(failure.body)),
    };
    let says = |words: &[&str]| {
        let all = [code.as_deref(), message.as_deref()];
        all.into_iter().flatten().any(|text| words.iter().any(|word| text.contains(word)))
    };
    // How Octavia and Rackspace's load balancers say that one is being made, changed or deleted.
    let immutable = matches!(failure.status, 409 | 422) && says(&["immutable", "is not ACTIVE"]);
    let kind = match failure.status {
        409 | 422 if immutable => Some(Kind::Conflict),
        // Emulators of Rackspace's load balancers have 413 for what is 422 there.
        413 | 422 if says(&["Duplicate nodes"]) => Some(Kind::AlreadyExists),
        // Rackspace's word and Nova's for too many requests; without a time to come back, or with none to wait for as Cinder has
        // it, the account is full.
        413 if failure.header("retry-after").is_some_and(|wait| wait.trim() != "0") => Some(Kind::RateLimited),
        413 => Some(Kind::Quota),
        400 | 403 | 409 if says(&["Quota exceeded", "OverQuota", "exceeds quota", "over quota"]) => Some(Kind::Quota),
        409 if says(&["already exists", "Exists"]) => Some(Kind::AlreadyExists),
        _ => None,
    };
    let retriable = matches!(kind, Some(Kind::RateLimited)).then_some(true);
    Fault { kind, class: immutable.then_some(IMMUTABLE), code, message, retriable, ..Fault::default() }
}

/// `{"itemNotFound": {"code": 404, "message": ...}}`, `{"NeutronError": {"type", "message", "detail"}}`,
/// `{"faultcode", "faultstring"}`, `{"code", "message", "validationErrors": {"messages"}}`, `{"message": [...]}`.
fn in_json(said: &serde_json::Map<String, Value>) -> (Option<Text>, Option<Text>) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(Text::from);
    let several = |value: &Value| {
        let texts = value.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>();
        (!texts.is_empty()).then(|| Text::from(texts.join("; ")))
    };
    let message = said.get("message");
    let flat = text(said.get("faultstring")).or_else(|| text(message)).or_else(|| message.and_then(several));
    if let Some(message) = flat {
        let reasons = said.get("validationErrors").and_then(|errors| errors.get("messages")).and_then(several);
        let message = reasons.map_or(message.clone(), |reasons| format!("{message}: {reasons}").into());
        return (text(said.get("faultcode")), Some(message));
    }
    let Some((name, inner)) = said.iter().next() else { return (None, None) };
    let code = text(inner.get("type")).unwrap_or_else(|| name.as_str().into());
    let message = text(inner.get("message")).or_else(|| text(Some(inner)));
    (Some(code), message)
}

/// `<itemNotFound><message>...</message></itemNotFound>`, or a page for people: the words behind its heading.
fn in_markup(body: &[u8]) -> Option<Text> {
    let page = std::str::from_utf8(body).ok()?;
    let words = match page.split_once("<message>") {
        Some((_, rest)) => rest.split_once("</message>")?.0,
        None => page.split_once("</h1>")?.1.split("<br").next()?,
    };
    let plain = words.split('<').map(|part| part.rsplit('>').next().unwrap_or(part)).collect::<String>();
    let plain = xml::unescape(plain.trim()).into_owned();
    (!plain.is_empty()).then(|| plain.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::Error;
    use crate::http::{HeaderMap, HeaderValue};

    fn error(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Error {
        let headers: HeaderMap =
            headers.iter().map(|(k, v)| (k.parse().unwrap(), HeaderValue::from_static(v))).collect();
        let failure = Failure { status, headers: &headers, body: body.as_bytes() };
        let fault = fault(&failure);
        failure.into_error(fault, "GET http://n/servers/7")
    }

    #[test]
    fn each_service_is_quoted() {
        for (body, words, code) in [
            (
                r#"{"itemNotFound": {"code": 404, "message": "Instance 7 could not be found."}}"#,
                "Instance 7 could",
                Some("itemNotFound"),
            ),
            (
                r#"{"NeutronError": {"type": "NetworkNotFound", "message": "No network 7", "detail": ""}}"#,
                "No network 7",
                Some("NetworkNotFound"),
            ),
            (r#"{"NeutronError": "broken"}"#, "broken", Some("NeutronError")),
            (
                r#"{"faultcode": "Client", "faultstring": "Load Balancer 7 not found.", "debuginfo": null}"#,
                "Load Balancer 7 not",
                Some("Client"),
            ),
            (
                r#"{"code": 400, "message": "Validation Failure", "validationErrors": {"messages": ["a name", "a port"]}}"#,
                "Validation Failure: a name; a port",
                None,
            ),
            (r#"{"message": ["JSON does not match the expected schema"]}"#, ": JSON does not match", None),
            (
                "<html><head><title>404</title></head><body><h1>404 Not Found</h1>No image &lt;7&gt;<br /><br /></body></html>",
                "No image <7>",
                None,
            ),
            (r#"<itemNotFound xmlns="x" code="404"><message>Not found</message></itemNotFound>"#, ": Not found", None),
        ] {
            let error = error(404, &[], body);
            assert!(error.message().contains(words), "{error}");
            assert_eq!((error.kind(), error.code().map(|code| code.as_str())), (Kind::NotFound, code), "{body}");
        }
    }

    #[test]
    fn limits_are_told_from_quotas_and_names_that_are_taken() {
        let limit = error(413, &[("retry-after", "3")], r#"{"overLimit": {"code": 413, "message": "slow"}}"#);
        assert_eq!(
            (limit.kind(), limit.is_retriable(), limit.wait()),
            (Kind::RateLimited, true, Some(Duration::from_secs(3)))
        );
        let full = error(403, &[], r#"{"forbidden": {"code": 403, "message": "Quota exceeded for cores"}}"#);
        assert_eq!((full.kind(), full.is_retriable()), (Kind::Quota, false));
        let full = error(
            413,
            &[("retry-after", "0")],
            r#"{"overLimit": {"code": 413, "message": "Maximum number of volumes"}}"#,
        );
        assert_eq!((full.kind(), full.is_retriable()), (Kind::Quota, false));
        let full =
            error(409, &[], r#"{"NeutronError": {"type": "OverQuota", "message": "Quota exceeded for resources"}}"#);
        assert_eq!(full.kind(), Kind::Quota);
        let taken =
            error(409, &[], r#"{"conflictingRequest": {"code": 409, "message": "Key pair 'a' already exists."}}"#);
        assert_eq!(taken.kind(), Kind::AlreadyExists);
        let busy = error(
            409,
            &[],
            r#"{"conflictingRequest": {"code": 409, "message": "Cannot 'reboot' while it is building"}}"#,
        );
        assert_eq!(busy.kind(), Kind::Conflict);
        assert_eq!(error(429, &[], "").kind(), Kind::RateLimited);
        let gone = error(410, &[], r#"{"message": "The loadbalancer is marked as deleted.", "code": 410}"#);
        assert_eq!(gone.kind(), Kind::NotFound);
    }

    #[test]
    fn a_load_balancer_under_change_is_immutable() {
        let class = |status, body| {
            let error = error(status, &[], body);
            (error.kind(), error.name().to_string())
        };
        for (status, body) in [
            (
                422,
                r#"{"message": "Load Balancer '7' has a status of 'PENDING_UPDATE' and is considered immutable.", "code": 422}"#,
            ),
            (422, r#"{"message": "LoadBalancer is not ACTIVE", "code": 422}"#),
            (
                409,
                r#"{"faultcode": "Client", "faultstring": "Load Balancer 7 is immutable and cannot be updated.", "debuginfo": null}"#,
            ),
        ] {
            assert_eq!(class(status, body), (Kind::Conflict, "LibcloudLBImmutableError".to_owned()), "{body}");
        }
        let twice =
            r#"{"message": "Duplicate nodes detected. One or more nodes already configured on load balancer."}"#;
        assert_eq!(class(422, twice).0, Kind::AlreadyExists);
        assert_eq!(class(413, twice).0, Kind::AlreadyExists);
        let nothing = r#"{"message": "No health monitor found to delete.", "code": 422}"#;
        assert_eq!(class(422, nothing), (Kind::Provider, "BaseHTTPError".to_owned()));
        let over = error(413, &[], r#"{"message": "Your account is currently over the limit", "code": 413}"#);
        assert_eq!((over.kind(), over.is_retriable()), (Kind::Quota, false));
    }
}
