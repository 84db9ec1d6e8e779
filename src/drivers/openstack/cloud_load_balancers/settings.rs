//! What a balancer has once: its health monitor, throttle, logging, persistence and error page.

use serde::{Deserialize, Serialize};

use super::CloudLoadBalancers;
use crate::api::Type::{Int, String};
use crate::api::{Args, Param, Ref, opt, req};
use crate::drivers::openstack::answers::One;
use crate::error::{Error, Result};
use crate::http::path;
use crate::object;
use crate::text::Text;
use crate::value::Value;

/// The keys of a health monitor, with Libcloud's names; the last three are for those that speak HTTP.
const HEALTH_MONITOR: &[Param] = &[
    req("type", String),
    req("delay", Int),
    req("timeout", Int),
    req("attempts_before_deactivation", Int),
    opt("path", String),
    opt("status_regex", String),
    opt("body_regex", String),
];

/// The keys of a connection throttle, with Libcloud's names.
const CONNECTION_THROTTLE: &[Param] = &[
    opt("min_connections", Int),
    opt("max_connections", Int),
    opt("max_connection_rate", Int),
    opt("rate_interval_seconds", Int),
];

/// How members are watched: times are in seconds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HealthMonitor {
    #[serde(rename = "type")]
    kind: Text,
    delay: i64,
    timeout: i64,
    attempts_before_deactivation: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_regex: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_regex: Option<Text>,
}

/// How many connections one address may have, and how many in so many seconds; 0: any number.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConnectionThrottle {
    #[serde(skip_serializing_if = "Option::is_none")]
    min_connections: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_connections: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_connection_rate: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_interval: Option<i64>,
}

#[derive(Deserialize)]
struct ErrorPage {
    content: Text,
}

impl HealthMonitor {
    fn from_value(monitor: &Value) -> Result<Self> {
        let given = Args::checked(monitor, "a health monitor", HEALTH_MONITOR.iter(), &[])?;
        let text =
            |key| Ok::<_, Error>(given.text(key)?.filter(|text| !text.is_empty()).map(|text| Text::from(&*text)));
        Ok(Self {
            kind: (*given.need_text("type")?).into(),
            delay: given.need_int("delay")?,
            timeout: given.need_int("timeout")?,
            attempts_before_deactivation: given.need_int("attempts_before_deactivation")?,
            path: text("path")?,
            status_regex: text("status_regex")?,
            body_regex: text("body_regex")?,
        })
    }
}

impl ConnectionThrottle {
    fn from_value(throttle: &Value) -> Result<Self> {
        let given = Args::checked(throttle, "a connection throttle", CONNECTION_THROTTLE.iter(), &[])?;
        Ok(Self {
            min_connections: given.int("min_connections")?,
            max_connections: given.int("max_connections")?,
            max_connection_rate: given.int("max_connection_rate")?,
            rate_interval: given.int("rate_interval_seconds")?,
        })
    }
}

/// What is given under a name.
fn given<'a>(args: &'a Args, name: &str) -> &'a Value {
    args.get(name).unwrap_or(&Value::Null)
}

/// Each is one request. The service takes an object alone and under its name; alone is how Libcloud gives it.
impl CloudLoadBalancers {
    pub fn set_health_monitor(&self, balancer: &Ref, args: &Args) -> Result<()> {
        let monitor = HealthMonitor::from_value(given(args, "health_monitor"))?;
        self.http()?.put(path!("/loadbalancers/{}/healthmonitor", balancer)).json_body(&monitor).done()
    }

    pub fn disable_health_monitor(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}/healthmonitor", balancer)).done()
    }

    pub fn set_connection_throttle(&self, balancer: &Ref, args: &Args) -> Result<()> {
        let throttle = ConnectionThrottle::from_value(given(args, "connection_throttle"))?;
        self.http()?.put(path!("/loadbalancers/{}/connectionthrottle", balancer)).json_body(&throttle).done()
    }

    pub fn disable_connection_throttle(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}/connectionthrottle", balancer)).done()
    }

    pub fn enable_connection_logging(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.set_connection_logging(balancer, true)
    }

    pub fn disable_connection_logging(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.set_connection_logging(balancer, false)
    }

    fn set_connection_logging(&self, balancer: &Ref, enabled: bool) -> Result<()> {
        let logging = object! { "connectionLogging": object! { "enabled": enabled } };
        self.http()?.put(path!("/loadbalancers/{}/connectionlogging", balancer)).json_body(&logging).done()
    }

    pub fn enable_session_persistence(&self, balancer: &Ref, _: &Args) -> Result<()> {
        let persistence = object! { "sessionPersistence": object! { "persistenceType": "HTTP_COOKIE" } };
        self.http()?.put(path!("/loadbalancers/{}/sessionpersistence", balancer)).json_body(&persistence).done()
    }

    pub fn disable_session_persistence(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}/sessionpersistence", balancer)).done()
    }

    pub fn set_error_page(&self, balancer: &Ref, args: &Args) -> Result<()> {
        let page = object! { "errorpage": object! { "content": &*args.need_text("page_content")? } };
        self.http()?.put(path!("/loadbalancers/{}/errorpage", balancer)).json_body(&page).done()
    }

    pub fn disable_error_page(&self, balancer: &Ref, _: &Args) -> Result<()> {
        self.http()?.delete(path!("/loadbalancers/{}/errorpage", balancer)).done()
    }

    pub fn ex_get_balancer_error_page(&self, args: &Args) -> Result<Value> {
        let page: One<ErrorPage> =
            self.http()?.get(path!("/loadbalancers/{}/errorpage", args.need_id("balancer")?)).json()?;
        Ok(page.0.content.into())
    }
}
