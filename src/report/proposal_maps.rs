//! The maps of a proposal: the whole city, and the part where most changes lie, since marks cover each other there.

use super::city_map::{CityMap, Sign};
use super::document::Figure;
use super::plan_input::PlanKind;
use super::proposal::{ProposalInput, points_by_code};
use super::value::number;
use crate::geometry::{BBox, LonLat};

/// Fewer changes need no second map.
const FEWEST_CHANGES: usize = 12;
/// The second map leaves out this share of the changes on each side.
const LEFT_OUT: f64 = 0.12;
/// It is drawn where it is smaller than this share of the first, in either direction.
const WORTH_IT: f64 = 0.6;

/// The maps, the whole city first.
pub(super) fn maps(input: &ProposalInput) -> Vec<Figure> {
    let plan = input.plan;
    let facilities = points_by_code(input);
    let place = |code: &str| facilities.get(code).map(|facility| facility.location);
    let signs: Vec<(LonLat, Sign)> = plan
        .decisions
        .iter()
        .filter_map(|decision| Some((place(&decision.facility)?, sign(decision.kind))))
        .collect();
    let receivers = plan
        .decisions
        .iter()
        .filter_map(|decision| Some((place(&decision.facility)?, place(&decision.into.as_ref()?.0)?)));
    let arrows: Vec<(LonLat, LonLat)> = receivers.collect();
    let changed = plan.decisions.iter().filter(|one| one.kind.is_change());
    let changed: Vec<LonLat> = changed.filter_map(|one| place(&one.facility)).collect();
    let words = [
        (
            Sign::Point,
            "Duy trì",
            plan.count(PlanKind::Keep) + plan.count(PlanKind::Adjust),
        ),
        (Sign::Remedy, "Duy trì có điều kiện", plan.count(PlanKind::Remedy)),
        (
            Sign::Merge,
            "Sắp xếp lại (nét đứt: chuyển về điểm)",
            plan.count(PlanKind::Merge),
        ),
        (Sign::Close, "Chấm dứt hoạt động", plan.count(PlanKind::Close)),
        (
            Sign::Open,
            "Mở rộng, lưu động",
            plan.count(PlanKind::Open) + plan.count(PlanKind::Mobile),
        ),
    ];
    let told = words.into_iter().filter(|(.., count)| *count > 0);
    let sign_words: Vec<(Sign, &'static str)> = told.map(|(sign, words, _)| (sign, words)).collect();
    let status = match plan.approval {
        Some(_) => "",
        None => " (đề xuất để xem xét)",
    };
    let map = |field, window, title: &str, caption: String| {
        CityMap {
            dataset: input.dataset,
            title: format!("{title}{status}"),
            shares: Vec::new(),
            signs: signs.clone(),
            sign_words: sign_words.clone(),
            arrows: arrows.clone(),
            numbers: Vec::new(),
            number_words: "",
            focus: None,
            around: None,
            window,
            caption,
        }
        .figure(field)
    };
    let first = map(
        "ban_do",
        None,
        "Phương án sắp xếp mạng lưới",
        format!(
            "Hình 1. Vị trí {} điểm được rà soát và đề xuất đối với từng điểm",
            number(plan.decisions.len() as f64)
        ),
    );
    let second = crowded(&changed, &signs).and_then(|window| {
        map(
            "ban_do_khu_vuc",
            Some(window),
            "Khu vực có nhiều thay đổi nhất",
            "Hình 2. Khu vực có nhiều điểm thay đổi nhất, phóng to từ Hình 1".to_owned(),
        )
    });
    first.into_iter().chain(second).collect()
}

fn sign(kind: PlanKind) -> Sign {
    match kind {
        PlanKind::Keep | PlanKind::Adjust => Sign::Point,
        PlanKind::Remedy => Sign::Remedy,
        PlanKind::Merge => Sign::Merge,
        PlanKind::Close => Sign::Close,
        PlanKind::Open | PlanKind::Mobile => Sign::Open,
    }
}

/// The box of most changes; `None` where they are few or lie all over the city.
fn crowded(changed: &[LonLat], signs: &[(LonLat, Sign)]) -> Option<BBox> {
    if changed.len() < FEWEST_CHANGES {
        return None;
    }
    let middle = |of: fn(&LonLat) -> f64| {
        let mut values: Vec<f64> = changed.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        let cut = (values.len() as f64 * LEFT_OUT) as usize;
        [values[cut], values[values.len() - 1 - cut]]
    };
    let ([west, east], [south, north]) = (middle(|at| at.lon), middle(|at| at.lat));
    let window = BBox::around([LonLat::new(west, south), LonLat::new(east, north)])?.padded(0.06);
    let all = BBox::around(signs.iter().map(|(place, _)| *place))?;
    let is_small = window.east - window.west < (all.east - all.west) * WORTH_IT
        && window.north - window.south < (all.north - all.south) * WORTH_IT;
    let is_area = window.east > window.west && window.north > window.south;
    (is_small && is_area).then_some(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat)
    }

    #[test]
    fn the_second_map_holds_most_changes_and_is_drawn_only_where_it_shows_more() {
        // Twenty changes within a hundredth of a degree, two far away.
        let near = (0..20).map(|step| at(105.80 + f64::from(step % 5) * 0.002, 21.0 + f64::from(step / 5) * 0.002));
        let changed: Vec<LonLat> = near.chain([at(105.4, 21.2), at(106.0, 20.7)]).collect();
        let signs: Vec<(LonLat, Sign)> = changed.iter().map(|place| (*place, Sign::Merge)).collect();
        let window = crowded(&changed, &signs).expect("a crowd");
        let inside = changed.iter().filter(|place| window.contains(**place)).count();
        assert!(inside >= 16 && !window.contains(changed[20]), "{inside}");
        assert!(crowded(&changed[..8], &signs).is_none(), "few changes");
        // The same crowd where nothing lies outside of it: the first map shows it already.
        assert!(crowded(&changed[..20], &signs[..20]).is_none());
        let one_place = vec![at(105.8, 21.0); 30];
        assert!(crowded(&one_place, &signs).is_none(), "no area");
    }
}
