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
    /// Starts and cancels reviews and other long work.
    RunJob,
    /// Brings data in and takes imports back.
    ImportData,
    /// Reads and writes the reports of agents.
    Report,
    /// Writes down what an inspection found.
    Inspect,
    /// Answers complaints and reports of the public.
    HandleCase,
    EditProcedures,
    ManageAccounts,
    ReadAudit,
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
            Role::Leader => &[ReadScenario, Comment, ReadAudit],
            Role::Planner => &[ReadScenario, EditScenario, SubmitScenario, Comment, RunJob, ImportData],
            Role::Approver => &[ReadScenario, Comment, Approve, Publish],
            Role::ProcedureController => &[ReadScenario, Comment, EditProcedures],
            Role::Operator => &[ReadScenario, Opine, Report],
            Role::Inspector => &[ReadScenario, Opine, Comment, Inspect],
            Role::Commune => &[ReadScenario, Opine],
            Role::Support => &[HandleCase],
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
    pub const ALL: [Permission; 15] = [
        Permission::ReadScenario,
        Permission::EditScenario,
        Permission::SubmitScenario,
        Permission::Opine,
        Permission::Approve,
        Permission::Publish,
        Permission::Comment,
        Permission::RunJob,
        Permission::ImportData,
        Permission::Report,
        Permission::Inspect,
        Permission::HandleCase,
        Permission::EditProcedures,
        Permission::ManageAccounts,
        Permission::ReadAudit,
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
            Permission::ImportData => "import_data",
            Permission::Report => "report",
            Permission::Inspect => "inspect",
            Permission::HandleCase => "handle_case",
            Permission::EditProcedures => "edit_procedures",
            Permission::ManageAccounts => "manage_accounts",
            Permission::ReadAudit => "read_audit",
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
        }
        for permission in [ReadScenario, EditScenario, Approve, Publish, RunJob, ImportData] {
            assert!(!Role::Admin.may(permission), "{permission:?}");
        }
    }
}
