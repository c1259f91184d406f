//! Documents of a snapshot: every kind is made from the same answers that the screens show.

use std::sync::LazyLock;

use super::{Assessed, Snapshot};
use crate::access::{Dependence, dependence};
use crate::audit::audit;
use crate::model::{AreaId, AreaLevel, Facility, FacilityId, Month, Rule};
use crate::report::{
    AgentInput, CoverageInput, Decided, Document, Evidence, MeritInput, MeritRules, PeriodInput, PlanInput,
    PosterInput, ProposalInput, QualityInput, ReportError, RuleFigures, Whose, YearInput, agent_poster, agent_sheet,
    commune_poster, coverage_report, data_quality, merit_list, period_report, proposal, year_report,
};
use crate::review::criteria::Checklist;

/// The longest period: names of missing months would fill the document.
const MOST_MONTHS: u32 = 120;
/// Neighbours told on the sheet of a point.
const RIVALS: usize = 5;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DocumentKind {
    /// Access of the city, or of a commune.
    Coverage(Option<AreaId>),
    /// *Tờ trình* of a plan.
    Proposal,
    /// The sheet of one point.
    Point(FacilityId),
    DataQuality,
    Period,
    Merit(MeritRules),
    PointPoster(FacilityId),
    CommunePoster(AreaId),
    Year,
}

/// What a document is asked for with.
#[derive(Clone, Copy, Debug)]
pub struct DocumentAsked<'a> {
    pub kind: DocumentKind,
    /// The plan to tell of; [`DocumentKind::Proposal`] needs one.
    pub plan: Option<&'a PlanInput>,
    /// First and last month of kinds that tell of a period; without them the months that [`Snapshot::document`] says.
    pub from: Option<Month>,
    pub to: Option<Month>,
    /// Address of the public map, for codes on posters.
    pub url: Option<&'a str>,
    /// Which points, and in whose name; kinds of a period tell it.
    pub whose: &'a Whose,
    /// The reporting period as the authority calls it.
    pub label: Option<&'a str>,
    /// What the private file says.
    pub evidence: &'a Evidence,
    /// What an inspector looks at; the sheet of a point tells its lines.
    pub checklist: Option<&'a Checklist>,
    /// What was decided in the period; the report of a year tells it. `None` where nobody could say.
    pub decided: Option<&'a [Decided]>,
    /// ISO date of the document.
    pub day: &'a str,
}

static THE_CITY: Whose = Whose {
    codes: None,
    words: String::new(),
    author: String::new(),
};
static NOTHING_READ: LazyLock<Evidence> = LazyLock::new(Evidence::default);

impl<'a> DocumentAsked<'a> {
    /// Of the city and its last months, from the snapshot alone.
    pub fn new(kind: DocumentKind, day: &'a str) -> DocumentAsked<'a> {
        DocumentAsked {
            kind,
            plan: None,
            from: None,
            to: None,
            url: None,
            whose: &THE_CITY,
            label: None,
            evidence: &NOTHING_READ,
            checklist: None,
            decided: None,
            day,
        }
    }
}

impl Snapshot {
    /// The document. Without months: the period report takes the last month that has reports, the others the twelve months to
    /// it, the report of a year its year to it. Where nobody has reported yet, the sheet of a point and the report of a year,
    /// which tell more than reports, go to the month before their day.
    ///
    /// # Errors
    /// [`ReportError::NothingToTell`] where the data lack what the kind is about.
    pub fn document(&self, asked: &DocumentAsked) -> Result<Document, ReportError> {
        let (dataset, snapshot_id, day) = (self.dataset(), self.id(), asked.day);
        let poster = PosterInput {
            dataset,
            snapshot_id,
            url: asked.url,
            day,
        };
        match asked.kind {
            DocumentKind::Coverage(commune) => {
                let assessed = self.inhabited()?;
                Ok(coverage_report(&self.coverage_input(assessed, commune, day)))
            }
            DocumentKind::Proposal => {
                let plan = asked.plan.ok_or_else(|| {
                    nothing("chưa có phương án: chạy `gandan review W --save`, hoặc nêu tệp bằng --plan | no plan is saved: run `gandan review W --save`, or name a file with --plan")
                })?;
                Ok(proposal(&ProposalInput {
                    dataset,
                    snapshot_id,
                    plan,
                    rules: &Rule::shipped(),
                    day,
                }))
            }
            DocumentKind::Point(facility) => {
                let (from, to) = self.months(asked, 12)?;
                let rule = Rule::plan68();
                let told = self.dependence_of(&rule, facility);
                Ok(agent_sheet(&AgentInput {
                    dataset,
                    snapshot_id,
                    facility,
                    rule: &rule,
                    dependence: told.as_ref(),
                    plan: asked.plan,
                    checklist: asked.checklist,
                    evidence: asked.evidence,
                    from,
                    to,
                    day,
                }))
            }
            DocumentKind::DataQuality => {
                let mut findings = audit(dataset, Some(self.travel()));
                findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
                Ok(data_quality(&QualityInput {
                    dataset,
                    snapshot_id,
                    findings: &findings,
                    day,
                }))
            }
            DocumentKind::Period => Ok(period_report(&self.period_input(asked, 1)?)),
            DocumentKind::Merit(rules) => {
                let (from, to) = self.months(asked, 12)?;
                Ok(merit_list(&MeritInput {
                    dataset,
                    snapshot_id,
                    from,
                    to,
                    rules,
                    whose: asked.whose,
                    evidence: asked.evidence,
                    plan: asked.plan,
                    day,
                }))
            }
            DocumentKind::PointPoster(facility) => agent_poster(&poster, facility),
            DocumentKind::CommunePoster(area) => commune_poster(&poster, area),
            DocumentKind::Year => {
                let assessed = self.inhabited()?;
                let months = self.last_month(asked)?.month;
                Ok(year_report(&YearInput {
                    coverage: self.coverage_input(assessed, None, day),
                    period: self.period_input(asked, u32::from(months))?,
                    plan: asked.plan,
                    decided: asked.decided,
                }))
            }
        }
    }

