//! Lists for reward and for correction (plan 68, II.5), each with its evidence and its rule. A list is a proposal: nobody is
//! rewarded or handled by a program.

use super::document::{Annex, Block, Document, Layout, Orientation, Provenance, Table, fact};
use super::evidence::{Evidence, share_set};
use super::fitting::fit;
use super::merit_rules::{MeritRules, NO_DOSSIERS, Seen, faults, merit};
use super::period_figures::{Group, GroupBy, period_figures};
use super::period_report::period;
use super::period_tables::who;
use super::plan_input::{PlanDecision, PlanInput, PlanKind};
use super::proposal::{by_code, communes};
use super::proposal_annexes::commune_of;
use super::provenance::roman;
use super::value::{Value, number};
use super::whose::Whose;
use crate::model::{Dataset, FacilityKind, Month};
use crate::review::wilson;
use crate::voice::SATISFACTION_FORMULA_VI;

/// What it tells only where there is something to tell; see [`Document::at_times`].
const AT_TIMES: [(&str, &str); 3] = [
    ("bang_chan_chinh", "Đại lý đề nghị chấn chỉnh"),
    ("bang_khong_ho_so", "Đại lý không có hồ sơ"),
    ("bang_khen_thuong", "Đại lý đề nghị khen thưởng"),
];

/// What the lists are made from.
pub struct MeritInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    pub from: Month,
    pub to: Month,
    pub rules: MeritRules,
    /// Which points, and in whose name.
    pub whose: &'a Whose,
    /// Inspections and citizens' ratings.
    pub evidence: &'a Evidence,
    /// The review that is kept: whoever is to be rewarded may be proposed to merge.
    pub plan: Option<&'a PlanInput>,
    /// ISO date of the document.
    pub day: &'a str,
}

