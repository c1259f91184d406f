//! The command line: one file a subcommand. Exit codes: 0 done, 1 the answer is no, 2 usage, 3 bad
//! input, 4 internal.

mod addresses;
mod addresses_words;
mod alerts;
mod areas;
mod areas_text;
mod assess;
mod assess_details;
mod assess_equity;
mod assess_foundations;
mod assess_places;
mod assess_text;
mod audit;
mod backup;
mod calibrate;
mod case;
mod case_args;
mod check;
mod check_text;
mod criteria;
mod crosswalk;
mod demo;
mod export;
mod export_access;
mod export_qgis;
mod findings;
mod history;
mod import;
mod import_text;
mod inspection;
mod isochrone;
mod locate;
mod locate_input;
mod locate_text;
mod nearest;
mod noted;
mod output;
mod period;
mod profile;
mod progress;
mod report;
mod review;
mod review_area;
mod review_area_changes;
mod review_area_page;
mod review_curve_text;
mod review_expansion_text;
mod review_reasons_text;
mod review_text;
mod review_words;
mod rule;
mod rule_words;
mod scenario;
mod scenario_args;
mod scenario_edits;
mod scenario_text;
mod serve;
mod serve_config;
mod template;
mod text_page;
mod trend;
mod undo;
mod user;
mod voice;
mod what_if;
mod what_if_text;
mod work;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// Why a command ended without its answer.
#[derive(Debug)]
pub enum Failure {
    /// The question was answered, and the answer is no (`check` found errors).
    AnswerIsNo(String),
    /// The input cannot be used: what, where, which value, what to do.
    BadInput(String),
    /// An argument names something that there is not: a kind of data, a layer.
    Usage(String),
    /// A fault of the program or the machine.
    Internal(anyhow::Error),
}

impl From<crate::store::StoreError> for Failure {
    fn from(error: crate::store::StoreError) -> Self {
        Failure::BadInput(error.to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Internal(error)
    }
}

/// The language of reports on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    /// The wording in this language.
    pub fn pick<'a>(self, vietnamese: &'a str, english: &'a str) -> &'a str {
        match self {
            Lang::Vi => vietnamese,
            Lang::En => english,
        }
    }
}

impl From<Lang> for crate::model::Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Vi => Self::Vietnamese,
            Lang::En => Self::English,
        }
    }
}

/// Gần Dân: plan and serve a city's network of public-service points.
#[derive(Parser, Debug)]
#[command(
    name = "gandan",
    version,
    about,
    after_help = "Exit codes: 0 done, 1 the answer is no, 2 usage, 3 bad input, 4 internal."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Make a workspace with the modelled Hanoi
    Demo(demo::Args),
    /// Load files into a workspace
    Import(import::Args),
    /// What was imported into a workspace, and what of it can be undone
    History(history::Args),
    /// Take the last import back, or the one with --id
    Undo(undo::Args),
    /// Write an empty, explained table to fill in and import
    Template(template::Args),
    /// Propose where the addresses of a file are, as a list to confirm and import
    Addresses(addresses::Args),
    /// Check a workspace's data; exit code 1 when errors are found
    Check(check::Args),
    /// Who reaches a point, under which rule
    Assess(assess::Args),
    /// People, access and dossiers by commune, in the layout of today or in the one before
    Areas(areas::Args),
    /// What became of the communes of the older layout, and what published counts carry over
    Crosswalk(crosswalk::Args),
    /// The nearest points of a place
    Nearest(nearest::Args),
    /// What lies within some minutes of a point, as cells, roads or an outline
    Isochrone(isochrone::Args),
    /// Print an access rule as a file to edit
    Rule(rule::Args),
    /// Propose which points to keep, remedy, merge or close
    Review(review::Args),
    /// The criteria of a review, and how every point does by them, indicator by indicator
    Criteria(criteria::Args),
    /// Change decisions of a plan and see whom it costs what
    WhatIf(what_if::Args),
    /// Rehearse changes of the network, have them decided, publish them
    Scenario(scenario::Args),
    /// Write a document of the office: DOCX, XLSX, HTML, or its map as SVG or PNG
    Report(report::Args),
    /// Solve a standard location problem: covering, median, center, facility location
    Locate(locate::Args),
    /// Write a layer to a file
    Export(export::Args),
    /// Fit the speeds of road classes to observed trips
    Calibrate(calibrate::Args),
    /// Print a mode's speeds: the file, or what holds in a period
    Profile(profile::Args),
    /// Serve the web map and the API
    Serve(serve::Args),
    /// Reporting periods: what operators are asked, how far it is, beside the city's own counts
    Period(period::Args),
    /// What is to be done now, with due days
    Work(work::Args),
    /// Accounts: who may log in, as what
    User(user::Args),
    /// What the public reported of points: list, show, answer, pass on, propose corrections
    Case(case::Args),
    /// Inspections by the checklist of standards: list, export
    Inspection(inspection::Args),
    /// How satisfied people are with each point: formula, sample, source
    Satisfaction(alerts::SatisfactionArgs),
    /// Agents' monthly reports added up: city, operator, commune of either layout, agent; published reorganisations
    Trend(trend::Args),
    /// What needs somebody's eye: overdue cases and findings, surely low satisfaction, late, unused
    Alerts(alerts::Args),
    /// Copy a workspace and its accounts, also while it is served
    Backup(backup::Args),
    /// The audit log: head, verify, export
    Audit(audit::Args),
    /// Print the OpenAPI description of the HTTP API
    Openapi,
}

