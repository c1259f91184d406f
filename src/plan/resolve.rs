//! What a list of edits comes to, and everything that does not fit, at once.
//!
//! An edit that is in contradiction with an earlier one, or with the baseline, is told and left out; the others stand. Two
//! passes: first what each edit says of its own point, then what merges say of their receivers, which may be
//! decided by a later edit.

use std::collections::BTreeMap;

use super::edit::{Edit, NewPoint};
use crate::geometry::LonLat;
use crate::model::{AreaLevel, Dataset, Facility, FacilityKind, FacilityStatus, Finding};
use crate::spatial_index::OutlineIndex;

/// Factors of road speeds that are taken: a tenth to three times.
const SPEED_FACTORS: std::ops::RangeInclusive<f64> = 0.1..=3.0;

/// An edit with the number it keeps in its scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberedEdit {
    /// From 1.
    pub number: u64,
    pub edit: Edit,
}

/// An edit that fits, with what was looked up for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub number: u64,
    pub edit: Edit,
    /// The record of a point that opens, open.
    pub opened: Option<Facility>,
    /// The commune of a point that moves.
    pub area: Option<String>,
}

/// Edits that fit together. No point has two decisions, nor two changes of the same kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// In the order of their numbers.
    pub steps: Vec<Step>,
    /// All road speeds times this; 1 = as they are.
    pub speed_factor: f64,
}

impl Default for Resolved {
    fn default() -> Self {
        Resolved {
            steps: Vec::new(),
            speed_factor: 1.0,
        }
    }
}

/// See the module. Every finding names the number of its edit as its row, and the code as its value.
pub fn resolve(edits: &[NumberedEdit], baseline: &Dataset) -> (Resolved, Vec<Finding>) {
    let mut reading = Reading::new(baseline);
    let mut steps: Vec<Step> = edits.iter().filter_map(|edit| reading.step(edit)).collect();
    // A merge that is left out takes nobody's receiver away: repeat until no merge falls.
    loop {
        let before = steps.len();
        steps = reading.with_receivers(steps);
        if steps.len() == before {
            break;
        }
    }
    reading.remarks(&steps);
    // At most one: a second one is decided twice.
    let mut speeds = steps.iter().filter_map(|step| match step.edit {
        Edit::Speed { factor } => Some(factor),
        _ => None,
    });
    let speed_factor = speeds.next().unwrap_or(1.0);
    let mut findings = reading.findings;
    findings.sort_by(|a, b| (a.row, a.check).cmp(&(b.row, b.check)));
    (Resolved { steps, speed_factor }, findings)
}

/// What an edit is about: of one topic a point has one edit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Decision,
    Place,
    Hours,
    Capacity,
    Procedures,
    Roads,
}

fn topic(edit: &Edit) -> Topic {
    match edit {
        Edit::Keep { .. } | Edit::Merge { .. } | Edit::Close { .. } | Edit::Open { .. } | Edit::OpenAt(_) => {
            Topic::Decision
        }
        Edit::Move { .. } => Topic::Place,
        Edit::SetHours { .. } => Topic::Hours,
        Edit::SetCapacity { .. } => Topic::Capacity,
        Edit::SetProcedures { .. } => Topic::Procedures,
        Edit::Speed { .. } => Topic::Roads,
    }
}

