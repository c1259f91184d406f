//! Good sets of sites quickly: add greedily, then swap while it pays.
//!
//! The swap is the fast interchange of Whitaker (1983) with the tables of Resende and Werneck (2007): what opening a site
//! gains, what closing one loses, and how much of both is counted twice. A round reads each demand's options only up to its
//! second nearest open site.

use super::min_sum::{MinSum, State};

/// A set of sites of the right size; sites that must be open are, closed ones are not. Ties go to the lower index.
pub(super) fn greedy(core: &MinSum) -> Vec<bool> {
    let m = core.site_count();
    let mut is_open: Vec<bool> = core.states.iter().map(|state| *state == State::Open).collect();
    let mut paid: Vec<i64> = core.miss.clone();
    let lower = |paid: &mut [i64], is_new: &dyn Fn(usize) -> bool| {
        for (i, pays) in paid.iter_mut().enumerate() {
            let (sites, costs) = core.options(i);
            for (&site, &cost) in sites.iter().zip(costs).take_while(|(_, cost)| **cost < *pays) {
                if is_new(site as usize) {
                    *pays = cost;
                    break;
                }
            }
        }
    };
    lower(&mut paid, &|j| is_open[j]);
    let mut open = is_open.iter().filter(|is_open| **is_open).count();
    while core.count.is_none_or(|count| open < count) {
        let mut gain: Vec<i64> = core.open_cost.iter().map(|cost| -cost).collect();
        for (i, &pays) in paid.iter().enumerate() {
            let (sites, costs) = core.options(i);
            for (&site, &cost) in sites.iter().zip(costs) {
                if cost >= pays {
                    break;
                }
                gain[site as usize] += pays - cost;
            }
        }
        let free = (0..m).filter(|&j| core.states[j] == State::Free && !is_open[j]);
        let Some(best) = free.max_by_key(|&j| (gain[j], m - j)) else {
            break;
        };
        if core.count.is_none() && gain[best] <= 0 {
            break;
        }
        is_open[best] = true;
        open += 1;
        lower(&mut paid, &|j| j == best);
    }
    is_open
}

/// The nearest and second nearest open site of a demand: their costs, and who the nearest is.
struct Near {
    first: i64,
    site: Option<usize>,
    second: i64,
}

fn nearest_two(core: &MinSum, demand: usize, is_open: &[bool]) -> Near {
    let (sites, costs) = core.options(demand);
    let miss = core.miss[demand];
    let mut near = Near {
        first: miss,
        site: None,
        second: miss,
    };
    for (&site, &cost) in sites.iter().zip(costs).filter(|(site, _)| is_open[**site as usize]) {
        if near.site.is_some() {
            near.second = cost;
            break;
        }
        near.first = cost;
        near.site = Some(site as usize);
    }
    near
}

/// A change of the set.
#[derive(Clone, Copy)]
enum Move {
    Swap { open: usize, close: usize },
    Open(usize),
    Close(usize),
}

/// Makes the best change while one pays; where the count is free, opening and closing alone are changes too.
pub(super) fn interchange(core: &MinSum, is_open: &mut [bool]) {
    while let Some(change) = best_change(core, is_open) {
        match change {
            Move::Open(j) => is_open[j] = true,
            Move::Close(j) => is_open[j] = false,
            Move::Swap { open, close } => {
                is_open[open] = true;
                is_open[close] = false;
            }
        }
    }
}

fn best_change(core: &MinSum, is_open: &[bool]) -> Option<Move> {
    let m = core.site_count();
    let closable: Vec<usize> = (0..m)
        .filter(|&j| is_open[j] && core.states[j] == State::Free)
        .collect();
    let openable: Vec<usize> = (0..m)
        .filter(|&j| !is_open[j] && core.states[j] == State::Free)
        .collect();
    let mut place = vec![usize::MAX; m];
    closable.iter().enumerate().for_each(|(at, &j)| place[j] = at);
    let mut gain: Vec<i64> = core.open_cost.iter().map(|cost| -cost).collect();
    let mut loss: Vec<i64> = closable.iter().map(|&j| -core.open_cost[j]).collect();
    let mut twice = vec![0i64; m * closable.len()];
    for i in 0..core.demand_count() {
        let near = nearest_two(core, i, is_open);
        let own = near.site.map_or(usize::MAX, |site| place[site]);
        if own != usize::MAX {
            loss[own] += near.second - near.first;
        }
        let (sites, costs) = core.options(i);
        for (&site, &cost) in sites.iter().zip(costs) {
            let j = site as usize;
            if cost >= near.second {
                break;
            }
            if is_open[j] {
                continue;
            }
            if cost < near.first {
                gain[j] += near.first - cost;
            }
            if own != usize::MAX {
                twice[j * closable.len() + own] += near.second - cost.max(near.first);
            }
        }
    }
    let mut best: Option<(i64, Move)> = None;
    let mut consider = |profit: i64, change: Move| {
        if profit > 0 && best.as_ref().is_none_or(|(most, _)| profit > *most) {
            best = Some((profit, change));
        }
    };
    for &open in &openable {
        if core.count.is_none() {
            consider(gain[open], Move::Open(open));
        }
        let both = &twice[open * closable.len()..(open + 1) * closable.len()];
        for (at, &close) in closable.iter().enumerate() {
            consider(gain[open] - loss[at] + both[at], Move::Swap { open, close });
        }
    }
    if core.count.is_none() {
        closable
            .iter()
            .enumerate()
            .for_each(|(at, &close)| consider(-loss[at], Move::Close(close)));
    }
    best.map(|(_, change)| change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::min_sum::Demand;

    /// Places on a line, who are demand and site at once.
    fn line(places: &[i64], count: usize) -> MinSum {
        let demand = places.iter().map(|&at| {
            let options: Vec<(i64, u32)> = (0u32..)
                .zip(places)
                .map(|(site, &other)| ((at - other).abs(), site))
                .collect();
            Demand { options, miss: 1000 }
        });
        let free = vec![State::Free; places.len()];
        MinSum::new(vec![0; places.len()], free, Some(count), 1_000_000, demand).expect("small")
    }

    #[test]
    fn swapping_mends_what_greed_spoils() {
        // One site: the middle. Two: greed keeps the middle, swapping finds the two groups.
        let core = line(&[0, 1, 10, 19, 20], 2);
        let mut is_open = greedy(&core);
        let before = core.value(&is_open);
        interchange(&core, &mut is_open);
        assert!(core.value(&is_open) <= before);
        assert_eq!(core.value(&is_open) / core.grain, 11);
    }

    #[test]
    fn what_must_stay_open_is_never_swapped_away() {
        let mut core = line(&[0, 1, 10, 19, 20], 2);
        core.states[0] = State::Open;
        core.states[4] = State::Closed;
        let mut is_open = greedy(&core);
        interchange(&core, &mut is_open);
        assert!(is_open[0] && !is_open[4]);
        assert_eq!(is_open.iter().filter(|is_open| **is_open).count(), 2);
    }
}
