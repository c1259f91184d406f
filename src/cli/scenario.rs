//! `gandan scenario`: rehearse changes of the network, have them decided, publish them.

use std::path::Path;

use chrono::NaiveDate;

use super::output::AnswerFormat;
pub use super::scenario_args::Args;
use super::scenario_args::{Named, What};
use super::scenario_edits::{EditArgs, day, edits, own_days, party};
use super::scenario_text as text;
use super::workspace::{KeptIn, now_utc};
use super::{Failure, Lang, output};
use crate::auth::{AuditEntry, PrivateFile};
use crate::plan::{Approval, Consultation, Schedule, Stance, Transition};
use crate::planner::difference::Difference;
use crate::planner::{Against, ReadScenario, ScenarioFault, Scenarios};
use crate::store::{By, NewScenario, Opinion, Scenario, ScenarioChange, Witness, Workspace};
use crate::wire::{
    DatedStepShape, DifferenceShape, DueAnswer, PublicationShape, PublishAnswer, ReviewAnswer, ScenarioAnswer,
    ScenarioComparison, ScenarioItem, ScenarioProblem, ScenariosAnswer, edits_of_review,
};

pub fn run(args: &Args) -> Result<(), Failure> {
    let by = By::new(args.author.clone().unwrap_or_else(user), now_utc());
    let desk = Desk {
        args,
        by,
        today: chrono::Utc::now()
            .with_timezone(&crate::finder::hours::vietnam())
            .date_naive(),
    };
    desk.run()
}

/// One command at work.
struct Desk<'a> {
    args: &'a Args,
    by: By,
    /// In Hanoi.
    today: NaiveDate,
}

