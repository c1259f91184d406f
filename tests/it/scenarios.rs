//! Scenarios: what edits come to, what is kept of them, what they mean for people, how they are decided and published.

mod decided;
mod edits;
mod figures;
mod kept;
mod killed;
mod killed_service;
mod program;
mod service;

use std::path::PathBuf;

use gandan::demo_city::{GridTownOptions, grid_town};
use gandan::model::{Dataset, Facility, FacilityKind, FacilityStatus, Procedure};
use gandan::plan::{Edit, NewPoint};
use gandan::planner::Scenarios;
use gandan::planner::kept_work::NothingKept;
use gandan::store::{By, NewScenario, Overwrite, Scenario, Workspace};

/// The grid town of 21 x 21 corners 300 m apart: a branch in the middle (P000), agents beside it (P001), in the north-west
/// (P002) and in the south-east corner (P003); a planned agent in the south-west (P004), and a closed one (P005).
pub fn town() -> Dataset {
    let mut options = GridTownOptions::default();
    options.points.push((FacilityKind::Agent, 0, 0));
    options.points.push((FacilityKind::Agent, 5, 5));
    let mut town = grid_town(&options);
    town.facilities[4].status = FacilityStatus::Planned;
    town.facilities[5].status = FacilityStatus::Closed;
    for (number, load) in [(1, 10.0), (2, 20.5), (3, 4.0)] {
        town.facilities[number].load_per_month = Some(load);
        town.facilities[number].capacity_per_month = Some(25.0);
    }
    for (number, cell) in town.cells.iter_mut().enumerate() {
        cell.elderly = number.is_multiple_of(3).then_some(cell.people / 4.0);
    }
    town.procedures.push(Procedure {
        code: "1.001".into(),
        name: "Đăng ký khai sinh".into(),
        field: None,
    });
    town
}

pub fn merge(code: &str, into: &str) -> Edit {
    let (code, into) = (code.to_owned(), into.to_owned());
    Edit::Merge { code, into }
}

pub fn close(code: &str) -> Edit {
    Edit::Close { code: code.to_owned() }
}

pub fn open(code: &str) -> Edit {
    Edit::Open { code: code.to_owned() }
}

/// An agent at a corner of the town.
pub fn agent_at(code: &str, column: u32, row: u32) -> Edit {
    Edit::OpenAt(NewPoint {
        code: code.to_owned(),
        kind: FacilityKind::Agent,
        name: format!("Đại lý {code}"),
        place: gandan::demo_city::grid_place(&GridTownOptions::default(), column, row),
        operator: None,
        address: None,
        capacity_per_month: None,
        opening_hours: None,
        procedures: Vec::new(),
    })
}

/// A workspace with the town, in a folder that goes with the value.
pub struct Office {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl Office {
    pub fn of(dataset: &Dataset) -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("town.gpkg");
        Workspace::create(&path, dataset, Overwrite::Refuse).expect("created");
        Office { _folder: folder, path }
    }

    pub fn scenarios(&self) -> Scenarios {
        Scenarios::new(self.path.clone(), Box::new(NothingKept))
    }

    pub fn scenario(&self, id: &str, edits: Vec<Edit>) -> Scenario {
        let new = NewScenario {
            id: id.to_owned(),
            name: format!("Kịch bản {id}"),
            edits,
            ..NewScenario::default()
        };
        self.scenarios().create(&new, &lan()).expect("made")
    }

    pub fn facility(&self, code: &str) -> Facility {
        let all = Workspace::load(&self.path).expect("loaded").facilities;
        all.into_iter().find(|one| one.code == code).expect("it is there")
    }
}

pub fn lan() -> By {
    by("lan", "2026-11-22T08:00:00Z")
}

pub fn minh() -> By {
    by("minh", "2026-11-22T09:00:00Z")
}

fn by(author: &str, at: &str) -> By {
    By::new(author, at)
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}
