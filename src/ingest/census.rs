//! Published counts of residents by administrative unit: a census or a yearly table.
//!
//! Real tables lack codes for units that were abolished before somebody joined them to a list of codes; what is left
//! of them is a folded key (`unghoa|caothanh`). Such rows are kept with that name: the crosswalk may still know it, and
//! their people are told either way.

use std::collections::BTreeMap;

use super::columns::{self, Columns, Field};
use super::findings::Findings;
use super::record::Record;
use super::table::Table;
use crate::geometry::LonLat;
use crate::model::{AreaCount, Finding};

pub(super) const FIELDS: [Field; 12] = [
    (
        "code",
        &[
            "code",
            "ward code",
            "wardcode",
            "ma",
            "ma xa",
            "ma phuong xa",
            "ma xa phuong",
            "ma don vi",
            "ma dvhc",
            "area code",
            "commune code",
        ],
    ),
    (
        "name",
        &[
            "name",
            "ward",
            "ward y",
            "ten",
            "ten xa",
            "ten phuong xa",
            "ten xa phuong",
            "phuong xa",
            "ten don vi",
            "don vi hanh chinh",
        ],
    ),
    (
        "district",
        &[
            "district",
            "district y",
            "quan huyen",
            "ten quan huyen",
            "quan",
            "huyen",
        ],
    ),
    (
        "people",
        &[
            "people",
            "total",
            "population",
            "dan so",
            "so dan",
            "so nguoi",
            "tong so",
            "tong",
            "tong dan so",
        ],
    ),
    (
        "elderly",
        &["elderly", "nguoi cao tuoi", "tu 60 tuoi", "people 60", "60"],
    ),
    ("urban", &["urban", "thanh thi"]),
    ("rural", &["rural", "nong thon"]),
    ("series", &["series", "bo so lieu", "cuoc dieu tra", "nguon so lieu"]),
    ("as_of", &["as of", "thoi diem", "nam", "year", "ngay so lieu"]),
    ("key", &["key", "khoa"]),
    ("lon", columns::POSITION[0].1),
    ("lat", columns::POSITION[1].1),
];

/// More than live on earth: a code stands in the column of people.
const MOST_PEOPLE: f64 = 1e10;

/// Reads counts. A unit that comes twice is kept twice and told: which of the two is right is not for a reader to say,
/// and the total would be wrong without one of them.
pub(super) fn read(table: &Table, findings: &mut Findings) -> Option<Vec<AreaCount>> {
    let columns = Columns::find(table, &[&FIELDS], findings);
    let by_key = columns.has("key") && !columns.has("name");
    let named = if by_key { FIELDS[9] } else { FIELDS[1] };
    if !columns.require(&[named, FIELDS[3]], table, findings) {
        return None;
    }
    let stem = findings
        .file()
        .rsplit_once('.')
        .map_or(findings.file(), |(stem, _)| stem);
    let series = if stem.is_empty() { "census" } else { stem }.to_owned();
    let mut counts: Vec<AreaCount> = Vec::new();
    let mut seen: BTreeMap<(String, String), (u64, usize)> = BTreeMap::new();
    let (mut without_code, mut people_without) = (0u64, 0u64);
    for row in &table.rows {
        let mut record = Record {
            row,
            columns: &columns,
            findings,
        };
        let Some(count) = read_row(&mut record, &series) else {
            continue;
        };
        if record.is_refused() {
            continue;
        }
        let unit = match &count.code {
            Some(code) => code.clone(),
            None => format!("{}|{}", count.district.as_deref().unwrap_or_default(), count.name),
        };
        match seen.get(&(count.series.clone(), unit.clone())) {
            Some(&(first, at)) if counts[at] == count => {
                let message = format!("row {first} is the same in everything; keep one of the two");
                record.error("repeated_row", "people", &message);
                continue;
            }
            Some((first, _)) => {
                let message =
                    format!("unit {unit} stands on row {first} already; both are counted, check which is right");
                record.warning(
                    "duplicate_code",
                    if count.code.is_some() { "code" } else { "name" },
                    &message,
                );
            }
            None => {
                seen.insert((count.series.clone(), unit), (row.number, counts.len()));
            }
        }
        if count.code.is_none() {
            (without_code, people_without) = (without_code + 1, people_without + count.people);
            let message = format!(
                "'{}' has no code; the crosswalk can know it by name and district only",
                count.name
            );
            let told = Finding::info("missing_code", record.findings.file(), message).at_row(row.number);
            record.findings.push(told.for_people(count.people as f64));
        }
        counts.push(count);
    }
    if without_code > 0 {
        let message = format!("{without_code} of {} units have no code", counts.len());
        let told = Finding::warning("people_without_code", findings.file(), message);
        findings.push(told.for_people(people_without as f64));
    }
    (!counts.is_empty()).then_some(counts)
}

