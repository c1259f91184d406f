//! What a table of each kind looks like: the headers an office fills in, what they mean, and rows to start from.
//!
//! Long because it is one table: every column of every kind in two languages.
//!
//! The headers are names that the readers know and the examples are rows that they read; tests hold this.

use super::Kind;
use super::table::REMARK;

/// One column of a template.
#[derive(Clone, Copy, Debug)]
pub struct TemplateColumn {
    /// Name of the field in mapping files.
    pub key: &'static str,
    /// Vietnamese header.
    pub header: &'static str,
    /// Whether a row without it is refused.
    pub need: Need,
    pub vietnamese: &'static str,
    pub english: &'static str,
    /// The values that may be chosen; empty where anything may be written.
    pub choices: &'static [&'static str],
    pub content: CellContent,
}

/// Whether a cell may be left blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellContent {
    /// Also codes made of digits, whose zeros must stay.
    Text,
    Number,
    Date,
}

/// A row to start from, in the order of the columns.
pub type Example = &'static [&'static str];

/// A table to fill in.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    pub kind: Kind,
    /// Vietnamese name of the table.
    pub title: &'static str,
    pub columns: &'static [TemplateColumn],
    pub examples: &'static [Example],
}

impl Template {
    /// What stands under the header and is never read as data: unit, form and whether it must be filled.
    pub fn remarks(&self) -> Vec<String> {
        let told = self.columns.iter().enumerate().map(|(at, column)| {
            let need = match column.need {
                Need::Required => "bắt buộc",
                Need::Optional => "có thể để trống",
            };
            let mark = if at == 0 { format!("{REMARK} ") } else { String::new() };
            format!("{mark}{need}; {}", column.vietnamese)
        });
        told.collect()
    }

    /// The example rows, marked so that they are not read as data until the mark is taken off.
    pub fn marked_examples(&self) -> Vec<Vec<String>> {
        let row = |example: &Example| {
            let cells = example.iter().enumerate();
            cells
                .map(|(at, cell)| {
                    if at == 0 {
                        format!("{REMARK} {cell}")
                    } else {
                        (*cell).to_owned()
                    }
                })
                .collect()
        };
        self.examples.iter().map(row).collect()
    }
}

/// The template of a kind; `None` for roads, water and green areas, which come from OpenStreetMap or a drawn layer and are not
/// written by hand.
pub fn template(kind: Kind) -> Option<Template> {
    let (title, columns, examples): (_, &'static [TemplateColumn], &'static [Example]) = match kind {
        Kind::Facilities => ("Điểm phục vụ", FACILITIES, FACILITY_EXAMPLES),
        Kind::Demand => ("Dân cư", DEMAND, DEMAND_EXAMPLES),
        Kind::Areas => ("Đơn vị hành chính", AREAS, AREA_EXAMPLES),
        Kind::Outline => ("Ranh giới thành phố", OUTLINE, OUTLINE_EXAMPLES),
        Kind::Procedures => ("Thủ tục", PROCEDURES, PROCEDURE_EXAMPLES),
        Kind::Operators => ("Doanh nghiệp", OPERATORS, OPERATOR_EXAMPLES),
        Kind::Performance => ("Báo cáo tháng", PERFORMANCE, PERFORMANCE_EXAMPLES),
        Kind::TravelTimes => ("Thời gian đi lại", TRAVEL_TIMES, TRAVEL_TIME_EXAMPLES),
        Kind::Crosswalk => ("Đối chiếu xã phường", CROSSWALK, CROSSWALK_EXAMPLES),
        Kind::Census => ("Dân số theo xã phường", CENSUS, CENSUS_EXAMPLES),
        Kind::Candidates => ("Nơi có thể mở điểm", CANDIDATES, CANDIDATE_EXAMPLES),
        Kind::Roads | Kind::Water | Kind::Green => return None,
    };
    Some(Template {
        kind,
        title,
        columns,
        examples,
    })
}

const fn column(
    key: &'static str,
    header: &'static str,
    need: Need,
    content: CellContent,
    vietnamese: &'static str,
    english: &'static str,
) -> TemplateColumn {
    TemplateColumn {
        key,
        header,
        need,
        vietnamese,
        english,
        choices: &[],
        content,
    }
}

