//! The line items of a record, as its rows tell them: those in the file become the record's lines, in their order.
//!
//! A line that is there stays itself when it leads to the same records, such as the same product; where no column
//! leads anywhere, when it stands in the same place.

use std::sync::Arc;

use feel::{Expr, Value};
use records::{Line, Query, Sort, Tx};

use super::chunk::Work;
use super::one::Values;
use super::plan::Empty;
use super::row::Draft;
use super::setup::Link;

/// A line item that is there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct There {
    id: i64,
    version: i64,
    /// The records it leads to, by the links of lines in their order.
    leads: Vec<Value>,
}

impl Work<'_> {
    /// The lines that a record has, in their order; none when the rows tell nothing of lines.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn lines_of(&self, tx: &mut Tx<'_>, draft: &Draft, id: i64) -> records::Result<Vec<There>> {
        let Some(lines) = self.setup.lines.as_ref().filter(|_| !draft.lines.is_empty()) else { return Ok(Vec::new()) };
        let layout = tx.world().named(lines.entity.as_str())?;
        let mut query = Query::of(lines.entity.shared()).column("version");
        let links: Vec<&Arc<str>> = self.line_links().map(|link| &link.relation).collect();
        for relation in &links {
            query = query.column(relation);
        }
        query.filter = Some(Expr::eq(Expr::name(Arc::clone(&lines.by)), Expr::literal(id)));
        let order = layout.ordering().map(|slot| Sort { path: vec![Arc::clone(&slot.name)], descending: false });
        query.sort = order.into_iter().collect();
        query.limit = records::LARGEST_PAGE;
        let mut there = Vec::new();
        loop {
            let page = records::list(tx, self.actor, &query, |row| {
                let version = row.value(0).as_number().and_then(feel::Number::to_i64).unwrap_or(0);
                let leads = (0..links.len()).map(|place| row.value(place + 1)).collect();
                there.push(There { id: row.id(), version, leads });
            })?;
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(there),
            }
        }
    }

    /// What the lines become: those that are there take the values of the file in turn, the others are new or go.
    pub(super) fn lines(&self, draft: &Draft, links: &[Values], there: &[There]) -> Option<(Arc<str>, Vec<Line>)> {
        let lines = self.setup.lines.as_ref().filter(|_| !draft.lines.is_empty())?;
        let mut left: Vec<&There> = there.iter().collect();
        let by_place = self.line_links().next().is_none();
        let wanted = draft.lines.iter().zip(links).map(|(line, links)| {
            let place = match by_place {
                true => (!left.is_empty()).then_some(0),
                false => left.iter().position(|there| self.leads(links).eq(there.leads.iter())),
            };
            let id = place.map(|place| left.remove(place).id);
            let clears = id.is_some() && self.setup.empty == Empty::Clear;
            let kept = |(_, value): &&(Arc<str>, Value)| clears || !value.is_null();
            Line { id, values: line.values.iter().chain(links).filter(kept).cloned().collect() }
        });
        Some((Arc::clone(&lines.name), wanted.collect()))
    }

    /// The relations of lines that lead to one record.
    fn line_links(&self) -> impl Iterator<Item = &Link> {
        self.setup.links.iter().filter(|link| link.on_line && !link.many)
    }

    /// What the links of a line lead to, in the order of the links.
    fn leads<'a>(&'a self, links: &'a Values) -> impl Iterator<Item = &'a Value> {
        self.line_links()
            .map(|link| links.iter().find(|(name, _)| *name == link.relation).map_or(&Value::Null, |(_, value)| value))
    }
}
