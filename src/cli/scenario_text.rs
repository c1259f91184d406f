//! The pages of `gandan scenario`.

use super::Lang;
use super::text_page::{TextPage, change, percent, whole};
use crate::text::day_vi;
use crate::wire::{
    DueAnswer, EditShape, MinutesShape, PublishAnswer, RuleComparisonShape, ScenarioAnswer, ScenarioComparison,
    ScenarioItem, ScenarioProblem, ScenariosAnswer, WhoShape,
};

/// Communes and points told for a rule; the JSON has all of them.
const MOST_TOLD: usize = 10;

pub fn list(answer: &ScenariosAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    if answer.scenarios.is_empty() {
        page.line(lang.pick(
            "Chưa có kịch bản nào; tạo bằng: gandan scenario new W --name TÊN",
            "There is no scenario yet; make one with: gandan scenario new W --name NAME",
        ));
    }
    for one in &answer.scenarios {
        page.sentence(0, &format!("{}  {}", one.id, one.name));
        page.sentence(4, &summary(one, lang));
    }
    page.into_text()
}

pub fn scenario(answer: &ScenarioAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let one = &answer.scenario;
    page.line(lang.pick("ĐỀ XUẤT ĐỂ XEM XÉT", "PROPOSAL FOR CONSIDERATION"));
    page.sentence(0, &format!("{} ({})", one.name, one.id));
    page.sentence(2, &summary(one, lang));
    if !one.note.is_empty() {
        page.sentence(2, &one.note);
    }
    page.sentence(
        2,
        &format!(
            "{} {}",
            lang.pick("Số liệu gốc:", "Baseline:"),
            one.baseline_snapshot_id
        ),
    );
    page.heading(lang.pick("Thay đổi", "Edits"));
    for stored in &answer.edits {
        let by = match (&stored.undone_by, lang) {
            (None, _) => stored.author.clone(),
            (Some(by), Lang::Vi) => format!("{}; {by} đã hoàn tác", stored.author),
            (Some(by), Lang::En) => format!("{}; taken back by {by}", stored.author),
        };
        let mark = if stored.undone_by.is_some() { "-" } else { " " };
        page.sentence(
            1,
            &format!("{mark}{:>3}  {}  ({by})", stored.number, edit(&stored.edit, lang)),
        );
    }
    if !answer.findings.is_empty() {
        page.heading(lang.pick("Cần xem lại", "To be looked at"));
        findings(&mut page, &answer.findings);
    }
    procedure(&mut page, answer);
    page.into_text()
}

fn findings(page: &mut TextPage, found: &[crate::wire::ScenarioFindingShape]) {
    let lang = page.lang;
    for one in found {
        let mark = if one.severity == "error" { "!" } else { "~" };
        let number = one.edit.map(|edit| format!("[{edit}] ")).unwrap_or_default();
        page.sentence(
            2,
            &format!("{mark} {number}{}", lang.pick(&one.message_vi, &one.message)),
        );
    }
}

/// Consultation, opinions, decision, comments.
fn procedure(page: &mut TextPage, answer: &ScenarioAnswer) {
    let lang = page.lang;
    if let Some(asked) = &answer.consultation {
        page.heading(lang.pick("Lấy ý kiến", "Consultation"));
        let (deadline, parties) = (day_vi(&asked.deadline), asked.asked.join(", "));
        page.sentence(2, &format!("{parties}; {} {deadline}", lang.pick("hạn", "until")));
        if !asked.open.is_empty() {
            page.sentence(
                2,
                &format!(
                    "{} {}",
                    lang.pick("chưa trả lời:", "not answered:"),
                    asked.open.join(", ")
                ),
            );
        }
    }
    for one in &answer.opinions {
        let stance = lang.pick(&one.stance_vi, &one.stance).to_owned();
        let document = one
            .document
            .as_ref()
            .map(|number| format!(" ({number})"))
            .unwrap_or_default();
        page.sentence(2, &format!("{}: {stance}{document}. {}", one.party, one.text));
    }
    if let Some(one) = &answer.approval {
        page.heading(lang.pick("Quyết định", "Decision"));
        page.sentence(
            2,
            &format!("{} - {} - {}", one.number, day_vi(&one.date), one.signatory),
        );
    }
    if let Some(one) = &answer.publication {
        let head = lang.pick("Đã công bố, hiệu lực từ", "Published, in effect from");
        let entry = lang.pick("mục lịch sử", "entry of the history");
        page.sentence(
            2,
            &format!("{head} {} ({entry} {})", day_vi(&one.effective_on), one.history_id),
        );
    }
    if !answer.comments.is_empty() {
        page.heading(lang.pick("Trao đổi", "Comments"));
    }
    for one in &answer.comments {
        let number = one.edit.map(|edit| format!("[{edit}] ")).unwrap_or_default();
        page.sentence(2, &format!("{number}{}: {}", one.author, one.text));
    }
}

