//! The ten promises of the command line, one test or more each, named after them.

use crate::support::{Do, Script, World, git, write};
use fortnight::error::Exit;

#[test]
fn promise_1_never_deletes_or_changes_a_file_it_did_not_write() {
    let world = World::with_templates();
    write(&world.dir.join("mine/README.md"), "# Mine\n");
    write(&world.dir.join("mine/notes.txt"), "keep\n");
    let refused = world.run(&["new", "alpha", "mine", "--yes"]);
    assert_eq!(refused.exit, Exit::Refused);
    assert_eq!(world.read("mine/README.md"), "# Mine\n");
    assert!(!world.dir.join("mine/run.sh").exists(), "nothing is written beside a conflict");
    for (choice, readme) in [("skip", "# Mine\n"), ("keep-both", "# Mine\n")] {
        assert_eq!(world.run(&["new", "alpha", "mine", "--yes", "--on-conflict", choice]).exit, Exit::Done);
        assert_eq!(world.read("mine/README.md"), readme, "{choice}");
    }
    assert_eq!(world.read("mine/README.md.fortnight-new"), "# Mine\n\nHello from Mine.\n");
    assert_eq!(world.run(&["new", "alpha", "mine", "--yes", "--on-conflict", "overwrite"]).exit, Exit::Done);
    assert_eq!(world.read("mine/README.md"), "# Mine\n\nHello from Mine.\n");
    assert_eq!(world.read("mine/notes.txt"), "keep\n");
}

#[test]
fn promise_2_never_prompts_without_a_terminal() {
    let world = World::with_templates();
    let outcome = world.run(&["new"]);
    assert_eq!(outcome.exit, Exit::Usage);
    assert!(outcome.err.contains("fortnight new alpha --yes"), "{}", outcome.err);
    assert_eq!(outcome.out, "");
    let outcome = world.run(&["new", "alpha"]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "letters\n"));
    assert!(outcome.err.contains("taking defaults: name letters, license mit, api rest"), "{}", outcome.err);
    assert_eq!(world.run(&[]).exit, Exit::Usage);
}

#[test]
fn promise_3_a_wrong_value_is_an_error_with_a_proposal() {
    let world = World::with_templates();
    for (args, proposal) in [
        (&["new", "alpa", "--yes"][..], "did you mean 'alpha'?"),
        (&["new", "alpha/on", "--yes"], "did you mean 'one'?"),
        (&["new", "alpha", "--yes", "--set", "api=rst"], "did you mean 'rest'?"),
        (&["new", "alpha", "--yes", "--set", "apy=rest"], "did you mean 'api'?"),
        (&["new", "alpha", "--yes", "--with", "deplay"], "did you mean 'deploy'?"),
        (&["new", "alpha", "--yes", "--license", "mitt"], "did you mean 'mit'?"),
        (&["new", "alpha", "--yess"], "'--yes'"),
        (&["new", "alpha", "--git", "comit"], "'commit'"),
        (&["new", "alpha", "--yes", "--start", "2026-02-30"], "not a date like 2026-11-30"),
    ] {
        let outcome = world.run(args);
        assert_eq!(outcome.exit, Exit::Usage, "{args:?}");
        assert!(outcome.err.contains(proposal), "{args:?}: {}", outcome.err);
        assert!(world.is_untouched(), "{args:?}");
    }
    let outcome =
        world.run_with(&["new", "--answers", "-", "--yes"], "track = 'alpha'\n[answers]\nnmae = 'x'\n", None);
    assert_eq!(outcome.exit, Exit::Usage);
    assert!(
        outcome.err.contains("-:3: unknown field `nmae`") && outcome.err.contains("did you mean 'name'?")
    );
}

#[test]
fn promise_4_no_exit_0_without_the_thing_asked_for() {
    let world = World::with_templates();
    let quit = Script::new(&[
        Do::Pick("alpha"),
        Do::Enter,
        Do::Pick("Stack one"),
        Do::Enter,
        Do::Enter,
        Do::Pick("quit"),
    ]);
    let outcome = world.run_with(&["new"], "", Some(quit));
    assert_eq!(outcome.exit, Exit::Interrupted);
    assert!(world.is_untouched());
    assert_eq!(world.run(&["new", "beta", "--yes"]).exit, Exit::Refused);
    assert_eq!(world.run(&["show", "alpha", "--file", "no"]).exit, Exit::Usage);
    assert!(world.is_untouched());
}

#[test]
fn promise_5_all_or_nothing() {
    // The faults are in `faults.rs`; here: a run that is refused leaves nothing, one that is done leaves no staging.
    let world = World::with_templates();
    write(&world.dir.join("file"), "in the way\n");
    assert_eq!(world.run(&["new", "alpha", "file", "--yes"]).exit, Exit::Refused);
    assert_eq!(world.run(&["new", "alpha", "made", "--yes"]).exit, Exit::Done);
    let names: Vec<String> =
        world.dir.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn promise_6_starts_nothing_but_what_it_says() {
    // Every place that can start a program is known; a new one must be argued for here.
    let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut starters = Vec::new();
    let mut open = vec![src.clone()];
    while let Some(dir) = open.pop() {
        for entry in dir.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                for word in ["TcpStream", "UdpSocket", "std::net"] {
                    assert!(!text.contains(word), "{}: {word}", path.display());
                }
                let tests = text.find("#[cfg(test)]").unwrap_or(text.len());
                if text[..tests].contains("Command::new") {
                    starters.push(path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/"));
                }
            }
        }
    }
    starters.retain(|path| path != "cli/new.rs");
    starters.sort();
    assert_eq!(starters, STARTERS);
}

