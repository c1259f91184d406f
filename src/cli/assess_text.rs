//! The page of `gandan assess` that a director reads: one sentence, the rules side by side, where and for
//! whom access is missing, what the figures rest on.

use super::assess_equity::equity;
use super::assess_foundations::{foundations, procedures, sensitivity};
use super::assess_places::{crossings, gaps, without_road, worst};
use super::rule_words::{counting, demand, overrides, short_name};
use super::text_page::{TextPage, percent, whole};
use super::{Lang, findings};
use crate::model::AreaLevel;
use crate::planner::Snapshot;
use crate::units::Metres;
use crate::wire::{AssessAnswer, BetweenShape, CoverageAnswer, EffectiveShape, PeopleShape};

/// Rules in one table.
const COLUMNS: usize = 3;
/// Columns of its labels and of each of its values.
pub const LABEL_WIDTH: usize = 50;
pub const VALUE_WIDTH: usize = 16;

/// The whole page.
pub fn page(snapshot: &Snapshot, answer: &AssessAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let dataset = snapshot.dataset();
    let city = dataset.areas.iter().find(|area| area.level == AreaLevel::City);
    let city = city.map_or("Thành phố Hà Nội", |city| city.name.as_str());
    let title = lang.pick("TIẾP CẬN DỊCH VỤ CÔNG", "ACCESS TO PUBLIC SERVICES");
    page.line(&format!("{title} - {city}"));
    if dataset.is_demo {
        page.line(lang.pick(
            "(dữ liệu minh họa, không phải số liệu thật)",
            "(demonstration data, not real figures)",
        ));
    }
    page.line("");
    headline(&mut page, &answer.rules[0]);
    if let Some(caution) = findings::open_errors(&answer.rules[0].open_errors, lang) {
        page.line("");
        page.sentence(0, &caution);
    }
    for rules in answer.rules.chunks(COLUMNS) {
        side_by_side(&mut page, rules);
    }
    rules_in_words(&mut page, &answer.rules);
    let snap_limit = Metres(snapshot.travel().router().profile().snap_limit_m);
    without_road(&mut page, &answer.rules[0], snap_limit);
    worst(&mut page, &answer.rules[0]);
    equity(&mut page, &answer.rules[0]);
    gaps(&mut page, &answer.rules[0]);
    crossings(&mut page, &answer.rules[0]);
    procedures(&mut page, &answer.rules[0]);
    for rules in answer.rules.chunks(COLUMNS) {
        sensitivity(&mut page, rules);
    }
    foundations(&mut page, snapshot, answer);
    page.into_text()
}

fn headline(page: &mut TextPage, coverage: &CoverageAnswer) {
    let lang = page.lang;
    let people = &coverage.people;
    let missing = people.total - people.passing;
    let (share, all) = (percent(people.passing, people.total, lang), whole(people.total, lang));
    let (name, mut asked) = (short_name(&coverage.rule, lang), demand(&coverage.rule, lang));
    if !coverage.rule.overrides.is_empty() {
        asked.push_str(lang.pick(
            ", có giới hạn riêng cho một số xã, phường",
            ", with other limits for some communes",
        ));
    }
    let below = coverage.communes_below_target.len();
    let communes = coverage.areas.len();
    let sentence = match lang {
        Lang::Vi => format!(
            "{share} trong số {all} người dân có điểm phục vụ theo {name} ({asked}); còn {} người chưa có.",
            whole(missing, lang)
        ),
        Lang::En => format!(
            "{share} of {all} residents have a point under {name} ({asked}); {} have none.",
            whole(missing, lang)
        ),
    };
    page.sentence(0, &sentence);
    caution(page, coverage);
    let target = percent_of_target(coverage.rule.targets.city, lang);
    let met = match (coverage.meets_city_target, lang) {
        (true, Lang::Vi) => "đạt",
        (false, Lang::Vi) => "chưa đạt",
        (true, Lang::En) => "met",
        (false, Lang::En) => "not met",
    };
    page.sentence(
        0,
        &match lang {
            Lang::Vi => format!(
                "Mục tiêu {target} toàn thành phố: {met}; {below} trong {communes} xã, phường chưa đạt mục tiêu {}.",
                percent_of_target(coverage.rule.targets.commune, lang)
            ),
            Lang::En => format!(
                "Target of {target} for the city: {met}; {below} of {communes} communes miss their target of {}.",
                percent_of_target(coverage.rule.targets.commune, lang)
            ),
        },
    );
}

