//! Addresses as people write them, and their parts.

use gandan::registry::{AddressParts, parse_address};
use proptest::prelude::*;

/// The parts in one line: `nhà 8 | ngõ 6 | đường X | tòa Y | thôn Z | phường P | quận Q | tp C | ? rest`.
fn told(parts: &AddressParts) -> String {
    let unit = |unit: &Option<gandan::registry::NamedUnit>| {
        unit.as_ref().map(|unit| format!("{} {}", unit.kind.word(), unit.name))
    };
    let mut list: Vec<String> = Vec::new();
    list.extend(parts.house_number.iter().map(|number| format!("nhà {number}")));
    list.extend(parts.lanes.iter().cloned());
    list.extend(parts.street.iter().map(|street| format!("đường {street}")));
    list.extend(parts.buildings.iter().map(|one| format!("[{one}]")));
    list.extend(parts.hamlets.iter().cloned());
    list.extend(unit(&parts.commune));
    list.extend(unit(&parts.district));
    list.extend(parts.city.iter().map(|city| format!("tp {city}")));
    list.extend(parts.unmarked.iter().map(|piece| format!("? {piece}")));
    list.join(" | ")
}

const ADDRESSES: [(&str, &str); 77] = [
    (
        "Số 126 Hàng Trống, phường Hoàn Kiếm",
        "nhà 126 | đường Hàng Trống | phường Hoàn Kiếm",
    ),
    (
        "Số 2, phố Trúc Bạch, phường Ba Đình",
        "nhà 2 | đường Trúc Bạch | phường Ba Đình",
    ),
    (
        "Số 2 ngõ 4B phố Đặng Văn Ngữ, phường Kim Liên",
        "nhà 2 | ngõ 4B | đường Đặng Văn Ngữ | phường Kim Liên",
    ),
    (
        "Số 188 Kim Hoa, phường Văn Miếu - Quốc Tử Giám",
        "nhà 188 | đường Kim Hoa | phường Văn Miếu - Quốc Tử Giám",
    ),
    (
        "Số 79A ngõ 25 Vũ Ngọc Phan, phường Láng",
        "nhà 79A | ngõ 25 | đường Vũ Ngọc Phan | phường Láng",
    ),
    (
        "Số 2/224 đường Hoàng Mai, phường Tương Mai",
        "nhà 2 | ngõ 224 | đường Hoàng Mai | phường Tương Mai",
    ),
    ("12/34/56 Láng Hạ", "nhà 12 | ngách 34 | ngõ 56 | đường Láng Hạ"),
    ("Số 8 ngõ 6 phố Bùi Huy Bích", "nhà 8 | ngõ 6 | đường Bùi Huy Bích"),
    (
        "Số 7 ngách 908/16 Kim Giang",
        "nhà 7 | ngách 16 | ngõ 908 | đường Kim Giang",
    ),
    (
        "Số 5 ngách 12 ngõ 72 Dương Quảng Hàm",
        "nhà 5 | ngách 12 | ngõ 72 | đường Dương Quảng Hàm",
    ),
    (
        "Tổ dân phố Ngọa Long 2, phường Tây Tựu",
        "tổ dân phố Ngọa Long 2 | phường Tây Tựu",
    ),
    (
        "Tổ dân phố số 18, phường Phú Diễn",
        "tổ dân phố số 18 | phường Phú Diễn",
    ),
    (
        "Phố Văn Hội, tổ dân phố số 2 phường Đông Ngạc",
        "đường Văn Hội | tổ dân phố số 2 | phường Đông Ngạc",
    ),
    ("Tổ 6, phường Phúc Lợi", "tổ 6 | phường Phúc Lợi"),
    (
        "Số 28 đường Foresa 4B, KĐT Xuân Phương, phường Xuân Phương",
        "nhà 28 | đường Foresa 4B | [KĐT Xuân Phương] | phường Xuân Phương",
    ),
    (
        "Lô HC01 - khu A khu đô thị mới Dương Nội, phường Dương Nội",
        "[Lô HC01] | [khu đô thị mới Dương Nội] | khu A | phường Dương Nội",
    ),
    (
        "Lô C3, khu đô thị Văn Phú, phường Kiến Hưng",
        "[Lô C3] | [khu đô thị Văn Phú] | phường Kiến Hưng",
    ),
    ("Thôn Quỳnh Đô, xã Đại Thanh", "thôn Quỳnh Đô | xã Đại Thanh"),
    ("Thôn 2 Đông Mỹ, xã Nam Phù", "thôn 2 | xã Nam Phù | ? Đông Mỹ"),
    ("Thôn 1 - Tam Thuấn, xã Hát Môn", "thôn 1 | xã Hát Môn | ? Tam Thuấn"),
    ("Thôn Hòa Xá, xã Hòa Phú", "thôn Hòa Xá | xã Hòa Phú"),
    (
        "Tiểu khu Thao Chính, xã Phú Xuyên",
        "tiểu khu Thao Chính | xã Phú Xuyên",
    ),
    (
        "Số 45 khu trung tâm thôn Tảo Dương, xã Dân Hòa",
        "nhà 45 | khu trung tâm thôn Tảo Dương | xã Dân Hòa",
    ),
    (
        "Số 89, xóm 11, thôn Đục Khê, xã Hương Sơn",
        "nhà 89 | xóm 11 | thôn Đục Khê | xã Hương Sơn",
    ),
    (
        "Thôn Yên Kiện, xã Đông Phương Yên, huyện Chương Mỹ",
        "thôn Yên Kiện | xã Đông Phương Yên | huyện Chương Mỹ",
    ),
    ("Đường 419, xã Thạch Thất", "đường 419 | xã Thạch Thất"),
    ("Số 10, đường 17/8, xã Quốc Oai", "nhà 10 | đường 17/8 | xã Quốc Oai"),
    (
        "Số 125 tỉnh lộ 422, xã Hoài Đức",
        "nhà 125 | đường Tỉnh lộ 422 | xã Hoài Đức",
    ),
    (
        "Số 31, Quốc lộ 3, thị trấn Sóc Sơn",
        "nhà 31 | đường Quốc lộ 3 | thị trấn Sóc Sơn",
    ),
    (
        "Km 12 QL 1A, xã Thường Tín",
        "đường Quốc lộ 1A | xã Thường Tín | ? Km 12",
    ),
    (
        "75 Đinh Tiên Hoàng, Tràng Tiền",
        "nhà 75 | đường Đinh Tiên Hoàng | ? Tràng Tiền",
    ),
    ("66 Lương Văn Can", "nhà 66 | đường Lương Văn Can"),
    ("A17 phố Tạ Quang Bửu", "đường Tạ Quang Bửu | [A17]"),
    (
        "35 Thái Thịnh, P.Thịnh Quang",
        "nhà 35 | đường Thái Thịnh | phường Thịnh Quang",
    ),
    (
        "Nhà B15 khu tập thể Kim Liên, P.Kim Liên",
        "[Nhà B15] | [khu tập thể Kim Liên] | phường Kim Liên",
    ),
    (
        "305 Tây Sơn, P. Ngã Tư Sở",
        "nhà 305 | đường Tây Sơn | phường Ngã Tư Sở",
    ),
    ("D2 Giảng Võ, Ba Đình", "đường Giảng Võ | [D2] | ? Ba Đình"),
    ("D3 Khu 7.2ha Vĩnh Phúc", "[D3] | khu 7.2ha | ? Vĩnh Phúc"),
    (
        "CT4-5 ngõ 6 Dương Đình Nghệ, P.Yên Hòa",
        "ngõ 6 | đường Dương Đình Nghệ | [CT4-5] | phường Yên Hòa",
    ),
    ("Trung Yên 3, P.Trung Hòa", "phường Trung Hòa | ? Trung Yên 3"),
    (
        "Số nhà 36A ngõ 647 Lạc Long Quân",
        "nhà 36A | ngõ 647 | đường Lạc Long Quân",
    ),
    ("Số 51 Tòa Nhà HH 3C Linh Đàm", "nhà 51 | [Tòa Nhà HH 3C Linh Đàm]"),
    ("149 Hồ Tùng Mậu - Cầu Diễn", "nhà 149 | đường Hồ Tùng Mậu | ? Cầu Diễn"),
    (
        "197 Nguyễn Đức Thuận, TT Trâu Quỳ",
        "nhà 197 | đường Nguyễn Đức Thuận | thị trấn Trâu Quỳ",
    ),
    (
        "Số 5 ngõ 405 Ngọc Hồi thị trấn Văn Điển",
        "nhà 5 | ngõ 405 | đường Ngọc Hồi | thị trấn Văn Điển",
    ),
    (
        "Số 9, Cao Lỗ, Thị trấn Đông Anh",
        "nhà 9 | đường Cao Lỗ | thị trấn Đông Anh",
    ),
    (
        "Cổng A, KCN Thăng Long, Kim Chung",
        "[Cổng A] | [KCN Thăng Long] | ? Kim Chung",
    ),
    ("Đường 3, Phù Lỗ, Sóc Sơn", "đường 3 | ? Phù Lỗ | ? Sóc Sơn"),
    ("Lô 49, KCN Quang Minh", "[Lô 49] | [KCN Quang Minh]"),
    (
        "Số 04 Quang Trung Phường Yết Kiêu",
        "nhà 04 | đường Quang Trung | phường Yết Kiêu",
    ),
    (
        "Số 3-5 Phố Hà Cầu Phường Phú La",
        "nhà 3-5 | đường Hà Cầu | phường Phú La",
    ),
    ("Khu 6 Thị Trấn Trạm Trôi", "khu 6 | thị trấn Trạm Trôi"),
    ("Cụm 5 Vân Phúc", "cụm 5 | ? Vân Phúc"),
    (
        "286, Đường Xuân Khanh, Phường Xuân Khanh",
        "nhà 286 | đường Xuân Khanh | phường Xuân Khanh",
    ),
    ("Số 162 TT Quốc Oai", "nhà 162 | thị trấn Quốc Oai"),
    (
        "Số 01 Bắc Sơn - Thị trấn Chúc Sơn",
        "nhà 01 | đường Bắc Sơn | thị trấn Chúc Sơn",
    ),
    ("TK Mỹ Lâm Thị trấn Phú Xuyên", "tiểu khu Mỹ Lâm | thị trấn Phú Xuyên"),
    (
        "Tổ 3 Khu Tân Bình - Thị trấn Xuân Mai",
        "tổ 3 | khu Tân Bình | thị trấn Xuân Mai",
    ),
    ("12 phố Xã Đàn, Q. Đống Đa", "nhà 12 | đường Xã Đàn | quận Đống Đa"),
    ("88 Xã Đàn", "nhà 88 | đường Xã Đàn"),
    (
        "Số 5 Bà Huyện Thanh Quan, Q.Ba Đình",
        "nhà 5 | đường Bà Huyện Thanh Quan | quận Ba Đình",
    ),
    ("15 Ngõ Huyện, Hàng Trống", "nhà 15 | đường Ngõ Huyện | ? Hàng Trống"),
    ("Ngõ Trạm, Hoàn Kiếm", "? Ngõ Trạm | ? Hoàn Kiếm"),
    ("120 Phố Huế, Hà Nội", "nhà 120 | đường Huế | tp Hà Nội"),
    (
        "Số 71 Nguyễn Chí Thanh, P. Láng Hạ, Q. Đống Đa, TP. Hà Nội, Việt Nam",
        "nhà 71 | đường Nguyễn Chí Thanh | phường Láng Hạ | quận Đống Đa | tp Hà Nội",
    ),
    (
        "71 Nguyễn Chí Thanh, P.Láng Hạ, Q.Đống Đa, TP.HN",
        "nhà 71 | đường Nguyễn Chí Thanh | phường Láng Hạ | quận Đống Đa | tp HN",
    ),
    (
        "71 nguyen chi thanh, p lang ha, q dong da, tp hn",
        "nhà 71 | đường nguyen chi thanh | phường lang ha | quận dong da | tp hn",
    ),
    (
        "so 8 ngo 6 pho bui huy bich, phuong hoang mai, ha noi",
        "nhà 8 | ngõ 6 | đường bui huy bich | phường hoang mai | tp ha noi",
    ),
    ("thon bau, xa thien loc", "thôn bau | xã thien loc"),
    ("12 xa dan", "nhà 12 | đường xa dan"),
    (
        "SỐ 12 PHỐ HUẾ, QUẬN HAI BÀ TRƯNG",
        "nhà 12 | đường HUẾ | quận HAI BÀ TRƯNG",
    ),
    (
        "Số 1 Phùng Khắc Khoan, TX. Sơn Tây",
        "nhà 1 | đường Phùng Khắc Khoan | thị xã Sơn Tây",
    ),
    ("Thị xã Sơn Tây", "thị xã Sơn Tây"),
    (
        "LK 12-05 KĐTM Dương Nội, H. Hoài Đức",
        "[LK 12-05] | [KĐTM Dương Nội] | huyện Hoài Đức",
    ),
    (
        "Tầng 3, tòa nhà Diamond Flower, số 48 Lê Văn Lương",
        "nhà 48 | đường Lê Văn Lương | [Tầng 3] | [tòa nhà Diamond Flower]",
    ),
    (
        "Căn hộ 1204 chung cư HH2 (khu B), Đại lộ Thăng Long",
        "đường Thăng Long | [Căn hộ 1204] | [chung cư HH2] | khu B",
    ),
    ("Sân bay Nội Bài, Sóc Sơn", "? Sân bay Nội Bài | ? Sóc Sơn"),
];

#[test]
fn addresses_are_read_into_the_parts_that_people_mean() {
    let wrong: Vec<String> = ADDRESSES
        .iter()
        .filter(|(address, expected)| told(&parse_address(address)) != *expected)
        .map(|(address, expected)| format!("{address}\n   is {}\n  not {expected}", told(&parse_address(address))))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn text_that_says_nothing_has_no_parts() {
    for text in ["", "  ", ",;-", "...", "?!"] {
        assert!(parse_address(text).is_empty(), "{text}: {:?}", parse_address(text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Any text is read, twice the same; no letter or digit of a plain name is lost.
    #[test]
    fn every_text_is_read(text in "[a-zA-ZđĐàếữ0-9 .,/()–-]{0,40}", any_text in "\\PC{0,40}") {
        for text in [text, any_text] {
            prop_assert_eq!(parse_address(&text), parse_address(&text));
        }
    }

    #[test]
    fn decomposed_letters_are_the_same_address(at in 0usize..77) {
        use unicode_normalization::UnicodeNormalization;
        let (address, expected) = ADDRESSES[at];
        let decomposed: String = address.nfd().collect();
        prop_assert_eq!(told(&parse_address(&decomposed)), expected);
    }
}
