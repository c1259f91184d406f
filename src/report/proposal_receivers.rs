//! The annex of receivers: how much more each point has to do that takes over the work of others.

use std::collections::BTreeMap;

use super::document::Table;
use super::plan_input::PlanReceiver;
use super::proposal::{ProposalInput, communes, points_by_code};
use super::proposal_annexes::commune_of;
use super::value::Value;

/// Field of the table of receivers.
pub(super) const RECEIVERS: &str = "bang_noi_tiep_nhan";

/// A line for each receiver, those that come nearest to what they can handle first. `None` where nobody takes over anything.
pub(super) fn receivers(input: &ProposalInput) -> Option<Table> {
    let plan = input.plan;
    let (facilities, communes) = (points_by_code(input), communes(input.dataset));
    let mut givers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for decision in &plan.decisions {
        if let Some((into, _)) = &decision.into {
            givers.entry(into).or_default().push(&decision.facility);
        }
    }
    // Of the others no dossiers are known, neither today nor of those that come.
    let known = plan.receivers.iter().filter(|one| one.after > 0.0);
    let mut known: Vec<&PlanReceiver> = known.collect();
    known.sort_by(|a, b| used(b).total_cmp(&used(a)).then_with(|| a.facility.cmp(&b.facility)));
    const FIRST: &str = "Cần có trước";
    let columns = [
        ("TT", 8.0),
        ("Nơi tiếp nhận", 46.0),
        ("Xã, phường", 28.0),
        ("Nhận phần việc của", 44.0),
        ("Hồ sơ mỗi tháng hiện nay", 18.0),
        ("Sau sắp xếp", 18.0),
        ("Tăng thêm", 18.0),
        ("Năng lực", 18.0),
        ("Mức sử dụng năng lực", 20.0),
        (FIRST, 28.0),
    ];
    let rows = known.iter().enumerate().map(|(at, one)| {
        let code = one.facility.as_str();
        let first = match plan.is_conditional(code) {
            true => "Khắc phục xong, được đánh giá lại",
            false => "",
        };
        vec![
            Value::Whole((at + 1) as f64),
            Value::text(format!("{} ({code})", one.name)),
            Value::text(commune_of(facilities.get(code).copied(), &communes)),
            Value::text(givers.get(code).map_or(String::new(), |givers| givers.join(", "))),
            Value::Decimal(one.before),
            Value::Decimal(one.after),
            Value::Decimal(one.after - one.before),
            one.capacity.map_or(Value::Unknown, Value::Decimal),
            match one.capacity {
                Some(capacity) if capacity > 0.0 => Value::Share(one.after / capacity),
                _ => Value::Unknown,
            },
            Value::text(first),
        ]
    });
    let caption = "Năng lực: số hồ sơ điểm có thể nhận mỗi tháng; dòng đầu là nơi gần hết năng lực nhất";
    let mut table = Table::new(RECEIVERS, "Nơi tiếp nhận", caption, &columns).with(rows);
    if plan.waiting().next().is_none() {
        table.take_constant(FIRST);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// The share of what it can handle that is taken; nothing known stands last.
fn used(one: &PlanReceiver) -> f64 {
    one.capacity.map_or(-1.0, |capacity| one.after / capacity)
}
