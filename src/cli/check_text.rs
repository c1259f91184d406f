//! The page of `gandan check`: totals first, then each check with what it means, how to repair it and its cases.

use super::Lang;
use super::text_page::{TextPage, whole};
use crate::model::{Finding, Language, Severity};
use crate::report::{CheckTally, Tally};

/// The findings of a workspace as a report.
pub fn page(subject: &str, found: &[Finding], tally: &Tally, lang: Lang) -> String {
    let language = Language::from(lang);
    let mut page = TextPage::new(lang);
    page.line(&format!(
        "{}: {subject}",
        lang.pick("KIỂM TRA DỮ LIỆU", "CHECK OF THE DATA")
    ));
    page.line(&counted(tally, lang));
    if tally.checks.is_empty() {
        return page.into_text();
    }
    page.sentence(
        0,
        lang.pick(
            "Trang có bản đồ để in: --format html --out F.html; cho chương trình: --format json.",
            "As a page with a map, to print: --format html --out F.html; for programs: --format json.",
        ),
    );
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let mut checks = tally
            .checks
            .iter()
            .filter(|check| check.severity == severity)
            .peekable();
        if checks.peek().is_some() {
            page.heading(&severity.words(language).to_uppercase());
        }
        checks.for_each(|check| one(&mut page, check, found, language));
    }
    page.into_text()
}

/// `2 lỗi, 1.285 cảnh báo, 3 thông tin`
fn counted(tally: &Tally, lang: Lang) -> String {
    let number = |count: u64| whole(count as f64, lang);
    let (errors, warnings, remarks) = (number(tally.errors), number(tally.warnings), number(tally.remarks));
    match lang {
        Lang::Vi => format!("{errors} lỗi, {warnings} cảnh báo, {remarks} thông tin"),
        Lang::En => format!("{errors} errors, {warnings} warnings, {remarks} remarks"),
    }
}

fn one(page: &mut TextPage, check: &CheckTally, found: &[Finding], language: Language) {
    let lang = page.lang;
    let words = check.entry().map(|entry| entry.words(language));
    let title = words.map_or(check.check, |words| words.title);
    let cases = whole(check.cases as f64, lang);
    let mut head = format!(
        "{title} [{}]: {cases} {}",
        check.check,
        lang.pick("trường hợp", "case(s)")
    );
    if let Some(people) = check.people.filter(|people| *people >= 0.5) {
        let people = whole(people, lang);
        head.push_str(&match lang {
            Lang::Vi => format!(", liên quan {people} lượt người"),
            Lang::En => format!(", {people} people concerned"),
        });
    }
    page.line("");
    page.sentence(0, &head);
    if let Some(words) = words {
        page.sentence(
            2,
            &format!("{}: {}.", lang.pick("Nghĩa là", "Meaning"), words.explanation),
        );
        page.sentence(2, &format!("{}: {}.", lang.pick("Cách sửa", "Repair"), words.repair));
    }
    for &at in &check.findings {
        let finding = &found[at];
        let mut line = format!("- {}", finding.message_in(language));
        if let Some(people) = finding.people {
            let people = whole(people, lang);
            line.push_str(&format!(" ({people} {})", lang.pick("người", "people")));
        }
        page.sentence(2, &line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_come_first_and_each_check_tells_its_repair_once() {
        let found = [
            Finding::warning("no_roads", "", "x").for_people(1_234_567.0),
            Finding::error(
                "position_swapped",
                "",
                "'B1' (Một) has longitude and latitude swapped: the other way round it stands in the city; swap them",
            ),
            Finding::error(
                "position_swapped",
                "",
                "'B2' (Hai) has longitude and latitude swapped: the other way round it stands in the city; swap them",
            ),
        ];
        let text = page("w.gpkg", &found, &Tally::of(&found), Lang::Vi);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..2],
            ["KIỂM TRA DỮ LIỆU: w.gpkg", "2 lỗi, 1 cảnh báo, 0 thông tin"]
        );
        assert_eq!(text.matches("Cách sửa: Đổi lại kinh độ và vĩ độ.").count(), 1, "{text}");
        assert!(
            text.contains("1.234.567 lượt người") && text.contains("- 'B2' (Hai) bị đổi chỗ"),
            "{text}"
        );
        assert!(text.find("LỖI") < text.find("CẢNH BÁO"), "{text}");
        assert!(lines.iter().all(|line| line.chars().count() <= 98), "{text}");
        assert_eq!(page("w", &[], &Tally::of(&[]), Lang::En).lines().count(), 2);
    }
}
