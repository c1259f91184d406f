//! One address that holds connections, sends byte by byte or sends too much, and the neighbour who asks meanwhile.

use super::browser::Browser;
use super::running::{Server, grid_town, reply};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

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
    let held = || {
        drip(
            server.connect(),
            b"GET / HTTP/1.1\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            &until,
        )
    };
    let mut dripping: Vec<JoinHandle<()>> = (0..20).map(|_| held()).collect();
    let mut refused = None;
    soon("the twenty-first connection of the address finds no place", || {
        // Connections are not counted in the order in which they are made: where a question was counted first, one of the
        // twenty was refused, and another takes its place.
        for one in dripping.iter_mut().filter(|one| one.is_finished()) {
            *one = held();
        }
        let mut connection = server.connect();
        let _ = connection.write_all(ABOUT.as_bytes());
        let answer = told(connection);
        neighbour_is_answered(&server);
        refused = (!answer.starts_with("HTTP/1.1 200")).then_some(answer);
        refused.is_some()
    });
    let refused = refused.unwrap_or_default();
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
    let grown = resident_kb(&server).saturating_sub(before);
    assert!(grown < GROWTH_KB, "{grown} KiB");
    until.store(true, Ordering::Relaxed);
    for one in dripping {
        one.join().expect("no fault");
    }
    // Its connections are over: the address is answered again.
    soon("places come back", || {
        let mut connection = server.connect();
        let _ = connection.write_all(ABOUT.as_bytes());
        told(connection).starts_with("HTTP/1.1 200")
    });
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

/// A file on its way to `/api/v1/imports`, in chunks that do not tell how long it will be.
fn upload(server: &Server, browser: &Browser) -> TcpStream {
    let mut connection = server.connect();
    let head = format!(
        "POST /api/v1/imports HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n\
         Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n{}\r\n",
        browser.headers(0)
    );
    connection.write_all(head.as_bytes()).expect("sent");
    // The server has begun to read the form: the upload has its place.
    let mut goes_on = [0; 25];
    connection.read_exact(&mut goes_on).expect("read");
    assert_eq!(&goes_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    let form = "--B\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\noperators\r\n--B\r\n\
                content-disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\ncode,name\n";
    chunk(&mut connection, form.as_bytes()).expect("sent");
    connection
}

fn chunk(connection: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    connection.write_all(format!("{:x}\r\n", bytes.len()).as_bytes())?;
    connection.write_all(bytes)?;
    connection.write_all(b"\r\n")
}

/// Files without a name that the server holds in a folder: what it has received and not let go.
fn nameless_files(server: &Server, folder: &Path) -> usize {
    let open = std::fs::read_dir(format!("/proc/{}/fd", server.id())).expect("Linux tells it");
    let targets = open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let folder = folder.canonicalize().expect("a folder");
    targets
        .filter(|target| target.starts_with(&folder) && target.to_string_lossy().ends_with("(deleted)"))
        .count()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What happens once the server has noticed.
fn soon(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..600 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("after half a minute still not: {what}");
}

#[test]
fn a_planners_file_beyond_the_limit_is_cut_off_there_and_leaves_nothing_and_a_neighbour_is_answered_meanwhile() {
    let (folder, workspace) = grid_town();
    super::add_lan(&workspace);
    let server = Server::start(&workspace, &["--metrics-listen", "127.0.0.1:0"]);
    let browser = Browser::log_in(&server, "lan", super::PASSWORD);
    let (before, there) = (resident_kb(&server), names(folder.path()));
    let mut sending = upload(&server, &browser);
    let mut reading = sending.try_clone().expect("a second handle");
    let sent = std::thread::spawn(move || {
        let piece = vec![b'a'; 1 << 20];
        (0..1024_u64)
            .take_while(|_| chunk(&mut sending, &piece).is_ok())
            .count() as u64
    });
    let (mut slowest, mut most) = (Duration::ZERO, 0);
    while !sent.is_finished() {
        let asked = Instant::now();
        neighbour_is_answered(&server);
        slowest = slowest.max(asked.elapsed());
        let grown = resident_kb(&server).saturating_sub(before);
        assert!(grown < GROWTH_KB, "{grown} KiB");
        most = most.max(nameless_files(&server, folder.path()));
        assert_eq!(names(folder.path()), there, "no file has a name while it is on its way");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(slowest < Duration::from_secs(5), "the neighbour waited {slowest:?}");
    assert_eq!(most, 1, "the file was seen on the disk, without a name");
    let sent = sent.join().expect("no fault");
    // What the connection itself holds has left the client, and was never read.
    assert!((512..600).contains(&sent), "cut off after {sent} MiB, the limit is 512");
    let mut answer = Vec::new();
    let _ = reading.read_to_end(&mut answer);
    // The answer may be lost where the client still sends; what was answered is counted.
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    let (_, figures) = server.metrics("/metrics");
    let cut = "gandan_http_requests_total{route=\"/api/v1/imports\",method=\"POST\",status=\"413\"} 1";
    assert!(figures.contains(cut), "{figures}");
    soon("the file is let go", || nameless_files(&server, folder.path()) == 0);
    assert_eq!(names(folder.path()), there);
}

#[test]
fn files_byte_by_byte_hold_the_places_of_uploads_and_of_nothing_else_and_the_places_come_back() {
    let (folder, workspace) = grid_town();
    super::add_lan(&workspace);
    let server = Server::start(&workspace, &[]);
    let browser = Browser::log_in(&server, "lan", super::PASSWORD);
    let until = Arc::new(AtomicBool::new(false));
    // A chunk of one byte, over and over.
    let dripping: Vec<JoinHandle<()>> = (0..2)
        .map(|_| drip(upload(&server, &browser), b"1\r\na\r\n", &until))
        .collect();
    soon("both are being received", || {
        nameless_files(&server, folder.path()) == 2
    });
    let form = "--B\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\noperators\r\n--B\r\n\
                content-disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\ncode,name\nBIDV,BIDV\n\r\n--B--\r\n";
    let third = format!(
        "POST /api/v1/imports HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n\
         Content-Length: {}\r\n{}Connection: close\r\n\r\n{form}",
        form.len(),
        browser.headers(0)
    );
    let (status, body, head) = server.ask(&third);
    assert_eq!(status, 503, "the third at once: {body}");
    assert!(!super::running::header(&head, "retry-after").is_empty(), "{head}");
    for _ in 0..20 {
        neighbour_is_answered(&server);
    }
    assert_eq!(
        server.get("/api/v1/facilities").0,
        200,
        "their own address asks other things"
    );
    let scenarios = super::browser::request("GET", "/api/v1/scenarios", &browser.headers(0), "");
    assert_eq!(server.ask(&scenarios).0, 200, "and the planner goes on with other work");
    until.store(true, Ordering::Relaxed);
    for one in dripping {
        one.join().expect("no fault");
    }
    soon("the places come back", || server.ask(&third).0 == 201);
    soon("what was begun is let go", || {
        nameless_files(&server, folder.path()) == 1
    });
}
