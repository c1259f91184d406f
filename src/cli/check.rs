//! `gandan check`: the audit gate.

use std::path::PathBuf;

use super::{Failure, output};
use crate::access::Travel;
use crate::audit::audit;
use crate::model::{Severity, TravelMode};
use crate::store::Workspace;

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let bar = output::spinner("Đang kiểm tra dữ liệu");
    let dataset = Workspace::load(&args.workspace)?;
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let mut findings = audit(&dataset, Some(&travel));
    bar.finish_and_clear();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    output::write(None, text.as_bytes())?;
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    output::write(None, format!("{errors} lỗi, {warnings} cảnh báo\n").as_bytes())?;
    if errors > 0 {
        Err(Failure::AnswerIsNo(String::new()))
    } else {
        Ok(())
    }
}
