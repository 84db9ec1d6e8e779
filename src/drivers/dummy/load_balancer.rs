//! Load balancers in memory: they take a while to be made, and then change at once.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::course::Course;
use super::{AFTERLIFE, Weather, seconds};
use crate::api::load_balancer::{Changes, LoadBalancer, NewBalancer, NewMember, errors};
use crate::api::{Args, Offer, Ref, offer};
use crate::drivers::Service;
use crate::drivers::config::Config;
use crate::error::{Error, Result};
use crate::model::{Algorithm, Balancer, BalancerState, Extra, Member, Time};
use crate::text;
use crate::text::Text;
use crate::value::{Map, Value};

/// The service.
pub const SERVICE: Service<dyn LoadBalancer> = Service { new, methods: METHODS, extensions: &[], variant: None };

const METHODS: &[Offer] = &[
    offer("list_protocols"),
    offer("list_supported_algorithms"),
    offer("list_balancers"),
    offer("get_balancer"),
    offer("create_balancer"),
    offer("update_balancer"),
    offer("destroy_balancer"),
    offer("balancer_list_members"),
    offer("balancer_attach_member"),
    offer("balancer_attach_compute_node"),
    offer("balancer_detach_member"),
];

const PROTOCOLS: &[Text] = &[text!("http"), text!("https"), text!("tcp"), text!("udp")];
/// Not all, so that programs can be shown what refusing one looks like.
const ALGORITHMS: &[Algorithm] = &[Algorithm::Random, Algorithm::RoundRobin, Algorithm::LeastConnections];
/// Libcloud's default.
const PORT: u16 = 80;

struct Dummy {
    weather: Weather,
    /// How long a balancer takes to be made.
    delay: Duration,
    account: Mutex<Account>,
}

#[derive(Default)]
struct Account {
    balancers: Vec<Balancing>,
    last_id: u64,
}

/// A balancer; its state is none once nobody remembers it.
struct Balancing {
    id: Text,
    name: Text,
    ip: Text,
    port: u16,
    protocol: Text,
    algorithm: Algorithm,
    created: Time,
    members: Vec<Member>,
    course: Course<Option<BalancerState>>,
}

fn new(config: &Config) -> Result<Arc<dyn LoadBalancer>> {
    let delay = seconds(config, "state_delay", 0.2)?;
    Ok(Arc::new(Dummy { weather: Weather::new(config)?, delay, account: Mutex::default() }))
}

