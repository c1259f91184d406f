//! What a reader needs to check a document: rule, snapshot, sources with dates, version, cautions. Every document carries it.

use super::document::{Annex, Block, Document, Layout, Orientation, Provenance, SourceLine, Table};
use super::value::{Value, distance, number, percent};
use crate::model::{AreaLevel, Combine, Dataset, FacilityKind, Origin, Rule, TravelMode};
use crate::text::day_vi;

/// What stands on the first page of data that are modelled.
const DEMO: &str = "DỮ LIỆU MINH HỌA - Không dùng làm căn cứ quyết định";
/// Letters before which it still stands on the line.
const SHORT_DRAFT: usize = 10;
/// How the caution of such data begins.
const DEMO_CAUTION: &str = "Dữ liệu minh họa";
/// How the name of a source of the modelled city begins.
const DEMO_SOURCE: &str = "demo_city";

/// The title of the annex that tells them.
pub(super) const SOURCES: &str = "Nguồn số liệu và phương pháp";

/// The name of a layer as people say it.
fn layer_words(layer: &str) -> &str {
    match layer {
        "areas" => "Địa giới xã, phường",
        "demand" => "Phân bố dân cư",
        "roads" => "Mạng đường",
        "water" => "Sông, hồ",
        "green" => "Công viên, cây xanh",
        "facilities" => "Điểm phục vụ",
        "operators" => "Doanh nghiệp làm Đại lý",
        "procedures" => "Danh mục thủ tục thiết yếu",
        "performance" => "Báo cáo kết quả hằng tháng",
        "crosswalk" => "Đối chiếu đơn vị hành chính cũ và mới",
        "travel-times" => "Thời gian đi lại do đơn vị cung cấp",
        other => other,
    }
}

/// A rule in one sentence.
pub(super) fn rule_words(rule: &Rule) -> String {
    let reach = format!("có điểm phục vụ trong bán kính không quá {}", distance(rule.radius.0));
    let minutes = number(f64::from(rule.travel.0) / 600.0);
    let mode = match rule.mode {
        TravelMode::Motorbike => "xe máy",
        TravelMode::Car => "ô tô",
        TravelMode::Bicycle => "xe đạp",
        TravelMode::Foot => "đi bộ",
    };
    let time = format!("đi đến điểm phục vụ bằng {mode} dưới {minutes} phút");
    let asked = match rule.combine {
        Combine::DistanceOnly => reach,
        Combine::TimeOnly => time,
        Combine::Any => format!("{time} hoặc {reach}"),
        Combine::All => format!("{time} và {reach}"),
    };
    let kinds: Vec<String> = rule
        .counts
        .iter()
        .map(|kind| kind.vietnamese().to_lowercase())
        .collect();
    let source = rule
        .source
        .as_ref()
        .map_or(String::new(), |source| format!(" Căn cứ: {}.", source.vietnamese));
    format!("Mọi người dân {asked}; tính {}.{source}", kinds.join(", "))
}

/// The short name of a rule in tables and sentences.
pub(super) fn rule_name(rule: &Rule) -> String {
    match rule.id.as_str() {
        "plan68" => "Kế hoạch 68".to_owned(),
        "scheme" => "Đề án".to_owned(),
        "plan68_agents" => "Kế hoạch 68, chỉ tính Đại lý".to_owned(),
        other => other.to_owned(),
    }
}

impl Provenance {
    /// Of a dataset: its sources, and what of it is modelled. `software` names the program and its version.
    pub fn of(dataset: &Dataset, snapshot_id: &str, rules: &[&Rule], day: &str) -> Provenance {
        let sources = dataset.sources.iter().map(|source| SourceLine {
            layer: layer_words(&source.layer).to_owned(),
            name: match source.name.starts_with(DEMO_SOURCE) {
                true => format!("Thành phố minh họa ({})", source.name),
                false => source.name.clone(),
            },
            note: source.note.clone(),
            day: day_vi(&source.imported_at),
        });
        Provenance {
            snapshot_id: snapshot_id.to_owned(),
            evidence_id: String::new(),
            rules: rules
                .iter()
                .map(|rule| format!("{} (bản {}): {}", rule_name(rule), rule.version, rule_words(rule)))
                .collect(),
            sources: sources.collect(),
            cautions: cautions(dataset),
            proof: String::new(),
            software: format!("Gần Dân (gandan) {}", env!("CARGO_PKG_VERSION")),
            day: day.to_owned(),
        }
    }
}

