//! Who is without access whatever is kept: where they live, and what would reach them.

use super::document::Table;
use super::plan_input::{PlanGap, PlanUnreachable};
use super::proposal::{ProposalInput, rule_words};
use super::value::{Value, degrees, number};

/// Field of the table of gaps.
pub(super) const GAPS: &str = "bang_vung_trong";
const RULE: &str = "Quy tắc";

/// Places named in the body; the annex has more.
const MOST_NAMED: usize = 5;

/// The largest gaps of a rule in half a sentence: `Xã A (12 người); Xã B (7 người)`. Empty where none is known.
pub(super) fn largest(told: &PlanUnreachable) -> String {
    let named: Vec<String> = told
        .gaps
        .iter()
        .filter_map(|gap| Some(format!("{} ({} người)", gap.commune.as_ref()?, number(gap.people))))
        .take(MOST_NAMED)
        .collect();
    named.join("; ")
}

/// What each rule leaves without access, of rules that leave the same once, with their names.
pub(super) fn told_once(all: &[PlanUnreachable]) -> Vec<(String, &PlanUnreachable)> {
    let mut told: Vec<(String, &PlanUnreachable)> = Vec::new();
    for own in all {
        let is_same =
            |(_, other): &&mut (String, &PlanUnreachable)| other.people == own.people && other.gaps == own.gaps;
        match told.iter_mut().find(is_same) {
            Some((rules, _)) => *rules += &format!(" và {}", rule_words(&own.rule)),
            None => told.push((rule_words(&own.rule), own)),
        }
    }
    told
}

/// The annex of gaps, by rule. `None` where everybody has access, or nobody looked where they live.
pub(super) fn gaps(input: &ProposalInput) -> Option<Table> {
    let columns = [
        ("TT", 8.0),
        (RULE, 30.0),
        ("Khu vực quanh", 32.0),
        ("Người dân chưa được bảo đảm", 24.0),
        ("Một điểm mới phục vụ được", 24.0),
        ("Số điểm mới để phục vụ hết", 22.0),
        ("Vị trí tốt nhất của điểm đầu tiên (kinh độ; vĩ độ)", 34.0),
    ];
    let all = told_once(&input.plan.unreachable);
    let all = all.iter();
    let all = all.flat_map(|(rules, told)| told.gaps.iter().map(move |gap| (rules, gap)));
    let rows = all.enumerate().map(|(at, (rules, gap))| row(at + 1, rules, gap));
    let mut table = Table::new(GAPS, "Vùng trống", "", &columns).with(rows);
    let of_rule = match table.take_constant(RULE) {
        Some(rule) => format!("Theo {}: mỗi", rule.told()),
        None => "Mỗi".to_owned(),
    };
    table.caption = format!("{of_rule} dòng là một khu vực liền nhau; chỉ nêu các khu vực đông người nhất");
    (!table.rows.is_empty()).then_some(table)
}

fn row(at: usize, rules: &str, gap: &PlanGap) -> Vec<Value> {
    let place = gap.site.map(|at| degrees(at, 4));
    vec![
        Value::Whole(at as f64),
        Value::text(rules),
        Value::text(gap.commune.clone().unwrap_or_else(|| "-".to_owned())),
        Value::Whole(gap.people),
        Value::Whole(gap.site_people),
        gap.points_needed
            .map_or_else(|| Value::text("hơn 12"), |points| Value::Whole(f64::from(points))),
        place.map_or(Value::Unknown, Value::Text),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(people: f64, commune: Option<&str>) -> PlanGap {
        PlanGap {
            people,
            commune: commune.map(str::to_owned),
            site: None,
            site_people: 0.0,
            points_needed: None,
        }
    }

    #[test]
    fn the_body_names_at_most_five_places_and_none_without_a_name() {
        let mut told = PlanUnreachable {
            rule: "plan68".into(),
            people: 100.0,
            gaps: vec![gap(60.0, Some("Xã A")), gap(30.0, None), gap(10.0, Some("Xã B"))],
        };
        assert_eq!(largest(&told), "Xã A (60 người); Xã B (10 người)");
        told.gaps = vec![gap(1.0, Some("Xã C")); 8];
        assert_eq!(largest(&told).matches("Xã C").count(), MOST_NAMED);
        told.gaps.clear();
        assert!(largest(&told).is_empty());
        let cells = row(1, "Đề án", &gap(60.4, None));
        assert_eq!(cells[5], Value::text("hơn 12"), "a dozen points do not close it");
        assert_eq!(cells[6], Value::Unknown);
    }

    #[test]
    fn rules_that_leave_the_same_people_are_told_together() {
        let of = |rule: &str, people| PlanUnreachable {
            rule: rule.into(),
            people,
            gaps: vec![gap(people, None)],
        };
        let all = [of("plan68", 5.0), of("plan68_agents", 9.0), of("scheme", 5.0)];
        let told: Vec<(String, f64)> = told_once(&all)
            .into_iter()
            .map(|(rules, own)| (rules, own.people))
            .collect();
        let words = |rule| rule_words(rule);
        assert_eq!(told[0], (format!("{} và {}", words("plan68"), words("scheme")), 5.0));
        assert_eq!(told[1..], [(words("plan68_agents"), 9.0)]);
    }
}
