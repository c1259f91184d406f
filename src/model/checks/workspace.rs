//! Checks of a workspace as a whole, and what an import says of the data that are there.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::warning("no_facilities", Done::Kept)
        .vi("Chưa có điểm phục vụ", "Dữ liệu chưa có điểm phục vụ nào", "Nhập danh sách điểm (facilities)")
        .en("No service points", "The workspace holds no service point", "Import facilities"),
    Check::error("position_swapped")
        .vi(
            "Kinh độ, vĩ độ đổi chỗ",
            "Điểm nằm ngoài thành phố, nhưng đổi kinh độ với vĩ độ thì nằm trong",
            "Đổi lại kinh độ và vĩ độ",
        )
        .en(
            "Longitude and latitude swapped",
            "The point stands outside the city, and in it when the two are swapped",
            "Swap them",
        )
        .says(&[(
            "{point} has longitude and latitude swapped: the other way round it stands in the city; swap them",
            "{point} bị đổi chỗ kinh độ và vĩ độ: đổi lại thì nằm trong thành phố; hãy đổi lại",
        )]),
    Check::warning("facility_outside_city", Done::Kept)
        .vi(
            "Điểm ngoài thành phố",
            "Điểm phục vụ không nằm trong ranh giới nào",
            "Sửa vị trí, bỏ điểm ra, hoặc nhập ranh giới thật",
        )
        .en(
            "Point outside the city",
            "The service point stands in no outline",
            "Correct its position, leave it out, or import real outlines",
        )
        .says(&[
            (
                "{point} stands in no area of the city; correct its position, or the outlines if they are modelled",
                "{point} không nằm trong xã, phường nào; sửa vị trí, hoặc ranh giới nếu là mô phỏng",
            ),
            (
                "{point} stands outside the city; correct its position, or leave it out",
                "{point} nằm ngoài thành phố; sửa vị trí, hoặc bỏ điểm ra",
            ),
        ]),
    Check::warning("facility_duplicate", Done::Kept)
        .vi(
            "Điểm trùng",
            "Hai điểm cùng loại, cùng tên, cách nhau không quá 50 m",
            "Giữ một điểm, hoặc đặt tên khác nhau",
        )
        .en(
            "Point twice",
            "Two points of one kind and name stand at most 50 m apart",
            "Keep one, or name them apart",
        )
        .says(&[(
            "{one} and {twin} are the same point by name, {metres} m apart; keep one, or name them apart",
            "{one} và {twin} trùng tên, cách nhau {metres} m; giữ một điểm, hoặc đặt tên khác nhau",
        )]),
    Check::info("facilities_share_join", Done::Kept)
        .vi(
            "Nhiều điểm nối vào cùng một chỗ trên đường",
            "Các điểm có cùng chỗ nối vào đường nên có thời gian đi lại gần như nhau",
            "Không cần làm gì nếu vị trí đúng; nếu các điểm mượn tọa độ của nhau thì sửa vị trí",
        )
        .en(
            "Points that join the road at one place",
            "Points that join the road at the same place have nearly the same travel times",
            "Nothing to do if their positions are right; correct them if one was copied from the other",
        )
        .says(&[(
            "{count} points join the road within {metres} m of each other (way {way}): {names}",
            "{count} điểm nối vào đường cách nhau không quá {metres} m (way {way}): {names}",
        )]),
    Check::warning("facility_joins_no_road", Done::Kept)
        .vi(
            "Điểm không nối được vào đường",
            "Không có đường trong giới hạn nối, nên không ai đến được điểm này bằng đường",
            "Sửa vị trí của điểm, hoặc nhập đường sá đến đó",
        )
        .en(
            "Point that joins no road",
            "No road is within the snap limit, so that nobody reaches the point by road",
            "Correct its position, or import roads that reach it",
        )
        .says(&[(
            "{point} joins no road within {metres} m; correct its position, or import roads that reach it",
            "{point} không nối được vào đường nào trong {metres} m; sửa vị trí, hoặc nhập đường sá đến đó",
        )]),
    Check::warning("facility_area_unknown", Done::Kept)
        .vi(
            "Mã xã, phường không có",
            "Điểm ghi một xã, phường không có trong dữ liệu",
            "Dùng mã hiện hành, hoặc để trống để lấy theo vị trí",
        )
        .en(
            "Unknown commune",
            "Points name a commune that is not there",
            "Use today's codes, or clear it to go by position",
        )
        .says(STRANGERS),
    Check::warning("facility_operator_unknown", Done::Kept)
        .vi(
            "Doanh nghiệp chưa có trong danh mục",
            "Điểm ghi một doanh nghiệp chưa có trong danh mục",
            "Nhập doanh nghiệp đó (operators)",
        )
        .en("Unknown operator", "Points name an operator that is not listed", "Import it with operators")
        .says(STRANGERS),
    Check::warning("facility_procedure_unknown", Done::Kept)
        .vi(
            "Thủ tục ngoài danh mục",
            "Điểm ghi một thủ tục không có trong danh mục thiết yếu",
            "Nhập thủ tục đó (procedures), hoặc bỏ khỏi điểm",
        )
        .en(
            "Unknown procedure",
            "Points name a procedure that is not on the essential list",
            "Import it, or take it off the points",
        )
        .says(STRANGERS),
    Check::error("facility_figure_impossible")
        .vi("Số liệu của điểm vô lý", "Năng lực hoặc số hồ sơ không phải là số đếm được", "Sửa lại số")
        .en("Impossible figure of a point", "A capacity or a load is no count", "Correct it")
        .says(&[(
            "{point} has a figure that is no count; correct it",
            "{point} có một con số không đếm được; sửa lại",
        )]),
    Check::warning("load_above_capacity", Done::Kept)
        .vi(
            "Quá năng lực tiếp nhận",
            "Số hồ sơ một tháng vượt năng lực của điểm",
            "Kiểm tra cả hai số, hoặc bổ sung người",
        )
        .en(
            "Load above capacity",
            "The point takes more dossiers a month than its capacity",
            "Check both figures, or give it staff",
        )
        .says(&[(
            "{point} has {load} dossiers a month for a capacity of {capacity}; check both figures, or give it staff",
            "{point} có {load.} hồ sơ một tháng so với năng lực {capacity.}; kiểm tra cả hai số, hoặc bổ sung người",
        )]),
    Check::info("opening_hours_missing", Done::Kept)
        .vi(
            "Thiếu giờ làm việc",
            "Điểm không có giờ làm việc bị coi là đóng khi tìm nơi đang mở cửa",
            "Nhập giờ làm việc",
        )
        .en(
            "Opening hours missing",
            "Points without hours count as closed when an open one is asked for",
            "Import them",
        )
        .says(&[(
            "{missing} of {all} open points have no opening hours and count as closed when asked \"open now\"; import them",
            "{missing} trong {all} điểm đang hoạt động không có giờ làm việc, bị coi là đóng khi hỏi \"đang mở cửa\"; nhập giờ làm việc",
        )]),
    Check::info("capacity_missing", Done::Kept)
        .vi(
            "Thiếu năng lực",
            "Không có gì giới hạn số hồ sơ chuyển về điểm không khai năng lực",
            "Nhập năng lực của điểm",
        )
        .en(
            "Capacity missing",
            "Nothing limits what is merged into points without a capacity",
            "Import capacities",
        )
        .says(&[(
            "{missing} of {all} open points have no capacity: nothing limits what is merged into them; import capacities",
            "{missing} trong {all} điểm đang hoạt động không khai năng lực: không có gì giới hạn số hồ sơ chuyển về đó; nhập năng lực",
        )]),
    Check::warning("area_without_outline", Done::Kept)
        .vi("Thiếu ranh giới", "Đơn vị không có ranh giới nên không có gì nằm trong đó", "Nhập areas có ranh giới")
        .en(
            "No outline",
            "The area has no outline, so that nothing lies in it",
            "Import areas with outlines",
        )
        .says(&[(
            "{area} has no outline, so that nothing lies in it; import areas with outlines",
            "{area} không có ranh giới nên không có gì nằm trong đó; nhập areas có ranh giới",
        )]),
    Check::error("area_outline_invalid")
        .vi(
            "Ranh giới sai",
            "Ranh giới tự cắt, thiếu đỉnh hoặc ra ngoài trái đất",
            "Sửa ranh giới (trong QGIS: fix geometries)",
        )
        .en(
            "Outline invalid",
            "The outline crosses itself, lacks corners or leaves the earth",
            "Repair it (in QGIS: fix geometries)",
        )
        .says(&[(
            "{area}: {fault}; repair the outline (in QGIS: fix geometries)",
            "{area}: {fault!}; sửa ranh giới (trong QGIS: fix geometries)",
        )]),
    Check::warning("areas_overlap", Done::Kept)
        .vi(
            "Ranh giới chồng lên nhau",
            "Người dân ở phần chồng chỉ được tính cho một đơn vị",
            "Sửa ranh giới",
        )
        .en(
            "Outlines overlap",
            "People of the common part count for one of the two only",
            "Correct the outlines",
        )
        .says(&[(
            "{one} and {other} overlap by about {km2} km2, whose people count for one of them only; correct the outlines",
            "{one} và {other} chồng lên nhau khoảng {km2,} km2, người dân ở đó chỉ được tính cho một đơn vị; sửa ranh giới",
        )]),
    Check::warning("commune_without_people", Done::Kept)
        .vi(
            "Xã, phường không có dân",
            "Không ô dân cư nào có người nằm trong xã, phường",
            "Kiểm tra ranh giới và dữ liệu dân cư",
        )
        .en(
            "Commune without people",
            "The commune has no people in its cells",
            "Check its outline and the grid",
        )
        .says(&[(
            "{area} has no people in its cells; check its outline and the grid",
            "{area} không có người trong các ô dân cư; kiểm tra ranh giới và dữ liệu dân cư",
        )]),
    Check::warning("declared_people_impossible", Done::Kept)
        .vi(
            "Dân số công bố vô lý",
            "Dân số công bố bằng 0 hoặc không phải số, trong khi có người ở",
            "Sửa hoặc để trống",
        )
        .en(
            "Declared people impossible",
            "The declared population is no count though people live there",
            "Correct or clear it",
        )
        .says(&[(
            "{area} declares no people though people live there; correct or clear it",
            "{area} khai không có dân dù có người ở; sửa hoặc để trống",
        )]),
    Check::warning("commune_people_differ", Done::Kept)
        .vi(
            "Dân số lệch so với công bố",
            "Tổng số người của các ô dân cư lệch quá 10 % so với dân số công bố",
            "Kiểm tra ranh giới và năm của dữ liệu dân cư",
        )
        .en(
            "People differ from the statistics",
            "The people of its cells differ from the declared population by over 10 %",
            "Check its outline and the year of the grid",
        )
        .says(&[(
            "{area} has {counted} people in its cells and {declared} by the statistics ({share} %); check its outline and the year of the grid",
            "{area} có {counted.} người trong các ô dân cư và {declared.} người theo thống kê ({share} %); kiểm tra ranh giới và năm của dữ liệu",
        )]),
    Check::error("people_impossible")
        .vi("Số dân vô lý", "Ô dân cư có số người âm hoặc không phải số", "Sửa dữ liệu dân cư")
        .en("Impossible number of people", "A cell has no such number of people", "Correct the grid")
        .says(&[(
            "cell '{cell}' has no such number of people; correct the grid",
            "ô '{cell}' không thể có số người này; sửa dữ liệu dân cư",
        )]),
    Check::error("elderly_above_people")
        .vi(
            "Người cao tuổi nhiều hơn dân số",
            "Ô dân cư có số người cao tuổi lớn hơn số người",
            "Sửa một trong hai số",
        )
        .en("More elderly than people", "A cell has more elderly than people", "Correct one of the two")
        .says(&[(
            "cell '{cell}' has more elderly than its {people} people; correct it",
            "ô '{cell}' có nhiều người cao tuổi hơn {people.} người của ô; sửa lại",
        )]),
    Check::error("cell_position_impossible")
        .vi("Ô dân cư ngoài trái đất", "Vị trí của ô không phải kinh độ, vĩ độ", "Sửa vị trí")
        .en("Cell nowhere on earth", "The position of the cell is no position", "Correct it")
        .says(&[(
            "cell '{cell}' is nowhere on earth; correct its position",
            "ô '{cell}' không nằm trên trái đất; sửa vị trí",
        )]),
    Check::warning("cells_same_place", Done::Kept)
        .vi(
            "Ô dân cư trùng vị trí",
            "Hai ô có người nằm đúng cùng một chỗ: người dân có thể bị tính hai lần",
            "Giữ một ô, hoặc gộp số người nếu đúng là hai phần",
        )
        .en(
            "Cells at one place",
            "Two populated cells stand at the very same place: people may count twice",
            "Keep one, or add the two up if they are parts",
        )
        .says(&[(
            "cells '{one}' and '{twin}' stand at the same place, so their people may count twice; keep one, or add them up if they are parts",
            "ô '{one}' và '{twin}' ở đúng cùng một chỗ, người dân có thể bị tính hai lần; giữ một ô, hoặc cộng lại nếu là hai phần",
        )]),
    Check::warning("people_in_no_area", Done::Kept)
        .vi(
            "Dân cư ngoài mọi xã, phường",
            "Ô dân cư không nằm trong xã, phường nào: tính cho thành phố nhưng không tính cho xã, phường",
            "Kiểm tra ranh giới, hoặc cắt dữ liệu dân cư theo thành phố",
        )
        .en(
            "People in no commune",
            "Cells lie in no commune: they count for the city but for no commune",
            "Check the outlines, or cut the grid",
        )
        .says(&[(
            "{cells} cells with people lie in no commune (the largest: {largest}); they count for the city but for no commune: check the outlines, or cut the grid",
            "{cells.} ô có người không nằm trong xã, phường nào (ô lớn nhất: {largest}); được tính cho thành phố nhưng không cho xã, phường nào: kiểm tra ranh giới, hoặc cắt dữ liệu",
        )]),
    Check::warning("people_join_no_road", Done::Kept)
        .vi(
            "Dân cư không nối được vào đường",
            "Ô dân cư không có đường trong giới hạn nối nên không có thời gian đi lại",
            "Nhập đường sá đến được đó",
        )
        .en(
            "People who join no road",
            "Cells without a road within the snap limit have no travel time",
            "Import roads that reach them",
        )
        .says(&[(
            "{cells} cells with people join no road (the largest: {largest}; most people: {communes}) and have no travel time; import roads that reach them",
            "{cells.} ô có người không nối được vào đường (ô lớn nhất: {largest}; đông nhất: {communes}) và không có thời gian đi lại; nhập đường sá đến đó",
        )]),
    Check::warning("road_part_cut_off", Done::Kept)
        .vi(
            "Mảng đường tách rời, không có điểm phục vụ",
            "Người dân chỉ nối vào một mảng đường không liền với điểm phục vụ nào",
            "Bổ sung đường hoặc cầu còn thiếu, hoặc mở điểm phục vụ ở đó",
        )
        .en(
            "Part of the roads without a point",
            "People join only a part of the roads that leads to no counting point",
            "Add the missing road or bridge, or open a point there",
        )
        .says(&[(
            "a part of the road network ({stretches} stretches, {cells} cells, by {road} at {place}) leads to no counting point; add the missing road or bridge, or open a point there",
            "một mảng đường tách rời ({stretches.} đoạn, {cells.} ô dân cư, gần {road!} tại {place}) không dẫn đến điểm phục vụ nào; bổ sung đường hoặc cầu còn thiếu, hoặc mở điểm ở đó",
        )]),
    Check::warning("roads_not_linked", Done::Kept)
        .vi(
            "Đường gần chạm nhau",
            "Đường cụt dừng sát một mảng đường khác: thường là thiếu đoạn nối trên bản đồ",
            "Nếu đi lại được thì nối trong OpenStreetMap rồi nhập lại",
        )
        .en(
            "Roads that nearly meet",
            "A dead end stops just before another part of the roads: mostly a link that the map lacks",
            "If people pass there, link them in OpenStreetMap and import the roads again",
        )
        .says(&[(
            "{road} ends {metres} m from {other} at {place}, and no road joins the two parts of the network ({small} and {large} stretches); if people pass there, link them in OpenStreetMap and import the roads again",
            "{road!} dừng cách {other!} {metres} m tại {place}, và không có đường nối hai mảng ({small.} và {large.} đoạn); nếu đi lại được thì nối trong OpenStreetMap rồi nhập lại",
        )]),
    Check::info("demo_replaced", Done::Kept)
        .vi(
            "Thay dữ liệu minh họa",
            "Điểm minh họa và báo cáo của chúng được thay bằng dữ liệu của tệp",
            "Không cần làm gì",
        )
        .en(
            "Demo data replaced",
            "The demo points and their reports were replaced by those of the file",
            "Nothing to do",
        )
        .says(&[(
            "the {count} demo points and their reports were replaced by those of the file",
            "{count} điểm minh họa và báo cáo của chúng được thay bằng dữ liệu của tệp",
        )]),
];

const STRANGERS: &[(&str, &str)] = &[(
    "{points} point(s), first {first}, name {repair}",
    "{points} điểm, đầu tiên là {first}, ghi {repair!}",
)];
