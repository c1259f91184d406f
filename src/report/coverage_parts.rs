//! The parts of a coverage report: its map, the gaps, people who pass by distance alone, groups of people.

use super::city_map::{CityMap, Sign};
use super::coverage_report::{CoverageInput, RuleFigures, commune, gaps, minutes, people};
use super::document::{Block, Figure, Table};
use super::provenance::rule_name;
use super::value::{Value, cut_share, decimal, degrees, number, percent};
use crate::access::{AreaCoverage, Barrier, Coverage, PeopleByVerdict};
use crate::geometry::LonLat;
use crate::model::{FacilityKind, FacilityStatus};

/// Gaps told one by one and numbered on the map.
const MOST_GAPS: usize = 20;
/// Communes on the chart of the worst.
const MOST_BARS: usize = 10;

/// Communes by share, points, gaps by number.
pub(super) fn map(input: &CoverageInput, coverage: &Coverage) -> Option<Figure> {
    let shares = coverage
        .areas
        .iter()
        .filter(|told| told.people.total > 0.0)
        .map(|told| (told.area.index(), told.people.passing / told.people.total));
    let counted = |kind: &FacilityKind| coverage.rule.counts.contains(kind);
    let signs = input
        .dataset
        .facilities
        .iter()
        .filter(|point| point.status == FacilityStatus::Open && counted(&point.kind))
        .map(|point| {
            (
                point.location,
                if point.kind == FacilityKind::Branch {
                    Sign::Branch
                } else {
                    Sign::Point
                },
            )
        });
    let signs: Vec<(LonLat, Sign)> = signs.collect();
    let sign_words = [(Sign::Point, "Đại lý, điểm tiếp nhận"), (Sign::Branch, "Chi nhánh")];
    let is_drawn = |(sign, _): &(Sign, &str)| signs.iter().any(|(_, drawn)| drawn == sign);
    let sign_words = sign_words.into_iter().filter(is_drawn).collect();
    let numbers = gaps(input, coverage).into_iter().take(MOST_GAPS).enumerate();
    CityMap {
        dataset: input.dataset,
        title: format!("Mức độ bảo đảm tiếp cận theo {}", rule_name(&coverage.rule)),
        shares: shares.collect(),
        signs,
        sign_words,
        arrows: Vec::new(),
        numbers: numbers.map(|(at, gap)| (gap.site, (at + 1).to_string())).collect(),
        number_words: "Khu vực chưa bảo đảm tiếp cận, số thứ tự trong bảng",
        focus: commune(input),
        around: None,
        window: None,
        caption: format!(
            "Hình 1. Tỷ lệ người dân được bảo đảm tiếp cận của từng xã, phường theo {}, các điểm phục vụ và khu vực chưa bảo đảm",
            rule_name(&coverage.rule)
        ),
    }
    .figure("ban_do")
}

/// The communes with most people without access, as bars.
pub(super) fn worst_communes(input: &CoverageInput, coverage: &Coverage) -> Option<Figure> {
    let without = |told: &AreaCoverage| told.people.total - told.people.passing;
    let mut order: Vec<&AreaCoverage> = coverage.areas.iter().filter(|told| without(told) >= 0.5).collect();
    order.sort_by(|a, b| without(b).total_cmp(&without(a)).then(a.area.cmp(&b.area)));
    let values: Vec<(String, f64, String)> = order
        .iter()
        .take(MOST_BARS)
        .map(|told| {
            let words = format!(
                "{} ({})",
                number(without(told)),
                percent(without(told) / told.people.total)
            );
            (
                input.dataset.areas[told.area.index()].name.clone(),
                without(told),
                words,
            )
        })
        .collect();
    let title = format!(
        "Xã, phường có nhiều người dân chưa bảo đảm tiếp cận nhất, theo {}",
        rule_name(&coverage.rule)
    );
    super::bars::bars(
        "bieu_do",
        &title,
        &values,
        &format!("Hình 2. {title} (số người; tỷ lệ trong xã, phường)"),
    )
}

