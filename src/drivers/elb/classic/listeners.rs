//! Listeners: the ports that a balancer answers at.

use super::super::words::protocol;
use super::policies::done;
use super::{Classic, PROTOCOLS};
use crate::api::{self, Args};
use crate::drivers::aws::Action;
use crate::error::{Error, Result};
use crate::value::Value;

impl Classic {
    pub fn ex_create_balancer_listeners(&self, args: &Args) -> Result<Value> {
        let mut action =
            self.service.once("CreateLoadBalancerListeners").set("LoadBalancerName", args.need_id("name")?);
        let listeners = args.array("listeners")?;
        if listeners.is_empty() {
            return Err(Error::invalid("\"listeners\" names none"));
        }
        for (n, given) in listeners.iter().enumerate() {
            action = listener(action, &format!("Listeners.member.{}", n + 1), given)?;
        }
        done(action)
    }

    pub fn ex_delete_balancer_listeners(&self, args: &Args) -> Result<Value> {
        let action = self.service.action("DeleteLoadBalancerListeners");
        let ports = args.texts("ports")?;
        done(action.set("LoadBalancerName", args.need_id("name")?).indexed("LoadBalancerPorts.member", ports))
    }
}

/// One as Libcloud gives it: the port, the port of the instances, the protocol, and the certificate for those that encrypt.
fn listener(action: Action, key: &str, given: &Value) -> Result<Action> {
    let form = || Error::invalid("a listener is [port, port of the instances, protocol, certificate if it encrypts]");
    let (port, instance_port, word, certificate) = match given.as_array().ok_or_else(form)? {
        [port, instance_port, word] => (port, instance_port, word, None),
        [port, instance_port, word, certificate] => (port, instance_port, word, certificate.as_str()),
        _ => return Err(form()),
    };
    let number = |value: &Value| {
        let number = value.as_int().or_else(|| value.as_str()?.trim().parse().ok()).ok_or_else(form)?;
        api::port("port", number)?.ok_or_else(form)
    };
    let protocol = protocol(word.as_str().ok_or_else(form)?, PROTOCOLS)?;
    Ok(action
        .set(format!("{key}.LoadBalancerPort"), number(port)?)
        .set(format!("{key}.InstancePort"), number(instance_port)?)
        .set(format!("{key}.Protocol"), protocol)
        .set_opt(&format!("{key}.SSLCertificateId"), certificate))
}
