//! OpenStreetMap XML, element by element.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::roads::{Item, Member, Pass, Refused, barrier, is_multipolygon, is_restriction};

/// Bytes one tag or text may have; OSM allows values of 255 characters, so this is generous.
const EVENT_BYTES: u64 = 16 << 20;
/// Children one element may have: ways have at most 2,000 nodes, relations 32,000 members.
const CHILDREN: usize = 200_000;

/// Bytes beyond which a role is none of those that are read (`from`, `via`, `to`).
const LONGEST_ROLE: usize = 1024;
/// Bytes that the texts of one element may have together.
const TEXT_BYTES: usize = 16 << 20;

/// Walks over the file once. Entities other than XML's own five are refused, so nothing can expand.
///
/// # Errors
/// When it is cut, no XML, or a number is none.
pub(super) fn scan<R: BufRead>(source: R, pass: Pass, each: &mut dyn FnMut(Item)) -> Result<(), Refused> {
    let mut reader = Reader::from_reader(Guarded { inner: source, used: 0 });
    let mut buffer = Vec::new();
    let mut open: Option<Draft> = None;
    let mut depth = 0u32;
    loop {
        buffer.clear();
        reader.get_mut().used = 0;
        let position = reader.buffer_position();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|error| broken(position, &error.to_string()))?;
        match event {
            Event::Start(tag) => {
                depth += 1;
                start(&tag, pass, position, &mut open)?;
            }
            Event::Empty(tag) => {
                start(&tag, pass, position, &mut open)?;
                if is_element(tag.name().as_ref()) {
                    finish(&mut open, each);
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                if is_element(tag.name().as_ref()) {
                    finish(&mut open, each);
                }
            }
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(cut(position)),
            _ => {}
        }
    }
}

fn cut(position: u64) -> Refused {
    Refused::new(
        "truncated_xml",
        format!("the file ends in the middle (at byte {position}); download it again"),
    )
}

fn broken(position: u64, reason: &str) -> Refused {
    if reason.contains("end of input") {
        return cut(position);
    }
    Refused::new(
        "broken_xml",
        format!("the file is not valid XML at byte {position} ({reason}); download it again"),
    )
}

/// An element whose children are being read.
enum Draft {
    Node {
        id: i64,
        lon: f64,
        lat: f64,
        tags: Vec<(String, String)>,
    },
    Way {
        id: i64,
        nodes: Vec<i64>,
        tags: Vec<(String, String)>,
    },
    Relation {
        id: i64,
        members: Vec<Member>,
        tags: Vec<(String, String)>,
    },
}

fn is_element<N: AsRef<[u8]> + ?Sized>(name: &N) -> bool {
    matches!(name.as_ref(), b"node" | b"way" | b"relation")
}

fn start(tag: &BytesStart, pass: Pass, position: u64, open: &mut Option<Draft>) -> Result<(), Refused> {
    let name = tag.name();
    let name: &[u8] = name.as_ref().as_ref();
    match (name, pass) {
        (b"node", Pass::Nodes(_)) if attribute(tag, "visible", position)?.as_deref() != Some("false") => {
            let (id, lon, lat) = (
                number(tag, "id", position)?,
                number(tag, "lon", position)?,
                number(tag, "lat", position)?,
            );
            *open = Some(Draft::Node {
                id,
                lon,
                lat,
                tags: Vec::new(),
            });
        }
        (b"way", Pass::WaysAndRelations | Pass::Ground(_) | Pass::Ways(_)) => {
            *open = Some(Draft::Way {
                id: number(tag, "id", position)?,
                nodes: Vec::new(),
                tags: Vec::new(),
            });
        }
        (b"relation", Pass::WaysAndRelations | Pass::Ground(_)) => {
            *open = Some(Draft::Relation {
                id: number(tag, "id", position)?,
                members: Vec::new(),
                tags: Vec::new(),
            });
        }
        (b"nd" | b"member" | b"tag", _) => return child(tag, name, position, open),
        _ => {}
    }
    Ok(())
}

fn child(tag: &BytesStart, name: &[u8], position: u64, open: &mut Option<Draft>) -> Result<(), Refused> {
    let texts = |tags: &[(String, String)]| tags.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>();
    let size = match open {
        None => return Ok(()),
        Some(Draft::Node { tags, .. }) => tags.len(),
        Some(Draft::Way { nodes, tags, .. }) => nodes.len().max(tags.len()),
        Some(Draft::Relation { members, tags, .. }) => members.len().max(tags.len()),
    };
    if size > CHILDREN {
        return Err(broken(position, "an element has too many parts"));
    }
    match (open, name) {
        (Some(Draft::Way { nodes, .. }), b"nd") => nodes.push(number(tag, "ref", position)?),
        (Some(Draft::Relation { members, .. }), b"member") => members.push(Member {
            is_way: attribute(tag, "type", position)?.as_deref() == Some("way"),
            id: number(tag, "ref", position)?,
            role: attribute(tag, "role", position)?
                .filter(|role| role.len() <= LONGEST_ROLE)
                .unwrap_or_default(),
        }),
        (Some(Draft::Node { tags, .. } | Draft::Way { tags, .. } | Draft::Relation { tags, .. }), b"tag") => {
            let pair = (attribute(tag, "k", position)?, attribute(tag, "v", position)?);
            if let (Some(key), Some(value)) = pair {
                // A short text is not worth the sum over those before it: there are at most so many parts.
                let is_long = key.len() + value.len() > TEXT_BYTES / CHILDREN;
                if is_long && texts(tags) + key.len() + value.len() > TEXT_BYTES {
                    return Err(broken(position, "the tags of an element are longer than 16 MiB"));
                }
                tags.push((key, value));
            }
        }
        _ => {}
    }
    Ok(())
}

