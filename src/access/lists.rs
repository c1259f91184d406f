//! Lists of variable length, one for each key, in one piece of memory.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

/// How much one core works out at a time for [`Lists::filled_in_parts`].
const OF_A_PART: usize = 4096;

/// Lists of variable length in one piece.
pub(super) struct Lists<T> {
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// Calls `each` twice, which must give the same pairs of key and item both times: first they are counted, then laid
    /// where they belong, each list in the order given.
    pub(super) fn filled(keys: usize, each: impl Fn(&mut dyn FnMut(u32, T))) -> Lists<T> {
        let mut first = vec![0u32; keys + 1];
        let mut any = None;
        each(&mut |key, item| {
            first[key as usize + 1] += 1;
            any = Some(item);
        });
        for key in 0..keys {
            first[key + 1] += first[key];
        }
        let mut next = first.clone();
        let mut items: Vec<T> = any.map_or_else(Vec::new, |item| vec![item; first[keys] as usize]);
        each(&mut |key, item| {
            items[next[key as usize] as usize] = item;
            next[key as usize] += 1;
        });
        Lists { first, items }
    }

    /// As [`Lists::filled`] of what `each` gives of `0..of`, asked for in parts on all cores.
    pub(super) fn filled_in_parts(
        keys: usize,
        of: usize,
        each: impl Fn(Range<u32>, &mut dyn FnMut(u32, T)) + Sync,
    ) -> Lists<T>
    where
        T: Send + Default,
    {
        let parts: Vec<Range<u32>> = (0..of as u32)
            .step_by(OF_A_PART)
            .map(|start| start..(start + OF_A_PART as u32).min(of as u32))
            .collect();
        let counts: Vec<AtomicU32> = (0..=keys).map(|_| AtomicU32::new(0)).collect();
        parts.par_iter().for_each(|part| {
            each(part.clone(), &mut |key, _| {
                counts[key as usize + 1].fetch_add(1, Ordering::Relaxed);
            });
        });
        let mut first: Vec<u32> = counts.into_iter().map(AtomicU32::into_inner).collect();
        for key in 0..keys {
            first[key + 1] += first[key];
        }
        let mut next = first.clone();
        let mut items = vec![T::default(); first[keys] as usize];
        // A few parts at a time: all of them would be the lists a second time.
        for some in parts.chunks(2 * rayon::current_num_threads()) {
            let found = some.par_iter().map(|part| {
                let mut found = Vec::new();
                each(part.clone(), &mut |key, item| found.push((key, item)));
                found
            });
            let found: Vec<Vec<(u32, T)>> = found.collect();
            for (key, item) in found.into_iter().flatten() {
                items[next[key as usize] as usize] = item;
                next[key as usize] += 1;
            }
        }
        Lists { first, items }
    }

    /// Rows in their order, made by parts.
    pub(super) fn joined(parts: Vec<(Vec<u32>, Vec<T>)>) -> Lists<T> {
        let mut first = vec![0u32];
        let mut items = Vec::with_capacity(parts.iter().map(|part| part.1.len()).sum());
        for (lengths, more) in parts {
            items.extend(more);
            for length in lengths {
                first.push(first[first.len() - 1] + length);
            }
        }
        Lists { first, items }
    }

    /// Each list in ascending order.
    pub(super) fn sort_each(&mut self)
    where
        T: Ord,
    {
        for ends in self.first.windows(2) {
            self.items[ends[0] as usize..ends[1] as usize].sort_unstable();
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[T]> {
        let ends = self.first.windows(2);
        ends.map(|ends| &self.items[ends[0] as usize..ends[1] as usize])
    }

    pub(super) fn of(&self, key: u32) -> &[T] {
        &self.items[self.first[key as usize] as usize..self.first[key as usize + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_filled_in_parts_are_those_filled_in_one_go() {
        let (keys, of) = (97, 3 * OF_A_PART + 11);
        let each = |range: Range<u32>, put: &mut dyn FnMut(u32, u32)| {
            for item in range {
                (0..item % 3).for_each(|time| put((item * 7 + time) % 97, item));
            }
        };
        let parts = Lists::filled_in_parts(keys, of, each);
        let whole = Lists::filled(keys, |put| each(0..of as u32, put));
        assert!(parts.rows().eq(whole.rows()) && parts.rows().count() == keys);
        assert!(parts.rows().all(|row| row.is_sorted()));
        let none = Lists::filled_in_parts(3, 0, each);
        assert!(none.rows().all(<[u32]>::is_empty));
    }
}
