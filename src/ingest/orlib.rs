//! Location problems in the formats of Beasley's OR-Library, so that anyone can check published optima.
//!
//! Plain numbers, blanks and line ends between them alike:
//! - `pmed`: `n edges p`, then `from to length` an edge (both ways; of edges given twice the last counts). Every vertex is demand of
//!   weight 1 and a site; costs are shortest paths.
//! - `scp`: `rows columns`, the cost of each column, then for each row how many columns cover it and which.
//! - `cap`: `sites customers`, then capacity and fixed cost of each site, then for each customer its demand and the cost of serving
//!   *all* of it from each site.
//!
//! Source: J. E. Beasley, OR-Library: distributing test problems by electronic mail, JORS 41 (1990) 1069-1072.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io::Read;

use super::findings::Findings;
use super::location::MOST_LOCATION_PAIRS;
use super::{ReadOptions, text_file};
use crate::model::{CostTable, Finding, LocationDemand, LocationSite};

/// Which of the formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrLibFormat {
    Pmed,
    Scp,
    Cap,
}

/// A problem as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct OrLibProblem {
    pub table: CostTable,
    /// The number of sites that a `pmed` file asks for.
    pub p: Option<usize>,
}

/// Reads one file; `None` with findings that tell line and value where it is malformed.
pub fn read_orlib<R: Read>(
    format: OrLibFormat,
    file: &str,
    mut source: R,
    options: &ReadOptions,
) -> (Option<OrLibProblem>, Vec<Finding>) {
    let mut findings = Findings::new(file, options.limits.findings_per_check);
    let problem = text_file::read(&mut source, options, &mut findings).and_then(|text| {
        let mut numbers = Numbers::of(&text, &mut findings);
        let problem = match format {
            OrLibFormat::Pmed => pmed(&mut numbers),
            OrLibFormat::Scp => scp(&mut numbers),
            OrLibFormat::Cap => cap(&mut numbers),
        }?;
        numbers.end()?;
        Some(problem)
    });
    (problem, findings.into_list())
}

/// The numbers of a file, one after another. The first that is wrong is told, and ends the reading: what follows would be
/// misread anyway.
struct Numbers<'a> {
    tokens: Box<dyn Iterator<Item = (u64, &'a str)> + 'a>,
    line: u64,
    findings: &'a mut Findings,
}

impl<'a> Numbers<'a> {
    fn of(text: &'a str, findings: &'a mut Findings) -> Numbers<'a> {
        let tokens = (1u64..)
            .zip(text.lines())
            .flat_map(|(line, text)| text.split_whitespace().map(move |token| (line, token)));
        Numbers {
            tokens: Box::new(tokens),
            line: 1,
            findings,
        }
    }

    fn refuse<T>(&mut self, check: &'static str, what: &str, value: &str, message: String) -> Option<T> {
        self.findings.error_at(check, self.line, what, value, message);
        None
    }

    /// The next number, finite and not negative.
    fn amount(&mut self, what: &str) -> Option<f64> {
        let Some((line, token)) = self.tokens.next() else {
            return self.refuse(
                "file_ends_early",
                what,
                "",
                format!("the file ends where {what} is expected"),
            );
        };
        self.line = line;
        match token.parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => Some(value),
            Ok(_) => self.refuse(
                "negative_number",
                what,
                token,
                format!("{what} must be finite and not less than 0"),
            ),
            Err(_) => self.refuse(
                "not_a_number",
                what,
                token,
                format!("{what} is expected here, a number"),
            ),
        }
    }

    /// The next number, whole and within the range.
    fn index(&mut self, what: &str, low: usize, high: usize) -> Option<usize> {
        let value = self.amount(what)?;
        let is_index = value.fract() == 0.0 && value >= low as f64 && value <= high as f64;
        if !is_index {
            let message = format!("{what} must be a whole number from {low} to {high}");
            return self.refuse("out_of_range", what, &value.to_string(), message);
        }
        Some(value as usize)
    }

    fn size(&mut self, demand: usize, sites: usize) -> Option<()> {
        if demand.saturating_mul(sites) > MOST_LOCATION_PAIRS {
            let message = format!("{demand} x {sites} pairs are more than the {MOST_LOCATION_PAIRS} that are read");
            return self.refuse("matrix_too_large", "size", &format!("{demand} x {sites}"), message);
        }
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let Some((line, token)) = self.tokens.next() else {
            return Some(());
        };
        self.line = line;
        let message = "the problem is complete before this; the first numbers of the file do not match its length";
        self.refuse("numbers_left_over", "end of file", token, message.to_owned())
    }
}

