//! One address that holds connections, sends byte by byte or sends too much, and the neighbour who asks meanwhile.

use super::running::{Server, grid_town, reply};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Another address of this machine.
const NEIGHBOUR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const ABOUT: &str = "GET /api/v1/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
/// More than a small town's answers and connections take, less than a fifteenth of what is sent.
const GROWTH_KB: u64 = 64 * 1024;

/// Resident memory of the server in KiB, as the kernel counts it.
fn resident_kb(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).expect("Linux tells it");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    let number = line.split_whitespace().nth(1).and_then(|number| number.parse().ok());
    number.expect("a number")
}

/// Asks as the neighbour and expects an answer.
fn neighbour_is_answered(server: &Server) {
    let mut connection = server.connect_from(IpAddr::V4(NEIGHBOUR));
    connection.write_all(ABOUT.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).expect("answered");
    assert_eq!(reply(&answer).0, 200, "{}", String::from_utf8_lossy(&answer));
}

/// Sends a byte now and then until it is told to stop or is let go.
fn drip(mut connection: TcpStream, bytes: &'static [u8], until: &Arc<AtomicBool>) -> JoinHandle<()> {
    let until = Arc::clone(until);
    std::thread::spawn(move || {
        for byte in bytes.iter().cycle() {
            if until.load(Ordering::Relaxed) || connection.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    })
}

/// The answer to a refused or answered connection, as far as it came.
fn told(mut connection: TcpStream) -> String {
    let mut answer = Vec::new();
    // Closed or reset: either way it is over.
    let _ = connection.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn an_address_that_holds_all_its_connections_keeps_no_neighbour_out() {
    let (_folder, workspace) = grid_town();
    let server = Server::start(
        &workspace,
        &["--connections-per-address", "20", "--metrics-listen", "127.0.0.1:0"],
    );
    let before = resident_kb(&server);
    let until = Arc::new(AtomicBool::new(false));
    // Heads byte by byte: never finished, each on a connection of its own.
    let dripping: Vec<JoinHandle<()>> = (0..20)
        .map(|_| {
            drip(
                server.connect(),
                b"GET / HTTP/1.1\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                &until,
            )
        })
        .collect();
    // All of them are counted as soon as the server has taken them.
    let refused = (0..200).find_map(|_| {
        let mut connection = server.connect();
        let _ = connection.write_all(ABOUT.as_bytes());
        let answer = told(connection);
        neighbour_is_answered(&server);
        (!answer.starts_with("HTTP/1.1 200")).then_some(answer)
    });
    let refused = refused.expect("the twenty-first connection of the address finds no place");
    // Nothing at all where the refusal met what was already sent.
    if !refused.is_empty() {
        assert!(
            refused.starts_with("HTTP/1.1 503") && refused.contains("Retry-After: 5"),
            "{refused}"
        );
    }
    for _ in 0..20 {
        neighbour_is_answered(&server);
    }
    let (_, figures) = server.metrics("/metrics");
    assert!(figures.contains("gandan_connections_refused_total"), "{figures}");
    assert!(resident_kb(&server) < before + GROWTH_KB);
    until.store(true, Ordering::Relaxed);
    for one in dripping {
        one.join().expect("no fault");
    }
    // Its connections are over: the address is answered again.
    let again = (0..200).any(|_| {
        let mut connection = server.connect();
        let _ = connection.write_all(ABOUT.as_bytes());
        told(connection).starts_with("HTTP/1.1 200")
    });
    assert!(again, "places come back");
}

#[test]
fn bodies_byte_by_byte_take_the_places_of_their_own_address_alone() {
    let (_folder, workspace) = grid_town();
    let server = Server::start(
        &workspace,
        &["--requests-at-once-per-address", "4", "--logins-per-minute", "1000"],
    );
    let before = resident_kb(&server);
    let until = Arc::new(AtomicBool::new(false));
    let head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\
                Expect: 100-continue\r\n\r\n";
    let dripping: Vec<JoinHandle<()>> = (0..4)
        .map(|_| {
            let mut connection = server.connect();
            connection.write_all(head.as_bytes()).expect("sent");
            // The server has begun to read the body: the request has its place.
            let mut goes_on = [0; 25];
            connection.read_exact(&mut goes_on).expect("read");
            drip(connection, b"aaaaaaaaaaaaaaaa", &until)
        })
        .collect();
    let (status, body, head) = server.ask(ABOUT);
    assert_eq!(status, 429, "the fifth at once: {body}");
    assert_eq!(super::running::header(&head, "retry-after"), "1");
    assert_eq!(server.get("/readyz").0, 200, "whoever watches is answered");
    for _ in 0..20 {
        neighbour_is_answered(&server);
    }
    assert!(resident_kb(&server) < before + GROWTH_KB);
    until.store(true, Ordering::Relaxed);
    for one in dripping {
        one.join().expect("no fault");
    }
}

#[test]
fn an_upload_of_a_gibibyte_is_refused_without_being_kept_and_a_neighbour_is_answered_meanwhile() {
    let (_folder, workspace) = grid_town();
    let server = Server::start(&workspace, &["--logins-per-minute", "1000"]);
    let before = resident_kb(&server);
    let head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    // Told its length, and in chunks that tell nothing.
    for kind in [
        "Content-Length: 1073741824\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n",
    ] {
        let mut connection = server.connect();
        let mut reading = connection.try_clone().expect("a second handle");
        let chunk = vec![b'a'; 1 << 20];
        let is_chunked = kind.starts_with("Transfer");
        connection.write_all(format!("{head}{kind}").as_bytes()).expect("sent");
        let sending = std::thread::spawn(move || {
            for _ in 0..1024 {
                let sent = match is_chunked {
                    true => connection
                        .write_all(b"100000\r\n")
                        .and_then(|()| connection.write_all(&chunk))
                        .and_then(|()| connection.write_all(b"\r\n")),
                    false => connection.write_all(&chunk),
                };
                if sent.is_err() {
                    return;
                }
            }
        });
        for _ in 0..20 {
            neighbour_is_answered(&server);
            let grown = resident_kb(&server).saturating_sub(before);
            assert!(grown < GROWTH_KB, "{kind}: {grown} KiB");
        }
        let mut answer = Vec::new();
        let _ = reading.read_to_end(&mut answer);
        sending.join().expect("no fault");
        // The answer may be lost where the client still sends; it is never 200.
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
            "{kind}: {answer}"
        );
        assert_eq!(server.get("/healthz").0, 200);
    }
}
