//! What Octavia's errors mean.

use crate::drivers::openstack::faults;
use crate::error::{Error, Kind};
use crate::http::{Failure, Fault};
use crate::text;
use crate::text::Text;

const IMMUTABLE: Text = text!("LibcloudLBImmutableError");

/// Reads an error answer.
pub fn fault(failure: &Failure) -> Fault {
    let fault = faults::fault(failure);
    let says = |words: &str| fault.message.as_deref().is_some_and(|message| message.contains(words));
    let kind = match failure.status {
        400 => Some(Kind::InvalidArgument),
        403 if says("Quota has been met") => Some(Kind::Quota),
        409 if says("is immutable") || says("Invalid state") => {
            return Fault { kind: Some(Kind::Conflict), class: Some(IMMUTABLE), ..fault };
        }
        409 if says("already") => Some(Kind::AlreadyExists),
        // Another request of the project is being taken; nothing came of this one.
        503 if says("Project busy") => Some(Kind::RateLimited),
        _ => None,
    };
    Fault { kind: fault.kind.or(kind), ..fault }
}

/// Whether a change was refused because of another one that is not done yet.
pub fn is_immutable(error: &Error) -> bool {
    *error.name() == IMMUTABLE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HeaderMap;

    fn error(status: u16, words: &str) -> Error {
        let body = format!(r#"{{"faultcode": "Client", "faultstring": "{words}", "debuginfo": null}}"#);
        let failure = Failure { status, headers: &HeaderMap::new(), body: body.as_bytes() };
        let fault = fault(&failure);
        failure.into_error(fault, "POST http://o/v2/lbaas/loadbalancers")
    }

    #[test]
    fn octavias_words_are_understood() {
        for (status, words, kind) in [
            (400, "Validation failure: VIP must contain one of: vip_port_id.", Kind::InvalidArgument),
            (403, "Quota has been met for resources: Load Balancer", Kind::Quota),
            (403, "Policy does not allow this request to be performed.", Kind::PermissionDenied),
            (404, "Load Balancer 7 not found.", Kind::NotFound),
            (409, "Another member on this pool is already using ip 192.0.2.1 on protocol_port 80", Kind::AlreadyExists),
            (409, "This pool already has a health monitor", Kind::AlreadyExists),
            (409, "Pool 7 is in use by L7 policy 8", Kind::Conflict),
            (501, "Provider 'x' does not support a requested action: no", Kind::NotSupported),
            (503, "Project busy.  Unable to lock the project.  Please try again.", Kind::RateLimited),
        ] {
            let error = error(status, words);
            assert_eq!((error.kind(), is_immutable(&error)), (kind, false), "{error}");
            assert!(error.message().contains(words), "{error}");
        }
        for words in [
            "Load Balancer 7 is immutable and cannot be updated.",
            "Invalid state PENDING_UPDATE of loadbalancer resource 7",
        ] {
            let error = error(409, words);
            assert_eq!((error.kind(), is_immutable(&error)), (Kind::Conflict, true), "{error}");
        }
    }
}
