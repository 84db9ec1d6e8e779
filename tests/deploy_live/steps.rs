//! What steps do.

use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cloud::deploy::{Deployment, KEPT, Step};
use cloud::error::{Error, Kind};
use cloud::object;
use cloud::ssh::Stream;
use cloud::value::Value;

use crate::{Heard, deploy, deployed, dummy, fails, script, sshd, step};

#[test]
fn steps_are_done_in_order() {
    let sshd = sshd!();
    let folder = tempfile::tempdir().unwrap();
    let local = folder.path().join("photo");
    let photo: Vec<u8> = (0..3_000_000u32).map(|n| (n * 7 / 8) as u8).collect();
    std::fs::write(&local, &photo).unwrap();
    std::fs::set_permissions(&local, std::fs::Permissions::from_mode(0o640)).unwrap();
    let text = "#!/bin/sh\nprintf '%s|' \"$@\"; echo bad >&2; wc -c < photo; rm photo; ls -l \"$0\"\n";
    let file = folder.path().join("setup.sh");
    std::fs::write(&file, text).unwrap();
    let stranger = std::fs::read_to_string(sshd.keys.join("stranger.pub")).unwrap();

    let mut deployment = Deployment::new();
    let none = Value::Null;
    deployment.add(Step::ssh_key(&stranger, &none).unwrap());
    deployment.add(Step::file(local.to_str().unwrap(), "photo", &none).unwrap());
    let options =
        object! { "args": cloud::array!["a b", "it's", "$HOME", ""], "name": "named step.sh", "delete": true };
    deployment.add(Step::script_file(file.to_str().unwrap(), &options).unwrap());
    deployment.add(Step::script("stat -c %a . | wc -l; test ! -e 'named step.sh' && echo gone", &none).unwrap());
    let heard = Heard::default();
    heard.listen(&mut deployment);
    let told = Arc::new(Mutex::new(Vec::new()));
    let (observed, observer) = (told.clone(), told.clone());
    deployment.set_observer(Some(Arc::new(move |node, at, result: &Value| {
        observer.lock().unwrap().push((node.to_owned(), at, result.clone()));
        Ok(())
    })));
    let node = deploy(&dummy(), &deployment, &sshd.options(object! {})).unwrap();
    assert_eq!(node.public_ips, ["127.0.0.1"]);
    let results = deployed(&node);
    let result = step(&results, 2);
    assert_eq!(result["name"], "named step.sh");
    let stdout = result["stdout"].as_str().unwrap();
    assert!(stdout.starts_with("a b|it's|$HOME||3000000\n-rwx------ "), "{stdout}");
    assert!(stdout.contains("/named step.sh"), "{stdout}");
    assert_eq!(result["stderr"], "bad\n");
    assert_eq!(result["exit_status"].as_int(), Some(0));
    assert!(result["duration"].as_double().is_some_and(|seconds| seconds > 0.0 && seconds < 60.0));
    assert_eq!(step(&results, 3)["stdout"], "1\ngone\n");
    let names: Vec<_> = results["steps"].as_array().unwrap().iter().map(|s| s["kind"].as_str().unwrap()).collect();
    assert_eq!(names, ["ssh_key", "file", "script", "script"]);
    assert!(String::from_utf8(heard.of(Stream::Stdout)).unwrap().ends_with("/named step.sh\n1\ngone\n"));
    assert_eq!(heard.of(Stream::Stderr), b"bad\n");
    let observed = observed.lock().unwrap();
    assert!(observed.iter().all(|(id, _, _)| *id == *node.id));
    let values: Vec<_> = observed.iter().map(|(_, _, value)| value.clone()).collect();
    assert_eq!(Value::Array(values), results["steps"]);

    // The key that was installed lets one in; a second time it is there already.
    let options = sshd.options(object! { "ssh_key": sshd.key("stranger") });
    let mut again = Deployment::new();
    again.add(Step::ssh_key(&stranger, &none).unwrap());
    again.add(
        Step::script(
            "cd; wc -l < .ssh/authorized_keys; stat -c %a .ssh .ssh/authorized_keys; rm .ssh/authorized_keys",
            &none,
        )
        .unwrap(),
    );
    let node = deploy(&dummy(), &again, &options).unwrap();
    assert_eq!(step(&deployed(&node), 1)["stdout"], "1\n700\n600\n");
}

#[test]
fn a_file_has_its_mode_and_its_bytes() {
    let sshd = sshd!();
    let local = tempfile::NamedTempFile::new().unwrap();
    let target = format!("{}/copy-{}", sshd.home.display(), std::process::id());
    let mut deployment = Deployment::new();
    let options = object! { "ex_mode": "0751" };
    deployment.add(Step::file(local.path().to_str().unwrap(), &target, &options).unwrap());
    for content in [b"longer than the next one".to_vec(), b"short".to_vec(), vec![7; 1_000_001]] {
        std::fs::write(local.path(), &content).unwrap();
        deploy(&dummy(), &deployment, &sshd.options(object! {})).unwrap();
        assert!(std::fs::read(&target).unwrap() == content);
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o7777, 0o751);
    }
    std::fs::remove_file(&target).unwrap();

    let mut nowhere = Deployment::new();
    nowhere.add(Step::file(local.path().to_str().unwrap(), "no/such/folder", &Value::Null).unwrap());
    let (error, details) = fails(&dummy(), &nowhere, &sshd.options(object! {}));
    assert_eq!(error.kind(), Kind::NotFound);
    assert!(error.to_string().contains("step 1 of 1, \"no/such/folder\", failed: writing"), "{error}");
    assert!(step(&details, 0)["error"].as_str().is_some());

    let mut forbidden = Deployment::new();
    forbidden.add(Step::file(local.path().to_str().unwrap(), "/etc/not-yours", &Value::Null).unwrap());
    assert_eq!(fails(&dummy(), &forbidden, &sshd.options(object! {})).0.kind(), Kind::PermissionDenied);
}

