//! A rule as a file that planners write: TOML or JSON, told apart by content.
//!
//! A field that is left out is as in the shipped rule named by `like` (`scheme` without it), a field that
//! is not known is refused. What the data must know (communes, procedures) is checked where the rule is
//! evaluated: see `Rule::check`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::model::{
    AreaChoice, Bound, Combine, FacilityKind, HoursBasis, Override, Rule, RuleSource, Targets, Territory, TravelMode,
    TravelPeriod,
};
use crate::units::{Deciseconds, Metres, Share};

/// The newest form of rule file that this program reads.
const FORMAT: u64 = 1;
/// Farther than across any city: a number beyond is a slip.
const LONGEST_RADIUS_M: f64 = 200_000.0;
/// A day.
const LONGEST_TRAVEL_S: f64 = 86_400.0;
/// Characters of a wrong value that are told.
const TOLD: usize = 60;

/// Why a rule file is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleFileError {
    #[error("it is neither TOML nor JSON: {0}")]
    Syntax(String),
    #[error("{place}{reason}")]
    Field { place: String, reason: String },
    #[error("{field} = {value}: {expected}")]
    Value {
        field: String,
        value: String,
        expected: String,
    },
    #[error("{field} is missing: {expected}")]
    Missing { field: String, expected: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    format: Option<Value>,
    id: Option<Value>,
    version: Option<Value>,
    like: Option<Value>,
    source: Option<Value>,
    source_en: Option<Value>,
    mode: Option<Value>,
    period: Option<Value>,
    radius_m: Option<Value>,
    travel_s: Option<Value>,
    combine: Option<Value>,
    counts: Option<Value>,
    time_bound: Option<Value>,
    distance_bound: Option<Value>,
    procedure: Option<Value>,
    hours: Option<Value>,
    targets: Option<Value>,
    groups: Option<Value>,
    overrides: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetsFile {
    city: Option<Value>,
    commune: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OverrideFile {
    communes: Option<Value>,
    territory: Option<Value>,
    group: Option<Value>,
    radius_m: Option<Value>,
    travel_s: Option<Value>,
    combine: Option<Value>,
    counts: Option<Value>,
}

/// The rule that a file describes.
///
/// # Errors
/// The first field that is missing, not known, or has a value that makes no sense, with what is expected.
pub fn read_rule(text: &str) -> Result<Rule, RuleFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let syntax = |error: String| RuleFileError::Syntax(error.trim_end().to_owned());
    let value: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| syntax(error.to_string()))?
    } else {
        from_toml(toml::from_str(text).map_err(|error| syntax(error.to_string()))?)
    };
    let file: RuleFile = part("", value)?;
    if let Some(format) = &file.format
        && format.as_u64() != Some(FORMAT)
    {
        return Err(wrong("format", format, format!("this program reads format {FORMAT}")));
    }
    let like = match &file.like {
        None => Rule::scheme(),
        Some(value) => {
            let named = value.as_str().and_then(Rule::named);
            named.ok_or_else(|| wrong("like", value, format!("one of {}", shipped())))?
        }
    };
    let groups = file.groups.map_or(Ok(like.groups.clone()), groups)?;
    let rule = Rule {
        id: id(file.id.as_ref())?,
        version: set("version", file.version, like.version, version)?,
        radius: set("radius_m", file.radius_m, like.radius, radius)?,
        travel: set("travel_s", file.travel_s, like.travel, travel)?,
        mode: set("mode", file.mode, like.mode, mode)?,
        period: set("period", file.period, like.period, period)?,
        combine: set("combine", file.combine, like.combine, combine)?,
        counts: set("counts", file.counts, like.counts.clone(), kinds)?,
        time_bound: set("time_bound", file.time_bound, like.time_bound, bound)?,
        distance_bound: set("distance_bound", file.distance_bound, like.distance_bound, bound)?,
        procedure: set("procedure", file.procedure, like.procedure.clone(), |field, value| {
            text_of(field, value).map(Some)
        })?,
        hours: set("hours", file.hours, like.hours, hours)?,
        overrides: file
            .overrides
            .map_or(Ok(like.overrides.clone()), |value| overrides(value, &groups))?,
        targets: file.targets.map_or(Ok(like.targets), targets)?,
        groups,
        source: source(file.source.as_ref(), file.source_en.as_ref())?,
    };
    match Rule::named(&rule.id) {
        Some(shipped)
            if Rule {
                source: shipped.source.clone(),
                ..rule.clone()
            } != shipped =>
        {
            let id = Value::String(rule.id.clone());
            let expected = "a shipped rule has this name, and this file says something else; choose another name";
            Err(wrong("id", &id, expected))
        }
        Some(shipped) => Ok(shipped),
        None => Ok(rule),
    }
}

/// The same tree; what JSON has no number for (`nan`, `inf`) and dates are told by their text, which no field takes.
fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::Float(number) => {
            serde_json::Number::from_f64(number).map_or_else(|| Value::String(number.to_string()), Value::Number)
        }
        toml::Value::Integer(number) => number.into(),
        toml::Value::Boolean(holds) => holds.into(),
        toml::Value::String(text) => text.into(),
        toml::Value::Datetime(moment) => moment.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(from_toml).collect(),
        toml::Value::Table(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, from_toml(value)));
            Value::Object(fields.collect())
        }
    }
}

