//! Why a document cannot be made.

/// What, where, which value, what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReportError {
    #[error("hình '{figure}' không vẽ được ({reason}) | the drawing '{figure}' cannot be made ({reason})")]
    Drawing { figure: &'static str, reason: String },
    #[error("tệp DOCX không đọc hoặc ghi được: {0} | the DOCX package cannot be read or written: {0}")]
    Package(String),
    #[error("Excel không chứa được tài liệu này: {0} | Excel cannot hold this document: {0}")]
    Workbook(String),
    #[error("mẫu không phải là tệp DOCX: thiếu '{0}' | the template is no DOCX: it lacks '{0}'")]
    NotADocx(&'static str),
    #[error("{part} của mẫu không phải là XML hợp lệ: {reason} | {part} of the template is no valid XML: {reason}")]
    TemplateXml { part: String, reason: String },
    #[error(
        "mẫu có trường không có trong loại tài liệu này: {}; các trường dùng được: {} | the template has fields that this kind of document lacks: see above",
        unknown.join(", "),
        known.join(", ")
    )]
    UnknownFields { unknown: Vec<String>, known: Vec<String> },
    #[error(
        "mẫu thiếu trường bắt buộc: {} (tài liệu nào cũng phải nêu trích yếu, nội dung và nguồn số liệu) | the template lacks fields that every document must carry",
        .0.join(", ")
    )]
    MissingFields(Vec<String>),
    #[error("tài liệu này không có bản đồ hay biểu đồ | this document has no map or chart")]
    NoDrawing,
    #[error("{0}")]
    NothingToTell(String),
}
