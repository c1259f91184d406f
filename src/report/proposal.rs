//! *Tờ trình*: a plan put before those who decide, with an annex of every point.

use std::collections::BTreeMap;

use super::document::{Annex, Block, Document, Fact, Frame, Layout, Provenance, Table, fact};
use super::plan_input::{PlanInput, PlanKind};
use super::proposal_annexes::{BY_COMMUNE, CHANGES, KEPT, REMEDIES, STEPS_OF_PLAN, annexes, label_of};
use super::proposal_effect as effect;
use super::proposal_people::{GAPS, largest, told_once};
use super::proposal_receivers::RECEIVERS;
use super::provenance::{rule_name, rule_words as rule_sentence};
use super::value::{Value, decimal, number};
use crate::model::{Area, AreaLevel, Dataset, Facility, Rule};
use crate::text::day_vi;

/// What it tells only where there is something to tell; see [`Document::at_times`].
const AT_TIMES: [(&str, &str); 12] = [
    ("bang_thay_doi", "các điểm sắp xếp lại, chấm dứt, mở rộng"),
    ("bang_noi_tiep_nhan", "mức tăng của từng nơi tiếp nhận"),
    ("bang_du_kien", "dữ kiện mà khi thay đổi thì phải xem xét lại"),
    ("ban_do", "bản đồ phương án"),
    ("ban_do_khu_vuc", "bản đồ khu vực có nhiều thay đổi nhất"),
    ("bang_theo_xa_phuong", "tác động theo xã, phường"),
    ("bang_vung_trong", "khu vực chưa được bảo đảm"),
    ("bang_duy_tri_co_dieu_kien", "các điểm duy trì có điều kiện"),
    ("bang_duy_tri", "các điểm duy trì"),
    ("bang_trinh_tu", "trình tự thực hiện"),
    ("bang_y_kien", "ý kiến bằng văn bản"),
    ("bang_theo_xa", "tra cứu theo xã, phường"),
];

/// What a proposal is made from.
pub struct ProposalInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    pub plan: &'a PlanInput,
    pub rules: &'a [Rule],
    /// ISO date of the document.
    pub day: &'a str,
}

/// The proposal with its annexes.
pub fn proposal(input: &ProposalInput) -> Document {
    let plan = input.plan;
    let rules: Vec<&Rule> = input
        .rules
        .iter()
        .filter(|rule| plan.rules.iter().any(|kept| kept.id == rule.id))
        .collect();
    let annexes = annexes(input);
    let mut provenance = Provenance::of(input.dataset, &plan.snapshot_id, &rules, input.day);
    provenance.proof = plan.proof();
    let cautions = cautions(input);
    provenance.cautions.splice(0..0, cautions);
    let mut frame = Frame::of_the_centre("TTr", input.day);
    frame.addressee = "Ban Giám đốc Trung tâm Phục vụ hành chính công thành phố Hà Nội".to_owned();
    frame.signatory = "TRƯỞNG PHÒNG".to_owned();
    frame.recipients = vec![
        "Như trên;".into(),
        "Các Chi nhánh; doanh nghiệp làm Đại lý (để lấy ý kiến);".into(),
        "Ủy ban nhân dân các xã, phường liên quan (để lấy ý kiến);".into(),
        "Lưu: VT, ........".into(),
    ];
    Document {
        layout: Layout::Official,
        frame,
        title: "TỜ TRÌNH".to_owned(),
        subject: "Về việc đề xuất phương án sắp xếp mạng lưới Đại lý dịch vụ công trực tuyến".to_owned(),
        draft: match plan.approval {
            Some(_) => String::new(),
            None => "DỰ THẢO - Đề xuất để xem xét (chưa có quyết định)".to_owned(),
        },
        blocks: body(input, &annexes),
        annexes,
        facts: facts(plan),
        at_times: AT_TIMES.to_vec(),
        provenance,
    }
    .with_provenance()
}

fn cautions(input: &ProposalInput) -> Vec<String> {
    let plan = input.plan;
    let mut told = Vec::new();
    if plan.snapshot_id != input.snapshot_id {
        told.push(format!(
            "Số liệu đã thay đổi sau khi lập phương án (mã bộ số liệu hiện nay: {}); cần rà soát lại trước khi trình.",
            input.snapshot_id
        ));
    }
    if plan.open_errors > 0 {
        told.push(format!(
            "Khi lập phương án, bộ số liệu còn {} lỗi chưa được xử lý.",
            number(plan.open_errors as f64)
        ));
    }
    told.extend(plan.remarks.iter().cloned());
    told
}

