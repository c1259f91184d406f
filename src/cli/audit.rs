//! `gandan audit`: is the audit log what was written, what is its head, and the log itself.

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;

use super::{Failure, output, user};
use crate::auth::{ChainHead, PrivateFile};
use crate::wire::AuditEntryShape;

#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand, Debug)]
enum AuditCommand {
    /// Number and hash of the newest entry: noted elsewhere, it proves everything before it
    Head { workspace: PathBuf },
    /// Recompute every hash; exit code 1 names the first entry that is not what was written
    Verify {
        workspace: PathBuf,
        /// A head that was noted before, as `gandan audit head` prints it: finds a log that was cut off or written anew
        #[arg(long, value_parser = head)]
        head: Option<ChainHead>,
    },
    /// Write every entry as a line of JSON, in order
    Export {
        workspace: PathBuf,
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.command {
        AuditCommand::Head { workspace } => {
            let head = user::open(workspace)?.head()?;
            output::write(None, format!("{head}\n").as_bytes())
        }
        AuditCommand::Verify { workspace, head } => match user::open(workspace)?.verify(*head)? {
            Ok(head) => {
                let count = head.number;
                let told = format!("Nhật ký nguyên vẹn: {count} mục. / The log is whole: {count} entries.\n{head}\n");
                output::write(None, told.as_bytes())
            }
            Err(fault) => Err(Failure::AnswerIsNo(format!("{}: {fault}", workspace.display()))),
        },
        AuditCommand::Export { workspace, out } => {
            let bytes = lines(&user::open(workspace)?)?;
            output::write(out.as_deref(), &bytes)
        }
    }
}

fn lines(file: &PrivateFile) -> Result<Vec<u8>, Failure> {
    const AT_ONCE: usize = 1000;
    let mut bytes = Vec::new();
    let mut next = 1;
    loop {
        let entries = file.entries(next, AT_ONCE)?;
        for entry in &entries {
            let line = serde_json::to_string(&AuditEntryShape::from(entry));
            let line = line.map_err(|error| Failure::Internal(error.into()))?;
            writeln!(bytes, "{line}").map_err(|error| Failure::Internal(error.into()))?;
        }
        match entries.last() {
            Some(last) => next = last.number + 1,
            None => return Ok(bytes),
        }
    }
}

fn head(text: &str) -> Result<ChainHead, String> {
    ChainHead::parse(text).ok_or_else(|| "expected NUMBER:HASH, as `gandan audit head` prints it".to_owned())
}
