//! Further figures of one rule: open points, procedures, sensitivity.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PeopleShape;
use crate::access::{Barrier, BarrierPeople, Between, Effective, Equity, ProcedureCoverage, Variation, Varied};
use crate::model::{AreaId, Dataset};
use crate::planner::{Assessed, Sensitivity};

/// Communes named of those with the longest ways.
const WORST_COMMUNES: usize = 10;

/// Further figures of one rule. Groups may be added; one that was not computed is null or absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FiguresShape {
    pub effective: EffectiveShape,
    /// Each procedure of the essential list, in code order.
    pub procedures: Vec<ProcedureFigure>,
    /// How travel time falls on all, urban, rural and elderly residents.
    pub equity: Vec<EquityShape>,
    /// People by how many points satisfy the rule for them: exactly 0 to 4, and 5 or more.
    pub people_by_points: Vec<f64>,
    /// People by minutes to the nearest point that counts: below 10, below 20, below 30, below 45, 45 and more, none reached.
    #[serde(default)]
    pub people_by_minutes: Vec<f64>,
    /// People by how many live in their cell: fewer than 10, then from 10, 100, 500 and 2000 on.
    #[serde(default)]
    pub people_by_cell_people: Vec<f64>,
    /// What lies between people who pass by distance alone and their nearest point, most people first.
    pub barriers: Vec<BarrierShape>,
    /// Null unless asked for.
    pub sensitivity: Option<SensitivityFigure>,
}

/// Travel time to the nearest point that counts, for one group. Who reaches none is in `unreachable_people` and last in
/// every quantile (null: that share does not arrive), and in no mean or ratio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EquityShape {
    /// all, urban, rural, elderly
    pub group: String,
    pub people: f64,
    pub unreachable_people: f64,
    /// People of whom the data do not tell whether they belong to the group.
    pub unknown_people: f64,
    pub mean_s: Option<f64>,
    pub median_s: Option<f64>,
    pub p90_s: Option<f64>,
    pub p95_s: Option<f64>,
    /// Gini coefficient of travel time, 0 (equal) to 1.
    pub gini: Option<f64>,
    /// Travel time borne by the worst-off 10 % over that of the best-off 40 %.
    pub palma: Option<f64>,
    pub worst: Option<WorstShape>,
    /// Cumulative shares of people and of travel time, best-off first.
    pub lorenz: Vec<[f64; 2]>,
}

/// The 5 % with the longest ways.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorstShape {
    pub people: f64,
    pub mean_s: f64,
    pub from_s: Option<f64>,
    /// Communes with most of them.
    pub communes: Vec<WorstCommune>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorstCommune {
    pub code: String,
    pub name: String,
    pub people: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BarrierShape {
    /// water, no_water, unknown (no water in the data)
    pub kind: String,
    /// Name of the water; null when it has none.
    pub name: Option<String>,
    pub people: f64,
    pub cells: u32,
}

/// People; `low` with points of unknown hours always closed, `high` with them always open.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BetweenShape {
    pub low_people: f64,
    pub high_people: f64,
}

/// Coverage by points that are open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EffectiveShape {
    /// Service hours a week: 7:00 to 19:00 every day.
    pub service_hours: f64,
    /// People who pass whatever the hours.
    pub nominal_people: f64,
    /// People times the share of service hours in which they reach an open point.
    pub open: BetweenShape,
    /// People who on every day from Monday to Friday reach a point open at some time after 17:00.
    pub evening: BetweenShape,
    /// People who reach a point open at some time of the day.
    pub saturday: BetweenShape,
    pub sunday: BetweenShape,
    /// Points that satisfy the rule for somebody, by whether their hours are known.
    pub points_with_hours: u32,
    pub points_without_hours: u32,
    /// People who pass by points of unknown hours alone.
    pub by_unknown_only_people: f64,
    /// Communes, in code order.
    pub areas: Vec<AreaEffectiveShape>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AreaEffectiveShape {
    pub code: String,
    pub people: f64,
    pub nominal_people: f64,
    pub open: BetweenShape,
}

/// Who reaches a point that handles one procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProcedureFigure {
    pub code: String,
    pub name: String,
    /// Points that satisfy the rule for somebody and handle it.
    pub points: u32,
    pub people: f64,
}