    /// The months that a document of this kind tells of; `None` where the data hold no report.
    pub fn months_of(&self, asked: &DocumentAsked) -> Option<(Month, Month)> {
        let count = match asked.kind {
            DocumentKind::Period => 1,
            DocumentKind::Year => u32::from(self.last_month(asked).ok()?.month),
            _ => 12,
        };
        self.months(asked, count).ok()
    }

    /// A commune by its code.
    pub fn commune(&self, code: &str) -> Option<AreaId> {
        let is_it = |area: &crate::model::Area| area.level == AreaLevel::Commune && area.code == code;
        let at = self.dataset().areas.iter().position(is_it)?;
        Some(AreaId(at as u32))
    }

    /// The figures of the shipped rules, of data with residents.
    fn inhabited(&self) -> Result<&[Assessed], ReportError> {
        if self.dataset().people() <= 0.0 {
            return Err(nothing(
                "chưa có dân cư, nên không đánh giá được: `gandan import demand F --workspace W` | nobody lives in the workspace: import people first",
            ));
        }
        self.assessed().map_err(|error| nothing(&error.to_string()))
    }

    fn coverage_input<'a>(
        &'a self,
        assessed: &'a [Assessed],
        commune: Option<AreaId>,
        day: &'a str,
    ) -> CoverageInput<'a> {
        let rules = assessed.iter().map(|told| RuleFigures {
            coverage: &told.coverage,
            equity: &told.equity,
            barriers: &told.barriers,
            answer_id: self.answer_id(&told.coverage.rule),
        });
        CoverageInput {
            dataset: self.dataset(),
            snapshot_id: self.id(),
            rules: rules.collect(),
            commune,
            open_errors: self.open_errors().count,
            day,
        }
    }

    fn period_input<'a>(&'a self, asked: &DocumentAsked<'a>, months: u32) -> Result<PeriodInput<'a>, ReportError> {
        let (from, to) = self.months(asked, months)?;
        Ok(PeriodInput {
            dataset: self.dataset(),
            snapshot_id: self.id(),
            from,
            to,
            whose: asked.whose,
            label: asked.label,
            evidence: asked.evidence,
            day: asked.day,
        })
    }

    fn last_month(&self, asked: &DocumentAsked) -> Result<Month, ReportError> {
        let newest = self.dataset().performance.iter().map(|report| report.month).max();
        let before_its_day = || match asked.kind {
            DocumentKind::Point(_) | DocumentKind::Year => Some(back(Month::parse(asked.day.get(..7)?)?, 1)),
            _ => None,
        };
        newest.or_else(before_its_day).ok_or_else(|| {
            nothing("chưa có báo cáo tháng nào: `gandan import performance F --workspace W` | no monthly report is in the workspace: import performance first")
        })
    }

    /// The months asked for; where one is not, so many months to the last.
    fn months(&self, asked: &DocumentAsked, count: u32) -> Result<(Month, Month), ReportError> {
        let to = match asked.to {
            Some(to) => to,
            None => self.last_month(asked)?,
        };
        let from = asked.from.unwrap_or_else(|| back(to, count.saturating_sub(1)));
        if from > to {
            return Err(nothing(&format!(
                "--from {from} sau --to {to} | --from {from} is after --to {to}"
            )));
        }
        if from < back(to, MOST_MONTHS - 1) {
            return Err(nothing(&format!(
                "kỳ từ {from} đến {to} dài quá {MOST_MONTHS} tháng | the period from {from} to {to} is longer than {MOST_MONTHS} months"
            )));
        }
        Ok((from, to))
    }

    fn dependence_of(&self, rule: &Rule, facility: FacilityId) -> Option<Dependence> {
        let counts = |point: &Facility| rule.counts.contains(&point.kind);
        if !counts(&self.dataset().facilities[facility.index()]) {
            return None;
        }
        let judged = self.judged(rule).ok()?;
        dependence(self.dataset(), self.travel(), &judged.reach, rule, RIVALS)
            .into_iter()
            .find(|told| told.facility == facility)
    }
}

/// A month so many months earlier.
fn back(month: Month, count: u32) -> Month {
    let months = i64::from(month.year) * 12 + i64::from(month.month) - 1 - i64::from(count);
    Month {
        year: months.div_euclid(12) as i32,
        month: (months.rem_euclid(12) + 1) as u8,
    }
}

fn nothing(reason: &str) -> ReportError {
    ReportError::NothingToTell(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_back_over_the_new_year() {
        let at = |year, month| Month { year, month };
        assert_eq!(back(at(2026, 10), 0), at(2026, 10));
        assert_eq!(back(at(2026, 10), 11), at(2025, 11));
        assert_eq!(back(at(2026, 1), 1), at(2025, 12));
    }
}