/// The lists.
pub fn merit_list(input: &MeritInput) -> Document {
    let figures = period_figures(
        input.dataset,
        (input.from, input.to),
        input.whose,
        &[FacilityKind::Agent],
        GroupBy::Point,
    );
    let seen = |group: &Group| Seen::of(input.evidence, &group.key);
    let mut rewarded: Vec<(&Group, Vec<String>)> = figures
        .groups
        .iter()
        .filter_map(|group| Some((group, merit(group, &input.rules, seen(group))?)))
        .collect();
    rewarded.sort_by(|(a, _), (b, _)| {
        b.sum
            .dossiers
            .unwrap_or(0.0)
            .total_cmp(&a.sum.dossiers.unwrap_or(0.0))
            .then(a.key.cmp(&b.key))
    });
    let correct = figures
        .groups
        .iter()
        .map(|group| (group, faults(group, &input.rules, seen(group))))
        .filter(|(_, faults)| !faults.is_empty());
    let is_unused = |(_, faults): &(&Group, Vec<String>)| faults.iter().all(|fault| fault == NO_DOSSIERS);
    let (unused, faulty): (Vec<_>, Vec<_>) = correct.partition(is_unused);
    let mut annexes = Vec::new();
    let mut annexed = |title: &str, table: Table| {
        if table.rows.is_empty() {
            return String::new();
        }
        annexes.push(Annex::of(title, Orientation::Landscape, table));
        format!("; nêu tại Phụ lục {} cùng căn cứ", roman(annexes.len()))
    };
    let at_faulty = annexed("Đại lý đề nghị chấn chỉnh, khắc phục", corrections(input, &faulty));
    let at_unused = annexed(
        "Đại lý không có hồ sơ, cần xác định nguyên nhân",
        without_dossiers(input, &unused),
    );
    let title = "Đại lý đề nghị xem xét khen thưởng và tiêu chí đã đạt";
    let at_rewarded = annexed(title, merits(input, &rewarded));
    let span = period(input.from, input.to);
    let rules = &input.rules;
    let whose = input.whose.of_title();
    let target = share_set(rules.satisfaction_target);
    let (least, late) = (number(rules.minimum_answers), share_set(rules.late_share));
    let mut provenance = Provenance::of(input.dataset, input.snapshot_id, &[], input.day);
    let told = "đánh giá của người dân, kết quả kiểm tra và việc khắc phục";
    input.evidence.tell(told, &mut provenance);
    let blocks = vec![
        Block::Italic("Căn cứ Kế hoạch số 68/KH-TTPVHCC ngày 07 tháng 10 năm 2025: kết quả giám sát, đánh giá là căn cứ khen thưởng, chấn chỉnh hoặc chấm dứt hoạt động của Đại lý;".to_owned()),
        Block::Paragraph(format!("Đơn vị lập danh sách Đại lý đề nghị xem xét khen thưởng và danh sách Đại lý đề nghị chấn chỉnh{whose}, {span}. Danh sách là đề xuất để xem xét; mỗi trường hợp cần được thẩm định trước khi quyết định.")),
        Block::Heading("I. TIÊU CHÍ".to_owned()),
        Block::Item(format!("Khen thưởng (đáp ứng mọi điều kiện): cận dưới khoảng tin cậy 95 % của mức độ hài lòng do đơn vị tự báo cáo từ {target} trở lên với ít nhất {least} ý kiến; đánh giá của người dân, khi đủ {least} lượt, không cho kết luận ngược lại; đủ báo cáo trong kỳ; có hồ sơ được hướng dẫn; tỷ lệ trễ hạn không vượt mức {late}; lần kiểm tra gần nhất (nếu có) đạt mọi mục, không có việc quá hạn khắc phục.")),
        Block::Item(format!("Chấn chỉnh (thuộc một trong các trường hợp): cận trên khoảng tin cậy 95 % của mức độ hài lòng, do đơn vị tự báo cáo hoặc do người dân đánh giá, dưới {target} với ít nhất {least} ý kiến; cận dưới khoảng tin cậy của tỷ lệ trễ hạn trên {late} với ít nhất {least} hồ sơ; thiếu từ {} báo cáo tháng; không có hồ sơ nào trong kỳ; lần kiểm tra gần nhất chưa đạt mọi mục; có việc quá hạn khắc phục.", number(rules.missing_reports.max(1) as f64))),
        Block::Item(format!("Cách tính: {SATISFACTION_FORMULA_VI} Tỷ lệ trễ hạn = hồ sơ trễ hạn / hồ sơ của các tháng có báo cáo số trễ hạn. Mức tối thiểu, mục tiêu và mức trễ hạn là các thông số do cơ quan có thẩm quyền đặt.")),
        Block::Item("Không văn bản nào quy định số hồ sơ tối thiểu của Đại lý; điểm không có hồ sơ chỉ được đề nghị xác định nguyên nhân (người dân chưa biết, vị trí, danh mục thủ tục, thiết bị, nhân sự) và khắc phục.".to_owned()),
        Block::Heading("II. ĐỀ NGHỊ XEM XÉT KHEN THƯỞNG".to_owned()),
        Block::Paragraph(format!("{} Đại lý đáp ứng mọi tiêu chí{at_rewarded}.{}", number(rewarded.len() as f64), beside_the_plan(input, &rewarded))),
        Block::Heading("III. ĐỀ NGHỊ CHẤN CHỈNH".to_owned()),
        Block::Paragraph(format!("{} Đại lý thuộc diện đề nghị chấn chỉnh, khắc phục{at_faulty}.", number(faulty.len() as f64))),
        Block::Paragraph(format!("{} Đại lý khác không có hồ sơ nào trong kỳ theo báo cáo, chưa rõ nguyên nhân; đề nghị xác định nguyên nhân và khắc phục trước khi xem xét chấm dứt{at_unused}.", number(unused.len() as f64))),
    ];
    Document {
        layout: Layout::Official,
        frame: input.whose.frame("TTr", input.day),
        title: "TỜ TRÌNH".to_owned(),
        subject: format!("Về việc xem xét khen thưởng, chấn chỉnh Đại lý dịch vụ công trực tuyến{whose}, {span}"),
        draft: "DỰ THẢO - Đề xuất để xem xét (chưa có quyết định)".to_owned(),
        blocks,
        annexes,
        facts: vec![
            fact(
                "so_khen_thuong",
                "Số Đại lý đề nghị xem xét khen thưởng",
                Value::Whole(rewarded.len() as f64),
            ),
            fact(
                "so_chan_chinh",
                "Số Đại lý đề nghị chấn chỉnh",
                Value::Whole(faulty.len() as f64),
            ),
            fact(
                "so_khong_ho_so",
                "Số Đại lý không có hồ sơ, cần xác định nguyên nhân",
                Value::Whole(unused.len() as f64),
            ),
            fact(
                "so_dai_ly",
                "Số Đại lý đang hoạt động",
                Value::Whole(figures.total.points as f64),
            ),
        ],
        at_times: AT_TIMES.to_vec(),
        provenance,
    }
    .with_provenance()
}