pub fn comparison(answer: &ScenarioComparison, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let name = |name: &Option<String>| {
        name.clone()
            .unwrap_or_else(|| lang.pick("số liệu gốc", "baseline").to_owned())
    };
    page.sentence(
        0,
        &format!(
            "{}: {} -> {}",
            lang.pick("TÁC ĐỘNG ĐẾN NGƯỜI DÂN", "WHAT IT DOES FOR PEOPLE"),
            name(&answer.before.name),
            name(&answer.after.name)
        ),
    );
    for rule in &answer.rules {
        rule_page(&mut page, rule);
    }
    page.line("");
    page.sentence(
        0,
        &format!(
            "{} {}",
            lang.pick("Mã bộ số liệu:", "Snapshot:"),
            answer.baseline_snapshot_id
        ),
    );
    page.into_text()
}

fn rule_page(page: &mut TextPage, rule: &RuleComparisonShape) {
    let lang = page.lang;
    page.heading(&rule.rule);
    let shares = [&rule.before, &rule.after].map(|side| percent(side.passing_people, rule.total_people, lang));
    let moved = change(rule.after.passing_people - rule.before.passing_people, lang);
    page.sentence(
        2,
        &format!(
            "{} {} -> {} ({moved}; {} -> {})",
            lang.pick("được bảo đảm tiếp cận:", "with access:"),
            whole(rule.before.passing_people, lang),
            whole(rule.after.passing_people, lang),
            shares[0],
            shares[1]
        ),
    );
    let who = |label: &str, who: WhoShape| {
        format!(
            "{label} {} {}",
            whole(who.people, lang),
            elderly(who.elderly_people, lang)
        )
    };
    page.sentence(2, &who(lang.pick("thêm tiếp cận:", "gain access:"), rule.gained));
    page.sentence(2, &who(lang.pick("mất tiếp cận:", "lose access:"), rule.lost));
    for (label, told) in [
        (lang.pick("đi lâu hơn:", "travel longer:"), &rule.longer),
        (lang.pick("đi nhanh hơn:", "travel less:"), &rule.shorter),
    ] {
        page.sentence(2, &minutes(label, told, lang));
    }
    if rule.cut_off.people > 0.0 {
        page.sentence(
            2,
            &who(
                lang.pick("không còn đường đến điểm nào:", "reach no point any more:"),
                rule.cut_off,
            ),
        );
    }
    for area in rule.areas.iter().take(MOST_TOLD) {
        let (lost, gained) = (whole(area.lost.people, lang), whole(area.gained.people, lang));
        let (longer, shorter) = (whole(area.longer.people, lang), whole(area.shorter.people, lang));
        let told = match lang {
            Lang::Vi => format!("mất {lost}, thêm {gained}, lâu hơn {longer}, nhanh hơn {shorter} người"),
            Lang::En => format!("lose {lost}, gain {gained}, longer {longer}, shorter {shorter}"),
        };
        page.sentence(4, &format!("{}: {told}", area.name));
    }
    if rule.areas.len() > MOST_TOLD {
        let more = rule.areas.len() - MOST_TOLD;
        page.line(&format!(
            "    ... {more} {}",
            lang.pick("xã, phường nữa", "more communes")
        ));
    }
    for one in rule.unique_people.iter().take(MOST_TOLD) {
        let (before, after) = (whole(one.before_people, lang), whole(one.after_people, lang));
        let label = lang.pick("người chỉ có điểm này:", "people who have this point alone:");
        page.sentence(
            4,
            &format!(
                "{}: {label} {before} -> {after}",
                one.name.as_ref().unwrap_or(&one.facility)
            ),
        );
    }
}

fn minutes(label: &str, told: &MinutesShape, lang: Lang) -> String {
    let decimal = |value: f64| format!("{value:.1}").replace('.', lang.pick(",", "."));
    let (mean, most) = (decimal(told.mean_minutes), decimal(told.most_minutes));
    let told = format!(
        "{label} {} {}",
        whole(told.people, lang),
        elderly(told.elderly_people, lang)
    );
    match lang {
        Lang::Vi => format!("{told}, trung bình {mean} phút, nhiều nhất {most} phút"),
        Lang::En => format!("{told}, {mean} minutes on average, {most} at most"),
    }
}

fn elderly(people: f64, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("người (trong đó {} người cao tuổi)", whole(people, lang)),
        Lang::En => format!("people ({} of them elderly)", whole(people, lang)),
    }
}

pub fn publication(answer: &PublishAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let one = &answer.scenario;
    page.sentence(0, &format!("{}: {}", one.name, lang.pick(&one.state_vi, &one.state)));
    if let Some(publication) = &answer.publication {
        let entry = lang.pick("Mục lịch sử", "Entry of the history:");
        page.sentence(
            2,
            &format!(
                "{entry} {} (gandan undo --id {})",
                publication.history_id, publication.history_id
            ),
        );
    }
    page.heading(lang.pick("Các bước", "Steps"));
    for step in &answer.steps {
        let shape = EditShape {
            action: step.action.clone(),
            facility: Some(step.facility.clone()),
            into: step.into.clone(),
            ..EditShape::default()
        };
        page.sentence(
            2,
            &format!("{}  [{}] {}", day_vi(&step.day), step.edit, edit(&shape, lang)),
        );
    }
    page.into_text()
}

