//! Why a command refuses, in Vietnamese: what the errors of all floors say, keyed by the English sentence with its holes.
//!
//! An error stays one English sentence where it arises, beside its stable name; here stands what a person reads first.
//!
//! Long because it is one table.
//! A sentence may follow a file or an option and a colon (`city.gpkg: there is no such file; ...`), which is kept.

use super::sentence;

/// What a refusal says in Vietnamese; `None` where it is none of those listed (it may be Vietnamese already).
pub fn refusal_in_vietnamese(english: &str) -> Option<String> {
    let direct = |text: &str| {
        let mut known = REFUSALS.iter();
        known.find_map(|(template, vietnamese)| sentence::translated(text, template, vietnamese, PARTS))
    };
    let said = direct(english).or_else(|| {
        let mut colons = english.match_indices(": ").map(|(at, _)| at + 2);
        colons.find_map(|at| direct(&english[at..]).map(|said| format!("{}{said}", &english[..at])))
    });
    said.map(entries_in_vietnamese)
}

/// Entries of a history as an order of undoing names them: `7 (import of roads, city.osm.pbf)`.
fn entries_in_vietnamese(said: String) -> String {
    let Some((before, list)) = said.split_once("theo thứ tự: ") else {
        return said;
    };
    let mut list = list.replace("(undo of entry ", "(hoàn tác mục ");
    for (kind, words) in PARTS {
        list = list
            .replace(&format!("(import of {kind}"), &format!("(nhập {words}"))
            .replace(&format!("(remove of {kind}"), &format!("(bỏ {words}"));
    }
    format!("{before}theo thứ tự: {list}")
}

/// The English sentences with holes and their Vietnamese.
pub fn refusals() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    REFUSALS.iter()
}

/// What stands in the holes of others.
const PARTS: &[(&str, &str)] = &[
    (
        "No such file or directory (os error {n})",
        "không có tệp hay thư mục này (os error {n})",
    ),
    (
        "Permission denied (os error {n})",
        "không có quyền truy cập (os error {n})",
    ),
    ("Is a directory (os error {n})", "đây là thư mục (os error {n})"),
    (
        "Not a directory (os error {n})",
        "đây không phải thư mục (os error {n})",
    ),
    ("No space left on device (os error {n})", "ổ đĩa đã đầy (os error {n})"),
    (
        "Address already in use (os error {n})",
        "cổng này đang có chương trình khác dùng (os error {n})",
    ),
    (
        "Cannot assign requested address (os error {n})",
        "máy này không có địa chỉ đó (os error {n})",
    ),
    ("stream did not contain valid UTF-8", "tệp không phải văn bản UTF-8"),
    ("facilities", "điểm phục vụ (facilities)"),
    ("demand", "ô dân cư (demand)"),
    ("areas", "đơn vị hành chính (areas)"),
    ("roads", "đường (roads)"),
    ("procedures", "thủ tục (procedures)"),
    ("operators", "doanh nghiệp (operators)"),
    ("performance", "báo cáo tháng (performance)"),
    ("outline", "ranh giới (outline)"),
    ("travel-times", "thời gian đi lại (travel-times)"),
    ("crosswalk", "bảng đối chiếu (crosswalk)"),
    ("census", "bộ số liệu dân số (census)"),
    ("candidates", "nơi có thể mở điểm (candidates)"),
    ("water", "sông, hồ (water)"),
    ("green", "công viên, cây xanh (green)"),
    ("dataset", "dữ liệu"),
    ("open the file", "mở tệp"),
    ("write the file", "ghi tệp"),
    ("read the file", "đọc tệp"),
    ("old", "cũ (old)"),
    ("new", "mới (new)"),
];

