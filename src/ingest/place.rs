//! What every list of places shares: position, kind, name, code, address.
//!
//! A place stands where its own coordinates say. A row without them may come from a list that `gandan addresses` made:
//! then it stands at the position proposed for its address once a person has confirmed it, and not before.

use super::ReadOptions;
use super::columns::Columns;
use super::findings::Findings;
use super::position::{self, Positions};
use super::record::{Record, Seen};
use super::table::Table;
use super::{number, operator_hint};
use crate::geometry::{LonLat, distance_m};
use crate::model::{FacilityKind, Finding, Origin};
use crate::text;

/// How a place gets its position in one file.
pub(super) struct Placing {
    own: Positions,
    /// Proposals are in degrees whatever the file's own coordinates are in.
    proposed: Positions,
}

/// What a person says of a proposal.
enum Answer {
    Confirmed,
    Refused,
    Blank,
    Unreadable,
}

impl Placing {
    pub fn new(options: &ReadOptions) -> Placing {
        Placing {
            own: Positions::new(options),
            proposed: Positions::new(&ReadOptions::default()),
        }
    }

    /// The position of a row. `None` was told: an error, or a warning for a row that a person took out.
    pub fn read(&self, record: &mut Record) -> Option<LonLat> {
        let has_own = ["lon", "lat", "position"].iter().any(|key| record.raw(key).is_some());
        match answer(record) {
            Some(Answer::Unreadable) => {
                let message =
                    "write x (or có, ok) to confirm the proposed position, không to leave the row out, or nothing";
                record.error("not_a_confirmation", "confirm", message);
                None
            }
            _ if has_own => self.own.read(record),
            Some(Answer::Refused) => {
                let row = record.number();
                let message = "the proposed position was answered with no; the row was left out";
                record.findings.warning_row("proposal_refused", row, message);
                None
            }
            Some(_) if is_overtyped(record) => {
                let message = "the proposed position was typed over; it was taken as typed by a person";
                record.info("proposal_overtyped", "proposed_lon", message);
                self.proposal(record)
            }
            Some(Answer::Confirmed) => {
                let at = self.proposal(record);
                let level = record.raw("match_level").map(text::fold);
                if at.is_some() && matches!(level.as_deref(), Some("phuong xa" | "commune")) {
                    let message = "the confirmed position is only the middle of the commune, perhaps kilometres from the point; \
                                   fill in its own longitude and latitude and import again";
                    record.warning("commune_centre_confirmed", "match_level", message);
                }
                at
            }
            Some(Answer::Blank) => {
                let message = "nobody confirmed the proposed position; write x here, or fill in longitude and latitude; \
                               --accept-partial imports the confirmed rows and writes the others to a file";
                record.error("not_confirmed", "confirm", message);
                None
            }
            None if has_address(record) => {
                let message = format!(
                    "the row has an address and no coordinates; {}",
                    how_to_match(record.findings.file())
                );
                record.error("address_without_position", position_key(record.columns), &message);
                None
            }
            None => self.own.read(record),
        }
    }

    fn proposal(&self, record: &mut Record) -> Option<LonLat> {
        let (lon, lat) = (record.decimal("proposed_lon"), record.decimal("proposed_lat"));
        let (Some(lon), Some(lat)) = (lon, lat) else {
            if !record.is_refused() {
                let message = "the row is confirmed, but no position is proposed; fill in longitude and latitude";
                record.error("confirmed_without_position", "proposed_lon", message);
            }
            return None;
        };
        match self.proposed.place(lon, lat) {
            Ok(placed) => Some(placed.at),
            Err(wrong) => {
                record.error(wrong.check(), "proposed_lon", &wrong.message());
                None
            }
        }
    }
}

/// Whether a table says where its places are, by coordinates or by confirmed proposals; tells what is missing.
pub(super) fn has_columns(table: &Table, columns: &Columns, findings: &mut Findings) -> bool {
    if columns.has("confirm") && columns.has("proposed_lon") && columns.has("proposed_lat") {
        return true;
    }
    let has_position = columns.has("position") || columns.has("lon") && columns.has("lat");
    if !has_position && (columns.has("address") || columns.has("street")) {
        let found = table.headers.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
        let how = how_to_match(findings.file());
        let message = format!(
            "the table has addresses and no columns of coordinates (it has: {found}); {how}; \
             columns of coordinates under other names are named with --mapping"
        );
        findings.push(Finding::error("addresses_without_positions", findings.file(), message).at_row(table.header_row));
        return false;
    }
    position::has_columns(table, columns, findings)
}

