//! `gandan calibrate`: speeds of road classes from observed trips.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::{Failure, Lang, findings, output, profile};
use crate::ingest::{ReadOptions, read_trips};
use crate::model::{Finding, Severity, Trip};
use crate::routing::calibrate::{Calibration, Errors, Settings, Unrouted, calibrate};
use crate::routing::{AreaTypes, Profile};
use crate::store::Workspace;

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// CSV or TSV: from_lon, from_lat, to_lon, to_lat, minutes (kinh độ đi, vĩ độ đi, kinh độ đến, vĩ độ đến, phút)
    #[arg(long)]
    trips: PathBuf,
    /// motorbike, car, bicycle or foot
    #[arg(long, default_value = "motorbike")]
    mode: String,
    /// When the trips were made: off_peak or peak (off-peak first: the peak is told relative to it)
    #[arg(long, default_value = "off_peak")]
    period: String,
    /// Start from this profile instead of the shipped one of the mode
    #[arg(long, conflicts_with = "mode")]
    profile: Option<PathBuf>,
    /// Write the fitted profile here
    #[arg(long)]
    out: Option<PathBuf>,
    /// Date for the profile's header, YYYY-MM-DD; default today
    #[arg(long)]
    date: Option<String>,
    /// Use the good rows of a file that has errors
    #[arg(long)]
    accept_partial: bool,
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let start = match &args.profile {
        Some(path) => profile::read(path)?,
        None => Profile::shipped(profile::mode(&args.mode)?),
    };
    let start = start.at(profile::period(&args.period)?);
    let date = date(args.date.as_deref())?;
    let rows = trips(&args.trips, args.accept_partial, args.lang)?;
    let bar = output::spinner(args.lang.pick(
        "Đang tìm đường cho từng chuyến và hiệu chỉnh tốc độ",
        "Routing the trips and fitting speeds",
    ));
    let dataset = Workspace::load(&args.workspace)?;
    if dataset.roads.ways.is_empty() {
        return Err(Failure::BadInput(format!(
            "{}: there are no roads to route trips on; import roads first",
            args.workspace.display()
        )));
    }
    let areas = AreaTypes::classify(&dataset.roads, &dataset.areas, &dataset.cells);
    let list: Vec<Trip> = rows.iter().map(|(_, trip)| *trip).collect();
    let found = calibrate(&dataset.roads, &areas, &start, &list, &Settings::default());
    bar.finish_and_clear();
    let name = args
        .trips
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    findings::report(&unrouted(&found, &rows, &name), args.lang);
    output::write(None, report(&found, list.len(), args.lang).as_bytes())?;
    if let Some(out) = &args.out {
        let text = found.profile.to_toml(&header(&found, &start, &name, &date));
        output::write(Some(out), text.as_bytes())?;
    }
    Ok(())
}

fn date(told: Option<&str>) -> Result<String, Failure> {
    let Some(text) = told else {
        return Ok(chrono::Utc::now()
            .with_timezone(&crate::finder::hours::vietnam())
            .format("%Y-%m-%d")
            .to_string());
    };
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map(|date| date.to_string())
        .map_err(|_| Failure::BadInput(format!("--date '{text}' is not a date; write it as 2025-10-14")))
}

fn trips(path: &Path, accept_partial: bool, lang: Lang) -> Result<Vec<(u64, Trip)>, Failure> {
    let file =
        File::open(path).map_err(|error| Failure::BadInput(format!("{}: cannot be read: {error}", path.display())))?;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (rows, said) = read_trips(&name, BufReader::new(file), &ReadOptions::default());
    findings::report(&said, lang);
    let errors = said
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    if errors > 0 && !accept_partial {
        return Err(Failure::BadInput(format!(
            "{errors} error(s): nothing was fitted. Mend the rows named above, or use the good ones with --accept-partial"
        )));
    }
    if rows.is_empty() {
        return Err(Failure::BadInput(
            "the file holds no usable trip: nothing was fitted".to_owned(),
        ));
    }
    Ok(rows)
}

fn unrouted(found: &Calibration, rows: &[(u64, Trip)], file: &str) -> Vec<Finding> {
    let told = found.unrouted.iter().map(|&(trip, why)| {
        let reason = match why {
            Unrouted::FromJoinsNoRoad => "it starts where no road is within the snap limit",
            Unrouted::ToJoinsNoRoad => "it ends where no road is within the snap limit",
            Unrouted::NoWay => "no way leads from its start to its end",
        };
        Finding::warning("trip_not_routed", file, format!("the trip was left out: {reason}")).at_row(rows[trip].0)
    });
    told.collect()
}

