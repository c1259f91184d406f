//! Where names and numbers stand on a map, so that none covers another: the first come have the place they ask for, later ones the
//! nearest that is free, or none. A name keeps off marks where it can.

/// A letter's width beside its height, of the semi-bold face on average; a little wide, so that no two touch.
const LETTER: f64 = 0.6;

/// Left, top, right, bottom.
type Box4 = [f64; 4];

/// What is taken on a map.
pub(super) struct Labels {
    /// The map itself: nothing is cut at its edge.
    frame: Box4,
    taken: Vec<Box4>,
    marks: Vec<[f64; 2]>,
    /// Half the width of a mark.
    mark: f64,
}

impl Labels {
    /// `marks`: what is drawn already, each so large on every side.
    pub fn new([left, top]: [f64; 2], [width, height]: [f64; 2], marks: Vec<[f64; 2]>, mark: f64) -> Labels {
        Labels {
            frame: [left, top, left + width, top + height],
            taken: Vec::new(),
            marks,
            mark,
        }
    }

    /// Keeps a box free.
    pub fn take(&mut self, taken: Box4) {
        self.taken.push(taken);
    }

    /// The middle of the baseline of a name near a place; `None` where there is no room.
    pub fn name(&mut self, [x, y]: [f64; 2], size: f64, name: &str) -> Option<[f64; 2]> {
        let half = name.chars().count() as f64 * size * LETTER / 2.0;
        let around = |[x, y]: [f64; 2]| [x - half, y - size, x + half, y + size * 0.3];
        let steps = [0.0, -1.4, 1.4, -2.8, 2.8].map(|lines| lines * size);
        let sideways = [0.0, -0.5, 0.5].map(|part| part * half);
        let mut best: Option<(usize, f64, [f64; 2])> = None;
        for (down, aside) in steps.iter().flat_map(|down| sideways.map(|aside| (*down, aside))) {
            let at = [x + aside, y + down];
            let place = around(at);
            if !self.is_free(&place) {
                continue;
            }
            let (covered, moved) = (self.covered(&place), aside.hypot(down));
            if best.is_none_or(|(least, nearest, _)| (covered, moved) < (least, nearest)) {
                best = Some((covered, moved, at));
            }
        }
        let (.., at) = best?;
        self.take(around(at));
        Some(at)
    }

    /// The middle of a ring near a place: there, or a little off to be joined to it by a line; `None` where there is no room.
    pub fn ring(&mut self, [x, y]: [f64; 2], radius: f64) -> Option<[f64; 2]> {
        const SIDES: u8 = 12;
        let around = |[x, y]: [f64; 2]| [x - radius, y - radius, x + radius, y + radius];
        let away = [2.2, 3.4, 4.6].into_iter().flat_map(|times| {
            (0..SIDES).map(move |side| {
                let angle = f64::from(side) / f64::from(SIDES) * std::f64::consts::TAU;
                [x + angle.sin() * times * radius, y - angle.cos() * times * radius]
            })
        });
        let at = std::iter::once([x, y])
            .chain(away)
            .find(|at| self.is_free(&around(*at)))?;
        self.take(around(at));
        Some(at)
    }

    fn is_free(&self, [left, top, right, bottom]: &Box4) -> bool {
        let [west, north, east, south] = self.frame;
        let is_inside = *left >= west && *top >= north && *right <= east && *bottom <= south;
        let is_apart =
            |other: &Box4| *left >= other[2] || *right <= other[0] || *top >= other[3] || *bottom <= other[1];
        is_inside && self.taken.iter().all(is_apart)
    }

    fn covered(&self, [left, top, right, bottom]: &Box4) -> usize {
        let is_under = |[x, y]: &&[f64; 2]| {
            let (wide, high) = (left - self.mark..right + self.mark, top - self.mark..bottom + self.mark);
            wide.contains(x) && high.contains(y)
        };
        self.marks.iter().filter(is_under).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_names_give_way_keep_off_marks_and_are_never_cut() {
        let mut labels = Labels::new([0.0, 0.0], [400.0, 200.0], vec![[300.0, 100.0]], 5.0);
        assert_eq!(labels.name([100.0, 100.0], 10.0, "Một"), Some([100.0, 100.0]));
        let second = labels.name([104.0, 103.0], 10.0, "Hai").expect("beside it");
        assert_ne!(second, [104.0, 103.0]);
        assert_ne!(
            labels.name([300.0, 103.0], 10.0, "Ba"),
            Some([300.0, 103.0]),
            "a mark is there"
        );
        assert_eq!(labels.name([2.0, 190.0], 10.0, "Tên dài quá mép bản đồ"), None);
        labels.take([0.0, 0.0, 400.0, 200.0]);
        assert_eq!(labels.name([100.0, 50.0], 10.0, "Bốn"), None);
    }

    #[test]
    fn rings_of_one_place_stand_beside_each_other() {
        let mut labels = Labels::new([0.0, 0.0], [400.0, 400.0], Vec::new(), 0.0);
        let rings: Vec<[f64; 2]> = (0..8).filter_map(|_| labels.ring([200.0, 200.0], 12.0)).collect();
        assert!(rings.len() >= 6 && rings[0] == [200.0, 200.0], "{rings:?}");
        for (at, [x, y]) in rings.iter().enumerate() {
            for [other_x, other_y] in &rings[..at] {
                let apart = (x - other_x).abs().max((y - other_y).abs());
                assert!(apart >= 24.0 - 1e-9, "{rings:?}");
            }
        }
    }
}
