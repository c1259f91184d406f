//! A sentence understood by plain rules: procedure, place, time, way of travelling and needs, each with the words it
//! came from, and the words that nothing was made of. Where words have several meanings all are told, none is chosen.

use super::needs::{Need, read_here, read_kind, read_mode, read_needs};
use super::places::Hit;
use super::procedure_words::ProcedureSpoken;
use super::search::Finder;
use super::sentence::Sentence;
use super::spans::is_filler;
use super::time_words::{TimeSpoken, read_time};
use super::wanted::{PUBLIC_KINDS, Wanted};
use crate::geometry::distance_m;
use crate::model::TravelMode;
use chrono::{DateTime, FixedOffset};

/// Candidates further apart than this are different answers to "nearest to where?".
const APART_M: f64 = 2000.0;

/// A place that somebody named.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceSpoken {
    /// As typed.
    pub words: String,
    /// What the words mean equally well, at least one; the first is what other questions are answered for.
    pub candidates: Vec<Hit>,
    /// Candidates lie far apart: which is meant has to be asked.
    pub is_ambiguous: bool,
}

/// What a sentence asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    pub procedure: Option<ProcedureSpoken>,
    pub place: Option<PlaceSpoken>,
    /// The words that mean the place where the question is asked.
    pub here: Option<String>,
    pub time: Option<TimeSpoken>,
    pub mode: Option<(String, TravelMode)>,
    pub needs: Vec<(String, Need)>,
    /// Words that nothing was made of, in order; mere fillers are not among them.
    pub left: Vec<String>,
}

impl Finder {
    /// Understands a sentence; times are relative to `now`.
    pub fn understand(&self, typed: &str, now: DateTime<FixedOffset>) -> Understood {
        let mut sentence = Sentence::read(typed);
        let mut needs = read_needs(&mut sentence);
        let mode = read_mode(&mut sentence);
        let in_names: Vec<bool> = self
            .in_names(&sentence)
            .into_iter()
            .zip(self.house_numbers(&sentence))
            .map(|(in_name, is_house)| in_name || is_house)
            .collect();
        let time = read_time(&mut sentence, now, &in_names);
        let procedure = self.procedure_words.read(&mut sentence);
        let here = read_here(&mut sentence);
        // Kinds of points begin many names: those within a long name are no wish.
        let long_name = self.long_name(&sentence);
        if let Some((start, count)) = long_name {
            sentence.claim(start, count);
        }
        needs.extend(read_kind(&mut sentence, &self.operators));
        if let Some((start, count)) = long_name {
            sentence.release(start, count);
        }
        let place = self.place_in(&sentence).map(|(start, count, candidates)| PlaceSpoken {
            words: sentence.claim(start, count),
            is_ambiguous: lie_apart(&candidates),
            candidates,
        });
        needs.extend(
            read_kind(&mut sentence, &self.operators)
                .into_iter()
                .filter(|_| place.is_none()),
        );
        let left = left(&sentence);
        Understood {
            procedure,
            place,
            here,
            time,
            mode,
            needs,
            left,
        }
    }
}

impl Understood {
    /// The points that answer: with the procedures (every one that may be meant), hours and needs told. A time that is
    /// told is one at which people want to be served.
    pub fn wanted(&self, now: DateTime<FixedOffset>) -> Wanted {
        let has = |wanted: &Need| self.needs.iter().any(|(_, need)| need == wanted);
        let kinds: Vec<_> = PUBLIC_KINDS
            .into_iter()
            .filter(|kind| has(&Need::Kind(*kind)))
            .collect();
        let codes = self.procedure.iter().flat_map(|spoken| &spoken.candidates);
        Wanted {
            at: self.time.as_ref().map_or(now, |time| time.moment),
            kinds: if kinds.is_empty() { PUBLIC_KINDS.to_vec() } else { kinds },
            procedures: codes.map(|(code, _)| code.clone()).collect(),
            is_open: self.time.is_some() || has(&Need::Open),
            by_wheelchair: has(&Need::Wheelchair),
            operator: self.needs.iter().find_map(|(_, need)| match need {
                Need::Operator(name) => Some(name.clone()),
                _ => None,
            }),
        }
    }

    /// Whether anything at all was understood.
    pub fn is_something(&self) -> bool {
        self.procedure.is_some()
            || self.place.is_some()
            || self.here.is_some()
            || self.time.is_some()
            || self.mode.is_some()
            || !self.needs.is_empty()
    }
}

fn lie_apart(candidates: &[Hit]) -> bool {
    let places: Vec<_> = candidates.iter().filter_map(|hit| hit.location).collect();
    places.iter().any(|place| distance_m(places[0], *place) > APART_M)
}

fn left(sentence: &Sentence) -> Vec<String> {
    let runs = sentence.runs().into_iter();
    let runs = runs.filter_map(|(start, count)| {
        let first = (start..start + count).find(|&at| !is_filler(sentence, at))?;
        let last = (start..start + count).rev().find(|&at| !is_filler(sentence, at))?;
        Some(sentence.typed(first, last + 1 - first))
    });
    runs.collect()
}
