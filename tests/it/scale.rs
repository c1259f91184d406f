//! What an import of large files takes in memory, the workspace written included.
//!
//! Memory and not time: the peak of the process (`VmHWM`) is nearly the same from run to run. `make test` imports two small
//! files of each kind and holds what a byte or a row more takes to a bound; `make soak` sets `GANDAN_SOAK=1` (the share of
//! the full size) and imports the largest files there may be, within 1.5 GiB.

mod files;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cli::{done, text};
use files::{Packing, city, raster, table};
use gandan::store::Workspace;

const MIB: u64 = 1 << 20;
/// What a whole import may take: 1.5 GiB.
const MOST: u64 = 1536 * MIB;

/// The share of the full size that is asked for; `None` for the short versions.
fn soak() -> Option<f64> {
    let share = std::env::var("GANDAN_SOAK").ok()?;
    Some(
        share
            .parse()
            .expect("GANDAN_SOAK is a share of the full size, such as 1 or 0.25"),
    )
}

/// Runs the program and gives its peak of resident memory in bytes; `None` (said) where the system does not tell it.
fn peak(args: &[&str]) -> Option<u64> {
    let (code, highest, told) = run(args);
    assert_eq!(code, Some(0), "{args:?}: {told}");
    highest
}

/// Exit code, peak in bytes, and what was said.
pub fn run(args: &[&str]) -> (Option<i32>, Option<u64>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut highest = None;
    let ended = loop {
        if let Ok(told) = std::fs::read_to_string(&status) {
            let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            highest = highest.max(kib.map(|kib| kib << 10));
        }
        match child.try_wait().expect("it is ours") {
            Some(ended) => break ended,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let mut told = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("piped"), &mut told).expect("text");
    if highest.is_none() {
        println!("skipped: this system tells no peak of memory");
    }
    (ended.code(), highest, told)
}

/// One kind of large file: how it is made at a size, and what one unit of size may take in memory.
struct Growth<'a> {
    name: &'a str,
    kind: &'a str,
    make: &'a dyn Fn(&Path, u64),
    /// Sizes of the two small files, and of the large one.
    small: [u64; 2],
    large: u64,
    /// Bytes of memory for one more unit of size.
    most_per_unit: f64,
}

impl Growth<'_> {
    fn holds(&self, workspace: Option<&Path>) {
        let folder = tempfile::tempdir().expect("a folder");
        let import = |size: u64| {
            let file = folder.path().join(format!("{}-{size}", self.name));
            (self.make)(&file, size);
            let target: PathBuf = folder.path().join(format!("{size}.gpkg"));
            if let Some(workspace) = workspace {
                std::fs::copy(workspace, &target).expect("copied");
            }
            let peak = peak(&["import", self.kind, text(&file), "--workspace", text(&target)])?;
            let bytes = std::fs::metadata(&file).expect("it is there").len();
            std::fs::remove_file(&file).expect("it was there");
            println!(
                "{}: {} MiB of file, size {size}: peak {} MiB",
                self.name,
                bytes / MIB,
                peak / MIB
            );
            Some(peak)
        };
        if let Some(share) = soak() {
            if let Some(peak) = import((self.large as f64 * share) as u64) {
                assert!(peak <= MOST, "{}: {} MiB at its peak", self.name, peak / MIB);
            }
            return;
        }
        let [Some(less), Some(more)] = self.small.map(import) else {
            return;
        };
        let units = (self.small[1] - self.small[0]) as f64;
        let per_unit = (more as f64 - less as f64) / units;
        println!("{}: {per_unit:.2} bytes a unit", self.name);
        assert!(
            per_unit <= self.most_per_unit,
            "{}: {per_unit} bytes a unit, {} allowed",
            self.name,
            self.most_per_unit
        );
    }
}

#[test]
fn buildings_of_a_road_file_do_not_stay_in_memory() {
    Growth {
        name: "osm.pbf",
        kind: "roads",
        make: &|path, bytes| city(path, if soak().is_some() { 1200 } else { 60 }, bytes),
        small: [4 * MIB, 20 * MIB],
        large: 2048 * MIB,
        most_per_unit: 0.25,
    }
    .holds(None);
}

#[test]
fn pixels_without_people_do_not_stay_in_memory() {
    for (name, packing) in [("plain.tif", Packing::Plain), ("deflate.tif", Packing::Deflate)] {
        Growth {
            name,
            kind: "demand",
            make: &|path, tiles| {
                let across = tiles.isqrt();
                // About 2,000 populated pixels at either small size, 2 million at the large one.
                let spread = tiles * (512 * 512) / if soak().is_some() { 2_000_000 } else { 2_000 };
                raster(path, across as usize, spread, packing);
            },
            small: [9, 36],
            large: 484,
            // A tile has one MiB.
            most_per_unit: 0.25 * MIB as f64,
        }
        .holds(None);
    }
}

