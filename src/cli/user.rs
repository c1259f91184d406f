//! `gandan user`: accounts of a workspace. The first administrator is made here: there is no other way in.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Subcommand;

use super::output::AnswerFormat;
use super::text_page::{TextPage, fitted};
use super::{Failure, Lang, output};
use crate::auth::{Account, AuthError, By, NewAccount, PrivateFile, Role};
use crate::wire::{AccountShape, AccountsAnswer};

#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand, Debug)]
enum UserCommand {
    /// Make an account; the password is asked for, or read from a file
    Add(AddArgs),
    /// Every account: role, scope, last log-in, whether it is locked or disabled
    List(ListArgs),
    /// Give an account another role or scope; its sessions end
    Role(RoleArgs),
    /// Let nobody log in with an account any more; its sessions end
    Disable(OneArgs),
    /// Take `disable` back
    Enable(OneArgs),
    /// Set another password; the account's sessions end
    Password(PasswordArgs),
    /// End the wait after wrong passwords
    Unlock(OneArgs),
}

#[derive(clap::Args, Debug)]
struct AddArgs {
    workspace: PathBuf,
    /// 2 to 64 of a-z, 0-9, '.', '_', '-', the first a letter
    login: String,
    /// As people read it
    #[arg(long)]
    name: String,
    /// leader, planner, approver, procedure_controller, operator, inspector, commune, support, admin
    #[arg(long, value_parser = role)]
    role: Role,
    /// Code of the operator, commune or branch that the account speaks for
    #[arg(long)]
    scope: Option<String>,
    /// Read the password from the first line of a file (- for standard input) instead of asking
    #[arg(long)]
    password_file: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct ListArgs {
    workspace: PathBuf,
    #[arg(long, value_enum, default_value = "text")]
    format: AnswerFormat,
    /// Language of the text
    #[arg(long, value_enum, default_value = "vi")]
    lang: Lang,
}

#[derive(clap::Args, Debug)]
struct RoleArgs {
    workspace: PathBuf,
    login: String,
    /// leader, planner, approver, procedure_controller, operator, inspector, commune, support, admin
    #[arg(value_parser = role)]
    role: Role,
    /// Code of the operator, commune or branch that the account speaks for
    #[arg(long)]
    scope: Option<String>,
}

#[derive(clap::Args, Debug)]
struct OneArgs {
    workspace: PathBuf,
    login: String,
}

#[derive(clap::Args, Debug)]
struct PasswordArgs {
    workspace: PathBuf,
    login: String,
    /// Read the password from the first line of a file (- for standard input) instead of asking
    #[arg(long)]
    password_file: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let account = at_the_machine();
    let by = by(&account);
    match &args.command {
        UserCommand::Add(args) => {
            let file = open(&args.workspace)?;
            let password = password(args.password_file.as_deref())?;
            let new = NewAccount {
                login: args.login.clone(),
                name: args.name.clone(),
                role: args.role,
                scope: args.scope.clone(),
            };
            file.add_account(&new, &password, by)?;
            let (login, role) = (&args.login, args.role.name_vi());
            told(&format!("Đã tạo tài khoản {login} ({role}). / Account made."))
        }
        UserCommand::List(args) => list(args, &open(&args.workspace)?.accounts(by.at)?),
        UserCommand::Role(args) => {
            open(&args.workspace)?.set_role(&args.login, args.role, args.scope.as_deref(), by)?;
            let (login, role) = (&args.login, args.role.name_vi());
            told(&format!(
                "{login}: {role}; phải đăng nhập lại. / Role changed; sessions ended."
            ))
        }
        UserCommand::Disable(args) => {
            open(&args.workspace)?.disable(&args.login, by)?;
            told(&format!("{}: đã khóa tài khoản. / Account disabled.", args.login))
        }
        UserCommand::Enable(args) => {
            open(&args.workspace)?.enable(&args.login, by)?;
            told(&format!("{}: đã mở lại tài khoản. / Account enabled.", args.login))
        }
        UserCommand::Password(args) => {
            let file = open(&args.workspace)?;
            file.set_password(&args.login, &password(args.password_file.as_deref())?, by)?;
            told(&format!("{}: đã đổi mật khẩu. / Password changed.", args.login))
        }
        UserCommand::Unlock(args) => {
            open(&args.workspace)?.unlock(&args.login, by)?;
            told(&format!("{}: được đăng nhập lại ngay. / Unlocked.", args.login))
        }
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::NoRandomness(_) | AuthError::Hash(_) => Failure::Internal(error.into()),
            error => Failure::BadInput(error.to_string()),
        }
    }
}

