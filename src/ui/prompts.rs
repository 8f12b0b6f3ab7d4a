//! Questions on a real terminal.

use super::env::Env;
use super::text::wrap;
use crate::ask::{Ask, Multi, Reply, Select, Text};
use crate::error::Error;
use console::{Term, measure_text_width, truncate_str};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};

/// dialoguer on stderr: stdout belongs to data.
struct Terminal {
    term: Term,
    theme: Box<dyn Theme>,
    width: usize,
}

impl Env {
    /// Who is asked: a script in tests, else the terminal. Nobody, when neither is there.
    pub fn asker(&mut self) -> Option<Box<dyn Ask>> {
        if let Some(script) = self.script.take() {
            return Some(script);
        }
        self.interactive.then(|| {
            let theme: Box<dyn Theme> =
                if self.color_err { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) };
            Box::new(Terminal { term: Term::stderr(), theme, width: self.width }) as Box<dyn Ask>
        })
    }
}

impl Terminal {
    /// A line that does not wrap: a wrapped one is not erased whole when the list is drawn again.
    fn fit(&self, text: &str, room: usize) -> String {
        truncate_str(text, self.width.saturating_sub(room).max(10), "…").into_owned()
    }

    fn fit_all(&self, items: &[String]) -> Vec<String> {
        items.iter().map(|item| self.fit(item, 6)).collect()
    }

    /// The question with its keys, within one line: the shorter keys, then fewer words, where the terminal is narrow.
    /// `room` is what stands behind it.
    fn asked(&self, prompt: &str, keys: [&str; 2], room: usize) -> String {
        let keys = keys.map(|keys| format!(" [{keys}]"));
        let room = room + 6;
        let fits =
            |keys: &&String| measure_text_width(prompt) + measure_text_width(keys) + room <= self.width;
        match keys.iter().find(fits) {
            Some(keys) => format!("{prompt}{keys}"),
            None => format!("{}{}", self.fit(prompt, measure_text_width(&keys[1]) + room), keys[1]),
        }
    }

    /// Leaves one line behind a question, without the keys that it named and never wrapped.
    fn answered(&self, prompt: &str, answer: &str) {
        let mut line = String::new();
        // Of a list in columns the first one is the answer.
        let answer = self.fit(answer.split("  ").next().unwrap_or_default(), 16);
        let prompt = self.fit(prompt, measure_text_width(&answer) + 6);
        if self.theme.format_select_prompt_selection(&mut line, &prompt, &answer).is_ok() {
            let _ = self.term.write_line(&line);
        }
    }

    /// The cursor is shown again on every way out of a prompt that failed.
    fn ended(&self, fault: dialoguer::Error) -> Error {
        let _ = self.term.show_cursor();
        let dialoguer::Error::IO(fault) = fault;
        match fault.kind() {
            std::io::ErrorKind::Interrupted | std::io::ErrorKind::UnexpectedEof => Error::interrupted(),
            std::io::ErrorKind::NotConnected => {
                Error::usage("there is no terminal to ask on").hint("say everything by flags; see --help")
            }
            _ => Error::io("cannot read the answer", fault),
        }
    }
}

impl Ask for Terminal {
    fn select(&mut self, question: &Select<'_>) -> Result<Reply<usize>, Error> {
        let chosen = dialoguer::Select::with_theme(self.theme.as_ref())
            .with_prompt(self.asked(question.prompt, ["arrows, enter; esc: back", "esc: back"], 0))
            .items(self.fit_all(question.items))
            .default(question.default)
            .report(false)
            .interact_on_opt(&self.term)
            .map_err(|fault| self.ended(fault))?;
        if let Some(item) = chosen.and_then(|at| question.items.get(at)) {
            self.answered(question.prompt, item);
        }
        Ok(chosen.map_or(Reply::Back, Reply::Value))
    }

    fn multi(&mut self, question: &Multi<'_>) -> Result<Reply<Vec<bool>>, Error> {
        let chosen = dialoguer::MultiSelect::with_theme(self.theme.as_ref())
            .with_prompt(self.asked(question.prompt, ["space: on/off, enter; esc: back", "space, esc"], 0))
            .items(self.fit_all(question.items))
            .defaults(question.chosen)
            .interact_on_opt(&self.term)
            .map_err(|fault| self.ended(fault))?;
        Ok(chosen.map_or(Reply::Back, |on| {
            Reply::Value((0..question.items.len()).map(|at| on.contains(&at)).collect())
        }))
    }

    fn text(&mut self, question: &Text<'_>) -> Result<Reply<String>, Error> {
        let check = question.check;
        // The default, and some room to type in.
        let default = measure_text_width(question.default) + 12;
        let input = dialoguer::Input::<String>::with_theme(self.theme.as_ref())
            .with_prompt(self.asked(question.prompt, ["<: back"; 2], default))
            .allow_empty(true)
            .report(false)
            .validate_with(|text: &String| if text.trim() == "<" { Ok(()) } else { check(text.trim()) });
        let input =
            if question.default.is_empty() { input } else { input.default(question.default.to_owned()) };
        let text = input.interact_text_on(&self.term).map_err(|fault| self.ended(fault))?;
        self.answered(question.prompt, text.trim());
        Ok(match text.trim() {
            "<" => Reply::Back,
            text => Reply::Value(text.to_owned()),
        })
    }

    fn show(&mut self, text: &str) {
        for line in text.lines() {
            let wide = measure_text_width(line) > self.width;
            let _ = self.term.write_line(&if wide { wrap(line, self.width, "") } else { line.to_owned() });
        }
    }
}
