//! Checks of tables: the header, rows that are no data, columns.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("no_header")
        .vi(
            "Không tìm thấy dòng tiêu đề",
            "Không dòng nào là tiêu đề hiểu được của loại dữ liệu này",
            "Đặt tên các cột trong một dòng như tệp mẫu, hoặc dùng --mapping",
        )
        .en(
            "No header",
            "No row is a header that is understood for this kind of data",
            "Name the columns in one row as the template does, or use --mapping",
        )
        .says(&[(
            "no row of any sheet ({names}) is a header of {kind} that is understood ({seen}); name the columns {needed}, ... in one row, or say with --mapping what each means",
            "không dòng nào trong các trang tính ({names}) là tiêu đề hiểu được của {kind!} ({seen!}); đặt tên các cột {needed}, ... trong một dòng, hoặc nêu ý nghĩa từng cột với --mapping",
        )]),
    Check::info("title_rows", Done::LeftOut)
        .vi(
            "Dòng tên bảng phía trên",
            "Các dòng trên tiêu đề là tên bảng, không phải dữ liệu",
            "Không cần làm gì nếu đúng là tên bảng",
        )
        .en(
            "Title above the table",
            "The rows above the header are a title, no data",
            "Nothing to do if they are a title",
        )
        .says(&[(
            "{count} row(s) above the header were read as the title of the table (rows {rows})",
            "{count} dòng phía trên tiêu đề được coi là tên bảng (dòng {rows})",
        )]),
    Check::info("header_units", Done::LeftOut)
        .vi(
            "Dòng đánh số cột",
            "Dòng ngay dưới tiêu đề chỉ đánh số các cột (1, 2, 3...)",
            "Không cần làm gì",
        )
        .en(
            "Numbers of the columns",
            "The row below the header only numbers the columns (1, 2, 3...)",
            "Nothing to do",
        )
        .says(&[(
            "row {row} below the header only numbers the columns",
            "dòng {row} dưới tiêu đề chỉ đánh số các cột",
        )]),
    Check::info("total_rows", Done::LeftOut)
        .vi(
            "Dòng tổng cộng",
            "Dòng tổng cộng không phải là một điểm hay một đơn vị, nên không được đọc",
            "Không cần làm gì; nếu là dữ liệu thì đổi tên ở ô đầu dòng",
        )
        .en(
            "Total rows",
            "A row of totals is no point and no unit, so it was not read",
            "Nothing to do; if it is data, rename its first cell",
        )
        .says(&[(
            "{count} row(s) of totals were not read as data (rows {rows})",
            "{count} dòng tổng cộng không được đọc như dữ liệu (dòng {rows})",
        )]),
    Check::info("footer_rows", Done::LeftOut)
        .vi(
            "Ghi chú, chữ ký dưới bảng",
            "Các dòng cuối là ghi chú, nơi nhận hoặc chữ ký, không phải dữ liệu",
            "Không cần làm gì nếu đúng là ghi chú",
        )
        .en(
            "Notes and signatures below the table",
            "The last rows are notes, addressees or signatures, no data",
            "Nothing to do if they are notes",
        )
        .says(&[(
            "{count} row(s) below the table were read as notes or signatures, not as data (rows {rows})",
            "{count} dòng dưới bảng được coi là ghi chú hoặc chữ ký, không phải dữ liệu (dòng {rows})",
        )]),
    Check::info("remark_rows", Done::LeftOut)
        .vi(
            "Dòng giải thích",
            "Dòng bắt đầu bằng #: là lời giải thích, không phải dữ liệu",
            "Không cần làm gì",
        )
        .en(
            "Remarks",
            "Rows that begin with #: explain the table and are no data",
            "Nothing to do",
        )
        .says(&[(
            "{count} rows begin with {mark} and were read as remarks, not as data (rows {rows})",
            "{count} dòng bắt đầu bằng {mark} được coi là lời giải thích, không phải dữ liệu (dòng {rows})",
        )]),
    Check::info("merged_cells", Done::PutRight)
        .vi(
            "Ô gộp",
            "Ô trống nằm trong vùng gộp nhận giá trị của ô gộp",
            "Kiểm tra xem ô gộp có đúng ý không",
        )
        .en(
            "Merged cells",
            "Blank cells of a merged area took its value",
            "Check that the merge means that",
        )
        .says(&[(
            "{count} cells were filled with the value of the merged cell that covers them",
            "{count} ô nhận giá trị của ô gộp bao trùm chúng",
        )]),
    Check::error("no_rows")
        .vi(
            "Không có dòng dữ liệu",
            "Có tiêu đề nhưng không có dòng dữ liệu nào, không nhập được gì",
            "Xuất lại tệp có dữ liệu",
        )
        .en(
            "No row of data",
            "There is a header and no row of data, so nothing can be imported",
            "Export it again with its data",
        )
        .says(&[
            (
                "the layer holds no row; nothing can be imported",
                "lớp không có dòng nào; không nhập được gì",
            ),
            (
                "the shapefile holds no shape; nothing can be imported",
                "shapefile không có hình nào; không nhập được gì",
            ),
        ]),
    Check::error("row_too_long")
        .vi(
            "Dòng thừa ô",
            "Dòng có nhiều ô hơn tiêu đề, thường do chữ chứa dấu phân cách",
            "Đặt chữ chứa dấu phân cách trong \"ngoặc kép\"",
        )
        .en(
            "Row too long",
            "The row has more cells than the header, mostly because text holds the separator",
            "Put text that holds the separator into \"quotes\"",
        )
        .says(&[(
            "this row has {found} cells, the header {expected}; put text that holds the separator into \"quotes\"",
            "dòng này có {found} ô, tiêu đề có {expected}; đặt chữ chứa dấu phân cách trong \"ngoặc kép\"",
        )]),
    Check::warning("row_too_short", Done::Kept)
        .vi(
            "Dòng thiếu ô",
            "Dòng có ít ô hơn tiêu đề, các ô thiếu được coi là trống",
            "Kiểm tra xem các giá trị có bị lệch cột không",
        )
        .en(
            "Row too short",
            "The row has fewer cells than the header; the missing ones were read as blank",
            "Check that its values are in their columns",
        )
        .says(&[(
            "this row has {found} cells, the header {expected}; the missing ones were read as blank",
            "dòng này có {found} ô, tiêu đề có {expected}; các ô thiếu được coi là trống",
        )]),
    Check::error("unclosed_quote")
        .vi(
            "Ngoặc kép không đóng",
            "Dấu ngoặc kép mở ở dòng này không được đóng, nên phần còn lại của tệp thành một ô",
            "Đóng dấu ngoặc kép",
        )
        .en(
            "Open quotation mark",
            "A quotation mark opened in this row is never closed, so the rest of the file is one cell",
            "Close it",
        ),
    Check::warning("outside_the_table", Done::ValueLeftOut)
        .vi(
            "Ô nằm ngoài bảng",
            "Ô này nằm xa bảng và không được đọc",
            "Nếu là dữ liệu thì đặt tên cột cho nó",
        )
        .en(
            "Cell outside the table",
            "The cell lies far from the table and was not read",
            "If it is data, give its column a header",
        ),
    Check::error("cell_error")
        .vi(
            "Công thức lỗi",
            "Công thức trong ô này cho kết quả lỗi",
            "Sửa công thức, hoặc ghi thẳng giá trị",
        )
        .en(
            "Formula error",
            "The formula in the cell gives an error",
            "Mend it, or write the value itself",
        ),
    Check::info("columns_read", Done::Kept)
        .vi("Các cột đã đọc", "Cho biết cột nào được hiểu là gì", "Không cần làm gì nếu đúng")
        .en("Columns that were read", "Tells which column was understood as what", "Nothing to do if it is right")
        .says(&[
            ("columns read: {list}", "các cột đã đọc: {list}"),
            (
                "properties named by the mapping: {list}",
                "thuộc tính theo bảng ánh xạ cột: {list}",
            ),
        ]),
    Check::info("unknown_column", Done::LeftOut)
        .vi(
            "Cột không đọc",
            "Tên cột không ứng với trường nào, nên cột không được đọc",
            "Nếu cần, nêu ý nghĩa của cột với --mapping",
        )
        .en(
            "Columns not read",
            "No field is known by the column's name, so it was not read",
            "Say with --mapping what it means, if it is needed",
        )
        .says(&[(
            "not read, since no field is known by these names: {list}",
            "không đọc, vì không có trường nào mang các tên này: {list}",
        )]),
    Check::error("missing_column")
        .vi(
            "Thiếu cột",
            "Bảng không có một cột bắt buộc",
            "Đặt tên cột như tệp mẫu (gandan template), hoặc dùng --mapping",
        )
        .en(
            "Missing column",
            "The table lacks a column that is needed",
            "Name it as the template does (gandan template), or use --mapping",
        )
        .says(&[
            (
                "the table has no column for {key}; name one of its columns {names} (it has: {found}), or say with --mapping which one it is",
                "bảng không có cột cho {key}; đặt tên một cột là {names} (hiện có: {found}), hoặc nêu với --mapping cột nào",
            ),
            (
                "the table has no column for {key}; say with --kind agent (or another kind) what all its rows are, name one of its columns {names} (it has: {found}), or say with --mapping which one it is",
                "bảng không có cột cho {key}; dùng --kind agent (hoặc loại khác) nếu mọi dòng cùng một loại, đặt tên một cột là {names} (hiện có: {found}), hoặc nêu với --mapping cột nào",
            ),
            (
                "stops.txt has no column {name}; GTFS needs it. Download the timetable again",
                "stops.txt không có cột {name}; GTFS bắt buộc có. Hãy tải lại lịch chạy xe",
            ),
        ]),
    Check::error("mapped_column_missing")
        .vi(
            "Ánh xạ tới cột không có",
            "Bảng ánh xạ nêu một cột mà tệp không có",
            "Sửa tên cột trong tệp ánh xạ",
        )
        .en(
            "Mapped column missing",
            "The mapping speaks of a column that the table does not have",
            "Correct the name in the mapping file",
        )
        .says(&[(
            "the mapping speaks of a column that the table does not have; its columns are {list}",
            "bảng ánh xạ nêu một cột mà bảng không có; các cột hiện có là {list}",
        )]),
];
