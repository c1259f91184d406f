//! The classes of a QGIS project's layers: which features are drawn how, and what the legend says; the colours are the web map's.

use super::html::escaped;
use super::qgis_style::{Class, Dash, Label, Placement, Size, Stroke, Symbol};
use crate::geometry::LonLat;
use crate::model::{Dataset, FacilityKind};
use crate::spatial_index::grid_spacing;

const BRAND: &str = "#0B4F8A";
const INK: &str = "#37475A";
const WHITE: &str = "#FFFFFF";
const GAP: &str = "#5E3C99";

fn marker(shape: &'static str, size: f64, fill: &'static str, outline: &'static str, outline_width: f64) -> Stroke {
    Stroke::Marker {
        shape,
        size: Size::Millimetres(size),
        fill,
        outline,
        outline_width,
    }
}

/// Kinds of points as the map's signs have them, of those that serve; the planned and the closed apart.
pub(super) fn all_points() -> Vec<Class> {
    let open = |kind: FacilityKind, strokes: Vec<Stroke>| {
        let filter = format!("\"status\" = 'open' AND \"kind\" = '{}'", kind.code());
        Class::new(filter, kind.vietnamese(), Symbol::of(strokes))
    };
    vec![
        Class::new(
            "\"status\" = 'closed'",
            "Đã đóng",
            Symbol::of([marker("cross2", 1.8, WHITE, "#8A94A3", 0.4)]),
        ),
        open(
            FacilityKind::Collaborator,
            vec![marker("circle", 1.4, WHITE, INK, 0.35)],
        ),
        open(FacilityKind::Agent, vec![marker("circle", 1.9, INK, WHITE, 0.25)]),
        open(
            FacilityKind::ReceptionPoint,
            vec![
                marker("circle", 2.8, WHITE, BRAND, 0.5),
                marker("circle", 0.9, BRAND, BRAND, 0.0),
            ],
        ),
        open(
            FacilityKind::MobileStop,
            vec![marker("pentagon", 3.2, "#009E73", WHITE, 0.3)],
        ),
        Class::new(
            "\"status\" = 'planned'",
            "Dự kiến",
            Symbol::of([marker("triangle", 2.8, WHITE, "#009E73", 0.5)]),
        ),
        open(
            FacilityKind::Branch,
            vec![
                marker("circle", 4.2, BRAND, WHITE, 0.4),
                marker("square", 1.5, BRAND, WHITE, 0.4),
            ],
        ),
    ]
}

/// Only the classes that some point of the data is in.
pub(super) fn points(dataset: &Dataset) -> Vec<Class> {
    let mut classes = all_points();
    classes.retain(|class| {
        let is_in = |facility: &crate::model::Facility| {
            let status = format!("\"status\" = '{}'", facility.status.code());
            let kind = format!("\"kind\" = '{}'", facility.kind.code());
            class.filter == status || class.filter == format!("{status} AND {kind}")
        };
        dataset.facilities.iter().any(is_in)
    });
    classes
}

pub(super) fn proposed() -> Vec<Class> {
    let class = |code: &str, label: &str, stroke: Stroke| {
        Class::new(format!("\"decision\" = '{code}'"), label, Symbol::of([stroke]))
    };
    vec![
        class("keep", "Duy trì", marker("circle", 2.2, INK, WHITE, 0.3)),
        class("remedy", "Duy trì có điều kiện", marker("circle", 2.8, WHITE, INK, 0.6)),
        class(
            "merge",
            "Sắp xếp lại",
            marker("diamond", 3.6, "#E69F00", "#1B2430", 0.4),
        ),
        class(
            "close",
            "Chấm dứt hoạt động",
            marker("square", 3.0, "#A3170F", WHITE, 0.4),
        ),
        class("open", "Mở rộng", marker("triangle", 3.4, "#009E73", WHITE, 0.4)),
    ]
}

fn line(colour: &'static str, width: f64) -> Stroke {
    Stroke::Line {
        colour,
        width,
        dash: Dash::Solid,
    }
}

