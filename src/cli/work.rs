//! `gandan work`: what somebody has to do now, with due days.

use std::path::PathBuf;

use super::output::AnswerFormat;
use super::period::asked;
use super::text_page::TextPage;
use super::{Failure, Lang, output, user};
use crate::auth::{Actor, Role};
use crate::store::Workspace;
use crate::wire::{WorkAnswer, WorkItemShape};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// Whose work: planner, leader, inspector, operator
    #[arg(long, default_value = "planner", value_parser = role)]
    role: Role,
    /// Code of the operator or branch
    #[arg(long)]
    scope: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    if args.role == Role::Operator && args.scope.is_none() {
        let message =
            "--role operator cần --scope với mã doanh nghiệp | --role operator needs --scope, the operator's code";
        return Err(Failure::BadInput(message.to_owned()));
    }
    let private = user::open(&args.workspace)?;
    let dataset = Workspace::load(&args.workspace)?;
    let actor = Actor {
        account: user::at_the_machine(),
        name: String::new(),
        role: args.role,
        scope: args.scope.clone(),
    };
    asked(&private, &dataset, &actor, |reporting| {
        let items = reporting.work()?;
        if args.format == AnswerFormat::Json {
            let items = items.iter().map(WorkItemShape::from).collect();
            return output::write(None, &output::json(&WorkAnswer { items })?);
        }
        let mut page = TextPage::new(args.lang);
        if items.is_empty() {
            page.line(args.lang.pick("Không còn việc nào.", "Nothing is left to do."));
        }
        for item in &items {
            let mark = if item.is_pressing { "! " } else { "  " };
            page.sentence(0, &format!("{mark}{}", args.lang.pick(&item.text_vi, &item.text_en)));
        }
        output::write(None, page.into_text().as_bytes())
    })
}

fn role(code: &str) -> Result<Role, String> {
    let known = [Role::Planner, Role::Leader, Role::Inspector, Role::Operator];
    let named = known.into_iter().find(|role| role.code() == code);
    named.ok_or_else(|| format!("expected one of {}", known.map(Role::code).join(", ")))
}
