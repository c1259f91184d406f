//! The page of `gandan addresses`, and its reasons in words.

use std::fmt::Write;
use std::path::Path;

use super::Lang;
use super::addresses::{Row, levels};
use crate::registry::{AddressCandidate, AddressMatch, MatchReason, Unmatched};

/// Rows named of each sort; the rest is counted.
const SHOWN: usize = 20;
/// Below this a candidate is named on the page.
const UNSURE: f64 = 0.5;

/// How many addresses were matched, how finely, and which rows want a look.
pub(super) fn page(rows: &[Row], list: Option<&Path>, lang: Lang) -> String {
    let mut page = String::new();
    let mut line = |vietnamese: String, english: String| {
        writeln!(page, "{}", lang.pick(&vietnamese, &english)).expect("writing to memory does not fail");
    };
    let best = |row: &Row| row.found.as_ref().and_then(AddressMatch::best).cloned();
    let looked: Vec<&Row> = rows.iter().filter(|row| row.found.is_some()).collect();
    let (total, matched) = (looked.len(), looked.iter().filter(|row| best(row).is_some()).count());
    line(
        format!("Khớp với phường xã: {matched} trên {total} địa chỉ"),
        format!("Matched to a commune: {matched} of {total} addresses"),
    );
    let placed = rows.len() - total;
    if placed > 0 {
        line(
            format!("{placed} dòng đã có tọa độ, giữ nguyên"),
            format!("{placed} rows have coordinates already and stay as they are"),
        );
    }
    let levels = levels(rows);
    let between = |row: &&&Row| {
        let is_between = |reason: &MatchReason| matches!(reason, MatchReason::HouseBetween { .. });
        best(row).is_some_and(|best| best.reasons.iter().any(is_between))
    };
    let between = looked.iter().filter(between).count();
    line(
        format!(
            "  đến số nhà {} (trong đó nội suy {between}), địa điểm {}, đường phố {}, chỉ phường xã {}",
            levels.house, levels.place, levels.street, levels.commune
        ),
        format!(
            "  to the house {} (of those interpolated {between}), a place {}, the street {}, the commune alone {}",
            levels.house, levels.place, levels.street, levels.commune
        ),
    );
    let name = |row: &Row| {
        let row = row.row;
        let told = row
            .address
            .clone()
            .or_else(|| row.commune.clone())
            .or_else(|| row.name.clone());
        format!("{}: {}", row.number, told.unwrap_or_default())
    };
    let groups: [(&str, &str, Vec<String>); 3] = [
        (
            "Không khớp",
            "Not matched",
            looked
                .iter()
                .filter(|row| best(row).is_none())
                .map(|row| format!("{} - {}", name(row), why_not(row, lang)))
                .collect(),
        ),
        (
            "Có thể là nơi khác",
            "May be elsewhere",
            looked
                .iter()
                .filter(|row| row.found.as_ref().is_some_and(AddressMatch::is_ambiguous))
                .map(|row| format!("{} - {}", name(row), communes(row, lang)))
                .collect(),
        ),
        (
            "Độ tin cậy dưới 0,5",
            "Confidence below 0.5",
            looked
                .iter()
                .filter_map(|row| Some((row, best(row).filter(|best| best.confidence < UNSURE)?)))
                .map(|(row, best)| {
                    let missing = not_found(&best, lang);
                    format!(
                        "{} - {} ({}{missing})",
                        name(row),
                        best.label,
                        two_digits(best.confidence, lang)
                    )
                })
                .collect(),
        ),
    ];
    for (vietnamese, english, list) in groups {
        if list.is_empty() {
            continue;
        }
        let count = list.len();
        line(
            format!("{vietnamese}: {count} dòng"),
            format!("{english}: {count} rows"),
        );
        for told in list.iter().take(SHOWN) {
            line(format!("  {told}"), format!("  {told}"));
        }
        if count > SHOWN {
            let more = count - SHOWN;
            line(format!("  ... và {more} dòng nữa"), format!("  ... and {more} more"));
        }
    }
    match list {
        Some(path) => {
            let path = path.display();
            line(
                format!(
                    "Danh sách cần xác nhận: {path}. Ghi x vào cột Xác nhận ở dòng đúng, không ở dòng bỏ (hoặc điền cột Kinh độ, Vĩ độ), rồi nhập tệp này."
                ),
                format!(
                    "The list to confirm: {path}. Write x under Xác nhận where a row is right, không where it goes (or fill in Kinh độ and Vĩ độ), then import it."
                ),
            );
        }
        None => line(
            "Chưa ghi gì: thêm --out F.xlsx để có danh sách cần xác nhận.".to_owned(),
            "Nothing was written: --out F.xlsx gives the list to confirm.".to_owned(),
        ),
    }
    page
}

/// What the address tells and the data do not know there, to stand behind the confidence.
fn not_found(best: &AddressCandidate, lang: Lang) -> String {
    let missing = best.reasons.iter().filter_map(|reason| match reason {
        MatchReason::NotFound { what } => Some(what.as_str()),
        MatchReason::StreetUnknown { street } => Some(street.as_str()),
        _ => None,
    });
    let missing: Vec<&str> = missing.collect();
    if missing.is_empty() {
        return String::new();
    }
    format!("; {}: {}", missing.join(", "), lang.pick("không tìm thấy", "not found"))
}

fn two_digits(confidence: f64, lang: Lang) -> String {
    format!("{confidence:.2}").replace('.', lang.pick(",", "."))
}

