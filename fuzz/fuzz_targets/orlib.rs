#![no_main]

use gandan::ingest::{OrLibFormat, read_orlib};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    gandan_fuzz::abort_on_our_own_panics();
    for format in [OrLibFormat::Pmed, OrLibFormat::Scp, OrLibFormat::Cap] {
        let (problem, findings) = read_orlib(format, "fuzz", bytes, &gandan_fuzz::options());
        assert!(
            problem.is_some() || !findings.is_empty(),
            "nothing was read and nothing was said"
        );
    }
});
