PRAGMA user_version = 3;

-- What the public says and what inspectors find. Instants are seconds since 1970, UTC; days are ISO dates of Hanoi.

-- Nothing here says who rated: the id is of the one visit, made by the page and used once.
CREATE TABLE rating (
    id TEXT PRIMARY KEY,
    facility TEXT NOT NULL,
    at INTEGER NOT NULL,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    reason TEXT,
    text TEXT, -- masked
    reading TEXT NOT NULL -- no_text, waiting, shown, hidden
) STRICT;
-- Holds all that a tally needs.
CREATE INDEX rating_by_facility ON rating (facility, at, stars);
CREATE INDEX rating_by_instant ON rating (at);
CREATE INDEX rating_shown ON rating (facility, at) WHERE reading = 'shown';
CREATE INDEX rating_by_reading ON rating (reading) WHERE reading = 'waiting';

CREATE TABLE public_case (
    id TEXT PRIMARY KEY, -- UUID v7
    kind TEXT NOT NULL,
    facility TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    text TEXT, -- masked
    lon REAL,
    lat REAL,
    rating TEXT UNIQUE, -- id of the rating that it came from
    request TEXT UNIQUE, -- id that the page made up: sent twice, it is one case
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    corrected_lon REAL,
    corrected_lat REAL,
    corrected_hours TEXT
) STRICT;
CREATE INDEX public_case_by_state ON public_case (state, opened_at);
CREATE INDEX public_case_by_instant ON public_case (opened_at);
CREATE INDEX public_case_by_facility ON public_case (facility);

CREATE TABLE case_event (
    case_id TEXT NOT NULL REFERENCES public_case (id),
    number INTEGER NOT NULL, -- the version that it made
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    action TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    effect TEXT, -- scenario, import
    reference TEXT,
    PRIMARY KEY (case_id, number)
) STRICT;

CREATE TABLE inspection (
    id TEXT PRIMARY KEY, -- UUID, made where it was written
    facility TEXT NOT NULL,
    visited_on TEXT NOT NULL,
    visit TEXT NOT NULL,
    checklist TEXT NOT NULL,
    checklist_version INTEGER NOT NULL,
    inspector TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX inspection_by_facility ON inspection (facility);
CREATE INDEX inspection_by_day ON inspection (visited_on);

CREATE TABLE inspection_item (
    inspection TEXT NOT NULL REFERENCES inspection (id),
    position INTEGER NOT NULL,
    item TEXT NOT NULL,
    outcome TEXT NOT NULL, -- met, not_met, not_applicable
    note TEXT NOT NULL,
    PRIMARY KEY (inspection, position)
) STRICT;

CREATE TABLE inspection_finding (
    inspection TEXT NOT NULL REFERENCES inspection (id),
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    deadline TEXT NOT NULL,
    done_on TEXT,
    done_by TEXT,
    done_note TEXT,
    PRIMARY KEY (inspection, number)
) STRICT;
CREATE INDEX inspection_finding_open ON inspection_finding (deadline) WHERE done_on IS NULL;

CREATE TABLE voice_setting (
    name TEXT PRIMARY KEY,
    value REAL NOT NULL
) STRICT;
