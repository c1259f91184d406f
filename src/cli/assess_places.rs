//! Where access is missing: the places of the page of `gandan assess`.

use super::Lang;
use super::rule_words::{kilometres, short_name};
use super::text_page::{TextPage, percent, whole};
use crate::units::Metres;
use crate::wire::{AreaShape, CoverageAnswer, PeopleShape};

/// Communes listed as worst; other lists are half as long.
const LISTED: usize = 10;

/// People whom the roads of the data do not join to any point: neither served by time nor lost.
/// `snap_limit`: how far a home may lie from the road that it joins.
pub fn without_road(page: &mut TextPage, coverage: &CoverageAnswer, snap_limit: Metres) {
    let lang = page.lang;
    let limit = kilometres(snap_limit.0, lang);
    let people = &coverage.people;
    if people.unsnapped + people.unreached < 0.5 && coverage.outside_areas.total < 0.5 {
        return;
    }
    page.heading(lang.pick("CHƯA TÍNH ĐƯỢC THỜI GIAN ĐI", "NO TRAVEL TIME IS KNOWN FOR"));
    if people.unsnapped >= 0.5 {
        let count = format!("{} {}", whole(people.unsnapped, lang), lang.pick("người", "people"));
        let share = percent(people.unsnapped, people.total, lang);
        page.sentence(
            2,
            &match lang {
                Lang::Vi => format!(
                    "{count} ({share}) không nối được với đường: trong vòng {limit} quanh nơi ở, dữ liệu không có con đường nào. \
                     Đây là chỗ thiếu của dữ liệu đường; họ chỉ được xét theo bán kính."
                ),
                Lang::En => format!(
                    "{count} ({share}) who join no road: the data have none within {limit} of their homes. This is a lack of \
                     road data; they are judged by the radius alone."
                ),
            },
        );
        let mut areas: Vec<&AreaShape> = coverage
            .areas
            .iter()
            .filter(|area| area.people.unsnapped >= 0.5)
            .collect();
        areas.sort_by(|a, b| {
            b.people
                .unsnapped
                .total_cmp(&a.people.unsnapped)
                .then_with(|| a.code.cmp(&b.code))
        });
        let named = areas.iter().take(LISTED / 2).map(|area| {
            let count = whole(area.people.unsnapped, lang);
            format!("{} ({count})", area.name)
        });
        let named: Vec<String> = named.collect();
        if !named.is_empty() {
            let most = lang.pick("Nhiều nhất trong", "Most of all, in");
            page.sentence(
                2,
                &format!(
                    "{most} {} {}: {}.",
                    areas.len(),
                    lang.pick("xã, phường", "communes"),
                    named.join(", ")
                ),
            );
        }
    }
    if people.unreached >= 0.5 {
        let count = whole(people.unreached, lang);
        page.sentence(
            2,
            &match lang {
                Lang::Vi => {
                    format!("{count} người ở cạnh đường, nhưng từ đó không có đường nào dẫn tới một điểm được tính.")
                }
                Lang::En => format!("{count} people live by a road from which no road leads to a point that counts."),
            },
        );
    }
    if coverage.outside_areas.total >= 0.5 {
        let count = whole(coverage.outside_areas.total, lang);
        page.sentence(
            2,
            &match lang {
                Lang::Vi => {
                    format!("{count} người ở ngoài ranh giới mọi xã, phường: có trong tổng số, không có trong xã nào.")
                }
                Lang::En => format!("{count} people live outside of every commune: in the total, in no commune."),
            },
        );
    }
}

fn missing(area: &AreaShape) -> f64 {
    area.people.total - area.people.passing
}

/// Communes with residents without access, most first.
pub fn by_missing(coverage: &CoverageAnswer) -> Vec<&AreaShape> {
    let mut areas: Vec<&AreaShape> = coverage.areas.iter().filter(|area| missing(area) >= 0.5).collect();
    areas.sort_by(|a, b| missing(b).total_cmp(&missing(a)).then_with(|| a.code.cmp(&b.code)));
    areas
}

/// The head and the rows of the communes' table.
pub fn commune_rows(page: &mut TextPage, areas: &[&AreaShape]) {
    let lang = page.lang;
    let heads = [
        lang.pick("chưa có", "without"),
        lang.pick("tỷ lệ có", "share with"),
        lang.pick("đi quá lâu", "too long"),
        lang.pick("số điểm", "points"),
    ];
    page.row(
        &format!("  {}", lang.pick("Xã, phường", "Commune")),
        42,
        &heads.map(str::to_owned),
        13,
    );
    for area in areas {
        let people = &area.people;
        let values = [
            whole(missing(area), lang),
            percent(people.passing, people.total, lang),
            whole(people.distance_only - people.distance_only_without_road, lang),
            area.points.to_string(),
        ];
        page.row(&format!("  {}", area.name), 42, &values, 13);
    }
}

