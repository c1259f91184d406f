//! Where each layer of the demo city comes from, as the workspace tells it.

use super::DemoOptions;
use crate::model::SourceRecord;

/// The day that the demo data describe; fixed, so that the same options give the same bytes.
const STATED_AT: &str = "2026-11-01T00:00:00Z";

/// Layer and note; `data/README.md` tells the same column by column.
const NOTES: [(&str, &str); 8] = [
    (
        "areas",
        "Codes, names, points and areas of the 126 communes: vietnamadminunits 1.0.4 (MIT). Population: declared on \
         1 July 2025 for 72 communes, estimated for 54. Outlines are modelled from points and areas.",
    ),
    (
        "demand",
        "Modelled cells, raked to the population of each commune; settlement follows the centres of the 526 wards of \
         2024 (vietnamadminunits 1.0.4, MIT). The elderly are modelled.",
    ),
    (
        "roads",
        "Modelled streets. Names of main roads and the ten bridges over the Hồng and the Đuống are real, their \
         courses true to about a kilometre; bridge ends partly © OpenStreetMap contributors (ODbL 1.0).",
    ),
    (
        "water",
        "Modelled banks along the rivers' real courses (to about 500 m); lakes are rough outlines, lesser rivers lines through \
         known places (to about a kilometre).",
    ),
    (
        "green",
        "Parks and woods that are there, by name; their outlines are modelled, drawn roughly by hand.",
    ),
    (
        "facilities",
        "30 branches, 126 reception points, 476 agents of 7 enterprises (206 of BIDV): numbers are facts. Places of \
         agents: real ones © OpenStreetMap contributors (ODbL 1.0) where an OSM id is given, else modelled. Hours, \
         staff and procedures are modelled.",
    ),
    (
        "procedures",
        "A modelled selection of 50 real procedures; the official list is not public.",
    ),
    (
        "performance",
        "Modelled. Fact: the 206 BIDV counters had 30 dossiers together in their first six weeks, to 16 May 2025.",
    ),
];

/// One record a layer.
pub fn records(options: &DemoOptions) -> Vec<SourceRecord> {
    let name = format!("demo_city, cells {} m, seed {}", options.cell_metres, options.seed);
    let record = |(layer, note): &(&str, &str)| SourceRecord {
        layer: (*layer).to_owned(),
        name: name.clone(),
        note: (*note).to_owned(),
        imported_at: STATED_AT.to_owned(),
        content_hash: None,
    };
    NOTES.iter().map(record).collect()
}
