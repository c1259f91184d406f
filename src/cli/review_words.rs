//! The terms of a review in words: presets, how far the proof went, readings of the rule.

use super::Lang;
use crate::review::level_words;
use crate::wire::{LevelShape, ReviewAnswer, SensitivityShape};

/// What a preset lets change.
pub fn preset(code: &str, lang: Lang) -> String {
    match code {
        "careful" => lang.pick("thận trọng", "careful"),
        "efficient" => lang.pick("ít điểm nhất", "efficient"),
        "area_points" => lang.pick("điểm phục vụ khu vực", "area points"),
        "expand" => lang.pick("chỉ mở rộng", "expand"),
        other => other,
    }
    .to_owned()
}

/// A level of the solve.
pub fn level(code: &str, lang: Lang) -> String {
    level_words(code).map_or(code, |[vi, en]| lang.pick(vi, en)).to_owned()
}

/// How far the proof went: proven, or which levels are and with which gap the others are not.
pub fn proof(answer: &ReviewAnswer, lang: Lang) -> String {
    proof_of(&answer.status, &answer.levels, lang)
}

fn proof_of(status: &str, levels: &[LevelShape], lang: Lang) -> String {
    match status {
        "optimal" => lang
            .pick("đã chứng minh tối ưu (độ lệch 0)", "proven optimal (gap 0)")
            .to_owned(),
        "infeasible" => lang
            .pick("không có phương án nào thỏa mãn", "no plan satisfies the settings")
            .to_owned(),
        _ => {
            // The order of codes too: it says nothing of how good a plan is, but a plan that is open there is not *the* optimum.
            let told = levels.iter();
            let (proven, open): (Vec<&LevelShape>, Vec<&LevelShape>) = told.partition(|told| told.value == told.bound);
            let names = |levels: &[&LevelShape]| {
                let names: Vec<String> = levels.iter().map(|told| level(&told.name, lang)).collect();
                names.join(", ")
            };
            let gaps: Vec<String> = open
                .iter()
                .map(|told| {
                    let gap = (told.value - told.bound).abs() / told.value.abs().max(f64::MIN_POSITIVE);
                    let (name, gap) = (level(&told.name, lang), gap_of(gap, lang));
                    format!("{name} ({} {gap})", lang.pick("độ lệch", "gap"))
                })
                .collect();
            let mut parts = Vec::new();
            if !proven.is_empty() {
                parts.push(format!(
                    "{} {}",
                    lang.pick("đã chứng minh tốt nhất:", "proven best:"),
                    names(&proven)
                ));
            }
            // Without an open level the time ended before some level was looked at.
            parts.push(match gaps.as_slice() {
                [] => lang
                    .pick("các mức sau chưa chứng minh", "later levels not proven")
                    .to_owned(),
                gaps => format!("{} {}", lang.pick("chưa chứng minh:", "not proven:"), gaps.join(", ")),
            });
            parts.join("; ")
        }
    }
}

/// A gap in percent with two decimals, never told smaller than it is.
pub fn gap_of(gap: f64, lang: Lang) -> String {
    let rounded_up = (gap * 10_000.0 - 1e-6).ceil().max(0.0) / 100.0 + 0.0; // no negative 0
    format!("{rounded_up:.2} %").replace('.', lang.pick(",", "."))
}

/// Another reading of the rule, e.g. *theo khoảng cách, chỉ tính đại lý, đường chậm hơn 20 %*.
pub fn reading(told: &SensitivityShape, lang: Lang) -> String {
    let limits = match told.limits.as_str() {
        "plan68" => lang.pick("theo khoảng cách", "by distance"),
        "scheme" => lang.pick("khoảng cách hoặc thời gian", "distance or time"),
        "all_limits" => lang.pick("cả khoảng cách và thời gian", "distance and time"),
        _ => return told.name.clone(),
    };
    let counting = match told.counting.as_str() {
        "agents_only" => lang.pick("chỉ tính đại lý", "agents alone"),
        _ => lang.pick("tính mọi loại điểm", "all kinds count"),
    };
    let percent = ((told.speed_factor - 1.0) * 100.0).round();
    let speed = if percent == 0.0 || told.speed_factor == 0.0 {
        String::new()
    } else if percent < 0.0 {
        format!(", {} {} %", lang.pick("đường chậm hơn", "roads slower by"), -percent)
    } else {
        format!(", {} {percent} %", lang.pick("đường nhanh hơn", "roads faster by"))
    };
    format!("{limits}, {counting}{speed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_told_as_proven_only_where_every_level_is() {
        let level = |name: &str, value: f64, bound: f64| LevelShape {
            name: name.into(),
            value,
            bound,
        };
        let mut levels = vec![
            level("uncovered_people", 0.0, 0.0),
            level("cost", 24.0, 24.0),
            level("merge_travel", 100.0, 90.0),
            level("code_order", 7.0, 7.0),
        ];
        assert_eq!(
            proof_of("feasible", &levels, Lang::Vi),
            "đã chứng minh tốt nhất: người dân mất tiếp cận, số điểm và chất lượng, thứ tự mã điểm; \
             chưa chứng minh: đi lại của hồ sơ chuyển điểm (độ lệch 10,00 %)"
        );
        assert_eq!(
            proof_of("feasible", &levels[2..3], Lang::En),
            "not proven: travel of moved dossiers (gap 10.00 %)"
        );
        // Open at the last level alone: as good as any, and still not the one optimum.
        (levels[2].bound, levels[3].bound) = (100.0, 6.0);
        let told = proof_of("feasible", &levels, Lang::En);
        assert!(told.ends_with("not proven: order of codes (gap 14.29 %)"), "{told}");
        assert!(
            proof_of("feasible", &levels[..3], Lang::Vi).ends_with("các mức sau chưa chứng minh"),
            "a level that is missing is not proven"
        );
        assert_eq!(
            proof_of("optimal", &levels[..3], Lang::Vi),
            "đã chứng minh tối ưu (độ lệch 0)"
        );
        assert_eq!(proof_of("infeasible", &[], Lang::En), "no plan satisfies the settings");
    }

    #[test]
    fn a_gap_is_never_told_smaller_than_it_is() {
        assert_eq!(gap_of(0.0, Lang::Vi), "0,00 %");
        assert_eq!(gap_of(0.000_001, Lang::En), "0.01 %");
        assert_eq!(gap_of(0.1234, Lang::Vi), "12,34 %");
    }

    #[test]
    fn a_reading_is_told_in_words() {
        let told = |speed_factor| SensitivityShape {
            name: "plan68_agents_only".into(),
            kept: 1,
            merged: 0,
            closed: 0,
            status: "optimal".into(),
            gap: 0.0,
            limits: "plan68".into(),
            counting: "agents_only".into(),
            speed_factor,
            preset: "careful".into(),
            same_decisions_share: None,
        };
        assert_eq!(reading(&told(1.0), Lang::Vi), "theo khoảng cách, chỉ tính đại lý");
        assert_eq!(
            reading(&told(0.8), Lang::Vi),
            "theo khoảng cách, chỉ tính đại lý, đường chậm hơn 20 %"
        );
        assert_eq!(
            reading(&told(1.2), Lang::En),
            "by distance, agents alone, roads faster by 20 %"
        );
    }
}
