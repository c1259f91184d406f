//! Text and numbers in HTML.

use crate::model::Language;

/// Text that is only text, in an element or a quoted attribute. Control characters, which no page may hold, are blanks.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

/// A whole number with the language's grouping: 8.807.525 or 8,807,525.
pub(super) fn whole(value: f64, language: Language) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push_str(language.pick(".", ","));
        }
        grouped.push(digit);
    }
    if value < 0.0 && digits != "0" {
        format!("-{grouped}")
    } else {
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_begin_a_tag_or_end_an_attribute() {
        assert_eq!(
            escaped("<script>alert(\"1\" & '2')</script>\u{0}\n"),
            "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;  "
        );
        assert_eq!(escaped("Phường Đống Đa"), "Phường Đống Đa");
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(whole(8_807_525.4, Language::Vietnamese), "8.807.525");
        assert_eq!(whole(-1234.0, Language::English), "-1,234");
        assert_eq!(
            (whole(0.0, Language::English), whole(-0.2, Language::English)),
            ("0".into(), "0".into())
        );
    }
}