/// Classes with their filter, Vietnamese words, inner colour, width and the scale from which they are drawn.
const ROADS: [(&str, &str, &str, f64, u32); 7] = [
    (
        "'service', 'track', 'living_street', 'footway', 'path', 'pedestrian', 'steps', 'cycleway', 'bridleway', 'corridor'",
        "Ngõ, đường nội bộ",
        WHITE,
        0.35,
        25_000,
    ),
    (
        "'unclassified', 'residential', 'road'",
        "Đường dân sinh",
        WHITE,
        0.5,
        60_000,
    ),
    ("'tertiary', 'tertiary_link'", "Đường cấp ba", WHITE, 0.7, 150_000),
    (
        "'secondary', 'secondary_link', 'ferry'",
        "Đường cấp hai",
        "#FFF7DF",
        0.85,
        400_000,
    ),
    ("'primary', 'primary_link'", "Đường cấp một", "#FDEBB8", 1.0, 0),
    ("'trunk', 'trunk_link'", "Quốc lộ", "#F9DC96", 1.15, 0),
    ("'motorway', 'motorway_link'", "Cao tốc", "#F3C77A", 1.3, 0),
];
const CASING: &str = "#BDB6A6";

pub(super) fn roads() -> Vec<Class> {
    let class = |&(codes, label, colour, width, from_scale): &(&str, &str, &'static str, f64, u32)| Class {
        from_scale,
        ..Class::new(
            format!("\"class\" IN ({codes})"),
            label,
            Symbol::of([line(CASING, width + 0.3), line(colour, width)]),
        )
    };
    ROADS.iter().map(class).collect()
}

/// Lower bounds of people in a cell, with the colours of the web map.
const PEOPLE: [(u32, &str); 4] = [(10, "#E8EEF5"), (100, "#BCD0E4"), (500, "#7FA3C7"), (2000, "#3E6E9E")];

