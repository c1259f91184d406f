//! Figures as Vietnamese and English readers write them: `1.234` and `1,3`; `1,234` and `1.3`.

/// The language of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Vietnamese,
    English,
}

impl Language {
    fn marks(self) -> (char, char) {
        match self {
            Language::Vietnamese => ('.', ','),
            Language::English => (',', '.'),
        }
    }

    /// A whole number with thousands marks.
    pub fn whole(self, value: f64) -> String {
        let digits = format!("{:.0}", value.abs().round());
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                text.push(self.marks().0);
            }
            text.push(digit);
        }
        if value.round() < 0.0 { format!("-{text}") } else { text }
    }

    /// One decimal, left out when it is 0.
    pub fn decimal(self, value: f64) -> String {
        let tenths = (value * 10.0).round() / 10.0;
        let whole = self.whole(tenths.trunc());
        let rest = ((tenths.abs() * 10.0).round() as u64) % 10;
        if rest == 0 {
            whole
        } else {
            format!("{whole}{}{rest}", self.marks().1)
        }
    }

    /// Metres below a kilometre, else kilometres with one decimal.
    pub fn distance(self, metres: f64) -> String {
        if metres < 999.5 {
            format!("{} m", self.whole(metres))
        } else {
            format!("{} km", self.decimal(metres / 1000.0))
        }
    }

    /// Minutes with one decimal.
    pub fn minutes(self, travel: crate::units::Deciseconds) -> String {
        let unit = if self == Language::Vietnamese { "phút" } else { "min" };
        format!("{} {unit}", self.decimal(f64::from(travel.0) / 600.0))
    }

    /// A share as a percentage with two decimals, rounded up: for gaps, which are never told smaller than they are.
    pub fn small_percent(self, share: f64) -> String {
        let hundredths = (share * 10_000.0 - 1e-6).ceil().max(0.0) as u64;
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        format!("{}{}{rest:02} %", self.whole(whole as f64), self.marks().1)
    }

    /// A share as a percentage with one decimal.
    pub fn percent(self, share: f64) -> String {
        format!("{} %", self.decimal(share * 100.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Vietnamese};

    #[test]
    fn figures_follow_each_language() {
        assert_eq!(
            (Vietnamese.whole(24_760.4), English.whole(1_234_567.0)),
            ("24.760".into(), "1,234,567".into())
        );
        assert_eq!(
            (
                Vietnamese.decimal(1.26),
                Vietnamese.decimal(1234.0),
                English.decimal(0.04)
            ),
            ("1,3".into(), "1.234".into(), "0".into())
        );
        assert_eq!(
            (Vietnamese.distance(999.4), Vietnamese.distance(1300.0)),
            ("999 m".into(), "1,3 km".into())
        );
    }
}
