//! Values of documents, and how Vietnamese writes them: 1.234,5 and 21/11/2026. One value is told in every format: as text
//! in a DOCX or HTML, as a typed cell in a workbook.

use super::html::whole;
use crate::geometry::LonLat;
use crate::model::Language;
use crate::text::day_vi;

/// What a cell or a named figure holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing to tell.
    Blank,
    Text(String),
    /// A count, told without decimals.
    Whole(f64),
    /// Told with one decimal.
    Decimal(f64),
    /// 0 to 1, told in percent with one decimal, rounded down: 99,96 % never reads as everybody.
    Share(f64),
    /// `YYYY-MM-DD`, told dd/MM/yyyy.
    Day(String),
    /// The data do not tell; never a zero.
    Unknown,
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// A count, or [`Value::Unknown`].
    pub fn whole_or_unknown(value: Option<f64>) -> Value {
        value.map_or(Value::Unknown, Value::Whole)
    }

    /// A share of a sum, [`Value::Unknown`] of nothing.
    pub fn share_of(part: f64, all: f64) -> Value {
        if all > 0.0 {
            Value::Share(part / all)
        } else {
            Value::Unknown
        }
    }

    /// As a reader sees it.
    pub fn told(&self) -> String {
        match self {
            Value::Blank => String::new(),
            Value::Text(text) => text.clone(),
            Value::Whole(value) => number(*value),
            Value::Decimal(value) => decimal(*value),
            Value::Share(share) => percent(*share),
            Value::Day(day) => day_vi(day),
            Value::Unknown => "chưa có số liệu".to_owned(),
        }
    }

    /// Whether it stands at the right of a column.
    pub fn is_number(&self) -> bool {
        matches!(self, Value::Whole(_) | Value::Decimal(_) | Value::Share(_))
    }
}

/// 8.807.525
pub fn number(value: f64) -> String {
    whole(value, Language::Vietnamese)
}

/// 1.234,5
pub fn decimal(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    let sign = if tenths < 0.0 { "-" } else { "" };
    let (units, rest) = (tenths.abs().trunc(), (tenths.abs() * 10.0).round() as u64 % 10);
    format!("{sign}{},{rest}", number(units))
}

/// A share as it is told: cut to a tenth of a percent, so that 1 is only everybody.
pub fn cut_share(share: f64) -> f64 {
    (share * 1000.0 + 1e-9).floor() / 1000.0
}

/// 97,5 %; 100 % only for everybody, nothing told of somebody as 0.
pub fn percent(share: f64) -> String {
    let tenths = (cut_share(share) * 1000.0).round() / 10.0;
    if tenths >= 100.0 {
        return "100 %".to_owned();
    }
    if tenths == 0.0 && share > 1e-9 {
        return "dưới 0,1 %".to_owned();
    }
    format!("{} %", decimal(tenths))
}

/// Metres below a kilometre, else kilometres: 850 m, 1,3 km.
pub fn distance(metres: f64) -> String {
    if metres < 999.5 {
        format!("{} m", number(metres))
    } else {
        format!("{} km", decimal(metres / 1000.0))
    }
}

/// `YYYY-MM` as `tháng 11/2026`.
pub fn month(month: crate::model::Month) -> String {
    format!("{:02}/{}", month.month, month.year)
}

/// Longitude and latitude in degrees: `105,8412; 21,0285`.
pub(super) fn degrees(place: LonLat, digits: usize) -> String {
    format!("{:.digits$}; {:.digits$}", place.lon, place.lat).replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_as_vietnamese_writes_them() {
        let told = |value: Value| value.told();
        assert_eq!(told(Value::Whole(8_807_525.0)), "8.807.525");
        assert_eq!(told(Value::Decimal(1234.56)), "1.234,6");
        assert_eq!(told(Value::Decimal(-0.04)), "0,0");
        assert_eq!(told(Value::Share(0.9999)), "99,9 %");
        assert_eq!(told(Value::Share(1.0)), "100 %");
        assert_eq!(told(Value::Share(0.0)), "0,0 %");
        assert_eq!(told(Value::Share(0.0005)), "dưới 0,1 %");
        assert_eq!(told(Value::Share(0.001)), "0,1 %");
        assert_eq!(told(Value::Day("2026-11-02T00:00:00Z".into())), "02/11/2026");
        assert_eq!(told(Value::Day("sau Tết".into())), "sau Tết");
        assert_eq!(told(Value::Unknown), "chưa có số liệu");
        assert_eq!((distance(849.6), distance(1290.0)), ("850 m".into(), "1,3 km".into()));
    }

    #[test]
    fn a_share_of_nothing_is_unknown_and_never_a_zero() {
        assert_eq!(Value::share_of(0.0, 0.0), Value::Unknown);
        assert_eq!(Value::share_of(1.0, 4.0), Value::Share(0.25));
    }
}
