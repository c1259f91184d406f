//! What became of administrative units: one row for each old unit and each new one that took people of it.

/// How much of the old unit the new one took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrosswalkPart {
    /// All of it.
    Whole,
    /// Some of it; how many people is not known.
    Part,
}

impl CrosswalkPart {
    /// The stable name in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Whole, Self::Part].into_iter().find(|part| part.code() == code)
    }
}

/// One row of the crosswalk between two layouts of communes. An old unit that was split has a row for each new one.
///
/// Codes persist: most new communes carry the code of one of their old ones, so that a code alone does not say which
/// layout is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CrosswalkEntry {
    pub old_code: String,
    /// NFC, with its kind: `Phường Cống Vị`.
    pub old_name: String,
    /// The district (quận, huyện, thị xã) it belonged to, which the new layout does not have.
    pub old_district: Option<String>,
    pub new_code: String,
    /// NFC, with its kind.
    pub new_name: String,
    pub part: CrosswalkPart,
    /// What the source says of its own certainty, in its words.
    pub confidence: Option<String>,
}

impl CrosswalkEntry {
    /// The order of rows and the identity of one: an old and a new unit meet in one row at most.
    pub fn key(&self) -> (&str, &str) {
        (&self.old_code, &self.new_code)
    }
}
