//! `gandan inspection`: what inspectors wrote, as a list or a table.

use std::path::{Path, PathBuf};

use super::output::TableFormat;
use super::text_page::TextPage;
use super::{Failure, Lang, output, user, voice};
use crate::auth::{InspectionOrder, InspectionQuery};
use crate::store::Workspace;
use crate::text::day_vi;
use crate::wire::{ChecklistAnswer, InspectionAnswer, InspectionsAnswer};

#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// List the inspections, the newest visit first
    List {
        workspace: PathBuf,
        /// Only those of this point
        #[arg(long, value_name = "CODE")]
        facility: Option<String>,
        /// Only those with findings past their deadline
        #[arg(long)]
        overdue: bool,
        #[arg(long, value_enum, default_value = "text")]
        format: TableFormat,
        /// Language of the text
        #[arg(long, value_enum, default_value = "vi")]
        lang: Lang,
    },
    /// Write every item of every inspection as a row of CSV
    Export {
        workspace: PathBuf,
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.what {
        What::List {
            workspace,
            facility,
            overdue,
            format,
            lang,
        } => {
            let mut answer = told(workspace)?;
            let is_overdue = |one: &InspectionAnswer| one.findings.iter().any(|finding| finding.is_overdue);
            answer.inspections.retain(|one| {
                facility.as_ref().is_none_or(|code| one.facility == *code) && (!overdue || is_overdue(one))
            });
            let bytes = match format {
                TableFormat::Json => output::json(&answer)?,
                TableFormat::Text => page(&answer, *lang).into_bytes(),
                TableFormat::Csv => rows(&answer)?,
            };
            output::write(None, &bytes)
        }
        What::Export { workspace, out } => output::write(out.as_deref(), &items(&told(workspace)?)?),
    }
}

fn told(workspace: &Path) -> Result<InspectionsAnswer, Failure> {
    let (private, dataset, now) = (user::open(workspace)?, Workspace::load(workspace)?, chrono::Utc::now());
    let all = private.inspections(&InspectionQuery::default())?;
    Ok(InspectionsAnswer::of(
        &all,
        &dataset,
        now,
        InspectionOrder::NewestFirst,
        None,
    ))
}

fn page(answer: &InspectionsAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    if answer.inspections.is_empty() {
        page.line(lang.pick("Chưa có biên bản kiểm tra.", "No inspection yet."));
    }
    for one in &answer.inspections {
        let visit = match (one.visit.as_str(), lang) {
            ("unannounced", Lang::Vi) => "đột xuất",
            (_, Lang::Vi) => "định kỳ",
            (other, Lang::En) => other,
        };
        let day = match lang {
            Lang::Vi => day_vi(&one.on),
            Lang::En => one.on.clone(),
        };
        page.sentence(
            0,
            &format!(
                "{day}  {} ({}), {visit}: {} {}/{}; {}",
                one.name,
                one.facility,
                lang.pick("đạt", "met"),
                one.met,
                one.met + one.not_met,
                one.inspector
            ),
        );
        for finding in &one.findings {
            let state = match (&finding.done_on, finding.is_overdue, lang) {
                (Some(on), _, Lang::Vi) => format!("đã khắc phục ngày {}", day_vi(on)),
                (Some(on), _, Lang::En) => format!("mended {on}"),
                (None, true, Lang::Vi) => format!("QUÁ HẠN từ {}", day_vi(&finding.deadline)),
                (None, true, Lang::En) => format!("OVERDUE since {}", finding.deadline),
                (None, false, Lang::Vi) => format!("hạn {}", day_vi(&finding.deadline)),
                (None, false, Lang::En) => format!("due {}", finding.deadline),
            };
            page.sentence(4, &format!("{}. {} ({state})", finding.number, finding.text));
        }
    }
    page.into_text()
}

fn rows(answer: &InspectionsAnswer) -> Result<Vec<u8>, Failure> {
    let header = [
        "inspection",
        "facility",
        "name",
        "on",
        "visit",
        "met",
        "not_met",
        "not_applicable",
        "findings",
        "open_findings",
        "overdue_findings",
        "inspector",
    ];
    let row = |one: &InspectionAnswer| {
        let count = |is: &dyn Fn(&crate::wire::InspectionFindingShape) -> bool| {
            one.findings.iter().filter(|finding| is(finding)).count().to_string()
        };
        vec![
            one.id.clone(),
            one.facility.clone(),
            one.name.clone(),
            one.on.clone(),
            one.visit.clone(),
            one.met.to_string(),
            one.not_met.to_string(),
            one.not_applicable.to_string(),
            one.findings.len().to_string(),
            count(&|finding| finding.done_on.is_none()),
            count(&|finding| finding.is_overdue),
            one.inspector.clone(),
        ]
    };
    output::csv(&header, answer.inspections.iter().map(row))
}

fn items(answer: &InspectionsAnswer) -> Result<Vec<u8>, Failure> {
    let list = ChecklistAnswer::from(&voice::checklist());
    let name = |id: &str| {
        list.items
            .iter()
            .find(|item| item.id == id)
            .map_or("", |item| item.name_vi.as_str())
            .to_owned()
    };
    let header = [
        "inspection",
        "facility",
        "on",
        "visit",
        "checklist",
        "version",
        "item",
        "name",
        "outcome",
        "note",
    ];
    let of_one = |one: &InspectionAnswer| {
        let row = |item: &crate::wire::ItemShape| {
            vec![
                one.id.clone(),
                one.facility.clone(),
                one.on.clone(),
                one.visit.clone(),
                one.checklist.clone(),
                one.checklist_version.to_string(),
                item.item.clone(),
                name(&item.item),
                item.outcome.clone(),
                item.note.clone(),
            ]
        };
        one.items.iter().map(row).collect::<Vec<_>>()
    };
    output::csv(&header, answer.inspections.iter().flat_map(of_one))
}