/// The private file of a workspace that is there: a slip of the pen must not make accounts for a workspace that is not.
pub(super) fn open(workspace: &Path) -> Result<PrivateFile, Failure> {
    if !workspace.is_file() {
        return Err(Failure::BadInput(format!(
            "{}: there is no such workspace; `gandan demo` or `gandan import` makes one",
            workspace.display()
        )));
    }
    Ok(PrivateFile::open(workspace)?)
}

/// Who sits at the machine, as the audit log tells it.
/// Who writes into the private file, now.
pub(super) fn by(account: &str) -> By<'_> {
    By {
        account,
        at: chrono::Utc::now(),
    }
}

pub(super) fn at_the_machine() -> String {
    let name = std::env::var("SUDO_USER").or_else(|_| std::env::var("USER"));
    format!("cli:{}", name.unwrap_or_else(|_| "?".to_owned()))
}

fn told(sentence: &str) -> Result<(), Failure> {
    output::write(None, format!("{sentence}\n").as_bytes())
}

fn role(code: &str) -> Result<Role, String> {
    let known = || Role::ALL.map(Role::code).join(", ");
    Role::from_code(code).ok_or_else(|| format!("expected one of {}", known()))
}

fn list(args: &ListArgs, accounts: &[Account]) -> Result<(), Failure> {
    let bytes = match args.format {
        AnswerFormat::Json => output::json(&AccountsAnswer {
            accounts: accounts.iter().map(AccountShape::from).collect(),
            next: None,
        })?,
        AnswerFormat::Text => page(accounts, args.lang).into_bytes(),
    };
    output::write(None, &bytes)
}

fn page(accounts: &[Account], lang: Lang) -> String {
    let mut page = TextPage::new(lang);
    if accounts.is_empty() {
        page.line(lang.pick("Chưa có tài khoản: gandan user add", "No account yet: gandan user add"));
    }
    for account in accounts {
        let role = match lang {
            Lang::Vi => account.role.name_vi(),
            Lang::En => account.role.code(),
        };
        let role = account
            .scope
            .as_ref()
            .map_or(role.to_owned(), |scope| format!("{role} [{scope}]"));
        let here = |at: chrono::DateTime<chrono::Utc>| {
            at.with_timezone(&crate::finder::hours::vietnam())
                .format("%d/%m/%Y %H:%M")
                .to_string()
        };
        let state = match (account.is_disabled, account.locked_until, account.logged_in_at) {
            (true, _, _) => lang.pick("đã khóa tài khoản", "disabled").to_owned(),
            (_, Some(until), _) => format!("{} {}", lang.pick("tạm chờ đến", "waits until"), here(until)),
            (_, _, Some(last)) => format!("{} {}", lang.pick("đăng nhập lần cuối", "last log-in"), here(last)),
            _ => lang.pick("chưa đăng nhập", "never logged in").to_owned(),
        };
        let (login, name) = (fitted(&account.login, 16), fitted(&account.name, 24));
        page.line(&format!("{login} {name} {} {state}", fitted(&role, 26)));
    }
    page.into_text()
}

/// From a file, or from somebody at the terminal, twice and without showing it.
fn password(file: Option<&Path>) -> Result<String, Failure> {
    if let Some(path) = file {
        let text = if path == Path::new("-") {
            let mut text = String::new();
            std::io::stdin().take(4096).read_to_string(&mut text).map(|_| text)
        } else {
            std::fs::read_to_string(path)
        };
        let text = text.map_err(|error| Failure::BadInput(format!("{}: {error}", path.display())))?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    if !std::io::stdin().is_terminal() {
        let message = "no terminal to ask for the password: give --password-file F (- for standard input)";
        return Err(Failure::BadInput(message.to_owned()));
    }
    let first = asked("Mật khẩu (ít nhất 12 ký tự) / Password: ")?;
    if first != asked("Nhập lại / Again: ")? {
        return Err(Failure::BadInput(
            "hai lần nhập khác nhau / the two passwords differ".to_owned(),
        ));
    }
    Ok(first)
}

/// One line of the terminal, which shows nothing meanwhile.
fn asked(prompt: &str) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::Internal(error.into());
    eprint!("{prompt}");
    std::io::stderr().flush().map_err(failed)?;
    let hidden = Hidden::begin()?;
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    drop(hidden);
    eprintln!();
    read.map_err(failed)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// While it lives, the terminal does not show what is typed.
struct Hidden;

impl Hidden {
    fn begin() -> Result<Hidden, Failure> {
        if stty("-echo") {
            return Ok(Hidden);
        }
        let message = "the terminal would show the password: give --password-file F (- for standard input)";
        Err(Failure::BadInput(message.to_owned()))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        stty("echo");
    }
}

fn stty(setting: &str) -> bool {
    let status = Command::new("stty").arg(setting).stdin(Stdio::inherit()).status();
    status.is_ok_and(|status| status.success())
}
