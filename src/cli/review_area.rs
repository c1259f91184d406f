//! `gandan review W --area CODES`: the part of a plan that concerns some communes, as the draft an official would write.
//!
//! What is there, what is proposed and why, who is affected, what could be said against it, what would follow from deciding
//! otherwise, in which order, who is to be asked. The plan is the city's: nothing is solved anew for the area.

use std::collections::{BTreeMap, BTreeSet};

use super::review_area_page::{Block, Document};
use super::text_page::{percent, whole};
use super::{Failure, Lang, review_words, rule_words};
use crate::access::Coverage;
use crate::model::{AreaLevel, Dataset, Facility, FacilityStatus};
use crate::planner::Snapshot;
use crate::review::communes_named;
use crate::text::day_vi;
use crate::wire::{DecisionShape, ReviewAnswer};

/// The document about the communes of these codes or former districts.
pub fn document(answer: &ReviewAnswer, snapshot: &Snapshot, names: &[String], lang: Lang) -> Result<Document, Failure> {
    let dataset = snapshot.dataset();
    let mut communes = BTreeSet::new();
    for name in names {
        let found = communes_named(dataset, std::iter::once(name.as_str()));
        if found.is_empty() {
            return Err(Failure::BadInput(format!(
                "'{name}' is no code or name of a commune, and no former district of the crosswalk"
            )));
        }
        communes.extend(found);
    }
    let area = Area {
        answer,
        snapshot,
        lang,
        decisions: answer
            .decisions
            .iter()
            .filter_map(|decision| {
                let facility = &dataset.facilities[snapshot.facility(&decision.facility)?.index()];
                facility.area.as_ref().filter(|code| communes.contains(*code))?;
                Some((decision, facility))
            })
            .collect(),
        communes,
    };
    let mut document = Document {
        title: lang
            .pick("Dự thảo báo cáo rà soát mạng lưới điểm phục vụ", "Draft report on the review of service points")
            .to_owned(),
        subtitle: area.names().join(", "),
        caution: lang
            .pick(
                "Đề xuất để xem xét. Hệ thống đề xuất, chưa có quyết định; mọi con số tính lại được từ số liệu ô dân cư.",
                "A proposal for consideration. Nothing is decided; every figure can be recomputed from the cells.",
            )
            .to_owned(),
        blocks: Vec::new(),
    };
    let blocks = &mut document.blocks;
    area.scope(blocks);
    area.state(blocks);
    area.proposals(blocks);
    area.changes(blocks);
    area.conditions(blocks);
    area.gaps(blocks);
    area.order(blocks);
    area.consultation(blocks);
    area.annex(blocks);
    Ok(document)
}

/// What the sections are written from.
pub struct Area<'a> {
    pub answer: &'a ReviewAnswer,
    snapshot: &'a Snapshot,
    pub lang: Lang,
    communes: BTreeSet<String>,
    pub decisions: Vec<(&'a DecisionShape, &'a Facility)>,
}

/// What the preset lets change, in a clause.
fn preset_meaning(code: &str, lang: Lang) -> &'static str {
    match code {
        "careful" => lang.pick(
            "chỉ sắp xếp điểm có điểm khác rất gần, đủ năng lực tiếp nhận",
            "only points with another one very near and with room for their work may go",
        ),
        "efficient" => lang.pick(
            "mọi điểm đều có thể thay đổi, giữ ít điểm nhất mà không ai mất tiếp cận",
            "every point may go; the fewest stay with which nobody loses access",
        ),
        "area_points" => lang.pick(
            "gộp điểm tiếp nhận gần nhau thành điểm phục vụ khu vực",
            "reception points near each other become area points",
        ),
        _ => lang.pick("không điểm nào ngừng phục vụ", "no point ends"),
    }
}

/// A commune's name within a sentence: *xã Ba Vì*, *phường Ba Đình*.
fn in_a_sentence(name: &str) -> String {
    let kinds = [("Xã ", "xã "), ("Phường ", "phường "), ("Thị trấn ", "thị trấn ")];
    let lowered = kinds
        .iter()
        .find_map(|(kind, lower)| Some(format!("{lower}{}", name.strip_prefix(kind)?)));
    lowered.unwrap_or_else(|| name.to_owned())
}

/// Whether a point goes.
pub fn goes(decision: &DecisionShape) -> bool {
    matches!(decision.decision.as_str(), "merge" | "close")
}