fn shipped() -> String {
    Rule::shipped().map(|rule| rule.id).join(", ")
}

/// Reads a table whose fields are all known.
fn part<T: for<'a> Deserialize<'a>>(place: &str, value: Value) -> Result<T, RuleFileError> {
    let told = told(&value);
    serde_json::from_value(value).map_err(|error| {
        let place = if place.is_empty() {
            String::new()
        } else {
            format!("{place}: ")
        };
        let reason = match error.to_string() {
            reason if reason.starts_with("unknown field") => format!("{reason}; correct the name or leave it out"),
            _ => format!("{told} is not a table of fields"),
        };
        RuleFileError::Field { place, reason }
    })
}

fn wrong(field: impl Into<String>, value: &Value, expected: impl Into<String>) -> RuleFileError {
    RuleFileError::Value {
        field: field.into(),
        value: told(value),
        expected: expected.into(),
    }
}

fn told(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

fn set<T>(
    field: &str,
    value: Option<Value>,
    like: T,
    read: impl Fn(&str, &Value) -> Result<T, RuleFileError>,
) -> Result<T, RuleFileError> {
    value.map_or(Ok(like), |value| read(field, &value))
}

fn text_of(field: &str, value: &Value) -> Result<String, RuleFileError> {
    match value.as_str().map(str::trim) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(wrong(field, value, "expected a text that is not empty, in quotes")),
    }
}

/// One of the codes that `known` lists.
fn code<T: Copy>(
    field: &str,
    value: &Value,
    known: &[T],
    code_of: impl Fn(T) -> &'static str,
) -> Result<T, RuleFileError> {
    let text = value.as_str().unwrap_or_default();
    let found = known.iter().copied().find(|one| code_of(*one) == text);
    let all = || known.iter().map(|one| code_of(*one)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| wrong(field, value, format!("expected one of {}", all())))
}

fn id(value: Option<&Value>) -> Result<String, RuleFileError> {
    let expected = "expected a short name of the rule, of the letters a-z, digits, '_' and '-', at most 64";
    let Some(value) = value else {
        let (field, expected) = ("id".to_owned(), expected.to_owned());
        return Err(RuleFileError::Missing { field, expected });
    };
    let text = value.as_str().unwrap_or_default();
    let may_stand = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if text.is_empty() || text.len() > 64 || !text.chars().all(may_stand) {
        return Err(wrong("id", value, expected));
    }
    Ok(text.to_owned())
}

fn version(field: &str, value: &Value) -> Result<u32, RuleFileError> {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| wrong(field, value, "expected a whole number from 1"))
}

fn radius(field: &str, value: &Value) -> Result<Metres, RuleFileError> {
    match value.as_f64() {
        Some(metres) if metres > 0.0 && metres <= LONGEST_RADIUS_M => Ok(Metres(metres)),
        _ => Err(wrong(
            field,
            value,
            format!("expected metres above 0 and at most {LONGEST_RADIUS_M}"),
        )),
    }
}

fn travel(field: &str, value: &Value) -> Result<Deciseconds, RuleFileError> {
    let seconds = value
        .as_f64()
        .filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST_TRAVEL_S);
    let tenths = seconds.map(|seconds| (seconds, Deciseconds::from_seconds(seconds)));
    match tenths {
        Some((seconds, tenths)) if (f64::from(tenths.0) / 10.0 - seconds).abs() < 1e-6 => Ok(tenths),
        _ => Err(wrong(
            field,
            value,
            format!("expected seconds above 0 and at most {LONGEST_TRAVEL_S}, in whole tenths"),
        )),
    }
}

fn mode(field: &str, value: &Value) -> Result<TravelMode, RuleFileError> {
    code(field, value, &TravelMode::ALL, TravelMode::code)
}

fn period(field: &str, value: &Value) -> Result<TravelPeriod, RuleFileError> {
    code(
        field,
        value,
        &[TravelPeriod::OffPeak, TravelPeriod::Peak],
        TravelPeriod::code,
    )
}

fn combine(field: &str, value: &Value) -> Result<Combine, RuleFileError> {
    let known = [Combine::Any, Combine::All, Combine::DistanceOnly, Combine::TimeOnly];
    code(field, value, &known, Combine::code)
}

fn bound(field: &str, value: &Value) -> Result<Bound, RuleFileError> {
    code(field, value, &[Bound::Inclusive, Bound::Exclusive], Bound::code)
}

fn hours(field: &str, value: &Value) -> Result<HoursBasis, RuleFileError> {
    code(
        field,
        value,
        &[HoursBasis::Nominal, HoursBasis::OpenShare],
        HoursBasis::code,
    )
}

fn list<'a>(field: &str, value: &'a Value, of: &str) -> Result<&'a [Value], RuleFileError> {
    match value.as_array() {
        Some(items) if !items.is_empty() => Ok(items),
        _ => Err(wrong(
            field,
            value,
            format!("expected a list of {of} that is not empty"),
        )),
    }
}

