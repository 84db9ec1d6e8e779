//! TLS that ends at the balancer.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::CloudLoadBalancers;
use crate::api::Type::{Bool, Port, String};
use crate::api::{Args, Param, Ref, opt};
use crate::drivers::openstack::answers::One;
use crate::error::{Error, Result};
use crate::http::path;
use crate::object;
use crate::text::Text;
use crate::value::Value;

/// The keys of a termination. The first needs all but the intermediate certificate; later, what is left out stays.
const SSL_TERMINATION: &[Param] = &[
    opt("port", Port),
    opt("certificate", String),
    opt("private_key", String),
    opt("intermediate_certificate", String),
    opt("enabled", Bool),
    opt("secure_traffic_only", Bool),
];

/// Certificates and the key are in PEM. The service does not tell the key.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
struct SslTermination {
    #[serde(skip_serializing_if = "Option::is_none")]
    secure_port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<Text>,
    #[serde(rename = "privatekey", skip_serializing_if = "Option::is_none")]
    private_key: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intermediate_certificate: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secure_traffic_only: Option<bool>,
}

/// The key is nobody's to see.
impl fmt::Debug for SslTermination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SslTermination").field("secure_port", &self.secure_port).finish_non_exhaustive()
    }
}

impl SslTermination {
    fn from_value(termination: &Value) -> Result<Self> {
        let given = Args::checked(termination, "an SSL termination", SSL_TERMINATION.iter(), &[])?;
        let text = |key| Ok::<_, Error>(given.text(key)?.map(|text| Text::from(&*text)));
        Ok(Self {
            secure_port: given.port("port")?,
            certificate: text("certificate")?,
            private_key: text("private_key")?,
            intermediate_certificate: text("intermediate_certificate")?,
            enabled: given.bool("enabled")?,
            secure_traffic_only: given.bool("secure_traffic_only")?,
        })
    }
}

/// Each is one request. Libcloud has none of them.
impl CloudLoadBalancers {
    pub fn set_ssl_termination(&self, balancer: &Ref, args: &Args) -> Result<()> {
        let given = args.get("ssl_termination").unwrap_or(&Value::Null);
        let termination = SslTermination::from_value(given)?;
        self.http()?.put(path!("/loadbalancers/{}/ssltermination", balancer)).json_body(&termination).done()
    }

    pub fn disable_ssl_termination(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}/ssltermination", balancer)).done()
    }

    pub fn ex_get_balancer_ssl_termination(&self, args: &Args) -> Result<Value> {
        let path = path!("/loadbalancers/{}/ssltermination", args.need_id("balancer")?);
        let SslTermination { secure_port, certificate, intermediate_certificate, enabled, secure_traffic_only, .. } =
            self.http()?.get(path).json::<One<_>>()?.0;
        Ok(object! {
            "port": secure_port, "certificate": certificate, "intermediate_certificate": intermediate_certificate,
            "enabled": enabled, "secure_traffic_only": secure_traffic_only,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn a_termination_in_the_services_words() {
        let given = object! { "port": 443, "certificate": "C", "private_key": "K", "secure_traffic_only": true };
        let termination = SslTermination::from_value(&given).unwrap();
        assert_eq!(
            serde_json::to_string(&termination).unwrap(),
            r#"{"securePort":443,"certificate":"C","privatekey":"K","secureTrafficOnly":true}"#
        );
        assert!(!format!("{termination:?}").contains('K'));
        let wrong = SslTermination::from_value(&object! { "privatekey": "K" });
        assert_eq!(wrong.unwrap_err().kind(), Kind::InvalidArgument);
    }
}
