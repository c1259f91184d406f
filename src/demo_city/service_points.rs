//! The 30 branches, 126 reception points and 476 agents.
//!
//! Facts: the numbers, 206 BIDV counters among the agents, seven enterprises, the first agent at 75 Đinh Tiên Hoàng,
//! the agents at 71 and 97 Nguyễn Chí Thanh, branch 1 at 258 Võ Chí Công, staff of the districts' offices.
//! Modelled: which of the other real places hold an agent (they are real places of the right brand), places where the
//! brand has too few known ones, the split among the six other enterprises, hours, staff, procedures.
//! Modelled places follow the people, in the country at a lower rate, so that agents crowd in the middle and
//! leave gaps at the edge as a network that grew by itself does.

use super::facts::{Facts, Place};
use super::landscape::Landscape;
use super::plane::{Point, plane};
use super::random::Chance;
use super::water::Water;
use crate::geometry::LonLat;
use crate::model::{Facility, FacilityKind, Operator, Origin, Territory};

/// One enterprise: operator code, full name, agents, brand among the real places.
struct Enterprise {
    code: &'static str,
    name: &'static str,
    agents: usize,
    brand: &'static str,
    /// Name given to a modelled place, before the commune's.
    place: &'static str,
    key: &'static str,
}

/// 476 agents of 7 enterprises in May 2025, 206 of them BIDV counters (Đắk Lắk report); the other numbers are modelled.
const ENTERPRISES: [Enterprise; 7] = [
    enterprise(
        "BIDV",
        "Ngân hàng TMCP Đầu tư và Phát triển Việt Nam",
        206,
        "bidv",
        "BIDV - Phòng giao dịch",
        "BIDV",
    ),
    enterprise(
        "Bưu điện Hà Nội",
        "Bưu điện thành phố Hà Nội (Vietnam Post)",
        120,
        "post",
        "Bưu điện",
        "BUUDIEN",
    ),
    enterprise(
        "VNPT Hà Nội",
        "Tập đoàn Bưu chính Viễn thông Việt Nam",
        48,
        "vnpt",
        "VNPT - Cửa hàng giao dịch",
        "VNPT",
    ),
    enterprise(
        "Viettel Hà Nội",
        "Tập đoàn Công nghiệp - Viễn thông Quân đội",
        42,
        "viettel",
        "Cửa hàng Viettel",
        "VIETTEL",
    ),
    enterprise(
        "WinMart+",
        "Công ty cổ phần Dịch vụ Thương mại Tổng hợp WinCommerce",
        30,
        "winmart",
        "WinMart+",
        "WINMART",
    ),
    enterprise(
        "Thế Giới Di Động",
        "Công ty cổ phần Thế Giới Di Động",
        16,
        "tgdd",
        "Thế Giới Di Động",
        "TGDD",
    ),
    enterprise(
        "FPT Shop",
        "Công ty cổ phần Bán lẻ Kỹ thuật số FPT",
        14,
        "fpt_shop",
        "FPT Shop",
        "FPT",
    ),
];

/// The first phase: agents opened on 5 February 2025 (Đắk Lắk report); post offices in the model.
const FIRST_PHASE: usize = 32;
/// BIDV's counters opened early in April 2025; this day is six weeks before 16 May, the day of the count.
pub const BIDV_OPENED: &str = "2025-04-04";
pub const BIDV: &str = "BIDV";
/// A modelled agent is this much less likely for a rural resident than for an urban one.
const RURAL_RATE: f64 = 0.42;
const OFFICE_HOURS: &str = "Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30";

/// Communes of the former Ba Vì and Mỹ Đức districts, which the founding scheme (VI.3.4.2) calls remote or difficult.
const REMOTE: [&str; 12] = [
    "09661", "09619", "09634", "09664", "09676", "09694", "09700", "09706", "10441", "10459", "10465", "10489",
];

const fn enterprise(
    code: &'static str,
    name: &'static str,
    agents: usize,
    brand: &'static str,
    place: &'static str,
    key: &'static str,
) -> Enterprise {
    Enterprise {
        code,
        name,
        agents,
        brand,
        place,
        key,
    }
}

/// The seven enterprises that run agents.
pub fn operators() -> Vec<Operator> {
    ENTERPRISES
        .iter()
        .map(|one| Operator {
            code: one.code.to_owned(),
            name: one.name.to_owned(),
        })
        .collect()
}

