//! A table and a question that go together, checked once.

use std::collections::HashSet;

use super::error::LocateError;
use super::question::{Problem, Question, Served};
use crate::model::{CostTable, SiteRole};

/// A checked problem. Demand of weight 0 asks for nothing and is left out of every problem.
pub(super) struct Case<'a> {
    pub table: &'a CostTable,
    pub question: Question,
    /// Demand with a weight, ascending.
    pub demand: Vec<usize>,
    /// Sites that stand in every solution (required and existing), by site.
    pub fixed: Vec<bool>,
    /// Sites that may stand in a solution at all (all but competitors), by site.
    pub usable: Vec<bool>,
    /// How many sites stand in every solution: `p` and the existing ones.
    pub count: Option<usize>,
}

impl<'a> Case<'a> {
    pub fn new(table: &'a CostTable, question: Question) -> Result<Case<'a>, LocateError> {
        question.check()?;
        check_table(table)?;
        let of_role = |role| table.sites.iter().filter(|site| site.role == role).count();
        let (candidates, required) = (of_role(SiteRole::Candidate), of_role(SiteRole::Required));
        let existing = of_role(SiteRole::Existing);
        if candidates + required + existing == 0 {
            return Err(LocateError::Empty("site that may be chosen"));
        }
        let count = match question.p {
            None => None,
            Some(p) if p < required => return Err(LocateError::TooFewAsked { p, required }),
            Some(p) if p > required + candidates => {
                let available = required + candidates;
                return Err(LocateError::TooManyAsked { p, available });
            }
            Some(p) if p + existing == 0 => return Err(LocateError::Empty("site asked for (p is 0)")),
            Some(p) => Some(p + existing),
        };
        let case = Case {
            table,
            question,
            demand: (0..table.demand.len())
                .filter(|&i| table.demand[i].weight > 0.0)
                .collect(),
            fixed: table.sites.iter().map(|site| site.role.is_fixed()).collect(),
            usable: table
                .sites
                .iter()
                .map(|site| site.role != SiteRole::Competitor)
                .collect(),
            count,
        };
        if case.demand.is_empty() {
            return Err(LocateError::Empty("demand with a weight above 0"));
        }
        case.check_costs_of_sites()?;
        if question.problem != Problem::Mclp {
            case.check_that_all_can_be_served()?;
        }
        Ok(case)
    }

    pub fn sites(&self) -> usize {
        self.table.sites.len()
    }

    pub fn weight(&self, demand: usize) -> f64 {
        self.table.demand[demand].weight
    }

    /// What opening the site adds to the objective; sunk for existing ones.
    pub fn fixed_cost(&self, site: usize) -> f64 {
        match self.table.sites[site].role {
            SiteRole::Existing => 0.0,
            _ => self.table.sites[site].fixed_cost.unwrap_or(0.0),
        }
    }

    /// Sites a demand may be served from in this problem.
    pub fn serves(&self, demand: usize, site: usize) -> bool {
        let cost = self.table.cost(demand, site);
        self.usable[site]
            && self
                .question
                .cutoff
                .map_or(cost.is_finite(), |cutoff| cutoff.accepts(cost))
    }

    /// Everybody at the nearest of the sites in the set (ties by index), or at none where `near` finds none near enough.
    pub fn nearest(&self, is_open: &[bool], near: impl Fn(usize, usize) -> bool) -> Vec<Vec<Served>> {
        let mut assignment = vec![Vec::new(); self.table.demand.len()];
        for &i in &self.demand {
            let row = self.table.row(i);
            let best = (0..self.sites())
                .filter(|&j| is_open[j] && near(i, j))
                .min_by(|&a, &b| row[a].total_cmp(&row[b]).then(a.cmp(&b)));
            assignment[i].extend(best.map(|site| Served {
                site,
                share: 1.0,
                cost: row[site],
            }));
        }
        assignment
    }

    fn check_costs_of_sites(&self) -> Result<(), LocateError> {
        let problem = self.question.problem;
        let needs_cost = matches!(problem, Problem::Uflp | Problem::Cflp);
        for site in self.table.sites.iter().filter(|site| site.role != SiteRole::Competitor) {
            let missing = |what| LocateError::Value {
                what,
                code: site.code.clone(),
                value: "not given".to_owned(),
                reason: "this problem needs it for every site",
            };
            if needs_cost && site.fixed_cost.is_none() && site.role != SiteRole::Existing {
                return Err(missing("the fixed cost"));
            }
            if problem.has_capacity() && site.capacity.is_none() {
                return Err(missing("the capacity"));
            }
        }
        Ok(())
    }

    fn check_that_all_can_be_served(&self) -> Result<(), LocateError> {
        let alone = |i: &usize| !(0..self.sites()).any(|j| self.serves(*i, j));
        let stranded: Vec<String> = self
            .demand
            .iter()
            .copied()
            .filter(alone)
            .map(|i| self.table.demand[i].code.clone())
            .collect();
        if stranded.is_empty() {
            Ok(())
        } else {
            Err(LocateError::Uncoverable(stranded))
        }
    }
}

fn check_table(table: &CostTable) -> Result<(), LocateError> {
    let (demand, sites, found) = (table.demand.len(), table.sites.len(), table.costs.len());
    if demand == 0 {
        return Err(LocateError::Empty("demand"));
    }
    if sites == 0 {
        return Err(LocateError::Empty("site"));
    }
    if demand.checked_mul(sites) != Some(found) {
        return Err(LocateError::Shape { found, demand, sites });
    }
    let amount = |what, code: &str, value: f64| {
        if value >= 0.0 && value.is_finite() {
            return Ok(());
        }
        Err(LocateError::Value {
            what,
            code: code.to_owned(),
            value: value.to_string(),
            reason: "give a finite number that is not less than 0",
        })
    };
    let mut codes = HashSet::new();
    for point in &table.demand {
        amount("the weight", &point.code, point.weight)?;
        if !codes.insert(point.code.as_str()) {
            return Err(LocateError::Duplicate {
                what: "the demand point",
                code: point.code.clone(),
            });
        }
    }
    let mut codes = HashSet::new();
    for site in &table.sites {
        amount("the fixed cost", &site.code, site.fixed_cost.unwrap_or(0.0))?;
        amount("the capacity", &site.code, site.capacity.unwrap_or(0.0))?;
        if !codes.insert(site.code.as_str()) {
            return Err(LocateError::Duplicate {
                what: "the site",
                code: site.code.clone(),
            });
        }
    }
    match table.costs.iter().position(|cost| cost.is_nan() || *cost < 0.0) {
        None => Ok(()),
        Some(at) => Err(LocateError::Value {
            what: "the cost",
            code: format!(
                "{} from {}",
                table.demand[at / sites].code,
                table.sites[at % sites].code
            ),
            value: table.costs[at].to_string(),
            reason: "give a number that is not less than 0, or mark the pair as unreachable",
        }),
    }
}
