//! Counterfactuals and steps in the terms of a plan: facilities, levels as people read them, sentences.

use super::case::{BoundOf, Case};
use super::counterfactual::{Counterfactual, Outcome};
use super::instance::{Instance, Level};
use super::numbers::Language::{English, Vietnamese};
use super::obstacle::Obstacle;
use super::plan::{LevelShift, PlanStep, Retained, StepAction, ToldCounterfactual, ToldObstacle, ToldOutcome};
use super::propose::ReviewInput;
use super::sequence::Step;
use super::standing::Leaving;
use super::todo;
use crate::access::CoverMatrix;

/// Whole units of a level in one unit as people read it: cost in points, merge travel in dossier x minutes.
pub fn units(level: Level) -> f64 {
    match level {
        Level::Cost => 100.0,
        Level::MergeTravel => 10.0,
        Level::Changes | Level::CodeOrder => 1.0,
    }
}

/// A level by its code, in Vietnamese and in English.
pub fn level_words(code: &str) -> Option<[&'static str; 2]> {
    Some(match code {
        "uncovered_people" => ["người dân mất tiếp cận", "people who lose access"],
        "cost" => ["số điểm và chất lượng", "points and their performance"],
        "merge_travel" => ["đi lại của hồ sơ chuyển điểm", "travel of moved dossiers"],
        "changes" => ["số thay đổi", "number of changes"],
        "code_order" => ["thứ tự mã điểm", "order of codes"],
        _ => return None,
    })
}

/// The levels that are not proven, each with its gap, in Vietnamese: `số điểm và chất lượng (độ lệch 0,44 %)`. `levels`: code,
/// value and proven bound.
pub fn open_levels<'a>(levels: impl IntoIterator<Item = (&'a str, f64, f64)>) -> Vec<String> {
    let open = levels.into_iter().filter(|(_, value, bound)| value != bound);
    open.map(|(code, value, bound)| {
        let name = level_words(code).map_or(code, |[vietnamese, _]| vietnamese);
        let gap = (value - bound).abs() / value.abs().max(f64::MIN_POSITIVE);
        format!("{name} (độ lệch {})", Vietnamese.small_percent(gap))
    })
    .collect()
}

/// A step with the people covered after it.
pub fn step(case: &Case, retained: &[Retained], step: &Step) -> PlanStep {
    let covers_after = retained
        .iter()
        .zip(&step.uncovered)
        .map(|(rule, lost)| rule.before - lost);
    let (action, into) = match step.how {
        Leaving::Into(k) => (StepAction::Merge, Some(case.points[k])),
        Leaving::Bare => (StepAction::Close, None),
    };
    PlanStep {
        stage: step.stage,
        action,
        facility: case.points[step.point],
        into,
        covers_after: covers_after.collect(),
    }
}

/// A counterfactual with its figures scaled and its obstacles named.
pub fn counterfactual(
    input: &ReviewInput,
    case: &Case,
    instance: &Instance,
    covers: &[CoverMatrix],
    told: &Counterfactual,
) -> ToldCounterfactual {
    let outcome = match &told.outcome {
        Outcome::Fixed => ToldOutcome::Fixed,
        Outcome::NotComputed => ToldOutcome::NotComputed,
        Outcome::Changed { levels, others } => ToldOutcome::Changed {
            levels: levels
                .iter()
                .map(|change| LevelShift {
                    name: change.level.code(),
                    lower: change.lower as f64 / units(change.level),
                    upper: change.upper as f64 / units(change.level),
                })
                .collect(),
            others: others.iter().map(|&other| case.points[other]).collect(),
        },
        Outcome::Impossible(obstacles) => ToldOutcome::Impossible(
            obstacles
                .iter()
                .map(|obstacle| told_obstacle(input, case, instance, covers, told.point, obstacle))
                .collect(),
        ),
    };
    ToldCounterfactual {
        flip: told.flip,
        outcome,
    }
}

