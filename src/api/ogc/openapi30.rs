//! The description of this part of the service as OpenAPI 3.0: the standard's conformance class asks for that version,
//! and `/openapi.json` is of a later one.

use super::collections::CollectionId;
use super::crs::CrsUri;
use super::features::PropertyKind;
use super::links::Origin;
use super::query::OWN;
use serde_json::{Map, Value, json};

pub fn openapi30(origin: &Origin) -> Value {
    let mut paths = Map::new();
    let mut add = |path: &str, id: &str, summary: &str, parameters: Vec<Value>, media: &str| {
        let answer = json!({
            "description": summary,
            "content": { media: { "schema": { "type": "object" } }, "text/html": { "schema": { "type": "string" } } },
        });
        let problem = json!({
            "description": "Yêu cầu không đọc được",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } } },
        });
        let get = json!({
            "operationId": id, "summary": summary, "tags": ["ogc"], "parameters": parameters,
            "responses": { "200": answer, "400": problem, "404": problem },
        });
        paths.insert(path.to_owned(), json!({ "get": get }));
    };
    let format = || reference("f");
    let (plain, features) = ("application/json", "application/geo+json");
    add("/ogc", "landing", "Trang đầu", vec![format()], plain);
    add(
        "/ogc/conformance",
        "conformance",
        "Các chuẩn đáp ứng",
        vec![format()],
        plain,
    );
    add(
        "/ogc/collections",
        "collections",
        "Các tập dữ liệu",
        vec![format()],
        plain,
    );
    for id in CollectionId::ALL {
        let (code, title) = (id.code(), id.title());
        let path = format!("/ogc/collections/{code}");
        add(&path, &format!("{code}.describe"), title, vec![format()], plain);
        let queryables = format!("{path}/queryables");
        add(
            &queryables,
            &format!("{code}.queryables"),
            title,
            vec![format()],
            "application/schema+json",
        );
        let mut parameters = OWN.map(reference).to_vec();
        parameters.extend(id.properties().iter().map(|property| {
            let kind = match property.kind {
                PropertyKind::Text | PropertyKind::Date => "string",
                PropertyKind::Number => "number",
                PropertyKind::Boolean => "boolean",
            };
            query(property.name, property.vietnamese, json!({ "type": kind }))
        }));
        add(
            &format!("{path}/items"),
            &format!("{code}.items"),
            title,
            parameters,
            features,
        );
        let id_of = json!({ "name": "featureId", "in": "path", "required": true, "schema": { "type": "string" } });
        let item = format!("{path}/items/{{featureId}}");
        add(
            &item,
            &format!("{code}.item"),
            title,
            vec![id_of, format(), reference("crs")],
            features,
        );
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Gần Dân, OGC API - Features", "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": origin.url("/") }],
        "paths": paths,
        "components": { "parameters": parameters(), "schemas": { "problem": {
            "type": "object",
            "properties": {
                "type": { "type": "string" }, "title": { "type": "string" },
                "status": { "type": "integer" }, "detail": { "type": "string" },
            },
        } } },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn query(name: &str, description: &str, schema: Value) -> Value {
    json!({
        "name": name, "in": "query", "required": false, "description": description, "schema": schema,
        "style": "form", "explode": false,
    })
}

fn parameters() -> Value {
    let systems = json!({
        "type": "string", "format": "uri", "enum": CrsUri::ALL.map(CrsUri::uri), "default": CrsUri::Crs84.uri(),
    });
    let numbers = json!({
        "type": "array", "items": { "type": "number" },
        "oneOf": [{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }],
    });
    let text = || json!({ "type": "string" });
    let all = [
        query("f", "json, html; items also gpkg", text()),
        query(
            "limit",
            "Số đối tượng một trang",
            json!({
                "type": "integer", "minimum": 1, "maximum": 10000, "default": 100,
            }),
        ),
        query(
            "offset",
            "Bỏ qua bấy nhiêu đối tượng",
            json!({ "type": "integer", "minimum": 0, "default": 0 }),
        ),
        query("bbox", "Chỉ đối tượng giao với khung này", numbers),
        query("bbox-crs", "Hệ tọa độ của bbox", systems.clone()),
        query("datetime", "Ngày hoặc khoảng ngày", text()),
        query("crs", "Hệ tọa độ của kết quả", systems.clone()),
        query("filter", "Bộ lọc CQL2", text()),
        query(
            "filter-lang",
            "Ngôn ngữ bộ lọc",
            json!({ "type": "string", "enum": ["cql2-text"] }),
        ),
        query("filter-crs", "Hệ tọa độ trong bộ lọc", systems),
    ];
    Value::Object(
        all.into_iter()
            .map(|one| (one["name"].as_str().unwrap_or_default().to_owned(), one))
            .collect(),
    )
}
