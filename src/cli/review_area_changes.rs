//! The sections of an area's draft about what is proposed: the table, each change, the conditions, the points that stay.

use super::review_area::{Area, goes};
use super::review_area_page::Block;
use super::text_page::{percent, whole};
use super::{Lang, review_words};
use crate::model::Facility;
use crate::wire::DecisionShape;

impl Area<'_> {
    pub fn proposals(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        blocks.push(Block::heading(lang.pick("3. Đề xuất", "3. What is proposed")));
        let count = |what: &str| {
            self.decisions
                .iter()
                .filter(|(decision, _)| decision.decision == what)
                .count()
        };
        blocks.push(Block::List(vec![
            format!("{}: {}", lang.pick("Duy trì", "Keep"), count("keep")),
            format!(
                "{}: {}",
                lang.pick("Duy trì có điều kiện", "Keep with remedy"),
                count("remedy")
            ),
            format!(
                "{}: {}",
                lang.pick("Sắp xếp lại (chuyển về điểm khác)", "Merge into another point"),
                count("merge")
            ),
            format!("{}: {}", lang.pick("Chấm dứt hoạt động", "Close"), count("close")),
        ]));
        let head = [
            ("Điểm", "Point"),
            ("Doanh nghiệp", "Operator"),
            ("Hồ sơ/tháng", "Dossiers/month"),
            ("Đề xuất", "Proposal"),
        ];
        let rows = self.decisions.iter().map(|(decision, facility)| {
            vec![
                format!("{} ({})", decision.name, decision.facility),
                facility.operator.clone().unwrap_or_else(|| "-".to_owned()),
                whole(decision.reasons.load_per_month, lang),
                self.words(decision),
            ]
        });
        blocks.push(Block::Table {
            head: head.map(|(vi, en)| lang.pick(vi, en).to_owned()).to_vec(),
            rows: rows.collect(),
        });
    }

    pub fn changes(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        blocks.push(Block::heading(lang.pick(
            "4. Từng thay đổi: lý do, tác động, ý kiến trái chiều",
            "4. Each change: why, whom it touches, what speaks against it",
        )));
        if !self.decisions.iter().any(|(decision, _)| goes(decision)) {
            blocks.push(Block::Paragraph(
                lang.pick(
                    "Không có điểm nào được đề xuất thay đổi.",
                    "No point is proposed to change.",
                )
                .to_owned(),
            ));
        }
        let shared = self.said_of_all();
        if !shared.is_empty() {
            blocks.push(Block::Paragraph(shared.join(" ")));
        }
        for (decision, facility) in self.decisions.iter().filter(|(decision, _)| goes(decision)) {
            self.one(blocks, decision, facility, &shared);
        }
    }

    /// Reasons that every change of several has: they are told once.
    fn said_of_all(&self) -> Vec<String> {
        let because = |decision: &&DecisionShape| match self.lang {
            Lang::Vi => decision.reasons.because_vi.clone(),
            Lang::En => decision.reasons.because_en.clone(),
        };
        let changes = || {
            self.decisions
                .iter()
                .map(|(decision, _)| *decision)
                .filter(|one| goes(one))
        };
        let first = changes().next().as_ref().map(because).unwrap_or_default();
        let is_shared = |said: &String| changes().count() > 1 && changes().all(|one| because(&one).contains(said));
        first.into_iter().filter(is_shared).collect()
    }

    fn one(&self, blocks: &mut Vec<Block>, decision: &DecisionShape, facility: &Facility, shared: &[String]) {
        let (lang, reasons) = (self.lang, &decision.reasons);
        blocks.push(Block::Subheading(format!(
            "{} ({}): {}",
            decision.name,
            decision.facility,
            self.words(decision)
        )));
        if let Some(address) = &facility.address {
            blocks.push(Block::Paragraph(format!(
                "{} {address}",
                lang.pick("Địa chỉ:", "Address:")
            )));
        }
        let because = if lang == Lang::Vi {
            &reasons.because_vi
        } else {
            &reasons.because_en
        };
        // The last reason is the catchment, where anybody has the point nearest: that is who is touched.
        let (why, touched) = match because.split_last() {
            Some((last, rest)) if reasons.catchment_people > 0.0 => (rest.to_vec(), vec![last.clone()]),
            _ => (because.clone(), Vec::new()),
        };
        let why: Vec<String> = why.into_iter().filter(|said| !shared.contains(said)).collect();
        if !why.is_empty() {
            blocks.push(Block::Label(lang.pick("Lý do", "Why").to_owned()));
            blocks.push(Block::List(why));
        }
        blocks.push(Block::Label(
            lang.pick("Tác động đến người dân", "Whom it touches").to_owned(),
        ));
        let left = match &reasons.after_plan {
            Some(after) => &after.nearest_alternative_name,
            None => &reasons.nearest_alternative_name,
        };
        let nobody = match left {
            Some(other) => format!(
                "{} {other}.",
                lang.pick("Điểm gần nhất còn lại là", "The nearest other point is")
            ),
            None => lang
                .pick("Không có điểm nào khác gần đó.", "There is no other point nearby.")
                .to_owned(),
        };
        blocks.push(Block::List(if touched.is_empty() { vec![nobody] } else { touched }));
        let objection = if lang == Lang::Vi {
            &reasons.objection_vi
        } else {
            &reasons.objection_en
        };
        if let Some(objection) = objection {
            blocks.push(Block::Label(
                lang.pick("Ý kiến có thể phản đối", "What could be said against it")
                    .to_owned(),
            ));
            blocks.push(Block::Paragraph(objection.clone()));
        }
        let otherwise = super::review_reasons_text::of_decision(reasons, lang);
        let lines: Vec<String> = otherwise
            .lines()
            .map(|line| line.trim().trim_start_matches(['=', '?', '~']).trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        if !lines.is_empty() {
            blocks.push(Block::Label(
                lang.pick(
                    "Mức ổn định và nếu quyết định khác đi",
                    "How firm it is, and if decided otherwise",
                )
                .to_owned(),
            ));
            blocks.push(Block::List(lines));
        }
    }

    pub fn conditions(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        let remedies: Vec<_> = self
            .decisions
            .iter()
            .filter(|(decision, _)| decision.decision == "remedy")
            .collect();
        blocks.push(Block::heading(
            lang.pick("5. Điểm duy trì có điều kiện", "5. Points kept with conditions"),
        ));
        if remedies.is_empty() {
            blocks.push(Block::Paragraph(
                lang.pick("Không có điểm nào.", "There are none.").to_owned(),
            ));
            return;
        }
        blocks.push(Block::Paragraph(
            lang.pick(
                "Mỗi điểm phải đáp ứng các điều kiện dưới đây trước ngày đánh giá lại; chỉ xem xét chấm dứt sau khi hết thời hạn khắc phục.",
                "Each is to meet the conditions below by the day of its re-check; an ending is looked at after that only.",
            )
            .to_owned(),
        ));
        let head = [
            ("Điểm", "Point"),
            ("Lý do", "Why"),
            ("Điều kiện, thời hạn, đánh giá lại", "Conditions, deadline, re-check"),
        ];
        let rows = remedies.iter().map(|(decision, _)| {
            let because = if lang == Lang::Vi {
                &decision.reasons.because_vi
            } else {
                &decision.reasons.because_en
            };
            let why = because
                .iter()
                .find(|said| said.contains(lang.pick("khắc phục", "remed")));
            vec![
                format!("{} ({})", decision.name, decision.facility),
                why.cloned().unwrap_or_default(),
                remedy_of(decision, lang),
            ]
        });
        blocks.push(Block::Table {
            head: head.map(|(vi, en)| lang.pick(vi, en).to_owned()).to_vec(),
            rows: rows.collect(),
        });
    }

    pub fn annex(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        blocks.push(Block::heading(lang.pick(
            "Phụ lục I. Các điểm duy trì và lý do",
            "Annex I. Points that stay, and why",
        )));
        for (decision, _) in self.decisions.iter().filter(|(decision, _)| !goes(decision)) {
            blocks.push(Block::Subheading(format!(
                "{} ({}): {}",
                decision.name,
                decision.facility,
                self.words(decision)
            )));
            let because = if lang == Lang::Vi {
                &decision.reasons.because_vi
            } else {
                &decision.reasons.because_en
            };
            blocks.push(Block::List(because.clone()));
        }
        self.readings(blocks);
        blocks.push(Block::Paragraph(
            lang.pick(
                "Tổng đài hỗ trợ người dân: 1022 và 19001009.",
                "Hotlines: 1022 and 19001009.",
            )
            .to_owned(),
        ));
    }

    /// What the city's plan would be under other readings of the rule, with the same preset.
    fn readings(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        let own = &self.answer.settings.preset;
        let mut readings = self
            .answer
            .sensitivity
            .iter()
            .filter(|told| told.preset == *own)
            .peekable();
        if readings.peek().is_none() {
            return;
        }
        blocks.push(Block::heading(lang.pick(
            "Phụ lục II. Nếu hiểu quy tắc theo cách khác (toàn thành phố)",
            "Annex II. Under other readings of the rule (the whole city)",
        )));
        let head = [
            ("Cách hiểu", "Reading"),
            ("Duy trì", "Kept"),
            ("Chuyển", "Merged"),
            ("Chấm dứt", "Closed"),
            ("Giống đề xuất", "As proposed"),
        ];
        let rows = readings.map(|told| {
            let same = told.same_decisions_share;
            vec![
                review_words::reading(told, lang),
                told.kept.to_string(),
                told.merged.to_string(),
                told.closed.to_string(),
                same.map_or_else(|| "-".to_owned(), |share| percent(share, 1.0, lang)),
            ]
        });
        blocks.push(Block::Table {
            head: head.map(|(vi, en)| lang.pick(vi, en).to_owned()).to_vec(),
            rows: rows.collect(),
        });
    }
}

/// The conditions and the day of the re-check; to be filled in where a plan of an earlier version tells none.
fn remedy_of(decision: &DecisionShape, lang: Lang) -> String {
    let Some(remedy) = &decision.reasons.remedy else {
        return "........".to_owned();
    };
    let conditions = remedy
        .conditions
        .iter()
        .map(|one| lang.pick(one.text_vi.as_str(), one.text_en.as_str()));
    let due = lang.pick(remedy.due_vi.as_str(), remedy.due_en.as_str());
    conditions.chain([due]).collect::<Vec<_>>().join(" ")
}