fn facts(plan: &PlanInput) -> Vec<Fact> {
    let (before, after) = (plan.points_before(), plan.points_after());
    let mut told = vec![
        fact("so_diem_truoc", "Số điểm được rà soát", Value::Whole(before as f64)),
        fact("so_diem_sau", "Số điểm sau sắp xếp", Value::Whole(after as f64)),
    ];
    let kinds = [
        (PlanKind::Keep, "so_duy_tri"),
        (PlanKind::Remedy, "so_duy_tri_co_dieu_kien"),
        (PlanKind::Merge, "so_sap_xep_lai"),
        (PlanKind::Close, "so_cham_dut"),
        (PlanKind::Open, "so_mo_rong"),
        (PlanKind::Adjust, "so_dieu_chinh"),
    ];
    for (kind, field) in kinds {
        told.push(fact(
            field,
            format!("Số điểm đề xuất: {}", kind.words()),
            Value::Whole(plan.count(kind) as f64),
        ));
    }
    for rule in &plan.rules {
        let name = rule_words(&rule.id);
        told.push(fact(
            format!("nguoi_truoc_{}", rule.id),
            format!("Người dân bảo đảm tiếp cận trước sắp xếp, theo {name}"),
            Value::Whole(rule.before),
        ));
        told.push(fact(
            format!("nguoi_sau_{}", rule.id),
            format!("Người dân bảo đảm tiếp cận sau sắp xếp, theo {name}"),
            Value::Whole(rule.after),
        ));
    }
    told.push(fact(
        "nguoi_di_xa_hon",
        "Người dân đi lâu hơn đến điểm gần nhất trong các điểm được rà soát",
        plan.gap
            .map_or(Value::Unknown, |_| Value::Whole(plan.people_with_longer_travel)),
    ));
    if let Some(effect) = &plan.effect {
        told.push(fact(
            "nguoi_di_lau_hon",
            "Người dân đi lâu hơn đến điểm gần nhất thuộc mọi loại",
            Value::Whole(effect.longer_people),
        ));
        for (rule, people) in &effect.lost {
            told.push(fact(
                format!("nguoi_mat_tiep_can_{rule}"),
                format!("Người dân không còn được bảo đảm tiếp cận, theo {}", rule_words(rule)),
                Value::Whole(*people),
            ));
        }
    }
    told.push(fact(
        "ho_so_chuyen",
        "Hồ sơ mỗi tháng chuyển về điểm khác",
        Value::Decimal(plan.moved_load),
    ));
    told.push(fact(
        "do_lech",
        "Độ lệch so với cận đã chứng minh",
        plan.gap.map_or(Value::Unknown, Value::Share),
    ));
    told
}

/// The short name of a rule by its id.
pub(super) fn rule_words(id: &str) -> String {
    Rule::named(id).map_or_else(|| id.to_owned(), |rule| rule_name(&rule))
}

/// Where the reader finds the points, one by one.
fn where_listed(annexes: &[Annex]) -> String {
    let told: Vec<String> = [
        (CHANGES, "các điểm thay đổi, với lý do, ý kiến ngược chiều và tác động"),
        (REMEDIES, "các điểm duy trì có điều kiện, với việc cần khắc phục"),
        (KEPT, "các điểm duy trì, với lý do"),
        (BY_COMMUNE, "tra cứu theo xã, phường"),
    ]
    .into_iter()
    .filter_map(|(field, what)| Some(format!("{what}: {}", label_of(annexes, field)?)))
    .collect();
    match told.is_empty() {
        true => String::new(),
        false => format!(" Danh mục từng điểm - {}.", told.join("; ")),
    }
}

