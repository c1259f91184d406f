//! Checks of monthly reports and of dates.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("report_of_unknown_facility")
        .vi("Báo cáo của điểm không có", "Báo cáo ghi một điểm không có trong dữ liệu", "Nhập điểm, hoặc sửa mã")
        .en(
            "Report of an unknown point",
            "The report is of a point that is not there",
            "Import the point, or correct the code",
        ),
    Check::error("report_twice")
        .vi("Hai báo cáo một tháng", "Một điểm có hai báo cáo cùng tháng", "Giữ lại một dòng")
        .en("Two reports of a month", "A point reports a month twice", "Keep one of the rows")
        .says(&[(
            "'{point}' reports {month} twice; keep one of the rows",
            "'{point}' báo cáo tháng {month} hai lần; giữ lại một dòng",
        )]),
    Check::error("report_figure_impossible")
        .vi("Số liệu báo cáo vô lý", "Con số âm hoặc không phải số", "Sửa lại, hoặc để trống")
        .en("Impossible figure of a report", "The figure is no count", "Correct it, or leave it empty")
        .says(&[(
            "'{point}' in {month}: no count; correct it, or leave it empty",
            "'{point}' tháng {month}: không phải số đếm; sửa lại, hoặc để trống",
        )]),
    Check::error("satisfied_above_responses")
        .vi(
            "Hài lòng nhiều hơn trả lời",
            "Số phiếu hài lòng lớn hơn số phiếu trả lời",
            "Hỏi lại điểm số liệu đúng",
        )
        .en(
            "More satisfied than answers",
            "More people are satisfied than answered",
            "Ask the point for the right figures",
        )
        .says(PART_OF_WHOLE),
    Check::error("accepted_above_dossiers")
        .vi(
            "Tiếp nhận nhiều hơn tổng hồ sơ",
            "Số hồ sơ được tiếp nhận lớn hơn tổng số hồ sơ",
            "Hỏi lại điểm số liệu đúng",
        )
        .en(
            "More accepted than dossiers",
            "More dossiers were accepted than there are",
            "Ask the point for the right figures",
        )
        .says(PART_OF_WHOLE),
    Check::error("online_above_dossiers")
        .vi(
            "Trực tuyến nhiều hơn tổng hồ sơ",
            "Số hồ sơ trực tuyến lớn hơn tổng số hồ sơ",
            "Hỏi lại điểm số liệu đúng",
        )
        .en(
            "More online than dossiers",
            "More dossiers were submitted online than there are",
            "Ask the point for the right figures",
        )
        .says(PART_OF_WHOLE),
    Check::error("on_time_above_dossiers")
        .vi(
            "Đúng hạn nhiều hơn tổng hồ sơ",
            "Số hồ sơ đúng hạn lớn hơn tổng số hồ sơ",
            "Hỏi lại điểm số liệu đúng",
        )
        .en(
            "More on time than dossiers",
            "More dossiers were on time than there are",
            "Ask the point for the right figures",
        )
        .says(PART_OF_WHOLE),
    Check::warning("report_outlier", Done::Kept)
        .vi(
            "Số hồ sơ bất thường",
            "Số hồ sơ của tháng khác hẳn các báo cáo khác của cùng doanh nghiệp: thường do thừa chữ số hoặc nhầm cột",
            "Đối chiếu với điểm; giữ nguyên nếu đúng",
        )
        .en(
            "Unusual number of dossiers",
            "The month is far from the other reports of the operator: mostly a digit too many or a wrong column",
            "Ask the point; keep it if it is right",
        )
        .says(&[(
            "'{point}' in {month}: {dossiers} dossiers, where half of the {count} reports of {operator} have {median} or less; ask the point, and keep it if it is right",
            "'{point}' tháng {month}: {dossiers.} hồ sơ, trong khi một nửa trong {count} báo cáo của {operator!} có từ {median.} trở xuống; đối chiếu với điểm, giữ nguyên nếu đúng",
        )]),
    Check::info("reports_end_early", Done::Kept)
        .vi(
            "Báo cáo dừng sớm",
            "Điểm đang hoạt động không còn báo cáo trong các tháng gần nhất",
            "Xin báo cáo còn thiếu, hoặc ghi điểm đã đóng",
        )
        .en(
            "Reports end early",
            "An open point does not report the newest months",
            "Ask for what is missing, or say that the point is closed",
        )
        .says(&[(
            "{point} last reported {last}, while others report until {newest}; ask for what is missing, or say that it is closed",
            "{point} báo cáo lần cuối tháng {last/}, trong khi nơi khác báo cáo đến tháng {newest/}; xin báo cáo còn thiếu, hoặc ghi là đã đóng",
        )]),
    Check::info("source_stale", Done::Kept)
        .vi(
            "Dữ liệu cũ",
            "Một lớp dữ liệu được nhập trước lớp mới nhất hơn một năm",
            "Kiểm tra xem đã có bản mới hơn chưa",
        )
        .en(
            "Old data",
            "A layer was imported over a year before the newest one",
            "Look for a newer edition",
        )
        .says(&[(
            "{layer} ('{name}') was imported on {date}, {days} days before the newest layer; look for a newer edition",
            "{layer!} ('{name}') được nhập ngày {date/}, trước lớp mới nhất {days} ngày; kiểm tra xem đã có bản mới hơn chưa",
        )]),
    Check::warning("area_not_valid", Done::Kept)
        .vi(
            "Đơn vị hành chính không còn (hoặc chưa) có hiệu lực",
            "Ngày hiệu lực của đơn vị không bao gồm ngày nhập dữ liệu mới nhất",
            "Nhập các đơn vị hành chính hiện nay, hoặc bảng đối chiếu xã phường",
        )
        .en(
            "A unit that exists no more, or not yet",
            "Its dates of validity do not hold the day of the newest import",
            "Import the units of today, or a crosswalk to them",
        )
        .says(&[
            (
                "{name} existed until {last} only; import the units of today, or a crosswalk to them",
                "{name} chỉ tồn tại đến ngày {last/}; nhập các đơn vị hành chính hiện nay, hoặc bảng đối chiếu",
            ),
            (
                "{name} does not exist before {first}; figures by area speak of units to come",
                "{name} chưa tồn tại trước ngày {first}; số liệu theo địa bàn là của các đơn vị sắp có",
            ),
        ]),
    Check::error("validity_turned_round")
        .vi(
            "Ngày hiệu lực bị đảo ngược",
            "Ngày hết hiệu lực của đơn vị đứng trước ngày bắt đầu",
            "Sửa lại hai ngày",
        )
        .en(
            "Validity turned round",
            "The unit ends before it begins",
            "Put the two dates right",
        )
        .says(&[(
            "the unit ends before it begins ({from}); put the two dates right",
            "đơn vị hết hiệu lực trước khi bắt đầu ({from/}); sửa lại hai ngày",
        )]),
];

const PART_OF_WHOLE: &[(&str, &str)] = &[(
    "'{point}' in {month}: {part} of only {whole} {what}; ask the point for the right figures",
    "'{point}' tháng {month}: {part} trong khi chỉ có {whole} {what!}; hỏi lại điểm số liệu đúng",
)];
