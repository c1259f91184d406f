//! Work that is kept in a workspace, so that it is done once: numbers under a key. The tables are made when the first is
//! kept and are in no layout; whoever drops them loses time and nothing else.

use std::path::Path;

use rusqlite::OptionalExtension;

use super::{StoreError, Workspace, layers};

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptTable {
    /// Contraction orders of the roads.
    ContractionOrder,
    /// Where the cells join the roads: some forty bytes a cell.
    CellJoins,
    /// Who reaches what under the shipped rules: some hundred bytes a cell.
    Reach,
}

impl KeptTable {
    fn name(self) -> &'static str {
        match self {
            KeptTable::ContractionOrder => "gandan_order",
            KeptTable::CellJoins => "gandan_joins",
            KeptTable::Reach => "gandan_reach",
        }
    }

    fn column(self) -> &'static str {
        match self {
            KeptTable::ContractionOrder => "node_order",
            KeptTable::CellJoins => "joins",
            KeptTable::Reach => "tables",
        }
    }

    /// How many states of the data are remembered: the newest.
    fn depth(self) -> u32 {
        match self {
            KeptTable::ContractionOrder => 8,
            KeptTable::CellJoins => 2,
            KeptTable::Reach => 1,
        }
    }
}

impl Workspace {
    /// The numbers that were kept under a key, or `None`.
    ///
    /// # Errors
    /// What the database says.
    pub fn kept(&self, table: KeptTable, key: &str) -> Result<Option<Vec<u32>>, StoreError> {
        let failed = |error| StoreError::database(&self.path, error);
        let (name, column) = (table.name(), table.column());
        if !layers::has_table(&self.connection, name).map_err(failed)? {
            return Ok(None);
        }
        let select = format!("SELECT {column} FROM {name} WHERE key = ?1");
        let kept: Option<Vec<u8>> = self
            .connection
            .query_row(&select, [key], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        let number = |bytes: &[u8]| bytes.try_into().map(u32::from_le_bytes).unwrap_or(u32::MAX);
        Ok(kept.map(|bytes| bytes.chunks(4).map(number).collect()))
    }

    /// Keeps numbers under a key. Those kept before for other states of the data make room.
    ///
    /// # Errors
    /// As [`Workspace::replace`].
    pub fn keep(path: &Path, table: KeptTable, key: &str, numbers: &[u32]) -> Result<(), StoreError> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let (name, column, depth) = (table.name(), table.column(), table.depth());
        Workspace::open(path)?.change(|connection| {
            let keep = || -> rusqlite::Result<()> {
                connection.execute_batch(&format!(
                    "CREATE TABLE IF NOT EXISTS {name} \
                     (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, {column} BLOB NOT NULL)"
                ))?;
                connection.execute(
                    &format!("INSERT OR REPLACE INTO {name} (key, {column}) VALUES (?1, ?2)"),
                    rusqlite::params![key, bytes],
                )?;
                let newest = format!("SELECT id FROM {name} ORDER BY id DESC LIMIT {depth}");
                connection.execute(&format!("DELETE FROM {name} WHERE id NOT IN ({newest})"), [])?;
                Ok(())
            };
            keep().map_err(|error| StoreError::database(path, error))
        })
    }
}
