//! House rules that hold for every file of every tree: all tracks, stacks, choices, subsets of skills.
#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "template paths are compared as they are"
)]

use fortnight::catalog::{Catalog, Source};
use fortnight::render::{Answers, License, Tree, render};
use std::collections::{BTreeMap, BTreeSet};

fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every combination of track, stack, choices and skills, with plain and with awkward answers.
fn all_answers(catalog: &Catalog) -> Vec<Answers> {
    let mut all = Vec::new();
    for track in catalog.track_ids() {
        for stack in catalog.stack_ids(&track) {
            let manifest = catalog.stack(&track, &stack).unwrap();
            let mut sets = vec![BTreeMap::new()];
            for question in &manifest.question {
                let with = |set: &BTreeMap<String, String>, choice: &str| {
                    let mut set = set.clone();
                    set.insert(question.id.clone(), choice.to_owned());
                    set
                };
                sets = sets
                    .iter()
                    .flat_map(|set| question.choices.iter().map(move |choice| with(set, &choice.id)))
                    .collect();
            }
            let skills = catalog.skill_ids();
            for set in sets {
                for subset in 0..(1_u32 << skills.len()) {
                    let chosen = skills.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
                    let skills: Vec<String> = chosen.map(|(_, id)| id.clone()).collect();
                    for awkward in [false, true] {
                        all.push(answers(&track, &stack, set.clone(), skills.clone(), awkward));
                    }
                }
            }
        }
    }
    all
}

fn answers(
    track: &str,
    stack: &str,
    set: BTreeMap<String, String>,
    skills: Vec<String>,
    awkward: bool,
) -> Answers {
    let text = |plain: &str, odd: &str| if awkward { odd.to_owned() } else { plain.to_owned() };
    Answers {
        track: track.to_owned(),
        stack: stack.to_owned(),
        name: text("orders", "z-9"),
        title: text("Orders", "Zoë's (first) & only + last_one, v.2"),
        license: if awkward { License::Apache2 } else { License::Mit },
        author: text("", "Zoë O'Neil, Jr."),
        github: text("", "zoe-9/z.9_x"),
        start: text("", "2026-11-30"),
        hours: if awkward { 6 } else { 10 },
        skills,
        set,
    }
}

