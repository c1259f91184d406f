//! The layers of a QGIS project: where each comes from, what it is called, how it is drawn.

use super::qgis::Proposals;
use super::qgis_classes::{
    all_points, area_labels, commune_boundary, gaps, people, point_labels, points, proposed, road_labels, roads,
    shares, tiles,
};
use super::qgis_style::{Dash, Stack, Stroke, Symbol, alike, by_class};
use crate::model::{AreaLevel, Dataset};

/// Where a layer is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    File,
    Features,
    Tiles,
}

impl Provider {
    pub fn code(self) -> &'static str {
        match self {
            Provider::File => "ogr",
            Provider::Features => "OAPIF",
            Provider::Tiles => "",
        }
    }
}

/// A layer as the project tells it.
pub(super) struct Layer {
    pub id: &'static str,
    pub name: String,
    pub provider: Provider,
    pub source: String,
    /// `Point`, `Line` or `Polygon`.
    pub geometry: &'static str,
    /// Renderer and labels as XML.
    pub drawn: String,
    pub labels: String,
    /// Fields with the words that forms and tables show.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Shown beside the pointer, as HTML with expressions.
    pub tip: &'static str,
    /// Whether it is drawn at first.
    pub is_shown: bool,
    /// Whether its legend is unfolded.
    pub is_open: bool,
    /// Drawn only at scales larger than one to this; 0 = always.
    pub from_scale: u32,
}

const POINT_WORDS: &[(&str, &str)] = &[
    ("code", "Mã điểm"),
    ("name", "Tên điểm"),
    ("kind", "Loại điểm"),
    ("status", "Trạng thái"),
    ("address", "Địa chỉ"),
    ("operator", "Doanh nghiệp"),
    ("area", "Mã phường, xã"),
    ("opening_hours", "Giờ mở cửa"),
    ("phone", "Điện thoại"),
    ("wheelchair", "Có lối đi cho người khuyết tật"),
    ("procedures", "Thủ tục"),
    ("opened_on", "Ngày mở"),
    ("closes_on", "Ngừng phục vụ từ ngày"),
    ("successor", "Điểm thay thế"),
];
const POINT_TIP: &str = "<b>[% \"name\" %]</b><br>[% coalesce(\"address\", '') %]<br>[% coalesce(\"opening_hours\", 'Chưa rõ giờ mở cửa') %]";
const AREA_WORDS: &[(&str, &str)] = &[
    ("code", "Mã"),
    ("name", "Tên"),
    ("territory", "Khu vực"),
    ("area_km2", "Diện tích (km2)"),
    ("people", "Số người"),
    ("points", "Số điểm"),
    ("share_plan68", "Tỷ lệ đạt theo Kế hoạch 68"),
    ("share_scheme", "Tỷ lệ đạt theo Đề án"),
];
const CELL_WORDS: &[(&str, &str)] = &[
    ("code", "Mã ô"),
    ("people", "Dân số"),
    ("elderly", "Người cao tuổi"),
    ("area", "Mã phường, xã"),
];
const GAP_WORDS: &[(&str, &str)] = &[
    ("people", "Số người"),
    ("cells", "Số ô dân cư"),
    ("site_people", "Số người nếu mở điểm ở đây"),
    ("area_name", "Phường, xã"),
];

