//! Branch and bound on the uncapacitated core: the k best sets of sites, with proof.
//!
//! At every node the multipliers climb a little from those of its parent, reduced costs decide what they can, and the site that the
//! relaxation is least sure of is opened in one child and closed in the other. The node of the lowest bound comes first, so
//! what is left open bounds the answer whenever time is over. Only whole numbers decide.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::dual::{self, Climb, Dual};
use super::interchange::{greedy, interchange};
use super::min_sum::{MinSum, State, settle};
use super::question::Limits;

const AT_ROOT: Climb = Climb {
    rounds: 2000,
    first_step: 1.5,
    patience: 25,
};
const AT_NODE: Climb = Climb {
    rounds: 60,
    first_step: 0.4,
    patience: 6,
};
/// Improvements of the root's bound between two that are also tried as the start of an interchange.
const OFFERS_BETWEEN_SWAPS: usize = 40;
/// Bytes of multipliers and states that open nodes may hold; beyond it nodes start from the root's multipliers.
const NODE_BYTES: usize = 256 << 20;
/// Nodes that may be open at once; the search ends there as it does at its time limit.
const MOST_NODES: usize = 2_000_000;

/// The best sets found, and what is proven.
pub(super) struct Found {
    /// By sum, then by sites; sums are in whole steps.
    pub sets: Vec<(i64, Vec<u32>)>,
    /// No set has a lower sum, in whole steps (rounded up); `i64::MAX` when no set serves everybody.
    pub bound: i64,
    /// Nothing better than the last of `sets` was left out.
    pub is_proven: bool,
    pub nodes: usize,
}

/// The `wanted` best sets.
struct Pool {
    wanted: usize,
    sets: Vec<(i64, Vec<u32>)>,
    /// The sum from which a set is none.
    forbidden: i64,
    grain: i64,
}

impl Pool {
    fn offer(&mut self, core: &MinSum, is_open: &[bool]) -> bool {
        let value = core.value(is_open);
        if value >= self.ceiling() {
            return false;
        }
        let set: Vec<u32> = (0u32..)
            .zip(is_open)
            .filter(|(_, is_open)| **is_open)
            .map(|(j, _)| j)
            .collect();
        if let Err(at) = self.sets.binary_search(&(value, set.clone())) {
            self.sets.insert(at, (value, set));
            self.sets.truncate(self.wanted);
        }
        true
    }

    /// A set must have a lower sum to be wanted.
    fn ceiling(&self) -> i64 {
        if self.sets.len() == self.wanted {
            self.sets[self.wanted - 1].0
        } else {
            self.forbidden
        }
    }

    /// The largest bound under which a wanted set may still lie: sums are multiples of the grain.
    fn allowed(&self) -> i64 {
        self.ceiling() - self.grain
    }
}

struct Node {
    states: Vec<State>,
    multipliers: Option<Rc<Vec<i64>>>,
}

/// Solves to the end or to the limit.
pub(super) fn search(core: &MinSum, wanted: usize, limits: Limits) -> Found {
    let mut pool = Pool {
        wanted,
        sets: Vec::new(),
        forbidden: core.forbidden,
        grain: core.grain,
    };
    let mut states = core.states.clone();
    if !settle(&mut states, core.count) {
        return found(&pool, i64::MAX, true, 0);
    }
    let mut first = greedy(core);
    interchange(core, &mut first);
    pool.offer(core, &first);
    let mut dual = root(core, &states, &mut pool, limits);
    let root_bound = dual.bound;
    dual::fix(core, &mut states, &dual, pool.allowed());
    let core = &core.reduced(&states);
    let root_multipliers = Rc::new(std::mem::take(&mut dual.multipliers));
    let bytes = core.demand_count() * size_of::<i64>() + states.len();

    let mut open: BinaryHeap<(Reverse<i64>, usize)> = BinaryHeap::new();
    let mut nodes: Vec<Option<Node>> = Vec::new();
    let mut alive = 0usize;
    if root_bound <= pool.allowed() {
        // The root was climbed already: it is branched on without another climb.
        match children(core, states, &dual, &mut pool) {
            Some(both) => {
                for states in both {
                    open.push((Reverse(root_bound), nodes.len()));
                    nodes.push(Some(Node {
                        states,
                        multipliers: Some(root_multipliers.clone()),
                    }));
                    alive += 1;
                }
            }
            None => return found(&pool, i64::MAX, true, 1),
        }
    }
    let mut count = 1;
    while let Some((Reverse(bound), id)) = open.pop() {
        if bound > pool.allowed() {
            break;
        }
        if limits.is_over() || alive > MOST_NODES {
            return found(&pool, bound, false, count);
        }
        let Some(Node {
            mut states,
            multipliers,
        }) = nodes[id].take()
        else {
            continue;
        };
        alive -= 1;
        count += 1;
        if !settle(&mut states, core.count) {
            continue;
        }
        let start = multipliers.as_ref().unwrap_or(&root_multipliers);
        let (target, enough) = (
            pool.sets.first().map_or(bound + bound / 20, |set| set.0),
            pool.allowed() + 1,
        );
        let mut offered = Vec::new();
        let mut dual = dual::climb(core, &states, start, (target, enough), AT_NODE, limits, &mut |set| {
            offered.clear();
            offered.extend_from_slice(set);
        });
        pool.offer(core, &offered);
        if dual.bound > pool.allowed() {
            continue;
        }
        dual::fix(core, &mut states, &dual, pool.allowed());
        let bound = bound.max(dual.bound);
        let Some(both) = children(core, states, &dual, &mut pool) else {
            continue;
        };
        let keeps = alive.saturating_mul(bytes) <= NODE_BYTES;
        let own = keeps.then(|| Rc::new(std::mem::take(&mut dual.multipliers)));
        for states in both {
            open.push((Reverse(bound), nodes.len()));
            nodes.push(Some(Node {
                states,
                multipliers: own.clone(),
            }));
            alive += 1;
        }
    }
    found(&pool, i64::MAX, true, count)
}

