//! An inspection of a point by the versioned checklist of standards, with findings that have deadlines.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

/// How the point was visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    Regular,
    Unannounced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemOutcome {
    Met,
    NotMet,
    NotApplicable,
}

/// What was seen of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemResult {
    /// Id of the item in the checklist.
    pub item: String,
    pub outcome: ItemOutcome,
    pub note: String,
}

/// Something to be mended until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionFinding {
    /// From 1.
    pub number: u32,
    pub text: String,
    pub deadline: NaiveDate,
    pub done: Option<FollowUp>,
}

/// That a finding was mended, seen by somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    pub on: NaiveDate,
    pub account: String,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// UUID, made where the inspection was written: sent twice, it is one inspection.
    pub id: String,
    pub facility: String,
    /// Day of the visit.
    pub on: NaiveDate,
    pub visit: Visit,
    pub checklist: String,
    pub checklist_version: u32,
    /// Login name.
    pub inspector: String,
    pub written_at: DateTime<Utc>,
    pub note: String,
    /// In the checklist's order.
    pub items: Vec<ItemResult>,
    pub findings: Vec<InspectionFinding>,
}

/// What the last inspection of a point says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standards {
    pub inspection: String,
    /// Id of the checklist that it was made by.
    pub checklist: String,
    pub on: NaiveDate,
    pub met: u32,
    pub not_met: u32,
    /// By id; items that do not apply are not there.
    pub items: BTreeMap<String, bool>,
    /// Findings of any inspection of the point that are not done and past their deadline.
    pub overdue: u32,
}

/// Why an inspection is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitInspection {
    #[error("the checklist is '{id}' version {version}; the inspection was written by version {found}: begin it anew")]
    OtherChecklist { id: String, version: u32, found: String },
    #[error("'{0}' is no item of the checklist, or stands twice")]
    UnknownItem(String),
    #[error("the item '{0}' is not answered")]
    Unanswered(String),
    #[error("the day of the visit {on} is after today {today}")]
    InTheFuture { on: NaiveDate, today: NaiveDate },
    #[error("finding {number} has the deadline {deadline}, before the visit {on}")]
    EarlyDeadline {
        number: u32,
        deadline: NaiveDate,
        on: NaiveDate,
    },
    #[error("finding {number} has no words")]
    NoWords { number: u32 },
}

impl Inspection {
    /// Brings the items into the checklist's order (`items`: its ids).
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn fitted(
        mut self,
        checklist: (&str, u32),
        items: &[&str],
        today: NaiveDate,
    ) -> Result<Inspection, UnfitInspection> {
        let (id, version) = checklist;
        if (self.checklist.as_str(), self.checklist_version) != (id, version) {
            let found = format!("{} of '{}'", self.checklist_version, self.checklist);
            return Err(UnfitInspection::OtherChecklist {
                id: id.to_owned(),
                version,
                found,
            });
        }
        let mut seen = BTreeSet::new();
        for one in &self.items {
            if !items.contains(&one.item.as_str()) || !seen.insert(one.item.as_str()) {
                return Err(UnfitInspection::UnknownItem(one.item.clone()));
            }
        }
        if let Some(missing) = items.iter().find(|item| !seen.contains(**item)) {
            return Err(UnfitInspection::Unanswered((*missing).to_owned()));
        }
        if self.on > today {
            return Err(UnfitInspection::InTheFuture { on: self.on, today });
        }
        for finding in &self.findings {
            let (number, deadline, on) = (finding.number, finding.deadline, self.on);
            if finding.text.trim().is_empty() {
                return Err(UnfitInspection::NoWords { number });
            }
            if deadline < on {
                return Err(UnfitInspection::EarlyDeadline { number, deadline, on });
            }
        }
        let place = |item: &ItemResult| items.iter().position(|id| *id == item.item);
        self.items.sort_by_key(place);
        Ok(self)
    }

    pub fn overdue(&self, today: NaiveDate) -> impl Iterator<Item = &InspectionFinding> {
        self.findings
            .iter()
            .filter(move |one| one.done.is_none() && one.deadline < today)
    }

    fn count(&self, outcome: ItemOutcome) -> u32 {
        self.items.iter().filter(|one| one.outcome == outcome).count() as u32
    }
}

