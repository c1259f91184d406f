//! What the figures of `gandan assess` rest on: procedures, other inputs, sources.

use super::Lang;
use super::assess_text::{LABEL_WIDTH, VALUE_WIDTH};
use super::rule_words::short_name;
use super::text_page::{TextPage, WIDTH, change, fitted, percent, shortened, whole};
use crate::model::{Origin, SourceRecord};
use crate::planner::Snapshot;
use crate::planner::import::is_demo_source;
use crate::wire::{AssessAnswer, CommuneShiftShape, CoverageAnswer, SensitivityFigure, VariedShape};

pub fn procedures(page: &mut TextPage, coverage: &CoverageAnswer) {
    let lang = page.lang;
    let Some(figures) = coverage
        .figures
        .as_ref()
        .filter(|figures| !figures.procedures.is_empty())
    else {
        return;
    };
    let total = coverage.people.total;
    let mut worst: Vec<_> = figures.procedures.iter().collect();
    worst.sort_by(|a, b| a.people.total_cmp(&b.people).then_with(|| a.code.cmp(&b.code)));
    page.heading(lang.pick("THỦ TỤC THIẾT YẾU", "ESSENTIAL PROCEDURES"));
    let (least, most) = (worst[0], worst[worst.len() - 1]);
    let (least_share, most_share) = (percent(least.people, total, lang), percent(most.people, total, lang));
    page.sentence(
        2,
        &match lang {
            Lang::Vi => format!(
                "{} thủ tục: từ {least_share} đến {most_share} người dân có điểm làm thủ tục đó. Ít nhất: {} ({least_share}, {} điểm).",
                worst.len(),
                shortened(&least.name, 60),
                least.points
            ),
            Lang::En => format!(
                "{} procedures: {least_share} to {most_share} of residents have a point that handles it. Least: {} ({least_share}, {} points).",
                worst.len(),
                shortened(&least.name, 60),
                least.points
            ),
        },
    );
}

/// Variations below each other, rules beside each other: people without access, and the change.
pub fn sensitivity(page: &mut TextPage, rules: &[CoverageAnswer]) {
    let lang = page.lang;
    let told: Vec<&SensitivityFigure> = rules
        .iter()
        .filter_map(|coverage| coverage.figures.as_ref()?.sensitivity.as_ref())
        .collect();
    let Some(first) = told.first() else { return };
    page.heading(lang.pick(
        "NẾU SỐ LIỆU ĐẦU VÀO KHÁC ĐI: SỐ NGƯỜI CHƯA CÓ ĐIỂM",
        "IF THE INPUTS WERE OTHERS: PEOPLE WITHOUT ACCESS",
    ));
    let names: Vec<String> = rules.iter().map(|coverage| short_name(&coverage.rule, lang)).collect();
    page.row("", LABEL_WIDTH, &names, VALUE_WIDTH);
    for (index, row) in first.rows.iter().enumerate() {
        let same: Vec<&VariedShape> = told.iter().filter_map(|figure| figure.rows.get(index)).collect();
        let mut told = |label: &str, value: &dyn Fn(&VariedShape) -> String| {
            let values: Vec<String> = same.iter().map(|row| value(row)).collect();
            page.row(label, LABEL_WIDTH, &values, VALUE_WIDTH);
        };
        told(&format!("  {}", variation(row, lang)), &|row| {
            whole(row.without_people, lang)
        });
        if matches!(row.variation.as_str(), "as_is" | "speed") {
            let label = lang.pick(
                "    trong bán kính nhưng đi quá thời gian",
                "    within the radius, too long a way",
            );
            told(label, &|row| {
                whole(row.people.distance_only - row.people.distance_only_without_road, lang)
            });
        }
        if index > 0 {
            told(lang.pick("    thay đổi", "    change"), &|row| {
                change(row.change_people, lang)
            });
        }
        told(lang.pick("    tỷ lệ có điểm", "    share with access"), &|row| {
            percent(row.people.passing, row.people.total, lang)
        });
    }
    let by = |commune: &CommuneShiftShape| commune.declared_people - commune.cells_people;
    let mut shifts: Vec<&CommuneShiftShape> = first
        .communes
        .iter()
        .filter(|commune| by(commune).abs() >= 0.5)
        .collect();
    shifts.sort_by(|a, b| by(b).abs().total_cmp(&by(a).abs()).then_with(|| a.code.cmp(&b.code)));
    let named: Vec<String> = shifts
        .iter()
        .take(3)
        .map(|commune| format!("{} ({})", commune.name, change(by(commune), lang)))
        .collect();
    if !named.is_empty() {
        let most = lang.pick(
            "Dân số khai báo lệch ô dân cư nhiều nhất",
            "Declared and cells differ most in",
        );
        page.sentence(2, &format!("{most}: {}.", named.join(", ")));
    }
}

fn variation(row: &VariedShape, lang: Lang) -> String {
    let by = change((row.factor.unwrap_or(1.0) - 1.0) * 100.0, lang);
    match row.variation.as_str() {
        "speed" => format!("{} {by} %", lang.pick("Tốc độ đi đường", "Road speeds")),
        "declared_people" => lang
            .pick("Dân số theo xã, phường khai báo", "People as communes declare")
            .to_owned(),
        "present_people" => format!(
            "{} ({by} %)",
            lang.pick("Tính cả người chưa đăng ký cư trú", "People present, registered or not")
        ),
        _ => lang.pick("Như hiện nay", "As it is").to_owned(),
    }
}

