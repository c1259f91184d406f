//! What is refused before it is read.

use super::accounts::request;
use super::fixture::{Reply, get, send, town};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use gandan::api::{Crowd, Rates, Service, Site, Transport, router};
use gandan::auth::PrivateFile;
use gandan::planner::Snapshot;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use tower::ServiceExt;

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
fn an_address_has_its_share_of_what_is_answered_at_once_and_a_proxy_has_none_of_its_own() {
    let number = |number| NonZeroU32::new(number).expect("not zero");
    let site = Site {
        crowd: Crowd {
            requests: number(3),
            requests_per_address: number(1),
            ..Crowd::default()
        },
        trusted_proxies: vec!["10.0.0.0/8".parse().expect("a network")],
        ..Site::default()
    };
    let town = served(site);
    let asked = |peer: &str, forwarded: &str, uri: &str| ask(&town, peer, forwarded, "GET", uri, &Value::Null);
    // A body that never comes: the request is under way for as long as it is held.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let under_way = |forwarded: &str| {
        let (head, _) = request("POST", "/api/v1/session", &[("x-forwarded-for", forwarded)], &json!({})).into_parts();
        let never = tokio_stream::pending::<Result<Vec<u8>, std::io::Error>>();
        let mut request = Request::from_parts(head, Body::from_stream(never));
        let peer: SocketAddr = "10.0.0.1:999".parse().expect("an address");
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut answer = Box::pin(town.clone().oneshot(request));
        let begun = runtime.block_on(async {
            // Until it waits for the body.
            for _ in 0..100 {
                if let std::task::Poll::Ready(answer) =
                    std::future::poll_fn(|context| std::task::Poll::Ready(answer.as_mut().poll(context))).await
                {
                    return Some(answer.expect("infallible").status());
                }
                tokio::task::yield_now().await;
            }
            None
        });
        assert_eq!(begun, None, "it waits");
        answer
    };
    let first = under_way("203.0.113.7");
    let refused = asked("10.0.0.1", "203.0.113.7", "/api/v1/about");
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "1"));
    assert_eq!(
        asked("10.0.0.1", "203.0.113.8", "/api/v1/about").status,
        200,
        "the neighbour behind the proxy"
    );
    let others = [under_way("203.0.113.9"), under_way("203.0.113.10")];
    let refused = asked("10.0.0.1", "203.0.113.8", "/api/v1/about");
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "5"));
    assert_eq!(
        asked("10.0.0.1", "203.0.113.8", "/readyz").status,
        200,
        "whoever watches"
    );
    drop((first, others));
    assert_eq!(
        asked("10.0.0.1", "203.0.113.7", "/api/v1/about").status,
        200,
        "places come back"
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
