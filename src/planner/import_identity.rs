//! Facilities of an import and those that are there: who is who, and who is no longer named.
//!
//! An operator's list is complete for that operator and that kind of point: who was in it and is not any more is
//! *marked* as missing. It is not deleted and still counts, since a row may be forgotten in a spreadsheet while the
//! counter is open, and people would lose a point that is there. A person closes it, or the next list names it again.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::{GivenFields, Layer, is_derived_code};
use crate::model::{Dataset, Facility, FacilityKind, FacilityStatus, Finding, SourceRecord};
use crate::registry::{Likeness, MatchedBy, Matching, match_facilities, perhaps_one, updated};
use crate::text::fold;
use crate::units::Metres;

/// A point recognised by a code that is called otherwise and stands further away than this is told: codes are
/// reused, and two lists may number their points from 1. Within a kilometre a point moves house.
const FAR: Metres = Metres(1000.0);

/// Findings of one check that are named one by one; the rest is counted.
const NAMED: usize = 20;

/// How the facilities of an import were recognised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recognised {
    /// Facilities in the files; of a code that is in several files, one.
    pub listed: usize,
    pub by_code: usize,
    pub by_external_id: usize,
    pub by_name_and_place: usize,
    /// Not known before; those in doubt are among them.
    pub new: usize,
    /// Which may be known, and were taken as new.
    pub in_doubt: usize,
    /// New ones that may be a known one which the files do not name, in the order of the files.
    pub perhaps_one: Vec<TwoInOne>,
}

/// A new point and a known one that may be the same: both count.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoInOne {
    pub new_code: String,
    pub new_name: String,
    pub known_code: String,
    pub known_name: String,
    pub likeness: Likeness,
    pub apart: Metres,
}

/// What an import named, as the codes of the workspace.
pub(super) struct Listed {
    codes: BTreeSet<String>,
    /// Codes of known facilities that a new one may be: neither named nor missing.
    in_doubt: BTreeSet<String>,
    /// Codes that were there before.
    known: BTreeSet<String>,
    /// Kinds and operators of the rows.
    scopes: BTreeSet<Scope>,
    pub recognised: Recognised,
}

/// What one list is complete for: a kind of point and its folded operator (empty where none is known).
type Scope = (FacilityKind, String);

fn scope(facility: &Facility) -> Scope {
    (
        facility.kind,
        facility.operator.as_deref().map(fold).unwrap_or_default(),
    )
}

/// Gives the facilities of the layers the identity of those that are there: the code of the workspace, and what the
/// file does not speak of as it is known. `known` is empty where they replace a demo. `None` without facilities.
pub(super) fn identify(
    known: &[Facility],
    layers: &mut [Layer],
    given: &[GivenFields],
    findings: &mut Vec<Finding>,
) -> Option<Listed> {
    let (mut rows, given) = rows_of(layers, given);
    if rows.is_empty() {
        return None;
    }
    let matching = match_facilities(known, &rows);
    tell_doubts(known, &rows, &matching, findings);
    let perhaps: Vec<TwoInOne> = perhaps_one(known, &rows, &matching)
        .into_iter()
        .map(|pair| TwoInOne {
            new_code: rows[pair.incoming].code.clone(),
            new_name: rows[pair.incoming].name.clone(),
            known_code: known[pair.known].code.clone(),
            known_name: known[pair.known].name.clone(),
            likeness: pair.likeness,
            apart: pair.apart,
        })
        .collect();
    tell_perhaps(&perhaps, findings);
    let mut taken: Vec<(String, String)> = Vec::new();
    let (mut strange, mut closed) = (Vec::new(), Vec::new());
    for ((row, given), matched) in rows.iter_mut().zip(&given).zip(&matching.matched) {
        let Some(matched) = matched else { continue };
        let old = &known[matched.known];
        let new = updated(old, row, given, matched.by, matched.moved.0);
        if fold(&old.name) != fold(&new.name) && matched.moved.0 > FAR.0 && matched.by != MatchedBy::NameAndPlace {
            strange.push((old, new.clone(), matched.moved, matched.by));
        }
        let is_taken = old.external_id.is_none() && new.external_id.as_ref() == Some(&row.code);
        if is_taken && old.code != row.code && !is_derived_code(&row.code) {
            taken.push((row.code.clone(), old.code.clone()));
        }
        if new.status == FacilityStatus::Closed && !given.has("status") {
            closed.push(new.code.clone());
        }
        *row = new;
    }
    tell_strange(&strange, findings);
    if let Some((code, own)) = taken.first() {
        let message = format!(
            "{} point(s) were recognised by name and place; the codes of the file were kept as their external ids ('{code}' for '{own}')",
            taken.len()
        );
        findings.push(Finding::info("external_id_taken", "", message));
    }
    if let Some(first) = closed.first() {
        let message = format!(
            "{} point(s) that are closed in the workspace are in the file, first '{first}'; they stay closed, since the file has no column for the status",
            closed.len()
        );
        findings.push(Finding::info("closed_point_listed", "", message).in_column("status", "closed"));
    }
    let count = |by: MatchedBy| matching.matched.iter().flatten().filter(|found| found.by == by).count();
    let candidates = matching.doubts.iter().flat_map(|doubt| &doubt.candidates);
    let listed = Listed {
        codes: rows.iter().map(|row| row.code.clone()).collect(),
        in_doubt: candidates.map(|&index| known[index].code.clone()).collect(),
        known: known.iter().map(|facility| facility.code.clone()).collect(),
        scopes: rows.iter().map(scope).collect(),
        recognised: Recognised {
            listed: rows.len(),
            by_code: count(MatchedBy::Code),
            by_external_id: count(MatchedBy::ExternalId),
            by_name_and_place: count(MatchedBy::NameAndPlace),
            new: matching.matched.iter().filter(|found| found.is_none()).count(),
            in_doubt: matching.doubts.len(),
            perhaps_one: perhaps,
        },
    };
    // All into the first layer: the rows of several files are one list.
    for layer in layers.iter_mut() {
        if let Layer::Facilities(facilities) = layer {
            *facilities = std::mem::take(&mut rows);
        }
    }
    Some(listed)
}

