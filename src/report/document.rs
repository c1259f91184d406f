//! A document before it has a format: what every writer (DOCX, XLSX, HTML) tells in its own way, from the same values.

use super::provenance::roman;
use super::value::Value;

/// One document of the office.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub layout: Layout,
    /// Names, number, recipients, signature: what the office may fill in. See [`Frame`].
    pub frame: Frame,
    /// The kind of the document in capitals, e.g. `TỜ TRÌNH`.
    pub title: String,
    /// *Trích yếu*: one line under the title.
    pub subject: String,
    /// Stands above everything else, e.g. `DỰ THẢO`, a line each; empty for none.
    pub draft: String,
    pub blocks: Vec<Block>,
    pub annexes: Vec<Annex>,
    /// Figures by name, for templates and for the sheet of key figures.
    pub facts: Vec<Fact>,
    /// Names and meanings of the facts, tables and drawings that a document of this kind has only where there is something to
    /// tell: a template may ask for them all the same.
    pub at_times: Vec<(&'static str, &'static str)>,
    pub provenance: Provenance,
}

/// How the first page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The two-column head, recipients and signature of Decree 30/2020/NĐ-CP.
    Official,
    /// A page for the public: large type, no head, no signature.
    Poster,
}

/// What the head and the foot of an official document say. A part that only the office can fill is a visible blank.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// *Cơ quan chủ quản*.
    pub superior: String,
    /// *Cơ quan ban hành*.
    pub agency: String,
    /// `Số: ...../TTr-TTPVHCC`.
    pub number: String,
    /// `Hà Nội, ngày ... tháng ... năm ...`.
    pub place_and_day: String,
    /// After `Kính gửi:`; empty where a document has none.
    pub addressee: String,
    /// *Nơi nhận*, one a line.
    pub recipients: Vec<String>,
    /// Office of the signatory, in capitals.
    pub signatory: String,
    pub signatory_name: String,
}

/// A part of the body.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// `I. ...`; bold.
    Heading(String),
    /// `1. ...` within one; bold italic.
    Subheading(String),
    Paragraph(String),
    /// A paragraph in italics: a legal ground, a caution.
    Italic(String),
    /// A line of a list.
    Item(String),
    /// A line in small type.
    Small(String),
    /// One large line (posters, headline sentences).
    Lead(String),
    Table(Table),
    Figure(Figure),
}

/// A table that a spreadsheet can hold too.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Name of its field in a template and, cut to 31 letters, of its sheet: lower case and `_`.
    pub field: &'static str,
    /// The name of its sheet.
    pub sheet: &'static str,
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
    /// Last row, in bold; empty for none.
    pub total: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub title: &'static str,
    /// Part of the table's width, beside the other columns' parts.
    pub width: f64,
}

/// Columns from which on a table tells unknown values by [`UNKNOWN_SHORT`], with a note below it.
const WIDE: usize = 8;
/// As statistics write what they have no figure for.
pub(super) const UNKNOWN_SHORT: &str = "…";

/// A drawing. The text of its caption says what it shows to those who cannot see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Name of its field in a template.
    pub field: &'static str,
    pub svg: String,
    /// In millimetres on the page.
    pub width_mm: f64,
    pub height_mm: f64,
    pub caption: String,
}

/// Pages of their own after the signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Annex {
    /// `Phụ lục I`; where it is empty the document numbers its annexes when its sources are added.
    pub label: String,
    pub title: String,
    pub orientation: Orientation,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    Portrait,
    Landscape,
}

/// A named figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name in a template: lower case and `_`.
    pub field: String,
    /// What it is, in Vietnamese.
    pub label: String,
    pub value: Value,
}

/// What a reader needs to check a document or to make it again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    pub snapshot_id: String,
    /// Id of what the document tells from the private file, which the snapshot id does not cover; empty where it tells none.
    pub evidence_id: String,
    /// Rules in words, with their source and the id of the answer.
    pub rules: Vec<String>,
    pub sources: Vec<SourceLine>,
    /// What is modelled or estimated, and other cautions.
    pub cautions: Vec<String>,
    /// How far a plan is proven to be the best; empty where there is none.
    pub proof: String,
    /// Version of the program.
    pub software: String,
    /// `YYYY-MM-DD` of the document.
    pub day: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceLine {
    pub layer: String,
    pub name: String,
    pub note: String,
    /// `dd/MM/yyyy`.
    pub day: String,
}