/// All points. Loads are filled in from the reports later.
pub fn facilities(facts: &Facts, land: &Landscape, water: &Water, seed: u64) -> Vec<Facility> {
    let mut maker = Maker {
        facts,
        land,
        water,
        chance: Chance::new(seed, 30),
    };
    let mut facilities: Vec<Facility> = facts.branches.iter().map(|branch| maker.branch(branch)).collect();
    facilities.extend((0..facts.communes.len()).map(|commune| maker.reception_point(commune)));
    for enterprise in &ENTERPRISES {
        facilities.extend(maker.agents(enterprise));
    }
    facilities
}

struct Maker<'a> {
    facts: &'a Facts,
    land: &'a Landscape,
    water: &'a Water,
    chance: Chance,
}

impl Maker<'_> {
    fn branch(&mut self, branch: &super::facts::Branch) -> Facility {
        let commune = self
            .facts
            .communes
            .iter()
            .position(|commune| commune.code == branch.commune)
            .unwrap_or(0);
        let name = format!("Chi nhánh số {} - {}", branch.number, branch.district);
        // Branch 1 stands at a known address; the position along the street is read to about 200 m.
        let known = (branch.number == 1).then_some(LonLat::new(105.8068, 21.0668));
        let location = known.unwrap_or_else(|| self.near_centre(commune, 450.0));
        let mut facility = Facility::new(format!("CN-{:02}", branch.number), FacilityKind::Branch, name, location);
        facility.address = known.map(|_| "258 Võ Chí Công".to_owned());
        facility.origin = if known.is_some() {
            Origin::Fact
        } else {
            Origin::Modelled
        };
        facility.opened_on = Some("2025-01-02".to_owned());
        self.complete(&mut facility, commune, branch.staff, OFFICE_HOURS);
        facility.wheelchair = Some(true);
        facility
    }

    fn reception_point(&mut self, commune: usize) -> Facility {
        let (code, name) = (
            self.facts.communes[commune].code.clone(),
            self.facts.communes[commune].name.clone(),
        );
        let location = self.near_centre(commune, 160.0);
        let kind = FacilityKind::ReceptionPoint;
        let mut facility = Facility::new(format!("TN-{code}"), kind, format!("Điểm tiếp nhận {name}"), location);
        facility.address = Some(format!("Trụ sở UBND {name}"));
        facility.origin = Origin::Modelled;
        // The communes of the new layout began work on this day.
        facility.opened_on = Some("2025-07-01".to_owned());
        let staff = 1 + (self.facts.communes[commune].people / 28_000.0).round() as u32;
        self.complete(&mut facility, commune, staff, OFFICE_HOURS);
        facility
    }

    fn agents(&mut self, enterprise: &Enterprise) -> Vec<Facility> {
        let mut agents: Vec<Facility> = self.known_agent(enterprise).into_iter().collect();
        let mut places: Vec<&Place> = self
            .facts
            .places
            .iter()
            .filter(|place| place.brand == enterprise.brand)
            .collect();
        places.retain(|place| {
            let at = plane().to_metres(place.location);
            let is_used = agents
                .iter()
                .any(|agent| agent.external_id.as_deref() == Some(&osm(place)));
            !is_used && self.land.commune_at(at).is_some() && !self.water.is_wet(at)
        });
        while agents.len() < enterprise.agents && !places.is_empty() {
            let place = places.swap_remove(self.chance.index(places.len()));
            agents.push(self.agent_at(enterprise, place));
        }
        while agents.len() < enterprise.agents {
            agents.push(self.modelled_agent(enterprise));
        }
        for (index, agent) in agents.iter_mut().enumerate() {
            agent.code = format!("DL-{}-{:03}", enterprise.key, index + 1);
            agent.opened_on = Some(match enterprise.code {
                BIDV => BIDV_OPENED.to_owned(),
                _ if enterprise.brand == "post" && index < FIRST_PHASE => "2025-02-05".to_owned(),
                _ => format!("2025-{:02}-{:02}", 3 + index % 3, 1 + (index * 7) % 15),
            });
        }
        tell_apart(&mut agents);
        agents
    }

    /// The agent that the sources name by address, first of its enterprise.
    fn known_agent(&mut self, enterprise: &Enterprise) -> Option<Facility> {
        let by_osm_id = |id: &str| self.facts.places.iter().find(|place| place.osm_id == id);
        let place = match enterprise.brand {
            "post" => {
                by_osm_id("11285982899").map(|place| (place, "Bưu điện Trung tâm Hoàn Kiếm", "75 Đinh Tiên Hoàng"))
            }
            "bidv" => by_osm_id("1498026006").map(|place| (place, "BIDV - Nguyễn Chí Thanh", "71 Nguyễn Chí Thanh")),
            _ => None,
        };
        let known = place.map(|(place, name, address)| (place.location, name, address, Some(osm(place))));
        // The VNPT shop is not in the extract; number 97 is next door to the post office at 95, which is.
        let next_door =
            by_osm_id("8709095325").map(|place| LonLat::new(place.location.lon + 0.0002, place.location.lat - 0.0002));
        let vnpt = next_door.filter(|_| enterprise.brand == "vnpt");
        let vnpt = vnpt.map(|at| {
            (
                at,
                "VNPT - Cửa hàng giao dịch Nguyễn Chí Thanh",
                "97 Nguyễn Chí Thanh",
                None,
            )
        });
        let (location, name, address, external_id) = known.or(vnpt)?;
        let mut agent = self.new_agent(enterprise, name.to_owned(), location);
        agent.address = Some(address.to_owned());
        agent.external_id = external_id;
        agent.origin = Origin::Fact;
        Some(agent)
    }

    /// An agent in a real place; that this place holds one is modelled.
    fn agent_at(&mut self, enterprise: &Enterprise, place: &Place) -> Facility {
        let commune = self.land.commune_at(plane().to_metres(place.location)).unwrap_or(0);
        let is_bare = !place.name.contains(' ') || crate::text::fold(&place.name).split(' ').count() <= 2;
        let name = match (
            &place.address,
            is_bare || enterprise.brand == "tgdd" || enterprise.brand == "bidv",
        ) {
            (Some(address), true) => format!("{} - {address}", enterprise.short()),
            (None, true) => format!("{} - {}", enterprise.short(), self.short_name(commune)),
            _ => place.name.clone(),
        };
        let mut agent = self.new_agent(enterprise, name, place.location);
        agent.address = place.address.clone();
        agent.external_id = Some(osm(place));
        // Mappers' spellings that do not parse are worth nothing to anybody.
        let readable = |hours: &&String| hours.parse::<opening_hours::OpeningHours>().is_ok();
        if let Some(hours) = place.opening_hours.as_ref().filter(readable) {
            agent.opening_hours = Some(hours.clone());
        }
        agent
    }

    fn modelled_agent(&mut self, enterprise: &Enterprise) -> Facility {
        let weight = |commune: &super::facts::Commune| match Territory::of_name(&commune.name) {
            Territory::Urban => commune.people,
            Territory::Rural => commune.people * RURAL_RATE,
        };
        let weights: Vec<f64> = self.facts.communes.iter().map(weight).collect();
        let commune = self.chance.weighted(&weights);
        let squares = &self.land.squares[commune];
        // People squared: shops stand where it is busiest.
        let people: Vec<f64> = squares.iter().map(|square| square.people * square.people).collect();
        let at = squares[self.chance.weighted(&people)].at;
        let sway = [self.chance.between(-110.0, 110.0), self.chance.between(-110.0, 110.0)];
        let at = self.water.ashore(
            [at[0] + sway[0], at[1] + sway[1]],
            20.0,
            self.water.home_bank(&self.facts.communes[commune]),
        );
        let name = format!("{} {}", enterprise.place, self.short_name(commune));
        self.new_agent(enterprise, name, plane().to_lonlat(at))
    }

    fn new_agent(&mut self, enterprise: &Enterprise, name: String, location: LonLat) -> Facility {
        let mut agent = Facility::new("", FacilityKind::Agent, name, location);
        agent.operator = Some(enterprise.code.to_owned());
        agent.origin = Origin::Modelled;
        let commune = self.land.commune_at(plane().to_metres(location)).unwrap_or(0);
        let staff = if self.chance.happens(0.25) { 2 } else { 1 };
        let hours = match enterprise.brand {
            "bidv" if self.chance.happens(0.2) => "Mo-Fr 08:00-11:30,13:00-16:30; Sa 08:00-11:30",
            "bidv" => "Mo-Fr 08:00-11:30,13:00-16:30",
            "post" => "Mo-Sa 07:30-18:00; Su 08:00-11:30",
            "winmart" => "Mo-Su 07:00-22:00",
            _ => "Mo-Su 08:00-21:00",
        };
        self.complete(&mut agent, commune, staff, hours);
        if self.chance.happens(0.1) {
            agent.opening_hours = None;
        }
        if self.chance.happens(0.25) {
            let share = self.chance.between(0.3, 0.8);
            let codes = self.facts.procedures.iter().map(|[code, ..]| code.clone());
            agent.procedures = codes.filter(|_| self.chance.happens(share)).collect();
        }
        agent
    }

    /// What every kind has: commune, staff, capacity, hours, wheelchair access.
    fn complete(&mut self, facility: &mut Facility, commune: usize, staff: u32, hours: &str) {
        let place = &self.facts.communes[commune];
        // Dossiers a person and year: the scheme's norms of productivity.
        let norm = match Territory::of_name(&place.name) {
            _ if REMOTE.contains(&place.code.as_str()) => 800.0,
            Territory::Urban => 1_800.0,
            Territory::Rural => 1_200.0,
        };
        facility.area = Some(place.code.clone());
        facility.staff = Some(staff);
        facility.capacity_per_month = Some(f64::from(staff) * norm / 12.0);
        facility.opening_hours = Some(hours.to_owned());
        facility.wheelchair = match self.chance.unit() {
            draw if draw < 0.3 => Some(true),
            draw if draw < 0.6 => Some(false),
            _ => None,
        };
    }

    /// A dry place within so many metres of the commune's point.
    fn near_centre(&mut self, commune: usize, within: f64) -> LonLat {
        let centre = plane().to_metres(self.facts.communes[commune].location);
        let sway: Point = [
            self.chance.between(-within, within),
            self.chance.between(-within, within),
        ];
        let near = [centre[0] + sway[0], centre[1] + sway[1]];
        let near = if self.land.commune_at(near) == Some(commune) {
            near
        } else {
            centre
        };
        plane().to_lonlat(
            self.water
                .ashore(near, 40.0, self.water.home_bank(&self.facts.communes[commune])),
        )
    }

    fn short_name(&self, commune: usize) -> String {
        let name = &self.facts.communes[commune].name;
        name.trim_start_matches("Phường ").trim_start_matches("Xã ").to_owned()
    }
}

