//! Which names are accepted, and what is proposed instead of one that is not.
//!
//! Names reach Makefiles, YAML, HTML and file systems of every kind, so they are checked before anything else happens.

/// Names that Windows keeps for devices, whatever follows the first dot.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];
const LONGEST_SLUG: usize = 64;
const LONGEST_TEXT: usize = 100;

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    DEVICES.contains(&stem.as_str())
}

/// Accepts `[a-z][a-z0-9-]*` of at most 64 characters that no system keeps for itself.
pub fn check_slug(name: &str) -> Result<(), String> {
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && name.len() <= LONGEST_SLUG
        && !name.ends_with('-');
    if fits && !is_device(name) {
        return Ok(());
    }
    let why = if is_device(name) {
        "is a device on Windows"
    } else if name.len() > LONGEST_SLUG {
        "is longer than 64 characters"
    } else {
        "must be lowercase letters, digits and dashes, starting with a letter"
    };
    Err(match slug(name) {
        Some(proposal) => format!("the name '{}' {why}; try {proposal}", name.escape_debug()),
        None => format!("the name '{}' {why}", name.escape_debug()),
    })
}

/// The nearest accepted slug, or nothing when no letter is left.
pub fn slug(text: &str) -> Option<String> {
    let mut made = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = plain(c);
        if c.is_ascii_lowercase() || (c.is_ascii_digit() && !made.is_empty()) {
            made.push(c);
        } else if !made.is_empty() && !made.ends_with('-') {
            made.push('-');
        }
        if made.len() == LONGEST_SLUG {
            break;
        }
    }
    let made = made.trim_end_matches('-').to_owned();
    match made.as_str() {
        "" => None,
        name if is_device(name) => Some(format!("{name}-app")),
        _ => Some(made),
    }
}

/// The bare letter of the commonest accented ones; others stay and become a dash.
fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    }
}

/// Accepts letters of any script, digits, space and `-_.,'&()+`; `what` names the field in the message.
pub fn check_text(what: &str, text: &str) -> Result<(), String> {
    let bad: String = text.chars().filter(|c| !is_text(*c)).collect();
    if bad.is_empty() && text.trim() == text && text.chars().count() <= LONGEST_TEXT {
        return Ok(());
    }
    let proposal: String = text.chars().map(|c| if is_text(c) { c } else { ' ' }).collect();
    let words: Vec<&str> = proposal.split_whitespace().collect();
    let proposal: String = words.join(" ").chars().take(LONGEST_TEXT).collect();
    let why = if bad.is_empty() {
        format!("must be at most {LONGEST_TEXT} characters, without blanks at its ends")
    } else {
        format!("may not hold {}", bad.escape_debug())
    };
    Err(match proposal.trim() {
        "" => format!("the {what} '{}' {why}", text.escape_debug()),
        proposal => format!("the {what} '{}' {why}; try '{proposal}'", text.escape_debug()),
    })
}

fn is_text(c: char) -> bool {
    // Combining marks are parts of letters in many scripts; `is_alphanumeric` takes most, not all.
    c.is_alphanumeric() || " -_.,'&()+".contains(c) || ('\u{300}'..='\u{36f}').contains(&c)
}

/// A title from a slug: `late-orders` is "Late Orders".
pub fn title(slug: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    slug.split('-').filter(|part| !part.is_empty()).map(word).collect::<Vec<_>>().join(" ")
}

