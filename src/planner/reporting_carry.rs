//! Accepted reports become rows of the workspace, the way that every import goes.

use std::collections::BTreeSet;
use std::path::Path;

use super::difference::{Basis, Difference, difference};
use super::history;
use super::import::{Existing, Import, merge_import};
use crate::ingest::{GivenFields, Kind, Layer};
use crate::model::{PerformanceMonth, SourceRecord};
use crate::reporting::{FilingRow, Item, Period};
use crate::store::{Action, HistoryFile, NewEntry, StoreError, Workspace};

/// Writes rows into the workspace as an import of performance; tells the id of its entry in the history. Only the figures
/// that the period asks for are spoken of: others stay as they are known.
///
/// # Errors
/// What the workspace says; it then holds what it held.
pub(super) fn carry<'r>(
    workspace: &Path,
    period: &Period,
    operator: &str,
    rows: impl Iterator<Item = &'r FilingRow>,
    at: &str,
    tell: impl FnOnce(&Difference) -> (String, String),
) -> Result<i64, StoreError> {
    let reports: Vec<PerformanceMonth> = rows.filter_map(FilingRow::report).collect();
    let name = source_name(period, operator);
    let hash = blake3::hash(format!("{reports:?}").as_bytes()).to_hex().to_string();
    let note = format!("{} ({})", period.label_vi(), period.id);
    let source = SourceRecord {
        layer: Kind::Performance.code().to_owned(),
        name: name.clone(),
        note: note.clone(),
        imported_at: at.to_owned(),
        content_hash: Some(hash.clone()),
    };
    let import = Import {
        layers: vec![(Layer::Performance(reports), given(period))],
        sources: vec![source.clone()],
        existing: Existing::Kept,
        ..Import::default()
    };
    let (_, id) = Workspace::update_recorded(workspace, |dataset| {
        let before = Basis::of(dataset);
        // One source a period and operator, however often a branch accepts something.
        let is_earlier =
            |old: &SourceRecord| (&old.layer, &old.name, &old.note) == (&source.layer, &source.name, &source.note);
        dataset.sources.retain(|old| !is_earlier(old));
        merge_import(dataset, import);
        let (counts, summary) = tell(&difference(&before, dataset));
        let entry = NewEntry {
            what: Action::Import,
            at: at.to_owned(),
            kind: Kind::Performance.code().to_owned(),
            files: vec![HistoryFile { name, hash: Some(hash) }],
            note,
            counts,
            summary,
            reads: history::reads(Kind::Performance)
                .iter()
                .map(|table| (*table).to_owned())
                .collect(),
        };
        ((), entry)
    })?;
    Ok(id)
}

/// `báo cáo của doanh nghiệp BIDV, kỳ tháng 10/2026`.
fn source_name(period: &Period, operator: &str) -> String {
    let label = period.label_vi();
    let label = label
        .strip_prefix("Kỳ ")
        .map_or_else(|| label.clone(), |rest| format!("kỳ {rest}"));
    format!("báo cáo của doanh nghiệp {operator}, {label}")
}

fn given(period: &Period) -> GivenFields {
    let mut fields: BTreeSet<&'static str> = ["facility", "month", "dossiers"].into();
    for item in &period.items {
        match item {
            Item::Satisfaction => fields.extend(["responses", "satisfied"]),
            Item::Settlement | Item::Feedback | Item::Proposals => {}
            count => drop(fields.insert(count.code())),
        }
    }
    GivenFields::Only(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Month;

    #[test]
    fn a_source_says_whose_report_of_which_period_it_is_and_speaks_of_what_was_asked() {
        let month = Month { year: 2026, month: 10 };
        let period = Period {
            id: "p".into(),
            name: String::new(),
            from: month,
            to: month,
            due: chrono::NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day"),
            operators: Vec::new(),
            items: vec![Item::Accepted, Item::Satisfaction, Item::Feedback],
            tolerance: 0.0,
            is_closed: false,
            account: String::new(),
            created_at: String::new(),
        };
        assert_eq!(
            source_name(&period, "BIDV"),
            "báo cáo của doanh nghiệp BIDV, kỳ tháng 10/2026"
        );
        let fields = given(&period);
        assert!(fields.has("accepted") && fields.has("satisfied") && !fields.has("late") && !fields.has("feedback"));
    }
}
