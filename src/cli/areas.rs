//! `gandan areas`: people, access, points and dossiers by commune, told in the layout of today or in the one before.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::output::TableFormat;
use super::{Failure, Lang, areas_text, output, workspace};
use crate::model::Dataset;
use crate::planner::{AreasTold, DossiersTold, Thousandths, UnitFigures, areas_told, dossiers_told};
use crate::registry::{Certainty, Layout, Layouts, ToldUnit};
use crate::store::Workspace;
use crate::text::sort_key;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LayoutChoice {
    New,
    Old,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    People,
    Dossiers,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sort {
    Name,
    Code,
    People,
}

impl From<LayoutChoice> for Layout {
    fn from(choice: LayoutChoice) -> Layout {
        match choice {
            LayoutChoice::New => Layout::New,
            LayoutChoice::Old => Layout::Old,
        }
    }
}

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// Communes of today (new) or those before the change that the crosswalk tells (old)
    #[arg(long, value_enum, default_value = "new")]
    layout: LayoutChoice,
    /// People with their access under the shipped rules, or monthly dossiers of the points that stand in each commune
    #[arg(long, value_enum, default_value = "people")]
    what: What,
    /// Order of the rows: by name as a Vietnamese dictionary has them (Phường, Xã left out), by code, or most people first
    #[arg(long, value_enum, default_value = "name")]
    sort: Sort,
    #[arg(long, value_enum, default_value = "text")]
    format: TableFormat,
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let layout = Layout::from(args.layout);
    let bytes = match args.what {
        What::People => {
            let dataset = Workspace::load(&args.workspace)?;
            let layouts = layouts(&dataset, layout)?;
            drop(dataset);
            let snapshot = workspace::open(&args.workspace)?;
            let mut told = areas_told(snapshot.dataset(), &layouts, snapshot.coverages(), layout);
            sort(&mut told.rows, args.sort, |figures| figures.people.0);
            match args.format {
                TableFormat::Text => areas_text::people(&told, args.lang).into_bytes(),
                TableFormat::Json => output::json(&people_json(&told, snapshot.id()))?,
                TableFormat::Csv => people_csv(&told)?,
            }
        }
        What::Dossiers => {
            let dataset = Workspace::load(&args.workspace)?;
            let layouts = layouts(&dataset, layout)?;
            if dataset.performance.is_empty() {
                let message = format!(
                    "{}: the workspace holds no monthly report; import performance",
                    args.workspace.display()
                );
                return Err(Failure::BadInput(message));
            }
            let mut told = dossiers_told(&dataset, &layouts, layout);
            sort(&mut told.rows, args.sort, |amounts| {
                amounts.iter().flatten().map(|amount| amount.0).sum()
            });
            match args.format {
                TableFormat::Text => areas_text::dossiers(&told, args.lang).into_bytes(),
                TableFormat::Json => output::json(&dossiers_json(&told))?,
                TableFormat::Csv => dossiers_csv(&told)?,
            }
        }
    };
    output::write(args.out.as_deref(), &bytes)
}

/// Sorts rows; `size`: what counts as most where people are asked for. Ties go by code.
fn sort<T>(rows: &mut [(ToldUnit, T)], by: Sort, size: impl Fn(&T) -> u64) {
    let bare = |name: &str| {
        let words = ["Phường ", "Xã ", "Thị trấn "];
        let bare = words.iter().find_map(|word| name.strip_prefix(word));
        sort_key(bare.unwrap_or(name))
    };
    rows.sort_by(|(a, _), (b, _)| a.code.cmp(&b.code));
    match by {
        Sort::Code => {}
        Sort::Name => rows.sort_by_cached_key(|(unit, _)| (bare(&unit.name), unit.district.as_deref().map(sort_key))),
        Sort::People => rows.sort_by_cached_key(|(_, figures)| std::cmp::Reverse(size(figures))),
    }
}

/// The layouts of a workspace that can be told in the one asked for.
fn layouts(dataset: &Dataset, asked: Layout) -> Result<Layouts, Failure> {
    let layouts = Layouts::of(dataset);
    if layouts.communes().is_empty() {
        let message = "the workspace holds no communes; import areas".to_owned();
        return Err(Failure::BadInput(message));
    }
    if asked == layouts.native() {
        return Ok(layouts);
    }
    if layouts.crosswalk().is_empty() {
        let message = format!(
            "--layout {}: the workspace has no crosswalk between layouts; import one with `gandan import crosswalk F`",
            asked.code()
        );
        return Err(Failure::BadInput(message));
    }
    let named = layouts
        .communes()
        .iter()
        .filter(|&&area| layouts.unit_of_area(area).is_some());
    if named.count() == 0 {
        let message = format!(
            "--layout {}: the crosswalk knows none of the workspace's communes by code or name; check that both are of the same city",
            asked.code()
        );
        return Err(Failure::BadInput(message));
    }
    Ok(layouts)
}

fn unit_json(unit: &ToldUnit) -> Map<String, Value> {
    let Value::Object(object) = json!({
        "code": unit.code,
        "name": unit.name,
        "district": unit.district,
        "certainty": unit.certainty.code(),
        "in_crosswalk": unit.unit.is_some(),
    }) else {
        return Map::new();
    };
    object
}