/// What the kept review proposes for a point that does not simply stay.
fn proposed(input: &MeritInput, group: &Group) -> Option<String> {
    let mut decisions = input.plan?.decisions.iter();
    let decision = decisions.find(|decision| decision.facility == group.key && decision.kind != PlanKind::Keep)?;
    Some(decision.words())
}

/// The evidence, and beside it what the review proposes.
fn with_proposal(input: &MeritInput, group: &Group, told: &[String]) -> String {
    let proposed = proposed(input, group).map(|what| format!("Phương án rà soát đang lưu đề xuất: {what}."));
    told.iter().cloned().chain(proposed).collect::<Vec<_>>().join("\n")
}

/// What the kept review says of a point that is to be corrected and simply stays, or takes over the work of others: the review
/// looks at other months and has norms of its own.
fn stays_in_the_plan(input: &MeritInput, group: &Group) -> Option<String> {
    let plan = input.plan?;
    let received = match received(input, group) {
        0 => String::new(),
        count => format!(" nhận phần việc của {} điểm khác", number(count as f64)),
    };
    let is_kept = |one: &PlanDecision| one.facility == group.key && one.kind == PlanKind::Keep;
    let told = match (plan.decisions.iter().any(is_kept), received.as_str()) {
        (true, "") => format!("đề xuất: {}", PlanKind::Keep.words()),
        (true, received) => format!("đề xuất: {} và{received}", PlanKind::Keep.words()),
        (false, "") => return None,
        (false, received) => format!("đề xuất điểm này{received}"),
    };
    Some(format!(
        "Phương án rà soát đang lưu {told}; phương án xét số liệu và ngưỡng riêng của đợt rà soát, cần xem xét cùng nhau."
    ))
}

/// A word to those who decide where both proposals meet in a point.
fn beside_the_plan(input: &MeritInput, groups: &[(&Group, Vec<String>)]) -> String {
    match groups
        .iter()
        .filter(|(group, _)| proposed(input, group).is_some())
        .count()
    {
        0 => String::new(),
        count => format!(
            " Trong đó {} Đại lý được phương án rà soát đang lưu đề xuất sắp xếp lại hoặc duy trì có điều kiện (nêu ở từng dòng): hai đề xuất cần được xem xét cùng nhau.",
            number(count as f64)
        ),
    }
}

fn merits(input: &MeritInput, groups: &[(&Group, Vec<String>)]) -> Table {
    let facilities = by_code(input.dataset);
    let columns = [
        ("TT", 6.0),
        ("Mã", 22.0),
        ("Đại lý", 34.0),
        ("Đơn vị", 16.0),
        ("Hồ sơ", 11.0),
        ("Tỷ lệ hài lòng", 11.0),
        ("Cận dưới", 11.0),
        ("Tiêu chí đã đạt, căn cứ", 80.0),
    ];
    let rows = groups.iter().enumerate().map(|(at, (group, met))| {
        let sum = &group.sum;
        let low = match (sum.satisfied, sum.responses) {
            (Some(satisfied), Some(responses)) => {
                wilson(satisfied, responses).map_or(Value::Unknown, |(low, _)| Value::Share(low))
            }
            _ => Value::Unknown,
        };
        let [code, name, operator] = who(&facilities, group);
        vec![
            Value::Whole((at + 1) as f64),
            code,
            name,
            operator,
            Value::whole_or_unknown(sum.dossiers),
            sum.satisfaction().map_or(Value::Unknown, Value::Share),
            low,
            Value::text(with_proposal(input, group, met)),
        ]
    });
    let mut table = Table::new("bang_khen_thuong", "Khen thưởng", "", &columns).with(rows);
    fit(&mut table, 1..columns.len());
    table
}

