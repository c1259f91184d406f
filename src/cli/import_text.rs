//! The page of an import, a dry run or an undo: what changes, first in counts, then by name.

use super::Lang;
use super::text_page::{TextPage, whole};
use crate::model::FacilityKind;
use crate::wire::{
    CountsShape, DifferenceShape, FacilityChangeShape, FacilityNameShape, LayerChangeShape, PerhapsOneShape,
    RecognisedShape,
};

/// Facilities of one list that are named; a dry run names more, since it is read to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Short,
    Full,
}

impl Detail {
    fn named(self) -> usize {
        match self {
            Self::Short => 5,
            Self::Full => 100,
        }
    }
}

/// How the facilities of the file were recognised.
pub fn recognised(page: &mut TextPage, told: &RecognisedShape) {
    let lang = page.lang;
    let count = |number: usize| whole(number as f64, lang);
    let mut text = match lang {
        Lang::Vi => format!(
            "Trong tệp có {} điểm: nhận ra {} theo mã, {} theo mã ngoài, {} theo tên, địa chỉ và vị trí; {} điểm mới",
            count(told.listed),
            count(told.by_code),
            count(told.by_external_id),
            count(told.by_name_and_place),
            count(told.new)
        ),
        Lang::En => format!(
            "The file has {} points: {} recognised by code, {} by external id, {} by name, address and place; {} new",
            count(told.listed),
            count(told.by_code),
            count(told.by_external_id),
            count(told.by_name_and_place),
            count(told.new)
        ),
    };
    if told.in_doubt > 0 {
        let among = lang.pick("trong đó {} điểm có thể đã có", "{} of them may be known already");
        text.push_str(&format!(", {}", among.replace("{}", &count(told.in_doubt))));
    }
    page.sentence(0, &format!("{text}."));
    perhaps_one(page, &told.perhaps_one);
}

/// New points that may be known ones: each pair on a line, since both count until somebody says that they are one.
fn perhaps_one(page: &mut TextPage, pairs: &[PerhapsOneShape]) {
    if pairs.is_empty() {
        return;
    }
    let lang = page.lang;
    let count = whole(pairs.len() as f64, lang);
    page.heading(&match lang {
        Lang::Vi => format!("Có thể là một điểm, đang được tính hai lần ({count} cặp):"),
        Lang::En => format!("May be one point, counted twice now ({count}):"),
    });
    for pair in pairs.iter().take(Detail::Full.named()) {
        let metres = whole(pair.distance_m, lang);
        let why = match pair.likeness {
            "same_name" => lang.pick("cùng tên", "same name"),
            _ => lang.pick("cùng chỗ", "same place"),
        };
        let (new, old, code) = (&pair.name, &pair.known_name, &pair.known_facility);
        page.sentence(
            2,
            &match lang {
                Lang::Vi => format!("{new} (mới) và {old} (đã có, mã {code}): {why}, cách {metres} m"),
                Lang::En => format!("{new} (new) and {old} (known, code {code}): {why}, {metres} m apart"),
            },
        );
    }
    rest(page, pairs.len(), Detail::Full);
    page.sentence(
        2,
        lang.pick(
            "Nếu là một điểm: ghi mã đã có vào dòng mới rồi nhập lại. Nếu là hai điểm: không cần làm gì.",
            "If they are one: write the known code into the new row and import again. If they are two: nothing to do.",
        ),
    );
}

/// What changes. `kind`: the layer that is always told, changed or not.
pub fn difference(page: &mut TextPage, told: &DifferenceShape, kind: &str, detail: Detail) {
    let facilities = &told.facilities;
    let counts = &facilities.counts;
    let is_changed = counts.added + counts.changed + counts.missing + counts.relisted + counts.removed > 0;
    if kind == "facilities" || is_changed {
        page.sentence(0, &counted(counts, page.lang));
    }
    let lang = page.lang;
    names(page, lang.pick("Thêm mới", "Added"), &facilities.added, detail);
    changes(page, &facilities.changed, detail);
    let missing = lang.pick(
        "Vắng mặt (không có trong tệp; được đánh dấu, không bị xoá, vẫn được tính)",
        "Missing (not in the file; marked, not deleted, and still counting)",
    );
    names(page, missing, &facilities.missing, detail);
    let relisted = lang.pick("Có lại (bỏ đánh dấu vắng mặt)", "Listed again (no longer marked)");
    names(page, relisted, &facilities.relisted, detail);
    let removed = lang.pick("Không còn trong dữ liệu", "No longer in the data");
    names(page, removed, &facilities.removed, detail);
    for layer in &told.layers {
        if layer.is_change() || layer.layer == kind {
            page.sentence(0, &layer_line(layer, lang));
        }
    }
}

