//! What is refused before it is read.

use super::accounts::request;
use super::fixture::{Reply, get, send, town};
use axum::Router;
use axum::extract::ConnectInfo;
use gandan::api::{Rates, Service, Site, Transport, router};
use gandan::auth::PrivateFile;
use gandan::planner::Snapshot;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

fn served(site: Site) -> Router {
    let private = Arc::new(PrivateFile::in_memory().expect("a file"));
    let snapshot = Arc::new(Snapshot::build(town(), None));
    router(Service::with_accounts(snapshot, private, site))
}

/// One question, one file a second; three log-ins a minute.
fn strict(trusted: &[&str]) -> Router {
    let number = |number| NonZeroU32::new(number).expect("not zero");
    served(Site {
        rates: Rates {
            questions_per_second: number(1),
            files_per_second: number(2),
            logins_per_minute: number(3),
        },
        trusted_proxies: trusted.iter().map(|text| text.parse().expect("a network")).collect(),
        ..Site::default()
    })
}

fn ask(router: &Router, peer: &str, forwarded: &str, method: &str, uri: &str, body: &Value) -> Reply {
    let mut request = request(method, uri, &[("x-forwarded-for", forwarded)], body);
    let peer: SocketAddr = format!("{peer}:999").parse().expect("an address");
    request.extensions_mut().insert(ConnectInfo(peer));
    send(router.clone(), request)
}

#[test]
fn an_address_that_asks_too_much_is_told_when_to_come_back_and_no_other_is() {
    let town = strict(&[]);
    let about = |peer: &str, forwarded: &str| ask(&town, peer, forwarded, "GET", "/api/v1/about", &Value::Null);
    let answers: Vec<u16> = (0..12)
        .map(|n| about("203.0.113.7", &format!("10.0.0.{n}")).status.as_u16())
        .collect();
    assert_eq!(answers[..10], [200; 10], "a burst of ten");
    assert!(
        answers[10..].contains(&429),
        "a forged X-Forwarded-For is no way out: {answers:?}"
    );
    let refused = (0..20)
        .map(|_| about("203.0.113.7", ""))
        .find(|reply| reply.status == 429)
        .expect("refused");
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(about("203.0.113.8", "").status, 200, "the neighbour asks on");
    for _ in 0..50 {
        assert_eq!(
            ask(&town, "203.0.113.7", "", "GET", "/readyz", &Value::Null).status,
            200,
            "whoever watches"
        );
    }
}

#[test]
fn log_ins_are_counted_by_themselves() {
    let town = strict(&[]);
    let login = json!({"login": "nobody", "password": "x"});
    let tries: Vec<u16> = (0..4)
        .map(|_| {
            ask(&town, "203.0.113.7", "", "POST", "/api/v1/session", &login)
                .status
                .as_u16()
        })
        .collect();
    assert_eq!(tries, [401, 401, 401, 429]);
    let reply = ask(&town, "203.0.113.7", "", "POST", "/api/v1/session", &login);
    let seconds: u64 = reply.header("retry-after").parse().expect("seconds");
    assert!((1..=21).contains(&seconds), "a third of a minute: {seconds}");
    assert_eq!(
        ask(&town, "203.0.113.7", "", "GET", "/api/v1/about", &Value::Null).status,
        200
    );
}

#[test]
fn behind_a_trusted_proxy_each_client_has_its_own_count() {
    let town = strict(&["10.0.0.0/8"]);
    let about = |forwarded: &str| {
        ask(&town, "10.0.0.1", forwarded, "GET", "/api/v1/about", &Value::Null)
            .status
            .as_u16()
    };
    let many: Vec<u16> = (1..=40).map(|n| about(&format!("6.6.6.6, 203.0.113.{n}"))).collect();
    assert_eq!(many, [200; 40]);
    let one: Vec<u16> = (1..=12).map(|n| about(&format!("6.6.6.{n}, 198.51.100.1"))).collect();
    assert!(
        one.contains(&429),
        "what the client says of itself does not count: {one:?}"
    );
}

#[test]
fn under_tls_browsers_are_told_to_stay_with_it() {
    let tls = served(Site {
        transport: Transport::Tls,
        ..Site::default()
    });
    let reply = send(tls, request("GET", "/api/v1/about", &[], &Value::Null));
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000");
    assert_eq!(get("/api/v1/about").header("strict-transport-security"), "");
    assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
}
