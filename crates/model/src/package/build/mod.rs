//! The model from layered definitions: names looked up, expressions compiled, contradictions found.

mod contradictions;
mod cycles;
mod entities;
mod expressions;
mod fields;
mod roles;
mod roll_ups;
mod schema;
mod system;
mod views;
mod ways;
mod world;

use super::Package;
use super::catalog::{Catalog, Need};
use super::layer::Layers;
use super::place::Findings;
use crate::app::App;
use crate::model::Model;
use std::sync::Arc;
use world::World;

/// What every step needs.
#[derive(Clone, Copy)]
struct Tools<'a> {
    pub world: &'a World<'a>,
    pub catalog: &'a Catalog,
    pub findings: &'a Findings,
}

/// Builds what can be built. With findings of level error the result is only good for further checks.
pub(super) fn model(packages: Vec<Arc<Package>>, layers: Layers, catalog: &Catalog, findings: &Findings) -> Model {
    let world = World::new(&layers, findings);
    let tools = Tools { world: &world, catalog, findings };
    let mut drafts: Vec<_> = layers.entities.iter().map(|layered| fields::draft(layered, tools)).collect();
    roll_ups::finish(&mut drafts, findings);
    ways::check(&drafts, tools);
    schema::build(&mut drafts);
    let checks = expressions::compile(&mut drafts, tools);
    cycles::check(&drafts, findings);
    let entities = entities::finish(&drafts, checks, tools);
    let roles = roles::roles(&layers.roles, &drafts, tools);
    let conversions = entities::conversions(&layers.conversions, &drafts, tools);
    let apps = layers.apps.iter().map(|app| apps(app, tools)).collect();
    Model::new(packages, apps, entities, roles, conversions)
}

fn apps(raw: &super::raw::App, tools: Tools<'_>) -> Arc<App> {
    let own = [Arc::clone(&raw.name.value)];
    let label = |id: &str, need| tools.catalog.label(&own, id, None, need, &raw.place, tools.findings);
    let menu = raw.menu.iter().filter_map(|word| tools.world.resolve(word, &raw.name.value, tools.findings));
    Arc::new(App {
        name: Arc::clone(&raw.name.value),
        version: raw.version.as_ref().map_or_else(|| Arc::from(""), |version| Arc::clone(&version.value)),
        label: label("app", Need::Always),
        description: label("app.about", Need::Together),
        needs: raw.needs.iter().map(|need| Arc::clone(&need.value)).collect(),
        icon: raw.icon.clone().unwrap_or_else(|| Arc::from("package")),
        menu: menu.collect(),
    })
}
