//! An opening in sentences, Vietnamese first: what it gives, and what could be said against it.

use super::expansion::Opening;
use super::numbers::Language::{self, English, Vietnamese};
use super::settings::ReviewSettings;
use super::words::reach_of;

/// Writes `because_*` and `objection_*`.
pub fn write(opening: &mut Opening, settings: &ReviewSettings) {
    opening.because_vi = because(opening, settings, Vietnamese);
    opening.because_en = because(opening, settings, English);
    opening.objection_vi = objection(opening, Vietnamese);
    opening.objection_en = objection(opening, English);
}

fn because(opening: &Opening, settings: &ReviewSettings, language: Language) -> Vec<String> {
    let vi = language == Vietnamese;
    let reach = reach_of(settings.main_rule(), language);
    let people = |count: f64| language.whole(count);
    let mut said = Vec::new();
    let mut say = |vietnamese: String, english: String| said.push(if vi { vietnamese } else { english });
    if opening.people > 0.0 {
        let (all, alone) = (people(opening.people), people(opening.people_alone));
        say(
            format!(
                "{all} người dân hiện chưa có điểm {reach} sẽ có điểm này; {alone} người trong số đó chỉ có điểm này."
            ),
            format!("{all} people who have no point {reach} today would have this one; {alone} of them no other."),
        );
    }
    if opening.second_point_people > 0.0 {
        let count = people(opening.second_point_people);
        say(
            format!("{count} người dân ở địa bàn cần dự phòng có thêm điểm thứ hai {reach}."),
            format!("{count} people where a second point is asked for get one {reach}."),
        );
    }
    if opening.nearest_of > 0.0 {
        let (count, total) = (people(opening.nearest_of), people(opening.person_minutes / 60.0));
        let (mut vietnamese, mut english) = (
            format!("Trở thành điểm gần nhất của {count} người dân"),
            format!("It becomes the nearest point of {count} people"),
        );
        if let (Some(median), Some(max)) = (opening.saved.median, opening.saved.max) {
            let (median, max) = (language.minutes(median), language.minutes(max));
            vietnamese += &format!(
                ", một nửa trong số đó bớt được ít nhất {median} đi lại, nhiều nhất {max}; cộng lại {total} giờ cho mỗi lượt đi"
            );
            english += &format!(
                ", half of whom save at least {median}, {max} at most; {total} hours in all for one trip each"
            );
        }
        say(vietnamese + ".", english + ".");
    }
    if opening.saved.without_alternative_people > 0.0 {
        let count = people(opening.saved.without_alternative_people);
        say(
            format!("{count} người trong số đó hiện không tới được điểm nào trong vòng một giờ."),
            format!("{count} of them reach no point within an hour today."),
        );
    }
    said
}

fn objection(opening: &Opening, language: Language) -> String {
    let vi = language == Vietnamese;
    let mut said: Vec<&str> = Vec::new();
    if !opening.site.is_candidate {
        said.push(if vi {
            "Vị trí là tâm một ô dân cư, chưa phải địa điểm cụ thể: cần khảo sát nơi đặt và đơn vị vận hành."
        } else {
            "The place is the centre of a populated cell, not yet a site: premises and an operator are to be found."
        });
    }
    if opening.site.cost.is_none() {
        said.push(if vi {
            "Chưa có dự toán chi phí mở điểm."
        } else {
            "What opening costs is not known."
        });
    }
    said.push(if vi {
        "Nhu cầu được ước theo dân số, chưa có số liệu hồ sơ tại chỗ; điểm mới có thể ít được sử dụng nếu người dân chưa biết đến."
    } else {
        "Demand is estimated by population, no dossiers are known here; a new point may see little use until people know of it."
    });
    said.join(" ")
}
