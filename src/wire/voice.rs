//! What the public says, as JSON: ratings, reports, satisfaction.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::geometry::LonLat;
use crate::planner::satisfaction::{Satisfaction, Whole};
use crate::planner::voice::{NewRating, NewReport, hanoi_day};
use crate::voice::{CaseKind, Rating, Reading, Reason, VoiceSettings};
pub use crate::voice::{SATISFACTION_FORMULA_EN, SATISFACTION_FORMULA_VI};

/// A field of a request that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} '{value}': {expected}")]
pub struct VoiceShapeError {
    pub field: &'static str,
    /// Cut where it is long.
    pub value: String,
    pub expected: String,
}

/// A visit that is rated. Nothing asks who.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingRequest {
    /// UUID that the page made up for this visit: sent twice, it is one rating.
    #[schema(
        min_length = 36,
        max_length = 36,
        format = "uuid",
        example = "0199aa10-0000-7000-8000-000000000001"
    )]
    pub visit: String,
    /// Code of the point.
    #[schema(max_length = 64, example = "BIDV-001")]
    pub facility: String,
    #[schema(minimum = 1, maximum = 5, example = 5)]
    pub stars: u8,
    /// quick, friendly, clear, long_wait, unfriendly, unclear, was_closed, not_helped, equipment, fees
    #[schema(max_length = 20, example = "quick")]
    pub reason: Option<String>,
    /// At most 500 characters; numbers of telephones and identity cards are masked before they are kept.
    #[schema(max_length = 500)]
    pub text: Option<String>,
}

/// What became of a rating.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RatingAnswer {
    /// The stars count already; whether the words wait until somebody has read them.
    pub words_wait: bool,
    /// Id of the case that it became, to look the answer up with.
    pub case: Option<String>,
}

/// Something wrong with a point.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    /// UUID that the page made up for this report: sent twice, it is one case.
    #[schema(
        min_length = 36,
        max_length = 36,
        format = "uuid",
        example = "0199aa10-0000-7000-8000-000000000002"
    )]
    pub request: String,
    /// Code of the point.
    #[schema(max_length = 64, example = "BIDV-001")]
    pub facility: String,
    /// wrong_position, wrong_hours, closed, other
    #[schema(max_length = 20, example = "wrong_hours")]
    pub kind: String,
    /// At most 500 characters, masked as those of a rating.
    #[schema(max_length = 500)]
    pub text: Option<String>,
    /// Where the point is, as the citizen says; both or neither.
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
}

/// A report was taken in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReportAnswer {
    /// Id of the case: who has it can look the answer up.
    pub case: String,
    /// Last day for the answer, `YYYY-MM-DD`.
    pub due: String,
}

/// What citizens say of the points, above the minimum sample alone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SatisfactionAnswer {
    /// Ratings below which no figure of a point is told.
    pub minimum_sample: u32,
    /// Months that ratings and reports are counted of.
    pub window_months: u32,
    /// 0 to 1.
    pub target: f64,
    pub formula_vi: String,
    pub formula_en: String,
    /// What citizens say of the whole network; null below the minimum sample.
    pub citizens: Option<NetworkSatisfactionShape>,
    /// What the points report of themselves, never added to the former; null below the minimum sample.
    pub self_assessed: Option<NetworkSatisfactionShape>,
    /// By code, then source.
    pub points: Vec<SatisfactionShape>,
}

/// One source's figure of the whole network: share = count / size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NetworkSatisfactionShape {
    pub count: f64,
    pub size: f64,
    pub share: f64,
    /// 95 %, Wilson.
    pub interval_low: Option<f64>,
    pub interval_high: Option<f64>,
    /// Points that somebody answered of.
    pub points: u32,
    /// Ratings of 1, 2, 3, 4 and 5 stars; null where the source has no stars.
    pub stars: Option<Vec<u32>>,
    /// Ratings that do not count, because more came within minutes than a counter can have served.
    pub set_aside: u32,
}

/// One source's figure of one point: share = count / size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SatisfactionShape {
    pub facility: String,
    /// citizens (their ratings), self_assessed (the point's own reports), inspection (items of the checklist)
    pub source: String,
    pub count: f64,
    pub size: f64,
    /// Null where nothing counts: all was set aside.
    pub share: Option<f64>,
    /// 95 %, Wilson; null where nothing counts and for an inspection, which looks at every item.
    pub interval_low: Option<f64>,
    pub interval_high: Option<f64>,
    /// Ratings that do not count, because more came within minutes than a counter can have served.
    pub set_aside: u32,
}

