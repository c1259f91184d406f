//! How far the reading of a file is: a bar over its bytes, on a terminal only, and only when it takes longer than a moment.

use std::io::{self, IsTerminal, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::text_page::shortened;

/// How long a step may take before it is shown.
const MOMENT: Duration = Duration::from_secs(1);
/// Letters of a file's name on the bar, so that it stands on one line of a terminal.
const LONGEST_NAME: usize = 30;
/// Bytes after which the bar is told anew.
const STEP: u64 = 1 << 18;

/// A source whose bytes move a bar. A reader that goes over the file twice moves it twice.
pub struct Told<R> {
    inner: R,
    bar: ProgressBar,
    begun: Instant,
    at: u64,
    told: u64,
}

impl<R: Read> Told<R> {
    /// `what` is done with `bytes` bytes of `name`.
    pub fn new(inner: R, what: &str, name: &str, bytes: u64) -> Told<R> {
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
        let template = "{msg} {bar:28} {percent:>3} % ({elapsed})";
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(format!("{what} {}", shortened(name, LONGEST_NAME)));
        Told {
            inner,
            bar,
            begun: Instant::now(),
            at: 0,
            told: 0,
        }
    }

    fn tell(&mut self) {
        if self.at.abs_diff(self.told) < STEP {
            return;
        }
        self.told = self.at;
        if self.bar.is_hidden() && self.begun.elapsed() > MOMENT && io::stderr().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(self.at);
    }
}

impl<R> Drop for Told<R> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl<R: Read> Read for Told<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.at += read as u64;
        self.tell();
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for Told<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.inner.seek(to)?;
        self.tell();
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn the_bar_stands_where_the_reader_is_also_on_its_second_way() {
        let bytes = vec![7u8; 3 * STEP as usize];
        let mut told = Told::new(Cursor::new(&bytes), "reading", "a", bytes.len() as u64);
        let mut read = Vec::new();
        told.read_to_end(&mut read).expect("in memory");
        assert_eq!((read, told.bar.position()), (bytes.clone(), 3 * STEP));
        told.seek(SeekFrom::Start(0)).expect("in memory");
        assert_eq!(told.bar.position(), 0);
        told.read_exact(&mut vec![0; 2 * STEP as usize])
            .expect("it is long enough");
        assert_eq!(told.bar.position(), 2 * STEP);
    }
}