/// What must not be overlooked in the first figure: people who pass by the radius alone, whose way nobody
/// knows, or is known to be too long.
fn caution(page: &mut TextPage, coverage: &CoverageAnswer) {
    let lang = page.lang;
    let people = &coverage.people;
    let effective = coverage.figures.as_ref().map(|figures| &figures.effective);
    let closed = effective.filter(|told| coverage.rule.hours == "open_share" && told.points_without_hours > 0);
    if let Some(told) = closed {
        let all = told.points_with_hours + told.points_without_hours;
        let (points, high) = (
            told.points_without_hours,
            percent(told.open.high_people, people.total, lang),
        );
        page.sentence(
            0,
            &match lang {
                Lang::Vi => format!(
                    "Lưu ý: {points} trong {all} điểm chưa có giờ mở cửa nên bị coi là đóng; nếu chúng luôn mở, tỷ lệ là \
                     {high}."
                ),
                Lang::En => format!(
                    "Note: {points} of {all} points have no known hours and count as closed; were they always open, the \
                     share would be {high}."
                ),
            },
        );
    }
    let unknown = people.distance_only_without_road;
    let slow = people.distance_only - unknown;
    if unknown >= 0.5 {
        let (count, share) = (whole(unknown, lang), percent(unknown, people.total, lang));
        page.sentence(
            0,
            &match lang {
                Lang::Vi => format!(
                    "Lưu ý: {count} người ({share} dân số) có điểm trong bán kính nhưng dữ liệu đường không có đường nối \
                     họ với điểm, nên chưa biết họ đi mất bao lâu."
                ),
                Lang::En => format!(
                    "Note: {count} people ({share} of all) have a point within the radius, but no road of the data joins \
                     them to it: how long they travel is not known."
                ),
            },
        );
    }
    if slow >= 0.5 {
        let count = whole(slow, lang);
        page.sentence(
            0,
            &match lang {
                Lang::Vi => format!("Lưu ý: {count} người ở trong bán kính nhưng đường đi quá thời gian quy định."),
                Lang::En => format!("Note: {count} people live within the radius but have too long a way."),
            },
        );
    }
}

/// "100 %", "97,5 %".
fn percent_of_target(share: f64, lang: Lang) -> String {
    percent(share, 1.0, lang).replace(lang.pick(",0 %", ".0 %"), " %")
}

/// One column a rule.
fn side_by_side(page: &mut TextPage, rules: &[CoverageAnswer]) {
    let lang = page.lang;
    let names: Vec<String> = rules.iter().map(|coverage| short_name(&coverage.rule, lang)).collect();
    page.line("");
    page.row(lang.pick("Người dân", "Residents"), LABEL_WIDTH, &names, VALUE_WIDTH);
    let mut row = |label: &str, value: &dyn Fn(&CoverageAnswer) -> String| {
        let values: Vec<String> = rules.iter().map(value).collect();
        if values.iter().any(|value| value != "-") {
            page.row(label, LABEL_WIDTH, &values, VALUE_WIDTH);
        }
    };
    let share = |people: &PeopleShape| percent(people.passing, people.total, lang);
    let count = |of: fn(&PeopleShape) -> f64| move |coverage: &CoverageAnswer| whole(of(&coverage.people), lang);
    row(
        lang.pick("Có điểm phục vụ theo quy định", "With access under the rule"),
        &|coverage| share(&coverage.people),
    );
    row(lang.pick("  số người", "  people"), &count(|people| people.passing));
    row(
        lang.pick("  còn chưa có (người)", "  without (people)"),
        &count(|people| people.total - people.passing),
    );
    row(
        lang.pick(
            "Vừa trong thời gian, vừa trong bán kính",
            "In time and within the radius",
        ),
        &count(|people| people.time_and_distance),
    );
    row(
        lang.pick("Chỉ trong thời gian", "In time only"),
        &count(|people| people.time_only),
    );
    row(
        lang.pick("Chỉ trong bán kính", "Within the radius only"),
        &count(|people| people.distance_only),
    );
    row(
        lang.pick(
            "  đường đi quá thời gian (có thể cách sông)",
            "  the way takes too long (a river?)",
        ),
        &count(|people| people.distance_only - people.distance_only_without_road),
    );
    row(
        lang.pick(
            "  dữ liệu không có đường tới điểm",
            "  the data have no road to a point",
        ),
        &count(|people| people.distance_only_without_road),
    );
    row(
        lang.pick(
            "Ngoài cả thời gian và bán kính",
            "Neither in time nor within the radius",
        ),
        &count(|people| people.neither),
    );
    row(lang.pick("Ở phường", "In urban wards"), &|coverage| {
        share(&coverage.urban)
    });
    row(lang.pick("Ở xã", "In rural communes"), &|coverage| {
        share(&coverage.rural)
    });
    row(lang.pick("Người từ 60 tuổi", "Aged 60 and more"), &|coverage| {
        coverage.elderly.as_ref().map_or_else(|| "-".to_owned(), share)
    });
    row(
        lang.pick("Một nửa số người đi không quá (phút)", "Half travel at most (minutes)"),
        &|coverage| in_minutes(coverage.median_s, lang),
    );
    row(
        lang.pick("95 % số người đi không quá (phút)", "95 % travel at most (minutes)"),
        &|coverage| in_minutes(coverage.p95_s, lang),
    );
    open_rows(page, rules);
}

