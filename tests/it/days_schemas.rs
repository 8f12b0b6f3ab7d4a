//! What the commands around the fourteen days print for programs, held against what `schema` publishes.

use crate::cli::check;
use crate::days_world::{World, emit};
use fortnight::error::Exit;
use serde_json::Value;

#[test]
fn every_json_of_the_fourteen_days_fits_its_published_schema() {
    let world = World::repository();
    let second = world.path("second");
    std::fs::create_dir(&second).unwrap();
    emit(&second, "sre");
    world.write("plan/README.md", &format!("{}- [ ] foreign\n", world.read("plan/README.md")));
    world.run(&["log", "-e", "4", "-m", "90", "-k", "build"]).done();
    world.write("plan/log.tsv", &format!("{}broken\n", world.read("plan/log.tsv")));
    let sheet = world.run(&["quiz", "--questions"]).done().out;
    let (head, tail) = sheet.split_once("most = \"\"\nleast = \"\"").unwrap();
    world.write("quiz.toml", &format!("{head}most = \"backend\"\nleast = \"data-engineering\"{tail}"));
    let mut seen = Vec::new();
    for (name, args) in [
        ("quiz", &["quiz", "--answers", "quiz.toml"][..]),
        ("plan", &["plan"]),
        ("plan", &["plan", "next"]),
        ("plan", &["plan", "all"]),
        ("plan", &["plan", "start", "today"]),
        ("plan", &["plan", "tick", "d02"]),
        #[cfg(unix)]
        ("plan", &["plan", "check", "d03", "--yes"]),
        ("log", &["log", "--list"]),
        ("log", &["log", "-e", "1", "-m", "2", "-k", "ops"]),
        ("reflect", &["reflect"]),
        ("reflect", &["reflect", "--check"]),
        ("compare", &["compare", ".", "second", "nowhere"]),
        ("diff", &["diff", "--stat"]),
    ] {
        let schema: Value = world.run(&["schema", name]).done().json();
        assert_eq!(schema["title"], format!("fortnight {name}"));
        let mut all = args.to_vec();
        all.extend(["--format", "json"]);
        let json = world.run(&all).json();
        assert_eq!(json["schema"], 1, "{name}");
        check(&schema, &schema, &json, name);
        seen.push(name);
    }
    seen.dedup();
    assert_eq!(seen, ["quiz", "plan", "log", "reflect", "compare", "diff"]);
    world.run(&["schema", "plann"]).fails(Exit::Usage, "did you mean 'plan'?");
}