/// The communes that a row may lie in, with their confidence, each once.
fn communes(row: &Row, lang: Lang) -> String {
    let mut told: Vec<(&str, f64)> = Vec::new();
    for one in row.found.iter().flat_map(|found| &found.candidates) {
        if !told.iter().any(|(name, _)| *name == one.commune_name) {
            told.push((&one.commune_name, one.commune_confidence));
        }
    }
    let told: Vec<String> = told
        .iter()
        .map(|(name, confidence)| format!("{name} {}", two_digits(*confidence, lang)))
        .collect();
    told.join(", ")
}

/// Why a row has no proposal.
pub(super) fn why_not(row: &Row, lang: Lang) -> String {
    let Some(found) = &row.found else {
        return lang.pick("dòng đã có tọa độ", "the row has coordinates").to_owned();
    };
    match &found.unmatched {
        Some(Unmatched::Empty) => lang.pick("không có địa chỉ", "no address").to_owned(),
        Some(Unmatched::OtherCity(city)) => {
            format!("{}: {city}", lang.pick("thuộc tỉnh, thành khác", "in another city"))
        }
        Some(Unmatched::NothingKnown) | None => lang
            .pick(
                "không nhận ra phường xã, đường phố hay địa điểm nào",
                "no commune, street or place of the data is named",
            )
            .to_owned(),
    }
}

/// What speaks for and against a candidate, in one line.
pub(super) fn reasons(candidate: &AddressCandidate, lang: Lang) -> String {
    let told: Vec<String> = candidate
        .reasons
        .iter()
        .map(|reason| reason_words(reason, lang))
        .collect();
    told.join("; ")
}

fn reason_words(reason: &MatchReason, lang: Lang) -> String {
    use MatchReason as Why;
    let (vietnamese, english) = match reason {
        Why::CommuneNamed => ("địa chỉ nêu phường xã".into(), "the address names the commune".into()),
        Why::CommuneInColumn => ("theo cột phường xã".into(), "from the column of communes".into()),
        Why::CommuneUnmarked => (
            "tên phường xã trong địa chỉ, không có chữ phường, xã".into(),
            "the commune's name without its word".into(),
        ),
        Why::CommuneAtEnd => (
            "tên phường xã ở cuối một phần địa chỉ".into(),
            "the commune's name at the end of a piece".into(),
        ),
        Why::StreetAlone { communes } => (
            format!("chỉ theo tên đường, có ở {communes} phường xã"),
            format!("by the street alone, which {communes} communes have"),
        ),
        Why::OtherAccents { written } => (
            format!("viết '{written}', khác dấu"),
            format!("written '{written}', with other accents or none"),
        ),
        Why::Misspelt { written } => (
            format!("viết '{written}', sai một chữ"),
            format!("written '{written}', one letter off"),
        ),
        Why::OtherKind => (
            "viết loại đơn vị khác (phường, xã, thị trấn)".into(),
            "written as another sort of unit".into(),
        ),
        Why::Former { name, successors: 1 } => (
            format!("{name} cũ, nay thuộc trọn nơi này"),
            format!("the former {name}, now whole in this commune"),
        ),
        Why::Former { name, successors } => (
            format!("{name} cũ, đã chia về {successors} phường xã"),
            format!("the former {name}, split among {successors} communes"),
        ),
        Why::DistrictAgrees { district } => (format!("hợp với {district}"), format!("agrees with {district}")),
        Why::DistrictContradicts { district } => (
            format!("không thuộc {district} như địa chỉ nêu"),
            format!("not of {district}, which is told"),
        ),
        Why::ColumnContradicts => (
            "địa chỉ và cột phường xã nêu hai nơi khác nhau".into(),
            "address and column name different communes".into(),
        ),
        Why::StreetFound => (
            "có đường này trong phường xã".into(),
            "the street runs in the commune".into(),
        ),
        Why::LaneFound { name } => (format!("đúng ngõ '{name}'"), format!("the lane '{name}'")),
        Why::StreetElsewhere { communes } => (
            format!("không thấy đường này ở đây, có ở {}", communes.join(", ")),
            format!("the street is not known here, but in {}", communes.join(", ")),
        ),
        Why::StreetUnknown { street } => (
            format!("dữ liệu đường không có '{street}'"),
            format!("no road of the data is called '{street}'"),
        ),
        Why::StreetMissing => (
            "không thấy đường này ở đây, nơi khác có".into(),
            "the street is not known here, another candidate has it".into(),
        ),
        Why::HouseMissing => (
            "không biết số nhà, ngõ này ở đây, nơi khác có".into(),
            "the house or lane is not known here, another candidate has it".into(),
        ),
        Why::HouseKnown { name } => (format!("đúng số nhà của '{name}'"), format!("the house of '{name}'")),
        Why::HouseBetween { lower, upper } => (
            format!("nội suy giữa số {lower} và số {upper}: vị trí gần đúng"),
            format!("interpolated between numbers {lower} and {upper}: a rough position"),
        ),
        Why::PlaceKnown { name } => (
            format!("địa điểm đã biết '{name}'"),
            format!("the known place '{name}'"),
        ),
        Why::NotFound { what } => (
            format!("{what}: không tìm thấy, vị trí chỉ là giữa phường xã"),
            format!("{what}: not found, the position is only the middle of the commune"),
        ),
    };
    let (vietnamese, english): (String, String) = (vietnamese, english);
    lang.pick(&vietnamese, &english).to_owned()
}
