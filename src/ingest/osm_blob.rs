//! The outer layer of a PBF: blobs one after another, unpacked and counted before anything is built from them.
//!
//! What a blob claims is believed only within the limits of the format (a header below 64 KiB, a block below 32 MiB
//! unpacked). Inside a block a message of two bytes becomes a structure of a hundred and more: so the fields of a
//! block are counted first, which costs a walk over their lengths only.
//!
//! Source: OpenStreetMap wiki, *PBF Format*; `fileformat.proto` and `osmformat.proto` 1.3.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;

use super::roads::Refused;

/// Bytes below which a blob header stays.
const HEADER_BYTES: u32 = 64 << 10;
/// Bytes below which a block stays, unpacked; a packed one may be larger by what its header takes.
const BLOCK_BYTES: u64 = 32 << 20;
const BLOB_BYTES: u64 = BLOCK_BYTES + (64 << 10);
/// Fields of one block, those of its ways, nodes and relations among them. Programs write 8,000 of these into a block,
/// with five or six fields each.
const FIELDS: u64 = 1_000_000;

/// What a blob holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlobKind {
    Header,
    Data,
    /// Not of the format, to be passed over.
    Other,
}

/// A blob as it stands in the file.
pub(super) struct Blob {
    /// 1-based.
    pub number: u64,
    pub kind: BlobKind,
    body: Vec<u8>,
}

/// Reads blob after blob.
pub(super) struct Blobs<R> {
    source: R,
    count: u64,
}

impl<R: Read> Blobs<R> {
    pub fn new(source: R) -> Blobs<R> {
        Blobs { source, count: 0 }
    }

    /// The next blob, `None` at the end of the file.
    ///
    /// # Errors
    /// When the file ends inside of it or it claims more than the format allows.
    pub fn next(&mut self) -> Result<Option<Blob>, Refused> {
        let number = self.count + 1;
        let mut length = [0u8; 4];
        match fill(&mut self.source, &mut length).map_err(|error| unreadable(&error))? {
            0 => return Ok(None),
            4 => {}
            _ => return Err(cut(number)),
        }
        let length = u32::from_be_bytes(length);
        if length >= HEADER_BYTES {
            return Err(too_large(number, &format!("a header of {length} bytes")));
        }
        let header = self.bytes(u64::from(length), number)?;
        let (mut kind, mut size) = (BlobKind::Other, None);
        for field in Fields(&header) {
            match field.map_err(|()| damaged(number, "its header cannot be read"))? {
                (1, Value::Bytes(b"OSMHeader")) => kind = BlobKind::Header,
                (1, Value::Bytes(b"OSMData")) => kind = BlobKind::Data,
                (3, Value::Number(claimed)) => size = Some(claimed),
                _ => {}
            }
        }
        let size = size.ok_or_else(|| damaged(number, "its header names no size"))?;
        if size > BLOB_BYTES {
            return Err(too_large(number, &format!("{size} bytes")));
        }
        let body = self.bytes(size, number)?;
        self.count = number;
        Ok(Some(Blob { number, kind, body }))
    }

    fn bytes(&mut self, size: u64, number: u64) -> Result<Vec<u8>, Refused> {
        let mut bytes = Vec::new();
        let mut part = self.source.by_ref().take(size);
        part.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        if (bytes.len() as u64) < size {
            return Err(cut(number));
        }
        Ok(bytes)
    }
}

impl Blob {
    /// The block in a frame of its own, not compressed, as the decoder takes it.
    ///
    /// # Errors
    /// When it is packed with what is not understood, damaged, or larger inside than the format allows.
    pub fn unpacked(&self) -> Result<Vec<u8>, Refused> {
        let broken = |what: &str| damaged(self.number, what);
        let (mut raw, mut packed, mut is_foreign) = (None, None, false);
        for field in Fields(&self.body) {
            match field.map_err(|()| broken("it cannot be read"))? {
                (1, Value::Bytes(bytes)) => raw = Some(bytes),
                (3, Value::Bytes(bytes)) => packed = Some(bytes),
                (4..=7, Value::Bytes(_)) => is_foreign = true,
                _ => {}
            }
        }
        let mut unpacked = Vec::new();
        let block = match (raw, packed) {
            (Some(raw), _) => raw,
            (None, Some(packed)) => {
                let mut decoder = ZlibDecoder::new(packed).take(BLOCK_BYTES);
                decoder
                    .read_to_end(&mut unpacked)
                    .map_err(|error| broken(&format!("it cannot be unpacked: {error}")))?;
                unpacked.as_slice()
            }
            (None, None) if is_foreign => {
                let message = format!(
                    "block {} is packed with something else than zlib; convert the file with osmium",
                    self.number
                );
                return Err(Refused::new("unsupported_pbf", message));
            }
            (None, None) => return Err(broken("it holds nothing")),
        };
        if block.len() as u64 >= BLOCK_BYTES {
            return Err(too_large(self.number, "32 MiB or more when unpacked"));
        }
        if self.kind == BlobKind::Data {
            let fields = fields_of_block(block).map_err(|()| broken("its fields do not fit into it"))?;
            if fields > FIELDS {
                return Err(too_large(self.number, &format!("more than {FIELDS} fields")));
            }
        }
        Ok(framed(self.kind, block))
    }
}