/// The two halves of a node, or `None` when it holds a single set, which is offered.
fn children(core: &MinSum, mut states: Vec<State>, dual: &Dual, pool: &mut Pool) -> Option<[Vec<State>; 2]> {
    if !settle(&mut states, core.count) {
        return None;
    }
    let free = (0..states.len()).filter(|&j| states[j] == State::Free);
    let unsure = |j: usize| (dual.leaning[j] - 0.5).abs();
    let Some(branch) = free.min_by(|&a, &b| unsure(a).total_cmp(&unsure(b)).then(a.cmp(&b))) else {
        let is_open: Vec<bool> = states.iter().map(|state| *state == State::Open).collect();
        pool.offer(core, &is_open);
        return None;
    };
    let mut other = states.clone();
    other[branch] = State::Closed;
    states[branch] = State::Open;
    Some([states, other])
}

fn root(core: &MinSum, states: &[State], pool: &mut Pool, limits: Limits) -> Dual {
    let n = core.demand_count();
    let start = match (core.count, pool.sets.first()) {
        (None, _) | (_, None) => dual::ascent(core, states),
        // What each demand pays in a good solution is close to what it would pay at most.
        (Some(_), Some((_, set))) => (0..n)
            .map(|i| {
                let (sites, costs) = core.options(i);
                let nearest = sites.iter().position(|site| set.binary_search(site).is_ok());
                nearest.map_or(core.miss[i], |at| costs[at])
            })
            .collect(),
    };
    let guess = start.iter().sum::<i64>();
    let target = pool.sets.first().map_or(guess + guess / 20, |set| set.0);
    let enough = pool.allowed() + 1;
    let mut offers = 0;
    dual::climb(core, states, &start, (target, enough), AT_ROOT, limits, &mut |set| {
        offers += 1;
        pool.offer(core, set);
        if offers % OFFERS_BETWEEN_SWAPS == 0 {
            let mut mended = set.to_vec();
            interchange(core, &mut mended);
            pool.offer(core, &mended);
        }
    })
}

fn found(pool: &Pool, bound: i64, is_proven: bool, nodes: usize) -> Found {
    let best = pool.sets.first().map_or(i64::MAX, |set| set.0);
    let in_steps = |fine: i64| {
        if fine == i64::MAX {
            fine
        } else {
            fine.div_euclid(pool.grain) + i64::from(fine.rem_euclid(pool.grain) != 0)
        }
    };
    Found {
        sets: pool
            .sets
            .iter()
            .map(|(value, set)| (in_steps(*value), set.clone()))
            .collect(),
        bound: in_steps(bound).min(in_steps(best)),
        is_proven,
        nodes,
    }
}

/// A proven lower bound in whole steps, from the root alone.
pub(super) fn root_bound(core: &MinSum, limits: Limits) -> (i64, Vec<(i64, Vec<u32>)>) {
    let mut pool = Pool {
        wanted: 1,
        sets: Vec::new(),
        forbidden: core.forbidden,
        grain: core.grain,
    };
    let mut states = core.states.clone();
    if !settle(&mut states, core.count) {
        return (i64::MAX, Vec::new());
    }
    let mut first = greedy(core);
    interchange(core, &mut first);
    pool.offer(core, &first);
    let dual = root(core, &states, &mut pool, limits);
    let found = found(&pool, dual.bound, false, 1);
    (found.bound, found.sets)
}
