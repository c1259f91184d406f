//! `gandan backup`: a copy of the workspace and of its private file, also while the service runs.

use std::path::PathBuf;

use super::{Failure, output, user};
use crate::auth::PrivateFile;
use crate::store::{Overwrite, Workspace};

#[derive(clap::Args, Debug)]
pub struct Args {
    workspace: PathBuf,
    /// The copy; accounts and audit log go to the file beside it that ends in .private.sqlite. To restore, copy both back
    #[arg(long)]
    out: PathBuf,
    /// Replace a copy that is there
    #[arg(long)]
    force: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let private_copy = PrivateFile::path_of(&args.out);
    let is_there = [&args.out, &private_copy]
        .into_iter()
        .find(|path| path.symlink_metadata().is_ok());
    if let (Some(path), false) = (is_there, args.force) {
        let path = path.display();
        return Err(Failure::BadInput(format!(
            "{path} is there already; --force replaces it"
        )));
    }
    if args
        .out
        .canonicalize()
        .is_ok_and(|out| args.workspace.canonicalize().is_ok_and(|own| own == out))
    {
        return Err(Failure::BadInput("the copy cannot be the workspace itself".to_owned()));
    }
    let bar = output::spinner("Đang sao lưu");
    Workspace::backup(&args.workspace, &args.out, Overwrite::Replace)?;
    let mut told = format!("{}\n", args.out.display());
    // A workspace without accounts has no private file, and its copy needs none.
    if PrivateFile::path_of(&args.workspace).is_file() {
        let private = user::open(&args.workspace)?;
        let account = user::at_the_machine();
        private.append(&user::by(&account).entry("backup.make", "-", String::new()))?;
        private.backup(&private_copy)?;
        told.push_str(&format!("{}\n", private_copy.display()));
    }
    bar.finish_and_clear();
    output::write(None, told.as_bytes())
}