struct Reading<'a> {
    baseline: &'a Dataset,
    known: BTreeMap<&'a str, &'a Facility>,
    communes: Vec<&'a str>,
    outlines: OutlineIndex<'a>,
    /// The number of the edit that speaks of a topic.
    said: BTreeMap<(Topic, String), u64>,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn new(baseline: &'a Dataset) -> Reading<'a> {
        let communes = || baseline.areas.iter().filter(|area| area.level == AreaLevel::Commune);
        Reading {
            baseline,
            known: baseline.facilities.iter().map(|one| (one.code.as_str(), one)).collect(),
            communes: communes().map(|area| area.code.as_str()).collect(),
            outlines: OutlineIndex::build(communes().map(|area| &area.outline)),
            said: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    fn refuse(&mut self, check: &'static str, number: u64, code: &str, message: String) {
        let finding = Finding::error(check, "", message);
        self.findings.push(finding.at_row(number).in_column("edit", code));
    }

    /// The edit by itself: its code, its values, and that nothing was said of its topic before.
    fn step(&mut self, numbered: &NumberedEdit) -> Option<Step> {
        let NumberedEdit { number, edit } = numbered;
        let code = edit.code().unwrap_or_default().to_owned();
        let first = self.said.get(&(topic(edit), code.clone())).copied();
        if let Some(first) = first {
            let message = match code.is_empty() {
                true => format!("edit {first} changes the road speeds already; take one of the two back"),
                false => format!("'{code}' is decided by edit {first} already; take one of the two back"),
            };
            self.refuse("scenario_decided_twice", *number, &code, message);
            return None;
        }
        let mut step = Step {
            number: *number,
            edit: edit.clone(),
            opened: None,
            area: None,
        };
        let fits = match edit {
            Edit::OpenAt(point) => self.new_point(*number, point, &mut step),
            Edit::Open { code } => self.known_point_opens(*number, code, &mut step),
            Edit::Speed { factor } => self.factor(*number, *factor),
            _ => self.known_point_changes(*number, &code, edit, &mut step),
        };
        fits.then(|| {
            self.said.insert((topic(edit), code), *number);
            step
        })
    }

    fn known_point_changes(&mut self, number: u64, code: &str, edit: &Edit, step: &mut Step) -> bool {
        let opens = self.said.contains_key(&(Topic::Decision, code.to_owned()));
        let status = match self.known.get(code) {
            Some(facility) => facility.status,
            // Opened by an edit before this one.
            None if opens => FacilityStatus::Open,
            None => {
                let message = format!("no point of the baseline has the code '{code}'; correct the code");
                self.refuse("scenario_unknown_point", number, code, message);
                return false;
            }
        };
        let decides = topic(edit) == Topic::Decision;
        if decides && status != FacilityStatus::Open {
            let message = format!(
                "'{code}' is {} in the baseline: only an open point is kept, merged or closed; open it or leave it out",
                status.code()
            );
            self.refuse("scenario_not_open", number, code, message);
            return false;
        }
        match edit {
            Edit::Merge { into, .. } if into == code => {
                let message = format!("'{code}' is merged into itself; name another receiver");
                self.refuse("scenario_merge_into_itself", number, code, message);
                false
            }
            Edit::Move { to, .. } => match self.commune(number, code, *to) {
                Some(area) => {
                    step.area = area;
                    true
                }
                None => false,
            },
            Edit::SetCapacity { to, .. } => self.capacity(number, code, *to),
            Edit::SetHours { to, .. } => self.hours(number, code, to.as_deref()),
            Edit::SetProcedures { to, .. } => self.procedures(number, code, to),
            _ => true,
        }
    }

    fn new_point(&mut self, number: u64, point: &NewPoint, step: &mut Step) -> bool {
        let code = point.code.as_str();
        let is_taken = self.known.contains_key(code) || self.baseline.candidates.iter().any(|one| one.code == code);
        if code.trim().is_empty() || is_taken {
            let message =
                format!("a new point cannot have the code '{code}': it is empty or taken; give it one of its own");
            self.refuse("scenario_code_taken", number, code, message);
            return false;
        }
        // All of them, so that everything is told at once.
        let fits = [
            self.capacity(number, code, point.capacity_per_month),
            self.hours(number, code, point.opening_hours.as_deref()),
            self.procedures(number, code, &point.procedures),
        ];
        let Some(area) = self.commune(number, code, point.place) else {
            return false;
        };
        step.opened = Some(Facility {
            area,
            operator: point.operator.clone(),
            address: point.address.clone(),
            capacity_per_month: point.capacity_per_month,
            opening_hours: point.opening_hours.clone(),
            procedures: point.procedures.clone(),
            ..Facility::new(code, point.kind, crate::text::nfc(&point.name), point.place)
        });
        fits == [true; 3]
    }

    fn known_point_opens(&mut self, number: u64, code: &str, step: &mut Step) -> bool {
        let candidate = || self.baseline.candidates.iter().find(|one| one.code == code);
        let known = self.known.get(code).map(|facility| (*facility).clone());
        let Some(facility) = known.or_else(|| Some(candidate()?.as_planned_facility())) else {
            let message = format!(
                "no planned or closed point and no candidate of the baseline has the code '{code}'; correct the code"
            );
            self.refuse("scenario_unknown_point", number, code, message);
            return false;
        };
        if facility.status == FacilityStatus::Open {
            let message = format!("'{code}' is open in the baseline already; take this edit back");
            self.refuse("scenario_already_open", number, code, message);
            return false;
        }
        step.opened = Some(Facility {
            status: FacilityStatus::Open,
            opens_on: None,
            closes_on: None,
            successor: None,
            ..facility
        });
        true
    }

    fn factor(&mut self, number: u64, factor: f64) -> bool {
        let fits = SPEED_FACTORS.contains(&factor);
        if !fits {
            let message = format!("road speeds times {factor}: a factor from 0.1 to 3 is taken");
            self.refuse("scenario_speed_out_of_range", number, "", message);
        }
        fits
    }

    fn capacity(&mut self, number: u64, code: &str, value: Option<f64>) -> bool {
        let fits = value.is_none_or(|value| value.is_finite() && value >= 0.0);
        if let (false, Some(value)) = (fits, value) {
            let message = format!("'{code}': a capacity of {value} dossiers a month is not a number of 0 or more");
            self.refuse("scenario_capacity_out_of_range", number, code, message);
        }
        fits
    }

    fn hours(&mut self, number: u64, code: &str, hours: Option<&str>) -> bool {
        let fits = hours.is_none_or(|hours| hours.parse::<opening_hours::OpeningHours>().is_ok());
        if let (false, Some(hours)) = (fits, hours) {
            let message =
                format!("'{code}': the hours '{hours}' are not understood; write them like Mo-Fr 08:00-17:00");
            self.refuse("scenario_hours_unread", number, code, message);
        }
        fits
    }

    fn procedures(&mut self, number: u64, code: &str, list: &[String]) -> bool {
        let unknown = |wanted: &&String| !self.baseline.procedures.iter().any(|known| known.code == **wanted);
        let strangers: Vec<&str> = list.iter().filter(unknown).map(String::as_str).collect();
        if strangers.is_empty() {
            return true;
        }
        let message = format!(
            "'{code}': {} is on no list of procedures of the baseline; correct the code, or import it first",
            strangers.join(", ")
        );
        self.refuse("scenario_unknown_procedure", number, code, message);
        false
    }

    /// The commune that holds a place; `None` when it is refused. Without outlines nothing is known of communes.
    fn commune(&mut self, number: u64, code: &str, place: LonLat) -> Option<Option<String>> {
        if let Err(reason) = LonLat::try_new(place.lon, place.lat) {
            let message = format!("'{code}' cannot stand there: {reason}");
            self.refuse("scenario_outside_city", number, code, message);
            return None;
        }
        if self.communes.is_empty() {
            return Some(None);
        }
        let found = self.outlines.locate(place).map(|at| self.communes[at].to_owned());
        if found.is_none() {
            let message = format!("'{code}' would stand in no commune of the city ({place}); choose a place inside");
            self.refuse("scenario_outside_city", number, code, message);
            return None;
        }
        Some(found)
    }

    /// The steps without merges into points that do not serve afterwards, and without changes of points that end.
    fn with_receivers(&mut self, steps: Vec<Step>) -> Vec<Step> {
        let ends: BTreeMap<String, (u64, bool)> = steps
            .iter()
            .filter(|step| step.edit.ends_service())
            .filter_map(|step| {
                Some((
                    step.edit.code()?.to_owned(),
                    (step.number, step.edit.receiver().is_some()),
                ))
            })
            .collect();
        let opens: Vec<String> = steps
            .iter()
            .filter_map(|step| Some(step.opened.as_ref()?.code.clone()))
            .collect();
        let mut kept = Vec::with_capacity(steps.len());
        for step in steps {
            let code = step.edit.code().unwrap_or_default().to_owned();
            let wrong = match &step.edit {
                Edit::Merge { into, .. } => self.receiver_fault(&code, into, &ends, &opens),
                edit if topic(edit) != Topic::Decision && topic(edit) != Topic::Roads => {
                    ends.get(&code).map(|(ended, _)| {
                        let message =
                            format!("'{code}' ends by edit {ended}, so that this change would do nothing; take one of the two back");
                        ("scenario_change_of_ended", message)
                    })
                }
                _ => None,
            };
            match wrong {
                Some((check, message)) => self.refuse(check, step.number, &code, message),
                None => kept.push(step),
            }
        }
        kept
    }

    fn receiver_fault(
        &self,
        code: &str,
        into: &str,
        ends: &BTreeMap<String, (u64, bool)>,
        opens: &[String],
    ) -> Option<(&'static str, String)> {
        let known = self.known.get(into);
        match (ends.get(into), known) {
            (Some((number, true)), _) => {
                let message = format!(
                    "'{code}' is merged into '{into}', which edit {number} merges itself: a chain; name the point where the service ends up"
                );
                Some(("scenario_merge_chain", message))
            }
            (Some((number, false)), _) => {
                let message =
                    format!("'{code}' is merged into '{into}', which edit {number} closes; name a receiver that stays");
                Some(("scenario_receiver_gone", message))
            }
            (None, _) if opens.iter().any(|opened| opened == into) => None,
            (None, None) => {
                let message =
                    format!("'{code}' is merged into '{into}', which is no point of the baseline; correct the code");
                Some(("scenario_unknown_point", message))
            }
            (None, Some(known)) if known.status != FacilityStatus::Open => {
                let message = format!(
                    "'{code}' is merged into '{into}', which is {} in the baseline; open it too, or name another receiver",
                    known.status.code()
                );
                Some(("scenario_receiver_gone", message))
            }
            _ => None,
        }
    }

    /// What is worth knowing of edits that fit.
    fn remarks(&mut self, steps: &[Step]) {
        let after = super::apply::facilities_after(&self.baseline.facilities, steps);
        let after: BTreeMap<&str, &Facility> = after.iter().map(|one| (one.code.as_str(), one)).collect();
        for step in steps {
            let code = step.edit.code().unwrap_or_default();
            let mut say = |check, message: String| {
                let finding = Finding::warning(check, "", message);
                self.findings.push(finding.at_row(step.number).in_column("edit", code));
            };
            if let Some(into) = step.edit.receiver() {
                let operator = |code: &str| after.get(code).and_then(|one| one.operator.as_deref());
                if let (Some(own), Some(other)) = (operator(code), operator(into))
                    && own != other
                {
                    let message = format!(
                        "'{code}' is run by {own}, '{into}' by {other}: the service and its load move, the enterprises do not merge"
                    );
                    say("scenario_other_operator", message);
                }
                let receiver = after.get(into).copied();
                if let Some((load, capacity)) =
                    receiver.and_then(|one| Some((one.load_per_month?, one.capacity_per_month?)))
                    && load > capacity
                {
                    let message = format!(
                        "'{into}' would have {load} dossiers a month and can take {capacity}; raise its capacity or share the load"
                    );
                    say("scenario_over_capacity", message);
                }
            }
            if step
                .opened
                .as_ref()
                .is_some_and(|one| one.kind == FacilityKind::MobileStop)
            {
                let message = format!("'{code}' is a mobile stop: it counts only under rules that count mobile stops");
                say("scenario_mobile_stop", message);
            }
        }
    }
}
