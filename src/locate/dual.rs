//! Lower bounds by Lagrangian relaxation of "every demand is served once" (Cornuejols, Fisher and Nemhauser 1977).
//!
//! A multiplier `u` a demand is what it would pay at most. A site then earns `sum of min(0, cost - u)` plus its opening cost,
//! and the cheapest sites by that reduced cost, with the sum of all `u`, bound every solution from below. The multipliers climb by
//! deflected subgradients (Camerini, Fratta and Maffioli 1975). They are whole fractions of a step, so each bound is
//! exact whatever path led to it: floating point only chooses the path.

use super::min_sum::{MinSum, State};
use super::question::Limits;

/// Multipliers and what they prove.
#[derive(Clone)]
pub(super) struct Dual {
    pub multipliers: Vec<i64>,
    /// No solution that agrees with the states has a lower sum.
    pub bound: i64,
    /// Reduced cost of each site under the multipliers.
    pub reduced: Vec<i64>,
    /// How often each site was among the cheapest lately, 0 to 1: near 1/2 is where to branch.
    pub leaning: Vec<f64>,
}

/// How long to climb.
#[derive(Clone, Copy)]
pub(super) struct Climb {
    pub rounds: usize,
    /// Factor of the first step.
    pub first_step: f64,
    /// Rounds without a better bound after which the step is halved.
    pub patience: usize,
}

/// The climb ends when the step's factor is below this.
const LAST_STEP: f64 = 0.004;
/// Weight of the newest subgradient in the direction; the rest is the direction before.
const NEWEST: f64 = 0.7;
/// Weight of the newest round in `leaning`.
const LEANING: f64 = 0.05;

/// Climbs from `start`. `target` is the value of a solution (or a guess), `enough` a bound at which to stop; every set of sites met
/// is offered.
pub(super) fn climb(
    core: &MinSum,
    states: &[State],
    start: &[i64],
    (target, enough): (i64, i64),
    how: Climb,
    limits: Limits,
    offer: &mut dyn FnMut(&[bool]),
) -> Dual {
    let n = core.demand_count();
    let ranges: Vec<(i64, i64)> = (0..n).map(|i| range(core, states, i)).collect();
    let mut multipliers: Vec<i64> = start
        .iter()
        .zip(&ranges)
        .map(|(u, &(low, high))| (*u).clamp(low, high))
        .collect();
    let mut scratch = Relaxed::new(core.site_count());
    let mut best: Option<Dual> = None;
    let mut leaning: Vec<f64> = states
        .iter()
        .map(|state| f64::from(u8::from(*state == State::Open)))
        .collect();
    let mut direction = vec![0f64; n];
    let (mut step, mut idle) = (how.first_step, 0usize);
    for round in 0..how.rounds.max(1) {
        let bound = scratch.evaluate(core, states, &multipliers);
        for (j, lean) in leaning.iter_mut().enumerate() {
            *lean += LEANING * (f64::from(u8::from(scratch.picked[j])) - *lean);
        }
        if best.as_ref().is_none_or(|best| bound > best.bound) {
            best = Some(Dual {
                multipliers: multipliers.clone(),
                bound,
                reduced: scratch.reduced.clone(),
                leaning: Vec::new(),
            });
            idle = 0;
            offer(&scratch.picked);
        } else {
            idle += 1;
            if idle >= how.patience {
                (step, idle) = (step / 2.0, 0);
            }
        }
        if bound >= enough || step < LAST_STEP || round + 1 == how.rounds || limits.is_over() {
            break;
        }
        let length = scratch.subgradient(core, &multipliers, &ranges, &mut direction);
        if length == 0.0 {
            break;
        }
        let far = ((target - bound) as f64).max(core.grain as f64);
        let stride = step * far / length;
        for ((u, towards), &(low, high)) in multipliers.iter_mut().zip(&direction).zip(&ranges) {
            // A cast from a double saturates, so a step too long only ends at the range's end.
            *u = u.saturating_add((stride * towards).round() as i64).clamp(low, high);
        }
    }
    let mut best = best.expect("at least one round was made");
    best.leaning = leaning;
    best
}

/// The multipliers worth trying: from the cheapest option not ruled out to the cheapest that is certain.
fn range(core: &MinSum, states: &[State], demand: usize) -> (i64, i64) {
    let (sites, costs) = core.options(demand);
    let with = |wanted: fn(State) -> bool| {
        let at = sites.iter().position(|&site| wanted(states[site as usize]));
        at.map_or(core.miss[demand], |at| costs[at])
    };
    (with(|state| state != State::Closed), with(|state| state == State::Open))
}

/// One relaxed problem.
struct Relaxed {
    reduced: Vec<i64>,
    picked: Vec<bool>,
    order: Vec<(i64, u32)>,
}

impl Relaxed {
    fn new(sites: usize) -> Relaxed {
        Relaxed {
            reduced: vec![0; sites],
            picked: vec![false; sites],
            order: Vec::with_capacity(sites),
        }
    }

