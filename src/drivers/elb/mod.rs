//! Amazon's load balancers: the classic ones, and the application load balancers of the second generation of the API.
//! Reference: <https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/> and
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/>

mod application;
mod classic;
mod service;
mod words;

use crate::api::Type::String;
use crate::api::{Param, opt};
use crate::drivers::aws::access;
use crate::drivers::{Info, NONE};

/// `path` is where the service is below its host, for servers that do not have it where Amazon does.
const CONFIG: &[Param] = &[access::ACCESS_ID, opt("token", String), opt("path", String)];

/// Both providers.
pub const INFOS: &[Info] = &[
    Info {
        id: "elb",
        name: "Amazon Elastic Load Balancing",
        website: "https://aws.amazon.com/elasticloadbalancing/",
        config: CONFIG,
        load_balancer: Some(classic::SERVICE),
        ..NONE
    },
    Info {
        id: "alb",
        name: "Amazon Application Load Balancing",
        website: "https://aws.amazon.com/elasticloadbalancing/application-load-balancer/",
        config: CONFIG,
        load_balancer: Some(application::SERVICE),
        ..NONE
    },
];