/// What citizens say of one point.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PointVoiceAnswer {
    pub facility: String,
    pub minimum_sample: u32,
    /// Months that ratings are counted of.
    pub window_months: u32,
    pub formula_vi: String,
    pub formula_en: String,
    /// Null below the minimum sample.
    pub citizens: Option<SatisfactionShape>,
    /// Words that support has read and shown, the newest first.
    pub words: Vec<WordsShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WordsShape {
    /// Day in Hanoi, `YYYY-MM-DD`.
    pub day: String,
    pub stars: u8,
    pub reason: Option<String>,
    pub text: String,
}

/// Ratings with words, for support.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RatingsAnswer {
    /// The newest first.
    pub ratings: Vec<RatingItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatingItem {
    pub id: String,
    pub facility: String,
    /// Day in Hanoi, `YYYY-MM-DD`.
    pub day: String,
    pub stars: u8,
    pub reason: Option<String>,
    pub text: Option<String>,
    /// waiting, shown, hidden, no_text
    pub reading: String,
}

/// What support says of the words of a rating.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingRequest {
    /// shown or hidden
    #[schema(max_length = 10, example = "shown")]
    pub reading: String,
    /// How they were when they were looked at: waiting, shown or hidden
    #[schema(max_length = 10, example = "waiting")]
    pub seen: String,
}

impl RatingRequest {
    /// # Errors
    /// The first field that cannot be used.
    pub fn rating(self) -> Result<NewRating, VoiceShapeError> {
        let reason = match self.reason {
            None => None,
            Some(code) => Some(known(
                "reason",
                &code,
                Reason::from_code,
                &Reason::ALL.map(Reason::code),
            )?),
        };
        Ok(NewRating {
            visit: uuid("visit", &self.visit)?,
            facility: self.facility,
            stars: self.stars,
            reason,
            text: self.text.unwrap_or_default(),
        })
    }
}

impl ReportRequest {
    /// # Errors
    /// The first field that cannot be used.
    pub fn report(self) -> Result<NewReport, VoiceShapeError> {
        let kinds = [
            CaseKind::WrongPosition,
            CaseKind::WrongHours,
            CaseKind::Closed,
            CaseKind::Other,
        ];
        let of_public = |code: &str| CaseKind::from_code(code).filter(|kind| kinds.contains(kind));
        Ok(NewReport {
            request: uuid("request", &self.request)?,
            facility: self.facility,
            kind: known("kind", &self.kind, of_public, &kinds.map(CaseKind::code))?,
            text: self.text.unwrap_or_default(),
            position: position(self.lon, self.lat)?,
        })
    }
}

impl ReadingRequest {
    /// What was seen, and what is wanted.
    ///
    /// # Errors
    /// The first field that cannot be used.
    pub fn reading(&self) -> Result<(Reading, Reading), VoiceShapeError> {
        let all = [Reading::Waiting, Reading::Shown, Reading::Hidden];
        let of_words = |code: &str| Reading::from_code(code).filter(|one| all.contains(one));
        let wanted = |code: &str| of_words(code).filter(|one| *one != Reading::Waiting);
        Ok((
            known("seen", &self.seen, of_words, &all.map(Reading::code))?,
            known("reading", &self.reading, wanted, &["shown", "hidden"])?,
        ))
    }
}

impl SatisfactionAnswer {
    /// `network`: what citizens say of all points, and what the points say of themselves.
    pub fn of(
        settings: VoiceSettings,
        told: impl IntoIterator<Item = Satisfaction>,
        network: (Option<Whole>, Option<Whole>),
    ) -> SatisfactionAnswer {
        SatisfactionAnswer {
            minimum_sample: settings.minimum_sample as u32,
            window_months: settings.window_months as u32,
            target: settings.satisfaction_target,
            formula_vi: SATISFACTION_FORMULA_VI.to_owned(),
            formula_en: SATISFACTION_FORMULA_EN.to_owned(),
            citizens: network.0.map(NetworkSatisfactionShape::from),
            self_assessed: network.1.map(NetworkSatisfactionShape::from),
            points: told.into_iter().map(|one| SatisfactionShape::from(&one)).collect(),
        }
    }
}

