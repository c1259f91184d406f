//! The program as an operator runs it: started, watched, changed under way, backed up, stopped.

pub mod browser;
mod crowd;
mod renewed;
mod restored;
pub mod running;

use running::{LocalTls, Server, gandan, grid_town, reply};
use serde_json::Value;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const PASSWORD: &str = "con đò sang sông Hồng";

fn login() -> String {
    let body = format!("{{\"login\":\"lan\",\"password\":\"{PASSWORD}\"}}");
    let length = body.len();
    format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn add_lan(workspace: &str) {
    let add = [
        "user",
        "add",
        workspace,
        "lan",
        "--name",
        "Lan",
        "--role",
        "planner",
        "--password-file",
        "-",
    ];
    gandan(&add, PASSWORD);
}

#[test]
fn a_running_service_is_watched_and_tells_neither_places_nor_words() {
    let (_folder, workspace) = grid_town();
    add_lan(&workspace);
    let server = Server::start(&workspace, &["--metrics-listen", "127.0.0.1:0", "--log-format", "json"]);
    assert_eq!(server.get("/healthz").1, "ok");
    assert!(server.get("/readyz").1.starts_with("ready "));
    for uri in [
        "/api/v1/nearest?lon=105.80123&lat=21.00456",
        "/api/v1/nearest?lon=105.80123&lat=91.00456",
        "/api/v1/route?lon=105.80123&lat=21.00456&to=nowhere",
        "/api/v1/search?q=bimatcuatoi",
        "/bimatcuatoi/105.80123",
        "/tiles/13/6503/3606.mvt",
    ] {
        server.get(uri);
    }
    assert_eq!(server.ask(&login()).0, 200);
    let (status, figures) = server.metrics("/metrics");
    assert_eq!(status, 200);
    for line in [
        "gandan_http_requests_total{route=\"/api/v1/nearest\",method=\"GET\",status=\"200\"} 1",
        "gandan_http_requests_total{route=\"/api/v1/nearest\",method=\"GET\",status=\"400\"} 1",
        "gandan_http_requests_total{route=\"/tiles/{z}/{x}/{y}\",method=\"GET\",status=\"200\"} 1",
        "gandan_http_request_seconds_count{route=\"/api/v1/search\"} 1",
        "gandan_jobs 0",
        "gandan_snapshot_info{snapshot=\"",
    ] {
        assert!(figures.contains(line), "{line} in {figures}");
    }
    assert_eq!(server.get("/metrics").0, 404, "not where the public asks");
    assert_eq!(
        server.metrics("/api/v1/about").0,
        404,
        "and nothing else where figures are told"
    );
    let (status, log) = server.stop();
    assert_eq!(status, Some(0), "{log}");
    let mut ids = std::collections::BTreeSet::new();
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        if line["message"] == "answered" {
            assert!(ids.insert(line["id"].as_str().expect("an id").to_owned()), "{line}");
        }
    }
    assert!(ids.len() >= 9, "{log}");
    for secret in [
        "105.801",
        "21.004",
        "91.004",
        "bimatcuatoi",
        "6503",
        "sông Hồng",
        "gandan_session",
    ] {
        assert!(!log.contains(secret) && !figures.contains(secret), "{secret}");
    }
    let audit = gandan(&["audit", "export", &workspace], "");
    assert!(audit.contains("session.open") && !audit.contains("105.801") && !audit.contains("bimatcuatoi"));
}

