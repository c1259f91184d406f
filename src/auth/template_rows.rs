//! The office's own layouts of documents, as they are kept.

use rusqlite::OptionalExtension;

use super::accounts::By;
use super::audit_log::append_within;
use super::error::AuthError;
use super::private_file::PrivateFile;

impl PrivateFile {
    /// The DOCX that documents of a kind are written in; `None`: the program's own layout.
    ///
    /// # Errors
    /// What the database says.
    pub fn office_template(&self, kind: &str) -> Result<Option<Vec<u8>>, AuthError> {
        let select = "SELECT docx FROM office_template WHERE kind = ?1";
        self.read(|connection| connection.query_row(select, [kind], |row| row.get(0)).optional())
    }

    /// Keeps a template instead of the one before, with an entry in the audit log; who keeps it has checked it.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_office_template(&self, kind: &str, docx: &[u8], by: By<'_>) -> Result<(), AuthError> {
        self.change(|connection| {
            let put = "INSERT INTO office_template (kind, docx) VALUES (?1, ?2) \
                 ON CONFLICT (kind) DO UPDATE SET docx = excluded.docx";
            connection.execute(put, (kind, docx))?;
            append_within(
                connection,
                &by.entry("template.keep", kind, format!("{} byte", docx.len())),
            )?;
            Ok(())
        })
    }

    /// Goes back to the program's own layout; whether there was a template.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_office_template(&self, kind: &str, by: By<'_>) -> Result<bool, AuthError> {
        self.change(|connection| {
            let dropped = connection.execute("DELETE FROM office_template WHERE kind = ?1", [kind])? > 0;
            if dropped {
                append_within(connection, &by.entry("template.drop", kind, String::new()))?;
            }
            Ok(dropped)
        })
    }
}