const MOST: usize = 10_000_000;

fn demand_of(weights: impl Iterator<Item = f64>) -> Vec<LocationDemand> {
    (1..)
        .zip(weights)
        .map(|(number, weight): (usize, f64)| LocationDemand {
            code: number.to_string(),
            weight,
        })
        .collect()
}

fn site(number: usize) -> LocationSite {
    LocationSite {
        code: number.to_string(),
        ..LocationSite::default()
    }
}

fn pmed(numbers: &mut Numbers) -> Option<OrLibProblem> {
    let n = numbers.index("the number of vertices", 1, MOST)?;
    let edges = numbers.index("the number of edges", 0, MOST)?;
    let p = numbers.index("p", 1, n)?;
    numbers.size(n, n)?;
    let mut lengths: HashMap<(usize, usize), f64> = HashMap::new();
    for edge in 1..=edges {
        let from = numbers.index(&format!("the start of edge {edge}"), 1, n)? - 1;
        let to = numbers.index(&format!("the end of edge {edge}"), 1, n)? - 1;
        let length = numbers.amount(&format!("the length of edge {edge}"))?;
        lengths.insert((from.min(to), from.max(to)), length);
    }
    let mut near: Vec<Vec<(usize, f64)>> = vec![Vec::new(); n];
    for (&(a, b), &length) in &lengths {
        near[a].push((b, length));
        near[b].push((a, length));
    }
    let costs = (0..n).flat_map(|start| shortest_paths(&near, start)).collect();
    let table = CostTable {
        demand: demand_of((0..n).map(|_| 1.0)),
        sites: (1..=n).map(site).collect(),
        costs,
    };
    Some(OrLibProblem { table, p: Some(p) })
}

/// Dijkstra from one vertex; lengths are not negative.
fn shortest_paths(near: &[Vec<(usize, f64)>], start: usize) -> Vec<f64> {
    // Costs that are not negative order like their bits.
    let mut best = vec![CostTable::UNREACHABLE; near.len()];
    let mut queue = BinaryHeap::from([Reverse((0f64.to_bits(), start))]);
    best[start] = 0.0;
    while let Some(Reverse((bits, at))) = queue.pop() {
        let so_far = f64::from_bits(bits);
        if so_far > best[at] {
            continue;
        }
        for &(next, length) in &near[at] {
            if so_far + length < best[next] {
                best[next] = so_far + length;
                queue.push(Reverse((best[next].to_bits(), next)));
            }
        }
    }
    best
}

fn scp(numbers: &mut Numbers) -> Option<OrLibProblem> {
    let rows = numbers.index("the number of rows", 1, MOST)?;
    let columns = numbers.index("the number of columns", 1, MOST)?;
    numbers.size(rows, columns)?;
    let mut sites = Vec::with_capacity(columns);
    for column in 1..=columns {
        let cost = numbers.amount(&format!("the cost of column {column}"))?;
        sites.push(LocationSite {
            fixed_cost: Some(cost),
            ..site(column)
        });
    }
    let mut costs = vec![CostTable::UNREACHABLE; rows * columns];
    for row in 1..=rows {
        let count = numbers.index(&format!("how many columns cover row {row}"), 0, columns)?;
        for _ in 0..count {
            let column = numbers.index(&format!("a column that covers row {row}"), 1, columns)?;
            costs[(row - 1) * columns + column - 1] = 0.0;
        }
    }
    let table = CostTable {
        demand: demand_of((0..rows).map(|_| 1.0)),
        sites,
        costs,
    };
    Some(OrLibProblem { table, p: None })
}

