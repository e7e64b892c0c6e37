//! All fields of a record by the sections of its form, and its line items.

use std::sync::Arc;

use maud::{Markup, html};
use model::{Field, Kind};
use records::{Record, Tx, Way};

use super::facts::{Facts, gathered};
use super::known::Known;
use super::place::Place;
use super::values::Values;
use super::{lines, sections};
use crate::component::facts::{self, Fact};
use crate::component::field::of;
use crate::component::icon_small;
use crate::site::{Me, Trouble};

/// All sections of the form with their values, and the line items.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn draw(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let (values, known, permit) = gathered(tx, me, place, record)?;
    let base = Arc::clone(&tx.world().settings.currency);
    let entity = Arc::clone(place.entity());
    let mut grids = Vec::new();
    // Line items are records of their own: of the past, only what this one itself held is told.
    for field in entity.lines().filter(|field| place.at.is_none() && place.sees(field)) {
        grids.push((Arc::clone(&field.name), grid(tx, me, place, field, record.id())?));
    }
    let shown = Facts { place, values: &values, known: &known, permit, base };
    let url = place.url(record.id());
    let mut drawn = Vec::new();
    let closed = sections::closed(tx, me, record)?;
    for section in entity.form.sections.iter().filter(|section| !closed.contains(&section.name)) {
        let fields: Vec<&Arc<Field>> = section.fields.iter().filter_map(|name| place.field(name)).collect();
        let facts: Vec<Fact<'_>> = fields
            .iter()
            .filter(|field| !matches!(field.kind, Kind::Lines(_)))
            .map(|field| shown.fact(me, field))
            .collect();
        let tables: Vec<&Markup> = fields
            .iter()
            .filter_map(|field| grids.iter().find(|(name, _)| *name == field.name))
            .map(|(_, grid)| grid)
            .collect();
        if facts.is_empty() && tables.is_empty() {
            continue;
        }
        let label = section.label.get(language);
        let content = html! {
            @for table in &tables { (table) }
            div class="dl-wide" { (facts::facts(reader, &url, &facts)) }
        };
        drawn.push(html! {
            @if section.folded {
                details class="rec-sec" data-fold=(format!("{}-{}", entity.plural, section.name)) {
                    summary { (icon_small("chevron-right")) h2 class="text-sm" { (label) } }
                    (content)
                }
            } @else {
                section class="rec-sec" { h2 class="text-sm mb-1" { (label) } (content) }
            }
        });
    }
    Ok(html! { @for section in &drawn { (section) } })
}

/// The line items as a table, with the sums of amounts under it.
fn grid(tx: &mut Tx<'_>, me: &Me, place: &Place, field: &Field, id: i64) -> Result<Markup, Trouble> {
    let Kind::Lines(of) = &field.kind else { return Ok(html! {}) };
    let Ok(line) = Place::named(tx, me, &of.entity) else { return Ok(html! {}) };
    if Way::find(tx.model(), place.entity(), &field.name).is_none() {
        return Ok(html! {});
    }
    let reader = &me.reader;
    let language = reader.language.code();
    let columns: Vec<Arc<Field>> = line
        .entity()
        .fields
        .iter()
        .filter(|column| {
            column.name != of.by
                && lines::order(line.entity()) != Some(&*column.name)
                && !column.hidden_in_lists
                && line.sees(column)
        })
        .filter(|column| {
            !matches!(column.kind, Kind::Lines(_) | Kind::Relations(_) | Kind::RichText { .. } | Kind::LongText { .. })
        })
        .take(8)
        .cloned()
        .collect();
    let mut rows = Vec::new();
    // A column that says nothing, or only again what another says, takes the place of those that do.
    let mut says = vec![false; columns.len()];
    let base = Arc::clone(&tx.world().settings.currency);
    for id in lines::ids(tx, me, place, field, id)? {
        let record = records::get(tx, me.actor(), line.name(), id)?;
        let values = Values::of(tx, me, &line, &record)?;
        let known = Known::of(tx, me, &line, &values, false)?;
        let facts = Facts { place: &line, values: &values, known: &known, permit: None, base: Arc::clone(&base) };
        for (says, column) in says.iter_mut().zip(&columns) {
            *says |= !values.get(&column.name).is_null() && !repeats(&columns, column, &values, &known);
        }
        rows.push(columns.iter().map(|column| facts.shown(me, column)).collect::<Vec<_>>());
    }
    let says = |index: usize| rows.is_empty() || says[index];
    let columns: Vec<(usize, &Arc<Field>)> = columns.iter().enumerate().filter(|(index, _)| says(*index)).collect();
    Ok(html! {
        div class="overflow-x-auto mb-3" {
            table class="lines-t" {
                caption class="sr-only" { (field.label.get(language)) }
                thead { tr { @for (_, column) in &columns { th scope="col" class=[of::has_digits(column).then_some("text-end")] { (column.label.get(language)) } } } }
                tbody {
                    @for row in &rows {
                        tr { @for (index, column) in &columns { td class=[of::has_digits(column).then_some("num text-end")] { @match &row[*index] { Some(value) => { (value) } None => { span class="text-ink-3" { "—" } } } } } }
                    }
                    @if rows.is_empty() { tr { td class="text-ink-3" colspan=(columns.len().max(1)) { (t!(reader, "record-lines-none")) } } }
                }
            }
        }
    })
}

/// Whether a text is the very name of a record that the row points to: of a product, its description.
fn repeats(columns: &[Arc<Field>], column: &Field, values: &Values, known: &Known) -> bool {
    let Some(text) = values.get(&column.name).as_text() else { return false };
    let pointed = columns.iter().filter(|other| matches!(other.kind, Kind::Relation(_)));
    pointed.flat_map(|other| values.ids(&other.name)).any(|id| known.title(id) == Some(text))
}