/// What the figures owe to their inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SensitivityFigure {
    /// As it is first.
    pub rows: Vec<VariedShape>,
    /// Communes in code order: people of the cells against people declared.
    pub communes: Vec<CommuneShiftShape>,
    /// People of cells in no commune, or in one that declares nothing: as they are in every row.
    pub untouched_people: f64,
    /// People declared by communes in which no cell has people.
    pub unplaced_people: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VariedShape {
    /// as_is, speed, declared_people, present_people
    pub variation: String,
    /// Of all speeds, or of all people.
    pub factor: Option<f64>,
    pub people: PeopleShape,
    pub without_people: f64,
    /// People without access more (or less) than as it is.
    pub change_people: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CommuneShiftShape {
    pub code: String,
    pub name: String,
    pub cells_people: f64,
    pub declared_people: f64,
}

impl FiguresShape {
    pub fn of(dataset: &Dataset, told: &Assessed) -> FiguresShape {
        FiguresShape {
            effective: EffectiveShape::of(dataset, &told.effective),
            procedures: told
                .procedures
                .iter()
                .map(|figure| ProcedureFigure::of(dataset, figure))
                .collect(),
            equity: told
                .equity
                .iter()
                .map(|equity| EquityShape::of(dataset, equity))
                .collect(),
            people_by_points: told.choice.people.to_vec(),
            people_by_minutes: told.classes.by_minutes.to_vec(),
            people_by_cell_people: told.classes.by_cell_people.to_vec(),
            barriers: told.barriers.iter().map(BarrierShape::from).collect(),
            sensitivity: told
                .sensitivity
                .as_ref()
                .map(|sensitivity| SensitivityFigure::of(dataset, sensitivity)),
        }
    }
}

impl EquityShape {
    fn of(dataset: &Dataset, told: &Equity) -> EquityShape {
        let communes = |areas: &[(Option<AreaId>, f64)]| {
            let named = areas.iter().filter_map(|(area, people)| {
                let area = &dataset.areas[(*area)?.index()];
                Some(WorstCommune {
                    code: area.code.clone(),
                    name: area.name.clone(),
                    people: *people,
                })
            });
            named.take(WORST_COMMUNES).collect()
        };
        EquityShape {
            group: told.group.code().to_owned(),
            people: told.people,
            unreachable_people: told.unreachable,
            unknown_people: told.unknown,
            mean_s: told.mean_s,
            median_s: told.median.seconds(),
            p90_s: told.p90.seconds(),
            p95_s: told.p95.seconds(),
            gini: told.gini,
            palma: told.palma,
            worst: told.worst.as_ref().map(|worst| WorstShape {
                people: worst.people,
                mean_s: worst.mean_s,
                from_s: worst.from.seconds(),
                communes: communes(&worst.areas),
            }),
            lorenz: told.lorenz.iter().map(|point| [point.people, point.time]).collect(),
        }
    }
}

impl From<&BarrierPeople> for BarrierShape {
    fn from(told: &BarrierPeople) -> Self {
        let (kind, name) = match &told.barrier {
            Barrier::Water(name) => ("water", Some(name.clone())),
            Barrier::UnnamedWater => ("water", None),
            Barrier::NoWater => ("no_water", None),
            Barrier::NotKnown => ("unknown", None),
        };
        BarrierShape {
            kind: kind.to_owned(),
            name,
            people: told.people,
            cells: told.cells,
        }
    }
}

impl From<Between> for BetweenShape {
    fn from(people: Between) -> Self {
        BetweenShape {
            low_people: people.low,
            high_people: people.high,
        }
    }
}

impl EffectiveShape {
    fn of(dataset: &Dataset, told: &Effective) -> EffectiveShape {
        let areas = told.areas.iter().map(|area| AreaEffectiveShape {
            code: dataset.areas[area.area.index()].code.clone(),
            people: area.people,
            nominal_people: area.nominal,
            open: area.open.into(),
        });
        EffectiveShape {
            service_hours: f64::from(told.slots) / 2.0,
            nominal_people: told.nominal,
            open: told.open.into(),
            evening: told.evening.into(),
            saturday: told.saturday.into(),
            sunday: told.sunday.into(),
            points_with_hours: told.points_with_hours,
            points_without_hours: told.points_without_hours,
            by_unknown_only_people: told.by_unknown_only,
            areas: areas.collect(),
        }
    }
}

impl ProcedureFigure {
    fn of(dataset: &Dataset, figure: &ProcedureCoverage) -> ProcedureFigure {
        let procedure = &dataset.procedures[figure.procedure];
        ProcedureFigure {
            code: procedure.code.clone(),
            name: procedure.name.clone(),
            points: figure.points,
            people: figure.people,
        }
    }
}

impl SensitivityFigure {
    fn of(dataset: &Dataset, told: &Sensitivity) -> SensitivityFigure {
        let without = |varied: &Varied| varied.people.total - varied.people.passing;
        let as_is = told
            .rows
            .iter()
            .find(|row| row.variation == Variation::AsIs)
            .map_or(0.0, without);
        let rows = told.rows.iter().map(|row| VariedShape {
            variation: row.variation.code().to_owned(),
            factor: row.variation.factor(),
            people: PeopleShape::from(&row.people),
            without_people: without(row),
            change_people: without(row) - as_is,
        });
        let communes = told.population.communes.iter().map(|commune| {
            let area = &dataset.areas[commune.area.index()];
            CommuneShiftShape {
                code: area.code.clone(),
                name: area.name.clone(),
                cells_people: commune.cells,
                declared_people: commune.declared,
            }
        });
        SensitivityFigure {
            rows: rows.collect(),
            communes: communes.collect(),
            untouched_people: told.population.untouched,
            unplaced_people: told.population.unplaced,
        }
    }
}