pub fn worst(page: &mut TextPage, coverage: &CoverageAnswer) {
    let lang = page.lang;
    let areas = by_missing(coverage);
    let rule = short_name(&coverage.rule, lang);
    if areas.is_empty() {
        page.line("");
        let all = lang.pick(
            "mọi người dân ở mọi xã, phường đều có điểm phục vụ.",
            "every resident of every commune has access.",
        );
        page.sentence(0, &format!("{rule}: {all}"));
        return;
    }
    let title = lang.pick(
        "XÃ, PHƯỜNG CÒN NHIỀU NGƯỜI CHƯA CÓ ĐIỂM NHẤT",
        "COMMUNES WITH MOST PEOPLE WITHOUT ACCESS",
    );
    let listed = areas.len().min(LISTED);
    page.heading(&format!("{title} ({rule}; {listed}/{})", areas.len()));
    commune_rows(page, &areas[..listed]);
}

/// One line a gap, for the page and its details.
pub fn gap_rows(page: &mut TextPage, coverage: &CoverageAnswer, listed: usize) {
    let lang = page.lang;
    let heads = [
        lang.pick("chưa có", "without"),
        lang.pick("điểm đó tới", "reached"),
        lang.pick("kinh độ", "longitude"),
        lang.pick("vĩ độ", "latitude"),
    ];
    page.row(
        &format!("  {}", lang.pick("Nơi đặt tốt nhất", "Best place")),
        42,
        &heads.map(str::to_owned),
        13,
    );
    for gap in coverage.gaps.iter().take(listed) {
        let values = [
            whole(gap.people, lang),
            whole(gap.site_people, lang),
            // With a point in both languages, to be pasted into any map.
            format!("{:.4}", gap.lon),
            format!("{:.4}", gap.lat),
        ];
        let name = gap.area_name.as_deref().unwrap_or("-");
        page.row(&format!("  {name}"), 42, &values, 13);
    }
}

pub fn gaps(page: &mut TextPage, coverage: &CoverageAnswer) {
    if coverage.gaps.is_empty() {
        return;
    }
    let lang = page.lang;
    let listed = coverage.gaps.len().min(LISTED / 2);
    let title = lang.pick(
        "VÙNG LIỀN NHAU CHƯA CÓ ĐIỂM, VÀ NƠI ĐẶT MỘT ĐIỂM TỐT NHẤT",
        "GAPS, AND THE BEST PLACE FOR ONE POINT",
    );
    page.heading(&format!("{title} ({listed}/{})", coverage.gaps.len()));
    gap_rows(page, coverage, listed);
}

/// People within the radius whom the road takes too long.
pub fn crossings(page: &mut TextPage, coverage: &CoverageAnswer) {
    let lang = page.lang;
    let slow = |people: &PeopleShape| people.distance_only - people.distance_only_without_road;
    let mut areas: Vec<&AreaShape> = coverage.areas.iter().filter(|area| slow(&area.people) >= 0.5).collect();
    if areas.is_empty() {
        return;
    }
    areas.sort_by(|a, b| {
        slow(&b.people)
            .total_cmp(&slow(&a.people))
            .then_with(|| a.code.cmp(&b.code))
    });
    let named: Vec<String> = areas
        .iter()
        .take(LISTED / 2)
        .map(|area| format!("{} ({})", area.name, whole(slow(&area.people), lang)))
        .collect();
    let barriers = coverage.figures.as_ref().map_or(&[][..], |figures| &figures.barriers);
    let waters: Vec<String> = barriers
        .iter()
        .filter(|barrier| barrier.kind == "water")
        .take(LISTED / 2)
        .map(|barrier| {
            let name = barrier
                .name
                .as_deref()
                .unwrap_or(lang.pick("mặt nước chưa có tên", "water without a name"));
            format!("{name} ({})", whole(barrier.people, lang))
        })
        .collect();
    page.heading(lang.pick("GẦN TRÊN BẢN ĐỒ, XA TRÊN ĐƯỜNG", "NEAR ON THE MAP, FAR BY ROAD"));
    let count = whole(slow(&coverage.people), lang);
    page.sentence(
        2,
        &match lang {
            Lang::Vi => format!(
                "{count} người có điểm trong bán kính nhưng đường đi quá thời gian, nhiều nhất ở {}.",
                named.join(", ")
            ),
            Lang::En => format!(
                "{count} people have a point within the radius but too long a way, most in {}.",
                named.join(", ")
            ),
        },
    );
    if !waters.is_empty() {
        let between = lang.pick(
            "Giữa họ và điểm gần nhất là",
            "Between people near by distance alone and their point lie",
        );
        page.sentence(2, &format!("{between}: {}.", waters.join(", ")));
    }
}
