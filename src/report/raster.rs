//! SVG to PNG with the program's own font: the same drawing on every machine, whatever fonts it has.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::ReportError;
use super::document::Figure;

/// Dots an inch, for print.
pub const PRINT_DPI: f64 = 300.0;

const REGULAR: &[u8] = include_bytes!("../../data/fonts/BeVietnamPro-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../../data/fonts/BeVietnamPro-SemiBold.ttf");

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let made = FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(SEMI_BOLD.to_vec());
        Arc::new(fonts)
    });
    Arc::clone(made)
}

/// The drawing as PNG at so many dots an inch of its size on the page.
///
/// # Errors
/// [`ReportError::Drawing`] for an SVG that cannot be drawn, which is a fault of the program.
pub fn png(figure: &Figure, dpi: f64) -> Result<Vec<u8>, ReportError> {
    let failed = |reason: String| ReportError::Drawing {
        figure: figure.field,
        reason,
    };
    let options = Options {
        font_family: "Be Vietnam Pro".to_owned(),
        fontdb: fonts(),
        ..Options::default()
    };
    let tree = Tree::from_str(&figure.svg, &options).map_err(|error| failed(error.to_string()))?;
    let width = (figure.width_mm / 25.4 * dpi).round().max(1.0);
    let height = (figure.height_mm / 25.4 * dpi).round().max(1.0);
    let mut pixels =
        Pixmap::new(width as u32, height as u32).ok_or_else(|| failed(format!("{width} x {height} pixels")))?;
    let size = tree.size();
    let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Figure {
        Figure {
            field: "ban_do",
            svg: format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 60\" width=\"200\" height=\"60\" \
                 font-family=\"Be Vietnam Pro\"><text x=\"5\" y=\"40\" font-size=\"40\">{text}</text></svg>"
            ),
            width_mm: 50.8,
            height_mm: 15.24,
            caption: String::new(),
        }
    }

    fn drawn(text: &str) -> (u32, u32, usize) {
        let bytes = png(&figure(text), 100.0).expect("it can be drawn");
        let pixels = Pixmap::decode_png(&bytes).expect("it is a PNG");
        let ink = pixels.pixels().iter().filter(|pixel| pixel.alpha() > 128).count();
        (pixels.width(), pixels.height(), ink)
    }

    /// A letter that the font lacks would draw nothing.
    #[test]
    fn every_vietnamese_letter_is_in_the_font() {
        for letter in
            "ăâđêôơưĂÂĐÊÔƠƯàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ0123456789%()-,.:;/".chars()
        {
            let (width, height, ink) = drawn(&letter.to_string());
            assert_eq!((width, height), (200, 60));
            assert!(ink > 3, "'{letter}' is blank");
        }
        assert_eq!(drawn(" ").2, 0, "the test can fail");
    }
}
