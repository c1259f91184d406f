//! The examples that the document shows of a walk: cut to a few items, and the same whenever they are written.

use crate::service::voice::uuid;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/document_examples.json");
/// What stands for the present in examples.
const THEN: &str = "2026-03-02T02:00:00Z";

/// Answers by method, path and status; the first of each stays.
#[derive(Default)]
pub struct Examples {
    all: BTreeMap<String, Value>,
    ids: BTreeMap<String, String>,
}

impl Examples {
    pub fn keep(&mut self, name: &str, asked: &str, sent: &Value, media: &str, told: &Value) {
        if self.all.contains_key(name) {
            return;
        }
        let mut kept = Map::new();
        kept.insert("asked".into(), self.stable(&json!(asked)));
        if !sent.is_null() {
            kept.insert("sent".into(), self.stable(sent));
        }
        kept.insert("media".into(), media.into());
        kept.insert("told".into(), short(&self.stable(told)));
        self.all.insert(name.to_owned(), kept.into());
    }

    /// Into the document's file.
    pub fn write(&self) {
        let text = serde_json::to_string_pretty(&self.all).expect("JSON") + "\n";
        std::fs::write(FILE, text).expect("the examples are written");
    }

    /// Without what is another each time: ids, tokens, the present.
    fn stable(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.stable_text(text).into(),
            Value::Array(list) => list.iter().map(|one| self.stable(one)).collect(),
            Value::Object(map) => {
                let told = map.iter().map(|(name, one)| {
                    let one = match name.as_str() {
                        "csrf_token" => json!("0".repeat(64)),
                        "hash" => json!("f".repeat(64)),
                        // Of the audit log: entries, and the hash of the last one.
                        "head" => {
                            let entries = one.as_str().and_then(|head| head.split(':').next());
                            json!(format!("{}:{}", entries.unwrap_or_default(), "f".repeat(64)))
                        }
                        _ if name.ends_with("elapsed_s") || name == "seconds" => json!(0.5),
                        _ => self.stable(one),
                    };
                    (name.clone(), one)
                });
                Value::Object(told.collect())
            }
            other => other.clone(),
        }
    }

    fn stable_text(&mut self, text: &str) -> String {
        let now = Utc::now();
        let then: DateTime<Utc> = THEN.parse().expect("a moment");
        let is_near = |other: TimeDelta| other.num_days().abs() < 60;
        if let Ok(at) = DateTime::parse_from_rfc3339(text)
            && is_near(at.with_timezone(&Utc) - now)
        {
            let minutes = ((at.with_timezone(&Utc) - now).num_seconds() as f64 / 60.0).round() as i64;
            let at = (then + TimeDelta::minutes(minutes)).with_timezone(at.offset());
            return at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        }
        if let Ok(day) = text.parse::<NaiveDate>()
            && is_near(day.signed_duration_since(now.date_naive()))
        {
            let days = day.signed_duration_since(now.date_naive());
            return (then.date_naive() + days).to_string();
        }
        let mut told = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some(id) = rest.get(..36).filter(|part| is_uuid(part)) {
                let next = uuid(101 + self.ids.len() as u32);
                // Those that a test chose are the same each time.
                let chosen = id.starts_with("0199aa10-");
                told += if chosen {
                    id
                } else {
                    self.ids.entry(id.to_owned()).or_insert(next)
                };
                rest = &rest[36..];
            } else {
                told.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        told
    }
}

fn is_uuid(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// A few items of each list, the start of long texts; lines of coordinates stay lines.
fn short(value: &Value) -> Value {
    match value {
        Value::String(text) if text.chars().count() > 400 => {
            let start: String = text.chars().take(400).collect();
            format!("{start}...").into()
        }
        Value::Array(list) => {
            let most = match list.first() {
                Some(Value::Number(_) | Value::Array(_)) => 5,
                Some(Value::String(_)) => 4,
                _ => 1,
            };
            list.iter().take(most).map(short).collect()
        }
        Value::Object(map) => {
            // Addresses of the other OpenAPI document, one example of them.
            let most = if map.keys().any(|name| name.starts_with('/')) {
                1
            } else {
                usize::MAX
            };
            let told = map.iter().take(most).map(|(name, one)| (name.clone(), short(one)));
            Value::Object(told.collect())
        }
        other => other.clone(),
    }
}
