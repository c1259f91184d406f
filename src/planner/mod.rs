//! The facade: questions are answered from an immutable [`Snapshot`]; a new one is swapped in whole,
//! so that readers never wait and every figure of an answer speaks of the same data.

pub mod alerts;
mod assess;
mod bench;
mod candidates;
mod comparison;
mod coverage_history;
pub mod difference;
mod document_evidence;
pub mod history;
pub mod import;
mod import_ground;
mod import_identity;
mod import_unsaid;
pub mod inspections;
pub mod jobs;
mod kept_review;
pub mod kept_work;
mod office_documents;
mod old_communes;
mod open_data;
mod open_week;
mod piecewise_hasher;
mod plan_effect;
mod rehearsal;
mod report_documents;
mod reporting;
mod reporting_carry;
mod reporting_fault;
mod reporting_scope;
mod reporting_workbook;
mod review;
mod review_curve;
pub mod satisfaction;
mod scenario_compare;
mod scenario_error;
mod scenario_plan;
mod scenario_steps;
mod scenarios;
mod snapshot;
mod snapshot_id;
mod told_areas;
mod trend_area;
pub mod voice;
mod what_if;

use std::sync::{Arc, RwLock};

pub use assess::{Assessed, Depth, Judged, Sensitivity};
pub use candidates::{OpeningSites, opening_sites};
pub use comparison::{AreaComparison, Minutes, Residents, RuleComparison, comparison};
pub use coverage_history::coverage_rows;
pub use kept_review::{KeepFault, Kept, PlanToKeep, PlannedPoint, keep_review};
pub use office_documents::{
    DocumentScope, MeritAsked, OfficeDocument, OfficeDocumentError, document_scope, office_document,
};
pub use open_data::open_data;
pub use open_week::open_week;
pub use plan_effect::plan_effect;
pub use rehearsal::{OpenPoints, Outcome, Rehearsal, RuleOutcome};
pub use report_documents::{DocumentAsked, DocumentKind};
pub use reporting::{FilingAgent, NewPeriod, ReadFiling, ReadPeriod, ReadWorkbook, Reporting};
pub use reporting_fault::ReportingFault;
pub use reporting_scope::readable_points;
pub use review::propose_review;
pub use review_curve::{Curve, CurveError, CurvePoint, CurveWatch, review_curve, review_curve_watched};
pub use scenario_compare::{Against, CompareStep, Compared, comparable};
pub use scenario_error::ScenarioFault;
pub use scenario_plan::ScenarioPlan;
pub use scenario_steps::{DatedStep, dated_steps};
pub use scenarios::{ReadScenario, Scenarios};
pub use snapshot::Snapshot;
pub use told_areas::{AreasTold, DossiersTold, Thousandths, UnitFigures, areas_told, dossiers_told};
pub use trend_area::{TrendArea, TrendAreaFault, trend_area};
pub use what_if::{WishAnswered, WishDepth, what_if};

use crate::model::{Dataset, TravelMode};
use crate::routing::Profile;

/// The id of the snapshot of these data, without computing the snapshot.
pub fn id_of(dataset: &Dataset) -> String {
    snapshot_id::snapshot_id(dataset, &Profile::shipped(TravelMode::Motorbike))
}

/// Holds the snapshot that answers now.
pub struct Planner {
    current: RwLock<Arc<Snapshot>>,
    scenarios: Option<Arc<Scenarios>>,
}

impl Planner {
    pub fn new(snapshot: Snapshot) -> Planner {
        Planner {
            current: RwLock::new(Arc::new(snapshot)),
            scenarios: None,
        }
    }

    /// With the scenarios of the workspace that the snapshot is of.
    pub fn with_scenarios(self, scenarios: Scenarios) -> Planner {
        Planner {
            scenarios: Some(Arc::new(scenarios)),
            ..self
        }
    }

    pub fn scenarios(&self) -> Option<&Arc<Scenarios>> {
        self.scenarios.as_ref()
    }

    /// The snapshot of this moment; it stays valid for as long as it is held.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    /// Replaces the snapshot for all later questions.
    pub fn publish(&self, snapshot: Arc<Snapshot>) {
        *self.current.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = snapshot;
    }
}
