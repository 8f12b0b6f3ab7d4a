//! The transcripts in `docs/choosing-and-deciding.md`, made by living two trials from the quiz to the comparison.
//!
//! `UPDATE=1 cargo test --test it transcripts` writes them anew.

use crate::days_world::{Ran, Say, World, git};
use fortnight::ask::quiz::Quiz;
use fortnight::catalog::Catalog;
use fortnight::error::Exit;
use std::collections::BTreeMap;

/// A life with `fortnight`, and what was on the screen, by the name of its block.
struct Story {
    world: World,
    home: String,
    blocks: BTreeMap<&'static str, String>,
}

impl Story {
    fn new() -> Self {
        let mut world = World::new();
        let code = world.dir.with_file_name("code");
        std::fs::create_dir(&code).unwrap();
        let home = code.parent().unwrap().to_string();
        world.dir = code;
        Self { world, home, blocks: BTreeMap::new() }
    }

    fn at(&mut self, day: &str) {
        self.world.now = format!("2026-{day}T21:30:00+01:00[Europe/Berlin]");
    }

    fn keep(&mut self, block: &'static str, command: &str, ran: &Ran) {
        let mut text = format!("$ {command}\n{}", ran.screen);
        text = text.replace(&self.home, "~");
        // How long a check took is not the same twice.
        let lines = text.lines().map(|line| match line.split_once("  ") {
            Some(("passed" | "failed", rest)) if line.ends_with(" s") => {
                let (left, _) = rest.rsplit_once("  ").unwrap();
                format!("{}  {left}  0.1 s", &line[..6])
            }
            _ => line.to_owned(),
        });
        let text: String = lines.map(|line| line + "\n").collect();
        self.blocks.entry(block).or_default().push_str(&text);
    }

    fn run(&mut self, block: &'static str, command: &str, exit: Exit) {
        let words = words(command);
        let ran = self.world.run(&words.iter().skip(1).map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.exit, exit, "{command}\n{}{}", ran.out, ran.err);
        self.keep(block, command, &ran);
    }

    fn talk(&mut self, block: &'static str, command: &str, says: &[Say]) {
        let words = words(command);
        let ran = self.world.talk(&words.iter().skip(1).map(String::as_str).collect::<Vec<_>>(), says).done();
        self.keep(block, command, &ran);
    }

    fn log(&mut self, day: &str, command: &str) {
        self.at(day);
        self.run("log", command, Exit::Done);
    }

    /// More evenings, which nobody needs to read.
    fn evenings(&mut self, lines: &[(&str, &str, &str, &str)]) {
        for (day, energy, minutes, kind) in lines {
            self.at(day);
            self.world.run(&["log", "-e", energy, "-m", minutes, "-k", kind]).done();
        }
    }

    fn commit(&self, day: &str, path: &str, text: &str) {
        self.world.write(path, text);
        let date = format!("2026-{day}T22:00:00+01:00");
        git(&self.world.dir, &date, &["add", "-A"]);
        git(&self.world.dir, &date, &["commit", "-q", "-m", "An evening"]);
    }
}

/// Words of a command line; only double quotes are used here.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(at, part)| {
            if at % 2 == 1 {
                vec![part.to_owned()]
            } else {
                part.split_whitespace().map(str::to_owned).collect()
            }
        })
        .collect()
}

/// Somebody whose liking falls in this order, in front of the screens as they are shown.
fn answers(order: [&str; 9]) -> Vec<Say> {
    let quiz = Quiz::new(&Catalog::embedded(), 0, false).unwrap();
    let liking = |track: usize| order.iter().position(|id| *id == quiz.design.tracks[track]).unwrap();
    let mut says = Vec::new();
    for (triad, lines) in quiz.design.display(0) {
        let felt = lines.map(|line| liking(quiz.design.triads[triad].tracks[line]));
        let most = (0..3).min_by_key(|at| felt[*at]).unwrap();
        let rest: Vec<usize> = (0..3).filter(|at| *at != most).collect();
        says.push(Say::Nth(most));
        says.push(Say::Nth(usize::from(felt[rest[1]] > felt[rest[0]])));
    }
    says.extend([Say::Type("8"), Say::Type("accounting"), Say::Many(vec![false, false])]);
    says
}

const DESIGN: &str = "# A cache for the volume report

## What may be stale

Nothing that a person would act on. The report counts money per day, so a transfer that was made a second ago has to be
in it. What may be old is only the work of counting: while the book has not changed, the last answer is as good as a
new one, and saying so costs one small question instead of a long one. Three events change the report: a transfer, a
reversal, and midnight, because a window without an end means something else tomorrow.

## For whom

For the owner of one book. What a stranger does in another book must not change the tag, or two busy neighbours would
take the cache away from each other. So the tag is made of what belongs to this book and of the window that was asked
for, and of nothing else.

## How it is invalidated

The book has a version, a number that rises inside the transaction of each transfer. Two ways were compared: a trigger
that counts, and the newest transfer as the mark. The trigger costs one more write per transfer; the mark costs nothing
on the write path and one look at an index when somebody asks. A reversal is a transfer too, so the mark moves. The day
of the question becomes part of the tag when the window has no end.

## How I will prove it

A test asks twice and sees 304, moves money and sees 200, reverses it and sees 200 again, lets another user work and
sees 304. The clock of the test is put to the next day, and the tag is another one. Two processes answer with one tag.
";

