//! The plain problem behind a review: points, cover rows, merge arcs, bounds. No geography.
//!
//! Every quantity that decides is a whole number, so that a solution can be checked exactly after
//! the solver's floating-point work: loads in tenths of a dossier a month, costs in hundredths of a
//! kept point, arc weights in dossier x tenths of a minute.

/// What may happen to a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freedom {
    /// Stays: not eligible, or pinned by the planner.
    Kept,
    /// Stays or is merged into a receiver; never closed without one.
    Mergeable,
    /// Stays, is merged, or is closed bare when it has no load to hand over.
    Closable,
    /// Must go; its load, if any, needs a receiver.
    MustGo,
    /// Must be merged into a receiver; never closed without one.
    MustMerge,
}

impl Freedom {
    pub fn must_leave(self) -> bool {
        matches!(self, Self::MustGo | Self::MustMerge)
    }

    /// Whether it may go without a receiver, when it has no load to hand over.
    pub fn may_close_bare(self) -> bool {
        matches!(self, Self::Closable | Self::MustGo)
    }
}

/// A point under review.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub freedom: Freedom,
    /// Tenths of a dossier a month, rounded up.
    pub load: u32,
    /// Tenths of a dossier a month, rounded down. A point loaded beyond it takes nothing more.
    pub capacity: u32,
    /// Cost of keeping it, poor performance included, in hundredths of an ordinary point's cost.
    pub cost: u32,
}

impl Point {
    /// What it can take on: `max(capacity, load) - load`.
    pub fn room(&self) -> u32 {
        self.capacity.saturating_sub(self.load)
    }
}

/// People whose access hangs on these points: at least `needs` of them stay.
///
/// `needs` never asks for more than stands today, so keeping everything satisfies every row.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverRow {
    /// Indices of points, ascending, not empty.
    pub members: Vec<u32>,
    /// At least 1, at most the number of members; above what access alone asks for where people must keep a second point.
    pub needs: u32,
    /// Points that are not under review and serve these people too: they stay.
    pub beside: u32,
    pub people: f64,
    /// Index of the retained rule.
    pub rule: usize,
}

/// `from` may be merged into `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    pub from: u32,
    pub to: u32,
    /// Travel of the moved load: (load + 1 dossier) x travel time, in dossier x tenths of a minute.
    pub weight: u32,
    /// The same of the load alone, rounded up: what bounds on travel count.
    pub moved: u32,
}

/// All load that goes from these points travels at most so much, in dossier x tenths of a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TravelBound {
    pub members: Vec<u32>,
    pub most: u64,
}

/// At least `minimum` of these points stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommuneBound {
    pub members: Vec<u32>,
    pub minimum: u32,
}

/// The whole problem. Points are in code order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Instance {
    pub points: Vec<Point>,
    pub rows: Vec<CoverRow>,
    /// Sorted by (from, to); no arc from a point to itself.
    pub arcs: Vec<Arc>,
    pub communes: Vec<CommuneBound>,
    pub travel_bounds: Vec<TravelBound>,
    /// At most so many points may go.
    pub maximum_changes: Option<u32>,
}

/// A decision for every point: `None` stays, `Some(Fate)` goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Stays,
    /// Merged by the arc with this index.
    Merged(usize),
    Closed,
}

/// One fate a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    pub fates: Vec<Fate>,
}

/// What a level minimises. Access (level 1) is a hard constraint, hence constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Cost and poor performance of what is kept.
    Cost,
    /// Travel of the load that moves.
    MergeTravel,
    /// Number of points that go.
    Changes,
    /// Order of codes: later codes go first, into earlier ones; only for determinism.
    CodeOrder,
}

impl Level {
    pub const ALL: [Level; 4] = [Self::Cost, Self::MergeTravel, Self::Changes, Self::CodeOrder];

    /// Those by which one plan is better than another; the order of codes only chooses among equally good ones.
    pub const DECISIVE: [Level; 3] = [Self::Cost, Self::MergeTravel, Self::Changes];

