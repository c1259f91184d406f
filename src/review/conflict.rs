//! An infeasible review, told: which demands cannot stand together, and the cheapest repair.
//!
//! Keeping everything satisfies every constraint, so only points that must go can make a review
//! infeasible: the repair is the fewest of those demands to lift.

use super::case::Case;
use super::instance::Instance;
use super::numbers::Language::Vietnamese;
use super::obstacle;

/// Sentences for people: the repair first, then what each lifted demand runs into.
pub fn explain(case: &Case, instance: &Instance, lift: &[usize], is_fewest: bool) -> Vec<String> {
    let codes: Vec<&str> = lift.iter().map(|&j| case.code(j)).collect();
    let least = if is_fewest { "ít nhất " } else { "" };
    let mut said = vec![format!(
        "Không có phương án nào thỏa mãn mọi ràng buộc. Cần bỏ {least}{} yêu cầu chấm dứt: {}.",
        codes.len(),
        codes.join(", ")
    )];
    let must_go = instance
        .points
        .iter()
        .filter(|point| point.freedom.must_leave())
        .count();
    if let Some(cap) = instance.maximum_changes.filter(|&cap| must_go > cap as usize) {
        said.push(format!(
            "{must_go} điểm bị yêu cầu chấm dứt, nhưng chỉ cho phép {cap} thay đổi."
        ));
    }
    said.extend(lift.iter().map(|&j| told(case, instance, j)));
    said
}

fn told(case: &Case, instance: &Instance, j: usize) -> String {
    let code = case.code(j);
    let goes = |member: &u32| instance.points[*member as usize].freedom.must_leave();
    let mut clashes = Vec::new();
    for (index, rule) in case.settings.retain.iter().enumerate() {
        let (lost, short) = obstacle::people_against(instance, j, index);
        if let Some(lost) = lost.filter(|people| *people > 0.0) {
            let people = Vietnamese.whole(lost);
            clashes.push(format!("{people} người dân sẽ mất tiếp cận theo {}", rule.id));
        }
        if let Some(short) = short.filter(|people| *people > 0.0) {
            let people = Vietnamese.whole(short);
            clashes.push(format!(
                "{people} người dân phải giữ hai điểm sẽ chỉ còn một theo {}",
                rule.id
            ));
        }
    }
    for obstacle in obstacle::travel_against(instance, j) {
        let (code, _) = case.travel_bounds()[obstacle];
        clashes.push(format!(
            "hồ sơ của xã, phường {code} sẽ đi thêm quá mức trung bình cho phép"
        ));
    }
    for (of, bound) in case.bounds() {
        let left = bound.members.iter().filter(|member| !goes(member)).count() as u32;
        if bound.members.contains(&(j as u32)) && left < bound.minimum {
            clashes.push(format!("{} phải giữ ít nhất {} điểm", of.vietnamese(), bound.minimum));
        }
    }
    let receivers = instance
        .arcs
        .iter()
        .filter(|arc| arc.from as usize == j && !goes(&arc.to))
        .count();
    if instance.points[j].load > 0 && receivers == 0 {
        clashes.push("không có điểm nào đủ gần và đủ năng lực tiếp nhận hồ sơ".into());
    }
    if clashes.is_empty() {
        clashes
            .push("không thể cùng chấm dứt với các điểm khác đã yêu cầu (tiếp cận, năng lực hoặc số thay đổi)".into());
    }
    format!("{code}: {}.", clashes.join("; "))
}