/// How many proposals need a second look, and why they do.
fn fragile(plan: &PlanInput) -> Option<String> {
    let loose = || plan.decisions.iter().filter(|one| one.is_firm == Some(false));
    let all = loose().count();
    let of = |kind| loose().filter(|one| one.kind == kind).count();
    let changes = loose().filter(|one| one.kind.is_change()).count();
    let parts = [
        (changes, "thay đổi"),
        (of(PlanKind::Remedy), "duy trì có điều kiện"),
        (of(PlanKind::Keep), "duy trì"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", number(count as f64)))
        .collect();
    (all > 0).then(|| {
        format!(
            "Có {} đề xuất ({}) thuộc diện \"cần xem xét thêm\": kết quả khác đi khi hiểu quy tắc theo cách khác hoặc khi chọn một phương án gần tốt bằng; tỷ lệ giữ nguyên nêu ở cột Đề xuất.",
            number(all as f64),
            parts.join(", ")
        )
    })
}

fn body(input: &ProposalInput, annexes: &[Annex]) -> Vec<Block> {
    let plan = input.plan;
    let count = |kind| number(plan.count(kind) as f64);
    let before = plan.points_before();
    let losses = plan.losses();
    let italic = |text: &str| Block::Italic(text.to_owned());
    let text = |text: String| Block::Paragraph(text);
    let mut blocks = vec![
        italic(
            "Căn cứ Kế hoạch số 68/KH-TTPVHCC ngày 07 tháng 10 năm 2025 của Trung tâm Phục vụ hành chính công thành phố Hà Nội về Đại lý dịch vụ công trực tuyến;",
        ),
        italic("Căn cứ Đề án thành lập Trung tâm Phục vụ hành chính công thành phố Hà Nội (tháng 10 năm 2024);"),
        italic("Căn cứ .............................................................. (đơn vị trình bổ sung);"),
        text(format!(
            "Thực hiện nhiệm vụ rà soát, đánh giá mạng lưới Đại lý dịch vụ công trực tuyến, trên cơ sở {}, đơn vị trình kính trình Ban Giám đốc xem xét phương án sắp xếp như sau:",
            plan.origin
        )),
        Block::Heading("I. SỰ CẦN THIẾT".to_owned()),
        text(format!(
            "Kế hoạch 68 yêu cầu rà soát, đánh giá từng Đại lý; đề xuất duy trì, sắp xếp lại hoặc chấm dứt hoạt động đối với điểm không còn đáp ứng yêu cầu, đồng thời kịp thời phát hiện, chấn chỉnh. Đợt rà soát này xem xét {} điểm; mục tiêu là giảm trùng lặp mà không làm giảm số người dân, doanh nghiệp được bảo đảm tiếp cận.",
            number(before as f64)
        )),
        Block::Heading("II. NGUYÊN TẮC".to_owned()),
    ];
    blocks.push(Block::Item(if losses.is_empty() {
        "Người dân đang được bảo đảm tiếp cận theo từng quy tắc dưới đây tiếp tục được bảo đảm sau khi sắp xếp và ở từng bước thực hiện.".to_owned()
    } else {
        format!(
            "Giữ mức tiếp cận của người dân. Phương án này CHƯA giữ được trọn vẹn: không còn được bảo đảm tiếp cận là {}; cấp có thẩm quyền cân nhắc trước khi quyết định.",
            effect::losses(&losses)
        )
    }));
    blocks.push(Block::Item("Khắc phục được đặt trước chấm dứt: không chấm dứt hoạt động điểm nào vì chưa có hồ sơ khi chưa xác định nguyên nhân. Việc sắp xếp lại (chuyển phần việc) căn cứ vào khoảng cách, thời gian đi và năng lực của điểm gần kề, không căn cứ vào việc điểm đó chưa có hồ sơ. Điểm đang có người dân sử dụng không bị chuyển phần việc về nơi chưa ghi nhận hồ sơ nào.".to_owned()));
    blocks.push(Block::Item("Chuyển phần việc chứ không sáp nhập tổ chức của doanh nghiệp; việc chuyển giữa hai doanh nghiệp cần được hai bên thống nhất.".to_owned()));
    blocks.extend(plan.limits.iter().cloned().map(Block::Item));
    blocks.push(Block::Heading("III. NỘI DUNG ĐỀ XUẤT".to_owned()));
    blocks.push(text(format!(
        "Trong {} điểm được rà soát, đề xuất duy trì {} điểm, duy trì có điều kiện (khắc phục, đánh giá lại) {} điểm, sắp xếp lại - chuyển phần việc về điểm khác {} điểm, chấm dứt hoạt động {} điểm{}{}. Sau sắp xếp còn {} điểm.{}",
        number(before as f64),
        count(PlanKind::Keep),
        count(PlanKind::Remedy),
        count(PlanKind::Merge),
        count(PlanKind::Close),
        match plan.count(PlanKind::Adjust) { 0 => String::new(), _ => format!(", duy trì và điều chỉnh (địa điểm, giờ phục vụ, năng lực, thủ tục) {} điểm", count(PlanKind::Adjust)) },
        match plan.count(PlanKind::Open) + plan.count(PlanKind::Mobile) { 0 => String::new(), more => format!(", mở rộng hoặc phục vụ lưu động thêm {} điểm", number(more as f64)) },
        number(plan.points_after() as f64),
        where_listed(annexes),
    )));
    blocks.push(Block::Table(by_operator(input)));
    blocks.push(Block::Heading("IV. TÁC ĐỘNG ĐẾN NGƯỜI DÂN".to_owned()));
    let columns = [
        ("Quy tắc", 40.0),
        ("Trước sắp xếp (người)", 22.0),
        ("Sau sắp xếp (người)", 22.0),
        ("Chênh lệch", 16.0),
    ];
    let rows = plan.rules.iter().map(|rule| {
        vec![
            Value::text(rule_words(&rule.id)),
            Value::Whole(rule.before),
            Value::Whole(rule.after),
            Value::Whole(rule.after - rule.before),
        ]
    });
    blocks.push(Block::Table(
        Table::new(
            "bang_tac_dong",
            "Tác động",
            "Số người dân được bảo đảm tiếp cận",
            &columns,
        )
        .with(rows),
    ));
    let kept = plan
        .rules
        .iter()
        .filter_map(|kept| input.rules.iter().find(|rule| rule.id == kept.id));
    blocks.extend(kept.map(|rule| Block::Small(format!("{}: {}", rule_name(rule), rule_sentence(rule)))));
    // Of a scenario the effect below tells who goes farther.
    if plan.gap.is_some() {
        blocks.push(text(format!(
            "Chỉ tính các điểm được rà soát, phương án kéo dài thời gian đi đến điểm gần nhất của {} người dân.",
            number(plan.people_with_longer_travel)
        )));
    }
    let moved = match plan.moved_load > 0.0 {
        true => format!(
            "{} hồ sơ mỗi tháng được chuyển sang điểm khác.",
            decimal(plan.moved_load)
        ),
        false => "Các điểm chuyển phần việc chưa ghi nhận hồ sơ nào.".to_owned(),
    };
    blocks.push(text(match label_of(annexes, RECEIVERS) {
        Some(label) => format!("{moved} Mức tăng của từng nơi tiếp nhận nêu tại {label}."),
        None => moved,
    }));
    blocks.extend(plan.effect.iter().flat_map(|effect| effect::sentences(effect, annexes)));
    for (rules, told) in told_once(&plan.unreachable)
        .into_iter()
        .filter(|(_, told)| told.people > 0.0)
    {
        let places = match (largest(told), label_of(annexes, GAPS)) {
            (places, Some(label)) if !places.is_empty() => {
                format!("; đông nhất là quanh {places}, chi tiết tại {label}")
            }
            _ => String::new(),
        };
        blocks.push(text(format!(
            "Dù duy trì toàn bộ các điểm, vẫn còn {} người dân chưa được bảo đảm tiếp cận theo {}{places}. Đề nghị xem xét mở rộng hoặc bố trí điểm tiếp nhận lưu động (xe dịch vụ công).",
            number(told.people),
            rules
        )));
    }
    blocks.push(Block::Heading("V. NHỮNG Ý KIẾN CẦN CÂN NHẮC".to_owned()));
    blocks.push(text(
        "Giảm số điểm có thể làm tăng quãng đường của người dân ở xa, tăng khối lượng công việc và thời gian chờ ở điểm còn lại, ảnh hưởng mức độ hài lòng. Ý kiến ngược chiều đối với từng đề xuất được nêu cùng lý do, để cấp có thẩm quyền cân nhắc.".to_owned(),
    ));
    blocks.extend(fragile(plan).map(text));
    let waiting = plan.waiting().count();
    if waiting > 0 {
        blocks.push(text(format!(
            "Có {} đề xuất chuyển phần việc về điểm mà chính điểm đó chỉ được duy trì có điều kiện: nơi tiếp nhận phải khắc phục xong và được đánh giá lại trước khi nhận phần việc; nếu không đạt, điểm chuyển đi tiếp tục hoạt động cho đến khi chọn được nơi tiếp nhận khác. Các bước này được ghi chú ở cột \"Cần có trước\" tại {}.",
            number(waiting as f64),
            label_of(annexes, STEPS_OF_PLAN).unwrap_or("phụ lục trình tự thực hiện")
        )));
    }
    if !plan.aims.is_empty() {
        let aims = (1..).zip(&plan.aims).map(|(at, aim)| format!("({at}) {aim}"));
        blocks.push(text(format!(
            "Phương án được chọn theo thứ tự ưu tiên sau, mỗi tiêu chí càng nhỏ càng tốt, tiêu chí sau chỉ xét khi các tiêu chí trước bằng nhau: {}.",
            aims.collect::<Vec<_>>().join("; ")
        )));
    }
    blocks.push(text(plan.proof()));
    blocks.push(Block::Heading("VI. TỔ CHỨC THỰC HIỆN VÀ KIẾN NGHỊ".to_owned()));
    let stages = plan.steps.iter().map(|step| step.stage).max().unwrap_or(0);
    if stages > 0 {
        blocks.push(text(format!(
            "Việc sắp xếp được chia thành {} đợt với {} bước{}; {}. Trình tự nêu tại {}.",
            number(f64::from(stages)),
            number(plan.steps.len() as f64),
            match waiting {
                0 => String::new(),
                _ => format!(
                    ", trong đó {} bước chỉ thực hiện sau khi nơi tiếp nhận khắc phục xong",
                    number(waiting as f64)
                ),
            },
            match losses.is_empty() {
                true => "sau mỗi bước mọi quy tắc nêu trên vẫn được bảo đảm",
                false => "ở các bước giữa không ai mất tiếp cận ngoài số người nêu tại mục II",
            },
            label_of(annexes, STEPS_OF_PLAN).unwrap_or("phụ lục")
        )));
    }
    blocks.push(text(if let Some(told) = &plan.consultation {
        effect::consultation_sentence(told)
    } else {
        "Trước khi quyết định, đề nghị lấy ý kiến bằng văn bản của Ủy ban nhân dân các xã, phường, các Chi nhánh và doanh nghiệp có điểm thuộc diện sắp xếp; thông báo cho người dân, doanh nghiệp trước khi điểm ngừng phục vụ.".to_owned()
    }));
    blocks.push(text(match &plan.approval {
        Some(approval) => format!(
            "Phương án đã được phê duyệt tại văn bản số {} ngày {}, người ký: {}./.",
            approval.number,
            day_vi(&approval.day),
            approval.signatory
        ),
        None => "Kính trình Ban Giám đốc xem xét, cho ý kiến chỉ đạo./.".to_owned(),
    }));
    blocks
}

fn by_operator(input: &ProposalInput) -> Table {
    let facilities = points_by_code(input);
    let mut rows: BTreeMap<String, [f64; 7]> = BTreeMap::new();
    for decision in &input.plan.decisions {
        let operator = facilities
            .get(decision.facility.as_str())
            .and_then(|facility| facility.operator.clone())
            .unwrap_or_else(|| "(chưa rõ đơn vị)".to_owned());
        let row = rows.entry(operator).or_default();
        row[0] += 1.0;
        match decision.kind {
            PlanKind::Keep => row[1] += 1.0,
            PlanKind::Remedy => row[2] += 1.0,
            PlanKind::Merge => row[3] += 1.0,
            PlanKind::Close => row[4] += 1.0,
            PlanKind::Open | PlanKind::Mobile => row[5] += 1.0,
            PlanKind::Adjust => row[6] += 1.0,
        }
    }
    let columns = [
        ("Doanh nghiệp, đơn vị", 30.0),
        ("Số điểm", 12.0),
        ("Duy trì", 12.0),
        ("Duy trì có điều kiện", 14.0),
        ("Sắp xếp lại", 12.0),
        ("Chấm dứt", 12.0),
        ("Mở rộng, lưu động", 14.0),
        ("Điều chỉnh", 12.0),
    ];
    let mut total = [0.0; 7];
    rows.values()
        .for_each(|row| total.iter_mut().zip(row).for_each(|(sum, value)| *sum += value));
    let cells = |name: &str, row: &[f64; 7]| -> Vec<Value> {
        std::iter::once(Value::text(name))
            .chain(row.iter().map(|value| Value::Whole(*value)))
            .collect()
    };
    let mut table = Table::new(
        "bang_don_vi",
        "Theo đơn vị",
        "Đề xuất theo doanh nghiệp, đơn vị",
        &columns,
    )
    .with(rows.iter().map(|(name, row)| cells(name, row)));
    table.total = cells("Cộng", &total);
    table
}

/// Facilities by code, those that the plan opens included.
pub(super) fn points_by_code<'a>(input: &ProposalInput<'a>) -> BTreeMap<&'a str, &'a Facility> {
    let mut known = by_code(input.dataset);
    known.extend(input.plan.new_points.iter().map(|point| (point.code.as_str(), point)));
    known
}

/// Facilities by code.
pub(super) fn by_code(dataset: &Dataset) -> BTreeMap<&str, &Facility> {
    dataset
        .facilities
        .iter()
        .map(|facility| (facility.code.as_str(), facility))
        .collect()
}

/// Communes by code.
pub(super) fn communes(dataset: &Dataset) -> BTreeMap<&str, &Area> {
    dataset
        .areas
        .iter()
        .filter(|area| area.level == AreaLevel::Commune)
        .map(|area| (area.code.as_str(), area))
        .collect()
}
