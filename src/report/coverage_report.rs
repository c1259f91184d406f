//! The coverage report of the city or of one commune: who reaches a point under each rule, where people do not, and what
//! the figures stand on.

use super::coverage_parts::{distance_only, gap_blocks, groups, map, worst_communes};
use super::document::{Annex, Block, Document, Fact, Frame, Layout, Orientation, Provenance, Table, fact};
use super::provenance::{roman, rule_name, share_and_people};
use super::value::{Value, number};
use crate::access::{AreaCoverage, BarrierPeople, Coverage, Equity, Gap, PeopleByVerdict};
use crate::model::{Area, AreaId, Dataset, FacilityStatus, Rule, Territory};
use crate::units::Deciseconds;

/// What it tells only where there is something to tell; see [`Document::at_times`].
pub(super) const AT_TIMES: [(&str, &str); 9] = [
    ("ban_do", "bản đồ"),
    ("bieu_do", "biểu đồ xã, phường có nhiều người dân chưa được bảo đảm"),
    ("bang_khu_vuc_plan68", "khu vực chưa bảo đảm theo Kế hoạch 68"),
    ("bang_khu_vuc_scheme", "khu vực chưa bảo đảm theo Đề án"),
    (
        "bang_khu_vuc_plan68_agents",
        "khu vực chưa bảo đảm theo Kế hoạch 68, chỉ tính Đại lý",
    ),
    ("bang_vat_can", "người dân chỉ đạt theo bán kính"),
    ("bang_nhom", "thời gian đi theo nhóm người dân"),
    ("bang_xa_phuong", "kết quả theo xã, phường (toàn thành phố)"),
    ("bang_diem", "các điểm phục vụ (một xã, phường)"),
];

/// One rule's answer.
pub struct RuleFigures<'a> {
    pub coverage: &'a Coverage,
    pub equity: &'a [Equity],
    pub barriers: &'a [BarrierPeople],
    pub answer_id: String,
}

/// What a coverage report is made from.
pub struct CoverageInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    /// The rules side by side, the one of the map first.
    pub rules: Vec<RuleFigures<'a>>,
    /// `None`: the whole city.
    pub commune: Option<AreaId>,
    /// Errors in the data that stand open.
    pub open_errors: u64,
    /// ISO date of the document.
    pub day: &'a str,
}

/// The report with its annexes.
pub fn coverage_report(input: &CoverageInput) -> Document {
    let rules: Vec<&Rule> = input.rules.iter().map(|told| &told.coverage.rule).collect();
    let mut provenance = Provenance::of(input.dataset, input.snapshot_id, &rules, input.day);
    for (line, told) in provenance.rules.iter_mut().zip(&input.rules) {
        line.push_str(&format!(" Mã kết quả: {}.", told.answer_id));
    }
    if input.open_errors > 0 {
        let count = number(input.open_errors as f64);
        provenance.cautions.insert(
            0,
            format!("Bộ số liệu còn {count} lỗi chưa được xử lý; các số liệu dưới đây chịu ảnh hưởng của các lỗi đó."),
        );
    }
    let place = commune(input).map_or_else(|| "thành phố Hà Nội".to_owned(), |area| area.name.clone());
    let mut frame = Frame::of_the_centre("BC", input.day);
    frame.addressee = "Ban Giám đốc Trung tâm Phục vụ hành chính công thành phố Hà Nội".to_owned();
    Document {
        layout: Layout::Official,
        frame,
        title: "BÁO CÁO".to_owned(),
        subject: format!("Mức độ bảo đảm tiếp cận dịch vụ công của người dân, {place}"),
        draft: "DỰ THẢO".to_owned(),
        blocks: body(input, &place),
        annexes: annexes(input),
        facts: facts(input),
        at_times: AT_TIMES.to_vec(),
        provenance,
    }
    .with_provenance()
}

/// The commune that a report is about.
pub(super) fn commune<'a>(input: &CoverageInput<'a>) -> Option<&'a Area> {
    input.commune.map(|area| &input.dataset.areas[area.index()])
}

/// The people that a report is about: of the city, or of its commune.
pub(super) fn people<'a>(input: &CoverageInput<'a>, coverage: &'a Coverage) -> &'a PeopleByVerdict {
    input
        .commune
        .and_then(|area| coverage.areas.iter().find(|told| told.area == area))
        .map_or(&coverage.people, |told| &told.people)
}

/// The gaps that a report is about.
pub(super) fn gaps<'a>(input: &CoverageInput, coverage: &'a Coverage) -> Vec<&'a Gap> {
    let here = |gap: &&Gap| input.commune.is_none() || gap.area == input.commune;
    coverage.gaps.iter().filter(here).collect()
}

