//! Changes of the data at the machine, in the audit log: named before they are made and told when they are through, as the
//! service does it (`docs/decisions/0031-the-planners-desk.md`).

use std::path::Path;

use super::{Failure, user};
use crate::auth::PrivateFile;

/// Does work that changes a workspace; `work` gives beside its answer what it came to, such as the entry of the history. Where
/// the workspace has accounts, `<action>.start` stands in its audit log before anything is changed, and `<action>` afterwards;
/// where it has none there is no log, and none is made.
pub fn noted<T>(
    workspace: &Path,
    action: &str,
    detail: &str,
    work: impl FnOnce() -> Result<(T, String), Failure>,
) -> Result<T, Failure> {
    if !PrivateFile::path_of(workspace).is_file() {
        return work().map(|(told, _)| told);
    }
    let (private, account) = (user::open(workspace)?, user::at_the_machine());
    let append =
        |action: &str, subject: &str| private.append(&user::by(&account).entry(action, subject, detail.to_owned()));
    append(&format!("{action}.start"), "-")?;
    let (told, subject) = work()?;
    append(action, &subject).map_err(|error| {
        Failure::Internal(anyhow::anyhow!(
            "the data are changed, and the audit log, which names the change as begun, did not take that it is done: {error}"
        ))
    })?;
    Ok(told)
}