fn counted(counts: &CountsShape, lang: Lang) -> String {
    let number = |number: usize| whole(number as f64, lang);
    let words = [
        (counts.added, "thêm", "added"),
        (counts.changed, "đổi", "changed"),
        (counts.unchanged, "giữ nguyên", "unchanged"),
        (counts.missing, "vắng mặt", "missing"),
        (counts.relisted, "có lại", "listed again"),
        (counts.removed, "không còn", "removed"),
    ];
    let told = words
        .iter()
        .filter(|(count, _, english)| *count > 0 || *english == "unchanged");
    let told: Vec<String> = told
        .map(|(count, vietnamese, english)| match lang {
            Lang::Vi => format!("{vietnamese} {}", number(*count)),
            Lang::En => format!("{} {english}", number(*count)),
        })
        .collect();
    format!(
        "{}: {} -> {}: {}.",
        lang.pick("Điểm phục vụ", "Facilities"),
        number(counts.before),
        number(counts.after),
        told.join(", ")
    )
}

fn names(page: &mut TextPage, title: &str, list: &[FacilityNameShape], detail: Detail) {
    if list.is_empty() {
        return;
    }
    page.heading(&format!("{title}:"));
    for one in list.iter().take(detail.named()) {
        let operator = one
            .operator
            .as_deref()
            .map(|operator| format!(", {operator}"))
            .unwrap_or_default();
        let kind = FacilityKind::from_code(&one.kind);
        let kind = kind.map_or(one.kind.as_str(), |kind| page.lang.pick(kind.vietnamese(), kind.code()));
        page.sentence(2, &format!("{} - {} ({kind}{operator})", one.facility, one.name));
    }
    rest(page, list.len(), detail);
}

fn changes(page: &mut TextPage, list: &[FacilityChangeShape], detail: Detail) {
    if list.is_empty() {
        return;
    }
    let lang = page.lang;
    page.heading(lang.pick("Thay đổi:", "Changed:"));
    for one in list.iter().take(detail.named()) {
        page.sentence(2, &format!("{} - {}", one.facility, one.name));
        for field in &one.fields {
            let unknown = lang.pick("chưa rõ", "unknown");
            let value = |value: &Option<String>, name: &Option<String>| match (value.as_deref(), name) {
                (None, _) => unknown.to_owned(),
                (Some(""), _) => "''".to_owned(),
                (Some(code), Some(name)) => format!("{name} ({code})"),
                (Some(value), None) => value_words(&field.field, value, lang),
            };
            let mut line = format!(
                "{}: {} -> {}",
                field_name(&field.field, lang),
                value(&field.old, &field.old_name),
                value(&field.new, &field.new_name)
            );
            if let (Some(moved), "location") = (one.moved_m, field.field.as_str()) {
                let words = lang.pick("dời", "moved by");
                line.push_str(&format!(" ({words} {moved:.0} m)"));
            }
            page.sentence(6, &line);
        }
    }
    rest(page, list.len(), detail);
}

/// A value in words where the data hold a code of a few: kinds, states, yes and no, days.
fn value_words(field: &str, value: &str, lang: Lang) -> String {
    let words = match (field, value) {
        ("kind", code) => FacilityKind::from_code(code).map(|kind| lang.pick(kind.vietnamese(), kind.code())),
        ("status", "open") => Some(lang.pick("đang hoạt động", "open")),
        ("status", "planned") => Some(lang.pick("dự kiến mở", "planned")),
        ("status", "closed") => Some(lang.pick("đã đóng", "closed")),
        ("origin", "fact") => Some(lang.pick("thực tế", "fact")),
        ("origin", "modelled") => Some(lang.pick("mô phỏng", "modelled")),
        ("wheelchair", "true") => Some(lang.pick("có", "yes")),
        ("wheelchair", "false") => Some(lang.pick("không", "no")),
        _ => None,
    };
    words.unwrap_or(value).to_owned()
}