impl Annex {
    /// An annex of one table, whose number its document gives it.
    pub(super) fn of(title: &str, orientation: Orientation, table: Table) -> Annex {
        Annex {
            label: String::new(),
            title: title.to_owned(),
            orientation,
            blocks: vec![Block::Table(table)],
        }
    }
}

impl Document {
    /// What an annex belongs to, with its blanks: `(Kèm theo Tờ trình số ..../TTr-TTPVHCC ngày ... tháng ... năm 2026)`.
    pub(super) fn attached_to(&self) -> String {
        let kind = self.title.to_lowercase();
        let mut letters = kind.chars();
        let kind: String = letters
            .next()
            .map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
        let number = self
            .frame
            .number
            .split_once(':')
            .map_or("", |(_, number)| number.trim());
        let day = self
            .frame
            .place_and_day
            .split_once(',')
            .map_or("", |(_, day)| day.trim());
        format!("(Kèm theo {kind} số {number} {day})")
    }

    /// Every table, those of the body first.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.all_blocks().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Every drawing, those of the body first.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.all_blocks().filter_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        })
    }

    /// The body, then the annexes.
    pub fn all_blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks
            .iter()
            .chain(self.annexes.iter().flat_map(|annex| annex.blocks.iter()))
    }
}

impl Table {
    /// A table without rows yet.
    pub fn new(
        field: &'static str,
        sheet: &'static str,
        caption: impl Into<String>,
        columns: &[(&'static str, f64)],
    ) -> Table {
        Table {
            field,
            sheet,
            caption: caption.into(),
            columns: columns.iter().map(|&(title, width)| Column { title, width }).collect(),
            rows: Vec::new(),
            total: Vec::new(),
        }
    }

    /// Whether its columns are too narrow for the words of an unknown value.
    pub(super) fn is_wide(&self) -> bool {
        self.columns.len() >= WIDE
    }

    /// Whether it is a list of properties: what, and how much or which.
    pub(super) fn tells_another_thing_in_each_row(&self) -> bool {
        self.columns.len() == 2 && self.rows.iter().any(|row| !row[1].is_number())
    }

    pub(super) fn has_unknown(&self) -> bool {
        let mut cells = self.rows.iter().chain([&self.total]).flatten();
        cells.any(|value| *value == Value::Unknown)
    }

    /// Takes a column out that says the same in every row of several, and gives what it says.
    pub(super) fn take_constant(&mut self, title: &str) -> Option<Value> {
        let at = self.columns.iter().position(|column| column.title == title)?;
        let mut values = self.rows.iter().map(|row| &row[at]);
        let first = values.next()?.clone();
        if self.rows.len() < 2 || values.any(|value| *value != first) {
            return None;
        }
        self.take_column(at);
        Some(first)
    }

    /// Takes the columns out that no row has a value of, and names them.
    pub(super) fn take_unknown(&mut self) -> Vec<&'static str> {
        let is_unknown = |at: &usize| !self.rows.is_empty() && self.rows.iter().all(|row| row[*at] == Value::Unknown);
        let unknown: Vec<usize> = (0..self.columns.len()).filter(is_unknown).collect();
        let named = unknown.iter().map(|at| self.columns[*at].title).collect();
        for at in unknown.into_iter().rev() {
            self.take_column(at);
        }
        named
    }

    /// Takes a column out.
    pub(super) fn take_column(&mut self, at: usize) {
        self.columns.remove(at);
        for row in self.rows.iter_mut().chain([&mut self.total]) {
            if at < row.len() {
                row.remove(at);
            }
        }
    }

    /// With these rows.
    pub fn with(mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> Table {
        self.rows.extend(rows);
        self
    }
}

/// Sections with their numerals, in order: `I. ...`.
pub(super) fn sections(parts: Vec<(&str, Vec<Block>)>) -> Vec<Block> {
    let headed = parts.into_iter().enumerate().map(|(at, (title, blocks))| {
        let heading = Block::Heading(format!("{}. {title}", roman(at + 1)));
        std::iter::once(heading).chain(blocks)
    });
    headed.flatten().collect()
}

/// A named figure.
pub(super) fn fact(field: impl Into<String>, label: impl Into<String>, value: Value) -> Fact {
    Fact {
        field: field.into(),
        label: label.into(),
        value,
    }
}
