//! What a reader or an audit has to say about data.

use std::borrow::Cow;

use super::checks::{self, Check, Done, Language};
use crate::geometry::LonLat;

/// How bad it is: an error rejects an import whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

impl Severity {
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// What a report calls it.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Info => language.pick("thông tin", "information"),
            Self::Warning => language.pick("cảnh báo", "warning"),
            Self::Error => language.pick("lỗi", "error"),
        }
    }
}

/// One remark: where, which value, what is wrong, what was done or should be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable name of the check, e.g. `latitude_out_of_range`.
    pub check: &'static str,
    pub severity: Severity,
    /// File name as given; empty for findings about a workspace.
    pub file: String,
    /// Sheet of a workbook, layer of a GeoPackage or file of an archive; `None` for files of one part.
    pub part: Option<String>,
    /// 1-based row (line in CSV counting the header as row 1; row of a sheet; feature number in GeoJSON).
    pub row: Option<u64>,
    pub column: Option<String>,
    pub value: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
    /// People concerned, where that can be told.
    pub people: Option<f64>,
    /// Where on the map it is, where that is known.
    pub place: Option<LonLat>,
    /// Cases that it stands for: 1, or those of a check that are not listed one by one.
    pub cases: u64,
}

impl Finding {
    pub fn error(check: &'static str, file: &str, message: impl Into<String>) -> Finding {
        Finding::new(check, Severity::Error, file, message)
    }

    pub fn warning(check: &'static str, file: &str, message: impl Into<String>) -> Finding {
        Finding::new(check, Severity::Warning, file, message)
    }

    pub fn info(check: &'static str, file: &str, message: impl Into<String>) -> Finding {
        Finding::new(check, Severity::Info, file, message)
    }

    fn new(check: &'static str, severity: Severity, file: &str, message: impl Into<String>) -> Finding {
        let (file, message) = (file.to_owned(), message.into());
        Finding {
            check,
            severity,
            file,
            part: None,
            row: None,
            column: None,
            value: None,
            message,
            people: None,
            place: None,
            cases: 1,
        }
    }

    pub fn at_row(mut self, row: u64) -> Finding {
        self.row = Some(row);
        self
    }

    pub fn in_column(mut self, column: &str, value: &str) -> Finding {
        self.column = Some(column.to_owned());
        self.value = Some(value.to_owned());
        self
    }

    pub fn for_people(mut self, people: f64) -> Finding {
        self.people = Some(people);
        self
    }

    /// It stands for so many cases.
    pub fn of_cases(mut self, cases: u64) -> Finding {
        self.cases = cases;
        self
    }

    pub fn at_place(mut self, place: LonLat) -> Finding {
        self.place = Some(place);
        self
    }