/// How many fields a block has, those of its messages among them; counting stops beyond [`FIELDS`].
fn fields_of_block(block: &[u8]) -> Result<u64, ()> {
    let mut count = 0u64;
    for field in Fields(block) {
        count += 1;
        match field? {
            (1, Value::Bytes(table)) => count += fields_of(table, count)?,
            (2, Value::Bytes(group)) => {
                for field in Fields(group) {
                    count += 1;
                    let (number, value) = field?;
                    if let Value::Bytes(entity) = value {
                        // `info` of a node, way or relation is field 4, of dense nodes 5.
                        let info = if number == 2 { 5 } else { 4 };
                        for field in Fields(entity) {
                            count += 1;
                            match field? {
                                (at, Value::Bytes(bytes)) if at == info => count += fields_of(bytes, count)?,
                                _ => {}
                            }
                            if count > FIELDS {
                                return Ok(count);
                            }
                        }
                    }
                    if count > FIELDS {
                        return Ok(count);
                    }
                }
            }
            _ => {}
        }
        if count > FIELDS {
            return Ok(count);
        }
    }
    Ok(count)
}

fn fields_of(message: &[u8], before: u64) -> Result<u64, ()> {
    let mut count = 0;
    for field in Fields(message) {
        field?;
        count += 1;
        if before + count > FIELDS {
            break;
        }
    }
    Ok(count)
}

/// A value of a message in the wire format of Protocol Buffers.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Of fixed size; none is of use here.
    Fixed,
}

/// The fields of a message one after another; an error where they do not fit into it.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), ()>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or(()))
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Value::Number(self.varint()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return None,
        };
        Some((tag >> 3, value))
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

fn framed(kind: BlobKind, block: &[u8]) -> Vec<u8> {
    let name: &[u8] = if kind == BlobKind::Header {
        b"OSMHeader"
    } else {
        b"OSMData"
    };
    let mut body_head = vec![0x0a];
    put_varint(&mut body_head, block.len() as u64);
    let mut header = vec![0x0a, name.len() as u8];
    header.extend_from_slice(name);
    header.push(0x18);
    put_varint(&mut header, (body_head.len() + block.len()) as u64);
    let mut frame = Vec::with_capacity(4 + header.len() + body_head.len() + block.len());
    frame.extend_from_slice(&(header.len() as u32).to_be_bytes());
    for part in [&header, &body_head, block] {
        frame.extend_from_slice(part);
    }
    frame
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads until the buffer is full or the source ends; how many bytes it gave.
fn fill<R: Read>(source: &mut R, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn unreadable(error: &io::Error) -> Refused {
    Refused::new("unreadable_file", format!("the file cannot be read on ({error})"))
}

fn cut(number: u64) -> Refused {
    let message = format!("the file ends in the middle of block {number}; download it again");
    Refused::new("truncated_pbf", message)
}

fn damaged(number: u64, what: &str) -> Refused {
    Refused::new(
        "broken_pbf",
        format!("block {number} is damaged ({what}); download the file again"),
    )
}

fn too_large(number: u64, what: &str) -> Refused {
    let message = format!("block {number} claims {what}, more than the format allows; download the file again");
    Refused::new("pbf_block_too_large", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(kind: BlobKind, block: &[u8]) -> Blob {
        let frame = framed(kind, block);
        Blobs::new(frame.as_slice()).next().expect("whole").expect("one")
    }

    fn check_of(bytes: &[u8]) -> Option<&'static str> {
        let mut blobs = Blobs::new(bytes);
        loop {
            match blobs.next() {
                Ok(None) => return None,
                Ok(Some(blob)) => {
                    if let Err(refused) = blob.unpacked() {
                        return Some(refused.check);
                    }
                }
                Err(refused) => return Some(refused.check),
            }
        }
    }

    #[test]
    fn a_frame_gives_its_block_back_at_every_size_of_its_length() {
        for size in [0usize, 1, 127, 128, 20_000] {
            let block = vec![0u8; size];
            let blob = blob(BlobKind::Header, &block);
            assert_eq!((blob.kind, blob.number), (BlobKind::Header, 1));
            assert_eq!(blob.unpacked().expect("small"), framed(BlobKind::Header, &block));
        }
    }

    #[test]
    fn every_cut_of_a_file_is_told_as_one() {
        let frame = framed(BlobKind::Data, b"\x0a\x02\x0a\x00");
        assert_eq!(check_of(&frame), None);
        assert_eq!(check_of(&[]), None);
        for length in 1..frame.len() {
            assert_eq!(check_of(&frame[..length]), Some("truncated_pbf"), "{length} bytes");
        }
    }

    #[test]
    fn claims_beyond_the_format_are_refused_before_memory_is_taken() {
        assert_eq!(check_of(&[0, 1, 0, 0]), Some("pbf_block_too_large"));
        // Four gibibytes, and a size below zero, which is written with ten bytes.
        for size in [u64::from(u32::MAX) + 1, u64::MAX] {
            let mut header = b"\x0a\x07OSMData\x18".to_vec();
            put_varint(&mut header, size);
            let frame = [&(header.len() as u32).to_be_bytes()[..], &header].concat();
            assert_eq!(check_of(&frame), Some("pbf_block_too_large"));
        }
    }

    #[test]
    fn a_block_of_empty_messages_is_counted_and_refused() {
        let groups: Vec<u8> = [0x12, 0].repeat(FIELDS as usize);
        assert_eq!(check_of(&framed(BlobKind::Data, &groups)), None);
        let more: Vec<u8> = [0x12, 0].repeat(FIELDS as usize + 1);
        assert_eq!(check_of(&framed(BlobKind::Data, &more)), Some("pbf_block_too_large"));
        let ways: Vec<u8> = [0x1a, 0].repeat(FIELDS as usize);
        let mut block = vec![0x12];
        put_varint(&mut block, ways.len() as u64);
        block.extend_from_slice(&ways);
        assert_eq!(check_of(&framed(BlobKind::Data, &block)), Some("pbf_block_too_large"));
        assert_eq!(check_of(&framed(BlobKind::Data, &[0x12, 9, 0])), Some("broken_pbf"));
    }
}
