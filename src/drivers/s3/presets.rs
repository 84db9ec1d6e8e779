//! The services that speak S3: one table.

use crate::drivers::s3::{CONFIG, STORAGE};
use crate::drivers::{Info, NONE};

/// One service.
pub(super) struct Preset {
    pub id: &'static str,
    pub name: &'static str,
    pub website: &'static str,
    /// Its address, with `{region}` and `{account_id}` to fill in; none: the user's own server, so `host` or `url` says.
    pub endpoint: Option<&'static str>,
    /// The region where none is configured.
    pub region: &'static str,
    /// Whether buckets are part of the host name, where they can be.
    pub virtual_hosts: bool,
    /// Whether a bucket is made in a region by naming it.
    pub names_location: bool,
    pub checksums: Checksums,
}

/// Whether a service knows the headers `x-amz-checksum-*`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Checksums {
    /// It checks and keeps them.
    Checked,
    /// Not known: they are sent if asked for.
    Unknown,
    /// It passes over them, so that they would protect nothing.
    Ignored,
}

const AMAZON: &str = "https://s3.{region}.amazonaws.com";
const AMAZON_CHINA: &str = "https://s3.{region}.amazonaws.com.cn";
const OUTSCALE: &str = "https://osu.{region}.outscale.com";
const OUTSCALE_CHINA: &str = "https://osu.{region}.outscale.hk";

const fn amazon(id: &'static str, name: &'static str, region: &'static str) -> Preset {
    Preset {
        id,
        name,
        website: "https://aws.amazon.com/s3/",
        endpoint: Some(AMAZON),
        region,
        virtual_hosts: true,
        names_location: true,
        checksums: Checksums::Checked,
    }
}

/// A service in the network.
const fn hosted(
    id: &'static str,
    name: &'static str,
    website: &'static str,
    endpoint: &'static str,
    region: &'static str,
) -> Preset {
    Preset {
        id,
        name,
        website,
        endpoint: Some(endpoint),
        region,
        virtual_hosts: false,
        names_location: false,
        checksums: Checksums::Unknown,
    }
}

/// A server of one's own.
const fn server(
    id: &'static str,
    name: &'static str,
    website: &'static str,
    region: &'static str,
    checksums: Checksums,
) -> Preset {
    Preset { id, name, website, endpoint: None, region, virtual_hosts: false, names_location: false, checksums }
}

