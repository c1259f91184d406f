//! `gandan nearest`: the nearest points of a place.

use std::path::PathBuf;

use super::output::AnswerFormat;
use super::{Failure, output, workspace};
use crate::finder::hours::{OpenState, state_at, vietnam};
use crate::geometry::LonLat;
use crate::wire::NearestItem;

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    #[arg(long, allow_negative_numbers = true)]
    lon: f64,
    #[arg(long, allow_negative_numbers = true)]
    lat: f64,
    /// motorbike, car, bicycle or foot
    #[arg(long, default_value = "motorbike")]
    mode: String,
    #[arg(short, default_value_t = 5)]
    k: usize,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let place = LonLat::try_new(args.lon, args.lat).map_err(|error| Failure::BadInput(error.to_string()))?;
    let mode = workspace::mode(&args.mode)?;
    let snapshot = workspace::open(&args.workspace)?;
    let now = chrono::Utc::now().with_timezone(&vietnam());
    let items: Vec<NearestItem> = snapshot
        .nearest(place, mode, |_| true, args.k)
        .iter()
        .map(|near| {
            let hours = snapshot.dataset().facilities[near.facility.index()]
                .opening_hours
                .as_deref();
            let told = state_at(hours, now);
            let open = match told.state {
                OpenState::Open => Some(true),
                OpenState::Closed => Some(false),
                OpenState::Unknown => None,
            };
            NearestItem::of(
                snapshot.dataset(),
                near,
                open,
                told.next_change.map(|change| change.to_rfc3339()),
            )
        })
        .collect();
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&items)?,
        AnswerFormat::Text => items.iter().map(line).collect::<String>().into_bytes(),
    };
    output::write(None, &bytes)
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
    let missing = item.detail.missing_since.as_deref().map_or_else(String::new, |since| {
        let parts: Vec<&str> = since.split('-').rev().collect();
        format!(", không còn trong danh sách từ {}", parts.join("/"))
    });
    let km = format!("{:.1}", item.distance_m / 1000.0).replace('.', ",");
    format!(
        "{minutes:>11}  {km:>6} km  {}  ({}, {open}{missing})\n",
        item.name, item.facility
    )
}