/// git, `make setup`, version commands, checks of the plan, the editor.
const STARTERS: &[&str] = &[
    "commands/doctor.rs",
    "commands/new/mod.rs",
    "commands/plan/check.rs",
    "commands/reflect.rs",
    "git/mod.rs",
];

#[test]
fn promise_7_same_answers_same_tree() {
    let one = World::with_templates();
    let mut two = World::with_templates();
    two.vars.extend([
        ("LC_ALL".to_owned(), "tr_TR.UTF-8".to_owned()),
        ("TZ".to_owned(), "Asia/Kolkata".to_owned()),
    ]);
    std::fs::create_dir(two.dir.join("deep")).unwrap();
    let args =
        ["new", "alpha", "same", "--yes", "--author", "Zoë", "--with", "deploy", "--start", "2026-11-30"];
    assert_eq!(one.run(&args).exit, Exit::Done);
    let mut there = args;
    there[2] = "deep/same";
    assert_eq!(two.run(&there).exit, Exit::Done);
    let tree = |dir| git(dir, &["rev-parse", "HEAD^{tree}"]);
    assert_eq!(tree(&one.dir.join("same")), tree(&two.dir.join("deep/same")));
}

#[test]
fn promise_8_writes_nothing_outside_the_named_folder() {
    let world = World::with_templates();
    for name in ["../esc", "a/b", "..", "/tmp/x", "C:\\x"] {
        let outcome = world.run(&["new", "alpha", "here", "--yes", "--name", name]);
        assert_eq!(outcome.exit, Exit::Usage, "{name}");
        assert!(world.is_untouched(), "{name}");
    }
    #[cfg(unix)]
    {
        let outside = world.root().join("outside");
        std::fs::create_dir(&outside).unwrap();
        std::fs::create_dir(world.dir.join("here")).unwrap();
        std::os::unix::fs::symlink(&outside, world.dir.join("here/src")).unwrap();
        let outcome = world.run(&["new", "alpha", "here", "--yes", "--on-conflict", "overwrite"]);
        assert_eq!(outcome.exit, Exit::Refused, "{}", outcome.err);
        assert!(outside.read_dir().unwrap().next().is_none());
    }
}

#[test]
fn promise_9_a_refusal_lists_everything_and_names_the_remedy() {
    let world = World::with_templates();
    let outcome =
        world.run(&["new", "alpha", "my", "--yes", "--name", "A B", "--hours", "99", "--author", "<x>"]);
    assert_eq!(outcome.exit, Exit::Usage);
    for part in
        ["3 answers cannot be used", "a-b", "1 to 60", "try 'x'", "fortnight new alpha/one my --name a-b"]
    {
        assert!(outcome.err.contains(part), "{part}: {}", outcome.err);
    }
    write(&world.dir.join("my/README.md"), "mine\n");
    write(&world.dir.join("my/run.sh"), "mine\n");
    let outcome = world.run(&["new", "alpha", "my", "--yes"]);
    assert_eq!(outcome.exit, Exit::Refused);
    for part in ["README.md", "run.sh", "--on-conflict"] {
        assert!(outcome.err.contains(part), "{part}: {}", outcome.err);
    }
}

#[test]
fn promise_10_every_decision_is_recorded_and_the_command_that_repeats_the_run_is_printed() {
    let world = World::with_templates();
    let script = Script::new(&[
        Do::Pick("alpha"),
        Do::Type("orders"),
        Do::Pick("Stack one"),
        Do::Pick("REST and GraphQL"),
        Do::Tick(&["deploy"]),
        Do::Pick("change author"),
        Do::Type("Zoë O'Neil"),
        Do::Pick("create"),
    ]);
    let outcome = world.run_with(&["new"], "", Some(script));
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Done, "orders\n"), "{}", outcome.err);
    let command = "fortnight new alpha/one orders --license mit --author 'Zoë O'\\''Neil' --hours 10 --with deploy \
                   --set api=rest-graphql --yes";
    assert!(outcome.err.contains(command), "{}", outcome.err);
    let marker: toml::Table = world.read("orders/.fortnight.toml").parse().unwrap();
    assert_eq!(marker["answers"]["author"].as_str(), Some("Zoë O'Neil"));
    assert_eq!(marker["set"]["api"].as_str(), Some("rest-graphql"));
    // The recorded answers give the same tree again.
    let again = world.run(&["new", "--answers", "orders/.fortnight.toml", "--yes", "./again"]);
    assert_eq!(again.exit, Exit::Done, "{}", again.err);
    let tree = |dir: &str| git(&world.dir.join(dir), &["rev-parse", "HEAD^{tree}"]);
    assert_eq!(tree("orders"), tree("again"));
}