/// Coverage by points that are open.
fn open_rows(page: &mut TextPage, rules: &[CoverageAnswer]) {
    let lang = page.lang;
    let told: Vec<(&EffectiveShape, f64)> = rules
        .iter()
        .filter_map(|coverage| Some((&coverage.figures.as_ref()?.effective, coverage.people.total)))
        .collect();
    let with_hours = told.iter().map(|(effective, _)| effective.points_with_hours).max();
    let without_hours = told.iter().map(|(effective, _)| effective.points_without_hours).max();
    let (Some(with_hours), Some(without_hours)) = (with_hours, without_hours) else {
        return;
    };
    if with_hours == 0 {
        page.sentence(
            0,
            lang.pick(
                "Có điểm ĐANG MỞ CỬA: chưa tính được, vì dữ liệu không có giờ mở cửa của điểm nào.",
                "With an OPEN point: not known, since the data have the hours of no point.",
            ),
        );
        return;
    }
    let mut row = |label: &str, of: fn(&EffectiveShape) -> BetweenShape| {
        let values = told.iter().map(|(effective, total)| range(of(effective), *total, lang));
        page.row(label, LABEL_WIDTH, &values.collect::<Vec<_>>(), VALUE_WIDTH);
    };
    row(
        lang.pick(
            "Có điểm ĐANG MỞ CỬA, bình quân 7-19 giờ cả tuần",
            "With an OPEN point, mean of 7-19 h all week",
        ),
        |effective| effective.open,
    );
    row(
        lang.pick("  sau 17 giờ mọi ngày làm việc", "  after 17:00 on every working day"),
        |effective| effective.evening,
    );
    row(lang.pick("  trong ngày thứ Bảy", "  on Saturday"), |effective| {
        effective.saturday
    });
    row(lang.pick("  trong ngày Chủ nhật", "  on Sunday"), |effective| {
        effective.sunday
    });
    if without_hours > 0 {
        let all = with_hours + without_hours;
        page.sentence(
            2,
            &match lang {
                Lang::Vi => format!(
                    "{without_hours} trong {all} điểm chưa có giờ mở cửa: số đầu coi các điểm đó là đóng, số sau coi là \
                     luôn mở."
                ),
                Lang::En => format!(
                    "{without_hours} of {all} points have no known hours: the first figure takes them as closed, the \
                     second as always open."
                ),
            },
        );
    }
}

/// "71,2 %", or "71,2-94,0 %" where unknown hours leave it open.
fn range(people: BetweenShape, all: f64, lang: Lang) -> String {
    let (low, high) = (
        percent(people.low_people, all, lang),
        percent(people.high_people, all, lang),
    );
    if low == high {
        return low;
    }
    format!("{}-{high}", low.trim_end_matches(" %"))
}

fn in_minutes(seconds: Option<f64>, lang: Lang) -> String {
    seconds.map_or_else(
        || lang.pick("không có đường", "no road").to_owned(),
        |seconds| whole((seconds / 60.0).ceil(), lang),
    )
}

fn rules_in_words(page: &mut TextPage, rules: &[CoverageAnswer]) {
    let lang = page.lang;
    page.heading(lang.pick("QUY ĐỊNH ĐƯỢC ÁP DỤNG", "THE RULES"));
    for coverage in rules {
        let rule = &coverage.rule;
        let source = match lang {
            Lang::Vi => &rule.source_vi,
            Lang::En => &rule.source_en,
        };
        let no_source = lang.pick("không nêu văn bản nguồn", "no source document is named");
        page.sentence(
            2,
            &format!(
                "{} [{}, {} {}]: {}; {}. {}.",
                short_name(rule, lang),
                rule.id,
                lang.pick("bản", "version"),
                rule.version,
                demand(rule, lang),
                counting(rule, lang),
                source.as_deref().unwrap_or(no_source),
            ),
        );
        for other in overrides(rule, lang) {
            page.sentence(4, &format!("{other}."));
        }
    }
}
