//! Roles, and the one table that says what each may do.

/// What an account is for. An account has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads everything, changes nothing.
    Leader,
    /// Makes scenarios and runs reviews.
    Planner,
    /// Decides on what was submitted.
    Approver,
    /// Keeps the list of procedures that points must offer.
    ProcedureController,
    /// A bank, post or telecom enterprise: its own agents (scope: code of the operator).
    Operator,
    /// Supervises the agents of an area (scope: code of the branch, or none for the whole city).
    Inspector,
    /// A commune: opinions on its area (scope: code of the commune).
    Commune,
    /// Takes complaints and reports of the public.
    Support,
    /// Accounts, audit log, metrics; no say in plans.
    Admin,
}

/// One thing that a route or command lets somebody do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    ReadScenario,
    EditScenario,
    SubmitScenario,
    /// Gives the written opinion of a branch, commune or enterprise while a scenario is in consultation.
    Opine,
    Approve,
    Publish,
    Comment,
    /// Starts and cancels reviews and other long work, and makes a plan that came of it the workspace's own.
    RunJob,
    /// Brings data of every kind in and takes imports back.
    ImportData,
    /// Reads how each point does by the criteria.
    ReadPerformance,
    /// Writes and submits the reports of the operator's own agents.
    Report,
    /// Sees how far a reporting period is, within the account's scope.
    ReadReports,
    /// Accepts and returns the reports of agents, within the account's scope.
    DecideReports,
    /// Sets and closes reporting periods.
    ManagePeriods,
    /// Writes down what an inspection found.
    Inspect,
    /// Reads the words of ratings, those that nobody has read yet too.
    ReadRating,
    /// Answers complaints and reports of the public, shows and hides the words of ratings.
    HandleCase,
    /// Reads cases: all, or those that were passed to the account's desk.
    ReadCase,
    /// Works on cases that were passed to the account's desk.
    HandlePassedCase,
    ReadInspection,
    /// Reads what needs somebody's eye.
    ReadAlert,
    /// Brings the list of procedures in, and takes its imports back.
    EditProcedures,
    ManageAccounts,
    ReadAudit,
    /// Reads the office's documents that name points with their reports.
    ReadDocument,
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::Leader,
        Role::Planner,
        Role::Approver,
        Role::ProcedureController,
        Role::Operator,
        Role::Inspector,
        Role::Commune,
        Role::Support,
        Role::Admin,
    ];

    /// What the role may do, whatever its scope: the only place that says so.
    fn permissions(self) -> &'static [Permission] {
        use Permission::*;
        match self {
            Role::Leader => &[
                ReadScenario,
                Comment,
                ReadPerformance,
                ReadReports,
                ReadRating,
                ReadCase,
                ReadInspection,
                ReadAlert,
                ReadAudit,
                ReadDocument,
            ],
            Role::Planner => &[
                ReadScenario,
                EditScenario,
                SubmitScenario,
                Comment,
                RunJob,
                ImportData,
                ReadPerformance,
                ReadReports,
                DecideReports,
                ManagePeriods,
                ReadDocument,
                ReadCase,
                HandlePassedCase,
                ReadInspection,
                ReadAlert,
            ],
            Role::Approver => &[ReadScenario, Comment, Approve, Publish, ReadPerformance, ReadDocument],
            Role::ProcedureController => &[ReadScenario, Comment, EditProcedures, ReadDocument],
            Role::Operator => &[
                ReadScenario,
                Opine,
                Report,
                ReadReports,
                ReadCase,
                HandlePassedCase,
                ReadInspection,
            ],
            Role::Inspector => &[
                ReadScenario,
                Opine,
                Comment,
                Inspect,
                ReadReports,
                DecideReports,
                ReadInspection,
                ReadAlert,
                ReadDocument,
            ],
            Role::Commune => &[ReadScenario, Opine],
            Role::Support => &[ReadRating, HandleCase, ReadCase, ReadAlert],
            Role::Admin => &[ManageAccounts, ReadAudit],
        }
    }

    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// As it is written in files and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Role::Leader => "leader",
            Role::Planner => "planner",
            Role::Approver => "approver",
            Role::ProcedureController => "procedure_controller",
            Role::Operator => "operator",
            Role::Inspector => "inspector",
            Role::Commune => "commune",
            Role::Support => "support",
            Role::Admin => "admin",
        }
    }

    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// As people read it.
    pub fn name_vi(self) -> &'static str {
        match self {
            Role::Leader => "lãnh đạo",
            Role::Planner => "cán bộ quy hoạch",
            Role::Approver => "người phê duyệt",
            Role::ProcedureController => "cán bộ kiểm soát thủ tục hành chính",
            Role::Operator => "doanh nghiệp",
            Role::Inspector => "cán bộ kiểm tra",
            Role::Commune => "xã, phường",
            Role::Support => "cán bộ tiếp nhận phản ánh",
            Role::Admin => "quản trị hệ thống",
        }
    }

    /// Whether an account of the role speaks for one operator or commune, and so needs a scope.
    pub fn needs_scope(self) -> bool {
        matches!(self, Role::Operator | Role::Commune)
    }
}

