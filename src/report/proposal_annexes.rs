//! The annexes of a proposal: every point with its reasons, and the order of steps.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Annex, Block, Orientation, Table};
use super::evidence::share_set;
use super::fitting::fit;
use super::plan_input::{PlanDecision, PlanKind};
use super::proposal::{ProposalInput, communes, points_by_code, rule_words};
use super::proposal_effect as effect;
use super::proposal_flips::{FLIPS_READ, flips};
use super::proposal_maps::maps;
use super::proposal_people::gaps;
use super::proposal_receivers::receivers;
use super::provenance::roman;
use super::value::{Value, decimal, number};
use crate::model::{Area, Facility, FacilityKind};
use crate::text::sort_key;

/// Fields of tables that the body refers to.
pub(super) const CHANGES: &str = "bang_thay_doi";
pub(super) const REMEDIES: &str = "bang_duy_tri_co_dieu_kien";
pub(super) const KEPT: &str = "bang_duy_tri";
pub(super) const STEPS_OF_PLAN: &str = "bang_trinh_tu";
pub(super) const BY_COMMUNE: &str = "bang_theo_xa";

/// The label of the annex in which a table stands: `Phụ lục II`; `None` where the document has no such table.
pub(super) fn label_of<'a>(annexes: &'a [Annex], field: &str) -> Option<&'a str> {
    let has_table = |annex: &&Annex| {
        let mut blocks = annex.blocks.iter();
        blocks.any(|block| matches!(block, Block::Table(table) if table.field == field))
    };
    annexes.iter().find(has_table).map(|annex| annex.label.as_str())
}

/// What changes first, then what stays, then the steps.
pub(super) fn annexes(input: &ProposalInput) -> Vec<Annex> {
    let plan = input.plan;
    let mut annexes: Vec<Annex> = Vec::new();
    let mut add = |title: &str, orientation, blocks| {
        annexes.push(Annex {
            label: format!("Phụ lục {}", roman(annexes.len() + 1)),
            title: title.to_owned(),
            orientation,
            blocks,
        });
    };
    let changes: Vec<&PlanDecision> = plan.decisions.iter().filter(|one| one.kind.is_change()).collect();
    if !changes.is_empty() {
        add(
            "Các điểm đề nghị sắp xếp lại, chấm dứt hoạt động, mở rộng, điều chỉnh",
            Orientation::Landscape,
            points(input, &changes, CHANGES, "Điểm sắp xếp"),
        );
    }
    if let Some(table) = receivers(input) {
        add(
            "Mức tăng của từng nơi tiếp nhận phần việc",
            Orientation::Landscape,
            vec![Block::Table(table)],
        );
    }
    if let Some(table) = flips(&changes) {
        add(
            "Dữ kiện mà khi thay đổi thì đề xuất phải được xem xét lại",
            Orientation::Landscape,
            vec![Block::Small(FLIPS_READ.to_owned()), Block::Table(table)],
        );
    }
    let maps = maps(input);
    if !maps.is_empty() {
        let maps = maps.into_iter().map(Block::Figure).collect();
        add("Bản đồ phương án", Orientation::Portrait, maps);
    }
    if let Some(table) = effect::by_commune(input) {
        add(
            "Tác động theo xã, phường",
            Orientation::Landscape,
            vec![Block::Small(effect::ABSENT.to_owned()), Block::Table(table)],
        );
    }
    if let Some(table) = gaps(input) {
        add(
            "Khu vực chưa được bảo đảm tiếp cận dù duy trì toàn bộ các điểm",
            Orientation::Landscape,
            vec![Block::Table(table)],
        );
    }
    for (kind, title, field, sheet) in [
        (
            PlanKind::Remedy,
            "Các điểm đề nghị duy trì có điều kiện",
            REMEDIES,
            "Duy trì có điều kiện",
        ),
        (PlanKind::Keep, "Các điểm đề nghị duy trì", KEPT, "Duy trì"),
    ] {
        let of_kind: Vec<&PlanDecision> = plan.decisions.iter().filter(|one| one.kind == kind).collect();
        if !of_kind.is_empty() {
            add(title, Orientation::Landscape, points(input, &of_kind, field, sheet));
        }
    }
    if !plan.steps.is_empty() {
        add(
            "Trình tự thực hiện",
            Orientation::Landscape,
            vec![Block::Table(steps(input))],
        );
    }
    if let Some(told) = &plan.consultation {
        add(
            "Ý kiến nhận được khi lấy ý kiến bằng văn bản",
            Orientation::Landscape,
            vec![Block::Table(effect::opinions(told))],
        );
    }
    if !changes.is_empty() {
        add(
            "Tra cứu theo xã, phường",
            Orientation::Landscape,
            vec![Block::Table(by_commune(input))],
        );
    }
    annexes
}

