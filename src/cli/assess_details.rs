//! The long tables behind the page of `gandan assess`: `--details`.

use super::Lang;
use super::assess_places::{by_missing, commune_rows, gap_rows};
use super::rule_words::short_name;
use super::text_page::{TextPage, change, percent, whole};
use crate::wire::{AreaShape, AssessAnswer, CoverageAnswer, FiguresShape};

/// For every rule: all communes, all gaps, all procedures, and the population of every commune by two sources.
pub fn tables(answer: &AssessAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    for coverage in &answer.rules {
        let rule = short_name(&coverage.rule, lang);
        let missing = by_missing(coverage);
        let title = lang.pick("MỌI XÃ, PHƯỜNG", "ALL COMMUNES");
        page.heading(&format!("{title} ({rule})"));
        let mut others: Vec<&AreaShape> = coverage.areas.iter().collect();
        others.retain(|area| missing.iter().all(|known| known.code != area.code));
        commune_rows(&mut page, &[missing, others].concat());
        if !coverage.gaps.is_empty() {
            let title = lang.pick("MỌI VÙNG CHƯA CÓ ĐIỂM", "ALL GAPS");
            page.heading(&format!("{title} ({rule})"));
            gap_rows(&mut page, coverage, coverage.gaps.len());
        }
        if let Some(figures) = &coverage.figures {
            procedures(&mut page, coverage, figures, &rule);
        }
    }
    let first = answer.rules.iter().find_map(|coverage| coverage.figures.as_ref());
    if let Some(told) = first.and_then(|figures| figures.sensitivity.as_ref()) {
        page.heading(lang.pick("DÂN SỐ THEO HAI NGUỒN", "PEOPLE BY TWO SOURCES"));
        let heads = [
            lang.pick("ô dân cư", "cells"),
            lang.pick("khai báo", "declared"),
            lang.pick("chênh lệch", "difference"),
        ];
        page.row("", 42, &heads.map(str::to_owned), 14);
        for commune in &told.communes {
            let values = [
                whole(commune.cells_people, lang),
                whole(commune.declared_people, lang),
                change(commune.declared_people - commune.cells_people, lang),
            ];
            page.row(&format!("  {}", commune.name), 42, &values, 14);
        }
    }
    page.into_text()
}

fn procedures(page: &mut TextPage, coverage: &CoverageAnswer, figures: &FiguresShape, rule: &str) {
    if figures.procedures.is_empty() {
        return;
    }
    let lang = page.lang;
    let title = lang.pick("MỌI THỦ TỤC THIẾT YẾU", "ALL ESSENTIAL PROCEDURES");
    page.heading(&format!("{title} ({rule})"));
    let heads = [lang.pick("người có", "share with"), lang.pick("số điểm", "points")];
    page.row("", 72, &heads.map(str::to_owned), 12);
    for figure in &figures.procedures {
        let share = percent(figure.people, coverage.people.total, lang);
        page.row(
            &format!("  {} {}", figure.code, figure.name),
            72,
            &[share, figure.points.to_string()],
            12,
        );
    }
}
