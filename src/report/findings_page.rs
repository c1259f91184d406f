//! The findings of an import or of a workspace as one page: it asks nothing of any server, works from the disk and
//! prints on A4. Every text from a file is escaped, and the page forbids itself scripts and requests.

use std::fmt::Write;

use super::findings_map::{Map, map, shape};
use super::html::{escaped, whole};
use super::tally::{CheckTally, Tally};
use crate::geometry::LonLat;
use crate::model::{Area, Finding, Language, Severity};

/// Rows on one page; a browser stays quick, and nobody reads more.
const MOST_ROWS: usize = 3000;

/// What became of what was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A workspace was looked at.
    Checked,
    /// Everything was imported.
    Imported,
    /// The good rows were imported, the others were not.
    ImportedInPart,
    /// Nothing was imported.
    Refused,
    /// Nothing was to be written.
    DryRun,
}

impl Outcome {
    /// The stable name in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Imported => "imported",
            Self::ImportedInPart => "imported_in_part",
            Self::Refused => "refused",
            Self::DryRun => "dry_run",
        }
    }

    /// What a report says.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Checked => language.pick(
                "Đã kiểm tra, không thay đổi dữ liệu",
                "Checked; the data are as they were",
            ),
            Self::Imported => language.pick("Đã nhập toàn bộ", "Everything was imported"),
            Self::ImportedInPart => language.pick(
                "Đã nhập các dòng đúng, các dòng lỗi bị từ chối",
                "The good rows were imported, those with errors were refused",
            ),
            Self::Refused => language.pick("Không nhập gì", "Nothing was imported"),
            Self::DryRun => language.pick("Chạy thử, không ghi gì", "Dry run, nothing was written"),
        }
    }
}

/// What the page tells.
#[derive(Clone, Copy, Debug)]
pub struct FindingsPage<'a> {
    /// The workspace or the files, as they were named.
    pub subject: &'a str,
    pub outcome: Outcome,
    pub findings: &'a [Finding],
    /// Their outlines are the ground of the map.
    pub areas: &'a [Area],
    /// Where the points of the data stand: the ground of the map where there are no outlines.
    pub points: &'a [LonLat],
    /// The data are modelled: the page says so.
    pub is_demo: bool,
    /// When the page was made, as a reader understands it.
    pub made_at: &'a str,
}

/// The page as UTF-8 HTML. The same input gives the same bytes.
pub fn findings_page(page: &FindingsPage, language: Language) -> String {
    let tally = Tally::of(page.findings);
    let mut writer = Writer {
        html: String::new(),
        language,
    };
    writer.head(page);
    writer.headline(page, &tally);
    if let Some(drawn) = map(page.areas, page.points, page.findings, language) {
        writer.map(&drawn);
    }
    if !tally.checks.is_empty() {
        writer.checks(&tally);
        writer.rows(page.findings, &tally);
    }
    writer.foot(page);
    writer.html
}

struct Writer {
    html: String,
    language: Language,
}