const fn choice(
    key: &'static str,
    header: &'static str,
    need: Need,
    choices: &'static [&'static str],
    vietnamese: &'static str,
    english: &'static str,
) -> TemplateColumn {
    TemplateColumn {
        key,
        header,
        need,
        vietnamese,
        english,
        choices,
        content: CellContent::Text,
    }
}

use CellContent::{Date, Number, Text};
use Need::{Optional, Required};

const KINDS: &[&str] = &[
    "Chi nhánh",
    "Điểm tiếp nhận",
    "Đại lý dịch vụ công trực tuyến",
    "Cộng tác viên dịch vụ công",
    "Điểm tiếp nhận lưu động",
];
const STATUSES: &[&str] = &["Đang hoạt động", "Dự kiến", "Đã đóng"];
const YES_NO: &[&str] = &["Có", "Không"];
const ORIGINS: &[&str] = &["Thực tế", "Mô phỏng"];
const LEVELS: &[&str] = &["Thành phố", "Quận huyện", "Phường xã"];
const TERRITORIES: &[&str] = &["Đô thị", "Nông thôn"];

// Columns that points and candidates have alike.
const ADDRESS: TemplateColumn = column(
    "address",
    "Địa chỉ",
    Optional,
    Text,
    "số nhà, đường, phường xã",
    "house number, street, commune",
);
const AREA: TemplateColumn = column(
    "area",
    "Mã phường xã",
    Optional,
    Text,
    "mã 5 chữ số; để trống thì suy từ vị trí",
    "five-digit code of the commune; from the position where blank",
);
const ORIGIN: TemplateColumn = choice(
    "origin",
    "Nguồn gốc",
    Optional,
    ORIGINS,
    "để trống là thực tế",
    "blank means a fact",
);
const EXTERNAL_ID: TemplateColumn = column(
    "external_id",
    "Mã ngoài",
    Optional,
    Text,
    "mã trong hệ thống khác",
    "its code in another system",
);

