//! An access rule in the words of a director, with the document it is taken from.

use super::Lang;
use crate::wire::{OverrideShape, RuleShape};

/// A name short enough to head a column.
pub fn short_name(rule: &RuleShape, lang: Lang) -> String {
    match rule.id.as_str() {
        "plan68" => lang.pick("Kế hoạch 68", "Plan 68").to_owned(),
        "scheme" => lang.pick("Đề án", "Scheme").to_owned(),
        "plan68_agents" => lang.pick("KH 68, đại lý", "Plan 68, agents").to_owned(),
        id => id.to_owned(),
    }
}

/// What the rule asks, as the end of a sentence: "có điểm trong bán kính không quá 5 km".
pub fn demand(rule: &RuleShape, lang: Lang) -> String {
    limits(rule, rule.radius_m, rule.travel_s, &rule.combine, lang)
}

/// Which points count, with the procedure and the hours where the rule speaks of them.
pub fn counting(rule: &RuleShape, lang: Lang) -> String {
    let mut words = format!("{}: {}", lang.pick("tính", "counting"), kinds(&rule.counts, lang));
    if let Some(procedure) = &rule.procedure {
        let which = lang.pick("chỉ điểm làm thủ tục", "only points that handle procedure");
        words.push_str(&format!("; {which} {procedure}"));
    }
    if rule.hours == "open_share" {
        words.push_str(lang.pick(
            "; người dân được tính theo tỷ lệ giờ có điểm mở cửa",
            "; people count by the share of hours with an open point",
        ));
    }
    words
}

/// One line for each override: what it changes, and nothing else, since an earlier one may hold beside it.
pub fn overrides(rule: &RuleShape, lang: Lang) -> Vec<String> {
    rule.overrides
        .iter()
        .map(|other| override_words(rule, other, lang))
        .collect()
}

fn override_words(rule: &RuleShape, other: &OverrideShape, lang: Lang) -> String {
    let communes = other.communes.len();
    let place = match (&other.territory, &other.group) {
        (Some(territory), _) if territory == "urban" => lang.pick("các phường", "urban wards").to_owned(),
        (Some(_), _) => lang.pick("các xã", "rural communes").to_owned(),
        (None, Some(group)) => format!(
            "{} {group} ({communes} {})",
            lang.pick("nhóm", "group"),
            lang.pick("xã, phường", "communes")
        ),
        (None, None) if communes <= 3 => {
            format!(
                "{} {}",
                lang.pick("xã, phường mã", "communes"),
                other.communes.join(", ")
            )
        }
        (None, None) => format!(
            "{communes} {}",
            lang.pick("xã, phường được nêu mã", "communes named by code")
        ),
    };
    let mut changed = Vec::new();
    if let Some(radius) = other.radius_m {
        let words = (
            lang.pick("bán kính không quá", "within at most"),
            lang.pick("bán kính dưới", "within less than"),
        );
        let is_strict = rule.distance_bound == "exclusive";
        changed.push(format!(
            "{} {}",
            if is_strict { words.1 } else { words.0 },
            kilometres(radius, lang)
        ));
    }
    if let Some(travel) = other.travel_s {
        let words = (
            lang.pick("thời gian đi dưới", "travel under"),
            lang.pick("thời gian đi không quá", "travel of at most"),
        );
        let is_inclusive = rule.time_bound == "inclusive";
        changed.push(format!(
            "{} {}",
            if is_inclusive { words.1 } else { words.0 },
            minutes(travel, lang)
        ));
    }
    let combine = other.combine.as_deref().map(|combine| match combine {
        "distance_only" => lang.pick("chỉ xét bán kính", "distance alone decides"),
        "time_only" => lang.pick("chỉ xét thời gian đi", "travel time alone decides"),
        "all" => lang.pick(
            "một điểm phải thỏa cả thời gian và bán kính",
            "one point must satisfy both limits",
        ),
        _ => lang.pick("thời gian hoặc bán kính", "either limit suffices"),
    });
    changed.extend(combine.map(str::to_owned));
    if let Some(counts) = &other.counts {
        changed.push(format!("{} {}", lang.pick("tính", "counting"), kinds(counts, lang)));
    }
    format!("{} {place}: {}", lang.pick("Riêng", "In"), changed.join("; "))
}

