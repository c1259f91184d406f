//! The frame of an official document (Decree 30/2020/NĐ-CP, annex I): names and blanks. What only the office can know
//! (number, day of issue, signatory) is a visible blank until it is set.

use super::document::Frame;
use crate::text::ymd;

/// A named part of the frame: its field in a template and for `--set`.
pub const FRAME_FIELDS: [(&str, &str); 8] = [
    ("co_quan_chu_quan", "tên cơ quan, tổ chức chủ quản trực tiếp"),
    ("co_quan", "tên cơ quan, tổ chức ban hành văn bản"),
    ("so_van_ban", "số, ký hiệu của văn bản"),
    ("dia_danh_ngay", "địa danh và thời gian ban hành văn bản"),
    ("kinh_gui", "nơi kính gửi"),
    ("noi_nhan", "nơi nhận, mỗi dòng một nơi (phân cách bằng dấu ;)"),
    ("chuc_vu_nguoi_ky", "chức vụ của người có thẩm quyền ký"),
    ("nguoi_ky", "họ và tên người ký"),
];

impl Frame {
    /// The Centre's frame with its blanks. `abbreviation`: of the document's kind, e.g. `TTr`; `day`: ISO.
    pub fn of_the_centre(abbreviation: &str, day: &str) -> Frame {
        let year = ymd(day).map_or("......", |(year, _, _)| year);
        Frame {
            superior: "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI".into(),
            agency: "TRUNG TÂM PHỤC VỤ\nHÀNH CHÍNH CÔNG".into(),
            number: format!("Số: ......../{abbreviation}-TTPVHCC"),
            place_and_day: format!("Hà Nội, ngày ...... tháng ...... năm {year}"),
            addressee: String::new(),
            recipients: vec![
                "Như trên;".into(),
                "......................................;".into(),
                "Lưu: VT, ........".into(),
            ],
            signatory: "GIÁM ĐỐC".into(),
            signatory_name: "(Họ và tên)".into(),
        }
    }

    /// Fills in one field; `false` for a name that is none of [`FRAME_FIELDS`].
    pub fn set(&mut self, field: &str, value: &str) -> bool {
        let place = match field {
            "co_quan_chu_quan" => &mut self.superior,
            "co_quan" => &mut self.agency,
            "so_van_ban" => &mut self.number,
            "dia_danh_ngay" => &mut self.place_and_day,
            "kinh_gui" => &mut self.addressee,
            "chuc_vu_nguoi_ky" => &mut self.signatory,
            "nguoi_ky" => &mut self.signatory_name,
            "noi_nhan" => {
                self.recipients = value
                    .split(';')
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .map(|line| format!("{line};"))
                    .collect();
                return true;
            }
            _ => return false,
        };
        value.clone_into(place);
        true
    }

    /// One field as text; `None` for a name that is none of [`FRAME_FIELDS`].
    pub fn field(&self, field: &str) -> Option<String> {
        Some(match field {
            "co_quan_chu_quan" => self.superior.clone(),
            "co_quan" => self.agency.clone(),
            "so_van_ban" => self.number.clone(),
            "dia_danh_ngay" => self.place_and_day.clone(),
            "kinh_gui" => self.addressee.clone(),
            "noi_nhan" => self.recipients.join("\n"),
            "chuc_vu_nguoi_ky" => self.signatory.clone(),
            "nguoi_ky" => self.signatory_name.clone(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_frame_can_be_set_and_read_and_no_other() {
        let mut frame = Frame::of_the_centre("TTr", "2026-11-22");
        assert!(frame.number.contains("....") && frame.place_and_day.ends_with("2026"));
        for (field, _) in FRAME_FIELDS {
            assert!(frame.set(field, "Văn phòng; Lưu: VT"), "{field}");
            let told = frame.field(field).expect("a known field");
            assert!(
                told.contains("Văn phòng") && told.contains("Lưu: VT"),
                "{field}: {told}"
            );
        }
        assert!(!frame.set("so_cong_van", "1") && frame.field("so_cong_van").is_none());
    }
}
