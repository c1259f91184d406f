#![no_main]

use gandan::ingest::Kind;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    gandan_fuzz::read(Kind::Water, bytes);
    gandan_fuzz::read(Kind::Green, bytes);
});