impl Enterprise {
    /// The brand as people say it.
    fn short(&self) -> &'static str {
        match self.brand {
            "post" => "Bưu điện",
            "vnpt" => "VNPT",
            "viettel" => "Viettel",
            _ => self.code,
        }
    }
}

fn osm(place: &Place) -> String {
    format!("osm:node/{}", place.osm_id)
}

/// Numbers namesakes: the second `Bưu điện Sơn Tây` becomes `Bưu điện Sơn Tây 2`.
fn tell_apart(agents: &mut [Facility]) {
    let mut seen = std::collections::BTreeMap::new();
    for agent in agents {
        let count = seen.entry(agent.name.clone()).or_insert(0u32);
        *count += 1;
        if *count > 1 {
            agent.name = format!("{} {count}", agent.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_enterprises_run_476_agents() {
        assert_eq!(ENTERPRISES.iter().map(|one| one.agents).sum::<usize>(), 476);
        assert_eq!(operators().len(), 7);
    }

    #[test]
    fn remote_communes_exist() {
        let facts = Facts::load().expect("committed tables");
        for code in REMOTE {
            assert!(facts.communes.iter().any(|commune| commune.code == code), "{code}");
        }
    }

    #[test]
    fn namesakes_are_numbered() {
        let agent = || Facility::new("", FacilityKind::Agent, "BIDV Láng", LonLat::new(105.8, 21.0));
        let mut agents = [agent(), agent(), agent()];
        tell_apart(&mut agents);
        assert_eq!(
            agents.map(|agent| agent.name),
            ["BIDV Láng", "BIDV Láng 2", "BIDV Láng 3"]
        );
    }
}
