//! What this state of the data comes to under each shipped rule, as the workspace keeps it for the trend.

use super::Snapshot;
use crate::access::{Coverage, PeopleByVerdict};
use crate::model::{Rule, TravelMode};
use crate::store::CoverageRow;

/// Communes with fewer people than this who do not pass lack nobody: a grid's fractions are rounding.
const SOMEBODY: f64 = 0.5;

/// One row a shipped rule; `at` is RFC 3339 UTC.
pub fn coverage_rows(snapshot: &Snapshot, at: &str) -> Vec<CoverageRow> {
    snapshot
        .coverages()
        .iter()
        .map(|coverage| row(snapshot, coverage, at))
        .collect()
}

fn row(snapshot: &Snapshot, coverage: &Coverage, at: &str) -> CoverageRow {
    let people = &coverage.people;
    let lacks = |people: &PeopleByVerdict| people.total - people.passing >= SOMEBODY;
    CoverageRow {
        at: at.to_owned(),
        snapshot_id: snapshot.id().to_owned(),
        rule: coverage.rule.id.clone(),
        method: method(snapshot, &coverage.rule),
        people: people.total,
        radius_people: people.time_and_distance + people.distance_only,
        time_people: people.time_and_distance + people.time_only,
        passing_people: people.passing,
        areas: coverage.areas.len() as u32,
        areas_lacking: coverage.areas.iter().filter(|area| lacks(&area.people)).count() as u32,
    }
}

/// The rule, without the name of its source, and the speeds, which a newer program may bring.
fn method(snapshot: &Snapshot, rule: &Rule) -> String {
    let limits = Rule {
        source: None,
        ..rule.clone()
    };
    let speeds = snapshot.profile(TravelMode::Motorbike).canonical_text();
    blake3::hash(format!("{limits:?}{speeds}").as_bytes()).to_hex()[..16].to_owned()
}
