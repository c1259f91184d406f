//! Who a request or command speaks for.

use super::role::{Permission, Role};

/// An account at work. `account` is what the audit log names; `name` is for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Login name: unique, never given to another person.
    pub account: String,
    pub name: String,
    pub role: Role,
    /// Code of the operator, commune or branch that the account speaks for; `None` for the whole city.
    pub scope: Option<String>,
}

/// The role does not include what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The role '{}' may not do this: it needs the permission '{}'.", role.code(), permission.code())]
pub struct Forbidden {
    pub role: Role,
    pub permission: Permission,
}

impl Actor {
    /// # Errors
    /// [`Forbidden`] when the role does not include it.
    pub fn allowed(&self, permission: Permission) -> Result<(), Forbidden> {
        let role = self.role;
        role.may(permission).then_some(()).ok_or(Forbidden { role, permission })
    }

    /// Whether what belongs to a code is within the account's scope: everything is where it has none.
    pub fn covers(&self, code: &str) -> bool {
        self.scope.as_deref().is_none_or(|scope| scope == code)
    }
}
