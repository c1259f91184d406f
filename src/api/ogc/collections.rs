//! What of a snapshot is a collection. Collaborators are persons and in none.

use super::cells::{CELL, Cells};
use super::feature_list::FeatureList;
use super::features::{Feature, Properties, Property, PropertyKind};
use crate::geometry::{BBox, LonLat};
use crate::model::{AreaLevel, Dataset, FacilityId, Origin};
use crate::planner::Snapshot;
use crate::store::FeatureShape;
use crate::wire::FacilityItem;
use geo::Geometry;
use geo_types::{LineString, Point};
use serde_json::json;
use std::sync::OnceLock;

use PropertyKind::{Boolean, Date, Number, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectionId {
    Facilities,
    Communes,
    CoverageGaps,
    Roads,
    Cells,
}

impl CollectionId {
    pub const ALL: [CollectionId; 5] = [
        Self::Facilities,
        Self::Communes,
        Self::CoverageGaps,
        Self::Roads,
        Self::Cells,
    ];

    /// As it stands in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Facilities => "facilities",
            Self::Communes => "communes",
            Self::CoverageGaps => "coverage_gaps",
            Self::Roads => "roads",
            Self::Cells => "cells",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Facilities => "Điểm phục vụ hành chính công",
            Self::Communes => "Phường, xã",
            Self::CoverageGaps => "Vùng chưa đạt quy định tiếp cận",
            Self::Roads => "Đường",
            Self::Cells => "Ô dân cư",
        }
    }

    pub fn description(self) -> &'static str {
        match self {
            Self::Facilities => {
                "Chi nhánh, điểm tiếp nhận, đại lý và điểm lưu động, với giờ mở cửa. (Service points with opening hours.)"
            }
            Self::Communes => {
                "Ranh giới phường, xã và tỷ lệ người dân đạt quy định. (Communes with the share of people who pass.)"
            }
            Self::CoverageGaps => {
                "Mỗi vùng liền nhau chưa đạt, tại nơi đặt điểm mới có ích nhất, theo từng quy định. (Gaps of each rule, \
                 at the place where a new point would help most.)"
            }
            Self::Roads => "Mạng lưới đường dùng để tính thời gian đi lại. (Roads that travel times are computed on.)",
            Self::Cells => {
                "Ô dân cư: số người, số phút và khoảng cách đến điểm gần nhất, kết luận theo từng quy định. (Populated \
                 cells: people, minutes and distance to the nearest point, the verdict of each rule.)"
            }
        }
    }

    pub fn properties(self) -> &'static [Property] {
        match self {
            Self::Facilities => FACILITY,
            Self::Communes => COMMUNE,
            Self::CoverageGaps => GAP,
            Self::Roads => ROAD,
            Self::Cells => CELL,
        }
    }

    /// What its features are drawn as.
    pub fn shape(self) -> FeatureShape {
        match self {
            Self::Facilities | Self::CoverageGaps | Self::Cells => FeatureShape::Point,
            Self::Communes => FeatureShape::MultiPolygon,
            Self::Roads => FeatureShape::Line,
        }
    }

    /// Properties with the first and last day of a feature.
    pub fn interval(self) -> Option<(&'static str, &'static str)> {
        (self == Self::Facilities).then_some(("opened_on", "closes_on"))
    }
}

const fn property(name: &'static str, kind: PropertyKind, vietnamese: &'static str) -> Property {
    Property { name, kind, vietnamese }
}

const FACILITY: &[Property] = &[
    property("code", Text, "Mã"),
    property("name", Text, "Tên"),
    property("kind", Text, "Loại"),
    property("status", Text, "Trạng thái"),
    property("address", Text, "Địa chỉ"),
    property("operator", Text, "Doanh nghiệp"),
    property("area", Text, "Mã phường, xã"),
    property("area_name", Text, "Phường, xã"),
    property("opening_hours", Text, "Giờ mở cửa"),
    property("phone", Text, "Điện thoại"),
    property("wheelchair", Boolean, "Xe lăn vào được"),
    property("procedures", Text, "Thủ tục (trống: tất cả)"),
    property("opened_on", Date, "Mở từ ngày"),
    property("closes_on", Date, "Ngừng phục vụ từ ngày"),
    property("successor", Text, "Điểm thay thế"),
    property("is_modelled", Boolean, "Dữ liệu minh họa"),
];

const COMMUNE: &[Property] = &[
    property("code", Text, "Mã"),
    property("name", Text, "Tên"),
    property("territory", Text, "Khu vực"),
    property("area_km2", Number, "Diện tích (km2)"),
    property("people", Number, "Số người"),
    property("points", Number, "Số điểm"),
    property("share_plan68", Number, "Tỷ lệ đạt theo Kế hoạch 68"),
    property("share_scheme", Number, "Tỷ lệ đạt theo Đề án"),
    property("is_modelled", Boolean, "Dữ liệu minh họa"),
];

const GAP: &[Property] = &[
    property("rule", Text, "Quy định"),
    property("people", Number, "Số người"),
    property("cells", Number, "Số ô dân cư"),
    property("site_people", Number, "Số người nếu mở điểm ở đây"),
    property("area", Text, "Mã phường, xã"),
    property("area_name", Text, "Phường, xã"),
];

const ROAD: &[Property] = &[property("class", Text, "Cấp đường"), property("name", Text, "Tên")];