/// Every preset.
pub(super) static PRESETS: &[Preset] = &[
    amazon("s3", "Amazon S3", "us-east-1"),
    amazon("s3_us_east_2", "Amazon S3 (us-east-2)", "us-east-2"),
    amazon("s3_us_west", "Amazon S3 (us-west-1)", "us-west-1"),
    amazon("s3_us_west_oregon", "Amazon S3 (us-west-2)", "us-west-2"),
    amazon("s3_us_gov_west", "Amazon S3 (us-gov-west-1)", "us-gov-west-1"),
    amazon("s3_cn_north", "Amazon S3 (cn-north-1)", "cn-north-1"),
    amazon("s3_cn_northwest", "Amazon S3 (cn-northwest-1)", "cn-northwest-1"),
    amazon("s3_eu_west", "Amazon S3 (eu-west-1)", "eu-west-1"),
    amazon("s3_eu_west_2", "Amazon S3 (eu-west-2)", "eu-west-2"),
    amazon("s3_eu_west_3", "Amazon S3 (eu-west-3)", "eu-west-3"),
    amazon("s3_eu_central", "Amazon S3 (eu-central-1)", "eu-central-1"),
    amazon("s3_eu_north_1", "Amazon S3 (eu-north-1)", "eu-north-1"),
    amazon("s3_ap_south", "Amazon S3 (ap-south-1)", "ap-south-1"),
    amazon("s3_ap_southeast", "Amazon S3 (ap-southeast-1)", "ap-southeast-1"),
    amazon("s3_ap_southeast2", "Amazon S3 (ap-southeast-2)", "ap-southeast-2"),
    amazon("s3_ap_northeast", "Amazon S3 (ap-northeast-1)", "ap-northeast-1"),
    amazon("s3_ap_northeast_1", "Amazon S3 (ap-northeast-1)", "ap-northeast-1"),
    amazon("s3_ap_northeast_2", "Amazon S3 (ap-northeast-2)", "ap-northeast-2"),
    amazon("s3_sa_east", "Amazon S3 (sa-east-1)", "sa-east-1"),
    amazon("s3_ca_central", "Amazon S3 (ca-central-1)", "ca-central-1"),
    hosted(
        "auroraobjects",
        "PCextreme AuroraObjects",
        "https://www.pcextreme.com/aurora/objects",
        "https://o.auroraobjects.eu",
        "us-east-1",
    ),
    hosted(
        "backblaze_s3",
        "Backblaze B2 (S3)",
        "https://www.backblaze.com/cloud-storage",
        "https://s3.{region}.backblazeb2.com",
        "us-west-004",
    ),
    hosted(
        "cloudflare_r2",
        "Cloudflare R2",
        "https://developers.cloudflare.com/r2/",
        "https://{account_id}.r2.cloudflarestorage.com",
        "auto",
    ),
    hosted(
        "digitalocean_spaces",
        "DigitalOcean Spaces",
        "https://www.digitalocean.com/products/spaces",
        "https://{region}.digitaloceanspaces.com",
        "nyc3",
    ),
    hosted(
        "hetzner_object_storage",
        "Hetzner Object Storage",
        "https://www.hetzner.com/storage/object-storage/",
        "https://{region}.your-objectstorage.com",
        "fsn1",
    ),
    hosted(
        "ovh",
        "OVHcloud Object Storage",
        "https://www.ovhcloud.com/en/public-cloud/object-storage/",
        "https://s3.{region}.perf.cloud.ovh.net",
        "sbg",
    ),
    hosted("s3_rgw_outscale", "Outscale Object Storage", "https://outscale.com/", OUTSCALE, "eu-west-2"),
    hosted(
        "scaleway",
        "Scaleway Object Storage",
        "https://www.scaleway.com/en/object-storage/",
        "https://s3.{region}.scw.cloud",
        "fr-par",
    ),
    hosted("wasabi", "Wasabi", "https://wasabi.com/", "https://s3.{region}.wasabisys.com", "us-east-1"),
    server("garage", "Garage", "https://garagehq.deuxfleurs.fr/", "garage", Checksums::Unknown),
    server("minio", "MinIO", "https://min.io/", "us-east-1", Checksums::Checked),
    server("s3_rgw", "Ceph Object Gateway", "https://ceph.io/", "default", Checksums::Ignored),
    server("seaweedfs", "SeaweedFS", "https://seaweedfs.com/", "us-east-1", Checksums::Checked),
];

/// What the registry shows of each.
pub static INFO: &[Info] = &{
    let mut infos = [NONE; PRESETS.len()];
    let mut i = 0;
    while i < infos.len() {
        let Preset { id, name, website, .. } = PRESETS[i];
        infos[i] = Info { id, name, website, config: CONFIG, storage: Some(STORAGE), ..NONE };
        i += 1;
    }
    infos
};

impl Preset {
    /// The preset of a provider.
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }

    /// Its address in a region.
    pub fn endpoint(&self, region: &str, account: &str) -> Option<String> {
        let pattern = match self.endpoint? {
            AMAZON if region.starts_with("cn-") => AMAZON_CHINA,
            OUTSCALE if region.starts_with("cn-") => OUTSCALE_CHINA,
            other => other,
        };
        Some(pattern.replace("{region}", region).replace("{account_id}", account))
    }

    /// Whether the address has the account's id in it.
    pub fn needs_account(&self) -> bool {
        self.endpoint.is_some_and(|pattern| pattern.contains("{account_id}"))
    }

    /// Whether each region has an address of its own.
    pub fn is_regional(&self) -> bool {
        self.endpoint.is_some_and(|pattern| pattern.contains("{region}"))
    }
}
