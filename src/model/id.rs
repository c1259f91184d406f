//! Indices inside one dataset; ties follow them, and they follow the order of codes.

/// Index of a facility in `Dataset::facilities`, which is sorted by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FacilityId(pub u32);

/// Index of a demand cell in `Dataset::cells`, which is sorted by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(pub u32);

/// Index of an area in `Dataset::areas`, which is sorted by level, then code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u32);

macro_rules! index {
    ($($id:ident),*) => {$(
        impl $id {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
index!(FacilityId, CellId, AreaId);
