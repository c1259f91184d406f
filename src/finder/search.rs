//! Place search: every name is compared with every reading of the query.
//!
//! A city has some ten thousand distinct names; comparing them all takes a few milliseconds, which spares an
//! index with its own idea of what a word is.

use super::places::{AREA_WORDS, Hit, HitKind, STREET_WORDS, places};
use super::procedure_words::ProcedureWords;
use super::query::{Query, strip_leading};
use super::score::{Name, SAME, score};
use super::sentence::{Sentence, toned_i};
use crate::model::Dataset;
use crate::registry::{AddressBook, AddressQuery, MatchLevel, toned};
use crate::text;
use std::collections::{BTreeSet, HashMap};

/// Longer queries are cut: no name in a city is longer.
const LONGEST_QUERY: usize = 120;
/// Points for a name written with the very accents typed, and for the kind that a leading word told.
const SAME_ACCENTS: u32 = 40;
const HINTED: u32 = 60;
/// Points that each narrowing of the query costs: "BIDV 34 Láng Hạ" is not the counter at number 1.
const NARROWER: u32 = 30;

/// Points from which a name is a good answer: all its words were typed, without a slip.
pub(super) const GOOD: u32 = 500;

/// All names of one dataset, ready to be searched.
pub struct Finder {
    entries: Vec<Entry>,
    pub(super) addresses: AddressBook,
    pub(super) procedure_words: ProcedureWords,
    /// Names of enterprises that run points, the longest first.
    pub(super) operators: Vec<String>,
    /// Folded names of places, with and without the word for what they are, and how each is written.
    pub(super) exact: HashMap<String, Vec<String>>,
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
        let entries: Vec<Entry> = places(dataset).into_iter().map(Entry::new).collect();
        let mut exact: HashMap<String, Vec<String>> = HashMap::new();
        for entry in entries.iter().filter(|entry| entry.hit.kind != HitKind::Procedure) {
            for name in &entry.names {
                exact
                    .entry(name.folded().to_owned())
                    .or_default()
                    .push(toned_i(&toned(&entry.hit.label)));
            }
        }
        let operators: BTreeSet<&String> = dataset
            .facilities
            .iter()
            .filter_map(|one| one.operator.as_ref())
            .collect();
        let mut operators: Vec<String> = operators.into_iter().cloned().collect();
        operators.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        Finder {
            entries,
            addresses: AddressBook::build(dataset),
            procedure_words: ProcedureWords::build(&dataset.procedures),
            operators,
            exact,
        }
    }

    /// At most `limit` hits, best first; ties by kind, label, detail, code.
    ///
    /// A house comes first where its address is known; where no name is found, the words of a sentence are tried: what
    /// people call a procedure, and a place that stands in it.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let typed: String = query.chars().take(LONGEST_QUERY).collect();
        let mut hits: Vec<Hit> = self.house(&typed).into_iter().collect();
        let named = self.scored(&typed, |_| true);
        let best = named.first().map_or(0, |(points, _)| *points);
        let (called, is_whole) = self.procedures_called(&typed);
        if best < GOOD || is_whole && best < SAME {
            hits.extend(called);
        }
        // A list that begins with good answers does not end with far-fetched ones.
        hits.extend(
            named
                .into_iter()
                .take_while(|(points, _)| points * 2 >= best)
                .take(limit)
                .map(|(_, hit)| hit.clone()),
        );
        if best < GOOD && hits.iter().all(|hit| hit.kind != HitKind::Procedure) {
            let at = hits.iter().take_while(|hit| hit.kind == HitKind::Address).count();
            for (index, hit) in self.place_within(&typed).into_iter().enumerate() {
                hits.insert(at + index, hit);
            }
        }
        let mut known: Vec<Hit> = Vec::new();
        hits.retain(|hit| {
            !known.contains(hit) && {
                known.push(hit.clone());
                true
            }
        });
        hits.truncate(limit);
        hits
    }

    /// Every hit of the wanted kinds with its points, best first.
    pub(super) fn scored(&self, typed: &str, wanted: impl Fn(HitKind) -> bool) -> Vec<(u32, &Hit)> {
        let Some(query) = Query::read(typed) else {
            return Vec::new();
        };
        let readings: Vec<Name> = query.readings.iter().map(|reading| Name::new(reading)).collect();
        let mut found: Vec<(u32, &Entry)> = self
            .entries
            .iter()
            .filter(|entry| wanted(entry.hit.kind))
            .map(|entry| (entry.points(&query, &readings), entry))
            .filter(|(points, _)| *points > 0)
            .collect();
        found.sort_by(|(a_points, a), (b_points, b)| b_points.cmp(a_points).then_with(|| a.order().cmp(&b.order())));
        found.into_iter().map(|(points, entry)| (points, &entry.hit)).collect()
    }

    /// The house of an address, where its number is known or lies between known ones.
    pub(super) fn house(&self, typed: &str) -> Option<Hit> {
        if !typed.contains(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        let found = self.addresses.find(AddressQuery {
            address: typed,
            ..AddressQuery::default()
        });
        let best = found.best().filter(|best| best.level == MatchLevel::House)?;
        Some(Hit {
            kind: HitKind::Address,
            label: best.label.clone(),
            detail: Some(best.commune_name.clone()),
            code: None,
            location: Some(best.position),
        })
    }

    /// Procedures that go by words of the text, and whether those are all its words.
    fn procedures_called(&self, typed: &str) -> (Vec<Hit>, bool) {
        let mut sentence = Sentence::read(typed);
        let spoken = self.procedure_words.read(&mut sentence);
        let of_code = |code: &str| {
            let mut procedures = self.entries.iter().filter(|entry| entry.hit.kind == HitKind::Procedure);
            let entry = procedures.find(|entry| entry.hit.code.as_deref() == Some(code))?;
            Some(entry.hit.clone())
        };
        let codes = spoken.into_iter().flat_map(|spoken| spoken.candidates);
        let called = codes.filter_map(|(code, _)| of_code(&code)).collect();
        (called, sentence.runs().is_empty())
    }
}

impl Entry {
    fn new(hit: Hit) -> Entry {
        let folded = text::fold(&hit.label);
        let words: &[&str] = match hit.kind {
            HitKind::Commune | HitKind::FormerArea => &AREA_WORDS,
            HitKind::Street => &STREET_WORDS,
            HitKind::Place => &["ho", "song"],
            HitKind::Facility | HitKind::Procedure | HitKind::Address => &[],
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
            .map(|(at, reading, name)| score(reading, name, &self.detail).saturating_sub(NARROWER * at as u32))
            .max()
            .unwrap_or(0);
        if best == 0 {
            return 0;
        }
        let same_accents = self.accented.contains(&query.accented);
        let hinted = query.hint == Some(self.hit.kind)
            || query.hint == Some(HitKind::Commune) && self.hit.kind == HitKind::FormerArea;
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
