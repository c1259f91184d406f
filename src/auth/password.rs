//! Passwords: which are accepted, and how they are kept.
//!
//! Argon2id with the parameters that OWASP's Password Storage Cheat Sheet names first for little memory: 19 MiB, two
//! passes, one lane. Length is asked for, not kinds of characters (NIST SP 800-63B, 3.1.1.2); a password is compared after
//! NFKC, since Vietnamese keyboards write the same letter in two ways.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;

use super::error::AuthError;

/// Characters.
pub const LEAST: usize = 12;
/// Longer ones would only cost time to hash.
pub const MOST: usize = 128;

/// Memory in KiB, passes, lanes.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// Tried first by everybody who tries; folded to lower case, without blanks. Shorter ones are refused by length.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "012345678910",
    "123123123123",
    "121212121212",
    "password1234",
    "password12345",
    "passwordpassword",
    "matkhau12345",
    "matkhaumatkhau",
    "matkhau123456",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdf",
    "1qaz2wsx3edc",
    "qwerty123456",
    "administrator",
    "adminadminadmin",
    "admin1234567",
    "admin123456789",
    "iloveyou1234",
    "anhyeuem1234",
    "anhyeuem123456",
    "emyeuanh1234",
    "hanoi1234567",
    "hanoivietnam",
    "vietnam12345",
    "vietnam123456",
    "gandan123456",
    "gandangandan",
    "dichvucong123",
    "dichvucong1234",
    "hanhchinhcong",
    "changeme1234",
    "letmein12345",
    "welcome12345",
    "abcd12345678",
    "abc123456789",
    "a1b2c3d4e5f6",
    "thudohanoi123",
];

/// # Errors
/// Too short, too long, or one that is guessed first.
pub fn check(password: &str, login: &str) -> Result<(), AuthError> {
    let found = normal(password).chars().count();
    if !(LEAST..=MOST).contains(&found) {
        return Err(AuthError::PasswordLength {
            found,
            least: LEAST,
            most: MOST,
        });
    }
    let folded: String = normal(password).to_lowercase().split_whitespace().collect();
    let distinct: std::collections::BTreeSet<char> = folded.chars().collect();
    let is_login = folded.trim_matches(|c: char| c.is_ascii_digit()) == login;
    if COMMON.contains(&folded.as_str()) || distinct.len() < 5 || is_login {
        return Err(AuthError::CommonPassword);
    }
    Ok(())
}

/// As a PHC string with a salt of its own.
///
/// # Errors
/// When the operating system gives no random numbers.
pub fn hash(password: &str) -> Result<String, AuthError> {
    let hashed = hasher().hash_password(normal(password).as_bytes());
    hashed
        .map(|hash| hash.to_string())
        .map_err(|error| AuthError::Hash(error.to_string()))
}

/// Takes the same time for `None` (no such account) as for a hash.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&DECOY)) else {
        return false;
    };
    // Longer ones are cut, so that nobody makes the server hash a book.
    let password: String = normal(password).chars().take(MOST + 1).collect();
    let is_right = hasher().verify_password(password.as_bytes(), &parsed).is_ok();
    is_right && hash.is_some()
}

/// A hash that no account has, made with the same cost.
static DECOY: LazyLock<String> = LazyLock::new(|| hash("a password that nobody has").unwrap_or_default());

fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn hasher() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).expect("the parameters are within the limits of Argon2");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_says_its_cost_and_only_the_password_fits_in_either_normal_form() {
        let kept = hash("Mật khẩu của Hoà").expect("hashed");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash("Mật khẩu của Hoà").expect("hashed"), "a salt of its own");
        let decomposed: String = "Mật khẩu của Hoà".nfd().collect();
        assert!(is_right("Mật khẩu của Hoà", Some(&kept)) && is_right(&decomposed, Some(&kept)));
        assert!(!is_right("Mật khẩu của Hoa", Some(&kept)) && !is_right("", Some(&kept)));
        assert!(!is_right("a password that nobody has", None), "the decoy opens nothing");
        assert!(!is_right("x", Some("no hash")));
    }

    #[test]
    fn short_long_and_common_passwords_are_refused() {
        let refused = |password: &str| check(password, "lan").expect_err(password).to_string();
        assert!(refused("mười một ch").contains("11 characters"));
        assert!(refused(&"dài quá ".repeat(20)).contains("160 characters"));
        for common in ["Password1234", "mat khau 12345", "aaaaaaaaaaaaaaaa", "lan1234567890"] {
            assert!(refused(common).contains("tried first"), "{common}");
        }
        check("con đò sang sông Hồng", "lan").expect("a sentence is a password");
    }
}
