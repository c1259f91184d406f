#![no_main]

use gandan::routing::Profile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gandan_fuzz::text(bytes, |text| {
    if let Ok(profile) = Profile::from_toml(text) {
        let told = profile.to_toml("again");
        assert!(
            Profile::from_toml(&told).is_ok(),
            "a profile that is written is read again: {told}"
        );
    }
}));
