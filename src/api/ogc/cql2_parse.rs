//! CQL2 text, the basic part and `S_INTERSECTS`: comparisons, `AND`, `OR`, `NOT`, `LIKE`, `IN`, `BETWEEN`, `IS NULL`.
//!
//! Source: OGC 21-065r2, annex B (BNF of the text encoding).

use super::cql2_lex::{Token, tokens};
use geo::Geometry;
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon, Rect};

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
    Like(Operand, String),
    In(Operand, Vec<Operand>),
    Between(Operand, Operand, Operand),
    IsNull(Operand),
    /// In the coordinates of `filter-crs`, first coordinate first.
    Intersects(Geometry<f64>),
    Constant(bool),
}

/// Reads a filter over the named properties; the geometry goes by `geometry` or `geom`.
///
/// # Errors
/// What is wrong, in a sentence.
pub fn parse(text: &str, properties: &[&str]) -> Result<Filter, String> {
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

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    properties: &'a [&'a str],
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Takes a key word, in any case.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.at += usize::from(is_next);
        is_next
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn needs_sign(&mut self, sign: &str) -> Result<(), String> {
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
        if self.takes("S_INTERSECTS") {
            return self.intersects();
        }
        let operand = self.operand()?;
        let is_negated = self.takes("NOT");
        let filter = if self.takes("LIKE") {
            match self.tokens.get(self.at) {
                Some(Token::Text(pattern)) if pattern.chars().count() > LONGEST_PATTERN => {
                    return Err(format!("a pattern has {LONGEST_PATTERN} letters at most"));
                }
                Some(Token::Text(pattern)) => {
                    self.at += 1;
                    Filter::Like(operand, pattern.clone())
                }
                other => return Err(format!("expected a pattern in quotes after LIKE, not {}", told(other))),
            }
        } else if self.takes("IN") {
            self.needs_sign("(")?;
            let mut values = vec![self.operand()?];
            while self.takes_sign(",") {
                values.push(self.operand()?);
            }
            self.needs_sign(")")?;
            Filter::In(operand, values)
        } else if self.takes("BETWEEN") {
            let low = self.operand()?;
            if !self.takes("AND") {
                return Err(format!("expected AND between the limits, not {}", told(self.peek())));
            }
            Filter::Between(operand, low, self.operand()?)
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
            (Some((_, comparison)), _) => Ok(Filter::Compare(left, comparison, self.operand()?)),
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
                "CASEI" => {
                    self.needs_sign("(")?;
                    let inside = self.operand()?;
                    self.needs_sign(")")?;
                    Ok(Operand::CaseInsensitive(Box::new(inside)))
                }
                // Dates are ISO texts, whose order is that of time.
                "DATE" | "TIMESTAMP" => {
                    self.needs_sign("(")?;
                    let inside = self.operand()?;
                    self.needs_sign(")")?;
                    match inside {
                        Operand::Text(_) => Ok(inside),
                        _ => Err(format!("expected a day in quotes in {word}()")),
                    }
                }
                _ => self.property(word),
            },
            other => Err(format!("expected a property or a value, not {}", told(other.as_ref()))),
        }
    }

    fn property(&self, name: String) -> Result<Operand, String> {
        if self.properties.contains(&name.as_str()) {
            Ok(Operand::Property(name))
        } else {
            Err(format!(
                "there is no property '{name}'; there are {}",
                self.properties.join(", ")
            ))
        }
    }

    fn intersects(&mut self) -> Result<Filter, String> {
        self.needs_sign("(")?;
        if !(self.takes("geometry") || self.takes("geom")) {
            return Err(format!(
                "expected geometry as the first argument, not {}",
                told(self.peek())
            ));
        }
        self.needs_sign(",")?;
        let geometry = self.geometry()?;
        self.needs_sign(")")?;
        Ok(Filter::Intersects(geometry))
    }

    fn geometry(&mut self) -> Result<Geometry<f64>, String> {
        if self.takes("BBOX") {
            self.needs_sign("(")?;
            let corner = [
                self.number()?,
                self.next_number()?,
                self.next_number()?,
                self.next_number()?,
            ];
            self.needs_sign(")")?;
            let [west, south, east, north] = corner;
            if west > east || south > north {
                return Err("a BBOX is west, south, east, north".to_owned());
            }
            return Ok(Geometry::Polygon(
                Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }).to_polygon(),
            ));
        }
        if self.takes("POINT") {
            self.needs_sign("(")?;
            let at = self.position()?;
            self.needs_sign(")")?;
            return Ok(Geometry::Point(Point(at)));
        }
        if self.takes("LINESTRING") {
            return Ok(Geometry::LineString(LineString(self.list(Self::position)?)));
        }
        if self.takes("POLYGON") {
            return Ok(Geometry::Polygon(self.polygon()?));
        }
        if self.takes("MULTIPOLYGON") {
            return Ok(Geometry::MultiPolygon(MultiPolygon(self.list(Self::polygon)?)));
        }
        Err(format!(
            "expected BBOX, POINT, LINESTRING, POLYGON or MULTIPOLYGON, not {}",
            told(self.peek())
        ))
    }

    fn polygon(&mut self) -> Result<Polygon<f64>, String> {
        let mut rings = self.list(Self::ring)?;
        let outer = rings.remove(0);
        Ok(Polygon::new(outer, rings))
    }

    fn ring(&mut self) -> Result<LineString<f64>, String> {
        let ring = self.list(Self::position)?;
        if ring.len() < 4 || ring.first() != ring.last() {
            return Err("a ring has four positions or more, the last being the first".to_owned());
        }
        Ok(LineString(ring))
    }

    /// `(one, one, ...)`, at least one.
    fn list<T>(&mut self, one: fn(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        self.needs_sign("(")?;
        let mut all = vec![one(self)?];
        while self.takes_sign(",") {
            all.push(one(self)?);
        }
        self.needs_sign(")")?;
        Ok(all)
    }

    fn position(&mut self) -> Result<Coord<f64>, String> {
        Ok(Coord {
            x: self.number()?,
            y: self.number()?,
        })
    }

    fn next_number(&mut self) -> Result<f64, String> {
        self.needs_sign(",")?;
        self.number()
    }

    fn number(&mut self) -> Result<f64, String> {
        match self.tokens.get(self.at) {
            Some(Token::Number(number)) => {
                self.at += 1;
                Ok(*number)
            }
            other => Err(format!("expected a number, not {}", told(other))),
        }
    }
}

fn told(token: Option<&Token>) -> String {
    match token {
        None => "the end".to_owned(),
        Some(Token::Word(word)) => format!("'{word}'"),
        Some(Token::Name(name)) => format!("\"{name}\""),
        Some(Token::Text(text)) => format!("the text '{text}'"),
        Some(Token::Number(number)) => number.to_string(),
        Some(Token::Sign(sign)) => format!("'{sign}'"),
    }
}
