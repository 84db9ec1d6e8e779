//! Servers: listing them, switching them on and off, taking them away.

use std::time::Duration;

use super::CloudSigma2;
use super::drive::Drive;
use super::server::Server;
use crate::api::{Args, Ref};
use crate::call;
use crate::drivers::cloudsigma::ID;
use crate::error::{Error, Kind, Result};
use crate::http::path;
use crate::model::{Node, NodeState, Record};
use crate::object;
use crate::pages::Pages;
use crate::text;
use crate::value::Value;

/// How often a server that was stopped is told to start, a second between.
const STARTS: u32 = 30;

impl CloudSigma2 {
    pub(super) fn nodes(&self, options: &Args) -> Result<Pages<Node>> {
        let path = match options.id("ex_tag")? {
            Some(tag) => path!("/tags/{}/servers/detail/", tag),
            None => "/servers/detail/".to_owned(),
        };
        let (account, mut drives) = (self.clone(), None::<Vec<Drive>>);
        Ok(Pages::new(self.pages::<Server>(path, &[]).map(move |page| {
            let page = page?;
            // One listing tells of the drives of all servers.
            if drives.is_none() && page.iter().any(|server| server.boot_drive().is_some()) {
                drives = Some(account.drives().collect_all()?);
            }
            let boot = |server: &Server| {
                let id = server.boot_drive()?;
                drives.iter().flatten().find(|drive| drive.uuid == *id)
            };
            Ok(page
                .into_iter()
                .map(|server| {
                    let boot = boot(&server);
                    server.into_node(boot)
                })
                .collect())
        })))
    }

    pub(super) fn node(&self, id: &str) -> Result<Node> {
        self.described(self.http.get(path!("/servers/{}/", id)).json()?)
    }

    /// The node of a server, with what the drive tells that it starts from.
    pub(super) fn described(&self, server: Server) -> Result<Node> {
        let drive = match server.boot_drive().map(|id| self.drive(id)) {
            // Discs of the library are no drives of the user.
            Some(Err(error)) if error.kind() == Kind::NotFound => None,
            found => found.transpose()?,
        };
        Ok(server.into_node(drive.as_ref()))
    }

    pub(super) fn start(&self, id: &str, options: &Args) -> Result<()> {
        let avoid = joined(options, "ex_avoid")?;
        self.action(path!("/servers/{}/action/", id), "start").query_opt("avoid", avoid).done()
    }

    pub(super) fn stop(&self, id: &str) -> Result<()> {
        self.action(path!("/servers/{}/action/", id), "stop").done()
    }

    /// The API has no restart: stops the server, and starts it as soon as it is off.
    pub(super) fn reboot(&self, node: &Ref) -> Result<()> {
        let state = node.field("state").and_then(Value::as_str);
        let is_running = state.map(|state| NodeState::Running.text() == *state);
        let stopped = match is_running.unwrap_or(true).then(|| self.stop(node)) {
            // Of a node by its id alone it is not known whether it runs.
            Some(Err(error)) if is_running.is_none() && is_refused(&error) => false,
            Some(stopped) => stopped.map(|()| true)?,
            None => false,
        };
        let mut left = if stopped { STARTS } else { 1 };
        loop {
            left -= 1;
            match self.start(node, &Args::none()) {
                Err(error) if left > 0 && is_refused(&error) => call::sleep(Duration::from_secs(1))?,
                started => return started,
            }
        }
    }

    pub(super) fn destroy(&self, id: &str, options: &Args) -> Result<()> {
        let recurse = options.flag("ex_delete_drives")?.then_some("all_drives");
        self.http.delete(path!("/servers/{}/", id)).query_opt("recurse", recurse).done()
    }

    pub(super) fn ex_start_node(&self, args: &Args) -> Result<Value> {
        self.start(&args.need_id("node")?, args)?;
        Ok(true.into())
    }

    pub(super) fn ex_stop_node(&self, args: &Args) -> Result<Value> {
        self.stop(&args.need_id("node")?)?;
        Ok(true.into())
    }

    pub(super) fn ex_get_node(&self, args: &Args) -> Result<Value> {
        let id = args.need_id("node_id")?;
        if args.flag("return_json")? {
            return self.http.get(path!("/servers/{}/", id)).json();
        }
        Ok(self.node(&id)?.into_value(ID))
    }

    pub(super) fn ex_clone_node(&self, args: &Args) -> Result<Value> {
        let mut clone = object! {};
        if let Value::Object(clone) = &mut clone {
            if let Some(name) = args.text("name")? {
                clone.set(text!("name"), &*name);
            }
            if let Some(random) = args.bool("random_vnc_password")? {
                clone.set(text!("random_vnc_password"), random);
            }
        }
        let path = path!("/servers/{}/action/", args.need_id("node")?);
        let server: Server = self.action(path, "clone").json_body(&clone).json()?;
        Ok(self.described(server)?.into_value(ID))
    }

    pub(super) fn ex_open_vnc_tunnel(&self, args: &Args) -> Result<Value> {
        let path = path!("/servers/{}/action/", args.need_id("node")?);
        let answer: Value = self.action(path, "open_vnc").json()?;
        match &answer["vnc_url"] {
            Value::Null => {
                Err(Error::new(Kind::MalformedResponse, "the tunnel is open, but the answer has no \"vnc_url\""))
            }
            url => Ok(url.clone()),
        }
    }

    pub(super) fn ex_close_vnc_tunnel(&self, args: &Args) -> Result<Value> {
        self.action(path!("/servers/{}/action/", args.need_id("node")?), "close_vnc").done()?;
        Ok(true.into())
    }

    pub(super) fn ex_list_servers_availability_groups(&self, _: &Args) -> Result<Value> {
        self.http.get("/servers/availability_groups/").json()
    }
}

/// Ids separated by commas; none if there are none.
pub(super) fn joined(options: &Args, key: &str) -> Result<Option<String>> {
    let ids: Vec<_> = options.ids(key)?.iter().map(ToString::to_string).collect();
    Ok((!ids.is_empty()).then(|| ids.join(",")))
}

/// Whether the service says that the server is in no state for it.
fn is_refused(error: &Error) -> bool {
    matches!(error.kind(), Kind::PermissionDenied | Kind::Conflict)
}
