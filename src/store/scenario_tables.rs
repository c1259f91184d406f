//! The tables of scenarios. They are made with the first one, registered so that other programs list them, and are no part
//! of the dataset: an import leaves them alone.

use std::path::Path;

use rusqlite::{Connection, Row, params};

use super::StoreError;
use super::layers::{self, Layer, SCHEMA_VERSION};
use super::scenario::{Comment, Event, Opinion, Scenario, StoredEdit, Undone};
use super::scenario_rows::{read_approval, read_consultation, read_edit, read_publication};
use crate::plan::{Party, Stance, State};

pub const SCENARIO: Layer = Layer {
    table: "scenario",
    title: "Kịch bản",
    description: "Proposals of change: state, the baseline they stand on, consultation, approval and publication as JSON",
    geometry: None,
    columns: &[
        ("id", "TEXT NOT NULL UNIQUE"),
        ("name", "TEXT NOT NULL"),
        ("note", "TEXT NOT NULL"),
        ("state", "TEXT NOT NULL"),
        ("baseline", "TEXT NOT NULL"),
        ("version", "INTEGER NOT NULL"),
        ("parent", "TEXT"),
        ("created_at", "TEXT NOT NULL"),
        ("created_by", "TEXT NOT NULL"),
        ("changed_at", "TEXT NOT NULL"),
        ("consultation", "TEXT"),
        ("approval", "TEXT"),
        ("publication", "TEXT"),
    ],
};

pub const SCENARIO_EDIT: Layer = Layer {
    table: "scenario_edit",
    title: "Kịch bản: thay đổi",
    description: "The edits of scenarios in their order, with who made them and who took them back",
    geometry: None,
    columns: &[
        ("scenario", "TEXT NOT NULL"),
        ("number", "INTEGER NOT NULL"),
        ("body", "TEXT NOT NULL"),
        ("author", "TEXT NOT NULL"),
        ("at", "TEXT NOT NULL"),
        ("undone_by", "TEXT"),
        ("undone_at", "TEXT"),
        ("undone_version", "INTEGER"),
    ],
};

pub const SCENARIO_EVENT: Layer = Layer {
    table: "scenario_event",
    title: "Kịch bản: lịch sử",
    description: "What was done to scenarios, a row for each version",
    geometry: None,
    columns: &[
        ("scenario", "TEXT NOT NULL"),
        ("version", "INTEGER NOT NULL"),
        ("what", "TEXT NOT NULL"),
        ("author", "TEXT NOT NULL"),
        ("at", "TEXT NOT NULL"),
        ("edits", "TEXT NOT NULL"),
        ("note", "TEXT NOT NULL"),
    ],
};

pub const SCENARIO_COMMENT: Layer = Layer {
    table: "scenario_comment",
    title: "Kịch bản: trao đổi",
    description: "Comments on scenarios, or on one of their edits",
    geometry: None,
    columns: &[
        ("scenario", "TEXT NOT NULL"),
        ("edit", "INTEGER"),
        ("author", "TEXT NOT NULL"),
        ("at", "TEXT NOT NULL"),
        ("text", "TEXT NOT NULL"),
    ],
};

pub const SCENARIO_OPINION: Layer = Layer {
    table: "scenario_opinion",
    title: "Kịch bản: ý kiến",
    description: "Written opinions of those who were asked; the last one of a party counts",
    geometry: None,
    columns: &[
        ("scenario", "TEXT NOT NULL"),
        ("party", "TEXT NOT NULL"),
        ("stance", "TEXT NOT NULL"),
        ("document", "TEXT"),
        ("text", "TEXT NOT NULL"),
        ("author", "TEXT NOT NULL"),
        ("at", "TEXT NOT NULL"),
    ],
};

const LAYERS: [&Layer; 5] = [
    &SCENARIO,
    &SCENARIO_EDIT,
    &SCENARIO_EVENT,
    &SCENARIO_COMMENT,
    &SCENARIO_OPINION,
];

/// Makes what is missing, and marks the file with the layout of this program. Call inside a transaction.
pub fn ensure(connection: &Connection, at: &str) -> rusqlite::Result<()> {
    if layers::has_table(connection, SCENARIO.table)? {
        return Ok(());
    }
    let at = at.parse::<chrono::DateTime<chrono::Utc>>().unwrap_or_default();
    let at = at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    LAYERS
        .iter()
        .try_for_each(|layer| layers::create_layer(connection, layer, &at))?;
    connection.execute_batch(
        "CREATE UNIQUE INDEX scenario_edit_number ON scenario_edit (scenario, number);
         CREATE UNIQUE INDEX scenario_event_version ON scenario_event (scenario, version);",
    )?;
    let mark = "UPDATE gandan_meta SET value = ?1 WHERE name = 'schema_version' AND CAST(value AS INTEGER) < ?2";
    connection
        .execute(mark, params![SCHEMA_VERSION.to_string(), SCHEMA_VERSION])
        .map(drop)
}

