//! One integration-test binary, so that linking stays cheap.

mod access;
mod addresses;
mod architecture;
mod catalogue;
mod cli;
mod demo;
mod figures;
mod findings_program;
mod hierarchy;
mod identity;
mod ingest;
mod isochrone;
mod layouts;
mod live;
mod locate;
mod real_roads;
mod report;
mod review;
mod roads;
mod rules;
mod rules_program;
mod scale;
mod service;
mod store;
mod travel_times;