    pub fn code(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::MergeTravel => "merge_travel",
            Self::Changes => "changes",
            Self::CodeOrder => "code_order",
        }
    }

    /// Coefficient of "point `j` stays"; the level's value is the sum of these, the arcs' and [`Level::constant`].
    pub fn of_staying(self, instance: &Instance, j: usize) -> i64 {
        match self {
            Level::Cost => i64::from(instance.points[j].cost),
            Level::MergeTravel => 0,
            Level::Changes => -1,
            Level::CodeOrder => j as i64 - instance.points.len() as i64,
        }
    }

    /// Coefficient of an arc that is used.
    pub fn of_arc(self, arc: &Arc) -> i64 {
        match self {
            Level::Cost | Level::Changes => 0,
            Level::MergeTravel => i64::from(arc.weight),
            Level::CodeOrder => i64::from(arc.to) + 1,
        }
    }

    /// Whether it looks at which arcs are used.
    pub fn counts_arcs(self) -> bool {
        match self {
            Level::Cost | Level::Changes => false,
            Level::MergeTravel | Level::CodeOrder => true,
        }
    }

    /// The value when nothing stays and no arc is used.
    pub fn constant(self, instance: &Instance) -> i64 {
        let n = instance.points.len() as i64;
        match self {
            Level::Cost | Level::MergeTravel => 0,
            Level::Changes => n,
            Level::CodeOrder => n * (n + 1) / 2,
        }
    }
}

impl Solution {
    pub fn unchanged(instance: &Instance) -> Solution {
        Solution {
            fates: vec![Fate::Stays; instance.points.len()],
        }
    }

    pub fn stays(&self, j: usize) -> bool {
        self.fates[j] == Fate::Stays
    }

    /// The exact value of a level.
    pub fn value(&self, instance: &Instance, level: Level) -> i64 {
        let parts = self.fates.iter().enumerate().map(|(j, fate)| match fate {
            Fate::Stays => level.of_staying(instance, j),
            Fate::Merged(arc) => level.of_arc(&instance.arcs[*arc]),
            Fate::Closed => 0,
        });
        level.constant(instance) + parts.sum::<i64>()
    }

    /// Load of every point after the plan, tenths of a dossier a month.
    pub fn loads_after(&self, instance: &Instance) -> Vec<u64> {
        let mut loads: Vec<u64> = (0..instance.points.len())
            .map(|j| {
                if self.stays(j) {
                    u64::from(instance.points[j].load)
                } else {
                    0
                }
            })
            .collect();
        for (j, fate) in self.fates.iter().enumerate() {
            if let Fate::Merged(arc) = fate {
                loads[instance.arcs[*arc].to as usize] += u64::from(instance.points[j].load);
            }
        }
        loads
    }

    /// Travel of the load that goes from the points of a bound, dossier x tenths of a minute.
    pub fn travelled(&self, instance: &Instance, bound: &TravelBound) -> u64 {
        let moved = bound.members.iter().map(|&j| match self.fates[j as usize] {
            Fate::Merged(arc) => u64::from(instance.arcs[arc].moved),
            Fate::Stays | Fate::Closed => 0,
        });
        moved.sum()
    }

    /// The first broken constraint in words, or `None` when the solution is feasible.
    pub fn broken(&self, instance: &Instance) -> Option<String> {
        for (j, fate) in self.fates.iter().enumerate() {
            let point = &instance.points[j];
            let allowed = match (fate, point.freedom) {
                (Fate::Stays, freedom) => !freedom.must_leave(),
                (_, Freedom::Kept) => false,
                (Fate::Merged(arc), _) => {
                    let arc = &instance.arcs[*arc];
                    arc.from as usize == j && arc.to != arc.from && self.stays(arc.to as usize)
                }
                (Fate::Closed, freedom) => freedom.may_close_bare() && point.load == 0,
            };
            if !allowed {
                return Some(format!("point {j} ({:?}) cannot be {fate:?}", point.freedom));
            }
        }
        let loads = self.loads_after(instance);
        for (j, point) in instance.points.iter().enumerate() {
            if loads[j] > u64::from(point.capacity.max(point.load)) {
                return Some(format!("point {j} takes {} of {}", loads[j], point.capacity));
            }
        }
        let open = |row: &CoverRow| row.members.iter().filter(|&&j| self.stays(j as usize)).count() as u32;
        if let Some((index, row)) = (instance.rows.iter().enumerate()).find(|(_, row)| open(row) < row.needs) {
            return Some(match row.needs {
                1 => format!("cover row {index} is left without a point"),
                needs => format!("cover row {index} is left with {} points of {needs}", open(row)),
            });
        }
        let short = |bound: &CommuneBound| {
            (bound.members.iter().filter(|&&j| self.stays(j as usize)).count() as u32) < bound.minimum
        };
        if let Some(commune) = instance.communes.iter().position(short) {
            return Some(format!("commune bound {commune} is broken"));
        }
        let too_far = |bound: &TravelBound| self.travelled(instance, bound) > bound.most;
        if let Some(bound) = instance.travel_bounds.iter().position(too_far) {
            return Some(format!("travel bound {bound} is broken"));
        }
        let gone = self.value(instance, Level::Changes);
        instance
            .maximum_changes
            .filter(|&cap| gone > i64::from(cap))
            .map(|cap| format!("{gone} changes of {cap} allowed"))
    }
}