const FACILITIES: &[TemplateColumn] = &[
    column(
        "code",
        "Mã điểm",
        Optional,
        Text,
        "mã riêng của điểm, giữ nguyên qua các lần nhập",
        "the point's own code, the same at every import; made from name and position where blank",
    ),
    choice(
        "kind",
        "Loại điểm",
        Required,
        KINDS,
        "chọn trong danh sách",
        "one of the list",
    ),
    column("name", "Tên điểm", Required, Text, "tên đầy đủ", "full name"),
    column(
        "lon",
        "Kinh độ",
        Required,
        Number,
        "độ, hệ WGS84, ví dụ 105.8523 (hệ khác: --crs)",
        "degrees, WGS84, such as 105.8523 (other systems: --crs)",
    ),
    column(
        "lat",
        "Vĩ độ",
        Required,
        Number,
        "độ, hệ WGS84, ví dụ 21.0285",
        "degrees, WGS84, such as 21.0285",
    ),
    ADDRESS,
    column(
        "operator",
        "Doanh nghiệp",
        Optional,
        Text,
        "đơn vị vận hành, ví dụ BIDV",
        "who runs it, such as BIDV",
    ),
    AREA,
    column(
        "capacity",
        "Công suất tháng",
        Optional,
        Number,
        "hồ sơ có thể tiếp nhận mỗi tháng",
        "dossiers it can take a month",
    ),
    column(
        "load",
        "Hồ sơ tháng",
        Optional,
        Number,
        "hồ sơ hiện tiếp nhận mỗi tháng",
        "dossiers it takes now a month",
    ),
    column(
        "staff",
        "Nhân viên",
        Optional,
        Number,
        "số người, số nguyên",
        "people, a whole number",
    ),
    column(
        "hours",
        "Giờ mở cửa",
        Optional,
        Text,
        "ví dụ T2-T6 8:00-17:00 hoặc Mo-Fr 08:00-17:00",
        "such as Mo-Fr 08:00-17:00",
    ),
    column(
        "procedures",
        "Mã thủ tục",
        Optional,
        Text,
        "các mã, cách nhau bằng dấu chấm phẩy; để trống là cả danh mục thiết yếu",
        "codes with semicolons between; blank means the whole essential list",
    ),
    column(
        "phone",
        "Điện thoại",
        Optional,
        Text,
        "số điện thoại của điểm, không phải của cá nhân",
        "the point's number, not a person's",
    ),
    choice(
        "wheelchair",
        "Xe lăn",
        Optional,
        YES_NO,
        "lối đi cho xe lăn",
        "whether a wheelchair gets in",
    ),
    column(
        "opened_on",
        "Ngày mở",
        Optional,
        Date,
        "ngày/tháng/năm, ví dụ 01/04/2025",
        "day/month/year, such as 01/04/2025",
    ),
    choice(
        "status",
        "Trạng thái",
        Optional,
        STATUSES,
        "để trống là đang hoạt động",
        "blank means open",
    ),
    ORIGIN,
    EXTERNAL_ID,
    column(
        "floor_area",
        "Diện tích (m2)",
        Optional,
        Number,
        "diện tích sàn, mét vuông",
        "floor area in square metres",
    ),
    column(
        "equipment",
        "Trang thiết bị",
        Optional,
        Text,
        "cách nhau bằng dấu chấm phẩy, ví dụ máy quét; máy tính công cộng",
        "with semicolons between, such as scanner; public computer",
    ),
];
const FACILITY_EXAMPLES: &[Example] = &[
    &[
        "DL001",
        "Đại lý dịch vụ công trực tuyến",
        "Đại lý BIDV Nguyễn Chí Thanh",
        "105.8112",
        "21.024",
        "71 Nguyễn Chí Thanh",
        "BIDV",
        "",
        "300",
        "120",
        "2",
        "T2-T6 8:00-17:00",
        "",
        "",
        "Có",
        "01/04/2025",
        "Đang hoạt động",
        "",
        "",
        "18.5",
        "máy quét; máy tính công cộng",
    ],
    &[
        "CN01",
        "Chi nhánh",
        "Chi nhánh số 1",
        "105.8523",
        "21.0285",
        "",
        "",
        "",
        "6000",
        "",
        "24",
        "Mo-Fr 08:00-17:00; Sa 08:00-11:30",
        "",
        "",
        "Có",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
];

const DEMAND: &[TemplateColumn] = &[
    column(
        "code",
        "Mã ô",
        Optional,
        Text,
        "mã riêng của ô hoặc tổ dân phố",
        "the cell's own code",
    ),
    column(
        "lon",
        "Kinh độ",
        Required,
        Number,
        "độ, hệ WGS84, tâm của ô",
        "degrees, WGS84, the cell's centre",
    ),
    column("lat", "Vĩ độ", Required, Number, "độ, hệ WGS84", "degrees, WGS84"),
    column(
        "people",
        "Dân số",
        Required,
        Number,
        "số người; 0 nếu không có ai ở",
        "residents; 0 where nobody lives",
    ),
    column(
        "elderly",
        "Người cao tuổi",
        Optional,
        Number,
        "số người từ 60 tuổi trong đó",
        "of those, people of 60 and more",
    ),
    column(
        "enterprises",
        "Số doanh nghiệp",
        Optional,
        Number,
        "số doanh nghiệp có trụ sở trong ô",
        "enterprises seated in the cell",
    ),
];
const DEMAND_EXAMPLES: &[Example] = &[
    &["TDP01", "105.8523", "21.0285", "1250", "180", "35"],
    &["TDP02", "105.8541", "21.0297", "980.5", "", ""],
];

const AREAS: &[TemplateColumn] = &[
    column("code", "Mã", Required, Text, "mã 5 chữ số", "five-digit code"),
    column(
        "name",
        "Tên",
        Required,
        Text,
        "có chữ Phường, Xã đứng đầu",
        "with Phường or Xã before it",
    ),
    choice(
        "level",
        "Cấp",
        Optional,
        LEVELS,
        "để trống là phường xã",
        "blank means commune",
    ),
    choice(
        "territory",
        "Khu vực",
        Optional,
        TERRITORIES,
        "để trống thì suy từ tên",
        "from the name where blank",
    ),
    column(
        "population",
        "Dân số",
        Optional,
        Number,
        "số người công bố",
        "declared residents",
    ),
    column("area_km2", "Diện tích", Optional, Number, "km2", "km2"),
    column(
        "valid_from",
        "Hiệu lực từ",
        Optional,
        Text,
        "ngày đầu tiên, ví dụ 01/07/2025",
        "first day, such as 01/07/2025",
    ),
    column(
        "outline",
        "Ranh giới",
        Required,
        Text,
        "đa giác WKT, kinh độ trước vĩ độ; dài quá một ô thì tiếp ở cột Ranh giới 2",
        "polygon as WKT, longitude first; goes on in a column 'Ranh giới 2' where one cell is too short",
    ),
];
const AREA_EXAMPLES: &[Example] = &[&[
    "00001",
    "Phường Ví Dụ",
    "Phường xã",
    "Đô thị",
    "21000",
    "1.2",
    "01/07/2025",
    "POLYGON ((105.84 21.02, 105.85 21.02, 105.85 21.03, 105.84 21.03, 105.84 21.02))",
]];

const OUTLINE: &[TemplateColumn] = &[column(
    "outline",
    "Ranh giới",
    Required,
    Text,
    "đa giác WKT, kinh độ trước vĩ độ",
    "polygon as WKT, longitude first",
)];
const OUTLINE_EXAMPLES: &[Example] =
    &[&["POLYGON ((105.80 21.00, 105.90 21.00, 105.90 21.10, 105.80 21.10, 105.80 21.00))"]];

const PROCEDURES: &[TemplateColumn] = &[
    column(
        "code",
        "Mã thủ tục",
        Required,
        Text,
        "mã trong cơ sở dữ liệu quốc gia, ví dụ 1.001193",
        "code of the national list, such as 1.001193",
    ),
    column("name", "Tên thủ tục", Required, Text, "tên đầy đủ", "full name"),
    column(
        "field",
        "Lĩnh vực",
        Optional,
        Text,
        "ví dụ Hộ tịch",
        "field, such as Hộ tịch",
    ),
];
const PROCEDURE_EXAMPLES: &[Example] = &[&["1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch"]];

const TRAVEL_TIMES: &[TemplateColumn] = &[
    column(
        "cell",
        "Mã ô",
        Required,
        Text,
        "mã ô dân cư, như trong tệp xuất cells",
        "code of the cell, as `gandan export W cells` tells it",
    ),
    column(
        "facility",
        "Mã điểm",
        Required,
        Text,
        "mã điểm phục vụ",
        "code of the point",
    ),
    column(
        "minutes",
        "Phút",
        Optional,
        Number,
        "số phút đi từ ô tới điểm; để trống là không tới được",
        "minutes from the cell to the point; blank means that it cannot be reached",
    ),
];
const TRAVEL_TIME_EXAMPLES: &[Example] = &[&["C000123", "DL001", "12.5"], &["C000124", "DL001", ""]];

const PARTS: &[&str] = &["toàn bộ", "một phần"];
const CROSSWALK: &[TemplateColumn] = &[
    column(
        "old_code",
        "Mã cũ",
        Required,
        Text,
        "mã đơn vị trước sắp xếp; đơn vị bị chia có một dòng cho mỗi xã, phường mới",
        "code before the change; a unit that was split has a row for each new one",
    ),
    column(
        "old_name",
        "Tên cũ",
        Required,
        Text,
        "có chữ Phường, Xã, Thị trấn đứng đầu",
        "with its kind before it",
    ),
    column(
        "old_district",
        "Quận huyện cũ",
        Optional,
        Text,
        "quận, huyện, thị xã trước đây",
        "its former district",
    ),
    column(
        "new_code",
        "Mã mới",
        Required,
        Text,
        "mã đơn vị sau sắp xếp",
        "code after the change",
    ),
    column(
        "new_name",
        "Tên mới",
        Required,
        Text,
        "có chữ Phường, Xã đứng đầu",
        "with its kind before it",
    ),
    choice(
        "part",
        "Phần",
        Optional,
        PARTS,
        "để trống: một dòng là toàn bộ, nhiều dòng là từng phần",
        "blank: one row is all of it, several are parts",
    ),
    column(
        "confidence",
        "Độ tin cậy",
        Optional,
        Text,
        "nguồn nói gì về độ chắc chắn",
        "what the source says of its certainty",
    ),
];
const CROSSWALK_EXAMPLES: &[Example] = &[
    &[
        "00001",
        "Phường Ví Dụ",
        "Quận Mẫu",
        "00004",
        "Phường Mẫu Mới",
        "toàn bộ",
        "",
    ],
    &[
        "00007",
        "Phường Chia Đôi",
        "Quận Mẫu",
        "00004",
        "Phường Mẫu Mới",
        "một phần",
        "",
    ],
    &[
        "00007",
        "Phường Chia Đôi",
        "Quận Mẫu",
        "00008",
        "Phường Mẫu Khác",
        "một phần",
        "",
    ],
];

const CENSUS: &[TemplateColumn] = &[
    column(
        "code",
        "Mã xã phường",
        Optional,
        Text,
        "mã đơn vị vào thời điểm của số liệu; thiếu mã thì chỉ tìm được theo tên",
        "the unit's code at the time of the count; without it the unit is found by its name only",
    ),
    column(
        "name",
        "Tên xã phường",
        Required,
        Text,
        "có chữ Phường, Xã, Thị trấn đứng đầu",
        "with its kind before it",
    ),
    column(
        "district",
        "Quận huyện",
        Optional,
        Text,
        "quận, huyện, thị xã",
        "district",
    ),
    column(
        "people",
        "Dân số",
        Required,
        Number,
        "số người, số nguyên",
        "residents, a whole number",
    ),
    column(
        "elderly",
        "Người cao tuổi",
        Optional,
        Number,
        "số người từ 60 tuổi trong đó",
        "of those, people of 60 and more",
    ),
    column(
        "series",
        "Bộ số liệu",
        Optional,
        Text,
        "để trống là tên tệp",
        "the file's name where blank",
    ),
    column(
        "as_of",
        "Thời điểm",
        Optional,
        Text,
        "năm, tháng hoặc ngày, ví dụ 2019-04-01",
        "year, month or day, such as 2019-04-01",
    ),
    column(
        "lon",
        "Kinh độ",
        Optional,
        Number,
        "độ, hệ WGS84, một điểm trong đơn vị",
        "degrees, WGS84, a point in the unit",
    ),
    column("lat", "Vĩ độ", Optional, Number, "độ, hệ WGS84", "degrees, WGS84"),
];
const CENSUS_EXAMPLES: &[Example] = &[
    &[
        "00001",
        "Phường Ví Dụ",
        "Quận Mẫu",
        "21000",
        "3100",
        "dieu-tra-2019",
        "2019-04-01",
        "105.8481",
        "21.0468",
    ],
    &[
        "00007",
        "Phường Chia Đôi",
        "Quận Mẫu",
        "9500",
        "",
        "dieu-tra-2019",
        "2019-04-01",
        "",
        "",
    ],
];

const OPERATORS: &[TemplateColumn] = &[
    column("code", "Mã doanh nghiệp", Required, Text, "mã riêng", "its own code"),
    column("name", "Tên doanh nghiệp", Required, Text, "tên đầy đủ", "full name"),
];
const OPERATOR_EXAMPLES: &[Example] = &[&["BIDV", "Ngân hàng TMCP Đầu tư và Phát triển Việt Nam"]];

const PERFORMANCE: &[TemplateColumn] = &[
    column(
        "facility",
        "Mã điểm",
        Required,
        Text,
        "mã của điểm phục vụ",
        "code of the service point",
    ),
    column(
        "month",
        "Tháng",
        Required,
        Text,
        "tháng/năm, ví dụ 04/2025",
        "month/year, such as 04/2025",
    ),
    column(
        "dossiers",
        "Số hồ sơ",
        Required,
        Number,
        "hồ sơ hướng dẫn hoặc tiếp nhận; 0 nếu không có",
        "dossiers guided or received; 0 for none",
    ),
    column(
        "submitted_online",
        "Nộp trực tuyến",
        Optional,
        Number,
        "trong đó nộp trực tuyến",
        "of those, submitted online",
    ),
    column(
        "accepted",
        "Được tiếp nhận",
        Optional,
        Number,
        "trong đó được tiếp nhận",
        "of those, accepted",
    ),
    column(
        "on_time",
        "Đúng hạn",
        Optional,
        Number,
        "giải quyết đúng hạn",
        "settled on time",
    ),
    column(
        "complaints",
        "Phản ánh",
        Optional,
        Number,
        "số phản ánh, kiến nghị",
        "complaints",
    ),
    column(
        "responses",
        "Số phiếu",
        Optional,
        Number,
        "số phiếu khảo sát thu về",
        "answers to the survey",
    ),
    column(
        "satisfied",
        "Hài lòng",
        Optional,
        Number,
        "số phiếu hài lòng trong đó",
        "of those, satisfied",
    ),
    column(
        "late",
        "Quá hạn",
        Optional,
        Number,
        "hồ sơ giải quyết quá hạn",
        "settled after the term",
    ),
    column(
        "satisfaction_score",
        "Điểm hài lòng",
        Optional,
        Number,
        "điểm trung bình của các phiếu, trên thang điểm ở cột bên",
        "mean mark of the answers, on the scale of the next column",
    ),
    column(
        "satisfaction_scale",
        "Thang điểm",
        Optional,
        Number,
        "điểm cao nhất của thang, ví dụ 5; phải có khi có điểm hài lòng",
        "the best mark of the scale, such as 5; needed where there is a mark",
    ),
    column(
        "cost",
        "Chi phí (đồng)",
        Optional,
        Number,
        "chi phí của điểm trong tháng, đồng Việt Nam",
        "what the point cost in the month, Vietnamese dong",
    ),
];
const PERFORMANCE_EXAMPLES: &[Example] = &[&[
    "DL001", "04/2025", "120", "118", "115", "110", "0", "40", "38", "5", "4.6", "5", "12500000",
]];

const CANDIDATES: &[TemplateColumn] = &[
    column(
        "code",
        "Mã",
        Optional,
        Text,
        "mã riêng của nơi này, giữ nguyên qua các lần nhập",
        "the place's own code, the same at every import; made from name and position where blank",
    ),
    choice(
        "kind",
        "Loại điểm",
        Optional,
        KINDS,
        "loại điểm có thể mở ở đây; để trống là đại lý",
        "what could open here; blank means an agent",
    ),
    column("name", "Tên", Required, Text, "tên nơi này", "name of the place"),
    column("lon", "Kinh độ", Required, Number, "độ, hệ WGS84", "degrees, WGS84"),
    column("lat", "Vĩ độ", Required, Number, "độ, hệ WGS84", "degrees, WGS84"),
    ADDRESS,
    column(
        "operator",
        "Doanh nghiệp",
        Optional,
        Text,
        "đơn vị sẽ vận hành",
        "who would run it",
    ),
    AREA,
    column(
        "opening_cost",
        "Chi phí mở (đồng)",
        Optional,
        Number,
        "chi phí một lần để mở điểm, đồng Việt Nam",
        "what opening it costs once, Vietnamese dong",
    ),
    column(
        "capacity",
        "Công suất tháng",
        Optional,
        Number,
        "hồ sơ có thể tiếp nhận mỗi tháng",
        "dossiers it could take a month",
    ),
    ORIGIN,
    EXTERNAL_ID,
];
const CANDIDATE_EXAMPLES: &[Example] = &[&[
    "UV001",
    "Đại lý dịch vụ công trực tuyến",
    "Bưu điện văn hóa xã",
    "105.8112",
    "21.024",
    "71 Nguyễn Chí Thanh",
    "VNPost",
    "",
    "45000000",
    "300",
    "",
    "",
]];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns;

    #[test]
    fn every_header_is_a_name_of_its_field_and_every_example_has_its_cells() {
        for kind in Kind::ALL {
            let Some(template) = template(kind) else {
                assert!(matches!(kind, Kind::Roads | Kind::Water | Kind::Green));
                continue;
            };
            for column in template.columns {
                let fields = columns::of_kind(kind).iter().copied().flatten();
                let field = fields.clone().find(|(key, _)| *key == column.key);
                let (_, names) = field.unwrap_or_else(|| panic!("{}: no field {}", kind.code(), column.key));
                let folded = columns::folded_header(column.header);
                assert!(
                    names.contains(&folded.as_str()),
                    "{}: {folded} is no name of {}",
                    kind.code(),
                    column.key
                );
            }
            assert!(!template.examples.is_empty());
            assert!(
                template.examples.iter().all(|row| row.len() == template.columns.len()),
                "{}",
                kind.code()
            );
            assert!(template.remarks()[0].starts_with(REMARK));
        }
    }
}