pub fn foundations(page: &mut TextPage, snapshot: &Snapshot, answer: &AssessAnswer) {
    let (lang, dataset) = (page.lang, snapshot.dataset());
    page.heading(lang.pick("SỐ LIỆU DỰA TRÊN", "WHAT THE FIGURES REST ON"));
    let is_modelled = |source: &&SourceRecord| is_demo_source(&source.name);
    let modelled: Vec<&SourceRecord> = dataset.sources.iter().filter(is_modelled).collect();
    if let Some(first) = modelled.first() {
        let layers: Vec<&str> = modelled.iter().map(|source| layer(&source.layer, lang)).collect();
        let name = lang.pick("mô hình minh họa", "demonstration model");
        page.sentence(
            2,
            &format!("{} {name}: {}.", day(&first.imported_at), layers.join("; ")),
        );
    }
    for source in dataset.sources.iter().filter(|source| !is_modelled(source)) {
        let note = if source.note.is_empty() {
            lang.pick("chưa ghi nguồn gốc", "no origin noted")
        } else {
            &source.note
        };
        let line = format!(
            "  {} {} {} - {note}",
            day(&source.imported_at),
            fitted(layer(&source.layer, lang), 13),
            shortened(&source.name, 40)
        );
        page.line(&shortened(&line, WIDTH));
    }
    page.sentence(
        2,
        lang.pick(
            "Ước tính: thời gian đi tính theo tốc độ thông thoáng của từng loại đường, không phải giao thông đo được; \
             người dân của một ô được coi là ở tâm ô.",
            "Estimated: travel times are free-flow times by class of road, not observed traffic; the people of a cell \
             count as living at its centre.",
        ),
    );
    let (used, listed) = snapshot.travel().own_times().counts();
    if listed > 0 {
        let (all, unknown) = (dataset.cells.len() * dataset.facilities.len(), listed - used);
        page.sentence(
            2,
            &match lang {
                Lang::Vi => format!(
                    "Thời gian đi lại: {used} trên {all} cặp ô - điểm lấy từ bảng nhập vào, còn lại tính theo đường; {unknown} cặp của bảng có mã không còn trong dữ liệu."
                ),
                Lang::En => format!(
                    "Travel times: {used} of {all} pairs of cell and facility from the table, the others by road; {unknown} pairs of the table have codes that are not in the data."
                ),
            },
        );
    }
    let modelled_points = dataset
        .facilities
        .iter()
        .filter(|facility| facility.origin == Origin::Modelled)
        .count();
    let modelled_areas = dataset
        .areas
        .iter()
        .filter(|area| area.outline_origin == Origin::Modelled)
        .count();
    if modelled_points + modelled_areas > 0 {
        page.sentence(
            2,
            &match lang {
                Lang::Vi => format!(
                    "Mô hình: vị trí hoặc thuộc tính của {modelled_points} điểm; {modelled_areas} đường ranh giới."
                ),
                Lang::En => format!(
                    "Modelled: places or attributes of {modelled_points} points, outlines of {modelled_areas} areas."
                ),
            },
        );
    }
    let ids: Vec<String> = answer
        .rules
        .iter()
        .map(|coverage| format!("{} {}", coverage.rule.id, coverage.answer_id))
        .collect();
    page.sentence(
        2,
        &format!(
            "{} {}; {}: {}.",
            lang.pick("Mã bộ số liệu:", "Snapshot:"),
            answer.snapshot_id,
            lang.pick("mã câu trả lời", "answers"),
            ids.join(", ")
        ),
    );
}

fn layer(code: &str, lang: Lang) -> &str {
    match (code, lang) {
        ("facilities", Lang::Vi) => "Điểm phục vụ",
        ("demand", Lang::Vi) => "Dân cư",
        ("areas", Lang::Vi) => "Xã, phường",
        ("outline", Lang::Vi) => "Ranh giới",
        ("roads", Lang::Vi) => "Đường",
        ("water", Lang::Vi) => "Sông, hồ",
        ("green", Lang::Vi) => "Công viên, cây xanh",
        ("performance", Lang::Vi) => "Báo cáo tháng",
        ("procedures", Lang::Vi) => "Thủ tục",
        ("operators", Lang::Vi) => "Doanh nghiệp",
        ("crosswalk", Lang::Vi) => "Đối chiếu",
        ("census", Lang::Vi) => "Dân số",
        ("candidates", Lang::Vi) => "Nơi mở điểm",
        ("travel-times", Lang::Vi) => "Thời gian đi",
        _ => code,
    }
}

/// The day of an instant in UTC as Vietnam's calendar has it, `DD/MM/YYYY`; what is no instant stays as it is.
fn day(instant: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(instant).map_or_else(
        |_| instant.to_owned(),
        |moment| {
            let local = moment.with_timezone(&crate::finder::hours::vietnam());
            local.format("%d/%m/%Y").to_string()
        },
    )
}
