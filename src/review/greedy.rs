//! A first feasible plan in milliseconds, given to the solver as its incumbent.

use super::instance::{Fate, Freedom, Instance, Solution};
use super::reduce::Need;

/// Lets points go one by one while every constraint holds: those that must go first, then the
/// costliest, then those that share their people with most others, then the least loaded, then later codes.
///
/// `None` when the points that must go find no receiver this way (a plan may still exist).
pub fn first_plan(instance: &Instance, rows: &[Need]) -> Option<Solution> {
    let mut state = State::new(instance, rows);
    let mut order: Vec<usize> = (0..instance.points.len())
        .filter(|&j| instance.points[j].freedom != Freedom::Kept)
        .collect();
    let spare = |row: &Need| row.members.len() - row.needs as usize;
    let slack: Vec<usize> = state
        .rows_of
        .iter()
        .map(|own| own.iter().map(|&row| spare(&rows[row])).min().unwrap_or(usize::MAX))
        .collect();
    order.sort_by_key(|&j| {
        let point = &instance.points[j];
        let must_go = point.freedom.must_leave();
        (
            !must_go,
            u32::MAX - point.cost,
            usize::MAX - slack[j],
            point.load,
            usize::MAX - j,
        )
    });
    for j in order {
        state.try_to_let_go(j);
    }
    let solution = Solution { fates: state.fates };
    solution.broken(instance).is_none().then_some(solution)
}

struct State<'a> {
    instance: &'a Instance,
    rows_of: Vec<Vec<usize>>,
    communes_of: Vec<Vec<usize>>,
    arcs_of: Vec<Vec<usize>>,
    /// How many points each row can still lose.
    row_spare: Vec<u32>,
    commune_left: Vec<u32>,
    bounds_of: Vec<Vec<usize>>,
    /// What the load of each travel bound may still travel.
    travel_left: Vec<u64>,
    taken: Vec<u32>,
    receives: Vec<bool>,
    fates: Vec<Fate>,
    gone: u32,
}

impl<'a> State<'a> {
    fn new(instance: &'a Instance, rows: &[Need]) -> Self {
        let n = instance.points.len();
        let mut rows_of = vec![Vec::new(); n];
        for (row, need) in rows.iter().enumerate() {
            need.members.iter().for_each(|&j| rows_of[j as usize].push(row));
        }
        let mut communes_of = vec![Vec::new(); n];
        for (commune, bound) in instance.communes.iter().enumerate() {
            bound
                .members
                .iter()
                .for_each(|&j| communes_of[j as usize].push(commune));
        }
        let mut bounds_of = vec![Vec::new(); n];
        for (index, bound) in instance.travel_bounds.iter().enumerate() {
            bound.members.iter().for_each(|&j| bounds_of[j as usize].push(index));
        }
        let mut arcs_of = vec![Vec::new(); n];
        for (index, arc) in instance.arcs.iter().enumerate() {
            arcs_of[arc.from as usize].push(index);
        }
        arcs_of
            .iter_mut()
            .for_each(|own: &mut Vec<usize>| own.sort_by_key(|&index| (instance.arcs[index].weight, index)));
        State {
            instance,
            rows_of,
            communes_of,
            arcs_of,
            row_spare: rows.iter().map(|row| row.members.len() as u32 - row.needs).collect(),
            commune_left: instance
                .communes
                .iter()
                .map(|bound| bound.members.len() as u32)
                .collect(),
            bounds_of,
            travel_left: instance.travel_bounds.iter().map(|bound| bound.most).collect(),
            taken: vec![0; n],
            receives: vec![false; n],
            fates: vec![Fate::Stays; n],
            gone: 0,
        }
    }

    fn try_to_let_go(&mut self, j: usize) {
        let instance = self.instance;
        let point = &instance.points[j];
        let needed = self.rows_of[j].iter().any(|&row| self.row_spare[row] == 0)
            || self.communes_of[j]
                .iter()
                .any(|&c| self.commune_left[c] <= instance.communes[c].minimum)
            || self.receives[j]
            || instance.maximum_changes.is_some_and(|cap| self.gone >= cap);
        if needed {
            return;
        }
        let receiver = self.arcs_of[j].iter().copied().find(|&index| {
            let to = instance.arcs[index].to as usize;
            let receiver = &instance.points[to];
            self.fates[to] == Fate::Stays
                && !receiver.freedom.must_leave()
                && self.taken[to] + point.load <= receiver.room()
                && self.bounds_of[j]
                    .iter()
                    .all(|&bound| u64::from(instance.arcs[index].moved) <= self.travel_left[bound])
        });
        match receiver {
            Some(index) => {
                let to = instance.arcs[index].to as usize;
                self.taken[to] += point.load;
                self.bounds_of[j]
                    .iter()
                    .for_each(|&bound| self.travel_left[bound] -= u64::from(instance.arcs[index].moved));
                self.receives[to] = true;
                self.fates[j] = Fate::Merged(index);
            }
            None if point.load == 0 && point.freedom.may_close_bare() => self.fates[j] = Fate::Closed,
            None => return,
        }
        self.gone += 1;
        self.rows_of[j].iter().for_each(|&row| self.row_spare[row] -= 1);
        self.communes_of[j]
            .iter()
            .for_each(|&commune| self.commune_left[commune] -= 1);
    }
}