impl Writer {
    fn add(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn pick<'a>(&self, vietnamese: &'a str, english: &'a str) -> &'a str {
        self.language.pick(vietnamese, english)
    }

    fn head(&mut self, page: &FindingsPage) {
        let title = self.pick("Phát hiện khi kiểm tra dữ liệu", "Findings");
        let language = self.pick("vi", "en");
        let _ = write!(
            self.html,
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{title}: {}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
            escaped(page.subject),
            include_str!("findings_page.css")
        );
        let demo = if page.is_demo {
            self.pick(" - dữ liệu minh họa", " - demo data")
        } else {
            ""
        };
        let _ = write!(
            self.html,
            "<header>\n<p class=\"brand\">Gần Dân{demo}</p>\n<h1>{title}</h1>\n<p>{}</p>\n",
            escaped(page.subject)
        );
    }

    fn headline(&mut self, page: &FindingsPage, tally: &Tally) {
        let number = |count: u64| whole(count as f64, self.language);
        let (errors, warnings, remarks) = (number(tally.errors), number(tally.warnings), number(tally.remarks));
        let sentence = match (tally.errors, tally.warnings) {
            (0, 0) => self
                .pick("Không có lỗi hay cảnh báo nào.", "No error and no warning.")
                .to_owned(),
            (0, _) => match self.language {
                Language::Vietnamese => format!("Không có lỗi; {warnings} cảnh báo cần xem."),
                Language::English => format!("No error; {warnings} warning(s) to look at."),
            },
            _ => match self.language {
                Language::Vietnamese => format!("{errors} lỗi phải sửa, {warnings} cảnh báo cần xem."),
                Language::English => format!("{errors} error(s) to mend, {warnings} warning(s) to look at."),
            },
        };
        let class = match page.outcome {
            Outcome::Refused => "no",
            Outcome::Checked if tally.errors > 0 => "no",
            _ => "yes",
        };
        let verdict = page.outcome.words(self.language);
        let people = whole(tally.people, self.language);
        let tiles = [
            ("error", &errors, self.pick("lỗi", "errors")),
            ("warning", &warnings, self.pick("cảnh báo", "warnings")),
            ("info", &remarks, self.pick("thông tin", "remarks")),
            ("people", &people, self.pick("lượt người liên quan", "people concerned")),
        ];
        // A file says of nobody how many people it concerns: a 0 there would be no figure.
        let is_told = tally.people >= 0.5;
        let tiles: String = tiles
            .iter()
            .filter(|(class, ..)| is_told || *class != "people")
            .map(|(class, number, words)| format!("<div class=\"tile {class}\"><b>{number}</b>{words}</div>\n"))
            .collect();
        let note = self.pick(
            "Số người cộng từ các lỗi và cảnh báo; một người có thể được tính ở nhiều phát hiện.",
            "People of all errors and warnings; one person may stand in several findings.",
        );
        let note = if is_told {
            format!("<p class=\"small\">{note}</p>\n")
        } else {
            String::new()
        };
        let _ = write!(
            self.html,
            "<p class=\"lead\">{sentence}</p>\n<p class=\"verdict {class}\">{verdict}</p>\n</header>\n<main>\n\
             <div class=\"tiles\">\n{tiles}</div>\n{note}"
        );
    }

    fn map(&mut self, drawn: &Map) {
        let heading = self.pick("Vị trí trên bản đồ", "On the map");
        let _ = write!(self.html, "<h2>{heading}</h2>\n<figure>\n{}\n<figcaption>", drawn.svg);
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            let tag = self.tag(severity);
            let _ = write!(self.html, "<span>{tag}</span>");
        }
        let shown = whole(drawn.marks as f64, self.language);
        let others = whole(drawn.left_out as f64, self.language);
        let said = match (self.language, drawn.left_out) {
            (Language::Vietnamese, 0) => format!("{shown} vị trí; mọi phát hiện đều có trong bảng dưới đây."),
            (Language::Vietnamese, _) => {
                format!("{shown} vị trí; {others} phát hiện nằm ngoài bản đồ. Tất cả đều có trong bảng dưới đây.")
            }
            (Language::English, 0) => format!("{shown} places; every finding stands in the tables below."),
            (Language::English, _) => {
                format!("{shown} places; {others} findings lie outside the map. All stand in the tables below.")
            }
        };
        if !drawn.has_outlines {
            let said = self.pick(
                "Chưa có ranh giới xã, phường: nền là lưới kinh độ, vĩ độ và vị trí các điểm (chấm xám).",
                "No outlines yet: the ground is a grid of degrees and the points of the data (grey dots).",
            );
            let _ = write!(self.html, "<span>{said}</span>");
        }
        let _ = write!(self.html, "<span>{said}</span></figcaption>\n</figure>\n");
    }

    /// The sign of a severity, as on the map, with its word.
    fn tag(&self, severity: Severity) -> String {
        format!(
            "<span class=\"tag {0}\"><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><g class=\"sign\">{1}</g></svg>{2}</span>",
            severity.code(),
            shape(severity, 8.0, 8.0),
            severity.words(self.language)
        )
    }

    fn table_head(&mut self, columns: &[(&str, &str)]) {
        self.add("<div class=\"scroll\"><table>\n<thead><tr>");
        for (words, class) in columns {
            let _ = write!(self.html, "<th class=\"{class}\">{words}</th>");
        }
        self.add("</tr></thead>\n<tbody>\n");
    }