    /// The entry of its check in the catalogue.
    pub fn entry(&self) -> Option<&'static Check> {
        checks::check(self.check)
    }

    /// The message in a language; in English as it was said.
    pub fn message_in(&self, language: Language) -> Cow<'_, str> {
        match (language, self.entry()) {
            (Language::Vietnamese, Some(entry)) => Cow::Owned(entry.in_vietnamese(&self.message)),
            _ => Cow::Borrowed(&self.message),
        }
    }

    /// One line for a screen: where, what, what was done about it. English as [`std::fmt::Display`] has it.
    pub fn told(&self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        let mut line = self.severity.words(language).to_owned();
        let mut add = |text: String| line.push_str(&text);
        if !self.file.is_empty() {
            add(format!(" {}", self.file));
        }
        if let Some(part) = self.part_in(language) {
            add(format!(", {part}"));
        }
        if let Some(row) = self.row {
            add(format!(", dòng {row}"));
        }
        if let Some(column) = &self.column {
            add(format!(", cột {column}"));
        }
        if let Some(value) = self.value.as_ref().filter(|value| !value.is_empty()) {
            add(format!(", giá trị '{value}'"));
        }
        add(format!(": {} [{}]", self.message_in(language), self.check));
        if let Some(people) = self.people {
            add(format!(" ({} người)", checks::grouped(&format!("{people:.0}"))));
        }
        line
    }

    /// Sheet, layer or inner file, as a report names it.
    pub fn part_in(&self, language: Language) -> Option<Cow<'_, str>> {
        let part = self.part.as_deref()?;
        let vietnamese = || {
            let sheet = part.strip_prefix("sheet ").map(|name| format!("trang tính {name}"));
            sheet.or_else(|| part.strip_prefix("layer ").map(|name| format!("lớp {name}")))
        };
        match language {
            Language::Vietnamese => Some(vietnamese().map_or(Cow::Borrowed(part), Cow::Owned)),
            Language::English => Some(Cow::Borrowed(part)),
        }
    }

    /// What became of what it speaks of: an error refuses its row, or the file where it names none; for everything else
    /// the check says it. What is in a workspace stays as it is.
    pub fn done(&self) -> Done {
        match (self.severity, self.row) {
            _ if self.file.is_empty() => Done::Kept,
            (Severity::Error, Some(_)) => Done::RowRefused,
            (Severity::Error, None) => Done::FileRefused,
            // A check that is an error elsewhere kept its row here.
            _ => match self.entry().map_or(Done::Kept, |entry| entry.done) {
                Done::FileRefused | Done::RowRefused => Done::Kept,
                done => done,
            },
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.severity.code())?;
        if !self.file.is_empty() {
            write!(formatter, " {}", self.file)?;
        }
        if let Some(part) = &self.part {
            write!(formatter, ", {part}")?;
        }
        if let Some(row) = self.row {
            write!(formatter, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(formatter, ", column {column}")?;
        }
        if let Some(value) = &self.value {
            write!(formatter, ", value '{value}'")?;
        }
        write!(formatter, ": {} [{}]", self.message, self.check)?;
        if let Some(people) = self.people {
            write!(formatter, " ({people:.0} people)")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_the_screen_is_vietnamese_with_the_numbers_of_the_english_one() {
        let finding = Finding::error(
            "row_too_long",
            "a.xlsx",
            "this row has 5 cells, the header 3; put text that holds the separator into \"quotes\"",
        );
        let finding = Finding {
            part: Some("sheet 'Điểm'".into()),
            ..finding.at_row(7).in_column("Tên", "x | y")
        };
        let told = finding.told(Language::Vietnamese);
        assert!(
            told.starts_with("lỗi a.xlsx, trang tính 'Điểm', dòng 7, cột Tên, giá trị 'x | y': "),
            "{told}"
        );
        assert!(told.contains("dòng này có 5 ô, tiêu đề có 3"), "{told}");
        assert_eq!(finding.told(Language::English), finding.to_string());
    }

    #[test]
    fn a_sentence_that_is_not_in_the_catalogue_is_told_by_its_check() {
        let finding = Finding::warning("duplicate_way", "a.osm", "something new was said");
        assert_eq!(
            finding.message_in(Language::Vietnamese),
            "một số đường có hai lần trong tệp, giữ lần đầu; không cần làm gì"
        );
        assert_eq!(finding.message_in(Language::English), "something new was said");
        let stranger = Finding::warning("of_another_world", "", "as it is");
        assert_eq!(stranger.message_in(Language::Vietnamese), "as it is");
    }

    #[test]
    fn what_was_done_follows_severity_row_and_check() {
        let of = |finding: Finding| finding.done();
        assert_eq!(of(Finding::error("not_a_number", "a", "").at_row(2)), Done::RowRefused);
        assert_eq!(of(Finding::error("empty_file", "a", "")), Done::FileRefused);
        assert_eq!(
            of(Finding::warning("swapped_coordinates", "a", "").at_row(2)),
            Done::PutRight
        );
        assert_eq!(of(Finding::warning("duplicate_row", "a", "").at_row(2)), Done::LeftOut);
        assert_eq!(
            of(Finding::warning("not_a_number", "a", "").at_row(2)),
            Done::ValueLeftOut
        );
        assert_eq!(
            of(Finding::error("position_swapped", "", "")),
            Done::Kept,
            "a workspace is only looked at"
        );
    }
}
