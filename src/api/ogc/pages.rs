//! The documents about the collections: landing page, conformance, descriptions, queryables.

use super::collections::{CollectionId, Collections};
use super::crs::{CrsUri, STORED};
use super::features::PropertyKind;
use super::links::Origin;
use crate::planner::Snapshot;
use crate::store::FeatureShape;
use serde_json::{Map, Value, json};

/// The project file of QGIS, as its own file type is registered on desktops.
pub const QGIS: &str = "application/x-qgis-project";
pub const GEOPACKAGE: &str = "application/geopackage+sqlite3";

const CONFORMANCE: [&str; 19] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
];

pub fn landing_json(origin: &Origin) -> Value {
    json!({
        "title": "Gần Dân: mạng lưới điểm phục vụ hành chính công",
        "description": "Dữ liệu mở theo chuẩn OGC API - Features. (Open data of the network of public-service points.)",
        "links": [
            origin.link("self", "application/json", "Trang này", "/ogc?f=json"),
            origin.link("alternate", "text/html", "Trang này (HTML)", "/ogc?f=html"),
            origin.link("service-desc", "application/vnd.oai.openapi+json;version=3.0", "Mô tả API", "/ogc/api"),
            origin.link("service-doc", "text/html", "Mô tả API (HTML)", "/ogc/api?f=html"),
            origin.link("help", "text/html", "Hướng dẫn toàn bộ API", "/docs"),
            origin.link("conformance", "application/json", "Các chuẩn đáp ứng", "/ogc/conformance"),
            origin.link("data", "application/json", "Các tập dữ liệu", "/ogc/collections"),
            origin.link("enclosure", GEOPACKAGE, "Tải về cả mạng lưới (GeoPackage)", "/ogc/network.gpkg"),
            origin.link("enclosure", QGIS, "Mở trong QGIS: tệp dự án, lấy dữ liệu từ máy chủ này", "/ogc/network.qgs"),
            origin.link("enclosure", "application/json", "Ô bản đồ vectơ (TileJSON)", "/tiles/tiles.json"),
        ],
    })
}

pub fn conformance_json() -> Value {
    json!({ "conformsTo": CONFORMANCE })
}

pub fn collections_json(collections: &Collections, snapshot: &Snapshot, origin: &Origin) -> Value {
    let all = CollectionId::ALL.map(|id| collection_json(id, collections, snapshot, origin));
    json!({
        "links": [
            origin.link("self", "application/json", "Trang này", "/ogc/collections?f=json"),
            origin.link("alternate", "text/html", "Trang này (HTML)", "/ogc/collections?f=html"),
        ],
        "crs": CrsUri::ALL.map(CrsUri::uri),
        "collections": all,
    })
}

pub fn collection_json(id: CollectionId, collections: &Collections, snapshot: &Snapshot, origin: &Origin) -> Value {
    let path = format!("/ogc/collections/{}", id.code());
    let under = |more: &str| format!("{path}{more}");
    let links = vec![
        origin.link("self", "application/json", id.title(), &under("?f=json")),
        origin.link("alternate", "text/html", id.title(), &under("?f=html")),
        origin.link("items", "application/geo+json", id.title(), &under("/items?f=json")),
        origin.link("items", "text/html", id.title(), &under("/items?f=html")),
        origin.link(
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            "application/schema+json",
            "Các thuộc tính lọc được",
            &under("/queryables"),
        ),
        origin.link("enclosure", GEOPACKAGE, "Tải về (GeoPackage)", &under("/items?f=gpkg")),
    ];
    let mut told = json!({
        "id": id.code(),
        "title": id.title(),
        "description": id.description(),
        "itemType": "feature",
        "crs": CrsUri::ALL.map(CrsUri::uri),
        "storageCrs": STORED.uri(),
        "links": links,
    });
    if let Some(bbox) = collections.extent(snapshot, id) {
        told["extent"] = json!({
            "spatial": { "bbox": [[bbox.west, bbox.south, bbox.east, bbox.north]], "crs": STORED.uri() },
        });
    }
    told
}

/// A JSON schema of what filters may name.
pub fn queryables_json(id: CollectionId, origin: &Origin) -> Value {
    let mut properties: Map<String, Value> = id
        .properties()
        .iter()
        .map(|property| {
            let mut schema = match property.kind {
                PropertyKind::Text => json!({ "type": "string" }),
                PropertyKind::Number => json!({ "type": "number" }),
                PropertyKind::Boolean => json!({ "type": "boolean" }),
                PropertyKind::Date => json!({ "type": "string", "format": "date" }),
            };
            schema["title"] = json!(property.vietnamese);
            (property.name.to_owned(), schema)
        })
        .collect();
    let shape = match id.shape() {
        FeatureShape::Point => "geometry-point",
        FeatureShape::MultiPolygon => "geometry-multipolygon",
        FeatureShape::Line => "geometry-linestring",
    };
    properties.insert(
        "geometry".into(),
        json!({ "format": shape, "x-ogc-role": "primary-geometry" }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": origin.url(&format!("/ogc/collections/{}/queryables", id.code())),
        "type": "object",
        "title": id.title(),
        "properties": properties,
        "additionalProperties": false,
    })
}