impl Desk<'_> {
    fn run(&self) -> Result<(), Failure> {
        match &self.args.what {
            What::New {
                workspace,
                name,
                note,
                from_review,
                edits: given,
            } => self.new_scenario(workspace, name, note, *from_review, given),
            What::List { workspace } => {
                let all = self.scenarios(workspace).list().map_err(|fault| self.told(fault))?;
                let answer = ScenariosAnswer {
                    scenarios: all.iter().map(ScenarioItem::from).collect(),
                    next: None,
                };
                self.write(&answer, text::list)
            }
            What::Show { named } => self.show(&named.workspace, self.found(named)?),
            What::Edit { named, edits: given } => {
                let (scenario, edits) = (self.found(named)?, edits(given)?);
                if edits.is_empty() {
                    return Err(Failure::BadInput(
                        "no edit is given: --close CODE, --merge J:K, --file F, ...".to_owned(),
                    ));
                }
                let by = self.noting(&named.workspace, "edit", &format!("{} edits", edits.len()));
                let seen = self.seen(named, &scenario);
                let changed = self.scenarios(&named.workspace).append(&scenario.id, seen, edits, &by);
                self.changed(named, changed)
            }
            What::Undo { named, edit } => self.change(named, &ScenarioChange::Undo(*edit), "undo"),
            What::Redo { named, edit } => self.change(named, &ScenarioChange::Redo(*edit), "redo"),
            What::Fork { named, name, note } => {
                let parent = self.found(named)?;
                let new = self.fresh(name, note);
                let by = self.noting(&named.workspace, "fork", &parent.id);
                let forked = self.scenarios(&named.workspace).fork(&parent.id, &new, &by);
                self.changed(named, forked)
            }
            What::Compare { named, against } => self.compare(named, against.as_deref()),
            What::Rebase { named } => {
                let scenario = self.found(named)?;
                let seen = self.seen(named, &scenario);
                let by = self.noting(&named.workspace, "rebase", "");
                let rebased = self.scenarios(&named.workspace).rebase(&scenario.id, seen, &by);
                self.changed(named, rebased.map(|read| read.scenario))
            }
            What::Comment { named, text, edit } => {
                let scenario = self.found(named)?;
                let by = self.noting(&named.workspace, "comment", "");
                let commented = self.scenarios(&named.workspace).comment(&scenario.id, &by, *edit, text);
                self.changed(named, commented)
            }
            What::Submit { named } => self.step(named, Transition::Submit),
            What::Return { named, reason } => self.step(named, Transition::Return { reason: reason.clone() }),
            What::Consult { named, ask, deadline } => {
                let mut asked = ask.iter().map(|text| party(text)).collect::<Result<Vec<_>, _>>()?;
                asked.sort();
                asked.dedup();
                let deadline = day(deadline)?;
                self.step(named, Transition::Consult(Consultation { asked, deadline }))
            }
            What::Opine {
                named,
                party: from,
                stance,
                text,
                document,
            } => {
                let stance = Stance::from_code(stance).ok_or_else(|| {
                    Failure::BadInput(format!(
                        "--stance '{stance}' is none of agrees, agrees_with_remarks, disagrees"
                    ))
                })?;
                let opinion = Opinion {
                    party: party(from)?,
                    stance,
                    document: document.clone(),
                    text: text.clone(),
                    author: self.by.author.clone(),
                    at: self.by.at.clone(),
                };
                let scenario = self.found(named)?;
                let by = self.noting(&named.workspace, "opine", from);
                let scenarios = self.scenarios(&named.workspace);
                let opined = scenarios.opine(&scenario.id, &opinion, self.today, &by.witness);
                self.changed(named, opined)
            }
            What::Approve {
                named,
                number,
                date,
                signatory,
            } => self.step(
                named,
                Transition::Approve(Approval {
                    number: number.clone(),
                    date: day(date)?,
                    signatory: signatory.clone(),
                }),
            ),
            What::Publish {
                named,
                effective_on,
                on,
            } => self.publish(named, effective_on, on),
            What::Due { workspace, on } => self.due(workspace, on.as_deref()),
        }
    }

    fn new_scenario(
        &self,
        workspace: &Path,
        name: &str,
        note: &str,
        from_review: bool,
        given: &EditArgs,
    ) -> Result<(), Failure> {
        let mut all = Vec::new();
        if from_review {
            let none = || Failure::BadInput("the workspace holds no plan; `gandan review --save` keeps one".to_owned());
            let stored = Workspace::load_review(workspace)?.ok_or_else(none)?;
            let review: ReviewAnswer = serde_json::from_str(&stored)
                .map_err(|error| Failure::BadInput(format!("the stored review cannot be read: {error}")))?;
            all.extend(edits_of_review(&review));
        }
        all.extend(edits(given)?);
        let new = NewScenario {
            edits: all,
            ..self.fresh(name, note)
        };
        let by = self.noting(workspace, "new", &format!("{} edits", new.edits.len()));
        let made = self
            .scenarios(workspace)
            .create(&new, &by)
            .map_err(|fault| self.told(fault))?;
        self.show(workspace, made)
    }

    fn step(&self, named: &Named, transition: Transition) -> Result<(), Failure> {
        let scenario = self.found(named)?;
        let (seen, by) = (
            self.seen(named, &scenario),
            self.noting(&named.workspace, transition.code(), ""),
        );
        let stepped = self
            .scenarios(&named.workspace)
            .step(&scenario.id, seen, &by, transition, self.today);
        self.changed(named, stepped)
    }

    fn change(&self, named: &Named, change: &ScenarioChange, what: &str) -> Result<(), Failure> {
        let scenario = self.found(named)?;
        let (seen, by) = (self.seen(named, &scenario), self.noting(&named.workspace, what, ""));
        let changed = self.scenarios(&named.workspace).change(&scenario.id, seen, &by, change);
        self.changed(named, changed)
    }

    fn compare(&self, named: &Named, against: Option<&str>) -> Result<(), Failure> {
        let scenarios = self.scenarios(&named.workspace);
        let bar = output::spinner(self.args.lang.pick("Đang tính kịch bản", "Working the scenario out"));
        let compared = || -> Result<ScenarioComparison, ScenarioFault> {
            let own = scenarios.read(scenarios.find(&named.scenario)?)?;
            let other = against
                .map(|other| scenarios.read(scenarios.find(other)?))
                .transpose()?;
            let side = other.as_ref().map_or(Against::Baseline, Against::Scenario);
            let compared = scenarios.compare(&own, side, None)?;
            Ok(ScenarioComparison::of(
                &compared,
                other.as_ref().map(|other| &other.scenario),
                &own.scenario,
            ))
        };
        let answer = compared().map_err(|fault| self.told(fault))?;
        bar.finish_and_clear();
        self.write(&answer, text::comparison)
    }

    fn publish(&self, named: &Named, effective_on: &str, on: &[String]) -> Result<(), Failure> {
        let schedule = Schedule {
            effective_on: day(effective_on)?,
            own: own_days(on)?,
        };
        let scenario = self.found(named)?;
        let bar = output::spinner(self.args.lang.pick("Đang kiểm tra từng bước", "Checking every step"));
        let tell = |difference: &Difference| DifferenceShape::from(difference).in_history();
        let published = self.scenarios(&named.workspace).publish(
            &scenario.id,
            self.seen(named, &scenario),
            &self.noting(&named.workspace, "publish", &schedule.effective_on.to_string()),
            (&schedule, self.today),
            None,
            tell,
        );
        let (scenario, steps) = published.map_err(|fault| self.told(fault))?;
        bar.finish_and_clear();
        let answer = PublishAnswer {
            scenario: (&scenario).into(),
            publication: scenario.publication.as_ref().map(PublicationShape::from),
            steps: steps.iter().map(DatedStepShape::from).collect(),
        };
        self.write(&answer, text::publication)
    }

    fn due(&self, workspace: &Path, on: Option<&str>) -> Result<(), Failure> {
        let day = on.map_or(Ok(self.today), day)?;
        let tell = |difference: &Difference| DifferenceShape::from(difference).in_history();
        let entry = self.entry("due", &day.to_string());
        let note = |points: &[String]| {
            let detail = points.join(" ");
            append(workspace, &AuditEntry { detail, ..entry })
        };
        let due = self.scenarios(workspace).carry_out_due(&self.by, day, tell, note);
        let points = due.map_err(|fault| self.told(fault))?;
        let answer = DueAnswer {
            day: day.to_string(),
            points,
        };
        self.write(&answer, text::due)
    }

    fn scenarios(&self, workspace: &Path) -> Scenarios {
        Scenarios::new(workspace.to_owned(), Box::new(KeptIn::trials(workspace)))
    }

    fn found(&self, named: &Named) -> Result<Scenario, Failure> {
        self.scenarios(&named.workspace)
            .find(&named.scenario)
            .map_err(|fault| self.told(fault))
    }

    /// The version that a change is made for: as it is now where none was looked at.
    fn seen(&self, named: &Named, scenario: &Scenario) -> u64 {
        named.seen.unwrap_or(scenario.version)
    }

    fn fresh(&self, name: &str, note: &str) -> NewScenario {
        NewScenario {
            id: uuid::Uuid::now_v7().to_string(),
            name: name.to_owned(),
            note: note.to_owned(),
            edits: Vec::new(),
        }
    }

    fn changed(&self, named: &Named, changed: Result<Scenario, ScenarioFault>) -> Result<(), Failure> {
        let scenario = changed.map_err(|fault| self.told(fault))?;
        self.show(&named.workspace, scenario)
    }

    /// Who changes a scenario, with an entry in the audit log before the change is kept.
    fn noting(&self, workspace: &Path, what: &str, detail: &str) -> By {
        let (workspace, detail) = (workspace.to_owned(), detail.to_owned());
        let entry = self.entry(what, "");
        let witness = Witness::new(move |scenario| {
            let separator = if detail.is_empty() { "" } else { ", " };
            let entry = AuditEntry {
                subject: scenario.id.clone(),
                detail: format!("version {}{separator}{detail}", scenario.version),
                ..entry.clone()
            };
            append(&workspace, &entry)
        });
        By {
            witness,
            ..self.by.clone()
        }
    }

    fn entry(&self, what: &str, subject: &str) -> AuditEntry {
        AuditEntry {
            at: self.by.at.parse().unwrap_or_default(),
            account: format!("cli:{}", self.by.author),
            action: format!("scenario.{what}"),
            subject: subject.to_owned(),
            detail: String::new(),
        }
    }

    fn show(&self, workspace: &Path, scenario: Scenario) -> Result<(), Failure> {
        let read: ReadScenario = self
            .scenarios(workspace)
            .read(scenario)
            .map_err(|fault| self.told(fault))?;
        self.write(&ScenarioAnswer::from(&read), text::scenario)
    }

    fn write<T: serde::Serialize>(&self, answer: &T, page: impl Fn(&T, Lang) -> String) -> Result<(), Failure> {
        let bytes = match self.args.format {
            AnswerFormat::Json => output::json(answer)?,
            AnswerFormat::Text => page(answer, self.args.lang).into_bytes(),
        };
        output::write(None, &bytes)
    }

    /// A refusal in both languages, with the findings of edits that do not fit, or what the others did meanwhile.
    fn told(&self, fault: ScenarioFault) -> Failure {
        match ScenarioProblem::of(&fault) {
            Some(problem) => Failure::BadInput(text::problem(&problem, self.args.lang)),
            None => Failure::BadInput(fault.to_string()),
        }
    }
}

fn append(workspace: &Path, entry: &AuditEntry) -> Result<(), String> {
    let written = PrivateFile::open(workspace).and_then(|file| file.append(entry));
    written.map(drop).map_err(|error| error.to_string())
}

fn user() -> String {
    let known = ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    known
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "cli".to_owned())
}
