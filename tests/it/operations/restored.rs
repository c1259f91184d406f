//! Backup and settings.

use super::running::{Server, gandan, grid_town};
use super::{PASSWORD, add_lan, login};
use gandan::auth::PrivateFile;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

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
