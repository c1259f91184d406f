//! The formats of documents, and one way to write each.

use super::document::Document;
use super::docx::docx;
use super::error::ReportError;
use super::printed::html;
use super::raster::{PRINT_DPI, png};
use super::sheets::xlsx;

/// What a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Docx,
    Xlsx,
    Html,
    /// The first drawing alone.
    Svg,
    /// The first drawing alone, at [`PRINT_DPI`].
    Png,
}

impl FileFormat {
    pub const ALL: [FileFormat; 5] = [Self::Docx, Self::Xlsx, Self::Html, Self::Svg, Self::Png];

    /// The ending of its files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// From the ending of a file, in lower case; `htm` is one of HTML's.
    pub fn from_code(code: &str) -> Option<FileFormat> {
        let code = if code == "htm" { "html" } else { code };
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// As IANA registers it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Html => "text/html; charset=utf-8",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

/// The document as a file of this format. The same document gives the same bytes.
///
/// # Errors
/// [`ReportError::NoDrawing`] for a drawing of a document without one; what a writer says.
pub fn written(document: &Document, format: FileFormat) -> Result<Vec<u8>, ReportError> {
    let drawing = || document.figures().next().ok_or(ReportError::NoDrawing);
    match format {
        FileFormat::Docx => docx(document),
        FileFormat::Xlsx => xlsx(document),
        FileFormat::Html => Ok(html(document).into_bytes()),
        FileFormat::Svg => Ok(drawing()?.svg.clone().into_bytes()),
        FileFormat::Png => png(drawing()?, PRINT_DPI),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_read_back_and_others_are_not() {
        for format in FileFormat::ALL {
            assert_eq!(FileFormat::from_code(format.code()), Some(format));
        }
        assert_eq!(FileFormat::from_code("htm"), Some(FileFormat::Html));
        assert_eq!(FileFormat::from_code("pdf"), None);
    }
}
