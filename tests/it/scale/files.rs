//! Large files, written piece by piece from a seed, so that they never stand in memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A stream of numbers from a seed (SplitMix64: Steele, Lea, Flood, *Fast splittable pseudorandom number generators*, 2014).
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> i64 {
        (self.next() % bound) as i64
    }
}

fn create(path: &Path) -> BufWriter<File> {
    BufWriter::with_capacity(1 << 20, File::create(path).expect("the folder can be written"))
}

// ---- OpenStreetMap PBF ----

/// Nodes or ways of one block, as other programs write them.
const PER_BLOCK: usize = 8000;

/// A city of `side` by `side` junctions with residential streets, and buildings of four corners until the file has about
/// `bytes` bytes. Nodes come first, then ways.
pub fn city(path: &Path, side: usize, bytes: u64) {
    let mut file = create(path);
    blob(
        &mut file,
        "OSMHeader",
        &[text(4, b"OsmSchema-V0.6"), text(4, b"DenseNodes")].concat(),
    );
    let mut noise = Noise(7);
    let place = |at: usize| {
        (
            1_055_000_000 + (at % side) as i64 * 900,
            208_000_000 + (at / side) as i64 * 900,
        )
    };
    let junctions: Vec<usize> = (0..side * side).collect();
    for part in junctions.chunks(PER_BLOCK) {
        let nodes = part.iter().map(|&at| (at as i64 + 1, place(at)));
        blob(&mut file, "OSMData", &nodes_block(nodes));
    }
    let first = (side * side) as i64 + 1;
    let corners = |building: i64, noise: &mut Noise| {
        let (lon, lat) = (
            1_055_000_000 + noise.below(9_000_000),
            208_000_000 + noise.below(9_000_000),
        );
        let (width, height) = (50 + noise.below(200), 50 + noise.below(200));
        let id = first + building * 4;
        [
            (id, (lon, lat)),
            (id + 1, (lon + width, lat)),
            (id + 2, (lon + width, lat + height)),
            (id + 3, (lon, lat + height)),
        ]
    };
    // What a building takes, from a block of each.
    let mut sample = Vec::new();
    let nodes: Vec<_> = (0..PER_BLOCK as i64 / 4)
        .flat_map(|building| corners(building, &mut Noise(building as u64)))
        .collect();
    blob(&mut sample, "OSMData", &nodes_block(nodes.into_iter()));
    let nodes_bytes = sample.len() as u64 / (PER_BLOCK as u64 / 4);
    sample.clear();
    blob(&mut sample, "OSMData", &buildings_block(first, 0..PER_BLOCK as i64));
    let buildings = bytes / (nodes_bytes + sample.len() as u64 / PER_BLOCK as u64);
    let step = PER_BLOCK as i64 / 4;
    for from in (0..buildings as i64).step_by(step as usize) {
        let nodes: Vec<_> = (from..from + step)
            .flat_map(|building| corners(building, &mut noise))
            .collect();
        blob(&mut file, "OSMData", &nodes_block(nodes.into_iter()));
    }
    // Streets of ten junctions, in both directions of the grid.
    let runs = (0..side).flat_map(|line| (0..side.saturating_sub(1)).step_by(9).map(move |from| (line, from)));
    let streets: Vec<Vec<i64>> = runs
        .flat_map(|(line, from)| {
            let steps = from..(from + 10).min(side);
            let along = steps.clone().map(|step| (line * side + step) as i64 + 1).collect();
            let across = steps.map(|step| (step * side + line) as i64 + 1).collect();
            [along, across]
        })
        .collect();
    for (block, part) in streets.chunks(PER_BLOCK).enumerate() {
        blob(
            &mut file,
            "OSMData",
            &streets_block((block * PER_BLOCK) as i64 + 1, part),
        );
    }
    for from in (0..buildings as i64).step_by(PER_BLOCK) {
        blob(
            &mut file,
            "OSMData",
            &buildings_block(first, from..from + PER_BLOCK as i64),
        );
    }
    file.flush().expect("written");
}