const REFUSALS: &[(&str, &str)] = &[
    (
        "no such procedure; `gandan export W procedures --out F.csv` lists them",
        "không có thủ tục này; xem danh sách bằng `gandan export W procedures --out F.csv`",
    ),
    // Scenarios.
    (
        "there is no scenario '{id}'; `gandan scenario list` names them",
        "không có phương án '{id}'; `gandan scenario list` liệt kê các phương án",
    ),
    ("scenario '{id}' is there already", "đã có phương án '{id}'"),
    (
        "the scenario has no edit {number}",
        "phương án không có thay đổi số {number}",
    ),
    (
        "edit {number} is taken back already",
        "thay đổi số {number} đã được hoàn tác",
    ),
    (
        "edit {number} is in effect already",
        "thay đổi số {number} đang có hiệu lực",
    ),
    (
        "no edit is in effect, so there is nothing to undo",
        "không có thay đổi nào đang có hiệu lực để hoàn tác",
    ),
    (
        "no edit was taken back, so there is nothing to redo",
        "không có thay đổi nào đã hoàn tác để làm lại",
    ),
    (
        "the data that the scenario was made on (baseline {id}) are not kept in this workspace; rebase it on those of today",
        "không gian làm việc này không giữ dữ liệu gốc của phương án ({id}); hãy chuyển phương án sang dữ liệu hiện nay",
    ),
    (
        "the scenario was changed meanwhile: it is at version {now}, this change was made for version {seen}; look at what changed and make the change again",
        "phương án vừa được người khác sửa: đang ở phiên bản {now}, thay đổi này làm cho phiên bản {seen}; hãy xem những gì đã đổi rồi làm lại",
    ),
    (
        "'{name}' names several scenarios; give more of the id",
        "'{name}' chỉ nhiều phương án; hãy ghi đầy đủ mã hơn",
    ),
    (
        "the two scenarios stand on different data ({one} and {other}); rebase one of them, then compare",
        "hai phương án dựa trên dữ liệu khác nhau ({one} và {other}); hãy chuyển một phương án sang cùng dữ liệu rồi so sánh",
    ),
    (
        "the data have changed since the scenario was made (baseline {baseline}, now {now}); rebase it, look at its figures, then publish",
        "dữ liệu đã đổi sau khi lập phương án (gốc {baseline}, nay {now}); hãy chuyển sang dữ liệu hiện nay, xem lại số liệu rồi công bố",
    ),
    (
        "{count} of the edits do not fit the baseline of the scenario",
        "{count} thay đổi không khớp với dữ liệu gốc của phương án",
    ),
    (
        "{count} of its edits do not fit the baseline; mend them or take them back first",
        "{count} thay đổi của phương án không khớp với dữ liệu gốc; hãy sửa hoặc hoàn tác trước",
    ),
    (
        "the scenario changes nothing, so there is nothing to submit",
        "phương án không thay đổi gì nên không có gì để trình",
    ),
    (
        "nobody is asked: name a commune, branch or enterprise",
        "chưa nêu nơi được lấy ý kiến: hãy nêu xã, phường, chi nhánh hoặc doanh nghiệp",
    ),
    (
        "the deadline {deadline} is not after today ({today})",
        "hạn trả lời {deadline} không sau ngày hôm nay ({today})",
    ),
    (
        "{who} have not answered and the deadline {deadline} has not passed",
        "{who} chưa trả lời và chưa hết hạn {deadline}",
    ),
    ("{who} was not asked for an opinion", "{who} không được hỏi ý kiến"),
    (
        "the decision is dated {date}, after today ({today})",
        "quyết định ghi ngày {date}, sau ngày hôm nay ({today})",
    ),
    ("a reason is needed", "cần nêu lý do"),
    (
        "edit {number} has a day of its own, and the scenario has no such edit in effect; take the day out",
        "thay đổi số {number} được đặt ngày riêng nhưng không có hiệu lực trong phương án; hãy bỏ ngày đó",
    ),
    (
        "'{code}' would end on {ends}, before its receiver '{into}' opens on {opens}; end it on that day or later",
        "'{code}' sẽ ngừng ngày {ends}, trước khi điểm nhận '{into}' mở ngày {opens}; hãy cho ngừng từ ngày đó trở đi",
    ),
    (
        "'{code}' gets another place, hours, capacity or procedures on {day}: the network holds these only as they are today; publish on that day, or take edit {number} back",
        "'{code}' đổi vị trí, giờ, năng lực hoặc thủ tục vào ngày {day}: mạng lưới chỉ giữ những điều này như hôm nay; hãy công bố vào ngày đó hoặc hoàn tác thay đổi số {number}",
    ),
    (
        "road speeds are a matter of rehearsal and are not published; take edit {number} back",
        "tốc độ đường chỉ để thử nghiệm, không công bố; hãy hoàn tác thay đổi số {number}",
    ),
    (
        "'{code}' ends by another decision on {ends} already",
        "'{code}' đã được quyết định ngừng từ ngày {ends}",
    ),
    (
        "'{code}' is to take over '{of}' by another decision; decide on '{of}' anew first",
        "'{code}' sẽ nhận việc của '{of}' theo một quyết định khác; hãy quyết định lại về '{of}' trước",
    ),
    (
        "after edit {number} ({action} '{code}', {day}) {people} people would be without access under {rule} until a later step; open the point that serves them on that day or before",
        "sau thay đổi số {number} ({action} '{code}', {day}) {people} người sẽ chưa bảo đảm tiếp cận theo {rule} cho đến một bước sau; hãy mở điểm phục vụ họ từ ngày đó trở về trước",
    ),
    // Workspaces.
    (
        "there is no such file; check the name, or make a workspace with `gandan demo --out {path}`",
        "không có tệp này; kiểm tra tên tệp. Không gian làm việc mới được tạo khi nhập tệp đầu tiên: `gandan import areas F --workspace {path}`; dữ liệu minh họa: `gandan demo --out {path}`",
    ),
    (
        "the file exists already and was left alone; choose another name, or ask for it to be replaced",
        "tệp đã có và được giữ nguyên; chọn tên khác, hoặc yêu cầu thay thế (--force)",
    ),
    (
        "not a GeoPackage ({reason}); give a workspace that gandan made",
        "không phải GeoPackage ({reason}); hãy nêu một không gian làm việc do gandan tạo",
    ),
    (
        "a GeoPackage, but not a workspace ({reason}); import its layers into a workspace instead",
        "là GeoPackage nhưng không phải không gian làm việc ({reason}); hãy nhập các lớp của tệp vào một không gian làm việc",
    ),
    (
        "written by a newer program (layout {found}, this one knows up to {known}); update gandan",
        "do phiên bản mới hơn ghi (cấu trúc {found}, chương trình này biết đến {known}); hãy cập nhật gandan",
    ),
    (
        "the file is damaged ({reason}); take the last copy of it",
        "tệp bị hỏng ({reason}); hãy lấy bản sao lưu gần nhất",
    ),
    (
        "another program is writing to it; close it there (QGIS?) and try again",
        "chương trình khác đang ghi vào tệp; đóng tệp ở đó (QGIS?) rồi thử lại",
    ),
    (
        "may not be written; check the rights of the file and of its folder",
        "không được phép ghi; kiểm tra quyền của tệp và của thư mục",
    ),
    (
        "layer {table}, row {row}: {reason}; correct the row, or import the layer again",
        "lớp {table}, dòng {row}: {reason}; sửa dòng đó, hoặc nhập lại lớp",
    ),
    (
        "the {layer} cannot be stored: {reason}; correct the data and try again",
        "không lưu được {layer!}: {reason}; sửa dữ liệu rồi thử lại",
    ),
    (
        "cannot {doing}: {source}; check the disk, the folder and its rights",
        "không {doing!} được: {source!}; kiểm tra ổ đĩa, thư mục và quyền truy cập",
    ),
    (
        "the database refuses: {source}; keep the file and report this message",
        "cơ sở dữ liệu báo lỗi: {source}; giữ lại tệp và báo thông báo này cho người hỗ trợ",
    ),
    // History.
    (
        "the history has no entry {id}; `gandan history` lists them",
        "lịch sử không có mục {id}; `gandan history` liệt kê các mục",
    ),
    (
        "nothing was imported with a history, so there is nothing to undo",
        "chưa có lần nhập nào được ghi lại, nên không có gì để hoàn tác",
    ),
    (
        "no import is in effect, so there is nothing to undo; --id with the id of an undo does its import again",
        "không còn lần nhập nào có hiệu lực, nên không có gì để hoàn tác; --id với mã của một mục hoàn tác sẽ nhập lại",
    ),
    (
        "entry {id} has been taken back already by entry {by}; `gandan undo --id {again}` does it again",
        "mục {id} đã được hoàn tác bởi mục {by}; để làm lại: `gandan undo --id {again}`",
    ),
    (
        "entry {id} cannot be taken back, since later ones rest on the same data; take them back first, in this order: {order}",
        "chưa hoàn tác được mục {id}, vì các mục sau dựa trên dữ liệu đó; hãy hoàn tác trước, theo thứ tự: {order}",
    ),
    (
        "the rows from before entry {id} were let go to make room for those of later ones ({budget} MiB are kept), so it cannot be taken back; import the older file again, or take a copy of the workspace",
        "dữ liệu trước mục {id} đã bỏ bớt để nhường chỗ cho các mục sau (giữ {budget} MiB), nên không hoàn tác được; hãy nhập lại tệp cũ, hoặc dùng bản sao của không gian làm việc",
    ),
    (
        "the rows from before entry {id} are damaged, so it cannot be taken back",
        "dữ liệu trước mục {id} bị hỏng, nên không hoàn tác được",
    ),
    (
        "entry {id} wrote a table '{table}' that this program does not know",
        "mục {id} đã ghi bảng '{table}' mà chương trình này không biết",
    ),
    (
        "table '{table}' is no longer as entry {id} left it: another program (QGIS?) changed it since, and an undo would lose that; nothing was undone",
        "bảng '{table}' không còn như mục {id} để lại: chương trình khác (QGIS?) đã sửa sau đó, hoàn tác sẽ làm mất phần sửa; không hoàn tác gì",
    ),
    // Files.
    ("cannot be read: {error}", "không đọc được: {error!}"),
    (
        "{path} is a folder; name the files in it",
        "{path} là thư mục; hãy nêu các tệp trong đó",
    ),
    ("is a folder; name a file in it", "là thư mục; hãy nêu một tệp trong đó"),
    ("nothing usable was found", "không có gì dùng được"),
    // Import, template, addresses, export.
    (
        "'{kind}' is not a kind of data; choose one of {known}",
        "'{kind}' không phải loại dữ liệu; chọn một trong: {known}",
    ),
    (
        "--kind '{kind}' is not a kind of facility; choose one of {known}",
        "--kind '{kind}' không phải loại điểm phục vụ; chọn một trong: {known}",
    ),
    (
        "--rejected names one file for the rows of one; import the files one by one",
        "--rejected chỉ dùng cho một tệp; hãy nhập từng tệp",
    ),
    (
        "--remove is for travel-times; to change the {kind} import others in their place",
        "--remove chỉ dùng cho travel-times; để thay {kind!} hãy nhập dữ liệu khác vào chỗ đó",
    ),
    (
        "{kind} come from OpenStreetMap (.osm.pbf, .osm) or a drawn layer and are not written by hand: there is no template",
        "{kind!} lấy từ OpenStreetMap (.osm.pbf, .osm) hoặc một lớp bản đồ đã vẽ, không ghi bằng tay: không có mẫu",
    ),
    (
        "'{format}' is not a format of templates; use xlsx or csv (--format, or the ending of --out)",
        "'{format}' không phải định dạng của mẫu; dùng xlsx hoặc csv (--format, hoặc đuôi tệp của --out)",
    ),
    (
        "it holds no communes to match addresses with; import them first: `gandan import areas F --workspace {path}`",
        "chưa có xã, phường để đối chiếu địa chỉ; hãy nhập trước: `gandan import areas F --workspace {path}`",
    ),
    (
        "the list to confirm is written as .xlsx or .csv",
        "danh sách cần xác nhận được ghi thành .xlsx hoặc .csv",
    ),
    (
        "'{layer}' is not a layer; choose {known}",
        "'{layer}' không phải lớp dữ liệu; chọn một trong: {known}",
    ),
    (
        "the ending says the format; use .csv, .geojson, .xlsx or .gpkg",
        "đuôi tệp nêu định dạng; dùng .csv, .geojson, .xlsx hoặc .gpkg",
    ),
    (
        "a QGIS project has the ending .qgs or .qgz",
        "dự án QGIS có đuôi .qgs hoặc .qgz",
    ),
    (
        "--service {url}: expected the address of a running service, such as {example}",
        "--service {url}: cần địa chỉ của máy chủ đang chạy, chẳng hạn {example}",
    ),
    (
        "the name of the workspace is no UTF-8, which a QGIS project needs",
        "tên tệp dữ liệu không phải UTF-8, dự án QGIS không ghi được",
    ),
    (
        "this layer is written as CSV; use the ending .csv",
        "lớp này được ghi thành CSV; dùng đuôi .csv",
    ),
    (
        "hexagons are written as .csv or .geojson",
        "ô lục giác được ghi thành .csv hoặc .geojson",
    ),
    (
        "{resolution} is not an H3 resolution; use 0 (coarsest) to 15 (finest), for a city 6 to 10",
        "{resolution} không phải độ phân giải H3; dùng 0 (thô nhất) đến 15 (mịn nhất), cho thành phố từ 6 đến 10",
    ),
    (
        "'{crs}' is not a reference system; write it like EPSG:3405",
        "'{crs}' không phải hệ tọa độ; ghi như EPSG:3405",
    ),
    (
        "the mapping is not valid TOML: {error}",
        "tệp ánh xạ cột không phải TOML: {error}",
    ),
    (
        "the mapping says '{header}' = {value}; write the name of a field in quotes, such as \"name\"",
        "ánh xạ ghi '{header}' = {value}; ghi tên trường trong dấu nháy, ví dụ \"name\"",
    ),
    (
        "the mapping says '{header}' = \"{target}\", but {kind} have no field of that name; known are {known}, and ignore",
        "ánh xạ ghi '{header}' = \"{target}\", nhưng {kind!} không có trường này; các trường: {known}, và ignore",
    ),
    (
        "the mapping names two columns for {field}: '{first}' and '{second}'; keep one",
        "ánh xạ nêu hai cột cho {field}: '{first}' và '{second}'; giữ một",
    ),
    (
        "{kind} are not read from a table, so no columns can be named",
        "{kind!} không đọc từ bảng, nên không nêu được cột",
    ),
    // Communes.
    (
        "the workspace has no crosswalk between layouts of communes; import one with `gandan import crosswalk F`",
        "chưa có bảng đối chiếu xã, phường cũ và mới; nhập bằng `gandan import crosswalk F`",
    ),
    (
        "the workspace has no crosswalk between layouts; import one with `gandan import crosswalk F`",
        "chưa có bảng đối chiếu xã, phường cũ và mới; nhập bằng `gandan import crosswalk F`",
    ),
    (
        "the workspace holds no monthly report; import performance",
        "chưa có báo cáo tháng; nhập bằng `gandan import performance F`",
    ),
    (
        "the workspace holds no communes; import areas",
        "chưa có xã, phường; nhập bằng `gandan import areas F`",
    ),
    (
        "the crosswalk knows none of the workspace's communes by code or name; check that both are of the same city",
        "bảng đối chiếu không nhận ra xã, phường nào theo mã hay tên; kiểm tra xem hai tệp có cùng một thành phố không",
    ),
    // Rules, modes, periods, speeds.
    (
        "'{rule}' is neither a shipped rule ({known}) nor a file; `gandan rule show scheme` prints a file to start from",
        "'{rule}' không phải quy tắc có sẵn ({known}) cũng không phải tệp; `gandan rule show scheme` in một tệp mẫu để sửa",
    ),
    (
        "two rules have the id '{id}'; give each its own, so that their figures can be told apart",
        "hai quy tắc có cùng id '{id}'; đặt id riêng cho từng quy tắc để phân biệt số liệu",
    ),
    (
        "it is neither TOML nor JSON: {error}",
        "tệp không phải TOML hay JSON: {error}",
    ),
    (
        "--mode '{mode}' is not a way to travel; choose motorbike, car, bicycle or foot",
        "--mode '{mode}' không phải phương tiện; chọn motorbike (xe máy), car (ô tô), bicycle (xe đạp) hoặc foot (đi bộ)",
    ),
    (
        "--mode '{mode}' is none of: {known}",
        "--mode '{mode}' không thuộc: {known}",
    ),
    (
        "--period '{period}' is not a period; choose off_peak or peak",
        "--period '{period}' không phải khung giờ; chọn off_peak (giờ thường) hoặc peak (cao điểm)",
    ),
    (
        "mode is '{mode}'; here a profile of mode 'motorbike' is needed",
        "mode là '{mode}'; ở đây cần tệp tốc độ của 'motorbike' (xe máy)",
    ),
    (
        "the profile cannot be read: {error}",
        "không đọc được tệp tốc độ: {error}",
    ),
    (
        "longitude {degrees} is not between -180 and 180 degrees",
        "kinh độ {degrees,} không nằm giữa -180 và 180 độ",
    ),
    (
        "latitude {degrees} is not between -90 and 90 degrees",
        "vĩ độ {degrees,} không nằm giữa -90 và 90 độ",
    ),
    ("outlines are written as .geojson", "đường bao được ghi thành .geojson"),
    (
        "the ending says the format; use .geojson or .csv",
        "đuôi tệp nêu định dạng; dùng .geojson hoặc .csv",
    ),
    (
        "--minutes {minutes}: a limit is above 0 and at most {most} minutes",
        "--minutes {minutes}: giới hạn phải trên 0 và không quá {most} phút",
    ),
    (
        "no facility has this code; `gandan export W facilities --out F.csv` lists them",
        "không có điểm nào mang mã này; `gandan export W facilities --out F.csv` liệt kê các điểm",
    ),
    // Reviews.
    (
        "{field} = '{value}' is none of: {known}",
        "{field} = '{value}' không thuộc: {known}",
    ),
    (
        "a review needs at least one retained rule",
        "rà soát cần ít nhất một quy tắc phải giữ",
    ),
    (
        "'{code}' in keep, must_close or remedies names no open point under review",
        "'{code}' trong keep, must_close hoặc remedies không phải điểm đang hoạt động được rà soát",
    ),
    (
        "'{code}' in second_point_in is no code or name of a commune, and no former district of the crosswalk",
        "'{code}' trong second_point_in không phải mã hay tên xã, phường, cũng không phải quận, huyện cũ trong bảng chuyển đổi",
    ),
    (
        "a minimum is set for '{code}', which is no commune or operator of a point under review",
        "đặt số điểm tối thiểu cho '{code}', không phải xã, phường hay doanh nghiệp của điểm được rà soát",
    ),
    (
        "withdrawn operator '{code}' is the operator of no open point under review",
        "doanh nghiệp rút lui '{code}' không có điểm đang hoạt động nào được rà soát",
    ),
    (
        "'{code}' names no open point under review",
        "'{code}' không phải điểm đang hoạt động được rà soát",
    ),
    (
        "'{code}' names no facility of the workspace",
        "'{code}' không phải điểm nào trong dữ liệu",
    ),
    (
        "'{code}' is pinned both to stay and to go",
        "'{code}' vừa được ghim để giữ vừa được ghim để bỏ",
    ),
    ("'{code}' is open already", "'{code}' đã mở rồi"),
    (
        "'{code}' cannot be merged into itself",
        "không thể gộp '{code}' vào chính nó",
    ),
    (
        "'{code}' is asked to do two things",
        "'{code}' được yêu cầu làm hai việc",
    ),
    (
        "nothing is asked: give --keep, --close, --merge or --open",
        "chưa yêu cầu gì: nêu --keep, --close, --merge hoặc --open",
    ),
    (
        "the workspace holds no plan; `gandan review --save` keeps one",
        "chưa lưu phương án nào; `gandan review --save` lưu phương án",
    ),
    (
        "the plan kept was made from other data ({id}, now {now}); make a new one with `gandan review --save`",
        "phương án đã lưu lập từ bộ số liệu khác ({id}, nay là {now}); lập lại bằng `gandan review --save`",
    ),
    (
        "the plan was made from the data {made_from}, and the workspace now holds {now}: work out a new plan",
        "phương án lập từ bộ số liệu {made_from}, nay dữ liệu là {now}: hãy lập phương án mới",
    ),
    (
        "no plan satisfies these settings, so there is none to keep: change the settings and work out a new one",
        "không có phương án nào thỏa các điều kiện này nên không có gì để lưu: hãy nới điều kiện và lập phương án mới",
    ),
    ("{from} is no plan: {error}", "{from} không phải phương án: {error}"),
    (
        "{from} is infeasible: there is nothing to change",
        "{from} không khả thi: không có gì để thay đổi",
    ),
    (
        "--merge '{pair}' is not J:K, the code of a point and of its receiver",
        "--merge '{pair}' không có dạng J:K, mã của điểm và mã của nơi nhận",
    ),
    (
        "--open {text}: this is no longitude and latitude in degrees",
        "--open {text}: đây không phải kinh độ và vĩ độ theo độ",
    ),
    // Serving.
    (
        "cannot listen on {address}: {reason}; choose another port with --listen",
        "không mở được {address}: {reason!}; chọn cổng khác với --listen",
    ),
    // Trips and location problems.
    (
        "there are no roads to route trips on; import roads first",
        "chưa có đường để tính chuyến đi; nhập đường trước: `gandan import roads F`",
    ),
    (
        "--date '{date}' is not a date; write it as 2025-10-14",
        "--date '{date}' không phải ngày; ghi như 2025-10-14",
    ),
    (
        "{errors} error(s): nothing was fitted. Mend the rows named above, or use the good ones with --accept-partial",
        "{errors} lỗi: không hiệu chỉnh gì. Sửa các dòng nêu trên, hoặc dùng các dòng đúng với --accept-partial",
    ),
    (
        "the file holds no usable trip: nothing was fitted",
        "tệp không có chuyến đi nào dùng được: không hiệu chỉnh gì",
    ),
    (
        "--time-limit-s {value}: give seconds above 0",
        "--time-limit-s {value}: ghi số giây trên 0",
    ),
    (
        "it has no candidates to choose from; `gandan import candidates F` brings them, or give --demand and --sites",
        "chưa có nơi có thể mở điểm; nhập bằng `gandan import candidates F`, hoặc nêu --demand và --sites",
    ),
    (
        "give --matrix, or --demand and --sites",
        "nêu --matrix, hoặc --demand và --sites",
    ),
    (
        "{errors} error(s): mend the rows named above; nothing was solved",
        "{errors} lỗi: sửa các dòng nêu trên; chưa giải gì",
    ),
    (
        "cells of {metres} m: choose a side between 50 and 2000 m",
        "ô cạnh {metres} m: chọn cạnh từ 50 đến 2000 m",
    ),
    ("there is no case '{id}'", "không có phản ánh nào mang mã '{id}'"),
    (
        "'{id}' names several cases; give more of the id",
        "'{id}' trùng với nhiều phản ánh; hãy nêu mã dài hơn",
    ),
    (
        "the step '{step}' does not follow the state '{state}'",
        "bước '{step}' không thực hiện được khi phản ánh ở trạng thái '{state}'",
    ),
    (
        "the step '{step}' needs words: what was found, what is answered, why",
        "bước '{step}' cần có nội dung: đã xác minh gì, trả lời gì, vì sao",
    ),
    (
        "the case proposes no correction: `gandan case propose` does",
        "phản ánh chưa có đề xuất sửa dữ liệu: dùng `gandan case propose`",
    ),
    (
        "the point '{code}' is no longer in the data",
        "điểm '{code}' không còn trong dữ liệu",
    ),
    (
        "give --position LON,LAT or --hours HOURS",
        "hãy nêu --position KINH_ĐỘ,VĨ_ĐỘ hoặc --hours GIỜ",
    ),
    (
        "give --scenario ID or --import ID",
        "hãy nêu --scenario MÃ hoặc --import MÃ",
    ),
    (
        "--position '{text}' is no position: expected LON,LAT such as 105.8412,21.0245",
        "--position '{text}' không phải vị trí: cần KINH_ĐỘ,VĨ_ĐỘ, ví dụ 105.8412,21.0245",
    ),
    (
        "'{hours}' are no opening hours that can be read: write them as OpenStreetMap does, such as Mo-Fr 08:00-17:00",
        "'{hours}' không phải giờ làm việc đọc được: hãy viết kiểu OpenStreetMap, ví dụ Mo-Fr 08:00-17:00",
    ),
    (
        "there is no setting '{name}'; there are {known}",
        "không có mức '{name}'; có các mức {known}",
    ),
    (
        "{name} = {value} is out of range: {least} to {most}",
        "{name} = {value} ngoài khoảng cho phép: từ {least} đến {most}",
    ),
    (
        "{name} = {value} is no whole number",
        "{name} = {value} không phải số nguyên",
    ),
    // The public's voice.
    (
        "there is no point '{code}' that serves the public",
        "không có điểm phục vụ nào mang mã '{code}'",
    ),
    (
        "there is no inspection '{id}'",
        "không có biên bản kiểm tra nào mang mã '{id}'",
    ),
    (
        "there is no rating with words '{id}'",
        "không có đánh giá kèm ý kiến nào mang mã '{id}'",
    ),
    (
        "the text has {found} characters: at most {most} are taken",
        "nội dung dài {found} ký tự: chỉ nhận tối đa {most} ký tự",
    ),
    (
        "the stars are {stars}: 1 to 5 are taken",
        "số sao là {stars}: chỉ nhận từ 1 đến 5",
    ),
    (
        "the case was changed meanwhile: it is at version {now}, the step is for version {seen}; look again",
        "phản ánh vừa được người khác cập nhật: đang ở phiên bản {now}, bước này làm cho phiên bản {seen}; hãy tải lại",
    ),
    (
        "something else was sent under the number '{id}' before; send this under a new one",
        "đã có nội dung khác gửi với mã '{id}'; hãy gửi lại với mã mới",
    ),
    (
        "as much came today as is taken in a day; try again tomorrow, or call 1022 or 19001009",
        "hôm nay đã nhận đủ số lượt; mời gửi lại vào ngày mai hoặc gọi 1022, 19001009",
    ),
    (
        "the words of the rating '{id}' were read by somebody else meanwhile; look again",
        "ý kiến của đánh giá '{id}' vừa được người khác duyệt; hãy tải lại",
    ),
    (
        "finding {finding} of the inspection '{id}' is not there, or was done before",
        "việc {finding} của biên bản '{id}' không có, hoặc đã được xác nhận khắc phục",
    ),
    (
        "the checklist is '{id}' version {version}; the inspection was written by version {found}: begin it anew",
        "danh mục hiện hành là '{id}' phiên bản {version}; biên bản được lập theo phiên bản {found}: hãy lập lại",
    ),
    (
        "'{item}' is no item of the checklist, or stands twice",
        "'{item}' không có trong danh mục, hoặc bị ghi hai lần",
    ),
    ("the item '{item}' is not answered", "mục '{item}' chưa có kết quả"),
    (
        "the day of the visit {on} is after today {today}",
        "ngày kiểm tra {on} sau hôm nay {today}",
    ),
    (
        "finding {number} has the deadline {deadline}, before the visit {on}",
        "việc {number} có hạn {deadline}, trước ngày kiểm tra {on}",
    ),
    ("finding {number} has no words", "việc {number} chưa có nội dung"),
    ("expected one of {known}", "cần là một trong {known}"),
    ("expected a UUID such as {id}", "cần là UUID như {id}"),
    ("expected a day YYYY-MM-DD", "cần là ngày dạng NĂM-THÁNG-NGÀY"),
    (
        "{found} characters: at most {most} are taken",
        "dài {found} ký tự, chỉ nhận tối đa {most} ký tự",
    ),
    ("give both or neither", "hãy nêu cả hai hoặc không nêu"),
    (
        "give lon and lat, or opening_hours",
        "hãy nêu lon và lat, hoặc opening_hours",
    ),
    (
        "the id of the scenario or import is needed",
        "cần mã của kịch bản hoặc lần nhập",
    ),
    (
        "at most {items} items and {findings} findings are taken",
        "chỉ nhận tối đa {items} mục và {findings} việc",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_vietnamese_with_its_file_and_values() {
        let told = |english: &str| refusal_in_vietnamese(english).unwrap_or_default();
        assert_eq!(
            told("/a/city.gpkg: the history has no entry 77; `gandan history` lists them"),
            "/a/city.gpkg: lịch sử không có mục 77; `gandan history` liệt kê các mục"
        );
        assert_eq!(
            told("diem.csv: cannot be read: No such file or directory (os error 2)"),
            "diem.csv: không đọc được: không có tệp hay thư mục này (os error 2)"
        );
        assert_eq!(
            told("cannot listen on 127.0.0.1:80: Permission denied (os error 13); choose another port with --listen"),
            "không mở được 127.0.0.1:80: không có quyền truy cập (os error 13); chọn cổng khác với --listen"
        );
        assert_eq!(
            told("rule x.toml: it is neither TOML nor JSON: line 1: a"),
            "rule x.toml: tệp không phải TOML hay JSON: line 1: a"
        );
    }

    #[test]
    fn the_entries_of_an_order_of_undoing_are_named_in_vietnamese() {
        let english = "w.gpkg: entry 1 cannot be taken back, since later ones rest on the same data; take them back first, in this \
                       order: 4 (undo of entry 3), 2 (import of areas, a.geojson)";
        let said = refusal_in_vietnamese(english).expect("it is listed");
        assert!(
            said.ends_with("theo thứ tự: 4 (hoàn tác mục 3), 2 (nhập đơn vị hành chính (areas), a.geojson)"),
            "{said}"
        );
    }

    #[test]
    fn what_is_vietnamese_already_or_unknown_is_left_alone() {
        assert_eq!(refusal_in_vietnamese("2 lỗi: không nhập gì"), None);
        assert_eq!(refusal_in_vietnamese("something new: happened"), None);
    }
}