pub(super) fn facts(input: &CoverageInput) -> Vec<Fact> {
    let mut told = Vec::new();
    for figures in &input.rules {
        let coverage = figures.coverage;
        let (id, name) = (&coverage.rule.id, rule_name(&coverage.rule));
        let people = people(input, coverage);
        let mut add = |field: &str, label: &str, value| {
            told.push(fact(format!("{field}_{id}"), format!("{label}, theo {name}"), value))
        };
        add("tong_nguoi", "Tổng số người dân", Value::Whole(people.total));
        add(
            "nguoi_tiep_can",
            "Người dân bảo đảm tiếp cận",
            Value::Whole(people.passing),
        );
        add(
            "ty_le",
            "Tỷ lệ người dân bảo đảm tiếp cận",
            Value::share_of(people.passing, people.total),
        );
        add(
            "nguoi_chua_tiep_can",
            "Người dân chưa bảo đảm tiếp cận",
            Value::Whole(people.total - people.passing),
        );
        add(
            "chi_ban_kinh",
            "Người dân chỉ có điểm trong bán kính, đi quá thời gian",
            Value::Whole(people.distance_only),
        );
        add(
            "ca_hai",
            "Người dân có điểm cả trong thời gian và trong bán kính",
            Value::Whole(people.time_and_distance),
        );
        add(
            "chi_thoi_gian",
            "Người dân chỉ có điểm trong thời gian",
            Value::Whole(people.time_only),
        );
        if input.commune.is_none() {
            add(
                "ty_le_phuong",
                "Tỷ lệ ở phường",
                Value::share_of(coverage.urban.passing, coverage.urban.total),
            );
            add(
                "ty_le_xa",
                "Tỷ lệ ở xã",
                Value::share_of(coverage.rural.passing, coverage.rural.total),
            );
            add(
                "so_xa_phuong_chua_dat",
                "Số xã, phường chưa đạt mục tiêu",
                Value::Whole(coverage.below_target().count() as f64),
            );
        }
    }
    told
}

/// Travel time in minutes.
pub(super) fn minutes(time: Deciseconds) -> Value {
    time.seconds()
        .map_or(Value::Unknown, |seconds| Value::Decimal(seconds / 60.0))
}

pub(super) fn body(input: &CoverageInput, place: &str) -> Vec<Block> {
    let mut blocks = vec![
        Block::Italic("Căn cứ Kế hoạch số 68/KH-TTPVHCC ngày 07 tháng 10 năm 2025 của Trung tâm Phục vụ hành chính công thành phố Hà Nội;".to_owned()),
        Block::Italic("Căn cứ Đề án thành lập Trung tâm Phục vụ hành chính công thành phố Hà Nội (tháng 10 năm 2024);".to_owned()),
        Block::Paragraph(format!("Đơn vị báo cáo kết quả đánh giá mức độ bảo đảm tiếp cận dịch vụ công của người dân trên địa bàn {place} như sau:")),
        Block::Heading("I. KẾT QUẢ CHUNG".to_owned()),
    ];
    blocks.extend(
        input
            .rules
            .iter()
            .map(|told| Block::Paragraph(headline(input, told.coverage))),
    );
    blocks.push(Block::Table(side_by_side(input)));
    blocks.push(Block::Paragraph(
        "Mục tiêu là mọi người dân (100 %) được bảo đảm tiếp cận. Người dân, doanh nghiệp có thể đến bất kỳ điểm nào, không phụ thuộc nơi cư trú; điểm phục vụ của địa bàn lân cận vì vậy cũng được tính.".to_owned(),
    ));
    if let Some(main) = input.rules.first() {
        blocks.extend(map(input, main.coverage).map(Block::Figure));
        if input.commune.is_none() {
            blocks.extend(worst_communes(input, main.coverage).map(Block::Figure));
        }
    }
    blocks.push(Block::Heading("II. KHU VỰC CHƯA BẢO ĐẢM TIẾP CẬN".to_owned()));
    for (at, told) in input.rules.iter().enumerate() {
        let same = |other: &&RuleFigures| gaps(input, other.coverage) == gaps(input, told.coverage);
        let before = input.rules[..at].iter().find(same);
        blocks.extend(gap_blocks(input, told, before));
    }
    blocks.push(Block::Heading("III. NGƯỜI DÂN CHỈ BẢO ĐẢM THEO BÁN KÍNH".to_owned()));
    blocks.extend(distance_only(input));
    if input.commune.is_none() {
        blocks.push(Block::Heading(
            "IV. CHÊNH LỆCH GIỮA PHƯỜNG VÀ XÃ, GIỮA CÁC NHÓM NGƯỜI DÂN".to_owned(),
        ));
        blocks.extend(groups(input));
    }
    blocks
}

