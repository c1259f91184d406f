//! `gandan demo`: a workspace with the modelled Hanoi.

use std::path::PathBuf;

use super::noted::noted;
use super::{Failure, output};
use crate::demo_city::{self, DemoOptions};
use crate::store::{Overwrite, Workspace};

#[derive(clap::Args, Debug)]
pub struct Args {
    /// The workspace to write
    #[arg(long, default_value = "hanoi-demo.gpkg")]
    out: PathBuf,
    /// Side of a population cell in metres, 50 to 2000
    #[arg(long, default_value_t = DemoOptions::default().cell_metres)]
    cell_metres: u32,
    /// The same seed gives the same city
    #[arg(long, default_value_t = DemoOptions::default().seed)]
    seed: u64,
    /// Replace the file when it is there
    #[arg(long)]
    force: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let bar = output::spinner("Đang dựng thành phố minh họa");
    let options = DemoOptions {
        cell_metres: args.cell_metres,
        seed: args.seed,
    };
    let dataset = demo_city::build(&options).map_err(|error| Failure::BadInput(error.to_string()))?;
    let overwrite = if args.force {
        Overwrite::Replace
    } else {
        Overwrite::Refuse
    };
    // One that is replaced may have accounts, and so a log.
    noted(&args.out, "data.replace", "the modelled city", || {
        Workspace::create(&args.out, &dataset, overwrite)?;
        Ok(((), "-".to_owned()))
    })?;
    bar.finish_and_clear();
    println!(
        "{}: {} điểm, {} ô dân cư, {:.0} người, {} đoạn đường (dữ liệu minh họa)",
        args.out.display(),
        dataset.facilities.len(),
        dataset.cells.len(),
        dataset.people(),
        dataset.roads.ways.len(),
    );
    Ok(())
}
