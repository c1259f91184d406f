//! Pages for the public: the poster of one point, and the list of all points of a commune, each with a QR code.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::ReportError;
use super::document::{Block, Document, Figure, Frame, Layout, Provenance, Table, fact};
use super::value::Value;
use crate::geometry::LonLat;
use crate::model::{AreaId, Dataset, Facility, FacilityId, FacilityKind, FacilityStatus};

/// Procedures named on a poster; more are a page nobody reads.
const MOST_PROCEDURES: usize = 12;

/// What a page for the public is made from.
pub struct PosterInput<'a> {
    pub dataset: &'a Dataset,
    pub snapshot_id: &'a str,
    /// Address of the public map, e.g. `https://...`; without it the code holds the position (`geo:`).
    pub url: Option<&'a str>,
    /// ISO date of the document.
    pub day: &'a str,
}

/// The A4 poster of one point.
///
/// # Errors
/// [`ReportError::Drawing`] where an address is too long for a QR code.
pub fn agent_poster(input: &PosterInput, facility: FacilityId) -> Result<Document, ReportError> {
    let point = &input.dataset.facilities[facility.index()];
    let does = if point.kind == FacilityKind::Agent {
        "Tại đây Ông/Bà được hướng dẫn nộp hồ sơ trực tuyến"
    } else {
        "Tại đây Ông/Bà nộp hồ sơ và được hướng dẫn nộp hồ sơ trực tuyến"
    };
    let mut blocks = vec![Block::Lead(does.to_owned())];
    blocks.extend(
        point
            .address
            .clone()
            .map(|address| Block::Lead(format!("Địa chỉ: {address}"))),
    );
    let hours = point.opening_hours.as_deref().map_or_else(
        || "Giờ phục vụ: xin hỏi tổng đài 1022 hoặc 19001009".to_owned(),
        |hours| format!("Giờ phục vụ: {}", hours_words(hours)),
    );
    blocks.push(Block::Lead(hours));
    blocks.extend(
        point
            .phone
            .clone()
            .map(|phone| Block::Lead(format!("Điện thoại: {phone}"))),
    );
    if point.wheelchair == Some(true) {
        blocks.push(Block::Lead("Có lối đi cho người khuyết tật".to_owned()));
    }
    blocks.push(Block::Lead(
        "Mang theo căn cước và điện thoại đã cài VNeID (mức 2).".to_owned(),
    ));
    blocks.push(Block::Paragraph(procedures(input.dataset, point)));
    blocks.push(Block::Figure(code(input, point.location, Some(&point.code))?));
    blocks.push(Block::Lead("Tổng đài: 1022 - 19001009".to_owned()));
    blocks.push(Block::Paragraph(
        "Ông/Bà có thể đến bất kỳ điểm nào, không phụ thuộc nơi cư trú.".to_owned(),
    ));
    Ok(page(
        input,
        point.kind.vietnamese().to_uppercase(),
        point.name.clone(),
        blocks,
    ))
}

/// The list of a commune: its points with hours.
///
/// # Errors
/// As [`agent_poster`].
pub fn commune_poster(input: &PosterInput, area: AreaId) -> Result<Document, ReportError> {
    let commune = &input.dataset.areas[area.index()];
    let here: Vec<&Facility> = input
        .dataset
        .facilities
        .iter()
        .filter(|point| point.status == FacilityStatus::Open && point.area.as_ref() == Some(&commune.code))
        .filter(|point| point.kind != FacilityKind::Collaborator)
        .collect();
    let columns = [
        ("TT", 7.0),
        ("Điểm phục vụ", 44.0),
        ("Loại", 26.0),
        ("Giờ phục vụ", 36.0),
    ];
    let rows = here.iter().enumerate().map(|(at, point)| {
        let who = match &point.address {
            Some(address) => format!("{}\n{address}", point.name),
            None => point.name.clone(),
        };
        let hours = point
            .opening_hours
            .as_deref()
            .map_or_else(|| "hỏi tổng đài 1022".to_owned(), hours_words);
        vec![
            Value::Whole((at + 1) as f64),
            Value::text(who),
            Value::text(point.kind.vietnamese()),
            Value::text(hours),
        ]
    });
    let table = Table::new("bang_diem", "Điểm phục vụ", "", &columns).with(rows);
    let mut blocks = vec![Block::Lead(
        "Ông/Bà cần làm thủ tục gì? Hãy đến điểm gần nhất".to_owned(),
    )];
    if here.is_empty() {
        blocks.push(Block::Paragraph(
            "Trên địa bàn chưa có điểm phục vụ; mời Ông/Bà đến điểm của địa bàn lân cận.".to_owned(),
        ));
    } else {
        blocks.push(Block::Table(table));
    }
    blocks.push(Block::Paragraph("Mang theo căn cước và điện thoại đã cài VNeID (mức 2). Đại lý hướng dẫn nộp hồ sơ trực tuyến. Ông/Bà có thể đến bất kỳ điểm nào, không phụ thuộc nơi cư trú.".to_owned()));
    blocks.push(Block::Figure(code(input, commune.point, None)?));
    blocks.push(Block::Lead("Tổng đài: 1022 - 19001009".to_owned()));
    Ok(page(
        input,
        "CÁC ĐIỂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
        commune.name.clone(),
        blocks,
    ))
}

fn page(input: &PosterInput, title: String, subject: String, blocks: Vec<Block>) -> Document {
    Document {
        layout: Layout::Poster,
        frame: Frame::of_the_centre("", input.day),
        facts: vec![fact("ten", "Tên", Value::text(subject.clone()))],
        title,
        subject,
        draft: String::new(),
        blocks,
        annexes: Vec::new(),
        at_times: Vec::new(),
        provenance: Provenance::of(input.dataset, input.snapshot_id, &[], input.day),
    }
    .with_provenance()
}

