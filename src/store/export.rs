//! Layers of a dataset as CSV, GeoJSON and workbooks. Column names are stable: other programs check figures with
//! them. What is written here is read again by `ingest` as the same rows.

use serde_json::{Map, Value, json};

use super::export_rows::{Column, IsDate, Table};
use super::workbook::{self, Cell, Sheet};
use super::{StoreError, export_rows, geopackage_layer};
use crate::model::{Dataset, SourceRecord};

/// What can be told without computing anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportLayer {
    Facilities,
    Areas,
    Demand,
    Procedures,
    Operators,
    Performance,
    Crosswalk,
    Census,
    Candidates,
    TravelTimes,
    /// The city's.
    Outline,
    /// Ways as lines. Only a GeoPackage holds junctions and turns too and is read again.
    Roads,
    /// Rivers and lakes as outlines, then rivers, canals and streams as lines.
    Water,
    Green,
}

impl ExportLayer {
    pub const ALL: [ExportLayer; 14] = [
        Self::Facilities,
        Self::Areas,
        Self::Demand,
        Self::Procedures,
        Self::Operators,
        Self::Performance,
        Self::Crosswalk,
        Self::Census,
        Self::Candidates,
        Self::TravelTimes,
        Self::Outline,
        Self::Roads,
        Self::Water,
        Self::Green,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Facilities => "facilities",
            Self::Areas => "areas",
            Self::Demand => "demand",
            Self::Procedures => "procedures",
            Self::Operators => "operators",
            Self::Performance => "performance",
            Self::Crosswalk => "crosswalk",
            Self::Census => "census",
            Self::Candidates => "candidates",
            Self::TravelTimes => "travel-times",
            Self::Outline => "outline",
            Self::Roads => "roads",
            Self::Water => "water",
            Self::Green => "green",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.code() == code)
    }

    fn vietnamese(self) -> &'static str {
        match self {
            Self::Facilities => "Điểm phục vụ",
            Self::Areas => "Đơn vị hành chính",
            Self::Demand => "Dân cư",
            Self::Procedures => "Thủ tục",
            Self::Operators => "Doanh nghiệp",
            Self::Performance => "Báo cáo tháng",
            Self::Crosswalk => "Đối chiếu xã phường",
            Self::Census => "Dân số theo xã phường",
            Self::Candidates => "Nơi có thể mở điểm",
            Self::TravelTimes => "Thời gian đi lại",
            Self::Outline => "Ranh giới thành phố",
            Self::Roads => "Đường",
            Self::Water => "Sông, hồ",
            Self::Green => "Công viên, cây xanh",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// UTF-8, comma, header row, `\n`; unknown = empty. Outlines as WKT.
    Csv,
    /// RFC 7946; the CSV columns are the properties, unknown = null; areas carry their outline. A row that lies nowhere, such as a
    /// monthly report, is a feature whose geometry is null.
    GeoJson,
    /// Excel: Vietnamese headers (frozen, with a filter), typed cells, a sheet `Nguồn` with the sources.
    Workbook,
    /// One layer of its own, as in a workspace, and the table of its sources.
    GeoPackage,
}

impl ExportFormat {
    /// By the ending of a file name.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "csv" => Some(Self::Csv),
            "geojson" => Some(Self::GeoJson),
            "xlsx" => Some(Self::Workbook),
            "gpkg" => Some(Self::GeoPackage),
            _ => None,
        }
    }
}

/// The layer as the bytes of a file, rows in canonical order. Equal data give equal bytes.
///
/// # Errors
/// [`StoreError::Unfit`] when the format cannot hold the layer: roads in a table, more rows than a sheet has.
pub fn export_layer(dataset: &Dataset, layer: ExportLayer, format: ExportFormat) -> Result<Vec<u8>, StoreError> {
    let table = export_rows::of_layer(dataset, layer);
    match format {
        ExportFormat::Csv | ExportFormat::Workbook if layer == ExportLayer::Roads => Err(StoreError::Unfit {
            layer: layer.code(),
            reason: "a table does not hold their lines; write .gpkg, which is read again, or .geojson".into(),
        }),
        ExportFormat::Csv => Ok(csv(table)),
        ExportFormat::GeoJson => Ok(geojson(table)),
        ExportFormat::Workbook => book(dataset, layer, table),
        ExportFormat::GeoPackage => geopackage_layer::bytes(dataset, layer),
    }
}

