//! Why one point cannot be made to stay or go: the constraints that stand against it, by name.

use super::error::ReviewError;
use super::instance::Level;
use super::instance::{Freedom, Instance, TravelBound};
use super::model::{self, Objective, Outcome};
use super::reduce;
use super::watch::Watch;

/// What stands against a flip. Indices are those of the instance.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// These people have no other point that may stay, under this retained rule.
    Access { rule: usize, people: f64 },
    /// These people, who must keep a second point, have one other that may stay, under this retained rule.
    SecondPoint { rule: usize, people: f64 },
    /// The load of these points would travel farther than the bound with this index allows, whatever else happens.
    Travel { bound: usize },
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
    SecondPoints,
    Communes,
    Capacity,
    Travel,
    MaximumChanges,
}

impl Family {
    pub const ALL: [Family; 6] = [
        Self::Access,
        Self::SecondPoints,
        Self::Communes,
        Self::Capacity,
        Self::Travel,
        Self::MaximumChanges,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::SecondPoints => "second_points",
            Self::Communes => "communes",
            Self::Capacity => "capacity",
            Self::Travel => "travel",
            Self::MaximumChanges => "maximum_changes",
        }
    }
}

/// What keeps point `j`, which must leave in this infeasible instance, from going. `rules`: how many are retained;
/// `seconds` bounds each of at most six solves.
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
    let mut found = single(instance, j, rules);
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

/// The constraints that alone keep point `j`, which must leave, from going, whatever becomes of the points that need not leave:
/// where there is one, the instance is infeasible. Nothing is solved. `rules`: how many are retained.
pub fn single(instance: &Instance, j: usize, rules: usize) -> Vec<Obstacle> {
    let goes = |member: &u32| instance.points[*member as usize].freedom.must_leave();
    let mut found = Vec::new();
    for rule in 0..rules {
        let (lost, short) = people_against(instance, j, rule);
        found.extend(lost.map(|people| Obstacle::Access { rule, people }));
        found.extend(short.map(|people| Obstacle::SecondPoint { rule, people }));
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
    found.extend(
        travel_against(instance, j)
            .into_iter()
            .map(|bound| Obstacle::Travel { bound }),
    );
    let must_leave = instance
        .points
        .iter()
        .filter(|point| point.freedom.must_leave())
        .count() as u32;
    if let Some(most) = instance.maximum_changes.filter(|&most| must_leave > most) {
        found.push(Obstacle::MaximumChanges { most });
    }
    found
}

/// People of point `j` under a retained rule who have nothing left when all that must go is gone, and those who must keep a second
/// point and have one left; `None` where there is no such row.
pub fn people_against(instance: &Instance, j: usize, rule: usize) -> (Option<f64>, Option<f64>) {
    let stays = |member: &&u32| !instance.points[**member as usize].freedom.must_leave();
    let (mut lost, mut short) = (None, None);
    let own = instance.rows.iter().filter(|row| row.rule == rule);
    for row in own.filter(|row| row.members.contains(&(j as u32))) {
        let left = row.members.iter().filter(stays).count() as u32;
        if left + row.beside == 0 {
            *lost.get_or_insert(0.0) += row.people;
        } else if left < row.needs {
            *short.get_or_insert(0.0) += row.people;
        }
    }
    (lost, short)
}

/// What the load of the points of a bound that must go travels at least: each to its nearest receiver that stays.
pub fn least_travel(instance: &Instance, bound: &TravelBound) -> u64 {
    let goes = |member: &u32| instance.points[*member as usize].freedom.must_leave();
    let nearest = |member: &u32| {
        let own = instance.arcs.iter().filter(|arc| arc.from == *member && !goes(&arc.to));
        own.map(|arc| u64::from(arc.moved)).min().unwrap_or(0)
    };
    bound.members.iter().filter(|member| goes(member)).map(nearest).sum()
}

/// The travel bounds of point `j` that the points which must go break even when each goes to its nearest receiver.
pub fn travel_against(instance: &Instance, j: usize) -> Vec<usize> {
    let is_broken =
        |bound: &TravelBound| bound.members.contains(&(j as u32)) && least_travel(instance, bound) > bound.most;
    let bounds = instance.travel_bounds.iter().enumerate();
    bounds
        .filter(|(_, bound)| is_broken(bound))
        .map(|(index, _)| index)
        .collect()
}

fn without(instance: &Instance, family: Family) -> Instance {
    let mut relaxed = instance.clone();
    match family {
        Family::Access => relaxed.rows.clear(),
        Family::SecondPoints => relaxed.rows.retain_mut(|row| {
            row.needs = row.needs.min(1u32.saturating_sub(row.beside));
            row.needs > 0
        }),
        Family::Communes => relaxed.communes.clear(),
        Family::Travel => relaxed.travel_bounds.clear(),
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
