//! Templates as their authors write them: one folder is enough, and every mistake is named.

use crate::support::{Do, Script, World, stack, track};
use fortnight::error::Exit;

#[test]
fn a_tenth_track_and_a_second_stack_are_one_folder_each() {
    let world = World::with_templates();
    world.template("tracks/gamma/track.toml", &track("Gamma"));
    world.template("tracks/gamma/go/stack.toml", &stack("Go"));
    world.template("tracks/gamma/go/files/README.md", "# Gamma\n");
    world.template("tracks/beta/rust/stack.toml", &stack("Rust"));
    world.template("tracks/beta/rust/files/README.md", "# Beta\n");
    world.template("tracks/beta/zig/stack.toml", &stack("Zig"));
    world.template("tracks/beta/zig/files/README.md", "# Beta in Zig\n");
    let listed = world.run(&["list"]).out;
    assert!(listed.contains("gamma") && listed.contains("rust, zig"), "{listed}");
    for args in [&["new", "--help"][..], &["completions", "bash"], &["completions", "zsh"], &["man", "new"]] {
        let text = world.run(args).out.replace("\\-", "-");
        assert!(text.contains("gamma") && text.contains("beta/zig"), "{args:?}: {text}");
    }
    let prompt = world.run_with(&["new"], "", Some(Script::new(&[Do::Esc]))).err;
    assert!(prompt.contains("  gamma"), "{prompt}");
    assert_eq!(world.run(&["new", "gamma", "--yes"]).exit, Exit::Done);
    assert_eq!(world.run(&["new", "beta/zig", "zig", "--yes"]).exit, Exit::Done);
    assert_eq!(world.read("zig/README.md"), "# Beta in Zig\n");
    let version = world.run(&["--version"]).out;
    assert!(version.ends_with("3 tracks)\n"), "{version}");
}

#[test]
fn a_broken_manifest_names_file_line_field_and_what_is_allowed() {
    for (path, text, want) in [
        (
            "tracks/alpha/track.toml",
            "titel = \"x\"\n",
            "alpha/track.toml:1:1: unknown field `titel`, expected one of `title`",
        ),
        (
            "tracks/alpha/track.toml",
            "title = 1\n",
            "alpha/track.toml:1:9: invalid type: integer `1`, expected a string",
        ),
        ("tracks/alpha/track.toml", "title = \"x\n", "alpha/track.toml:1:"),
        (
            "base/base.toml",
            "[[when]]\npaths = []\nwhen = \"x\"\n",
            "base/base.toml:3:1: unknown field `when`, expected `paths` or `if`",
        ),
        (
            "tracks/alpha/one/stack.toml",
            &stack("X").replace("plain", "cobol"),
            "stack.toml:2:1: `language`: no language is called 'cobol'; known: plain",
        ),
        (
            "tracks/alpha/one/stack.toml",
            &(stack("X") + "[[question]]\nid = \"title\"\nprompt = \"p\"\ndefault = \"a\"\nchoices = []\n"),
            "stack.toml:11:1: `id`: 'title' is a name that templates already have",
        ),
        (
            "tracks/alpha/one/stack.toml",
            &(stack("X")
                + "[[question]]\nid = \"q\"\nprompt = \"p\"\ndefault = \"c\"\nchoices = [{ id = \"a\", title = \"A\" }]\n"),
            "`default`: 'c' is none of the choices a",
        ),
        (
            "tracks/alpha/track.toml",
            &track("X").replace("\"c\", ", ""),
            "`days`: 4 sentences are needed, 3 found",
        ),
        ("versions.toml", "[actions\n", "versions.toml:1:"),
    ] {
        let world = World::with_templates();
        world.template(path, text);
        let outcome = world.run(&["new", "alpha/one", "--yes"]);
        assert_eq!(outcome.exit, Exit::Usage, "{path}");
        assert!(outcome.err.contains(want), "{path}: wanted {want}, got {}", outcome.err);
        assert!(world.is_untouched());
    }
}

