//! One integration-test binary, so that linking stays cheap.

mod access;
mod architecture;
mod cli;
mod demo;
mod figures;
mod hierarchy;
mod ingest;
mod locate;
mod real_roads;
mod review;
mod service;
mod store;