/// Runs the command of the process's arguments.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let is_help = !error.use_stderr();
            if !is_help {
                eprintln!("gandan: câu lệnh chưa đúng; chương trình cho biết như sau (thêm --help để xem cách dùng):");
            }
            let _ = error.print();
            return ExitCode::from(if is_help { 0 } else { 2 });
        }
    };
    if !matches!(cli.command, Command::Serve(_)) {
        output::tell_kept_copies();
    }
    let done = match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Import(args) => import::run(&args),
        Command::History(args) => history::run(&args),
        Command::Undo(args) => undo::run(&args),
        Command::Template(args) => template::run(&args),
        Command::Addresses(args) => addresses::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Assess(args) => assess::run(&args),
        Command::Areas(args) => areas::run(&args),
        Command::Crosswalk(args) => crosswalk::run(&args),
        Command::Nearest(args) => nearest::run(&args),
        Command::Isochrone(args) => isochrone::run(&args),
        Command::Rule(args) => rule::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Criteria(args) => criteria::run(&args),
        Command::WhatIf(args) => what_if::run(&args),
        Command::Scenario(args) => scenario::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Locate(args) => locate::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Calibrate(args) => calibrate::run(&args),
        Command::Profile(args) => profile::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Period(args) => period::run(&args),
        Command::Work(args) => work::run(&args),
        Command::User(args) => user::run(&args),
        Command::Case(args) => case::run(&args),
        Command::Inspection(args) => inspection::run(&args),
        Command::Satisfaction(args) => alerts::run_satisfaction(&args),
        Command::Trend(args) => trend::run(&args),
        Command::Alerts(args) => alerts::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Openapi => serve::print_openapi(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::AnswerIsNo(message)) => ended(1, &message),
        Err(Failure::Usage(message)) => ended(2, &message),
        Err(Failure::BadInput(message)) => ended(3, &message),
        Err(Failure::Internal(error)) => ended(4, &format!("lỗi bên trong chương trình (internal error): {error:#}")),
    }
}

/// Says why the command ends: in Vietnamese with the English sentence below it, in English alone with `--lang en`.
fn ended(code: u8, message: &str) -> ExitCode {
    let wants_english = {
        let words: Vec<_> = std::env::args().collect();
        words.iter().any(|word| word == "--lang=en") || words.windows(2).any(|pair| pair == ["--lang", "en"])
    };
    match crate::model::checks::refusal_in_vietnamese(message) {
        _ if message.is_empty() => {}
        Some(vietnamese) if !wants_english => eprintln!("gandan: {vietnamese}\n        ({message})"),
        _ => eprintln!("gandan: {message}"),
    }
    ExitCode::from(code)
}
