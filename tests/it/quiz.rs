//! `fortnight quiz`: the design, the margins that it promises, and every way through it.

use crate::days_world::{Say, World};
use fortnight::ask::quiz::{Choice, Confidence, Design, Dice, Quiz, Ranking, rank};
use fortnight::catalog::Catalog;
use fortnight::error::Exit;
use serde_json::json;

fn nine(quick: bool) -> Design {
    Design::new((0..9).map(|at| at.to_string()).collect(), 0, quick).unwrap()
}

fn uniform(dice: &mut Dice) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let part = (dice.roll() >> 11) as f64;
    (part + 0.5) / (1_u64 << 53) as f64
}

fn normal(dice: &mut Dice) -> f64 {
    let (a, b) = (uniform(dice), uniform(dice));
    (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

struct Tally {
    first: f64,
    in_three: f64,
    clear: f64,
    right_when_clear: f64,
    per_track: Vec<f64>,
}

/// Simulated people: nine utilities N(0,1), each showing adds N(0, noise), most is the highest, least the lowest.
fn simulate(people: u32, quick: bool, random: bool) -> Tally {
    let design = nine(quick);
    let sentences = vec![vec![String::new(); 4]; 9];
    let mut dice = Dice::new(20_261_124);
    let (mut first, mut three, mut clear, mut right) = (0, 0, 0, 0);
    let mut per_track = vec![0; 9];
    for _ in 0..people {
        let liking: Vec<f64> = (0..9).map(|_| if random { 0.0 } else { normal(&mut dice) }).collect();
        let choices: Vec<Option<Choice>> = design
            .triads
            .iter()
            .map(|triad| {
                let mut felt: Vec<(f64, usize)> = triad
                    .tracks
                    .iter()
                    .map(|track| (liking[*track] + 0.5 * normal(&mut dice), *track))
                    .collect();
                felt.sort_by(|a, b| a.0.total_cmp(&b.0));
                Some(Choice { most: felt[2].1, least: felt[0].1 })
            })
            .collect();
        let ranking = rank(&design, &sentences, &choices);
        let best = (0..9).max_by(|a, b| liking[*a].total_cmp(&liking[*b])).unwrap().to_string();
        let is_right = ranking.first() == best;
        first += u32::from(is_right);
        three += u32::from(ranking.places[..3].iter().any(|place| place.track == best));
        if ranking.confidence == Confidence::Clear {
            clear += 1;
            right += u32::from(is_right);
        }
        per_track[ranking.first().parse::<usize>().unwrap()] += 1;
    }
    let share = |number: u32| f64::from(number) / f64::from(people);
    Tally {
        first: share(first),
        in_three: share(three),
        clear: share(clear),
        right_when_clear: f64::from(right) / f64::from(clear.max(1)),
        per_track: per_track.into_iter().map(share).collect(),
    }
}

#[test]
fn two_thousand_simulated_people_find_their_track() {
    let tally = simulate(2000, false, false);
    assert!(tally.first >= 0.64, "{}", tally.first);
    assert!(tally.in_three >= 0.93, "{}", tally.in_three);
    assert!((tally.clear - 0.76).abs() < 0.05, "{}", tally.clear);
    assert!((tally.right_when_clear - 0.76).abs() < 0.05, "{}", tally.right_when_clear);
}

#[test]
fn the_quick_quiz_is_right_about_half_the_time_and_never_clear() {
    let tally = simulate(2000, true, false);
    assert!((tally.first - 0.49).abs() < 0.05, "{}", tally.first);
    assert!((tally.in_three - 0.90).abs() < 0.04, "{}", tally.in_three);
    assert_eq!(tally.clear, 0.0);
}

#[test]
fn random_answers_favour_no_track_and_are_seldom_clear() {
    let tally = simulate(2000, false, true);
    for share in &tally.per_track {
        assert!((share - 0.11).abs() < 0.03, "{:?}", tally.per_track);
    }
    assert!((tally.clear - 0.10).abs() < 0.03, "{}", tally.clear);
}

fn likes(order: [usize; 9]) -> Ranking {
    let design = nine(false);
    let worth = |track: usize| order.iter().position(|other| *other == track).unwrap();
    let choices: Vec<Option<Choice>> = design
        .triads
        .iter()
        .map(|triad| {
            let most = *triad.tracks.iter().min_by_key(|track| worth(**track)).unwrap();
            let least = *triad.tracks.iter().max_by_key(|track| worth(**track)).unwrap();
            Some(Choice { most, least })
        })
        .collect();
    rank(&design, &vec![vec![String::new(); 4]; 9], &choices)
}

#[test]
fn somebody_who_always_prefers_one_track_gets_a_clear_answer() {
    let ranking = likes([4, 0, 1, 2, 3, 5, 6, 7, 8]);
    assert_eq!((ranking.first(), ranking.places[0].score, ranking.confidence), ("4", 4, Confidence::Clear));
    assert_eq!(ranking.places[8].track, "8");
    assert_eq!(ranking.places[8].score, -4);
}

#[test]
fn a_direct_meeting_orders_two_tied_tracks_and_the_word_stays_tie() {
    let design = nine(false);
    // Only the triad in which tracks 0 and 1 meet decides: both get one "most", from other triads too.
    let meeting = design.triads.iter().position(|t| t.tracks.contains(&0) && t.tracks.contains(&1)).unwrap();
    let third = *design.triads[meeting].tracks.iter().find(|track| **track > 1).unwrap();
    let alone = design.triads.iter().position(|t| t.tracks.contains(&0) && !t.tracks.contains(&1)).unwrap();
    let loser = *design.triads[alone].tracks.iter().find(|track| **track != 0).unwrap();
    let mut choices = vec![None; 12];
    choices[meeting] = Some(Choice { most: 1, least: third });
    choices[alone] = Some(Choice { most: 0, least: loser });
    let ranking = rank(&design, &vec![vec![String::new(); 4]; 9], &choices);
    assert_eq!((ranking.places[0].track.as_str(), ranking.places[1].track.as_str()), ("1", "0"));
    assert_eq!(ranking.confidence, Confidence::Tie);
    assert!(ranking.places[0].tied && ranking.places[1].tied);
}

#[test]
fn the_36_sentences_are_afternoons_in_plain_words() {
    let insider = [
        "api",
        "p95",
        "kubernetes",
        "docker",
        "terraform",
        "sql",
        "react",
        "css",
        "llm",
        "rag",
        "etl",
        "dag",
        "siem",
        "iam",
        "slo",
        "ci",
        "cd",
        "sdk",
        "regression",
        "idempotent",
        "latency",
        "endpoint",
        "schema",
        "pipeline",
        "deploy",
        "refactor",
        "backlog",
    ];
    let catalog = Catalog::embedded();
    let ids = catalog.track_ids();
    assert_eq!(ids.len(), 9);
    let mut all = Vec::new();
    for id in &ids {
        let track = catalog.track(id).unwrap();
        assert!(track.summary.chars().count() <= 70, "{id}: {}", track.summary);
        for other in track.adjacent.iter().chain(track.pivot.iter().map(|pivot| &pivot.to)) {
            assert!(ids.contains(other) && other != id, "{id} names {other}");
        }
        assert!(!track.certifications.is_empty() && !track.shadow.is_empty(), "{id}");
        for day in track.days {
            let words = day.split_whitespace().count();
            assert!((8..=14).contains(&words), "{id}: {words} words: {day}");
            // A list on a terminal of 80 columns shows it whole.
            assert!(day.chars().count() <= 74, "{id}: {}: {day}", day.chars().count());
            let plain = day.to_lowercase();
            let known: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).collect();
            assert!(!insider.iter().any(|word| known.contains(word)), "{id}: {day}");
            all.push(day);
        }
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 36);
}

/// Somebody who likes tracks in the order of their ids.
fn sheet(world: &World, args: &[&str]) -> String {
    let mut all = vec!["quiz", "--questions"];
    all.extend(args);
    let sheet = world.run(&all).done().out;
    let mut filled = String::new();
    let mut shown = Vec::new();
    for line in sheet.lines() {
        if let Some((id, _)) = line.strip_prefix("# ").and_then(|line| line.split_once(": ")) {
            shown.push(id.to_owned());
        }
        if line == "[[triad]]" {
            shown = shown.split_off(shown.len() - 3);
            shown.sort();
        }
        filled.push_str(&match line {
            "most = \"\"" => format!("most = \"{}\"", shown[0]),
            "least = \"\"" => format!("least = \"{}\"", shown[2]),
            line => line.to_owned(),
        });
        filled.push('\n');
    }
    filled
}

#[test]
fn a_sheet_that_was_filled_in_gives_an_order_with_reasons() {
    let world = World::new();
    world.write("quiz.toml", &sheet(&world, &[]));
    let ran = world.run(&["quiz", "--answers", "quiz.toml"]).done();
    assert!(ran.out.starts_with("1 backend (+4, clear) because you chose \"Find out why"), "{}", ran.out);
    assert!(ran.out.contains("\nnot first: sre (-4)\n"), "{}", ran.out);
    assert!(ran.out.contains("\nTry it: fortnight new backend\n"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    assert!(!ran.out.contains('%'), "never a percentage of fit");
}

#[test]
fn stdin_and_json_work_for_programs() {
    let mut world = World::new();
    world.input = sheet(&world, &[]).replace("# hours = 10             # a week", "hours = 8");
    let json = world.run(&["quiz", "--answers", "-", "--format", "json"]).done().json();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["confidence"], "clear");
    assert_eq!(json["places"][0]["track"], "backend");
    assert_eq!(json["places"][0]["because"].as_array().unwrap().len(), 4);
    assert_eq!(json["command"], "fortnight new backend --hours 8");
}

#[test]
fn the_quick_sheet_says_that_it_is_a_coin_with_a_bias() {
    let world = World::new();
    world.write("quiz.toml", &sheet(&world, &["--quick"]));
    let ran = world.run(&["quiz", "--quick", "--answers", "quiz.toml"]).done();
    assert!(ran.out.contains("(+2, close)") && ran.flat().contains("half the time"), "{}", ran.out);
    assert!(ran.flat().contains("d01 and d02"), "{}", ran.out);
}

#[test]
fn everything_that_is_wrong_in_a_sheet_is_said_at_once() {
    let world = World::new();
    world.write(
        "quiz.toml",
        "limits = [\"money\"]\n[[triad]]\nid = \"t99\"\nmost = \"a\"\nleast = \"b\"\n\
         [[triad]]\nid = \"t01\"\nmost = \"bakend\"\nleast = \"data-engineering\"\n\
         [[triad]]\nid = \"t02\"\nmost = \"genai\"\nleast = \"genai\"\n",
    );
    let ran = world.run(&["quiz", "--answers", "quiz.toml"]).fails(Exit::Usage, "no triad is called 't99'");
    for says in ["did you mean 'backend'?", "most and least are both", "no limit is called 'money'", "hint: "]
    {
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    world.write("quiz.toml", "hours = 3\n\nfoo = 1\n");
    world.run(&["quiz", "--answers", "quiz.toml"]).fails(Exit::Usage, "quiz.toml:3: unknown field `foo`");
    world.write("quiz.toml", "");
    world.run(&["quiz", "--answers", "quiz.toml"]).fails(Exit::Usage, "no triad is answered");
    world.run(&["quiz", "--answers", "none.toml"]).fails(Exit::Usage, "cannot read none.toml");
}

#[test]
fn without_a_terminal_and_without_answers_nothing_hangs() {
    let ran = World::new().run(&["quiz"]).fails(Exit::Usage, "no terminal to ask on");
    assert!(ran.err.contains("fortnight quiz --questions"), "{}", ran.err);
}

/// Twelve screens, first line most and first of the rest least, then the three plain questions.
fn evening() -> Vec<Say> {
    let mut says = Vec::new();
    for _ in 0..12 {
        says.extend([Say::Nth(0), Say::Nth(0)]);
    }
    says.extend([Say::Type("8"), Say::Type("night nurse"), Say::Many(vec![true, true])]);
    says
}

#[test]
fn a_person_is_asked_twelve_times_and_three_plain_questions() {
    let ran = World::new().talk(&["quiz"], &evening()).done();
    assert!(ran.screen.contains("? 1/12  Which afternoon would you enjoy most?"), "{}", ran.screen);
    assert!(ran.screen.contains("? 12/12  And which one least?"), "{}", ran.screen);
    assert!(ran.out.contains("night nurse"), "{}", ran.out);
    assert!(ran.out.contains("fortnight doctor") && ran.out.contains("dev container"), "{}", ran.out);
}

#[test]
fn going_back_and_skipping_work_on_every_screen() {
    let world = World::new();
    let mut says = vec![
        Say::Nth(0),
        Say::Back, // from "least" to "most" of the same three
        Say::Nth(1),
        Say::Nth(0),
        Say::Pick("one question back"), // from the second screen to the first
        Say::Nth(0),
        Say::Nth(0),
    ];
    says.extend(evening().into_iter().skip(2).take(20));
    says.extend([Say::Pick("skip"), Say::Back, Say::Pick("skip")]);
    says.extend([Say::Type("8"), Say::Back, Say::Type("9"), Say::Type(""), Say::Many(vec![false, false])]);
    let ran = world.talk(&["quiz", "--format", "json"], &says).done();
    assert_eq!(ran.json()["answered"], 11);
    assert_eq!(ran.json()["person"], json!({"hours": 9, "before": "", "limits": []}));
    world.talk(&["quiz"], &[Say::Back]).fails(Exit::Interrupted, "nothing was written");
    world.talk(&["quiz"], &[Say::Nth(0), Say::CtrlC]).fails(Exit::Interrupted, "nothing was written");
}

#[test]
fn the_order_of_display_does_not_change_a_score() {
    let world = World::new();
    let text = sheet(&world, &[]);
    world.write("quiz.toml", &text);
    let of = |seed: &str| {
        world.run(&["quiz", "--answers", "quiz.toml", "--format", "json", "--seed", seed]).done().json()
    };
    assert_eq!(of("0"), of("77"));
    // The same person before a screen in another order: always the best of the ids.
    let screens: Vec<String> = ["0", "5"]
        .iter()
        .map(|seed| world.talk(&["quiz", "--seed", seed], &evening()).done().screen)
        .collect();
    assert_ne!(screens[0], screens[1]);
}

#[test]
fn nothing_is_kept_unless_somebody_says_so() {
    let world = World::repository();
    world.write("quiz.toml", &sheet(&world, &[]));
    let state = camino::Utf8PathBuf::from(&world.vars["XDG_STATE_HOME"]);
    let marker = world.read(".fortnight.toml");
    world.run(&["quiz", "--answers", "quiz.toml"]).done();
    assert!(!state.exists());
    assert_eq!(world.read(".fortnight.toml"), marker);
    world.run(&["quiz", "--answers", "quiz.toml", "--save", "--record"]).done();
    let saved = state.join("fortnight/quiz.toml");
    let again = world.run(&["quiz", "--answers", saved.as_str()]).done();
    assert!(again.out.starts_with("1 backend (+4, clear)"), "{}", again.out);
    let recorded = world.read(".fortnight.toml");
    assert!(recorded.starts_with(&marker), "{recorded}");
    assert!(recorded.contains("[quiz]\nconfidence = \"clear\"\nrank = 1\nscore = 4\n"), "{recorded}");
}

#[test]
fn two_tracks_leave_nothing_to_choose() {
    let mut files = std::collections::BTreeMap::new();
    for id in ["a", "b"] {
        files.insert(format!("tracks/{id}/track.toml"), plain_track(id).into_bytes());
    }
    let error = Quiz::new(&Catalog::from_files("t", files), 0, false).unwrap_err();
    assert_eq!(error.exit, Exit::Refused);
    assert!(error.report().contains("nothing to choose among fewer than three tracks (a, b)"), "{error}");
}

#[test]
fn a_track_without_a_repository_is_shown_instead_of_made() {
    let world = World::new();
    for id in ["a", "b", "c"] {
        world.write(&format!("templates/tracks/{id}/track.toml"), &plain_track(id));
    }
    let mine = ["--templates", "templates"];
    world.write("quiz.toml", &sheet(&world, &mine));
    let ran = world.run(&[&mine[..], &["quiz", "--answers", "quiz.toml"]].concat()).done();
    assert!(
        ran.out.contains("\nTry it: fortnight show a # no repository in this version yet\n"),
        "{}",
        ran.out
    );
}

fn plain_track(id: &str) -> String {
    let days = ["\"one two three four five six seven eight\""; 4].join(", ");
    format!(
        "title=\"{id}\"\ngroup=\"g\"\nsummary=\"s\"\ndoes=\"d\"\nlike-it-if=\"l\"\nproject=\"p\"\ndays=[{days}]\n{}",
        "[[metric]]\nname=\"n\"\nunit=\"u\"\nhow=\"h\"\n".repeat(3)
    )
}
