//! Whether a feature passes a filter. A comparison with null is neither true nor false, and so is its negation.

use super::cql2_parse::{Comparison, Filter, Operand, Relation, Shape};
use super::features::Feature;
use crate::text::without_accents;
use geo::{BoundingRect, Geometry, Intersects, Relate};
use serde_json::Value;
use std::cmp::Ordering;

/// Whether the filter is true of the feature. Geometries of the filter are WGS84 by now.
pub fn passes(filter: &Filter, feature: &Feature) -> bool {
    holds(filter, feature) == Some(true)
}

/// The filter with each of its geometries replaced.
///
/// # Errors
/// The first that `replace` refuses.
pub fn with_geometries<E>(
    filter: Filter,
    replace: &impl Fn(Geometry<f64>) -> Result<Geometry<f64>, E>,
) -> Result<Filter, E> {
    let all = |filters: Vec<Filter>| -> Result<Vec<Filter>, E> {
        filters.into_iter().map(|one| with_geometries(one, replace)).collect()
    };
    Ok(match filter {
        Filter::And(parts) => Filter::And(all(parts)?),
        Filter::Or(parts) => Filter::Or(all(parts)?),
        Filter::Not(inside) => Filter::Not(Box::new(with_geometries(*inside, replace)?)),
        Filter::Relates(relation, left, right) => {
            let moved = |shape: Shape| match shape {
                Shape::Own => Ok(Shape::Own),
                Shape::Told(geometry) => replace(geometry).map(Shape::Told),
            };
            Filter::Relates(relation, moved(left)?, moved(right)?)
        }
        other => other,
    })
}

fn holds(filter: &Filter, feature: &Feature) -> Option<bool> {
    match filter {
        Filter::Constant(value) => Some(*value),
        // False before unknown, as SQL has it.
        Filter::And(parts) => {
            let told: Vec<Option<bool>> = parts.iter().map(|part| holds(part, feature)).collect();
            if told.contains(&Some(false)) {
                Some(false)
            } else {
                told.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
            }
        }
        Filter::Or(parts) => {
            let told: Vec<Option<bool>> = parts.iter().map(|part| holds(part, feature)).collect();
            if told.contains(&Some(true)) {
                Some(true)
            } else {
                told.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
            }
        }
        Filter::Not(inside) => holds(inside, feature).map(|value| !value),
        Filter::Compare(left, comparison, right) => {
            let order = order(&value(left, feature), &value(right, feature));
            match (order, comparison) {
                (Order::Unknown, _) => None,
                // Of different kinds: not equal, and in no order.
                (Order::Incomparable, comparison) => Some(*comparison == Comparison::NotEqual),
                (Order::Told(order), comparison) => Some(is_as(order, *comparison)),
            }
        }
        Filter::Like(operand, pattern) => {
            // A pattern is read as the operand is: CASEI(name) LIKE 'Đại%' means what it seems to.
            let pattern = as_read_by(operand, value(pattern, feature));
            match (value(operand, feature), pattern) {
                (Value::String(text), Value::String(pattern)) => Some(is_like(&text, &pattern)),
                (Value::Null, _) => None,
                _ => Some(false),
            }
        }
        Filter::In(operand, values) => {
            let wanted = value(operand, feature);
            (wanted != Value::Null).then(|| {
                values
                    .iter()
                    .any(|one| matches!(order(&wanted, &value(one, feature)), Order::Told(Ordering::Equal)))
            })
        }
        Filter::Between(operand, low, high) => {
            let both = [
                (operand, Comparison::GreaterOrEqual, low),
                (operand, Comparison::LessOrEqual, high),
            ];
            let parts =
                both.map(|(operand, comparison, limit)| Filter::Compare(operand.clone(), comparison, limit.clone()));
            holds(&Filter::And(parts.to_vec()), feature)
        }
        Filter::IsNull(operand) => Some(value(operand, feature) == Value::Null),
        Filter::Relates(relation, left, right) => Some(relates(
            *relation,
            geometry_of(left, feature),
            geometry_of(right, feature),
        )),
    }
}

