//! `gandan period`: reporting periods, and the city's own counts beside what operators report.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::output::AnswerFormat;
use super::text_page::{TextPage, fitted};
use super::{Failure, Lang, findings, output, user};
use crate::auth::{Actor, PrivateFile, Role};
use crate::ingest::{self, Kind, Layer, ReadOptions};
use crate::model::{Dataset, Severity};
use crate::planner::{Reporting, ReportingFault};
use crate::reporting::{FilingState, OfficialCount};
use crate::store::Workspace;
use crate::text::day_vi;
use crate::wire::{NewPeriodShape, PeriodAnswer, PeriodComparison, PeriodShape, PeriodsAnswer};

#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: PeriodCommand,
    #[arg(long, value_enum, default_value = "text", global = true)]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi", global = true)]
    lang: Lang,
}

#[derive(Subcommand, Debug)]
enum PeriodCommand {
    /// Set a period: months, due day, who is asked for what
    Add(AddArgs),
    /// Every period with how far it is
    List { workspace: PathBuf },
    /// One period: every agent with its state and what is missing
    Show { workspace: PathBuf, id: String },
    /// Take no more reports for a period
    Close { workspace: PathBuf, id: String },
    /// Take reports for a closed period again
    Reopen { workspace: PathBuf, id: String },
    /// Bring the city's own counts (a table like that of performance); kept beside the reports, never mixed with them
    Counts {
        workspace: PathBuf,
        file: PathBuf,
        /// The system or list that the counts come from
        #[arg(long)]
        source: String,
    },
    /// Reports beside the city's own counts: which figures differ
    Compare { workspace: PathBuf, id: String },
}

#[derive(clap::Args, Debug)]
struct AddArgs {
    workspace: PathBuf,
    /// First month, YYYY-MM
    #[arg(long)]
    from: String,
    /// Last month, YYYY-MM; without it the first
    #[arg(long)]
    to: Option<String>,
    /// The last day on which a report is in time, YYYY-MM-DD
    #[arg(long)]
    due: String,
    /// What it is called; without it by its months
    #[arg(long, default_value = "")]
    name: String,
    /// Operators asked; may be given several times; without it all that run agents
    #[arg(long = "operator", value_name = "CODE")]
    operators: Vec<String>,
    /// What is asked beside the dossiers: submitted_online, accepted, on_time, late, complaints, satisfaction, settlement,
    /// feedback, proposals; may be given several times; without it everything
    #[arg(long = "item", value_name = "ITEM")]
    items: Vec<String>,
    /// By which share of the official count a report may differ and still be told as the same
    #[arg(long)]
    tolerance: Option<f64>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.command {
        PeriodCommand::Add(add) => {
            let asked = NewPeriodShape {
                name: add.name.clone(),
                from: add.from.clone(),
                to: add.to.clone().unwrap_or_else(|| add.from.clone()),
                due: add.due.clone(),
                operators: add.operators.clone(),
                items: (!add.items.is_empty()).then(|| add.items.clone()),
                tolerance: add.tolerance,
            };
            let new = asked.read(uuid::Uuid::now_v7().to_string());
            let new = new.map_err(|error| Failure::BadInput(error.to_string()))?;
            on_desk(&add.workspace, |reporting| {
                tell(args, &PeriodAnswer::of(&reporting.add_period(new)?, reporting.today()))
            })
        }
        PeriodCommand::List { workspace } => on_desk(workspace, |reporting| {
            let (today, all) = (reporting.today(), reporting.periods()?);
            let periods = all.iter().map(|one| PeriodShape::of(&one.period, &one.tally, today));
            list(
                args,
                &PeriodsAnswer {
                    periods: periods.collect(),
                    next: None,
                },
            )
        }),
        PeriodCommand::Show { workspace, id } => on_desk(workspace, |reporting| {
            let read = reporting.period(&found(reporting, id)?)?;
            tell(args, &PeriodAnswer::of(&read, reporting.today()))
        }),
        PeriodCommand::Close { workspace, id } => on_desk(workspace, |reporting| {
            let read = reporting.close_period(&found(reporting, id)?)?;
            tell(args, &PeriodAnswer::of(&read, reporting.today()))
        }),
        PeriodCommand::Reopen { workspace, id } => on_desk(workspace, |reporting| {
            let read = reporting.reopen_period(&found(reporting, id)?)?;
            tell(args, &PeriodAnswer::of(&read, reporting.today()))
        }),
        PeriodCommand::Counts {
            workspace,
            file,
            source,
        } => counts(args, workspace, file, source),
        PeriodCommand::Compare { workspace, id } => on_desk(workspace, |reporting| {
            let (period, differences) = reporting.comparison(&found(reporting, id)?)?;
            compared(args, &PeriodComparison::of(&period, &differences), reporting.dataset)
        }),
    }
}

