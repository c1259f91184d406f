//! What the search for an address answers: candidates with their reasons, never a choice made in silence.

use super::address_parts::AddressParts;
use crate::geometry::LonLat;

/// What is looked for: an address, and what columns beside it say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressQuery<'a> {
    pub address: &'a str,
    /// Commune from a column of its own, with or without its word.
    pub commune: Option<&'a str>,
    pub district: Option<&'a str>,
}

/// How near the position is to the address; the finest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchLevel {
    /// At the house, or between its neighbours on the street, which the reasons say.
    House,
    /// At a known place that the address names.
    Place,
    /// Somewhere on the street, within the commune.
    Street,
    /// Somewhere in the commune: its point.
    Commune,
}

impl MatchLevel {
    /// The stable name in files and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Place => "place",
            Self::Street => "street",
            Self::Commune => "commune",
        }
    }

    /// The Vietnamese name shown to people.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::House => "số nhà",
            Self::Place => "địa điểm",
            Self::Street => "đường phố",
            Self::Commune => "phường xã",
        }
    }
}

/// One thing that speaks for or against a candidate. Names are those of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchReason {
    /// The address names the commune with its word.
    CommuneNamed,
    /// A column of its own names it.
    CommuneInColumn,
    /// A piece of the address without a word is its name.
    CommuneUnmarked,
    /// The last words of another piece are its name.
    CommuneAtEnd,
    /// No commune is named; the street runs here and in so many communes in all.
    StreetAlone {
        communes: usize,
    },
    /// The name is written without its accents, or with others.
    OtherAccents {
        written: String,
    },
    Misspelt {
        written: String,
    },
    /// Written as another sort of unit: `xã` for a ward.
    OtherKind,
    /// The name is that of a former commune, which so many communes of today took.
    Former {
        name: String,
        successors: usize,
    },
    DistrictAgrees {
        district: String,
    },
    DistrictContradicts {
        district: String,
    },
    /// The address and the column name different communes.
    ColumnContradicts,
    StreetFound,
    /// The lane is a road of this name.
    LaneFound {
        name: String,
    },
    /// No road of this name is known in the commune; it is known in these.
    StreetElsewhere {
        communes: Vec<String>,
    },
    /// No road of this name is known at all.
    StreetUnknown {
        street: String,
    },
    /// Other candidates have the street, this one has not.
    StreetMissing,
    /// Another candidate has the street and the house or lane, this one has the street alone.
    HouseMissing,
    /// The house is known by its address: the point of this name stands there.
    HouseKnown {
        name: String,
    },
    /// Between two known numbers of the street: the position is interpolated and rough.
    HouseBetween {
        lower: String,
        upper: String,
    },
    /// A known place of this name.
    PlaceKnown {
        name: String,
    },
    /// The address tells this, and the data do not know it here: the middle of the commune stands for it.
    NotFound {
        what: String,
    },
}

/// A place that an address may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct AddressCandidate {
    pub level: MatchLevel,
    pub position: LonLat,
    pub commune_code: String,
    pub commune_name: String,
    /// The address as the data have it: house number, street, commune.
    pub label: String,
    /// How sure the statement is at its level, 0 to 1; see `docs/decisions/0013-addresses.md`.
    pub confidence: f64,
    /// How sure the commune alone is, 0 to 1, never less than `confidence`.
    pub commune_confidence: f64,
    /// Metres from the position within which the street's known parts in the commune, or the two neighbours, lie.
    pub within_m: Option<f64>,
    pub reasons: Vec<MatchReason>,
}

/// Why an address has no candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// Neither the address nor a column says anything.
    Empty,
    /// The address lies in another city.
    OtherCity(String),
    /// No commune, street or place of the data goes by any name in it.
    NothingKnown,
}

/// The answer for one address.
#[derive(Clone, Debug, PartialEq)]
pub struct AddressMatch {
    pub parts: AddressParts,
    /// The likeliest first; by confidence of the commune, then the finest level, then code.
    pub candidates: Vec<AddressCandidate>,
    /// Said when there are no candidates.
    pub unmatched: Option<Unmatched>,
}

impl AddressMatch {
    pub fn best(&self) -> Option<&AddressCandidate> {
        self.candidates.first()
    }

    /// Whether another commune is at least half as likely as the first.
    pub fn is_ambiguous(&self) -> bool {
        self.best().is_some_and(|best| {
            self.candidates.iter().any(|other| {
                other.commune_code != best.commune_code && other.commune_confidence * 2.0 >= best.commune_confidence
            })
        })
    }
}
