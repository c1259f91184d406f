//! Checks of positions and reference systems.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("missing_position")
        .vi("Thiếu vị trí", "Vị trí để trống", "Ghi kinh độ và vĩ độ theo độ")
        .en("Missing position", "The position is blank", "Give longitude and latitude in degrees")
        .says(&[
            ("the H3 cell is blank", "mã ô H3 để trống"),
            (
                "the coordinate is blank; give longitude and latitude",
                "tọa độ để trống; ghi kinh độ và vĩ độ",
            ),
        ]),
    Check::error("addresses_without_positions")
        .vi(
            "Bảng có địa chỉ, không có tọa độ",
            "Bảng ghi địa chỉ nhưng không có cột tọa độ, nên chưa biết các điểm ở đâu",
            "Dùng `gandan addresses` để đề xuất vị trí, xác nhận rồi nhập tệp đã xác nhận",
        )
        .en(
            "Addresses without coordinates",
            "The table has addresses and no coordinates, so that nobody knows where its points are",
            "Let `gandan addresses` propose positions, confirm them and import that file",
        )
        .says(&[(
            "the table has addresses and no columns of coordinates (it has: {found}); {how}; columns of coordinates under other names are named with --mapping",
            "bảng có địa chỉ mà không có cột tọa độ (hiện có: {found}); {how!}; nếu cột tọa độ mang tên khác thì nêu với --mapping",
        )]),
    Check::error("address_without_position")
        .vi(
            "Dòng có địa chỉ, không có tọa độ",
            "Dòng ghi địa chỉ nhưng để trống tọa độ",
            "Ghi tọa độ, hoặc dùng `gandan addresses` để đề xuất vị trí rồi xác nhận",
        )
        .en(
            "Address without coordinates",
            "The row has an address and no coordinates",
            "Write them, or let `gandan addresses` propose a position and confirm it",
        )
        .says(&[(
            "the row has an address and no coordinates; {how}",
            "dòng có địa chỉ mà không có tọa độ; {how!}",
        )]),
    Check::error("already_matched")
        .vi(
            "Bảng đã có vị trí đề xuất",
            "Bảng đã có các cột đề xuất (Xác nhận, Kinh độ đề xuất, Vĩ độ đề xuất)",
            "Nhập bảng này, hoặc bỏ các cột đó để đề xuất lại",
        )
        .en(
            "Positions proposed already",
            "The table has columns of proposals (Xác nhận, Kinh độ đề xuất, Vĩ độ đề xuất) already",
            "Import it, or take them out to match again",
        ),
    Check::error("not_confirmed")
        .vi(
            "Vị trí đề xuất chưa được xác nhận",
            "Chưa ai xác nhận vị trí đề xuất của dòng này",
            "Ghi x vào cột Xác nhận, hoặc điền kinh độ và vĩ độ; --accept-partial nhập các dòng đã xác nhận và ghi các dòng còn lại ra tệp",
        )
        .en(
            "Proposal not confirmed",
            "Nobody confirmed the proposed position of the row",
            "Write x into its cell, or fill in longitude and latitude; --accept-partial imports the confirmed rows and writes the others to a file",
        ),
    Check::error("not_a_confirmation")
        .vi(
            "Xác nhận không rõ",
            "Ô xác nhận không phải là có hay không",
            "Ghi x (hoặc có, ok) để xác nhận vị trí đề xuất, không để bỏ dòng, hoặc để trống",
        )
        .en(
            "Unclear confirmation",
            "The cell of the confirmation says neither yes nor no",
            "Write x (or có, ok) to confirm the proposed position, không to leave the row out, or nothing",
        ),
    Check::info("proposal_overtyped", Done::Kept)
        .vi(
            "Vị trí đề xuất đã được sửa",
            "Kinh độ, vĩ độ đề xuất của dòng khác với đề xuất ban đầu, nên được coi là vị trí do người điền",
            "Không cần làm gì nếu đã sửa có chủ ý",
        )
        .en(
            "Proposal typed over",
            "The proposed longitude and latitude are no longer those that were proposed, so they were taken as typed by a person",
            "Nothing to do if that was meant",
        ),
    Check::warning("commune_centre_confirmed", Done::Kept)
        .vi(
            "Xác nhận vị trí giữa xã, phường",
            "Vị trí đã xác nhận chỉ là điểm giữa của xã, phường, có thể cách điểm phục vụ nhiều ki-lô-mét",
            "Điền kinh độ và vĩ độ đúng của điểm, rồi nhập lại",
        )
        .en(
            "Middle of a commune confirmed",
            "The confirmed position is only the middle of the commune, perhaps kilometres from the point",
            "Fill in the point's own longitude and latitude and import again",
        ),
    Check::error("confirmed_without_position")
        .vi(
            "Xác nhận khi chưa có vị trí",
            "Dòng đã được xác nhận nhưng không có vị trí đề xuất nào",
            "Điền kinh độ và vĩ độ",
        )
        .en(
            "Confirmed without a position",
            "The row is confirmed, but no position is proposed",
            "Fill in longitude and latitude",
        ),
    Check::warning("proposal_refused", Done::LeftOut)
        .vi(
            "Vị trí đề xuất bị bác",
            "Vị trí đề xuất được trả lời là không, dòng không được đọc",
            "Điền kinh độ và vĩ độ đúng nếu muốn nhập điểm này",
        )
        .en(
            "Proposal refused",
            "The proposed position was answered with no; the row was left out",
            "Fill in the right longitude and latitude to import the point",
        ),
    Check::error("not_a_position")
        .vi(
            "Không phải vị trí",
            "Giá trị không phải là vị trí",
            "Ghi như 21.03, 105.85 (vĩ độ, kinh độ)",
        )
        .en("Not a position", "The value is no position", "Write 21.03, 105.85 (latitude, longitude)")
        .says(&[
            (
                "{error}; give the position in degrees (WGS84)",
                "{error!}; ghi vị trí theo độ (WGS84)",
            ),
            (
                "{error}; give the point in degrees (WGS84), or leave both cells blank",
                "{error!}; ghi vị trí theo độ (WGS84), hoặc để trống cả hai ô",
            ),
        ]),
    Check::error("longitude_out_of_range")
        .vi("Kinh độ sai", "Kinh độ không nằm trong khoảng -180 đến 180 độ", "Sửa lại kinh độ")
        .en("Longitude out of range", "The longitude is not between -180 and 180 degrees", "Correct it")
        .says(&[
            (
                "longitude {value} is not between -180 and 180 degrees; correct it",
                "kinh độ {value} không nằm trong khoảng -180 đến 180 độ; sửa lại",
            ),
            (
                "node {id} is no place on the earth; download the file again",
                "nút {id} không nằm trên trái đất; tải lại tệp",
            ),
        ]),
    Check::error("latitude_out_of_range")
        .vi("Vĩ độ sai", "Vĩ độ không nằm trong khoảng -90 đến 90 độ", "Sửa lại vĩ độ")
        .en("Latitude out of range", "The latitude is not between -90 and 90 degrees", "Correct it")
        .says(&[
            (
                "latitude {value} is not between -90 and 90 degrees; correct it",
                "vĩ độ {value} không nằm trong khoảng -90 đến 90 độ; sửa lại",
            ),
            (
                "node {id} is no place on the earth; download the file again",
                "nút {id} không nằm trên trái đất; tải lại tệp",
            ),
        ]),
    Check::error("coordinates_look_projected")
        .vi(
            "Tọa độ theo mét",
            "Tọa độ không phải độ; có thể là mét (VN-2000, UTM)",
            "Nêu hệ tọa độ, ví dụ --crs EPSG:3405",
        )
        .en(
            "Coordinates in metres",
            "The coordinates are no degrees; they may be metres (VN-2000, UTM)",
            "Name the reference system, such as --crs EPSG:3405",
        ),
    Check::error("position_is_zero")
        .vi(
            "Tọa độ 0, 0",
            "Kinh độ và vĩ độ đều bằng 0, nhiều chương trình dùng để chỉ chưa rõ vị trí",
            "Ghi vị trí thật",
        )
        .en(
            "Position 0, 0",
            "Longitude and latitude are both zero, which means unknown in many programs",
            "Give the real position",
        ),
    Check::error("projection_failed")
        .vi(
            "Không chuyển được tọa độ",
            "Không chuyển được tọa độ sang kinh độ, vĩ độ",
            "Kiểm tra hệ tọa độ đã nêu",
        )
        .en(
            "Projection failed",
            "The coordinates cannot be turned into degrees",
            "Check the reference system",
        )
        .says(&[(
            "{reason}; check the reference system",
            "không chuyển được tọa độ ({reason}); kiểm tra hệ tọa độ",
        )]),
    Check::warning("swapped_coordinates", Done::PutRight)
        .vi(
            "Kinh độ, vĩ độ đổi chỗ",
            "Kinh độ và vĩ độ nằm nhầm chỗ của nhau, đã được đổi lại",
            "Sửa thứ tự cột trong tệp gốc",
        )
        .en(
            "Coordinates swapped",
            "Longitude and latitude stand in each other's place; they were swapped back",
            "Correct the order of the columns in the source",
        ),
    Check::error("unknown_crs")
        .vi(
            "Hệ tọa độ không rõ",
            "Không hiểu hệ tọa độ của tệp",
            "Nêu hệ tọa độ, ví dụ --crs EPSG:3405",
        )
        .en(
            "Unknown reference system",
            "The reference system of the file is not understood",
            "Name it, such as --crs EPSG:3405",
        )
        .says(&[
            (
                "the layer's reference system ({srs}) is not known; name it yourself, such as --crs EPSG:3405",
                "không hiểu hệ tọa độ của lớp ({srs}); hãy nêu hệ tọa độ, ví dụ --crs EPSG:3405",
            ),
            (
                "the .prj names a reference system that is not understood ({told}); name it yourself, such as --crs EPSG:3405",
                "tệp .prj nêu hệ tọa độ không hiểu được ({told}); hãy nêu hệ tọa độ, ví dụ --crs EPSG:3405",
            ),
            (
                "the raster does not name its reference system; name it, such as --crs EPSG:4326",
                "ảnh không nêu hệ tọa độ; hãy nêu, ví dụ --crs EPSG:4326",
            ),
            (
                "{error}; name the raster's system, such as --crs EPSG:4326",
                "{error}; hãy nêu hệ tọa độ của ảnh, ví dụ --crs EPSG:4326",
            ),
        ]),
];