#[test]
fn what_is_under_way_is_finished_after_the_signal_to_stop() {
    let (_folder, workspace) = grid_town();
    add_lan(&workspace);
    let server = Server::start(&workspace, &[]);
    // The head of a request is on its way when the signal comes; hashing the password takes its time after that.
    let mut connection = server.connect();
    let request = login().replace("Connection: close", "Expect: 100-continue\r\nConnection: close");
    let (head, body) = request.split_at(request.len() - login().split("\r\n\r\n").nth(1).expect("a body").len());
    connection.write_all(head.as_bytes()).expect("sent");
    // The server waits for the body: it has begun to answer.
    let mut goes_on = [0; 25];
    connection.read_exact(&mut goes_on).expect("read");
    assert_eq!(&goes_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.signal("TERM");
    std::thread::sleep(Duration::from_millis(100));
    connection.write_all(body.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).expect("answered");
    assert_eq!(reply(&answer).0, 200, "{}", String::from_utf8_lossy(&answer));
    let (status, log) = server.wait();
    assert_eq!(status, Some(0), "{log}");
    assert!(log.contains("stopping"), "{log}");
}

#[test]
fn clients_that_send_letter_by_letter_are_let_go_and_hold_nobody_up() {
    let (_folder, workspace) = grid_town();
    let server = Server::start(&workspace, &["--connections-per-address", "400"]);
    let started = Instant::now();
    let mut slow: Vec<_> = (0..200).map(|_| server.connect()).collect();
    for connection in &mut slow {
        connection.write_all(b"GET / HTTP/1.1\r\nHost: loc").expect("sent");
    }
    // One whole request first, then half of the next.
    let mut second = server.connect();
    second
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea")
        .expect("sent");
    for _ in 0..20 {
        assert_eq!(server.get("/api/v1/about").0, 200);
    }
    for mut connection in slow.into_iter().chain([second]) {
        connection.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        let mut rest = Vec::new();
        // Closed or reset: either way the connection is over.
        let _ = connection.read_to_end(&mut rest);
    }
    assert!(started.elapsed() < Duration::from_secs(60), "they were let go");
    assert_eq!(server.get("/healthz").0, 200);
}

#[test]
fn an_import_is_served_without_a_restart_and_readers_never_wait() {
    let (folder, workspace) = grid_town();
    let server = Server::start(&workspace, &["--questions-per-second", "100000"]);
    let about = server.ask("GET /api/v1/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let tag = running::header(&about.2, "etag");
    let before = server.get("/api/v1/facilities").1;
    let file = folder.path().join("more.csv");
    std::fs::write(&file, "code,kind,name,lon,lat\nDL-MOI,agent,Đại lý mới,105.82,21.02\n").expect("written");
    let import = std::thread::spawn({
        let (file, workspace) = (file.to_str().expect("UTF-8").to_owned(), workspace.clone());
        move || gandan(&["import", "facilities", &file, "--workspace", &workspace, "--add"], "")
    });
    let deadline = Instant::now() + Duration::from_secs(120);
    let conditional =
        format!("GET /api/v1/about HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n");
    loop {
        let (status, body) = server.get("/api/v1/facilities");
        assert_eq!(status, 200, "a reader meets the city before or after");
        if body.contains("DL-MOI") {
            break;
        }
        assert_eq!(body, before);
        assert!([304, 200].contains(&server.ask(&conditional).0));
        assert!(Instant::now() < deadline, "the import is never served");
    }
    import.join().expect("imported");
    let after = server.ask(&conditional);
    assert_eq!(after.0, 200, "the old tag is another state");
    let newer = running::header(&after.2, "etag");
    assert_ne!(newer, tag);
    assert_eq!(server.ask(&conditional.replace(&tag, &newer)).0, 304);
}

#[test]
fn over_tls_the_cookie_is_secure_and_browsers_are_told_to_stay() {
    let (_folder, workspace) = grid_town();
    add_lan(&workspace);
    let files = |name: &str| format!("{}/tests/it/operations/{name}", env!("CARGO_MANIFEST_DIR"));
    let (certificate, key) = (files("localhost.pem"), files("localhost.key.pem"));
    let server = Server::start(&workspace, &["--tls-cert", &certificate, "--tls-key", &key]);
    assert!(server.url.starts_with("https://"), "{}", server.url);
    let tls = LocalTls::trusting(&files("authority.pem"));
    let (status, _, head) = tls.ask(&server, &login());
    assert_eq!(status, 200, "{head}");
    let cookie = running::header(&head, "set-cookie");
    assert!(
        cookie.starts_with("__Host-gandan_session=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert_eq!(running::header(&head, "strict-transport-security"), "max-age=31536000");
    let mut plain = server.connect();
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("sent");
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "nothing is told without TLS");
    assert_eq!(server.stop().0, Some(0));
}
