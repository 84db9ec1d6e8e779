//! What an account has, uses and pays for.

use serde::Deserialize;

use super::{CloudSigma2, First};
use crate::api::Args;
use crate::array;
use crate::error::Result;
use crate::http::path;
use crate::object;
use crate::text::Text;
use crate::value::Value;

#[derive(Deserialize)]
struct Subscription {
    id: Text,
    resource: Text,
    /// A number, which older releases of the API told as text.
    amount: Value,
    #[serde(default)]
    period: Value,
    #[serde(default)]
    status: Value,
    #[serde(default)]
    price: Value,
    #[serde(default)]
    start_time: Value,
    #[serde(default)]
    end_time: Value,
    #[serde(default)]
    auto_renew: Value,
    #[serde(default)]
    subscribed_object: Value,
}

impl Subscription {
    fn into_value(self) -> Value {
        // What has no end tells an empty one.
        let time = |time: Value| if time == "" { Value::Null } else { time };
        let amount = self.amount.as_str().and_then(|amount| amount.parse().ok()).map(Value::Int);
        object! {
            "id": self.id, "resource": self.resource, "amount": amount.unwrap_or(self.amount), "period": self.period,
            "status": self.status, "price": self.price, "start_time": time(self.start_time), "end_time": time(self.end_time),
            "auto_renew": self.auto_renew, "subscribed_object": self.subscribed_object,
        }
    }
}

impl CloudSigma2 {
    pub(super) fn ex_get_balance(&self, _: &Args) -> Result<Value> {
        self.http.get("/balance/").json()
    }

    /// Current and next prices with the list of all, which is why it is asked for in one piece.
    pub(super) fn ex_get_pricing(&self, _: &Args) -> Result<Value> {
        self.http.get("/pricing/").query("limit", 0).json()
    }

    pub(super) fn ex_get_usage(&self, _: &Args) -> Result<Value> {
        self.http.get("/currentusage/").json()
    }

    pub(super) fn ex_list_capabilities(&self, _: &Args) -> Result<Value> {
        self.http.get("/capabilities/").json()
    }

    pub(super) fn ex_list_subscriptions(&self, args: &Args) -> Result<Value> {
        let status = args.text("status")?;
        let resources = args.texts("resources")?.join(",");
        let query = [("status", status.as_deref().unwrap_or("all")), ("resource", &resources)];
        let query = if resources.is_empty() { &query[..1] } else { &query };
        let subscriptions = self.pages("/subscriptions/", query).map_items(Subscription::into_value);
        Ok(subscriptions.collect_all()?.into())
    }

    pub(super) fn ex_create_subscription(&self, args: &Args) -> Result<Value> {
        let subscription = object! {
            "amount": args.need_int("amount")?, "period": &*args.need_text("period")?,
            "auto_renew": args.flag("auto_renew")?, "resource": &*args.need_text("resource")?,
        };
        let made: Subscription = self.http.post("/subscriptions/").json_body(&array![subscription]).first()?;
        Ok(made.into_value())
    }

    pub(super) fn ex_toggle_subscription_auto_renew(&self, args: &Args) -> Result<Value> {
        self.action(path!("/subscriptions/{}/action/", args.need_id("subscription")?), "auto_renew").done()?;
        Ok(true.into())
    }
}
