//! The options of `gandan scenario`.

use std::path::PathBuf;

use super::Lang;
use super::output::AnswerFormat;
use super::scenario_edits::EditArgs;

#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    pub(super) what: What,
    /// Who does it, for the history; default the user of this machine
    #[arg(long = "as", value_name = "NAME", env = "GANDAN_AUTHOR", global = true)]
    pub(super) author: Option<String>,
    #[arg(long, value_enum, default_value = "text", global = true)]
    pub(super) format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi", global = true)]
    pub(super) lang: Lang,
}

/// A scenario of a workspace, and the version of it that was looked at.
#[derive(clap::Args, Debug)]
pub(super) struct Named {
    pub workspace: PathBuf,
    /// Its id or name, or the beginning or end of the id
    pub scenario: String,
    /// The version that was looked at; a scenario that was changed since is left as it is
    #[arg(long, value_name = "VERSION")]
    pub seen: Option<u64>,
}

#[derive(clap::Subcommand, Debug)]
pub(super) enum What {
    /// Make a scenario on the data as they are
    New {
        workspace: PathBuf,
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "")]
        note: String,
        /// Begin with the changes of the stored review, in the order of its steps
        #[arg(long)]
        from_review: bool,
        #[command(flatten)]
        edits: EditArgs,
    },
    /// List the scenarios
    List { workspace: PathBuf },
    /// Show a scenario: edits, findings, history, opinions
    Show {
        #[command(flatten)]
        named: Named,
    },
    /// Add edits to a draft
    Edit {
        #[command(flatten)]
        named: Named,
        #[command(flatten)]
        edits: EditArgs,
    },
    /// Take an edit back: any, or the last
    Undo {
        #[command(flatten)]
        named: Named,
        /// Number of the edit
        #[arg(long)]
        edit: Option<u64>,
    },
    /// Bring an edit back: any, or the one that was taken back last
    Redo {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        edit: Option<u64>,
    },
    /// Make another scenario with the same edits
    Fork {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Who gains, who loses, minutes, communes: beside the baseline or another scenario
    Compare {
        #[command(flatten)]
        named: Named,
        /// The scenario on the other side; without it the baseline
        #[arg(long, value_name = "SCENARIO")]
        against: Option<String>,
    },
    /// Put a scenario on the data as they are now
    Rebase {
        #[command(flatten)]
        named: Named,
    },
    /// Say something about a scenario, or about one of its edits
    Comment {
        #[command(flatten)]
        named: Named,
        text: String,
        #[arg(long)]
        edit: Option<u64>,
    },
    /// Hand a draft in
    Submit {
        #[command(flatten)]
        named: Named,
    },
    /// Give a submitted scenario back to its author
    Return {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        reason: String,
    },
    /// Ask communes, branches and enterprises for their written opinion
    Consult {
        #[command(flatten)]
        named: Named,
        /// commune:CODE, branch:CODE, enterprise:CODE
        #[arg(long, value_name = "PARTY", required = true)]
        ask: Vec<String>,
        /// Last day for an answer
        #[arg(long, value_name = "DATE")]
        deadline: String,
    },
    /// Write down an opinion
    Opine {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        party: String,
        /// agrees, agrees_with_remarks, disagrees
        #[arg(long)]
        stance: String,
        #[arg(long, default_value = "")]
        text: String,
        /// Number of the letter
        #[arg(long)]
        document: Option<String>,
    },
    /// Write down the decision
    Approve {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        number: String,
        #[arg(long)]
        date: String,
        #[arg(long)]
        signatory: String,
    },
    /// Write an approved scenario into the network
    Publish {
        #[command(flatten)]
        named: Named,
        #[arg(long, value_name = "DATE")]
        effective_on: String,
        /// A day of its own for an edit
        #[arg(long, value_name = "NUMBER=DATE")]
        on: Vec<String>,
    },
    /// Do what was announced for today or before: points open, points end their service
    Due {
        workspace: PathBuf,
        /// Another day than today
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
}