/// Accepts `owner/repo` as the hosting service writes it.
pub fn check_github(text: &str) -> Result<(), String> {
    let owner = |part: &str| {
        !part.is_empty()
            && part.len() <= 39
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let repo = |part: &str| {
        !part.is_empty()
            && part.len() <= 100
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            && part != "."
            && part != ".."
    };
    match text.split_once('/') {
        Some((left, right)) if owner(left) && repo(right) => Ok(()),
        _ => Err(format!("'{}' is not a repository like owner/repo", text.escape_debug())),
    }
}

/// Accepts the last part of a target folder on every system.
pub fn check_folder(part: &str) -> Result<(), String> {
    let shown = part.escape_debug();
    if part.chars().any(char::is_control) {
        Err(format!("the folder name '{shown}' holds control characters"))
    } else if part.ends_with('.') || part.ends_with(' ') || part.starts_with(' ') {
        Err(format!("the folder name '{shown}' begins or ends with a blank or dot, which some systems drop"))
    } else if part.starts_with('-') {
        Err(format!("the folder name '{shown}' begins with a dash, which programs take for a flag"))
    } else if is_device(part) {
        Err(format!("the folder name '{shown}' is a device on Windows"))
    } else if part.chars().any(|c| "<>:\"|?*\\".contains(c)) {
        Err(format!("the folder name '{shown}' holds one of < > : \" | ? * \\, which Windows refuses"))
    } else {
        Ok(())
    }
}

/// Accepts an address that git and mail programs take.
pub fn check_email(text: &str) -> Result<(), String> {
    let fits = text.split_once('@').is_some_and(|(left, right)| {
        !left.is_empty()
            && right.contains('.')
            && !right.starts_with('.')
            && !right.ends_with('.')
            && text
                .chars()
                .all(|c| !c.is_whitespace() && !c.is_control() && !"<>\",;:@".contains(c) || c == '@')
            && text.matches('@').count() == 1
    });
    if fits { Ok(()) } else { Err(format!("'{}' is not an e-mail address", text.escape_debug())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_refused_name_comes_with_a_proposal() {
        assert_eq!(
            check_slug("My App").unwrap_err(),
            "the name 'My App' must be lowercase letters, digits and dashes, starting with a letter; try my-app"
        );
        assert_eq!(check_slug("nul").unwrap_err(), "the name 'nul' is a device on Windows; try nul-app");
        assert_eq!(slug("Zoë's Café 2"), Some("zoe-s-cafe-2".to_owned()));
        assert_eq!(slug("日本"), None);
    }

    #[test]
    fn texts_take_every_script_but_no_markup() {
        for fine in ["Zoë's ledger (v2)", "Bäckerei & Söhne", "台帳", "O'Neil, Jr."] {
            assert_eq!(check_text("title", fine), Ok(()), "{fine}");
        }
        assert_eq!(
            check_text("title", "a<b>$(x)").unwrap_err(),
            "the title 'a<b>$(x)' may not hold <>$; try 'a b (x)'"
        );
    }

    #[test]
    fn folders_that_some_system_cannot_hold_are_refused() {
        for bad in ["a.", "con.txt", "-x", "a:b", "tab\t"] {
            assert!(check_folder(bad).is_err(), "{bad:?}");
        }
        assert_eq!(check_folder("Zoë's first repo"), Ok(()));
    }

    #[test]
    fn repositories_and_addresses_are_read_strictly() {
        assert_eq!(check_github("zoe/ledger.rs"), Ok(()));
        assert!(
            check_github("zoe").is_err() && check_github("zoe/a/b").is_err() && check_github("-x/y").is_err()
        );
        assert_eq!(check_email("zoe@example.com"), Ok(()));
        assert!(
            check_email("zoe").is_err() && check_email("a@b@c.d").is_err() && check_email("a b@c.d").is_err()
        );
    }

    proptest! {
        /// Any string is a valid name, or an error whose proposal is valid.
        #[test]
        fn any_string_gives_a_valid_name_or_an_error(text in ".*") {
            if check_slug(&text).is_err() && let Some(proposal) = slug(&text) {
                prop_assert_eq!(check_slug(&proposal), Ok(()));
            }
        }

        #[test]
        fn any_text_proposal_is_accepted(text in ".{0,150}") {
            if let Err(message) = check_text("title", &text)
                && let Some((_, proposal)) = message.rsplit_once("; try '")
            {
                let proposal = proposal.trim_end_matches('\'');
                prop_assert!(check_text("title", proposal.trim()).is_ok() || proposal.ends_with('\''), "{proposal:?}");
            }
        }
    }
}
