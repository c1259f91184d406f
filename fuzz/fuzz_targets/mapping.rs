#![no_main]

use gandan::ingest::{ColumnMapping, Kind};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gandan_fuzz::text(bytes, |text| {
    let _ = ColumnMapping::parse(text, Kind::Facilities);
}));
