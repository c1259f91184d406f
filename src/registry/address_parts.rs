//! A Vietnamese address in its parts.

/// What sort of unit a name was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Thị trấn; gone since July 2025.
    Town,
    /// Quận.
    UrbanDistrict,
    /// Huyện.
    RuralDistrict,
    /// Thị xã.
    TownDistrict,
}

impl UnitKind {
    /// The Vietnamese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ward => "phường",
            Self::Commune => "xã",
            Self::Town => "thị trấn",
            Self::UrbanDistrict => "quận",
            Self::RuralDistrict => "huyện",
            Self::TownDistrict => "thị xã",
        }
    }
}

/// An administrative unit as an address names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedUnit {
    pub kind: UnitKind,
    /// Without its word: `Cống Vị`.
    pub name: String,
}

/// The parts of an address, each as written; what is not there is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressParts {
    /// `126`, `79A`, `3-5`; of `2/224` the 2.
    pub house_number: Option<String>,
    /// From the house outwards to the street: `ngách 5`, `ngõ 72`. `2/224` is house 2 of `ngõ 224`.
    pub lanes: Vec<String>,
    /// Without `đường` or `phố`; numbered roads keep their word: `Quốc lộ 3`.
    pub street: Option<String>,
    /// Buildings, lots, housing estates, industrial parks, as written, from the inside out.
    pub buildings: Vec<String>,
    /// Hamlets and residential groups with their word: `thôn Bầu`, `tổ dân phố số 18`.
    pub hamlets: Vec<String>,
    pub commune: Option<NamedUnit>,
    pub district: Option<NamedUnit>,
    /// Province or city, without its word.
    pub city: Option<String>,
    /// Pieces without a word that says what they are, in order.
    pub unmarked: Vec<String>,
}

impl AddressParts {
    /// Whether nothing at all was read.
    pub fn is_empty(&self) -> bool {
        *self == AddressParts::default()
    }

    /// What it tells that is finer than a commune and no street, each as it was written: house and lanes, buildings, hamlets.
    pub(super) fn finer_than_commune(&self) -> Vec<String> {
        let lanes = self.lanes.join(" ");
        let house = match &self.house_number {
            Some(number) => format!("số {number} {lanes}").trim_end().to_owned(),
            None => lanes,
        };
        let told = self.buildings.iter().chain(&self.hamlets).cloned();
        std::iter::once(house)
            .filter(|house| !house.is_empty())
            .chain(told)
            .collect()
    }
}