/// Reports name facilities by the code of the workspace, or by that of the system they come from: an external id that one
/// facility has, and that is no code itself, becomes its code. A report that is there under the code already is left as it is.
pub(super) fn resolve_reports(known: &[Facility], layers: &mut [Layer], findings: &mut Vec<Finding>) {
    let codes: BTreeSet<&str> = known.iter().map(|facility| facility.code.as_str()).collect();
    let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for facility in known {
        if let Some(id) = facility.external_id.as_deref().filter(|id| !codes.contains(id)) {
            by_id.entry(id).or_default().push(&facility.code);
        }
    }
    let mut resolved: BTreeSet<String> = BTreeSet::new();
    for layer in layers {
        let Layer::Performance(reports) = layer else { continue };
        let mut there: BTreeSet<(String, crate::model::Month)> = reports
            .iter()
            .map(|report| (report.facility.clone(), report.month))
            .collect();
        for report in reports {
            if let Some([code]) = by_id.get(report.facility.as_str()).map(Vec::as_slice)
                && there.insert(((*code).to_owned(), report.month))
            {
                resolved.insert(std::mem::replace(&mut report.facility, (*code).to_owned()));
            }
        }
    }
    if let Some(first) = resolved.first() {
        let message = format!(
            "{} point(s) are named by their external ids, first '{first}'; their reports were put under the codes of the workspace",
            resolved.len()
        );
        findings.push(Finding::info("external_id_used", "", message));
    }
}

/// The facilities of all layers, each code once: a later file updates what an earlier one says.
fn rows_of(layers: &[Layer], given: &[GivenFields]) -> (Vec<Facility>, Vec<GivenFields>) {
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut rows, mut fields): (Vec<Facility>, Vec<GivenFields>) = (Vec::new(), Vec::new());
    for (layer, given) in layers.iter().zip(given) {
        let Layer::Facilities(facilities) = layer else { continue };
        for facility in facilities {
            match index.get(facility.code.as_str()) {
                Some(&at) => {
                    rows[at] = updated(&rows[at], facility, given, MatchedBy::Code, 0.0);
                    fields[at] = fields[at].clone().with(given);
                }
                None => {
                    index.insert(&facility.code, rows.len());
                    rows.push(facility.clone());
                    fields.push(given.clone());
                }
            }
        }
    }
    (rows, fields)
}

fn named(facility: &Facility) -> String {
    format!("'{}' ({})", facility.code, facility.name)
}

fn tell_doubts(known: &[Facility], rows: &[Facility], matching: &Matching, findings: &mut Vec<Finding>) {
    for doubt in matching.doubts.iter().take(NAMED) {
        let row = &rows[doubt.incoming];
        let candidates: Vec<String> = doubt
            .candidates
            .iter()
            .take(5)
            .map(|&index| named(&known[index]))
            .collect();
        let (point, others) = (named(row), candidates.join(" / "));
        let message = match doubt.by {
            MatchedBy::ExternalId => format!(
                "{point} shares its external id with others and may be {others}: it was taken as a new point; \
                 write the right code into the file and import it again"
            ),
            _ => format!(
                "{point} has the name and place of others and may be {others}: it was taken as a new point; \
                 write the right code into the file and import it again"
            ),
        };
        findings.push(Finding::warning("identity_in_doubt", "", message).in_column("code", &row.code));
    }
    if matching.doubts.len() > NAMED {
        let message = format!(
            "{} more points that may be known were taken as new",
            matching.doubts.len() - NAMED
        );
        findings.push(Finding::warning("identity_in_doubt", "", message));
    }
}

