//! The options of `gandan case`.

use std::path::PathBuf;

use super::Lang;
use super::output::AnswerFormat;

#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    pub(super) what: What,
    #[arg(long, value_enum, default_value = "text", global = true)]
    pub(super) format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi", global = true)]
    pub(super) lang: Lang,
}

/// A case of a workspace.
#[derive(clap::Args, Debug)]
pub(super) struct Named {
    pub workspace: PathBuf,
    /// Its id, or the beginning or end of it
    pub case: String,
}

#[derive(clap::Subcommand, Debug)]
pub(super) enum What {
    /// List the cases, the newest first
    List {
        workspace: PathBuf,
        /// new, in_progress, passed_to_operator, passed_to_planner, answered, rejected
        #[arg(long)]
        state: Option<String>,
        /// Only those neither answered nor rejected
        #[arg(long)]
        open: bool,
        /// Only those about this point
        #[arg(long, value_name = "CODE")]
        facility: Option<String>,
    },
    /// Show a case with all that was done
    Show {
        #[command(flatten)]
        named: Named,
    },
    /// Begin to work on a new case
    Take {
        #[command(flatten)]
        named: Named,
    },
    /// Note something, for the office alone
    Note {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        text: String,
    },
    /// Answer a case: who reported it can read the answer
    Answer {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        text: String,
    },
    /// Reject a case, with the reason that who reported it can read
    Reject {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        reason: String,
    },
    /// Pass a case to the operator of the point, or to planning
    Pass {
        #[command(flatten)]
        named: Named,
        #[arg(long, value_enum)]
        to: PassTo,
        #[arg(long)]
        text: String,
    },
    /// Give a case that was passed on back to support
    Return {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        text: String,
    },
    /// Work again on a case that was answered or rejected
    Reopen {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        text: String,
    },
    /// Propose what the data should say: a position, or hours
    Propose {
        #[command(flatten)]
        named: Named,
        /// Longitude and latitude in degrees, e.g. 105.8412,21.0245
        #[arg(long, value_name = "LON,LAT", conflicts_with = "hours")]
        position: Option<String>,
        /// OSM notation, e.g. "Mo-Fr 08:00-17:00"
        #[arg(long, value_name = "HOURS")]
        hours: Option<String>,
    },
    /// Write the proposed correction as a list of one point, for `gandan import facilities FILE --add`
    Correction {
        #[command(flatten)]
        named: Named,
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Keep what a case led to: a scenario, or an import
    Link {
        #[command(flatten)]
        named: Named,
        /// Id of the scenario
        #[arg(long, conflicts_with = "import")]
        scenario: Option<String>,
        /// Id of the import, as `gandan history` tells it
        #[arg(long)]
        import: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum PassTo {
    Operator,
    Planner,
}