fn report(found: &Calibration, trips: usize, lang: Lang) -> String {
    let mut text = match lang {
        Lang::Vi => format!("{} trong {trips} chuyến đi tìm được đường.\n", found.trips_used),
        Lang::En => format!("{} of {trips} trips have a way.\n", found.trips_used),
    };
    let count = |why: Unrouted| found.unrouted.iter().filter(|(_, of)| *of == why).count();
    let reasons = [
        (
            Unrouted::FromJoinsNoRoad,
            lang.pick("điểm đi xa đường", "start far from any road"),
        ),
        (
            Unrouted::ToJoinsNoRoad,
            lang.pick("điểm đến xa đường", "end far from any road"),
        ),
        (Unrouted::NoWay, lang.pick("không có đường nối", "no way between")),
    ];
    for (why, words) in reasons.into_iter().filter(|(why, _)| count(*why) > 0) {
        text.push_str(&format!("  {}: {words}\n", count(why)));
    }
    text.push_str(lang.pick(
        "\nSai số so với thực tế (phút):        TB tuyệt đối  trung vị  lệch\n",
        "\nError against the trips (minutes):   mean abs.     median    bias\n",
    ));
    let lines = [
        (lang.pick("trước", "before"), found.before),
        (lang.pick("sau", "after"), found.after),
        (
            lang.pick(
                "sau, chuyến để riêng (trung thực hơn)",
                "after, trips held out (the honest one)",
            ),
            found.held_out,
        ),
    ];
    for (words, errors) in lines {
        text.push_str(&match errors {
            Some(errors) => format!(
                "  {words:<38} {:>8.2} {:>8.2} {:>+8.2}\n",
                errors.mean_absolute, errors.median_absolute, errors.bias
            ),
            None => format!("  {words:<38} {:>8}\n", lang.pick("quá ít", "too few")),
        });
    }
    text.push_str(lang.pick(
        "\nLoại đường          trước    sau  chuyến       km\n",
        "\nRoad class         before  after   trips       km\n",
    ));
    for class in found.classes.iter().filter(|class| class.km > 0.0) {
        let note = match (class.is_fitted, class.at_bound) {
            (false, _) => lang.pick("giữ nguyên: quá ít chuyến", "kept: too few trips"),
            (true, true) => lang.pick("chạm giới hạn: kiểm tra dữ liệu", "at its bound: check the data"),
            (true, false) => "",
        };
        let line = format!(
            "{:<18} {:>6.1} {:>6.1} {:>7} {:>8.1}  {note}",
            class.class, class.before_kmh, class.after_kmh, class.trips, class.km
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if !found.converged {
        text.push_str(&match lang {
            Lang::Vi => format!(
                "Sau {} vòng tốc độ vẫn còn thay đổi: xem các chuyến trước khi dùng.\n",
                found.rounds
            ),
            Lang::En => format!(
                "After {} rounds the speeds still moved: look at the trips before you use them.\n",
                found.rounds
            ),
        });
    }
    text
}

/// The comment at the top of the written profile.
fn header(found: &Calibration, start: &Profile, file: &str, date: &str) -> String {
    let told = |errors: Option<Errors>| {
        errors.map_or_else(
            || "not told (too few trips)".to_owned(),
            |errors| {
                format!(
                    "mean {:.2}, median {:.2}, bias {:+.2}",
                    errors.mean_absolute, errors.median_absolute, errors.bias
                )
            },
        )
    };
    let fitted: Vec<&str> = found
        .classes
        .iter()
        .filter(|class| class.is_fitted)
        .map(|class| class.class.as_str())
        .collect();
    let kept = found.classes.len() - fitted.len();
    // One line each: a file name may hold a line break.
    let file: String = file
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    [
        format!(
            "Speeds of {} ({}), fitted by `gandan calibrate` on {date}.",
            start.mode,
            start.current_period().code()
        ),
        format!(
            "Trips: {file}, {} used, {} without a way.",
            found.trips_used,
            found.unrouted.len()
        ),
        format!("Error in minutes before: {}.", told(found.before)),
        format!(
            "Error in minutes after: {}; on trips held out of the fit: {}.",
            told(found.after),
            told(found.held_out)
        ),
        format!(
            "Fitted classes: {}. The other {kept} keep the speeds of the profile that was started from.",
            if fitted.is_empty() {
                "none".to_owned()
            } else {
                fitted.join(", ")
            }
        ),
    ]
    .join("\n")
}
