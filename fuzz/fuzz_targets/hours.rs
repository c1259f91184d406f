#![no_main]

use gandan::finder::hours;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gandan_fuzz::text(bytes, |text| {
    let moment = chrono::DateTime::parse_from_rfc3339("2026-02-17T09:30:00+07:00").expect("a moment");
    let _ = (
        hours::is_readable(text),
        hours::state_at(Some(text), moment),
        hours::told_at(Some(text), moment),
    );
}));