    /// A cell with the name of its column, which a narrow screen shows above it.
    fn cell(&mut self, label: &str, class: &str, html: &str) {
        let _ = write!(self.html, "<td class=\"{class}\" data-label=\"{label}\">{html}</td>");
    }

    fn checks(&mut self, tally: &Tally) {
        let language = self.language;
        let labels = [
            language.pick("Phát hiện", "Finding"),
            language.pick("Mức", "Severity"),
            language.pick("Số trường hợp", "Cases"),
            language.pick("Người liên quan", "People"),
            language.pick("Nghĩa là", "What it means"),
            language.pick("Cách sửa", "Repair"),
        ];
        let heading = language.pick("Tổng hợp theo loại", "By check");
        let _ = writeln!(self.html, "<h2>{heading}</h2>");
        let classes = ["", "", "number", "number", "", ""];
        let columns: Vec<(&str, &str)> = labels.into_iter().zip(classes).collect();
        self.table_head(&columns);
        for check in &tally.checks {
            let words = check.entry().map(|entry| entry.words(language));
            let title = words.map_or(check.check, |words| words.title);
            self.add("<tr>");
            let link = format!(
                "<a href=\"#{0}\">{1}</a><br><code>{0}</code>",
                escaped(check.check),
                escaped(title)
            );
            self.cell(labels[0], "", &link);
            let tag = self.tag(check.severity);
            self.cell(labels[1], "", &tag);
            self.cell(labels[2], "number", &whole(check.cases as f64, language));
            let people = check.people.map_or(String::new(), |people| whole(people, language));
            self.cell(labels[3], "number", &people);
            self.cell(
                labels[4],
                "",
                &words.map_or(String::new(), |words| escaped(words.explanation)),
            );
            self.cell(
                labels[5],
                "fix",
                &words.map_or(String::new(), |words| escaped(words.repair)),
            );
            self.add("</tr>\n");
        }
        self.add("</tbody></table></div>\n");
    }

    fn rows(&mut self, findings: &[Finding], tally: &Tally) {
        let heading = self.pick("Từng phát hiện", "One by one");
        let _ = writeln!(self.html, "<h2>{heading}</h2>");
        let mut left = MOST_ROWS;
        for check in &tally.checks {
            let shown = check.findings.len().min(left);
            if shown > 0 {
                self.rows_of(check, findings, shown);
            }
            left -= shown;
        }
        let all: usize = tally.checks.iter().map(|check| check.findings.len()).sum();
        if all > MOST_ROWS {
            let more = whole((all - MOST_ROWS) as f64, self.language);
            let said = match self.language {
                Language::Vietnamese => format!("Còn {more} phát hiện không in ở đây; xem tệp JSON."),
                Language::English => format!("{more} more findings are not printed here; see the JSON."),
            };
            let _ = writeln!(self.html, "<p>{said}</p>");
        }
    }

    fn rows_of(&mut self, check: &CheckTally, findings: &[Finding], shown: usize) {
        let language = self.language;
        let listed: Vec<&Finding> = check.findings.iter().take(shown).map(|at| &findings[*at]).collect();
        let title = check.entry().map_or(check.check, |entry| entry.words(language).title);
        let tag = self.tag(check.severity);
        let _ = writeln!(
            self.html,
            "<h3 id=\"{}\">{} {tag}</h3>",
            escaped(check.check),
            escaped(title)
        );
        let labels = [
            language.pick("Tệp, trang", "File, sheet"),
            language.pick("Dòng", "Row"),
            language.pick("Cột", "Column"),
            language.pick("Giá trị", "Value"),
            language.pick("Lý do", "Reason"),
            language.pick("Người", "People"),
            language.pick("Đã làm", "Done"),
        ];
        let classes = ["", "number", "", "", "", "number", ""];
        let cells_of = |finding: &Finding| -> [String; 7] {
            let part = finding
                .part_in(language)
                .map_or(String::new(), |part| format!(", {part}"));
            let number = |value: Option<f64>| value.map_or(String::new(), |value| whole(value, language));
            [
                escaped(&format!("{}{part}", finding.file)),
                number(finding.row.map(|row| row as f64)),
                escaped(finding.column.as_deref().unwrap_or_default()),
                escaped(finding.value.as_deref().unwrap_or_default()),
                escaped(&finding.message_in(language)),
                number(finding.people),
                finding.done().words(language).to_owned(),
            ]
        };
        let rows: Vec<[String; 7]> = listed.iter().map(|finding| cells_of(finding)).collect();
        // A column in which nothing stands is left out.
        let shown: Vec<usize> = (0..labels.len())
            .filter(|column| rows.iter().any(|row| !row[*column].is_empty()))
            .collect();
        let columns: Vec<(&str, &str)> = shown.iter().map(|at| (labels[*at], classes[*at])).collect();
        self.table_head(&columns);
        for row in &rows {
            self.add("<tr>");
            shown
                .iter()
                .for_each(|at| self.cell(labels[*at], classes[*at], &row[*at]));
            self.add("</tr>\n");
        }
        self.add("</tbody></table></div>\n");
    }

