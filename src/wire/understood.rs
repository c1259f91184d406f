//! What a sentence was understood to ask, and the answer to it.

use super::{NearestAnswer, NearestQuestion, SearchItem};
use crate::finder::{Finder, Hit, Need, Understood};
use crate::geometry::LonLat;
use crate::model::TravelMode;
use crate::planner::Snapshot;
use chrono::{DateTime, Datelike, FixedOffset};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A sentence, and where and when it is asked.
#[derive(Clone, Debug)]
pub struct AskQuestion {
    pub query: String,
    /// Where it is asked, if that is known.
    pub here: Option<LonLat>,
    pub at: DateTime<FixedOffset>,
    /// Unless the sentence tells another.
    pub mode: TravelMode,
    pub k: usize,
}

/// A procedure that words may mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureMeant {
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnderstoodProcedure {
    /// The words it came from, as typed.
    pub words: String,
    /// Several where the words do not tell them apart: points that handle all of them are given.
    pub candidates: Vec<ProcedureMeant>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnderstoodPlace {
    pub words: String,
    /// Best first: the answer is for the first.
    pub candidates: Vec<SearchItem>,
    /// Candidates lie more than 2 km apart: ask which is meant.
    pub is_ambiguous: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnderstoodTime {
    pub words: String,
    /// The moment that opening hours are looked up for, RFC 3339 with Vietnam's offset.
    pub moment: String,
    /// The time spoken of; equal for a moment.
    pub from: String,
    pub until: String,
    pub is_past: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnderstoodMode {
    pub words: String,
    pub mode: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnderstoodNeed {
    pub words: String,
    /// open, wheelchair, kind, operator
    pub need: String,
    /// The kind's code or the operator's name.
    pub value: Option<String>,
}

/// Each part with the words it came from; null where nothing was said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnderstoodShape {
    pub procedure: Option<UnderstoodProcedure>,
    pub place: Option<UnderstoodPlace>,
    /// The words for the place where the question is asked.
    pub here: Option<String>,
    pub time: Option<UnderstoodTime>,
    pub mode: Option<UnderstoodMode>,
    pub needs: Vec<UnderstoodNeed>,
    /// Words that nothing was made of.
    pub not_understood: Vec<String>,
}

/// The answer to a sentence.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AskAnswer {
    pub snapshot_id: String,
    pub query: String,
    /// When it was asked, RFC 3339.
    pub at: String,
    pub understood: UnderstoodShape,
    /// What was understood, in a sentence.
    pub told_vi: String,
    pub told_en: String,
    /// What has to be asked back: a place that is missing, several that may be meant.
    pub questions_vi: Vec<String>,
    pub questions_en: Vec<String>,
    /// The parameters of `/api/v1/nearest` that give the same answer; empty without a place.
    pub parameters: BTreeMap<String, String>,
    /// Null while no place is known.
    pub nearest: Option<NearestAnswer>,
}

impl AskAnswer {
    pub fn of(snapshot: &Snapshot, finder: &Finder, question: &AskQuestion) -> AskAnswer {
        let understood = finder.understand(&question.query, question.at);
        let named = understood
            .place
            .as_ref()
            .and_then(|place| place.candidates.first()?.location);
        let nearest_question = named.or(question.here).map(|place| NearestQuestion {
            place,
            mode: understood.mode.as_ref().map_or(question.mode, |(_, mode)| *mode),
            k: question.k,
            wanted: understood.wanted(question.at),
        });
        let nearest = nearest_question
            .as_ref()
            .map(|question| NearestAnswer::of(snapshot, question));
        let mut questions = Questions::default();
        questions.about(&understood, nearest.as_ref());
        let (told_vi, told_en) = told(&understood);
        AskAnswer {
            snapshot_id: snapshot.id().to_owned(),
            query: question.query.clone(),
            at: question.at.to_rfc3339(),
            understood: UnderstoodShape::from(&understood),
            told_vi,
            told_en,
            questions_vi: questions.vietnamese,
            questions_en: questions.english,
            parameters: nearest_question.as_ref().map(parameters).unwrap_or_default(),
            nearest,
        }
    }
}

fn parameters(question: &NearestQuestion) -> BTreeMap<String, String> {
    let wanted = &question.wanted;
    let mut parameters = BTreeMap::from([
        ("lon", question.place.lon.to_string()),
        ("lat", question.place.lat.to_string()),
        ("mode", question.mode.code().to_owned()),
        ("k", question.k.to_string()),
        ("at", wanted.at.to_rfc3339()),
        ("open_only", wanted.is_open.to_string()),
        ("wheelchair", wanted.by_wheelchair.to_string()),
    ]);
    if !wanted.procedures.is_empty() {
        parameters.insert("procedure", wanted.procedures.join(","));
    }
    if let [kind] = wanted.kinds.as_slice() {
        parameters.insert("kind", kind.code().to_owned());
    }
    if let Some(operator) = &wanted.operator {
        parameters.insert("operator", operator.clone());
    }
    parameters
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

impl From<Hit> for SearchItem {
    fn from(hit: Hit) -> SearchItem {
        SearchItem {
            kind: hit.kind.code().to_owned(),
            label: hit.label,
            detail: hit.detail,
            code: hit.code,
            lon: hit.location.map(|at| at.lon),
            lat: hit.location.map(|at| at.lat),
        }
    }
}

impl From<&Understood> for UnderstoodShape {
    fn from(understood: &Understood) -> UnderstoodShape {
        UnderstoodShape {
            procedure: understood.procedure.as_ref().map(|spoken| UnderstoodProcedure {
                words: spoken.words.clone(),
                candidates: spoken
                    .candidates
                    .iter()
                    .map(|(code, name)| ProcedureMeant {
                        code: code.clone(),
                        name: name.clone(),
                    })
                    .collect(),
            }),
            place: understood.place.as_ref().map(|place| UnderstoodPlace {
                words: place.words.clone(),
                candidates: place.candidates.iter().cloned().map(SearchItem::from).collect(),
                is_ambiguous: place.is_ambiguous,
            }),
            here: understood.here.clone(),
            time: understood.time.as_ref().map(|time| UnderstoodTime {
                words: time.words.clone(),
                moment: time.moment.to_rfc3339(),
                from: time.from.to_rfc3339(),
                until: time.until.to_rfc3339(),
                is_past: time.is_past,
            }),
            mode: understood.mode.as_ref().map(|(words, mode)| UnderstoodMode {
                words: words.clone(),
                mode: mode.code().to_owned(),
            }),
            needs: understood.needs.iter().map(need_shape).collect(),
            not_understood: understood.left.clone(),
        }
    }
}

fn need_shape((words, need): &(String, Need)) -> UnderstoodNeed {
    let (code, value) = match need {
        Need::Open => ("open", None),
        Need::Wheelchair => ("wheelchair", None),
        Need::Kind(kind) => ("kind", Some(kind.code().to_owned())),
        Need::Operator(name) => ("operator", Some(name.clone())),
    };
    UnderstoodNeed {
        words: words.clone(),
        need: code.to_owned(),
        value,
    }
}

/// What was understood, in both languages.
fn told(understood: &Understood) -> (String, String) {
    let (mut vietnamese, mut english) = (Vec::new(), Vec::new());
    let mut tell = |vi: String, en: String| {
        vietnamese.push(vi);
        english.push(en);
    };
    if let Some(spoken) = &understood.procedure {
        let names = |or: &str| {
            spoken
                .candidates
                .iter()
                .map(|(_, name)| name.as_str())
                .collect::<Vec<_>>()
                .join(or)
        };
        tell(
            format!("thủ tục {}", names(" hoặc ")),
            format!("procedure {}", names(" or ")),
        );
    }
    if let Some(place) = understood.place.as_ref().and_then(|place| place.candidates.first()) {
        tell(format!("gần {}", place.label), format!("near {}", place.label));
    } else if understood.here.is_some() {
        tell("gần nơi đang đứng".to_owned(), "near the place asked from".to_owned());
    }
    if let Some(time) = &understood.time {
        let clock = time.moment.format("%H:%M");
        let day = time.moment.format("%d/%m/%Y");
        let weekday = time.moment.weekday();
        tell(
            format!(
                "lúc {clock} {}, ngày {day}",
                crate::text::weekday_vi(weekday.num_days_from_monday())
            ),
            format!("at {clock} on {}, {day}", time.moment.format("%A")),
        );
    }
    if let Some((_, mode)) = understood.mode {
        tell(mode_vi(mode).to_owned(), format!("by {}", mode.code()));
    }
    for (_, need) in &understood.needs {
        match need {
            Need::Open => tell("đang mở cửa".into(), "open".into()),
            Need::Wheelchair => tell("xe lăn vào được".into(), "accessible by wheelchair".into()),
            Need::Kind(kind) => tell(kind.vietnamese().to_lowercase(), kind.code().replace('_', " ")),
            Need::Operator(name) => tell(format!("của {name}"), format!("of {name}")),
        }
    }
    if vietnamese.is_empty() {
        return (
            "Chưa hiểu câu hỏi.".to_owned(),
            "The question was not understood.".to_owned(),
        );
    }
    (
        format!("Đã hiểu: {}.", vietnamese.join("; ")),
        format!("Understood: {}.", english.join("; ")),
    )
}

#[derive(Default)]
struct Questions {
    vietnamese: Vec<String>,
    english: Vec<String>,
}

impl Questions {
    fn ask(&mut self, vietnamese: String, english: String) {
        self.vietnamese.push(vietnamese);
        self.english.push(english);
    }

    fn about(&mut self, understood: &Understood, nearest: Option<&NearestAnswer>) {
        if let Some(spoken) = understood
            .procedure
            .as_ref()
            .filter(|spoken| spoken.candidates.len() > 1)
        {
            let names: Vec<&str> = spoken.candidates.iter().map(|(_, name)| name.as_str()).collect();
            self.ask(
                format!("Ông/Bà cần thủ tục nào: {}?", names.join("; ")),
                format!("Which procedure is meant: {}?", names.join("; ")),
            );
        }
        if let Some(place) = understood.place.as_ref().filter(|place| place.is_ambiguous) {
            let names: Vec<String> = place.candidates.iter().map(named).collect();
            self.ask(
                format!("Ông/Bà hỏi nơi nào: {}?", names.join("; ")),
                format!("Which place is meant: {}?", names.join("; ")),
            );
        }
        if understood.time.as_ref().is_some_and(|time| time.is_past) {
            self.ask(
                "Thời gian này đã qua; Ông/Bà muốn hỏi ngày nào?".to_owned(),
                "This time is past; which day is meant?".to_owned(),
            );
        }
        match nearest {
            None => self.ask(
                "Ông/Bà đang ở đâu? Cho biết phường, xã, đường phố, hoặc bật định vị.".to_owned(),
                "Where are you? Name a ward or street, or share the position.".to_owned(),
            ),
            Some(answer) if answer.results.is_empty() => self.ask(
                "Không có điểm nào chắc chắn đáp ứng tất cả yêu cầu trên; Ông/Bà có thể bỏ bớt một yêu cầu, hoặc gọi 1022 \
                 hay 19001009."
                    .to_owned(),
                "No point is known to meet all of this; leave one demand out, or call 1022 or 19001009.".to_owned(),
            ),
            Some(_) => {}
        }
    }
}

fn named(hit: &Hit) -> String {
    match &hit.detail {
        Some(detail) => format!("{} ({detail})", hit.label),
        None => hit.label.clone(),
    }
}

fn mode_vi(mode: TravelMode) -> &'static str {
    match mode {
        TravelMode::Motorbike => "đi xe máy",
        TravelMode::Car => "đi ô tô",
        TravelMode::Bicycle => "đi xe đạp",
        TravelMode::Foot => "đi bộ",
    }
}