/// Asks as the authority at the machine itself.
pub(super) fn on_desk(
    workspace: &Path,
    question: impl FnOnce(&Reporting<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let private = user::open(workspace)?;
    let dataset = Workspace::load(workspace)?;
    let actor = Actor {
        account: user::at_the_machine(),
        name: String::new(),
        role: Role::Planner,
        scope: None,
    };
    asked(&private, &dataset, &actor, question)
}

/// Asks as somebody.
pub(super) fn asked(
    private: &PrivateFile,
    dataset: &Dataset,
    actor: &Actor,
    question: impl FnOnce(&Reporting<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    question(&Reporting {
        private,
        dataset,
        actor,
        now: chrono::Utc::now(),
    })
}

impl From<ReportingFault> for Failure {
    fn from(fault: ReportingFault) -> Self {
        match fault {
            ReportingFault::Private(error) => error.into(),
            ReportingFault::Store(error) => error.into(),
            fault => Failure::BadInput(fault.to_string()),
        }
    }
}

/// The id of the period that a text names: whole, or the end of only one.
fn found(reporting: &Reporting<'_>, text: &str) -> Result<String, Failure> {
    let all = reporting.periods()?;
    let is_it = |id: &str| id == text || (text.len() >= 4 && id.ends_with(text));
    let named: Vec<&str> = all
        .iter()
        .map(|one| one.period.id.as_str())
        .filter(|id| is_it(id))
        .collect();
    match named[..] {
        [one] => Ok(one.to_owned()),
        _ => Err(ReportingFault::NoPeriod(text.to_owned()).into()),
    }
}

fn counts(args: &Args, workspace: &Path, file: &Path, source: &str) -> Result<(), Failure> {
    let name = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let opened = std::fs::File::open(file);
    let opened = opened.map_err(|error| Failure::BadInput(format!("{}: cannot be read: {error}", file.display())))?;
    let reading = ingest::read_file(
        Kind::Performance,
        &name,
        std::io::BufReader::new(opened),
        &ReadOptions::default(),
    );
    findings::report(&reading.findings, args.lang);
    let errors = reading
        .findings
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .count();
    let rows = match reading.layer {
        Some(Layer::Performance(rows)) if errors == 0 => rows,
        _ => {
            return Err(Failure::BadInput(format!(
                "{errors} lỗi: không nhập số liệu nào. Sửa các dòng nêu trên / nothing was kept: mend the rows named above"
            )));
        }
    };
    let private = user::open(workspace)?;
    let dataset = Workspace::load(workspace)?;
    let known: std::collections::BTreeSet<&str> = dataset.facilities.iter().map(|one| one.code.as_str()).collect();
    let strangers = rows.iter().filter(|row| !known.contains(row.facility.as_str())).count();
    let kept: Vec<OfficialCount> = rows
        .into_iter()
        .filter(|row| known.contains(row.facility.as_str()))
        .map(|counts| OfficialCount {
            counts,
            source: source.to_owned(),
        })
        .collect();
    let account = user::at_the_machine();
    private.keep_official_counts(&kept, user::by(&account))?;
    let told = match args.lang {
        Lang::Vi => format!(
            "Đã lưu {} dòng số liệu của Thành phố (nguồn: {source}); {strangers} dòng của điểm không có trong dữ liệu bị bỏ qua\n",
            kept.len()
        ),
        Lang::En => format!(
            "{} rows of the city's counts are kept (source: {source}); {strangers} of points that are not there were left out\n",
            kept.len()
        ),
    };
    output::write(None, told.as_bytes())
}

fn list(args: &Args, answer: &PeriodsAnswer) -> Result<(), Failure> {
    if args.format == AnswerFormat::Json {
        return output::write(None, &output::json(answer)?);
    }
    let mut page = TextPage::new(args.lang);
    if answer.periods.is_empty() {
        page.line(args.lang.pick(
            "Chưa có kỳ báo cáo: gandan period add",
            "No period yet: gandan period add",
        ));
    }
    for period in &answer.periods {
        page.line(&head(period, args.lang));
    }
    output::write(None, page.into_text().as_bytes())
}

fn head(period: &PeriodShape, lang: Lang) -> String {
    let due = day_vi(&period.due);
    let (done, all, waiting) = (period.accepted, period.agents, period.submitted);
    let missing = period.missing + period.returned;
    match lang {
        Lang::Vi => {
            let state = if period.is_closed { "đã đóng" } else { "đang mở" };
            let label = fitted(&period.label_vi, 26);
            format!(
                "{label} {state}, hạn {due}: chấp nhận {done}/{all}, chờ xem xét {waiting}, thiếu {missing}  {}",
                period.id
            )
        }
        Lang::En => {
            let state = if period.is_closed { "closed" } else { "open" };
            let label = fitted(&period.label_en, 26);
            format!(
                "{label} {state}, due {due}: {done}/{all} accepted, {waiting} waiting, {missing} missing  {}",
                period.id
            )
        }
    }
}

fn tell(args: &Args, answer: &PeriodAnswer) -> Result<(), Failure> {
    if args.format == AnswerFormat::Json {
        return output::write(None, &output::json(answer)?);
    }
    let mut page = TextPage::new(args.lang);
    page.line(&head(&answer.period, args.lang));
    for agent in &answer.agents {
        let state = match (args.lang, FilingState::from_code(&agent.state)) {
            (Lang::Vi, Some(state)) => state.vietnamese(),
            (Lang::Vi, None) => "chưa báo cáo",
            (Lang::En, _) => &agent.state,
        };
        let (code, name) = (fitted(&agent.facility, 16), fitted(&agent.name, 36));
        let branch = agent.branch.as_deref().unwrap_or("-");
        page.line(&format!("  {code} {name} {} {branch}", fitted(state, 14)));
    }
    output::write(None, page.into_text().as_bytes())
}

fn compared(args: &Args, answer: &PeriodComparison, dataset: &Dataset) -> Result<(), Failure> {
    if args.format == AnswerFormat::Json {
        return output::write(None, &output::json(answer)?);
    }
    let mut page = TextPage::new(args.lang);
    let (same, other) = (answer.agrees, answer.differs);
    let (unreported, uncounted) = (answer.not_reported, answer.not_counted);
    page.sentence(0, &match args.lang {
        Lang::Vi => format!(
            "{same} số khớp, {other} số lệch, {unreported} tháng chưa báo cáo, {uncounted} tháng không có trong số liệu của Thành phố"
        ),
        Lang::En => format!("{same} figures agree, {other} differ, {unreported} months not reported, {uncounted} not counted by the city"),
    });
    let count =
        |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| super::text_page::whole(value, args.lang));
    for one in &answer.differences {
        let named = dataset.facilities.iter().find(|point| point.code == one.facility);
        let name = fitted(named.map_or("", |point| point.name.as_str()), 30);
        let (code, measure) = (fitted(&one.facility, 14), fitted(&one.measure, 16));
        let (reported, official) = (count(one.reported), count(one.official));
        page.line(&format!(
            "  {code} {name} {} {measure} {reported} / {official}",
            one.month
        ));
    }
    output::write(None, page.into_text().as_bytes())
}
