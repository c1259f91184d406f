//! A monotone priority queue over integer deciseconds (Dial 1969): a ring of buckets.
//!
//! Keys popped never decrease, and a key pushed is at most `span` above the one popped last, so a
//! ring of `span + 1` buckets suffices. Push and pop cost O(1) beside the walk over empty buckets.

/// The queue; `T` is what a label carries.
#[derive(Clone, Debug)]
pub struct BucketQueue<T> {
    ring: Vec<Vec<T>>,
    now: u32,
    pending: usize,
}

impl<T> BucketQueue<T> {
    /// For keys at most `span` above the current one.
    pub fn new(span: u32) -> Self {
        let buckets = (span as usize + 1).next_power_of_two();
        BucketQueue {
            ring: (0..buckets).map(|_| Vec::new()).collect(),
            now: 0,
            pending: 0,
        }
    }

    /// `key` must be between the current key and `span` above it.
    pub fn push(&mut self, key: u32, label: T) {
        debug_assert!(key >= self.now && ((key - self.now) as usize) < self.ring.len());
        let mask = self.ring.len() - 1;
        self.ring[key as usize & mask].push(label);
        self.pending += 1;
    }

    /// Takes all labels of the next key that has any into `out` (cleared first), in the order pushed.
    /// Weights are at least 1, so nothing is added to a key that was taken.
    pub fn take_next(&mut self, out: &mut Vec<T>) -> Option<u32> {
        out.clear();
        if self.pending == 0 {
            return None;
        }
        let mask = self.ring.len() - 1;
        while self.ring[self.now as usize & mask].is_empty() {
            self.now += 1;
        }
        out.append(&mut self.ring[self.now as usize & mask]);
        self.pending -= out.len();
        let key = self.now;
        self.now += 1;
        Some(key)
    }

    /// Empties the queue and sets the clock back to 0, keeping the buckets' memory.
    pub fn reset(&mut self) {
        if self.pending > 0 {
            self.ring.iter_mut().for_each(Vec::clear);
        }
        self.now = 0;
        self.pending = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_out_in_order_and_labels_as_they_were_pushed() {
        let mut queue = BucketQueue::new(10);
        for (key, label) in [(7, 'b'), (3, 'x'), (7, 'a')] {
            queue.push(key, label);
        }
        let mut labels = Vec::new();
        assert_eq!((queue.take_next(&mut labels), labels.clone()), (Some(3), vec!['x']));
        queue.push(12, 'z');
        assert_eq!(
            (queue.take_next(&mut labels), labels.clone()),
            (Some(7), vec!['b', 'a'])
        );
        assert_eq!((queue.take_next(&mut labels), labels.clone()), (Some(12), vec!['z']));
        assert_eq!(queue.take_next(&mut labels), None);
    }
}
