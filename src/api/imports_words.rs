//! What imports and undos are refused with, in both languages, and why an entry is not taken back.

use crate::model::checks::refusal_in_vietnamese;
use crate::store::{Action, HistoryEntry, StoreError, root_action};

pub const ROWS_WITH_ERRORS: &str = "Tệp có dòng lỗi: hãy sửa và gửi lại, hoặc chỉ nhập các dòng đúng. / Rows of the file have errors: mend \
     them and send it again, or take the good rows alone.";
pub const NOTHING_USABLE: &str = "Tệp không có gì nhập được. / Nothing of the file can be imported.";
pub const PUBLISHED: &str = "Mục này thuộc về một lần công bố kịch bản: chỉ hoàn tác được tại máy chủ (gandan undo). / This entry \
     belongs to the publication of a scenario: it is taken back at the machine alone (gandan undo).";
pub const NOT_NOTED: &str = "nhật ký không ghi được nên dữ liệu không thay đổi; hãy báo người quản trị / the audit log takes no entry, so \
     nothing was changed: tell the administrator";
pub const NOTED_NOT_DONE: &str = "Dữ liệu đã thay đổi, nhưng nhật ký không ghi được việc này; hãy báo người quản trị. / The data are changed, \
     and the audit log did not take the entry of it: tell the administrator.";
const LOCKED: &str = "chương trình khác đang ghi vào tệp dữ liệu của máy chủ; hãy thử lại sau ít phút / another program is writing \
     to the data of the server: try again in a few minutes";
const READ_ONLY: &str = "máy chủ không được phép ghi vào tệp dữ liệu; hãy báo người quản trị / the server may not write to its data: tell \
     the administrator";
const NO_DISK: &str = "máy chủ không đọc hoặc không ghi được tệp dữ liệu (đĩa đầy hoặc lỗi đĩa); hãy báo người quản trị / the server \
     cannot read or write its data (a full disk, or a fault of it): tell the administrator";
const NO_WORKSPACE: &str = "tệp dữ liệu của máy chủ không dùng được; hãy báo người quản trị / the data of the server cannot be used: \
     tell the administrator";
const UNFIT_VI: &str = "dữ liệu không lưu được";
pub const FILE_GONE: &str =
    "tệp đã kiểm tra không còn đọc được; hãy gửi lại tệp / the checked file can no longer be read: send it again";
pub const CHANGED: &str = "dữ liệu đã thay đổi sau khi kiểm tra tệp; hãy kiểm tra lại tệp / the data have changed since the file was \
     checked: check it again";

/// A refusal without the path of the server's file, in both languages; what only its administrator can mend is told in
/// the log.
pub fn in_words(error: &StoreError) -> String {
    let english = match error {
        StoreError::History { reason, .. } => reason.clone(),
        StoreError::Unfit { .. } => error.to_string(),
        StoreError::Row { table, row, reason, .. } => format!("layer {table}, row {row}: {reason}"),
        machine => {
            tracing::error!(error = %machine, "an import or an undo failed");
            let told = match machine {
                StoreError::Locked(_) => LOCKED,
                StoreError::ReadOnly(_) => READ_ONLY,
                StoreError::File { .. } => NO_DISK,
                _ => NO_WORKSPACE,
            };
            return told.to_owned();
        }
    };
    match refusal_in_vietnamese(&english) {
        Some(vietnamese) => format!("{vietnamese} / {english}"),
        None if english.contains(" / ") => english,
        None => format!("{UNFIT_VI} ({english}) / {english}"),
    }
}

/// Whether an entry brought data in or took them away, at the root of its undos: nothing else is taken back here.
pub fn is_of_data(entries: &[HistoryEntry], id: i64) -> bool {
    matches!(root_action(entries, id), Some(Action::Import | Action::Remove))
}

/// Why an entry cannot be taken back now.
pub fn hindrance(entry: &HistoryEntry) -> Option<String> {
    let id = entry.id;
    if !entry.is_in_effect {
        return Some(format!(
            "Mục {id} đã được hoàn tác. / Entry {id} has been taken back already."
        ));
    }
    if !entry.undo_first.is_empty() {
        let first: Vec<String> = entry.undo_first.iter().map(i64::to_string).collect();
        let first = first.join(", ");
        return Some(format!(
            "Phải hoàn tác trước, theo thứ tự: {first}. / To be taken back before it, in this order: {first}."
        ));
    }
    entry.undo_bytes.is_none().then(|| {
        format!("Dữ liệu trước mục {id} không còn được giữ. / The rows from before entry {id} are no longer kept.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_store_refuses_is_told_in_both_languages_without_the_place_of_the_file() {
        let path = || std::path::PathBuf::from("/srv/data/hanoi.gpkg");
        let broken = || std::io::Error::other("broken");
        let faults = [
            (StoreError::Locked(path()), LOCKED),
            (StoreError::ReadOnly(path()), READ_ONLY),
            (
                StoreError::File {
                    path: path(),
                    doing: "write the file",
                    source: broken(),
                },
                NO_DISK,
            ),
            (StoreError::NotFound(path()), NO_WORKSPACE),
        ];
        for (fault, told) in &faults {
            assert_eq!(in_words(fault), *told);
        }
        let row = StoreError::Row {
            path: path(),
            table: "facility".to_owned(),
            row: 7,
            reason: "strange".to_owned(),
        };
        let unfit = StoreError::Unfit {
            layer: "roads",
            reason: "strange".to_owned(),
        };
        let history = StoreError::History {
            path: path(),
            reason: "the history has no entry 7; `gandan history` lists them".to_owned(),
        };
        for fault in [row, unfit, history]
            .iter()
            .chain(faults.iter().map(|(fault, _)| fault))
        {
            let told = in_words(fault);
            assert!(told.contains(" / ") && !told.contains("gpkg"), "{told}");
        }
    }
}
