//! Checks of who is who when a list is imported again: what a known point is recognised by, who is not in the list any more.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::warning("identity_in_doubt", Done::Kept)
        .vi(
            "Chưa rõ là điểm nào",
            "Dòng có thể là một trong nhiều điểm đã có, nên được coi là điểm mới",
            "Ghi đúng mã vào tệp rồi nhập lại",
        )
        .en(
            "Identity in doubt",
            "The row may be one of several known points, so it was taken as a new one",
            "Write the right code into the file and import it again",
        )
        .says(&[
            (
                "{point} shares its external id with others and may be {others}: it was taken as a new point; write the right code into the file and import it again",
                "{point} trùng mã ngoài với điểm khác, có thể là {others}: đã coi là điểm mới; ghi đúng mã vào tệp rồi nhập lại",
            ),
            (
                "{point} has the name and place of others and may be {others}: it was taken as a new point; write the right code into the file and import it again",
                "{point} trùng tên và vị trí với điểm khác, có thể là {others}: đã coi là điểm mới; ghi đúng mã vào tệp rồi nhập lại",
            ),
            (
                "{count} more points that may be known were taken as new",
                "còn {count} điểm có thể đã có nhưng được coi là điểm mới",
            ),
        ]),
    Check::warning("perhaps_one_point", Done::Kept)
        .vi(
            "Điểm mới có thể là điểm đã có",
            "Dòng không có mã, có tên hoặc vị trí của một điểm đã có mà tệp không nêu; cả hai đều được tính, nên một quầy có thể bị tính hai lần",
            "Nếu là một điểm thì ghi mã của điểm đã có vào dòng rồi nhập lại; nếu là hai điểm thì không cần làm gì",
        )
        .en(
            "New point that may be known",
            "A row without a code has the name or the place of a known point that the file does not name; both count, so one counter may count twice",
            "If they are one, write the known point's code into the row and import again; if they are two, there is nothing to do",
        )
        .says(&[
            (
                "'{new}' is new and may be {old}, which has its name {metres} m away and is not in the file: both count, so one counter may count twice; if they are one, write the code {code} into its row and import again",
                "'{new}' là điểm mới và có thể là {old}, cùng tên, cách {metres} m, không có trong tệp: cả hai đều được tính, nên một quầy có thể bị tính hai lần; nếu là một điểm thì ghi mã {code} vào dòng đó rồi nhập lại",
            ),
            (
                "'{new}' is new and may be {old}, which stands {metres} m away and is not in the file: both count, so one counter may count twice; if they are one, write the code {code} into its row and import again",
                "'{new}' là điểm mới và có thể là {old}, cùng chỗ (cách {metres} m), không có trong tệp: cả hai đều được tính, nên một quầy có thể bị tính hai lần; nếu là một điểm thì ghi mã {code} vào dòng đó rồi nhập lại",
            ),
            (
                "{old} is not in the list of its operator any more, and {new} of that list is {metres} m away and may be it: both count; if they are one, close one of them, or import the list again with the code {code}",
                "{old} không còn trong danh sách của doanh nghiệp, còn {new} trong danh sách đó cách {metres} m và có thể chính là điểm này: cả hai đều được tính; nếu là một điểm thì đóng một trong hai, hoặc nhập lại danh sách với mã {code}",
            ),
            (
                "{count} more new points may be known ones that are not in the file; each pair counts twice",
                "còn {count} điểm mới có thể là điểm đã có mà tệp không nêu; mỗi cặp được tính hai lần",
            ),
        ]),
    Check::warning("identity_doubtful", Done::Kept)
        .vi(
            "Cùng mã nhưng có thể là điểm khác",
            "Điểm mang mã của một điểm đã có, nhưng tên khác và ở xa",
            "Nếu là điểm khác thì đặt mã riêng; `gandan undo` hủy lần nhập",
        )
        .en(
            "Same code, perhaps another point",
            "The point has the code of a known one, but another name far away",
            "If it is another point, give it a code of its own; `gandan undo` takes an import back",
        )
        .says(&[
            (
                "has {same} of {old}, but is called '{name}' and stands {km} km away; if it is another point, give it a code of its own (`gandan undo` takes an import back)",
                "mang {same!} của {old}, nhưng tên là '{name}' và cách đó {km,} km; nếu là điểm khác thì đặt mã riêng (`gandan undo` hủy lần nhập)",
            ),
            (
                "{count} more points have a code that another point had before: two lists may use the same numbers",
                "còn {count} điểm mang mã mà trước đây là của điểm khác: có thể hai danh sách dùng cùng một dãy số",
            ),
        ]),
    Check::info("external_id_taken", Done::PutRight)
        .vi(
            "Giữ mã của tệp làm mã ngoài",
            "Điểm được nhận ra theo tên và vị trí; mã của tệp được giữ làm mã ngoài",
            "Không cần làm gì nếu nhận ra đúng",
        )
        .en(
            "Codes kept as external ids",
            "Points were recognised by name and place; the codes of the file were kept as their external ids",
            "Nothing to do if they are the same points",
        )
        .says(&[(
            "{count} point(s) were recognised by name and place; the codes of the file were kept as their external ids ('{code}' for '{own}')",
            "{count} điểm được nhận ra theo tên và vị trí; mã của tệp được giữ làm mã ngoài ('{code}' cho '{own}')",
        )]),
    Check::info("external_id_used", Done::PutRight)
        .vi(
            "Báo cáo ghi mã ngoài",
            "Báo cáo ghi điểm bằng mã ngoài, đã chuyển sang mã của dữ liệu",
            "Không cần làm gì",
        )
        .en(
            "Reports by external id",
            "Reports name points by their external ids; they were put under the codes of the workspace",
            "Nothing to do",
        )
        .says(&[(
            "{count} point(s) are named by their external ids, first '{first}'; their reports were put under the codes of the workspace",
            "{count} điểm được ghi bằng mã ngoài, đầu tiên là '{first}'; báo cáo được chuyển sang mã của dữ liệu",
        )]),
    Check::info("closed_point_listed", Done::Kept)
        .vi(
            "Điểm đã đóng vẫn có trong danh sách",
            "Tệp có điểm đã đóng trong dữ liệu; điểm vẫn đóng vì tệp không có cột trạng thái",
            "Ghi trạng thái vào tệp nếu điểm đã mở lại",
        )
        .en(
            "Closed point in the list",
            "The file has points that are closed in the workspace; they stay closed, since it has no column for the status",
            "Write the status into the file if they are open again",
        )
        .says(&[(
            "{count} point(s) that are closed in the workspace are in the file, first '{first}'; they stay closed, since the file has no column for the status",
            "{count} điểm đã đóng trong dữ liệu vẫn có trong tệp, đầu tiên là '{first}'; các điểm này vẫn đóng vì tệp không có cột trạng thái",
        )]),
    Check::info("list_incomplete", Done::Kept)
        .vi(
            "Danh sách chưa đủ",
            "Một số dòng của tệp bị từ chối, nên không điểm nào bị ghi là vắng mặt trong danh sách",
            "Sửa các dòng bị từ chối rồi nhập lại cả danh sách",
        )
        .en(
            "List not complete",
            "Rows of the file were refused, so no point is marked as missing from it",
            "Mend the refused rows and import the whole list again",
        ),
    Check::warning("most_points_missing", Done::Kept)
        .vi(
            "Phần lớn các điểm vắng mặt",
            "Quá nửa số điểm của một loại và một doanh nghiệp không có trong tệp, nên bị ghi là vắng mặt",
            "Kiểm tra xem danh sách có đủ không; nhập một phần danh sách với --add, `gandan undo` hủy lần nhập",
        )
        .en(
            "Most points missing",
            "Over half of the points of a kind and operator are not in the file and are marked as missing",
            "Check that the list is complete; import a part of a list with --add, `gandan undo` takes this back",
        )
        .says(&[(
            "{marked} of {expected} points of kind {kind} {whose} are not in the file and are marked as missing: is the list complete? Import a part of a list with --add; `gandan undo` takes this back",
            "{marked} trong {expected} điểm loại {kind!} {whose!} không có trong tệp và bị ghi là vắng mặt: danh sách đã đủ chưa? Nhập một phần danh sách với --add; `gandan undo` hủy lần nhập",
        )]),
    Check::warning("facility_missing", Done::Kept)
        .vi(
            "Điểm vắng mặt trong danh sách",
            "Điểm không còn trong danh sách của doanh nghiệp nhưng vẫn được tính là đang phục vụ",
            "Hỏi lại, rồi ghi đã đóng (status closed) hoặc nhập danh sách có điểm này",
        )
        .en(
            "Point missing from its list",
            "The point is no longer in the list of its operator and still counts as serving people",
            "Ask, then close it (status closed) or import a list that names it",
        )
        .says(&[(
            "{point} is not in the list of its operator since {since} and still counts; {people} people have no listed point within {radius} m without it; ask, then close it (status closed) or import a list that names it",
            "{point} không có trong danh sách của doanh nghiệp từ ngày {since/} nhưng vẫn được tính; nếu không có điểm này thì {people.} người không có điểm nào trong danh sách trong vòng {radius} m; hỏi lại, rồi ghi đã đóng (status closed) hoặc nhập danh sách có điểm này",
        )]),
];