    fn foot(&mut self, page: &FindingsPage) {
        let made = self.pick("Lập lúc", "Made at");
        let version = env!("CARGO_PKG_VERSION");
        let _ = write!(
            self.html,
            "</main>\n<footer>{made} {}. gandan {version}.</footer>\n</body>\n</html>\n",
            escaped(page.made_at)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(findings: &[Finding], language: Language) -> String {
        let page = FindingsPage {
            subject: "<b>city</b>.gpkg",
            outcome: Outcome::Refused,
            findings,
            areas: &[],
            points: &[],
            is_demo: false,
            made_at: "2026-01-01",
        };
        findings_page(&page, language)
    }

    /// What stands between tags, and the values of attributes, may hold no unescaped sign.
    #[test]
    fn names_from_files_cannot_become_part_of_the_page() {
        let evil = "<script>alert('x')</script>\" onload=\"y";
        let finding = Finding {
            part: Some(format!("sheet '{evil}'")),
            ..Finding::error("not_a_number", evil, evil)
                .at_row(2)
                .in_column(evil, evil)
                .at_place(LonLat::new(105.8, 21.0))
        };
        for language in [Language::Vietnamese, Language::English] {
            let html = page(std::slice::from_ref(&finding), language);
            assert!(
                !html.contains("<script") && !html.contains("<b>city") && !html.contains("\" onload"),
                "{html}"
            );
            assert!(html.contains("&lt;script&gt;"), "it is shown as it is");
        }
    }

    #[test]
    fn a_page_asks_nothing_of_anybody() {
        let html = page(
            &[Finding::warning("no_roads", "", "x").for_people(12.0)],
            Language::Vietnamese,
        );
        for call in ["http://", "https://", "src=", "url(", "@import", "<link"] {
            assert!(!html.contains(call), "{call} in {html}");
        }
        assert!(html.contains("default-src 'none'"));
    }

    #[test]
    fn every_finding_is_a_row_with_its_place_its_reason_and_what_was_done() {
        let findings = [
            Finding::error(
                "row_too_long",
                "a.csv",
                "this row has 5 cells, the header 3; put text that holds the separator into \"quotes\"",
            )
            .at_row(1234)
            .in_column("Tên", "x"),
            Finding::warning(
                "duplicate_row",
                "a.csv",
                "the same name at the same place stands on row 4 already; this row was left out",
            )
            .at_row(9),
        ];
        let html = page(&findings, Language::Vietnamese);
        for words in [
            "1 lỗi phải sửa, 1 cảnh báo cần xem",
            "Không nhập gì",
            "1.234",
            "dòng này có 5 ô",
            "từ chối dòng",
            "bỏ ra ngoài",
            "Dòng thừa ô",
        ] {
            assert!(html.contains(words), "'{words}' is not in {html}");
        }
        let english = page(&findings, Language::English);
        assert!(
            english.contains("lang=\"en\"") && english.contains("this row has 5 cells") && english.contains("1,234")
        );
    }

    #[test]
    fn clean_data_say_so_and_show_no_empty_table() {
        let html = page(&[], Language::Vietnamese);
        assert!(html.contains("Không có lỗi hay cảnh báo nào") && !html.contains("<table>"));
    }
}
