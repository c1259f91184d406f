//! Collects findings while a file is read.

use std::collections::BTreeMap;

use crate::geometry::LonLat;
use crate::model::{Finding, Language, Severity};

/// The findings of one file. Beyond a limit a check's findings are only counted, so that a million bad rows
/// give a report that can be read.
pub(super) struct Findings {
    file: String,
    part: Option<String>,
    limit: usize,
    list: Vec<Finding>,
    counts: BTreeMap<&'static str, (usize, Severity)>,
    /// Rows with an error and why, also those beyond the limit.
    refused: BTreeMap<u64, Vec<String>>,
    /// The row whose position was read last, and where it is.
    located: Option<(u64, LonLat)>,
}

impl Findings {
    pub fn new(file: &str, limit: usize) -> Self {
        Findings {
            file: file.to_owned(),
            part: None,
            limit: limit.max(1),
            list: Vec::new(),
            counts: BTreeMap::new(),
            refused: BTreeMap::new(),
            located: None,
        }
    }

    pub fn file(&self) -> &str {
        &self.file
    }

    /// From here on findings speak of this part of the file.
    pub fn enter(&mut self, part: impl Into<String>) {
        self.part = Some(part.into());
    }

    /// Whether an error was found in a row, so that nothing of it may be kept.
    pub fn is_refused(&self, row: u64) -> bool {
        self.refused.contains_key(&row)
    }

    /// Every row with an error, and all that is wrong with it.
    pub fn refused(&self) -> &BTreeMap<u64, Vec<String>> {
        &self.refused
    }

    /// A row stands here: what is said of it, before and from now on, has this place.
    pub fn locate(&mut self, row: u64, place: LonLat) {
        self.located = Some((row, place));
        let of_row = self
            .list
            .iter_mut()
            .rev()
            .take_while(|finding| finding.row == Some(row));
        of_row.for_each(|finding| finding.place = Some(place));
    }

    pub fn push(&mut self, mut finding: Finding) {
        if let Some((row, place)) = self.located
            && finding.row == Some(row)
            && finding.place.is_none()
        {
            finding.place = Some(place);
        }
        if finding.part.is_none() {
            finding.part = self.part.clone();
        }
        if let (Severity::Error, Some(row)) = (finding.severity, finding.row) {
            let column = finding
                .column
                .as_ref()
                .map_or(String::new(), |column| format!("{column}: "));
            // The file of refused rows goes back to the office that made them.
            let reason = format!("{column}{}", finding.message_in(Language::Vietnamese));
            self.refused.entry(row).or_default().push(reason);
        }
        let (count, severity) = self.counts.entry(finding.check).or_insert((0, finding.severity));
        *count += 1;
        *severity = (*severity).max(finding.severity);
        if *count <= self.limit {
            self.list.push(finding);
        }
    }

    pub fn error(&mut self, check: &'static str, message: impl Into<String>) {
        let finding = Finding::error(check, &self.file, message);
        self.push(finding);
    }

    pub fn warning(&mut self, check: &'static str, message: impl Into<String>) {
        let finding = Finding::warning(check, &self.file, message);
        self.push(finding);
    }

    pub fn info(&mut self, check: &'static str, message: impl Into<String>) {
        let finding = Finding::info(check, &self.file, message);
        self.push(finding);
    }

    pub fn error_at(&mut self, check: &'static str, row: u64, column: &str, value: &str, message: impl Into<String>) {
        let finding = Finding::error(check, &self.file, message)
            .at_row(row)
            .in_column(column, &shortened(value));
        self.push(finding);
    }

    pub fn warning_at(&mut self, check: &'static str, row: u64, column: &str, value: &str, message: impl Into<String>) {
        let finding = Finding::warning(check, &self.file, message)
            .at_row(row)
            .in_column(column, &shortened(value));
        self.push(finding);
    }

    pub fn error_row(&mut self, check: &'static str, row: u64, message: impl Into<String>) {
        let finding = Finding::error(check, &self.file, message).at_row(row);
        self.push(finding);
    }

    pub fn warning_row(&mut self, check: &'static str, row: u64, message: impl Into<String>) {
        let finding = Finding::warning(check, &self.file, message).at_row(row);
        self.push(finding);
    }

    /// How often a check has spoken so far, unlisted ones included.
    pub fn errors(&self) -> usize {
        self.counts
            .values()
            .filter(|(_, severity)| *severity == Severity::Error)
            .map(|(count, _)| count)
            .sum()
    }

    /// All findings in the order they were made, then one for each check that had more than are listed.
    pub fn into_list(mut self) -> Vec<Finding> {
        for (&check, &(count, severity)) in &self.counts {
            if count > self.limit {
                let message = format!("{} more findings of this kind are not listed", count - self.limit);
                let rest = match severity {
                    Severity::Error => Finding::error(check, &self.file, message),
                    Severity::Warning => Finding::warning(check, &self.file, message),
                    Severity::Info => Finding::info(check, &self.file, message),
                };
                self.list.push(rest.of_cases((count - self.limit) as u64));
            }
        }
        self.list
    }
}

/// Values are quoted in reports: at most 80 characters, no control characters.
fn shortened(value: &str) -> String {
    let mut kept: String = value
        .chars()
        .take(80)
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if value.chars().nth(80).is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_beyond_the_limit_are_counted_and_told() {
        let mut findings = Findings::new("a.csv", 2);
        for row in 2..7 {
            findings.error_row("bad", row, "wrong");
        }
        assert_eq!(findings.errors(), 5);
        let list = findings.into_list();
        assert_eq!(list.len(), 3);
        assert_eq!(list[2].message, "3 more findings of this kind are not listed");
        assert_eq!(list[2].severity, Severity::Error);
    }

    #[test]
    fn what_is_said_of_a_row_has_the_place_of_the_row() {
        let mut findings = Findings::new("a.csv", 10);
        let place = LonLat::new(105.8, 21.0);
        findings.warning_row("before", 2, "of another row");
        findings.warning_row("name", 3, "said before the position is read");
        findings.locate(3, place);
        findings.warning_row("hours", 3, "said after it");
        findings.warning_row("next", 4, "of the next row");
        let places: Vec<_> = findings.into_list().iter().map(|finding| finding.place).collect();
        assert_eq!(places, [None, Some(place), Some(place), None]);
    }

    #[test]
    fn long_values_are_cut_and_lose_their_control_characters() {
        assert_eq!(shortened("a\nb"), "a b");
        assert_eq!(shortened(&"x".repeat(200)).chars().count(), 81);
    }
}