    fn evaluate(&mut self, core: &MinSum, states: &[State], multipliers: &[i64]) -> i64 {
        self.reduced.copy_from_slice(&core.open_cost);
        for (i, &u) in multipliers.iter().enumerate() {
            let (sites, costs) = core.options(i);
            for (&site, &cost) in sites.iter().zip(costs) {
                if cost >= u {
                    break;
                }
                self.reduced[site as usize] += cost - u;
            }
        }
        let mut bound: i64 = multipliers.iter().sum();
        self.order.clear();
        let mut open = 0;
        for (j, &state) in states.iter().enumerate() {
            self.picked[j] = state == State::Open;
            match state {
                State::Open => {
                    bound += self.reduced[j];
                    open += 1;
                }
                State::Free => self.order.push((self.reduced[j], j as u32)),
                State::Closed => {}
            }
        }
        self.order.sort_unstable();
        let taken = match core.count {
            Some(count) => count - open,
            None => self.order.partition_point(|(reduced, _)| *reduced < 0),
        };
        for &(reduced, site) in &self.order[..taken] {
            bound += reduced;
            self.picked[site as usize] = true;
        }
        bound
    }

    /// Turns `direction` towards the newest subgradient; gives its squared length, or 0 where the relaxed answer serves
    /// everybody once and the climb is over.
    fn subgradient(&self, core: &MinSum, multipliers: &[i64], ranges: &[(i64, i64)], direction: &mut [f64]) -> f64 {
        let (mut length, mut is_over) = (0.0, true);
        for (i, &u) in multipliers.iter().enumerate() {
            let (sites, costs) = core.options(i);
            let mut served = 0.0;
            for (&site, &cost) in sites.iter().zip(costs) {
                if cost >= u {
                    break;
                }
                served += f64::from(u8::from(self.picked[site as usize]));
            }
            let newest: f64 = 1.0 - served;
            let (low, high) = ranges[i];
            let is_stuck = (u >= high && newest > 0.0) || (u <= low && newest < 0.0);
            let newest = if is_stuck { 0.0 } else { newest };
            is_over &= newest == 0.0;
            direction[i] = NEWEST * newest + (1.0 - NEWEST) * direction[i];
            length += direction[i] * direction[i];
        }
        if is_over { 0.0 } else { length }
    }
}

/// What the reduced costs decide: flipping any of these sites would lift the bound above `allowed`.
pub(super) fn fix(core: &MinSum, states: &mut [State], dual: &Dual, allowed: i64) -> usize {
    let mut order: Vec<(i64, usize)> = (0..states.len())
        .filter(|&j| states[j] == State::Free)
        .map(|j| (dual.reduced[j], j))
        .collect();
    order.sort_unstable();
    let open = states.iter().filter(|state| **state == State::Open).count();
    let taken = match core.count {
        Some(count) => count - open,
        None => order.partition_point(|(reduced, _)| *reduced < 0),
    };
    // Without a count another site need not come or go in its place: the exchange is with nothing.
    let exchange = |at: Option<usize>| match core.count {
        None => Some(0),
        Some(_) => at.and_then(|at| order.get(at)).map(|(reduced, _)| *reduced),
    };
    let (last_in, first_out) = (exchange(taken.checked_sub(1)), exchange(Some(taken)));
    let mut fixed = 0;
    for (at, &(reduced, j)) in order.iter().enumerate() {
        let other = if at < taken {
            first_out.map(|out| (dual.bound - reduced + out, State::Open))
        } else {
            last_in.map(|last| (dual.bound + reduced - last, State::Closed))
        };
        if let Some((bound, state)) = other
            && bound > allowed
        {
            states[j] = state;
            fixed += 1;
        }
    }
    fixed
}

/// Multipliers for a problem without a count by dual ascent (Erlenkotter 1978): each rises to its next cost as long as no site
/// earns more than it costs.
pub(super) fn ascent(core: &MinSum, states: &[State]) -> Vec<i64> {
    let n = core.demand_count();
    let ranges: Vec<(i64, i64)> = (0..n).map(|i| range(core, states, i)).collect();
    let mut multipliers: Vec<i64> = ranges.iter().map(|(low, _)| *low).collect();
    let mut slack = core.open_cost.clone();
    // A site that is open anyway earns without limit only up to its own cost, which the range already says.
    let is_limit = |site: u32| states[site as usize] == State::Free;
    loop {
        let mut rose = false;
        for i in 0..n {
            let (sites, costs) = core.options(i);
            let u = multipliers[i];
            let reached = costs.partition_point(|cost| *cost <= u);
            let next = costs.get(reached).copied().unwrap_or(core.miss[i]).min(ranges[i].1);
            let room = sites[..reached]
                .iter()
                .filter(|site| is_limit(**site))
                .map(|site| slack[*site as usize]);
            let rise = (next - u).min(room.min().unwrap_or(i64::MAX));
            if rise > 0 {
                for site in sites[..reached].iter().filter(|site| is_limit(**site)) {
                    slack[*site as usize] -= rise;
                }
                multipliers[i] = u + rise;
                rose = true;
            }
        }
        if !rose {
            return multipliers;
        }
    }
}