fn read_row(record: &mut Record, series: &str) -> Option<AreaCount> {
    let (mut name, mut district) = (record.text("name"), record.text("district"));
    if name.is_none()
        && let Some(key) = record.text("key")
    {
        let (first, last) = match key.split_once('|') {
            Some((district, ward)) => (Some(district.trim().to_owned()), ward.trim().to_owned()),
            None => (None, key),
        };
        name = Some(last).filter(|name| !name.is_empty());
        district = district.or(first.filter(|district| !district.is_empty()));
    }
    if name.is_none() {
        record.error("missing_name", "name", "the name is blank; each unit needs one");
    }
    if record.raw("people").is_none() {
        record.error(
            "missing_number",
            "people",
            "the number of people is blank; write 0 where nobody lives, or leave the row out",
        );
    }
    let people = whole(record, "people");
    let elderly = whole(record, "elderly");
    if let (Some(people), Some(elderly)) = (people, elderly)
        && elderly > people
    {
        record.error(
            "elderly_above_people",
            "elderly",
            "more elderly than people; correct one of the two",
        );
    }
    say_other_sum(record, people);
    let as_of = match record.text("as_of") {
        None => None,
        Some(text) => {
            let told = moment(&text);
            if told.is_none() {
                let message = "this is no year, month or day; write 2019, 2019-04 or 2019-04-01";
                record.error("not_a_date", "as_of", message);
            }
            told
        }
    };
    Some(AreaCount {
        series: record.text("series").unwrap_or_else(|| series.to_owned()),
        as_of,
        code: record.text("code"),
        point: point(record),
        name: name?,
        district,
        people: people?,
        elderly,
    })
}

fn whole(record: &mut Record, key: &str) -> Option<u64> {
    let value = record.count(key)?;
    if value > MOST_PEOPLE {
        record.error(
            "too_many_people",
            key,
            "this is more people than there are; check the column",
        );
        return None;
    }
    Some(value as u64)
}

/// Urban and rural people are not kept, but they check the total.
fn say_other_sum(record: &mut Record, people: Option<u64>) {
    let parts = [record.amount("urban"), record.amount("rural")];
    let sum: f64 = parts.iter().flatten().sum();
    if let Some(people) = people
        && parts.iter().any(Option::is_some)
        && (sum - people as f64).abs() >= 0.5
    {
        let message = format!("urban and rural together are {sum}, not this; the total was taken");
        record.warning("parts_differ", "people", &message);
    }
}

/// `2019`, `2019-04`, `2019-04-01`, also as `04/2019` and `01/04/2019`.
fn moment(text: &str) -> Option<String> {
    let digits: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let (year, month, day) = match digits.as_slice() {
        [year] => (year, None, None),
        [year, month] if year.len() == 4 => (year, Some(month), None),
        [month, year] => (year, Some(month), None),
        [year, month, day] if year.len() == 4 => (year, Some(month), Some(day)),
        [day, month, year] => (year, Some(month), Some(day)),
        _ => return None,
    };
    let year: i32 = year.parse().ok().filter(|year| (1800..=2200).contains(year))?;
    let Some(month) = month else {
        return Some(year.to_string());
    };
    let month: u32 = month.parse().ok()?;
    let date = chrono::NaiveDate::from_ymd_opt(year, month, day.map_or(Ok(1), |day| day.parse()).ok()?)?;
    Some(
        date.format(if day.is_some() { "%Y-%m-%d" } else { "%Y-%m" })
            .to_string(),
    )
}