fn tell_perhaps(perhaps: &[TwoInOne], findings: &mut Vec<Finding>) {
    for pair in perhaps.iter().take(NAMED) {
        let (new, code, metres) = (&pair.new_name, &pair.known_code, format!("{:.0}", pair.apart.0));
        let old = format!("'{code}' ({})", pair.known_name);
        let message = match pair.likeness {
            Likeness::SameName => format!(
                "'{new}' is new and may be {old}, which has its name {metres} m away and is not in the file: both count, \
                 so one counter may count twice; if they are one, write the code {code} into its row and import again"
            ),
            Likeness::SamePlace => format!(
                "'{new}' is new and may be {old}, which stands {metres} m away and is not in the file: both count, \
                 so one counter may count twice; if they are one, write the code {code} into its row and import again"
            ),
        };
        findings.push(Finding::warning("perhaps_one_point", "", message).in_column("code", &pair.new_code));
    }
    if perhaps.len() > NAMED {
        let count = perhaps.len() - NAMED;
        let message =
            format!("{count} more new points may be known ones that are not in the file; each pair counts twice");
        findings.push(Finding::warning("perhaps_one_point", "", message).of_cases(count as u64));
    }
}

fn tell_strange(strange: &[(&Facility, Facility, Metres, MatchedBy)], findings: &mut Vec<Finding>) {
    for (old, new, moved, by) in strange.iter().take(NAMED) {
        let same = match by {
            MatchedBy::Code => "the code",
            _ => "the external id",
        };
        let message = format!(
            "has {same} of {}, but is called '{}' and stands {:.1} km away; if it is another point, give it a code of its own \
             (`gandan undo` takes an import back)",
            named(old),
            new.name,
            moved.0 / 1000.0
        );
        findings.push(Finding::warning("identity_doubtful", "", message).in_column("code", &new.code));
    }
    if strange.len() > NAMED {
        let message = format!(
            "{} more points have a code that another point had before: two lists may use the same numbers",
            strange.len() - NAMED
        );
        findings.push(Finding::warning("identity_doubtful", "", message));
    }
}

/// Marks who was in a list of the same kind and operator and is not in this one; of those marked already the older
/// date stays. Closed points are expected in no list.
pub(super) fn mark_missing(dataset: &mut Dataset, listed: &Listed, since: &str, findings: &mut Vec<Finding>) {
    let mut scopes: BTreeMap<Scope, (usize, usize)> = BTreeMap::new();
    for facility in &mut dataset.facilities {
        let own = scope(facility);
        let is_expected = facility.status != FacilityStatus::Closed && listed.known.contains(&facility.code);
        if !is_expected || !listed.scopes.contains(&own) {
            continue;
        }
        let (expected, marked) = scopes.entry(own).or_default();
        *expected += 1;
        let is_named = listed.codes.contains(&facility.code) || listed.in_doubt.contains(&facility.code);
        if !is_named && facility.missing_since.is_none() {
            facility.missing_since = Some(since.to_owned());
            *marked += 1;
        }
    }
    for ((kind, operator), (expected, marked)) in scopes {
        if marked * 2 > expected {
            let whose = match operator.as_str() {
                "" => "without an operator".to_owned(),
                operator => format!("of '{operator}'"),
            };
            let message = format!(
                "{marked} of {expected} points of kind {} {whose} are not in the file and are marked as missing: is the list complete? \
                 Import a part of a list with --add; `gandan undo` takes this back",
                kind.code()
            );
            findings.push(Finding::warning("most_points_missing", "", message));
        }
    }
}

/// The day of an import in Hanoi, `YYYY-MM-DD`; `None` where its sources tell no instant.
pub(super) fn day_of(sources: &[SourceRecord]) -> Option<String> {
    let instants = sources
        .iter()
        .filter_map(|source| chrono::DateTime::parse_from_rfc3339(&source.imported_at).ok());
    let newest = instants.max()?;
    Some(
        newest
            .with_timezone(&crate::finder::hours::vietnam())
            .format("%Y-%m-%d")
            .to_string(),
    )
}
