//! A renewed certificate is served without a restart, and a broken one is not.

use super::running::{LocalTls, Server, grid_town, reply};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn shipped(name: &str) -> String {
    format!("{}/tests/it/operations/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Puts a certificate and a key where the server reads them.
fn put(folder: &Path, certificate: &str, key: &str) -> (PathBuf, PathBuf) {
    let places = (folder.join("cert.pem"), folder.join("key.pem"));
    std::fs::copy(shipped(certificate), &places.0).expect("copied");
    std::fs::copy(shipped(key), &places.1).expect("copied");
    places
}

/// Waits for what the signal brings about.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_hang_up_signal_renews_the_certificate_and_drops_no_connection() {
    let (folder, workspace) = grid_town();
    let (certificate, key) = put(folder.path(), "localhost.pem", "localhost.key.pem");
    let (certificate, key) = (certificate.to_str().expect("UTF-8"), key.to_str().expect("UTF-8"));
    let server = Server::start(&workspace, &["--tls-cert", certificate, "--tls-key", key]);
    let old = LocalTls::trusting(&shipped("authority.pem"));
    let new = LocalTls::trusting(&shipped("next-authority.pem"));
    assert!(old.is_trusting(&server) && !new.is_trusting(&server));
    // A connection in the middle of a request.
    let mut under_way = old.connect(&server);
    under_way
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        .expect("sent");
    under_way.flush().expect("sent");

    put(folder.path(), "next.pem", "next.key.pem");
    server.signal("HUP");
    until("the new certificate is served", || new.is_trusting(&server));
    assert!(!old.is_trusting(&server));
    under_way.write_all(b"Connection: close\r\n\r\n").expect("still there");
    let mut answer = Vec::new();
    under_way.read_to_end(&mut answer).expect("answered");
    assert_eq!(reply(&answer).0, 200);

    // A key that is another certificate's, then no certificate at all: what is served stays.
    for (certificate, key) in [
        ("next.pem", "localhost.key.pem"),
        ("operations.missing", "next.key.pem"),
    ] {
        match std::fs::copy(shipped(certificate), folder.path().join("cert.pem")) {
            Ok(_) => {}
            Err(_) => std::fs::write(folder.path().join("cert.pem"), "no certificate\n").expect("written"),
        }
        std::fs::copy(shipped(key), folder.path().join("key.pem")).expect("copied");
        let failures = || server.log().matches("the new certificate cannot be served").count();
        let before = failures();
        server.signal("HUP");
        until("the failure is logged", || failures() > before);
        assert!(new.is_trusting(&server), "the one before it is still served");
    }
    put(folder.path(), "localhost.pem", "localhost.key.pem");
    server.signal("HUP");
    until("a whole certificate is taken again", || old.is_trusting(&server));
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn without_a_certificate_a_hang_up_signal_ends_nothing() {
    let (_folder, workspace) = grid_town();
    let server = Server::start(&workspace, &[]);
    until("it answers", || server.get("/readyz").0 == 200);
    server.signal("HUP");
    until("it is logged", || server.log().contains("SIGHUP"));
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.stop().0, Some(0));
}