pub fn due(answer: &DueAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let (day, points) = (day_vi(&answer.day), answer.points.join(", "));
    page.sentence(
        0,
        &match (answer.points.is_empty(), lang) {
            (true, Lang::Vi) => format!("Đến ngày {day}: không có gì đến hạn"),
            (true, Lang::En) => format!("By {day}: nothing is due"),
            (false, Lang::Vi) => format!("Đến ngày {day}: đã thực hiện ở các điểm {points}"),
            (false, Lang::En) => format!("By {day}: carried out at {points}"),
        },
    );
    page.into_text()
}

/// A refusal, with what does not fit or what the others did meanwhile.
pub fn problem(problem: &ScenarioProblem, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    page.line(&problem.detail);
    findings(&mut page, &problem.findings);
    for event in &problem.meanwhile {
        let (version, what) = (event.version, event_words(&event.what, lang));
        page.sentence(
            2,
            &format!("{version}: {} - {what} {:?} ({})", event.author, event.edits, event.at),
        );
    }
    for stored in &problem.edits {
        page.sentence(2, &format!("[{}] {}", stored.number, edit(&stored.edit, lang)));
    }
    page.into_text().trim_end().to_owned()
}

fn summary(one: &ScenarioItem, lang: Lang) -> String {
    let state = match lang {
        Lang::Vi => one.state_vi.clone(),
        Lang::En => one.state.replace('_', " "),
    };
    let (edits, undone, version) = (one.edits, one.undone, one.version);
    match lang {
        Lang::Vi => format!(
            "{state}; {edits} thay đổi ({undone} đã hoàn tác); phiên bản {version}; {} lập ngày {}",
            one.created_by,
            day_vi(&one.created_at)
        ),
        Lang::En => format!(
            "{state}; {edits} edits ({undone} taken back); version {version}; by {}",
            one.created_by
        ),
    }
}

fn edit(edit: &EditShape, lang: Lang) -> String {
    let code = edit.facility.clone().unwrap_or_default();
    let into = edit.into.clone().unwrap_or_default();
    let decimal = |value: Option<f64>| {
        value.map_or_else(
            || "?".to_owned(),
            |value| value.to_string().replace('.', lang.pick(",", ".")),
        )
    };
    match (edit.action.as_str(), lang) {
        ("keep", Lang::Vi) => format!("Duy trì {code}"),
        ("keep", Lang::En) => format!("Keep {code}"),
        ("merge", Lang::Vi) => format!("Sắp xếp lại {code} - chuyển về {into}"),
        ("merge", Lang::En) => format!("Merge {code} into {into}"),
        ("close", Lang::Vi) => format!("Chấm dứt hoạt động {code}"),
        ("close", Lang::En) => format!("Close {code}"),
        ("open", Lang::Vi) => format!("Mở rộng: mở {code}"),
        ("open", Lang::En) => format!("Open {code}"),
        ("open_at" | "mobile_stop", _) => format!(
            "{} {code} {}",
            lang.pick("Mở rộng: điểm mới", "Open a new point:"),
            edit.name.clone().unwrap_or_default()
        ),
        ("move", Lang::Vi) => format!("Chuyển vị trí {code}"),
        ("move", Lang::En) => format!("Move {code}"),
        ("hours", Lang::Vi) => format!(
            "Giờ mở cửa của {code}: {}",
            edit.opening_hours.as_deref().unwrap_or("chưa rõ")
        ),
        ("hours", Lang::En) => format!(
            "Hours of {code}: {}",
            edit.opening_hours.as_deref().unwrap_or("unknown")
        ),
        ("capacity", Lang::Vi) => format!(
            "Năng lực của {code}: {} hồ sơ mỗi tháng",
            decimal(edit.capacity_per_month)
        ),
        ("capacity", Lang::En) => format!(
            "Capacity of {code}: {} dossiers a month",
            decimal(edit.capacity_per_month)
        ),
        ("procedures", _) => {
            format!(
                "{} {code}: {}",
                lang.pick("Thủ tục của", "Procedures of"),
                edit.procedures.join("; ")
            )
        }
        ("speed", _) => format!(
            "{} {}",
            lang.pick("Tốc độ đường nhân", "Road speeds times"),
            decimal(edit.factor)
        ),
        (other, _) => format!("{other} {code}"),
    }
}

fn event_words(what: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return what;
    }
    match what {
        "created" => "lập kịch bản",
        "edited" => "thêm thay đổi",
        "undone" => "hoàn tác",
        "redone" => "làm lại",
        "renamed" => "đổi tên",
        "rebased" => "chuyển sang số liệu hiện nay",
        "submit" => "trình",
        "return" => "trả lại",
        "consult" => "lấy ý kiến",
        "approve" => "phê duyệt",
        "publish" => "công bố",
        other => other,
    }
}
