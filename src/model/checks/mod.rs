//! The catalogue of checks: for every check that a reader or the audit makes, what it means and how to repair what it
//! finds, in Vietnamese and in English.
//!
//! Readers say what they found in English, one sentence beside the code that found it. The Vietnamese of these sentences
//! stands here, keyed by the English sentence with its holes (`this row has {found} cells`), as catalogues of messages
//! are in most programs: the words can be read and mended by somebody who reads no Rust. A sentence that is not listed
//! is told by the explanation and the repair of its check, so that a screen is never half in English.
//!
//! `tests/it/catalogue.rs` holds this catalogue against the source: no check without an entry, no entry without a check,
//! no Vietnamese sentence for an English one that is said no more.

mod files;
mod identity;
mod layers;
mod matrices;
mod phrases;
mod places;
mod refusals;
mod reports;
mod roads;
mod scenarios;
mod sentence;
mod tables;
mod units;
mod values;
mod workspace;

use super::Severity;
pub use refusals::{refusal_in_vietnamese, refusals};
pub use sentence::Language;
pub(super) use sentence::grouped;

/// What became of the row or value that a finding speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Done {
    /// The whole file was refused.
    FileRefused,
    /// The row was refused: with the file, or alone under `--accept-partial`.
    RowRefused,
    /// The row, way or cell was left out, the others were read.
    LeftOut,
    /// The value was left out, its row was read.
    ValueLeftOut,
    /// The value was put right.
    PutRight,
    /// What the value leaves open was taken as is usual.
    Assumed,
    /// It stands as it is.
    Kept,
}

impl Done {
    /// The stable name in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::FileRefused => "file_refused",
            Self::RowRefused => "row_refused",
            Self::LeftOut => "left_out",
            Self::ValueLeftOut => "value_left_out",
            Self::PutRight => "put_right",
            Self::Assumed => "assumed",
            Self::Kept => "kept",
        }
    }

    /// What a report says.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::FileRefused => language.pick("từ chối cả tệp", "file refused"),
            Self::RowRefused => language.pick("từ chối dòng", "row refused"),
            Self::LeftOut => language.pick("bỏ ra ngoài", "left out"),
            Self::ValueLeftOut => language.pick("bỏ giá trị", "value left out"),
            Self::PutRight => language.pick("đã sửa", "put right"),
            Self::Assumed => language.pick("hiểu theo thông lệ", "taken as is usual"),
            Self::Kept => language.pick("giữ nguyên", "kept as it is"),
        }
    }
}

/// A check's words in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// A few words, for a heading.
    pub title: &'static str,
    /// What is wrong and what follows from it.
    pub explanation: &'static str,
    /// What to do.
    pub repair: &'static str,
}

const NO_WORDS: Words = Words {
    title: "",
    explanation: "",
    repair: "",
};

/// One check of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable name.
    pub id: &'static str,
    /// How bad it usually is; a finding says itself how bad it is.
    pub severity: Severity,
    /// What is done with what it finds, where the finding is no error. [`Done::FileRefused`] for a check that is always one.
    pub done: Done,
    pub vietnamese: Words,
    pub english: Words,
    /// English sentences with holes, each with its Vietnamese.
    pub sentences: &'static [(&'static str, &'static str)],
}

impl Check {
    const fn new(id: &'static str, severity: Severity, done: Done) -> Check {
        Check {
            id,
            severity,
            done,
            vietnamese: NO_WORDS,
            english: NO_WORDS,
            sentences: &[],
        }
    }

    const fn error(id: &'static str) -> Check {
        Check::new(id, Severity::Error, Done::FileRefused)
    }

    const fn warning(id: &'static str, done: Done) -> Check {
        Check::new(id, Severity::Warning, done)
    }

    const fn info(id: &'static str, done: Done) -> Check {
        Check::new(id, Severity::Info, done)
    }

    const fn vi(mut self, title: &'static str, explanation: &'static str, repair: &'static str) -> Check {
        self.vietnamese = Words {
            title,
            explanation,
            repair,
        };
        self
    }

    const fn en(mut self, title: &'static str, explanation: &'static str, repair: &'static str) -> Check {
        self.english = Words {
            title,
            explanation,
            repair,
        };
        self
    }

    /// What is done where a finding of this check is only a warning.
    const fn as_warning(mut self, done: Done) -> Check {
        self.done = done;
        self
    }

