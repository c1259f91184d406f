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
        )
        .says(&[(
            "a line has fewer than two points; draw or export it again",
            "một đường có ít hơn hai điểm; vẽ hoặc xuất lại",
        )]),
    Check::warning("outline_incomplete", Done::LeftOut)
        .vi(
            "Vùng không trọn vẹn",
            "Một số vùng không có đủ trong tệp (tệp bị cắt) hoặc không khép kín nên không được vẽ",
            "Lấy vùng rộng hơn thành phố một chút, hoặc sửa trong OpenStreetMap",
        )
        .en(
            "Outlines not whole",
            "Some outlines are not whole in the file (it was clipped) or do not close, and are not drawn",
            "Take an extract a little larger than the city, or mend them in OpenStreetMap",
        )
        .says(&[(
            "{count} outlines are not whole in the file (it was clipped, or their rings do not close) and were left out: {list}",
            "{count} vùng không trọn vẹn trong tệp (tệp bị cắt, hoặc vòng không khép kín) nên bị bỏ: {list}",
        )]),
    Check::error("nothing_drawn")
        .vi(
            "Không có sông hồ, cây xanh",
            "Tệp không có hình nào thuộc loại cần nhập",
            "Chọn tệp có đủ dữ liệu của OpenStreetMap, không phải tệp chỉ có đường sá",
        )
        .en(
            "No water, no green area",
            "The file holds no shape of the kind that is imported",
            "Choose an extract with all that OpenStreetMap has, not one of roads alone",
        )
        .says(&[
            (
                "the file holds no water that is drawn (natural=water, waterway=river and the like); choose an extract with all that OpenStreetMap has",
                "tệp không có sông, hồ nào để vẽ (natural=water, waterway=river và tương tự); chọn tệp có đủ dữ liệu OpenStreetMap",
            ),
            (
                "the file holds no green area that is drawn (leisure=park, landuse=forest and the like); choose an extract with all that OpenStreetMap has",
                "tệp không có công viên, cây xanh nào để vẽ (leisure=park, landuse=forest và tương tự); chọn tệp có đủ dữ liệu OpenStreetMap",
            ),
        ]),
    Check::info("ground_left_out", Done::LeftOut)
        .vi(
            "Sông hồ, cây xanh không vẽ",
            "Nước chảy ngầm, dưới mái che và vườn riêng không được vẽ",
            "Không cần làm gì",
        )
        .en(
            "Water and green areas not drawn",
            "Water below the ground or under a roof, and private gardens, are not drawn",
            "Nothing to do",
        )
        .says(&[(
            "{count} waters and green areas below the ground, under a roof or of a private garden are not drawn",
            "{count} nơi là nước ngầm, dưới mái che hoặc vườn riêng, không vẽ",
        )]),
    Check::info("waterway_class_unknown", Done::Assumed)
        .vi(
            "Loại dòng chảy lạ",
            "Một số đường nước ghi loại không hiểu được nên được vẽ như suối",
            "Ghi river (sông), canal (kênh) hoặc stream (suối)",
        )
        .en(
            "Class of a line of water",
            "Some lines of water are of a class that is not known and are drawn as streams",
            "Write river, canal or stream",
        )
        .says(&[(
            "{count} lines of water are of a class that is not known (the first: '{class}'); they are drawn as streams, from near only. Known are river, canal and stream",
            "{count} đường nước ghi loại không hiểu được (đầu tiên: '{class}'); vẽ như suối, chỉ thấy khi phóng gần. Các loại hiểu được: sông (river), kênh (canal), suối (stream)",
        )]),
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