/// All scenarios, or the one with an id, in the order of their ids.
pub fn read(connection: &Connection, path: &Path, id: Option<&str>) -> Result<Vec<Scenario>, StoreError> {
    let failed = |error| StoreError::database(path, error);
    if !layers::has_table(connection, SCENARIO.table).map_err(failed)? {
        return Ok(Vec::new());
    }
    let source = Source { connection, path, id };
    let mut scenarios = source.rows(&SCENARIO, "id", "id", scenario)?;
    let mut edits = source.rows(&SCENARIO_EDIT, "scenario", "scenario, number", edit)?;
    let mut events = source.rows(&SCENARIO_EVENT, "scenario", "scenario, version", event)?;
    let mut comments = source.rows(&SCENARIO_COMMENT, "scenario", "scenario, fid", comment)?;
    let mut opinions = source.rows(&SCENARIO_OPINION, "scenario", "scenario, fid", opinion)?;
    for scenario in &mut scenarios {
        scenario.edits = of(&mut edits, &scenario.id);
        scenario.events = of(&mut events, &scenario.id);
        scenario.comments = of(&mut comments, &scenario.id);
        scenario.opinions = of(&mut opinions, &scenario.id);
    }
    Ok(scenarios)
}

fn of<T>(rows: &mut Vec<(String, T)>, id: &str) -> Vec<T> {
    let (own, others): (Vec<_>, Vec<_>) = std::mem::take(rows)
        .into_iter()
        .partition(|(scenario, _)| scenario == id);
    *rows = others;
    own.into_iter().map(|(_, row)| row).collect()
}

struct Source<'a> {
    connection: &'a Connection,
    path: &'a Path,
    id: Option<&'a str>,
}

/// Why a row makes no sense.
enum Wrong {
    Database(rusqlite::Error),
    Reason(String),
}

impl From<rusqlite::Error> for Wrong {
    fn from(error: rusqlite::Error) -> Wrong {
        Wrong::Database(error)
    }
}

impl From<String> for Wrong {
    fn from(reason: String) -> Wrong {
        Wrong::Reason(reason)
    }
}

impl Source<'_> {
    fn rows<T>(
        &self,
        layer: &Layer,
        key: &str,
        order: &str,
        read: impl Fn(&Row) -> Result<T, Wrong>,
    ) -> Result<Vec<T>, StoreError> {
        let failed = |error| StoreError::database(self.path, error);
        let table = layer.table;
        let sql = format!("SELECT * FROM {table} WHERE ?1 IS NULL OR {key} = ?1 ORDER BY {order}");
        let mut select = self.connection.prepare(&sql).map_err(failed)?;
        let mut rows = select.query([self.id]).map_err(failed)?;
        let mut list = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let fid = row.get("fid").map_err(failed)?;
            list.push(read(row).map_err(|wrong| StoreError::Row {
                path: self.path.to_owned(),
                table: table.to_owned(),
                row: fid,
                reason: match wrong {
                    Wrong::Database(error) => error.to_string(),
                    Wrong::Reason(reason) => reason,
                },
            })?);
        }
        Ok(list)
    }
}

fn scenario(row: &Row) -> Result<Scenario, Wrong> {
    let state: String = row.get("state")?;
    let json = |column: &str| row.get::<_, Option<String>>(column);
    Ok(Scenario {
        id: row.get("id")?,
        name: row.get("name")?,
        note: row.get("note")?,
        state: State::from_code(&state).ok_or_else(|| format!("'{state}' is no state"))?,
        baseline: row.get("baseline")?,
        version: row.get::<_, i64>("version")?.unsigned_abs(),
        parent: row.get("parent")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        changed_at: row.get("changed_at")?,
        consultation: json("consultation")?.as_deref().map(read_consultation).transpose()?,
        approval: json("approval")?.as_deref().map(read_approval).transpose()?,
        publication: json("publication")?.as_deref().map(read_publication).transpose()?,
        edits: Vec::new(),
        events: Vec::new(),
        comments: Vec::new(),
        opinions: Vec::new(),
    })
}

fn edit(row: &Row) -> Result<(String, StoredEdit), Wrong> {
    let undone_by: Option<String> = row.get("undone_by")?;
    let undone = match undone_by {
        None => None,
        Some(by) => Some(Undone {
            by,
            at: row.get("undone_at")?,
            version: row.get::<_, i64>("undone_version")?.unsigned_abs(),
        }),
    };
    let stored = StoredEdit {
        number: row.get::<_, i64>("number")?.unsigned_abs(),
        edit: read_edit(&row.get::<_, String>("body")?)?,
        author: row.get("author")?,
        at: row.get("at")?,
        undone,
    };
    Ok((row.get("scenario")?, stored))
}

fn event(row: &Row) -> Result<(String, Event), Wrong> {
    let edits: String = row.get("edits")?;
    let event = Event {
        version: row.get::<_, i64>("version")?.unsigned_abs(),
        what: row.get("what")?,
        author: row.get("author")?,
        at: row.get("at")?,
        edits: serde_json::from_str(&edits).map_err(|error| Wrong::Reason(error.to_string()))?,
        note: row.get("note")?,
    };
    Ok((row.get("scenario")?, event))
}

fn comment(row: &Row) -> Result<(String, Comment), Wrong> {
    let comment = Comment {
        edit: row.get::<_, Option<i64>>("edit")?.map(i64::unsigned_abs),
        author: row.get("author")?,
        at: row.get("at")?,
        text: row.get("text")?,
    };
    Ok((row.get("scenario")?, comment))
}

fn opinion(row: &Row) -> Result<(String, Opinion), Wrong> {
    let (party, stance): (String, String) = (row.get("party")?, row.get("stance")?);
    let opinion = Opinion {
        party: Party::parse(&party).ok_or_else(|| format!("'{party}' is no party"))?,
        stance: Stance::from_code(&stance).ok_or_else(|| format!("'{stance}' is no stance"))?,
        document: row.get("document")?,
        text: row.get("text")?,
        author: row.get("author")?,
        at: row.get("at")?,
    };
    Ok((row.get("scenario")?, opinion))
}