fn cautions(dataset: &Dataset) -> Vec<String> {
    let mut told = Vec::new();
    if dataset.is_demo {
        told.push(format!(
            "{DEMO_CAUTION}: bộ số liệu này có phần được mô hình hóa, không dùng làm căn cứ quyết định."
        ));
    }
    let modelled = dataset
        .facilities
        .iter()
        .filter(|point| point.origin == Origin::Modelled)
        .count();
    if modelled > 0 {
        let all = number(dataset.facilities.len() as f64);
        told.push(format!(
            "{} trong {all} điểm phục vụ có vị trí được mô hình hóa.",
            number(modelled as f64)
        ));
    }
    let outlines = dataset
        .areas
        .iter()
        .filter(|area| area.level == AreaLevel::Commune && area.outline_origin == Origin::Modelled)
        .count();
    if outlines > 0 {
        told.push(format!(
            "Ranh giới của {} xã, phường được mô hình hóa, không phải ranh giới đo đạc.",
            number(outlines as f64)
        ));
    }
    let agents_without_hours = dataset
        .facilities
        .iter()
        .filter(|point| point.kind == FacilityKind::Agent && point.opening_hours.is_none())
        .count();
    if agents_without_hours > 0 {
        told.push(format!(
            "{} Đại lý chưa có giờ phục vụ trong dữ liệu.",
            number(agents_without_hours as f64)
        ));
    }
    told.push(
        "Thời gian đi lại được tính trên mạng đường với tốc độ theo loại đường, chưa tính thời gian chờ; toàn bộ dân cư của \
         một ô lưới được coi là ở tâm ô. Số người cao tuổi, nếu nêu, là ước tính."
            .to_owned(),
    );
    told
}

impl Document {
    /// With its sources: an annex of an official document, a line in small type of a page for the public.
    pub(super) fn with_provenance(mut self) -> Document {
        let provenance = &self.provenance;
        let is_demo = provenance.cautions.iter().any(|told| told.starts_with(DEMO_CAUTION));
        if self.layout == Layout::Poster {
            self.blocks.push(Block::Small(format!(
                "Thông tin đến ngày {}. Mã bộ số liệu: {}. {}.{}",
                day_vi(&provenance.day),
                provenance.snapshot_id,
                provenance.software,
                if is_demo { " DỮ LIỆU MINH HỌA." } else { "" }
            )));
            return self;
        }
        if is_demo {
            self.draft = match self.draft.as_str() {
                "" => DEMO.to_owned(),
                draft if draft.chars().count() <= SHORT_DRAFT => format!("{draft} - {DEMO}"),
                draft => format!("{draft}\n{DEMO}"),
            };
        }
        let mut blocks = vec![Block::Paragraph(format!(
            "Tài liệu được lập ngày {} từ bộ số liệu mã {}{} bằng {}. {} và cùng quy tắc cho cùng kết quả.",
            day_vi(&provenance.day),
            provenance.snapshot_id,
            match provenance.evidence_id.as_str() {
                "" => String::new(),
                id => format!(" và số liệu ghi nhận riêng mã {id}"),
            },
            provenance.software,
            match provenance.evidence_id.as_str() {
                "" => "Cùng bộ số liệu",
                _ => "Cùng hai mã, cùng ngày lập",
            }
        ))];
        blocks.extend(provenance.rules.iter().cloned().map(Block::Item));
        if !provenance.proof.is_empty() {
            blocks.push(Block::Item(provenance.proof.clone()));
        }
        let rows = provenance.sources.iter().map(|source| {
            vec![
                Value::text(source.layer.clone()),
                Value::text(source.name.clone()),
                Value::text(source.day.clone()),
                Value::text(source.note.clone()),
            ]
        });
        let columns = [
            ("Lớp số liệu", 22.0),
            ("Nguồn", 24.0),
            ("Ngày nhập", 19.0),
            ("Ghi chú của nguồn", 60.0),
        ];
        let mut table = Table::new("bang_nguon", "Các nguồn", "Các nguồn số liệu", &columns).with(rows);
        if provenance.sources.iter().all(|source| source.note.is_empty()) {
            table.take_column(columns.len() - 1);
        }
        if !table.rows.is_empty() {
            blocks.push(Block::Table(table));
        }
        blocks.push(Block::Subheading("Những điểm cần lưu ý khi sử dụng số liệu".to_owned()));
        blocks.extend(provenance.cautions.iter().cloned().map(Block::Item));
        for (at, annex) in self.annexes.iter_mut().enumerate() {
            if annex.label.is_empty() {
                annex.label = format!("Phụ lục {}", roman(at + 1));
            }
        }
        let label = if self.annexes.is_empty() {
            "Phụ lục".to_owned()
        } else {
            format!("Phụ lục {}", roman(self.annexes.len() + 1))
        };
        self.annexes.push(Annex {
            label,
            title: SOURCES.to_owned(),
            orientation: Orientation::Portrait,
            blocks,
        });
        self
    }
}

/// I, II, III, ... of annexes and sections; beyond XV in figures.
pub(super) fn roman(number: usize) -> String {
    const NUMERALS: [&str; 15] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
    ];
    number
        .checked_sub(1)
        .and_then(|at| NUMERALS.get(at))
        .map_or_else(|| number.to_string(), |numeral| (*numeral).to_owned())
}

/// `8.654.321 người dân (98,4 %)` of an amount of all.
pub(super) fn share_and_people(part: f64, all: f64) -> String {
    if all <= 0.0 {
        return Value::Unknown.told();
    }
    format!("{} người dân ({})", number(part), percent(part / all))
}
