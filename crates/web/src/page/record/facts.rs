//! What the fields of a record are on its page: each value drawn, and whether it may be edited in its place.

use std::borrow::Cow;
use std::sync::Arc;

use access::Action;
use maud::Markup;
use model::Field;
use records::{Record, Tx};

use super::known::Known;
use super::place::Place;
use super::values::Values;
use crate::component::facts::Fact;
use crate::component::field::of;
use crate::site::{Me, Trouble};

/// What a field's value is on the page, and whether it may be edited in place.
pub(super) struct Facts<'a> {
    pub place: &'a Place,
    pub values: &'a Values,
    pub known: &'a Known,
    /// What the reader may write of this record.
    pub permit: Option<access::Permit>,
    /// The currency amounts without one of their own are in.
    pub base: Arc<str>,
}

impl Facts<'_> {
    /// The field with its name.
    pub fn fact<'f>(&self, me: &Me, field: &'f Field) -> Fact<'f> {
        let value = self.shown(me, field);
        let edit = self.permit.as_ref().is_some_and(|permit| self.place.writes(field, permit, false));
        Fact {
            label: Cow::Borrowed(field.label.get(me.reader.language.code())),
            value,
            edit: edit.then_some(&*field.name),
            digits: of::has_digits(field),
        }
    }

    /// The value drawn; nothing when it is empty.
    pub fn shown(&self, me: &Me, field: &Field) -> Option<Markup> {
        let value = self.values.field(&self.place.layout, field);
        let currency = match self.values.currency(field) {
            "" => &*self.base,
            currency => currency,
        };
        self.known.show(&me.reader, field, &value, currency)
    }
}

/// What is needed to draw the fields of a record.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn gathered(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    record: &Record,
) -> Result<(Values, Known, Option<access::Permit>), Trouble> {
    let values = Values::of(tx, me, place, record)?;
    let known = Known::of(tx, me, place, &values, false)?;
    let permit = if place.at.is_none() && place.may(tx, me, record.id(), Action::Change)? {
        place.permit(tx, me, Action::Change)
    } else {
        None
    };
    Ok((values, known, permit))
}
