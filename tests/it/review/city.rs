//! A small city on a street grid, and two judges of a plan that share nothing with the review: a count
//! from raw coordinates, and the program under `tests/verify`.

use gandan::access::{Reach, Travel};
use gandan::geometry::{LonLat, distance_m};
use gandan::model::{
    Area, AreaId, AreaLevel, Dataset, DemandCell, Facility, FacilityId, FacilityKind, Month, Origin, PerformanceMonth,
    RoadNetwork, RoadNode, RoadWay, Rule, Territory, TravelMode,
};
use gandan::review::{Plan, ReviewInput, ReviewSettings, propose};
use gandan::units::Deciseconds;
use gandan::wire::ReviewAnswer;
use std::fmt::Write as _;
use std::process::Command;

const SIDE: usize = 22;
/// Degrees between cells: about 700 m, so that the city is 15 km wide.
const STEP: f64 = 0.0067;

fn at(column: f64, row: f64) -> LonLat {
    LonLat::new(105.70 + column * STEP, 20.95 + row * STEP)
}

pub fn draws(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below
    }
}

/// A square city on a street grid, four communes, agents clustered in the middle and a few at the rim.
pub fn city(seed: u64) -> Dataset {
    let mut draw = draws(seed);
    let mut dataset = Dataset::default();
    for (index, code) in ["c0", "c1", "c2", "c3"].into_iter().enumerate() {
        let (x, y) = ((index % 2) as f64 * 11.0, (index / 2) as f64 * 11.0);
        let corner = |dx: f64, dy: f64| {
            let place = at(x - 0.5 + dx, y - 0.5 + dy);
            (place.lon, place.lat)
        };
        let ring = vec![
            corner(0.0, 0.0),
            corner(11.0, 0.0),
            corner(11.0, 11.0),
            corner(0.0, 11.0),
            corner(0.0, 0.0),
        ];
        dataset.areas.push(Area {
            code: code.into(),
            name: format!("Phường {index}"),
            level: AreaLevel::Commune,
            territory: Territory::Urban,
            outline: geo_types::MultiPolygon(vec![geo_types::Polygon::new(geo_types::LineString::from(ring), vec![])]),
            point: at(x + 5.0, y + 5.0),
            area_km2: None,
            declared_people: None,
            outline_origin: Origin::Modelled,
            valid_from: None,
            valid_to: None,
        });
    }
    for row in 0..SIDE {
        for column in 0..SIDE {
            let area = AreaId((column / 11 + row / 11 * 2) as u32);
            dataset.cells.push(DemandCell {
                code: format!("cell{:04}", row * SIDE + column),
                location: at(column as f64, row as f64),
                people: (10 + draw(400)) as f64,
                elderly: Some(draw(10) as f64),
                enterprises: None,
                area: Some(area),
            });
        }
    }
    dataset.roads = streets();
    for index in 0..34 {
        let wide = index % 4 == 0;
        let spread = |draw: &mut dyn FnMut(u64) -> u64| {
            let near = 8.0 + draw(60) as f64 / 10.0;
            if wide { draw(210) as f64 / 10.0 } else { near }
        };
        let (column, row) = (spread(&mut draw), spread(&mut draw));
        let mut agent = Facility::new(
            format!("A{index:03}"),
            FacilityKind::Agent,
            format!("Đại lý {index}"),
            at(column, row),
        );
        agent.area = Some(format!(
            "c{}",
            usize::from(column >= 10.5) + 2 * usize::from(row >= 10.5)
        ));
        agent.operator = Some(["bidv", "vnpost", "vnpt"][draw(3) as usize].into());
        agent.load_per_month = Some(if draw(3) == 0 { 0.0 } else { draw(90) as f64 + 0.5 });
        agent.capacity_per_month = Some(60.0 + draw(100) as f64);
        agent.opening_hours = Some("Mo-Fr 08:00-17:00".into());
        if draw(5) == 0 {
            dataset.performance.push(PerformanceMonth {
                responses: Some(60.0),
                satisfied: Some(30.0),
                ..PerformanceMonth::new(
                    agent.code.clone(),
                    Month { year: 2025, month: 9 },
                    agent.load_per_month.unwrap_or(0.0),
                )
            });
        }
        dataset.facilities.push(agent);
    }
    for (index, (column, row)) in [(4.0, 4.0), (18.0, 17.0)].into_iter().enumerate() {
        let name = format!("Chi nhánh {index}");
        dataset.facilities.push(Facility::new(
            format!("B{index}"),
            FacilityKind::Branch,
            name,
            at(column, row),
        ));
    }
    dataset.sort();
    dataset
}

