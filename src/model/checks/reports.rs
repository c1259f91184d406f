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
    Check::error("filing_contradiction")
        .vi(
            "Hài lòng nhiều hơn trả lời trong báo cáo",
            "Số người hài lòng lớn hơn số người được hỏi; báo cáo như vậy không gửi được",
            "Kiểm tra và sửa một trong hai số",
        )
        .en(
            "More satisfied than asked in a report",
            "More people are satisfied than were asked; such a report is not submitted",
            "Check the two figures and correct one",
        )
        .says(PART_TO_CHECK),
    Check::warning("filing_part_above_whole", Done::Kept)
        .vi(
            "Một phần lớn hơn tổng số hồ sơ của tháng",
            "Có thể đúng: hồ sơ hướng dẫn tháng trước được chấp nhận hoặc giải quyết tháng này; thường là nhầm cột",
            "Kiểm tra hai số; nếu đúng thì giữ nguyên",
        )
        .en(
            "A part larger than the dossiers of the month",
            "It may be right, for dossiers of the month before; mostly it is a wrong column",
            "Check both figures; leave them where they are right",
        )
        .says(PART_TO_CHECK),
    Check::warning("filing_half_told", Done::Kept)
        .vi(
            "Mới ghi một trong hai số về hài lòng",
            "Tỷ lệ hài lòng = số người hài lòng / số người được hỏi, nên cần cả hai số",
            "Ghi số còn lại, hoặc để trống cả hai",
        )
        .en(
            "Only one of the two figures of satisfaction",
            "The share of satisfied people needs both the people asked and the people satisfied",
            "Write the other figure too, or leave both blank",
        )
        .says(&[(
            "'{point}' in {month}: people asked and people satisfied are told together; write the other figure too",
            "'{point}' tháng {month}: số người được hỏi và số người hài lòng phải đi cùng nhau; ghi nốt số còn lại",
        )]),
    Check::warning("filing_sum_above_whole", Done::Kept)
        .vi(
            "Đúng hạn và quá hạn cộng lại nhiều hơn tổng số",
            "Số hồ sơ đúng hạn và quá hạn cộng lại lớn hơn số hồ sơ của tháng",
            "Kiểm tra ba số; nếu gồm hồ sơ tháng trước thì giữ nguyên",
        )
        .en(
            "On time and late are more than all together",
            "The dossiers on time and late add up to more than the dossiers of the month",
            "Check the three figures; leave them where dossiers of the month before are among them",
        )
        .says(&[(
            "'{point}' in {month}: on time and late are {sum} together, of only {dossiers} dossiers; check the figures",
            "'{point}' tháng {month}: đúng hạn và quá hạn cộng lại là {sum}, trong khi chỉ có {dossiers} hồ sơ; kiểm tra lại",
        )]),
    Check::warning("filing_incomplete", Done::Kept)
        .vi(
            "Chưa ghi số hồ sơ",
            "Đại lý chỉ được gửi khi mọi tháng của kỳ đã có số hồ sơ; không có hồ sơ thì ghi 0",
            "Ghi số hồ sơ đã hướng dẫn",
        )
        .en(
            "The number of dossiers is blank",
            "An agent is submitted once every month of the period tells its dossiers; 0 is written for none",
            "Write the number of dossiers guided",
        )
        .says(&[(
            "'{point}' in {month}: the number of dossiers is blank; write 0 for none",
            "'{point}' tháng {month}: chưa ghi số hồ sơ; không có thì ghi 0",
        )]),
    Check::warning("filing_unusual", Done::Kept)
        .vi(
            "Khác hẳn các tháng trước",
            "Số hồ sơ hơn ba lần tháng cao nhất, hoặc dưới một phần ba tháng thấp nhất, trong sáu tháng trước",
            "Kiểm tra số đã ghi; nếu đúng thì giữ nguyên và nêu lý do ở phần phản ánh",
        )
        .en(
            "Unlike the months before",
            "The dossiers are above three times the highest, or below a third of the lowest, of the six months before",
            "Check the figure; where it is right, leave it and say why",
        )
        .says(&[(
            "'{point}' in {month}: {value} dossiers, {low} to {high} in the months before; check the figure",
            "'{point}' tháng {month}: {value} hồ sơ, trong khi các tháng trước từ {low} đến {high}; kiểm tra lại",
        )]),
    Check::info("filing_figure_missing", Done::Kept)
        .vi(
            "Còn thiếu một số mà kỳ này yêu cầu",
            "Kỳ báo cáo hỏi số này; để trống nghĩa là chưa biết, không phải là 0",
            "Ghi số, hoặc để trống nếu chưa biết",
        )
        .en(
            "A figure that the period asks for is blank",
            "A blank means that it is unknown, not zero",
            "Write it, or leave it blank where it is not known",
        )
        .says(&[(
            "'{point}' in {month}: the period asks for this figure too; write it, or leave it blank where it is not known",
            "'{point}' tháng {month}: kỳ này hỏi cả số này; ghi số, hoặc để trống nếu chưa biết",
        )]),
    Check::error("filing_foreign_agent")
        .vi(
            "Không phải đại lý của đơn vị",
            "Mỗi doanh nghiệp chỉ báo cáo cho đại lý của mình mà kỳ này hỏi đến",
            "Bỏ dòng đó, hoặc sửa mã điểm",
        )
        .en(
            "No agent of the operator",
            "An operator reports for its own agents that the period asks about",
            "Take the row out, or correct the code",
        )
        .says(&[(
            "'{point}' in {month} is no agent of {operator} in this period; take the row out, or correct the code",
            "'{point}' tháng {month} không phải đại lý của {operator} trong kỳ này; bỏ dòng đó, hoặc sửa mã",
        )]),
    Check::error("filing_month_outside")
        .vi(
            "Tháng không thuộc kỳ báo cáo",
            "Dòng ghi một tháng mà kỳ này không hỏi, hoặc đại lý chưa mở, đã đóng trong tháng đó",
            "Bỏ dòng đó, hoặc sửa tháng",
        )
        .en(
            "A month outside the period",
            "The row is of a month that the period does not ask for, or in which the agent was not open",
            "Take the row out, or correct the month",
        )
        .says(&[(
            "'{point}' owes no report for {month} in this period; take the row out, or correct the month",
            "'{point}' không phải báo cáo tháng {month} trong kỳ này; bỏ dòng đó, hoặc sửa tháng",
        )]),
    Check::error("filing_frozen")
        .vi(
            "Báo cáo đã gửi",
            "Báo cáo của đại lý đã gửi hoặc đã được chấp nhận nên không sửa được",
            "Bỏ dòng đó, hoặc đề nghị trả lại báo cáo",
        )
        .en(
            "The report was submitted",
            "The agent's report was submitted or accepted and is not changed any more",
            "Take the row out, or ask for the report to be returned",
        )
        .says(&[(
            "the report of '{point}' was submitted already; take the row out, or ask for it to be returned",
            "báo cáo của '{point}' đã gửi rồi; bỏ dòng đó, hoặc đề nghị trả lại",
        )]),
    Check::error("filing_count_too_large")
        .vi(
            "Số quá lớn",
            "Một tháng không thể có hơn 10.000.000 hồ sơ hoặc lượt đánh giá; dòng đó không được đọc",
            "Kiểm tra và sửa con số",
        )
        .en(
            "A figure too large",
            "A month has at most 10,000,000 dossiers or answers; the row is not read",
            "Correct the figure",
        )
        .says(&[(
            "'{point}' in {month}: {value} is more than a month can hold; correct the figure",
            "'{point}' tháng {month}: {value} là quá lớn cho một tháng; sửa lại con số",
        )]),
];

const PART_OF_WHOLE: &[(&str, &str)] = &[(
    "'{point}' in {month}: {part} of only {whole} {what}; ask the point for the right figures",
    "'{point}' tháng {month}: {part} trong khi chỉ có {whole} {what!}; hỏi lại điểm số liệu đúng",
)];

const PART_TO_CHECK: &[(&str, &str)] = &[(
    "'{point}' in {month}: {part} of only {whole} {what}; check both figures",
    "'{point}' tháng {month}: {part} trong khi chỉ có {whole} {what!}; kiểm tra cả hai số",
)];
