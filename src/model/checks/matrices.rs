//! Checks of brought travel times, of cost matrices and of the problem files of OR-Library.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("unknown_cell")
        .vi(
            "Ô dân cư không có",
            "Dữ liệu không có ô dân cư này",
            "Lấy mã bằng `gandan export W cells --out F.csv`",
        )
        .en(
            "Unknown cell",
            "No cell of the workspace has this code or place",
            "`gandan export W cells --out F.csv` lists the codes",
        )
        .says(&[(
            "no cell of the workspace has its centre within {metres} of here",
            "không ô dân cư nào có tâm cách đây dưới {metres}",
        )]),
    Check::error("unknown_facility")
        .vi(
            "Điểm phục vụ không có",
            "Dữ liệu không có điểm phục vụ mang mã này",
            "Lấy mã bằng `gandan export W facilities --out F.csv`",
        )
        .en(
            "Unknown facility",
            "No facility of the workspace has this code",
            "`gandan export W facilities --out F.csv` lists the codes",
        ),
    Check::error("two_times")
        .as_warning(Done::LeftOut)
        .vi(
            "Hai thời gian khác nhau",
            "Cùng một cặp ô và điểm có hai thời gian",
            "Giữ lại một",
        )
        .en(
            "Two times",
            "One pair of cell and point has two times",
            "Keep one of the two",
        )
        .says(&[
            (
                "row {first} has another time for this pair; keep one of the two",
                "dòng {first} có thời gian khác cho cặp này; giữ lại một",
            ),
            (
                "cell '{cell}' has two times to this facility; keep one of the two; the first one was taken",
                "ô '{cell}' có hai thời gian đến điểm này; đã lấy thời gian đầu",
            ),
            (
                "cell '{cell}' has two times to this facility; keep one of the two",
                "ô '{cell}' có hai thời gian đến điểm này; giữ lại một",
            ),
            ("{told}; the first one was taken", "{told!}; đã lấy thời gian đầu"),
        ]),
    Check::warning("repeated_pair", Done::LeftOut)
        .vi(
            "Cặp lặp lại",
            "Cặp này đã có với cùng thời gian, chỉ tính một lần",
            "Không cần làm gì",
        )
        .en(
            "Repeated pair",
            "The pair is there with the same time; it is counted once",
            "Nothing to do",
        )
        .says(&[(
            "row {first} says the same of this pair; it is counted once",
            "dòng {first} ghi giống hệt cặp này; chỉ tính một lần",
        )]),
    Check::error("negative_time")
        .vi(
            "Thời gian âm",
            "Thời gian đi lại không thể nhỏ hơn 0",
            "Để trống nếu không đến được điểm",
        )
        .en(
            "Negative time",
            "A way cannot take less than no time",
            "Leave the cell blank where the point cannot be reached",
        ),
    Check::error("too_long")
        .vi(
            "Thời gian quá dài",
            "Thời gian dài hơn một tuần",
            "Kiểm tra đơn vị của cột",
        )
        .en(
            "Time too long",
            "The time is longer than a week",
            "Check the unit of the column",
        ),
    Check::error("matrix_too_large")
        .vi(
            "Ma trận quá lớn",
            "Ma trận có quá nhiều ô",
            "Giảm số địa điểm hoặc điểm nhu cầu",
        )
        .en(
            "Matrix too large",
            "The matrix has too many cells",
            "Use fewer sites or demand points",
        )
        .says(&[
            ("the matrix has more than {limit} cells", "ma trận có hơn {limit} ô"),
            (
                "{demand} x {sites} pairs are more than the {limit} that are read",
                "{demand} x {sites} cặp vượt mức {limit} cặp đọc được",
            ),
        ]),
    Check::error("no_sites")
        .vi(
            "Không có địa điểm",
            "Tiêu đề không nêu địa điểm nào",
            "Mỗi cột sau cột đầu (và trọng số) là một địa điểm",
        )
        .en(
            "No sites",
            "The header names no site",
            "Its columns after the first (and weight) are the sites",
        ),
    Check::info("no_weights", Done::Kept)
        .vi(
            "Không có trọng số",
            "Không có cột trọng số: mỗi điểm nhu cầu tính là 1",
            "Thêm cột weight nếu cần",
        )
        .en(
            "No weights",
            "No column is called weight (trọng số): every demand point weighs 1",
            "Add one if it matters",
        ),
    Check::error("unknown_line")
        .vi(
            "Dòng # không rõ",
            "Dòng bắt đầu bằng # phải là #role, #fixed_cost hoặc #capacity",
            "Sửa tên dòng",
        )
        .en(
            "Unknown # line",
            "Rows that begin with # are #role, #fixed_cost or #capacity",
            "Correct its name",
        ),
    Check::error("unknown_role")
        .vi(
            "Vai trò không rõ",
            "Đây không phải vai trò của địa điểm",
            "Ghi một vai trò trong danh mục",
        )
        .en("Unknown role", "This is no role of a site", "Write one that is listed")
        .says(&[(
            "this is no role of a site; write one of {known}",
            "đây không phải vai trò của địa điểm; ghi một trong {known}",
        )]),
    Check::error("broken_json")
        .vi("JSON hỏng", "Không đọc được ma trận", "Sửa tệp JSON")
        .en("Damaged JSON", "The matrix cannot be read", "Mend the JSON")
        .says(&[("the matrix cannot be read: {error}", "không đọc được ma trận: {error}")]),
    Check::error("wrong_size")
        .vi(
            "Sai kích thước",
            "Số dòng hoặc số giá trị của ma trận không khớp",
            "Sửa ma trận cho khớp",
        )
        .en(
            "Wrong size",
            "Rows or values of the matrix do not match",
            "Make them match",
        )
        .says(&[
            (
                "costs has {rows} rows for {n} demand points",
                "costs có {rows} dòng cho {n} điểm nhu cầu",
            ),
            (
                "costs of demand point {at} has {values} values for {m} sites",
                "costs của điểm nhu cầu {at} có {values} giá trị cho {m} địa điểm",
            ),
        ]),
    Check::error("file_ends_early")
        .vi("Tệp kết thúc sớm", "Tệp kết thúc khi còn thiếu số", "Tải lại tệp")
        .en(
            "File ends early",
            "The file ends where a number is expected",
            "Download it again",
        )
        .says(&[(
            "the file ends where {what} is expected",
            "tệp kết thúc ở chỗ cần {what!}",
        )]),
    Check::error("numbers_left_over")
        .vi("Thừa số", "Bài toán đã đủ trước chỗ này", "Kiểm tra các số đầu tệp")
        .en(
            "Numbers left over",
            "The problem is complete before this",
            "Check the first numbers of the file",
        )
        .says(&[(
            "the problem is complete before this; the first numbers of the file do not match its length",
            "bài toán đã đủ trước chỗ này; các số đầu tệp không khớp với độ dài",
        )]),
    Check::error("out_of_range")
        .vi("Ngoài phạm vi", "Số nằm ngoài phạm vi cho phép", "Sửa lại số")
        .en("Out of range", "The number is out of its range", "Correct it")
        .says(&[(
            "{what} must be a whole number from {low} to {high}",
            "{what!} phải là số nguyên từ {low} đến {high}",
        )]),
    Check::error("no_demand")
        .vi(
            "Không có nhu cầu",
            "Khách không có nhu cầu thì không có chi phí đơn vị",
            "Sửa nhu cầu",
        )
        .en(
            "No demand",
            "A customer without demand has no cost a unit",
            "Correct the demand",
        ),
];
