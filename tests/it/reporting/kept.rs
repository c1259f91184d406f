//! Periods, filings and official counts in the private file, also in one of an older program.

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use gandan::auth::{By, NewAccount, PrivateFile, Role};
use gandan::model::Month;
use gandan::reporting::*;

const LAYOUT_1: &str = include_str!("../../../src/auth/private_file.sql");

fn by(account: &'static str) -> By<'static> {
    By {
        account,
        at: DateTime::from_timestamp(1_790_000_000, 0).expect("an instant"),
    }
}

fn october() -> Period {
    let month = Month { year: 2026, month: 10 };
    Period {
        id: "01".into(),
        name: "Đột xuất".into(),
        from: month,
        to: month,
        due: NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day"),
        operators: vec!["Bưu điện \"Hà Nội\"".into()],
        items: vec![Item::Late, Item::Proposals],
        tolerance: 0.1,
        is_closed: false,
        account: "planner".into(),
        created_at: "2026-10-01T00:00:00Z".into(),
    }
}

fn row(facility: &str, dossiers: u32) -> FilingRow {
    FilingRow {
        facility: facility.into(),
        month: Some(october().from),
        dossiers: Some(dossiers),
        satisfied: Some(0),
        ..FilingRow::default()
    }
}

#[test]
fn a_file_of_the_layout_before_is_carried_forward_with_its_accounts_and_a_copy_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("w.private.sqlite");
    let old = rusqlite::Connection::open(&path).expect("a file");
    old.execute_batch(LAYOUT_1).expect("the layout before");
    old.execute_batch(
        "INSERT INTO account (login, name, role, password, created_at) VALUES ('lan', 'Lan', 'leader', 'x', 1)",
    )
    .expect("an account");
    drop(old);
    let file = PrivateFile::at(&path).expect("carried forward");
    assert!(file.periods().expect("read").is_empty());
    file.add_period(&october(), by("planner")).expect("added");
    assert_eq!(file.accounts(Utc::now()).expect("read")[0].login, "lan");
    assert!(Path::new(&format!("{}.layout-1", path.display())).exists());
    drop(file);
    let again = PrivateFile::at(&path).expect("opened again");
    assert_eq!(again.periods().expect("read"), [october()]);
}

#[test]
fn what_was_written_is_read_back_and_each_step_is_audited() {
    let file = PrivateFile::in_memory().expect("a file");
    let new = NewAccount {
        login: "bidv".into(),
        name: "BIDV".into(),
        role: Role::Operator,
        scope: Some("BIDV".into()),
    };
    file.add_account(&new, "con đò sang sông Hồng", by("cli:root"))
        .expect("made");
    file.add_period(&october(), by("planner")).expect("added");
    let key = ("01", "BIDV");
    let due = [
        ("A".to_owned(), vec![october().from]),
        ("B".to_owned(), vec![october().from]),
    ]
    .into();
    let texts = FilingTexts {
        proposals: "Thêm máy quét".into(),
        ..FilingTexts::default()
    };
    let save = |seen: u64, rows: Vec<FilingRow>| {
        file.change_filing(key, seen, by("bidv"), |filing| filing.save(rows, texts.clone(), &due))
            .expect("written")
    };
    let saved = save(0, vec![row("A", 3), row("B", 4)]).expect("taken");
    assert_eq!(file.filing("01", "BIDV").expect("read"), Some(saved.clone()));
    assert_eq!(
        save(0, vec![]).expect_err("another was faster"),
        FilingRefusal::Stale { seen: 0, now: 1 }
    );
    let step = |seen: u64, step: FilingStep, account: &'static str| {
        file.change_filing(key, seen, by(account), |filing| {
            filing
                .step(&step, &[], &due, (account, "2026-11-01T00:00:00Z"))
                .map(drop)
        })
        .expect("written")
        .expect("taken")
    };
    step(1, FilingStep::Submit, "bidv");
    let back = FilingStep::Return {
        reason: "nhầm cột".into(),
    };
    let returned = step(2, back, "cn");
    assert_eq!(file.filings("01").expect("read"), [returned]);
    assert!(file.close_period("01", by("planner")).expect("closed"));
    assert!(!file.close_period("01", by("planner")).expect("closed already"));
    assert!(file.reopen_period("01", by("planner")).expect("opened"));
    let actions: Vec<String> = file
        .entries(1, 100)
        .expect("read")
        .into_iter()
        .map(|one| one.action)
        .collect();
    assert_eq!(
        actions,
        [
            "account.add",
            "period.add",
            "filing.begin",
            "filing.submit",
            "filing.return",
            "period.close",
            "period.reopen"
        ],
        "a draft that is saved again is no step"
    );
    assert!(file.verify(None).expect("read").is_ok());
}

#[test]
fn a_newer_list_of_the_city_replaces_what_it_names_and_nothing_else() {
    let file = PrivateFile::in_memory().expect("a file");
    let count = |facility: &str, dossiers, source: &str| OfficialCount {
        counts: row(facility, dossiers)
            .report()
            .map(|report| gandan::model::PerformanceMonth {
                satisfied: None,
                ..report
            })
            .expect("it has dossiers"),
        source: source.into(),
    };
    file.keep_official_counts(&[count("A", 1, "cũ"), count("B", 2, "cũ")], by("planner"))
        .expect("kept");
    let kept = file
        .keep_official_counts(&[count("A", 9, "mới")], by("planner"))
        .expect("kept");
    assert_eq!(kept, 2);
    let month = october().from;
    let read = file.official_counts(month, month).expect("read");
    assert_eq!(read, [count("A", 9, "mới"), count("B", 2, "cũ")]);
    assert!(
        file.official_counts(month.next(), month.next())
            .expect("read")
            .is_empty()
    );
}
