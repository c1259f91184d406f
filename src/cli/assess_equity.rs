//! How travel time is shared out, and how many points people can choose from.

use super::Lang;
use super::text_page::{TextPage, percent};
use crate::wire::{CoverageAnswer, EquityShape};

const COLUMNS: usize = 15;

/// Groups side by side, then one sentence on choice.
pub fn equity(page: &mut TextPage, coverage: &CoverageAnswer) {
    let lang = page.lang;
    let Some(figures) = &coverage.figures else { return };
    let groups: Vec<&EquityShape> = figures.equity.iter().filter(|group| group.people > 0.0).collect();
    if groups.iter().all(|group| group.mean_s.is_none()) {
        return;
    }
    page.heading(lang.pick("AI ĐI LÂU HƠN", "WHO TRAVELS LONGER"));
    let names = |group: &EquityShape| {
        let name = match group.group.as_str() {
            "urban" => lang.pick("phường", "urban"),
            "rural" => lang.pick("xã", "rural"),
            "elderly" => lang.pick("người cao tuổi", "elderly"),
            _ => lang.pick("mọi người", "everybody"),
        };
        name.to_owned()
    };
    let told = |seconds: Option<f64>| {
        let none = || lang.pick("không tới được", "not reached").to_owned();
        seconds.map_or_else(none, |seconds| minutes(seconds, lang))
    };
    let mut row = |label: &str, value: &dyn Fn(&EquityShape) -> String| {
        let values: Vec<String> = groups.iter().map(|group| value(group)).collect();
        page.row(&format!("  {label}"), 36, &values, COLUMNS);
    };
    row("", &names);
    row(
        lang.pick("một nửa đi không quá", "half travel at most"),
        &|group| told(group.median_s),
    );
    row(lang.pick("95 % đi không quá", "95 % travel at most"), &|group| {
        told(group.p95_s)
    });
    row(
        lang.pick("5 % xa nhất đi trung bình", "farthest 5 %, mean"),
        &|group| {
            group
                .worst
                .as_ref()
                .map_or_else(|| "-".to_owned(), |worst| minutes(worst.mean_s, lang))
        },
    );
    let all: f64 = figures.people_by_points.iter().sum();
    let several: f64 = figures.people_by_points.iter().skip(2).sum();
    let (one, several) = (
        percent(figures.people_by_points.get(1).copied().unwrap_or(0.0), all, lang),
        percent(several, all, lang),
    );
    page.sentence(
        2,
        &match lang {
            Lang::Vi => {
                format!("{several} người dân có từ hai điểm trở lên để lựa chọn; {one} chỉ có một điểm.")
            }
            Lang::En => {
                format!("{several} of the residents have two points or more to choose from; {one} have one only.")
            }
        },
    );
}

/// To a tenth of a minute.
fn minutes(seconds: f64, lang: Lang) -> String {
    let value = format!("{:.1}", seconds / 60.0);
    match lang {
        Lang::Vi => format!("{} phút", value.replace('.', ",")),
        Lang::En => format!("{value} min"),
    }
}