/// Both coordinates or neither.
fn point(record: &mut Record) -> Option<LonLat> {
    let (lon, lat) = (record.decimal("lon"), record.decimal("lat"));
    match (lon, lat) {
        (Some(lon), Some(lat)) => match LonLat::try_new(lon, lat) {
            Ok(point) => Some(point),
            Err(error) => {
                let message = format!("{error}; give the point in degrees (WGS84), or leave both cells blank");
                record.error("not_a_position", "lon", &message);
                None
            }
        },
        (None, None) => None,
        _ => {
            record.error(
                "missing_position",
                "lon",
                "only one of longitude and latitude is given; give both or neither",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, table};

    /// Check and row of each finding.
    type Told = Vec<(&'static str, Option<u64>)>;

    fn rows(text: &str) -> (Vec<AreaCount>, Told, Option<f64>) {
        let mut findings = Findings::new("dan-so-2019.csv", 99);
        let table = table::read(&mut text.as_bytes(), &ReadOptions::default(), &mut findings).expect("a table");
        let rows = read(&table, &mut findings).unwrap_or_default();
        let told = findings.into_list();
        let people = told.iter().find(|finding| finding.check == "people_without_code");
        let people = people.and_then(|finding| finding.people);
        let told = told.iter().map(|finding| (finding.check, finding.row)).collect();
        (rows, told, people)
    }

    #[test]
    fn a_row_without_code_keeps_the_name_of_its_key_and_its_people() {
        let text = "wardCode,district_y,ward_y,total,urban,rural,wardLat,wardLon,key\n\
                    00049,Quận Hoàn Kiếm,Phường Hàng Đào,5393,5393.0,,21.03,105.85,hoankiem|hangdao\n\
                    ,,,4081,,4081.0,,,unghoa|caothanh\n";
        let (rows, findings, people) = rows(text);
        assert_eq!(rows[0].point, Some(LonLat::new(105.85, 21.03)));
        assert_eq!(
            (rows[0].series.as_str(), rows[0].code.as_deref()),
            ("dan-so-2019", Some("00049"))
        );
        let lost = &rows[1];
        assert_eq!(
            (lost.name.as_str(), lost.district.as_deref()),
            ("caothanh", Some("unghoa"))
        );
        assert_eq!((lost.code.as_deref(), lost.people), (None, 4081));
        assert_eq!(findings, [("missing_code", Some(3)), ("people_without_code", None)]);
        assert_eq!(people, Some(4081.0));
    }

    #[test]
    fn what_is_wrong_is_named_and_what_is_doubtful_is_kept() {
        let text = "Mã,Tên,Quận huyện,Dân số,Người cao tuổi,Thành thị,Kinh độ,Vĩ độ,Thời điểm\n\
                    1,A,X,10,2,,,,2019\n1,A,X,10,2,,,,2019\n1,A,X,12,2,,,,2019\n2,B,X,-4,,,,,\n3,C,X,,,,,,\n4,D,X,1.5,,,,,\n\
                    5,E,X,10,11,,,,\n6,,X,10,,,,,\n7,G,X,10,,8,,,\n8,H,X,10,,,105,,\n9,I,X,99999999999,,,,,\n10,K,X,0,,,,,hôm qua\n";
        let (rows, findings, _) = rows(text);
        let expected = [
            ("repeated_row", 3),
            ("duplicate_code", 4),
            ("negative_number", 5),
            ("missing_number", 6),
            ("not_whole", 7),
            ("elderly_above_people", 8),
            ("missing_name", 9),
            ("parts_differ", 10),
            ("missing_position", 11),
            ("too_many_people", 12),
            ("not_a_date", 13),
        ];
        assert_eq!(findings, expected.map(|(check, row)| (check, Some(row))));
        let kept: Vec<(Option<&str>, u64)> = rows.iter().map(|row| (row.code.as_deref(), row.people)).collect();
        assert_eq!(kept, [(Some("1"), 10), (Some("1"), 12), (Some("7"), 10)]);
        assert_eq!(rows[0].as_of.as_deref(), Some("2019"));
    }

    #[test]
    fn moments_are_years_months_or_days() {
        for (text, told) in [
            ("2019", Some("2019")),
            ("4/2019", Some("2019-04")),
            ("01/04/2019", Some("2019-04-01")),
            ("2019-04-01", Some("2019-04-01")),
            ("2019-13", None),
            ("31/02/2019", None),
            ("19", None),
            ("", None),
        ] {
            assert_eq!(moment(text).as_deref(), told, "{text}");
        }
    }
}
