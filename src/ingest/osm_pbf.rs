//! OpenStreetMap PBF, blob by blob, a few of them at once on all cores.
//!
//! The file is held a handful of blobs at a time; what they hold is told in the order of the file, so that the outcome
//! does not depend on the number of cores. Most of a file are buildings and their nodes: they are passed over inside
//! the block, before anything is made of them. Indices out of range inside a block may bring the decoder to a panic;
//! it is caught here, at the one place where foreign bytes meet it.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use osmpbf::{BlobDecode, BlobReader, Element, RelMemberType, Relation};
use rayon::prelude::*;

use super::osm_blob::{Blob, BlobKind, Blobs};
use super::roads::{Item, Member, Pass, Refused, barrier, is_multipolygon, is_restriction, is_travelled};
use crate::model::Barrier;

/// Features of a file that do not change how nodes, ways and relations are read.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// Bytes that the texts kept of one block may take. A block names each text once and points to it: without this a text of
/// megabytes could be taken by every way.
const TEXT_BYTES: usize = 64 << 20;

/// Blobs unpacked at once: each may take 32 MiB packed, as much unpacked, and a few times that when it is decoded.
const AT_ONCE: usize = 4;

/// Walks over the file once.
///
/// # Errors
/// When it is cut, damaged, or needs what is not understood.
pub(super) fn scan<R: Read>(source: R, pass: Pass, each: &mut dyn FnMut(Item)) -> Result<(), Refused> {
    let mut blobs = Blobs::new(source);
    let (mut has_header, mut is_done) = (false, false);
    while !is_done {
        let mut batch = Vec::with_capacity(AT_ONCE);
        // A fault of the file is told after what stands before it, whichever comes first.
        let mut fault = None;
        while batch.len() < AT_ONCE {
            match blobs.next() {
                Ok(Some(blob)) if blob.kind == BlobKind::Other => {}
                Ok(Some(blob)) => batch.push(blob),
                Ok(None) => {
                    is_done = true;
                    break;
                }
                Err(refused) => {
                    fault = Some(refused);
                    break;
                }
            }
        }
        let decoded: Vec<Result<Decoded, Refused>> = batch.par_iter().map(|blob| decode(blob, pass)).collect();
        for block in decoded {
            match block? {
                Decoded::Header => has_header = true,
                Decoded::Data(_) if !has_header => {
                    let message = "the file has data before its header; download it again";
                    return Err(Refused::new("broken_pbf", message));
                }
                Decoded::Data(items) => items.into_iter().for_each(&mut *each),
            }
        }
        if let Some(refused) = fault {
            return Err(refused);
        }
    }
    if has_header {
        Ok(())
    } else {
        Err(Refused::new("broken_pbf", "the file has no header; download it again"))
    }
}

enum Decoded {
    Header,
    /// What the pass wants of a block, in order.
    Data(Vec<Item>),
}

fn decode(blob: &Blob, pass: Pass) -> Result<Decoded, Refused> {
    let frame = blob.unpacked()?;
    let decoded = catch_unwind(AssertUnwindSafe(|| decode_frame(&frame, pass)));
    let damaged = |what: &str| {
        let message = format!("block {} is damaged ({what}); download the file again", blob.number);
        Refused::new("broken_pbf", message)
    };
    match decoded {
        Ok(Ok(decoded)) => Ok(decoded),
        Ok(Err(Fault::Unsupported(message))) => Err(Refused::new("unsupported_pbf", message)),
        Ok(Err(Fault::Damaged(error))) => Err(damaged(&error)),
        Err(_) => Err(damaged("it names what it does not hold")),
    }
}

enum Fault {
    Unsupported(String),
    Damaged(String),
}

