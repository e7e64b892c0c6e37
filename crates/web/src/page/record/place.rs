//! Which entity an address is about, and what the reader may do there.

use std::sync::Arc;

use access::{Action, Permit};
use feel::{BinaryOp, Expr, ExprKind};
use model::{Entity, Field, Kind};
use records::{Layout, Query, Record, Tx};

use crate::site::{Me, Trouble};

/// An entity that the reader may read.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub layout: Arc<Layout>,
    pub reading: Permit,
    /// Whether the reader may hand records here over: any at all, or the one that [`Place::at_record`] names.
    assigns: bool,
    /// The moment in the past that is shown (microseconds since 1970 UTC); none is now.
    pub at: Option<i64>,
}

impl Place {
    /// The entity at `/{plural}`.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] when there is none that the reader may read.
    pub fn of(tx: &Tx<'_>, me: &Me, plural: &str) -> Result<Self, Trouble> {
        let name = tx.model().entity_by_plural(plural).map(|entity| entity.name.shared()).ok_or(Trouble::NotFound)?;
        Self::named(tx, me, &name)
    }

    /// The entity of a qualified name.
    ///
    /// # Errors
    /// As [`Place::of`].
    pub fn named(tx: &Tx<'_>, me: &Me, name: &str) -> Result<Self, Trouble> {
        let layout = tx.world().layout(name).ok_or(Trouble::NotFound)?;
        let reading = tx.world().permit(me.actor(), &layout.entity, Action::Read)?;
        let assigns = tx.world().permit(me.actor(), &layout.entity, Action::Assign).is_ok();
        Ok(Self { layout, reading, assigns, at: None })
    }

    /// The place of this very record: its owner and unit are offered only where the reader may hand it over.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn at_record(mut self, tx: &mut Tx<'_>, me: &Me, record: &Record) -> Result<Self, Trouble> {
        self.assigns = self.assigns && self.may(tx, me, record.id(), Action::Assign)?;
        Ok(self)
    }

    pub fn entity(&self) -> &Arc<Entity> {
        &self.layout.entity
    }

    /// The qualified name, by which the record door knows the entity.
    pub fn name(&self) -> &str {
        self.entity().name.as_str()
    }

    /// The address of the list.
    pub fn list(&self) -> String {
        format!("/{}", self.entity().plural)
    }

    /// The address of a record.
    pub fn url(&self, id: i64) -> String {
        format!("/{}/{id}", self.entity().plural)
    }

    /// The record of an address.
    ///
    /// # Errors
    /// [`Trouble::NotFound`].
    pub fn record(&self, tx: &mut Tx<'_>, me: &Me, id: &str) -> Result<Record, Trouble> {
        Ok(records::get(tx, me.actor(), self.name(), number(id)?)?)
    }

    /// What the reader may do with records here in principle; nothing when not even that.
    pub fn permit(&self, tx: &Tx<'_>, me: &Me, action: Action) -> Option<Permit> {
        tx.world().permit(me.actor(), self.entity(), action).ok()
    }

    /// Whether the reader may do this with this very record.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn may(&self, tx: &mut Tx<'_>, me: &Me, id: i64, action: Action) -> Result<bool, Trouble> {
        let Some(permit) = self.permit(tx, me, action) else { return Ok(false) };
        if permit.rows == access::Rows::All {
            return Ok(true);
        }
        let query = Query { action, filter: Some(is("id", id)), limit: 1, ..Query::of(self.name()) };
        Ok(!records::ids(tx, me.actor(), &query)?.is_empty())
    }

    /// The field of that name, a declared one or a system field, when the reader may see it.
    pub fn field(&self, name: &str) -> Option<&Arc<Field>> {
        let field = self.entity().field(name)?;
        self.sees(field).then_some(field)
    }

    /// Whether the reader may see a field.
    pub fn sees(&self, field: &Field) -> bool {
        position(self.entity(), field).is_none_or(|position| !self.reading.is_hidden(position))
    }

    /// Whether the reader may write a field with a permit to create or change.
    pub fn writes(&self, field: &Field, permit: &Permit, new: bool) -> bool {
        let given = field.is_computed() || records::is_of_bytes(self.entity(), field);
        if given || matches!(field.kind, Kind::RollUp(_)) || (field.readonly && !new) {
            return false;
        }
        match position(self.entity(), field) {
            Some(position) => permit.is_writable(position),
            // Of what every record has, people set only whose it is.
            None => matches!(&*field.name, "owner" | "unit") && (new || self.assigns),
        }
    }
}

/// The position of a declared field.
pub(super) fn position(entity: &Entity, field: &Field) -> Option<usize> {
    entity.fields.iter().position(|known| known.name == field.name)
}

/// The id in an address.
///
/// # Errors
/// [`Trouble::NotFound`] when it is no number.
pub(super) fn number(id: &str) -> Result<i64, Trouble> {
    id.parse().map_err(|_| Trouble::NotFound)
}

/// The condition `name = value`.
pub(super) fn is(name: &str, value: i64) -> Expr {
    let part = |kind| Box::new(Expr { kind, span: feel::Span::default() });
    let (name, value) = (part(ExprKind::Name(name.into())), part(ExprKind::Literal(feel::Value::from(value))));
    *part(ExprKind::Binary(BinaryOp::Eq, name, value))
}

/// Whether the records of an entity are people: they get round faces.
pub(super) fn is_people(entity: &Entity) -> bool {
    entity.name.as_str() == records::USER
        || entity.matching.as_ref().is_some_and(|matching| {
            matching
                .fields
                .iter()
                .any(|field| matches!(field.kind, model::MatchKind::PersonName | model::MatchKind::Surname))
        })
}
