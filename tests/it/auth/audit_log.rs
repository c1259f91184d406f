use super::*;
use proptest::prelude::*;
use rusqlite::Connection;

fn entry(n: i64) -> AuditEntry {
    AuditEntry {
        at: at(n),
        account: "lan".into(),
        action: "scenario.submit".into(),
        subject: format!("kịch bản {n}"),
        detail: String::new(),
    }
}

/// A file on disk with ten entries, and who tampers with it.
fn tampered(tamper: &str) -> (Result<ChainHead, AuditFault>, ChainHead) {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = folder.path().join("city.gpkg");
    let file = PrivateFile::open(&workspace).expect("made");
    for n in 1..=10 {
        file.append(&entry(n)).expect("written");
    }
    let head = file.head().expect("a head");
    drop(file);
    let raw = Connection::open(PrivateFile::path_of(&workspace)).expect("opened");
    let without_guard = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_cut;";
    raw.execute_batch(&format!("{without_guard}{tamper}"))
        .expect("tampered");
    drop(raw);
    let file = PrivateFile::open(&workspace).expect("opened");
    (file.verify(None).expect("read"), head)
}

#[test]
fn a_log_that_nobody_touched_is_whole_and_its_head_is_that_of_the_last_entry() {
    let (found, head) = tampered("");
    assert_eq!((found, head.number), (Ok(head), 10));
    let written = ChainHead::parse(&head.to_string()).expect("read back");
    assert_eq!(written, head);
    for broken in ["", "10", "x:00", "10:00", &head.to_string()[..60]] {
        assert_eq!(ChainHead::parse(broken), None, "{broken}");
    }
}

#[test]
fn the_first_entry_that_is_not_what_was_written_is_named() {
    let number = |fault: &AuditFault| match fault {
        AuditFault::Missing { number } | AuditFault::Changed { number, .. } => *number,
        other => panic!("{other:?}"),
    };
    let cases = [
        ("UPDATE audit SET account = 'hoa' WHERE number = 4", 4),
        ("UPDATE audit SET detail = 'x' WHERE number IN (9, 3)", 3),
        (
            "UPDATE audit SET subject = detail, detail = subject WHERE number = 7",
            7,
        ),
        ("UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 5", 5),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("UPDATE audit SET number = number + 1 WHERE number = 10", 10),
        (
            "DELETE FROM audit WHERE number = 5; UPDATE audit SET number = 5 WHERE number = 6",
            5,
        ),
        (
            "INSERT INTO audit SELECT -1, at, account, action, subject, detail, hash FROM audit WHERE number = 2",
            11,
        ),
    ];
    for (tamper, first) in cases {
        let (found, _) = tampered(tamper);
        assert_eq!(number(&found.expect_err(tamper)), first, "{tamper}");
    }
}

#[test]
fn what_a_chain_alone_cannot_show_a_noted_head_does() {
    let file = PrivateFile::in_memory().expect("a file");
    let heads: Vec<ChainHead> = (1..=6).map(|n| file.append(&entry(n)).expect("written")).collect();
    for noted in &heads {
        assert_eq!(file.verify(Some(*noted)).expect("read"), Ok(heads[5]));
    }
    // The log cut off after the fourth entry is whole by itself.
    let cut = PrivateFile::in_memory().expect("a file");
    for n in 1..=4 {
        cut.append(&entry(n)).expect("written");
    }
    assert_eq!(cut.verify(None).expect("read"), Ok(heads[3]));
    let fault = cut.verify(Some(heads[5])).expect("read").expect_err("cut off");
    assert_eq!(fault, AuditFault::CutOff { last: 4, noted: 6 });
    // So is one that was written anew with another second entry.
    let anew = PrivateFile::in_memory().expect("a file");
    for n in [1, 99, 3, 4, 5, 6] {
        anew.append(&entry(n)).expect("written");
    }
    assert!(anew.verify(None).expect("read").is_ok());
    let fault = anew.verify(Some(heads[2])).expect("read").expect_err("another log");
    assert!(matches!(fault, AuditFault::Rewritten { number: 3, .. }), "{fault}");
    assert!(
        anew.verify(Some(heads[0])).expect("read").is_ok(),
        "the first entry is the same"
    );
}

#[test]
fn the_database_itself_refuses_to_change_or_cut_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = folder.path().join("city.gpkg");
    PrivateFile::open(&workspace)
        .expect("made")
        .append(&entry(1))
        .expect("written");
    let raw = Connection::open(PrivateFile::path_of(&workspace)).expect("opened");
    for statement in ["UPDATE audit SET detail = 'x'", "DELETE FROM audit"] {
        let error = raw.execute_batch(statement).expect_err(statement);
        assert!(error.to_string().contains("only grows"), "{error}");
    }
}

#[test]
fn log_ins_and_refusals_are_in_the_log_without_passwords_and_without_names_of_nobody() {
    let file = with_lan();
    file.log_in("mật khẩu ở nhầm ô", "x", None, at(1))
        .expect("asked")
        .expect_err("nobody");
    file.log_in("lan", "sai mật khẩu rồi", None, at(2))
        .expect("asked")
        .expect_err("wrong");
    let token = file
        .log_in("lan", PASSWORD, None, at(3))
        .expect("asked")
        .expect("in")
        .token;
    let lan = By {
        account: "lan",
        at: at(4),
    };
    file.log_out(&token, lan).expect("out");
    file.log_out(&token, lan).expect("still out");
    let entries = file.entries(1, 100).expect("read");
    let told: Vec<_> = entries
        .iter()
        .map(|e| (e.account.as_str(), e.action.as_str(), e.subject.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("cli:root", "account.add", "lan"),
            ("-", "session.refuse", "-"),
            ("-", "session.refuse", "lan"),
            ("lan", "session.open", "lan"),
            ("lan", "session.close", "lan")
        ]
    );
    let all = format!("{entries:?}");
    for secret in ["nhầm", "sai mật", "con đò", &token] {
        assert!(!all.contains(secret), "{secret}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Moving a text's last letter into the next field gives another hash: lengths are part of it.
    #[test]
    fn no_two_entries_have_the_same_hash(texts in prop::array::uniform4("[a-c]{0,3}"), others in prop::array::uniform4("[a-c]{0,3}")) {
        let head = |texts: &[String; 4]| {
            let [account, action, subject, detail] = texts.clone();
            let file = PrivateFile::in_memory().expect("a file");
            file.append(&AuditEntry { at: at(0), account, action, subject, detail }).expect("written")
        };
        prop_assert_eq!(head(&texts) == head(&others), texts == others);
    }
}
