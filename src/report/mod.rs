//! Documents made from answers: pages that stand alone, to be read, printed and handed on; official documents with their
//! maps in DOCX, XLSX and HTML.
//!
//! A kind of document makes one [`Document`]; the writers ([`docx`], [`xlsx`], [`html`]) tell that same value, so that the
//! figures of two formats cannot differ.

mod agent_evidence;
mod agent_sheet;
mod bars;
mod city_map;
mod coverage_parts;
mod coverage_report;
mod data_quality;
mod document;
mod docx;
mod docx_parts;
mod drawing;
mod error;
mod evidence;
mod findings_map;
mod findings_page;
mod fitting;
mod format;
mod frame;
mod html;
mod labels;
mod merit_list;
mod merit_rules;
mod official_part;
mod package;
mod period_evidence;
mod period_figures;
mod period_report;
mod period_tables;
mod plan_input;
mod poster;
mod printed;
mod proposal;
mod proposal_annexes;
mod proposal_effect;
mod proposal_flips;
mod proposal_maps;
mod proposal_people;
mod proposal_receivers;
mod provenance;
mod qgis;
mod qgis_classes;
mod qgis_layers;
mod qgis_style;
mod raster;
mod sheets;
mod tally;
mod template;
mod value;
mod whose;
mod year_decisions;
mod year_report;

pub use agent_sheet::{AgentInput, agent_sheet};
pub use coverage_report::{CoverageInput, RuleFigures, coverage_report};
pub use data_quality::{QualityInput, data_quality};
pub use document::{
    Annex, Block, Column, Document, Fact, Figure, Frame, Layout, Orientation, Provenance, SourceLine, Table,
};
pub use docx::docx;
pub use error::ReportError;
pub use evidence::{Evidence, FiledWords, OfficialEvidence, OpenFinding, ToldCase};
pub use findings_page::{FindingsPage, Outcome, findings_page};
pub use format::{FileFormat, written};
pub use frame::FRAME_FIELDS;
pub use html::escaped;
pub use merit_list::{MeritInput, merit_list};
pub use merit_rules::MeritRules;
pub use period_figures::{Group, GroupBy, PeriodFigures, PeriodSum, period_figures};
pub use period_report::{PeriodInput, period_report};
pub use plan_input::{
    PlanApproval, PlanArea, PlanConsultation, PlanDecision, PlanEffect, PlanFlip, PlanGap, PlanInput, PlanKind,
    PlanOpinion, PlanReceiver, PlanRule, PlanStep, PlanUnreachable,
};
pub use poster::{PosterInput, agent_poster, commune_poster};
pub use printed::html;
pub use proposal::{ProposalInput, proposal};
pub use qgis::{Proposals, QgisSource, qgis_package, qgis_project};
pub use raster::{PRINT_DPI, png};
pub use sheets::xlsx;
pub use tally::{CheckTally, Tally};
pub use template::{filled, template_fields};
pub use value::Value;
pub use whose::Whose;
pub use year_report::{Decided, YearInput, year_report};
