//! What an import says of the rows it read: lines on the screen, and a file of findings.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::text_page::whole;
use super::{Failure, Lang, output};
use crate::geometry::LonLat;
use crate::model::{Area, Finding, Language};
use crate::report::{FindingsPage, Outcome, findings_page};
use crate::wire::{FindingsAnswer, OpenErrorsShape};

/// Findings shown of one run; the rest is counted.
const SHOWN: usize = 30;

/// What every command that reads files says about its findings.
#[derive(clap::Args, Debug)]
pub struct FindingsArgs {
    /// Also write every finding to this file: .html for a page that stands alone (with a map, to print), .json for programs
    #[arg(long, value_name = "FILE")]
    findings: Option<PathBuf>,
    /// Language of what is said
    #[arg(long, value_enum, default_value = "vi")]
    pub lang: Lang,
}

impl FindingsArgs {
    /// Refuses a file of findings of a kind that is not written, before anything is read.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.findings {
            Some(path) => kind_of(path, self.lang).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Writes the file of findings, where one was asked for, and says so; `areas` are the ground of its map, or `points`.
    pub fn write(
        &self,
        files: &[PathBuf],
        outcome: Outcome,
        found: &[Finding],
        points: &[LonLat],
        areas: impl FnOnce() -> Vec<Area>,
    ) -> Result<(), Failure> {
        let Some(path) = &self.findings else { return Ok(()) };
        let subject = subject(files);
        let bytes = match kind_of(path, self.lang)? {
            FileKind::Json => output::json(&FindingsAnswer::of(&subject, outcome, found))?,
            FileKind::Html => {
                let page = FindingsPage {
                    subject: &subject,
                    outcome,
                    findings: found,
                    areas: &areas(),
                    points,
                    is_demo: false,
                    made_at: &made_at(),
                };
                findings_page(&page, Language::from(self.lang)).into_bytes()
            }
        };
        output::write(Some(path), &bytes)?;
        let count = whole(found.len() as f64, self.lang);
        output::written(
            path,
            &format!("{count} {}", self.lang.pick("phát hiện", "findings")),
            self.lang,
        );
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum FileKind {
    Html,
    Json,
}

fn kind_of(path: &Path, lang: Lang) -> Result<FileKind, Failure> {
    match path
        .extension()
        .and_then(OsStr::to_str)
        .map(str::to_lowercase)
        .as_deref()
    {
        Some("html" | "htm") => Ok(FileKind::Html),
        Some("json") => Ok(FileKind::Json),
        _ => {
            let reason = lang.pick(
                "tệp phát hiện phải có đuôi .html hoặc .json",
                "findings are written to .html or .json",
            );
            Err(Failure::BadInput(format!("--findings {}: {reason}", path.display())))
        }
    }
}

/// Errors first; the rest of a long list is counted.
pub fn report(found: &[Finding], lang: Lang) {
    let mut sorted: Vec<&Finding> = found.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let language = Language::from(lang);
    let shown = sorted.iter().take(SHOWN);
    shown.for_each(|finding| eprintln!("{}", finding.told(language)));
    if sorted.len() > SHOWN {
        let more = sorted.len() - SHOWN;
        match lang {
            Lang::Vi => eprintln!("... và {more} phát hiện nữa (xem tất cả: --findings F.html)"),
            Lang::En => eprintln!("... and {more} more (all of them: --findings F.html)"),
        }
    }
}

/// The sentence that goes with figures computed on data with errors; nothing where there are none.
pub fn open_errors(open: &OpenErrorsShape, lang: Lang) -> Option<String> {
    if open.count == 0 {
        return None;
    }
    let (count, checks) = (open.count, open.checks.join(", "));
    let people = (open.people > 0.0).then(|| match lang {
        Lang::Vi => format!(", liên quan {:.0} người", open.people),
        Lang::En => format!(", {:.0} people concerned", open.people),
    });
    let people = people.unwrap_or_default();
    Some(match lang {
        Lang::Vi => format!(
            "Lưu ý: dữ liệu còn {count} lỗi chưa sửa ({checks}{people}); các con số có thể bị ảnh hưởng. Xem: gandan check."
        ),
        Lang::En => format!(
            "Note: {count} errors stand open in the data ({checks}{people}); the figures may owe something to them. See: gandan check."
        ),
    })
}

/// The names of files, as a title tells them.
pub fn subject(files: &[PathBuf]) -> String {
    let names: Vec<String> = files
        .iter()
        .map(|path| {
            let name = path.file_name().map(OsStr::to_string_lossy);
            name.map_or_else(|| path.display().to_string(), std::borrow::Cow::into_owned)
        })
        .collect();
    names.join(", ")
}

/// Now, in the city's time.
pub fn made_at() -> String {
    chrono::Utc::now()
        .with_timezone(&crate::finder::hours::vietnam())
        .format("%d/%m/%Y %H:%M")
        .to_string()
}