fn kinds(field: &str, value: &Value) -> Result<Vec<FacilityKind>, RuleFileError> {
    let items = list(field, value, "kinds of point")?;
    let read = |item: &Value| code(field, item, &FacilityKind::ALL, FacilityKind::code);
    items.iter().map(read).collect()
}

fn commune_codes(field: &str, value: &Value) -> Result<Vec<String>, RuleFileError> {
    let items = list(field, value, "commune codes")?;
    let read = |item: &Value| {
        let text = item.as_str().map(str::trim).filter(|text| !text.is_empty());
        let expected = "a commune code is a text: put it in quotes, with its leading zeros";
        text.map(str::to_owned).ok_or_else(|| wrong(field, item, expected))
    };
    items.iter().map(read).collect()
}

fn groups(value: Value) -> Result<BTreeMap<String, Vec<String>>, RuleFileError> {
    let Value::Object(named) = &value else {
        return Err(wrong(
            "groups",
            &value,
            "expected a table: the name of each group with its commune codes",
        ));
    };
    let read = |(name, codes): (&String, &Value)| Ok((name.clone(), commune_codes(&format!("groups.{name}"), codes)?));
    named.iter().map(read).collect()
}

fn share(field: &str, value: &Value) -> Result<Share, RuleFileError> {
    let share = value.as_f64().filter(|share| (0.0..=1.0).contains(share));
    share
        .map(Share)
        .ok_or_else(|| wrong(field, value, "expected a share from 0 to 1; 95 % is 0.95"))
}

fn targets(value: Value) -> Result<Targets, RuleFileError> {
    let file: TargetsFile = part("targets", value)?;
    let every = Targets::default();
    Ok(Targets {
        city: set("targets.city", file.city, every.city, share)?,
        commune: set("targets.commune", file.commune, every.commune, share)?,
    })
}

fn overrides(value: Value, groups: &BTreeMap<String, Vec<String>>) -> Result<Vec<Override>, RuleFileError> {
    let Value::Array(items) = value else {
        return Err(wrong(
            "overrides",
            &value,
            "expected a list of tables ([[overrides]] in TOML)",
        ));
    };
    let items = items.into_iter().enumerate();
    items
        .map(|(index, item)| override_of(&format!("overrides[{index}]"), item, groups))
        .collect()
}

fn override_of(place: &str, value: Value, groups: &BTreeMap<String, Vec<String>>) -> Result<Override, RuleFileError> {
    let whole = told(&value);
    let file: OverrideFile = part(place, value)?;
    let at = |name: &str| format!("{place}.{name}");
    let refused = |expected: &str| RuleFileError::Value {
        field: place.to_owned(),
        value: whole.clone(),
        expected: expected.to_owned(),
    };
    let areas = match (&file.communes, &file.territory, &file.group) {
        (Some(codes), None, None) => AreaChoice::Communes(commune_codes(&at("communes"), codes)?),
        (None, Some(territory), None) => AreaChoice::Territory(code(
            &at("territory"),
            territory,
            &[Territory::Urban, Territory::Rural],
            Territory::code,
        )?),
        (None, None, Some(group)) => {
            let name = text_of(&at("group"), group)?;
            let known = groups.keys().cloned().collect::<Vec<_>>().join(", ");
            let expected = format!("expected the name of a table under [groups]; there are: {known}");
            if !groups.contains_key(&name) {
                return Err(wrong(at("group"), group, expected));
            }
            AreaChoice::Group(name)
        }
        _ => {
            return Err(refused(
                "say where it holds by exactly one of communes, territory, group",
            ));
        }
    };
    let changed = Override {
        areas,
        radius: file.radius_m.map(|value| radius(&at("radius_m"), &value)).transpose()?,
        travel: file.travel_s.map(|value| travel(&at("travel_s"), &value)).transpose()?,
        combine: file.combine.map(|value| combine(&at("combine"), &value)).transpose()?,
        counts: file.counts.map(|value| kinds(&at("counts"), &value)).transpose()?,
    };
    let says_nothing =
        changed.radius.is_none() && changed.travel.is_none() && changed.combine.is_none() && changed.counts.is_none();
    if says_nothing {
        return Err(refused(
            "it changes nothing; say radius_m, travel_s, combine or counts, or leave it out",
        ));
    }
    Ok(changed)
}

fn source(vietnamese: Option<&Value>, english: Option<&Value>) -> Result<Option<RuleSource>, RuleFileError> {
    let vietnamese = vietnamese.map(|value| text_of("source", value)).transpose()?;
    let english = english.map(|value| text_of("source_en", value)).transpose()?;
    let Some(either) = vietnamese.clone().or(english.clone()) else {
        return Ok(None);
    };
    Ok(Some(RuleSource {
        vietnamese: vietnamese.unwrap_or_else(|| either.clone()),
        english: english.unwrap_or(either),
    }))
}

#[cfg(test)]
#[path = "rule_file_tests.rs"]
mod tests;
