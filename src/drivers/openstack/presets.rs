//! The clouds with servers and load balancers.

use super::identity::{self, Usual};
use super::{cloud_load_balancers, compute, first_gen, octavia};
use crate::api::Param;
use crate::drivers::{Info, NONE};
use crate::error::{Error, Kind, Result};

/// A cloud and its ways.
pub struct Preset {
    pub id: &'static str,
    /// Where its compute service is.
    pub compute: Usual,
    /// Its regions, if they are known; the configuration's has to be one of them.
    pub regions: &'static [&'static str],
    /// The versions of the compute API it has, first the one that is meant where the configuration says none.
    pub api_versions: &'static [&'static str],
    /// Where version 1.1 has networks.
    pub networks: &'static str,
    /// The table with the prices of a region, if there is one.
    pub prices: fn(&str) -> Option<&'static str>,
}

const OPENSTACK: Preset = Preset {
    id: "openstack",
    compute: Usual {
        auth_url: None,
        auth_version: "3.x_password",
        service_type: "compute",
        service_name: "nova",
        region: None,
    },
    regions: &[],
    api_versions: &["2.2", "2.1", "2.0", "1.1", "1.0"],
    networks: "/os-networks",
    prices: |_| Some("openstack"),
};

const RACKSPACE: Preset = Preset {
    id: "rackspace",
    compute: Usual {
        auth_url: Some(RACKSPACE_AUTH_URL),
        auth_version: "2.0",
        service_type: "compute",
        service_name: "cloudServersOpenStack",
        region: Some("dfw"),
    },
    regions: &["dfw", "ord", "iad", "lon", "syd", "hkg"],
    api_versions: &["1.1", "2.2", "2.1", "2.0"],
    networks: "/os-networksv2",
    prices: |region| {
        Some(match region {
            "lon" => "rackspacenovalon",
            "syd" => "rackspacenovasyd",
            _ => "rackspacenovaus",
        })
    },
};

const RACKSPACE_FIRST_GEN: Preset = Preset {
    id: "rackspace_first_gen",
    compute: Usual {
        auth_url: Some(RACKSPACE_AUTH_URL),
        auth_version: "2.0",
        service_type: "compute",
        service_name: "cloudServers",
        region: Some("us"),
    },
    regions: &["us", "uk"],
    api_versions: &["1.0"],
    networks: "",
    prices: |_| Some("rackspace"),
};

/// Where one logs in to Rackspace.
pub const RACKSPACE_AUTH_URL: &str = "https://identity.api.rackspacecloud.com";

static PRESETS: &[Preset] = &[OPENSTACK, RACKSPACE, RACKSPACE_FIRST_GEN];

const CONFIG: &[Param] = compute::CONFIG;

/// What the registry shows of each.
pub const INFOS: &[Info] = &[
    Info {
        id: OPENSTACK.id,
        name: "OpenStack",
        website: "https://www.openstack.org/",
        config: CONFIG,
        compute: Some(compute::CURRENT),
        load_balancer: Some(octavia::SERVICE),
        ..NONE
    },
    Info {
        id: RACKSPACE.id,
        name: "Rackspace Cloud Servers",
        website: "https://www.rackspace.com/",
        config: CONFIG,
        compute: Some(compute::LEGACY),
        load_balancer: Some(cloud_load_balancers::SERVICE),
        ..NONE
    },
    Info {
        id: RACKSPACE_FIRST_GEN.id,
        name: "Rackspace Cloud Servers, first generation",
        website: "https://www.rackspace.com/",
        config: identity::CONFIG,
        compute: Some(first_gen::SERVICE),
        ..NONE
    },
];

impl Preset {
    /// The preset of a provider.
    pub fn of(id: &str) -> Result<&'static Self> {
        let unknown = || Error::new(Kind::Internal, format!("{id} is no preset of this driver"));
        PRESETS.iter().find(|preset| preset.id == id).ok_or_else(unknown)
    }

    /// Refuses a region that the cloud does not have.
    pub fn check_region(&self, region: &str) -> Result<()> {
        if self.regions.is_empty() || self.regions.iter().any(|known| known.eq_ignore_ascii_case(region)) {
            return Ok(());
        }
        Err(Error::invalid(format!("{} has no region {region:?}; it has {}", self.id, self.regions.join(", "))))
    }
}