fn for_every_tree(look: impl Fn(&str, &Tree<'_>)) {
    let catalog = Catalog::embedded();
    let all = all_answers(&catalog);
    assert!(!all.is_empty());
    for answers in all {
        let what = format!(
            "{}/{} {:?} {:?} {}",
            answers.track, answers.stack, answers.set, answers.skills, answers.name
        );
        let tree = render(&catalog, &answers).unwrap_or_else(|fault| panic!("{what}: {fault}"));
        look(&what, &tree);
    }
}

fn texts<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = (&'t str, &'t str)> {
    tree.files.iter().filter_map(|(path, file)| Some((path.as_str(), std::str::from_utf8(&file.bytes).ok()?)))
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let catalog = Catalog::embedded();
    for answers in all_answers(&catalog) {
        assert_eq!(render(&catalog, &answers).unwrap(), render(&catalog, &answers).unwrap());
    }
}

#[test]
fn text_is_plain_and_complete() {
    for_every_tree(|what, tree| {
        for (path, text) in texts(tree) {
            let at = format!("{what}: {path}");
            assert!(!path.ends_with(".j2"), "{at}");
            assert!(!text.contains('\r'), "{at}: CR");
            if text.is_empty() {
                let name = path.rsplit('/').next().unwrap();
                assert!(["__init__.py", "py.typed", ".gitkeep"].contains(&name), "{at}: empty");
                continue;
            }
            if !path.ends_with(".patch") {
                assert!(
                    text.ends_with('\n') && !text.ends_with("\n\n"),
                    "{at}: must end in exactly one newline"
                );
                let blanks = text.lines().position(|line| line.ends_with([' ', '\t']));
                assert!(blanks.is_none(), "{at}: trailing blanks in line {}", blanks.unwrap_or_default() + 1);
            }
            if !path.ends_with(".jinja") {
                for marker in ["<%=", "<%#", "<% ", "%>"] {
                    assert!(!text.contains(marker), "{at}: {marker}");
                }
                assert!(!text.lines().any(|line| line.trim_start().starts_with("#% ")), "{at}: #%");
            }
        }
    });
}

#[test]
fn data_files_parse() {
    for_every_tree(|what, tree| {
        for (path, text) in texts(tree) {
            if path.ends_with(".toml") {
                text.parse::<toml::Table>().unwrap_or_else(|fault| panic!("{what}: {path}: {fault}"));
            } else if path.ends_with(".json") {
                serde_json::from_str::<serde_json::Value>(text)
                    .unwrap_or_else(|e| panic!("{what}: {path}: {e}"));
            }
        }
    });
}

#[test]
fn the_shared_verbs_exist_and_the_readme_names_them() {
    for_every_tree(|what, tree| {
        let text = |path: &str| {
            let file = tree.files.get(path).unwrap_or_else(|| panic!("{what}: {path} is missing"));
            std::str::from_utf8(&file.bytes).unwrap()
        };
        let (makefile, readme) = (text("Makefile"), text("README.md"));
        for verb in ["help", "setup", "fmt", "check", "test", "run", "ci", "clean"] {
            let target = format!("\n{verb}:");
            assert!(makefile.contains(&target), "{what}: no verb {verb}");
        }
        for verb in ["make setup", "make test", "make run"] {
            assert!(readme.contains(verb), "{what}: README does not name {verb}");
        }
        assert!(makefile.trim_end().ends_with("-include mk/*.mk plan/plan.mk"), "{what}");
    });
}

#[test]
fn every_action_comes_from_the_shared_pins() {
    let pins: BTreeSet<String> = Catalog::embedded().versions().unwrap()["actions"]
        .as_table()
        .unwrap()
        .values()
        .map(|pin| pin.as_str().unwrap().to_owned())
        .collect();
    for pin in &pins {
        let (action, version) = pin.split_once(" # ").unwrap_or_else(|| panic!("{pin}: no version"));
        let sha = action.split_once('@').unwrap().1;
        assert!(
            sha.len() == 40 && sha.chars().all(|c| c.is_ascii_hexdigit()) && !version.is_empty(),
            "{pin}"
        );
    }
    for_every_tree(|what, tree| {
        for (path, text) in texts(tree).filter(|(path, _)| path.starts_with(".github/workflows/")) {
            for line in text.lines() {
                if let Some(used) = line.trim_start().trim_start_matches("- ").strip_prefix("uses: ") {
                    assert!(used.starts_with("./") || pins.contains(used), "{what}: {path}: {used}");
                }
            }
        }
    });
}

#[test]
fn no_address_of_a_registry_no_machine_path_no_strangers_address() {
    // Put together here, so that this file does not hold what it looks for.
    let hosts = [
        "static.crates",
        "pypi",
        "pythonhosted",
        "registry.npm",
        "deb.debian",
        "proxy.golang",
        "repo1.maven",
    ]
    .map(|host| format!("//{host}"));
    let paths = ["root", "work", "farm"].map(|dir| format!("/{dir}/"));
    for_every_tree(|what, tree| {
        for (path, text) in texts(tree) {
            for host in &hosts {
                assert!(!text.contains(host.as_str()), "{what}: {path}: {host}");
            }
            for place in &paths {
                for (at, _) in text.match_indices(place.as_str()) {
                    let before = text[..at].chars().next_back().unwrap_or(' ');
                    let inside = before.is_alphanumeric() || ".-_$}{/*".contains(before);
                    assert!(inside, "{what}: {path}: {}", &text[at..(at + 20).min(text.len())]);
                }
            }
            for word in text.split(|c: char| c.is_whitespace() || "<>\"'`(),;:|[]{}=\\/".contains(c)) {
                let Some((name, domain)) = word.split_once('@') else { continue };
                let domain = domain.trim_end_matches(['.', '!', '?']).to_lowercase();
                // A decorator in a patch, `-@pytest.mark`, names nobody.
                let address = name.contains(|c: char| c.is_ascii_alphanumeric())
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || "._%+-".contains(c))
                    && domain.contains('.')
                    && domain
                        .rsplit('.')
                        .next()
                        .is_some_and(|end| end.len() > 1 && end.chars().all(char::is_alphabetic));
                let reserved = domain.split('.').any(|part| part == "example")
                    || domain.ends_with(".invalid")
                    || domain.ends_with(".test")
                    || domain.starts_with("github.com");
                assert!(!address || reserved, "{what}: {path}: {word}");
            }
        }
    });
}

