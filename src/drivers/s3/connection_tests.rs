use super::*;
use crate::object;
use crate::value::Value;

fn connection(provider: &'static str, more: Value) -> Result<Connection> {
    let mut values = object! { "key": "k", "secret": "s" };
    if let (Value::Object(all), Value::Object(more)) = (&mut values, more) {
        more.into_pairs().into_iter().for_each(|(key, value)| all.set(key, value));
    }
    Connection::new(&Config::new(provider, crate::drivers::s3::CONFIG, &values)?)
}

/// Where an object of a bucket is.
fn address(provider: &'static str, more: Value, bucket: &str) -> String {
    let site = connection(provider, more).unwrap().site(bucket).unwrap();
    format!("{}{}", site.client.base(), site.path("a b/c"))
}

#[test]
fn buckets_are_hosts_where_they_can_be() {
    let none = || object! {};
    assert_eq!(address("s3", none(), "pics"), "https://pics.s3.us-east-1.amazonaws.com/a%20b/c");
    assert_eq!(address("s3_cn_north", none(), "pics"), "https://pics.s3.cn-north-1.amazonaws.com.cn/a%20b/c");
    assert_eq!(address("s3", none(), "my.pics"), "https://s3.us-east-1.amazonaws.com/my.pics/a%20b/c");
    assert_eq!(
        address("s3", object! { "secure": false }, "my.pics"),
        "http://my.pics.s3.us-east-1.amazonaws.com/a%20b/c"
    );
    assert_eq!(address("s3", none(), "My_Pics"), "https://s3.us-east-1.amazonaws.com/My_Pics/a%20b/c");
    assert_eq!(
        address("s3", object! { "path_style": true }, "pics"),
        "https://s3.us-east-1.amazonaws.com/pics/a%20b/c"
    );
    let url = || object! { "url": "http://s3.example.com:9000/base" };
    assert_eq!(address("s3", url(), "pics"), "http://s3.example.com:9000/base/pics/a%20b/c");
    let hosts = object! { "url": "http://s3.example.com:9000", "path_style": false };
    assert_eq!(address("minio", hosts, "pics"), "http://pics.s3.example.com:9000/a%20b/c");
    let ip = object! { "url": "http://127.0.0.1:9000", "path_style": false };
    assert_eq!(address("minio", ip, "pics"), "http://127.0.0.1:9000/pics/a%20b/c");
}

#[test]
fn presets_fill_in_region_and_account() {
    assert_eq!(
        address("s3_rgw_outscale", object! { "region": "cn-southeast-1" }, "b12"),
        "https://osu.cn-southeast-1.outscale.hk/b12/a%20b/c"
    );
    assert_eq!(address("scaleway", object! { "region": "nl-ams" }, "b12"), "https://s3.nl-ams.scw.cloud/b12/a%20b/c");
    assert_eq!(
        address("cloudflare_r2", object! { "account_id": "abc" }, "b12"),
        "https://abc.r2.cloudflarestorage.com/b12/a%20b/c"
    );
    for (provider, more, word) in [
        ("cloudflare_r2", object! {}, "account_id"),
        ("minio", object! {}, "url"),
        ("s3", object! { "region": "evil.example.com/" }, "region"),
        ("s3", object! { "signature_version": 3 }, "signature_version"),
        ("s3", object! { "secret": Value::Null }, "secret"),
    ] {
        let error = connection(provider, more).err().unwrap();
        assert!(error.message().contains(word), "{error}");
    }
}

#[test]
fn a_bucket_elsewhere_is_asked_there_once_and_from_then_on() {
    let connection = connection("s3", object! {}).unwrap();
    let mut asked = Vec::new();
    let moved = |site: &Site| {
        asked.push(site.client.base().host().to_owned());
        if site.signer.region() == "eu-west-1" {
            return Ok(());
        }
        Err(Error::new(Kind::Provider, "moved").source(Elsewhere("eu-west-1".into())))
    };
    connection.send("pics", moved).unwrap();
    assert_eq!(asked, ["pics.s3.us-east-1.amazonaws.com", "pics.s3.eu-west-1.amazonaws.com"]);
    assert_eq!(connection.site("pics").unwrap().signer.region(), "eu-west-1");
    assert_eq!(connection.site("other").unwrap().signer.region(), "us-east-1");
    let error =
        connection.send("lost", |_| Err::<(), _>(Error::new(Kind::Provider, "moved").source(Elsewhere("x/y".into()))));
    assert!(error.unwrap_err().message().contains("is no region"));
}

#[test]
fn an_empty_name_is_not_the_account() {
    let connection = connection("s3", object! {}).unwrap();
    for name in ["", ".", "..", "a/b", "a?b"] {
        let error = connection.site(name).err().unwrap();
        assert_eq!(error.kind(), Kind::InvalidArgument, "{name}");
    }
}

#[test]
fn every_preset_has_an_address_or_asks_for_one() {
    for preset in crate::drivers::s3::presets::PRESETS {
        let more = if preset.endpoint.is_none() {
            object! { "url": "http://localhost:9000" }
        } else {
            object! { "account_id": "0123" }
        };
        let address = address(preset.id, more, "bucket");
        assert!(!address.contains(['{', '}']), "{address}");
        assert!(address.ends_with("/a%20b/c") && address.contains("bucket"), "{address}");
    }
}