/// The name of the commune in which a point lies.
pub(super) fn commune_of<'a>(facility: Option<&Facility>, communes: &BTreeMap<&str, &'a Area>) -> &'a str {
    let area = facility.and_then(|facility| communes.get(facility.area.as_deref()?));
    area.map_or("-", |area| area.name.as_str())
}

/// What becomes of the points of each commune: for whoever looks up one place.
fn by_commune(input: &ProposalInput) -> Table {
    let facilities = points_by_code(input);
    let communes = communes(input.dataset);
    let mut of_commune: BTreeMap<&str, Vec<&PlanDecision>> = BTreeMap::new();
    for decision in &input.plan.decisions {
        let facility = facilities.get(decision.facility.as_str()).copied();
        of_commune
            .entry(commune_of(facility, &communes))
            .or_default()
            .push(decision);
    }
    let mut of_commune: Vec<(&str, Vec<&PlanDecision>)> = of_commune.into_iter().collect();
    of_commune.sort_by_cached_key(|(name, _)| sort_key(name));
    let columns = [
        ("Xã, phường", 26.0),
        ("Duy trì", 10.0),
        ("Duy trì có điều kiện", 12.0),
        ("Thay đổi", 10.0),
        ("Các điểm thay đổi", 100.0),
    ];
    let rows = of_commune.iter().map(|(name, decisions)| {
        let count = |kind: PlanKind| decisions.iter().filter(|one| one.kind == kind).count();
        let changed: Vec<String> = decisions
            .iter()
            .filter(|one| one.kind.is_change())
            .map(|one| format!("{} ({})", one.name, one.facility))
            .collect();
        vec![
            Value::text(*name),
            Value::Whole(count(PlanKind::Keep) as f64),
            Value::Whole(count(PlanKind::Remedy) as f64),
            Value::Whole(changed.len() as f64),
            Value::text(changed.join("; ")),
        ]
    });
    let caption = format!(
        "Chỉ đếm các điểm được rà soát ({}); xã, phường không nêu trong bảng không có điểm nào được rà soát",
        reviewed(input)
    );
    Table::new(BY_COMMUNE, "Theo xã, phường", caption, &columns).with(rows)
}

/// The column of reasons in [`points`], which has most to say.
const REASONS: usize = 4;
/// The first of the columns of words, and what follows the last of them.
const WHO: usize = 1;
const NEAREST: &str = "Người dân có điểm này gần nhất";
/// Those of steps and objections, from the right.
const STEPS: usize = 8;
const MAY_BE_EMPTY: [usize; 2] = [STEPS, 5];

/// The kinds of the points under review, as their plural reads: `Đại lý dịch vụ công trực tuyến`.
fn reviewed(input: &ProposalInput) -> String {
    let facilities = points_by_code(input);
    let decisions = input.plan.decisions.iter();
    let kinds = decisions.filter_map(|one| Some(facilities.get(one.facility.as_str())?.kind));
    let kinds: BTreeSet<FacilityKind> = kinds.collect();
    let words: Vec<&str> = kinds.into_iter().map(FacilityKind::vietnamese).collect();
    words.join(", ")
}

/// Which points the people and minutes of [`points`] are of. A scenario is compared by all kinds, a review among its own points.
fn basis(input: &ProposalInput) -> String {
    match input.plan.gap {
        Some(_) => format!(
            "Số người dân, thời gian đi thêm: chỉ tính giữa các điểm được rà soát ({})",
            reviewed(input)
        ),
        None => "Số người dân, thời gian đi thêm: tính đến điểm gần nhất thuộc mọi loại".to_owned(),
    }
}