impl Area<'_> {
    fn dataset(&self) -> &Dataset {
        self.snapshot.dataset()
    }

    pub fn people(&self, count: f64) -> String {
        whole(count, self.lang)
    }

    fn names(&self) -> Vec<String> {
        let communes = self
            .dataset()
            .areas
            .iter()
            .filter(|area| area.level == AreaLevel::Commune);
        communes
            .filter(|area| self.communes.contains(&area.code))
            .map(|area| area.name.clone())
            .collect()
    }

    pub fn words(&self, decision: &DecisionShape) -> String {
        let lang = self.lang;
        match (decision.decision.as_str(), &decision.into_name) {
            ("keep", _) => lang.pick("Duy trì", "Keep").to_owned(),
            ("remedy", _) => lang.pick("Duy trì có điều kiện", "Keep with remedy").to_owned(),
            ("merge", Some(into)) => format!("{} {into}", lang.pick("Sắp xếp lại - chuyển về điểm", "Merge into")),
            _ => lang.pick("Chấm dứt hoạt động", "Close").to_owned(),
        }
    }

    fn scope(&self, blocks: &mut Vec<Block>) {
        let (lang, answer) = (self.lang, self.answer);
        blocks.push(Block::heading(lang.pick("1. Căn cứ và phạm vi", "1. Basis and scope")));
        blocks.push(Block::Paragraph(
            lang.pick(
                "Căn cứ Kế hoạch số 68/KH-TTPVHCC ngày 07/10/2025 về rà soát, đánh giá đại lý dịch vụ công trực tuyến: đề xuất duy trì, sắp xếp lại hoặc chấm dứt hoạt động; phát hiện, chấn chỉnh trước khi chấm dứt; mọi người dân có điểm phục vụ trong bán kính tối đa 5 km.",
                "By Plan 68/KH-TTPVHCC of 7 October 2025 on the review of agents: propose to maintain, rearrange or end; correct before ending; everybody within at most 5 km.",
            )
            .to_owned(),
        ));
        blocks.push(Block::Paragraph(format!(
            "{} {} {} {}.",
            lang.pick("Báo cáo nêu", "This report tells of"),
            self.decisions.len(),
            lang.pick("điểm được rà soát tại", "points under review in"),
            self.names().join(", "),
        )));
        blocks.push(Block::Paragraph(format!(
            "{} {}: {}; {}. {} {}.",
            lang.pick(
                "Đây là một phần của phương án cho toàn thành phố, lập theo cách",
                "It is a part of the plan of the whole city, made under the preset",
            ),
            review_words::preset(&answer.settings.preset, lang),
            preset_meaning(&answer.settings.preset, lang),
            review_words::proof(answer, lang),
            lang.pick("Mã bộ số liệu:", "Snapshot:"),
            answer.snapshot_id
        )));
        blocks.push(Block::Label(
            lang.pick(
                "Người dân toàn thành phố bảo đảm tiếp cận, trước và sau phương án",
                "People of the city with access, before the plan and after",
            )
            .to_owned(),
        ));
        let rules = answer.settings.retain.iter().map(|retain| {
            format!(
                "{} ({}): {} -> {}",
                rule_words::short_name(&retain.rule, lang),
                rule_words::demand(&retain.rule, lang),
                self.people(retain.covered_before_people),
                self.people(retain.covered_after_people)
            )
        });
        blocks.push(Block::List(rules.collect()));
    }

    fn state(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        blocks.push(Block::heading(lang.pick("2. Hiện trạng", "2. What there is")));
        let head = [
            "Xã, phường|Commune",
            "Người dân|People",
            "Điểm mở|Open points",
            "Kế hoạch 68|Plan 68",
            "Đề án|Scheme",
            "KH 68, đại lý|Plan 68, agents",
        ];
        let head = head.map(|text| {
            let (vi, en) = text.split_once('|').unwrap_or((text, text));
            lang.pick(vi, en).to_owned()
        });
        let dataset = self.dataset();
        let mut rows = Vec::new();
        for (index, area) in (0u32..).zip(&dataset.areas) {
            if area.level != AreaLevel::Commune || !self.communes.contains(&area.code) {
                continue;
            }
            let told = |coverage: &Coverage| {
                let own = coverage.areas.iter().find(|own| own.area.0 == index);
                own.map_or_else(
                    || "-".to_owned(),
                    |own| percent(own.people.passing, own.people.total, lang),
                )
            };
            let open = dataset
                .facilities
                .iter()
                .filter(|one| one.status == FacilityStatus::Open);
            let here = open
                .filter(|one| one.area.as_deref() == Some(area.code.as_str()))
                .count();
            let people: f64 = dataset
                .cells
                .iter()
                .filter(|cell| cell.area.is_some_and(|own| own.0 == index))
                .map(|cell| cell.people)
                .sum();
            let mut row = vec![area.name.clone(), self.people(people), here.to_string()];
            row.extend(self.snapshot.coverages().iter().map(told));
            rows.push(row);
        }
        blocks.push(Block::Table {
            head: head.to_vec(),
            rows,
        });
        let mut operators: BTreeMap<&str, (u32, f64)> = BTreeMap::new();
        for (decision, facility) in &self.decisions {
            let own = operators
                .entry(facility.operator.as_deref().unwrap_or("-"))
                .or_default();
            own.0 += 1;
            own.1 += decision.reasons.load_per_month;
        }
        let told = operators.iter().map(|(operator, (points, load))| {
            format!(
                "{operator}: {points} {}, {} {}",
                lang.pick("điểm được rà soát", "points under review"),
                whole(*load, lang),
                lang.pick("hồ sơ mỗi tháng", "dossiers a month")
            )
        });
        blocks.push(Block::List(told.collect()));
        self.announcements(blocks);
        let unused = self
            .decisions
            .iter()
            .filter(|(decision, _)| decision.reasons.load_per_month == 0.0)
            .count();
        if unused > 0 {
            blocks.push(Block::Paragraph(format!(
                "{unused} {}",
                lang.pick(
                    "điểm chưa có hồ sơ: chưa được sử dụng, chưa rõ nguyên nhân (người dân chưa biết, vị trí, danh mục thủ tục, thiết bị hay nhân sự); cần xác định trước khi xem xét chấm dứt.",
                    "points have no dossiers: not used, for a reason that is not known; it is to be found before any ending.",
                )
            )));
        }
    }

    /// Points of the area whose end is announced already.
    fn announcements(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        let Some(told) = &self.answer.announced else { return };
        let is_here = |code: &str| {
            let found = self.snapshot.facility(code);
            let area = found.and_then(|id| self.dataset().facilities[id.index()].area.as_ref());
            area.is_some_and(|area| self.communes.contains(area))
        };
        let ends = told.ends.iter().filter(|end| is_here(&end.facility)).map(|end| {
            let into = end.into_name.as_ref().map_or_else(String::new, |into| {
                format!("; {} {into}", lang.pick("nơi tiếp nhận:", "taken over by"))
            });
            format!(
                "{} ({}): {} {}{into}",
                end.name,
                end.facility,
                lang.pick("đã thông báo ngừng phục vụ từ", "is announced to end on"),
                lang.pick(&day_vi(&end.on), &end.on),
            )
        });
        let begins = told.begins.iter().filter(|code| is_here(code.as_str())).map(|code| {
            format!(
                "{code}: {}",
                lang.pick("sẽ mở, chưa tính là đang phục vụ", "is to open and does not count yet")
            )
        });
        let said: Vec<String> = ends.chain(begins).collect();
        if !said.is_empty() {
            blocks.push(Block::Label(
                lang.pick(
                    "Đã có thông báo, không thuộc đề xuất này",
                    "Announced already, no part of this proposal",
                )
                .to_owned(),
            ));
            blocks.push(Block::List(said));
        }
    }

    fn gaps(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        blocks.push(Block::heading(lang.pick(
            "6. Khu vực chưa bảo đảm tiếp cận và mở rộng",
            "6. Who is left out, and openings",
        )));
        let mut said = Vec::new();
        for told in &self.answer.unreachable {
            for gap in told
                .gaps
                .iter()
                .filter(|gap| gap.area.as_ref().is_some_and(|code| self.communes.contains(code)))
            {
                let rule = self
                    .answer
                    .settings
                    .retain
                    .iter()
                    .find(|retain| retain.rule.id == told.rule);
                said.push(format!(
                    "{}: {} {}, {}",
                    rule.map_or_else(
                        || told.rule.clone(),
                        |retain| rule_words::short_name(&retain.rule, lang)
                    ),
                    self.people(gap.people),
                    lang.pick(
                        "người dân chưa đạt dù giữ mọi điểm",
                        "people are left out whatever is kept"
                    ),
                    gap.area_name.as_deref().unwrap_or("-")
                ));
            }
        }
        if let Some(expansion) = &self.answer.expansion {
            let here = |code: &Option<String>| code.as_ref().is_some_and(|code| self.communes.contains(code));
            for opening in expansion.openings.iter().filter(|opening| here(&opening.area)) {
                let because = if lang == Lang::Vi {
                    &opening.because_vi
                } else {
                    &opening.because_en
                };
                said.push(format!(
                    "{} {}: {}",
                    lang.pick("Mở rộng -", "Open"),
                    opening.name,
                    because.join(" ")
                ));
            }
            for stop in expansion.stops.iter().filter(|stop| here(&stop.area)) {
                said.push(format!(
                    "{} {}: {} {}",
                    lang.pick("Xe lưu động dừng tại", "The bus stops at"),
                    stop.name,
                    self.people(stop.people),
                    lang.pick("người dân", "people")
                ));
            }
        }
        if said.is_empty() {
            said.push(
                lang.pick(
                    "Không có khu vực nào chưa bảo đảm tiếp cận được nêu cho địa bàn này.",
                    "No gap is told for this area.",
                )
                .to_owned(),
            );
        }
        blocks.push(Block::List(said));
    }

    fn order(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        let own: BTreeSet<&str> = self
            .decisions
            .iter()
            .map(|(decision, _)| decision.facility.as_str())
            .collect();
        let steps: Vec<Vec<String>> = self
            .answer
            .sequence
            .iter()
            .filter(|step| own.contains(step.facility.as_str()))
            .map(|step| {
                let named = self
                    .decisions
                    .iter()
                    .find(|(decision, _)| decision.facility == step.facility);
                let name = named.and_then(|(decision, _)| decision.into_name.clone());
                let into = match (name, &step.into) {
                    (Some(name), Some(code)) => format!("{name} ({code})"),
                    _ => "-".to_owned(),
                };
                vec![
                    step.stage.to_string(),
                    format!("{} ({})", step.name, step.facility),
                    into,
                ]
            })
            .collect();
        blocks.push(Block::heading(lang.pick("7. Thứ tự thực hiện", "7. Order of steps")));
        if steps.is_empty() {
            let nothing = lang.pick(
                "Không có thay đổi nào phải thực hiện.",
                "There is nothing to carry out.",
            );
            blocks.push(Block::Paragraph(nothing.to_owned()));
            return;
        }
        blocks.push(Block::Paragraph(
            lang.pick(
                "Sau mỗi bước mọi quy tắc đều được bảo đảm; các bước cùng đợt có thể làm cùng lúc.",
                "Every rule holds after each step; steps of one stage may go together.",
            )
            .to_owned(),
        ));
        let head = [("Đợt", "Stage"), ("Điểm", "Point"), ("Chuyển về", "Into")];
        blocks.push(Block::Table {
            head: head.map(|(vi, en)| lang.pick(vi, en).to_owned()).to_vec(),
            rows: steps,
        });
    }

    fn consultation(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        blocks.push(Block::heading(
            lang.pick("8. Lấy ý kiến và phê duyệt", "8. Consultation and approval"),
        ));
        let mut asked: Vec<String> = self
            .names()
            .into_iter()
            .map(|name| format!("UBND {}", in_a_sentence(&name)))
            .collect();
        let operators: BTreeSet<&str> = self
            .decisions
            .iter()
            .filter_map(|(_, facility)| facility.operator.as_deref())
            .collect();
        asked.extend(
            operators
                .into_iter()
                .map(|operator| format!("{} {operator}", lang.pick("Doanh nghiệp", "Enterprise"))),
        );
        asked.push(
            lang.pick("Chi nhánh phụ trách địa bàn", "The branch in charge")
                .to_owned(),
        );
        let head = [
            ("Đơn vị", "Whom"),
            ("Ý kiến", "Answer"),
            ("Văn bản số, ngày", "Letter, date"),
        ];
        blocks.push(Block::Table {
            head: head.map(|(vi, en)| lang.pick(vi, en).to_owned()).to_vec(),
            rows: asked
                .into_iter()
                .map(|who| vec![who, "........".to_owned(), "........".to_owned()])
                .collect(),
        });
        blocks.push(Block::Paragraph(
            lang.pick(
                "Quyết định số: ........  ngày: ..../..../........  Người ký: ........",
                "Decision no.: ........  date: ..../..../........  Signed by: ........",
            )
            .to_owned(),
        ));
    }
}
