//! Layers of a dataset as CSV and GeoJSON. Column names are stable: other programs check figures with them.

use serde_json::{Map, Value, json};

use crate::model::Dataset;

/// What can be told without computing anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportLayer {
    Facilities,
    Areas,
    Demand,
}

impl ExportLayer {
    pub fn code(self) -> &'static str {
        match self {
            Self::Facilities => "facilities",
            Self::Areas => "areas",
            Self::Demand => "demand",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Facilities, Self::Areas, Self::Demand]
            .into_iter()
            .find(|layer| layer.code() == code)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// UTF-8, comma, header row, `\n`; unknown = empty.
    Csv,
    /// RFC 7946; the CSV columns are the properties, unknown = null; areas carry their outline.
    GeoJson,
}

impl ExportFormat {
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "csv" => Some(Self::Csv),
            "geojson" => Some(Self::GeoJson),
            _ => None,
        }
    }
}

/// The layer as the bytes of a file, rows in canonical order.
pub fn export_layer(dataset: &Dataset, layer: ExportLayer, format: ExportFormat) -> Vec<u8> {
    let (columns, rows) = match layer {
        ExportLayer::Facilities => facilities(dataset),
        ExportLayer::Areas => areas(dataset),
        ExportLayer::Demand => demand(dataset),
    };
    match format {
        ExportFormat::Csv => csv(columns, &rows),
        ExportFormat::GeoJson => geojson(columns, rows),
    }
}

struct Row {
    values: Vec<Value>,
    geometry: Value,
}

type Table = (&'static [&'static str], Vec<Row>);

fn facilities(dataset: &Dataset) -> Table {
    let columns = &[
        "id",
        "external_id",
        "kind",
        "name",
        "operator",
        "lon",
        "lat",
        "area",
        "capacity",
        "load",
        "status",
    ];
    let rows = dataset.facilities.iter().map(|facility| Row {
        values: vec![
            json!(facility.code),
            json!(facility.external_id),
            json!(facility.kind.code()),
            json!(facility.name),
            json!(facility.operator),
            json!(facility.location.lon),
            json!(facility.location.lat),
            json!(facility.area),
            json!(facility.capacity_per_month),
            json!(facility.load_per_month),
            json!(facility.status.code()),
        ],
        geometry: json!({"type": "Point", "coordinates": [facility.location.lon, facility.location.lat]}),
    });
    (columns, rows.collect())
}

fn areas(dataset: &Dataset) -> Table {
    let columns = &[
        "id",
        "name",
        "level",
        "territory",
        "lon",
        "lat",
        "area_km2",
        "people",
        "outline_origin",
    ];
    let rows = dataset.areas.iter().map(|area| Row {
        values: vec![
            json!(area.code),
            json!(area.name),
            json!(area.level.code()),
            json!(area.territory.code()),
            json!(area.point.lon),
            json!(area.point.lat),
            json!(area.area_km2),
            json!(area.declared_people),
            json!(area.outline_origin.code()),
        ],
        geometry: json!({"type": "MultiPolygon", "coordinates": outline(&area.outline)}),
    });
    (columns, rows.collect())
}

fn demand(dataset: &Dataset) -> Table {
    let columns = &["id", "lon", "lat", "people", "elderly", "area"];
    let rows = dataset.cells.iter().map(|cell| Row {
        values: vec![
            json!(cell.code),
            json!(cell.location.lon),
            json!(cell.location.lat),
            json!(cell.people),
            json!(cell.elderly),
            json!(cell.area.map(|area| &dataset.areas[area.index()].code)),
        ],
        geometry: json!({"type": "Point", "coordinates": [cell.location.lon, cell.location.lat]}),
    });
    (columns, rows.collect())
}

fn outline(outline: &geo_types::MultiPolygon<f64>) -> Value {
    let ring = |ring: &geo_types::LineString<f64>| json!(ring.0.iter().map(|at| [at.x, at.y]).collect::<Vec<_>>());
    let polygon = |polygon: &geo_types::Polygon<f64>| {
        json!(
            std::iter::once(polygon.exterior())
                .chain(polygon.interiors())
                .map(ring)
                .collect::<Vec<_>>()
        )
    };
    json!(outline.0.iter().map(polygon).collect::<Vec<_>>())
}

fn csv(columns: &[&str], rows: &[Row]) -> Vec<u8> {
    const MEMORY: &str = "writing to memory does not fail";
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).expect(MEMORY);
    for row in rows {
        let fields = row.values.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Number(number) => number
                .as_f64()
                .map_or_else(|| number.to_string(), |value| value.to_string()),
            other => other.to_string(),
        });
        writer.write_record(fields).expect(MEMORY);
    }
    writer.into_inner().expect(MEMORY)
}

fn geojson(columns: &[&str], rows: Vec<Row>) -> Vec<u8> {
    let features = rows.into_iter().map(|row| {
        let properties: Map<String, Value> = columns.iter().map(|name| (*name).to_owned()).zip(row.values).collect();
        json!({"type": "Feature", "geometry": row.geometry, "properties": properties})
    });
    let collection = json!({"type": "FeatureCollection", "features": features.collect::<Vec<_>>()});
    let mut bytes = serde_json::to_vec(&collection).expect("JSON values are always JSON");
    bytes.push(b'\n');
    bytes
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
        let bytes = export_layer(&one_agent(), ExportLayer::Facilities, ExportFormat::Csv);
        assert_eq!(
            String::from_utf8(bytes).expect("UTF-8"),
            "id,external_id,kind,name,operator,lon,lat,area,capacity,load,status\n\
             A1,,agent,\"Bưu cục \"\"Hoàn Kiếm\"\", số 75\",,105.8523147,21,,,,open\n"
        );
    }

    #[test]
    fn facilities_as_geojson_are_read_by_a_geojson_reader() {
        let bytes = export_layer(&one_agent(), ExportLayer::Facilities, ExportFormat::GeoJson);
        let parsed: geojson::FeatureCollection = String::from_utf8(bytes)
            .expect("UTF-8")
            .parse()
            .expect("a feature collection");
        assert_eq!(parsed.features[0].property("status"), Some(&json!("open")));
        assert_eq!(parsed.features[0].property("load"), Some(&Value::Null));
    }
}
