//! Where answers go: standard output, or a file that is written whole or not at all.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{Failure, Lang};
use crate::store::{KEPT_COPY, write_atomically};

/// How an answer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    Text,
    Json,
}

/// How an answer is told that is a table too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Text,
    Json,
    Csv,
}

/// Writes to the file, or to standard output without one. A reader that closed the pipe is no error.
pub fn write(out: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match out {
        Some(path) => Ok(write_atomically(path, bytes)?),
        None => match std::io::stdout().lock().write_all(bytes) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Internal(error.into())),
            _ => Ok(()),
        },
    }
}

/// Says beside the answer which file was written, and what of it.
pub fn written(path: &Path, what: &str, lang: Lang) {
    eprintln!("{} {}: {what}", lang.pick("Đã ghi", "Written:"), path.display());
}

/// From now on says on standard error where a workspace is kept as it was before its layout was raised.
pub fn tell_kept_copies() {
    let filter = tracing_subscriber::EnvFilter::new(format!("{KEPT_COPY}=warn"));
    let told = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .with_level(false)
        .with_target(false)
        .with_ansi(false);
    // Where another log is set up already, it tells this too.
    drop(told.try_init());
}

/// Pretty JSON with a newline at its end.
pub fn json(answer: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(answer).map_err(|error| Failure::Internal(error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A table as CSV.
pub fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Failure::Internal(error.into());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| Failure::Internal(anyhow::anyhow!("{error}")))
}

/// A spinner on the terminal while something takes longer than a moment; silent elsewhere.
pub fn spinner(message: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(style);
    bar.set_message(message.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
