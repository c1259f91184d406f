//! Lines of a page for a terminal of a hundred columns: sentences that wrap, columns, numbers as the
//! language writes them.

use super::Lang;

/// Columns of the page.
pub const WIDTH: usize = 98;

/// Text under construction.
pub struct TextPage {
    pub lang: Lang,
    text: String,
}

impl TextPage {
    pub fn new(lang: Lang) -> TextPage {
        TextPage {
            lang,
            text: String::new(),
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }

    pub fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// A title after an empty line.
    pub fn heading(&mut self, text: &str) {
        self.line("");
        self.line(text);
    }

    /// A sentence, broken at words; every line after the first is indented two more columns.
    pub fn sentence(&mut self, indent: usize, text: &str) {
        let mut line = " ".repeat(indent);
        let mut is_fresh = true;
        for word in text.split_whitespace() {
            if !is_fresh && width(&line) + 1 + width(word) > WIDTH {
                self.line(&line);
                line = " ".repeat(indent + 2);
                is_fresh = true;
            }
            if !is_fresh {
                line.push(' ');
            }
            line.push_str(word);
            is_fresh = false;
        }
        self.line(&line);
    }

    /// A label and values, each right-aligned in its column.
    pub fn row(&mut self, label: &str, label_width: usize, values: &[String], value_width: usize) {
        let mut line = fitted(label, label_width);
        for value in values {
            let value = shortened(value, value_width - 1);
            line.push_str(&" ".repeat(value_width.saturating_sub(width(&value))));
            line.push_str(&value);
        }
        self.line(&line);
    }
}

/// Padded to a width, cut with an ellipsis when longer.
pub fn fitted(text: &str, to: usize) -> String {
    let text = shortened(text, to);
    let pad = to.saturating_sub(width(&text));
    text + &" ".repeat(pad)
}

/// Cut with an ellipsis when longer.
pub fn shortened(text: &str, to: usize) -> String {
    if width(text) <= to {
        return text.to_owned();
    }
    let cut: String = text.chars().take(to.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Columns of a text in NFC; Vietnamese has a column a letter.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// A whole number with the language's grouping.
pub fn whole(value: f64, lang: Lang) -> String {
    let digits = format!("{:.0}", value.abs().round());
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push_str(lang.pick(".", ","));
        }
        grouped.push(digit);
    }
    if value <= -0.5 { format!("-{grouped}") } else { grouped }
}

/// A whole number that says whether it is more or less.
pub fn change(value: f64, lang: Lang) -> String {
    match value {
        value if value >= 0.5 => format!("+{}", whole(value, lang)),
        value => whole(value, lang),
    }
}

/// A share in percent with one decimal, rounded down so that 99.96 % never reads as everybody.
pub fn percent(part: f64, all: f64, lang: Lang) -> String {
    if all <= 0.0 {
        return "-".to_owned();
    }
    let tenths = (part / all * 1000.0 + 1e-9).floor() / 10.0;
    format!("{tenths:.1}").replace('.', lang.pick(",", ".")) + " %"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(whole(8_807_525.4, Lang::Vi), "8.807.525");
        assert_eq!(whole(-1234.0, Lang::En), "-1,234");
        assert_eq!(whole(0.0, Lang::Vi), "0");
        assert_eq!(
            (change(1500.0, Lang::Vi), change(-2.0, Lang::Vi)),
            ("+1.500".into(), "-2".into())
        );
        assert_eq!(change(-0.2, Lang::Vi), "0");
    }

    #[test]
    fn a_share_short_of_everybody_never_reads_as_everybody() {
        assert_eq!(percent(9999.0, 10_000.0, Lang::Vi), "99,9 %");
        assert_eq!(percent(10.0, 10.0, Lang::En), "100.0 %");
        assert_eq!(percent(0.0, 0.0, Lang::En), "-");
    }

    #[test]
    fn sentences_break_at_words_and_columns_keep_their_width() {
        let mut page = TextPage::new(Lang::Vi);
        page.sentence(2, &"chữ ".repeat(60));
        page.row("Phường", 10, &["1".into(), "22".into()], 5);
        page.row("Một cái tên rất dài", 10, &[], 5);
        let text = page.into_text();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(lines[0].starts_with("  chữ") && lines[1].starts_with("    chữ"));
        assert_eq!(lines[lines.len() - 2], "Phường        1   22");
        assert_eq!(lines[lines.len() - 1], "Một cái t…");
    }
}
