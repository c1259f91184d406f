//! `gandan user` and `gandan audit` as an administrator runs them.

use std::path::Path;

use gandan::auth::PrivateFile;
use gandan::store::{Overwrite, Workspace};
use serde_json::Value;

use super::PASSWORD;
use crate::cli::with_input;

fn done(args: &[&str], input: &str) -> String {
    let output = with_input(args, input);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

fn refused(code: i32, args: &[&str], input: &str) -> String {
    let output = with_input(args, input);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    said
}

fn workspace(folder: &Path) -> String {
    let path = folder.join("thành phố.gpkg");
    Workspace::create(&path, &gandan::model::Dataset::default(), Overwrite::Refuse).expect("a workspace");
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn accounts_are_made_listed_changed_and_audited() {
    let folder = tempfile::tempdir().expect("a folder");
    let w = workspace(folder.path());
    let from_input = ["--password-file", "-"];
    let add = ["user", "add", &w, "lan", "--name", "Trần Thị Lan", "--role", "admin"];
    let told = done(&[&add[..], &from_input].concat(), &format!("{PASSWORD}\n"));
    assert!(told.contains("lan (quản trị hệ thống)"), "{told}");
    let file = folder.path().join("password");
    std::fs::write(&file, "một mật khẩu khác hẳn\r\n").expect("written");
    let bidv = [
        "user",
        "add",
        &w,
        "bidv",
        "--name",
        "BIDV",
        "--role",
        "operator",
        "--scope",
        "BIDV",
        "--password-file",
    ];
    done(&[&bidv[..], &[file.to_str().expect("UTF-8")]].concat(), "");
    let private = PrivateFile::open(Path::new(&w)).expect("opened");
    let now = chrono::Utc::now();
    assert!(
        private
            .log_in("bidv", "một mật khẩu khác hẳn", None, now)
            .expect("asked")
            .is_ok()
    );
    assert!(private.log_in("lan", PASSWORD, None, now).expect("asked").is_ok());
    done(&["user", "role", &w, "lan", "leader"], "");
    done(&["user", "disable", &w, "bidv"], "");
    let list: Value = serde_json::from_str(&done(&["user", "list", &w, "--format", "json"], "")).expect("json");
    let told: Vec<_> = (0..2)
        .map(|n| {
            (
                list["accounts"][n]["login"].as_str(),
                list["accounts"][n]["role"].as_str(),
            )
        })
        .collect();
    assert_eq!(told, [(Some("bidv"), Some("operator")), (Some("lan"), Some("leader"))]);
    let page = done(&["user", "list", &w], "");
    assert!(
        page.contains("doanh nghiệp [BIDV]") && page.contains("đã khóa tài khoản"),
        "{page}"
    );
    assert!(!list.to_string().contains("argon2"));

    let head = done(&["audit", "head", &w], "");
    assert!(head.starts_with("6:"), "{head}");
    assert!(done(&["audit", "verify", &w, "--head", head.trim()], "").contains("6 mục"));
    let lines = done(&["audit", "export", &w], "");
    assert_eq!(lines.lines().count(), 6);
    let first: Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("json");
    assert_eq!(
        (&first["action"], &first["subject"]),
        (&"account.add".into(), &"lan".into())
    );
    assert!(!lines.contains("sông Hồng") && !lines.contains("khác hẳn"));

    let raw = rusqlite::Connection::open(PrivateFile::path_of(Path::new(&w))).expect("opened");
    raw.execute_batch("DROP TRIGGER audit_is_not_changed; UPDATE audit SET subject = 'hoa' WHERE number = 2")
        .expect("tampered");
    assert!(refused(1, &["audit", "verify", &w], "").contains("entry 2 was changed"));
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let w = workspace(folder.path());
    let add = |more: &[&str], input: &str, code| {
        refused(
            code,
            &[&["user", "add", &w, "lan", "--name", "Lan"], more].concat(),
            input,
        )
    };
    assert!(
        add(&["--role", "planner"], PASSWORD, 3).contains("--password-file"),
        "no terminal to ask"
    );
    assert!(add(&["--role", "planner", "--password-file", "-"], "ngắn\n", 3).contains("at least 12"));
    assert!(add(&["--role", "king", "--password-file", "-"], PASSWORD, 2).contains("leader, planner"));
    assert!(add(&["--role", "commune", "--password-file", "-"], PASSWORD, 3).contains("--scope"));
    assert!(
        add(&["--role", "admin", "--password", PASSWORD], "", 2).contains("--password"),
        "never an argument"
    );
    let nowhere = folder.path().join("none.gpkg");
    let nowhere = nowhere.to_str().expect("UTF-8");
    assert!(refused(3, &["user", "list", nowhere], "").contains("no such workspace"));
    assert!(!Path::new(&format!("{nowhere}.private.sqlite")).exists());
    assert!(refused(3, &["user", "unlock", &w, "hoa"], "").contains("'hoa'"));
    assert!(refused(2, &["audit", "verify", &w, "--head", "12"], "").contains("NUMBER:HASH"));
}

#[cfg(unix)]
#[test]
fn the_private_file_and_what_lies_beside_it_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let w = workspace(folder.path());
    let path = PrivateFile::path_of(Path::new(&w));
    // Made laxer by somebody: tightened when it is opened.
    std::fs::write(&path, "").expect("written");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("rights");
    let file = PrivateFile::open(Path::new(&w)).expect("opened");
    file.add_account(
        &super::account("lan", gandan::auth::Role::Admin, None),
        PASSWORD,
        super::by(0),
    )
    .expect("made");
    let beside = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let private: Vec<_> = beside
        .filter(|path| path.to_string_lossy().contains(".private."))
        .collect();
    assert!(private.len() >= 2, "the file and its log: {private:?}");
    for path in private {
        let mode = std::fs::metadata(&path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    let bytes = std::fs::read(&w).expect("the workspace");
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(!holds(b"argon2") && !holds(b"Lan"), "no secret in what is handed on");
}

#[test]
fn another_kind_of_file_in_its_place_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let w = workspace(folder.path());
    let path = PrivateFile::path_of(Path::new(&w));
    std::fs::copy(&w, &path).expect("copied");
    let error = PrivateFile::open(Path::new(&w)).expect_err("a GeoPackage");
    assert!(error.to_string().contains("another kind"), "{error}");
}

#[test]
fn imports_removals_undos_and_saved_plans_at_the_machine_stand_in_the_audit_log_of_a_workspace_with_accounts() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.gpkg");
    Workspace::create(&path, &crate::service::town(), Overwrite::Refuse).expect("a workspace");
    let w = path.to_str().expect("UTF-8");
    let file = folder.path().join("operators.csv");
    std::fs::write(&file, "code,name\nBIDV,Ngân hàng BIDV\n").expect("written");
    let import = ["import", "operators", file.to_str().expect("UTF-8"), "--workspace", w];
    done(&import, "");
    assert!(
        !PrivateFile::path_of(&path).exists(),
        "without accounts there is no log, and none is made"
    );
    let add = [
        "user",
        "add",
        w,
        "lan",
        "--name",
        "Lan",
        "--role",
        "planner",
        "--password-file",
        "-",
    ];
    done(&add, PASSWORD);
    done(&[&import[..], &["--dry-run"]].concat(), "");
    done(&import, "");
    done(&["undo", w], "");
    done(&["review", w, "--save", "--counterfactual-seconds", "0"], "");
    let private = PrivateFile::open(&path).expect("opened");
    let logged = || -> Vec<(String, String, String)> {
        let entries = private.entries(2, 100).expect("read").into_iter();
        entries
            .inspect(|entry| assert!(entry.account.starts_with("cli:"), "{entry:?}"))
            .map(|entry| (entry.action, entry.subject, entry.detail))
            .collect()
    };
    let told = logged();
    let row = |action: &str, subject: &str, detail: &str| (action.to_owned(), subject.to_owned(), detail.to_owned());
    assert_eq!(
        told[..4],
        [
            row("data.import.start", "-", "operators, operators.csv"),
            row("data.import", "2", "operators, operators.csv"),
            row("data.undo.start", "-", "the newest entry"),
            row("data.undo", "3", "the newest entry"),
        ]
    );
    let actions: Vec<&str> = told[4..].iter().map(|(action, ..)| action.as_str()).collect();
    assert_eq!(actions, ["review.save.start", "review.save"]);
    // What the log does not take is not done.
    let other = rusqlite::Connection::open(private.path()).expect("opened");
    let full = "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END";
    other.execute_batch(full).expect("made");
    let before = std::fs::read(&path).expect("there");
    for args in [
        &import[..],
        &["undo", w],
        &["review", w, "--save", "--counterfactual-seconds", "0"],
    ] {
        let output = with_input(args, "");
        assert!(!output.status.success(), "{args:?}");
        assert!(
            std::fs::read(&path).expect("there") == before,
            "{args:?} changed the workspace"
        );
    }
    assert_eq!(logged(), told);
}
