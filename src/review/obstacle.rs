//! Why one point cannot be made to stay or go: the constraints that stand against it, by name.

use super::error::ReviewError;
use super::instance::Level;
use super::instance::{Freedom, Instance};
use super::model::{self, Objective, Outcome};
use super::reduce;
use super::watch::Watch;

/// What stands against a flip. Indices are those of the instance.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// These people have no other point that may stay, under this retained rule.
    Access { rule: usize, people: f64 },
    /// The commune would have fewer points than its minimum.
    Commune { commune: usize },
    /// Its load (or, for a merge, the point itself) finds no receiver that is allowed and has room.
    NoReceiver,
    /// Every allowed change is taken by points that must go.
    MaximumChanges { most: u32 },
    /// None of the constraints alone: taking away all constraints of one of these families would allow it.
    Together { families: Vec<Family> },
}

/// Constraints of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Access,
    Communes,
    Capacity,
    MaximumChanges,
}

impl Family {
    pub const ALL: [Family; 4] = [Self::Access, Self::Communes, Self::Capacity, Self::MaximumChanges];

    pub fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Communes => "communes",
            Self::Capacity => "capacity",
            Self::MaximumChanges => "maximum_changes",
        }
    }
}

/// What keeps point `j`, which must leave in this infeasible instance, from going. `rules`: how many are retained;
/// `seconds` bounds each of at most four solves.
///
/// # Errors
/// When the solver fails.
pub fn against_going(
    instance: &Instance,
    j: usize,
    rules: usize,
    seconds: f64,
    watch: Watch,
) -> Result<Vec<Obstacle>, ReviewError> {
    let goes = |member: &u32| instance.points[*member as usize].freedom.must_leave();
    let mut found = Vec::new();
    for rule in 0..rules {
        let own = instance.rows.iter().filter(|row| row.rule == rule);
        let lost = own.filter(|row| row.members.contains(&(j as u32)) && row.members.iter().all(goes));
        let mut people = 0.0;
        let mut is_any = false;
        for row in lost {
            people += row.people;
            is_any = true;
        }
        if is_any {
            found.push(Obstacle::Access { rule, people });
        }
    }
    for (commune, bound) in instance.communes.iter().enumerate() {
        let left = bound.members.iter().filter(|member| !goes(member)).count() as u32;
        if bound.members.contains(&(j as u32)) && left < bound.minimum {
            found.push(Obstacle::Commune { commune });
        }
    }
    let point = &instance.points[j];
    let has_receiver = instance.arcs.iter().any(|arc| {
        let to = &instance.points[arc.to as usize];
        arc.from as usize == j && !to.freedom.must_leave() && to.room() >= point.load
    });
    if !has_receiver && (point.load > 0 || point.freedom == Freedom::MustMerge) {
        found.push(Obstacle::NoReceiver);
    }
    let must_leave = instance
        .points
        .iter()
        .filter(|point| point.freedom.must_leave())
        .count() as u32;
    if let Some(most) = instance.maximum_changes.filter(|&most| must_leave > most) {
        found.push(Obstacle::MaximumChanges { most });
    }
    if found.is_empty() {
        let mut families = Vec::new();
        for family in Family::ALL {
            if is_feasible(&without(instance, family), seconds, watch)? {
                families.push(family);
            }
        }
        found.push(Obstacle::Together { families });
    }
    Ok(found)
}

fn without(instance: &Instance, family: Family) -> Instance {
    let mut relaxed = instance.clone();
    match family {
        Family::Access => relaxed.rows.clear(),
        Family::Communes => relaxed.communes.clear(),
        Family::Capacity => relaxed
            .points
            .iter_mut()
            .for_each(|point| point.capacity = u32::MAX / 4),
        Family::MaximumChanges => relaxed.maximum_changes = None,
    }
    relaxed
}

fn is_feasible(instance: &Instance, seconds: f64, watch: Watch) -> Result<bool, ReviewError> {
    let rows = reduce::minimal_rows(instance);
    let objective = Objective::Level(Level::Changes);
    let outcome = model::minimise(instance, &rows, objective, &[], None, seconds, watch)?;
    Ok(matches!(outcome, Outcome::Solved { .. }))
}
