//! Connections from the moment they are taken: counted by address, and let go when nobody reads at the other end.
//!
//! What is too much is closed at once, before a handshake or a request costs anything; where it is in the clear, with an answer.

use super::limits_address::{Network, counted_by, is_trusted};
use super::limits_at_once::{AtOnce, Place};
use axum_server::accept::Accept;
use std::future::{Future, Ready, ready};
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long a client may take to read on, with its own and our buffers full.
const READ_ON_WITHIN: Duration = Duration::from_secs(30);

const REFUSAL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// What a connection that finds no place is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 503, in the clear.
    Answer,
    /// Nothing: the other end expects a TLS handshake.
    Silence,
}

/// Counts the connections that a listener takes.
#[derive(Clone)]
pub struct CountedConnections {
    at_once: AtOnce,
    trusted: Arc<[Network]>,
    refusal: Refusal,
}

impl CountedConnections {
    /// `trusted`: proxies, whose connections are those of many.
    pub fn new(at_once: AtOnce, trusted: &[Network], refusal: Refusal) -> CountedConnections {
        CountedConnections {
            at_once,
            trusted: trusted.into(),
            refusal,
        }
    }

    fn counted(&self, stream: TcpStream) -> Result<Connection> {
        let peer: IpAddr = stream.peer_addr()?.ip();
        let address = (!is_trusted(peer, &self.trusted)).then(|| counted_by(peer));
        match self.at_once.take(address) {
            Ok(place) => Ok(Connection {
                stream,
                stalled: None,
                _place: place,
            }),
            Err(_) => {
                super::metrics::count_refused_connection();
                if self.refusal == Refusal::Answer {
                    // As much as fits without waiting: all of it, on a new connection.
                    let _ = stream.try_write(REFUSAL);
                }
                Err(Error::new(ErrorKind::QuotaExceeded, "too many connections"))
            }
        }
    }
}

impl<S> Accept<TcpStream, S> for CountedConnections {
    type Stream = Connection;
    type Service = S;
    type Future = Ready<Result<(Connection, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(self.counted(stream).map(|connection| (connection, service)))
    }
}

/// A connection that has a place, and is over when the client does not read on.
pub struct Connection {
    stream: TcpStream,
    /// Since when nothing can be written.
    stalled: Option<Pin<Box<Sleep>>>,
    _place: Place,
}

impl Connection {
    /// What a write gave; one that has waited too long fails.
    fn in_time(&mut self, written: Poll<Result<usize>>, context: &mut Context<'_>) -> Poll<Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(READ_ON_WITHIN)));
        match stalled.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.in_time(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
