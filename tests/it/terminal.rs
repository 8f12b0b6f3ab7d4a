//! A real terminal (Unix only): arrows, going back, Esc, Ctrl-C.

use crate::support::World;
use rexpect::session::{PtySession, spawn_command};
use std::process::Command;

/// Starts the binary on a pseudo-terminal, from an emptied environment.
fn start(world: &World, args: &[&str]) -> PtySession {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fortnight"));
    command.args(args).current_dir(&world.dir).env_clear();
    command.envs([("PATH", std::env::var("PATH").unwrap()), ("TERM", "xterm".to_owned())]);
    command.env("FORTNIGHT_TEMPLATES", world.root().join("templates")).env("HOME", world.root().join("home"));
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    // Far beyond what a prompt needs, so that it only ends a run that hangs.
    spawn_command(command, Some(60_000)).unwrap()
}

const DOWN: &str = "\u{1b}[B";
const UP: &str = "\u{1b}[A";

fn keys(session: &mut PtySession, keys: &str) {
    session.send(keys).unwrap();
    session.flush().unwrap();
}

fn exit(session: &mut PtySession) -> i32 {
    session.exp_eof().unwrap();
    match session.process().wait().unwrap() {
        rexpect::process::WaitStatus::Exited(_, code) => code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn arrows_and_enter_lead_to_a_repository() {
    let world = World::with_templates();
    let mut session = start(&world, &["new"]);
    session.exp_string("Which specialization").unwrap();
    session.exp_string("help me choose").unwrap();
    keys(&mut session, &format!("{DOWN}{UP}\r"));
    session.exp_string("Name (a new folder)").unwrap();
    keys(&mut session, "\r");
    session.exp_string("Which stack?").unwrap();
    keys(&mut session, "\r");
    session.exp_string("Which API?").unwrap();
    keys(&mut session, "\r");
    session.exp_string("Which adjacent skills").unwrap();
    keys(&mut session, " \r");
    session.exp_string("Ready?").unwrap();
    keys(&mut session, "\r");
    session.exp_string("The same again:").unwrap();
    assert_eq!(exit(&mut session), 0);
    assert!(world.dir.join("letters/docs/deploy.md").exists());
}

#[test]
fn esc_goes_back_and_esc_on_the_first_question_ends_with_130() {
    let world = World::with_templates();
    let mut session = start(&world, &["new"]);
    session.exp_string("help me choose").unwrap();
    keys(&mut session, "\r");
    session.exp_string("Name (a new folder)").unwrap();
    keys(&mut session, "<\r");
    session.exp_string("Which specialization").unwrap();
    session.exp_string("help me choose").unwrap();
    keys(&mut session, "\u{1b}");
    session.exp_string("nothing was written").unwrap();
    assert_eq!(exit(&mut session), 130);
    assert!(world.is_untouched());
}

#[test]
fn ctrl_c_at_a_list_and_at_a_text_shows_the_cursor_again_and_writes_nothing() {
    for (answers, prompt) in [("", "help me choose"), ("\r", "Name (a new folder)")] {
        let world = World::with_templates();
        let mut session = start(&world, &["new"]);
        session.exp_string("help me choose").unwrap();
        keys(&mut session, answers);
        if !answers.is_empty() {
            session.exp_string(prompt).unwrap();
        }
        session.send_control('c').unwrap();
        let before = session.exp_string("nothing was written").unwrap();
        let rest = session.exp_eof().unwrap();
        let seen = format!("{before}{rest}");
        let hidden = seen.rfind("\u{1b}[?25l");
        assert!(hidden.is_none() || seen.rfind("\u{1b}[?25h") > hidden, "the cursor stays hidden: {seen:?}");
        assert_eq!(exit(&mut session), 130, "{prompt}");
        assert!(world.is_untouched(), "{prompt}");
    }
}

#[test]
fn a_dumb_terminal_and_a_ci_are_no_terminal() {
    for (key, value) in [("TERM", "dumb"), ("CI", "true")] {
        let world = World::with_templates();
        let mut command = Command::new(env!("CARGO_BIN_EXE_fortnight"));
        command.args(["new"]).current_dir(&world.dir).env_clear().env(key, value);
        command.env("FORTNIGHT_TEMPLATES", world.root().join("templates"));
        let mut session = spawn_command(command, Some(60_000)).unwrap();
        session.exp_string("no track was named").unwrap();
        assert_eq!(exit(&mut session), 2, "{key}={value}");
    }
}
