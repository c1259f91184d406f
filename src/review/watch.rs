//! Who listens to a solve, and may end it.

use std::fmt;
use std::ops::ControlFlow;

/// How far the solver is with one level. Values are in the solver's units, without the level's constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    pub level: &'static str,
    /// The best value found so far; `None` before the first.
    pub incumbent: Option<f64>,
    /// No value is lower; `None` before anything is known.
    pub bound: Option<f64>,
    /// Solver seconds since the level began.
    pub seconds: f64,
}

/// Hears of the solver's progress, many times a second at most, and says whether it goes on.
pub type Listener<'a> = dyn Fn(Heard) -> ControlFlow<()> + 'a;

/// The listener of a solve, if there is one.
#[derive(Clone, Copy)]
pub struct Watch<'a>(Option<&'a Listener<'a>>);

impl<'a> Watch<'a> {
    /// Nobody listens; the solve ends by itself.
    pub const NOBODY: Watch<'static> = Watch(None);

    pub fn by(listener: &'a Listener<'a>) -> Watch<'a> {
        Watch(Some(listener))
    }

    pub fn listener(self) -> Option<&'a Listener<'a>> {
        self.0
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() {
            "Watch(somebody)"
        } else {
            "Watch(nobody)"
        })
    }
}
