//! Checks of whole files: what they are, whether they can be read.

use super::{Check, Done};

pub(super) const CHECKS: &[Check] = &[
    Check::error("unreadable_file")
        .vi(
            "Không đọc được tệp",
            "Máy không đọc được tệp này",
            "Kiểm tra ổ đĩa và quyền truy cập tệp rồi thử lại",
        )
        .en(
            "File cannot be read",
            "The machine cannot read the file",
            "Check the disk and the file's permissions, then try again",
        )
        .says(&[
            (
                "the file cannot be read ({error}); check the disk and the file's permissions",
                "không đọc được tệp ({error}); kiểm tra ổ đĩa và quyền truy cập tệp",
            ),
            ("the file cannot be read to its end ({error})", "không đọc được tệp đến cuối ({error})"),
            ("the file cannot be read ({error}); check the disk", "không đọc được tệp ({error}); kiểm tra ổ đĩa"),
            ("the file cannot be read ({error})", "không đọc được tệp ({error})"),
            ("the file cannot be read on ({error})", "không đọc tiếp được tệp ({error})"),
        ]),
    Check::error("empty_file")
        .vi(
            "Tệp rỗng",
            "Tệp không chứa dòng nào",
            "Xuất hoặc tải lại tệp; dòng đầu phải là tên các cột",
        )
        .en(
            "Empty file",
            "The file holds no row",
            "Export or download it again; its first row must name the columns",
        )
        .says(&[
            (
                "the file is empty; expected {expected}. Export or download it again",
                "tệp rỗng; cần {expected!}. Hãy xuất hoặc tải lại tệp",
            ),
            (
                "the file holds no row; its first row must name the columns",
                "tệp không có dòng nào; dòng đầu phải là tên các cột",
            ),
            (
                "the file is empty; expected a table of trips (CSV or TSV)",
                "tệp rỗng; cần bảng các chuyến đi (CSV hoặc TSV)",
            ),
        ]),
    Check::error("wrong_format")
        .vi(
            "Sai định dạng tệp",
            "Loại dữ liệu này không được đọc từ định dạng của tệp",
            "Chọn đúng tệp và đúng loại dữ liệu, hoặc xuất lại theo định dạng được nêu",
        )
        .en(
            "Wrong file format",
            "This kind of data is not read from the format of the file",
            "Choose the right file and kind, or export it in a format that is named",
        )
        .says(&[
            (
                "this is {found}; {kind} are read from {expected}. {remedy}",
                "đây là {found!}; {kind!} được đọc từ {expected!}. {remedy!}",
            ),
            (
                "this is {found}; a cost matrix is CSV, TSV or JSON",
                "đây là {found!}; ma trận chi phí phải là CSV, TSV hoặc JSON",
            ),
            (
                "this is {found}; trips are read from a table (CSV or TSV)",
                "đây là {found!}; chuyến đi được đọc từ bảng (CSV hoặc TSV)",
            ),
            (
                "this is {found}; addresses are read from a table (XLSX, CSV or TSV)",
                "đây là {found!}; địa chỉ được đọc từ bảng (XLSX, CSV hoặc TSV)",
            ),
            (
                "the gzip archive holds {found}; OpenStreetMap data are read from .osm or .osm.pbf",
                "tệp nén gzip chứa {found!}; dữ liệu OpenStreetMap được đọc từ .osm hoặc .osm.pbf",
            ),
        ]),
    Check::error("file_too_large")
        .vi(
            "Tệp quá lớn",
            "Tệp vượt quá mức có thể giữ trong bộ nhớ",
            "Chia nhỏ hoặc cắt theo địa bàn thành phố rồi nhập từng phần",
        )
        .en(
            "File too large",
            "The file holds more than fits into memory",
            "Split it, or cut it to the city, and import the parts",
        )
        .says(&[
            (
                "the file is larger than {limit} MiB; split it and import the parts",
                "tệp lớn hơn {limit} MiB; hãy chia nhỏ và nhập từng phần",
            ),
            (
                "sheet '{name}' has more than {limit} cells; split it and import the parts",
                "trang tính '{name}' có hơn {limit} ô; hãy chia nhỏ và nhập từng phần",
            ),
            (
                "the rows of the table take more than {limit} MiB in memory; split it and import the parts",
                "các dòng của bảng chiếm hơn {limit} MiB bộ nhớ; hãy chia nhỏ và nhập từng phần",
            ),
            (
                "the features of the file take more than {limit} MiB in memory; split it and import the parts",
                "các đối tượng của tệp chiếm hơn {limit} MiB bộ nhớ; hãy chia nhỏ và nhập từng phần",
            ),
            (
                "the file is larger than {limit} MiB; export the layer alone",
                "tệp lớn hơn {limit} MiB; hãy xuất riêng lớp cần dùng",
            ),
            (
                "the rows of the layer take more memory than is allowed; export a part of it and import that",
                "các dòng của lớp chiếm quá mức bộ nhớ cho phép; hãy xuất một phần rồi nhập phần đó",
            ),
            (
                "the roads of the file take more than {limit} MiB; cut it to the city first (osmium extract)",
                "đường sá của tệp chiếm hơn {limit} MiB bộ nhớ; hãy cắt tệp theo địa bàn thành phố trước (osmium extract)",
            ),
            (
                "the shapes of the file take more than {limit} MiB; cut it to the city first (osmium extract)",
                "các hình của tệp chiếm hơn {limit} MiB bộ nhớ; hãy cắt tệp theo địa bàn thành phố trước (osmium extract)",
            ),
            (
                "the file grows beyond {limit} MiB when unpacked; cut it to the city first",
                "tệp giải nén ra hơn {limit} MiB; hãy cắt tệp theo địa bàn thành phố trước",
            ),
        ]),
    Check::warning("option_unused", Done::Kept)
        .vi(
            "Tùy chọn không có tác dụng",
            "Đã nêu trang tính hoặc lớp cho một tệp không có trang tính, lớp",
            "Kiểm tra xem có chọn nhầm tệp không",
        )
        .en(
            "Option without effect",
            "A sheet or layer was named for a file that has none",
            "Check that the right file was chosen",
        )
        .says(&[(
            "{what} '{name}' was asked for, but this is {found} and has none",
            "đã yêu cầu {what!} '{name}', nhưng đây là {found!}, không có phần đó",
        )]),
    Check::warning("unsaved_changes", Done::Kept)
        .vi(
            "Tệp còn thay đổi chưa lưu",
            "Chương trình khác đang mở tệp, các thay đổi cuối chưa nằm trong tệp",
            "Đóng tệp ở chương trình kia rồi nhập lại",
        )
        .en(
            "Changes not saved yet",
            "Another program has the file open and its last changes are not in it yet",
            "Close it there and import again",
        ),
    Check::warning("damaged_text", Done::Kept)
        .vi(
            "Ký tự hỏng",
            "Văn bản UTF-16 có ký tự hỏng, được thay bằng dấu \u{fffd}",
            "Lưu lại tệp dưới dạng UTF-8",
        )
        .en(
            "Damaged characters",
            "The UTF-16 text has damaged characters, shown as \u{fffd}",
            "Save the file as UTF-8",
        ),
    Check::warning("not_utf8", Done::PutRight)
        .vi(
            "Bảng mã cũ",
            "Văn bản không phải UTF-8, được đọc theo Windows-1258 (tiếng Việt)",
            "Kiểm tra các tên gọi, hoặc lưu tệp dưới dạng UTF-8",
        )
        .en(
            "Old code page",
            "The text is not UTF-8; it was read as Windows-1258 (Vietnamese)",
            "Check the names, or save the file as UTF-8",
        )
        .says(&[(
            "the archive has no .cpg and the text is not UTF-8; it was read as Windows-1258 (Vietnamese). Check the names, or add a .cpg",
            "tệp nén không có .cpg và chữ không phải UTF-8, được đọc theo Windows-1258 (tiếng Việt); kiểm tra các tên gọi, hoặc thêm tệp .cpg",
        )]),
    Check::error("unknown_encoding")
        .vi(
            "Bảng mã không rõ",
            "Tệp .cpg nêu một bảng mã không nhận ra",
            "Ghi UTF-8 vào tệp .cpg, hoặc xuất lại",
        )
        .en(
            "Unknown encoding",
            "The .cpg names an encoding that is not known",
            "Write UTF-8 there, or export again",
        )
        .says(&[(
            "the .cpg names an encoding that is not known ('{label}'); write UTF-8 there, or export again",
            "tệp .cpg nêu bảng mã không nhận ra ('{label}'); ghi UTF-8 vào đó, hoặc xuất lại",
        )]),
    Check::error("encrypted")
        .vi("Tệp có mật khẩu", "Tệp được khóa bằng mật khẩu", "Lưu lại không có mật khẩu rồi nhập")
        .en("Password", "The file is locked with a password", "Save it without one and import it again")
        .says(&[(
            "'{name}' in the archive has a password; save it without one",
            "'{name}' trong tệp nén có mật khẩu; hãy lưu lại không có mật khẩu",
        )]),
    Check::error("broken_archive")
        .vi("Tệp nén hỏng", "Tệp nén bị hỏng hoặc bị cắt", "Tải hoặc lưu lại tệp")
        .en("Damaged archive", "The archive is damaged or cut off", "Download or save it again")
        .says(&[
            (
                "the archive is damaged or cut off ({error}); download or save it again",
                "tệp nén bị hỏng hoặc bị cắt ({error}); tải hoặc lưu lại tệp",
            ),
            (
                "file {at} of the archive cannot be read ({error})",
                "không đọc được tệp thứ {at} trong tệp nén ({error})",
            ),
            (
                "'{name}' in the archive {reason}; download or save it again",
                "'{name}' trong tệp nén {reason!}; tải hoặc lưu lại tệp",
            ),
        ]),
    Check::error("archive_too_large")
        .vi(
            "Tệp nén quá lớn",
            "Tệp nén khai nhiều hơn mức cho phép: có thể hỏng hoặc gây hại",
            "Chỉ nén các tệp cần thiết",
        )
        .en(
            "Archive too large",
            "The archive claims more than is allowed: it may be damaged or harmful",
            "Pack only the files that are needed",
        )
        .says(&[
            (
                "the archive claims {found} files, more than {limit}; pack only the files that are needed",
                "tệp nén khai {found} tệp, quá mức {limit}; chỉ nén các tệp cần thiết",
            ),
            (
                "'{name}' in the archive claims {grown} MiB from {packed} KiB; the archive is refused as damaged or harmful",
                "'{name}' trong tệp nén khai {grown} MiB từ {packed} KiB; tệp nén bị từ chối vì hỏng hoặc gây hại",
            ),
        ]),
    Check::error("broken_workbook")
        .vi(
            "Sổ tính hỏng",
            "Tệp Excel bị hỏng",
            "Mở bằng Excel hoặc LibreOffice và lưu lại",
        )
        .en(
            "Damaged workbook",
            "The workbook is damaged",
            "Open it in Excel or LibreOffice and save it again",
        )
        .says(&[(
            "the workbook is damaged ({error}); open it in Excel or LibreOffice and save it again",
            "sổ tính bị hỏng ({error}); mở bằng Excel hoặc LibreOffice và lưu lại",
        )]),
    Check::error("broken_table")
        .vi("Bảng hỏng", "Không đọc tiếp được bảng", "Lưu lại tệp rồi nhập")
        .en("Damaged table", "The table cannot be read on", "Save the file again and import it")
        .says(&[("the table cannot be read on ({error})", "không đọc tiếp được bảng ({error})")]),
    Check::error("broken_dbf")
        .vi("Tệp .dbf hỏng", "Tệp .dbf không đúng cấu trúc", "Xuất lại lớp bản đồ")
        .en("Damaged .dbf", "The .dbf is not built as it should be", "Export the layer again")
        .says(&[("the .dbf {reason}; export it again", "tệp .dbf {reason!}; xuất lại")]),
    Check::error("broken_shapefile")
        .vi("Shapefile hỏng", "Tệp .shp không đúng cấu trúc", "Xuất lại lớp bản đồ")
        .en("Damaged shapefile", "The .shp is not built as it should be", "Export the layer again")
        .says(&[
            ("the .shp {reason}; export it again", "tệp .shp {reason!}; xuất lại"),
            (
                "the .shp has {shapes} shapes and the .dbf {rows} rows: they do not belong together; export them again",
                "tệp .shp có {shapes} hình và tệp .dbf có {rows} dòng: không cùng một bộ; xuất lại",
            ),
        ]),
    Check::error("broken_geopackage")
        .vi("GeoPackage hỏng", "Không đọc được GeoPackage", "Mở trong QGIS và xuất lại lớp")
        .en("Damaged GeoPackage", "The GeoPackage cannot be read", "Open it in QGIS and export the layer again")
        .says(&[(
            "the GeoPackage cannot be read ({error}); open it in QGIS and export the layer again",
            "không đọc được GeoPackage ({error}); mở trong QGIS và xuất lại lớp",
        )]),
    Check::error("not_geopackage")
        .vi(
            "Không phải GeoPackage",
            "Cơ sở dữ liệu SQLite này không có bảng gpkg_contents",
            "Xuất lớp thành GeoPackage hoặc GeoJSON",
        )
        .en(
            "No GeoPackage",
            "This SQLite database has no table gpkg_contents",
            "Export the layer as GeoPackage or GeoJSON",
        ),
    Check::error("unknown_layer")
        .vi("Không có lớp này", "GeoPackage không có lớp được nêu", "Chọn một lớp có trong tệp với --layer")
        .en("No such layer", "The GeoPackage has no layer of that name", "Name one that is there with --layer")
        .says(&[(
            "the GeoPackage has no layer '{wanted}'; it has: {names}",
            "GeoPackage không có lớp '{wanted}'; các lớp có: {names}",
        )]),
    Check::error("no_layer")
        .vi(
            "Không rõ lớp nào",
            "Không có lớp phù hợp, hoặc có nhiều lớp có thể dùng",
            "Nêu tên lớp với --layer",
        )
        .en("Which layer", "No layer fits, or several do", "Name one with --layer")
        .says(&[
            (
                "no layer of the GeoPackage holds {kind} that are understood (it has: {names}); {again} are read from {expected}",
                "không lớp nào của GeoPackage chứa {kind!} đọc được (các lớp có: {names}); {again!} được đọc từ {expected!}",
            ),
            (
                "several layers could be meant: {names}; name one with --layer",
                "nhiều lớp có thể dùng: {names}; nêu một lớp với --layer",
            ),
            (
                "the archive has a .dbf and no .shp: without places no {kind} can be read; pack both",
                "tệp nén có .dbf mà không có .shp: không có vị trí thì không đọc được {kind!}; hãy nén cả hai",
            ),
            (
                "the archive has no shapefile '{wanted}'; it has: {names}",
                "tệp nén không có shapefile '{wanted}'; chỉ có: {names}",
            ),
            (
                "the archive has several shapefiles: {names}; name one with --layer",
                "tệp nén có nhiều shapefile: {names}; nêu một tệp với --layer",
            ),
        ]),
    Check::error("unknown_sheet")
        .vi("Không có trang tính này", "Sổ tính không có trang tính được nêu", "Chọn một trang có trong tệp")
        .en("No such sheet", "The workbook has no sheet of that name", "Name one that is there")
        .says(&[(
            "the workbook has no sheet '{wanted}'; it has: {names}",
            "sổ tính không có trang tính '{wanted}'; các trang có: {names}",
        )]),
    Check::error("not_geojson")
        .vi("Không phải GeoJSON", "Tệp JSON không có cấu trúc GeoJSON", "Xuất lớp thành GeoJSON")
        .en("No GeoJSON", "The JSON is not built like GeoJSON", "Export the layer as GeoJSON")
        .says(&[
            (
                "this JSON has {found}; GeoJSON has type FeatureCollection. Export the layer as GeoJSON",
                "tệp JSON này có {found!}; GeoJSON phải có type FeatureCollection. Hãy xuất lớp thành GeoJSON",
            ),
            (
                "{what} (line {line}, character {character}: {error})",
                "{what!} (dòng {line}, ký tự {character}: {error})",
            ),
        ]),
    Check::error("invalid_json")
        .vi("JSON không hợp lệ", "Tệp không phải JSON hợp lệ", "Xuất lại lớp")
        .en("Invalid JSON", "The file is not valid JSON", "Export the layer again")
        .says(&[(
            "{what} (line {line}, character {character}: {error})",
            "{what!} (dòng {line}, ký tự {character}: {error})",
        )]),
    Check::error("truncated_json")
        .vi("JSON bị cắt", "Tệp kết thúc giữa chừng", "Tải hoặc xuất lại tệp")
        .en("JSON cut off", "The file ends in the middle", "Download or export it again")
        .says(&[(
            "{what} (line {line}, character {character}: {error})",
            "{what!} (dòng {line}, ký tự {character}: {error})",
        )]),
];
