//! The workspace: one GeoPackage file that holds a city, and that QGIS opens as it is.
//!
//! A new workspace is written beside its place and renamed, so that it is never half there. A change of
//! an existing one is one SQLite transaction: whoever reads sees the city before or after, and a program
//! that dies in between leaves a journal from which the next reader restores the old city. Data are
//! checked before the file is opened for writing, so that a refused import leaves every byte as it was.
//!
//! The first write of a newer program raises the layout of the file; the file as it was is kept beside it (`layout_copy`).
//!
//! An import leaves an entry in the history of the workspace, with the way back to the rows before it (`history`).
//!
//! Layers that gandan does not know (added in QGIS) are left alone. Equal data give equal files: no clock
//! is read, the time of change is that of the newest import.
//!
//! Source: OGC 12-128r18 (GeoPackage 1.3.1).

mod atomic;
mod blob;
mod coverage_history;
mod error;
mod export;
mod export_ground;
mod export_rows;
mod feature_tables;
mod geopackage_layer;
mod history;
mod history_delta;
mod history_rules;
mod history_table;
mod kept;
mod layers;
mod layout_copy;
mod read;
mod scenario;
mod scenario_baseline;
mod scenario_change;
mod scenario_error;
mod scenario_rows;
mod scenario_tables;
mod stamp;
mod workbook;
mod workspace;
mod write;

pub use atomic::{Overwrite, write_atomically};
pub use coverage_history::CoverageRow;
pub use error::StoreError;
pub use export::{ExportFormat, ExportLayer, export_layer};
pub use feature_tables::{ColumnKind, FeatureRow, FeatureShape, FeatureTable, feature_geopackage};
pub use geopackage_layer::dataset_geopackage;
pub use history::{Action, HistoryEntry, HistoryFile, NewEntry, UNDO_BUDGET_BYTES};
pub use history_rules::root_action;
pub use kept::KeptTable;
pub use layers::SCHEMA_VERSION;
pub use layout_copy::KEPT as KEPT_COPY;
pub use scenario::{
    By, Comment, Event, NewScenario, Opinion, Publication, Scenario, ScenarioChange, StoredEdit, Undone, Witness,
};
pub use scenario_error::ScenarioError;
pub use stamp::ContentStamp;
pub use workbook::{Examples, SheetColumn, SheetValue, sheet_workbook, template_csv, template_workbook};
pub use workspace::{DecisionRow, Workspace};
pub use write::changed_at;
