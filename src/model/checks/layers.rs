//! Checks of map layers, areas and population rasters.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("no_features")
        .vi("Không có đối tượng", "Tệp GeoJSON không có đối tượng nào", "Xuất lại lớp có dữ liệu")
        .en("No feature", "The GeoJSON has no feature; nothing can be imported", "Export the layer with its data"),
    Check::error("missing_geometry")
        .vi("Thiếu hình học", "Đối tượng không có hình học", "Vẽ hoặc xuất lại đối tượng")
        .en("Missing geometry", "The feature has no geometry", "Draw it or export it again")
        .says(&[(
            "the feature has no geometry; {needed} is needed",
            "đối tượng không có hình học; cần {needed!}",
        )]),
    Check::error("wrong_geometry")
        .vi("Sai loại hình học", "Hình học không phải loại cần có", "Xuất đúng lớp")
        .en("Wrong geometry", "The geometry is not of the kind that is needed", "Export the right layer")
        .says(&[(
            "the geometry is not {needed}; export the right layer",
            "hình học không phải {needed!}; xuất đúng lớp",
        )]),
    Check::error("broken_geometry")
        .vi("Hình học hỏng", "Tọa độ không tạo thành một hình trọn vẹn", "Xuất lại lớp")
        .en(
            "Damaged geometry",
            "The coordinates are not those of a whole geometry",
            "Export the layer again",
        ),
    Check::error("empty_outline")
        .vi(
            "Ranh giới rỗng",
            "Ranh giới có ít hơn ba đỉnh hoặc không bao quanh gì",
            "Vẽ hoặc xuất lại ranh giới",
        )
        .en(
            "Empty outline",
            "The outline has fewer than three corners or encloses nothing",
            "Draw or export it again",
        ),
    Check::error("no_people")
        .vi(
            "Không có dân cư",
            "Dữ liệu không có người nào, nên không đánh giá được tiếp cận",
            "Nhập dữ liệu dân cư (demand) của thành phố",
        )
        .en(
            "No people",
            "Nobody lives in the data, so that access cannot be judged",
            "Import demand, a population grid of the city",
        )
        .says(&[
            (
                "no row holds people (inside the box asked for); nothing can be imported",
                "không dòng nào có người (trong khung đã nêu); không nhập được gì",
            ),
            (
                "no pixel of the raster holds people (inside the box asked for)",
                "không điểm ảnh nào có người (trong khung đã nêu)",
            ),
        ]),
    Check::info("raster_total", Done::Kept)
        .vi("Tổng số đọc từ ảnh", "Số ô có người đã đọc từ ảnh dân số", "So tổng số người với nguồn")
        .en("Total of the raster", "How many populated cells were read", "Compare the people with the source")
        .says(&[("{count} populated cells were read", "đã đọc {count} ô có người")]),
    Check::warning("negative_people", Done::LeftOut)
        .vi(
            "Điểm ảnh âm",
            "Điểm ảnh có số người âm được bỏ qua",
            "Nếu giá trị đó nghĩa là không có dữ liệu thì khai nó là NODATA",
        )
        .en(
            "Negative pixels",
            "Pixels with less than zero people were left out",
            "If the value means 'no data', set it as NODATA",
        )
        .says(&[(
            "{count} pixels hold less than zero people (down to {least}) and were left out; if that value means 'no data', set it as NODATA",
            "{count} điểm ảnh có số người âm (đến {least}) được bỏ qua; nếu đó là giá trị không có dữ liệu thì khai là NODATA",
        )]),
    Check::error("outside_the_earth")
        .vi(
            "Điểm ảnh ngoài trái đất",
            "Điểm ảnh có người không nằm trên trái đất",
            "Kiểm tra hệ tọa độ của ảnh",
        )
        .en(
            "Pixels nowhere on the earth",
            "Populated pixels lie nowhere on the earth",
            "Check the raster's reference system",
        )
        .says(&[(
            "{count} populated pixels lie nowhere on the earth; check the raster's reference system",
            "{count} điểm ảnh có người không nằm trên trái đất; kiểm tra hệ tọa độ của ảnh",
        )]),
    Check::error("raster_too_large")
        .vi("Ảnh quá lớn", "Ảnh vượt mức cho phép", "Cắt ảnh theo thành phố trước")
        .en("Raster too large", "The raster is larger than is allowed", "Cut it to the city first")
        .says(&[
            (
                "the raster claims {width} x {height} pixels, more than {allowed} million; cut it to the city first",
                "ảnh khai {width} x {height} điểm ảnh, quá {allowed} triệu; cắt ảnh theo thành phố trước",
            ),
            (
                "a strip or tile of the raster claims more than fits; save it with tiles (gdal_translate -co TILED=YES)",
                "một dải hay ô của ảnh khai nhiều hơn mức chứa được; lưu lại theo ô (gdal_translate -co TILED=YES)",
            ),
        ]),
    Check::error("too_many_cells")
        .vi("Quá nhiều ô dân cư", "Ảnh có quá nhiều ô có người", "Cắt ảnh theo thành phố trước")
        .en("Too many cells", "The raster has too many populated cells", "Cut it to the city first")
        .says(&[(
            "the raster has more than {limit} populated cells; cut it to the city first",
            "ảnh có hơn {limit} ô có người; cắt ảnh theo thành phố trước",
        )]),
    Check::error("not_one_band")
        .vi("Không phải một kênh", "Ảnh phải có đúng một kênh là số người", "Xuất ảnh một kênh")
        .en("Not one band", "One band of people is needed", "Export the raster with one band")
        .says(&[(
            "the raster is a picture or has several bands ({other}); one band of people is needed",
            "ảnh là tranh hoặc có nhiều kênh ({other}); cần một kênh số người",
        )]),
    Check::error("broken_tiff")
        .vi("Ảnh hỏng", "Ảnh bị hỏng", "Tải hoặc xuất lại ảnh")
        .en("Damaged raster", "The raster is damaged", "Download or export it again")
        .says(&[
            (
                "the raster has {chunks} strips or tiles where its size asks for {expected}",
                "ảnh có {chunks} dải hay ô, trong khi kích thước cần {expected}",
            ),
            (
                "the raster is damaged ({other}); download or export it again",
                "ảnh bị hỏng ({other}); tải hoặc xuất lại",
            ),
        ]),
    Check::error("truncated_tiff")
        .vi("Ảnh bị cắt", "Ảnh kết thúc giữa chừng", "Tải hoặc xuất lại ảnh")
        .en("Raster cut off", "The raster ends in the middle", "Download or export it again"),
    Check::error("unsupported_tiff")
        .vi(
            "Kiểu nén ảnh không đọc được",
            "Ảnh dùng một kiểu ghi không đọc được",
            "Lưu lại với nén deflate (gdal_translate -co COMPRESS=DEFLATE)",
        )
        .en(
            "Unsupported raster",
            "The raster is written in a way that is not read",
            "Save it with deflate compression (gdal_translate -co COMPRESS=DEFLATE)",
        )
        .says(&[(
            "{reason}; save it with deflate compression (gdal_translate -co COMPRESS=DEFLATE)",
            "ảnh không đọc được ({reason}); lưu lại với nén deflate (gdal_translate -co COMPRESS=DEFLATE)",
        )]),
    Check::error("no_georeference")
        .vi(
            "Ảnh không có vị trí",
            "Ảnh không cho biết nằm ở đâu (không có thẻ GeoTIFF)",
            "Xuất thành GeoTIFF từ phần mềm bản đồ",
        )
        .en(
            "Raster without a place",
            "The raster does not say where it lies (no GeoTIFF tags)",
            "Export it as GeoTIFF from a map program",
        ),
    Check::error("broken_georeference")
        .vi("Vị trí ảnh vô lý", "Vị trí khai trong ảnh không hợp lý", "Xuất lại ảnh")
        .en("Raster's place makes no sense", "The place that the raster tells makes no sense", "Export it again")
        .says(&[(
            "the raster's place {affine} makes no sense; export it again",
            "vị trí của ảnh {affine} không hợp lý; xuất lại",
        )]),
    Check::warning("no_dbf", Done::Kept)
        .vi(
            "Thiếu tệp .dbf",
            "Tệp nén không có .dbf đi cùng .shp, nên các hình không có thuộc tính",
            "Nén cả .dbf vào",
        )
        .en(
            "No .dbf",
            "The archive has no .dbf for its .shp, so the shapes have no fields",
            "Pack the .dbf too",
        ),
    Check::warning("timetable_stops", Done::Kept)
        .vi(
            "Điểm dừng xe",
            "Các điểm dừng của lịch chạy xe là nơi có thể đặt điểm, không phải điểm đang có",
            "Chỉ dùng làm vị trí dự kiến",
        )
        .en(
            "Stops of a timetable",
            "Stops are places where a point could be, no points that exist",
            "Use them as candidates only",
        )
        .says(&[(
            "{count} stops of a timetable were read as {kind}; they are places where such a point could be, no points that exist{more}",
            "{count} điểm dừng xe được đọc thành {kind}; đó là nơi có thể đặt điểm như vậy, không phải điểm đang có{more!}",
        )]),
];
