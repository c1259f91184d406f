//! Turn restrictions as states: what was travelled last decides what may follow.
//!
//! A restriction is a *memory* of stretches (the last one before a junction, or that and the via ways) and the
//! stretches forbidden after it. The memories of all restrictions, with all their beginnings, are the states of
//! an automaton as Aho and Corasick (1975) build it for words: a stretch leads on to the longest memory that
//! ends with it. Each state is one copy of the junction at which its memory ends; only nodes along restricted
//! chains are copied, and paths over copies are exactly the permitted ones. Overlapping restrictions are
//! obeyed together: a state forbids what any memory that it ends with forbids.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::model::{RoadNetwork, TurnFinder, TurnRestriction, WayStep};

/// What the mode's roads say of stretches (segment and direction) before restrictions.
pub(super) trait Stretches {
    /// The stretch of a step, `None` where the mode may not take it.
    fn stretch(&self, step: WayStep) -> Option<u32>;
    /// Where a stretch begins and ends.
    fn ends(&self, stretch: u32) -> [u32; 2];
    /// The stretches that leave a node.
    fn leaving(&self, node: u32) -> &[u32];
}

/// A memory and what it forbids.
type Ban = (Vec<u32>, BTreeSet<u32>);

/// The automaton; state 0 remembers nothing.
pub(super) struct TurnStates {
    states: Vec<State>,
}

#[derive(Default)]
struct State {
    /// The last stretch of the memory.
    last: u32,
    next: BTreeMap<u32, usize>,
    /// The longest shorter memory with the same end.
    shorter: usize,
    forbidden: BTreeSet<u32>,
}

impl TurnStates {
    /// From the restrictions that bind the mode.
    pub fn build<'a>(
        network: &RoadNetwork,
        turns: impl Iterator<Item = &'a TurnRestriction>,
        roads: &impl Stretches,
    ) -> TurnStates {
        let mut states = vec![State::default()];
        let mut finder = None;
        for turn in turns {
            let finder = finder.get_or_insert_with(|| TurnFinder::new(network));
            for (memory, forbidden) in bans(finder, turn, roads) {
                let mut at = 0;
                for stretch in memory {
                    at = match states[at].next.get(&stretch) {
                        Some(&known) => known,
                        None => {
                            states.push(State {
                                last: stretch,
                                ..State::default()
                            });
                            let new = states.len() - 1;
                            states[at].next.insert(stretch, new);
                            new
                        }
                    };
                }
                states[at].forbidden.extend(forbidden);
            }
        }
        let mut built = TurnStates { states };
        built.link();
        built
    }

    /// Breadth first, so that every shorter memory is finished before a longer one asks for it.
    fn link(&mut self) {
        let mut queue: VecDeque<usize> = self.states[0].next.values().copied().collect();
        while let Some(at) = queue.pop_front() {
            let shorter = self.states[at].shorter;
            let more = self.states[shorter].forbidden.clone();
            self.states[at].forbidden.extend(more);
            let children: Vec<(u32, usize)> = self.states[at].next.iter().map(|(&by, &to)| (by, to)).collect();
            for (by, to) in children {
                self.states[to].shorter = self.after(shorter, by);
                queue.push_back(to);
            }
        }
    }

    /// States that remember something.
    pub fn remembering(&self) -> std::ops::Range<usize> {
        1..self.states.len()
    }

    /// The last stretch that a remembering state remembers.
    pub fn last(&self, state: usize) -> u32 {
        self.states[state].last
    }

    pub fn forbids(&self, state: usize, stretch: u32) -> bool {
        self.states[state].forbidden.contains(&stretch)
    }

    /// The state after a stretch.
    pub fn after(&self, mut state: usize, stretch: u32) -> usize {
        loop {
            if let Some(&next) = self.states[state].next.get(&stretch) {
                return next;
            }
            if state == 0 {
                return 0;
            }
            state = self.states[state].shorter;
        }
    }
}

/// What one restriction forbids to the mode; nothing where the mode cannot drive into it, or where the only
/// road permitted is closed to the mode (an order that it cannot follow does not bind it).
fn bans(finder: &TurnFinder, turn: &TurnRestriction, roads: &impl Stretches) -> Vec<Ban> {
    let mut permitted: BTreeMap<Vec<u32>, BTreeSet<u32>> = BTreeMap::new();
    for chain in finder.chains(turn).unwrap_or_default() {
        let steps = std::iter::once(chain.enter).chain(chain.via);
        let Some(memory) = steps.map(|step| roads.stretch(step)).collect::<Option<Vec<u32>>>() else {
            continue;
        };
        if memory
            .windows(2)
            .any(|pair| roads.ends(pair[0])[1] != roads.ends(pair[1])[0])
        {
            // A barrier on the way.
            continue;
        }
        let end = roads.ends(memory[memory.len() - 1])[1];
        let out: BTreeSet<u32> = chain
            .leave
            .iter()
            .filter_map(|step| roads.stretch(*step))
            .filter(|&stretch| roads.ends(stretch)[0] == end)
            .collect();
        if out.is_empty() {
            continue;
        }
        if turn.is_mandatory() {
            // From the first stretch on, nothing but the way named.
            for length in 1..memory.len() {
                permitted
                    .entry(memory[..length].to_vec())
                    .or_default()
                    .insert(memory[length]);
            }
        }
        permitted.entry(memory).or_default().extend(out);
    }
    let all_but = |memory: &[u32], kept: &BTreeSet<u32>| {
        let node = roads.ends(memory[memory.len() - 1])[1];
        roads
            .leaving(node)
            .iter()
            .copied()
            .filter(|stretch| !kept.contains(stretch))
            .collect()
    };
    permitted
        .into_iter()
        .map(|(memory, named)| match turn.is_mandatory() {
            true => {
                let forbidden = all_but(&memory, &named);
                (memory, forbidden)
            }
            false => (memory, named),
        })
        .filter(|(_, forbidden): &Ban| !forbidden.is_empty())
        .collect()
}

/// Stretches by step and by node, for the few ways and nodes that restrictions name.
pub(super) struct StretchTable {
    by_step: HashMap<WayStep, u32>,
    /// Tail and head of each open stretch.
    ends: HashMap<u32, [u32; 2]>,
    leaving: HashMap<u32, Vec<u32>>,
}

impl StretchTable {
    /// `open` gives every open stretch with its tail and head; `steps` the steps of every usable way.
    pub fn new(
        open: impl Iterator<Item = (u32, [u32; 2])>,
        steps: impl Iterator<Item = (WayStep, u32)>,
    ) -> StretchTable {
        let mut table = StretchTable {
            by_step: steps.collect(),
            ends: open.collect(),
            leaving: HashMap::new(),
        };
        for (&stretch, ends) in &table.ends {
            table.leaving.entry(ends[0]).or_default().push(stretch);
        }
        table.leaving.values_mut().for_each(|list| list.sort_unstable());
        table
    }
}

impl Stretches for StretchTable {
    fn stretch(&self, step: WayStep) -> Option<u32> {
        self.by_step
            .get(&step)
            .copied()
            .filter(|stretch| self.ends.contains_key(stretch))
    }

    fn ends(&self, stretch: u32) -> [u32; 2] {
        self.ends[&stretch]
    }

    fn leaving(&self, node: u32) -> &[u32] {
        self.leaving.get(&node).map_or(&[], Vec::as_slice)
    }
}
