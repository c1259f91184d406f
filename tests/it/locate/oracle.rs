//! Every set of sites, one after another: what the solvers must find, for tables of a few sites.

use gandan::locate::{Problem, Question};
use gandan::model::{CostTable, SiteRole};

/// Every set of sites that is a solution, with its objective, best first (then by sites).
pub fn all_choices(table: &CostTable, question: &Question) -> Vec<(f64, Vec<usize>)> {
    let m = table.sites.len();
    let mut found: Vec<(f64, Vec<usize>)> = (0u32..1 << m)
        .map(|bits| (0..m).filter(|j| bits >> j & 1 == 1).collect::<Vec<usize>>())
        .filter(|set| is_allowed(table, question, set))
        .filter_map(|set| objective(table, question, &set).map(|value| (value, set)))
        .collect();
    let sign = if question.problem.is_maximised() { -1.0 } else { 1.0 };
    found.sort_by(|a, b| (sign * a.0).total_cmp(&(sign * b.0)).then_with(|| a.1.cmp(&b.1)));
    found
}

fn is_allowed(table: &CostTable, question: &Question, set: &[usize]) -> bool {
    let has = |j: usize| set.contains(&j);
    let lawful = table.sites.iter().enumerate().all(|(j, site)| match site.role {
        SiteRole::Candidate => true,
        SiteRole::Required | SiteRole::Existing => has(j),
        SiteRole::Competitor => !has(j),
    });
    let counted = set
        .iter()
        .filter(|&&j| table.sites[j].role != SiteRole::Existing)
        .count();
    lawful && question.p.is_none_or(|p| p == counted)
}

/// The objective of a set, or `None` where it does not serve everybody.
pub fn objective(table: &CostTable, question: &Question, set: &[usize]) -> Option<f64> {
    let opening: f64 = set
        .iter()
        .filter(|&&j| table.sites[j].role != SiteRole::Existing)
        .map(|&j| table.sites[j].fixed_cost.unwrap_or(0.0))
        .sum();
    let demand: Vec<usize> = (0..table.demand.len())
        .filter(|&i| table.demand[i].weight > 0.0)
        .collect();
    let nearest = |i: usize| set.iter().map(|&j| table.cost(i, j)).fold(f64::INFINITY, f64::min);
    let covered = |i: usize| {
        set.iter()
            .filter(|&&j| question.cutoff.is_some_and(|cutoff| cutoff.accepts(table.cost(i, j))))
            .count()
    };
    match question.problem {
        Problem::Lscp | Problem::LscpBackup => {
            let is_cover = demand.iter().all(|&i| covered(i) > 0);
            let priced = table.sites.iter().any(|site| site.fixed_cost.is_some());
            let number = set
                .iter()
                .filter(|&&j| table.sites[j].role != SiteRole::Existing)
                .count() as f64;
            is_cover.then_some(if priced { opening } else { number })
        }
        Problem::Mclp => {
            let rival = |i: usize| {
                let costs = (0..table.sites.len()).filter(|&j| table.sites[j].role == SiteRole::Competitor);
                costs.map(|j| table.cost(i, j)).fold(f64::INFINITY, f64::min)
            };
            Some(
                demand
                    .iter()
                    .filter(|&&i| covered(i) > 0 && nearest(i) < rival(i))
                    .map(|&i| table.demand[i].weight)
                    .sum(),
            )
        }
        Problem::PMedian | Problem::Uflp => {
            let serving: f64 = demand.iter().map(|&i| table.demand[i].weight * nearest(i)).sum();
            let opening = if question.problem == Problem::Uflp {
                opening
            } else {
                0.0
            };
            serving.is_finite().then_some(serving + opening)
        }
        Problem::PCenter => {
            let radius = demand.iter().map(|&i| nearest(i)).fold(0.0, f64::max);
            radius.is_finite().then_some(radius)
        }
        Problem::CapacitatedPMedian => undivided(table, set, &demand),
        Problem::Cflp => divided(table, set, &demand).map(|serving| serving + opening),
    }
}

/// Weight with a second site within the cutoff.
pub fn backup(table: &CostTable, question: &Question, set: &[usize]) -> f64 {
    let covered = |i: usize| {
        set.iter()
            .filter(|&&j| question.cutoff.is_some_and(|cutoff| cutoff.accepts(table.cost(i, j))))
            .count()
    };
    (0..table.demand.len())
        .filter(|&i| covered(i) > 1)
        .map(|i| table.demand[i].weight)
        .sum()
}

/// The cheapest assignment of whole demands under capacities, by trying all.
fn undivided(table: &CostTable, set: &[usize], demand: &[usize]) -> Option<f64> {
    fn place(table: &CostTable, set: &[usize], demand: &[usize], room: &mut [f64]) -> Option<f64> {
        let Some((&i, rest)) = demand.split_first() else {
            return Some(0.0);
        };
        let weight = table.demand[i].weight;
        let mut best: Option<f64> = None;
        for (at, &j) in set.iter().enumerate() {
            if table.cost(i, j).is_finite() && room[at] >= weight {
                room[at] -= weight;
                let value = place(table, set, rest, room).map(|value| value + weight * table.cost(i, j));
                room[at] += weight;
                best = match (best, value) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
            }
        }
        best
    }
    let mut room: Vec<f64> = set.iter().map(|&j| table.sites[j].capacity.unwrap_or(0.0)).collect();
    place(table, set, demand, &mut room)
}

/// The cheapest assignment of divisible demand: a flow, pushed unit by unit along the cheapest path (whole weights and capacities).
fn divided(table: &CostTable, set: &[usize], demand: &[usize]) -> Option<f64> {
    let (n, k) = (demand.len(), set.len());
    let (source, sink) = (n + k, n + k + 1);
    // Arcs: from, to, room, cost; the twin of an even one follows it.
    let mut arcs: Vec<(usize, usize, i64, f64)> = Vec::new();
    let mut arc = |from, to, room: f64, cost: f64| {
        arcs.push((from, to, room as i64, cost));
        arcs.push((to, from, 0, -cost));
    };
    let mut wanted = 0;
    for (at, &i) in demand.iter().enumerate() {
        let weight = table.demand[i].weight;
        wanted += weight as i64;
        arc(source, at, weight, 0.0);
        for (place, &j) in set.iter().enumerate().filter(|(_, j)| table.cost(i, **j).is_finite()) {
            arc(at, n + place, weight, table.cost(i, j));
        }
    }
    for (place, &j) in set.iter().enumerate() {
        arc(n + place, sink, table.sites[j].capacity.unwrap_or(0.0), 0.0);
    }
    let mut total = 0.0;
    for _ in 0..wanted {
        let mut cost = vec![f64::INFINITY; n + k + 2];
        let mut by = vec![usize::MAX; n + k + 2];
        cost[source] = 0.0;
        for _ in 0..n + k + 2 {
            for (at, &(from, to, room, price)) in arcs.iter().enumerate() {
                if room > 0 && cost[from] + price < cost[to] - 1e-9 {
                    cost[to] = cost[from] + price;
                    by[to] = at;
                }
            }
        }
        if cost[sink].is_infinite() {
            return None;
        }
        let mut at = sink;
        while at != source {
            arcs[by[at]].2 -= 1;
            arcs[by[at] ^ 1].2 += 1;
            at = arcs[by[at]].0;
        }
        total += cost[sink];
    }
    Some(total)
}
