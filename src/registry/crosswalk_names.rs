//! Names of administrative units as people write them: with or without accents, kind and district.

use std::collections::BTreeMap;

use crate::text::fold;

/// Kinds of units and their abbreviations, folded.
const KINDS: [(&str, &str); 14] = [
    ("phuong", "phuong"),
    ("p", "phuong"),
    ("xa", "xa"),
    ("x", "xa"),
    ("thi tran", "thi tran"),
    ("tt", "thi tran"),
    ("quan", "quan"),
    ("q", "quan"),
    ("huyen", "huyen"),
    ("h", "huyen"),
    ("thi xa", "thi xa"),
    ("tx", "thi xa"),
    ("thanh pho", "thanh pho"),
    ("tp", "thanh pho"),
];

/// A name in the form that its spellings share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NameKey {
    /// Folded kind, where the name begins with one.
    pub kind: Option<&'static str>,
    /// The rest, folded, without blanks.
    pub bare: String,
}

/// `P. Cống Vị`, `Phường Cống Vị` and `phuong cong vi` are the same key.
pub(super) fn name_key(name: &str) -> NameKey {
    let folded = fold(name);
    let kind = KINDS.iter().find_map(|(written, kind)| {
        let rest = folded.strip_prefix(written)?.strip_prefix(' ')?;
        Some((*kind, rest))
    });
    match kind {
        Some((kind, rest)) => NameKey {
            kind: Some(kind),
            bare: rest.replace(' ', ""),
        },
        None => NameKey {
            kind: None,
            bare: folded.replace(' ', ""),
        },
    }
}

/// The form that spellings of a district share.
pub(super) fn district_key(district: &str) -> String {
    name_key(district).bare
}

/// Units by name.
#[derive(Clone, Debug, Default)]
pub(super) struct NameIndex {
    by_bare: BTreeMap<String, Vec<Named>>,
}

#[derive(Clone, Debug)]
struct Named {
    kind: Option<&'static str>,
    district: Option<String>,
    unit: usize,
}

impl NameIndex {
    /// From names with their districts; a unit is its place in the list.
    pub fn build<'a>(units: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> NameIndex {
        let mut index = NameIndex::default();
        for (unit, (name, district)) in units.into_iter().enumerate() {
            let key = name_key(name);
            index.by_bare.entry(key.bare).or_default().push(Named {
                kind: key.kind,
                district: district.map(district_key),
                unit,
            });
        }
        index
    }

    /// Every unit that the name may mean, in order. A kind that is written binds where a unit of that kind is known;
    /// another kind is accepted only within the district named (communes become wards), never across the city.
    pub fn find(&self, name: &str, district: Option<&str>) -> Vec<usize> {
        let key = name_key(name);
        let found = self.of_key(&key, district);
        if !found.is_empty() || key.kind.is_none() {
            return found;
        }
        // A name that happens to begin with the word of a kind: the ward `Xa La`.
        let whole = NameKey {
            kind: None,
            bare: fold(name).replace(' ', ""),
        };
        self.of_key(&whole, district)
    }

    fn of_key(&self, key: &NameKey, district: Option<&str>) -> Vec<usize> {
        let district = district.map(district_key);
        let in_district = |named: &&Named| match (&district, &named.district) {
            (Some(asked), Some(known)) => asked == known,
            _ => true,
        };
        let all = self.by_bare.get(&key.bare).map_or(&[][..], Vec::as_slice);
        let near: Vec<&Named> = all.iter().filter(in_district).collect();
        let of_kind = |named: &&&Named| key.kind.is_none() || named.kind.is_none() || named.kind == key.kind;
        let same: Vec<usize> = near.iter().filter(of_kind).map(|named| named.unit).collect();
        if !same.is_empty() {
            return same;
        }
        let is_near = |named: &&&Named| district.is_some() && named.district.is_some();
        near.iter().filter(is_near).map(|named| named.unit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for name in ["Phường Cống Vị", "P. Cống Vị", "p.cống vị", "PHUONG CONG VI"] {
            assert_eq!(
                name_key(name),
                NameKey {
                    kind: Some("phuong"),
                    bare: "congvi".into()
                },
                "{name}"
            );
        }
        assert_eq!(name_key("Thị trấn Yên Viên").kind, Some("thi tran"));
        assert_eq!(name_key("hangdao").kind, None);
        assert_eq!(district_key("Quận Hai Bà Trưng"), district_key("haibatrung"));
    }

    #[test]
    fn a_kind_binds_and_a_district_narrows() {
        let index = NameIndex::build([
            ("Thị trấn Yên Viên", Some("Huyện Gia Lâm")),
            ("Xã Yên Viên", Some("Huyện Gia Lâm")),
            ("Xã Tân Hòa", Some("Huyện Quốc Oai")),
            ("Phường Xa La", Some("Quận Hà Đông")),
        ]);
        assert_eq!(index.find("Xã Yên Viên", None), [1]);
        assert_eq!(index.find("Yên Viên", Some("gialam")), [0, 1]);
        assert_eq!(index.find("Yên Viên", Some("Ba Đình")), [0usize; 0]);
        assert_eq!(index.find("xã tân hoà", None), [2]);
        assert_eq!(
            index.find("Phường Tân Hòa", None),
            [0usize; 0],
            "another kind, anywhere"
        );
        assert_eq!(
            index.find("Phường Tân Hòa", Some("Quốc Oai")),
            [2],
            "a commune that became a ward"
        );
        assert_eq!(index.find("Xa La", Some("Hà Đông")), [3]);
    }
}