fn told_obstacle(
    input: &ReviewInput,
    case: &Case,
    instance: &Instance,
    covers: &[CoverMatrix],
    j: usize,
    obstacle: &Obstacle,
) -> ToldObstacle {
    let empty = |code| ToldObstacle {
        code,
        rule: None,
        people: None,
        communes: Vec::new(),
        vietnamese: String::new(),
        english: String::new(),
    };
    match obstacle {
        Obstacle::Access { rule, people } => {
            let id = case.settings.retain[*rule].id.clone();
            let may_stay = |point: usize| !instance.points[point].freedom.must_leave();
            ToldObstacle {
                communes: todo::communes_of_sole_cover(input, case, &covers[*rule], &may_stay, j),
                vietnamese: format!(
                    "{} người dân sẽ không còn điểm nào theo {id}.",
                    Vietnamese.whole(*people)
                ),
                english: format!("{} people would have no point left under {id}.", English.whole(*people)),
                rule: Some(id),
                people: Some(*people),
                ..empty("access")
            }
        }
        Obstacle::SecondPoint { rule, people } => {
            let id = case.settings.retain[*rule].id.clone();
            ToldObstacle {
                communes: todo::communes_of_last_second(case, instance, &covers[*rule], j),
                vietnamese: format!(
                    "{} người dân phải giữ hai điểm sẽ chỉ còn một theo {id}.",
                    Vietnamese.whole(*people)
                ),
                english: format!(
                    "{} people who are to keep two points would have one left under {id}.",
                    English.whole(*people)
                ),
                rule: Some(id),
                people: Some(*people),
                ..empty("second_point")
            }
        }
        Obstacle::Travel { bound } => {
            let (code, _) = case.travel_bounds()[*bound];
            let minutes = case.settings.commune_mean_minutes.unwrap_or(0.0);
            ToldObstacle {
                vietnamese: format!(
                    "Hồ sơ của xã, phường {code} sẽ đi thêm trung bình quá {} phút.",
                    Vietnamese.decimal(minutes)
                ),
                english: format!(
                    "The dossiers of commune {code} would travel more than {} min on average.",
                    English.decimal(minutes)
                ),
                communes: vec![code.to_owned()],
                ..empty("commune_travel")
            }
        }
        Obstacle::Commune { commune } => {
            let bounds = case.bounds();
            let of = bounds[*commune].0;
            let least = instance.communes[*commune].minimum;
            ToldObstacle {
                vietnamese: format!("{} phải giữ ít nhất {least} điểm.", of.vietnamese()),
                english: format!("{} keeps at least {least} points.", of.english()),
                communes: match of {
                    BoundOf::Commune(code) => vec![code.to_owned()],
                    BoundOf::Operator(_) => Vec::new(),
                },
                ..empty(of.code())
            }
        }
        Obstacle::NoReceiver => ToldObstacle {
            vietnamese: "Không có điểm nào được phép và đủ năng lực tiếp nhận.".into(),
            english: "No point that is allowed to has room for it.".into(),
            ..empty("no_receiver")
        },
        Obstacle::MaximumChanges { most } => ToldObstacle {
            vietnamese: format!("Số thay đổi tối đa ({most}) đã dùng hết cho các điểm phải chấm dứt."),
            english: format!("All {most} changes allowed are taken by points that must end."),
            ..empty("maximum_changes")
        },
        Obstacle::Together { families } => {
            let names: Vec<&str> = families.iter().map(|family| family.code()).collect();
            let names = if names.is_empty() {
                "-".to_owned()
            } else {
                names.join(", ")
            };
            ToldObstacle {
                vietnamese: format!(
                    "Không ràng buộc riêng lẻ nào, mà nhiều ràng buộc cùng lúc ngăn cản; bỏ một trong các nhóm này thì được: {names}."
                ),
                english: format!(
                    "No constraint alone but several together; without one of these groups it is possible: {names}."
                ),
                ..empty("together")
            }
        }
    }
}
