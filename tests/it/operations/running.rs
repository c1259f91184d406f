//! A served town in a process of its own, and a client without a library.

use gandan::store::{Overwrite, Workspace};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// A workspace with the perfect grid town.
pub fn grid_town() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.gpkg");
    Workspace::create(&path, &crate::service::town(), Overwrite::Refuse).expect("a workspace");
    let path = path.to_str().expect("UTF-8").to_owned();
    (folder, path)
}

/// Runs the program to its end and expects success; gives standard output.
pub fn gandan(args: &[&str], input: &str) -> String {
    let output = crate::cli::with_input(args, input);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

pub struct Server {
    process: Child,
    pub url: String,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    log: tempfile::NamedTempFile,
}

impl Server {
    pub fn start(workspace: &str, more: &[&str]) -> Server {
        Server::start_while(workspace, more, |_| ())
    }

    /// `meanwhile` gets the number of the process, and is done before its address is waited for.
    pub fn start_while(workspace: &str, more: &[&str], meanwhile: impl FnOnce(u32)) -> Server {
        let log = tempfile::NamedTempFile::new().expect("a file");
        let mut process = Command::new(env!("CARGO_BIN_EXE_gandan"))
            .args(["serve", workspace, "--listen", "127.0.0.1:0"])
            .args(more)
            .env_remove("RUST_LOG")
            .stdout(Stdio::piped())
            .stderr(File::create(log.path()).expect("a log"))
            .spawn()
            .expect("the program starts");
        meanwhile(process.id());
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines();
        let mut next = || lines.next().expect("an address").expect("text");
        let address = |url: &str| {
            let bare = url.split("//").nth(1).and_then(|rest| rest.split('/').next());
            bare.and_then(|bare| bare.parse().ok()).expect("an address")
        };
        let url = next();
        let metrics = more.contains(&"--metrics-listen").then(|| address(&next()));
        Server {
            address: address(&url),
            process,
            url,
            metrics,
            log,
        }
    }

    pub fn connect(&self) -> TcpStream {
        let connection = TcpStream::connect(self.address).expect("connected");
        connection.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        connection
    }

    /// Number of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// A connection from another address of this machine.
    pub fn connect_from(&self, own: IpAddr) -> TcpStream {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
        let connected = runtime.expect("a runtime").block_on(async {
            let socket = tokio::net::TcpSocket::new_v4()?;
            socket.bind(SocketAddr::new(own, 0))?;
            socket.connect(self.address).await?.into_std()
        });
        let connection = connected.expect("connected");
        connection.set_nonblocking(false).expect("set");
        connection.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        connection
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).expect("a log")
    }

    /// Status and body.
    pub fn get(&self, uri: &str) -> (u16, String) {
        let (status, body, _) = self.ask(&format!(
            "GET {uri} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        ));
        (status, body)
    }

    /// Status, body, head.
    pub fn ask(&self, request: &str) -> (u16, String, String) {
        asked(self.connect(), request)
    }

    /// As [`Server::ask`]; none where the server is gone before its answer is whole.
    pub fn try_ask(&self, request: &str) -> Option<(u16, String, String)> {
        let mut connection = TcpStream::connect(self.address).ok()?;
        connection.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).ok()?;
        Some(reply(&answer)).filter(|(status, ..)| *status != 0)
    }

    pub fn metrics(&self, uri: &str) -> (u16, String) {
        let connection = TcpStream::connect(self.metrics.expect("figures are told")).expect("connected");
        let request = format!("GET {uri} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let (status, body, _) = asked(connection, &request);
        (status, body)
    }

    pub fn signal(&self, name: &str) {
        signal(self.process.id(), name);
    }

    /// Exit code and log after SIGTERM.
    pub fn stop(self) -> (Option<i32>, String) {
        self.signal("TERM");
        self.wait()
    }

    pub fn wait(mut self) -> (Option<i32>, String) {
        let status = self.process.wait().expect("it ends");
        let log = std::fs::read_to_string(self.log.path()).expect("a log");
        (status.code(), log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a signal to a process of the test's own.
pub fn signal(process: u32, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &process.to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
}

fn asked(mut connection: impl Read + Write, request: &str) -> (u16, String, String) {
    connection.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).expect("answered");
    reply(&answer)
}

/// Status, body (chunks put together), head.
pub fn reply(answer: &[u8]) -> (u16, String, String) {
    let text = String::from_utf8_lossy(answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    let is_chunked = header(head, "transfer-encoding") == "chunked";
    let body = if is_chunked { unchunked(body) } else { body.to_owned() };
    (status, body, head.to_owned())
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        // Lengths count bytes; a cut inside a letter would be a fault of the test's own reading.
        let length = usize::from_str_radix(length, 16).expect("a length");
        let Some(chunk) = rest.get(..length).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        whole.push_str(chunk);
        body = rest[length..].trim_start_matches("\r\n");
    }
    whole
}

pub fn header(head: &str, name: &str) -> String {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
    found.next().map_or(String::new(), |(_, value)| value.to_owned())
}

/// A client that trusts one authority.
pub struct LocalTls(Arc<rustls::ClientConfig>);

impl LocalTls {
    pub fn trusting(authority: &str) -> LocalTls {
        use rustls::pki_types::pem::PemObject;
        let mut roots = rustls::RootCertStore::empty();
        let authority = rustls::pki_types::CertificateDer::from_pem_file(authority).expect("a certificate");
        roots.add(authority).expect("an authority");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        LocalTls(Arc::new(config))
    }

    pub fn ask(&self, server: &Server, request: &str) -> (u16, String, String) {
        asked(self.connect(server), request)
    }

    pub fn connect(&self, server: &Server) -> rustls::StreamOwned<rustls::ClientConnection, TcpStream> {
        let name = "localhost".try_into().expect("a name");
        let client = rustls::ClientConnection::new(Arc::clone(&self.0), name).expect("a client");
        rustls::StreamOwned::new(client, server.connect())
    }

    /// Whether the server shows a certificate that this client trusts.
    pub fn is_trusting(&self, server: &Server) -> bool {
        let mut connection = self.connect(server);
        while connection.conn.is_handshaking() {
            if connection.conn.complete_io(&mut connection.sock).is_err() {
                return false;
            }
        }
        true
    }
}