fn streets() -> RoadNetwork {
    let mut roads = RoadNetwork::default();
    let node = |column: usize, row: usize| (row * SIDE + column) as u32;
    for row in 0..SIDE {
        for column in 0..SIDE {
            let id = i64::from(node(column, row)) + 1;
            roads.nodes.push(RoadNode {
                id,
                location: at(column as f64, row as f64),
                barrier: None,
            });
        }
    }
    for line in 0..SIDE {
        let across: Vec<u32> = (0..SIDE).map(|column| node(column, line)).collect();
        let along: Vec<u32> = (0..SIDE).map(|row| node(line, row)).collect();
        for nodes in [across, along] {
            let id = roads.ways.len() as i64 + 1;
            roads.ways.push(RoadWay {
                id,
                class: "residential".into(),
                name: None,
                nodes,
                tags: Vec::new(),
            });
        }
    }
    roads
}

pub struct World {
    pub dataset: Dataset,
    pub travel: Travel,
    pub reach: Reach,
}

impl World {
    pub fn of(dataset: Dataset) -> World {
        let travel = Travel::new(&dataset, TravelMode::Motorbike);
        let reach = Reach::compute(&dataset, &travel, &Rule::scheme());
        World { dataset, travel, reach }
    }

    pub fn input(&self) -> ReviewInput<'_> {
        ReviewInput {
            dataset: &self.dataset,
            travel: &self.travel,
            reach: &self.reach,
        }
    }

    pub fn propose(&self, settings: &ReviewSettings) -> Plan {
        propose(&self.input(), settings, &mut |_| {}).expect("a review")
    }

    pub fn code(&self, facility: FacilityId) -> &str {
        &self.dataset.facilities[facility.index()].code
    }

    /// Cells that had an agent within 5 km, or any point under the scheme, and have none left: recomputed
    /// from raw coordinates and single sweeps, with none of the review's code.
    pub fn cells_that_lose(&self, plan: &Plan) -> Vec<String> {
        let stays = |facility: usize| {
            plan.decisions
                .iter()
                .all(|decision| decision.facility.index() != facility || decision.kind.stays())
        };
        let times: Vec<Vec<Deciseconds>> = (0..self.dataset.facilities.len())
            .map(|facility| self.travel.times_to(FacilityId(facility as u32), Deciseconds(18_000)))
            .collect();
        let mut lost = Vec::new();
        for (index, cell) in self.dataset.cells.iter().enumerate() {
            let in_radius = |facility: &Facility| distance_m(cell.location, facility.location) <= 5000.0;
            let mut agents = (0, 0);
            let mut any = (0, 0);
            for (id, facility) in self.dataset.facilities.iter().enumerate() {
                let left = u32::from(stays(id));
                if facility.kind == FacilityKind::Agent && in_radius(facility) {
                    agents = (agents.0 + 1, agents.1 + left);
                }
                if in_radius(facility) || times[id][index] < Deciseconds(18_000) {
                    any = (any.0 + 1, any.1 + left);
                }
            }
            if (agents.0 > 0 && agents.1 == 0) || (any.0 > 0 && any.1 == 0) {
                lost.push(cell.code.clone());
            }
        }
        lost
    }

    fn cells_csv(&self) -> String {
        let mut text = String::from(
            "id,lon,lat,people,area,verdict,nearest_by_distance,distance_m,nearest_by_time,travel_s,points_within_rule\n",
        );
        let within = self.reach.satisfying(&self.dataset, &Rule::scheme());
        for (index, cell) in self.dataset.cells.iter().enumerate() {
            let points: Vec<&str> = within
                .covering(gandan::model::CellId(index as u32))
                .map(|facility| self.code(facility))
                .collect();
            let (lon, lat) = (cell.location.lon, cell.location.lat);
            writeln!(
                text,
                "{},{lon},{lat},{},{},,,,,,{}",
                cell.code,
                cell.people,
                cell.area
                    .map_or("", |area| self.dataset.areas[area.index()].code.as_str()),
                points.join(" ")
            )
            .expect("text");
        }
        text
    }

    fn facilities_csv(&self) -> String {
        let mut text = String::from("id,external_id,kind,name,operator,lon,lat,area,capacity,load,status,closes_on\n");
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        for facility in &self.dataset.facilities {
            let (code, kind, status) = (&facility.code, facility.kind.code(), facility.status.code());
            let (lon, lat) = (facility.location.lon, facility.location.lat);
            let (capacity, load) = (number(facility.capacity_per_month), number(facility.load_per_month));
            let ends = facility.closes_on.as_deref().unwrap_or_default();
            writeln!(text, "{code},,{kind},,,{lon},{lat},,{capacity},{load},{status},{ends}").expect("text");
        }
        text
    }

    /// Runs the independent program on the exported files; its exit code and what it said.
    pub fn verify(&self, answer: &ReviewAnswer) -> Option<(i32, String)> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path
        };
        let review = file("review.json", serde_json::to_string(answer).expect("json"));
        let output = Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify/verify_plan.py"))
            .arg("--cells")
            .arg(file("cells.csv", self.cells_csv()))
            .arg("--facilities")
            .arg(file("facilities.csv", self.facilities_csv()))
            .arg("--review")
            .arg(review)
            .output();
        match output {
            Ok(output) => {
                let said =
                    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
                Some((output.status.code().unwrap_or(-1), said))
            }
            Err(error) => {
                println!("skipped: python3 does not run here ({error})");
                None
            }
        }
    }
}
