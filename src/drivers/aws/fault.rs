//! What error codes mean.

use crate::error::Kind;
use crate::http::xml;
use crate::http::{Failure, Fault};
use crate::text;
use crate::text::Text;

/// Reads `<Errors><Error><Code/><Message/></Error></Errors>`, as EC2 has it, or the one `<Error>` of all others, and the id of
/// the request.
pub fn fault(failure: &Failure) -> Fault {
    let Ok(answer) = xml::read(failure.body, "", |_| Ok(())) else {
        // Eucalyptus answers wrong credentials with a line of text.
        let wrong = failure.status == 403 && failure.body.starts_with(b"Failure: 403 Forbidden");
        return Fault { kind: wrong.then_some(Kind::Unauthenticated), ..Fault::default() };
    };
    let get = |path: &str| answer.get(path).map(str::trim).filter(|s| !s.is_empty());
    let code = get("Errors/Error/Code").or_else(|| get("Error/Code"));
    let kind = code.and_then(kind);
    Fault {
        kind,
        class: code.and_then(class),
        code: code.map(Text::from),
        message: get("Errors/Error/Message").or_else(|| get("Error/Message")).map(Text::from),
        request_id: get("RequestID").or_else(|| get("RequestId")).map(Text::from),
        ..Fault::default()
    }
}

/// Libcloud's class, where it has one for the code.
fn class(code: &str) -> Option<Text> {
    match code {
        "IdempotentParameterMismatch" => Some(text!("IdempotentParamError")),
        "InvalidKeyPair.NotFound" => Some(text!("KeyPairDoesNotExistError")),
        _ => None,
    }
}

/// Exact codes first, then the families that their endings form.
fn kind(code: &str) -> Option<Kind> {
    let exact = match code {
        "AuthFailure"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "OptInRequired" => Some(Kind::Unauthenticated),
        "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException" | "Blocked" | "PendingVerification" => {
            Some(Kind::PermissionDenied)
        }
        "RequestLimitExceeded" | "Throttling" | "ThrottlingException" | "RequestThrottled" | "DependencyThrottle" => {
            Some(Kind::RateLimited)
        }
        "Unavailable" | "ServiceUnavailable" | "InternalError" | "InternalFailure" => Some(Kind::Unavailable),
        "UnsupportedOperation" | "Unsupported" | "InvalidAction" | "UnknownAction" | "NotImplemented" => {
            Some(Kind::NotSupported)
        }
        // Instances and targets that a load balancer does not know.
        "InvalidInstance" | "InvalidTarget" => Some(Kind::NotFound),
        "IdempotentParameterMismatch"
        | "IdempotentInstanceTerminated"
        | "DependencyViolation"
        | "IncorrectState"
        | "IncorrectInstanceState"
        | "OperationNotPermitted"
        | "Resource.AlreadyAssociated"
        | "Gateway.NotAttached" => Some(Kind::Conflict),
        "MissingParameter" | "MissingAction" | "UnknownParameter" | "ValidationError" => Some(Kind::InvalidArgument),
        _ => None,
    };
    let ends = |endings: &[&str]| endings.iter().any(|ending| code.ends_with(ending));
    exact.or_else(|| match code {
        _ if ends(&["NotFound", ".Unknown", "AMIID.Unavailable"]) => Some(Kind::NotFound),
        _ if ends(&["Duplicate", "AlreadyExists"]) || code.starts_with("Duplicate") => Some(Kind::AlreadyExists),
        _ if ends(&["LimitExceeded"]) || code.starts_with("TooMany") => Some(Kind::Quota),
        _ if ends(&["Capacity"]) => Some(Kind::Unavailable),
        _ if ends(&["InUse", ".Conflict", "IncorrectState"]) => Some(Kind::Conflict),
        _ if ends(&["Malformed"]) || code.starts_with("InvalidParameter") => Some(Kind::InvalidArgument),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HeaderMap;

    fn fault_of(status: u16, body: &str) -> Fault {
        fault(&Failure { status, headers: &HeaderMap::new(), body: body.as_bytes() })
    }

    #[test]
    fn the_code_says_more_than_the_status() {
        let body = "<?xml version=\"1.0\"?><Response><Errors><Error><Code>InvalidKeyPair.NotFound</Code><Message>The key \
                    pair 'k' does not exist</Message></Error></Errors><RequestID>r-1</RequestID></Response>";
        let fault = fault_of(400, body);
        assert_eq!(fault.kind, Some(Kind::NotFound));
        assert_eq!(fault.class, Some(text!("KeyPairDoesNotExistError")));
        assert_eq!(fault.code.as_deref(), Some("InvalidKeyPair.NotFound"));
        assert_eq!(fault.message.as_deref(), Some("The key pair 'k' does not exist"));
        assert_eq!(fault.request_id.as_deref(), Some("r-1"));
    }

    #[test]
    fn families_of_codes_have_kinds() {
        for (code, expected) in [
            ("InvalidInstanceID.NotFound", Some(Kind::NotFound)),
            ("InvalidAMIID.Unavailable", Some(Kind::NotFound)),
            ("InvalidPlacementGroup.Unknown", Some(Kind::NotFound)),
            ("InvalidGroup.Duplicate", Some(Kind::AlreadyExists)),
            ("RouteAlreadyExists", Some(Kind::AlreadyExists)),
            ("RequestLimitExceeded", Some(Kind::RateLimited)),
            ("VpcLimitExceeded", Some(Kind::Quota)),
            ("InsufficientInstanceCapacity", Some(Kind::Unavailable)),
            ("InvalidGroup.InUse", Some(Kind::Conflict)),
            ("VolumeInUse", Some(Kind::Conflict)),
            ("LoadBalancerNotFound", Some(Kind::NotFound)),
            ("InvalidTarget", Some(Kind::NotFound)),
            ("DuplicateListener", Some(Kind::AlreadyExists)),
            ("TooManyTargetGroups", Some(Kind::Quota)),
            ("ResourceInUse", Some(Kind::Conflict)),
            ("InvalidInstanceID.Malformed", Some(Kind::InvalidArgument)),
            ("InvalidParameterValue", Some(Kind::InvalidArgument)),
            ("UnauthorizedOperation", Some(Kind::PermissionDenied)),
            ("SomethingNew", None),
        ] {
            assert_eq!(kind(code), expected, "{code}");
        }
    }

    #[test]
    fn a_line_of_text_from_eucalyptus_is_a_wrong_key() {
        assert_eq!(fault_of(403, "Failure: 403 Forbidden").kind, Some(Kind::Unauthenticated));
        assert_eq!(fault_of(502, "<html><br></html>").kind, None);
    }
}
