//! What Keystone's errors say.

use serde::Deserialize;

use super::account::Account;
use crate::error::{Error, Kind};
use crate::http::{Failure, Fault};
use crate::text::Text;

/// `{"error": {"message": ...}}`; Rackspace names what is within after the fault: `{"unauthorized": {"message": ...}}`.
#[derive(Deserialize)]
struct Said {
    message: Option<Text>,
}

/// Reads an error answer.
pub(super) fn fault(failure: &Failure) -> Fault {
    let said: Result<std::collections::HashMap<String, Said>, _> = serde_json::from_slice(failure.body);
    let message = said.ok().and_then(|said| said.into_values().next()).and_then(|said| said.message);
    Fault { message, ..Fault::default() }
}

/// The same error, saying who wanted to log in, and what may be wrong.
pub(super) fn explained(error: Error, account: &Account) -> Error {
    let advice = match error.kind() {
        Kind::NotFound | Kind::MalformedResponse => "; check the address and \"ex_force_auth_version\"",
        Kind::Unauthenticated => "; check the project and the domains too",
        _ => "",
    };
    error.message_with(|message| format!("{account} cannot log in: {message}{advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HeaderMap;

    #[test]
    fn both_forms_are_read() {
        for body in [
            r#"{"error": {"code": 401, "message": "Not you", "title": "Unauthorized"}}"#,
            r#"{"unauthorized": {"code": 401, "message": "Not you"}}"#,
        ] {
            let headers = HeaderMap::new();
            let failure = Failure { status: 401, headers: &headers, body: body.as_bytes() };
            assert_eq!(fault(&failure).message.as_deref(), Some("Not you"));
        }
    }
}
