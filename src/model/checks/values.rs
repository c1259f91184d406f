//! Checks of the values in a row: codes, names, numbers, dates, words of a list.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("missing_code")
        .as_warning(Done::Kept)
        .vi("Thiếu mã", "Ô mã để trống; mỗi dòng cần một mã riêng", "Ghi mã")
        .en("Missing code", "The code is blank; each row needs its own", "Write the code")
        .says(&[
            ("the code of the point is blank", "mã điểm để trống"),
            ("the code of the cell is blank", "mã ô dân cư để trống"),
            ("this column has no site's code above it", "cột này không có mã địa điểm ở đầu cột"),
            (
                "the demand point has no code in the first column",
                "điểm nhu cầu không có mã ở cột đầu",
            ),
            (
                "the {what} code is blank; each row needs an old and a new code",
                "mã đơn vị {what!} để trống; mỗi dòng cần cả mã cũ và mã mới",
            ),
            (
                "'{name}' has no code; the crosswalk can know it by name and district only",
                "'{name}' không có mã; bảng đối chiếu chỉ có thể nhận ra theo tên và quận, huyện",
            ),
        ]),
    Check::error("duplicate_code")
        .as_warning(Done::Kept)
        .vi("Trùng mã", "Mã này đã có ở một dòng khác", "Đặt mã riêng, hoặc bỏ bớt một dòng")
        .en("Code used twice", "The code stands on another row already", "Give each its own, or drop one of the rows")
        .says(&[
            (
                "code {code} stands at feature {first} already; each area needs its own",
                "mã {code} đã có ở đối tượng {first}; mỗi đơn vị cần mã riêng",
            ),
            (
                "code {code} stands on row {first} already; each row needs its own",
                "mã {code} đã có ở dòng {first}; mỗi dòng cần mã riêng",
            ),
            (
                "code {code} stands on row {first} already; each point needs its own",
                "mã {code} đã có ở dòng {first}; mỗi điểm cần mã riêng",
            ),
            (
                "cell {code} stands on row {first} already; its people would count twice",
                "ô dân cư {code} đã có ở dòng {first}; người dân sẽ bị tính hai lần",
            ),
            ("this site stands twice in the header", "địa điểm này có hai lần trong tiêu đề"),
            (
                "this demand point stands on row {before} already",
                "điểm nhu cầu này đã có ở dòng {before}",
            ),
            ("this code stands on row {first} already", "mã này đã có ở dòng {first}"),
            (
                "unit {unit} stands on row {first} already; both are counted, check which is right",
                "đơn vị {unit} đã có ở dòng {first}; cả hai dòng đều được tính, kiểm tra dòng nào đúng",
            ),
        ]),
    Check::warning("duplicate_row", Done::LeftOut)
        .vi(
            "Dòng lặp lại",
            "Cùng tên và cùng vị trí với một dòng khác; dòng này không được đọc",
            "Nếu là hai điểm khác nhau thì ghi mã và tên riêng",
        )
        .en(
            "Repeated row",
            "The same name at the same place as another row; it was left out",
            "If they are two points, give each its own code and name",
        )
        .says(&[(
            "the same name at the same place stands on row {first} already; this row was left out",
            "cùng tên và cùng vị trí đã có ở dòng {first}; dòng này không được đọc",
        )]),
    Check::warning("missing_name", Done::Kept)
        .vi("Thiếu tên", "Ô tên để trống", "Ghi tên")
        .en("Missing name", "The name is blank", "Write the name")
        .says(&[
            (
                "the area has no name; it is called '{name}' for now",
                "đơn vị không có tên; tạm gọi là '{name}'",
            ),
            (
                "the point has no name; it is called '{name}' for now",
                "điểm không có tên; tạm gọi là '{name}'",
            ),
            ("the name is blank; each row needs one", "ô tên để trống; mỗi dòng cần có tên"),
            ("the name is blank; each unit needs one", "ô tên để trống; mỗi đơn vị cần có tên"),
            (
                "the {what} name is blank; rows without codes are found by it",
                "tên đơn vị {what!} để trống; cần tên để nhận ra các dòng không có mã",
            ),
        ]),
    Check::warning("name_not_nfc", Done::PutRight)
        .vi(
            "Chữ tổ hợp",
            "Chữ cái của tên được ghép từ nhiều ký tự (không phải NFC); đã chuyển về dạng thông dụng",
            "Không cần làm gì",
        )
        .en(
            "Composed letters",
            "The letters of the name are composed of parts (not NFC); it was put into the usual form",
            "Nothing to do",
        ),
    Check::error("missing_kind")
        .vi("Thiếu loại điểm", "Không rõ loại điểm phục vụ", "Ghi loại điểm, hoặc nêu với --kind")
        .en("Missing kind", "The kind of service point is not told", "Write it, or say it with --kind")
        .says(&[
            (
                "the kind is blank; write one of: {known}",
                "loại điểm để trống; ghi một trong: {known}",
            ),
            (
                "these are the stops of a timetable, not service points; say as what they are to be read, such as --kind mobile_stop",
                "đây là các điểm dừng xe, không phải điểm phục vụ; nêu muốn đọc thành loại nào, ví dụ --kind mobile_stop",
            ),
        ]),
    Check::error("unknown_kind")
        .vi("Loại điểm không rõ", "Đây không phải một loại điểm phục vụ", "Ghi một loại trong danh mục")
        .en("Unknown kind", "This is no kind of service point", "Write one that is listed")
        .says(&[(
            "this is no kind of service point; write one of: {known}",
            "đây không phải loại điểm phục vụ; ghi một trong: {known}",
        )]),
    Check::error("unknown_status")
        .vi(
            "Trạng thái không rõ",
            "Trạng thái của điểm không hiểu được",
            "Ghi: đang hoạt động, dự kiến hoặc đã đóng (open, planned, closed)",
        )
        .en(
            "Unknown status",
            "The state of the point is not understood",
            "Write open, planned or closed (đang hoạt động, dự kiến, đã đóng)",
        ),
    Check::error("unknown_origin")
        .vi(
            "Nguồn gốc không rõ",
            "Không hiểu dữ liệu là thực hay mô phỏng",
            "Ghi fact (thực) hoặc modelled (mô phỏng)",
        )
        .en(
            "Unknown origin",
            "It is not told whether this is fact or modelled",
            "Write fact or modelled",
        ),
    Check::error("not_a_coordinate")
        .vi(
            "Không phải tọa độ",
            "Ô kinh độ hoặc vĩ độ không ghi một tọa độ",
            "Ghi độ, ví dụ 105,85 và 21,03, hoặc 105°51'00\"E; kiểm tra chữ O thay cho số 0",
        )
        .en(
            "Not a coordinate",
            "The cell of a longitude or latitude holds no coordinate",
            "Write degrees, such as 105.85 and 21.03, or 105°51'00\"E; look for a letter O in place of a 0",
        )
        .says(&[(
            "this is no coordinate; write degrees such as 105.85 or 105°51'00\"E",
            "đây không phải tọa độ; ghi độ như 105.85 hoặc 105°51'00\"E",
        )]),
    Check::error("not_a_number")
        .as_warning(Done::ValueLeftOut)
        .vi("Không phải số", "Giá trị không phải là số", "Chỉ ghi chữ số, ví dụ 1234 hoặc 12,5")
        .en("Not a number", "The value is no number", "Write digits only, such as 1234 or 12,5")
        .says(&[
            (
                "this is no number of people or km2; it was left out",
                "đây không phải số người hay km2; giá trị bị bỏ",
            ),
            (
                "this is no number of people; export the raster again",
                "đây không phải số người; xuất lại ảnh dân số",
            ),
            (
                "this is not a number; write digits only, or - where the site cannot serve the demand",
                "đây không phải số; chỉ ghi chữ số, hoặc - nếu địa điểm không phục vụ được điểm nhu cầu",
            ),
            (
                "this is no time; write a number, or leave the cell blank where the point cannot be reached",
                "đây không phải thời gian; ghi số, hoặc để trống nếu không đến được điểm",
            ),
            ("{what} is expected here, a number", "ở đây cần một số: {what!}"),
            (
                "the attribute '{key}' at byte {position} must be a number; download the file again",
                "thuộc tính '{key}' tại byte {position} phải là số; tải lại tệp",
            ),
        ]),
    Check::error("missing_number")
        .vi("Thiếu số", "Ô số để trống", "Ghi số; ghi 0 nếu không có")
        .en("Missing number", "The cell is blank", "Write the number; 0 where there is none")
        .says(&[
            (
                "the number of dossiers is blank; write 0 for none",
                "số hồ sơ để trống; ghi 0 nếu không có",
            ),
            (
                "the minutes are blank; leave the trip out or give them",
                "số phút để trống; ghi số phút hoặc bỏ chuyến này",
            ),
            (
                "the cell is blank; write the number, or - where the site cannot serve the demand",
                "ô để trống; ghi số, hoặc - nếu địa điểm không phục vụ được điểm nhu cầu",
            ),
        ]),
    Check::error("negative_number")
        .vi("Số âm", "Giá trị này không thể nhỏ hơn 0", "Sửa lại, hoặc để trống")
        .en("Negative number", "The value cannot be less than zero", "Correct it, or leave the cell blank")
        .says(&[(
            "{what} must be finite and not less than 0",
            "{what!} phải là số hữu hạn, không nhỏ hơn 0",
        )]),
    Check::error("not_whole")
        .vi(
            "Không phải số nguyên",
            "Giá trị này phải là số nguyên",
            "Ghi không có dấu phân cách, ví dụ 1234",
        )
        .en(
            "Not a whole number",
            "The value must be a whole number",
            "Write it without separators, such as 1234",
        ),
    Check::error("not_a_date")
        .vi("Không phải ngày", "Giá trị không phải ngày", "Ghi như 2025-04-01 hoặc 01/04/2025")
        .en("Not a date", "The value is no date", "Write it as 2025-04-01 or 01/04/2025"),
    Check::error("not_a_month")
        .vi("Không phải tháng", "Giá trị không phải tháng", "Ghi như 2025-04 hoặc 04/2025")
        .en("Not a month", "The value is no month", "Write it as 2025-04 or 04/2025"),
    Check::error("not_yes_or_no")
        .vi("Không phải có/không", "Giá trị phải là có hoặc không", "Ghi có hoặc không, hoặc để trống")
        .en("Not yes or no", "The value must be yes or no", "Write yes or no (có or không), or leave it blank"),
    Check::warning("opening_hours_unreadable", Done::ValueLeftOut)
        .vi(
            "Giờ làm việc không hiểu được",
            "Giờ làm việc không đọc được, nên điểm bị coi là đóng khi tìm nơi đang mở cửa",
            "Ghi như Mo-Fr 08:00-17:00 hoặc T2-T6 8:00-17:00",
        )
        .en(
            "Opening hours not understood",
            "The hours cannot be read, so the point counts as closed when an open one is asked for",
            "Write them like Mo-Fr 08:00-17:00 or T2-T6 8:00-17:00",
        )
        .says(&[
            (
                "the hours are not understood and count as unknown; write them like Mo-Fr 08:00-17:00 or T2-T6 8:00-17:00",
                "giờ làm việc không hiểu được và bị coi là chưa rõ; ghi như Mo-Fr 08:00-17:00 hoặc T2-T6 8:00-17:00",
            ),
            (
                "the opening hours of {point} cannot be read and count as closed; write them like Mo-Fr 08:00-17:00",
                "giờ làm việc của {point} không đọc được, bị coi là đóng cửa; ghi như Mo-Fr 08:00-17:00",
            ),
        ]),
    Check::warning("opening_hours_assumed", Done::Assumed)
        .vi(
            "Giờ làm việc được hiểu thêm",
            "Giờ làm việc ghi không đủ giờ giấc, phần thiếu được hiểu theo thông lệ",
            "Ghi rõ giờ nếu hiểu chưa đúng",
        )
        .en(
            "Opening hours assumed",
            "The hours leave clock times out; what is missing was read as is usual",
            "Write the times where that is wrong",
        )
        .says(&[(
            "{assumed}; write the times where that is wrong",
            "{assumed!}; ghi rõ giờ nếu không đúng",
        )]),
    Check::info("candidates_are_agents", Done::Kept)
        .vi(
            "Nơi có thể mở điểm được hiểu là đại lý",
            "Các dòng không nêu loại điểm được coi là nơi có thể mở điểm đại lý",
            "Nêu loại khác với --kind nếu cần",
        )
        .en(
            "Candidates taken as agents",
            "Rows that name no kind of service point are taken as candidates for an agent",
            "Say another kind with --kind if that is wrong",
        )
        .says(&[(
            "{assumed} rows name no kind of service point and are candidates for an agent; --kind says another",
            "{assumed} dòng không nêu loại điểm, được coi là nơi có thể mở điểm đại lý; nêu loại khác với --kind",
        )]),
    Check::error("missing_people")
        .vi("Thiếu số dân", "Số người để trống", "Ghi số người; ghi 0 nếu không có ai ở")
        .en("Missing people", "The number of people is blank", "Write it; 0 where nobody lives"),
    Check::error("more_elderly_than_people")
        .vi(
            "Người cao tuổi nhiều hơn dân số",
            "Số người cao tuổi lớn hơn số người của ô dân cư",
            "Sửa một trong hai số",
        )
        .en(
            "More elderly than people",
            "More elderly people than people live here",
            "Correct one of the two",
        ),
    Check::info("nobody_lives_here", Done::LeftOut)
        .vi("Ô không có người", "Ô dân cư không có người được bỏ qua", "Không cần làm gì")
        .en("Cells without people", "Cells where nobody lives were left out", "Nothing to do")
        .says(&[(
            "{count} rows have no people and were left out",
            "{count} dòng không có người, được bỏ qua",
        )]),
    Check::error("not_a_hexagon")
        .vi("Mã H3 sai", "Đây không phải ô H3", "Ghi như 8841415a6bfffff")
        .en("Not an H3 cell", "This is no H3 cell", "It should look like 8841415a6bfffff"),
    Check::error("mixed_resolution")
        .vi(
            "Ô H3 nhiều cỡ",
            "Các ô H3 khác cỡ chồng lên nhau và đếm người hai lần",
            "Đưa cả bảng về một cỡ ô",
        )
        .en(
            "H3 cells of several sizes",
            "Cells of two resolutions overlap and count people twice",
            "Bring the table to one resolution",
        )
        .says(&[(
            "this H3 cell has resolution {own}, most of the table {most}: cells of two resolutions overlap and count people twice; bring the table to one",
            "ô H3 này có cỡ {own}, phần lớn bảng có cỡ {most}: hai cỡ ô chồng lên nhau và đếm người hai lần; đưa bảng về một cỡ",
        )]),
    Check::error("duplicate_report")
        .vi("Trùng báo cáo", "Điểm này đã có báo cáo của tháng này", "Giữ lại một dòng")
        .en("Report twice", "The point has a report of this month already", "Keep one of the rows")
        .says(&[(
            "this point has a report for {month} on row {first} already; keep one",
            "điểm này đã có báo cáo tháng {month} ở dòng {first}; giữ lại một dòng",
        )]),
    Check::error("more_satisfied_than_asked")
        .vi(
            "Phiếu hài lòng nhiều hơn phiếu khảo sát",
            "Số người hài lòng lớn hơn số người trả lời",
            "Sửa một trong hai số",
        )
        .en(
            "More satisfied than asked",
            "More people are satisfied than answered",
            "Correct one of the two",
        ),
    Check::error("score_without_scale")
        .vi(
            "Điểm hài lòng không có thang điểm",
            "Không rõ điểm hài lòng theo thang mấy",
            "Thêm cột Thang điểm (5, 10, 100), hoặc ghi tiêu đề như Điểm hài lòng (thang 5)",
        )
        .en(
            "Mark without a scale",
            "The scale of the mark is not told",
            "Add a column Thang điểm (5, 10, 100), or write the header as Điểm hài lòng (thang 5)",
        ),
    Check::error("score_outside_its_scale")
        .vi(
            "Điểm hài lòng ngoài thang điểm",
            "Điểm trung bình không nằm giữa 0 và điểm cao nhất của thang",
            "Sửa điểm hoặc thang điểm",
        )
        .en(
            "Mark outside its scale",
            "The mean mark does not lie between 0 and the best mark of its scale",
            "Correct the mark or the scale",
        )
        .says(&[(
            "the mean mark does not lie between 0 and the best mark of its scale, {highest}",
            "điểm trung bình không nằm giữa 0 và điểm cao nhất của thang điểm, {highest}",
        )]),
    Check::warning("more_than_all_dossiers", Done::Kept)
        .vi(
            "Nhiều hơn tổng số hồ sơ",
            "Con số này lớn hơn tổng số hồ sơ của tháng",
            "Kiểm tra cả hai số",
        )
        .en(
            "More than all dossiers",
            "The figure is more than all dossiers of the month",
            "Check both",
        ),
];
