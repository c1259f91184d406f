//! `gandan profile`: how fast a mode travels, and where the figures come from.

use std::path::{Path, PathBuf};

use super::{Failure, output};
use crate::model::{TravelMode, TravelPeriod};
use crate::routing::{AreaType, Profile};

#[derive(clap::Args, Debug)]
pub struct Args {
    /// motorbike, car, bicycle or foot
    #[arg(long, default_value = "motorbike")]
    mode: String,
    /// A profile file of your own, to be checked and told instead of the shipped one
    #[arg(long, conflicts_with = "mode")]
    profile: Option<PathBuf>,
    /// off_peak or peak: a table of the speeds that then hold, by road class and area type (km/h); without it the file itself
    #[arg(long)]
    period: Option<String>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let (text, profile) = match &args.profile {
        Some(path) => {
            let text = read_text(path)?;
            let profile = parse(path, &text)?;
            (text, profile)
        }
        None => {
            let mode = mode(&args.mode)?;
            (Profile::shipped_text(mode).to_owned(), Profile::shipped(mode))
        }
    };
    match &args.period {
        None => output::write(None, text.as_bytes()),
        Some(code) => output::write(None, speeds(&profile.at(period(code)?)).as_bytes()),
    }
}

fn speeds(profile: &Profile) -> String {
    let mut table = "class,default,very_dense,urban,rural\n".to_owned();
    for class in profile.classes() {
        let areas = [None].into_iter().chain(AreaType::ALL.map(Some));
        let speeds: Vec<String> = areas
            .filter_map(|area| profile.class_speed(class, area))
            .map(|kmh| format!("{kmh:.1}"))
            .collect();
        table.push_str(&format!("{class},{}\n", speeds.join(",")));
    }
    table
}

/// A mode by its name.
pub fn mode(code: &str) -> Result<TravelMode, Failure> {
    TravelMode::from_code(code).ok_or_else(|| {
        Failure::BadInput(format!(
            "--mode '{code}' is not a way to travel; choose motorbike, car, bicycle or foot"
        ))
    })
}

/// A period by its name.
pub fn period(code: &str) -> Result<TravelPeriod, Failure> {
    TravelPeriod::from_code(code)
        .ok_or_else(|| Failure::BadInput(format!("--period '{code}' is not a period; choose off_peak or peak")))
}

/// A profile file of the user's.
pub fn read(path: &Path) -> Result<Profile, Failure> {
    parse(path, &read_text(path)?)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::BadInput(format!("{}: cannot be read: {error}", path.display())))
}

fn parse(path: &Path, text: &str) -> Result<Profile, Failure> {
    Profile::from_toml(text).map_err(|error| {
        Failure::BadInput(format!(
            "{}: {error}\n`gandan profile` prints a file to start from",
            path.display()
        ))
    })
}
