//! Population rasters (GeoTIFF: WorldPop, GHSL), strip by strip or tile by tile.
//!
//! The people of a pixel live at its centre. Pixels without people, without data or NaN make no cell.
//! A header may claim any size: the claim is checked against the limits before memory is taken, and the
//! file is held one chunk at a time.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use tiff::ColorType;
use tiff::decoder::{ChunkType, Decoder, DecodingResult, Limits};

use super::ReadOptions;
use super::findings::Findings;
use super::raster_place::Place;
use crate::model::{DemandCell, Finding};

/// Reads the first image of the file; cells come in the order of rows, then columns, of their chunks.
pub(super) fn read<R: Read + Seek>(
    source: &mut R,
    options: &ReadOptions,
    findings: &mut Findings,
) -> Option<Vec<DemandCell>> {
    let mut scan = Scan {
        options,
        findings,
        cells: Vec::new(),
        negative: 0,
        most_negative: 0.0,
        lost: 0,
    };
    // The decoder is a dependency that damaged files may bring to a panic; that is their fault, not ours.
    let outcome = catch_unwind(AssertUnwindSafe(|| scan.run(source)));
    let outcome = outcome.unwrap_or_else(|_| {
        Err((
            "broken_tiff",
            "the raster is damaged; download or export it again".into(),
        ))
    });
    if let Err((check, message)) = outcome {
        scan.findings.error(check, message);
        return None;
    }
    scan.say_skipped();
    let cells = scan.cells;
    if cells.is_empty() {
        findings.error(
            "no_people",
            "no pixel of the raster holds people (inside the box asked for)",
        );
        return None;
    }
    let people: f64 = cells.iter().map(|cell| cell.people).sum();
    findings.push(
        Finding::info(
            "raster_total",
            findings.file(),
            format!("{} populated cells were read", cells.len()),
        )
        .for_people(people),
    );
    Some(cells)
}

struct Scan<'a> {
    options: &'a ReadOptions,
    findings: &'a mut Findings,
    cells: Vec<DemandCell>,
    negative: u64,
    most_negative: f64,
    lost: u64,
}

