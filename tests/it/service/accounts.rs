//! Logging in over HTTP, and what guards a session.

use super::fixture::{Reply, send, town};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chrono::Utc;
use gandan::api::{CookieSecurity, Service, Site, router};
use gandan::auth::{By, NewAccount, PrivateFile, Role};
use gandan::planner::Snapshot;
use serde_json::{Value, json};
use std::sync::Arc;

pub const PASSWORD: &str = "con đò sang sông Hồng";

/// A service with one account a role, named like it; operators and communes speak for `X`.
pub struct Office {
    pub router: Router,
    pub private: Arc<PrivateFile>,
}

/// A browser that is logged in.
pub struct Browser {
    pub cookie: String,
    pub csrf_token: String,
}

impl Office {
    pub fn open() -> Office {
        Office::with_cookies(CookieSecurity::AlsoLoopbackHttp)
    }

    pub fn with_cookies(cookies: CookieSecurity) -> Office {
        Office::at(Site {
            cookies,
            ..Site::default()
        })
    }

    pub fn at(site: Site) -> Office {
        let private = Arc::new(PrivateFile::in_memory().expect("a file"));
        for role in Role::ALL {
            let new = NewAccount {
                login: role.code().into(),
                name: role.name_vi().into(),
                role,
                scope: role.needs_scope().then(|| "X".to_owned()),
            };
            let by = By {
                account: "cli:root",
                at: Utc::now(),
            };
            private.add_account(&new, PASSWORD, by).expect("made");
        }
        let snapshot = Arc::new(Snapshot::build(town(), None));
        let service = Service::with_accounts(snapshot, Arc::clone(&private), site);
        Office {
            router: router(service),
            private,
        }
    }

    pub fn ask(&self, request: Request<Body>) -> Reply {
        send(self.router.clone(), request)
    }

    pub fn log_in(&self, role: Role) -> Browser {
        let opened = self
            .private
            .log_in(role.code(), PASSWORD, None, Utc::now())
            .expect("asked")
            .expect("logged in");
        Browser {
            cookie: format!("gandan_session={}", opened.token),
            csrf_token: opened.session.csrf_token,
        }
    }
}

/// A request with a body in JSON (none for `Null`) and headers.
pub fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: &Value) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if body.is_null() {
        return request.body(Body::empty()).expect("a request");
    }
    let request = request.header("content-type", "application/json");
    request.body(Body::from(body.to_string())).expect("a request")
}

fn login(password: &str) -> Value {
    json!({"login": "planner", "password": password})
}

const SESSION: &str = "/api/v1/session";

#[test]
fn a_planner_logs_in_is_known_and_logs_out() {
    let office = Office::open();
    let reply = office.ask(request("POST", SESSION, &[], &login(PASSWORD)));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("cache-control"), "no-store");
    let (pair, attributes) = reply.header("set-cookie").split_once("; ").expect("attributes");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");
    let answer = reply.json();
    assert_eq!(
        (&answer["role"], &answer["role_name"]),
        (&"planner".into(), &"cán bộ quy hoạch".into())
    );
    let may: Vec<&str> = answer["permissions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(may.contains(&"run_job") && !may.contains(&"approve"), "{may:?}");
    let token = pair.split_once('=').expect("a pair").1;
    assert!(
        !reply.json().to_string().contains(token),
        "the session's token is in the cookie alone"
    );

    let me = office.ask(request(
        "GET",
        SESSION,
        &[("cookie", &format!("a=b; {pair}"))],
        &Value::Null,
    ));
    assert_eq!((me.status.as_u16(), &me.json()["login"]), (200, &"planner".into()));
    let csrf = answer["csrf_token"].as_str().expect("a token");
    let out = office.ask(request(
        "DELETE",
        SESSION,
        &[("cookie", pair), ("x-csrf-token", csrf)],
        &Value::Null,
    ));
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("gandan_session=; ") && out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(
        office
            .ask(request("GET", SESSION, &[("cookie", pair)], &Value::Null))
            .status,
        401
    );
}

#[test]
fn beyond_loopback_the_cookie_goes_over_https_alone() {
    let office = Office::with_cookies(CookieSecurity::HttpsOnly);
    let reply = office.ask(request("POST", SESSION, &[], &login(PASSWORD)));
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-gandan_session="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
}

#[test]
fn a_wrong_password_a_wrong_name_and_a_disabled_account_get_the_same_answer() {
    let office = Office::open();
    let by = By {
        account: "cli:root",
        at: Utc::now(),
    };
    office.private.disable("leader", by).expect("disabled");
    let answers = [
        ("planner", "sai mật khẩu rồi"),
        ("nobody", PASSWORD),
        ("leader", PASSWORD),
    ]
    .map(|(name, password)| {
        let body = json!({"login": name, "password": password});
        let reply = office.ask(request("POST", SESSION, &[], &body));
        assert_eq!(
            (reply.status.as_u16(), reply.header("www-authenticate")),
            (401, "Session")
        );
        assert_eq!(reply.header("set-cookie"), "");
        reply.body
    });
    assert!(answers[0] == answers[1] && answers[1] == answers[2]);
}

#[test]
fn after_five_wrong_passwords_the_answer_says_when_to_come_back() {
    let office = Office::open();
    for _ in 0..5 {
        assert_eq!(
            office
                .ask(request("POST", SESSION, &[], &login("sai mật khẩu rồi")))
                .status,
            401
        );
    }
    let reply = office.ask(request("POST", SESSION, &[], &login(PASSWORD)));
    assert_eq!(
        (reply.status.as_u16(), reply.header("content-type")),
        (429, "application/problem+json")
    );
    let seconds: u64 = reply.header("retry-after").parse().expect("seconds");
    assert!((1..=30).contains(&seconds), "{seconds}");
}

