//! Query parameters, read one by one, so that an error can name the parameter and its value.

use super::error::ApiError;
use crate::geometry::{LonLat, PositionError};
use crate::model::TravelMode;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use chrono::{DateTime, FixedOffset};
use std::ops::RangeInclusive;

/// The pairs of a query string.
pub struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Query::<Vec<(String, String)>>::from_request_parts(parts, state).await {
            Ok(Query(pairs)) => Ok(Params(pairs)),
            Err(rejection) => Err(ApiError::BadQuery(rejection.body_text())),
        }
    }
}

impl Params {
    /// # Errors
    /// A parameter that is not one of `names`, or is given twice: a slip would otherwise be answered as if it had
    /// not been made.
    pub fn only(self, names: &[&str]) -> Result<Params, ApiError> {
        for (index, (name, value)) in self.0.iter().enumerate() {
            let wrong = if !names.contains(&name.as_str()) {
                format!("no such parameter; there are {}", listed(names))
            } else if self.0[..index].iter().any(|(earlier, _)| earlier == name) {
                "given twice".to_owned()
            } else {
                continue;
            };
            return Err(bad(name, value, wrong));
        }
        Ok(self)
    }

    /// Names and values as given.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value, or `None` where it is absent or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    pub fn required(&self, name: &'static str, expected: &str) -> Result<&str, ApiError> {
        self.text(name).ok_or_else(|| ApiError::Missing {
            name,
            expected: expected.to_owned(),
        })
    }

    /// `lon` and `lat`, both required.
    pub fn place(&self) -> Result<LonLat, ApiError> {
        let (lon, lat) = (self.degrees("lon", "-180 to 180")?, self.degrees("lat", "-90 to 90")?);
        LonLat::try_new(lon, lat).map_err(|error| match error {
            PositionError::Longitude(_) => bad("lon", &lon.to_string(), "expected degrees from -180 to 180"),
            PositionError::Latitude(_) => bad("lat", &lat.to_string(), "expected degrees from -90 to 90"),
        })
    }

    /// `mode`; a motorbike where it is absent.
    pub fn mode(&self) -> Result<TravelMode, ApiError> {
        self.choice("mode", &TravelMode::ALL, TravelMode::code)
            .map(Option::unwrap_or_default)
    }

    /// One of several things told by their codes.
    pub fn choice<T: Copy>(&self, name: &str, all: &[T], code: fn(T) -> &'static str) -> Result<Option<T>, ApiError> {
        let Some(value) = self.text(name) else { return Ok(None) };
        let known = all.iter().copied().find(|one| code(*one) == value);
        let codes = || listed(&all.iter().map(|one| code(*one)).collect::<Vec<_>>());
        known
            .map(Some)
            .ok_or_else(|| bad(name, value, format!("expected one of {}", codes())))
    }

    pub fn count(&self, name: &str, range: RangeInclusive<usize>, default: usize) -> Result<usize, ApiError> {
        let Some(value) = self.text(name) else {
            return Ok(default);
        };
        let expected = || format!("expected a whole number from {} to {}", range.start(), range.end());
        value
            .parse()
            .ok()
            .filter(|count| range.contains(count))
            .ok_or_else(|| bad(name, value, expected()))
    }

    /// What `read` makes of the value; `None` where it is absent.
    pub fn read<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>, expected: &str) -> Result<Option<T>, ApiError> {
        let Some(value) = self.text(name) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| bad(name, value, expected))
    }

    /// `true`, `1`, `false` or `0`; false where it is absent.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.text(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(value) => Err(bad(name, value, "expected true or false")),
        }
    }

    pub fn moment(&self, name: &str) -> Result<Option<DateTime<FixedOffset>>, ApiError> {
        let Some(value) = self.text(name) else { return Ok(None) };
        // A plus sign that was not escaped arrives as a blank.
        let moment = DateTime::parse_from_rfc3339(&value.replace(' ', "+"));
        moment
            .map(Some)
            .map_err(|_| bad(name, value, "expected RFC 3339, such as 2026-03-02T09:30:00+07:00"))
    }

    fn degrees(&self, name: &'static str, range: &str) -> Result<f64, ApiError> {
        let expected = format!("expected degrees from {range}");
        let value = self.required(name, &expected)?;
        value.parse().map_err(|_| bad(name, value, expected))
    }
}

/// Names of the parameters of a list that is told in pages.
pub const PAGED: [&str; 2] = ["after", "limit"];

/// A page of a list: at most `limit` (100, at most 1000) of those behind the one whose key is `after`, and the key to go on behind
/// where there are more.
///
/// # Errors
/// A key that none of them has.
pub fn page<'a, T>(
    all: &'a [T],
    key: impl Fn(&T) -> &str,
    params: &Params,
) -> Result<(&'a [T], Option<String>), ApiError> {
    let limit = params.count("limit", 1..=1000, 100)?;
    let first = match params.text("after") {
        None => 0,
        Some(after) => {
            let at = all.iter().position(|one| key(one) == after);
            at.ok_or_else(|| bad("after", after, "expected `next` of the page before"))? + 1
        }
    };
    let page = &all[first..all.len().min(first + limit)];
    let has_more = first + page.len() < all.len();
    let next = page.last().filter(|_| has_more).map(|last| key(last).to_owned());
    Ok((page, next))
}

/// An error about one parameter; a long value is cut.
pub fn bad(name: &str, value: &str, expected: impl Into<String>) -> ApiError {
    let value = value.chars().take(80).collect();
    ApiError::BadValue {
        name: name.chars().take(40).collect(),
        value,
        expected: expected.into(),
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_tell_everything_once_and_the_last_one_has_no_next() {
        let all = ["a", "b", "c", "d", "e"];
        let asked = |after: &str, limit: &str| {
            let params = Params(vec![("after".into(), after.into()), ("limit".into(), limit.into())]);
            page(&all, |one| one, &params).map(|(page, next)| (page.concat(), next.unwrap_or_default()))
        };
        assert_eq!(asked("", "2").expect("a page"), ("ab".to_owned(), "b".to_owned()));
        assert_eq!(asked("b", "2").expect("a page"), ("cd".to_owned(), "d".to_owned()));
        assert_eq!(asked("d", "2").expect("a page"), ("e".to_owned(), String::new()));
        assert_eq!(asked("e", "2").expect("a page"), (String::new(), String::new()));
        assert_eq!(asked("", "5").expect("a page"), ("abcde".to_owned(), String::new()));
        for (after, limit) in [("x", "2"), ("", "0"), ("", "1001"), ("", "two")] {
            assert!(asked(after, limit).is_err(), "{after} {limit}");
        }
    }
}
