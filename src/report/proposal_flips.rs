//! The annex of facts: which single fact, were it different, would overturn what is proposed for a point that changes.

use super::document::Table;
use super::plan_input::{PlanDecision, PlanFlip};
use super::value::{Value, decimal, number};

/// How the table is read.
pub(super) const FLIPS_READ: &str = "Mỗi ô nêu ngưỡng của một dữ kiện: khi riêng dữ kiện đó vượt ngưỡng, mọi điều khác giữ nguyên, thì đề xuất đối với điểm phải được xem xét lại. Ô trống: dữ kiện đó không làm thay đổi đề xuất.";

/// Columns before those of facts.
const HEAD: usize = 3;

/// What stands in a column, by the name of its fact.
const FACTS: [(&str, &str, f64); 6] = [
    ("merge_distance_below_m", "Khoảng cách cho phép dưới (m)", 17.0),
    ("merge_travel_at_most_s", "Thời gian đi cho phép không quá (phút)", 17.0),
    ("own_load_above", "Hồ sơ mỗi tháng của điểm vượt quá", 24.0),
    (
        "receiver_capacity_below",
        "Năng lực nơi tiếp nhận dưới (hồ sơ mỗi tháng)",
        24.0,
    ),
    (
        "receiver_minutes_a_week_below",
        "Nơi tiếp nhận mở cửa dưới (giờ mỗi tuần)",
        22.0,
    ),
    ("backup_closes_people", "Điểm khác cũng ngừng", 26.0),
];

/// A line for each point; columns that no point needs are left out. `None` where nothing is known of any.
pub(super) fn flips(decisions: &[&PlanDecision]) -> Option<Table> {
    let head = [("TT", 9.0), ("Điểm", 34.0), ("Nơi tiếp nhận", 34.0)];
    let facts = FACTS.map(|(_, title, width)| (title, width));
    let columns: Vec<(&'static str, f64)> = head.into_iter().chain(facts).collect();
    let named: Vec<&&PlanDecision> = decisions.iter().filter(|one| !one.flips.is_empty()).collect();
    let rows = named.iter().enumerate().map(|(at, one)| {
        let into = one.into.as_ref().map(|(code, name)| format!("{name} ({code})"));
        let head = [
            Value::Whole((at + 1) as f64),
            Value::text(format!("{} ({})", one.name, one.facility)),
            into.map_or(Value::Blank, Value::Text),
        ];
        let told = FACTS.map(|(fact, ..)| {
            let flip = one.flips.iter().find(|flip| flip.fact == fact);
            flip.map_or(Value::Blank, threshold)
        });
        head.into_iter().chain(told).collect()
    });
    let mut table = Table::new("bang_du_kien", "Dữ kiện", limits(&named), &columns).with(rows);
    for at in (HEAD..columns.len()).rev() {
        if table.rows.iter().all(|row| row[at] == Value::Blank) {
            table.take_column(at);
        }
    }
    (table.columns.len() > HEAD).then_some(table)
}

/// The limits as they are set, which are the same for every point.
fn limits(decisions: &[&&PlanDecision]) -> String {
    let now = |fact: &str| {
        let mut flips = decisions.iter().flat_map(|one| &one.flips);
        flips.find(|flip| flip.fact == fact).and_then(|flip| flip.now)
    };
    let told: Vec<String> = [
        now("merge_distance_below_m").map(|metres| format!("khoảng cách {} m", number(metres))),
        now("merge_travel_at_most_s").map(|seconds| format!("thời gian đi {} phút", decimal(seconds / 60.0))),
    ]
    .into_iter()
    .flatten()
    .collect();
    match told.is_empty() {
        true => String::new(),
        false => format!("Giới hạn hiện đặt: {}", told.join(", ")),
    }
}

fn threshold(flip: &PlanFlip) -> Value {
    let now = |unit: f64| {
        flip.now.map_or_else(
            || "hiện chưa rõ".to_owned(),
            |now| format!("hiện {}", decimal(now / unit)),
        )
    };
    match flip.fact.as_str() {
        "merge_distance_below_m" => Value::Whole(flip.threshold),
        "merge_travel_at_most_s" => Value::Decimal(flip.threshold / 60.0),
        "receiver_minutes_a_week_below" => Value::text(format!("{} ({})", decimal(flip.threshold / 60.0), now(60.0))),
        "backup_closes_people" => Value::text(format!(
            "{}: {} người chỉ còn điểm này",
            flip.other.as_deref().unwrap_or_default(),
            number(flip.threshold)
        )),
        _ => Value::text(format!("{} ({})", decimal(flip.threshold), now(1.0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::PlanKind;

    fn merge(flips: Vec<PlanFlip>) -> PlanDecision {
        PlanDecision {
            facility: "A".into(),
            name: "Điểm A".into(),
            kind: PlanKind::Merge,
            into: Some(("B".into(), "Điểm B".into())),
            because: Vec::new(),
            objection: None,
            people: 0.0,
            elderly: None,
            added_median: None,
            added_most: None,
            unique_people: 0.0,
            load: None,
            is_firm: None,
            same_in_plans: None,
            same_in_readings: None,
            flips,
        }
    }

    fn flip(fact: &str, now: Option<f64>, threshold: f64) -> PlanFlip {
        PlanFlip {
            fact: fact.into(),
            other: None,
            now,
            threshold,
        }
    }

    #[test]
    fn every_fact_stands_in_a_column_with_what_is_now_and_no_column_is_empty() {
        let one = merge(vec![
            flip("own_load_above", Some(48.33), 53.1),
            flip("merge_distance_below_m", Some(1000.0), 866.4),
        ]);
        let silent = merge(Vec::new());
        let table = flips(&[&one, &silent]).expect("a fact");
        let titles: Vec<&str> = table.columns.iter().map(|column| column.title).collect();
        assert_eq!(
            titles,
            [
                "TT",
                "Điểm",
                "Nơi tiếp nhận",
                "Khoảng cách cho phép dưới (m)",
                "Hồ sơ mỗi tháng của điểm vượt quá"
            ]
        );
        let told: Vec<String> = table.rows[0].iter().map(Value::told).collect();
        assert_eq!(told, ["1", "Điểm A (A)", "Điểm B (B)", "866", "53,1 (hiện 48,3)"]);
        assert_eq!(table.rows.len(), 1, "of one point nothing is known");
        assert_eq!(table.caption, "Giới hạn hiện đặt: khoảng cách 1.000 m");
        assert!(flips(&[&silent]).is_none());
    }
}