impl Dummy {
    fn account(&self) -> Result<MutexGuard<'_, Account>> {
        self.weather.brave()?;
        Ok(self.account.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl LoadBalancer for Dummy {
    fn list_protocols(&self, _: &Args) -> Result<Vec<Text>> {
        self.weather.brave()?;
        Ok(PROTOCOLS.to_vec())
    }

    fn list_supported_algorithms(&self, _: &Args) -> Result<Vec<Algorithm>> {
        self.weather.brave()?;
        Ok(ALGORITHMS.to_vec())
    }

    fn list_balancers(&self, _: &Args) -> Result<Vec<Balancer>> {
        Ok(self.account()?.balancers.iter().filter_map(Balancing::record).collect())
    }

    fn get_balancer(&self, balancer: &Ref, _: &Args) -> Result<Balancer> {
        self.account()?.find(balancer)?.record().ok_or_else(|| errors::no_balancer(balancer))
    }

    fn create_balancer(&self, new: &NewBalancer, _: &Args) -> Result<Balancer> {
        let mut account = self.account()?;
        let id = account.next_id();
        let [.., high, low] = id.to_be_bytes();
        let mut made = Balancing {
            id: id.to_string().into(),
            name: new.name.into(),
            ip: format!("127.1.{high}.{low}").into(),
            port: new.port.unwrap_or(PORT),
            protocol: protocol(new.protocol.unwrap_or("http"))?,
            algorithm: offered(new.algorithm.unwrap_or(Algorithm::RoundRobin))?,
            created: Time::now(),
            members: Vec::new(),
            course: Course::at(Some(BalancerState::Pending)).then(self.delay, Some(BalancerState::Running)),
        };
        for member in &new.members {
            made.add(account.next_id(), member)?;
        }
        let record = made.record().ok_or_else(|| errors::no_balancer(new.name))?;
        account.balancers.push(made);
        Ok(record)
    }

    fn update_balancer(&self, balancer: &Ref, changes: &Changes, _: &Args) -> Result<Balancer> {
        let mut account = self.account()?;
        let changed = account.find(balancer)?;
        changed.require_running()?;
        let protocol = changes.protocol.as_deref().map(protocol).transpose()?;
        let algorithm = changes.algorithm.map(offered).transpose()?;
        changed.name = changes.name.clone().unwrap_or_else(|| changed.name.clone());
        changed.port = changes.port.unwrap_or(changed.port);
        changed.protocol = protocol.unwrap_or_else(|| changed.protocol.clone());
        changed.algorithm = algorithm.unwrap_or(changed.algorithm);
        changed.record().ok_or_else(|| errors::no_balancer(balancer))
    }

    fn destroy_balancer(&self, balancer: &Ref, _: &Args) -> Result<()> {
        let mut account = self.account()?;
        let gone = account.find(balancer)?;
        if gone.course.now() == Some(BalancerState::Deleted) {
            return Ok(());
        }
        gone.require_running()?;
        gone.course = Course::at(Some(BalancerState::Deleted)).then(self.delay.saturating_mul(AFTERLIFE), None);
        Ok(())
    }

    fn balancer_list_members(&self, balancer: &Ref, _: &Args) -> Result<Vec<Member>> {
        Ok(self.account()?.find(balancer)?.members.clone())
    }

    fn balancer_attach_member(&self, balancer: &Ref, member: &NewMember, _: &Args) -> Result<Member> {
        let mut account = self.account()?;
        let id = account.next_id();
        let changed = account.find(balancer)?;
        changed.require_running()?;
        changed.add(id, member)
    }

    fn balancer_detach_member(&self, balancer: &Ref, member: &Ref, _: &Args) -> Result<()> {
        let mut account = self.account()?;
        let changed = account.find(balancer)?;
        changed.require_running()?;
        let found = changed.members.iter().position(|known| known.id == **member);
        changed.members.remove(found.ok_or_else(|| errors::no_member(balancer, member))?);
        Ok(())
    }
}

impl Account {
    /// A number that neither a balancer nor a member has yet.
    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    fn find(&mut self, id: &str) -> Result<&mut Balancing> {
        let found = self.balancers.iter_mut().find(|known| known.id == *id && known.course.now().is_some());
        found.ok_or_else(|| errors::no_balancer(id))
    }
}

impl Balancing {
    /// As it is now; none once it is gone.
    fn record(&self) -> Option<Balancer> {
        Some(Balancer {
            id: self.id.clone(),
            name: self.name.clone(),
            state: self.course.now()?,
            ip: Some(self.ip.clone()),
            port: Some(self.port),
            extra: self.extra(),
        })
    }

    fn extra(&self) -> Extra {
        let (protocol, algorithm) = (Value::from(&self.protocol), Value::from(self.algorithm));
        let pairs =
            [(text!("protocol"), protocol), (text!("algorithm"), algorithm), (text!("created"), self.created.into())];
        pairs.into_iter().collect::<Map>().into()
    }

    /// Only then it can be changed.
    fn require_running(&self) -> Result<()> {
        match self.course.now().unwrap_or(BalancerState::Deleted) {
            BalancerState::Running => Ok(()),
            state => Err(errors::immutable(&self.id, state)),
        }
    }

    fn add(&mut self, id: u64, new: &NewMember) -> Result<Member> {
        let ip = new.ip.as_deref().ok_or_else(|| Error::invalid("a member here needs an \"ip\""))?;
        let address = ip.parse::<IpAddr>().map_err(|_| Error::invalid(format!("\"ip\" is no IP address: {ip:?}")))?;
        let port = new.port.unwrap_or(self.port);
        let member = Member {
            id: id.to_string().into(),
            ip: Some(address.to_string().into()),
            port: Some(port),
            extra: new.extra.clone().into(),
        };
        if self.members.iter().any(|known| (&known.ip, known.port) == (&member.ip, member.port)) {
            return Err(errors::member_exists(&self.id, &format!("{ip} port {port}")));
        }
        self.members.push(member.clone());
        Ok(member)
    }
}

fn protocol(word: &str) -> Result<Text> {
    let found = PROTOCOLS.iter().find(|known| **known == *word).cloned();
    found.ok_or_else(|| errors::not_offered("protocol", word, PROTOCOLS.iter().cloned()))
}

fn offered(algorithm: Algorithm) -> Result<Algorithm> {
    if ALGORITHMS.contains(&algorithm) {
        return Ok(algorithm);
    }
    Err(errors::not_offered("algorithm", &algorithm.text(), ALGORITHMS.iter().map(|known| known.text())))
}