/// Where a layer came from; a demo says so in every file it leaves.
pub(super) fn sources(dataset: &Dataset, layer: ExportLayer) -> impl Iterator<Item = &SourceRecord> {
    let of_layer = move |source: &&SourceRecord| source.layer == layer.code();
    dataset.sources.iter().filter(of_layer)
}

fn csv(table: Table) -> Vec<u8> {
    const MEMORY: &str = "writing to memory does not fail";
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = table.columns.iter().map(|column| column.name);
    writer
        .write_record(names.chain(table.has_outlines.then_some("outline")))
        .expect(MEMORY);
    for row in table.rows {
        let fields = row.values.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Number(number) => number
                .as_f64()
                .map_or_else(|| number.to_string(), |value| value.to_string()),
            other => other.to_string(),
        });
        writer.write_record(fields.chain(row.place.outline())).expect(MEMORY);
    }
    writer.into_inner().expect(MEMORY)
}

fn geojson(table: Table) -> Vec<u8> {
    const MEMORY: &str = "JSON values are always JSON, and writing to memory does not fail";
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let mut bytes = b"{\"features\":[".to_vec();
    for (at, row) in table.rows.enumerate() {
        if at > 0 {
            bytes.push(b',');
        }
        let geometry = row.place.geometry();
        let properties: Map<String, Value> = names.iter().map(|name| (*name).to_owned()).zip(row.values).collect();
        let feature = json!({"type": "Feature", "geometry": geometry, "properties": properties});
        serde_json::to_writer(&mut bytes, &feature).expect(MEMORY);
    }
    bytes.extend_from_slice(b"],\"type\":\"FeatureCollection\"}\n");
    bytes
}

fn book(dataset: &Dataset, layer: ExportLayer, table: Table) -> Result<Vec<u8>, StoreError> {
    // A cell holds so many letters; a longer outline goes on in the next column.
    let pieces = |outline: &str| -> Vec<String> {
        let bytes = outline.as_bytes().chunks(workbook::CELL_LETTERS);
        bytes.map(|piece| String::from_utf8_lossy(piece).into_owned()).collect()
    };
    let rows: Vec<(Vec<Cell>, Vec<String>)> = table
        .rows
        .map(|row| {
            let cells = row
                .values
                .iter()
                .zip(&table.columns)
                .map(|(value, column)| cell(value, column));
            (
                cells.collect(),
                row.place.outline().map(|outline| pieces(&outline)).unwrap_or_default(),
            )
        })
        .collect();
    let width = rows.iter().map(|(_, outline)| outline.len()).max().unwrap_or(0);
    let width = width.max(usize::from(table.has_outlines && !rows.is_empty()));
    let mut headers: Vec<String> = table.columns.iter().map(|column| column.header.to_owned()).collect();
    headers.extend((1..=width).map(|piece| match piece {
        1 => "Ranh giới".to_owned(),
        piece => format!("Ranh giới {piece}"),
    }));
    let rows = rows.into_iter().map(|(mut cells, outline)| {
        cells.extend(outline.into_iter().map(Cell::Text));
        cells
    });
    let data = Sheet {
        name: layer.vietnamese(),
        headers,
        rows: rows.collect(),
    };
    let mut told: Vec<Vec<Cell>> = sources(dataset, layer)
        .map(|source| {
            let texts = [&source.name, &source.note, &source.imported_at];
            let hash = source.content_hash.clone().unwrap_or_default();
            texts.into_iter().cloned().chain([hash]).map(Cell::Text).collect()
        })
        .collect();
    if dataset.is_demo {
        told.push(vec![Cell::Text("Dữ liệu minh họa, không phải số liệu thật".into())]);
    }
    let sources = Sheet {
        name: "Nguồn",
        headers: ["Tệp", "Ghi chú và giấy phép", "Nhập lúc (UTC)", "BLAKE3"]
            .map(str::to_owned)
            .to_vec(),
        rows: told,
    };
    workbook::bytes(layer.code(), &[data, sources])
}

