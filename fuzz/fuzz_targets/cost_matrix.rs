#![no_main]

use std::io::Cursor;

use gandan::ingest::{read_cost_matrix, read_location_demand, read_location_sites, read_trips};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    gandan_fuzz::abort_on_our_own_panics();
    let options = gandan_fuzz::options();
    let (matrix, findings) = read_cost_matrix("fuzz", Cursor::new(bytes), &options);
    assert!(
        matrix.is_some() || !findings.is_empty(),
        "nothing was read and nothing was said"
    );
    let _ = (
        read_location_demand("fuzz", bytes, &options),
        read_location_sites("fuzz", bytes, &options),
    );
    let _ = read_trips("fuzz", Cursor::new(bytes), &options);
});