fn geometry_of<'a>(shape: &'a Shape, feature: &'a Feature) -> &'a Geometry<f64> {
    match shape {
        Shape::Own => &feature.geometry,
        Shape::Told(geometry) => geometry,
    }
}

fn relates(relation: Relation, left: &Geometry<f64>, right: &Geometry<f64>) -> bool {
    let boxes = left.bounding_rect().zip(right.bounding_rect());
    if !boxes.is_some_and(|(one, other)| one.intersects(&other)) {
        return relation == Relation::Disjoint;
    }
    match relation {
        Relation::Intersects => left.intersects(right),
        Relation::Disjoint => !left.intersects(right),
        Relation::Equals => left.relate(right).is_equal_topo(),
        Relation::Touches => left.relate(right).is_touches(),
        Relation::Within => left.relate(right).is_within(),
        Relation::Overlaps => left.relate(right).is_overlaps(),
        Relation::Crosses => left.relate(right).is_crosses(),
        Relation::Contains => left.relate(right).is_contains(),
    }
}

fn value(operand: &Operand, feature: &Feature) -> Value {
    match operand {
        Operand::Property(name) => feature.properties.get(name).cloned().unwrap_or(Value::Null),
        Operand::Text(text) => Value::String(text.clone()),
        Operand::Number(number) => serde_json::json!(number),
        Operand::Boolean(value) => Value::Bool(*value),
        Operand::CaseInsensitive(inside) => changed(value(inside, feature), |text| text.to_lowercase()),
        Operand::AccentInsensitive(inside) => changed(value(inside, feature), without_accents),
    }
}

fn changed(value: Value, change: impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(&text)),
        other => other,
    }
}

/// A value with what the operand's functions do to theirs.
fn as_read_by(operand: &Operand, told: Value) -> Value {
    match operand {
        Operand::CaseInsensitive(inside) => changed(as_read_by(inside, told), |text| text.to_lowercase()),
        Operand::AccentInsensitive(inside) => changed(as_read_by(inside, told), without_accents),
        _ => told,
    }
}

enum Order {
    Told(Ordering),
    /// Values of different kinds.
    Incomparable,
    /// One is null.
    Unknown,
}

fn order(left: &Value, right: &Value) -> Order {
    let told = match (left, right) {
        (Value::Null, _) | (_, Value::Null) => return Order::Unknown,
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => left
            .as_f64()
            .zip(right.as_f64())
            .and_then(|(left, right)| left.partial_cmp(&right)),
        _ => None,
    };
    told.map_or(Order::Incomparable, Order::Told)
}

fn is_as(order: Ordering, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}

/// `%` is any text, `_` any letter, a backslash takes their meaning away.
pub fn is_like(text: &str, pattern: &str) -> bool {
    #[derive(PartialEq)]
    enum Part {
        Any,
        One,
        Letter(char),
    }
    let mut parts = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        parts.push(match letter {
            '%' => Part::Any,
            '_' => Part::One,
            '\\' => Part::Letter(letters.next().unwrap_or('\\')),
            letter => Part::Letter(letter),
        });
    }
    // One row of the table "the first i parts match the first j letters": no pattern takes more than their product.
    let text: Vec<char> = text.chars().collect();
    let mut row = vec![false; text.len() + 1];
    row[0] = true;
    for part in parts {
        let mut next = vec![false; text.len() + 1];
        match part {
            Part::Any => {
                let first = row.iter().position(|reached| *reached);
                if let Some(first) = first {
                    next[first..].fill(true);
                }
            }
            part => {
                for at in 0..text.len() {
                    next[at + 1] = row[at] && (part == Part::One || part == Part::Letter(text[at]));
                }
            }
        }
        row = next;
    }
    row[text.len()]
}