/// Positions a metre apart are one: spreadsheets cut digits.
const TYPED_OVER: f64 = 1.0;

/// Whether the proposed coordinates are no longer those that were proposed; unreadable ones are told where they are read.
fn is_overtyped(record: &Record) -> bool {
    let number = |key: &str| record.raw(key).and_then(number::decimal);
    if !record.columns.has("first_proposal") {
        return false;
    }
    let is_filled = ["proposed_lon", "proposed_lat"].map(|key| record.raw(key).is_some());
    match (
        record.raw("first_proposal").map(position::pair),
        number("proposed_lon"),
        number("proposed_lat"),
    ) {
        (None, ..) => is_filled == [true, true],
        (Some(Some((lon, lat))), Some(new_lon), Some(new_lat)) => {
            let place = |lon, lat| LonLat::try_new(lon, lat).ok();
            place(lon, lat)
                .zip(place(new_lon, new_lat))
                .is_none_or(|(before, after)| distance_m(before, after) > TYPED_OVER)
        }
        _ => false,
    }
}

fn how_to_match(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    format!(
        "`gandan addresses W {file} --out {stem}-addresses.xlsx` proposes a position for each, \
         which a person confirms there; then import that file"
    )
}

fn answer(record: &Record) -> Option<Answer> {
    if !record.columns.has("confirm") {
        return None;
    }
    let Some(cell) = record.raw("confirm") else {
        return Some(Answer::Blank);
    };
    let answer = match text::fold(cell).as_str() {
        "x" | "co" | "ok" | "yes" | "y" | "1" | "true" | "dung" | "roi" | "da xac nhan" => Answer::Confirmed,
        "khong" | "no" | "n" | "0" | "false" | "sai" => Answer::Refused,
        // A tick folds to nothing.
        _ if cell.contains(['✓', '✔', '☑']) => Answer::Confirmed,
        _ => Answer::Unreadable,
    };
    Some(answer)
}

fn has_address(record: &Record) -> bool {
    record.raw("address").is_some() || record.raw("street").is_some()
}

fn position_key(columns: &Columns) -> &'static str {
    if columns.has("lon") { "lon" } else { "position" }
}

/// The kind by code or Vietnamese name. In a list of places with a default kind, any other word is the
/// place's own category and means nothing here.
pub(super) fn read_kind(record: &mut Record, default: Option<FacilityKind>) -> Option<FacilityKind> {
    let Some(cell) = record.raw("kind") else {
        if default.is_none() {
            record.error(
                "missing_kind",
                "kind",
                &format!("the kind is blank; write one of: {}", kind_codes()),
            );
        }
        return default;
    };
    let known = kind_called(cell);
    if known.is_none() && default.is_none() {
        record.error(
            "unknown_kind",
            "kind",
            &format!("this is no kind of service point; write one of: {}", kind_codes()),
        );
    }
    known.or(default)
}

/// The kind that goes by a code or name; `None` for words that are no kind of service point.
pub(super) fn kind_called(word: &str) -> Option<FacilityKind> {
    let folded = text::fold(word);
    FacilityKind::ALL.into_iter().find(|kind| {
        let names = [text::fold(kind.code()), text::fold(kind.vietnamese())];
        names.contains(&folded) || other_names(*kind).contains(&folded.as_str())
    })
}

fn other_names(kind: FacilityKind) -> &'static [&'static str] {
    match kind {
        FacilityKind::Branch => &["cn", "chi nhanh trung tam"],
        FacilityKind::ReceptionPoint => &[
            "diem tiep nhan ho so",
            "diem tiep nhan va tra ket qua",
            "bo phan mot cua",
        ],
        FacilityKind::Agent => &["dai ly", "dai ly dich vu cong", "dai ly dvc", "dai ly dvctt"],
        FacilityKind::Collaborator => &["cong tac vien", "ctv"],
        FacilityKind::MobileStop => &[
            "diem luu dong",
            "luu dong",
            "xe luu dong",
            "diem tiep nhan luu dong xe buyt",
        ],
    }
}

/// Every kind as a sheet writes it, with the code that a command takes.
fn kind_codes() -> String {
    FacilityKind::ALL
        .map(|kind| format!("{} ({})", kind.vietnamese(), kind.code()))
        .join(", ")
}