fn procedures(dataset: &Dataset, point: &Facility) -> String {
    let named: Vec<&str> = dataset
        .procedures
        .iter()
        .filter(|procedure| point.handles(&procedure.code))
        .map(|procedure| procedure.name.as_str())
        .collect();
    let told = named
        .iter()
        .take(MOST_PROCEDURES)
        .copied()
        .collect::<Vec<_>>()
        .join("; ");
    match named.len() {
        0 => "Danh mục thủ tục: xin hỏi tại quầy.".to_owned(),
        count if count > MOST_PROCEDURES => format!(
            "Các thủ tục được hướng dẫn: {told} và {} thủ tục khác.",
            count - MOST_PROCEDURES
        ),
        _ => format!("Các thủ tục được hướng dẫn: {told}."),
    }
}

/// What a QR code says: the place on the public map, or the position itself.
fn payload(url: Option<&str>, place: LonLat, facility: Option<&str>) -> String {
    match url {
        Some(url) => {
            let to = facility.map_or(String::new(), |code| format!("?to={}", in_query(code)));
            format!(
                "{}/{to}#at={:.6},{:.6}",
                url.trim_end_matches('/'),
                place.lon,
                place.lat
            )
        }
        None => format!("geo:{:.6},{:.6}", place.lat, place.lon),
    }
}

/// Text as a value of a query.
fn in_query(text: &str) -> String {
    let mut told = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            told.push(char::from(byte));
        } else {
            told.push_str(&format!("%{byte:02X}"));
        }
    }
    told
}

fn code(input: &PosterInput, place: LonLat, facility: Option<&str>) -> Result<Figure, ReportError> {
    let text = payload(input.url, place, facility);
    let made =
        QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).map_err(|error| ReportError::Drawing {
            figure: "ma_qr",
            reason: format!("{text}: {error}"),
        })?;
    let svg = made.render::<svg::Color>().min_dimensions(400, 400).build();
    // The declaration belongs to a file, not to a drawing inside a page.
    let svg = svg.find("<svg").map_or(svg.clone(), |at| svg[at..].to_owned());
    let caption = match input.url {
        Some(_) => "Quét mã để xem đường đi, giờ phục vụ và đánh giá",
        None => "Quét mã để xem vị trí trên bản đồ của điện thoại",
    };
    Ok(Figure {
        field: "ma_qr",
        svg,
        width_mm: 70.0,
        height_mm: 70.0,
        caption: caption.to_owned(),
    })
}

/// Opening hours of OSM as people read them: `Thứ Hai - Thứ Sáu 08:00-11:30, 13:30-17:00; Thứ Bảy 08:00-11:30`. What this does
/// not know stays as it is.
pub(super) fn hours_words(hours: &str) -> String {
    const DAYS: [(&str, &str); 8] = [
        ("Mo", "Thứ Hai"),
        ("Tu", "Thứ Ba"),
        ("We", "Thứ Tư"),
        ("Th", "Thứ Năm"),
        ("Fr", "Thứ Sáu"),
        ("Sa", "Thứ Bảy"),
        ("Su", "Chủ nhật"),
        ("PH", "ngày lễ"),
    ];
    if hours.trim() == "24/7" {
        return "suốt ngày đêm, mọi ngày".to_owned();
    }
    let mut told = String::new();
    let mut rest = hours;
    while let Some(letter) = rest.chars().next() {
        // `Th` begins a day, and `Thứ` too: a code stands between other signs than letters.
        let is_code = |code: &str| {
            let after = rest[code.len()..].chars().next();
            !told.ends_with(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic)
        };
        let day = DAYS.iter().find(|(code, _)| rest.starts_with(code) && is_code(code));
        if let Some((code, words)) = day {
            told.push_str(words);
            rest = &rest[code.len()..];
            if rest.starts_with('-') && DAYS.iter().any(|(code, _)| rest[1..].starts_with(code)) {
                told.push_str(" - ");
                rest = &rest[1..];
            }
        } else if let Some(after) = rest.strip_prefix("off") {
            told.push_str("nghỉ");
            rest = after;
        } else {
            told.push(letter);
            if letter == ',' {
                told.push(' ');
            }
            rest = &rest[letter.len_utf8()..];
        }
    }
    told.replace(",  ", ", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_in_vietnamese() {
        assert_eq!(
            hours_words("Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30"),
            "Thứ Hai - Thứ Sáu 08:00-11:30, 13:30-17:00; Thứ Bảy 08:00-11:30"
        );
        assert_eq!(
            hours_words("Mo,We 08:00-12:00; PH off"),
            "Thứ Hai, Thứ Tư 08:00-12:00; ngày lễ nghỉ"
        );
        assert_eq!(hours_words("24/7"), "suốt ngày đêm, mọi ngày");
        assert_eq!(hours_words("sáng"), "sáng");
        assert_eq!(hours_words("Thứ Hai, Suốt ngày"), "Thứ Hai, Suốt ngày");
    }

    #[test]
    fn a_code_leads_to_the_point_on_the_public_map_or_to_its_position() {
        let place = LonLat::new(105.85, 21.0285);
        assert_eq!(payload(None, place, Some("A")), "geo:21.028500,105.850000");
        assert_eq!(
            payload(Some("https://bando.example/"), place, Some("DL 1")),
            "https://bando.example/?to=DL%201#at=105.850000,21.028500"
        );
        assert_eq!(
            payload(Some("https://bando.example"), place, None),
            "https://bando.example/#at=105.850000,21.028500"
        );
    }
}