type Outcome = Result<(), (&'static str, String)>;

impl Scan<'_> {
    fn run<R: Read + Seek>(&mut self, source: &mut R) -> Outcome {
        let broken = |error: tiff::TiffError| -> (&'static str, String) { describe(&error) };
        source
            .seek(SeekFrom::Start(0))
            .map_err(|error| ("unreadable_file", error.to_string()))?;
        let mut limits = Limits::default();
        limits.decoding_buffer_size = self.options.limits.chunk_bytes;
        limits.intermediate_buffer_size = self.options.limits.chunk_bytes;
        // A value of one byte becomes one of 32 in a list.
        limits.ifd_value_size = 16 << 20;
        let mut decoder = Decoder::new(BufReader::new(source))
            .map_err(broken)?
            .with_limits(limits);
        let (width, height) = decoder.dimensions().map_err(broken)?;
        if u64::from(width) * u64::from(height) > self.options.limits.pixels {
            let allowed = self.options.limits.pixels / 1_000_000;
            let message = format!(
                "the raster claims {width} x {height} pixels, more than {allowed} million; cut it to the city first"
            );
            return Err(("raster_too_large", message));
        }
        match decoder.colortype().map_err(broken)? {
            ColorType::Gray(_) => {}
            other => {
                let message =
                    format!("the raster is a picture or has several bands ({other:?}); one band of people is needed");
                return Err(("not_one_band", message));
            }
        }
        let place = Place::read(&mut decoder, self.options)?;
        let (chunk_width, chunk_height) = decoder.chunk_dimensions();
        let (across, chunks) = match decoder.get_chunk_type() {
            ChunkType::Strip => (1, decoder.strip_count().map_err(broken)?),
            ChunkType::Tile => (
                width.div_ceil(chunk_width.max(1)),
                decoder.tile_count().map_err(broken)?,
            ),
        };
        let (across, down) = (across.max(1), height.div_ceil(chunk_height.max(1)));
        if u64::from(chunks) != u64::from(across) * u64::from(down) {
            let message = format!(
                "the raster has {chunks} strips or tiles where its size asks for {}",
                u64::from(across) * u64::from(down)
            );
            return Err(("broken_tiff", message));
        }
        for chunk in 0..chunks {
            let (data_width, _) = decoder.chunk_data_dimensions(chunk);
            let values = decoder.read_chunk(chunk).map_err(broken)?;
            let corner = (chunk % across * chunk_width, chunk / across * chunk_height);
            for_each_value(&values, |index, value| {
                self.pixel(&place, corner, data_width as usize, index, value)
            })?;
        }
        Ok(())
    }

    fn pixel(&mut self, place: &Place, corner: (u32, u32), width: usize, index: usize, value: f64) -> Outcome {
        if value == 0.0 || place.is_nodata(value) {
            return Ok(());
        }
        let (column, row) = (
            corner.0 + (index % width.max(1)) as u32,
            corner.1 + (index / width.max(1)) as u32,
        );
        if value < 0.0 {
            self.negative += 1;
            self.most_negative = self.most_negative.min(value);
            return Ok(());
        }
        if !value.is_finite() {
            let (row, column) = (u64::from(row) + 1, format!("pixel {}", column + 1));
            self.findings.error_at(
                "not_a_number",
                row,
                &column,
                &value.to_string(),
                "this is no number of people; export the raster again",
            );
            return Ok(());
        }
        let Ok(location) = place.centre(column, row) else {
            self.lost += 1;
            return Ok(());
        };
        if self.options.bbox.is_some_and(|bbox| !bbox.contains(location)) {
            return Ok(());
        }
        if self.cells.len() >= self.options.limits.cells {
            let message = format!(
                "the raster has more than {} populated cells; cut it to the city first",
                self.options.limits.cells
            );
            return Err(("too_many_cells", message));
        }
        let code = format!("r{row:05}c{column:05}");
        self.cells.push(DemandCell {
            code,
            location,
            people: value,
            elderly: None,
            enterprises: None,
            area: None,
        });
        Ok(())
    }

    fn say_skipped(&mut self) {
        if self.negative > 0 {
            let message = format!(
                "{} pixels hold less than zero people (down to {}) and were left out; if that value means 'no data', set it as NODATA",
                self.negative, self.most_negative
            );
            self.findings.warning("negative_people", message);
        }
        if self.lost > 0 {
            let message = format!(
                "{} populated pixels lie nowhere on the earth; check the raster's reference system",
                self.lost
            );
            self.findings.error("outside_the_earth", message);
        }
    }
}

fn describe(error: &tiff::TiffError) -> (&'static str, String) {
    use tiff::TiffError;
    match error {
        TiffError::LimitsExceeded | TiffError::IntSizeError => (
            "raster_too_large",
            "a strip or tile of the raster claims more than fits; save it with tiles (gdal_translate -co TILED=YES)"
                .into(),
        ),
        TiffError::UnsupportedError(reason) => (
            "unsupported_tiff",
            format!("{reason}; save it with deflate compression (gdal_translate -co COMPRESS=DEFLATE)"),
        ),
        TiffError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => (
            "truncated_tiff",
            "the raster ends in the middle; download or export it again".into(),
        ),
        other => (
            "broken_tiff",
            format!("the raster is damaged ({other}); download or export it again"),
        ),
    }
}

fn for_each_value(values: &DecodingResult, mut each: impl FnMut(usize, f64) -> Outcome) -> Outcome {
    macro_rules! walk {
        ($list:expr, $convert:expr) => {
            $list
                .iter()
                .enumerate()
                .try_for_each(|(index, &value)| each(index, $convert(value)))
        };
    }
    match values {
        DecodingResult::U8(list) => walk!(list, f64::from),
        DecodingResult::U16(list) => walk!(list, f64::from),
        DecodingResult::U32(list) => walk!(list, f64::from),
        DecodingResult::U64(list) => walk!(list, |value| value as f64),
        DecodingResult::I8(list) => walk!(list, f64::from),
        DecodingResult::I16(list) => walk!(list, f64::from),
        DecodingResult::I32(list) => walk!(list, f64::from),
        DecodingResult::I64(list) => walk!(list, |value| value as f64),
        DecodingResult::F16(list) => walk!(list, f64::from),
        DecodingResult::F32(list) => walk!(list, f64::from),
        DecodingResult::F64(list) => walk!(list, |value| value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use tiff::encoder::{TiffEncoder, colortype};
    use tiff::tags::Tag;

    /// A raster of half-degree pixels from 105 E, 22 N.
    fn raster(width: u32, values: &[f32], nodata: &str) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).expect("in memory");
        let height = values.len() as u32 / width;
        let mut image = encoder
            .new_image::<colortype::Gray32Float>(width, height)
            .expect("small");
        image.rows_per_strip(1).expect("one row a strip");
        let tags = image.encoder();
        tags.write_tag(Tag::ModelPixelScaleTag, &[0.5, 0.5, 0.0][..])
            .expect("tag");
        tags.write_tag(Tag::ModelTiepointTag, &[0.0, 0.0, 0.0, 105.0, 22.0, 0.0][..])
            .expect("tag");
        tags.write_tag(
            Tag::GeoKeyDirectoryTag,
            &[1u16, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326][..],
        )
        .expect("tag");
        tags.write_tag(Tag::GdalNodata, nodata).expect("tag");
        image.write_data(values).expect("data");
        bytes.into_inner()
    }

    fn cells(bytes: Vec<u8>, options: &ReadOptions) -> (Vec<DemandCell>, Vec<&'static str>) {
        let mut findings = Findings::new("a.tif", 9);
        let cells = read(&mut Cursor::new(bytes), options, &mut findings).unwrap_or_default();
        (
            cells,
            findings.into_list().iter().map(|finding| finding.check).collect(),
        )
    }

    #[test]
    fn pixels_become_cells_at_their_centres() {
        let bytes = raster(2, &[1.0, -99999.0, 0.0, 2.5, f32::NAN, -3.0], "-99999");
        let (cells, findings) = cells(bytes, &ReadOptions::default());
        assert_eq!(findings, ["negative_people", "raster_total"]);
        let got: Vec<_> = cells
            .iter()
            .map(|cell| (cell.code.as_str(), cell.location.lon, cell.location.lat, cell.people))
            .collect();
        assert_eq!(
            got,
            [
                ("r00000c00000", 105.25, 21.75, 1.0),
                ("r00001c00001", 105.75, 21.25, 2.5)
            ]
        );
    }

    #[test]
    fn a_cut_raster_and_a_too_large_one_are_refused() {
        let bytes = raster(2, &[1.0; 64], "-1");
        let small = super::super::Limits {
            pixels: 63,
            ..Default::default()
        };
        let options = ReadOptions {
            limits: small,
            ..ReadOptions::default()
        };
        assert_eq!(cells(bytes.clone(), &options).1, ["raster_too_large"]);
        for length in [3, 9, bytes.len() / 2, bytes.len() - 4] {
            let (cells, findings) = cells(bytes[..length].to_vec(), &ReadOptions::default());
            assert!(cells.is_empty(), "{length} bytes");
            assert!(
                matches!(findings[..], ["truncated_tiff" | "broken_tiff"]),
                "{length} bytes: {findings:?}"
            );
        }
    }
}
