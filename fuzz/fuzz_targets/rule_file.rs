#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gandan_fuzz::text(bytes, |text| {
    let _ = gandan::wire::read_rule(text);
}));
