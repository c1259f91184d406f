//! The answer of `gandan addresses` as JSON.

use serde::Serialize;

use crate::registry::{AddressCandidate, AddressMatch, AddressParts, MatchReason, Unmatched};

/// All rows of a file.
#[derive(Debug, Serialize)]
pub struct AddressesAnswer {
    pub rows: usize,
    /// Rows with coordinates of their own; they are not matched.
    pub placed: usize,
    pub matched: usize,
    /// Rows of the best candidate by level.
    pub levels: AddressLevels,
    /// Matched rows for which another commune is at least half as likely.
    pub ambiguous: usize,
    pub addresses: Vec<AddressAnswer>,
}

#[derive(Debug, Default, Serialize)]
pub struct AddressLevels {
    pub house: usize,
    pub place: usize,
    pub street: usize,
    pub commune: usize,
}

/// One row.
#[derive(Debug, Serialize)]
pub struct AddressAnswer {
    /// Row of the file, the header counted.
    pub row: u64,
    pub address: Option<String>,
    pub parts: AddressPartsAnswer,
    pub is_ambiguous: bool,
    /// empty, other_city, nothing_known; `null` where there are candidates.
    pub unmatched: Option<&'static str>,
    /// The likeliest first.
    pub candidates: Vec<AddressCandidateAnswer>,
}

#[derive(Debug, Serialize)]
pub struct AddressPartsAnswer {
    pub house_number: Option<String>,
    pub lanes: Vec<String>,
    pub street: Option<String>,
    pub buildings: Vec<String>,
    pub hamlets: Vec<String>,
    pub commune: Option<String>,
    pub district: Option<String>,
    pub city: Option<String>,
    pub unmarked: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct AddressCandidateAnswer {
    /// house, place, street, commune
    pub level: &'static str,
    pub label: String,
    pub commune: String,
    pub commune_name: String,
    pub lon: f64,
    pub lat: f64,
    pub confidence: f64,
    pub commune_confidence: f64,
    pub within_m: Option<f64>,
    pub reasons: Vec<ReasonAnswer>,
}

#[derive(Debug, Serialize)]
pub struct ReasonAnswer {
    pub code: &'static str,
    /// Names that the reason speaks of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// How many communes it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub communes: Option<usize>,
}

impl AddressAnswer {
    pub fn new(row: u64, address: Option<&str>, found: &AddressMatch) -> AddressAnswer {
        AddressAnswer {
            row,
            address: address.map(str::to_owned),
            parts: (&found.parts).into(),
            is_ambiguous: found.is_ambiguous(),
            unmatched: found.unmatched.as_ref().map(|why| match why {
                Unmatched::Empty => "empty",
                Unmatched::OtherCity(_) => "other_city",
                Unmatched::NothingKnown => "nothing_known",
            }),
            candidates: found.candidates.iter().map(AddressCandidateAnswer::from).collect(),
        }
    }
}

impl From<&AddressParts> for AddressPartsAnswer {
    fn from(parts: &AddressParts) -> Self {
        let unit = |unit: &Option<crate::registry::NamedUnit>| {
            unit.as_ref().map(|unit| format!("{} {}", unit.kind.word(), unit.name))
        };
        AddressPartsAnswer {
            house_number: parts.house_number.clone(),
            lanes: parts.lanes.clone(),
            street: parts.street.clone(),
            buildings: parts.buildings.clone(),
            hamlets: parts.hamlets.clone(),
            commune: unit(&parts.commune),
            district: unit(&parts.district),
            city: parts.city.clone(),
            unmarked: parts.unmarked.clone(),
        }
    }
}

impl From<&AddressCandidate> for AddressCandidateAnswer {
    fn from(found: &AddressCandidate) -> Self {
        AddressCandidateAnswer {
            level: found.level.code(),
            label: found.label.clone(),
            commune: found.commune_code.clone(),
            commune_name: found.commune_name.clone(),
            lon: found.position.lon,
            lat: found.position.lat,
            confidence: found.confidence,
            commune_confidence: found.commune_confidence,
            within_m: found.within_m,
            reasons: found.reasons.iter().map(ReasonAnswer::from).collect(),
        }
    }
}

impl From<&MatchReason> for ReasonAnswer {
    fn from(reason: &MatchReason) -> Self {
        use MatchReason as Why;
        let (code, names, communes): (_, Vec<&String>, _) = match reason {
            Why::CommuneNamed => ("commune_named", vec![], None),
            Why::CommuneInColumn => ("commune_in_column", vec![], None),
            Why::CommuneUnmarked => ("commune_unmarked", vec![], None),
            Why::CommuneAtEnd => ("commune_at_end", vec![], None),
            Why::StreetAlone { communes } => ("street_alone", vec![], Some(*communes)),
            Why::OtherAccents { written } => ("other_accents", vec![written], None),
            Why::Misspelt { written } => ("misspelt", vec![written], None),
            Why::OtherKind => ("other_kind", vec![], None),
            Why::Former { name, successors } => ("former_commune", vec![name], Some(*successors)),
            Why::DistrictAgrees { district } => ("district_agrees", vec![district], None),
            Why::DistrictContradicts { district } => ("district_contradicts", vec![district], None),
            Why::ColumnContradicts => ("column_contradicts", vec![], None),
            Why::StreetFound => ("street_found", vec![], None),
            Why::LaneFound { name } => ("lane_found", vec![name], None),
            Why::StreetElsewhere { communes } => ("street_elsewhere", communes.iter().collect(), None),
            Why::StreetUnknown { street } => ("street_unknown", vec![street], None),
            Why::StreetMissing => ("street_missing", vec![], None),
            Why::HouseMissing => ("house_missing", vec![], None),
            Why::HouseKnown { name } => ("house_known", vec![name], None),
            Why::HouseBetween { lower, upper } => ("house_between", vec![lower, upper], None),
            Why::PlaceKnown { name } => ("place_known", vec![name], None),
            Why::NotFound { what } => ("not_found", vec![what], None),
        };
        ReasonAnswer {
            code,
            names: names.into_iter().cloned().collect(),
            communes,
        }
    }
}