#[test]
fn every_manifest_can_be_read_and_ids_resolve() {
    let catalog = Catalog::embedded();
    let tracks = catalog.track_ids();
    catalog.base().unwrap();
    catalog.versions().unwrap();
    for language in catalog.source().folders("languages") {
        catalog.language(&language).unwrap();
    }
    for id in &tracks {
        let track = catalog.track(id).unwrap();
        for other in track.adjacent.iter().chain(track.pivot.iter().map(|pivot| &pivot.to)) {
            assert!(tracks.contains(other), "{id}: {other} is no track");
        }
        for stack in catalog.stack_ids(id) {
            catalog.stack(id, &stack).unwrap();
        }
        assert!(track.default_stack.is_none_or(|stack| catalog.stack_ids(id).contains(&stack)), "{id}");
    }
    for skill in catalog.skill_ids() {
        catalog.skill(&skill).unwrap();
    }
}

/// `include_dir!` embeds ignored rubbish and knows nothing of git; what is tracked and what is embedded must agree.
#[test]
fn what_is_embedded_is_what_is_tracked_byte_for_byte() {
    let git = |args: &[&str]| {
        let output = std::process::Command::new("git").args(args).current_dir(root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let listed = String::from_utf8(git(&["ls-files", "-s", "-z", "templates"])).unwrap();
    let mut tracked: BTreeMap<String, String> = BTreeMap::new();
    for entry in listed.split('\0').filter(|entry| !entry.is_empty()) {
        let (meta, path) = entry.split_once('\t').unwrap();
        tracked.insert(path["templates/".len()..].to_owned(), meta.split(' ').nth(1).unwrap().to_owned());
    }
    let embedded: BTreeMap<String, &[u8]> = Source::Embedded.all().into_iter().collect();
    assert_eq!(
        embedded.keys().collect::<Vec<_>>(),
        tracked.keys().collect::<Vec<_>>(),
        "commit or remove what is not tracked; touch build.rs when the binary is older than the tree"
    );
    let mut rest = blobs(&tracked).into_iter();
    for path in tracked.keys() {
        assert!(rest.next().as_deref() == Some(embedded[path]), "{path} differs from what git has");
    }
}

/// The bytes of every tracked blob, in order.
fn blobs(tracked: &BTreeMap<String, String>) -> Vec<Vec<u8>> {
    use std::io::Write as _;
    use std::process::Stdio;
    let mut child = std::process::Command::new("git")
        .args(["cat-file", "--batch"])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut asked = tracked.values().cloned().collect::<Vec<_>>().join("\n");
    asked.push('\n');
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let output = child.wait_with_output().unwrap().stdout;
    writer.join().unwrap().unwrap();
    let mut rest = output.as_slice();
    let mut found = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        // "<hash> blob <size>", the bytes, a line end.
        let size: usize =
            std::str::from_utf8(&rest[..end]).unwrap().rsplit(' ').next().unwrap().parse().unwrap();
        found.push(rest[end + 1..end + 1 + size].to_vec());
        rest = &rest[end + 2 + size..];
    }
    found
}

#[test]
fn the_package_carries_every_template() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    let listed: BTreeSet<&str> = listed.lines().collect();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (path, _) in Source::Embedded.all() {
        assert!(listed.contains(format!("templates/{path}").as_str()), "{path} is not in the package");
    }
}