fn live() -> BTreeMap<&'static str, String> {
    let mut story = Story::new();
    story.at("11-22");
    let order = [
        "backend",
        "data-engineering",
        "platform",
        "sre",
        "security",
        "data-science-ml",
        "genai",
        "mobile",
        "frontend",
    ];
    story.talk("quiz", "fortnight quiz", &answers(order));
    // Two screens are enough to see how it goes.
    let quiz = story.blocks["quiz"].clone();
    let (start, rest) = quiz.split_once("? 3/12").unwrap();
    story.blocks.insert("quiz", format!("{start}…\n? How many{}", rest.split_once("? How many").unwrap().1));
    story.run("new", "fortnight new backend orders --hours 8 --author \"Ada Example\" --yes", Exit::Done);

    story.world.dir.push("orders");
    story.at("11-23");
    story.run("start", "fortnight plan start 2026-11-23 --days mon,tue,thu,sat,sun", Exit::Done);
    story.talk("guide", "fortnight", &[]);
    story.run("next", "fortnight plan next", Exit::Done);
    story.log("11-23", "fortnight log -e 4 -m 60 -k read \"one request, from the socket to the row\"");
    story.world.run(&["plan", "tick", "d01"]).done();
    story.log("11-24", "fortnight log -e 5 -m 95 -k build \"statement: first half of the query\"");
    story.commit("11-24", "src/ledger/notes.py", "\"\"\"First steps.\"\"\"\n\nSTEPS = 1\n");
    story.at("11-26");
    story.talk(
        "log-ask",
        "fortnight log",
        &[
            Say::Pick("finding a cause"),
            Say::Type("80"),
            Say::Pick("4"),
            Say::Type("old pages are slow: no index for it"),
        ],
    );
    story.run("plan", "fortnight plan", Exit::Done);

    story.at("11-29");
    story.run("red", "fortnight plan check d06 --yes", Exit::Findings);
    story.commit("11-29", "docs/notes/d06-design-cache.md", DESIGN);
    story.talk("green", "fortnight plan check d06", &[Say::Pick("run them")]);
    story.run("export", "fortnight plan export --ics", Exit::Done);
    let calendar: Vec<&str> = story.blocks["export"].lines().take(13).collect();
    let calendar = calendar.join("\n");
    story.blocks.insert("export", calendar + "\n…\n");

    story.evenings(&[
        ("11-28", "3", "60", "debug"),
        ("11-29", "4", "75", "write"),
        ("11-30", "4", "90", "build"),
        ("12-01", "4", "60", "build"),
        ("12-01", "2", "45", "debug"),
        ("12-03", "4", "90", "build"),
        ("12-05", "2", "60", "debug"),
        ("12-05", "5", "60", "build"),
        ("12-06", "2", "50", "debug"),
    ]);
    story.at("12-06");
    story.run("list", "fortnight log --list", Exit::Done);
    story.commit(
        "12-06",
        "src/ledger/notes.py",
        "\"\"\"First steps, finished.\"\"\"\n\nSTEPS = 3\nDONE = True\n",
    );
    story.run("diff", "fortnight diff --stat", Exit::Done);
    story.talk("reflect", "fortnight reflect", &[Say::Pick("yes"), Say::Pick("4")]);
    story.run("check", "fortnight reflect --check", Exit::Findings);

    story.world.dir.pop();
    second(&mut story);
    story.run("compare", "fortnight compare orders second", Exit::Done);
    story.blocks
}

/// Another trial, of another track as soon as there is one with a stack.
fn second(story: &mut Story) {
    let catalog = Catalog::embedded();
    let other =
        catalog.track_ids().into_iter().find(|id| id != "backend" && !catalog.stack_ids(id).is_empty());
    story.at("12-07");
    story.world.run(&["new", other.as_deref().unwrap_or("backend"), "second", "--yes"]).done();
    story.world.dir.push("second");
    story.evenings(&[
        ("12-07", "3", "60", "read"),
        ("12-08", "3", "90", "build"),
        ("12-08", "4", "45", "debug"),
        ("12-09", "3", "90", "build"),
        ("12-12", "5", "60", "debug"),
        ("12-13", "2", "60", "build"),
        ("12-13", "4", "60", "debug"),
        ("12-16", "3", "60", "build"),
        ("12-16", "4", "60", "debug"),
        ("12-19", "4", "60", "debug"),
        ("12-19", "3", "45", "build"),
    ]);
    story.at("12-20");
    story.world.run(&["reflect", "--again", "3", "--slice-done", "yes"]).done();
    story.world.dir.pop();
}

#[cfg(unix)]
#[test]
fn transcripts_in_the_docs_are_what_the_program_shows() {
    let blocks = live();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/choosing-and-deciding.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut wanted = String::new();
    let mut rest = text.as_str();
    let mut used = Vec::new();
    while let Some((before, after)) = rest.split_once("<!-- run: ") {
        let (name, after) = after.split_once(" -->\n").unwrap();
        let (_, after) = after.split_once("<!-- /run -->").unwrap();
        let block =
            blocks.get(name).unwrap_or_else(|| panic!("no block is called '{name}': {:?}", blocks.keys()));
        wanted += &format!("{before}<!-- run: {name} -->\n```console\n{block}```\n<!-- /run -->");
        used.push(name.to_owned());
        rest = after;
    }
    wanted += rest;
    used.sort();
    assert_eq!(
        used,
        blocks.keys().map(|name| (*name).to_owned()).collect::<Vec<_>>(),
        "every block is shown once"
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    } else {
        assert!(
            text == wanted,
            "a transcript is not what the program shows: UPDATE=1 cargo test --test it transcripts"
        );
    }
    for line in wanted.lines().filter(|line| !line.starts_with('$') && !line.contains("~/")) {
        assert!(!line.contains("/tmp/"), "{line}");
    }
}
