//! What was made of a snapshot, up to so many bytes.

use axum::body::Bytes;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Things by their key, each with its bytes. What no longer fits makes room: everything older goes.
pub struct Kept<K, H = ()> {
    most_bytes: usize,
    held: Mutex<Held<K, H>>,
}

struct Held<K, H> {
    bytes: usize,
    things: HashMap<K, (H, Bytes)>,
}

impl<K: Eq + Hash, H: Clone> Kept<K, H> {
    pub fn up_to(most_bytes: usize) -> Kept<K, H> {
        Kept {
            most_bytes,
            held: Mutex::new(Held {
                bytes: 0,
                things: HashMap::new(),
            }),
        }
    }

    pub fn get(&self, key: &K) -> Option<(H, Bytes)> {
        self.held().things.get(key).cloned()
    }

    /// One larger than all that may be kept is not.
    pub fn keep(&self, key: K, head: H, bytes: Bytes) {
        let size = bytes.len();
        if size > self.most_bytes {
            return;
        }
        let mut held = self.held();
        if held.bytes + size > self.most_bytes {
            held.things.clear();
            held.bytes = 0;
        }
        held.bytes += size;
        if let Some((_, older)) = held.things.insert(key, (head, bytes)) {
            held.bytes -= older.len();
        }
    }

    fn held(&self) -> MutexGuard<'_, Held<K, H>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_longer_fits_makes_room_and_what_never_fits_is_not_kept() {
        let kept: Kept<&str> = Kept::up_to(10);
        let of = |size: usize| Bytes::from(vec![0; size]);
        kept.keep("a", (), of(5));
        kept.keep("a", (), of(4));
        kept.keep("b", (), of(6));
        assert!(kept.get(&"a").is_some() && kept.get(&"b").is_some() && kept.get(&"c").is_none());
        kept.keep("c", (), of(1));
        assert!(kept.get(&"c").is_some() && kept.get(&"a").is_none() && kept.get(&"b").is_none());
        kept.keep("d", (), of(11));
        assert!(kept.get(&"d").is_none() && kept.get(&"c").is_some());
    }
}