/// Layers of a workspace from the top down; those without rows are left out.
pub(super) fn of_workspace(dataset: &Dataset, path: &str, proposals: Proposals) -> Vec<Layer> {
    let layer = |table: &str, rest: &str| format!("{path}|layername={table}{rest}");
    let of_level = |level: AreaLevel| dataset.areas.iter().any(|area| area.level == level);
    let file = |id, name: &str, geometry, source, drawn| Layer {
        id,
        name: name.to_owned(),
        provider: Provider::File,
        source,
        geometry,
        drawn,
        labels: String::new(),
        aliases: &[],
        tip: "",
        is_shown: true,
        is_open: false,
        from_scale: 0,
    };
    let mut layers = Vec::new();
    if proposals == Proposals::Stored {
        layers.push(Layer {
            is_open: true,
            is_shown: false,
            ..file(
                "decision",
                "Đề xuất để xem xét",
                "Point",
                layer("decision", ""),
                by_class(&proposed(), Stack::Classes),
            )
        });
    }
    layers.push(Layer {
        labels: point_labels(),
        aliases: POINT_WORDS,
        tip: POINT_TIP,
        is_open: true,
        ..file(
            "facility",
            "Điểm phục vụ",
            "Point",
            layer("facility", ""),
            by_class(&points(dataset), Stack::Classes),
        )
    });
    if of_level(AreaLevel::Commune) {
        layers.push(Layer {
            labels: area_labels(),
            aliases: AREA_WORDS,
            ..file(
                "commune",
                "Phường, xã",
                "Polygon",
                layer("area", "|subset=\"level\" = 'commune'"),
                alike(&commune_boundary()),
            )
        });
    }
    if of_level(AreaLevel::City) {
        layers.push(file(
            "city",
            "Ranh giới thành phố",
            "Polygon",
            layer("area", "|subset=\"level\" = 'city'"),
            alike(&Symbol::of([Stroke::Boundary {
                colour: "#6B5F80",
                width: 0.7,
                dash: Dash::Solid,
            }])),
        ));
    }
    if !dataset.roads.ways.is_empty() {
        layers.push(Layer {
            labels: road_labels(),
            aliases: &[("class", "Cấp đường"), ("name", "Tên đường")],
            ..file(
                "road",
                "Đường",
                "Line",
                layer("road", ""),
                by_class(&roads(), Stack::FirstStrokes),
            )
        });
    }
    if !dataset.cells.is_empty() {
        layers.push(Layer {
            aliases: CELL_WORDS,
            is_open: true,
            ..file(
                "demand",
                "Dân cư theo ô",
                "Point",
                layer("demand", ""),
                by_class(&people(dataset), Stack::Classes),
            )
        });
    }
    if !dataset.water.is_empty() {
        layers.push(file(
            "water",
            "Sông, hồ",
            "Polygon",
            layer("water", ""),
            alike(&Symbol::of([Stroke::Fill { colour: "#B9D6E6" }])),
        ));
    }
    if !dataset.waterways.is_empty() {
        layers.push(Layer {
            aliases: &[("class", "Loại dòng chảy"), ("name", "Tên")],
            ..file(
                "waterway",
                "Dòng sông, kênh, suối",
                "Line",
                layer("waterway", ""),
                alike(&Symbol::of([Stroke::Line {
                    colour: "#B9D6E6",
                    width: 0.5,
                    dash: Dash::Solid,
                }])),
            )
        });
    }
    if !dataset.green.is_empty() {
        layers.push(file(
            "green",
            "Công viên, cây xanh",
            "Polygon",
            layer("green", ""),
            alike(&Symbol::of([Stroke::Fill { colour: "#D6E6CC" }])),
        ));
    }
    layers
}

/// Layers of a running service from the top down.
pub(super) fn of_service(url: &str) -> Vec<Layer> {
    let features = |id, name: &str, geometry, collection: &str, drawn| Layer {
        id,
        name: name.to_owned(),
        provider: Provider::Features,
        source: format!(
            " pagingEnabled='true' preferCoordinatesForWfsT11='false' restrictToRequestBBOX='1' srsname='OGC:CRS84' \
             typename='{collection}' url='{url}/ogc' version='OGC_API_FEATURES'"
        ),
        geometry,
        drawn,
        labels: String::new(),
        aliases: &[],
        tip: "",
        is_shown: true,
        is_open: true,
        from_scale: 0,
    };
    vec![
        Layer {
            labels: point_labels(),
            aliases: POINT_WORDS,
            tip: POINT_TIP,
            ..features(
                "facility",
                "Điểm phục vụ",
                "Point",
                "facilities",
                by_class(&all_points(), Stack::Classes),
            )
        },
        Layer {
            aliases: GAP_WORDS,
            ..features(
                "coverage_gap",
                "Khu vực chưa bảo đảm tiếp cận",
                "Point",
                "coverage_gaps",
                by_class(&gaps(), Stack::Classes),
            )
        },
        Layer {
            labels: area_labels(),
            aliases: AREA_WORDS,
            ..features(
                "commune",
                "Phường, xã",
                "Polygon",
                "communes",
                by_class(&shares(), Stack::Classes),
            )
        },
        Layer {
            id: "tiles",
            name: "Nền: đường, sông, hồ, cây xanh, ô dân cư".to_owned(),
            provider: Provider::Tiles,
            source: format!("type=xyz&url={url}/tiles/%7Bz%7D/%7Bx%7D/%7By%7D.mvt&zmax=15&zmin=0"),
            geometry: "",
            drawn: tiles(),
            labels: String::new(),
            aliases: &[],
            tip: "",
            is_shown: true,
            is_open: false,
            from_scale: 0,
        },
    ]
}
