//! Edits, days and parties from the words of a command line.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::Failure;
use crate::geometry::LonLat;
use crate::model::FacilityKind;
use crate::plan::{Edit, NewPoint, Party};
use crate::wire::{EditShape, read_edits};

#[derive(clap::Args, Debug, Default)]
pub struct EditArgs {
    /// This point stays
    #[arg(long, value_name = "CODE")]
    keep: Vec<String>,
    /// A planned or closed point, or a candidate, opens
    #[arg(long, value_name = "CODE")]
    open: Vec<String>,
    /// A new agent opens; the name may be left out
    #[arg(long, value_name = "CODE@LON,LAT=NAME")]
    open_at: Vec<String>,
    /// The first point is merged into the second
    #[arg(long, value_name = "J:K")]
    merge: Vec<String>,
    /// This point ends its service
    #[arg(long, value_name = "CODE")]
    close: Vec<String>,
    /// To another place
    #[arg(long = "move", value_name = "CODE@LON,LAT")]
    moves: Vec<String>,
    /// Opening hours; empty = unknown
    #[arg(long, value_name = "CODE=HOURS")]
    hours: Vec<String>,
    /// Dossiers a month; empty = unknown
    #[arg(long, value_name = "CODE=NUMBER")]
    capacity: Vec<String>,
    /// Procedures; empty = the whole essential list
    #[arg(long, value_name = "CODE=A;B")]
    procedures: Vec<String>,
    /// All road speeds times this
    #[arg(long, value_name = "FACTOR")]
    speed: Option<f64>,
    /// A JSON list of edits in their full form, also mobile stops: [{"action": "merge", "facility": "A", "into": "B"}, ...]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// The edits of the file, then those of the options, openings first.
pub fn edits(args: &EditArgs) -> Result<Vec<Edit>, Failure> {
    let mut edits = match &args.file {
        None => Vec::new(),
        Some(path) => {
            let refused = |reason: String| Failure::BadInput(format!("{}: {reason}", path.display()));
            let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
            let shapes: Vec<EditShape> = serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
            read_edits(&shapes).map_err(|(number, error)| refused(format!("edit {number}: {error}")))?
        }
    };
    for text in &args.open {
        edits.push(Edit::Open { code: text.clone() });
    }
    for text in &args.open_at {
        let (place, name) = text.split_once('=').unwrap_or((text, ""));
        let (code, place) = placed("--open-at", place)?;
        let name = if name.trim().is_empty() {
            format!("Điểm mới {code}")
        } else {
            name.trim().to_owned()
        };
        edits.push(Edit::OpenAt(NewPoint {
            code,
            kind: FacilityKind::Agent,
            name,
            place,
            operator: None,
            address: None,
            capacity_per_month: None,
            opening_hours: None,
            procedures: Vec::new(),
        }));
    }
    for text in &args.keep {
        edits.push(Edit::Keep { code: text.clone() });
    }
    for text in &args.merge {
        let (code, into) = split("--merge", text, ':')?;
        edits.push(Edit::Merge { code, into });
    }
    for text in &args.close {
        edits.push(Edit::Close { code: text.clone() });
    }
    for text in &args.moves {
        let (code, to) = placed("--move", text)?;
        edits.push(Edit::Move { code, to });
    }
    for text in &args.hours {
        let (code, to) = split("--hours", text, '=')?;
        let to = Some(to).filter(|to| !to.is_empty());
        edits.push(Edit::SetHours { code, to });
    }
    for text in &args.capacity {
        let (code, to) = split("--capacity", text, '=')?;
        let number = |to: &str| to.parse().map_err(|_| bad("--capacity", text, "CODE=NUMBER"));
        let to = Some(to).filter(|to| !to.is_empty()).map(|to| number(&to)).transpose()?;
        edits.push(Edit::SetCapacity { code, to });
    }
    for text in &args.procedures {
        let (code, to) = split("--procedures", text, '=')?;
        let list = to.split(';').map(str::trim).filter(|one| !one.is_empty());
        let to = list.map(str::to_owned).collect();
        edits.push(Edit::SetProcedures { code, to });
    }
    edits.extend(args.speed.map(|factor| Edit::Speed { factor }));
    Ok(edits)
}

/// A day as `2026-12-01` or `01/12/2026`.
pub fn day(text: &str) -> Result<NaiveDate, Failure> {
    let read = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d");
    let read = read.or_else(|_| NaiveDate::parse_from_str(text.trim(), "%d/%m/%Y"));
    read.map_err(|_| Failure::BadInput(format!("'{text}' is no day; write 2026-12-01 or 01/12/2026")))
}

/// Days of single edits, from `3=2026-12-01`.
pub fn own_days(list: &[String]) -> Result<BTreeMap<u64, NaiveDate>, Failure> {
    let mut days = BTreeMap::new();
    for text in list {
        let (number, date) = split("--on", text, '=')?;
        let number = number.parse().map_err(|_| bad("--on", text, "NUMBER=DATE"))?;
        days.insert(number, day(&date)?);
    }
    Ok(days)
}

/// Who is asked or answers, from `commune:00004`.
pub fn party(text: &str) -> Result<Party, Failure> {
    Party::parse(text).ok_or_else(|| {
        Failure::BadInput(format!(
            "'{text}' names nobody; write commune:CODE, branch:CODE or enterprise:CODE"
        ))
    })
}

fn bad(option: &str, text: &str, form: &str) -> Failure {
    Failure::BadInput(format!("{option} '{text}' is not {form}"))
}

fn split(option: &str, text: &str, mark: char) -> Result<(String, String), Failure> {
    let form = if mark == ':' { "J:K" } else { "CODE=VALUE" };
    let (one, other) = text.split_once(mark).ok_or_else(|| bad(option, text, form))?;
    Ok((one.trim().to_owned(), other.trim().to_owned()))
}

/// `CODE@LON,LAT`
fn placed(option: &str, text: &str) -> Result<(String, LonLat), Failure> {
    let form = || bad(option, text, "CODE@LON,LAT in degrees");
    let (code, place) = text.split_once('@').ok_or_else(form)?;
    let (lon, lat) = place.split_once(',').ok_or_else(form)?;
    let (lon, lat) = (
        lon.trim().parse().map_err(|_| form())?,
        lat.trim().parse().map_err(|_| form())?,
    );
    Ok((code.trim().to_owned(), LonLat::new(lon, lat)))
}
