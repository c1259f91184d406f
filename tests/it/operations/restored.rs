//! Backup and settings.

use super::browser::Browser;
use super::running::{Server, gandan, grid_town};
use super::{PASSWORD, add_lan, login};
use gandan::auth::{PrivateFile, WrittenEntry};
use gandan::store::Workspace;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

fn refused(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args(args)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(3), "{args:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_backup_made_while_serving_is_the_same_city_with_the_same_accounts() {
    let (folder, workspace) = grid_town();
    add_lan(&workspace);
    let server = Server::start(&workspace, &[]);
    assert_eq!(server.ask(&login()).0, 200);
    let copy = folder.path().join("copy").join("town.gpkg");
    std::fs::create_dir(copy.parent().expect("a folder")).expect("made");
    let copy = copy.to_str().expect("UTF-8");
    let told = gandan(&["backup", &workspace, "--out", copy], "");
    assert_eq!(
        told.lines().collect::<Vec<_>>(),
        [copy, &format!("{copy}.private.sqlite")]
    );
    assert!(refused(&["backup", &workspace, "--out", copy]).contains("--force"));
    assert!(refused(&["backup", &workspace, "--out", &workspace, "--force"]).contains("itself"));
    gandan(&["backup", &workspace, "--out", copy, "--force"], "");
    assert_eq!(server.ask(&login()).0, 200, "the service goes on");
    assert_eq!(server.stop().0, Some(0));

    let files: Vec<String> = std::fs::read_dir(Path::new(copy).parent().expect("a folder"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files.len(), 2, "no draft and no log is left: {files:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(PrivateFile::path_of(Path::new(copy)))
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // The copy is served in the place of the original: same data, same people, a log that is whole.
    assert!(gandan(&["audit", "verify", copy], "").contains("nguyên vẹn"));
    let restored = Server::start(copy, &[]);
    let about: Value = serde_json::from_str(&restored.get("/api/v1/about").1).expect("JSON");
    let original = Server::start(&workspace, &[]);
    let wanted: Value = serde_json::from_str(&original.get("/api/v1/about").1).expect("JSON");
    assert_eq!(about["snapshot_id"], wanted["snapshot_id"]);
    assert_eq!(restored.ask(&login()).0, 200);
}

/// As `deploy/README.md` says it: the copy and its private file in the place of the originals, what the old ones left beside
/// them removed.
fn restored(copy: &str, workspace: &str) {
    std::fs::copy(copy, workspace).expect("copied");
    let (from, to) = (
        PrivateFile::path_of(Path::new(copy)),
        PrivateFile::path_of(Path::new(workspace)),
    );
    std::fs::copy(from, &to).expect("copied");
    for file in [Path::new(workspace), &to] {
        for ending in ["-wal", "-shm"] {
            let beside = format!("{}{ending}", file.display());
            if Path::new(&beside).exists() {
                std::fs::remove_file(beside).expect("removed");
            }
        }
    }
}

#[test]
fn a_backup_made_while_planners_edit_restores_every_edit_from_before_it_with_its_entry_in_the_log() {
    let (folder, workspace) = grid_town();
    add_lan(&workspace);
    let server = Server::start(&workspace, &["--questions-per-second", "100000"]);
    let browser = Browser::log_in(&server, "lan", PASSWORD);
    let made = browser.change(&server, "POST", "/api/v1/scenarios", 0, &json!({"name": "Thử"}));
    let id = made.expect("made").scenario;
    let uri = format!("/api/v1/scenarios/{id}/edits");
    let (acknowledged, is_over) = (AtomicU64::new(1), AtomicBool::new(false));
    let copy = folder.path().join("copy.gpkg");
    let copy = copy.to_str().expect("UTF-8");
    let (before, after) = std::thread::scope(|scope| {
        let editing = scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                let seen = acknowledged.load(Ordering::SeqCst);
                let edit = json!({"action": "open_at", "facility": format!("N{seen:06}"), "kind": "agent", "name": "Đại lý mới",
                    "lon": 105.81, "lat": 21.01});
                let done = browser.change(&server, "PATCH", &uri, seen, &json!({"add": [edit]}));
                acknowledged.store(done.expect("answered").version, Ordering::SeqCst);
            }
        });
        let waiting = |least: u64| {
            while acknowledged.load(Ordering::SeqCst) < least {
                assert!(!editing.is_finished(), "the planner was refused: {}", server.log());
                std::thread::sleep(Duration::from_millis(5));
            }
            acknowledged.load(Ordering::SeqCst)
        };
        let before = waiting(5);
        gandan(&["backup", &workspace, "--out", copy], "");
        let after = waiting(acknowledged.load(Ordering::SeqCst) + 3);
        is_over.store(true, Ordering::SeqCst);
        (before, after)
    });
    assert_eq!(server.stop().0, Some(0));

    restored(copy, &workspace);
    assert!(gandan(&["audit", "verify", &workspace], "").contains("nguyên vẹn"));
    let kept = Workspace::scenario(Path::new(&workspace), &id).expect("restored");
    assert!(
        (before..after).contains(&kept.version),
        "acknowledged before the backup {before}, after it {after}, restored {}",
        kept.version
    );
    let private = PrivateFile::open(Path::new(&workspace)).expect("restored");
    let entries = private.entries(1, 100_000).expect("read");
    for version in 1..=kept.version {
        let told = format!("version {version}, ");
        let is_told = |entry: &WrittenEntry| entry.subject == id && entry.detail.starts_with(&told);
        assert!(entries.iter().any(is_told), "no entry of version {version}");
    }
    // It is served, with the people as they were, and edited further.
    let server = Server::start(&workspace, &[]);
    let browser = Browser::log_in(&server, "lan", PASSWORD);
    let undo = browser.change(&server, "PATCH", &uri, kept.version, &json!({"undo": 1}));
    assert_eq!(undo.expect("answered").version, kept.version + 1);
}

