//! Streams, exit codes, JSON: what scripts rely on.

use crate::support::{World, write};
use fortnight::error::Exit;
use serde_json::Value;

#[test]
fn stdout_is_the_path_as_it_was_given_and_nothing_else() {
    let world = World::with_templates();
    assert_eq!(world.run(&["new", "alpha", "-y"]).out, "letters\n");
    assert_eq!(world.run(&["new", "alpha", "./deep/er", "-y"]).out, "./deep/er\n");
    let absolute = world.dir.join("abs").to_string();
    assert_eq!(world.run(&["new", "alpha", &absolute, "-y"]).out, format!("{absolute}\n"));
    assert_eq!(world.run(&["new", "alpha", "quiet", "-y", "-q"]).err, "");
}

#[test]
fn next_steps_are_at_most_five_lines() {
    let world = World::with_templates();
    let err = world.run(&["new", "alpha", "-y", "--github", "zoe/x"]).err;
    let steps: Vec<&str> =
        err.lines().skip_while(|line| *line != "Next:").skip(1).take_while(|line| !line.is_empty()).collect();
    assert_eq!(
        steps,
        [
            "  cd letters",
            "  make setup",
            "  make run",
            "  fortnight plan next    # d01-look: Look around",
            "  git remote add origin git@github.com:zoe/x.git"
        ]
    );
}

#[test]
fn a_dry_run_writes_nothing_and_lists_every_file() {
    let world = World::with_templates();
    let outcome = world.run(&["new", "alpha", "--dry-run"]);
    assert_eq!(outcome.exit, Exit::Done);
    assert!(outcome.out.contains("create") && outcome.out.contains("src/main.txt"), "{}", outcome.out);
    assert!(world.is_untouched());
    write(&world.dir.join("mine/README.md"), "# Old\n");
    let outcome = world.run(&["new", "alpha", "mine", "--dry-run", "--format", "json"]);
    assert_eq!(outcome.exit, Exit::Refused);
    let json: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((&json["schema"], &json["conflicts"]), (&Value::from(1), &Value::from(1)));
    let outcome = world.run(&["new", "alpha", "mine", "--dry-run", "--diff", "--on-conflict", "overwrite"]);
    assert_eq!(outcome.exit, Exit::Done);
    assert!(outcome.out.contains("-# Old\n+# Mine\n"), "{}", outcome.out);
    assert_eq!(world.read("mine/README.md"), "# Old\n");
}

#[test]
fn every_json_fits_its_published_schema() {
    let world = World::with_templates();
    for (name, args) in [
        ("list", &["list", "--format", "json"][..]),
        ("show", &["show", "alpha", "--format", "json"]),
        ("show", &["show", "alpha", "--tree", "--format", "json"]),
        ("new", &["new", "alpha", "--dry-run", "--format", "json"]),
        ("doctor", &["doctor", "alpha", "--format", "json"]),
    ] {
        let schema: Value = serde_json::from_str(&world.run(&["schema", name]).out).unwrap();
        let json: Value = serde_json::from_str(&world.run(args).out).unwrap();
        assert_eq!(json["schema"], 1, "{name}");
        check(&schema, &schema, &json, name);
    }
    let outcome = world.run(&["schema", "lists"]);
    assert_eq!(outcome.exit, Exit::Usage);
    assert!(outcome.err.contains("did you mean 'list'?"), "{}", outcome.err);
}

