//! Words within a width.

use console::measure_text_width;

/// Breaks text at blanks so that no line is wider than `width`, each line after the first behind `indent`.
///
/// The first line is taken to start at column `indent.len()` already.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(measure_text_width(indent)).max(10);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("starts with one line");
        if last.is_empty() {
            last.push_str(word);
        } else if measure_text_width(last) + 1 + measure_text_width(word) <= room {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join(&format!("\n{indent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_within_the_width() {
        assert_eq!(wrap("one two three four", 14, "  "), "one two\n  three four");
    }
}
