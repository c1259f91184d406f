//! The uncapacitated core: p-median, maximal covering and facility location are one problem.
//!
//! Choose sites so that the sum of what each demand pays at its cheapest open site, and of what open sites cost, is least. A
//! demand may pay a *miss* instead: in MCLP its weight when nobody covers it, elsewhere more than any solution costs, so that
//! a sum of at least [`MinSum::forbidden`] means that somebody cannot be served.
//!
//! All costs are whole numbers times [`MinSum::grain`]: the multipliers of the bound move in the fractions between two
//! sums that can occur, and everything stays exact.

use super::error::LocateError;

/// What is decided about a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Free,
    Open,
    Closed,
}

/// See the module.
#[derive(Clone)]
pub(super) struct MinSum {
    pub open_cost: Vec<i64>,
    pub states: Vec<State>,
    /// How many sites are open, exactly; `None` for any number.
    pub count: Option<usize>,
    /// Options of each demand that cost less than its miss, cheapest first (ties by site), in one piece.
    first: Vec<usize>,
    site: Vec<u32>,
    cost: Vec<i64>,
    pub miss: Vec<i64>,
    pub forbidden: i64,
    pub grain: i64,
}

/// One demand as it is handed over: its options and what it pays without one, in whole steps.
pub(super) struct Demand {
    pub options: Vec<(i64, u32)>,
    pub miss: i64,
}

/// Fractions of a step in which multipliers move, where the numbers leave room for them.
const FINEST: i64 = 1 << 12;
/// Sums stay below this, so that no sum of a few of them leaves `i64`.
const ROOM: f64 = (1i64 << 60) as f64;

impl MinSum {
    /// From whole steps; `forbidden` is more than any solution that serves everybody costs.
    pub fn new(
        open_cost: Vec<i64>,
        states: Vec<State>,
        count: Option<usize>,
        forbidden: i64,
        demand: impl Iterator<Item = Demand>,
    ) -> Result<MinSum, LocateError> {
        let mut core = MinSum {
            open_cost,
            states,
            count,
            first: vec![0],
            site: Vec::new(),
            cost: Vec::new(),
            miss: Vec::new(),
            forbidden,
            grain: 1,
        };
        for mut one in demand {
            one.options
                .retain(|&(cost, site)| cost < one.miss && core.states[site as usize] != State::Closed);
            one.options.sort_unstable();
            core.site.extend(one.options.iter().map(|(_, site)| *site));
            core.cost.extend(one.options.iter().map(|(cost, _)| *cost));
            core.first.push(core.site.len());
            core.miss.push(one.miss);
        }
        let sum = |values: &[i64]| values.iter().map(|&value| value as f64).sum::<f64>();
        let largest = sum(&core.miss) + sum(&core.open_cost) + forbidden as f64;
        if largest >= ROOM {
            return Err(LocateError::TooLarge(largest));
        }
        while core.grain < FINEST && largest * (core.grain * 2) as f64 <= ROOM {
            core.grain *= 2;
        }
        let grain = core.grain;
        let finer = |values: &mut Vec<i64>| values.iter_mut().for_each(|value| *value *= grain);
        finer(&mut core.open_cost);
        finer(&mut core.cost);
        finer(&mut core.miss);
        core.forbidden *= grain;
        Ok(core)
    }

    pub fn demand_count(&self) -> usize {
        self.miss.len()
    }

    pub fn site_count(&self) -> usize {
        self.states.len()
    }

    /// Sites and costs of one demand, cheapest first.
    pub fn options(&self, demand: usize) -> (&[u32], &[i64]) {
        let range = self.first[demand]..self.first[demand + 1];
        (&self.site[range.clone()], &self.cost[range])
    }

    /// The sum of a set of open sites; at least `forbidden` when somebody cannot be served.
    pub fn value(&self, is_open: &[bool]) -> i64 {
        let opening: i64 = (0..self.site_count())
            .filter(|&j| is_open[j])
            .map(|j| self.open_cost[j])
            .sum();
        let serving: i64 = (0..self.demand_count())
            .map(|i| {
                let (sites, costs) = self.options(i);
                let nearest = sites.iter().position(|&site| is_open[site as usize]);
                nearest.map_or(self.miss[i], |at| costs[at])
            })
            .sum();
        opening + serving
    }

    /// The same problem without what the states rule out: closed sites, and options dearer than one that is open anyway.
    pub fn reduced(&self, states: &[State]) -> MinSum {
        let mut core = MinSum {
            states: states.to_vec(),
            first: vec![0],
            site: Vec::new(),
            cost: Vec::new(),
            open_cost: self.open_cost.clone(),
            miss: self.miss.clone(),
            ..*self
        };
        for i in 0..self.demand_count() {
            let (sites, costs) = self.options(i);
            for (&site, &cost) in sites.iter().zip(costs) {
                if states[site as usize] != State::Closed {
                    core.site.push(site);
                    core.cost.push(cost);
                }
                if states[site as usize] == State::Open {
                    break;
                }
            }
            core.first.push(core.site.len());
        }
        core
    }
}

/// Completes what the count already decides; false when no set of sites fits.
pub(super) fn settle(states: &mut [State], count: Option<usize>) -> bool {
    let Some(count) = count else { return true };
    let open = states.iter().filter(|state| **state == State::Open).count();
    let free = states.iter().filter(|state| **state == State::Free).count();
    if open > count || open + free < count {
        return false;
    }
    let rest = if open == count {
        State::Closed
    } else if open + free == count {
        State::Open
    } else {
        return true;
    };
    states
        .iter_mut()
        .filter(|state| **state == State::Free)
        .for_each(|state| *state = rest);
    true
}