/// The part of JSON Schema that our reports use: objects, arrays, types, references.
pub(crate) fn check(root: &Value, schema: &Value, json: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.strip_prefix("#/$defs/").unwrap();
        return check(root, &root["$defs"][name], json, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = |schema: &&Value| (schema["type"] == "null") == json.is_null();
        return check(root, any.iter().find(fits).unwrap(), json, at);
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
        _ => vec![],
    };
    let kind = match json {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let number = kind == "integer" && types.iter().any(|kind| kind == "number");
    assert!(
        types.is_empty() || number || types.iter().any(|known| known == kind),
        "{at}: {kind}, not {types:?}"
    );
    if let Value::Object(map) = json {
        for (key, value) in map {
            let property = schema["properties"].get(key).or_else(|| schema.get("additionalProperties"));
            check(
                root,
                property.unwrap_or_else(|| panic!("{at}.{key} is not in the schema")),
                value,
                &format!("{at}.{key}"),
            );
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(map.contains_key(required.as_str().unwrap()), "{at}: {required} is missing");
        }
    }
    if let Value::Array(items) = json {
        for item in items {
            check(root, &schema["items"], item, at);
        }
    }
}

#[test]
fn doctor_finds_what_is_there_and_ends_4_for_what_is_not() {
    let world = World::with_templates();
    let outcome = world.run(&["doctor", "alpha"]);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.out);
    let need = "[[prerequisite]]\ntool = \"warp-drive\"\nversion = [\"no-such-warp-drive\"]\nat-least = \"1.0\"\nfor = \"speed\"\nget = \"build one\"\n";
    world.template("tracks/alpha/two/stack.toml", &(crate::support::stack("Two") + need));
    let outcome = world.run(&["doctor", "alpha/two"]);
    assert_eq!(outcome.exit, Exit::Findings);
    assert!(
        outcome.out.contains("missing") && outcome.out.contains("warp-drive: build one"),
        "{}",
        outcome.out
    );
    let old = need.replace("no-such-warp-drive\"", "git\", \"--version\"").replace("1.0", "999.0");
    world.template("tracks/alpha/two/stack.toml", &(crate::support::stack("Two") + &old));
    assert!(world.run(&["doctor", "alpha/two"]).out.contains("too old"));
}

#[test]
fn show_prints_what_would_be_emitted() {
    let world = World::with_templates();
    assert_eq!(world.run(&["show", "alpha/one", "--file", "run.sh"]).out, "#!/bin/sh\necho ran\n");
    assert!(world.run(&["show", "alpha/one", "--tree"]).out.contains("100755 base             run.sh\n"));
    let context: Value = serde_json::from_str(&world.run(&["show", "alpha/one", "--context"]).out).unwrap();
    assert_eq!(context["api"], "rest");
    let outcome = world.run(&["show", "alpha/one", "--file", "READMEmd"]);
    assert!(outcome.err.contains("did you mean 'README.md'?"), "{}", outcome.err);
    assert!(world.run(&["show", "beta"]).out.contains("No stack of it is in this version yet."));
}

#[test]
fn help_and_version_go_to_stdout_and_lists_the_exit_codes() {
    let world = World::with_templates();
    let help = world.run(&["--help"]);
    assert_eq!((help.exit, help.err.as_str()), (Exit::Done, ""));
    for code in [
        "0    done",
        "1    failed",
        "2    usage",
        "3    refused",
        "4    findings",
        "70   a bug",
        "130  interrupted",
    ] {
        assert!(help.out.contains(code), "{code}");
    }
    assert!(
        world.run(&["-V"]).out.starts_with(&format!("fortnight {} (catalog ", env!("CARGO_PKG_VERSION")))
    );
    assert!(world.run(&["man"]).out.contains(".TH fortnight 1"));
    assert!(world.run(&["man", "new"]).out.contains("fortnight\\-new"));
    assert!(world.run(&["man", "nwe"]).err.contains("did you mean 'new'?"));
}

#[test]
fn colour_follows_flag_then_variables_and_never_carries_meaning_alone() {
    let mut world = World::with_templates();
    let red = "\u{1b}[1;31merror:\u{1b}[0m";
    assert!(world.run(&["show", "no", "--color", "always"]).err.starts_with(red));
    assert!(world.run(&["show", "no"]).err.starts_with("error: "));
    world.vars.insert("CLICOLOR_FORCE".to_owned(), "1".to_owned());
    assert!(world.run(&["show", "no"]).err.starts_with(red));
    world.vars.insert("NO_COLOR".to_owned(), "1".to_owned());
    assert!(world.run(&["show", "no"]).err.starts_with("error: "));
    assert!(world.run(&["show", "no", "--color=always"]).err.starts_with(red));
}

#[test]
fn the_rooms_that_build_the_tree_are_pure() {
    let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for room in ["catalog", "render"] {
        for entry in src.join(room).read_dir().unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for word in [
                "std::fs",
                "std::env",
                "std::io",
                "std::process",
                "std::time",
                "::now()",
                "rand",
                "crate::ui",
                "crate::write",
            ] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}
