//! One integration-test binary, so that linking stays cheap.

mod access;
mod architecture;
mod cli;
mod demo;
mod ingest;
mod real_roads;
mod review;
mod rules;
mod rules_program;
mod service;
mod store;