fn cell(value: &Value, column: &Column) -> Cell {
    match value {
        Value::Null => Cell::Blank,
        Value::Bool(truth) => Cell::Text(if *truth { "Có" } else { "Không" }.to_owned()),
        Value::Number(number) => number
            .as_f64()
            .map_or_else(|| Cell::Text(number.to_string()), Cell::Number),
        Value::String(text) => match (column.word.and_then(|word| word(text)), column.is_date) {
            (Some(word), _) => Cell::Text(word.to_owned()),
            (None, IsDate::Yes) => Cell::Date(text.clone()),
            (None, IsDate::No) => Cell::Text(text.clone()),
        },
        other => Cell::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Facility, FacilityKind};

    fn one_agent() -> Dataset {
        let at = LonLat::new(105.852_314_7, 21.0);
        let agent = Facility::new("A1", FacilityKind::Agent, "Bưu cục \"Hoàn Kiếm\", số 75", at);
        Dataset {
            facilities: vec![agent],
            ..Dataset::default()
        }
    }

    #[test]
    fn facilities_as_csv_have_the_promised_columns_and_exact_numbers() {
        let bytes = export_layer(&one_agent(), ExportLayer::Facilities, ExportFormat::Csv).expect("written");
        assert_eq!(
            String::from_utf8(bytes).expect("UTF-8"),
            "id,external_id,kind,name,operator,lon,lat,area,capacity,load,status,\
             address,staff,opening_hours,procedures,phone,wheelchair,opened_on,origin,floor_area_m2,equipment,missing_since,opens_on,closes_on,successor\n\
             A1,,agent,\"Bưu cục \"\"Hoàn Kiếm\"\", số 75\",,105.8523147,21,,,,open,,,,,,,,fact,,,,,,\n"
        );
    }

    #[test]
    fn facilities_as_geojson_are_read_by_a_geojson_reader() {
        let bytes = export_layer(&one_agent(), ExportLayer::Facilities, ExportFormat::GeoJson).expect("written");
        let parsed: geojson::FeatureCollection = String::from_utf8(bytes)
            .expect("UTF-8")
            .parse()
            .expect("a feature collection");
        assert_eq!(parsed.features[0].property("status"), Some(&json!("open")));
        assert_eq!(parsed.features[0].property("load"), Some(&Value::Null));
    }

    #[test]
    fn a_row_that_lies_nowhere_is_a_feature_without_geometry() {
        let dataset = Dataset {
            operators: vec![crate::model::Operator {
                code: "B".into(),
                name: "BIDV".into(),
            }],
            ..Dataset::default()
        };
        let bytes = export_layer(&dataset, ExportLayer::Operators, ExportFormat::GeoJson).expect("written");
        assert_eq!(
            String::from_utf8(bytes).expect("UTF-8"),
            "{\"features\":[{\"geometry\":null,\"properties\":{\"code\":\"B\",\"name\":\"BIDV\"},\"type\":\"Feature\"}],\"type\":\"FeatureCollection\"}\n"
        );
        let bytes = export_layer(&Dataset::default(), ExportLayer::Operators, ExportFormat::GeoJson).expect("written");
        assert_eq!(bytes, b"{\"features\":[],\"type\":\"FeatureCollection\"}\n");
    }

    #[test]
    fn roads_are_refused_as_a_table_with_what_to_write() {
        for format in [ExportFormat::Csv, ExportFormat::Workbook] {
            let refused = export_layer(&Dataset::default(), ExportLayer::Roads, format).expect_err("no lines");
            assert!(refused.to_string().contains(".gpkg"), "{refused}");
        }
    }
}
