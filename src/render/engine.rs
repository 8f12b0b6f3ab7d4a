//! minijinja, set up once: delimiters that leave every other tool's braces alone, and no name that is not there.

use super::context::Context;
use super::error::RenderError;
use crate::catalog::Catalog;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use std::collections::HashSet;

/// Renders templates and decides rules over one context.
pub(super) struct Engine<'c> {
    environment: Environment<'c>,
    context: Value,
    names: Vec<String>,
}

impl<'c> Engine<'c> {
    pub(super) fn new(catalog: &'c Catalog, context: &Context) -> Result<Self, RenderError> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("<%=", "%>")
            .comment_delimiters("<%#", "%>")
            .line_statement_prefix("#%")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .expect("the delimiters differ from each other");
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_debug(true);
        let mut engine = Self { environment, context: Value::from(Serde(context)), names: context.names() };
        for (path, bytes) in catalog.source().walk("partials") {
            let file = catalog.source().display(&format!("partials/{path}"));
            let text = utf8(&file, bytes)?;
            engine
                .environment
                .add_template_owned(path.clone(), text.to_owned())
                .map_err(|e| fault(&file, &e))?;
            let used = engine
                .environment
                .get_template(&path)
                .map_err(|e| fault(&file, &e))?
                .undeclared_variables(false);
            engine.check(&file, &used)?;
        }
        Ok(engine)
    }

    /// Renders one file; `file` is how messages name it.
    pub(super) fn render(&self, file: &str, bytes: &[u8]) -> Result<String, RenderError> {
        let text = utf8(file, bytes)?;
        let template = self.environment.template_from_named_str(file, text).map_err(|e| fault(file, &e))?;
        self.check(file, &template.undeclared_variables(false))?;
        template.render(self.context.clone()).map_err(|e| fault(file, &e))
    }

    /// Decides a rule. Its names are checked first, because a bare unknown name would silently be false.
    pub(super) fn decide(&self, manifest: &str, rule: &str) -> Result<bool, RenderError> {
        let refuse = |message: String| RenderError::Rule {
            manifest: manifest.to_owned(),
            rule: rule.to_owned(),
            message,
        };
        let expression = self
            .environment
            .compile_expression(rule)
            .map_err(|e| refuse(format!("cannot be read: {}", e.detail().unwrap_or("syntax error"))))?;
        self.check(manifest, &expression.undeclared_variables(false))?;
        let value = expression.eval(self.context.clone()).map_err(|e| {
            refuse(format!("cannot be decided: {}", e.detail().unwrap_or("evaluation failed")))
        })?;
        if value.kind() == minijinja::value::ValueKind::Bool {
            Ok(value.is_true())
        } else {
            Err(refuse(format!("gives {value}, not true or false")))
        }
    }

    fn check(&self, file: &str, used: &HashSet<String>) -> Result<(), RenderError> {
        let mut unknown: Vec<&String> = used.iter().filter(|name| !self.names.contains(name)).collect();
        unknown.sort_unstable();
        match unknown.first() {
            None => Ok(()),
            Some(name) => Err(RenderError::UnknownName {
                file: file.to_owned(),
                name: (*name).clone(),
                known: self.names.clone(),
            }),
        }
    }
}

fn utf8<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, RenderError> {
    std::str::from_utf8(bytes).map_err(|_| RenderError::Template {
        file: file.to_owned(),
        line: 1,
        message: "a rendered file must be UTF-8".to_owned(),
    })
}

fn fault(file: &str, error: &minijinja::Error) -> RenderError {
    // An error inside an included partial names the partial.
    let file = error
        .name()
        .filter(|name| *name != file)
        .map_or_else(|| file.to_owned(), |name| format!("{file} ({name})"));
    let mut message = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    RenderError::Template { file, line: error.line().unwrap_or(1), message }
}