/// The collections of a snapshot, each made when first asked for.
#[derive(Default)]
pub struct Collections {
    kept: [OnceLock<Vec<Feature>>; CollectionId::ALL.len()],
    extents: [OnceLock<Option<BBox>>; CollectionId::ALL.len()],
}

impl Collections {
    pub fn features<'a>(&'a self, snapshot: &'a Snapshot, id: CollectionId) -> FeatureList<'a> {
        let kept = |make: fn(&Snapshot) -> Vec<Feature>| {
            FeatureList::Kept(self.kept[id as usize].get_or_init(|| make(snapshot)))
        };
        match id {
            CollectionId::Facilities => kept(|snapshot| facilities(snapshot.dataset())),
            CollectionId::Communes => kept(communes),
            CollectionId::CoverageGaps => kept(gaps),
            CollectionId::Roads => kept(|snapshot| roads(snapshot.dataset())),
            CollectionId::Cells => FeatureList::Cells(Cells(snapshot)),
        }
    }

    /// The box around all features; `None` where there are none.
    pub fn extent(&self, snapshot: &Snapshot, id: CollectionId) -> Option<BBox> {
        let corners = |bbox: BBox| [LonLat::new(bbox.west, bbox.south), LonLat::new(bbox.east, bbox.north)];
        *self.extents[id as usize].get_or_init(|| {
            let features = self.features(snapshot, id);
            BBox::around((0..features.len()).flat_map(|index| corners(features.bbox(index))))
        })
    }
}

fn facilities(dataset: &Dataset) -> Vec<Feature> {
    let ids = (0..dataset.facilities.len() as u32).map(FacilityId);
    let features = ids.filter_map(|id| {
        let facility = &dataset.facilities[id.index()];
        let item = FacilityItem::of(dataset, id);
        let geometry = Geometry::Point(Point::new(item.lon, item.lat));
        item.has_door().then_some(())?;
        let values = vec![
            json!(item.facility),
            json!(item.name),
            json!(item.kind),
            json!(item.status),
            json!(item.address),
            json!(item.operator),
            json!(item.area),
            json!(item.area_name),
            json!(item.opening_hours),
            json!(item.phone),
            json!(item.wheelchair),
            // One text: a list is no column of most programs.
            json!(item.procedures.join(",")),
            json!(facility.opened_on),
            json!(facility.closes_on),
            json!(facility.successor),
            json!(item.is_modelled),
        ];
        Feature::new(facility.code.clone(), geometry, Properties::new(FACILITY, values))
    });
    features.collect()
}

fn communes(snapshot: &Snapshot) -> Vec<Feature> {
    let dataset = snapshot.dataset();
    let figures = |rule: &str, index: usize| {
        let coverage = snapshot.coverages().iter().find(|coverage| coverage.rule.id == rule)?;
        coverage.areas.iter().find(|area| area.area.index() == index)
    };
    let share = |rule: &str, index: usize| {
        let figures = figures(rule, index).filter(|area| area.people.total > 0.0)?;
        // Rounded down, so that 1 means everybody.
        Some((1000.0 * figures.people.passing / figures.people.total).floor() / 1000.0)
    };
    let areas = dataset.areas.iter().enumerate();
    let features = areas
        .filter(|(_, area)| area.level == AreaLevel::Commune)
        .filter_map(|(index, area)| {
            let told = figures("plan68", index);
            let values = vec![
                json!(area.code),
                json!(area.name),
                json!(area.territory.code()),
                json!(area.area_km2),
                json!(told.map(|told| told.people.total.round())),
                json!(told.map(|told| told.points)),
                json!(share("plan68", index)),
                json!(share("scheme", index)),
                json!(area.outline_origin == Origin::Modelled),
            ];
            let geometry = Geometry::MultiPolygon(area.outline.clone());
            Feature::new(area.code.clone(), geometry, Properties::new(COMMUNE, values))
        });
    features.collect()
}

fn gaps(snapshot: &Snapshot) -> Vec<Feature> {
    let dataset = snapshot.dataset();
    let of_rules = snapshot.coverages().iter().flat_map(|coverage| {
        coverage
            .gaps
            .iter()
            .enumerate()
            .map(move |(index, gap)| (coverage, index + 1, gap))
    });
    let features = of_rules.filter_map(|(coverage, number, gap)| {
        let area = gap.area.map(|area| &dataset.areas[area.index()]);
        let values = vec![
            json!(coverage.rule.id),
            json!(gap.people.round()),
            json!(gap.cells),
            json!(gap.site_people.round()),
            json!(area.map(|area| &area.code)),
            json!(area.map(|area| &area.name)),
        ];
        let geometry = Geometry::Point(Point::new(gap.site.lon, gap.site.lat));
        Feature::new(
            format!("{}-{number}", coverage.rule.id),
            geometry,
            Properties::new(GAP, values),
        )
    });
    features.collect()
}

fn roads(dataset: &Dataset) -> Vec<Feature> {
    let features = dataset.roads.ways.iter().filter_map(|way| {
        let at = |node: &u32| dataset.roads.nodes.get(*node as usize).map(|node| node.location);
        let line: LineString<f64> = way.nodes.iter().filter_map(at).map(|at| (at.lon, at.lat)).collect();
        (line.0.len() >= 2).then_some(())?;
        let values = vec![json!(way.class), json!(way.name)];
        Feature::new(
            way.id.to_string(),
            Geometry::LineString(line),
            Properties::new(ROAD, values),
        )
    });
    features.collect()
}
