PRAGMA user_version = 4;

-- The office's own DOCX for a kind of document, checked against a document of that kind before it was kept.
CREATE TABLE office_template (
    kind TEXT PRIMARY KEY,
    docx BLOB NOT NULL
) STRICT;
