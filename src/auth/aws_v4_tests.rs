//! Signatures against the vectors that Amazon publishes: the request examples of the S3 reference and the test suite of
//! signature version 4.

use proptest::prelude::*;

use super::*;
use crate::http::{Method, Url};

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const EMPTY: Payload<'static> = Payload::Bytes(&[]);

fn head(method: Method, url: &str, path: &str, query: &[(&str, &str)], headers: &[(&str, &str)]) -> Head {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let query = query.iter().map(|(k, v)| ((*k).to_owned(), Some((*v).to_owned()))).collect();
    Head { method, url: Url::parse(url).unwrap(), path: path.to_owned(), query, headers: map }
}

fn signature(signer: &Signer, head: Head, payload: &Payload, moment: &str) -> String {
    let signed = signer.sign_at(&head, payload, Time::parse(moment).unwrap()).unwrap();
    let authorization = header(&signed, "authorization");
    authorization.rsplit_once("Signature=").unwrap().1.to_owned()
}

fn header<'a>(signed: &'a Signature, name: &str) -> &'a str {
    signed.headers.iter().find(|(known, _)| known == name).unwrap().1.to_str().unwrap()
}

mod s3_reference {
    use super::*;

    const BUCKET: &str = "https://examplebucket.s3.amazonaws.com";
    const MOMENT: &str = "2013-05-24T00:00:00Z";

    fn signer() -> Signer {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        Signer::new(Credentials::new("AKIAIOSFODNN7EXAMPLE", secret, None), "us-east-1", "s3")
    }

    #[test]
    fn get_object_with_a_range() {
        let head = head(GET, BUCKET, "/test.txt", &[], &[("range", "bytes=0-9")]);
        let wanted = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
        assert_eq!(signature(&signer(), head, &EMPTY, MOMENT), wanted);
    }

    #[test]
    fn put_object() {
        let headers = [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
        let head = head(Method::PUT, BUCKET, "/test%24file.text", &[], &headers);
        let wanted = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
        assert_eq!(signature(&signer(), head, &Payload::Bytes(b"Welcome to Amazon S3."), MOMENT), wanted);
    }

    #[test]
    fn a_query_key_without_a_value() {
        let mut head = head(GET, BUCKET, "/", &[], &[]);
        head.query.push(("lifecycle".to_owned(), None));
        let wanted = "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543";
        assert_eq!(signature(&signer(), head, &EMPTY, MOMENT), wanted);
    }

    #[test]
    fn a_listing() {
        let head = head(GET, BUCKET, "/", &[("max-keys", "2"), ("prefix", "J")], &[]);
        let wanted = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
        assert_eq!(signature(&signer(), head, &EMPTY, MOMENT), wanted);
    }

    #[test]
    fn presigned_get() {
        let head = head(GET, BUCKET, "/test.txt", &[], &[]);
        let url = signer().presign_at(head, Duration::from_secs(86400), Time::parse(MOMENT).unwrap()).unwrap();
        assert_eq!(
            url,
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
             &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        );
    }

    #[test]
    fn a_presigned_address_has_its_limits() {
        for seconds in [0, 7 * 24 * 3600 + 1] {
            let head = head(GET, BUCKET, "/x", &[], &[]);
            let error = signer().presign(head, Duration::from_secs(seconds)).unwrap_err();
            assert_eq!(error.kind(), Kind::InvalidArgument);
        }
    }

    #[test]
    fn a_token_is_sent_and_signed() {
        let credentials = Credentials::new("k", "s", Some("session".into()));
        let signer = Signer::new(credentials, "us-east-1", "s3");
        let signed = signer.sign(&head(GET, BUCKET, "/x", &[], &[]), &Payload::Stream).unwrap();
        assert_eq!(header(&signed, "x-amz-security-token"), "session");
        assert_eq!(header(&signed, CONTENT_SHA256.as_str()), "UNSIGNED-PAYLOAD");
        let authorization = header(&signed, "authorization");
        let names = "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,";
        assert!(authorization.contains(names), "{authorization}");
        let url = signer.presign(head(GET, BUCKET, "/x", &[], &[]), Duration::from_secs(60)).unwrap();
        assert!(url.contains("&X-Amz-Security-Token=session&"), "{url}");
    }
}

mod suite {
    use super::*;

