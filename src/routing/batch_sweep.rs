//! Many searches at once: PHAST on the customised hierarchy.
//!
//! Each of up to [`LANES`] searches climbs from its seeds; then one pass over the positions, top down, gives every node
//! its time from its higher neighbours, all lanes side by side, so that one read of the hierarchy serves them all and
//! the arithmetic runs on whole registers. Times are 16 bits (up to 109 minutes) where the limit allows, else 32.
//!
//! A subtree is skipped when no search started inside it and every higher neighbour of its root is beyond the limit in
//! every lane: whoever enters it comes over one of those. Searches that start near one another should share a batch.
//!
//! Source: Delling, Goldberg, Nowatzyk & Werneck 2011, *PHAST: Hardware-Accelerated Shortest Path Trees*; the skipping
//! uses that the neighbours of a subtree in the elimination tree are the higher neighbours of its root.

use super::hierarchy::Hierarchy;
use super::metric::{Link, Metric, above_all};
use super::sweep::{Direction, Seed};

/// Searches in a batch.
pub const LANES: usize = 16;

/// A lane's number: 16 or 32 bits.
pub trait Lane: Copy + Ord + Send {
    /// No way, or too far.
    const FAR: Self;
    /// The largest limit that sums stay true below, deciseconds.
    const LONGEST: u32;
    fn from_time(time: u32) -> Self;
    /// The sum, or something that is at least [`Self::FAR`].
    fn plus(self, other: Self) -> Self;
    /// The time, `u32::MAX` for [`Self::FAR`].
    fn time(self) -> u32;
}

impl Lane for u16 {
    const FAR: u16 = u16::MAX;
    const LONGEST: u32 = u16::MAX as u32;

    fn from_time(time: u32) -> u16 {
        time.min(u32::from(u16::MAX)) as u16
    }

    fn plus(self, other: u16) -> u16 {
        self.saturating_add(other)
    }

    fn time(self) -> u32 {
        if self == Self::FAR { u32::MAX } else { u32::from(self) }
    }
}

impl Lane for i32 {
    /// Twice this fits: a sum needs no check. Signed, as every processor compares signed numbers in one step.
    const FAR: i32 = i32::MAX / 2;
    const LONGEST: u32 = i32::MAX as u32 / 2;

    fn from_time(time: u32) -> i32 {
        time.min(Self::LONGEST) as i32
    }

    fn plus(self, other: i32) -> i32 {
        self + other
    }

    fn time(self) -> u32 {
        if self >= Self::FAR { u32::MAX } else { self as u32 }
    }
}

/// Times of all lanes at one node.
pub type Times<L> = [L; LANES];

/// Working memory of one thread, for batches whose limit is at most [`BatchSweep::longest`].
pub struct BatchSweep<L> {
    times: Vec<Times<L>>,
    /// The batch in which a position was last climbed to.
    climbed_in: Vec<u32>,
    batch: u32,
}

impl<L: Lane> BatchSweep<L> {
    pub fn new(hierarchy: &Hierarchy) -> Self {
        BatchSweep {
            times: vec![[L::FAR; LANES]; hierarchy.node_count()],
            climbed_in: vec![0; hierarchy.node_count()],
            batch: 0,
        }
    }

    /// The largest limit (exclusive) that the lanes can tell, deciseconds.
    pub fn longest() -> u32 {
        L::LONGEST
    }

    /// Runs at most [`LANES`] searches and calls `visit(position, times)` for every position that some lane reaches
    /// below `limit`, in order of position. Times at or above the limit may be larger than they are.
    ///
    /// # Panics
    /// With more searches than lanes, or a limit beyond [`Self::longest`].
    pub fn run(
        &mut self,
        metric: &Metric,
        direction: Direction,
        searches: &[&[Seed]],
        limit: u32,
        mut visit: impl FnMut(u32, &Times<L>),
    ) {
        assert!(searches.len() <= LANES, "{} searches in {LANES} lanes", searches.len());
        assert!(limit <= Self::longest(), "a limit of {limit} ds does not fit the lanes");
        self.climb(metric, direction, searches);
        let hierarchy = metric.hierarchy();
        let limit = L::from_time(limit);
        let nodes = hierarchy.node_count() as u32;
        let mut position = 0u32;
        while position < nodes {
            let at = position as usize;
            let is_climbed = self.climbed_in[at] == self.batch;
            let mut times = if is_climbed { self.times[at] } else { [L::FAR; LANES] };
            for link in metric.descending(direction, position) {
                relax(&mut times, &self.times[link.high as usize], link);
            }
            self.times[at] = times;
            if nearest(&times) < limit {
                visit(position, &times);
            } else if !is_climbed && self.is_cut_off(hierarchy, position, limit) {
                position = hierarchy.subtree_end(position);
                continue;
            }
            position += 1;
        }
    }

    fn is_cut_off(&self, hierarchy: &Hierarchy, position: u32, limit: L) -> bool {
        let mut above = hierarchy.higher(position).iter();
        above.all(|&high| nearest(&self.times[high as usize]) >= limit)
    }

    fn climb(&mut self, metric: &Metric, direction: Direction, searches: &[&[Seed]]) {
        self.batch += 1;
        let hierarchy = metric.hierarchy();
        let seeds = || searches.iter().copied().flatten();
        let above = above_all(hierarchy, seeds().map(|(node, _)| hierarchy.position(*node)));
        for &position in &above {
            self.climbed_in[position as usize] = self.batch;
            self.times[position as usize] = [L::FAR; LANES];
        }
        for (lane, seeds) in searches.iter().enumerate() {
            for &(node, time) in *seeds {
                let known = &mut self.times[hierarchy.position(node) as usize][lane];
                *known = (*known).min(L::from_time(time));
            }
        }
        for &position in &above {
            let times = self.times[position as usize];
            for link in metric.climbing(direction, position) {
                relax(&mut self.times[link.high as usize], &times, link);
            }
        }
    }
}

fn relax<L: Lane>(known: &mut Times<L>, from: &Times<L>, link: &Link) {
    let over = L::from_time(link.time);
    for lane in 0..LANES {
        known[lane] = known[lane].min(from[lane].plus(over));
    }
}

fn nearest<L: Lane>(times: &Times<L>) -> L {
    times.iter().copied().fold(L::FAR, L::min)
}
