//! Everything that was said about a new repository, by whom it was said, in order of precedence.

use crate::ask::{Config, Request, answers_file, names};
use crate::cli::NewArgs;
use crate::error::Error;
use crate::ui::Env;
use camino::{Utf8Path, Utf8PathBuf};
use std::io::Read as _;

pub(super) struct Said {
    pub(super) request: Request,
    /// For the first commit only; it is recorded nowhere.
    pub(super) email: Option<String>,
    pub(super) warnings: Vec<String>,
}

/// Flags, answers file, `FORTNIGHT_*`, config file.
pub(super) fn gather(args: &NewArgs, no_config: bool, env: &mut Env) -> Result<Said, Error> {
    let mut warnings = Vec::new();
    let mut request = args.request()?;
    if let Some(file) = &args.answers {
        let (said, more) = answers_file(file.as_str(), &read(file, env)?)?;
        request = request.or(said);
        warnings.extend(more);
    }
    request = request.or(variables(env));
    let config = if no_config { Config::default() } else { config(env)? };
    let before = request.clone();
    request = request.or(config.request());
    let taken = from_config(&before, &request);
    if !taken.is_empty() && !args.quiet {
        env.say(&format!("taking from your config: {}", taken.join(", ")));
    }
    let email = args.email.clone().or_else(|| env.var("FORTNIGHT_EMAIL").map(str::to_owned)).or(config.email);
    if let Some(email) = &email {
        names::check_email(email).map_err(Error::usage)?;
    }
    Ok(Said { request, email, warnings })
}

/// What only the config file said: it is printed, because it is not in the command.
fn from_config(before: &Request, after: &Request) -> Vec<String> {
    let fields = [
        ("author", &before.author, &after.author),
        ("license", &before.license, &after.license),
        ("hours", &before.hours, &after.hours),
        ("github owner", &before.github_owner, &after.github_owner),
    ];
    fields
        .into_iter()
        .filter(|(_, before, after)| before.is_none() && after.is_some())
        .map(|(name, _, after)| format!("{name} {}", after.as_deref().unwrap_or_default()))
        .collect()
}

fn read(file: &Utf8Path, env: &mut Env) -> Result<String, Error> {
    if file == "-" {
        let mut text = String::new();
        env.input.read_to_string(&mut text).map_err(|e| Error::io("cannot read answers from stdin", e))?;
        return Ok(text);
    }
    let path = env.at(file);
    std::fs::read_to_string(&path).map_err(|e| {
        Error::new(crate::error::Exit::Usage, format!("cannot read the answers file {file}: {e}"))
    })
}

fn variables(env: &Env) -> Request {
    let var = |key: &str| env.var(key).map(str::to_owned);
    Request {
        author: var("FORTNIGHT_AUTHOR"),
        license: var("FORTNIGHT_LICENSE"),
        hours: var("FORTNIGHT_HOURS"),
        github_owner: var("FORTNIGHT_GITHUB_OWNER"),
        ..Request::default()
    }
}

/// The user's config file; one that is not there says nothing.
fn config(env: &Env) -> Result<Config, Error> {
    let Some(path) = config_path(env) else { return Ok(Config::default()) };
    match std::fs::read_to_string(&path) {
        Ok(text) => Config::parse(path.as_str(), &text),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
        Err(fault) => Err(Error::io(format!("cannot read {path}"), fault).hint("or run with --no-config")),
    }
}

fn config_path(env: &Env) -> Option<Utf8PathBuf> {
    let root = match (env.var("XDG_CONFIG_HOME"), env.var("APPDATA"), env.var("HOME")) {
        (Some(dir), ..) => Utf8PathBuf::from(dir),
        (None, Some(dir), _) if cfg!(windows) => Utf8PathBuf::from(dir),
        (None, _, Some(home)) => Utf8Path::new(home).join(".config"),
        _ => return None,
    };
    Some(root.join("fortnight").join("config.toml"))
}
