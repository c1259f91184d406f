//! Reporting periods: kept in the private file, over HTTP, and as commands.

mod kept;
mod program;
mod service;
