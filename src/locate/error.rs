//! Why a location problem has no answer.

/// What cannot be used, or why no choice of sites will do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LocateError {
    #[error("there is no {0}: give at least one")]
    Empty(&'static str),
    #[error("the table has {found} costs for {demand} demand points and {sites} sites; it needs {demand} x {sites}")]
    Shape { found: usize, demand: usize, sites: usize },
    #[error("{what} of '{code}' is {value}: {reason}")]
    Value {
        what: &'static str,
        code: String,
        value: String,
        reason: &'static str,
    },
    #[error("{what} '{code}' stands twice; each needs its own code")]
    Duplicate { what: &'static str, code: String },
    #[error("{problem} needs {option}")]
    Missing {
        problem: &'static str,
        option: &'static str,
    },
    #[error("{problem} does not use {option}; leave it out")]
    NotUsed {
        problem: &'static str,
        option: &'static str,
    },
    #[error("p is {p}, but only {available} sites may be chosen; choose fewer or add candidates")]
    TooManyAsked { p: usize, available: usize },
    #[error("p is {p}, but {required} sites are required; raise p or make some of them candidates")]
    TooFewAsked { p: usize, required: usize },
    #[error("the numbers are too large to add exactly ({0:.3e} in all); give weights or costs in a coarser unit")]
    TooLarge(f64),
    #[error("no site can serve {}; raise the limit, add candidates, or take these demand points out", listed(.0))]
    Uncoverable(Vec<String>),
    #[error("the demand is {demand}, but {sites} hold {capacity} at most; add sites or capacity")]
    CapacityTooSmall { demand: f64, capacity: f64, sites: String },
    #[error("no choice of sites serves all demand: {0}")]
    Infeasible(String),
    #[error("the time limit came before any choice of sites that serves all demand was found; allow more time")]
    NothingFound,
    #[error("the solver failed: {0}")]
    Solver(String),
}

impl LocateError {
    /// The question was understood and the answer is no.
    pub fn is_answer_no(&self) -> bool {
        matches!(
            self,
            Self::Uncoverable(_) | Self::CapacityTooSmall { .. } | Self::Infeasible(_) | Self::NothingFound
        )
    }
}

fn listed(codes: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown = codes.iter().take(SHOWN).map(|code| format!("'{code}'"));
    let mut text = format!(
        "{} demand point(s): {}",
        codes.len(),
        shown.collect::<Vec<_>>().join(", ")
    );
    if codes.len() > SHOWN {
        text.push_str(&format!(" and {} more", codes.len() - SHOWN));
    }
    text
}