pub(super) fn people(dataset: &Dataset) -> Vec<Class> {
    /// Metres of a degree at the equator: what a unit of Web Mercator is everywhere.
    const DEGREE: f64 = 111_319.5;
    /// Where the spacing cannot be learnt.
    const USUAL: f64 = 200.0;
    let places: Vec<LonLat> = dataset.cells.iter().map(|cell| cell.location).collect();
    let side = grid_spacing(&places)[0].map_or(USUAL, |degrees| degrees * DEGREE);
    let class = |(at, &(from, colour)): (usize, &(u32, &'static str))| {
        let (filter, label) = match PEOPLE.get(at + 1) {
            Some((to, _)) => (
                format!("\"people\" >= {from} AND \"people\" < {to}"),
                format!("{from} đến dưới {to} người"),
            ),
            None => (format!("\"people\" >= {from}"), "từ 2.000 người".to_owned()),
        };
        let square = Stroke::Marker {
            shape: "square",
            size: Size::Metres((side * 10.0).round() / 10.0),
            fill: colour,
            outline: colour,
            outline_width: 0.0,
        };
        let symbol = Symbol {
            opacity: 0.65,
            ..Symbol::of([square])
        };
        Class::new(filter, label.replace("2000", "2.000"), symbol)
    };
    PEOPLE.iter().enumerate().map(class).collect()
}

pub(super) fn commune_boundary() -> Symbol {
    Symbol::of([Stroke::Boundary {
        colour: "#A79FB5",
        width: 0.3,
        dash: Dash::Dashed,
    }])
}

/// Communes by the share of people who pass, darkest where most is missing.
pub(super) fn shares() -> Vec<Class> {
    let steps = [
        (
            "\"share_plan68\" >= 0.9 AND \"share_plan68\" < 0.99",
            "90 đến dưới 99 %",
            "#E4DDF0",
        ),
        (
            "\"share_plan68\" >= 0.8 AND \"share_plan68\" < 0.9",
            "80 đến dưới 90 %",
            "#B9A9D8",
        ),
        (
            "\"share_plan68\" >= 0.7 AND \"share_plan68\" < 0.8",
            "70 đến dưới 80 %",
            "#8467B5",
        ),
        ("\"share_plan68\" < 0.7", "dưới 70 %", "#4A2A7F"),
    ];
    let boundary = Stroke::Boundary {
        colour: "#A79FB5",
        width: 0.3,
        dash: Dash::Solid,
    };
    let class = |(filter, label, colour): (&str, &str, &'static str)| {
        let symbol = Symbol {
            opacity: 0.6,
            ..Symbol::of([Stroke::Fill { colour }, boundary.clone()])
        };
        Class::new(filter, label, symbol)
    };
    // The problem is painted, not the success: who is served shows the ground.
    let served = Class::new(
        "\"share_plan68\" >= 0.99",
        "Đạt Kế hoạch 68: từ 99 % người dân",
        Symbol::of([boundary.clone()]),
    );
    let mut classes: Vec<Class> = std::iter::once(served).chain(steps.into_iter().map(class)).collect();
    classes.push(Class::new(
        "\"share_plan68\" IS NULL",
        "chưa có số liệu",
        commune_boundary(),
    ));
    classes
}

/// Gaps of the rule of the plan, by their people.
pub(super) fn gaps() -> Vec<Class> {
    let steps = [
        ("< 500", "dưới 500 người", 2.0),
        (">= 500 AND \"people\" < 2000", "500 đến dưới 2.000 người", 3.2),
        (">= 2000", "từ 2.000 người", 4.6),
    ];
    let class = |(range, label, size): (&str, &str, f64)| {
        let symbol = Symbol {
            opacity: 0.8,
            ..Symbol::of([marker("circle", size, GAP, WHITE, 0.3)])
        };
        Class::new(format!("\"rule\" = 'plan68' AND \"people\" {range}"), label, symbol)
    };
    steps.into_iter().map(class).collect()
}

pub(super) fn point_labels() -> String {
    let label = Label {
        expression: "\"name\"",
        points: 8.0,
        colour: "#1B2430",
        from_scale: 20_000,
        placement: Placement::Around,
    };
    label.xml()
}

pub(super) fn area_labels() -> String {
    // "Phường Láng" is "Láng" where all are communes.
    let label = Label {
        expression: "regexp_replace(\"name\", '^(Phường|Xã) ', '')",
        points: 8.5,
        colour: "#4A3F63",
        from_scale: 250_000,
        placement: Placement::Inside,
    };
    label.xml()
}

pub(super) fn road_labels() -> String {
    let label = Label {
        expression: "\"name\"",
        points: 7.0,
        colour: "#4A5565",
        from_scale: 12_000,
        placement: Placement::Along,
    };
    label.xml()
}

/// The styles of the vector tiles from the ground up: layer, kind of geometry (0 point, 1 line, 2 area), expression.
pub(super) fn tiles() -> String {
    let fill = |colour| Symbol::of([Stroke::Fill { colour }]);
    let stream = Symbol::of([Stroke::Line {
        colour: "#B9D6E6",
        width: 0.4,
        dash: Dash::Solid,
    }]);
    let minutes = |from: u32, to: u32| format!("\"minutes\" >= {from} AND \"minutes\" < {to}");
    let mut styles = vec![
        style("Công viên, cây xanh", "park", 2, "", (-1, -1), fill("#D6E6CC")),
        style("Dòng sông, kênh, suối", "waterway", 1, "", (-1, -1), stream),
        style("Sông, hồ", "water", 2, "", (-1, -1), fill("#B9D6E6")),
        style(
            "10 đến dưới 20 phút",
            "cell",
            2,
            &minutes(10, 20),
            (-1, -1),
            fill("#EFEDF5"),
        ),
        style(
            "20 đến dưới 30 phút",
            "cell",
            2,
            &minutes(20, 30),
            (-1, -1),
            fill("#CFCCE6"),
        ),
        style(
            "30 đến dưới 45 phút",
            "cell",
            2,
            &minutes(30, 45),
            (-1, -1),
            fill("#9A86C2"),
        ),
        style(
            "từ 45 phút hoặc không đến được",
            "cell",
            2,
            "\"minutes\" >= 45 OR \"minutes\" < 0",
            (-1, -1),
            fill(GAP),
        ),
    ];
    let zooms = [14, 13, 12, 11, -1, -1, -1];
    for casing in [true, false] {
        for ((codes, label, colour, width, _), zoom) in ROADS.into_iter().zip(zooms) {
            let stroke = if casing {
                line(CASING, width + 0.3)
            } else {
                line(colour, width)
            };
            let name = if casing {
                format!("{label} (viền)")
            } else {
                label.to_owned()
            };
            let filter = format!("\"class\" IN ({codes})");
            styles.push(style(&name, "road", 1, &filter, (zoom, -1), Symbol::of([stroke])));
        }
    }
    styles.push(style(
        "Ngoài thành phố",
        "outside",
        2,
        "",
        (-1, -1),
        Symbol {
            opacity: 0.7,
            ..fill("#E9E7E1")
        },
    ));
    format!(
        "<renderer type=\"basic\"><styles>{}</styles></renderer>",
        styles.concat()
    )
}

fn style(name: &str, layer: &str, geometry: u8, filter: &str, (first, last): (i32, i32), symbol: Symbol) -> String {
    format!(
        "<style name=\"{}\" layer=\"{layer}\" geometry=\"{geometry}\" enabled=\"1\" expression=\"{}\" min-zoom=\"{first}\" max-zoom=\"{last}\">\
         <symbols>{}</symbols></style>",
        escaped(name),
        escaped(filter),
        symbol.xml("0")
    )
}
