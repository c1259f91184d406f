//! CQL2 text: comparisons, `AND`, `OR`, `NOT`, `LIKE`, `IN`, `BETWEEN`, `IS NULL`, `CASEI`, `ACCENTI`, and how geometries lie
//! to each other (`cql2_geometry`).
//!
//! A property is compared with values of its own kind only: anything else is a slip, and is told as one.
//!
//! Source: OGC 21-065r2, annex B (BNF of the text encoding).

use super::cql2_lex::{Token, tokens};
use super::features::{Property, PropertyKind};
use crate::finder::hours::vietnam;
use chrono::{DateTime, NaiveDate};
use geo::Geometry;

/// Nothing sensible is nested deeper.
const DEEPEST: usize = 40;
/// Letters of a pattern: matching costs as many steps a letter of the text.
const LONGEST_PATTERN: usize = 200;

/// A value of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Property(String),
    Text(String),
    Number(f64),
    Boolean(bool),
    /// Upper and lower case are one.
    CaseInsensitive(Box<Operand>),
    /// Letters with and without accents are one, `đ` and `d` too.
    AccentInsensitive(Box<Operand>),
}

/// How two geometries lie to each other (DE-9IM).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Intersects,
    Disjoint,
    Equals,
    Touches,
    Within,
    Overlaps,
    Crosses,
    Contains,
}

/// A geometry of a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// That of the feature.
    Own,
    /// In the coordinates of `filter-crs`, first coordinate first.
    Told(Geometry<f64>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Compare(Operand, Comparison, Operand),
    /// The second operand is a pattern: a text, maybe within `CASEI` or `ACCENTI`.
    Like(Operand, Operand),
    In(Operand, Vec<Operand>),
    Between(Operand, Operand, Operand),
    IsNull(Operand),
    Relates(Relation, Shape, Shape),
    Constant(bool),
}

/// Reads a filter over the named properties; the geometry goes by `geometry` or `geom`.
///
/// # Errors
/// What is wrong, in a sentence.
pub fn parse(text: &str, properties: &[Property]) -> Result<Filter, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
        properties,
    };
    let filter = parser.either()?;
    match parser.peek() {
        None => Ok(filter),
        Some(token) => Err(format!("{} was not expected after a whole filter", told(Some(token)))),
    }
}