#[test]
fn requests_of_other_sites_change_nothing() {
    let office = Office::open();
    let browser = office.log_in(Role::Planner);
    let cookie = ("cookie", browser.cookie.as_str());
    let own = ("x-csrf-token", browser.csrf_token.as_str());
    let another = office.log_in(Role::Planner);
    let refused: [&[(&str, &str)]; 7] = [
        &[cookie],
        &[cookie, ("x-csrf-token", "")],
        &[cookie, ("x-csrf-token", &another.csrf_token)],
        &[cookie, own, ("sec-fetch-site", "cross-site")],
        &[cookie, own, ("sec-fetch-site", "same-site")],
        &[cookie, own, ("host", "gandan.vn"), ("origin", "https://evil.example")],
        &[cookie, own, ("host", "gandan.vn"), ("origin", "null")],
    ];
    for headers in refused {
        let reply = office.ask(request("DELETE", SESSION, headers, &Value::Null));
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type")),
            (403, "application/problem+json"),
            "{headers:?}"
        );
    }
    // Logging somebody in from another site is no better.
    let reply = office.ask(request(
        "POST",
        SESSION,
        &[("sec-fetch-site", "cross-site")],
        &login(PASSWORD),
    ));
    assert_eq!(reply.status, 403);
    assert_eq!(
        office.ask(request("GET", SESSION, &[cookie], &Value::Null)).status,
        200,
        "still logged in"
    );
    let fine = [
        cookie,
        own,
        ("sec-fetch-site", "same-origin"),
        ("host", "gandan.vn"),
        ("origin", "https://gandan.vn"),
    ];
    assert_eq!(office.ask(request("DELETE", SESSION, &fine, &Value::Null)).status, 204);
}

#[test]
fn a_changed_password_ends_all_sessions_and_needs_the_present_one() {
    let office = Office::open();
    let browser = office.log_in(Role::Planner);
    let headers = [
        ("cookie", browser.cookie.as_str()),
        ("x-csrf-token", browser.csrf_token.as_str()),
    ];
    let change = |current: &str, new: &str| {
        let body = json!({"current": current, "new": new});
        office
            .ask(request("PUT", "/api/v1/session/password", &headers, &body))
            .status
            .as_u16()
    };
    assert_eq!(change("sai mật khẩu rồi", "một mật khẩu khác hẳn"), 401);
    assert_eq!(change(PASSWORD, "ngắn quá"), 400);
    assert_eq!(change(PASSWORD, "một mật khẩu khác hẳn"), 204);
    assert_eq!(
        office.ask(request("GET", SESSION, &headers[..1], &Value::Null)).status,
        401
    );
    assert_eq!(office.ask(request("POST", SESSION, &[], &login(PASSWORD))).status, 401);
    assert_eq!(
        office
            .ask(request("POST", SESSION, &[], &login("một mật khẩu khác hẳn")))
            .status,
        200
    );
}

#[test]
fn bodies_that_cannot_be_read_are_problems() {
    let office = Office::open();
    let post = |kind: &str, body: Vec<u8>| {
        let request = Request::post(SESSION)
            .header("content-type", kind)
            .body(Body::from(body))
            .expect("a request");
        let reply = office.ask(request);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        reply.status.as_u16()
    };
    assert_eq!(post("application/json", b"{".to_vec()), 400);
    assert_eq!(post("application/json", br#"{"login": "a"}"#.to_vec()), 400);
    assert_eq!(
        post(
            "application/json",
            br#"{"login": "a", "password": "b", "admin": true}"#.to_vec()
        ),
        400
    );
    assert_eq!(
        post("application/x-www-form-urlencoded", b"login=a&password=b".to_vec()),
        415
    );
    assert_eq!(post("application/json", vec![b' '; 3 << 20]), 413);
}

#[test]
fn who_asks_for_what_he_may_not_have_is_in_the_audit_log() {
    let office = Office::open();
    let browser = office.log_in(Role::Support);
    let cookie = ("cookie", browser.cookie.as_str());
    assert_eq!(
        office
            .ask(request("GET", "/api/v1/jobs/105.801?x=21.004", &[cookie], &Value::Null))
            .status,
        403
    );
    assert_eq!(
        office.ask(request("DELETE", SESSION, &[cookie], &Value::Null)).status,
        403
    );
    let head = office.private.head().expect("a head").number;
    let last = office.private.entries(head - 1, 2).expect("read");
    let told: Vec<_> = last
        .iter()
        .map(|entry| (entry.account.as_str(), entry.action.as_str(), entry.subject.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("support", "request.refuse", "GET /api/v1/jobs/{id}"),
            ("support", "request.refuse", "DELETE /api/v1/session")
        ]
    );
}

#[test]
fn the_audit_log_is_read_in_pages_with_its_head() {
    let office = Office::open();
    let browser = office.log_in(Role::Admin);
    let page = |query: &str| {
        office.ask(request(
            "GET",
            &format!("/api/v1/audit{query}"),
            &[("cookie", &browser.cookie)],
            &Value::Null,
        ))
    };
    let answer = page("?from=2&limit=3").json();
    let numbers: Vec<_> = answer["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|e| e["number"].as_u64())
        .collect();
    assert_eq!(numbers, [Some(2), Some(3), Some(4)]);
    assert_eq!(answer["head"], office.private.head().expect("a head").to_string());
    for wrong in ["?from=0", "?limit=1001", "?from=x", "?to=3"] {
        assert_eq!(page(wrong).status, 400, "{wrong}");
    }
}
