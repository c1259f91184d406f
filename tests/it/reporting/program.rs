//! `gandan period` and `gandan work` as the office runs them.

use gandan::auth::PrivateFile;
use gandan::demo_city::{GridTownOptions, grid_town};
use gandan::model::{FacilityKind, Month};
use gandan::reporting::FilingRow;
use gandan::store::{Overwrite, Workspace};
use serde_json::Value;

use crate::cli::{done, gandan, text};

#[test]
fn a_period_is_set_told_compared_and_closed_at_the_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("w.gpkg");
    let mut town = grid_town(&GridTownOptions::default());
    let mut agents = town.facilities.iter_mut().filter(|one| one.kind == FacilityKind::Agent);
    let code = agents.next().map(|agent| {
        agent.operator = Some("BIDV".into());
        agent.code.clone()
    });
    let code = code.expect("the town has an agent");
    let report = FilingRow {
        facility: code.clone(),
        month: Month::parse("2026-10"),
        dossiers: Some(100),
        ..FilingRow::default()
    };
    town.performance = report.report().into_iter().collect();
    Workspace::create(&path, &town, Overwrite::Refuse).expect("made");
    let w = text(&path);
    let told = done(&[
        "period",
        "add",
        w,
        "--from",
        "2026-10",
        "--due",
        "2026-11-05",
        "--operator",
        "bidv",
    ]);
    assert!(
        told.contains("Kỳ tháng 10/2026") && told.contains("hạn 05/11/2026") && told.contains(&code),
        "{told}"
    );
    let list: Value = serde_json::from_str(&done(&["period", "list", w, "--format", "json"])).expect("JSON");
    let id = list["periods"][0]["id"].as_str().expect("an id");
    assert_eq!(
        (&list["periods"][0]["agents"], &list["periods"][0]["missing"]),
        (&1.into(), &1.into())
    );
    let work = done(&["work", w]);
    assert!(
        work.contains("Kỳ tháng 10/2026: còn 1 đại lý chưa báo cáo, hạn 05/11/2026"),
        "{work}"
    );
    assert!(done(&["work", w, "--role", "operator", "--scope", "VNPT"]).contains("Không còn việc nào"));

    let counts = folder.path().join("mot-cua.csv");
    std::fs::write(
        &counts,
        format!("ma diem,thang,ho so\n{code},10/2026,160\nXX,10/2026,1\n"),
    )
    .expect("written");
    let told = done(&["period", "counts", w, text(&counts), "--source", "hệ thống một cửa"]);
    assert!(
        told.contains("Đã lưu 1 dòng") && told.contains("1 dòng của điểm không có"),
        "{told}"
    );
    let compared: Value = serde_json::from_str(&done(&["period", "compare", w, id, "--format", "json"])).expect("JSON");
    assert_eq!(
        (&compared["differs"], &compared["differences"][0]["difference"]),
        (&1.into(), &(-60.0).into())
    );
    let page = folder.path().join("ky.html");
    done(&[
        "report",
        w,
        "period",
        "--from",
        "2026-10",
        "--to",
        "2026-10",
        "--out",
        text(&page),
    ]);
    let page = std::fs::read_to_string(&page).expect("written");
    assert!(
        page.contains("ĐỐI CHIẾU VỚI SỐ LIỆU CỦA THÀNH PHỐ") && page.contains("lệch"),
        "the comparison is told"
    );

    assert!(done(&["period", "close", w, id]).contains("đã đóng"));
    assert!(done(&["work", w]).contains("Không còn việc nào"));
    let wrong = gandan(&["period", "add", w, "--from", "2026-10", "--due", "2026-09-30"]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(gandan(&["period", "show", w, "none"]).status.code() == Some(3));
    let private = PrivateFile::open(&path).expect("opened");
    assert!(private.verify(None).expect("read").is_ok());
}