pub(super) struct Parser<'a> {
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    depth: usize,
    properties: &'a [Property],
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Takes a key word, in any case.
    pub(super) fn takes(&mut self, word: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn takes_sign(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn needs_sign(&mut self, sign: &str) -> Result<(), String> {
        if self.takes_sign(sign) {
            Ok(())
        } else {
            Err(format!("expected '{sign}' before {}", told(self.peek())))
        }
    }

    fn either(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.both()?];
        while self.takes("OR") {
            parts.push(self.both()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Filter::Or(parts)
        })
    }

    fn both(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.negated()?];
        while self.takes("AND") {
            parts.push(self.negated()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Filter::And(parts)
        })
    }

    fn negated(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("nested more than {DEEPEST} deep"));
        }
        let filter = if self.takes("NOT") {
            Filter::Not(Box::new(self.negated()?))
        } else {
            self.predicate()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn predicate(&mut self) -> Result<Filter, String> {
        if self.takes_sign("(") {
            let inside = self.either()?;
            self.needs_sign(")")?;
            return Ok(inside);
        }
        if let Some(relation) = self.relation() {
            return self.relates(relation);
        }
        let operand = self.operand()?;
        let is_negated = self.takes("NOT");
        let filter = if self.takes("LIKE") {
            self.like(operand)?
        } else if self.takes("IN") {
            self.needs_sign("(")?;
            let mut values = vec![self.operand()?];
            while self.takes_sign(",") {
                values.push(self.operand()?);
            }
            self.needs_sign(")")?;
            for value in &values {
                self.alike(&operand, value)?;
            }
            Filter::In(operand, values)
        } else if self.takes("BETWEEN") {
            let low = self.operand()?;
            if !self.takes("AND") {
                return Err(format!("expected AND between the limits, not {}", told(self.peek())));
            }
            let high = self.operand()?;
            self.alike(&operand, &low)?;
            self.alike(&operand, &high)?;
            Filter::Between(operand, low, high)
        } else if is_negated {
            return Err(format!(
                "expected LIKE, IN or BETWEEN after NOT, not {}",
                told(self.peek())
            ));
        } else if self.takes("IS") {
            let is_not = self.takes("NOT");
            if !self.takes("NULL") {
                return Err(format!("expected NULL after IS, not {}", told(self.peek())));
            }
            let is_null = Filter::IsNull(operand);
            return Ok(if is_not {
                Filter::Not(Box::new(is_null))
            } else {
                is_null
            });
        } else {
            return self.comparison(operand);
        };
        Ok(if is_negated {
            Filter::Not(Box::new(filter))
        } else {
            filter
        })
    }

    fn like(&mut self, operand: Operand) -> Result<Filter, String> {
        let before = told(self.peek());
        let pattern = self.operand()?;
        let mut inside = &pattern;
        while let Operand::CaseInsensitive(more) | Operand::AccentInsensitive(more) = inside {
            inside = more;
        }
        match inside {
            Operand::Text(text) if text.chars().count() > LONGEST_PATTERN => {
                Err(format!("a pattern has {LONGEST_PATTERN} letters at most"))
            }
            Operand::Text(_) => {
                self.alike(&operand, &pattern)?;
                Ok(Filter::Like(operand, pattern))
            }
            _ => Err(format!("expected a pattern in quotes after LIKE, not {before}")),
        }
    }

    /// Whether two operands can be compared at all.
    fn alike(&self, left: &Operand, right: &Operand) -> Result<(), String> {
        let (one, other) = (self.kind(left), self.kind(right));
        if one == other {
            return Ok(());
        }
        let words = |kind: Kind| match kind {
            Kind::Text => "texts or days",
            Kind::Number => "numbers",
            Kind::Boolean => "TRUE or FALSE",
        };
        Err(format!("{} cannot be compared with {}", words(one), words(other)))
    }

    fn kind(&self, operand: &Operand) -> Kind {
        match operand {
            Operand::Text(_) | Operand::CaseInsensitive(_) | Operand::AccentInsensitive(_) => Kind::Text,
            Operand::Number(_) => Kind::Number,
            Operand::Boolean(_) => Kind::Boolean,
            Operand::Property(name) => {
                let known = self.properties.iter().find(|property| property.name == name);
                match known.map(|property| property.kind) {
                    Some(PropertyKind::Number) => Kind::Number,
                    Some(PropertyKind::Boolean) => Kind::Boolean,
                    Some(PropertyKind::Text | PropertyKind::Date) | None => Kind::Text,
                }
            }
        }
    }

    fn comparison(&mut self, left: Operand) -> Result<Filter, String> {
        let signs = [
            ("=", Comparison::Equal),
            ("<>", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let sign = signs.into_iter().find(|(sign, _)| self.takes_sign(sign));
        match (sign, &left) {
            (Some((_, comparison)), _) => {
                let right = self.operand()?;
                self.alike(&left, &right)?;
                Ok(Filter::Compare(left, comparison, right))
            }
            (None, Operand::Boolean(value)) => Ok(Filter::Constant(*value)),
            (None, _) => Err(format!(
                "expected =, <>, <, <=, >, >=, LIKE, IN, BETWEEN or IS after an operand, not {}",
                told(self.peek())
            )),
        }
    }

    fn operand(&mut self) -> Result<Operand, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("nested more than {DEEPEST} deep"));
        }
        let operand = self.operand_within()?;
        self.depth -= 1;
        Ok(operand)
    }

    fn operand_within(&mut self) -> Result<Operand, String> {
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Text(text)) => Ok(Operand::Text(text)),
            Some(Token::Number(number)) => Ok(Operand::Number(number)),
            Some(Token::Name(name)) => self.property(name),
            Some(Token::Word(word)) => match word.to_ascii_uppercase().as_str() {
                "TRUE" => Ok(Operand::Boolean(true)),
                "FALSE" => Ok(Operand::Boolean(false)),
                "CASEI" => Ok(Operand::CaseInsensitive(Box::new(self.argument(&word)?))),
                "ACCENTI" => Ok(Operand::AccentInsensitive(Box::new(self.argument(&word)?))),
                "DATE" | "TIMESTAMP" => {
                    let text = self.argument(&word)?;
                    let Operand::Text(text) = text else {
                        return Err(format!("expected a day in quotes in {word}()"));
                    };
                    let day = day_of(&text).ok_or_else(|| format!("'{text}' is no day and no moment of RFC 3339"))?;
                    Ok(Operand::Text(day.to_string()))
                }
                _ => self.property(word),
            },
            other => Err(format!("expected a property or a value, not {}", told(other.as_ref()))),
        }
    }

    /// What stands in the brackets of a function of texts.
    fn argument(&mut self, function: &str) -> Result<Operand, String> {
        self.needs_sign("(")?;
        let inside = self.operand()?;
        self.needs_sign(")")?;
        match self.kind(&inside) {
            Kind::Text => Ok(inside),
            Kind::Number | Kind::Boolean => Err(format!("expected a text in {function}()")),
        }
    }

    fn property(&self, name: String) -> Result<Operand, String> {
        if self.properties.iter().any(|property| property.name == name) {
            return Ok(Operand::Property(name));
        }
        let names: Vec<&str> = self.properties.iter().map(|property| property.name).collect();
        Err(format!("there is no property '{name}'; there are {}", names.join(", ")))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Boolean,
}

/// A day, or the day in Vietnam of a moment: the data hold days.
fn day_of(text: &str) -> Option<NaiveDate> {
    let moment = || DateTime::parse_from_rfc3339(text).ok();
    text.parse()
        .ok()
        .or_else(|| Some(moment()?.with_timezone(&vietnam()).date_naive()))
}

pub(super) fn told(token: Option<&Token>) -> String {
    match token {
        None => "the end".to_owned(),
        Some(Token::Word(word)) => format!("'{word}'"),
        Some(Token::Name(name)) => format!("\"{name}\""),
        Some(Token::Text(text)) => format!("the text '{text}'"),
        Some(Token::Number(number)) => number.to_string(),
        Some(Token::Sign(sign)) => format!("'{sign}'"),
    }
}