/// The name in NFC.
pub(super) fn read_name(record: &mut Record) -> Option<String> {
    let name = record.text("name")?;
    let raw = record.raw("name").unwrap_or_default();
    let is_composed = unicode_normalization::is_nfc(raw);
    if !is_composed {
        record.warning(
            "name_not_nfc",
            "name",
            "the letters of the name are composed of parts (not NFC); it was put into the usual form",
        );
    }
    Some(name)
}

/// The address, or one made of its parts.
pub(super) fn read_address(record: &Record) -> Option<String> {
    if let Some(address) = record.text("address") {
        return Some(address);
    }
    let street = [record.text("housenumber"), record.text("street")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let parts: Vec<String> = [
        Some(street).filter(|street| !street.is_empty()),
        record.text("ward"),
        record.text("district"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Code and id in another system. A row without a code gets one that stays the same at the next import: from that
/// id (`osm-123`), else from its name and position.
pub(super) fn read_codes(record: &Record, name: Option<&str>, location: LonLat) -> (String, Option<String>) {
    let external_id = record.text("external_id");
    let is_osm = record
        .columns
        .of("external_id")
        .is_some_and(|(_, header)| text::fold(header) == "osm id");
    let from_id = || {
        external_id
            .as_ref()
            .map(|id| if is_osm { format!("osm-{id}") } else { id.clone() })
    };
    let code = record
        .text("code")
        .or_else(from_id)
        .unwrap_or_else(|| derived_code(name.unwrap_or_default(), location));
    (code, external_id)
}

/// The name, or one made of kind and code, which is told.
pub(super) fn name_or_made(record: &mut Record, name: Option<&str>, kind: FacilityKind, code: &str) -> String {
    if let Some(name) = name {
        return name.to_owned();
    }
    let made = format!("{} {code}", kind.vietnamese());
    let row = record.number();
    let message = format!("the point has no name; it is called '{made}' for now");
    record.findings.warning_row("missing_name", row, message);
    made
}

/// The operator, or the one that the name tells.
pub(super) fn read_operator(record: &Record, name: Option<&str>) -> Option<String> {
    let told = || name.and_then(operator_hint::of_name).map(str::to_owned);
    record.text("operator").or_else(told)
}

pub(super) fn read_origin(record: &mut Record) -> Origin {
    match record.raw("origin").map(text::fold).as_deref() {
        None | Some("fact" | "thuc te") => Origin::Fact,
        Some("modelled" | "mo phong" | "minh hoa") => Origin::Modelled,
        Some(_) => {
            record.error("unknown_origin", "origin", "write fact or modelled");
            Origin::Fact
        }
    }
}

/// Tells a code that stands twice; `true` when the row may be kept.
pub(super) fn is_first(record: &mut Record, seen: &mut Seen, code: &str) -> bool {
    let Some(first) = seen.before(code, record.number()) else {
        return true;
    };
    if let Some(key) = ["code", "external_id"]
        .into_iter()
        .find(|key| record.raw(key).is_some())
    {
        let message = format!("code {code} stands on row {first} already; each point needs its own");
        record.error("duplicate_code", key, &message);
    } else {
        let message = format!("the same name at the same place stands on row {first} already; this row was left out");
        let row = record.number();
        record.findings.warning_row("duplicate_row", row, message);
    }
    false
}

/// Whether a code was made by the reader from name and position, and so says nothing by itself.
pub fn is_derived_code(code: &str) -> bool {
    let hex = |letter: u8| letter.is_ascii_digit() || (b'a'..=b'f').contains(&letter);
    let digits = code.strip_prefix("p-");
    digits.is_some_and(|digits| digits.len() == 12 && digits.bytes().all(hex))
}

/// The first 12 hex digits of the hash of name and position: the same row gives the same code.
fn derived_code(name: &str, location: LonLat) -> String {
    let (lon, lat) = location.fixed_point();
    let hash = blake3::hash(format!("{}|{lon}|{lat}", text::fold(name)).as_bytes());
    format!("p-{}", &hash.to_hex()[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_code_depends_on_folded_name_and_place_alone() {
        let (a, b) = (
            derived_code("Đại lý", LonLat::new(105.8, 21.0)),
            derived_code("dai  LY", LonLat::new(105.8, 21.0)),
        );
        assert_eq!(a, b);
        assert!(is_derived_code(&a) && !is_derived_code("p-17") && !is_derived_code("P-0123456789AB"));
        assert_ne!(a, derived_code("Đại lý", LonLat::new(105.8, 21.1)));
    }
}