fn nodes_block(nodes: impl Iterator<Item = (i64, (i64, i64))>) -> Vec<u8> {
    let (mut ids, mut lats, mut lons) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = (0, (0, 0));
    for (id, (lon, lat)) in nodes {
        varint(&mut ids, zigzag(id - last.0));
        varint(&mut lons, zigzag(lon - last.1.0));
        varint(&mut lats, zigzag(lat - last.1.1));
        last = (id, (lon, lat));
    }
    let dense = [text(1, &ids), text(8, &lats), text(9, &lons)].concat();
    [text(1, &text(1, b"")), text(2, &text(2, &dense))].concat()
}

fn ways_block(texts: &[&[u8]], ways: impl Iterator<Item = (i64, Vec<(u8, u8)>, Vec<i64>)>) -> Vec<u8> {
    let table: Vec<u8> = texts.iter().flat_map(|name| text(1, name)).collect();
    let mut group = Vec::new();
    for (id, tags, nodes) in ways {
        let mut way = vec![0x08];
        varint(&mut way, id as u64);
        way.extend(text(2, &tags.iter().map(|tag| tag.0).collect::<Vec<u8>>()));
        way.extend(text(3, &tags.iter().map(|tag| tag.1).collect::<Vec<u8>>()));
        let (mut refs, mut last) = (Vec::new(), 0);
        for node in nodes {
            varint(&mut refs, zigzag(node - last));
            last = node;
        }
        way.extend(text(8, &refs));
        group.extend(text(3, &way));
    }
    [text(1, &table), text(2, &group)].concat()
}

fn buildings_block(first: i64, buildings: std::ops::Range<i64>) -> Vec<u8> {
    let texts: [&[u8]; 5] = [b"", b"building", b"yes", b"house", b"building:levels"];
    ways_block(
        &texts,
        buildings.map(|building| {
            let id = first + building * 4;
            (
                1_000_000_000 + building,
                vec![(1, 2 + (building % 2) as u8)],
                vec![id, id + 1, id + 2, id + 3, id],
            )
        }),
    )
}

fn streets_block(first: i64, streets: &[Vec<i64>]) -> Vec<u8> {
    let texts: [&[u8]; 9] = [
        b"",
        b"highway",
        b"residential",
        b"tertiary",
        b"name",
        "Phố Lưới".as_bytes(),
        b"surface",
        b"asphalt",
        b"oneway",
    ];
    ways_block(
        &texts,
        (first..).zip(streets).map(|(id, nodes)| {
            let class = 2 + u8::from(id % 7 == 0);
            (id, vec![(1, class), (4, 5), (6, 7)], nodes.clone())
        }),
    )
}

fn blob(file: &mut impl Write, kind: &str, block: &[u8]) {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(block).expect("in memory");
    let mut body = vec![0x10];
    varint(&mut body, block.len() as u64);
    body.extend(text(3, &packed.finish().expect("in memory")));
    let mut header = text(1, kind.as_bytes());
    header.push(0x18);
    varint(&mut header, body.len() as u64);
    for part in [&(header.len() as u32).to_be_bytes()[..], &header, &body] {
        file.write_all(part).expect("the disk has room");
    }
}

fn text(field: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![field << 3 | 2];
    varint(&mut out, content.len() as u64);
    out.extend_from_slice(content);
    out
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

// ---- GeoTIFF ----

/// Side of a tile in pixels.
const TILE: usize = 512;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Deflate,
}