#[test]
fn a_template_is_checked_before_it_is_believed() {
    for (path, text, want) in [
        (
            "tracks/alpha/one/files/a.txt.j2",
            "<%= titel %>\n",
            "a.txt.j2: no name 'titel' in the render context",
        ),
        ("tracks/alpha/one/files/a.txt.j2", "one\n<%= title.x.y %>\n", "a.txt.j2:2:"),
        ("tracks/alpha/one/files/a.txt.j2", "\n\n<%= title\n", "a.txt.j2:3:"),
        ("tracks/alpha/one/files/a.txt.j2", "<% include \"no\" %>\n", "a.txt.j2:1:"),
        ("partials/readme/greeting.md", "<%= titel %>\n", "partials/readme/greeting.md: no name 'titel'"),
        ("tracks/alpha/one/files/LICENSE", "mine\n", "LICENSE is written by both base and tracks/alpha/one"),
        ("tracks/alpha/one/files/license", "mine\n", "license is written by both base and tracks/alpha/one"),
        ("tracks/alpha/one/files/run.sh/x", "mine\n", "run.sh cannot be a file and a folder at once"),
        ("tracks/alpha/one/files/a b.txt", "x\n", "a template path may hold only letters"),
        (
            "base/base.toml",
            "[[when]]\npaths = [\"NOTHING\"]\nif = \"true\"\n",
            "the rule for NOTHING matches no file",
        ),
        (
            "base/base.toml",
            "[[when]]\npaths = [\"LICENSE\"]\nif = \"licence\"\n",
            "base.toml: no name 'licence'",
        ),
        (
            "base/base.toml",
            "[[when]]\npaths = [\"LICENSE\"]\nif = \"true or typo\"\n",
            "base.toml: no name 'typo'",
        ),
        (
            "base/base.toml",
            "[[when]]\npaths = [\"LICENSE\"]\nif = \"title\"\n",
            "gives Letters, not true or false",
        ),
        ("base/base.toml", "[[when]]\npaths = [\"LICENSE\"]\nif = \"a ==\"\n", "`a ==` cannot be read"),
        ("base/base.toml", "replaces = [\"x\"]\n", "`replaces` names x, which no lower layer writes"),
    ] {
        let world = World::with_templates();
        world.template(path, text);
        let outcome = world.run(&["new", "alpha/one", "--yes"]);
        assert_eq!(outcome.exit, Exit::Usage, "{path} {text}: {}", outcome.err);
        assert!(outcome.err.contains(want), "{path}: wanted {want}, got {}", outcome.err);
        assert!(world.is_untouched());
    }
}

#[test]
fn a_layer_may_take_over_a_path_that_it_lists() {
    let world = World::with_templates();
    world.template("tracks/alpha/two/files/LICENSE", "Mine.\n");
    world.template("tracks/alpha/two/stack.toml", &format!("replaces = [\"LICENSE\"]\n{}", stack("Two")));
    assert_eq!(world.run(&["new", "alpha/two", "x", "--yes"]).exit, Exit::Done);
    assert_eq!(world.read("x/LICENSE"), "Mine.\n");
}

#[test]
fn rules_questions_and_skills_decide_what_is_there() {
    let world = World::with_templates();
    world.run(&["new", "alpha/one", "plain", "--yes", "--license", "none"]);
    assert!(!world.dir.join("plain/src/graphql").exists() && !world.dir.join("plain/LICENSE").exists());
    world.run(&["new", "alpha/one", "full", "--yes", "--set", "api=rest-graphql", "--with", "deploy"]);
    for path in [
        "src/graphql/schema.txt",
        "LICENSE",
        "docs/deploy.md",
        "docs/deploy-alpha.md",
        "contract/letters.txt",
    ] {
        assert!(world.dir.join("full").join(path).exists(), "{path}");
    }
    assert_eq!(world.read("full/src/main.txt"), "{{ untouched }} ${{ too }}\n");
    assert_eq!(world.read("full/LICENSE"), "Copyright the authors of Full\n");
}

#[test]
fn a_folder_of_templates_that_is_not_there_is_named() {
    let world = World::new();
    let outcome = world.run(&["--templates", "no/such", "list"]);
    assert_eq!(outcome.exit, Exit::Usage);
    assert!(outcome.err.contains("cannot read the templates in no/such"), "{}", outcome.err);
    std::fs::create_dir(world.dir.join("empty")).unwrap();
    let outcome = world.run(&["--templates=empty", "new", "--yes"]);
    assert_eq!(outcome.exit, Exit::Usage);
    assert!(outcome.err.contains("hold no track"), "{}", outcome.err);
}