impl From<Whole> for NetworkSatisfactionShape {
    fn from(told: Whole) -> Self {
        NetworkSatisfactionShape {
            count: told.count,
            size: told.size,
            share: told.count / told.size,
            interval_low: told.interval.map(|interval| interval.0),
            interval_high: told.interval.map(|interval| interval.1),
            points: told.points,
            stars: told.stars.map(Vec::from),
            set_aside: told.set_aside,
        }
    }
}

impl PointVoiceAnswer {
    pub fn of(
        facility: String,
        settings: VoiceSettings,
        told: Option<&Satisfaction>,
        shown: &[Rating],
    ) -> PointVoiceAnswer {
        let words = |one: &Rating| {
            Some(WordsShape {
                day: hanoi_day(one.at).to_string(),
                stars: one.stars,
                reason: one.reason.map(|reason| reason.code().to_owned()),
                text: one.text.clone()?,
            })
        };
        PointVoiceAnswer {
            facility,
            minimum_sample: settings.minimum_sample as u32,
            window_months: settings.window_months as u32,
            formula_vi: SATISFACTION_FORMULA_VI.to_owned(),
            formula_en: SATISFACTION_FORMULA_EN.to_owned(),
            citizens: told.map(SatisfactionShape::from),
            words: shown.iter().filter_map(words).collect(),
        }
    }
}

impl From<&Satisfaction> for SatisfactionShape {
    fn from(told: &Satisfaction) -> Self {
        SatisfactionShape {
            facility: told.facility.clone(),
            source: told.source.code().to_owned(),
            count: told.count,
            size: told.size,
            share: told.share(),
            interval_low: told.interval.map(|interval| interval.0),
            interval_high: told.interval.map(|interval| interval.1),
            set_aside: told.set_aside,
        }
    }
}

impl From<&Rating> for RatingItem {
    fn from(one: &Rating) -> Self {
        RatingItem {
            id: one.id.clone(),
            facility: one.facility.clone(),
            day: hanoi_day(one.at).to_string(),
            stars: one.stars,
            reason: one.reason.map(|reason| reason.code().to_owned()),
            text: one.text.clone(),
            reading: one.reading.code().to_owned(),
        }
    }
}

/// A UUID in its usual writing, lower case.
pub(super) fn uuid(field: &'static str, value: &str) -> Result<String, VoiceShapeError> {
    let read = uuid::Uuid::try_parse(value).ok().filter(|_| value.len() == 36);
    read.map(|id| id.to_string()).ok_or_else(|| {
        refused(
            field,
            value,
            "expected a UUID such as 0199aa10-0000-7000-8000-000000000001",
        )
    })
}

/// One of several things told by their codes.
pub(super) fn known<T>(
    field: &'static str,
    code: &str,
    read: impl Fn(&str) -> Option<T>,
    codes: &[&str],
) -> Result<T, VoiceShapeError> {
    read(code).ok_or_else(|| refused(field, code, format!("expected one of {}", codes.join(", "))))
}

/// Both halves of a position, or neither.
pub(super) fn position(lon: Option<f64>, lat: Option<f64>) -> Result<Option<LonLat>, VoiceShapeError> {
    match (lon, lat) {
        (None, None) => Ok(None),
        (Some(lon), Some(lat)) => match LonLat::try_new(lon, lat) {
            Ok(place) => Ok(Some(place)),
            Err(error) => Err(refused("lon, lat", &format!("{lon}, {lat}"), error.to_string())),
        },
        _ => Err(refused("lon, lat", "", "give both or neither")),
    }
}

/// A text of the office, bounded; blanks at its ends do not count.
pub(super) fn words(field: &'static str, text: &str, most: usize) -> Result<String, VoiceShapeError> {
    let text = text.trim();
    let found = text.chars().count();
    if found > most {
        return Err(refused(
            field,
            text,
            format!("{found} characters: at most {most} are taken"),
        ));
    }
    Ok(text.to_owned())
}

pub(super) fn refused(field: &'static str, value: &str, expected: impl Into<String>) -> VoiceShapeError {
    VoiceShapeError {
        field,
        value: value.chars().take(40).collect(),
        expected: expected.into(),
    }
}
