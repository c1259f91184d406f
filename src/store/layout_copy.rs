//! The copy of a workspace that is kept before its layout is raised: who goes back to the older program has what it wrote.

use std::path::{Path, PathBuf};

use super::atomic::Overwrite;
use super::stamp::beside;
use super::{StoreError, Workspace};

/// Log target under which the place of a copy is told; the commands print what comes by it.
pub const KEPT: &str = "gandan::kept_copy";

/// How many raises from one layout are told apart; more than that is no accident any more.
const MOST: u32 = 100;

/// Copies the file as everybody else still sees it: the transaction that raises it is not committed yet. A copy that is there
/// from an earlier raise is left alone, and the new one gets a number.
///
/// # Errors
/// As [`Workspace::backup`]. The raise must then not be committed.
pub fn keep(path: &Path, layout: Option<u32>) -> Result<(), StoreError> {
    let layout = layout.unwrap_or_default();
    // A link to a workspace is no place for its copies: they lie beside the file itself.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for number in 1..=MOST {
        let copy = place(&path, layout, number);
        match Workspace::backup(&path, &copy, Overwrite::Refuse) {
            Err(StoreError::Exists(_)) if number < MOST => {}
            Err(error) => return Err(error),
            Ok(()) => {
                let shown = copy.display();
                tracing::warn!(
                    target: KEPT,
                    "Tệp dữ liệu thuộc bố cục cũ (bố cục {layout}) được nâng lên bố cục mới; bản sao của tệp cũ: {shown} / The \
                     workspace was of an older layout ({layout}) and is raised; a copy of it as it was: {shown}"
                );
                return Ok(());
            }
        }
    }
    Ok(())
}

/// `<W>.layout-N.gpkg`, then `<W>.layout-N.2.gpkg`.
fn place(path: &Path, layout: u32, number: u32) -> PathBuf {
    match number {
        1 => beside(path, &format!(".layout-{layout}.gpkg")),
        _ => beside(path, &format!(".layout-{layout}.{number}.gpkg")),
    }
}
