//! Which column holds what: header names in Vietnamese or English, with or without accents.
//!
//! Long because most of it is one table: the names of every field.

use super::Kind;
use super::findings::Findings;
use super::table::{Table, Target};

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

pub(super) const FACILITY: [Field; 32] = [
    (
        "code",
        &[
            "code",
            "ma",
            "ma diem",
            "ma dai ly",
            "ma so",
            "ma diem phuc vu",
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
            "ma xa phuong",
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
    (
        "ward",
        &[
            "ward",
            "phuong",
            "phuong xa",
            "xa",
            "xa phuong",
            "phuong xa sau sap xep",
        ],
    ),
    (
        "floor_area",
        &[
            "floor area m2",
            "floor area",
            "dien tich",
            "dien tich san",
            "dien tich mat bang",
            "dien tich m2",
        ],
    ),
    ("equipment", &["equipment", "trang thiet bi", "thiet bi"]),
    // What `gandan addresses` adds to a list and a person confirms.
    ("confirm", &["xac nhan", "confirm", "confirmed"]),
    ("proposed_lon", &["kinh do de xuat", "proposed lon"]),
    ("proposed_lat", &["vi do de xuat", "proposed lat"]),
    // What was proposed, to tell a position typed over it; and at which level.
    ("first_proposal", &["vi tri de xuat ban dau", "first proposal"]),
    ("match_level", &["muc khop", "match level"]),
    ("missing_since", &["missing since", "vang mat tu", "vang mat tu ngay"]),
    ("opens_on", &["opens on", "phuc vu tu ngay", "phuc vu tu"]),
    ("closes_on", &["closes on", "ngung phuc vu tu ngay", "ngung phuc vu tu"]),
    ("successor", &["successor", "ma diem thay the"]),
];

/// Places where a point could open: the fields of points that a place has before anybody serves there.
pub(super) const CANDIDATE: [Field; 19] = [
    shared("code"),
    shared("external_id"),
    shared("kind"),
    shared("name"),
    shared("address"),
    shared("housenumber"),
    shared("street"),
    shared("operator"),
    shared("area"),
    shared("capacity"),
    (
        "opening_cost",
        &[
            "opening cost",
            "cost to open",
            "chi phi mo",
            "chi phi mo diem",
            "chi phi dau tu",
            "von dau tu",
        ],
    ),
    shared("origin"),
    shared("district"),
    shared("ward"),
    shared("confirm"),
    shared("proposed_lon"),
    shared("proposed_lat"),
    shared("first_proposal"),
    shared("match_level"),
];

/// The field of [`FACILITY`] with this key; a key that it does not have stops the compiler.
const fn shared(key: &str) -> Field {
    let mut at = 0;
    while at < FACILITY.len() {
        if is_equal(FACILITY[at].0.as_bytes(), key.as_bytes()) {
            return FACILITY[at];
        }
        at += 1;
    }
    panic!("facilities have no such field")
}

const fn is_equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

pub(super) const DEMAND: [Field; 5] = [
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
    (
        "hexagon",
        &[
            "h3", "hexagon", "h3 index", "h3index", "h3 cell", "h3 id", "ma h3", "o h3", "luc giac",
        ],
    ),
    (
        "enterprises",
        &[
            "enterprises",
            "doanh nghiep",
            "so doanh nghiep",
            "so luong doanh nghiep",
        ],
    ),
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

pub(super) const PERFORMANCE: [Field; 13] = [
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
    (
        "late",
        &["late", "qua han", "ho so qua han", "tre han", "so ho so qua han"],
    ),
    (
        "satisfaction_score",
        &[
            "satisfaction score",
            "diem hai long",
            "diem hai long trung binh",
            "diem trung binh",
            "diem danh gia",
        ],
    ),
    (
        "satisfaction_scale",
        &["satisfaction scale", "thang diem", "diem toi da"],
    ),
    ("cost", &["cost", "chi phi", "chi phi thang", "kinh phi"]),
];

/// Areas; the keys are the names under which `areas` looks its properties up.
pub(super) const AREA: [Field; 12] = [
    (
        "code",
        &[
            "code",
            "ma",
            "ma xa",
            "maxa",
            "ma phuong xa",
            "ma dvhc",
            "ward code",
            "wardcode",
            "area code",
            "ref",
            "ref vn",
            "gso id",
            "id",
        ],
    ),
    (
        "name",
        &[
            "name",
            "ten",
            "ten xa",
            "tenxa",
            "ten phuong xa",
            "ten don vi",
            "ward",
            "name vi",
            "official name",
        ],
    ),
    ("level", &["level", "cap"]),
    ("territory", &["territory", "khu vuc"]),
    (
        "population",
        &["population", "dan so", "danso", "people", "declared people", "pop"],
    ),
    (
        "area_km2",
        &[
            "area km2",
            "dien tich",
            "dientich",
            "dien tich km2",
            "wardareakm2",
            "uarea",
        ],
    ),
    ("label_lon", &["label lon", "lon", "kinh do"]),
    ("label_lat", &["label lat", "lat", "vi do"]),
    ("outline_origin", &["outline origin", "nguon goc ranh gioi"]),
    (
        "valid_from",
        &[
            "valid from",
            "hieu luc tu",
            "ngay hieu luc",
            "co hieu luc tu",
            "start date",
        ],
    ),
    (
        "valid_to",
        &[
            "valid to",
            "hieu luc den",
            "ngay het hieu luc",
            "het hieu luc",
            "end date",
        ],
    ),
    (
        "outline",
        &["outline", "ranh gioi", "wkt", "geometry", "geom", "duong bao"],
    ),
];

/// Header of the column of reasons in a file of rejected rows; never data.
pub(super) const REASON: &str = "Lý do từ chối";

/// Headers that `gandan addresses` adds for people to read; never data.
pub(super) const TOLD_OF_ADDRESSES: [&str; 6] = [
    "Địa chỉ khớp",
    "Mã phường xã khớp",
    "Phường xã khớp",
    "Độ tin cậy",
    "Căn cứ khớp",
    "Lựa chọn khác",
];

/// Every field that a table of a kind may have; none where the kind is read from no table.
pub(super) fn of_kind(kind: Kind) -> &'static [&'static [Field]] {
    match kind {
        Kind::Facilities => &[&FACILITY, &POSITION],
        Kind::Demand => &[&POSITION, &DEMAND],
        Kind::Areas | Kind::Outline => &[&AREA],
        Kind::Procedures => &[&PROCEDURE],
        Kind::Operators => &[&OPERATOR],
        Kind::Performance => &[&PERFORMANCE],
        Kind::TravelTimes => &[&super::travel_times::FIELDS],
        Kind::Crosswalk => &[&super::crosswalk::FIELDS],
        Kind::Census => &[&super::census::FIELDS],
        Kind::Candidates => &[&CANDIDATE, &POSITION],
        Kind::Water | Kind::Green => &[&super::ground::FIELDS],
        Kind::Roads => &[],
    }
}

/// The columns of one table, found by their headers or named by the caller.
pub(super) struct Columns {
    found: Vec<Found>,
}

struct Found {
    key: &'static str,
    at: usize,
    header: String,
    /// How findings name the column.
    label: String,
}

impl Columns {
    /// Matches headers to fields; columns that match none are told once and left out.
    pub fn find(table: &Table, fields: &[&[Field]], findings: &mut Findings) -> Columns {
        let columns = Columns {
            found: matched(table, fields),
        };
        columns.say_unknown(table, findings);
        if table.targets.iter().any(|target| *target != Target::ByName) {
            columns.say_used(findings);
        }
        for (row, at, fault) in &table.faults {
            if let Some(found) = columns.found.iter().find(|found| found.at == *at) {
                let message = "the formula in this cell gives an error; mend it, or write the value itself";
                findings.error_at("cell_error", *row, &found.label, fault, message);
            }
        }
        columns
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Where the field is and what its header says.
    pub fn of(&self, key: &str) -> Option<(usize, &str)> {
        self.get(key).map(|found| (found.at, found.header.as_str()))
    }

    /// How findings name the column of a field.
    pub fn label(&self, key: &str) -> Option<&str> {
        self.get(key).map(|found| found.label.as_str())
    }

    fn get(&self, key: &str) -> Option<&Found> {
        self.found.iter().find(|found| found.key == key)
    }

    fn say_unknown(&self, table: &Table, findings: &mut Findings) {
        let is_read = |at: usize| self.found.iter().any(|found| found.at == at);
        let is_blank = |at: usize| {
            let mut cells = table.rows.iter().filter_map(|row| row.cells.get(at));
            cells.all(|cell| cell.trim().is_empty())
        };
        let ours: Vec<String> = TOLD_OF_ADDRESSES
            .iter()
            .chain([&REASON])
            .map(|header| folded_header(header))
            .collect();
        let unknown: Vec<String> = (0..table.headers.len())
            .filter(|&at| !is_read(at) && !ours.contains(&folded_header(&table.headers[at])))
            .filter(|&at| table.targets.get(at) != Some(&Target::Ignored))
            .filter(|&at| !table.headers[at].is_empty() || !is_blank(at))
            .map(|at| match table.column_name(at) {
                name if name.is_empty() => format!("column {}", at + 1),
                name => name,
            })
            .take(20)
            .collect();
        if !unknown.is_empty() {
            let message = format!(
                "not read, since no field is known by these names: {}",
                unknown.join(", ")
            );
            findings.info("unknown_column", message);
        }
    }

    fn say_used(&self, findings: &mut Findings) {
        let used: Vec<String> = self
            .found
            .iter()
            .map(|found| format!("{} as {}", found.label, found.key))
            .collect();
        findings.info("columns_read", format!("columns read: {}", used.join(", ")));
    }

    /// Says which of the needed columns are missing, with the names they may have; true when none is.
    pub fn require(&self, needed: &[Field], table: &Table, findings: &mut Findings) -> bool {
        let missing: Vec<&Field> = needed.iter().filter(|(key, _)| !self.has(key)).collect();
        for (key, names) in &missing {
            let names = names.iter().take(4).copied().collect::<Vec<_>>().join(", ");
            let found = table.headers.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
            let message = match *key {
                "kind" => format!(
                    "the table has no column for {key}; say with --kind agent (or another kind) what all its rows are, name one of its \
                     columns {names} (it has: {found}), or say with --mapping which one it is"
                ),
                _ => format!(
                    "the table has no column for {key}; name one of its columns {names} (it has: {found}), or say with --mapping which one it is"
                ),
            };
            findings.push(
                crate::model::Finding::error("missing_column", findings.file(), message)
                    .at_row(table.header_row)
                    .in_column(key, ""),
            );
        }
        missing.is_empty()
    }
}

/// Fields and their columns: those the caller names first, then by header, the strongest name first.
fn matched(table: &Table, fields: &[&[Field]]) -> Vec<Found> {
    let folded: Vec<String> = table.headers.iter().map(|header| folded_header(header)).collect();
    let target = |at: usize| table.targets.get(at).copied().unwrap_or(Target::ByName);
    let mut found: Vec<Found> = Vec::new();
    for (key, names) in fields.iter().copied().flatten() {
        let is_free =
            |at: usize, found: &[Found]| target(at) == Target::ByName && !found.iter().any(|other| other.at == at);
        let named = (0..folded.len()).find(|&at| target(at) == Target::Field(key));
        let position = named.or_else(|| {
            names.iter().find_map(|name| {
                let name = shortened(name, table.names_cut_to);
                (0..folded.len()).find(|&at| folded[at] == name && is_free(at, &found))
            })
        });
        if let Some(at) = position {
            found.push(Found {
                key,
                at,
                header: table.headers[at].clone(),
                label: table.column_name(at),
            });
        }
    }
    found
}

/// The keys of the fields that a table has columns for.
pub(super) fn keys_found(table: &Table, fields: &[&[Field]]) -> std::collections::BTreeSet<&'static str> {
    matched(table, fields).into_iter().map(|found| found.key).collect()
}

/// A folded name as it is after its column name was cut.
fn shortened(name: &str, letters: Option<usize>) -> String {
    match letters {
        None => name.to_owned(),
        Some(letters) => name.chars().take(letters).collect::<String>().trim_end().to_owned(),
    }
}

/// How many fields of a kind a row would name if it were the header.
pub(super) fn fields_named(headers: &[String], kind: Kind, is_mapped: impl Fn(&str) -> bool) -> usize {
    let table = Table {
        headers: headers.to_vec(),
        ..Table::default()
    };
    let mapped = headers.iter().filter(|header| is_mapped(header)).count();
    mapped + matched(&table, of_kind(kind)).len()
}

/// The key of the field that a header names, among the fields of a kind.
pub(super) fn key_of(header: &str, kind: Kind, names_cut_to: Option<usize>) -> Option<&'static str> {
    let folded = folded_header(header);
    let names_it = |names: &[&str]| names.iter().any(|name| shortened(name, names_cut_to) == folded);
    let fields = of_kind(kind).iter().copied().flatten();
    fields.clone().find(|(_, names)| names_it(names)).map(|(key, _)| *key)
}

/// Whether any field of places or people goes by this header.
pub(super) fn is_place_header(header: &str) -> bool {
    let folded = folded_header(header);
    FACILITY
        .iter()
        .chain(&DEMAND)
        .chain(&CANDIDATE)
        .any(|(_, names)| names.contains(&folded.as_str()))
}

/// `Dân số (người)` is `dan so`.
pub(super) fn folded_header(header: &str) -> String {
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
            ..Table::default()
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
        for fields in [
            &FACILITY[..],
            &POSITION,
            &DEMAND,
            &PROCEDURE,
            &OPERATOR,
            &PERFORMANCE,
            &AREA,
            &CANDIDATE,
            &super::super::ground::FIELDS,
        ] {
            for name in fields.iter().flat_map(|(_, names)| names.iter()) {
                assert_eq!(crate::text::fold(name), *name);
            }
        }
    }
}
