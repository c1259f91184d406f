//! `gandan case`: what the public reported, and its way to an answer.

use std::path::Path;

pub use super::case_args::Args;
use super::case_args::{Named, PassTo, What};
use super::output::AnswerFormat;
use super::text_page::{TextPage, fitted};
use super::{Failure, Lang, output, user};
use crate::auth::{Actor, PrivateFile, Role};
use crate::geometry::LonLat;
use crate::model::{Dataset, Facility};
use crate::planner::voice::{CasesAsked, cases, step_case};
use crate::store::Workspace;
use crate::text::day_vi;
use crate::voice::{Case, CaseState, CaseStep, Correction, Effect, EffectKind};
use crate::wire::{CaseAnswer, CaseItem, CasesAnswer};

pub fn run(args: &Args) -> Result<(), Failure> {
    let words = |text: &str| text.to_owned();
    match &args.what {
        What::List {
            workspace,
            state,
            open,
            facility,
        } => list(args, workspace, state.as_deref(), *open, facility.clone()),
        What::Show { named } => Desk::open(named)?.show(args),
        What::Correction { named, out } => {
            let bytes = Desk::open(named)?.correction()?;
            output::write(out.as_deref(), &bytes)
        }
        What::Take { named } => step(args, named, CaseStep::Take),
        What::Note { named, text } => step(args, named, CaseStep::Note { text: words(text) }),
        What::Answer { named, text } => step(args, named, CaseStep::Answer { text: words(text) }),
        What::Reject { named, reason } => step(args, named, CaseStep::Reject { reason: words(reason) }),
        What::Pass { named, to, text } => {
            let text = words(text);
            let passed = match to {
                PassTo::Operator => CaseStep::PassToOperator { text },
                PassTo::Planner => CaseStep::PassToPlanner { text },
            };
            step(args, named, passed)
        }
        What::Return { named, text } => step(args, named, CaseStep::Return { text: words(text) }),
        What::Reopen { named, text } => step(args, named, CaseStep::Reopen { text: words(text) }),
        What::Propose { named, position, hours } => {
            let correction = match (position, hours) {
                (Some(text), _) => Correction::Position(place(text)?),
                (None, Some(hours)) => Correction::Hours(words(hours)),
                (None, None) => return Err(Failure::BadInput("give --position LON,LAT or --hours HOURS".to_owned())),
            };
            step(args, named, CaseStep::Propose { correction })
        }
        What::Link {
            named,
            scenario,
            import,
        } => {
            let (kind, reference) = match (scenario, import) {
                (Some(id), _) => (EffectKind::Scenario, words(id)),
                (None, Some(id)) => (EffectKind::Import, words(id)),
                (None, None) => return Err(Failure::BadInput("give --scenario ID or --import ID".to_owned())),
            };
            let effect = Effect { kind, reference };
            step(args, named, CaseStep::Link { effect })
        }
    }
}

/// One case at work.
struct Desk {
    private: PrivateFile,
    dataset: Dataset,
    case: Case,
}

impl Desk {
    fn open(named: &Named) -> Result<Desk, Failure> {
        let (private, dataset) = (user::open(&named.workspace)?, Workspace::load(&named.workspace)?);
        let unknown = || Failure::BadInput(format!("there is no case '{}'", named.case));
        let case = match &private.case_ids(&named.case)?[..] {
            [] => return Err(unknown()),
            [id] => private.case(id)?.ok_or_else(unknown)?,
            _ => {
                return Err(Failure::BadInput(format!(
                    "'{}' names several cases; give more of the id",
                    named.case
                )));
            }
        };
        Ok(Desk { private, dataset, case })
    }

    fn show(&self, args: &Args) -> Result<(), Failure> {
        let answer = CaseAnswer::of(
            &self.case,
            &self.dataset,
            self.private.voice_settings()?,
            chrono::Utc::now(),
            &at_the_machine(),
        );
        let bytes = match args.format {
            AnswerFormat::Json => output::json(&answer)?,
            AnswerFormat::Text => told(&answer, args.lang).into_bytes(),
        };
        output::write(None, &bytes)
    }

    /// A list of one point with what the case proposes; the import checks it as it checks every list.
    fn correction(&self) -> Result<Vec<u8>, Failure> {
        let none = || Failure::BadInput("the case proposes no correction: `gandan case propose` does".to_owned());
        let correction = self.case.correction.as_ref().ok_or_else(none)?;
        let is_it = |point: &&Facility| point.code == self.case.facility;
        let gone = || Failure::BadInput(format!("the point '{}' is no longer in the data", self.case.facility));
        let point = self.dataset.facilities.iter().find(is_it).ok_or_else(gone)?;
        let (place, hours) = match correction {
            Correction::Position(place) => (*place, None),
            Correction::Hours(hours) => (point.location, Some(hours.clone())),
        };
        let mut header = vec!["code", "kind", "name", "lon", "lat"];
        let mut row = vec![
            point.code.clone(),
            point.kind.code().to_owned(),
            point.name.clone(),
            format!("{:.7}", place.lon),
            format!("{:.7}", place.lat),
        ];
        if let Some(hours) = hours {
            header.push("opening_hours");
            row.push(hours);
        }
        output::csv(&header, std::iter::once(row))
    }
}