fn headline(input: &CoverageInput, coverage: &Coverage) -> String {
    let people = people(input, coverage);
    let name = rule_name(&coverage.rule);
    let without = people.total - people.passing;
    let rest = if without < 0.5 {
        "không còn người dân nào chưa được bảo đảm".to_owned()
    } else {
        format!("còn {} người chưa được bảo đảm", number(without))
    };
    format!(
        "Theo {name}: {} có điểm phục vụ đáp ứng quy định; {rest}.",
        share_and_people(people.passing, people.total)
    )
}

fn side_by_side(input: &CoverageInput) -> Table {
    // Titles of columns are fixed words: the rules that reports put side by side are the shipped ones.
    const TITLES: [&str; 4] = [
        "Theo Kế hoạch 68 (5 km)",
        "Theo Đề án (30 phút hoặc 5 km)",
        "Theo Kế hoạch 68, chỉ tính Đại lý",
        "Theo quy tắc riêng",
    ];
    let title = |rule: &Rule| match rule.id.as_str() {
        "plan68" => TITLES[0],
        "scheme" => TITLES[1],
        "plan68_agents" => TITLES[2],
        _ => TITLES[3],
    };
    let mut columns = vec![("Chỉ tiêu", 40.0)];
    columns.extend(input.rules.iter().map(|told| (title(&told.coverage.rule), 22.0)));
    type Of = fn(&PeopleByVerdict) -> Value;
    let lines: [(&str, Of); 8] = [
        ("Tổng số người dân", |people| Value::Whole(people.total)),
        ("Được bảo đảm tiếp cận (người)", |people| {
            Value::Whole(people.passing)
        }),
        ("Tỷ lệ", |people| Value::share_of(people.passing, people.total)),
        ("Chưa được bảo đảm (người)", |people| {
            Value::Whole(people.total - people.passing)
        }),
        ("Vừa trong thời gian, vừa trong bán kính", |people| {
            Value::Whole(people.time_and_distance)
        }),
        ("Chỉ trong thời gian", |people| Value::Whole(people.time_only)),
        ("Chỉ trong bán kính", |people| Value::Whole(people.distance_only)),
        ("Ngoài cả thời gian và bán kính", |people| {
            Value::Whole(people.neither)
        }),
    ];
    let rows = lines.iter().map(|(label, of)| {
        let values = input.rules.iter().map(|told| of(people(input, told.coverage)));
        std::iter::once(Value::text(*label)).chain(values).collect()
    });
    let mut table = Table::new("bang_ket_qua", "Kết quả", "Kết quả theo các quy tắc", &columns).with(rows);
    if input.commune.is_none() {
        let row = |label: &str, of: &dyn Fn(&Coverage) -> Value| -> Vec<Value> {
            std::iter::once(Value::text(label))
                .chain(input.rules.iter().map(|told| of(told.coverage)))
                .collect()
        };
        table.rows.push(row("Tỷ lệ ở phường", &|coverage| {
            Value::share_of(coverage.urban.passing, coverage.urban.total)
        }));
        table.rows.push(row("Tỷ lệ ở xã", &|coverage| {
            Value::share_of(coverage.rural.passing, coverage.rural.total)
        }));
        table.rows.push(row(
            "Một nửa số người dân đi không quá (phút)",
            &|coverage| minutes(coverage.median),
        ));
        table
            .rows
            .push(row("95 % số người dân đi không quá (phút)", &|coverage| {
                minutes(coverage.p95)
            }));
        table.rows.push(row("Số xã, phường chưa đạt mục tiêu", &|coverage| {
            Value::Whole(coverage.below_target().count() as f64)
        }));
    }
    table
}

fn annexes(input: &CoverageInput) -> Vec<Annex> {
    let mut annexes: Vec<Annex> = Vec::new();
    let mut add = |title: &str, orientation, table| {
        annexes.push(Annex {
            label: format!("Phụ lục {}", roman(annexes.len() + 1)),
            title: title.to_owned(),
            orientation,
            blocks: vec![Block::Table(table)],
        });
    };
    match input.commune {
        None => add("Kết quả theo xã, phường", Orientation::Landscape, by_commune(input)),
        Some(area) => add(
            "Các điểm phục vụ trên địa bàn",
            Orientation::Landscape,
            points(input, area),
        ),
    }
    annexes
}

