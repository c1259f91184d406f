//! A first answer under capacities: fill the open sites, then move who can be served for less.

use super::capacitated::{Model, Shares, capacity};

impl Model<'_> {
    /// Sites and shares by filling the cheapest open site with room, the largest demand first.
    pub(super) fn first_shares(&self, wish: Option<&[u32]>) -> Option<(Vec<bool>, Shares)> {
        let case = self.case;
        let mut is_open = case.fixed.clone();
        if let Some(wish) = wish {
            wish.iter().for_each(|&j| is_open[j as usize] = true);
        }
        let mut others: Vec<usize> = (0..case.sites())
            .filter(|&j| case.usable[j] && !case.fixed[j])
            .collect();
        others.sort_by(|&a, &b| capacity(case, b).total_cmp(&capacity(case, a)).then(a.cmp(&b)));
        if let Some(shares) = self.fill(&is_open) {
            return Some((is_open, shares));
        }
        if let Some(count) = case.count {
            let mut roomiest = case.fixed.clone();
            let open = roomiest.iter().filter(|is_open| **is_open).count();
            others.iter().take(count - open).for_each(|&j| roomiest[j] = true);
            return self.fill(&roomiest).map(|shares| (roomiest, shares));
        }
        for j in others {
            if !is_open[j] {
                is_open[j] = true;
                if let Some(shares) = self.fill(&is_open) {
                    return Some((is_open, shares));
                }
            }
        }
        None
    }

    /// Fills the open sites, the most regretful demand first (who loses most by its second choice), or the largest first; the
    /// better of both after every demand was moved that has room elsewhere at less cost.
    fn fill(&self, is_open: &[bool]) -> Option<Shares> {
        let options: Vec<Vec<(f64, usize)>> = (0..self.case.demand.len())
            .map(|at| {
                let open = self.options(at).into_iter().filter(|(j, _)| is_open[*j]);
                let mut own: Vec<(f64, usize)> = open.map(|(j, cost)| (cost, j)).collect();
                own.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                own
            })
            .collect();
        let weight = |at: usize| self.case.weight(self.case.demand[at]);
        let regret = |at: usize| match options[at][..] {
            [first, second, ..] => second.0 - first.0,
            _ => f64::INFINITY,
        };
        let by = |key: &dyn Fn(usize) -> f64| {
            let mut order: Vec<usize> = (0..options.len()).collect();
            order.sort_by(|&a, &b| key(b).total_cmp(&key(a)).then(a.cmp(&b)));
            self.fill_in_order(&options, is_open, &order)
        };
        let tried = [by(&regret), by(&weight)].into_iter().flatten();
        let settled = tried.map(|mut shares| {
            if self.is_whole() {
                self.move_down(&options, is_open, &mut shares);
            }
            (self.value(is_open, &shares), shares)
        });
        settled.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, shares)| shares)
    }

    fn fill_in_order(&self, options: &[Vec<(f64, usize)>], is_open: &[bool], order: &[usize]) -> Option<Shares> {
        let case = self.case;
        let mut room: Vec<f64> = (0..case.sites())
            .map(|j| if is_open[j] { capacity(case, j) } else { 0.0 })
            .collect();
        let mut shares: Shares = vec![Vec::new(); options.len()];
        for &at in order {
            let weight = case.weight(case.demand[at]);
            let mut left = weight;
            for &(_, j) in &options[at] {
                if self.is_whole() && room[j] < left {
                    continue;
                }
                let taken = left.min(room[j]);
                if taken > 0.0 {
                    room[j] -= taken;
                    left -= taken;
                    shares[at].push((j, taken / weight));
                }
                if left <= 0.0 {
                    break;
                }
            }
            if left > 0.0 {
                return None;
            }
        }
        Some(shares)
    }

    /// Moves whole demands to cheaper open sites that have room, until none can be moved.
    fn move_down(&self, options: &[Vec<(f64, usize)>], is_open: &[bool], shares: &mut Shares) {
        let case = self.case;
        let weight = |at: usize| case.weight(case.demand[at]);
        let mut room: Vec<f64> = (0..case.sites())
            .map(|j| if is_open[j] { capacity(case, j) } else { 0.0 })
            .collect();
        shares
            .iter()
            .enumerate()
            .for_each(|(at, own)| room[own[0].0] -= weight(at));
        // Each move lowers the cost; the number of rounds is bounded all the same.
        for _ in 0..options.len() {
            let mut moved = false;
            for at in 0..options.len() {
                let now = shares[at][0].0;
                let cheaper = options[at].iter().take_while(|(_, j)| *j != now);
                if let Some(&(_, to)) = cheaper.clone().find(|(_, j)| room[*j] >= weight(at)) {
                    room[now] += weight(at);
                    room[to] -= weight(at);
                    shares[at] = vec![(to, 1.0)];
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }
}
