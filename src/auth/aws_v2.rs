//! AWS Signature Version 2 in its query form, which older services that speak EC2's API still ask for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::auth::aws_credentials::Credentials;
use crate::auth::hmac_sha256;
use crate::error::{Error, Kind, Result};
use crate::http::{Head, Payload, Sign, Signature, encode};
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

    fn sign_at(&self, head: &Head, now: Time) -> Result<Signature> {
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
        let kept = head.query.iter().filter(|(key, _)| key != "Signature" && own.iter().all(|(name, _)| key != name));
        let kept = kept.map(|(key, value)| (key.as_str(), value.as_deref().unwrap_or_default()));
        let signature = self.signature(head, kept.chain(own.iter().map(|(key, value)| (*key, value.as_str()))));
        own.push(("Signature", STANDARD.encode(signature)));
        let query = own.into_iter().map(|(key, value)| (key.to_owned(), Some(value))).collect();
        Ok(Signature { headers: Vec::new(), query })
    }

    fn signature<'a>(&self, head: &Head, query: impl Iterator<Item = (&'a str, &'a str)>) -> [u8; 32] {
        let mut pairs: Vec<_> = query.collect();
        pairs.sort_unstable();
        let query: Vec<_> =
            pairs.iter().map(|(key, value)| format!("{}={}", encode(key, false), encode(value, false))).collect();
        let host = head.url.authority().to_lowercase();
        let to_sign = format!("{}\n{host}\n{}\n{}", head.method, head.path, query.join("&"));
        hmac_sha256(self.credentials.secret.expose().as_bytes(), to_sign.as_bytes())
    }
}

impl Sign for Signer {
    fn sign(&self, head: &Head, _: &Payload) -> Result<Signature> {
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
        let query = [
            ("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
            ("Action", "DescribeJobFlows"),
            ("SignatureMethod", "HmacSHA256"),
            ("SignatureVersion", "2"),
            ("Timestamp", "2011-10-03T15:19:30"),
            ("Version", "2009-03-31"),
        ];
        let signature = signer().signature(&head(&query), query.into_iter());
        assert_eq!(STANDARD.encode(signature), "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
    }

    #[test]
    fn what_the_signer_says_itself_counts() {
        let moment = Time::parse("2011-10-03T15:20:00Z").unwrap();
        let sign = |query: &[(&str, &str)]| signer().sign_at(&head(query), moment).unwrap().query;
        let plain = sign(&[("Action", "DescribeJobFlows")]);
        let names: Vec<_> = plain.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(names, ["AWSAccessKeyId", "SignatureMethod", "SignatureVersion", "Timestamp", "Signature"]);
        assert_eq!(sign(&[("Action", "DescribeJobFlows"), ("Timestamp", "then"), ("Signature", "x")]), plain);
        assert_ne!(sign(&[("Action", "RunJobFlow")]), plain);
    }
}
