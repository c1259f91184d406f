//! OpenStreetMap PBF, blob by blob.
//!
//! Limits against bombs are those of the format, which the decoder holds: a blob header below 64 KiB, a blob
//! below 32 MiB unpacked. Indices out of range inside a block may bring the decoder to a panic; it is caught
//! here, at the one place where foreign bytes meet it.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use osmpbf::{BlobDecode, BlobError, BlobReader, Element, ErrorKind, RelMemberType};

use super::roads::{Item, Member, Pass, Refused, barrier, is_restriction};

/// Features of a file that do not change how nodes, ways and relations are read.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// Walks over the file once.
///
/// # Errors
/// When it is cut, damaged, or needs what is not understood.
pub(super) fn scan<R: Read + Send>(source: R, pass: Pass, each: &mut dyn FnMut(Item)) -> Result<(), Refused> {
    catch_unwind(AssertUnwindSafe(|| walk(source, pass, each))).unwrap_or_else(|_| {
        Err(Refused::new(
            "broken_pbf",
            "the file is damaged inside; download it again",
        ))
    })
}

fn walk<R: Read + Send>(source: R, pass: Pass, each: &mut dyn FnMut(Item)) -> Result<(), Refused> {
    let mut has_header = false;
    for (count, blob) in (1u64..).zip(BlobReader::new(source)) {
        let blob = blob.map_err(|error| refused(&error, count))?;
        match blob.decode().map_err(|error| refused(&error, count))? {
            BlobDecode::OsmHeader(header) => {
                has_header = true;
                if let Some(feature) = header
                    .required_features()
                    .iter()
                    .find(|name| !UNDERSTOOD.contains(&name.as_str()))
                {
                    let message =
                        format!("the file needs '{feature}', which is not understood; export it without history");
                    return Err(Refused::new("unsupported_pbf", message));
                }
            }
            BlobDecode::OsmData(_) if !has_header => {
                return Err(Refused::new(
                    "broken_pbf",
                    "the file has data before its header; download it again",
                ));
            }
            BlobDecode::OsmData(block) => block.for_each_element(|element| {
                if let Some(item) = item(&element, pass) {
                    each(item);
                }
            }),
            BlobDecode::Unknown(_) => {}
        }
    }
    if has_header {
        Ok(())
    } else {
        Err(Refused::new("broken_pbf", "the file has no header; download it again"))
    }
}

fn item(element: &Element, pass: Pass) -> Option<Item> {
    match (element, pass) {
        (Element::Node(node), Pass::Nodes) => Some(Item::Node {
            id: node.id(),
            lon: node.lon(),
            lat: node.lat(),
            barrier: barrier(node.tags()),
        }),
        (Element::DenseNode(node), Pass::Nodes) => Some(Item::Node {
            id: node.id(),
            lon: node.lon(),
            lat: node.lat(),
            barrier: barrier(node.tags()),
        }),
        (Element::Way(way), Pass::WaysAndRelations) => {
            let tags: Vec<(String, String)> = owned(way.tags());
            Some(Item::Way {
                id: way.id(),
                nodes: way.refs().collect(),
                tags,
            })
        }
        (Element::Relation(relation), Pass::WaysAndRelations) => {
            relation
                .tags()
                .find(|(key, value)| *key == "type" && is_restriction(value))?;
            let members = relation
                .members()
                .map(|member| Member {
                    is_way: member.member_type == RelMemberType::Way,
                    id: member.member_id,
                    role: member.role().unwrap_or_default().to_owned(),
                })
                .collect();
            Some(Item::Restriction {
                id: relation.id(),
                members,
                tags: owned(relation.tags()),
            })
        }
        _ => None,
    }
}

fn owned<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn refused(error: &osmpbf::Error, blob: u64) -> Refused {
    let text = error.to_string();
    let lower = text.to_lowercase();
    // The outer layer follows the file's length; an end inside an unpacked block is damage.
    let is_outer = matches!(
        error.kind(),
        ErrorKind::Protobuf {
            location: "blob header" | "blob content",
            ..
        }
    );
    let is_cut = is_outer && (lower.contains("eof") || lower.contains("unexpected end"));
    match error.kind() {
        ErrorKind::Blob(BlobError::Empty) => Refused::new(
            "unsupported_pbf",
            format!("block {blob} is packed with something else than zlib; convert the file with osmium"),
        ),
        ErrorKind::Blob(BlobError::MessageTooBig { .. } | BlobError::HeaderTooBig { .. }) => Refused::new(
            "pbf_block_too_large",
            format!("block {blob} claims more than the format allows ({text}); download the file again"),
        ),
        _ if is_cut => Refused::new(
            "truncated_pbf",
            format!("the file ends in the middle of block {blob}; download it again"),
        ),
        _ => Refused::new(
            "broken_pbf",
            format!("block {blob} is damaged ({text}); download the file again"),
        ),
    }
}
