//! What can go wrong with a review before any solving.

/// Why a review cannot be made. An infeasible review is not an error: it is a plan that says so.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReviewError {
    #[error("a review needs at least one retained rule")]
    NothingRetained,
    #[error(
        "the retained rules '{first}' and '{second}' have different limits; one set of reach tables serves one radius, time and mode"
    )]
    MixedLimits { first: String, second: String },
    #[error("'{0}' in keep, must_close or remedies names no open point under review")]
    UnknownPin(String),
    #[error("a counterfactual is asked for '{0}', which names no open point under review")]
    UnknownFlip(String),
    #[error("'{0}' in second_point_in is no code or name of a commune, and no former district of the crosswalk")]
    UnknownArea(String),
    #[error("a minimum is set for '{0}', which is no commune or operator of a point under review")]
    UnknownBound(String),
    #[error("withdrawn operator '{0}' is the operator of no open point under review")]
    UnknownOperator(String),
    #[error("bus stop '{0}' names no candidate or point of the kind mobile_stop")]
    UnknownStop(String),
    #[error("'{0}' is pinned both to stay and to go")]
    ContradictoryPin(String),
    #[error("setting '{name}' is {value}: {reason}")]
    Setting {
        name: &'static str,
        value: String,
        reason: &'static str,
    },
    #[error("the solver failed on level {level}: {reason}")]
    Solver { level: &'static str, reason: String },
    #[error("the review was cancelled")]
    Cancelled,
}
