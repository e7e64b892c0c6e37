//! The line items of a page of records.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Actor, Permit};
use feel::{Expr, Number, Value};
use model::{Field, Kind};
use records::{Layout, Query, Records, Sort, World};

use super::column::Shows;
use super::{Error, Options, read};

/// The line items that an export shows.
pub(super) struct Lines {
    pub shows: Shows,
    query: Query,
    /// The place of the record they belong to among the columns asked for.
    by: usize,
}

/// Whether an entity has line items that the actor may export with it: those that [`Options::lines`] adds.
pub fn has_lines(world: &World, actor: &Actor, layout: &Layout) -> bool {
    let Ok(permit) = world.permit(actor, &layout.entity, Action::Export) else { return false };
    first(world, &permit, layout)
        .is_some_and(|(_, _, other)| world.permit(actor, &other.entity, Action::Export).is_ok())
}

/// The first line items of an entity that are not hidden.
fn first<'a>(world: &World, permit: &Permit, layout: &'a Layout) -> Option<(&'a Field, &'a model::Lines, Arc<Layout>)> {
    let fields = layout.entity.fields.iter().enumerate().filter(|(position, _)| !permit.is_hidden(*position));
    fields.map(|(_, field)| field).find_map(|field| match &field.kind {
        Kind::Lines(lines) => Some((&**field, lines, world.layout(&lines.entity)?)),
        _ => None,
    })
}

/// A line, with the titles of what it leads to.
pub(super) struct Line {
    pub values: Vec<Value>,
    pub titles: Arc<HashMap<i64, String>>,
}

impl Lines {
    /// The first line items of an entity that the actor may see; none when there are none.
    ///
    /// # Errors
    /// When the actor may not export them.
    pub fn of(world: &World, actor: &Actor, layout: &Layout, options: &Options) -> Result<Option<Lines>, Error> {
        let permit = world.permit(actor, &layout.entity, Action::Export)?;
        let Some((field, lines, other)) = first(world, &permit, layout) else { return Ok(None) };
        let shows = Shows::of_lines(world, actor, &other, field, &lines.by, options)?;
        let mut query = Query::of(lines.entity.shared());
        query.columns = shows.paths().to_vec();
        query.columns.push(vec![Arc::clone(&lines.by)]);
        query.sort = other
            .ordering()
            .map(|slot| Sort { path: vec![Arc::clone(&slot.name)], descending: false })
            .into_iter()
            .collect();
        query.action = Action::Export;
        query.limit = records::LARGEST_PAGE;
        Ok(Some(Lines { by: query.columns.len() - 1, shows, query }))
    }

    /// The lines of some records, by record, in their order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(&self, records: &Records, actor: &Actor, of: &[i64]) -> Result<HashMap<i64, Vec<Line>>, Error> {
        let mut found: HashMap<i64, Vec<Line>> = HashMap::new();
        if of.is_empty() {
            return Ok(found);
        }
        let mut query = self.query.clone();
        let ids = of.iter().map(|id| Expr::literal(*id)).collect();
        query.filter = Some(Expr::is_in(Expr::name(Arc::clone(&query.columns[self.by][0])), ids));
        loop {
            let page = read(records, actor, &query, &self.shows)?;
            let titles = Arc::new(page.titles);
            for values in page.rows {
                if let Some(record) = values[self.by].as_number().and_then(Number::to_i64) {
                    found.entry(record).or_default().push(Line { values, titles: Arc::clone(&titles) });
                }
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(found),
            }
        }
    }
}
