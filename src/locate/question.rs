//! What may be asked and what is answered.

use super::error::LocateError;

/// The standard problems of location science.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// Location set covering (Toregas et al. 1971): the least cost (or number) of sites so that everybody is within the cutoff.
    Lscp,
    /// The same; among its optima the one that gives most weight a second site within the cutoff (Daskin and Stern 1981; the
    /// hierarchy of BACOP1, Hogan and ReVelle 1986, over the cheapest covers). The k best are ordered by cost, then by backup.
    LscpBackup,
    /// Maximal covering (Church and ReVelle 1974): the most weight within the cutoff of `p` sites. With competitors it is
    /// maximal capture (ReVelle 1986): a demand counts when a chosen site is within the cutoff and *nearer* than every
    /// competitor; who is as near to a competitor stays there.
    Mclp,
    /// `p` sites of least weighted cost (Hakimi 1964).
    PMedian,
    /// `p` sites of least greatest cost, weights not counted (Hakimi 1964).
    PCenter,
    /// `p` sites of least weighted cost, each demand wholly at one site, no site above its capacity.
    CapacitatedPMedian,
    /// Uncapacitated facility location: fixed costs plus weighted costs.
    Uflp,
    /// Capacitated facility location: the same under capacities; a demand may be divided among sites.
    Cflp,
}

impl Problem {
    pub const ALL: [Problem; 8] = [
        Self::Lscp,
        Self::LscpBackup,
        Self::Mclp,
        Self::PMedian,
        Self::PCenter,
        Self::CapacitatedPMedian,
        Self::Uflp,
        Self::Cflp,
    ];

    /// The name on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Lscp => "lscp",
            Self::LscpBackup => "lscp-b",
            Self::Mclp => "mclp",
            Self::PMedian => "p-median",
            Self::PCenter => "p-center",
            Self::CapacitatedPMedian => "capacitated-p-median",
            Self::Uflp => "uflp",
            Self::Cflp => "cflp",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.code() == code)
    }

    pub fn is_covering(self) -> bool {
        matches!(self, Self::Lscp | Self::LscpBackup | Self::Mclp)
    }

    pub fn needs_p(self) -> bool {
        matches!(
            self,
            Self::Mclp | Self::PMedian | Self::PCenter | Self::CapacitatedPMedian
        )
    }

    pub fn has_capacity(self) -> bool {
        matches!(self, Self::CapacitatedPMedian | Self::Cflp)
    }

    /// Whether more is better.
    pub fn is_maximised(self) -> bool {
        self == Self::Mclp
    }
}

/// When a site is near enough. Metres are inclusive, times exclusive, as everywhere in this program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cutoff {
    AtMost(f64),
    Below(f64),
}

impl Cutoff {
    pub fn accepts(self, cost: f64) -> bool {
        match self {
            Self::AtMost(limit) => cost.is_finite() && cost <= limit,
            Self::Below(limit) => cost < limit,
        }
    }

    pub fn limit(self) -> f64 {
        match self {
            Self::AtMost(limit) | Self::Below(limit) => limit,
        }
    }
}

/// A problem with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    pub problem: Problem,
    /// Sites to choose, required ones included, existing ones not.
    pub p: Option<usize>,
    pub cutoff: Option<Cutoff>,
    /// How many best different sets of sites are wanted; at least 1.
    pub k_best: usize,
}

impl Question {
    pub(super) fn check(&self) -> Result<(), LocateError> {
        let problem = self.problem.code();
        let missing = |option| Err(LocateError::Missing { problem, option });
        let not_used = |option| Err(LocateError::NotUsed { problem, option });
        match self.cutoff {
            None if self.problem.is_covering() => return missing("a limit: --radius-m or --minutes"),
            Some(_) if !self.problem.is_covering() => return not_used("a limit (--radius-m, --minutes)"),
            Some(cutoff) if !(cutoff.limit() >= 0.0 && cutoff.limit().is_finite()) => {
                return Err(LocateError::Value {
                    what: "the limit",
                    code: problem.to_owned(),
                    value: cutoff.limit().to_string(),
                    reason: "give a number that is not less than 0",
                });
            }
            _ => {}
        }
        match self.p {
            None if self.problem.needs_p() => return missing("the number of sites: --p"),
            Some(_) if !self.problem.needs_p() => return not_used("--p"),
            _ => {}
        }
        if self.k_best == 0 {
            return missing("at least one solution: --k-best 1 or more");
        }
        Ok(())
    }
}

/// How long to try. The clock is the caller's: this floor has none.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// Seconds in all.
    pub seconds: f64,
    /// Seconds since the caller began.
    pub elapsed: &'a dyn Fn() -> f64,
}

impl Limits<'_> {
    pub fn remaining(&self) -> f64 {
        (self.seconds - (self.elapsed)()).max(0.0)
    }

    pub fn is_over(&self) -> bool {
        self.remaining() <= 0.0
    }
}

/// How far an answer was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No other choice is better: the bound equals the objective.
    Optimal,
    /// A limit came first; no other choice is better than the bound.
    Feasible,
}

impl Status {
    pub fn code(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
        }
    }
}

/// The part of a demand that a site serves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Served {
    pub site: usize,
    /// Of the demand's weight, in (0, 1].
    pub share: f64,
    /// For one unit of weight.
    pub cost: f64,
}

/// One set of sites.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub objective: f64,
    /// Indices of the sites that stand in it, existing ones too, ascending.
    pub chosen: Vec<usize>,
    /// For each demand who serves it; empty where nobody does (MCLP) or its weight is 0.
    pub assignment: Vec<Vec<Served>>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub problem: Problem,
    pub status: Status,
    /// No choice of sites is better than this.
    pub bound: f64,
    /// The best first; as many as asked for, or as there are. Never empty.
    pub choices: Vec<Choice>,
    /// Whether the list is proven to hold the best ones, without any between left out.
    pub is_list_proven: bool,
    /// Weighted costs and fixed costs were rounded to this unit before solving; 0 where nothing is rounded.
    pub unit: f64,
    /// Weight of all demand.
    pub weight: f64,
    /// LSCP-B: weight with a second site within the cutoff, and what no choice of the same cost can exceed.
    pub backup: Option<Backup>,
    /// LSCP-B: the weight with a second site of each choice; empty for other problems.
    pub backups: Vec<f64>,
    /// Branch-and-bound nodes or solver calls; a measure of work that does not depend on the machine.
    pub nodes: usize,
}

/// Weight that is covered twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backup {
    pub weight: f64,
    pub bound: f64,
}

impl Answer {
    pub fn best(&self) -> &Choice {
        &self.choices[0]
    }

    /// `|objective - bound| / |objective|`, of the objective or of the backup, whichever is larger; 0 when proven, infinite when
    /// the objective is 0 and not proven.
    pub fn gap(&self) -> f64 {
        let relative = |value: f64, bound: f64| {
            let difference = (value - bound).abs();
            if difference == 0.0 {
                0.0
            } else {
                difference / value.abs()
            }
        };
        let backup = self.backup.map_or(0.0, |backup| relative(backup.weight, backup.bound));
        relative(self.best().objective, self.bound).max(backup)
    }
}