/// The table of some points. A reason that all of them have is told once, above it.
fn points(input: &ProposalInput, decisions: &[&PlanDecision], field: &'static str, sheet: &'static str) -> Vec<Block> {
    let common = common_reasons(decisions);
    let against = common_objections(decisions);
    let facilities = points_by_code(input);
    let communes = communes(input.dataset);
    let step_of: BTreeMap<&str, u32> = input
        .plan
        .steps
        .iter()
        .map(|step| (step.facility.as_str(), step.step))
        .collect();
    let columns = [
        ("TT", 7.5),
        ("Mã, tên, địa chỉ điểm", 22.0),
        ("Xã, phường; đơn vị", 15.0),
        ("Đề xuất", 23.0),
        ("Lý do", 54.0),
        ("Ý kiến ngược chiều", 50.0),
        (NEAREST, 12.0),
        ("Đi thêm (phút): trung vị / nhiều nhất", 14.0),
        ("Bước", 10.0),
    ];
    let rows = decisions.iter().enumerate().map(|(at, decision)| {
        let facility = facilities.get(decision.facility.as_str()).copied();
        let mut who = format!("{}\n{}", decision.facility, decision.name);
        // Many a point is called by its address.
        let address = facility.and_then(|facility| facility.address.as_deref());
        if let Some(address) = address.filter(|address| !decision.name.contains(address)) {
            who += &format!("\n{address}");
        }
        let commune = commune_of(facility, &communes);
        let operator = facility
            .and_then(|facility| facility.operator.as_deref())
            .unwrap_or("-");
        let what = decision.words();
        let what = match decision.is_firm {
            Some(false) => format!("{what}\nCần xem xét thêm{}", shares(decision)),
            Some(true) => format!("{what}\nỔn định"),
            None => what,
        };
        let because = decision.because.iter().map(String::as_str);
        let because: Vec<&str> = because.filter(|reason| !common.contains(reason)).collect();
        let added = match (decision.added_median, decision.added_most) {
            (Some(half), Some(most)) => format!("{} / {}", decimal(half), decimal(most)),
            _ => "-".to_owned(),
        };
        vec![
            Value::Whole((at + 1) as f64),
            Value::text(who),
            Value::text(format!("{commune}; {operator}")),
            Value::text(what),
            Value::text(because.join(" ")),
            Value::text(own_objection(
                decision.objection.as_deref().unwrap_or_default(),
                &against,
            )),
            Value::Whole(decision.people),
            Value::text(added),
            step_of
                .get(decision.facility.as_str())
                .map_or(Value::Blank, |step| Value::Whole(f64::from(*step))),
        ]
    });
    // Points that stay have neither an objection nor a step: no column stands empty from page to page.
    let mut table = Table::new(field, sheet, basis(input), &columns).with(rows);
    // Neither does a step that is the number of its row tell anything.
    let is_numbered = table.rows.iter().all(|row| row[STEPS] == row[0]);
    for at in MAY_BE_EMPTY {
        let is_empty = table.rows.iter().all(|row| row[at].told().is_empty());
        if is_empty || (at == STEPS && is_numbered) {
            table.columns[REASONS].width += table.columns[at].width;
            table.take_column(at);
        }
    }
    // Up to the objections, where there are any.
    let last = table.columns.iter().position(|column| column.title == NEAREST);
    fit(&mut table, WHO..last.unwrap_or(REASONS + 1));
    let mut blocks: Vec<Block> = Vec::new();
    if !common.is_empty() {
        blocks.push(Block::Small(format!(
            "Lý do chung của mọi điểm trong bảng: {}",
            common.join(" ")
        )));
    }
    if !against.is_empty() {
        blocks.push(Block::Small(format!(
            "Ý kiến ngược chiều chung của mọi điểm trong bảng: {}",
            against.join(" ")
        )));
    }
    blocks.push(Block::Table(table));
    blocks
}

/// The sentences of an objection: each ends with a full stop before a blank and a capital.
fn sentences(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = text
        .match_indices(". ")
        .map(|(at, _)| at + 1)
        .filter(|at| text[at + 1..].chars().next().is_some_and(char::is_uppercase))
        .collect();
    ends.push(text.len());
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    let all = starts.zip(&ends).map(|(start, end)| text[start..*end].trim());
    all.filter(|sentence| !sentence.is_empty()).collect()
}

/// Sentences that are said against every one of several points, as against the first.
fn common_objections<'a>(decisions: &[&'a PlanDecision]) -> Vec<&'a str> {
    let of = |decision: &&'a PlanDecision| sentences(decision.objection.as_deref().unwrap_or_default());
    let [first, rest @ ..] = decisions else {
        return Vec::new();
    };
    if rest.is_empty() {
        return Vec::new();
    }
    let mut common = of(first);
    for other in rest {
        let own = of(other);
        common.retain(|sentence| own.contains(sentence));
    }
    common
}

/// What is said against a point beside what is said against all.
fn own_objection(text: &str, common: &[&str]) -> String {
    if common.is_empty() {
        return text.to_owned();
    }
    let own: Vec<&str> = sentences(text)
        .into_iter()
        .filter(|one| !common.contains(one))
        .collect();
    match own.is_empty() {
        true => "Như ý kiến chung nêu trên.".to_owned(),
        false => own.join(" "),
    }
}