#[test]
fn a_row_of_a_table_takes_no_more_than_a_kilobyte() {
    let demand = |path: &Path, rows: u64| {
        table(path, "code,lon,lat,people,elderly", rows, |at, noise| {
            let jitter = (noise.next() % 1000) as f64 / 1e7;
            let (lon, lat) = (
                105.3 + (at % 1000) as f64 / 1250.0 + jitter,
                20.6 + (at / 1000) as f64 / 1250.0 + jitter,
            );
            format!(
                "c{at:07},{lon:.7},{lat:.7},{}.5,{}",
                noise.next() % 90 + 10,
                noise.next() % 10
            )
        });
    };
    let performance = |path: &Path, rows: u64| {
        let header = "facility,month,dossiers,submitted_online,accepted,on_time,complaints,responses,satisfied";
        table(path, header, rows, |at, noise| {
            let (point, month) = (at / 100, at % 100);
            let dossiers = noise.next() % 900 + 100;
            format!(
                "A{point:05},{}-{:02},{dossiers},{},{},{},1,50,49",
                2015 + month / 12,
                month % 12 + 1,
                dossiers - 9,
                dossiers - 10,
                dossiers - 20
            )
        });
    };
    for (kind, make) in [
        ("demand", &demand as &dyn Fn(&Path, u64)),
        ("performance", &performance),
    ] {
        Growth {
            name: kind,
            kind,
            make,
            small: [20_000, 80_000],
            large: 1_000_000,
            most_per_unit: 1024.0,
        }
        .holds(None);
    }
}

#[test]
fn a_corner_of_an_outline_takes_no_more_than_a_few_hundred_bytes() {
    Growth {
        name: "geojson",
        kind: "areas",
        make: &|path, corners| {
            let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("the folder can be written"));
            let start = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Xã Tròn","code":"1"},"geometry":{"type":"Polygon","coordinates":[["#;
            std::io::Write::write_all(&mut file, start.as_bytes()).expect("the disk has room");
            for step in 0..=corners {
                // The last corner is the first.
                let angle = (step % corners) as f64 / corners as f64 * std::f64::consts::TAU;
                let comma = if step == 0 { "" } else { "," };
                let corner = format!("{comma}[{},{}]", 105.5 + 0.2 * angle.cos(), 21.0 + 0.2 * angle.sin());
                std::io::Write::write_all(&mut file, corner.as_bytes()).expect("the disk has room");
            }
            std::io::Write::write_all(&mut file, b"]]}}]}").expect("the disk has room");
        },
        small: [20_000, 80_000],
        large: 7_000_000,
        most_per_unit: 400.0,
    }
    .holds(None);
}

#[test]
fn a_travel_time_takes_no_more_than_a_kilobyte_and_a_half() {
    let folder = tempfile::tempdir().expect("a folder");
    let (cells, facilities, workspace) = (
        folder.path().join("c.csv"),
        folder.path().join("f.csv"),
        folder.path().join("w.gpkg"),
    );
    table(&cells, "code,lon,lat,people", 2000, |at, _| {
        format!("c{at:05},{:.4},21.0,5", 105.5 + at as f64 / 4000.0)
    });
    table(&facilities, "code,kind,name,lon,lat", 500, |at, _| {
        format!("F{at:03},agent,Điểm {at},{:.4},21.01", 105.5 + at as f64 / 1000.0)
    });
    done(&["import", "demand", text(&cells), "--workspace", text(&workspace)]);
    done(&[
        "import",
        "facilities",
        text(&facilities),
        "--workspace",
        text(&workspace),
    ]);
    Growth {
        name: "travel-times",
        kind: "travel-times",
        make: &|path, rows| {
            table(path, "cell,facility,minutes", rows, |at, noise| {
                format!(
                    "c{:05},F{:03},{}.{}",
                    at / 500,
                    at % 500,
                    noise.next() % 90,
                    noise.next() % 10
                )
            });
        },
        small: [20_000, 80_000],
        large: 1_000_000,
        most_per_unit: 1536.0,
    }
    .holds(Some(&workspace));
    let times = Workspace::load(&workspace).expect("a workspace").travel_times;
    assert!(times.is_empty(), "the imports went into copies");
}
