//! Which enterprise runs a place, where its own name says so.

/// Words of names and the enterprise they stand for; the longer name before the shorter.
const BRANDS: [(&str, &str); 14] = [
    ("bidv", "BIDV"),
    ("vietcombank", "Vietcombank"),
    ("vietinbank", "VietinBank"),
    ("agribank", "Agribank"),
    ("techcombank", "Techcombank"),
    ("viettel post", "Viettel Post"),
    ("viettel", "Viettel"),
    ("vnpt", "VNPT"),
    ("vinaphone", "VNPT"),
    ("mobifone", "MobiFone"),
    ("vnpost", "VNPost"),
    ("winmart", "WinCommerce"),
    ("fpt shop", "FPT Retail"),
    ("long chau", "FPT Retail"),
];

/// The enterprise named in a place's name; nothing is guessed from its category.
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    let folded = format!(" {} ", crate::text::fold(name));
    BRANDS
        .iter()
        .find(|(word, _)| folded.contains(&format!(" {word} ")))
        .map(|(_, operator)| *operator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_comes_from_the_name_only_as_a_whole_word() {
        assert_eq!(of_name("Ngân Hàng BIDV"), Some("BIDV"));
        assert_eq!(of_name("Bưu cục Viettel Post"), Some("Viettel Post"));
        assert_eq!(of_name("WinMart+"), Some("WinCommerce"));
        assert_eq!(of_name("Abidvx"), None);
        assert_eq!(of_name("Ngân hàng"), None);
    }
}