/// A raster of `across` by `across` tiles of 32-bit floats around Ha Noi, one pixel in `spread` populated. The others are
/// "no data", written as NaN with bits of noise, so that no compression makes them small.
pub fn raster(path: &Path, across: usize, spread: u64, packing: Packing) {
    let mut file = create(path);
    let mut noise = Noise(11);
    let mut tiles = Vec::new();
    let mut at = 8u64;
    file.write_all(&[b'I', b'I', 42, 0, 0, 0, 0, 0])
        .expect("the disk has room");
    for _ in 0..across * across {
        let mut tile = Vec::with_capacity(TILE * TILE * 4);
        for _ in 0..TILE * TILE {
            let bits = noise.next();
            let value = if bits.is_multiple_of(spread) {
                (1.0 + (bits >> 40) as f32 / 1e6).to_bits()
            } else {
                0x7fc0_0000 | (bits >> 42) as u32
            };
            tile.extend_from_slice(&value.to_le_bytes());
        }
        if packing == Packing::Deflate {
            let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(&tile).expect("in memory");
            tile = packed.finish().expect("in memory");
        }
        file.write_all(&tile).expect("the disk has room");
        tiles.push((at as u32, tile.len() as u32));
        at += tile.len() as u64;
    }
    let side = (across * TILE) as u32;
    let pixel = 1.0 / f64::from(side);
    let long = |values: &[u32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let double = |values: &[f64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let keys: Vec<u8> = [1u16, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326]
        .iter()
        .flat_map(|key| key.to_le_bytes())
        .collect();
    let offsets: Vec<u32> = tiles.iter().map(|tile| tile.0).collect();
    let lengths: Vec<u32> = tiles.iter().map(|tile| tile.1).collect();
    let compression = if packing == Packing::Deflate { 8 } else { 1 };
    // Tag, type (3 short, 4 long, 12 double), count, value.
    let tags: Vec<(u16, u16, u32, Vec<u8>)> = vec![
        (256, 4, 1, long(&[side])),
        (257, 4, 1, long(&[side])),
        (258, 4, 1, long(&[32])),
        (259, 4, 1, long(&[compression])),
        (262, 4, 1, long(&[1])),
        (277, 4, 1, long(&[1])),
        (322, 4, 1, long(&[TILE as u32])),
        (323, 4, 1, long(&[TILE as u32])),
        (324, 4, tiles.len() as u32, long(&offsets)),
        (325, 4, tiles.len() as u32, long(&lengths)),
        (339, 4, 1, long(&[3])),
        (33550, 12, 3, double(&[pixel, pixel, 0.0])),
        (33922, 12, 6, double(&[0.0, 0.0, 0.0, 105.2, 21.5, 0.0])),
        (34735, 3, 12, keys),
    ];
    let directory = at as u32;
    let mut values = Vec::new();
    let mut entries = (tags.len() as u16).to_le_bytes().to_vec();
    let behind = directory + 2 + 12 * tags.len() as u32 + 4;
    for (tag, kind, count, value) in tags {
        entries.extend_from_slice(&tag.to_le_bytes());
        entries.extend_from_slice(&kind.to_le_bytes());
        entries.extend_from_slice(&count.to_le_bytes());
        if value.len() <= 4 {
            entries.extend_from_slice(&value);
        } else {
            entries.extend_from_slice(&(behind + values.len() as u32).to_le_bytes());
            values.extend(value);
        }
    }
    entries.extend_from_slice(&[0; 4]);
    file.write_all(&entries).expect("the disk has room");
    file.write_all(&values).expect("the disk has room");
    file.flush().expect("written");
    drop(file);
    use std::io::{Seek, SeekFrom};
    let mut file = std::fs::OpenOptions::new().write(true).open(path).expect("it is there");
    file.seek(SeekFrom::Start(4)).expect("it has a header");
    file.write_all(&directory.to_le_bytes()).expect("written");
}

// ---- tables ----

pub fn table(path: &Path, header: &str, rows: u64, row: impl Fn(u64, &mut Noise) -> String) {
    let mut file = create(path);
    let mut noise = Noise(rows);
    writeln!(file, "{header}").expect("the disk has room");
    for at in 0..rows {
        writeln!(file, "{}", row(at, &mut noise)).expect("the disk has room");
    }
    file.flush().expect("written");
}