fn figures_json(told: &AreasTold, figures: &UnitFigures) -> Map<String, Value> {
    let passing = told.rules.iter().zip(&figures.passing);
    let passing: Map<String, Value> = passing
        .map(|(rule, people)| (rule.clone(), json!(people.value())))
        .collect();
    let counted = told.series.iter().zip(&figures.counted);
    let counted = counted.filter_map(|(series, counted)| {
        let (people, certainty) = (*counted)?;
        Some((
            series.clone(),
            json!({ "people": people, "certainty": certainty.code(),
                "difference": difference(figures.people, people) as f64 / 1000.0 }),
        ))
    });
    let mut object = Map::new();
    object.insert("people".into(), json!(figures.people.value()));
    object.insert("passing_people".into(), Value::Object(passing));
    object.insert("points".into(), json!(figures.points));
    object.insert("counted".into(), Value::Object(counted.collect()));
    object
}

fn people_json(told: &AreasTold, snapshot_id: &str) -> Value {
    let rows = told.rows.iter().map(|(unit, figures)| {
        let mut object = unit_json(unit);
        object.append(&mut figures_json(told, figures));
        Value::Object(object)
    });
    json!({
        "snapshot_id": snapshot_id,
        "layout": told.layout.code(),
        "native_layout": told.native.code(),
        "rules": told.rules,
        "series": told.series,
        "rows": rows.collect::<Vec<_>>(),
        "outside_communes": figures_json(told, &told.outside),
        "total": figures_json(told, &told.total),
    })
}

/// Thousandths with all their digits, so that a reader's sum is the total.
fn exact(amount: Thousandths) -> String {
    format!("{}.{:03}", amount.0 / 1000, amount.0 % 1000)
}

/// People in the cells less those counted, in thousandths.
fn difference(people: Thousandths, counted: u64) -> i128 {
    i128::from(people.0) - i128::from(counted) * 1000
}

/// As [`exact`], of a number that may be negative.
fn signed(thousandths: i128) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let size = thousandths.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

/// The row of people in no commune: it has no code.
fn outside_unit() -> ToldUnit {
    ToldUnit {
        code: String::new(),
        name: "outside_communes".into(),
        district: None,
        certainty: Certainty::Exact,
        unit: None,
    }
}

fn unit_cells(layout: Layout, unit: &ToldUnit) -> Vec<String> {
    vec![
        layout.code().to_owned(),
        unit.code.clone(),
        unit.name.clone(),
        unit.district.clone().unwrap_or_default(),
        unit.certainty.code().to_owned(),
    ]
}

fn people_csv(told: &AreasTold) -> Result<Vec<u8>, Failure> {
    let mut header: Vec<String> = ["layout", "code", "name", "district", "certainty", "people"]
        .map(str::to_owned)
        .into();
    header.extend(told.rules.iter().map(|rule| format!("passing_{rule}")));
    header.push("points".into());
    for series in &told.series {
        header.extend([
            format!("counted_{series}"),
            format!("counted_{series}_certainty"),
            format!("difference_{series}"),
        ]);
    }
    let outside = (outside_unit(), told.outside.clone());
    let has_outside = told.outside.people.0 > 0 || told.outside.points > 0;
    let rows = told.rows.iter().chain(has_outside.then_some(&outside));
    let rows = rows.map(|(unit, figures)| {
        let mut cells = unit_cells(told.layout, unit);
        cells.push(exact(figures.people));
        cells.extend(figures.passing.iter().map(|people| exact(*people)));
        cells.push(figures.points.to_string());
        for counted in &figures.counted {
            match counted {
                Some((people, certainty)) => cells.extend([
                    people.to_string(),
                    certainty.code().to_owned(),
                    signed(difference(figures.people, *people)),
                ]),
                None => cells.extend([const { String::new() }; 3]),
            }
        }
        cells
    });
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    output::csv(&header, rows)
}

fn dossiers_json(told: &DossiersTold) -> Value {
    let by_month = |amounts: &[Option<Thousandths>]| -> Value {
        let pairs = told.months.iter().zip(amounts);
        let pairs = pairs.map(|(month, amount)| (month.to_string(), json!(amount.map(Thousandths::value))));
        Value::Object(pairs.collect())
    };
    let rows = told.rows.iter().map(|(unit, amounts)| {
        let mut object = unit_json(unit);
        object.insert("dossiers".into(), by_month(amounts));
        Value::Object(object)
    });
    let total: Vec<Option<Thousandths>> = told.total.iter().copied().map(Some).collect();
    json!({
        "layout": told.layout.code(),
        "native_layout": told.native.code(),
        "months": told.months.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
        "outside_communes": by_month(&told.outside),
        "total": by_month(&total),
    })
}

/// A line a unit and month with a report.
fn dossiers_csv(told: &DossiersTold) -> Result<Vec<u8>, Failure> {
    let outside = (outside_unit(), told.outside.clone());
    let rows = told.rows.iter().chain([&outside]).flat_map(|(unit, amounts)| {
        let known = told
            .months
            .iter()
            .zip(amounts)
            .filter_map(|(month, amount)| Some((month, (*amount)?)));
        known.map(|(month, amount)| {
            let mut cells = unit_cells(told.layout, unit);
            cells.extend([month.to_string(), exact(amount)]);
            cells
        })
    });
    let header = ["layout", "code", "name", "district", "certainty", "month", "dossiers"];
    output::csv(&header, rows.collect::<Vec<_>>().into_iter())
}