    const fn says(mut self, sentences: &'static [(&'static str, &'static str)]) -> Check {
        self.sentences = sentences;
        self
    }

    pub fn words(&self, language: Language) -> Words {
        match language {
            Language::Vietnamese => self.vietnamese,
            Language::English => self.english,
        }
    }

    /// The Vietnamese of one of its sentences; of a sentence that it does not know, its explanation and repair.
    pub fn in_vietnamese(&self, english: &str) -> String {
        let known = self.sentences.iter().chain(phrases::OF_ALL);
        let said = known
            .filter_map(|(template, vietnamese)| sentence::translated(english, template, vietnamese, phrases::PARTS))
            .next();
        said.unwrap_or_else(|| {
            let words = self.vietnamese;
            format!("{}; {}", lowered(words.explanation), lowered(words.repair))
        })
    }

    /// Whether a sentence has a Vietnamese one of its own.
    pub fn knows(&self, english: &str) -> bool {
        let mut known = self.sentences.iter().chain(phrases::OF_ALL);
        known
            .any(|(template, vietnamese)| sentence::translated(english, template, vietnamese, phrases::PARTS).is_some())
    }
}

/// With its first letter small, to stand within a sentence; a name (`GeoPackage`, `UTF-8`) stays as it is.
fn lowered(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or_default();
    if first_word
        .chars()
        .skip(1)
        .any(|letter| letter.is_uppercase() || letter.is_ascii_digit())
    {
        return text.to_owned();
    }
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Checks that belong together.
#[derive(Clone, Copy, Debug)]
pub struct CheckGroup {
    pub vietnamese: &'static str,
    pub english: &'static str,
    pub checks: &'static [Check],
}

impl CheckGroup {
    pub fn title(&self, language: Language) -> &'static str {
        language.pick(self.vietnamese, self.english)
    }
}

/// The whole catalogue, in the order of its documents.
pub const CATALOGUE: &[CheckGroup] = &[
    CheckGroup {
        vietnamese: "Tệp và định dạng",
        english: "Files and formats",
        checks: files::CHECKS,
    },
    CheckGroup {
        vietnamese: "Bảng: tiêu đề, dòng, cột",
        english: "Tables: header, rows, columns",
        checks: tables::CHECKS,
    },
    CheckGroup {
        vietnamese: "Giá trị trong một dòng",
        english: "Values of a row",
        checks: values::CHECKS,
    },
    CheckGroup {
        vietnamese: "Vị trí",
        english: "Positions",
        checks: places::CHECKS,
    },
    CheckGroup {
        vietnamese: "Lớp bản đồ và ảnh dân số",
        english: "Map layers and population rasters",
        checks: layers::CHECKS,
    },
    CheckGroup {
        vietnamese: "Đường sá",
        english: "Roads",
        checks: roads::CHECKS,
    },
    CheckGroup {
        vietnamese: "Bảng thời gian, ma trận chi phí",
        english: "Travel times and cost matrices",
        checks: matrices::CHECKS,
    },
    CheckGroup {
        vietnamese: "Đơn vị hành chính cũ, mới và bộ số liệu dân số",
        english: "Old and new units, counts of people",
        checks: units::CHECKS,
    },
    CheckGroup {
        vietnamese: "Nhận dạng điểm khi nhập lại danh sách",
        english: "Identity of points in a new list",
        checks: identity::CHECKS,
    },
    CheckGroup {
        vietnamese: "Dữ liệu đã nhập (gandan check)",
        english: "Imported data (gandan check)",
        checks: workspace::CHECKS,
    },
    CheckGroup {
        vietnamese: "Báo cáo tháng và ngày của dữ liệu (gandan check)",
        english: "Monthly reports and dates (gandan check)",
        checks: reports::CHECKS,
    },
    CheckGroup {
        vietnamese: "Kịch bản sắp xếp mạng lưới (gandan scenario)",
        english: "Scenarios (gandan scenario)",
        checks: scenarios::CHECKS,
    },
];

/// Every check, in the order of the catalogue.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    CATALOGUE.iter().flat_map(|group| group.checks)
}

/// The entry of a check.
pub fn check(id: &str) -> Option<&'static Check> {
    checks().find(|check| check.id == id)
}

/// Sentences that any check may say, and the parts that stand in the holes of others: English, Vietnamese.
pub fn shared_sentences() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    phrases::OF_ALL.iter().chain(phrases::PARTS)
}
