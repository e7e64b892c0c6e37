//! The views of a list: those the definitions offer, and those people save for themselves and each other.

use std::sync::Arc;

use feel::{BinaryOp, Expr, Value};
use model::{Direction, Entity, List};
use records::{Query, Tx};
use serde::{Deserialize, Serialize};

use super::address::{Address, Step};
use crate::component::filter::Filter;
use crate::site::{Me, Trouble};

/// The entity that keeps saved views.
pub(in crate::page) const SAVED_VIEW: &str = "base.saved_view";
/// The most saved views shown over one list.
const MOST: u64 = 40;

/// A view as its tab shows it.
#[derive(Debug, Clone)]
pub(super) struct View {
    /// As `view=` names it: a list's name, or a saved view's id.
    pub key: String,
    pub label: String,
    /// The defined list it shows, itself or beneath a saved view.
    pub list: Arc<List>,
    pub saved: Option<Saved>,
}

/// A saved view.
#[derive(Debug, Clone)]
pub(super) struct Saved {
    pub id: i64,
    pub name: String,
    pub settings: Settings,
    pub shared: bool,
    pub mine: bool,
}

/// What a saved view remembers; kept as JSON in its record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Settings {
    /// The defined list beneath.
    pub list: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// Set in the one record that only says which view its owner starts with; it is no view itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
}

/// All views of an entity for one person, and which is shown first.
#[derive(Debug, Clone)]
pub(super) struct Views {
    pub all: Vec<View>,
    /// The view shown when the URL names none.
    pub start: String,
    /// The record that says so, when the person chose one.
    pub pointer: Option<i64>,
}

impl Views {
    /// Reads the views of an entity.
    pub fn of(tx: &mut Tx<'_>, me: &Me, entity: &Arc<Entity>) -> Result<Self, Trouble> {
        let language = me.reader.language.code();
        let mut all: Vec<View> = entity
            .lists
            .iter()
            .map(|list| View {
                key: list.name.to_string(),
                label: list.label.get(language).to_owned(),
                list: Arc::clone(list),
                saved: None,
            })
            .collect();
        let mut start = entity.default_list().name.to_string();
        let mut pointer = None;
        for saved in saved(tx, me, entity)? {
            if let Some(key) = saved.settings.start.clone() {
                if saved.mine {
                    (start, pointer) = (key, Some(saved.id));
                }
                continue;
            }
            let list = saved.settings.list.as_deref().and_then(|name| entity.list(name));
            all.push(View {
                key: saved.id.to_string(),
                label: saved.name.clone(),
                list: Arc::clone(list.unwrap_or_else(|| entity.default_list())),
                saved: Some(saved),
            });
        }
        if !all.iter().any(|view| view.key == start) {
            start = entity.default_list().name.to_string();
        }
        Ok(Self { all, start, pointer })
    }

    /// The view that an address names.
    pub fn current(&self, address: &Address) -> Option<&View> {
        let key = address.view.as_deref().unwrap_or(&self.start);
        self.all.iter().find(|view| view.key == key)
    }
}

impl View {
    /// The columns by their names, the title's not among them unless the list names it.
    pub fn columns(&self) -> Vec<String> {
        let own = self.saved.as_ref().and_then(|saved| saved.settings.columns.clone());
        own.unwrap_or_else(|| self.list.columns.iter().map(|path| path.join(".")).collect())
    }

    /// The order.
    pub fn sort(&self) -> Vec<Step> {
        if let Some(text) = self.saved.as_ref().and_then(|saved| saved.settings.sort.as_deref()) {
            return Step::read(text);
        }
        let step = |step: &model::Sort| Step {
            name: step.path.join("."),
            descending: step.direction == Direction::Descending,
        };
        self.list.sort.iter().map(step).collect()
    }

    /// The filter that shows as chips.
    pub fn filter(&self) -> Option<Filter> {
        self.saved.as_ref().and_then(|saved| saved.settings.filter.clone())
    }

    /// The words that are looked for.
    pub fn words(&self) -> &str {
        self.saved.as_ref().map_or("", |saved| &saved.settings.words)
    }

    /// A Lucide icon.
    pub fn icon(&self) -> Option<&str> {
        match &self.saved {
            Some(saved) if saved.shared => Some("users"),
            Some(_) => Some("bookmark"),
            None => None,
        }
    }
}

/// The saved views of an entity that this person may see: their own and the shared ones.
fn saved(tx: &mut Tx<'_>, me: &Me, entity: &Arc<Entity>) -> Result<Vec<Saved>, Trouble> {
    let Some(kept) = tx.model().entity(SAVED_VIEW).cloned() else { return Ok(Vec::new()) };
    if tx.world().permit(me.actor(), &kept, access::Action::Read).is_err() {
        return Ok(Vec::new());
    }
    let name = Expr::literal(Value::text(entity.name.shared()));
    let own = Expr::binary(BinaryOp::Eq, Expr::names(["owner", "id"]), Expr::literal(Value::from(me.actor().user)));
    let shared = Expr::eq(Expr::name("shared"), Expr::literal(true));
    let mut query = Query::of(SAVED_VIEW).column("name").column("settings").column("shared").column("owner");
    query.filter = Some(Expr::and(Expr::eq(Expr::name("entity"), name), Expr::or(own, shared)));
    query.sort = vec![records::Sort { path: vec![Arc::from("place")], descending: false }];
    query.limit = MOST;
    let mut found = Vec::new();
    records::list(tx, me.actor(), &query, |row| {
        let whole = |value: &Value| value.as_number().and_then(feel::Number::to_i64);
        let mut json = String::new();
        feel::write_json(&row.value(1), &mut json);
        // A view of a later program is shown as far as it is understood.
        let settings: Settings = serde_json::from_str(&json).unwrap_or_default();
        found.push(Saved {
            id: row.id(),
            name: row.value(0).as_text().unwrap_or_default().to_owned(),
            settings,
            shared: row.value(2).is_true(),
            mine: whole(&row.value(3)) == Some(me.actor().user),
        });
    })?;
    Ok(found)
}