fn rest(page: &mut TextPage, all: usize, detail: Detail) {
    let more = all.saturating_sub(detail.named());
    if more > 0 {
        let more = whole(more as f64, page.lang);
        let text = page.lang.pick("... và {} điểm nữa", "... and {} more");
        page.line(&format!("  {}", text.replace("{}", &more)));
    }
}

fn layer_line(layer: &LayerChangeShape, lang: Lang) -> String {
    let number = |value: f64| whole(value, lang);
    let mut text = format!(
        "{}: {} -> {}",
        capital(kind_name(&layer.layer, lang)),
        number(layer.rows_before as f64),
        number(layer.rows_after as f64)
    );
    if let (Some(sum), Some(before), Some(after)) = (&layer.sum, layer.sum_before, layer.sum_after) {
        let word = match sum.as_str() {
            "people" => lang.pick("số dân", "people"),
            "declared_people" => lang.pick("dân số công bố", "declared people"),
            "nodes" => lang.pick("nút đường", "nodes"),
            "dossiers" => lang.pick("hồ sơ", "dossiers"),
            "waterways" => lang.pick(
                "trong đó dòng sông, kênh, suối",
                "of these lines of rivers, canals, streams",
            ),
            other => other,
        };
        text.push_str(&format!("; {word}: {} -> {}", number(before), number(after)));
    }
    text
}

/// A kind of data in the middle of a sentence.
pub fn kind_name(kind: &str, lang: Lang) -> &str {
    match kind {
        "facilities" => lang.pick("điểm phục vụ", "facilities"),
        "demand" => lang.pick("ô dân cư", "demand cells"),
        "areas" => lang.pick("đơn vị hành chính", "areas"),
        "outline" => lang.pick("ranh giới thành phố", "the city's outline"),
        "roads" => lang.pick("đường", "roads"),
        "procedures" => lang.pick("thủ tục", "procedures"),
        "operators" => lang.pick("doanh nghiệp", "operators"),
        "performance" => lang.pick("báo cáo tháng", "monthly reports"),
        "travel-times" => lang.pick("thời gian đi lại", "travel times"),
        "crosswalk" => lang.pick("bảng đối chiếu", "the crosswalk"),
        "census" => lang.pick("bộ số liệu dân số", "census counts"),
        "candidates" => lang.pick("nơi có thể mở điểm", "candidates"),
        "water" => lang.pick("sông, hồ", "water"),
        "green" => lang.pick("công viên, cây xanh", "green areas"),
        other => other,
    }
}

fn field_name(field: &str, lang: Lang) -> &str {
    match field {
        "external_id" => lang.pick("mã ngoài", "external id"),
        "kind" => lang.pick("loại điểm", "kind"),
        "name" => lang.pick("tên", "name"),
        "address" => lang.pick("địa chỉ", "address"),
        "operator" => lang.pick("doanh nghiệp", "operator"),
        "location" => lang.pick("vị trí", "location"),
        "area" => lang.pick("mã phường xã", "commune"),
        "capacity" => lang.pick("công suất tháng", "capacity a month"),
        "load" => lang.pick("hồ sơ tháng", "dossiers a month"),
        "staff" => lang.pick("nhân viên", "staff"),
        "opening_hours" => lang.pick("giờ mở cửa", "opening hours"),
        "procedures" => lang.pick("thủ tục", "procedures"),
        "phone" => lang.pick("điện thoại", "phone"),
        "wheelchair" => lang.pick("lối xe lăn", "wheelchair access"),
        "opened_on" => lang.pick("ngày mở", "opened on"),
        "status" => lang.pick("trạng thái", "status"),
        "opens_on" => lang.pick("phục vụ từ ngày", "opens on"),
        "closes_on" => lang.pick("ngừng phục vụ từ ngày", "closes on"),
        "successor" => lang.pick("điểm thay thế", "successor"),
        "origin" => lang.pick("nguồn gốc", "origin"),
        other => other,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
