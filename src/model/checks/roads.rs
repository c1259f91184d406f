//! Checks of road files, turn restrictions and observed trips.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("truncated_pbf")
        .vi("Tệp đường sá bị cắt", "Tệp kết thúc giữa chừng", "Tải lại tệp")
        .en("Road file cut off", "The file ends in the middle", "Download it again")
        .says(&[(
            "the file ends in the middle of block {blob}; download it again",
            "tệp kết thúc giữa khối {blob}; tải lại tệp",
        )]),
    Check::error("broken_pbf")
        .vi("Tệp .osm.pbf hỏng", "Tệp bị hỏng bên trong", "Tải lại tệp")
        .en("Damaged .osm.pbf", "The file is damaged inside", "Download it again")
        .says(&[
            (
                "the file has data before its header; download it again",
                "tệp có dữ liệu trước phần đầu; tải lại tệp",
            ),
            ("the file has no header; download it again", "tệp không có phần đầu; tải lại tệp"),
            (
                "block {blob} is damaged ({text}); download the file again",
                "khối {blob} bị hỏng ({text!}); tải lại tệp",
            ),
        ]),
    Check::error("unsupported_pbf")
        .vi("Tệp .osm.pbf kiểu lạ", "Tệp dùng một tính năng không đọc được", "Chuyển lại tệp bằng osmium")
        .en("Unsupported .osm.pbf", "The file needs a feature that is not understood", "Convert it with osmium")
        .says(&[
            (
                "the file needs '{feature}', which is not understood; export it without history",
                "tệp cần '{feature}', không đọc được; xuất lại không kèm lịch sử",
            ),
            (
                "block {blob} is packed with something else than zlib; convert the file with osmium",
                "khối {blob} không nén bằng zlib; chuyển lại tệp bằng osmium",
            ),
        ]),
    Check::error("pbf_block_too_large")
        .vi("Khối quá lớn", "Một khối khai nhiều hơn mức định dạng cho phép", "Tải lại tệp")
        .en("Block too large", "A block claims more than the format allows", "Download the file again")
        .says(&[(
            "block {blob} claims {what}, more than the format allows; download the file again",
            "khối {blob} khai {what!}, quá mức định dạng cho phép; tải lại tệp",
        )]),
    Check::error("truncated_xml")
        .vi("Tệp .osm bị cắt", "Tệp kết thúc giữa chừng", "Tải lại tệp")
        .en(".osm cut off", "The file ends in the middle", "Download it again")
        .says(&[(
            "the file ends in the middle (at byte {position}); download it again",
            "tệp kết thúc giữa chừng (tại byte {position}); tải lại tệp",
        )]),
    Check::error("broken_xml")
        .vi("Tệp .osm hỏng", "Tệp không phải XML hợp lệ", "Tải lại tệp")
        .en("Damaged .osm", "The file is not valid XML", "Download it again")
        .says(&[(
            "the file is not valid XML at byte {position} ({reason}); download it again",
            "tệp không phải XML hợp lệ tại byte {position} ({reason!}); tải lại tệp",
        )]),
    Check::error("broken_gzip")
        .vi("Tệp nén gzip hỏng", "Không giải nén được tệp", "Tải lại tệp")
        .en("Damaged gzip archive", "The archive cannot be unpacked", "Download it again")
        .says(&[(
            "the gzip archive cannot be unpacked ({error}); download it again",
            "không giải nén được tệp gzip ({error!}); tải lại tệp",
        )]),
    Check::error("no_roads")
        .vi(
            "Không có đường",
            "Không có đường nào, nên không tính được thời gian đi lại",
            "Nhập đường sá (roads) từ OpenStreetMap",
        )
        .en(
            "No roads",
            "There are no roads, so that nobody has a travel time",
            "Import roads from OpenStreetMap",
        )
        .says(&[
            (
                "the file holds no road (no way tagged highway); choose an extract with roads",
                "tệp không có đường nào (không có way gắn thẻ highway); chọn tệp có đường sá",
            ),
            (
                "no road of the file has two nodes with a position; choose an extract that holds the nodes too",
                "không đường nào trong tệp có hai nút có vị trí; chọn tệp có cả các nút",
            ),
            (
                "the layer holds no road; nothing can be imported",
                "lớp không có đường nào; không nhập được gì",
            ),
        ]),
    Check::error("broken_road")
        .vi(
            "Dòng đường sá hỏng",
            "Một dòng của lớp đường sá trong GeoPackage không đúng cấu trúc",
            "Xuất lại đường sá",
        )
        .en(
            "Damaged road",
            "A row of the roads in the GeoPackage is not built as it should be",
            "Export the roads again",
        )
        .says(&[("{reason}; export the roads again", "{reason!}; xuất lại đường sá")]),
    Check::warning("duplicate_way", Done::LeftOut)
        .vi("Đường lặp lại", "Một số đường có hai lần trong tệp, giữ lần đầu", "Không cần làm gì")
        .en("Ways twice", "Some ways stand in the file twice; the first of each was kept", "Nothing to do")
        .says(&[(
            "{twice} ways stand in the file twice; the first of each was kept",
            "{twice} đường có hai lần trong tệp; giữ lần đầu",
        )]),
    Check::warning("missing_nodes", Done::LeftOut)
        .vi(
            "Đường thiếu nút",
            "Một số đường thiếu nút (tệp bị cắt) và được cắt tại đó",
            "Lấy vùng rộng hơn thành phố một chút",
        )
        .en(
            "Ways without nodes",
            "Some ways lack nodes (the file was clipped) and were cut there",
            "Take an extract a little larger than the city",
        )
        .says(&[(
            "{cut} ways lack nodes (the file was clipped) and were cut there; of these {lost} are left out whole",
            "{cut} đường thiếu nút (tệp bị cắt) và được cắt tại đó; {lost} đường trong số này bị bỏ hẳn",
        )]),
    Check::info("roads_left_out", Done::LeftOut)
        .vi("Đường chưa hoặc không còn dùng", "Đường chưa mở hoặc đã bỏ không được đọc", "Không cần làm gì")
        .en("Roads not in use", "Roads that nobody travels yet or any more were left out", "Nothing to do")
        .says(&[(
            "nobody travels on these yet or any more, so they were left out: {list}",
            "các đường chưa đi được hoặc không còn đi được, không đọc: {list}",
        )]),
    Check::info("condition_unreadable", Done::ValueLeftOut)
        .vi(
            "Điều kiện không phải giờ giấc",
            "Điều kiện của đường không phải là giờ, được coi như không bao giờ áp dụng",
            "Sửa trong OpenStreetMap nếu cần",
        )
        .en(
            "Conditions that are not hours",
            "Conditions that are no hours were read as if they never held",
            "Mend them in OpenStreetMap if they matter",
        )
        .says(&[(
            "{count} ways have conditions that are not hours (the first: way {way}, {key} = {value}); they were read as if these never held",
            "{count} đường có điều kiện không phải là giờ (đầu tiên: way {way}, {key} = {value}); coi như không bao giờ áp dụng",
        )]),
    Check::info("restriction_hours_unreadable", Done::Kept)
        .vi(
            "Giờ cấm rẽ không hiểu được",
            "Giờ của biển cấm rẽ không đọc được, nên coi như luôn áp dụng",
            "Sửa trong OpenStreetMap nếu cần",
        )
        .en(
            "Hours of a turn restriction",
            "The hours of a turn restriction cannot be read, so it is obeyed always",
            "Mend it in OpenStreetMap if it matters",
        )
        .says(&[(
            "turn restriction {id}: its hours cannot be read, so it is obeyed always",
            "cấm rẽ {id}: giờ không đọc được, coi như luôn áp dụng",
        )]),
    Check::info("restriction_roads_missing", Done::LeftOut)
        .vi(
            "Cấm rẽ thiếu đường",
            "Cấm rẽ nói về đường không có trong tệp nên bị bỏ",
            "Không cần làm gì, hoặc lấy vùng rộng hơn",
        )
        .en(
            "Turn restriction without its roads",
            "A turn restriction speaks of roads that are not in the file and was left out",
            "Nothing to do, or take a larger extract",
        )
        .says(&[(
            "turn restriction {id} was left out: {reason} of the file",
            "cấm rẽ {id} bị bỏ: {reason!} trong tệp",
        )]),
    Check::warning("restriction_malformed", Done::LeftOut)
        .vi("Cấm rẽ ghi sai", "Cấm rẽ không đúng cấu trúc nên bị bỏ", "Sửa trong OpenStreetMap")
        .en(
            "Turn restriction malformed",
            "A turn restriction is not built as it should be and was left out",
            "Mend it in OpenStreetMap",
        )
        .says(&[(
            "turn restriction {id} was left out: {reason}; mend it in OpenStreetMap",
            "cấm rẽ {id} bị bỏ: {reason!}; sửa trong OpenStreetMap",
        )]),
    Check::error("minutes_impossible")
        .vi("Số phút vô lý", "Chuyến đi phải dài hơn 0 và nhiều nhất 600 phút", "Sửa số phút")
        .en("Impossible minutes", "A trip takes more than 0 and at most 600 minutes", "Correct it"),
    Check::warning("trip_not_routed", Done::LeftOut)
        .vi("Chuyến không tìm được đường", "Chuyến đi không tính được đường nên bị bỏ", "Kiểm tra điểm đi, điểm đến")
        .en("Trip without a way", "No way was found for the trip, so it was left out", "Check its start and its end")
        .says(&[("the trip was left out: {reason}", "chuyến đi bị bỏ: {reason!}")]),
];
