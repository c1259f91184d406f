//! `gandan history`: what was imported, removed and undone, and what of it can be undone.

use std::path::PathBuf;

use chrono::DateTime;
use serde_json::Value;

use super::import_text::kind_name;
use super::output::AnswerFormat;
use super::text_page::{TextPage, whole};
use super::{Failure, Lang, output};
use crate::finder::hours::vietnam;
use crate::store::{UNDO_BUDGET_BYTES, Workspace};
use crate::wire::{HistoryAnswer, HistoryItem};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let entries = Workspace::history(&args.workspace)?;
    let answer = HistoryAnswer {
        workspace: args.workspace.display().to_string(),
        undo_budget_bytes: UNDO_BUDGET_BYTES,
        entries: entries.iter().map(HistoryItem::from).collect(),
        next: None,
    };
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&answer)?,
        AnswerFormat::Text => page(&answer, args.lang).into_bytes(),
    };
    output::write(None, &bytes)
}

fn page(answer: &HistoryAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    if answer.entries.is_empty() {
        page.line(lang.pick("Chưa có lần nhập nào được ghi lại.", "No import has been recorded."));
        return page.into_text();
    }
    for entry in &answer.entries {
        let files: Vec<&str> = entry.files.iter().map(|file| file.name.as_str()).collect();
        let what = match (entry.what.as_str(), entry.undoes) {
            ("undo", Some(undone)) => format!("{} {undone}", lang.pick("hoàn tác mục", "undo of entry")),
            ("publish", _) => lang.pick("công bố kịch bản", "publication of a scenario").to_owned(),
            ("remove", _) => format!("{} {}", lang.pick("bỏ", "removal of"), kind_name(&entry.kind, lang)),
            _ => format!("{} {}", lang.pick("nhập", "import of"), kind_name(&entry.kind, lang)),
        };
        let parts = [what, files.join(", "), entry.note.clone()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        page.sentence(0, &format!("{}. {} - {}", entry.id, shown(&entry.at), parts.join("; ")));
        let counted = counted(&entry.counts, lang);
        if !counted.is_empty() {
            page.sentence(6, &counted);
        }
        page.sentence(6, &state(entry, &answer.entries, lang));
    }
    let used: u64 = answer.entries.iter().filter_map(|entry| entry.undo_bytes).sum();
    page.line("");
    let budget = whole((answer.undo_budget_bytes >> 20) as f64, lang);
    page.sentence(
        0,
        &match lang {
            Lang::Vi => format!(
                "Dữ liệu để hoàn tác: {}, tối đa {budget} MiB; khi vượt, mục cũ nhất không còn hoàn tác được.",
                size(used, lang)
            ),
            Lang::En => format!(
                "Rows kept for undoing: {}, at most {budget} MiB; beyond that the oldest entry can no longer be undone.",
                size(used, lang)
            ),
        },
    );
    page.into_text()
}

/// Whether it can be taken back now, after which others, or no more.
fn state(entry: &HistoryItem, all: &[HistoryItem], lang: Lang) -> String {
    let is_let_go = |id: &&i64| all.iter().any(|other| other.id == **id && other.undo_bytes.is_none());
    if entry.undo_bytes.is_some() && !entry.undo_first.is_empty() {
        let order: Vec<String> = entry.undo_first.iter().map(i64::to_string).collect();
        let order = order.join(", ");
        return match (entry.undo_first.iter().find(is_let_go), lang) {
            (None, Lang::Vi) => format!("hoàn tác được sau khi hoàn tác lần lượt {order}"),
            (None, Lang::En) => format!("can be undone once these are, in this order: {order}"),
            (Some(gone), Lang::Vi) => {
                format!("không còn hoàn tác được: phải hoàn tác mục {gone} trước mà dữ liệu cũ của mục đó đã bỏ bớt")
            }
            (Some(gone), Lang::En) => {
                format!("can no longer be undone: entry {gone} comes first, and its rows from before were let go")
            }
        };
    }
    match (entry.is_in_effect, entry.undone_by, entry.undo_bytes) {
        (false, Some(by), _) => format!("{} {by}", lang.pick("đã được hoàn tác bởi mục", "taken back by entry")),
        (_, _, None) => lang
            .pick(
                "không còn hoàn tác được (dữ liệu cũ đã bỏ bớt)",
                "can no longer be undone (the rows from before were let go)",
            )
            .to_owned(),
        (_, _, Some(bytes)) => format!(
            "{} ({})",
            lang.pick("hoàn tác được", "can be undone"),
            size(bytes, lang)
        ),
    }
}

/// The counts that are not nothing, as `thêm 3, đổi 5`.
fn counted(counts: &Value, lang: Lang) -> String {
    let words = [
        ("added", "thêm", "added"),
        ("changed", "đổi", "changed"),
        ("missing", "vắng mặt", "missing"),
        ("relisted", "có lại", "listed again"),
        ("removed", "không còn", "removed"),
    ];
    let facilities = words.iter().filter_map(|(name, vietnamese, english)| {
        let count = counts["facilities"][name].as_f64().filter(|count| *count > 0.0)?;
        let count = whole(count, lang);
        Some(match lang {
            Lang::Vi => format!("{vietnamese} {count}"),
            Lang::En => format!("{count} {english}"),
        })
    });
    let facilities: Vec<String> = facilities.collect();
    let mut parts = Vec::new();
    if !facilities.is_empty() {
        let head = lang.pick("điểm phục vụ", "facilities");
        parts.push(format!("{head}: {}", facilities.join(", ")));
    }
    let layers = counts["layers"].as_array().cloned().unwrap_or_default();
    for layer in &layers {
        let rows = |name: &str| layer[name].as_f64().map_or_else(String::new, |rows| whole(rows, lang));
        let name = layer["layer"].as_str().unwrap_or_default();
        let (before, after) = (rows("rows_before"), rows("rows_after"));
        parts.push(format!("{}: {before} -> {after}", kind_name(name, lang)));
    }
    parts.join("; ")
}

/// An instant on the clock of Hanoi.
fn shown(at: &str) -> String {
    let instant = DateTime::parse_from_rfc3339(at);
    instant.map_or_else(
        |_| at.to_owned(),
        |at| at.with_timezone(&vietnam()).format("%d/%m/%Y %H:%M").to_string(),
    )
}

fn size(bytes: u64, lang: Lang) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", whole(bytes as f64 / 1024.0, lang)),
        _ => format!("{} MiB", whole(bytes as f64 / 1_048_576.0, lang)),
    }
}