#[test]
fn settings_come_from_options_then_variables_then_a_file_then_the_defaults() {
    let (folder, workspace) = grid_town();
    let file = folder.path().join("serve.toml");
    std::fs::write(
        &file,
        "listen = '127.0.0.1:7001'\nfiles_per_second = 7\nlogins_per_minute = 8\nlog_format = 'json'\n",
    )
    .expect("written");
    let file = file.to_str().expect("UTF-8");
    let output = Command::new(env!("CARGO_BIN_EXE_gandan"))
        .args([
            "serve",
            &workspace,
            "--config",
            file,
            "--print-config",
            "--logins-per-minute",
            "5",
        ])
        .env("GANDAN_LISTEN", "127.0.0.1:7002")
        .env("GANDAN_LOGINS_PER_MINUTE", "6")
        .output()
        .expect("the program starts");
    let told = String::from_utf8(output.stdout).expect("text");
    let settings: toml::Table = toml::from_str(&told).expect("TOML");
    assert_eq!(
        settings["listen"].as_str(),
        Some("127.0.0.1:7002"),
        "the variable before the file"
    );
    assert_eq!(
        settings["logins_per_minute"].as_integer(),
        Some(5),
        "the option before the variable"
    );
    assert_eq!(
        settings["files_per_second"].as_integer(),
        Some(7),
        "the file before the default"
    );
    assert_eq!(settings["questions_per_second"].as_integer(), Some(50));
    assert_eq!(settings["log_format"].as_str(), Some("json"));
    // What is printed is a file that gives the same settings.
    std::fs::write(file, &told).expect("written");
    assert_eq!(
        gandan(&["serve", &workspace, "--config", file, "--print-config"], ""),
        told
    );
    for (wrong, word) in [
        ("listn = '127.0.0.1:1'", "listn"),
        ("listen = 'here'", "listen"),
        ("tls_cert = 'c.pem'", "tls_key"),
        ("trusted_proxies = ['10.0.0.0/40']", "10.0.0.0/40"),
    ] {
        std::fs::write(file, wrong).expect("written");
        let told = refused(&["serve", &workspace, "--config", file, "--print-config"]);
        assert!(told.contains(word), "{wrong}: {told}");
    }
    assert!(refused(&["serve", &workspace, "--tls-cert", file, "--tls-key", file]).contains("no certificate"));
    assert!(!told.contains(PASSWORD));
}
