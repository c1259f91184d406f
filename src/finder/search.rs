//! Place search: every name is compared with every reading of the query.
//!
//! A city has some ten thousand distinct names; comparing them all takes a few milliseconds, which spares an
//! index with its own idea of what a word is.

use super::places::{AREA_WORDS, Hit, HitKind, STREET_WORDS, places};
use super::query::{Query, strip_leading};
use super::score::{Name, score};
use crate::model::Dataset;
use crate::text;

/// Longer queries are cut: no name in a city is longer.
const LONGEST_QUERY: usize = 120;
/// Points for a name written with the very accents typed, and for the kind that a leading word told.
const SAME_ACCENTS: u32 = 40;
const HINTED: u32 = 30;

/// All names of one dataset, ready to be searched.
pub struct Finder {
    entries: Vec<Entry>,
}

struct Entry {
    hit: Hit,
    /// The folded name, and the same without the word for what it is.
    names: Vec<Name>,
    accented: String,
    detail: Vec<String>,
}

impl Finder {
    pub fn build(dataset: &Dataset) -> Finder {
        Finder {
            entries: places(dataset).into_iter().map(Entry::new).collect(),
        }
    }

    /// At most `limit` hits, best first; ties by kind, label, detail, code.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let typed: String = query.chars().take(LONGEST_QUERY).collect();
        let Some(query) = Query::read(&typed) else {
            return Vec::new();
        };
        let readings: Vec<Name> = query.readings.iter().map(|reading| Name::new(reading)).collect();
        let mut found: Vec<(u32, &Entry)> = self
            .entries
            .iter()
            .map(|entry| (entry.points(&query, &readings), entry))
            .filter(|(points, _)| *points > 0)
            .collect();
        found.sort_by(|(a_points, a), (b_points, b)| b_points.cmp(a_points).then_with(|| a.order().cmp(&b.order())));
        // A list that begins with good answers does not end with far-fetched ones.
        let best = found.first().map_or(0, |(points, _)| *points);
        found
            .into_iter()
            .take_while(|(points, _)| points * 2 >= best)
            .take(limit)
            .map(|(_, e)| e.hit.clone())
            .collect()
    }
}

impl Entry {
    fn new(hit: Hit) -> Entry {
        let folded = text::fold(&hit.label);
        let words: &[&str] = match hit.kind {
            HitKind::Commune => &AREA_WORDS,
            HitKind::Street => &STREET_WORDS,
            HitKind::Place => &["ho", "song"],
            HitKind::Facility | HitKind::Procedure => &[],
        };
        let mut names = vec![Name::new(&folded)];
        names.extend(strip_leading(&folded, words).map(Name::new));
        let detail = hit.detail.as_deref().map(text::fold).unwrap_or_default();
        Entry {
            names,
            accented: text::nfc(&hit.label).to_lowercase(),
            detail: Name::new(&detail).words().to_vec(),
            hit,
        }
    }

    fn points(&self, query: &Query, readings: &[Name]) -> u32 {
        let best = self
            .names
            .iter()
            .flat_map(|name| {
                readings
                    .iter()
                    .enumerate()
                    .map(move |(at, reading)| (at, reading, name))
            })
            // A narrower reading counts a little less than the one typed.
            .map(|(at, reading, name)| score(reading, name, &self.detail).saturating_sub(at as u32))
            .max()
            .unwrap_or(0);
        if best == 0 {
            return 0;
        }
        let same_accents = self.accented.contains(&query.accented);
        let hinted = query.hint == Some(self.hit.kind);
        best + if same_accents { SAME_ACCENTS } else { 0 } + if hinted { HINTED } else { 0 }
    }

    fn order(&self) -> (HitKind, &str, Option<&str>, Option<&str>) {
        (
            self.hit.kind,
            &self.hit.label,
            self.hit.detail.as_deref(),
            self.hit.code.as_deref(),
        )
    }
}
