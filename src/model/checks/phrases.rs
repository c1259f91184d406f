//! Sentences that any check may say, and parts of sentences: what a file is, what is read from what.

/// Said by the collectors of findings, whatever the check.
pub(super) const OF_ALL: &[(&str, &str)] = &[
    (
        "{count} more findings of this kind are not listed",
        "còn {count} phát hiện cùng loại không liệt kê",
    ),
    (
        "{more} more of the same, {all} in all; repair them in the same way",
        "còn {more} trường hợp tương tự, tổng cộng {all}; sửa theo cùng cách",
    ),
];

/// What stands in holes that ask for Vietnamese.
pub(super) const PARTS: &[(&str, &str)] = &[
    // Kinds of data.
    ("facilities", "điểm phục vụ (facilities)"),
    ("demand", "dân cư (demand)"),
    ("areas", "đơn vị hành chính (areas)"),
    ("roads", "đường sá (roads)"),
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
    ("branch", "chi nhánh (branch)"),
    ("reception_point", "điểm tiếp nhận (reception_point)"),
    ("agent", "đại lý (agent)"),
    ("collaborator", "cộng tác viên (collaborator)"),
    ("mobile_stop", "điểm lưu động (mobile_stop)"),
    ("sheet", "trang tính"),
    ("layer", "lớp"),
    // What kinds are read from.
    (
        "a table (XLSX, CSV or TSV), or points (GeoJSON, GeoPackage, a zipped shapefile, GTFS stops)",
        "bảng (XLSX, CSV hoặc TSV), hoặc lớp điểm (GeoJSON, GeoPackage, shapefile nén, điểm dừng GTFS)",
    ),
    (
        "a population raster (GeoTIFF), a table (XLSX, CSV or TSV), or points (GeoJSON, GeoPackage, a zipped shapefile)",
        "ảnh dân số (GeoTIFF), bảng (XLSX, CSV hoặc TSV), hoặc lớp điểm (GeoJSON, GeoPackage, shapefile nén)",
    ),
    (
        "polygons (GeoJSON, GeoPackage, a zipped shapefile), or a table (XLSX or CSV) with outlines as WKT",
        "lớp vùng (GeoJSON, GeoPackage, shapefile nén), hoặc bảng (XLSX hoặc CSV) có ranh giới dạng WKT",
    ),
    (
        "OpenStreetMap data (.osm.pbf, .osm or .osm.gz)",
        "dữ liệu OpenStreetMap (.osm.pbf, .osm hoặc .osm.gz)",
    ),
    (
        "OpenStreetMap data (.osm.pbf, .osm or .osm.gz), polygons and lines (GeoJSON, GeoPackage, a zipped shapefile), or a table (XLSX or CSV) with them as WKT",
        "dữ liệu OpenStreetMap (.osm.pbf, .osm hoặc .osm.gz), lớp vùng và lớp đường (GeoJSON, GeoPackage, shapefile nén), hoặc bảng (XLSX hoặc CSV) có hình dạng WKT",
    ),
    (
        "OpenStreetMap data (.osm.pbf, .osm or .osm.gz), polygons (GeoJSON, GeoPackage, a zipped shapefile), or a table (XLSX or CSV) with outlines as WKT",
        "dữ liệu OpenStreetMap (.osm.pbf, .osm hoặc .osm.gz), lớp vùng (GeoJSON, GeoPackage, shapefile nén), hoặc bảng (XLSX hoặc CSV) có ranh giới dạng WKT",
    ),
    (
        "a table (XLSX, CSV or TSV; of a GeoPackage; the properties of GeoJSON)",
        "bảng (XLSX, CSV hoặc TSV; bảng của GeoPackage; thuộc tính của GeoJSON)",
    ),
    (
        "a table (XLSX, CSV or TSV), or points (GeoJSON, GeoPackage, a zipped shapefile)",
        "bảng (XLSX, CSV hoặc TSV), hoặc lớp điểm (GeoJSON, GeoPackage, shapefile nén)",
    ),
    // What a file is.
    ("an empty file", "tệp rỗng"),
    ("plain text (a table?)", "văn bản thường (một bảng?)"),
    ("JSON", "JSON"),
    ("OpenStreetMap XML", "OpenStreetMap XML"),
    ("OpenStreetMap PBF", "OpenStreetMap PBF"),
    ("a TIFF raster", "ảnh TIFF"),
    ("a gzip archive", "tệp nén gzip"),
    ("a ZIP archive", "tệp nén ZIP"),
    ("a ZIP archive with {names}", "tệp nén ZIP chứa {names}"),
    ("a SQLite database (GeoPackage)", "cơ sở dữ liệu SQLite (GeoPackage)"),
    ("a binary file of unknown format", "tệp nhị phân không rõ định dạng"),
    ("an office document", "tài liệu văn phòng"),
    ("a shapefile", "shapefile"),
    ("an archive that is no workbook", "tệp nén không phải sổ tính"),
    ("a JPEG picture", "ảnh JPEG"),
    ("a PNG picture", "ảnh PNG"),
    ("a GIF picture", "ảnh GIF"),
    ("a PDF document", "tài liệu PDF"),
    (
        "an old Excel or Word file (.xls, .doc), or one with a password",
        "tệp Excel hoặc Word kiểu cũ (.xls, .doc), hoặc tệp có mật khẩu",
    ),
    ("a bzip2 archive", "tệp nén bzip2"),
    ("an xz archive", "tệp nén xz"),
    ("a Zstandard archive", "tệp nén Zstandard"),
    ("a 7-Zip archive", "tệp nén 7-Zip"),
    ("a RAR archive", "tệp nén RAR"),
    ("a program", "một chương trình"),
    ("a Windows program", "một chương trình Windows"),
    ("an ESRI shapefile (.shp)", "một tệp .shp lẻ (ESRI shapefile)"),
    ("a sound, film or WebP picture", "tệp âm thanh, phim hoặc ảnh WebP"),
    ("an RTF document", "tài liệu RTF"),
    ("a Parquet file", "tệp Parquet"),
    ("a FlatGeobuf file", "tệp FlatGeobuf"),
    (
        "an OpenStreetMap change file, not a map",
        "tệp thay đổi của OpenStreetMap, không phải bản đồ",
    ),
    (
        "a web page (maybe an error page saved in place of the file)",
        "một trang web (có thể là trang báo lỗi được lưu thay cho tệp)",
    ),
    ("a KML file", "tệp KML"),
    ("a GPX track", "tệp vết đường GPX"),
    ("an XML file", "tệp XML"),
    // What to do with it.
    (
        "Save it as .xlsx without a password, or as CSV (UTF-8), and import that",
        "Lưu lại thành .xlsx không mật khẩu, hoặc CSV (UTF-8), rồi nhập tệp đó",
    ),
    ("Unpack it and import the file inside", "Giải nén và nhập tệp bên trong"),
    (
        "Pack it together with its .dbf, .prj and .cpg into one ZIP and import that",
        "Nén cùng .dbf, .prj và .cpg thành một tệp ZIP rồi nhập tệp đó",
    ),
    (
        "Export the layer as GeoJSON or GeoPackage (in QGIS: Export, Save Features As) and import that",
        "Xuất lớp thành GeoJSON hoặc GeoPackage (trong QGIS: Export, Save Features As) rồi nhập tệp đó",
    ),
    (
        "Check that the right file was chosen",
        "Kiểm tra xem đã chọn đúng tệp chưa",
    ),
    (
        "Check that the right file and the right kind were chosen",
        "Kiểm tra xem đã chọn đúng tệp và đúng loại dữ liệu chưa",
    ),
    (
        "Lines alone do not tell junctions, one-way streets and turns: download the area from OpenStreetMap",
        "Chỉ có các nét vẽ thì không biết chỗ giao, đường một chiều và cấm rẽ: tải địa bàn từ OpenStreetMap",
    ),
    // Shapes.
    ("no type", "không có type"),
    ("type '{kind}'", "type '{kind}'"),
    ("a Polygon or MultiPolygon", "một Polygon hoặc MultiPolygon"),
    (
        "a Polygon, MultiPolygon or LineString",
        "một Polygon, MultiPolygon hoặc LineString",
    ),
    ("a LineString", "một LineString"),
    ("a Point", "một Point"),
    (
        "the file ends in the middle; download or export it again",
        "tệp kết thúc giữa chừng; tải hoặc xuất lại",
    ),
    (
        "the JSON is not built like GeoJSON; export the layer as GeoJSON",
        "tệp JSON không có cấu trúc GeoJSON; xuất lớp thành GeoJSON",
    ),
    (
        "the file is not valid JSON; export the layer again",
        "tệp không phải JSON hợp lệ; xuất lại lớp",
    ),
    // Damage.
    ("cannot be unpacked ({error})", "không giải nén được ({error})"),
    (
        "claims {claimed} bytes and holds more",
        "khai {claimed} byte nhưng chứa nhiều hơn",
    ),
    (
        "claims {claimed} bytes and holds {grown}",
        "khai {claimed} byte nhưng chứa {grown}",
    ),
    ("ends inside its header", "kết thúc ngay trong phần đầu"),
    (
        "claims {count} rows and ends before them",
        "khai {count} dòng nhưng kết thúc trước đó",
    ),
    ("has fields wider than its rows", "có trường rộng hơn dòng"),
    ("does not begin as a shapefile does", "không bắt đầu như một shapefile"),
    ("ends inside shape {shape}", "kết thúc giữa hình {shape}"),
    ("ends after shape {shape}", "kết thúc sau hình {shape}"),
    ("an element has too many parts", "một phần tử có quá nhiều phần"),
    (
        "one tag or text is larger than 16 MiB",
        "một thẻ hay đoạn chữ lớn hơn 16 MiB",
    ),
    (
        "it grows beyond the limit when unpacked",
        "giải nén ra vượt mức cho phép",
    ),
    (
        " ({parts} platforms and entrances of stations were left out)",
        " ({parts} sân chờ và lối vào nhà ga được bỏ qua)",
    ),
    ("its header cannot be read", "không đọc được phần đầu của khối"),
    ("its header names no size", "phần đầu của khối không nêu kích thước"),
    ("it cannot be read", "không đọc được"),
    ("it holds nothing", "khối không chứa gì"),
    ("its fields do not fit into it", "các trường không nằm gọn trong khối"),
    ("it cannot be unpacked: {error}", "không giải nén được: {error}"),
    ("its tags take more than {limit} MiB", "các thẻ chiếm hơn {limit} MiB"),
    ("a header of {length} bytes", "phần đầu {length} byte"),
    ("32 MiB or more when unpacked", "từ 32 MiB trở lên khi giải nén"),
    ("more than {limit} fields", "hơn {limit} trường"),
    (
        "more than {members} members, or a value of more than {length} bytes",
        "hơn {members} thành phần, hoặc một giá trị dài hơn {length} byte",
    ),
    ("{size} bytes", "{size} byte"),
    // Roads of a GeoPackage.
    ("the class is blank", "loại đường để trống"),
    ("this must be a whole number", "giá trị phải là số nguyên"),
    ("this must be text", "giá trị phải là chữ"),
    ("this text is not UTF-8", "chữ không phải UTF-8"),
    ("the geometry is missing", "thiếu hình học"),
    ("the geometry is no point", "hình học không phải điểm"),
    (
        "this is no such list in JSON ({error})",
        "không phải danh sách JSON đúng cấu trúc ({error})",
    ),
    ("node {id} lies at two places", "nút {id} nằm ở hai vị trí"),
    (
        "{ids} node ids for {corners} corners; each corner needs one, at least 2",
        "{ids} mã nút cho {corners} đỉnh; mỗi đỉnh cần một mã, ít nhất 2",
    ),
    ("no geometry", "không có hình học"),
    ("no GeoPackage header", "hình học không có phần đầu của GeoPackage"),
    ("an extended GeoPackage geometry", "hình học GeoPackage kiểu mở rộng"),
    (
        "a geometry of type {kind} where a line should be",
        "hình học loại {kind} trong khi cần đường nét",
    ),
    ("envelope of kind {kind}", "khung bao loại {kind}"),
    ("byte order {order}", "thứ tự byte {order}"),
    ("geometry of type {kind}", "hình học loại {kind}"),
    ("cut off", "hình học bị cắt"),
    (
        "claims {count} parts and ends before them",
        "hình học khai {count} phần nhưng kết thúc trước đó",
    ),
    // Outlines.
    (
        "a ring has {corners} corners, a closed one needs 4",
        "một vòng ranh giới có {corners} đỉnh, vòng khép kín cần 4",
    ),
    (
        "a corner at {lon}, {lat} is nowhere on earth",
        "một đỉnh tại {lon}, {lat} không nằm trên trái đất",
    ),
    (
        "the outline crosses itself near {lon}, {lat}",
        "ranh giới tự cắt gần {lon}, {lat}",
    ),
    // Headers.
    ("every sheet is empty", "mọi trang tính đều trống"),
    ("the first rows hold: {told}", "các dòng đầu có: {told}"),
    // Turn restrictions.
    ("it has no roads", "không có đường"),
    ("way {id} is not among the roads", "đường số {id} không có"),
    ("node {id} is on no road", "nút {id} không nằm trên đường nào"),
    ("its {one} does not touch its {other}", "{one} không chạm {other}"),
    (
        "from and to are the same way, and '{kind}' is not a turn on it",
        "đường đi và đường đến là một, mà '{kind}' không phải là rẽ trên đường đó",
    ),
    ("it has no via way", "thiếu đường 'via'"),
    ("way {id} follows itself", "đường số {id} nối tiếp chính nó"),
    ("its ways meet in too many nodes", "các đường gặp nhau ở quá nhiều nút"),
    ("it does not say what is restricted", "không nêu cấm gì"),
    ("a member 'from' is no way", "thành phần 'from' không phải đường"),
    ("a member 'to' is no way", "thành phần 'to' không phải đường"),
    ("it has no member 'via'", "thiếu thành phần 'via'"),
    (
        "its 'via' is neither one node nor ways",
        "'via' không phải một nút hay các đường",
    ),
    ("it has no member 'from'", "thiếu thành phần 'from'"),
    ("it has no member 'to'", "thiếu thành phần 'to'"),
    ("'{kind}' is no kind of restriction", "'{kind}' không phải loại cấm nào"),
    (
        "'{kind}' with {from} roads from and {to} to",
        "'{kind}' có {from} đường đi và {to} đường đến",
    ),
    // Roads without a name.
    ("way {id}", "đường số {id}"),
    ("{name} (way {id})", "{name} (way {id})"),
    // What points name.
    (
        "a commune that is not there; use today's codes, or clear it to go by position",
        "một xã, phường không có; dùng mã hiện hành, hoặc để trống để lấy theo vị trí",
    ),
    (
        "an operator that is not listed; import it with operators",
        "một doanh nghiệp chưa có trong danh mục; nhập doanh nghiệp đó (operators)",
    ),
    (
        "a procedure that is not on the essential list; import it, or take it off the points",
        "một thủ tục không có trong danh mục thiết yếu; nhập thủ tục đó, hoặc bỏ khỏi các điểm",
    ),
    // Units, identity.
    ("old", "cũ"),
    ("new", "mới"),
    (
        "{count} point(s), first '{code}' ({name})",
        "{count} điểm, đầu tiên là '{code}' ({name})",
    ),
    (", in part by share", " (một phần tính theo tỷ lệ)"),
    ("the code", "mã"),
    ("the external id", "mã ngoài"),
    ("without an operator", "không có doanh nghiệp"),
    ("of '{operator}'", "của '{operator}'"),
    // Opening hours.
    (
        "office hours were read as Mo-Fr 08:00-12:00,13:00-17:00",
        "giờ hành chính được hiểu là thứ Hai đến thứ Sáu, 8:00-12:00 và 13:00-17:00",
    ),
    (
        "the lunch break was read as 11:30-13:30",
        "giờ nghỉ trưa được hiểu là 11:30-13:30",
    ),
    (
        "the morning was read as ending at 12:00",
        "buổi sáng được hiểu là đến 12:00",
    ),
    (
        "the afternoon was read as beginning at 13:00",
        "buổi chiều được hiểu là từ 13:00",
    ),
    // Addresses.
    (
        "`gandan addresses W {file} --out {stem}-addresses.xlsx` proposes a position for each, which a person confirms there; then import that file",
        "`gandan addresses W {file} --out {stem}-addresses.xlsx` đề xuất vị trí cho từng dòng để người xác nhận ngay trong tệp đó; sau đó nhập tệp đó",
    ),
    // Trips.
    (
        "it starts where no road is within the snap limit",
        "điểm đi không có đường trong giới hạn nối",
    ),
    (
        "it ends where no road is within the snap limit",
        "điểm đến không có đường trong giới hạn nối",
    ),
    (
        "no way leads from its start to its end",
        "không có đường nối điểm đi với điểm đến",
    ),
    // Reports.
    ("answers", "phiếu trả lời"),
    ("dossiers", "hồ sơ"),
    ("points without an operator", "các điểm không có doanh nghiệp"),
    ("operator '{name}'", "doanh nghiệp '{name}'"),
    // Positions.
    (
        "longitude {value} is not between -180 and 180 degrees",
        "kinh độ {value} không nằm trong khoảng -180 đến 180 độ",
    ),
    (
        "latitude {value} is not between -90 and 90 degrees",
        "vĩ độ {value} không nằm trong khoảng -90 đến 90 độ",
    ),
    (
        "cell '{cell}' has two times to this facility; keep one of the two",
        "ô '{cell}' có hai thời gian đến điểm này; giữ lại một",
    ),
    // Numbers of the problem files.
    ("the number of vertices", "số đỉnh"),
    ("the number of edges", "số cạnh"),
    ("p", "p"),
    ("the start of edge {edge}", "đầu cạnh {edge}"),
    ("the end of edge {edge}", "cuối cạnh {edge}"),
    ("the length of edge {edge}", "độ dài cạnh {edge}"),
    ("the number of rows", "số dòng"),
    ("the number of columns", "số cột"),
    ("the cost of column {column}", "chi phí của cột {column}"),
    ("how many columns cover row {row}", "số cột phủ dòng {row}"),
    ("a column that covers row {row}", "một cột phủ dòng {row}"),
    ("the number of sites", "số địa điểm"),
    ("the number of customers", "số khách"),
    (
        "the capacity of site {number} (files that leave it open need it written in)",
        "năng lực của địa điểm {number} (tệp để trống thì phải ghi vào)",
    ),
    (
        "the fixed cost of site {number}",
        "chi phí cố định của địa điểm {number}",
    ),
    ("the demand of customer {customer}", "nhu cầu của khách {customer}"),
    (
        "the cost of customer {customer} from site {number}",
        "chi phí của khách {customer} từ địa điểm {number}",
    ),
];