fn decode_frame(frame: &[u8], pass: Pass) -> Result<Decoded, Fault> {
    let broken = |error: osmpbf::Error| Fault::Damaged(error.to_string());
    let blob = BlobReader::new(frame)
        .next()
        .expect("a frame holds one blob")
        .map_err(broken)?;
    match blob.decode().map_err(broken)? {
        BlobDecode::OsmHeader(header) => {
            let features = header.required_features();
            match features.iter().find(|name| !UNDERSTOOD.contains(&name.as_str())) {
                Some(feature) => Err(Fault::Unsupported(format!(
                    "the file needs '{feature}', which is not understood; export it without history"
                ))),
                None => Ok(Decoded::Header),
            }
        }
        BlobDecode::OsmData(block) => {
            let (mut items, mut budget) = (Vec::new(), Budget(TEXT_BYTES));
            block.for_each_element(|element| items.extend(item(&element, pass, &mut budget)));
            if budget.0 == 0 {
                return Err(Fault::Damaged(format!(
                    "its tags take more than {} MiB",
                    TEXT_BYTES >> 20
                )));
            }
            Ok(Decoded::Data(items))
        }
        BlobDecode::Unknown(_) => Ok(Decoded::Data(Vec::new())),
    }
}

/// Bytes that are left; 0 = used up.
struct Budget(usize);

impl Budget {
    /// Whether so many bytes of text, and the structures that hold them, may still be kept.
    fn allows(&mut self, text: usize) -> bool {
        self.0 = self.0.saturating_sub(text + 48);
        self.0 > 0
    }

    fn owned<'a>(&mut self, tags: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
        tags.take_while(|(key, value)| self.allows(key.len() + value.len()))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    fn barrier<'a>(&mut self, tags: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Option<Barrier> {
        let is_barred = tags.clone().any(|(key, _)| key == "barrier");
        (is_barred && tags.clone().all(|(key, value)| self.allows(key.len() + value.len()))).then(|| barrier(tags))?
    }
}

fn item(element: &Element, pass: Pass, budget: &mut Budget) -> Option<Item> {
    match (element, pass) {
        (Element::Node(node), Pass::Nodes(needed)) => needed.binary_search(&node.id()).ok().map(|_| Item::Node {
            id: node.id(),
            lon: node.lon(),
            lat: node.lat(),
            barrier: budget.barrier(node.tags()),
        }),
        (Element::DenseNode(node), Pass::Nodes(needed)) => needed.binary_search(&node.id()).ok().map(|_| Item::Node {
            id: node.id(),
            lon: node.lon(),
            lat: node.lat(),
            barrier: budget.barrier(node.tags()),
        }),
        (Element::Way(way), Pass::WaysAndRelations) if is_travelled(way.tags()) => Some(Item::Way {
            id: way.id(),
            nodes: way.refs().collect(),
            tags: budget.owned(way.tags()),
        }),
        (Element::Way(way), Pass::Ground(ground)) if ground.takes(way.tags()) => Some(Item::Way {
            id: way.id(),
            nodes: way.refs().collect(),
            tags: budget.owned(way.tags()),
        }),
        (Element::Way(way), Pass::Ways(wanted)) if wanted.binary_search(&way.id()).is_ok() => Some(Item::Way {
            id: way.id(),
            nodes: way.refs().collect(),
            tags: Vec::new(),
        }),
        (Element::Relation(relation), Pass::WaysAndRelations) => {
            has_type(relation, is_restriction).then(|| Item::Restriction {
                id: relation.id(),
                members: members(relation, budget),
                tags: budget.owned(relation.tags()),
            })
        }
        (Element::Relation(relation), Pass::Ground(ground)) => {
            let is_taken = has_type(relation, is_multipolygon) && ground.takes(relation.tags());
            is_taken.then(|| Item::Multipolygon {
                id: relation.id(),
                members: members(relation, budget),
                tags: budget.owned(relation.tags()),
            })
        }
        _ => None,
    }
}

fn has_type(relation: &Relation, is_meant: fn(&str) -> bool) -> bool {
    relation.tags().any(|(key, value)| key == "type" && is_meant(value))
}

fn members(relation: &Relation, budget: &mut Budget) -> Vec<Member> {
    let within = relation
        .members()
        .take_while(|member| budget.allows(member.role().map_or(0, str::len)));
    within
        .map(|member| Member {
            is_way: member.member_type == RelMemberType::Way,
            id: member.member_id,
            role: member.role().unwrap_or_default().to_owned(),
        })
        .collect()
}
