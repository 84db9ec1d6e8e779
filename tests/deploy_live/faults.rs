//! Networks that break, servers that are late, callers who have had enough.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use cloud::call::Call;
use cloud::deploy::{Deployment, Step};
use cloud::error::Kind;
use cloud::object;
use cloud::value::Value;

use crate::relay::{self, Act};
use crate::{deploy, deployed, dummy, fails, script, sshd, step};

#[test]
fn a_session_that_breaks_ends_a_script() {
    let sshd = sshd!();
    // The parent of the script is the server's process for this session: it needs a moment to hand on what it was given.
    let broken = script("echo so far; sleep 1; kill -9 $PPID; sleep 5");
    let (error, details) = fails(&dummy(), &broken, &sshd.options(object! {}));
    assert_eq!(error.kind(), Kind::Io);
    let message = error.to_string();
    assert!(message.contains("step 1 of 1") && message.contains("broke while running"), "{message}");
    assert!(message.contains("so far") && message.contains("still there"), "{message}");
    assert_eq!(step(&details, 0)["exit_status"], Value::Null);
}

#[test]
fn an_upload_that_breaks_is_begun_again() {
    let sshd = sshd!();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), vec![1; 2_000_000]).unwrap();
    let mut deployment = Deployment::new();
    deployment.add(Step::file(file.path().to_str().unwrap(), "broken", &Value::Null).unwrap());
    deployment.add(Step::script("wc -c < broken; rm broken", &Value::Null).unwrap());
    let act = |number| if number < 2 { Act::CutAfter(500_000) } else { Act::Pass };
    let relay = relay::start(relay::anywhere(), sshd.port, act);
    let node = deploy(&dummy(), &deployment, &sshd.options(object! { "ssh_port": relay.port })).unwrap();
    assert_eq!(step(&deployed(&node), 1)["stdout"], "2000000\n");
    assert_eq!(relay.taken.load(Ordering::SeqCst), 3);

    let relay = relay::start(relay::anywhere(), sshd.port, |_| Act::CutAfter(500_000));
    let options = sshd.options(object! { "ssh_port": relay.port, "max_tries": 2 });
    let (error, _) = fails(&dummy(), &deployment, &options);
    assert!(error.kind() == Kind::Io && error.to_string().contains("broke while writing"), "{error}");
    assert_eq!(relay.taken.load(Ordering::SeqCst), 2);
}

#[test]
fn a_server_that_is_late_is_waited_for() {
    let sshd = sshd!();
    let port = relay::anywhere().local_addr().unwrap().port();
    let server = sshd.port;
    let late = thread::spawn(move || {
        thread::sleep(Duration::from_millis(800));
        // The first connections are cut, as by a machine that is still booting.
        let act = |number| if number < 2 { Act::CutAfter(1) } else { Act::Pass };
        relay::start(TcpListener::bind(("127.0.0.1", port)).unwrap(), server, act)
    });
    deploy(&dummy(), &script("true"), &sshd.options(object! { "ssh_port": port })).unwrap();
    assert_eq!(late.join().unwrap().taken.load(Ordering::SeqCst), 3);

    let nobody = relay::anywhere().local_addr().unwrap().port();
    let begun = Instant::now();
    let options = sshd.options(object! { "ssh_port": nobody, "timeout": 1 });
    let (error, details) = fails(&dummy(), &script("true"), &options);
    assert_eq!(error.kind(), Kind::Io);
    assert!(error.to_string().contains(&format!("127.0.0.1:{nobody}")), "{error}");
    assert!(error.to_string().contains(details["node"]["id"].as_str().unwrap()), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let sshd = sshd!();
    let relay = relay::start(relay::anywhere(), sshd.port, |_| Act::Hang);
    let options = sshd.options(object! { "ssh_port": relay.port, "ssh_timeout": 0.3, "timeout": 1 });
    let (error, _) = fails(&dummy(), &script("true"), &options);
    assert_eq!(error.kind(), Kind::Timeout);
    assert!(relay.taken.load(Ordering::SeqCst) > 1, "it is tried more than once");
}

#[test]
fn a_call_that_is_cancelled_or_over_ends_it_all() {
    let sshd = sshd!();
    let driver = dummy();
    let call = Arc::new(Call::new(None));
    let bound = driver.bind(call.clone());
    let mut deployment = script("echo begun; sleep 60");
    deployment.set_output(Some(Arc::new(move |_, _, _, _| {
        call.cancel();
        Ok(())
    })));
    let begun = Instant::now();
    let options = sshd.options(object! { "ex_destroy_on_failure": true });
    let (error, details) = fails(&bound, &deployment, &options);
    assert_eq!((error.kind(), details["destroyed"].as_bool()), (Kind::Cancelled, Some(true)));

    let bound = driver.bind(Arc::new(Call::new(Some(Duration::from_secs(2)))));
    let (error, details) = fails(&bound, &script("sleep 60"), &sshd.options(object! {}));
    assert_eq!((error.kind(), details["destroyed"].as_bool()), (Kind::Timeout, Some(false)));
    assert!(begun.elapsed() < Duration::from_secs(20));
}