/// The last inspection of every point by a checklist's id (later visits first, then later ids), by the point's code.
pub fn latest_standards(inspections: &[Inspection], today: NaiveDate) -> BTreeMap<String, Standards> {
    let mut latest: BTreeMap<&str, &Inspection> = BTreeMap::new();
    let mut overdue: BTreeMap<&str, u32> = BTreeMap::new();
    for one in inspections {
        *overdue.entry(&one.facility).or_default() += one.overdue(today).count() as u32;
        let known = latest.entry(&one.facility).or_insert(one);
        if (one.on, one.written_at, &one.id) > (known.on, known.written_at, &known.id) {
            *known = one;
        }
    }
    let told = |(code, one): (&str, &Inspection)| {
        let judged = one
            .items
            .iter()
            .filter(|item| item.outcome != ItemOutcome::NotApplicable);
        let items = judged.map(|item| (item.item.clone(), item.outcome == ItemOutcome::Met));
        let standards = Standards {
            inspection: one.id.clone(),
            checklist: one.checklist.clone(),
            on: one.on,
            met: one.count(ItemOutcome::Met),
            not_met: one.count(ItemOutcome::NotMet),
            items: items.collect(),
            overdue: overdue.get(code).copied().unwrap_or(0),
        };
        (code.to_owned(), standards)
    };
    latest.into_iter().map(told).collect()
}

impl Visit {
    pub const ALL: [Visit; 2] = [Self::Regular, Self::Unannounced];

    pub fn code(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Unannounced => "unannounced",
        }
    }

    pub fn from_code(code: &str) -> Option<Visit> {
        Visit::ALL.into_iter().find(|visit| visit.code() == code)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Regular => "định kỳ",
            Self::Unannounced => "đột xuất",
        }
    }
}

impl ItemOutcome {
    pub const ALL: [ItemOutcome; 3] = [Self::Met, Self::NotMet, Self::NotApplicable];

    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::NotApplicable => "not_applicable",
        }
    }

    pub fn from_code(code: &str) -> Option<ItemOutcome> {
        ItemOutcome::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn inspection(id: &str, on: &str, outcomes: [ItemOutcome; 3]) -> Inspection {
        let item = |(name, outcome): (&str, ItemOutcome)| ItemResult {
            item: name.into(),
            outcome,
            note: String::new(),
        };
        Inspection {
            id: id.into(),
            facility: "DL-A".into(),
            on: day(on),
            visit: Visit::Regular,
            checklist: "list".into(),
            checklist_version: 1,
            inspector: "thanh".into(),
            written_at: DateTime::default(),
            note: String::new(),
            items: ["c", "a", "b"].into_iter().zip(outcomes).map(item).collect(),
            findings: vec![InspectionFinding {
                number: 1,
                text: "Thiếu biển hiệu".into(),
                deadline: day("2026-11-10"),
                done: None,
            }],
        }
    }

    #[test]
    fn every_item_is_answered_once_in_the_order_of_the_list() {
        use ItemOutcome::*;
        let own = inspection("1", "2026-11-01", [Met, NotMet, NotApplicable]);
        let today = day("2026-11-02");
        let fits = own
            .clone()
            .fitted(("list", 1), &["a", "b", "c"], today)
            .expect("it fits");
        let order: Vec<&str> = fits.items.iter().map(|one| one.item.as_str()).collect();
        assert_eq!(order, ["a", "b", "c"]);
        let refused =
            |items: &[&str], version, today| own.clone().fitted(("list", version), items, today).expect_err("unfit");
        assert_eq!(refused(&["a", "b"], 1, today), UnfitInspection::UnknownItem("c".into()));
        assert_eq!(
            refused(&["a", "b", "c", "d"], 1, today),
            UnfitInspection::Unanswered("d".into())
        );
        assert!(matches!(
            refused(&["a", "b", "c"], 2, today),
            UnfitInspection::OtherChecklist { .. }
        ));
        assert!(matches!(
            refused(&["a", "b", "c"], 1, day("2026-10-31")),
            UnfitInspection::InTheFuture { .. }
        ));
    }

    #[test]
    fn the_last_visit_counts_and_findings_of_every_visit_stay_due() {
        use ItemOutcome::*;
        let all = [
            inspection("2", "2026-11-01", [Met, NotMet, NotApplicable]),
            inspection("1", "2026-10-01", [NotMet, NotMet, NotMet]),
        ];
        let told = latest_standards(&all, day("2026-11-11"));
        let own = &told["DL-A"];
        assert_eq!(
            (own.met, own.not_met, own.overdue, own.inspection.as_str()),
            (1, 1, 2, "2")
        );
        assert_eq!(
            own.items,
            BTreeMap::from([("a".to_owned(), false), ("c".to_owned(), true)])
        );
        // On the day of the deadline nothing is overdue yet.
        assert_eq!(latest_standards(&all, day("2026-11-10"))["DL-A"].overdue, 0);
    }
}