    const HOST: &str = "https://example.amazonaws.com";
    const MOMENT: &str = "2015-08-30T12:36:00Z";

    fn signer() -> Signer {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        Signer::new(Credentials::new("AKIDEXAMPLE", secret, None), "us-east-1", "service")
    }

    /// The suite's paths are not encoded yet, so encoding them once more gives what it expects.
    fn get(path: &str, query: &[(&str, &str)], headers: &[(&str, &str)]) -> String {
        signature(&signer(), head(GET, HOST, path, query, headers), &EMPTY, MOMENT)
    }

    #[test]
    fn get_vanilla_and_its_paths() {
        const VANILLA: &str = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
        for path in ["/", "//", "/./", "/example/..", "/example1/example2/../.."] {
            assert_eq!(get(path, &[], &[]), VANILLA, "{path}");
        }
        assert_eq!(get("/ሴ", &[], &[]), "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
        assert_eq!(
            get("/example space/", &[], &[]),
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"
        );
        for path in ["/example/", "//example//"] {
            let wanted = "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84";
            assert_eq!(get(path, &[], &[]), wanted, "{path}");
        }
    }

    #[test]
    fn get_vanilla_with_queries() {
        assert_eq!(
            get("/", &[("Param2", "value2"), ("Param1", "value1")], &[]),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        );
        assert_eq!(
            get("/", &[("Param1", "value2"), ("Param1", "Value1")], &[]),
            "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"
        );
        assert_eq!(get("/", &[("ሴ", "bar")], &[]), "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
        let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        assert_eq!(
            get("/", &[(unreserved, unreserved)], &[]),
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
        );
    }

    #[test]
    fn get_with_headers() {
        assert_eq!(
            get("/", &[], &[("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")]),
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        );
        assert_eq!(
            get("/", &[], &[("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")]),
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
        );
    }

    #[test]
    fn post() {
        let vanilla = head(POST, HOST, "/", &[], &[]);
        assert_eq!(
            signature(&signer(), vanilla, &EMPTY, MOMENT),
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        );
        let form = [("content-type", "application/x-www-form-urlencoded")];
        assert_eq!(
            signature(&signer(), head(POST, HOST, "/", &[], &form), &Payload::Bytes(b"Param1=value1"), MOMENT),
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        );
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf8")];
        assert_eq!(
            signature(&signer(), head(POST, HOST, "/", &[], &form), &Payload::Bytes(b"Param1=value1"), MOMENT),
            "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"
        );
    }
}

#[test]
fn a_wrong_clock_is_set_by_the_servers() {
    let signer = Signer::new(Credentials::new("k", "s", None), "r", "s3");
    let year = 365 * 24 * 3600 * 1000;
    let server = Time::from_unix_ms(Time::now().unix_ms() + year);
    let headers = HeaderMap::new();
    let refusal = |code, date| Refusal {
        status: 403,
        code: Some(code),
        headers: &headers,
        date,
        begun: std::time::Instant::now(),
    };
    assert!(!signer.learn(&refusal("AccessDenied", Some(server))).unwrap());
    assert!(!signer.learn(&refusal("RequestTimeTooSkewed", None)).unwrap());
    assert!(signer.now().unix_ms().abs_diff(Time::now().unix_ms()) < 1000);
    assert!(signer.learn(&refusal("RequestTimeTooSkewed", Some(server))).unwrap());
    assert!(!signer.learn(&refusal("RequestTimeTooSkewed", Some(server))).unwrap(), "it did not help");
    assert!(signer.now().unix_ms().abs_diff(server.unix_ms()) < 1000);
    let signed = signer.sign(&head(GET, "http://h", "/", &[], &[]), &EMPTY).unwrap();
    assert_eq!(header(&signed, "x-amz-date")[..8], *Stamp::new(server).unwrap().date());
}

#[test]
fn the_key_changes_with_the_day() {
    let signer = Signer::new(Credentials::new("k", "s", None), "r", "s3");
    let request = || head(GET, "http://h", "/", &[], &[]);
    let first = signature(&signer, request(), &EMPTY, "2020-01-01T23:59:59Z");
    let second = signature(&signer, request(), &EMPTY, "2020-01-02T00:00:00Z");
    assert_ne!(first, second);
    let fresh = Signer::new(Credentials::new("k", "s", None), "r", "s3");
    assert_eq!(signature(&fresh, request(), &EMPTY, "2020-01-02T00:00:00Z"), second, "as if nothing had been kept");
}

#[test]
fn the_port_is_part_of_the_host_unless_it_is_the_usual_one() {
    let signer = Signer::new(Credentials::new("k", "s", None), "r", "s3");
    let at = |url| signature(&signer, head(GET, url, "/", &[], &[]), &EMPTY, "2020-01-01T00:00:00Z");
    assert_eq!(at("https://h:443"), at("https://h"));
    assert_ne!(at("https://h:8443"), at("https://h"));
}

#[test]
fn a_moment_has_all_its_digits() {
    let stamp = |moment: &str| Stamp::new(Time::parse(moment).unwrap()).map(|stamp| stamp.as_str().to_owned());
    assert_eq!(stamp("2013-05-24T01:02:03Z").unwrap(), "20130524T010203Z");
    assert_eq!(stamp("0999-12-31T23:59:59.999Z").unwrap(), "09991231T235959Z");
    assert_eq!(stamp("1969-07-20T20:17:40Z").unwrap(), "19690720T201740Z");
    assert_eq!(stamp("-000001-01-01T00:00:00Z").unwrap_err().kind(), Kind::Internal);
}

#[test]
fn what_is_added_takes_the_place_of_what_was_given() {
    let sign = |headers: &[(&str, &str)]| {
        let head = head(GET, "http://h", "/", &[], headers);
        signature(&Signer::new(Credentials::new("k", "s", None), "r", "s3"), head, &EMPTY, "2020-01-01T00:00:00Z")
    };
    assert_eq!(sign(&[("x-amz-date", "then"), ("user-agent", "me")]), sign(&[]));
    assert_eq!(sign(&[(CONTENT_SHA256.as_str(), EMPTY_SHA256)]), sign(&[]));
    assert_ne!(sign(&[(CONTENT_SHA256.as_str(), UNSIGNED)]), sign(&[]));
}

#[test]
fn the_hash_of_no_bytes() {
    assert_eq!(sha256_hex(b"").as_slice(), EMPTY_SHA256.as_bytes());
}

proptest! {
    /// A signature depends on what is in a query, not on its order.
    #[test]
    fn the_order_of_the_query_does_not_matter(mut query in prop::collection::vec(("\\PC{0,8}", "\\PC{0,8}"), 0..6)) {
        let signer = Signer::new(Credentials::new("k", "s", None), "r", "s3");
        let sign = |query: &[(String, String)]| {
            let pairs: Vec<_> = query.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            signature(&signer, head(GET, "https://h", "/", &pairs, &[]), &EMPTY, "2020-01-01T00:00:00Z")
        };
        let forwards = sign(&query);
        query.reverse();
        prop_assert_eq!(forwards, sign(&query));
    }

    /// No key, path, secret or body makes it fail, and every signature is 64 digits.
    #[test]
    fn anything_can_be_signed(secret in "\\PC{0,200}", path in "(/[a-z%./]{0,10}){0,5}", body: Vec<u8>) {
        for service in ["s3", "ec2"] {
            let signer = Signer::new(Credentials::new("k", secret.as_str(), None), "r", service);
            let head = head(POST, "https://h", &path, &[], &[]);
            let signed = signature(&signer, head, &Payload::Bytes(&body), "2020-01-01T00:00:00Z");
            prop_assert_eq!(signed.len(), 64);
        }
    }

    /// Normalising twice is normalising once, and leaves no segment to normalise.
    #[test]
    fn paths_are_normalised_once_for_all(path in "(/[a-z.]{0,3}){0,8}/?") {
        let once = normalized(&path);
        prop_assert_eq!(&normalized(&once), &once);
        prop_assert!(!once.contains("//") && !once.split('/').any(|s| s == "." || s == ".."));
    }
}