/// Points that report and have no dossier: the ground is told once, in the caption.
fn without_dossiers(input: &MeritInput, groups: &[(&Group, Vec<String>)]) -> Table {
    let (facilities, communes) = (by_code(input.dataset), communes(input.dataset));
    const PLAN: &str = "Phương án rà soát đang lưu";
    let columns = [
        ("TT", 6.0),
        ("Mã", 22.0),
        ("Đại lý", 44.0),
        ("Đơn vị", 18.0),
        ("Xã, phường", 30.0),
        ("Báo cáo thiếu", 12.0),
        (PLAN, 60.0),
    ];
    let rows = groups.iter().enumerate().map(|(at, (group, _))| {
        let [code, name, operator] = who(&facilities, group);
        let point = facilities.get(group.key.as_str()).copied();
        vec![
            Value::Whole((at + 1) as f64),
            code,
            name,
            operator,
            Value::text(commune_of(point, &communes)),
            Value::Whole(group.sum.missing as f64),
            in_the_plan(input, group).map_or(Value::Blank, Value::Text),
        ]
    });
    let caption = format!(
        "Căn cứ của mọi điểm trong bảng: {}",
        NO_DOSSIERS.trim_end_matches('.').to_lowercase()
    );
    let mut table = Table::new("bang_khong_ho_so", "Không có hồ sơ", caption, &columns).with(rows);
    if input.plan.is_none() {
        table.take_column(columns.len() - 1);
    }
    table
}

/// What the kept review proposes for a point.
fn in_the_plan(input: &MeritInput, group: &Group) -> Option<String> {
    let mut decisions = input.plan?.decisions.iter();
    let decided = decisions.find(|one| one.facility == group.key);
    let words = decided.map_or_else(|| "không xét".to_owned(), PlanDecision::words);
    Some(match received(input, group) {
        0 => words,
        count => format!("{words}; nhận phần việc của {} điểm khác", number(count as f64)),
    })
}

/// From how many points the kept review moves work to this one.
fn received(input: &MeritInput, group: &Group) -> usize {
    let decisions = input.plan.map_or(&[][..], |plan| &plan.decisions);
    let is_into = |one: &&PlanDecision| one.into.as_ref().is_some_and(|into| into.0 == group.key);
    decisions.iter().filter(is_into).count()
}

fn corrections(input: &MeritInput, groups: &[(&Group, Vec<String>)]) -> Table {
    let facilities = by_code(input.dataset);
    let columns = [
        ("TT", 6.0),
        ("Mã", 22.0),
        ("Đại lý", 34.0),
        ("Đơn vị", 16.0),
        ("Hồ sơ", 10.0),
        ("Báo cáo thiếu", 10.0),
        ("Căn cứ", 80.0),
    ];
    let rows = groups.iter().enumerate().map(|(at, (group, faults))| {
        let mut told = with_proposal(input, group, faults);
        if let Some(stays) = stays_in_the_plan(input, group) {
            told += &format!("\n{stays}");
        }
        let [code, name, operator] = who(&facilities, group);
        vec![
            Value::Whole((at + 1) as f64),
            code,
            name,
            operator,
            Value::whole_or_unknown(group.sum.dossiers),
            Value::Whole(group.sum.missing as f64),
            Value::text(told),
        ]
    });
    let mut table = Table::new("bang_chan_chinh", "Chấn chỉnh", "", &columns).with(rows);
    fit(&mut table, 1..columns.len());
    table
}
