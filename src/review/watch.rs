//! Who listens to a solve, and may end it.

use std::cell::Cell;
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

/// The listener of a solve, if there is one, and what counts its time, if anything does.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    listener: Option<&'a Listener<'a>>,
    spent: Option<&'a Spent<'a>>,
}

/// Solver seconds, by its own clock: this floor has none. What is spent here is spent above too.
pub struct Spent<'a> {
    seconds: Cell<f64>,
    above: Option<&'a Spent<'a>>,
}

impl Spent<'_> {
    pub fn seconds(&self) -> f64 {
        self.seconds.get()
    }

    fn add(&self, seconds: f64) {
        self.seconds.set(self.seconds.get() + seconds);
        if let Some(above) = self.above {
            above.add(seconds);
        }
    }
}

impl<'a> Watch<'a> {
    /// Nobody listens; the solve ends by itself.
    pub const NOBODY: Watch<'static> = Watch {
        listener: None,
        spent: None,
    };

    pub fn by(listener: &'a Listener<'a>) -> Watch<'a> {
        Watch {
            listener: Some(listener),
            spent: None,
        }
    }

    pub fn listener(self) -> Option<&'a Listener<'a>> {
        self.listener
    }

    /// A count from 0 of what is spent from now on, for [`Watch::counting`].
    pub fn count(self) -> Spent<'a> {
        Spent {
            seconds: Cell::new(0.0),
            above: self.spent,
        }
    }

    /// The same with the solver's seconds added up in `spent`.
    pub fn counting<'b>(self, spent: &'b Spent<'b>) -> Watch<'b>
    where
        'a: 'b,
    {
        Watch {
            spent: Some(spent),
            ..self
        }
    }

    /// The same heard by another listener, where anybody listens at all.
    pub fn heard_by<'b>(self, listener: &'b Listener<'b>) -> Watch<'b>
    where
        'a: 'b,
    {
        Watch {
            listener: self.listener.map(|_| listener),
            spent: self.spent,
        }
    }

    /// A solve took so many seconds.
    pub fn spend(self, seconds: f64) {
        if let Some(spent) = self.spent {
            spent.add(seconds);
        }
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.listener.is_some() {
            "Watch(somebody)"
        } else {
            "Watch(nobody)"
        })
    }
}