fn cap(numbers: &mut Numbers) -> Option<OrLibProblem> {
    let m = numbers.index("the number of sites", 1, MOST)?;
    let n = numbers.index("the number of customers", 1, MOST)?;
    numbers.size(n, m)?;
    let mut sites = Vec::with_capacity(m);
    for number in 1..=m {
        let capacity = numbers.amount(&format!(
            "the capacity of site {number} (files that leave it open need it written in)"
        ))?;
        let fixed = numbers.amount(&format!("the fixed cost of site {number}"))?;
        sites.push(LocationSite {
            capacity: Some(capacity),
            fixed_cost: Some(fixed),
            ..site(number)
        });
    }
    let (mut weights, mut costs) = (Vec::with_capacity(n), Vec::with_capacity(n * m));
    for customer in 1..=n {
        let what = format!("the demand of customer {customer}");
        let demand = numbers.amount(&what)?;
        if demand == 0.0 {
            return numbers.refuse(
                "no_demand",
                &what,
                "0",
                "a customer without demand has no cost a unit".to_owned(),
            );
        }
        weights.push(demand);
        for number in 1..=m {
            costs.push(numbers.amount(&format!("the cost of customer {customer} from site {number}"))? / demand);
        }
    }
    Some(OrLibProblem {
        table: CostTable {
            demand: demand_of(weights.into_iter()),
            sites,
            costs,
        },
        p: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(format: OrLibFormat, text: &str) -> (&'static str, Option<u64>, String) {
        let (problem, findings) = read_orlib(format, "f.txt", text.as_bytes(), &ReadOptions::default());
        assert!(problem.is_none() && findings.len() == 1, "{text}: {findings:?}");
        (
            findings[0].check,
            findings[0].row,
            findings[0].value.clone().unwrap_or_default(),
        )
    }

    #[test]
    fn a_malformed_file_is_told_by_line_and_value() {
        use OrLibFormat::{Cap, Pmed, Scp};
        assert_eq!(
            refused(Pmed, "3 2 1\n1 2 5\n2 4 1\n"),
            ("out_of_range", Some(3), "4".into())
        );
        assert_eq!(refused(Pmed, "3 2 1\n1 2 5\n"), ("file_ends_early", Some(2), "".into()));
        assert_eq!(refused(Pmed, "3 1 5\n"), ("out_of_range", Some(1), "5".into()));
        assert_eq!(
            refused(Pmed, "2 1 1\n1 2 -5\n"),
            ("negative_number", Some(2), "-5".into())
        );
        assert_eq!(
            refused(Pmed, "99999 1 1\n1 2 5\n"),
            ("matrix_too_large", Some(1), "99999 x 99999".into())
        );
        assert_eq!(
            refused(Scp, "1 2\n3 4\n1 1\n7\n"),
            ("numbers_left_over", Some(4), "7".into())
        );
        assert_eq!(refused(Scp, "1 2\n3 nan\n"), ("negative_number", Some(2), "nan".into()));
        assert_eq!(refused(Scp, "1.5 2\n"), ("out_of_range", Some(1), "1.5".into()));
        assert_eq!(
            refused(Cap, "1 1\ncapacity 3\n5 6"),
            ("not_a_number", Some(2), "capacity".into())
        );
        assert_eq!(refused(Cap, "1 1\n9 3\n0 6"), ("no_demand", Some(3), "0".into()));
        assert_eq!(refused(Cap, ""), ("file_ends_early", Some(1), "".into()));
    }

    #[test]
    fn of_an_edge_given_twice_the_last_counts_and_paths_go_both_ways() {
        let text = "4 4 1\n1 2 9\n2 3 2\n3 1 1\n2 1 5\n";
        let (problem, findings) = read_orlib(OrLibFormat::Pmed, "f", text.as_bytes(), &ReadOptions::default());
        assert_eq!(findings, []);
        let problem = problem.expect("read");
        let far = CostTable::UNREACHABLE;
        // 1-2 directly 5 (9 was overwritten), over 3: 3.
        let expected = [
            0.0, 3.0, 1.0, far, 3.0, 0.0, 2.0, far, 1.0, 2.0, 0.0, far, far, far, far, 0.0,
        ];
        assert_eq!(
            (problem.p, problem.table.costs.as_slice()),
            (Some(1), expected.as_slice())
        );
    }
}
