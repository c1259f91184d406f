//! Checks of administrative units over time: the crosswalk between old and new communes, counts of people by units, and
//! points that name a commune by its old code.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("two_names")
        .vi("Một mã hai tên", "Cùng một mã mang hai tên khác nhau", "Sửa mã hoặc tên")
        .en("Two names of a code", "One code has two names", "Correct the code or the name")
        .says(&[(
            "code {code} is called '{first}' on row {row}; correct the code or the name",
            "mã {code} có tên '{first}' ở dòng {row}; sửa mã hoặc tên",
        )]),
    Check::error("two_parts")
        .vi(
            "Hai cách ghi phần chuyển",
            "Cùng một cặp đơn vị cũ, mới được ghi hai cách chuyển khác nhau",
            "Giữ lại một dòng",
        )
        .en(
            "Two parts of a pair",
            "Two rows say different parts of one pair of an old and a new unit",
            "Keep one of the two",
        )
        .says(&[(
            "row {first} says another part of this pair; keep one of the two",
            "dòng {first} ghi phần khác cho cặp này; giữ lại một dòng",
        )]),
    Check::error("unknown_part")
        .vi(
            "Phần chuyển không rõ",
            "Không hiểu đơn vị cũ chuyển toàn bộ hay một phần",
            "Ghi toàn bộ hoặc một phần, hoặc để trống",
        )
        .en(
            "Unknown part",
            "It is not understood whether the old unit went whole or in part",
            "Write 'toàn bộ' (whole) or 'một phần' (part), or leave it blank",
        ),
    Check::error("whole_and_elsewhere")
        .vi(
            "Chuyển toàn bộ nhưng còn nơi khác",
            "Một dòng ghi đơn vị cũ chuyển toàn bộ, dòng khác lại ghi chuyển về nơi khác",
            "Sửa một trong các dòng",
        )
        .en(
            "Whole and elsewhere too",
            "One row sends an old unit whole to a new one, others send it elsewhere too",
            "Correct one of them",
        )
        .says(&[(
            "old unit {code} went whole to {new}, but other rows send it elsewhere too; correct one of them",
            "đơn vị cũ {code} được ghi chuyển toàn bộ về {new}, nhưng dòng khác lại ghi chuyển về nơi khác; sửa một trong các dòng",
        )]),
    Check::warning("rest_untold", Done::Kept)
        .vi(
            "Không rõ phần còn lại",
            "Chỉ ghi một phần của đơn vị cũ, không dòng nào nêu phần còn lại chuyển về đâu; toàn bộ được tính cho đơn vị đã nêu",
            "Bổ sung dòng cho phần còn lại",
        )
        .en(
            "Rest not told",
            "Only a part of the old unit is told and no row says where the rest went; all of it is carried to the unit that is named",
            "Add the row of the rest",
        )
        .says(&[(
            "only a part of old unit {code} is told, and no row says where the rest went; all of it is carried to {new}",
            "chỉ ghi một phần của đơn vị cũ {code}, không dòng nào nêu phần còn lại chuyển về đâu; toàn bộ được tính cho {new}",
        )]),
    Check::error("repeated_row")
        .vi("Hai dòng giống hệt nhau", "Dòng này giống hệt một dòng khác", "Giữ lại một dòng")
        .en("Row twice", "The row is the same as another one in everything", "Keep one of the two")
        .says(&[(
            "row {first} is the same in everything; keep one of the two",
            "dòng {first} giống hệt dòng này; giữ lại một dòng",
        )]),
    Check::error("too_many_people")
        .vi("Số người quá lớn", "Số người lớn hơn dân số có thể có", "Kiểm tra xem có nhầm cột không")
        .en("Too many people", "This is more people than there are", "Check the column"),
    Check::warning("parts_differ", Done::Kept)
        .vi(
            "Thành thị và nông thôn không khớp tổng",
            "Số dân thành thị cộng nông thôn khác tổng số; tổng số được dùng",
            "Kiểm tra ba con số",
        )
        .en(
            "Urban and rural are not the total",
            "Urban and rural people together are not the total; the total was taken",
            "Check the three figures",
        )
        .says(&[(
            "urban and rural together are {sum}, not this; the total was taken",
            "thành thị và nông thôn cộng lại là {sum.}, khác số này; đã dùng tổng số",
        )]),
    Check::warning("people_without_code", Done::Kept)
        .vi(
            "Số dân của đơn vị không có mã",
            "Một số đơn vị không có mã, bảng đối chiếu chỉ có thể nhận ra theo tên và quận, huyện",
            "Bổ sung mã đơn vị",
        )
        .en(
            "People of units without a code",
            "Units have no code; the crosswalk can know them by name and district only",
            "Add their codes",
        )
        .says(&[(
            "{without_code} of {all} units have no code",
            "{without_code.} trong {all} đơn vị không có mã",
        )]),
    Check::warning("crosswalk_unresolved", Done::Kept)
        .vi(
            "Đơn vị chưa đối chiếu được",
            "Đơn vị của bộ số liệu không thuộc xã, phường nào hiện nay: số dân đó không được tính cho xã, phường nào",
            "Ghi mã cho các đơn vị, hoặc bổ sung vào bảng đối chiếu; `gandan crosswalk` liệt kê tất cả",
        )
        .en(
            "Units not in the crosswalk",
            "Units of a series are in no commune of today: their people count for none",
            "Give them codes, or add them to the crosswalk; `gandan crosswalk` lists them all",
        )
        .says(&[
            (
                "series '{series}' counts {rows} units by the layout of its time, and there is no crosswalk; import one",
                "bộ số liệu '{series}' có {rows} đơn vị theo địa giới thời đó mà chưa có bảng đối chiếu; nhập bảng đối chiếu (crosswalk)",
            ),
            (
                "{count} of {rows} units of series '{series}' are in no commune of today (most people: {named}); give them codes, or add them to the crosswalk; `gandan crosswalk` lists them all",
                "{count} trong {rows} đơn vị của bộ số liệu '{series}' không thuộc xã, phường nào hiện nay (đông dân nhất: {named}); ghi mã cho các đơn vị đó, hoặc bổ sung vào bảng đối chiếu; `gandan crosswalk` liệt kê tất cả",
            ),
        ]),
    Check::warning("population_sources", Done::Kept)
        .vi(
            "Dân số lệch giữa các nguồn",
            "Số người trong các ô dân cư khác số người theo bộ số liệu",
            "Kiểm tra nguồn nào sát thực tế hơn",
        )
        .en(
            "Sources of population differ",
            "The people of the cells are not those that a series counts",
            "Check which source is nearer to the truth",
        )
        .says(&[
            (
                "the cells hold {cells} people, series '{series}' counts {counted} ({rest} in no commune of today): {difference} ({share} %); {far} of {all} communes differ by more than {limit} %",
                "các ô dân cư có {cells.} người, bộ số liệu '{series}' có {counted.} người ({rest} người không thuộc xã, phường nào hiện nay): {difference.} ({share,} %); {far} trong {all} xã, phường lệch quá {limit} %",
            ),
            (
                "'{code}' ({name}) has {cells} people in its cells and {counted} by series '{series}'{how} ({difference}, {share} %); check which source is nearer to the truth",
                "'{code}' ({name}) có {cells.} người trong các ô dân cư và {counted.} người theo bộ số liệu '{series}'{how!} ({difference.}, {share} %); kiểm tra nguồn nào sát thực tế hơn",
            ),
        ]),
    Check::info("old_code_resolved", Done::PutRight)
        .vi(
            "Xã, phường cũ đã chuyển",
            "Điểm ghi một xã, phường cũ; đã lấy xã, phường hiện nay theo bảng đối chiếu",
            "Không cần làm gì",
        )
        .en(
            "Old commune carried over",
            "Points name an old commune; today's was taken by the crosswalk",
            "Nothing to do",
        )
        .says(&[(
            "{who}: the commune named is now {into}, which was taken",
            "{who!}: xã, phường đã ghi nay là {into}, đã lấy tên này",
        )]),
    Check::info("old_code_by_position", Done::PutRight)
        .vi(
            "Xã, phường cũ bị chia, lấy theo vị trí",
            "Xã, phường đã ghi nay có thể là một trong nhiều đơn vị; đã lấy đơn vị chứa vị trí của điểm",
            "Không cần làm gì nếu vị trí đúng",
        )
        .en(
            "Old commune by position",
            "The commune named may be one of several now; the one that holds the position was taken",
            "Nothing to do if the position is right",
        )
        .says(&[(
            "{who}: the commune named may be one of several now; the position is in {into}, which was taken",
            "{who!}: xã, phường đã ghi nay có thể là một trong nhiều đơn vị; vị trí nằm trong {into}, đã lấy đơn vị này",
        )]),
    Check::warning("old_code_elsewhere", Done::PutRight)
        .vi(
            "Xã, phường đã ghi và vị trí không khớp",
            "Đã lấy xã, phường hiện nay theo bảng đối chiếu, nhưng vị trí của điểm nằm ở nơi khác",
            "Kiểm tra cả tên xã, phường lẫn vị trí",
        )
        .en(
            "Old commune elsewhere",
            "Today's commune was taken by the crosswalk, but the position is in another",
            "Check both the commune and the position",
        )
        .says(&[(
            "{who}: the commune named is now {into}, which was taken, but the position is in another; check both",
            "{who!}: xã, phường đã ghi nay là {into}, đã lấy tên này, nhưng vị trí nằm ở nơi khác; kiểm tra cả hai",
        )]),
    Check::warning("old_code_undecided", Done::Kept)
        .vi(
            "Không rõ xã, phường hiện nay",
            "Xã, phường đã ghi nay có thể là một trong nhiều đơn vị, và vị trí của điểm không nằm trong đơn vị nào trong số đó",
            "Ghi xã, phường hiện nay",
        )
        .en(
            "Old commune undecided",
            "The commune named may be one of several now, and the position is in none of them",
            "Name today's commune",
        )
        .says(&[(
            "{who}: the commune named may be one of several now, and the position is in none of them; name today's",
            "{who!}: xã, phường đã ghi nay có thể là một trong nhiều đơn vị, và vị trí không nằm trong đơn vị nào trong số đó; ghi xã, phường hiện nay",
        )]),
    Check::warning("commune_unknown", Done::Kept)
        .vi(
            "Xã, phường không nhận ra",
            "Cả danh sách đơn vị lẫn bảng đối chiếu đều không có xã, phường này; chỉ vị trí cho biết điểm ở đâu",
            "Sửa tên hoặc mã xã, phường, hoặc để trống",
        )
        .en(
            "Commune not known",
            "Neither the areas nor the crosswalk know the commune; the position alone says where the point is",
            "Correct its name or code, or clear it",
        )
        .says(&[(
            "{who}: neither the areas nor the crosswalk know this commune; the position alone says where it is",
            "{who!}: cả danh sách đơn vị lẫn bảng đối chiếu đều không có xã, phường này; chỉ vị trí cho biết điểm ở đâu",
        )]),
    Check::warning("old_code", Done::Kept)
        .vi(
            "Mã xã, phường cũ",
            "Điểm ghi xã, phường bằng mã cũ, hoặc bằng mã nay thuộc xã, phường khác",
            "Nhập lại các điểm, hoặc ghi mã hiện hành",
        )
        .en(
            "Old code of a commune",
            "Points name a commune by an old code, or by one that is another commune's today",
            "Import them again, or write today's code",
        )
        .says(&[
            (
                "{count} point(s), first {first}, name a commune by an old code; import them again, or write today's",
                "{count} điểm, đầu tiên là {first}, ghi xã, phường bằng mã cũ; nhập lại các điểm, hoặc ghi mã hiện hành",
            ),
            (
                "{count} point(s), first {first}, stand in {area}, which took a part of the old commune of this code; the code is another commune's today: check which is meant",
                "{count} điểm, đầu tiên là {first}, nằm trong {area}, nơi nhận một phần của xã, phường cũ mang mã này; mã này nay thuộc xã, phường khác: kiểm tra ý muốn ghi nơi nào",
            ),
        ]),
];