/// Takes a step; one that needs a case in work takes a new one into work first.
fn step(args: &Args, named: &Named, step: CaseStep) -> Result<(), Failure> {
    let mut desk = Desk::open(named)?;
    let actor = at_the_machine();
    let needs_work = desk.case.state == CaseState::New && desk.case.after(&step).is_err() && step != CaseStep::Take;
    for each in needs_work
        .then_some(CaseStep::Take)
        .iter()
        .chain(std::iter::once(&step))
    {
        let seen = (desk.case.id.as_str(), desk.case.version);
        desk.case = step_case(&desk.private, &desk.dataset, &actor, seen, each, chrono::Utc::now())?;
    }
    desk.show(args)
}

fn list(
    args: &Args,
    workspace: &Path,
    state: Option<&str>,
    open: bool,
    facility: Option<String>,
) -> Result<(), Failure> {
    let unknown = |code: &str| {
        let known = CaseState::ALL.map(CaseState::code).join(", ");
        Failure::BadInput(format!("--state '{code}' is none of {known}"))
    };
    let asked = CasesAsked {
        state: state
            .map(|code| CaseState::from_code(code).ok_or_else(|| unknown(code)))
            .transpose()?,
        is_open: open.then_some(true),
        facility,
        ..CasesAsked::default()
    };
    let (private, dataset) = (user::open(workspace)?, Workspace::load(workspace)?);
    let now = chrono::Utc::now();
    let found = cases(&private, &dataset, &at_the_machine(), &asked, now)?;
    let answer = CasesAnswer::of(&found, &dataset, private.voice_settings()?, now, None);
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&answer)?,
        AnswerFormat::Text => lines(&answer, args.lang).into_bytes(),
    };
    output::write(None, &bytes)
}

/// Who has the file has all of it.
fn at_the_machine() -> Actor {
    Actor {
        account: user::at_the_machine(),
        name: String::new(),
        role: Role::Support,
        scope: None,
    }
}

fn lines(answer: &CasesAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let heading = lang.pick(
        "phản ánh chưa trả lời, trong đó quá hạn",
        "cases open, of these overdue",
    );
    page.line(&format!("{} {heading} {}", answer.open, answer.overdue));
    for one in &answer.cases {
        let overdue = if one.is_overdue {
            lang.pick(" QUÁ HẠN", " OVERDUE")
        } else {
            ""
        };
        page.line(&format!(
            "{}  {} {} {} ({}){overdue}",
            one.id,
            fitted(state(one, lang), 26),
            fitted(kind(one, lang), 18),
            one.name,
            one.facility
        ));
    }
    page.into_text()
}

fn told(answer: &CaseAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let one = &answer.case;
    page.sentence(0, &format!("{}: {} ({})", kind(one, lang), one.name, one.facility));
    let due = match lang {
        Lang::Vi => format!("Mã {}; {}; hạn trả lời {}", one.id, one.state_vi, day_vi(&one.due)),
        Lang::En => format!("{}; {}; due {}", one.id, one.state, one.due),
    };
    page.sentence(2, &due);
    if let Some(text) = &one.text {
        page.sentence(2, &format!("\"{text}\""));
    }
    if let (Some(lon), Some(lat)) = (answer.lon, answer.lat) {
        let label = lang.pick("Vị trí người dân nêu", "Position told");
        page.sentence(2, &format!("{label}: {lon:.6}, {lat:.6}"));
    }
    if let Some(correction) = &answer.correction {
        let label = lang.pick("Đề xuất sửa dữ liệu", "Proposed correction");
        let value = match (&correction.opening_hours, correction.lon, correction.lat) {
            (Some(hours), ..) => hours.clone(),
            (None, Some(lon), Some(lat)) => format!("{lon:.6}, {lat:.6}"),
            _ => String::new(),
        };
        page.sentence(2, &format!("{label}: {value}"));
    }
    for effect in &answer.effects {
        let label = lang.pick("Kết quả trên dữ liệu", "Led to");
        page.sentence(2, &format!("{label}: {} {}", effect.kind, effect.reference));
    }
    page.heading(lang.pick("Quá trình xử lý", "What was done"));
    for event in &answer.events {
        let day = match lang {
            Lang::Vi => day_vi(&event.at),
            Lang::En => event.at.clone(),
        };
        let (account, action) = (&event.account, &event.action);
        page.sentence(2, &format!("{day}  {account}  {action}  {}", event.text));
    }
    page.into_text()
}

fn kind(one: &CaseItem, lang: Lang) -> &str {
    lang.pick(&one.kind_vi, &one.kind)
}

fn state(one: &CaseItem, lang: Lang) -> &str {
    lang.pick(&one.state_vi, &one.state)
}

fn place(text: &str) -> Result<LonLat, Failure> {
    let refused = || {
        Failure::BadInput(format!(
            "--position '{text}' is no position: expected LON,LAT such as 105.8412,21.0245"
        ))
    };
    let (lon, lat) = text.split_once(',').ok_or_else(refused)?;
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_| refused());
    LonLat::try_new(number(lon)?, number(lat)?).map_err(|_| refused())
}
