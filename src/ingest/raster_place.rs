//! Where the pixels of a GeoTIFF lie, and which value means "no data".
//!
//! Tags: 33550 (pixel size), 33922 (tie point), 34264 (affine matrix), 34735 (GeoKey directory), 34737 (its
//! texts), 42113 (GDAL's NODATA). Source: OGC 19-008r4, *GeoTIFF standard 1.1*.

use std::io::{Read, Seek};

use tiff::decoder::Decoder;
use tiff::tags::Tag;

use super::ReadOptions;
use crate::geometry::{Crs, LonLat, ProjectionError, Projector};

/// From column and row to a position.
pub(super) struct Place {
    /// x = a0 + a1 column + a2 row; y = a3 + a4 column + a5 row, at the pixel's upper left corner.
    affine: [f64; 6],
    /// Half a pixel where the raster says that its values stand for areas, which is the usual case.
    to_centre: f64,
    projector: Projector,
    nodata: Option<f64>,
}

/// The check and the message of a raster that cannot be placed.
pub(super) type Unplaced = (&'static str, String);

impl Place {
    /// # Errors
    /// When the tags are missing, make no sense, or name an unknown reference system.
    pub fn read<R: Read + Seek>(decoder: &mut Decoder<R>, options: &ReadOptions) -> Result<Place, Unplaced> {
        let affine = affine(decoder)?;
        let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap_or_default();
        let texts = decoder.get_tag_ascii_string(Tag::GeoAsciiParamsTag).unwrap_or_default();
        let crs = match &options.crs {
            Some(crs) => crs.clone(),
            None => named_crs(&keys, &texts)?,
        };
        let is_point = geo_key(&keys, RASTER_TYPE) == Some(2);
        let nodata = decoder.get_tag_ascii_string(Tag::GdalNodata).ok();
        let nodata = nodata.and_then(|text| text.trim_matches(['\0', ' ', '\n']).replace(',', ".").parse().ok());
        Ok(Place {
            affine,
            to_centre: if is_point { 0.0 } else { 0.5 },
            projector: Projector::new(crs),
            nodata,
        })
    }

    /// The centre of a pixel.
    ///
    /// # Errors
    /// When it is no position on the earth.
    pub fn centre(&self, column: u32, row: u32) -> Result<LonLat, ProjectionError> {
        let (c, r) = (f64::from(column) + self.to_centre, f64::from(row) + self.to_centre);
        let a = &self.affine;
        self.projector
            .to_wgs84(a[0] + a[1] * c + a[2] * r, a[3] + a[4] * c + a[5] * r)
    }

    /// Whether a value means "no data". NODATA is text and the pixel may be a 32-bit float, so it is
    /// compared at that precision as well.
    pub fn is_nodata(&self, value: f64) -> bool {
        value.is_nan()
            || self
                .nodata
                .is_some_and(|nodata| value == nodata || value as f32 == nodata as f32)
    }
}

const MODEL_TYPE: u16 = 1024;
const RASTER_TYPE: u16 = 1025;
const GEOGRAPHIC: u16 = 2048;
const PROJECTED: u16 = 3072;
/// A code that says "described by parameters".
const USER_DEFINED: u16 = 32767;

fn affine<R: Read + Seek>(decoder: &mut Decoder<R>) -> Result<[f64; 6], Unplaced> {
    let matrix = decoder.get_tag_f64_vec(Tag::ModelTransformationTag).unwrap_or_default();
    let scale = decoder.get_tag_f64_vec(Tag::ModelPixelScaleTag).unwrap_or_default();
    let tie = decoder.get_tag_f64_vec(Tag::ModelTiepointTag).unwrap_or_default();
    let affine = match (matrix.as_slice(), scale.as_slice(), tie.as_slice()) {
        (&[a, b, _, c, d, e, _, f, ..], _, _) => [c, a, b, f, d, e],
        (_, &[dx, dy, ..], &[column, row, _, x, y, ..]) => [x - column * dx, dx, 0.0, y + row * dy, 0.0, -dy],
        _ => {
            let message =
                "the raster does not say where it lies (no GeoTIFF tags); export it as GeoTIFF from a map program";
            return Err(("no_georeference", message.into()));
        }
    };
    let determinant = affine[1] * affine[5] - affine[2] * affine[4];
    if !affine.iter().all(|value| value.is_finite()) || determinant == 0.0 {
        return Err((
            "broken_georeference",
            format!("the raster's place {affine:?} makes no sense; export it again"),
        ));
    }
    Ok(affine)
}

/// The value of a short GeoKey stored in the directory itself.
fn geo_key(keys: &[u16], key: u16) -> Option<u16> {
    let entries = keys.get(4..)?;
    entries
        .chunks_exact(4)
        .find(|entry| entry[0] == key && entry[1] == 0)
        .map(|entry| entry[3])
}

fn named_crs(keys: &[u16], texts: &str) -> Result<Crs, Unplaced> {
    let code = match geo_key(keys, MODEL_TYPE) {
        Some(1) => geo_key(keys, PROJECTED),
        Some(2) => geo_key(keys, GEOGRAPHIC),
        // GDAL writes projections without a number so: the degrees under them are not the raster's.
        Some(USER_DEFINED) => geo_key(keys, PROJECTED),
        _ => geo_key(keys, PROJECTED).or(geo_key(keys, GEOGRAPHIC)),
    };
    let described = || {
        let told = texts.split('|').find_map(|part| part.split_once("ESRI PE String = "));
        told.and_then(|(_, wkt)| Crs::from_wkt(wkt).ok())
    };
    let name = match code {
        // ESRI's codes of world projections have no EPSG number; writers put them in the same key.
        Some(code @ 53_001..=54_099) => format!("ESRI:{code}"),
        Some(code) if code != USER_DEFINED && code != 0 => format!("EPSG:{code}"),
        _ => {
            if let Some(crs) = described() {
                return Ok(crs);
            }
            if texts.to_lowercase().contains("mollweide") {
                return known("ESRI:54009");
            }
            let message = "the raster does not name its reference system; name it, such as --crs EPSG:4326";
            return Err(("unknown_crs", message.into()));
        }
    };
    known(&name)
}

fn known(name: &str) -> Result<Crs, Unplaced> {
    Crs::try_new(name).map_err(|error| {
        (
            "unknown_crs",
            format!("{error}; name the raster's system, such as --crs EPSG:4326"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(model: u16, key: u16, code: u16) -> Vec<u16> {
        vec![1, 1, 0, 2, MODEL_TYPE, 0, 1, model, key, 0, 1, code]
    }

    #[test]
    fn reference_systems_come_from_the_geo_keys() {
        let name = |keys: &[u16], texts: &str| named_crs(keys, texts).map(|crs| crs.name().to_owned());
        assert_eq!(name(&directory(2, GEOGRAPHIC, 4326), ""), Ok("EPSG:4326".into()));
        assert_eq!(name(&directory(1, PROJECTED, 32648), ""), Ok("EPSG:32648".into()));
        assert_eq!(name(&directory(1, PROJECTED, 54009), ""), Ok("ESRI:54009".into()));
        assert_eq!(
            name(&directory(1, PROJECTED, USER_DEFINED), "World_Mollweide|"),
            Ok("ESRI:54009".into())
        );
        let gdal = [
            1,
            1,
            0,
            3,
            MODEL_TYPE,
            0,
            1,
            USER_DEFINED,
            GEOGRAPHIC,
            0,
            1,
            4326,
            3073,
            34737,
            5,
            0,
        ];
        assert_eq!(name(&gdal, "World_Mollweide|WGS 84|"), Ok("ESRI:54009".into()));
        assert!(
            name(&gdal, "My own system|").is_err(),
            "its degrees are not those of the raster"
        );
        let told = "x|ESRI PE String = PROJCS[\"World_Mollweide\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Mollweide\"],PARAMETER[\"False_Easting\",0.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",0.0],UNIT[\"Meter\",1.0]]|";
        let described = named_crs(&gdal, told).expect("described in words");
        let at = Projector::new(described)
            .to_wgs84(10_000_000.0, 2_500_000.0)
            .expect("on the earth");
        assert!(
            (at.lon - 103.846_048_722_5).abs() < 1e-8 && (at.lat - 20.384_590_958_0).abs() < 1e-8,
            "{at}"
        );
        assert!(name(&[], "").is_err());
        assert!(name(&directory(1, PROJECTED, 4), "").is_err());
    }

    #[test]
    fn nodata_is_compared_at_the_pixels_precision() {
        let place = Place {
            affine: [105.0, 0.5, 0.0, 22.0, 0.0, -0.5],
            to_centre: 0.5,
            projector: Projector::new(Crs::wgs84()),
            nodata: Some(-3.4028234663852886e38),
        };
        assert!(place.is_nodata(f64::from(f32::MIN)) && place.is_nodata(f64::NAN) && !place.is_nodata(0.0));
        assert_eq!(place.centre(1, 0), Ok(LonLat::new(105.75, 21.75)));
    }
}
