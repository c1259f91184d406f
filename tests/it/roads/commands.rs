//! `gandan profile` and `gandan calibrate` as people run them.

use std::fs;
use std::process::{Command, Output};

use gandan::geometry::LocalPlane;
use gandan::model::{Dataset, TravelMode};
use gandan::routing::{Profile, Router};
use gandan::store::{Overwrite, Workspace};

use super::towns::{CENTRE, Dice, regular_town};

fn gandan(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .output()
        .expect("gandan runs")
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_profile_is_printed_checked_and_resolved_for_a_period() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.toml");
    let path = path.to_str().expect("UTF-8");
    let (code, text, _) = told(&gandan(&["profile", "--mode", "car"]));
    assert_eq!((code, text.as_str()), (Some(0), Profile::shipped_text(TravelMode::Car)));
    fs::write(path, text.replace("primary = 30", "primary = 33")).expect("written");
    let (code, speeds, _) = told(&gandan(&["profile", "--profile", path, "--period", "peak"]));
    assert_eq!(code, Some(0));
    // 33 x 0.65; very dense 33 x 0.6 x 0.8; rural 33 x 0.9 x 1.3.
    assert!(speeds.contains("\nprimary,21.4,15.8,21.4,38.6\n"), "{speeds}");
    fs::write(path, text.replace("primary = 30", "primary = -3")).expect("written");
    let (code, _, refused) = told(&gandan(&["profile", "--profile", path]));
    assert_eq!(code, Some(3));
    assert!(
        refused.contains("own.toml: speed_kmh.primary is -3; it must be above 0"),
        "{refused}"
    );
    for (args, word) in [
        (["profile", "--mode", "boat"], "'boat' is not a way to travel"),
        (["profile", "--period", "noon"], "'noon' is not a period"),
        (["profile", "--profile", "absent.toml"], "absent.toml: cannot be read"),
    ] {
        let (code, _, refused) = told(&gandan(&args));
        assert!(code == Some(3) && refused.contains(word), "{refused}");
    }
}

#[test]
fn trips_in_a_file_become_a_profile_with_its_story_at_the_top() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (workspace, trips, out) = (file("town.gpkg"), file("trips.csv"), file("fitted.toml"));
    let dataset = Dataset {
        roads: regular_town(9),
        ..Dataset::default()
    };
    Workspace::create(workspace.as_ref(), &dataset, Overwrite::Refuse).expect("created");
    let plane = LocalPlane::at(CENTRE);
    let router = Router::build(&dataset.roads, Profile::shipped(TravelMode::Motorbike));
    let mut dice = Dice::new(1);
    let mut rows = "kinh độ đi;vĩ độ đi;kinh độ đến;vĩ độ đến;phút\n".to_owned();
    for _ in 0..120 {
        let mut place = || plane.to_lonlat([dice.below(2000) as f64, dice.below(2000) as f64]);
        let (from, to) = (place(), place());
        let travel = router.route(&dataset.roads, from, to).expect("a way").travel;
        // Everything takes half as long again.
        let minutes = travel.seconds().expect("reached") / 60.0 * 1.5 + 0.01;
        let number = |value: f64| format!("{value:.6}").replace('.', ",");
        let row = [from.lon, from.lat, to.lon, to.lat, minutes].map(number).join(";");
        rows.push_str(&format!("{row}\n"));
    }
    fs::write(&trips, &rows).expect("written");
    let args = [
        "calibrate",
        &workspace,
        "--trips",
        &trips,
        "--out",
        &out,
        "--date",
        "2025-10-14",
    ];
    let (code, report, said) = told(&gandan(&args));
    assert_eq!(code, Some(0), "{said}");
    assert!(
        report.starts_with("120 trong 120 chuyến đi tìm được đường.\n"),
        "{report}"
    );
    let fitted = fs::read_to_string(&out).expect("written");
    assert!(
        fitted.starts_with(
            "# Speeds of motorbike (off_peak), fitted by `gandan calibrate` on 2025-10-14.\n# Trips: trips.csv, 120 used, 0 without a way.\n"
        ),
        "{fitted}"
    );
    let profile = Profile::from_toml(&fitted).expect("a profile");
    for (class, shipped) in [("primary", 30.0), ("tertiary", 25.0), ("residential", 18.0)] {
        let kmh = profile.class_speed(class, None).expect("a speed");
        assert!(kmh < 0.8 * shipped, "{class}: {kmh}");
    }
    let again = told(&gandan(&args));
    assert_eq!(again.1, report, "the same input gives the same report");
    assert_eq!(fs::read_to_string(&out).expect("written"), fitted);

    fs::write(
        &trips,
        rows.replace("phút\n", "phút\n105,85;21,02;105,86;21,03;không\n"),
    )
    .expect("written");
    let (code, _, said) = told(&gandan(&args));
    assert_eq!(code, Some(3));
    assert!(
        said.contains("dòng 2") && said.contains("'không'") && said.contains("--accept-partial"),
        "{said}"
    );
    let english = [&args[..], &["--accept-partial", "--lang", "en"]].concat();
    let (code, report, _) = told(&gandan(&english));
    assert!(
        code == Some(0) && report.starts_with("120 of 120 trips have a way.\n"),
        "{report}"
    );
}
