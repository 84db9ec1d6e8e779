use std::time::Instant;

use super::*;

fn one(header: &str) -> Challenge {
    let mut found = challenges(header);
    assert_eq!(found.len(), 1, "{header}");
    found.remove(0)
}

fn answer(user: &str, password: &str, challenge: Challenge, cnonce: &str, target: &str) -> String {
    let state = State { challenge, since: Instant::now(), count: 1, cnonce: cnonce.to_owned() };
    DigestAuth::new(user, Secret::from(password)).answer(&state, "GET", target, &Payload::Bytes(b"")).unwrap()
}

/// The examples of RFC 7616, 3.9.1.
#[test]
fn the_examples_of_the_rfc() {
    const ABOUT: &str = r#"realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;
    for (algorithm, response) in [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ] {
        let challenge = one(&format!("Digest algorithm={algorithm}, {ABOUT}"));
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let answer = answer("Mufasa", "Circle of Life", challenge, cnonce, "/dir/index.html");
        assert!(answer.contains(&format!("response=\"{response}\"")), "{answer}");
        for part in
            ["nc=00000001", "qop=auth,", &format!("algorithm={algorithm}"), "opaque=\"FQhe/", "uri=\"/dir/index.html\""]
        {
            assert!(answer.contains(part), "{part}: {answer}");
        }
    }
}

/// The example of RFC 2617, 3.5, and that of RFC 2069 as its errata have it.
#[test]
fn older_servers_are_answered() {
    let about = r#"realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#;
    let newer = answer(
        "Mufasa",
        "Circle Of Life",
        one(&format!("Digest {about}, qop=\"auth,auth-int\"")),
        "0a4f113b",
        "/dir/index.html",
    );
    assert!(newer.contains("response=\"6629fae49393a05397450978507c4ef1\"") && !newer.contains("algorithm"), "{newer}");
    let oldest = answer("Mufasa", "CircleOfLife", one(&format!("Digest {about}")), "0a4f113b", "/dir/index.html");
    assert!(oldest.contains("response=\"1949323746fe6a43ef61f9606e7febea\"") && !oldest.contains("nc="), "{oldest}");
}

#[test]
fn the_strongest_of_several_challenges_is_taken() {
    let mut headers = HeaderMap::new();
    for value in [
        r#"Basic realm="a, b=c \"d\"", Digest realm="r", nonce="1", algorithm=MD5, qop="auth""#,
        r#"Digest realm="r", nonce="2", algorithm=SHA-256-sess, qop=auth, stale=TRUE"#,
        r#"Digest realm="r", nonce="3", algorithm=WHIRLPOOL, qop=auth"#,
        r#"Digest realm="r", nonce="4", algorithm=SHA-512-256, qop=later"#,
        "Negotiate",
    ] {
        headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(value));
    }
    let best = strongest(&headers).unwrap();
    assert_eq!(
        (best.nonce.as_str(), best.algorithm.hash, best.algorithm.session, best.stale),
        ("2", Hash::Sha256, true, true)
    );
    for header in ["", "Digest", "Digest realm=\"r\"", "Digest nonce=\"", "=,=\"", "Digest =x"] {
        let found = challenges(header);
        assert!(found.iter().all(|challenge| challenge.nonce.is_empty()), "{header}: {found:?}");
    }
    assert_eq!(one(r#"Digest realm="a \"quoted\" one", nonce="n""#).realm, "a \"quoted\" one");
}

fn refused(auth: &DigestAuth, challenge: &'static str) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    auth.learn(&Refusal { status: 401, code: None, headers: &headers, date: None, begun: Instant::now() }).unwrap()
}

#[test]
fn a_wrong_password_is_not_tried_twice_but_an_old_nonce_is_renewed() {
    let auth = DigestAuth::new("u", Secret::from("p"));
    let signed = || {
        let mut state = auth.state();
        let state = state.as_mut().unwrap();
        state.count += 1;
        auth.answer(state, "GET", "/", &Payload::Bytes(b"")).unwrap()
    };
    assert!(refused(&auth, r#"Digest realm="r", nonce="1", qop="auth""#));
    assert!(signed().contains("nc=00000001"));
    assert!(signed().contains("nc=00000002"));
    assert!(refused(&auth, r#"Digest realm="r", nonce="2", qop="auth", stale=true"#));
    assert!(signed().contains("nc=00000001"), "counting begins anew with the nonce");
    assert!(!refused(&auth, r#"Digest realm="r", nonce="3", qop="auth""#), "the password is wrong");
    assert!(signed().contains("nonce=\"3\""));
    assert!(refused(&auth, r#"Digest realm="other", nonce="4", qop="auth""#), "another realm is another question");
    assert!(!refused(&auth, "Basic realm=\"r\""));
}

#[test]
fn who_was_refused_before_another_learnt_tries_what_that_one_learnt() {
    let auth = DigestAuth::new("u", Secret::from("p"));
    let begun = Instant::now();
    assert!(refused(&auth, r#"Digest realm="r", nonce="1", qop="auth""#));
    auth.state().as_mut().unwrap().count += 1;
    let mut headers = HeaderMap::new();
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(r#"Digest realm="r", nonce="2", qop="auth""#));
    assert!(auth.learn(&Refusal { status: 401, code: None, headers: &headers, date: None, begun }).unwrap());
    assert_eq!(auth.state().as_ref().unwrap().challenge.nonce, "1");
}

#[test]
fn what_would_break_the_header_is_escaped() {
    let challenge = one(r#"Digest realm="r", nonce="n", userhash=true, qop=auth, algorithm=SHA-256"#);
    let hashed = answer("J\"rg", "p", challenge, "c", "/");
    assert!(
        hashed.contains(&format!("username=\"{}\"", Hash::Sha256.of(b"J\"rg:r"))) && hashed.ends_with("userhash=true")
    );
    let plain = answer("J\"r\\g", "p", one(r#"Digest realm="r", nonce="n""#), "c", "/");
    assert!(plain.contains(r#"username="J\"r\\g""#), "{plain}");
}

#[test]
fn a_body_may_have_to_be_covered() {
    let challenge = || one(r#"Digest realm="r", nonce="n", qop="auth-int""#);
    let auth = DigestAuth::new("u", Secret::from("p"));
    let with = |payload: &Payload| {
        auth.answer(
            &State { challenge: challenge(), since: Instant::now(), count: 1, cnonce: "c".to_owned() },
            "PUT",
            "/",
            payload,
        )
    };
    assert_ne!(with(&Payload::Bytes(b"a")).unwrap(), with(&Payload::Bytes(b"b")).unwrap());
    assert_eq!(with(&Payload::Stream).unwrap_err().kind(), Kind::NotSupported);
}