pub(super) fn by_commune(input: &CoverageInput) -> Table {
    const COLUMNS: [(&str, f64); 9] = [
        ("TT", 6.0),
        ("Mã", 14.0),
        ("Xã, phường", 24.0),
        ("Loại", 10.0),
        ("Người dân", 14.0),
        ("Số điểm", 9.0),
        ("Một nửa đi không quá (phút)", 14.0),
        ("Tỷ lệ theo quy tắc thứ nhất", 14.0),
        ("Chưa bảo đảm theo quy tắc thứ nhất (người)", 16.0),
    ];
    const OTHERS: [(&str, f64); 2] = [
        ("Tỷ lệ theo quy tắc thứ hai", 14.0),
        ("Tỷ lệ theo quy tắc thứ ba", 14.0),
    ];
    let Some((main, others)) = input.rules.split_first() else {
        return Table::new("bang_xa_phuong", "Theo xã, phường", "", &COLUMNS);
    };
    let named: Vec<String> = input
        .rules
        .iter()
        .enumerate()
        .map(|(at, told)| {
            format!(
                "quy tắc thứ {}: {}",
                ["nhất", "hai", "ba"].get(at).unwrap_or(&"..."),
                rule_name(&told.coverage.rule)
            )
        })
        .collect();
    let columns: Vec<(&'static str, f64)> = COLUMNS
        .iter()
        .chain(OTHERS.iter().take(others.len()))
        .copied()
        .collect();
    // Worst first: the problem is read first.
    let mut order: Vec<&AreaCoverage> = main.coverage.areas.iter().collect();
    let without = |told: &AreaCoverage| told.people.total - told.people.passing;
    order.sort_by(|a, b| without(b).total_cmp(&without(a)).then(a.area.cmp(&b.area)));
    let rows = order.iter().enumerate().map(|(at, told)| {
        let area = &input.dataset.areas[told.area.index()];
        let mut row = vec![
            Value::Whole((at + 1) as f64),
            Value::text(area.code.clone()),
            Value::text(area.name.clone()),
            Value::text(if area.territory == Territory::Urban {
                "phường"
            } else {
                "xã"
            }),
            Value::Whole(told.people.total),
            Value::Whole(f64::from(told.points)),
            minutes(told.median),
            Value::share_of(told.people.passing, told.people.total),
            Value::Whole(without(told)),
        ];
        for other in others.iter().take(OTHERS.len()) {
            let same = other.coverage.areas.iter().find(|one| one.area == told.area);
            row.push(same.map_or(Value::Unknown, |one| {
                Value::share_of(one.people.passing, one.people.total)
            }));
        }
        row
    });
    let caption = format!("({})", named.join("; "));
    let mut table = Table::new("bang_xa_phuong", "Theo xã, phường", caption, &columns).with(rows);
    let people = &main.coverage.people;
    let points: u32 = main.coverage.areas.iter().map(|told| told.points).sum();
    table.total = vec![
        Value::Blank,
        Value::Blank,
        Value::text("Toàn thành phố"),
        Value::Blank,
        Value::Whole(people.total),
        Value::Whole(f64::from(points)),
        minutes(main.coverage.median),
        Value::share_of(people.passing, people.total),
        Value::Whole(people.total - people.passing),
    ];
    for other in others.iter().take(OTHERS.len()) {
        table.total.push(Value::share_of(
            other.coverage.people.passing,
            other.coverage.people.total,
        ));
    }
    table
}

fn points(input: &CoverageInput, area: AreaId) -> Table {
    let code = &input.dataset.areas[area.index()].code;
    let columns = [
        ("TT", 6.0),
        ("Mã", 14.0),
        ("Tên điểm", 34.0),
        ("Loại", 24.0),
        ("Đơn vị", 20.0),
        ("Địa chỉ", 34.0),
        ("Giờ phục vụ", 24.0),
    ];
    let here = input
        .dataset
        .facilities
        .iter()
        .filter(|point| point.area.as_ref() == Some(code) && point.status == FacilityStatus::Open);
    let rows = here.enumerate().map(|(at, point)| {
        let known = |text: &Option<String>| text.clone().map_or(Value::Unknown, Value::Text);
        vec![
            Value::Whole((at + 1) as f64),
            Value::text(point.code.clone()),
            Value::text(point.name.clone()),
            Value::text(point.kind.vietnamese()),
            known(&point.operator),
            known(&point.address),
            point
                .opening_hours
                .as_deref()
                .map_or(Value::Unknown, |hours| Value::text(super::poster::hours_words(hours))),
        ]
    });
    Table::new("bang_diem", "Điểm phục vụ", "", &columns).with(rows)
}