impl Permission {
    pub const ALL: [Permission; 25] = [
        Permission::ReadScenario,
        Permission::EditScenario,
        Permission::SubmitScenario,
        Permission::Opine,
        Permission::Approve,
        Permission::Publish,
        Permission::Comment,
        Permission::RunJob,
        Permission::ReadPerformance,
        Permission::ImportData,
        Permission::Report,
        Permission::ReadReports,
        Permission::DecideReports,
        Permission::ManagePeriods,
        Permission::Inspect,
        Permission::ReadRating,
        Permission::HandleCase,
        Permission::ReadCase,
        Permission::HandlePassedCase,
        Permission::ReadInspection,
        Permission::ReadAlert,
        Permission::EditProcedures,
        Permission::ManageAccounts,
        Permission::ReadAudit,
        Permission::ReadDocument,
    ];

    /// As it is told to the web map and in refusals.
    pub fn code(self) -> &'static str {
        match self {
            Permission::ReadScenario => "read_scenario",
            Permission::EditScenario => "edit_scenario",
            Permission::SubmitScenario => "submit_scenario",
            Permission::Opine => "opine",
            Permission::Approve => "approve",
            Permission::Publish => "publish",
            Permission::Comment => "comment",
            Permission::RunJob => "run_job",
            Permission::ReadPerformance => "read_performance",
            Permission::ImportData => "import_data",
            Permission::Report => "report",
            Permission::ReadReports => "read_reports",
            Permission::DecideReports => "decide_reports",
            Permission::ManagePeriods => "manage_periods",
            Permission::Inspect => "inspect",
            Permission::ReadRating => "read_rating",
            Permission::HandleCase => "handle_case",
            Permission::ReadCase => "read_case",
            Permission::HandlePassedCase => "handle_passed_case",
            Permission::ReadInspection => "read_inspection",
            Permission::ReadAlert => "read_alert",
            Permission::EditProcedures => "edit_procedures",
            Permission::ManageAccounts => "manage_accounts",
            Permission::ReadAudit => "read_audit",
            Permission::ReadDocument => "read_document",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_somebodys_and_codes_are_read_back() {
        for permission in Permission::ALL {
            assert!(Role::ALL.iter().any(|role| role.may(permission)), "{permission:?}");
        }
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert!(!role.permissions().is_empty(), "{role:?}");
        }
        assert_eq!(Role::from_code("Admin"), None);
    }

    #[test]
    fn nobody_decides_on_what_he_proposes_and_no_admin_plans() {
        use Permission::*;
        for role in Role::ALL {
            assert!(!(role.may(SubmitScenario) && role.may(Approve)), "{role:?}");
            assert!(!(role.may(Report) && role.may(DecideReports)), "{role:?}");
        }
        for permission in [ReadScenario, EditScenario, Approve, Publish, RunJob, ImportData] {
            assert!(!Role::Admin.may(permission), "{permission:?}");
        }
    }
}