/// Where people do not pass, most people first. `before`: a rule told already whose gaps are the same.
pub(super) fn gap_blocks(input: &CoverageInput, told: &RuleFigures, before: Option<&RuleFigures>) -> Vec<Block> {
    let coverage = told.coverage;
    let name = rule_name(&coverage.rule);
    let gaps = gaps(input, coverage);
    let own = people(input, coverage);
    let without = own.total - own.passing;
    if gaps.is_empty() {
        // Their gap is told with the commune in which a point would help most.
        return vec![Block::Paragraph(match without >= 0.5 {
            true => format!(
                "Theo {name}: {} người dân của địa bàn chưa được bảo đảm thuộc khu vực có vị trí đặt điểm có lợi nhất ở xã, phường lân cận.",
                number(without)
            ),
            false => format!("Theo {name}: không có khu vực nào chưa bảo đảm tiếp cận."),
        })];
    }
    if let Some(before) = before {
        return vec![Block::Paragraph(format!(
            "Theo {name}: các khu vực chưa bảo đảm tiếp cận như theo {}.",
            rule_name(&before.coverage.rule)
        ))];
    }
    let all: f64 = gaps.iter().map(|gap| gap.people).sum();
    let mut text = format!(
        "Theo {name}: có {} khu vực với {} người dân.",
        number(gaps.len() as f64),
        number(all)
    );
    if input.commune.is_some() && (all - without).abs() >= 0.5 {
        text += &format!(
            " Khu vực được nêu ở xã, phường của vị trí đặt điểm có lợi nhất và có thể vượt qua địa giới; riêng người dân của địa bàn, số chưa được bảo đảm là {} người.",
            number(without)
        );
    }
    if gaps.len() > MOST_GAPS {
        let listed: f64 = gaps.iter().take(MOST_GAPS).map(|gap| gap.people).sum();
        text += &format!(
            " Bảng dưới đây nêu {MOST_GAPS} khu vực đông nhất ({} người).",
            number(listed)
        );
    }
    let columns = [
        ("TT", 6.0),
        ("Xã, phường của vị trí đặt điểm", 30.0),
        ("Người dân", 16.0),
        ("Số ô dân cư", 13.0),
        ("Vị trí đặt điểm có lợi nhất (kinh độ; vĩ độ)", 30.0),
        ("Phục vụ được (người)", 17.0),
    ];
    let rows = gaps.iter().take(MOST_GAPS).enumerate().map(|(at, gap)| {
        let area = gap.area.map_or("ngoài các xã, phường", |area| {
            input.dataset.areas[area.index()].name.as_str()
        });
        vec![
            Value::Whole((at + 1) as f64),
            Value::text(area),
            Value::Whole(gap.people),
            Value::Whole(f64::from(gap.cells)),
            Value::text(degrees(gap.site, 4)),
            Value::Whole(gap.site_people),
        ]
    });
    let field = match coverage.rule.id.as_str() {
        "plan68" => "bang_khu_vuc_plan68",
        "scheme" => "bang_khu_vuc_scheme",
        "plan68_agents" => "bang_khu_vuc_plan68_agents",
        _ => "bang_khu_vuc",
    };
    let caption = format!("Khu vực chưa bảo đảm tiếp cận theo {name}");
    vec![
        Block::Paragraph(text),
        Block::Table(Table::new(field, "Khu vực chưa bảo đảm", caption, &columns).with(rows)),
    ]
}

