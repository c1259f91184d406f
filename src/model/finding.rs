//! What a reader or an audit has to say about data.

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
