//! Which facilities satisfy a limit for which cell: one bit each.

use rayon::prelude::*;

use crate::model::{CellId, FacilityId};

/// A bit matrix, cells by facilities: bit (cell, facility) says that the facility is within a limit
/// of the cell. 340,000 cells by 1,131 facilities take 49 MB.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverMatrix {
    words_per_row: usize,
    facilities: usize,
    bits: Vec<u64>,
}

impl CoverMatrix {
    /// Nothing covered.
    pub fn empty(cells: usize, facilities: usize) -> Self {
        let words_per_row = facilities.div_ceil(64).max(1);
        CoverMatrix {
            words_per_row,
            facilities,
            bits: vec![0; cells * words_per_row],
        }
    }

    /// Fills the matrix 64 facilities at a time on all cores: `fill(word, column)` sets the bits of
    /// facilities `64 * word ..` in a column of one word a cell.
    pub fn by_columns(cells: usize, facilities: usize, fill: impl Fn(usize, &mut [u64]) + Sync) -> Self {
        let mut matrix = CoverMatrix::empty(cells, facilities);
        let words: Vec<usize> = (0..matrix.words_per_row).collect();
        // A few columns at a time: the whole matrix a second time would be a gigabyte for a country.
        for some in words.chunks(rayon::current_num_threads()) {
            let columns: Vec<(usize, Vec<u64>)> = some
                .par_iter()
                .map(|&word| {
                    let mut column = vec![0u64; cells];
                    fill(word, &mut column);
                    (word, column)
                })
                .collect();
            for (word, column) in columns {
                for (cell, bits) in column.into_iter().enumerate() {
                    matrix.bits[cell * matrix.words_per_row + word] = bits;
                }
            }
        }
        matrix
    }

    /// Sets the bits of groups of at most 16 facilities, each with a column of one bit mask a cell: bit `i` is the group's
    /// `i`-th.
    pub fn set_groups(&mut self, groups: &[(&[FacilityId], Vec<u16>)]) {
        let row_words = self.words_per_row;
        let rows_at_once = 4096;
        let blocks = self.bits.par_chunks_mut(row_words * rows_at_once).enumerate();
        blocks.for_each(|(block, rows)| {
            for (members, column) in groups {
                let masks = &column[block * rows_at_once..];
                for (row, &mask) in rows.chunks_exact_mut(row_words).zip(masks) {
                    let mut rest = mask;
                    while rest != 0 {
                        let facility = members[rest.trailing_zeros() as usize].index();
                        row[facility / 64] |= 1 << (facility % 64);
                        rest &= rest - 1;
                    }
                }
            }
        });
    }

    pub fn cells(&self) -> usize {
        self.bits.len() / self.words_per_row
    }

    pub fn facilities(&self) -> usize {
        self.facilities
    }

    pub fn set(&mut self, cell: CellId, facility: FacilityId) {
        self.bits[cell.index() * self.words_per_row + facility.index() / 64] |= 1 << (facility.index() % 64);
    }

    pub fn unset(&mut self, cell: CellId, facility: FacilityId) {
        self.bits[cell.index() * self.words_per_row + facility.index() / 64] &= !(1 << (facility.index() % 64));
    }

    pub fn contains(&self, cell: CellId, facility: FacilityId) -> bool {
        self.row(cell)[facility.index() / 64] >> (facility.index() % 64) & 1 == 1
    }

    /// The words of a cell: bit `f % 64` of word `f / 64` is facility `f`.
    pub fn row(&self, cell: CellId) -> &[u64] {
        &self.bits[cell.index() * self.words_per_row..][..self.words_per_row]
    }

    /// The words of a cell, to be changed; see [`CoverMatrix::row`].
    pub fn row_mut(&mut self, cell: CellId) -> &mut [u64] {
        &mut self.bits[cell.index() * self.words_per_row..][..self.words_per_row]
    }

    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[u64]> {
        self.bits.chunks_exact(self.words_per_row)
    }

    /// The words of every cell, to be changed; see [`CoverMatrix::row`].
    pub fn rows_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [u64]> {
        self.bits.chunks_exact_mut(self.words_per_row)
    }

    /// The facilities that cover a cell, in id order.
    pub fn covering(&self, cell: CellId) -> impl Iterator<Item = FacilityId> + '_ {
        self.row(cell).iter().enumerate().flat_map(|(word_index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    FacilityId(word_index as u32 * 64 + bit)
                })
            })
        })
    }

    /// A row-shaped mask with the bits of the given facilities set.
    pub fn mask(&self, facilities: impl IntoIterator<Item = FacilityId>) -> Vec<u64> {
        let mut mask = vec![0; self.words_per_row];
        for facility in facilities {
            mask[facility.index() / 64] |= 1 << (facility.index() % 64);
        }
        mask
    }

    /// True when any facility of the mask covers the cell.
    pub fn is_covered(&self, cell: CellId, mask: &[u64]) -> bool {
        self.row(cell).iter().zip(mask).any(|(row, mask)| row & mask != 0)
    }

    /// How many facilities of the mask cover the cell.
    pub fn count(&self, cell: CellId, mask: &[u64]) -> u32 {
        self.row(cell)
            .iter()
            .zip(mask)
            .map(|(row, mask)| (row & mask).count_ones())
            .sum()
    }

    /// The union of two matrices of the same shape.
    pub fn or(self, other: &CoverMatrix) -> CoverMatrix {
        self.combined(other, |word, other| word | other)
    }

    /// The intersection of two matrices of the same shape.
    pub fn and(self, other: &CoverMatrix) -> CoverMatrix {
        self.combined(other, |word, other| word & other)
    }

    fn combined(mut self, other: &CoverMatrix, combine: impl Fn(u64, u64) -> u64) -> CoverMatrix {
        assert_eq!(
            (self.bits.len(), self.facilities),
            (other.bits.len(), other.facilities),
            "matrices of one shape"
        );
        self.bits
            .iter_mut()
            .zip(&other.bits)
            .for_each(|(word, other)| *word = combine(*word, *other));
        self
    }

    /// The matrix with only the facilities of the mask kept.
    pub fn masked(mut self, mask: &[u64]) -> CoverMatrix {
        for row in self.bits.chunks_exact_mut(mask.len()) {
            row.iter_mut().zip(mask).for_each(|(word, mask)| *word &= mask);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_back_in_id_order_across_words() {
        let mut cover = CoverMatrix::empty(3, 130);
        for facility in [129, 0, 64, 63] {
            cover.set(CellId(1), FacilityId(facility));
        }
        let found: Vec<u32> = cover.covering(CellId(1)).map(|facility| facility.0).collect();
        assert_eq!(found, [0, 63, 64, 129]);
        assert_eq!(cover.covering(CellId(2)).count(), 0);
        let mask = cover.mask([FacilityId(63), FacilityId(5)]);
        assert_eq!(cover.count(CellId(1), &mask), 1);
        assert!(cover.is_covered(CellId(1), &mask) && !cover.is_covered(CellId(0), &mask));
    }
}
