//! One integration-test binary, so that linking stays cheap.

mod access;
mod architecture;
mod catalogue;
mod cli;
mod demo;
mod figures;
mod findings_program;
mod hierarchy;
mod ingest;
mod isochrone;
mod live;
mod locate;
mod real_roads;
mod review;
mod roads;
mod rules;
mod rules_program;
mod service;
mod store;
mod travel_times;
