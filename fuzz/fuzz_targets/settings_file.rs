#![no_main]

use gandan::wire::ReviewSettingsFile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gandan_fuzz::text(bytes, |text| {
    if let Ok(file) = ReviewSettingsFile::from_toml(text) {
        let _ = file.settings();
    }
}));
