//! Administrative areas; water and green areas, the ground of the map.

use geo_types::MultiPolygon;

use super::Origin;
use crate::geometry::LonLat;

/// Level of an administrative area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaLevel {
    City,
    District,
    Commune,
}

impl AreaLevel {
    pub fn code(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::City, Self::District, Self::Commune]
            .into_iter()
            .find(|level| level.code() == code)
    }
}

/// Urban wards (phường) and rural communes (xã): the scheme's fear of an urban-rural gap needs them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Territory {
    Urban,
    Rural,
}

impl Territory {
    pub fn code(self) -> &'static str {
        match self {
            Self::Urban => "urban",
            Self::Rural => "rural",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Urban, Self::Rural]
            .into_iter()
            .find(|territory| territory.code() == code)
    }

    /// Read from the first word of a Vietnamese area name (`Phường` / `Quận` / `Thị trấn`: urban).
    pub fn of_name(name: &str) -> Territory {
        let folded = crate::text::fold(name);
        if ["phuong ", "quan ", "thi tran ", "thi xa "]
            .iter()
            .any(|prefix| folded.starts_with(prefix))
        {
            Territory::Urban
        } else {
            Territory::Rural
        }
    }
}

/// A commune, district or the city with its outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Unique and persistent, e.g. the five-digit commune code.
    pub code: String,
    /// NFC, with its kind: `Phường Đống Đa`.
    pub name: String,
    pub level: AreaLevel,
    pub territory: Territory,
    /// Outline in WGS84 degrees.
    pub outline: MultiPolygon<f64>,
    /// A point inside, for labels.
    pub point: LonLat,
    /// Declared area in km2.
    pub area_km2: Option<f64>,
    /// Declared population.
    pub declared_people: Option<f64>,
    /// Whether the outline is a survey or modelled.
    pub outline_origin: Origin,
    /// First and last day (ISO, inclusive) on which the unit exists in these limits, where a source tells.
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

/// A river or lake as an outline: drawn on the map, and named as the barrier on a straight line (what can be crossed is told by the
/// road network, not from here).
#[derive(Clone, Debug, PartialEq)]
pub struct WaterBody {
    pub name: Option<String>,
    pub outline: MultiPolygon<f64>,
    pub origin: Origin,
}

/// How great a water is that is drawn as a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaterwayClass {
    River,
    Canal,
    Stream,
}

impl WaterwayClass {
    pub const ALL: [WaterwayClass; 3] = [Self::River, Self::Canal, Self::Stream];

    /// As OpenStreetMap calls it.
    pub fn code(self) -> &'static str {
        match self {
            Self::River => "river",
            Self::Canal => "canal",
            Self::Stream => "stream",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::River => "Sông",
            Self::Canal => "Kênh, mương",
            Self::Stream => "Suối",
        }
    }
}

/// The middle line of a river, canal or stream, for the map alone: where its banks are known they are a [`WaterBody`].
#[derive(Clone, Debug, PartialEq)]
pub struct Waterway {
    pub name: Option<String>,
    pub class: WaterwayClass,
    /// At least two points, downstream where the source says so.
    pub line: Vec<LonLat>,
    pub origin: Origin,
}

/// A park, wood or lawn, for the map alone.
#[derive(Clone, Debug, PartialEq)]
pub struct GreenArea {
    pub name: Option<String>,
    pub outline: MultiPolygon<f64>,
    pub origin: Origin,
}
