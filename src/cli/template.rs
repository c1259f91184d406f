//! `gandan template`: an empty table with its explanations, for an office to fill in.

use std::path::PathBuf;

use super::{Failure, output};
use crate::ingest::{self, Kind, Need};
use crate::store::{Examples, template_csv, template_workbook};

#[derive(clap::Args, Debug)]
pub struct Args {
    /// facilities, demand, areas, outline, procedures, operators, performance, travel-times, crosswalk, census or candidates
    kind: String,
    /// xlsx or csv; default as the ending of --out says
    #[arg(long)]
    format: Option<String>,
    /// The file
    #[arg(long)]
    out: PathBuf,
    /// Write the examples as rows that can be imported, to try; without it they are marked and never imported
    #[arg(long)]
    examples: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let kind = Kind::from_code(&args.kind).ok_or_else(|| {
        let known = Kind::ALL
            .iter()
            .filter(|kind| ingest::template(**kind).is_some())
            .map(|kind| kind.code());
        let known: Vec<&str> = known.collect();
        Failure::Usage(format!(
            "'{}' is not a kind of data; choose one of {}",
            args.kind,
            known.join(", ")
        ))
    })?;
    let Some(template) = ingest::template(kind) else {
        return Err(Failure::BadInput(format!(
            "{} come from OpenStreetMap (.osm.pbf, .osm) or a drawn layer and are not written by hand: there is no template",
            kind.code()
        )));
    };
    let ending = args
        .out
        .extension()
        .map_or_else(String::new, |ending| ending.to_string_lossy().into_owned());
    let format = args.format.clone().unwrap_or(ending);
    let examples = if args.examples {
        Examples::AsRows
    } else {
        Examples::AsRemarks
    };
    let bytes = match format.as_str() {
        "xlsx" => template_workbook(&template, examples)?,
        "csv" => template_csv(&template, examples),
        other => {
            return Err(Failure::BadInput(format!(
                "'{other}' is not a format of templates; use xlsx or csv (--format, or the ending of --out)"
            )));
        }
    };
    output::write(Some(&args.out), &bytes)?;
    let (columns, examples) = (template.columns.len(), template.examples.len());
    let required: Vec<&str> = template
        .columns
        .iter()
        .filter(|column| column.need == Need::Required)
        .map(|column| column.header)
        .collect();
    let required = required.join(", ");
    println!(
        "Đã ghi {}: mẫu {columns} cột (bắt buộc: {required}), {examples} dòng ví dụ. Điền từ dòng dưới các ví dụ, rồi: gandan import {} {} --workspace city.gpkg --dry-run",
        args.out.display(),
        kind.code(),
        args.out.display()
    );
    Ok(())
}
