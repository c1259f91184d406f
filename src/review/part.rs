//! A part of the problem: some points free, every other held to what a plan does with it.
//!
//! Points that share no row, receiver's room, commune or travel bound do not know of each other, so the optimum is
//! the sum of the optima of such groups. To solve a group again with the rest held is then as good as
//! to solve everything (as long as no cap on changes joins the groups, and each level's optimum is kept intact).

use super::instance::{Fate, Freedom, Instance, Solution};
use super::reduce::Need;

/// The instance with every point outside of `free` held to its fate in the plan, and the plan told in it.
///
/// A held point that merges keeps its one receiver. The plan must be feasible for the instance, freedoms of the
/// points in `free` excepted.
pub fn held(instance: &Instance, plan: &Solution, free: &[bool]) -> (Instance, Solution) {
    let mut part = instance.clone();
    part.arcs = Vec::new();
    let mut fates = plan.fates.clone();
    for (index, arc) in instance.arcs.iter().enumerate() {
        let from = arc.from as usize;
        let is_used = plan.fates[from] == Fate::Merged(index);
        if free[from] || is_used {
            if is_used {
                fates[from] = Fate::Merged(part.arcs.len());
            }
            part.arcs.push(*arc);
        }
    }
    for (j, point) in part.points.iter_mut().enumerate() {
        point.freedom = match (free[j], plan.fates[j]) {
            (true, _) => point.freedom,
            (false, Fate::Stays) => Freedom::Kept,
            (false, Fate::Merged(_)) => Freedom::MustMerge,
            (false, Fate::Closed) => Freedom::MustGo,
        };
    }
    (part, Solution { fates })
}

/// A solution of one instance told in another of the same points; `None` when an arc is missing there.
pub fn told_in(solution: &Solution, from: &Instance, to: &Instance) -> Option<Solution> {
    let fate = |fate: &Fate| match fate {
        Fate::Merged(arc) => {
            let arc = &from.arcs[*arc];
            let at = to
                .arcs
                .binary_search_by_key(&(arc.from, arc.to), |arc| (arc.from, arc.to));
            at.ok().map(Fate::Merged)
        }
        fate => Some(*fate),
    };
    let fates = solution.fates.iter().map(fate).collect::<Option<_>>()?;
    Some(Solution { fates })
}

/// Which free points know of each other: what a change of one can touch.
pub struct Links {
    /// Points that share a row, an arc, a receiver's room or a bound.
    groups: Vec<Vec<u32>>,
    groups_of: Vec<Vec<u32>>,
}

impl Links {
    /// `rows` are the minimal ones of the instance.
    pub fn of(instance: &Instance, rows: &[Need]) -> Links {
        let n = instance.points.len();
        let is_free = |j: &u32| instance.points[*j as usize].freedom != Freedom::Kept;
        let mut groups: Vec<Vec<u32>> = rows
            .iter()
            .map(|row| row.members.iter().copied().filter(is_free).collect())
            .collect();
        let mut givers: Vec<Vec<u32>> = vec![Vec::new(); n];
        for arc in instance.arcs.iter().filter(|arc| is_free(&arc.from)) {
            givers[arc.to as usize].push(arc.from);
            if is_free(&arc.to) {
                groups.push(vec![arc.from, arc.to]);
            }
        }
        for (k, givers) in givers.into_iter().enumerate() {
            let most: u64 = givers
                .iter()
                .map(|&j| u64::from(instance.points[j as usize].load))
                .sum();
            if most > u64::from(instance.points[k].room()) {
                groups.push(givers);
            }
        }
        for bound in &instance.communes {
            let certain = bound.members.iter().filter(|j| !is_free(j)).count() as u32;
            if certain < bound.minimum {
                groups.push(bound.members.iter().copied().filter(is_free).collect());
            }
        }
        for bound in &instance.travel_bounds {
            let most_of = |j: &u32| {
                let own = instance.arcs.iter().filter(|arc| arc.from == *j);
                own.map(|arc| u64::from(arc.moved)).max().unwrap_or(0)
            };
            if bound.members.iter().map(most_of).sum::<u64>() > bound.most {
                groups.push(bound.members.iter().copied().filter(is_free).collect());
            }
        }
        let mut groups_of: Vec<Vec<u32>> = vec![Vec::new(); n];
        for (group, members) in (0u32..).zip(&groups) {
            members.iter().for_each(|&j| groups_of[j as usize].push(group));
        }
        Links { groups, groups_of }
    }

    /// The free points that a change of `seeds` can touch, directly or through others, the seeds included. One entry a point.
    pub fn touched(&self, seeds: &[usize]) -> Vec<bool> {
        let mut reached = vec![false; self.groups_of.len()];
        let mut is_walked = vec![false; self.groups.len()];
        let mut waiting: Vec<usize> = seeds.to_vec();
        seeds.iter().for_each(|&j| reached[j] = true);
        while let Some(j) = waiting.pop() {
            for &group in &self.groups_of[j] {
                if std::mem::replace(&mut is_walked[group as usize], true) {
                    continue;
                }
                for &other in &self.groups[group as usize] {
                    if !std::mem::replace(&mut reached[other as usize], true) {
                        waiting.push(other as usize);
                    }
                }
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::instance::Level;
    use crate::review::oracle;
    use crate::review::reduce::minimal_rows;
    use crate::review::solve::{Limits, Solved, lexicographic};

    const LIMITS: Limits = Limits {
        levels: &Level::ALL,
        seconds: 20.0,
        epsilon: 0.0,
    };

    #[test]
    fn a_group_solved_with_the_rest_held_gives_the_optimum_of_the_whole() {
        let (mut compared, mut partial) = (0, 0);
        for seed in 1..=150 {
            let mut instance = oracle::random_instance(seed, 10);
            instance.maximum_changes = None;
            let Solved::Plan { solution, levels } = lexicographic(&instance, LIMITS, &mut |_| {}).expect("answers")
            else {
                continue;
            };
            let rows = minimal_rows(&instance);
            for seed_point in 0..instance.points.len() {
                if !matches!(
                    instance.points[seed_point].freedom,
                    Freedom::Mergeable | Freedom::Closable
                ) {
                    continue;
                }
                // The group's fates are forgotten; what is found again must be as good.
                let free = Links::of(&instance, &rows).touched(&[seed_point]);
                let (part, start) = held(&instance, &solution, &free);
                assert_eq!(start.broken(&part), None, "seed {seed}");
                let found = lexicographic(&part, LIMITS, &mut |_| {}).expect("answers");
                let Solved::Plan {
                    levels: again,
                    solution,
                } = found
                else {
                    panic!("seed {seed}: {found:?}")
                };
                assert_eq!(again, levels, "seed {seed}, point {seed_point}: {instance:?}");
                let back = told_in(&solution, &part, &instance).expect("the same arcs");
                assert_eq!(back.broken(&instance), None, "seed {seed}");
                compared += 1;
                partial += usize::from(free.iter().filter(|&&free| free).count() < instance.points.len());
            }
        }
        assert!(
            compared > 300 && partial > 100,
            "{compared} compared, {partial} of them parts"
        );
    }
}