/// People with a point in the radius and no way to one in time.
pub(super) fn distance_only(input: &CoverageInput) -> Vec<Block> {
    // Verdicts are the same under every rule of the same points and limits; the first tells them.
    let Some(told) = input.rules.first() else {
        return Vec::new();
    };
    let people = people(input, told.coverage);
    let (unknown, slow) = (
        people.distance_only_without_road,
        people.distance_only - people.distance_only_without_road,
    );
    if people.distance_only < 0.5 {
        return vec![Block::Paragraph(
            "Không có người dân nào chỉ có điểm phục vụ trong bán kính mà phải đi quá thời gian quy định.".to_owned(),
        )];
    }
    let mut blocks = vec![Block::Paragraph(format!(
        "Có {} người dân ở trong bán kính của một điểm phục vụ nhưng không đi đến điểm nào trong thời gian quy định: {} người phải đi quá thời gian (có thể cách sông), {} người chưa có đường nối trong số liệu nên chưa biết thời gian đi.",
        number(people.distance_only),
        number(slow),
        number(unknown)
    ))];
    if input.commune.is_none() && !told.barriers.is_empty() {
        let columns = [
            ("Vật cản giữa nơi ở và điểm gần nhất", 50.0),
            ("Người dân", 20.0),
            ("Số ô dân cư", 20.0),
        ];
        let rows = told.barriers.iter().map(|barrier| {
            let words = match &barrier.barrier {
                Barrier::Water(name) => name.clone(),
                Barrier::UnnamedWater => "Sông, hồ không có tên trong số liệu".to_owned(),
                Barrier::NoWater => "Không có sông, hồ; đường vòng xa".to_owned(),
                Barrier::NotKnown => "Chưa có số liệu sông, hồ".to_owned(),
            };
            vec![
                Value::text(words),
                Value::Whole(barrier.people),
                Value::Whole(f64::from(barrier.cells)),
            ]
        });
        blocks.push(Block::Table(
            Table::new(
                "bang_vat_can",
                "Vật cản",
                "Người dân chỉ bảo đảm theo bán kính, theo vật cản",
                &columns,
            )
            .with(rows),
        ));
    }
    blocks
}

/// Wards beside communes, and travel times of groups.
pub(super) fn groups(input: &CoverageInput) -> Vec<Block> {
    let Some(told) = input.rules.first() else {
        return Vec::new();
    };
    let coverage = told.coverage;
    let share = |people: &PeopleByVerdict| {
        if people.total > 0.0 {
            people.passing / people.total
        } else {
            0.0
        }
    };
    let mut blocks = Vec::new();
    if coverage.urban.total > 0.0 && coverage.rural.total > 0.0 {
        let (urban, rural) = (share(&coverage.urban), share(&coverage.rural));
        // Of the shares as they are told, so that a reader who subtracts them finds the same.
        let gap = (cut_share(urban) - cut_share(rural)) * 100.0;
        let told = if gap.abs() < 0.05 {
            "không chênh lệch đáng kể".to_owned()
        } else {
            format!(
                "{} hơn {} điểm phần trăm",
                if gap > 0.0 { "phường cao" } else { "xã cao" },
                decimal(gap.abs())
            )
        };
        blocks.push(Block::Paragraph(format!(
            "Theo {}, tỷ lệ người dân được bảo đảm tiếp cận ở phường là {}, ở xã là {}: {told}.",
            rule_name(&coverage.rule),
            percent(urban),
            percent(rural)
        )));
    }
    let columns = [
        ("Nhóm", 24.0),
        ("Người dân", 16.0),
        ("Một nửa đi không quá (phút)", 18.0),
        ("90 % đi không quá (phút)", 18.0),
        ("95 % đi không quá (phút)", 18.0),
        ("Không có đường đến điểm nào (người)", 20.0),
    ];
    // Of a group that no source counts nothing can be said.
    let rows = told.equity.iter().filter(|group| group.people > 0.0).map(|group| {
        let name = match group.group.code() {
            "all" => "Toàn thành phố",
            "urban" => "Ở phường",
            "rural" => "Ở xã",
            "elderly" => "Từ 60 tuổi (ước tính)",
            other => other,
        };
        vec![
            Value::text(name),
            Value::Whole(group.people),
            minutes(group.median),
            minutes(group.p90),
            minutes(group.p95),
            Value::Whole(group.unreachable),
        ]
    });
    blocks.push(Block::Table(
        Table::new(
            "bang_nhom",
            "Nhóm người dân",
            "Thời gian đi đến điểm gần nhất",
            &columns,
        )
        .with(rows),
    ));
    if let Some(worst) = told.equity.first().and_then(|all| all.worst.as_ref()) {
        let named: Vec<&str> = worst
            .areas
            .iter()
            .filter_map(|(area, _)| Some(input.dataset.areas[(*area)?.index()].name.as_str()))
            .take(5)
            .collect();
        blocks.push(Block::Paragraph(format!(
            "{} người dân đi lâu nhất (5 % dân số) mất bình quân {} phút; phần đông ở: {}.",
            number(worst.people),
            decimal(worst.mean_s / 60.0),
            named.join(", ")
        )));
    }
    blocks
}
