//! `fortnight new`: the whole flow, from what was said to what is on disk.

mod dry_run;
mod said;
mod talk;

pub(super) use dry_run::DryRun;

use crate::ask::{self, Decided, Request, command};
use crate::catalog::Catalog;
use crate::cli::{GitMode, NewArgs, OnConflict};
use crate::error::{Error, Exit};
use crate::git::{self, Pristine};
use crate::render::{Answers, Tree, render};
use crate::ui::Env;
use crate::write;
use camino::{Utf8Path, Utf8PathBuf};

pub(super) fn run(catalog: &Catalog, args: &NewArgs, no_config: bool, env: &mut Env) -> Result<Exit, Error> {
    let said = said::gather(args, no_config, env)?;
    for warning in &said.warnings {
        env.say(&format!("warning: {warning}"));
    }
    let dir = args.target();
    let folder = dir.as_ref().map(|dir| last_part(&env.at(dir)));
    let request = answered(catalog, args, said.request, folder.as_deref(), env)?;
    let Decided { answers, defaults } = ask::decide(catalog, &request, folder.as_deref())?;
    // What stdout says is the path as it was given.
    let shown = dir.unwrap_or_else(|| Utf8PathBuf::from(&answers.name));
    let target = env.at(&shown);
    let tree = render(catalog, &answers)?;
    if args.dry_run {
        return dry_run::run(args, &tree, &shown, &target, env);
    }
    if args.setup && !has_make() {
        return Err(Error::refused("--setup needs make, which is not on this machine").hint(
            "install make, or leave --setup out and open the repository in its devcontainer (.devcontainer/)",
        ));
    }
    if !args.quiet && !defaults.is_empty() {
        env.say(&format!("taking defaults: {}", defaults.join(", ")));
    }
    if env.interrupted() {
        return Err(Error::interrupted());
    }
    let git = git_mode(args, &answers, &tree, said.email.as_deref(), &target, env)?;
    let report =
        write::emit(&tree, &target, conflict(args.on_conflict), &git, &write::Steps::new(&env.interrupt))?;
    env.print(&format!("{shown}\n"))?;
    if !args.quiet {
        talk::report(&report, &tree, args.verbose, env);
    }
    let failed = if args.setup { setup(&target, env).err() } else { None };
    if !args.quiet {
        talk::next_steps(&answers, &shown, &tree, args.setup && failed.is_none(), env);
        env.say(&format!("\nThe same again:\n  {}", repeat(&answers, &shown, args)));
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(Exit::Done),
    }
}

/// Asks what is open, when somebody is there to be asked.
fn answered(
    catalog: &Catalog,
    args: &NewArgs,
    request: Request,
    folder: Option<&str>,
    env: &mut Env,
) -> Result<Request, Error> {
    if args.yes || args.dry_run {
        return Ok(request);
    }
    // Wrong words are refused before the first question, not after the last.
    if request.track.is_some() {
        ask::decide(catalog, &request, folder)?;
    }
    match env.asker() {
        Some(mut asker) => ask::ask(catalog, &request, folder, asker.as_mut()),
        None => Ok(request),
    }
}

/// The name of the folder that will be written; of `.` it is the name of the working directory.
fn last_part(target: &Utf8Path) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in target.components() {
        match part {
            camino::Utf8Component::ParentDir => {
                parts.pop();
            }
            camino::Utf8Component::Normal(name) => parts.push(name),
            _ => {}
        }
    }
    parts.last().map_or_else(String::new, |name| (*name).to_owned())
}

fn conflict(choice: OnConflict) -> write::OnConflict {
    match choice {
        OnConflict::Abort => write::OnConflict::Abort,
        OnConflict::Skip => write::OnConflict::Skip,
        OnConflict::Overwrite => write::OnConflict::Overwrite,
        OnConflict::KeepBoth => write::OnConflict::KeepBoth,
    }
}

fn git_mode(
    args: &NewArgs,
    answers: &Answers,
    tree: &Tree<'_>,
    email: Option<&str>,
    target: &Utf8Path,
    env: &mut Env,
) -> Result<write::Git, Error> {
    match args.git {
        GitMode::None => return Ok(write::Git::None),
        GitMode::Init => return Ok(write::Git::Init),
        GitMode::Commit => {}
    }
    let near = target.ancestors().find(|dir| dir.is_dir()).unwrap_or(Utf8Path::new("."));
    let known = git::identity(near)?;
    let said = Some(answers.author.clone()).filter(|author| !author.is_empty());
    let (nobody, nowhere) = Pristine::NOBODY;
    let author = said.or(known.name).unwrap_or_else(|| nobody.to_owned());
    let email = email.map(str::to_owned).or(known.email).unwrap_or_else(|| nowhere.to_owned());
    if (author == nobody || email == nowhere) && !args.quiet {
        env.say(&format!(
            "git does not know who you are; the first commit is by {author} <{email}>\n\
             hint: git config --global user.name and user.email, then git commit --amend --reset-author --no-edit"
        ));
    }
    Ok(write::Git::Commit(Pristine {
        author,
        email,
        date: git::commit_date(&env.now, env.var("SOURCE_DATE_EPOCH"))?,
        subject: format!("Start {} from the {} template", answers.title, answers.track),
        trailer: format!(
            "Fortnight-Template: {}/{} {} {}",
            answers.track,
            answers.stack,
            env!("CARGO_PKG_VERSION"),
            tree.hash()
        ),
    }))
}

fn has_make() -> bool {
    std::process::Command::new("make")
        .arg("--version")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok()
}

/// Runs `make setup` in the new repository; its output is shown only when it fails.
fn setup(target: &Utf8Path, env: &mut Env) -> Result<(), Error> {
    env.say("running make setup");
    let output = {
        let _spinner = env.spinner("make setup");
        std::process::Command::new("make")
            .arg("setup")
            .current_dir(target)
            .stdin(std::process::Stdio::null())
            .output()
            .map_err(|e| Error::io("cannot run make setup", e))?
    };
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(20)..].join("\n");
    env.say(&last);
    Err(Error::failed(format!("make setup ended with {}; the repository is complete", output.status))
        .hint("mend what it names, then run make setup in it"))
}

fn repeat(answers: &Answers, shown: &Utf8Path, args: &NewArgs) -> String {
    let mut text = command(answers, Some(shown.as_str()), true);
    match args.git {
        GitMode::Commit => {}
        GitMode::Init => text.push_str(" --git init"),
        GitMode::None => text.push_str(" --git none"),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_of_a_target_is_a_name() {
        assert_eq!(last_part(Utf8Path::new("/home/zoe/code/.")), "code");
        assert_eq!(last_part(Utf8Path::new("/home/zoe/code/../orders/")), "orders");
    }
}
