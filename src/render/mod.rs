//! Answers to Tree: a pure function of the catalog and what was decided.

mod answers;
mod context;
mod engine;
mod error;
pub mod item;
mod layers;
mod marker;
pub mod schedule;
mod tree;

pub use answers::{Answers, License};
pub use context::Context;
pub use error::RenderError;
pub use marker::SCHEMA;
pub use tree::{File, MARKER, Mode, Tree};

use crate::catalog::{Catalog, StackManifest, TrackManifest};
use engine::Engine;
use layers::{Layer, Owners};
use std::borrow::Cow;

/// The fourteen-day plan of an emitted repository.
pub const PLAN: &str = "plan/README.md";

/// The context that the templates of these answers see.
pub fn context(catalog: &Catalog, answers: &Answers) -> Result<Context, RenderError> {
    let track = catalog.track(&answers.track)?;
    let stack = catalog.stack(&answers.track, &answers.stack)?;
    Ok(Context::new(answers, track, &stack, catalog.versions()?))
}

/// Builds every file of the repository that these answers describe.
///
/// The same catalog and the same answers give the same paths, modes and bytes, whatever the machine.
pub fn render<'c>(catalog: &'c Catalog, answers: &Answers) -> Result<Tree<'c>, RenderError> {
    let track = catalog.track(&answers.track)?;
    let stack = catalog.stack(&answers.track, &answers.stack)?;
    let layers = layers(catalog, answers, &track, &stack)?;
    let context = Context::new(answers, track, &stack, catalog.versions()?);
    let engine = Engine::new(catalog, &context)?;
    let mut tree = Tree::default();
    let mut owners = Owners::default();
    for layer in layers {
        layer.add(catalog, &engine, &mut tree, &mut owners)?;
    }
    date_plan(answers, &mut tree);
    let text = marker::marker(answers, &tree.hash());
    tree.files.insert(
        MARKER.to_owned(),
        File {
            bytes: Cow::Owned(text.into_bytes()),
            mode: Mode::Regular,
            owner: "fortnight".to_owned(),
            rendered: true,
        },
    );
    Ok(tree)
}

/// Puts dates on the items of the plan when the person said when they start.
fn date_plan(answers: &Answers, tree: &mut Tree<'_>) {
    let (Ok(start), Some(plan)) = (answers.start.parse(), tree.files.get_mut(PLAN)) else { return };
    if let Ok(text) = std::str::from_utf8(&plan.bytes) {
        let dated = schedule::schedule(text, start, answers.hours, schedule::Weekdays::ALL);
        plan.bytes = Cow::Owned(dated.text.into_bytes());
    }
}

/// Base, language, track, stack, then skills in the order asked.
fn layers<'c>(
    catalog: &'c Catalog,
    answers: &Answers,
    track: &TrackManifest,
    stack: &StackManifest,
) -> Result<Vec<Layer<'c>>, RenderError> {
    let base = catalog.base()?;
    let language = catalog.language(&stack.language)?;
    let track_folder = format!("tracks/{}", answers.track);
    let mut layers = vec![
        Layer::new(catalog, "base", "base.toml", base.replaces, base.when),
        Layer::new(
            catalog,
            &format!("languages/{}", stack.language),
            "language.toml",
            language.replaces,
            language.when,
        ),
        Layer::new(catalog, &track_folder, "track.toml", track.replaces.clone(), track.when.clone()),
        Layer::new(
            catalog,
            &format!("{track_folder}/{}", answers.stack),
            "stack.toml",
            stack.replaces.clone(),
            stack.when.clone(),
        ),
    ];
    for id in &answers.skills {
        let skill = catalog.skill(id)?;
        let owner = format!("skills/{id}");
        layers.push(Layer::new(catalog, &owner, "skill.toml", skill.replaces, skill.when));
        let folder = format!("{owner}/for/{}/files", answers.track);
        layers.push(Layer::with_folder(catalog, &owner, &folder, "skill.toml"));
    }
    Ok(layers)
}
