//! Routers, and their interfaces to subnets.

use serde::Deserialize;

use super::{Neutron, given, record};
use crate::api::Args;
use crate::error::Result;
use crate::value::{Map, Value};
use crate::{object, path};

#[derive(Deserialize)]
struct Router {
    id: Value,
    name: Value,
    status: Value,
    #[serde(flatten)]
    extra: Map,
}

const OF_NEW: &[&str] = &["name", "description", "admin_state_up", "external_gateway_info"];

impl Neutron {
    pub(super) fn ex_list_routers(&self, _: &Args) -> Result<Value> {
        self.list::<Router>("/routers", &[])
    }

    pub(super) fn ex_create_router(&self, args: &Args) -> Result<Value> {
        let router = object! { "router": given(args, OF_NEW) };
        record::<Router>(self.http()?.post("/routers").json_body(&router))
    }

    pub(super) fn ex_delete_router(&self, args: &Args) -> Result<Value> {
        self.delete(path!("/routers/{}", args.need_id("router")?))
    }

    pub(super) fn ex_add_router_port(&self, args: &Args) -> Result<Value> {
        let path = path!("/routers/{}/add_router_interface", args.need_id("router")?);
        self.interface(path, object! { "port_id": &*args.need_id("port")? })
    }

    pub(super) fn ex_del_router_port(&self, args: &Args) -> Result<Value> {
        let path = path!("/routers/{}/remove_router_interface", args.need_id("router")?);
        self.interface(path, object! { "port_id": &*args.need_id("port")? })
    }

    pub(super) fn ex_add_router_subnet(&self, args: &Args) -> Result<Value> {
        let path = path!("/routers/{}/add_router_interface", args.need_id("router")?);
        self.interface(path, object! { "subnet_id": &*args.need_id("subnet")? })
    }

    pub(super) fn ex_del_router_subnet(&self, args: &Args) -> Result<Value> {
        let path = path!("/routers/{}/remove_router_interface", args.need_id("router")?);
        self.interface(path, object! { "subnet_id": &*args.need_id("subnet")? })
    }

    /// Made once more, the request would be refused for what the first one did.
    fn interface(&self, path: String, to: Value) -> Result<Value> {
        self.http()?.put(path).repeatable(false).json_body(&to).done()?;
        Ok(true.into())
    }
}

impl From<Router> for Value {
    fn from(router: Router) -> Self {
        object! { "id": router.id, "name": router.name, "status": router.status, "extra": router.extra }
    }
}
