//! Checks of the edits of a scenario against its baseline.

use super::{Check, Done};

const CORRECT: &str = "Sửa mã, hoặc hoàn tác thay đổi này";

pub(super) const CHECKS: &[Check] = &[
    Check::error("scenario_decided_twice")
        .vi("Một điểm được quyết định hai lần", "Hai thay đổi nói về cùng một việc của một điểm", "Hoàn tác một trong hai")
        .en("Decided twice", "Two edits speak of the same matter of one point", "Take one of the two back")
        .says(&[
            (
                "edit {first} changes the road speeds already; take one of the two back",
                "thay đổi {first} đã nói về tốc độ đường; hãy hoàn tác một trong hai",
            ),
            (
                "'{code}' is decided by edit {first} already; take one of the two back",
                "'{code}' đã có thay đổi {first}; hãy hoàn tác một trong hai",
            ),
        ]),
    Check::error("scenario_unknown_point")
        .vi("Không có điểm này", "Mã không có trong số liệu gốc của kịch bản", CORRECT)
        .en("No such point", "The code is of no point of the baseline", "Correct the code, or take the edit back")
        .says(&[
            (
                "no point of the baseline has the code '{code}'; correct the code",
                "số liệu gốc không có điểm mã '{code}'; hãy sửa mã",
            ),
            (
                "no planned or closed point and no candidate of the baseline has the code '{code}'; correct the code",
                "số liệu gốc không có điểm dự kiến, điểm đã đóng hay địa điểm dự tuyển nào mã '{code}'; hãy sửa mã",
            ),
            (
                "'{code}' is merged into '{into}', which is no point of the baseline; correct the code",
                "'{code}' được chuyển về '{into}', là mã không có trong số liệu gốc; hãy sửa mã",
            ),
        ]),
    Check::error("scenario_not_open")
        .vi("Điểm không hoạt động", "Chỉ điểm đang hoạt động mới được duy trì, sắp xếp lại hoặc chấm dứt", "Mở điểm, hoặc bỏ thay đổi")
        .en("Point not open", "Only an open point is kept, merged or closed", "Open it, or leave it out")
        .says(&[(
            "'{code}' is {status} in the baseline: only an open point is kept, merged or closed; open it or leave it out",
            "'{code}' trong số liệu gốc không đang hoạt động ({status}); hãy mở điểm hoặc bỏ thay đổi này",
        )]),
    Check::error("scenario_already_open")
        .vi("Điểm đang hoạt động rồi", "Điểm được mở đã hoạt động trong số liệu gốc", "Hoàn tác thay đổi")
        .en("Open already", "The point is open in the baseline", "Take the edit back")
        .says(&[(
            "'{code}' is open in the baseline already; take this edit back",
            "'{code}' đang hoạt động trong số liệu gốc; hãy hoàn tác thay đổi này",
        )]),
    Check::error("scenario_code_taken")
        .vi("Mã điểm mới không dùng được", "Mã của điểm mới trống hoặc đã có", "Đặt mã khác")
        .en("Code taken", "The code of a new point is empty or taken", "Give it one of its own")
        .says(&[(
            "a new point cannot have the code '{code}': it is empty or taken; give it one of its own",
            "điểm mới không thể mang mã '{code}': mã trống hoặc đã có; hãy đặt mã khác",
        )]),
    Check::error("scenario_merge_into_itself")
        .vi("Chuyển về chính nó", "Điểm được chuyển về chính nó", "Chọn điểm tiếp nhận khác")
        .en("Merged into itself", "A point is merged into itself", "Name another receiver")
        .says(&[(
            "'{code}' is merged into itself; name another receiver",
            "'{code}' được chuyển về chính nó; hãy chọn điểm tiếp nhận khác",
        )]),
    Check::error("scenario_merge_chain")
        .vi("Chuyển nối tiếp", "Điểm tiếp nhận lại được chuyển đi nơi khác", "Nêu thẳng điểm tiếp nhận cuối cùng")
        .en("Chain of merges", "The receiver is merged itself", "Name the point where the service ends up")
        .says(&[(
            "'{code}' is merged into '{into}', which edit {number} merges itself: a chain; name the point where the service ends up",
            "'{code}' được chuyển về '{into}', mà thay đổi {number} lại chuyển đi; hãy nêu thẳng điểm tiếp nhận cuối cùng",
        )]),
    Check::error("scenario_receiver_gone")
        .vi("Điểm tiếp nhận không hoạt động", "Điểm tiếp nhận sẽ không còn hoạt động", "Chọn điểm tiếp nhận khác, hoặc mở điểm đó")
        .en("Receiver gone", "The receiver does not serve afterwards", "Name a receiver that stays, or open it")
        .says(&[
            (
                "'{code}' is merged into '{into}', which edit {number} closes; name a receiver that stays",
                "'{code}' được chuyển về '{into}', mà thay đổi {number} chấm dứt; hãy chọn điểm tiếp nhận còn hoạt động",
            ),
            (
                "'{code}' is merged into '{into}', which is {status} in the baseline; open it too, or name another receiver",
                "'{code}' được chuyển về '{into}', trong số liệu gốc không hoạt động ({status}); hãy mở điểm đó hoặc chọn điểm khác",
            ),
        ]),
    Check::error("scenario_change_of_ended")
        .vi("Thay đổi của điểm sẽ chấm dứt", "Điểm chấm dứt hoạt động nên thay đổi này không có tác dụng", "Hoàn tác một trong hai")
        .en("Change of a point that ends", "The point ends, so that the change does nothing", "Take one of the two back")
        .says(&[(
            "'{code}' ends by edit {ended}, so that this change would do nothing; take one of the two back",
            "'{code}' chấm dứt theo thay đổi {ended} nên thay đổi này không có tác dụng; hãy hoàn tác một trong hai",
        )]),
    Check::error("scenario_outside_city")
        .vi("Vị trí ngoài thành phố", "Vị trí không nằm trong xã, phường nào", "Chọn vị trí trong thành phố")
        .en("Outside the city", "The place lies in no commune", "Choose a place inside")
        .says(&[
            (
                "'{code}' cannot stand there: {reason}",
                "'{code}' không thể đặt ở đó: kinh độ hoặc vĩ độ không hợp lệ",
            ),
            (
                "'{code}' would stand in no commune of the city ({place}); choose a place inside",
                "'{code}' sẽ không nằm trong xã, phường nào của thành phố ({place}); hãy chọn vị trí bên trong",
            ),
        ]),
    Check::error("scenario_capacity_out_of_range")
        .vi("Năng lực không hợp lệ", "Năng lực phải là số từ 0 trở lên", "Sửa số")
        .en("Capacity out of range", "A capacity is a number of 0 or more", "Correct the number")
        .says(&[(
            "'{code}': a capacity of {value} dossiers a month is not a number of 0 or more",
            "'{code}': năng lực {value} hồ sơ mỗi tháng không phải số từ 0 trở lên",
        )]),
    Check::error("scenario_hours_unread")
        .vi("Không hiểu giờ mở cửa", "Giờ mở cửa không viết theo cú pháp được hiểu", "Viết như Mo-Fr 08:00-17:00")
        .en("Hours not understood", "The opening hours cannot be read", "Write them like Mo-Fr 08:00-17:00")
        .says(&[(
            "'{code}': the hours '{hours}' are not understood; write them like Mo-Fr 08:00-17:00",
            "'{code}': không hiểu giờ mở cửa '{hours}'; hãy viết như Mo-Fr 08:00-17:00",
        )]),
    Check::error("scenario_unknown_procedure")
        .vi("Không có thủ tục này", "Mã thủ tục không có trong danh mục", "Sửa mã, hoặc nhập danh mục trước")
        .en("No such procedure", "The procedure is on no list of the baseline", "Correct the code, or import it first")
        .says(&[(
            "'{code}': {list} is on no list of procedures of the baseline; correct the code, or import it first",
            "'{code}': {list} không có trong danh mục thủ tục; hãy sửa mã, hoặc nhập danh mục trước",
        )]),
    Check::error("scenario_speed_out_of_range")
        .vi("Hệ số tốc độ không hợp lệ", "Hệ số tốc độ đường phải từ 0,1 đến 3", "Sửa hệ số")
        .en("Speed factor out of range", "Road speeds are multiplied by 0.1 to 3", "Correct the factor")
        .says(&[(
            "road speeds times {factor}: a factor from 0.1 to 3 is taken",
            "tốc độ đường nhân {factor,}: hệ số phải từ 0,1 đến 3",
        )]),
    Check::warning("scenario_other_operator", Done::Kept)
        .vi("Khác doanh nghiệp", "Hai điểm của hai doanh nghiệp: chỉ chuyển dịch vụ và khối lượng hồ sơ", "Xác nhận với hai doanh nghiệp")
        .en("Other operator", "Two enterprises: the service and its load move", "Agree it with both")
        .says(&[(
            "'{code}' is run by {own}, '{into}' by {other}: the service and its load move, the enterprises do not merge",
            "'{code}' do {own} vận hành, '{into}' do {other}: chỉ chuyển dịch vụ và khối lượng hồ sơ, không sáp nhập doanh nghiệp",
        )]),
    Check::warning("scenario_over_capacity", Done::Kept)
        .vi("Quá năng lực", "Điểm tiếp nhận nhận nhiều hồ sơ hơn năng lực", "Tăng năng lực, hoặc chia hồ sơ cho điểm khác")
        .en("Over capacity", "The receiver gets more than it can take", "Raise its capacity, or share the load")
        .says(&[(
            "'{into}' would have {load} dossiers a month and can take {capacity}; raise its capacity or share the load",
            "'{into}' sẽ có {load,} hồ sơ mỗi tháng, năng lực {capacity,}; hãy tăng năng lực hoặc chia hồ sơ",
        )]),
    Check::warning("scenario_mobile_stop", Done::Kept)
        .vi("Điểm tiếp nhận lưu động", "Điểm lưu động chỉ được tính theo quy tắc có tính điểm lưu động", "Chọn quy tắc phù hợp khi đánh giá")
        .en("Mobile stop", "It counts only under rules that count mobile stops", "Choose such a rule")
        .says(&[(
            "'{code}' is a mobile stop: it counts only under rules that count mobile stops",
            "'{code}' là điểm tiếp nhận lưu động: chỉ được tính theo quy tắc có tính điểm lưu động",
        )]),
];
