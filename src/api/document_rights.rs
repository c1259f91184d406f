//! Who may use which operation, as the OpenAPI document tells it. The handlers decide; a test holds this beside what every role
//! is answered.

use crate::auth::{Permission, Role};
use Permission::*;

/// Operations of whoever is logged in, by one of these rights each; within a scope where the role has one.
const RIGHTS: [(&str, &[Permission]); 55] = [
    ("accounts", &[ManageAccounts]),
    ("add_period", &[ManagePeriods]),
    ("adopt_review", &[RunJob]),
    ("alerts", &[ReadAlert]),
    ("audit", &[ReadAudit]),
    ("cancel_job", &[ReadScenario, RunJob]),
    ("case", &[ReadCase]),
    ("cases", &[ReadCase]),
    ("check_import", &[ImportData, EditProcedures]),
    ("checks", &[ReadScenario]),
    ("comment_scenario", &[Comment]),
    ("compare_period", &[ReadReports]),
    ("compare_scenario", &[ReadScenario]),
    ("confirm_import", &[ImportData, EditProcedures]),
    ("create_scenario", &[EditScenario]),
    ("criteria", &[ReadPerformance]),
    ("edit_scenario", &[EditScenario]),
    ("export", &[ReadScenario]),
    ("filing", &[ReadReports]),
    ("filing_workbook", &[ReadReports]),
    ("follow_up_finding", &[Inspect]),
    ("forget_import", &[ImportData, EditProcedures]),
    ("history", &[ReadScenario]),
    ("import_check", &[ImportData, EditProcedures]),
    ("inspections", &[ReadInspection]),
    ("job", &[ReadScenario, RunJob]),
    ("job_events", &[ReadScenario, RunJob]),
    ("job_result", &[ReadScenario, RunJob]),
    ("jobs", &[ReadScenario, RunJob]),
    ("office_document", &[ReadDocument]),
    ("opine_scenario", &[Opine]),
    ("period", &[ReadReports]),
    ("periods", &[ReadReports]),
    ("preview_scenario", &[ReadScenario]),
    ("proposal_document", &[ReadScenario]),
    ("ratings", &[ReadRating]),
    ("read_rating", &[HandleCase]),
    ("read_workbook", &[Report]),
    ("rejected_rows", &[ImportData, EditProcedures]),
    ("review_settings", &[RunJob]),
    ("save_filing", &[Report]),
    ("scenario", &[ReadScenario]),
    ("scenario_comments", &[ReadScenario]),
    ("scenario_history", &[ReadScenario]),
    ("scenarios", &[ReadScenario]),
    ("start_job", &[ReadScenario, RunJob]),
    ("step_case", &[HandleCase, HandlePassedCase]),
    ("step_filing", &[Report, DecideReports]),
    ("step_period", &[ManagePeriods]),
    ("step_scenario", &[SubmitScenario, EditScenario, Approve, Publish]),
    ("trend", &[ReadReports]),
    ("trend_reorganised", &[ReadReports]),
    ("undo_import", &[ImportData, EditProcedures]),
    ("what_if", &[RunJob]),
    ("write_inspection", &[Inspect]),
];

/// Codes of the roles that may; none where every account may.
pub fn roles_of(operation: &str) -> Vec<&'static str> {
    let found = RIGHTS.iter().find(|(name, _)| *name == operation);
    let rights = found.map_or(&[] as &[Permission], |(_, rights)| rights);
    let may = |role: &Role| rights.iter().any(|right| role.may(*right));
    Role::ALL
        .iter()
        .filter(|role| may(role))
        .map(|role| role.code())
        .collect()
}