fn limits(rule: &RuleShape, radius_m: f64, travel_s: f64, combine: &str, lang: Lang) -> String {
    let radius = format!(
        "{} {}",
        if rule.distance_bound == "exclusive" {
            lang.pick("trong bán kính dưới", "within less than")
        } else {
            lang.pick("trong bán kính không quá", "within at most")
        },
        kilometres(radius_m, lang)
    );
    let time = format!(
        "{} {} {}",
        mode(&rule.mode, lang),
        if rule.time_bound == "inclusive" {
            lang.pick("không quá", "at most")
        } else {
            lang.pick("dưới", "under")
        },
        minutes(travel_s, lang)
    );
    match combine {
        "distance_only" => radius,
        "time_only" => time,
        "all" => format!(
            "{} {time} {} {radius}",
            lang.pick("một điểm vừa", "one point"),
            lang.pick("vừa", "and also")
        ),
        _ => format!("{time} {} {radius}", lang.pick("hoặc", "or")),
    }
}

fn mode(code: &str, lang: Lang) -> &'static str {
    match (code, lang) {
        ("car", Lang::Vi) => "đi ô tô",
        ("bicycle", Lang::Vi) => "đi xe đạp",
        ("foot", Lang::Vi) => "đi bộ",
        (_, Lang::Vi) => "đi xe máy",
        ("car", Lang::En) => "by car",
        ("bicycle", Lang::En) => "by bicycle",
        ("foot", Lang::En) => "on foot",
        (_, Lang::En) => "by motorbike",
    }
}

fn kinds(codes: &[String], lang: Lang) -> String {
    let name = |code: &String| match (code.as_str(), lang) {
        ("branch", Lang::Vi) => "chi nhánh",
        ("reception_point", Lang::Vi) => "điểm tiếp nhận",
        ("agent", Lang::Vi) => "đại lý",
        ("collaborator", Lang::Vi) => "cộng tác viên",
        (_, Lang::Vi) => "điểm lưu động",
        ("branch", Lang::En) => "branches",
        ("reception_point", Lang::En) => "reception points",
        ("agent", Lang::En) => "agents",
        ("collaborator", Lang::En) => "collaborators",
        (_, Lang::En) => "mobile stops",
    };
    codes.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// "5 km", "2,5 km", "800 m".
pub fn kilometres(metres: f64, lang: Lang) -> String {
    if metres < 1000.0 {
        return format!("{} m", decimal(metres, lang));
    }
    format!("{} km", decimal(metres / 1000.0, lang))
}

/// "30 phút", "12,5 phút".
pub fn minutes(seconds: f64, lang: Lang) -> String {
    format!("{} {}", decimal(seconds / 60.0, lang), lang.pick("phút", "minutes"))
}

/// At most three decimals, none that say nothing.
fn decimal(value: f64, lang: Lang) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.replace('.', lang.pick(",", "."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rule;

    #[test]
    fn rules_are_told_in_the_words_of_their_documents() {
        let words = |rule: &Rule, lang| demand(&RuleShape::from(rule), lang);
        assert_eq!(words(&Rule::plan68(), Lang::Vi), "trong bán kính không quá 5 km");
        assert_eq!(
            words(&Rule::scheme(), Lang::Vi),
            "đi xe máy dưới 30 phút hoặc trong bán kính không quá 5 km"
        );
        assert_eq!(
            words(&Rule::scheme(), Lang::En),
            "by motorbike under 30 minutes or within at most 5 km"
        );
        let mut remote = Rule::scheme();
        remote.overrides.push(crate::model::Override {
            areas: crate::model::AreaChoice::Territory(crate::model::Territory::Rural),
            radius: Some(crate::units::Metres(8000.0)),
            travel: None,
            combine: Some(crate::model::Combine::All),
            counts: None,
        });
        assert_eq!(
            overrides(&RuleShape::from(&remote), Lang::Vi),
            ["Riêng các xã: bán kính không quá 8 km; một điểm phải thỏa cả thời gian và bán kính"]
        );
        assert_eq!(kilometres(2500.0, Lang::Vi), "2,5 km");
        assert_eq!(kilometres(800.0, Lang::En), "800 m");
        assert_eq!(minutes(750.0, Lang::Vi), "12,5 phút");
    }
}
