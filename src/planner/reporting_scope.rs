//! How far an account looks into what operators report.

use std::collections::BTreeSet;

use crate::auth::{Actor, Forbidden, Permission, Role};
use crate::model::Dataset;
use crate::registry::{Supervision, canonical, is_run_by};

/// The operator and the branch that an account is bound to; a planner or leader is bound to neither.
pub(super) fn scope_of<'a>(dataset: &Dataset, actor: &'a Actor) -> (Option<String>, Option<&'a str>) {
    let scope = actor.scope.as_deref();
    match actor.role {
        Role::Operator => (Some(canonical(dataset, scope.unwrap_or_default())), None),
        Role::Inspector => (None, scope),
        _ => (None, None),
    }
}

/// Codes of the points whose reports an account may read: all, those of its operator, or those of its branch's area.
///
/// # Errors
/// The role reads no reports.
pub fn readable_points<'a>(dataset: &'a Dataset, actor: &Actor) -> Result<BTreeSet<&'a str>, Forbidden> {
    actor.allowed(Permission::ReadReports)?;
    let (operator, branch) = scope_of(dataset, actor);
    let supervision = Supervision::of(dataset);
    let points = dataset.facilities.iter().filter(|point| {
        operator.as_deref().is_none_or(|own| is_run_by(dataset, own, point)) && supervision.covers(branch, point)
    });
    Ok(points.map(|point| point.code.as_str()).collect())
}