#[test]
fn a_script_that_fails_ends_the_deployment() {
    let sshd = sshd!();
    let driver = dummy();
    let mut deployment = script("echo begun; echo 'no such package' >&2; exit 3");
    deployment.add(Step::script("touch never", &Value::Null).unwrap());
    let (error, details) = fails(&driver, &deployment, &sshd.options(object! {}));
    assert_eq!((error.kind(), error.name().as_str(), error.is_retriable()), (Kind::Provider, "DeploymentError", false));
    let message = error.to_string();
    let id = details["node"]["id"].as_str().unwrap();
    for part in ["deploy_node: step 1 of 2, \"script\", failed", "status 3", "no such package", id, "still there"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert_eq!(details["steps"].as_array().unwrap().len(), 1, "the second was not begun");
    assert_eq!(step(&details, 0)["exit_status"].as_int(), Some(3));
    assert_eq!(step(&details, 0)["stdout"], "begun\n");
    assert_eq!(details["destroyed"].as_bool(), Some(false));
    assert_eq!(driver.call("get_node", &object! { "node_id": id }).unwrap()["state"], "running");

    let (error, details) = fails(&driver, &script("kill -KILL $$"), &sshd.options(object! {}));
    assert!(error.to_string().contains("SIGKILL"), "{error}");
    assert_eq!(step(&details, 0)["signal"], "KILL");
    // What is not a script at all.
    let options = sshd.options(object! {});
    assert_eq!(fails(&driver, &script("#!/no/such/interpreter\n"), &options).0.kind(), Kind::Provider);
}

#[test]
fn a_node_is_destroyed_where_that_is_asked_for() {
    let sshd = sshd!();
    let driver = dummy();
    let options = sshd.options(object! { "ex_destroy_on_failure": true });
    let (error, details) = fails(&driver, &script("exit 1"), &options);
    assert!(error.to_string().contains("was destroyed"), "{error}");
    assert_eq!(details["destroyed"].as_bool(), Some(true));
    let node = driver.call("get_node", &object! { "node_id": details["node"]["id"].clone() }).unwrap();
    assert_eq!(node["state"], "terminated");
    let kept = deploy(&driver, &script("exit 0"), &options).unwrap();
    assert_eq!(driver.call("get_node", &object! { "node_id": kept.id }).unwrap()["state"], "running");
}

#[test]
fn a_script_that_takes_too_long_is_ended() {
    let sshd = sshd!();
    let mut deployment = Deployment::new();
    let mark = sshd.home.join(format!("mark-{}", std::process::id()));
    let text = format!("trap 'touch {}; exit 0' TERM\necho waiting; sleep 60 & wait", mark.display());
    deployment.add(Step::script(&text, &object! { "timeout": 1, "delete": true, "name": "slow.sh" }).unwrap());
    let begun = Instant::now();
    let (error, details) = fails(&dummy(), &deployment, &sshd.options(object! {}));
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(error.kind(), Kind::Timeout);
    assert!(error.to_string().contains("took longer than 1 s; stdout ends with: waiting"), "{error}");
    assert_eq!(step(&details, 0)["exit_status"], Value::Null);
    let seen = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        mark.exists()
    });
    assert!(seen, "the script was not sent SIGTERM");
    assert!(!sshd.home.join("slow.sh").exists());
    std::fs::remove_file(mark).unwrap();
}

#[test]
fn all_output_is_heard_and_its_end_is_kept() {
    let sshd = sshd!();
    let mut deployment = script("seq 1 1000000; seq 1 100000 >&2");
    let heard = Heard::default();
    heard.listen(&mut deployment);
    let node = deploy(&dummy(), &deployment, &sshd.options(object! {})).unwrap();
    let all: String = (1..=1_000_000).map(|n| format!("{n}\n")).collect();
    assert!(heard.of(Stream::Stdout) == all.as_bytes());
    let results = deployed(&node);
    let result = step(&results, 0);
    assert_eq!(result["stdout_bytes"].as_int(), Some(all.len() as i64));
    assert!(result["stdout"].as_str().unwrap() == &all[all.len() - KEPT..]);
    assert!(result["stderr"].as_str().unwrap().ends_with("\n99999\n100000\n"));

    let mut stopped = script("echo first; sleep 60");
    stopped.set_output(Some(Arc::new(|_, _, _, _| Err(Error::new(Kind::Aborted, "enough")))));
    let begun = Instant::now();
    assert_eq!(fails(&dummy(), &stopped, &sshd.options(object! {})).0.kind(), Kind::Aborted);
    let mut stopped = script("true");
    stopped.add(Step::script("sleep 60", &Value::Null).unwrap());
    stopped.set_observer(Some(Arc::new(|_, _, _| Err(Error::new(Kind::Aborted, "enough")))));
    let (error, details) = fails(&dummy(), &stopped, &sshd.options(object! {}));
    assert_eq!((error.kind(), details["steps"].as_array().unwrap().len()), (Kind::Aborted, 1));
    assert!(begun.elapsed() < Duration::from_secs(20));
}
