//! Files that are either the old one or the new one, never half of each.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::StoreError;

/// What to do when the file is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    Refuse,
    Replace,
}

/// Writes a file whole: into a temporary file beside it, forced to disk, then renamed. Something that
/// is no regular file (a terminal, a pipe) is written directly.
///
/// # Errors
/// When the folder or the file cannot be written; the old file is then as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return fs::write(path, bytes).map_err(StoreError::file(path, "write the file"));
    }
    let mut draft = Draft::beside(path)?;
    draft
        .file
        .write_all(bytes)
        .map_err(StoreError::file(path, "write the file"))?;
    draft.publish(Overwrite::Replace)
}

/// A temporary file beside its later place; vanishes unless it is published.
pub(super) struct Draft {
    file: NamedTempFile,
    target: PathBuf,
}

impl Draft {
    pub(super) fn beside(path: &Path) -> Result<Draft, StoreError> {
        // A link stays a link: the file it names is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gandan-").suffix(".part");
        let rights = fs::metadata(&target).ok().map(|found| found.permissions());
        #[cfg(unix)]
        let rights = rights.or_else(|| Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))); // less the umask
        if let Some(rights) = rights {
            builder.permissions(rights);
        }
        let file = builder
            .tempfile_in(folder(&target))
            .map_err(StoreError::file(path, "write into the folder"))?;
        Ok(Draft { file, target })
    }

    /// For its owner alone (mode 0600); of a link in its later place the link itself is replaced, not what it names.
    pub(super) fn private_beside(path: &Path) -> Result<Draft, StoreError> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gandan-").suffix(".part");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
        // The database takes no link anywhere on the way to the draft.
        let failed = || StoreError::file(path, "write into the folder");
        let folder = fs::canonicalize(folder(path)).map_err(failed())?;
        let file = builder.tempfile_in(folder).map_err(failed())?;
        let target = path.to_owned();
        Ok(Draft { file, target })
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Forces the draft to disk and gives it its name.
    pub(super) fn publish(self, overwrite: Overwrite) -> Result<(), StoreError> {
        let target = self.target;
        self.file
            .as_file()
            .sync_all()
            .map_err(StoreError::file(&target, "force the file to disk"))?;
        let named = match overwrite {
            Overwrite::Replace => self.file.persist(&target),
            Overwrite::Refuse => self.file.persist_noclobber(&target),
        };
        named.map_err(|error| match error.error.kind() {
            ErrorKind::AlreadyExists => StoreError::Exists(target.clone()),
            _ => StoreError::file(&target, "name the file")(error.error),
        })?;
        let opened = File::open(folder(&target)).and_then(|folder| folder.sync_all());
        opened.map_err(StoreError::file(&target, "force the folder to disk"))
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_no_draft_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bảng.csv");
        write_atomically(&path, b"a much longer first version").expect("written");
        write_atomically(&path, b"second").expect("replaced");
        assert_eq!(fs::read(&path).expect("readable"), b"second");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = write_atomically(Path::new("/no/such/folder/x.csv"), b"").expect_err("no folder");
        assert!(error.to_string().contains("/no/such/folder/x.csv"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_the_rights_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, b"old").expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("rights");
        std::os::unix::fs::symlink(&real, &link).expect("linked");
        write_atomically(&link, b"new").expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read(&real).expect("readable"), b"new");
        assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    }
}