/// Reasons that every one of several points has, as the first tells them.
fn common_reasons<'a>(decisions: &[&'a PlanDecision]) -> Vec<&'a str> {
    let [first, rest @ ..] = decisions else {
        return Vec::new();
    };
    let is_common = |reason: &&String| !rest.is_empty() && rest.iter().all(|other| other.because.contains(*reason));
    let common: Vec<&str> = first.because.iter().filter(is_common).map(String::as_str).collect();
    // Nobody stands in the table without a reason of their own.
    let has_own = |one: &&PlanDecision| one.because.iter().any(|reason| !common.contains(&reason.as_str()));
    match decisions.iter().all(has_own) {
        true => common,
        false => Vec::new(),
    }
}

/// In how many of what it was compared with a decision stays: `: giữ nguyên trong 60 % phương án gần tốt bằng, 100 % cách hiểu quy tắc`.
fn shares(decision: &PlanDecision) -> String {
    let told: Vec<String> = [
        (decision.same_in_plans, "phương án gần tốt bằng"),
        (decision.same_in_readings, "cách hiểu quy tắc"),
    ]
    .into_iter()
    .filter_map(|(share, of)| Some(format!("{} {of}", share_set(share?))))
    .collect();
    match told.is_empty() {
        true => String::new(),
        false => format!(": giữ nguyên trong {}", told.join(", ")),
    }
}

fn steps(input: &ProposalInput) -> Table {
    let facilities = points_by_code(input);
    let name = |code: &str| facilities.get(code).map_or("", |facility| facility.name.as_str());
    const STAGE: &str = "Đợt";
    const COVERED: &str = "Người dân bảo đảm tiếp cận sau bước này";
    const FIRST: &str = "Cần có trước";
    const INTO: &str = "Mã nơi tiếp nhận";
    const RECEIVER: &str = "Chuyển về";
    let columns = [
        ("Bước", 9.0),
        (STAGE, 8.0),
        ("Mã", 22.0),
        ("Điểm", 36.0),
        ("Việc thực hiện", 26.0),
        (INTO, 22.0),
        (RECEIVER, 36.0),
        (FIRST, 28.0),
        (COVERED, 34.0),
    ];
    let rows = input.plan.steps.iter().map(|step| {
        let covered: Vec<String> = step
            .covered
            .iter()
            .map(|(rule, people)| format!("{}: {}", rule_words(rule), number(*people)))
            .collect();
        vec![
            Value::Whole(f64::from(step.step)),
            Value::Whole(f64::from(step.stage)),
            Value::text(step.facility.clone()),
            Value::text(name(&step.facility)),
            Value::text(step.kind.words()),
            step.into.clone().map_or(Value::Blank, Value::Text),
            step.into
                .as_deref()
                .map_or(Value::Blank, |into| Value::text(name(into))),
            Value::text(
                match step.into.as_deref().is_some_and(|into| input.plan.is_conditional(into)) {
                    true => "Nơi tiếp nhận khắc phục xong, được đánh giá lại",
                    false => "",
                },
            ),
            Value::text(covered.join("\n")),
        ]
    });
    let mut table = Table::new(STEPS_OF_PLAN, "Trình tự", "", &columns).with(rows);
    if input.plan.steps.iter().all(|step| step.into.is_none()) {
        table.take_constant(INTO);
        table.take_constant(RECEIVER);
    }
    // What is the same after every step is said once.
    let mut told = Vec::new();
    if let Some(stage) = table.take_constant(STAGE) {
        told.push(format!("Mọi bước thuộc đợt {}", stage.told()));
    }
    if let Some(covered) = table.take_constant(COVERED) {
        told.push(format!(
            "Người dân bảo đảm tiếp cận sau mỗi bước như nhau - {}",
            covered.told().replace('\n', "; ")
        ));
    }
    if input.plan.waiting().next().is_none() {
        table.take_constant(FIRST);
    }
    table.caption = told.join(". ");
    table
}

#[cfg(test)]
mod tests {
    use super::{own_objection, sentences};

    #[test]
    fn an_objection_is_cut_between_sentences_and_nowhere_else() {
        let told = "Có 1.234 người ở P. Bạch Mai đi thêm 2,5 phút. Chưa rõ giờ phục vụ. Điểm nhận là 30.";
        assert_eq!(sentences("một. hai"), ["một. hai"], "no capital begins no sentence");
        assert_eq!(sentences(""), Vec::<&str>::new());
        let cut = sentences(told);
        assert_eq!(cut[cut.len() - 2..], ["Chưa rõ giờ phục vụ.", "Điểm nhận là 30."]);
        assert_eq!(cut.join(" "), told, "nothing is lost");
        assert_eq!(own_objection(told, &[]), told);
        assert_eq!(own_objection("Một. Hai.", &["Một."]), "Hai.");
        assert_eq!(own_objection("Một.", &["Một."]), "Như ý kiến chung nêu trên.");
    }
}
