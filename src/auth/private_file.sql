PRAGMA application_id = 0x47447076;
PRAGMA user_version = 1;

-- Accounts are never deleted: the audit log names them. Instants are seconds since 1970, UTC.
CREATE TABLE account (
    login TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT,
    password TEXT NOT NULL, -- argon2id, as a PHC string
    is_disabled INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    logged_in_at INTEGER
) STRICT;

-- By the name that was tried, whether there is such an account or not.
CREATE TABLE failed_login (
    login TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY, -- BLAKE3 of the token: the token itself is only in the browser
    login TEXT NOT NULL REFERENCES account (login),
    csrf_token TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_login ON session (login);

CREATE TABLE audit (
    number INTEGER PRIMARY KEY, -- 1, 2, 3, ... without a gap
    at TEXT NOT NULL, -- RFC 3339, UTC
    account TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL -- BLAKE3 of the hash before it and of this entry
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;

CREATE TABLE job (
    id TEXT PRIMARY KEY, -- UUID v7: in order of time
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    settings TEXT NOT NULL,
    state TEXT NOT NULL, -- queued, running, done, failed, cancelled, interrupted
    progress TEXT NOT NULL,
    snapshot_id TEXT,
    result TEXT,
    error TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
