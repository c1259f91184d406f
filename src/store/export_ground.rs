//! The rows of water and green areas as they are told to other programs.

use serde_json::{Value, json};

use super::export_rows::{Place, Row, Table, columns};
use crate::model::Dataset;

/// Header of the class of a line of water: roads have a class too.
pub(super) const CLASS: &str = "Loại dòng chảy";

/// Rivers and lakes with their banks, then the lines, which alone have a class.
pub(super) fn water(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[("name", "Tên"), ("class", CLASS), ("origin", "Nguồn gốc")]);
    let bodies = dataset.water.iter().map(|body| Row {
        values: vec![json!(body.name), Value::Null, json!(body.origin.code())],
        place: Place::Outline(&body.outline),
    });
    let lines = dataset.waterways.iter().map(|waterway| Row {
        values: vec![
            json!(waterway.name),
            json!(waterway.class.code()),
            json!(waterway.origin.code()),
        ],
        place: Place::Line(waterway.line.clone()),
    });
    Table::new(columns, bodies.chain(lines)).with_outlines()
}

pub(super) fn green(dataset: &Dataset) -> Table<'_> {
    let columns = columns(&[("name", "Tên"), ("origin", "Nguồn gốc")]);
    let rows = dataset.green.iter().map(|green| Row {
        values: vec![json!(green.name), json!(green.origin.code())],
        place: Place::Outline(&green.outline),
    });
    Table::new(columns, rows).with_outlines()
}
