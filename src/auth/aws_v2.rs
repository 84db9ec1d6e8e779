//! AWS Signature Version 2 in its query form, which older services that speak EC2's API still ask for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::auth::aws_credentials::Credentials;
use crate::auth::hmac_sha256;
use crate::error::{Error, Kind, Result};
use crate::http::{Head, Payload, Sign, encode};
use crate::model::Time;

/// Signs requests whose parameters are all in the query.
pub struct Signer {
    credentials: Credentials,
}

impl Signer {
    /// With HMAC-SHA256.
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials }
    }

    fn sign_at(&self, head: &mut Head, now: Time) -> Result<()> {
        let now = Timestamp::from_millisecond(now.unix_ms())
            .map_err(|e| Error::new(Kind::Internal, format!("the clock is out of range: {e}")))?;
        let mut own = vec![
            ("AWSAccessKeyId", self.credentials.key.to_string()),
            ("SignatureMethod", "HmacSHA256".to_owned()),
            ("SignatureVersion", "2".to_owned()),
            ("Timestamp", now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        ];
        if let Some(token) = &self.credentials.token {
            own.push(("SecurityToken", token.expose().to_owned()));
        }
        // A request that is signed again, for another attempt, has these already.
        head.query.retain(|(key, _)| key != "Signature" && own.iter().all(|(name, _)| key != name));
        head.query.extend(own.into_iter().map(|(key, value)| (key.to_owned(), Some(value))));
        let signature = STANDARD.encode(self.signature(head));
        head.query.push(("Signature".to_owned(), Some(signature)));
        Ok(())
    }

    fn signature(&self, head: &Head) -> [u8; 32] {
        let mut pairs: Vec<_> =
            head.query.iter().map(|(key, value)| (key.as_str(), value.as_deref().unwrap_or_default())).collect();
        pairs.sort_unstable();
        let query: Vec<_> =
            pairs.iter().map(|(key, value)| format!("{}={}", encode(key, false), encode(value, false))).collect();
        let host = head.url.authority().to_lowercase();
        let to_sign = format!("{}\n{host}\n{}\n{}", head.method, head.path, query.join("&"));
        hmac_sha256(self.credentials.secret.expose().as_bytes(), to_sign.as_bytes())
    }
}

impl Sign for Signer {
    fn sign(&self, head: &mut Head, _: &Payload) -> Result<()> {
        self.sign_at(head, Time::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderMap, Method, Url};

    fn signer() -> Signer {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        Signer::new(Credentials::new("AKIAIOSFODNN7EXAMPLE", secret, None))
    }

    fn head(query: &[(&str, &str)]) -> Head {
        let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), Some((*value).to_owned()));
        Head {
            method: Method::GET,
            url: Url::parse("https://elasticmapreduce.amazonaws.com").unwrap(),
            path: "/".to_owned(),
            query: query.iter().map(pair).collect(),
            headers: HeaderMap::new(),
        }
    }

    #[test]
    fn the_documented_example_has_the_documented_signature() {
        let head = head(&[
            ("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
            ("Action", "DescribeJobFlows"),
            ("SignatureMethod", "HmacSHA256"),
            ("SignatureVersion", "2"),
            ("Timestamp", "2011-10-03T15:19:30"),
            ("Version", "2009-03-31"),
        ]);
        assert_eq!(STANDARD.encode(signer().signature(&head)), "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
    }

    #[test]
    fn what_is_signed_again_has_each_parameter_once() {
        let moment = |text| Time::parse(text).unwrap();
        let mut again = head(&[("Action", "DescribeJobFlows")]);
        signer().sign_at(&mut again, moment("2011-10-03T15:19:30Z")).unwrap();
        signer().sign_at(&mut again, moment("2011-10-03T15:20:00Z")).unwrap();
        let mut once = head(&[("Action", "DescribeJobFlows")]);
        signer().sign_at(&mut once, moment("2011-10-03T15:20:00Z")).unwrap();
        assert_eq!(again.query, once.query);
        assert_eq!(once.query.len(), 6);
        assert_eq!(once.query.last().map(|(key, _)| key.as_str()), Some("Signature"));
    }
}
