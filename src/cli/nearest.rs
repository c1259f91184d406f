//! `gandan nearest`: the nearest points of a place, or of a question in a sentence.

use std::path::PathBuf;

use super::output::AnswerFormat;
use super::{Failure, output, workspace};
use crate::finder::hours::vietnam;
use crate::finder::{Finder, Wanted};
use crate::geometry::LonLat;
use crate::model::FacilityKind;
use crate::wire::{AskAnswer, AskQuestion, NearestAnswer, NearestItem, NearestQuestion};
use chrono::{DateTime, FixedOffset};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    #[arg(
        long,
        allow_negative_numbers = true,
        requires = "lat",
        required_unless_present = "ask"
    )]
    lon: Option<f64>,
    #[arg(long, allow_negative_numbers = true, requires = "lon")]
    lat: Option<f64>,
    /// A question in a sentence, such as "đổi bằng lái gần Đống Đa chiều nay"
    #[arg(long)]
    ask: Option<String>,
    /// The moment of opening hours, RFC 3339; now without it
    #[arg(long)]
    at: Option<String>,
    /// Codes of procedures, each of which the point must handle
    #[arg(long, value_delimiter = ',', conflicts_with = "ask")]
    procedure: Vec<String>,
    /// Only points known to be open at the moment
    #[arg(long, conflicts_with = "ask")]
    open_only: bool,
    /// Only points known to be accessible by wheelchair
    #[arg(long, conflicts_with = "ask")]
    wheelchair: bool,
    /// motorbike, car, bicycle or foot
    #[arg(long, default_value = "motorbike")]
    mode: String,
    #[arg(short, default_value_t = 5)]
    k: usize,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let here = match (args.lon, args.lat) {
        (Some(lon), Some(lat)) => {
            Some(LonLat::try_new(lon, lat).map_err(|error| Failure::BadInput(error.to_string()))?)
        }
        _ => None,
    };
    let mode = workspace::mode(&args.mode)?;
    let at = moment(args.at.as_deref())?;
    let snapshot = workspace::open(&args.workspace)?;
    if let Some(query) = args.ask.clone() {
        let finder = Finder::build(snapshot.dataset());
        let question = AskQuestion {
            query,
            here,
            at,
            mode,
            k: args.k,
        };
        let answer = AskAnswer::of(&snapshot, &finder, &question);
        let bytes = match args.format {
            AnswerFormat::Json => output::json(&answer)?,
            AnswerFormat::Text => told(&answer).into_bytes(),
        };
        return output::write(None, &bytes);
    }
    let known = &snapshot.dataset().procedures;
    if let Some(code) = args
        .procedure
        .iter()
        .find(|code| !known.iter().any(|one| one.code == **code))
    {
        return Err(Failure::BadInput(format!(
            "--procedure '{code}': no such procedure; `gandan export W procedures --out F.csv` lists them"
        )));
    }
    let place = here.expect("clap asks for a place where there is no question");
    let wanted = Wanted {
        kinds: FacilityKind::ALL.to_vec(),
        procedures: args.procedure.clone(),
        is_open: args.open_only,
        by_wheelchair: args.wheelchair,
        ..Wanted::at(at)
    };
    let answer = NearestAnswer::of(
        &snapshot,
        &NearestQuestion {
            place,
            mode,
            k: args.k,
            wanted,
        },
    );
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&answer.results)?,
        AnswerFormat::Text => lines(&answer).into_bytes(),
    };
    output::write(None, &bytes)
}

fn moment(text: Option<&str>) -> Result<DateTime<FixedOffset>, Failure> {
    let Some(text) = text else {
        return Ok(chrono::Utc::now().with_timezone(&vietnam()));
    };
    DateTime::parse_from_rfc3339(text).map_err(|_| {
        Failure::BadInput(format!(
            "--at '{text}': expected RFC 3339, such as 2026-11-23T09:30:00+07:00"
        ))
    })
}

fn told(answer: &AskAnswer) -> String {
    let mut text = format!("{}\n", answer.told_vi);
    if !answer.understood.not_understood.is_empty() {
        text += &format!("Chưa hiểu: {}.\n", answer.understood.not_understood.join("; "));
    }
    for question in &answer.questions_vi {
        text += &format!("{question}\n");
    }
    text + &answer.nearest.as_ref().map_or_else(String::new, lines)
}

/// The points, and the stops of the service bus that are worth waiting for.
fn lines(answer: &NearestAnswer) -> String {
    let points = answer.results.iter().map(line);
    let stops = answer.mobile_stops.iter().map(|stop| format!("{}\n", stop.notice_vi));
    points.chain(stops).collect()
}

fn line(item: &NearestItem) -> String {
    let minutes = item.travel_s.map_or_else(
        || "-".to_owned(),
        |seconds| format!("{:.1} phút", seconds / 60.0).replace('.', ","),
    );
    let open = match item.open {
        Some(true) => "đang mở cửa",
        Some(false) => "đang đóng cửa",
        None => "chưa rõ giờ mở cửa",
    };
    let closing = item
        .closing
        .as_ref()
        .map(|closing| format!("             {}\n", closing.notice_vi));
    let missing = item.detail.missing_since.as_deref().map_or_else(String::new, |since| {
        format!(", không còn trong danh sách từ {}", crate::text::day_vi(since))
    });
    let km = format!("{:.1}", item.distance_m / 1000.0).replace('.', ",");
    format!(
        "{minutes:>11}  {km:>6} km  {}  ({}, {open}{missing})\n{}",
        item.name,
        item.facility,
        closing.unwrap_or_default()
    )
}
