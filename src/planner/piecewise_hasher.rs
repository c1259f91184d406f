//! BLAKE3 over many small pieces. The hash works on long inputs many times as fast as on pieces of a few bytes, so these are
//! gathered first; the result is that of one whole.

use blake3::{Hash, Hasher};

/// Bytes that are hashed at once.
const AT_ONCE: usize = 1 << 16;

#[derive(Default)]
pub(super) struct PiecewiseHasher {
    hasher: Hasher,
    gathered: Vec<u8>,
}

impl PiecewiseHasher {
    pub fn update(&mut self, piece: &[u8]) {
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() >= AT_ONCE {
            self.hasher.update(&self.gathered);
            self.gathered.clear();
        }
    }

    pub fn finalize(mut self) -> Hash {
        self.hasher.update(&self.gathered);
        self.hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_to_the_hash_of_the_whole() {
        let whole: Vec<u8> = (0..3 * AT_ONCE + 5).map(|at| (at % 251) as u8).collect();
        for size in [1, 7, AT_ONCE, 2 * AT_ONCE] {
            let mut pieces = PiecewiseHasher::default();
            whole.chunks(size).for_each(|piece| pieces.update(piece));
            assert_eq!(pieces.finalize(), blake3::hash(&whole), "pieces of {size}");
        }
        assert_eq!(PiecewiseHasher::default().finalize(), blake3::hash(b""));
    }
}
