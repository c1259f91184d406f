//! `gandan check`: the audit gate.

use std::path::PathBuf;

use clap::ValueEnum;

use super::text_page::whole;
use super::{Failure, Lang, check_text, findings, output};
use crate::access::Travel;
use crate::audit::audit;
use crate::model::checks::CATALOGUE;
use crate::model::{Language, TravelMode};
use crate::report::{FindingsPage, Outcome, Tally, findings_page};
use crate::store::Workspace;
use crate::wire::{FindingsAnswer, check_catalogue};

#[derive(clap::Args, Debug)]
pub struct Args {
    #[arg(required_unless_present = "list")]
    workspace: Option<PathBuf>,
    /// Print the catalogue of checks instead: what each means and how to repair what it finds (text or json)
    #[arg(long, conflicts_with = "workspace")]
    list: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// File to write; standard output without it
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text and of the page
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    /// A page that stands alone, with a map
    Html,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let language = Language::from(args.lang);
    let Some(workspace) = &args.workspace else {
        let bytes = match args.format {
            Format::Text => catalogue(language).into_bytes(),
            Format::Json => output::json(&check_catalogue())?,
            Format::Html => {
                let message = args.lang.pick(
                    "--list được in dạng text hoặc json",
                    "--list is printed as text or json",
                );
                return Err(Failure::BadInput(message.to_owned()));
            }
        };
        return output::write(args.out.as_deref(), &bytes);
    };
    let bar = output::spinner(args.lang.pick("Đang kiểm tra dữ liệu", "Checking the data"));
    let dataset = Workspace::load(workspace)?;
    let travel = Travel::new(&dataset, TravelMode::Motorbike);
    let mut found = audit(&dataset, Some(&travel));
    bar.finish_and_clear();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let tally = Tally::of(&found);
    let subject = findings::subject(std::slice::from_ref(workspace));
    let bytes = match args.format {
        Format::Text => check_text::page(&subject, &found, &tally, args.lang).into_bytes(),
        Format::Json => output::json(&FindingsAnswer::of(&subject, Outcome::Checked, &found))?,
        Format::Html => {
            let page = FindingsPage {
                subject: &subject,
                outcome: Outcome::Checked,
                findings: &found,
                areas: &dataset.areas,
                points: &dataset.facilities.iter().map(|one| one.location).collect::<Vec<_>>(),
                is_demo: dataset.is_demo,
                made_at: &findings::made_at(),
            };
            findings_page(&page, language).into_bytes()
        }
    };
    output::write(args.out.as_deref(), &bytes)?;
    if let Some(path) = &args.out {
        let count = whole(found.len() as f64, args.lang);
        output::written(
            path,
            &format!("{count} {}", args.lang.pick("phát hiện", "findings")),
            args.lang,
        );
    }
    if tally.errors > 0 {
        Err(Failure::AnswerIsNo(String::new()))
    } else {
        Ok(())
    }
}

/// The catalogue as text: group by group, a check a paragraph.
fn catalogue(language: Language) -> String {
    let mut text = String::new();
    for group in CATALOGUE {
        text.push_str(&format!("\n{}\n\n", group.title(language)));
        for check in group.checks {
            let words = check.words(language);
            text.push_str(&format!(
                "  {} [{}] ({})\n    {}.\n    {}: {}.\n",
                words.title,
                check.id,
                check.severity.words(language),
                words.explanation,
                language.pick("Cách sửa", "Repair"),
                words.repair
            ));
        }
    }
    text.trim_start().to_owned()
}
