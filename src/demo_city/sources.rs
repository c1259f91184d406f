//! Where each layer of the demo city comes from, as the workspace tells it: in Vietnamese, the first language of the screens and
//! the only one of the documents.

use super::DemoOptions;
use crate::model::SourceRecord;

/// The day that the demo data describe; fixed, so that the same options give the same bytes.
const STATED_AT: &str = "2026-11-01T00:00:00Z";

/// Layer and note; `data/README.md` tells the same in English, column by column.
const NOTES: [(&str, &str); 8] = [
    (
        "areas",
        "Mã, tên, vị trí và diện tích của 126 xã, phường: vietnamadminunits 1.0.4 (MIT). Dân số: công bố ngày 01/7/2025 của 72 \
         xã, phường, ước tính của 54. Ranh giới được mô hình hóa từ vị trí và diện tích.",
    ),
    (
        "demand",
        "Ô dân cư được mô hình hóa, hiệu chỉnh theo dân số từng xã, phường; dân cư phân bố theo trung tâm của 526 xã, phường \
         năm 2024 (vietnamadminunits 1.0.4, MIT). Số người cao tuổi được mô hình hóa.",
    ),
    (
        "roads",
        "Đường phố được mô hình hóa. Tên các đường chính và mười cầu qua sông Hồng, sông Đuống là thật, hướng tuyến đúng đến \
         khoảng một ki-lô-mét; một phần đầu cầu © OpenStreetMap contributors (ODbL 1.0).",
    ),
    (
        "water",
        "Bờ sông được mô hình hóa dọc dòng chảy thật (đúng đến khoảng 500 m); hồ là đường viền phác, sông nhỏ là đường nối các \
         nơi đã biết (đúng đến khoảng một ki-lô-mét).",
    ),
    (
        "green",
        "Công viên, rừng có thật, theo tên; đường viền được mô hình hóa, vẽ phác bằng tay.",
    ),
    (
        "facilities",
        "30 chi nhánh, 126 điểm tiếp nhận, 476 đại lý của 7 doanh nghiệp (trong đó BIDV 206): số lượng là thật. Vị trí đại lý: \
         thật, © OpenStreetMap contributors (ODbL 1.0), nơi có mã OSM, còn lại được mô hình hóa. Giờ phục vụ, nhân sự và thủ \
         tục được mô hình hóa.",
    ),
    (
        "procedures",
        "50 thủ tục có thật, do mô hình chọn; danh mục chính thức chưa công khai.",
    ),
    (
        "performance",
        "Được mô hình hóa. Số thật: 206 quầy BIDV có tổng cộng 30 hồ sơ trong sáu tuần đầu, đến ngày 16/5/2025.",
    ),
];

/// One record a layer.
pub fn records(options: &DemoOptions) -> Vec<SourceRecord> {
    let name = format!("demo_city, cells {} m, seed {}", options.cell_metres, options.seed);
    let record = |(layer, note): &(&str, &str)| SourceRecord {
        layer: (*layer).to_owned(),
        name: name.clone(),
        note: (*note).to_owned(),
        imported_at: STATED_AT.to_owned(),
        content_hash: None,
    };
    NOTES.iter().map(record).collect()
}