fn finish(open: &mut Option<Draft>, each: &mut dyn FnMut(Item)) {
    match open.take() {
        Some(Draft::Node { id, lon, lat, tags }) => each(Item::Node {
            id,
            lon,
            lat,
            barrier: barrier(tags.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
        }),
        Some(Draft::Way { id, nodes, tags }) => each(Item::Way { id, nodes, tags }),
        Some(Draft::Relation { id, members, tags }) => {
            let has_type =
                |is_meant: fn(&str) -> bool| tags.iter().any(|(key, value)| key == "type" && is_meant(value));
            if has_type(is_restriction) {
                each(Item::Restriction { id, members, tags });
            } else if has_type(is_multipolygon) {
                each(Item::Multipolygon { id, members, tags });
            }
        }
        None => {}
    }
}

fn attribute(tag: &BytesStart, key: &str, position: u64) -> Result<Option<String>, Refused> {
    let found = tag
        .try_get_attribute(key)
        .map_err(|error| broken(position, &error.to_string()))?;
    let value = found.map(|attribute| {
        attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map(|value| value.into_owned())
    });
    value.transpose().map_err(|error| broken(position, &error.to_string()))
}

fn number<T: std::str::FromStr>(tag: &BytesStart, key: &'static str, position: u64) -> Result<T, Refused> {
    let text = attribute(tag, key, position)?.unwrap_or_default();
    text.trim().parse().map_err(|_| Refused {
        column: Some((key, text)),
        ..Refused::new(
            "not_a_number",
            format!("the attribute '{key}' at byte {position} must be a number; download the file again"),
        )
    })
}

/// A source that fails when one event grows beyond [`EVENT_BYTES`], so that a file without a single tag
/// does not fill the memory.
struct Guarded<R> {
    inner: R,
    used: u64,
}

impl<R: BufRead> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: BufRead> BufRead for Guarded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used > EVENT_BYTES {
            return Err(io::Error::other("one tag or text is larger than 16 MiB"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.used += amount as u64;
        self.inner.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Barrier;

    fn check_of(xml: &str) -> Option<&'static str> {
        scan(xml.as_bytes(), Pass::Nodes(&[]), &mut |_| {})
            .err()
            .map(|refused| refused.check)
    }

    #[test]
    fn cut_and_broken_files_are_told_apart() {
        assert_eq!(check_of("<osm><node id=\"1\" lat=\"21\" lon=\"105\"/></osm>"), None);
        assert_eq!(
            check_of("<osm><node id=\"1\" lat=\"21\" lon=\"105\"/>"),
            Some("truncated_xml")
        );
        assert_eq!(
            check_of("<osm><node id=\"1\" lat=\"north\" lon=\"105\"/></osm>"),
            Some("not_a_number")
        );
        assert_eq!(check_of("<osm></way></osm>"), Some("broken_xml"));
        let tag = format!("<tag k=\"a\" v=\"{}\"/>", "x".repeat(1 << 20));
        let node = |tags: usize| {
            format!(
                "<osm><node id=\"1\" lat=\"21\" lon=\"105\">{}</node></osm>",
                tag.repeat(tags)
            )
        };
        assert_eq!((check_of(&node(15)), check_of(&node(17))), (None, Some("broken_xml")));
    }

    #[test]
    fn barriers_are_read_with_their_nodes() {
        let mut seen = Vec::new();
        let xml = "<osm><node id=\"1\" lat=\"21\" lon=\"105\"><tag k=\"motorcycle\" v=\"yes\"/>\
                   <tag k=\"barrier\" v=\"bollard\"/><tag k=\"note\" v=\"x\"/></node></osm>";
        scan(xml.as_bytes(), Pass::Nodes(&[]), &mut |item| {
            if let Item::Node { id, barrier, .. } = item {
                seen.push((id, barrier));
            }
        })
        .expect("valid");
        let bollard = Barrier {
            kind: "bollard".into(),
            access: vec![("motorcycle".into(), "yes".into())],
        };
        assert_eq!(seen, [(1, Some(bollard))]);
    }
}
