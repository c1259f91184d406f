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
    Check::error("not_a_position")
        .vi(
            "Không phải vị trí",
            "Giá trị không phải là vị trí",
            "Ghi như 21.03, 105.85 (vĩ độ, kinh độ)",
        )
        .en("Not a position", "The value is no position", "Write 21.03, 105.85 (latitude, longitude)")
        .says(&[(
            "{error}; give the position in degrees (WGS84)",
            "{error!}; ghi vị trí theo độ (WGS84)",
        )]),
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
