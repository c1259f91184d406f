//! Charts of documents: columns by month, bars by name. Values are written on them: nobody has to read a scale.

use super::document::Figure;
use super::drawing::{BRAND, Drawing, INK, LINE, SECOND};

/// Columns over time; `None` is a month without figures, which is a gap and not a zero.
pub fn months(field: &'static str, title: &str, values: &[(String, Option<f64>)], caption: &str) -> Option<Figure> {
    let highest = values.iter().filter_map(|(_, value)| *value).fold(0.0, f64::max);
    if values.is_empty() || highest <= 0.0 {
        return None;
    }
    let (width, height, base) = (1000.0, 360.0, 310.0);
    let mut drawing = Drawing::new(width, height);
    drawing.text([0.0, 24.0], 20.0, title, "font-weight=\"600\"");
    let step = width / values.len() as f64;
    let every = values.len().div_ceil(12);
    for (at, (name, value)) in values.iter().enumerate() {
        let x = at as f64 * step;
        let middle = "text-anchor=\"middle\"";
        match value {
            Some(value) => {
                let tall = value / highest * 220.0;
                drawing.rect(
                    [x + step * 0.15, base - tall],
                    [step * 0.7, tall],
                    &format!("fill=\"{BRAND}\" stroke=\"{INK}\" stroke-width=\"0.6\""),
                );
                if values.len() <= 14 || *value == highest {
                    drawing.text(
                        [x + step / 2.0, base - tall - 6.0],
                        14.0,
                        &super::value::number(*value),
                        middle,
                    );
                }
            }
            None => drawing.text(
                [x + step / 2.0, base - 6.0],
                14.0,
                "?",
                &format!("{middle} fill=\"{SECOND}\""),
            ),
        }
        if at % every == 0 {
            drawing.text([x + step / 2.0, base + 22.0], 14.0, name, middle);
        }
    }
    drawing.line(
        [0.0, base],
        [width, base],
        &format!("stroke=\"{INK}\" stroke-width=\"1.5\""),
    );
    Some(figure(field, drawing, caption))
}

/// Bars by name, in the order given, with what is written at the end of each.
pub fn bars(field: &'static str, title: &str, values: &[(String, f64, String)], caption: &str) -> Option<Figure> {
    let highest = values.iter().map(|(_, value, _)| *value).fold(0.0, f64::max);
    if values.is_empty() || highest <= 0.0 {
        return None;
    }
    let (width, row, top, left) = (1000.0, 34.0, 42.0, 330.0);
    let mut drawing = Drawing::new(width, top + row * values.len() as f64 + 6.0);
    drawing.text([0.0, 24.0], 20.0, title, "font-weight=\"600\"");
    for (at, (name, value, words)) in values.iter().enumerate() {
        let y = top + at as f64 * row;
        let long = (value / highest * 500.0).max(1.0);
        drawing.text([left - 10.0, y + 21.0], 15.0, name, "text-anchor=\"end\"");
        drawing.rect(
            [left, y + 5.0],
            [500.0, row - 12.0],
            &format!("fill=\"none\" stroke=\"{LINE}\""),
        );
        drawing.rect(
            [left, y + 5.0],
            [long, row - 12.0],
            &format!("fill=\"{BRAND}\" stroke=\"{INK}\" stroke-width=\"0.6\""),
        );
        drawing.text([left + 510.0, y + 21.0], 15.0, words, "");
    }
    Some(figure(field, drawing, caption))
}

fn figure(field: &'static str, drawing: Drawing, caption: &str) -> Figure {
    let (width_mm, height_mm) = (160.0, 160.0 * drawing.height / drawing.width);
    Figure {
        field,
        svg: drawing.into_svg(),
        width_mm,
        height_mm,
        caption: caption.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_figures_is_a_question_mark_and_not_a_zero() {
        let told = |last| {
            months("x", "", &[("01/2026".into(), Some(5.0)), ("02/2026".into(), last)], "")
                .expect("it has values")
                .svg
        };
        assert!(told(None).contains(">?<") && !told(None).contains(">0<"));
        assert!(told(Some(0.0)).contains(">0<") && !told(Some(0.0)).contains(">?<"));
        assert!(months("x", "", &[("01".into(), None)], "").is_none());
    }
}
