//! `gandan alerts`: what needs somebody's eye, and the limits that raise it. `gandan satisfaction`: every figure with its
//! sample and source.

use std::path::PathBuf;

use super::output::AnswerFormat;
use super::text_page::{TextPage, whole};
use super::{Failure, Lang, output, user, voice};
use crate::auth::{Actor, PrivateFile, Role};
use crate::planner::alerts::alerts_for;
use crate::planner::satisfaction::{of_city, satisfaction};
use crate::store::Workspace;
use crate::wire::{AlertsAnswer, SATISFACTION_FORMULA_EN, SATISFACTION_FORMULA_VI, SatisfactionAnswer};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// Set a limit, e.g. --set minimum_sample=50; the text output names them all. May be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, f64)>,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

#[derive(clap::Args, Debug)]
pub struct SatisfactionArgs {
    workspace: PathBuf,
    /// Only these points
    #[arg(long, value_name = "CODE")]
    only: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let now = chrono::Utc::now();
    if !args.set.is_empty() {
        let private = user::open(&args.workspace)?;
        let mut settings = private.voice_settings()?;
        for (name, value) in &args.set {
            settings
                .set(name, *value)
                .map_err(|error| Failure::BadInput(format!("--set: {error}")))?;
        }
        let account = user::at_the_machine();
        private.set_voice_settings(settings, user::by(&account))?;
    }
    let private = opened(&args.workspace)?;
    let dataset = Workspace::load(&args.workspace)?;
    // Who has the file has all of it.
    let reader = Actor {
        account: user::at_the_machine(),
        name: String::new(),
        role: Role::Leader,
        scope: None,
    };
    let list = alerts_for(&private, &dataset, &reader, now, usize::MAX)?;
    let answer = AlertsAnswer::of(&list, private.voice_settings()?);
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&answer)?,
        AnswerFormat::Text => page(&answer, args.lang).into_bytes(),
    };
    output::write(None, &bytes)
}

pub fn run_satisfaction(args: &SatisfactionArgs) -> Result<(), Failure> {
    let private = opened(&args.workspace)?;
    let dataset = Workspace::load(&args.workspace)?;
    let now = chrono::Utc::now();
    let mut told = satisfaction(&private, &dataset, now)?;
    told.retain(|one| args.only.is_empty() || args.only.contains(&one.facility));
    let answer = SatisfactionAnswer::of(private.voice_settings()?, told, of_city(&private, &dataset, now)?);
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&answer)?,
        AnswerFormat::Text => figures(&answer, args.lang).into_bytes(),
    };
    output::write(None, &bytes)
}

/// The private file; one in memory where there is none, since reports alone raise alerts too.
fn opened(workspace: &std::path::Path) -> Result<PrivateFile, Failure> {
    match voice::existing(workspace)? {
        Some(private) => Ok(private),
        None => Ok(PrivateFile::in_memory()?),
    }
}

fn page(answer: &AlertsAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    let count = whole(answer.alerts.len() as f64, lang);
    page.line(&format!("{count} {}", lang.pick("cảnh báo", "alerts")));
    for alert in &answer.alerts {
        let sentence = lang.pick(&alert.sentence_vi, &alert.sentence_en);
        page.sentence(2, &format!("{} ({}): {sentence}", alert.name, alert.facility));
    }
    page.heading(lang.pick(
        "Mức cảnh báo (đặt bằng --set TÊN=GIÁ_TRỊ)",
        "Limits (set with --set NAME=VALUE)",
    ));
    for (name, value) in &answer.settings {
        page.line(&format!(
            "  {name} = {}",
            value.to_string().replace('.', lang.pick(",", "."))
        ));
    }
    page.into_text()
}

fn figures(answer: &SatisfactionAnswer, lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    page.sentence(0, lang.pick(SATISFACTION_FORMULA_VI, SATISFACTION_FORMULA_EN));
    let least = whole(f64::from(answer.minimum_sample), lang);
    page.sentence(
        0,
        &match lang {
            Lang::Vi => format!("Dưới {least} lượt: chưa đủ để kết luận, không công bố."),
            Lang::En => format!("Below {least}: too few to say anything, told to nobody outside."),
        },
    );
    page.sentence(
        0,
        &match lang {
            Lang::Vi => format!("Tính trong {} tháng gần nhất.", answer.window_months),
            Lang::En => format!("Of the last {} months.", answer.window_months),
        },
    );
    let percent = |share: f64| format!("{:.1} %", share * 100.0).replace('.', lang.pick(",", "."));
    for one in &answer.points {
        let source = match (one.source.as_str(), lang) {
            ("citizens", Lang::Vi) => "người dân",
            ("self_assessed", Lang::Vi) => "tự báo cáo",
            ("inspection", Lang::Vi) => "kiểm tra",
            (other, _) => other,
        };
        let interval = match (one.interval_low, one.interval_high) {
            (Some(low), Some(high)) => format!(" ({} - {})", percent(low), percent(high)),
            _ => String::new(),
        };
        let aside = match one.set_aside {
            0 => String::new(),
            count => format!(
                "; {count} {}",
                lang.pick("lượt dồn dập không tính", "of a burst not counted")
            ),
        };
        page.sentence(
            2,
            &format!(
                "{} [{source}]: {}/{} = {}{interval}{aside}",
                one.facility,
                whole(one.count, lang),
                whole(one.size, lang),
                one.share.map_or_else(|| "-".to_owned(), percent)
            ),
        );
    }
    page.into_text()
}

fn setting(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("'{text}' has no '='; write NAME=VALUE"))?;
    let value = value.trim().replace(',', ".").parse::<f64>();
    Ok((
        name.trim().to_owned(),
        value.map_err(|_| format!("'{text}': the value is no number"))?,
    ))
}
