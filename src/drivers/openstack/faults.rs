//! What the errors of OpenStack's services say.

use serde_json::Value;

use crate::error::Kind;
use crate::http::{Failure, Fault, xml};
use crate::text::Text;

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
    let kind = match failure.status {
        // Rackspace's word and Nova's for too many requests; without a time to come back, the account is full.
        413 if failure.header("retry-after").is_some() => Some(Kind::RateLimited),
        413 => Some(Kind::Quota),
        400 | 403 | 409 if says(&["Quota exceeded", "OverQuota", "exceeds quota", "over quota"]) => Some(Kind::Quota),
        409 if says(&["already exists", "Exists"]) => Some(Kind::AlreadyExists),
        _ => None,
    };
    let retriable = matches!(kind, Some(Kind::RateLimited)).then_some(true);
    Fault { kind, code, message, retriable, ..Fault::default() }
}

/// `{"itemNotFound": {"code": 404, "message": ...}}`, `{"NeutronError": {"type", "message", "detail"}}`,
/// `{"faultcode", "faultstring"}`, `{"code", "message", "validationErrors": {"messages"}}`.
fn in_json(said: &serde_json::Map<String, Value>) -> (Option<Text>, Option<Text>) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(Text::from);
    let flat = text(said.get("faultstring")).or_else(|| text(said.get("message")));
    if let Some(message) = flat {
        let reasons = said.get("validationErrors").and_then(|errors| errors.get("messages")).and_then(Value::as_array);
        let reasons = reasons.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
        let message = if reasons.is_empty() { message } else { format!("{message}: {}", reasons.join("; ")).into() };
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
    }
}
