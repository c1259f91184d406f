//! `gandan undo`: takes an import back, or an undo.

use std::path::PathBuf;

use super::import_text::{Detail, difference, kind_name};
use super::noted::noted;
use super::output::AnswerFormat;
use super::text_page::TextPage;
use super::{Failure, Lang, output, workspace};
use crate::planner::difference::{Basis, difference as compare};
use crate::store::{Action, HistoryEntry, NewEntry, Workspace};
use crate::wire::{DifferenceShape, UndoAnswer, undo_entry};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// The entry to take back, as `gandan history` numbers them; default the newest import in effect. That of an undo does
    /// its import again
    #[arg(long)]
    id: Option<i64>,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let bar = output::spinner("Đang hoàn tác");
    let at = workspace::now_utc();
    let detail = args
        .id
        .map_or_else(|| "the newest entry".to_owned(), |id| format!("entry {id}"));
    let undone = noted(&args.workspace, "data.undo", &detail, || {
        let undone = Workspace::undo(&args.workspace, args.id, |entry, before, after| {
            let told = DifferenceShape::from(&compare(&Basis::of(before), after));
            let new = NewEntry {
                at,
                ..undo_entry(&told)
            };
            ((entry.clone(), told), new)
        })?;
        let id = undone.1.to_string();
        Ok((undone, id))
    });
    bar.finish_and_clear();
    let ((entry, told), history_id) = undone?;
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&UndoAnswer {
            workspace: args.workspace.display().to_string(),
            undone: entry.id,
            history_id,
            difference: told,
        })?,
        AnswerFormat::Text => page(args, &entry, history_id, &told).into_bytes(),
    };
    output::write(None, &bytes)
}

fn page(args: &Args, entry: &HistoryEntry, history_id: i64, told: &DifferenceShape) -> String {
    let lang = args.lang;
    let mut page = TextPage::new(lang);
    let files: Vec<&str> = entry.files.iter().map(|file| file.name.as_str()).collect();
    let kind = kind_name(&entry.kind, lang);
    let what = match (entry.what, entry.undoes) {
        (Action::Undo, Some(undone)) => format!("{} {undone}", lang.pick("hoàn tác mục", "undo of entry")),
        (Action::Remove, _) => format!("{} {kind}", lang.pick("bỏ", "removal of")),
        _ => format!("{} {kind}", lang.pick("nhập", "import of")),
    };
    let what: Vec<&str> = std::iter::once(what.as_str()).chain(files).collect();
    let (what, path) = (what.join(", "), args.workspace.display());
    page.sentence(
        0,
        &match lang {
            Lang::Vi => format!(
                "{path}: đã hoàn tác mục {} ({what}). Mục lịch sử mới: {history_id}; để làm lại: gandan undo {path} --id {history_id}",
                entry.id
            ),
            Lang::En => format!(
                "{path}: entry {} was taken back ({what}). New entry: {history_id}; to do it again: gandan undo {path} --id {history_id}",
                entry.id
            ),
        },
    );
    difference(&mut page, told, &entry.kind, Detail::Short);
    page.into_text()
}
