//! Which column holds what: header names in Vietnamese or English, with or without accents.

use super::findings::Findings;
use super::table::Table;

/// A field and the folded header names it goes by, the strongest first.
pub(super) type Field = (&'static str, &'static [&'static str]);

pub(super) const POSITION: [Field; 3] = [
    (
        "lon",
        &[
            "lon",
            "longitude",
            "kinh do",
            "long",
            "lng",
            "x",
            "wardlon",
            "lon deg",
            "toa do x",
            "easting",
        ],
    ),
    (
        "lat",
        &[
            "lat", "latitude", "vi do", "y", "wardlat", "lat deg", "toa do y", "northing",
        ],
    ),
    (
        "position",
        &[
            "toa do",
            "vi tri",
            "coordinates",
            "position",
            "wkt",
            "geom",
            "geometry",
            "lat lon",
            "latlon",
        ],
    ),
];

pub(super) const FACILITY: [Field; 21] = [
    (
        "code",
        &[
            "code",
            "ma",
            "ma diem",
            "ma dai ly",
            "ma so",
            "facility code",
            "ma buu cuc",
            "id",
        ],
    ),
    ("external_id", &["external id", "osm id", "ma ngoai", "full id"]),
    (
        "kind",
        &["kind", "loai", "loai diem", "loai hinh", "type", "category", "nhom"],
    ),
    (
        "name",
        &[
            "name",
            "ten",
            "ten diem",
            "ten dai ly",
            "ten don vi",
            "ten goi",
            "facility name",
        ],
    ),
    ("address", &["address", "dia chi", "noi dat tru so", "tru so"]),
    (
        "housenumber",
        &["housenumber", "so nha", "addr housenumber", "house number"],
    ),
    ("street", &["street", "duong", "pho", "duong pho", "addr street"]),
    (
        "operator",
        &[
            "operator",
            "doanh nghiep",
            "don vi",
            "don vi van hanh",
            "don vi quan ly",
            "ngan hang",
            "nha cung cap",
        ],
    ),
    (
        "area",
        &[
            "area",
            "ma xa",
            "ma phuong",
            "ma phuong xa",
            "commune code",
            "area code",
            "ward code",
            "wardcode",
        ],
    ),
    (
        "capacity",
        &[
            "capacity per month",
            "capacity",
            "cong suat",
            "cong suat thang",
            "kha nang tiep nhan",
        ],
    ),
    (
        "load",
        &[
            "load per month",
            "load",
            "tai",
            "so ho so thang",
            "ho so thang",
            "luong ho so",
        ],
    ),
    ("staff", &["staff", "nhan vien", "so nhan vien", "nhan su", "so can bo"]),
    (
        "hours",
        &[
            "opening hours",
            "hours",
            "gio mo cua",
            "gio lam viec",
            "thoi gian lam viec",
        ],
    ),
    (
        "procedures",
        &["procedures", "thu tuc", "ma thu tuc", "danh muc thu tuc"],
    ),
    (
        "phone",
        &[
            "phone",
            "dien thoai",
            "so dien thoai",
            "tel",
            "telephone",
            "sdt",
            "hotline",
        ],
    ),
    ("wheelchair", &["wheelchair", "xe lan", "loi xe lan", "tiep can xe lan"]),
    (
        "opened_on",
        &[
            "opened on",
            "ngay mo",
            "ngay khai truong",
            "ngay hoat dong",
            "opening date",
            "start date",
        ],
    ),
    ("status", &["status", "trang thai", "tinh trang"]),
    ("origin", &["origin", "nguon goc"]),
    ("district", &["district", "quan", "quan huyen"]),
    ("ward", &["ward", "phuong", "phuong xa", "xa"]),
];

pub(super) const DEMAND: [Field; 4] = [
    ("code", &["code", "ma", "ma o", "cell", "id"]),
    (
        "people",
        &[
            "people",
            "population",
            "dan so",
            "so dan",
            "so nguoi",
            "nguoi",
            "pop",
            "total",
            "tong",
        ],
    ),
    (
        "elderly",
        &["elderly", "nguoi cao tuoi", "tu 60 tuoi", "60", "people 60"],
    ),
    ("hexagon", &["h3", "hexagon", "h3 index", "h3 cell", "luc giac"]),
];

pub(super) const PROCEDURE: [Field; 3] = [
    ("code", &["code", "ma", "ma thu tuc", "ma tthc", "procedure code"]),
    (
        "name",
        &["name", "ten", "ten thu tuc", "ten thu tuc hanh chinh", "thu tuc"],
    ),
    ("field", &["field", "linh vuc"]),
];

pub(super) const OPERATOR: [Field; 2] = [
    (
        "code",
        &["code", "ma", "ma doanh nghiep", "ma don vi", "operator code", "id"],
    ),
    (
        "name",
        &[
            "name",
            "ten",
            "ten doanh nghiep",
            "doanh nghiep",
            "don vi",
            "ten don vi",
            "operator",
        ],
    ),
];

pub(super) const PERFORMANCE: [Field; 9] = [
    (
        "facility",
        &["facility", "facility code", "ma diem", "ma dai ly", "code", "ma"],
    ),
    ("month", &["month", "thang", "ky bao cao", "thang bao cao", "period"]),
    (
        "dossiers",
        &[
            "dossiers",
            "ho so",
            "so ho so",
            "so ho so huong dan",
            "ho so huong dan",
            "guided",
        ],
    ),
    (
        "submitted_online",
        &["submitted online", "nop truc tuyen", "ho so truc tuyen", "online"],
    ),
    (
        "accepted",
        &["accepted", "duoc tiep nhan", "ho so duoc tiep nhan", "tiep nhan"],
    ),
    ("on_time", &["on time", "dung han", "ho so dung han"]),
    (
        "complaints",
        &["complaints", "phan anh", "khieu nai", "phan anh kien nghi"],
    ),
    (
        "responses",
        &[
            "responses",
            "so phieu",
            "phieu khao sat",
            "so phieu khao sat",
            "luot danh gia",
        ],
    ),
    (
        "satisfied",
        &["satisfied", "hai long", "so phieu hai long", "phieu hai long"],
    ),
];

/// The columns of one table, found by their headers.
pub(super) struct Columns {
    found: Vec<(&'static str, usize, String)>,
}

impl Columns {
    /// Matches headers to fields; columns that match none are told once and left out.
    pub fn find(table: &Table, fields: &[&[Field]], findings: &mut Findings) -> Columns {
        let folded: Vec<String> = table.headers.iter().map(|header| folded_header(header)).collect();
        let mut found: Vec<(&'static str, usize, String)> = Vec::new();
        for (key, names) in fields.iter().copied().flatten() {
            let taken = |at: usize| found.iter().any(|(_, other, _)| *other == at);
            let position = names
                .iter()
                .find_map(|name| (0..folded.len()).find(|&at| folded[at] == *name && !taken(at)));
            if let Some(at) = position {
                found.push((key, at, table.headers[at].clone()));
            }
        }
        let unknown: Vec<&str> = (0..folded.len())
            .filter(|at| !found.iter().any(|(_, other, _)| other == at))
            .map(|at| table.headers[at].as_str())
            .filter(|header| !header.is_empty())
            .take(20)
            .collect();
        if !unknown.is_empty() {
            let message = format!(
                "not read, since no field is known by these names: {}",
                unknown.join(", ")
            );
            findings.info("unknown_column", message);
        }
        Columns { found }
    }

    pub fn has(&self, key: &str) -> bool {
        self.found.iter().any(|(name, _, _)| *name == key)
    }

    /// Where the field is and what its header says.
    pub fn of(&self, key: &str) -> Option<(usize, &str)> {
        self.found
            .iter()
            .find(|(name, _, _)| *name == key)
            .map(|(_, at, header)| (*at, header.as_str()))
    }

    /// Says which of the needed columns are missing, with the names they may have; true when none is.
    pub fn require(&self, needed: &[Field], table: &Table, findings: &mut Findings) -> bool {
        let missing: Vec<&Field> = needed.iter().filter(|(key, _)| !self.has(key)).collect();
        for (key, names) in &missing {
            findings.push(
                crate::model::Finding::error(
                    "missing_column",
                    findings.file(),
                    format!(
                        "the table has no column for {key}; name one of its columns {} (it has: {})",
                        names.iter().take(4).copied().collect::<Vec<_>>().join(", or "),
                        table.headers.iter().take(20).cloned().collect::<Vec<_>>().join(", "),
                    ),
                )
                .at_row(1)
                .in_column(key, ""),
            );
        }
        missing.is_empty()
    }
}

/// Whether any field of places or people goes by this header.
pub(super) fn is_place_header(header: &str) -> bool {
    let folded = folded_header(header);
    FACILITY
        .iter()
        .chain(&DEMAND)
        .any(|(_, names)| names.contains(&folded.as_str()))
}

/// `Dân số (người)` is `dan so`.
fn folded_header(header: &str) -> String {
    let without_unit = header.split(['(', '[']).next().unwrap_or(header);
    let folded = crate::text::fold(without_unit);
    if folded.is_empty() {
        crate::text::fold(header)
    } else {
        folded
    }
}

/// The field of a list by its key.
pub(super) fn field(fields: &[Field], key: &str) -> Field {
    *fields
        .iter()
        .find(|(name, _)| *name == key)
        .expect("keys are those of the lists above")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_match_with_or_without_accents_units_and_underscores() {
        let headers = ["Tên Điểm", "KINH_DO", "Vĩ độ (độ)", "Dân số", "gì đó"]
            .map(str::to_owned)
            .to_vec();
        let table = Table {
            headers,
            rows: Vec::new(),
        };
        let mut findings = Findings::new("a", 9);
        let columns = Columns::find(&table, &[&FACILITY, &POSITION], &mut findings);
        assert_eq!(columns.of("name"), Some((0, "Tên Điểm")));
        assert_eq!(columns.of("lon").map(|(at, _)| at), Some(1));
        assert_eq!(columns.of("lat").map(|(at, _)| at), Some(2));
        assert!(findings.into_list()[0].message.ends_with("Dân số, gì đó"));
    }

    #[test]
    fn every_listed_name_is_in_folded_form() {
        for fields in [&FACILITY[..], &POSITION, &DEMAND, &PROCEDURE, &OPERATOR, &PERFORMANCE] {
            for name in fields.iter().flat_map(|(_, names)| names.iter()) {
                assert_eq!(crate::text::fold(name), *name);
            }
        }
    }
}
