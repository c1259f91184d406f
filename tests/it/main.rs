//! One integration-test binary, so that linking stays cheap.

mod access;
mod addresses;
mod architecture;
mod catalogue;
mod cli;
mod demo;
mod figures;
mod finder;
mod findings_program;
mod hierarchy;
mod identity;
mod ingest;
mod isochrone;
mod layouts;
mod live;
mod locate;
mod ogc;
mod real_roads;
mod review;
mod roads;
mod rules;
mod rules_program;
mod scale;
mod service;
mod store;
mod travel_times;
