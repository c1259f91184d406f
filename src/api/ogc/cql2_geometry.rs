//! Geometries of CQL2 text, as WKT or `BBOX`, and how they lie to the feature's own.

use super::cql2_lex::Token;
use super::cql2_parse::{Filter, Parser, Relation, Shape, told};
use geo::{Geometry, Validation};
use geo_types::{
    Coord, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, Rect,
};

const RELATIONS: [(&str, Relation); 8] = [
    ("S_INTERSECTS", Relation::Intersects),
    ("S_DISJOINT", Relation::Disjoint),
    ("S_EQUALS", Relation::Equals),
    ("S_TOUCHES", Relation::Touches),
    ("S_WITHIN", Relation::Within),
    ("S_OVERLAPS", Relation::Overlaps),
    ("S_CROSSES", Relation::Crosses),
    ("S_CONTAINS", Relation::Contains),
];

impl Parser<'_> {
    /// The name of a spatial function, taken.
    pub(super) fn relation(&mut self) -> Option<Relation> {
        let found = RELATIONS.into_iter().find(|(word, _)| self.takes(word));
        found.map(|(_, relation)| relation)
    }

    /// The two geometries of a spatial function, each a literal or the feature's own.
    pub(super) fn relates(&mut self, relation: Relation) -> Result<Filter, String> {
        self.needs_sign("(")?;
        let left = self.shape()?;
        self.needs_sign(",")?;
        let right = self.shape()?;
        self.needs_sign(")")?;
        Ok(Filter::Relates(relation, left, right))
    }

    fn shape(&mut self) -> Result<Shape, String> {
        let is_named = matches!(self.peek(), Some(Token::Name(name)) if matches!(name.as_str(), "geometry" | "geom"));
        if is_named {
            self.at += 1;
        }
        if is_named || self.takes("geometry") || self.takes("geom") {
            return Ok(Shape::Own);
        }
        let geometry = self.geometry()?;
        // What crosses itself has no inside.
        match geometry.check_validation() {
            Ok(()) => Ok(Shape::Told(geometry)),
            Err(problem) => Err(format!("the geometry is not valid: {problem}")),
        }
    }

    fn geometry(&mut self) -> Result<Geometry<f64>, String> {
        if self.takes("BBOX") {
            return self.bbox();
        }
        if self.takes("GEOMETRYCOLLECTION") {
            let parts = self.list(Self::plain_geometry)?;
            return Ok(Geometry::GeometryCollection(GeometryCollection(parts)));
        }
        self.plain_geometry()
    }

    fn plain_geometry(&mut self) -> Result<Geometry<f64>, String> {
        if self.takes("POINT") {
            return Ok(Geometry::Point(self.point()?));
        }
        if self.takes("LINESTRING") {
            return Ok(Geometry::LineString(self.line()?));
        }
        if self.takes("POLYGON") {
            return Ok(Geometry::Polygon(self.polygon()?));
        }
        if self.takes("MULTIPOINT") {
            return Ok(Geometry::MultiPoint(MultiPoint(self.list(Self::point_of_many)?)));
        }
        if self.takes("MULTILINESTRING") {
            return Ok(Geometry::MultiLineString(MultiLineString(self.list(Self::line)?)));
        }
        if self.takes("MULTIPOLYGON") {
            return Ok(Geometry::MultiPolygon(MultiPolygon(self.list(Self::polygon)?)));
        }
        Err(format!(
            "expected geometry, or BBOX, POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON or \
             GEOMETRYCOLLECTION, not {}",
            told(self.peek())
        ))
    }

    /// Four numbers, or six with heights, which nothing here has.
    fn bbox(&mut self) -> Result<Geometry<f64>, String> {
        let numbers = self.list(Self::number)?;
        let [west, south, east, north] = match numbers[..] {
            [west, south, east, north] | [west, south, _, east, north, _] => [west, south, east, north],
            _ => return Err("a BBOX has four numbers, or six with heights".to_owned()),
        };
        if west > east || south > north {
            return Err("a BBOX is west, south, east, north".to_owned());
        }
        if west == east || south == north {
            // A box without an inside is a line or a point.
            let line = LineString(vec![Coord { x: west, y: south }, Coord { x: east, y: north }]);
            return Ok(if west == east && south == north {
                Geometry::Point(Point::new(west, south))
            } else {
                Geometry::LineString(line)
            });
        }
        let rectangle = Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north });
        Ok(Geometry::Polygon(rectangle.to_polygon()))
    }

    fn point(&mut self) -> Result<Point<f64>, String> {
        self.needs_sign("(")?;
        let at = self.position()?;
        self.needs_sign(")")?;
        Ok(Point(at))
    }

    /// With its own brackets or without, as both are written.
    fn point_of_many(&mut self) -> Result<Point<f64>, String> {
        match self.peek() {
            Some(Token::Sign("(")) => self.point(),
            _ => Ok(Point(self.position()?)),
        }
    }

    fn line(&mut self) -> Result<LineString<f64>, String> {
        let line = self.list(Self::position)?;
        if line.len() < 2 {
            return Err("a line has two positions or more".to_owned());
        }
        Ok(LineString(line))
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
