PRAGMA user_version = 2;

-- What operators report lies here until it is accepted: drafts and reasons are nobody else's business.
CREATE TABLE reporting_period (
    id TEXT PRIMARY KEY, -- UUID v7: in order of time
    name TEXT NOT NULL,
    from_month TEXT NOT NULL, -- YYYY-MM
    to_month TEXT NOT NULL,
    due TEXT NOT NULL, -- YYYY-MM-DD
    operators TEXT NOT NULL, -- JSON: codes; [] for all
    items TEXT NOT NULL, -- JSON: codes
    tolerance REAL NOT NULL,
    is_closed INTEGER NOT NULL DEFAULT 0,
    account TEXT NOT NULL,
    created_at TEXT NOT NULL -- RFC 3339, UTC
) STRICT;

CREATE TABLE filing (
    period TEXT NOT NULL REFERENCES reporting_period (id),
    operator TEXT NOT NULL,
    version INTEGER NOT NULL,
    settlement TEXT NOT NULL,
    feedback TEXT NOT NULL,
    proposals TEXT NOT NULL,
    PRIMARY KEY (period, operator)
) STRICT;

CREATE TABLE filing_agent (
    period TEXT NOT NULL,
    operator TEXT NOT NULL,
    facility TEXT NOT NULL,
    state TEXT NOT NULL, -- draft, submitted, returned, accepted
    PRIMARY KEY (period, operator, facility),
    FOREIGN KEY (period, operator) REFERENCES filing (period, operator)
) STRICT;

CREATE TABLE filing_row (
    period TEXT NOT NULL,
    operator TEXT NOT NULL,
    facility TEXT NOT NULL,
    month TEXT NOT NULL,
    dossiers INTEGER,
    submitted_online INTEGER,
    accepted INTEGER,
    on_time INTEGER,
    late INTEGER,
    complaints INTEGER,
    responses INTEGER,
    satisfied INTEGER,
    PRIMARY KEY (period, operator, facility, month),
    FOREIGN KEY (period, operator) REFERENCES filing (period, operator)
) STRICT;

CREATE TABLE filing_event (
    period TEXT NOT NULL,
    operator TEXT NOT NULL,
    number INTEGER NOT NULL, -- 1, 2, 3, ...
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    facilities TEXT NOT NULL, -- JSON: codes
    PRIMARY KEY (period, operator, number),
    FOREIGN KEY (period, operator) REFERENCES filing (period, operator)
) STRICT;

-- What the city's own system counted; a newer list replaces the months and points that it names.
CREATE TABLE official_count (
    facility TEXT NOT NULL,
    month TEXT NOT NULL,
    dossiers REAL NOT NULL,
    submitted_online REAL,
    accepted REAL,
    on_time REAL,
    late REAL,
    source TEXT NOT NULL,
    PRIMARY KEY (facility, month)
) STRICT;
