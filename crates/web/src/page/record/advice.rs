//! What the rules advise about a record: it is saved all the same, but somebody should look at it.

use maud::{Markup, html};
use records::{FieldProblem, Record, Tx, check};

use super::place::Place;
use super::said;
use crate::component::state;
use crate::http::Toast;
use crate::reader::Reader;
use crate::site::{Me, Trouble};

/// By this name a form says that it shows advice.
pub(super) const TOLD: &str = "~told";

/// The id of the place of advice in a form.
pub(super) fn place_of(quick: bool) -> &'static str {
    if quick { "quick-advice" } else { "form-advice" }
}

/// The place of the advice on the page, empty where there is none.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn draw(tx: &mut Tx<'_>, me: &Me, record: &Record) -> Result<Markup, Trouble> {
    let advice = inside(tx, me, record)?;
    Ok(html! { div id="advice" class="empty:hidden px-5 pt-3 max-md:px-3.5" { (advice) } })
}

/// What stands in that place.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn inside(tx: &mut Tx<'_>, me: &Me, record: &Record) -> Result<Markup, Trouble> {
    let found = check::warnings(tx, me.actor(), record)?;
    Ok(listed(&me.reader, &found))
}

/// The advice in a box.
pub(super) fn listed(reader: &Reader, found: &[FieldProblem]) -> Markup {
    let sentences: Vec<String> = found.iter().map(|problem| said::problem(reader, problem)).collect();
    state::advice(&t!(reader, "record-advice"), &sentences)
}

/// "Saved, but …": what is to be said of a record that was just created.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn of_new(tx: &mut Tx<'_>, me: &Me, record: &Record) -> Result<Option<Toast<'static>>, Trouble> {
    let found = check::warnings(tx, me.actor(), record)?;
    Ok(saved_but(&me.reader, found.iter()))
}

/// "Saved, but …": what is to be said after a change that it brought about.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn news(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    before: &Record,
    after: &Record,
) -> Result<Option<Toast<'static>>, Trouble> {
    if place.entity().rules.iter().all(|rule| rule.level == model::Level::Error) {
        return Ok(None);
    }
    let known = check::warnings(tx, me.actor(), before)?;
    let fresh = check::warnings(tx, me.actor(), after)?.into_iter().filter(|problem| !known.contains(problem));
    let fresh: Vec<FieldProblem> = fresh.collect();
    Ok(saved_but(&me.reader, fresh.iter()))
}

fn saved_but<'p>(reader: &Reader, advice: impl Iterator<Item = &'p FieldProblem>) -> Option<Toast<'static>> {
    let words: Vec<String> = advice.map(|problem| said::problem(reader, problem)).collect();
    let said = (!words.is_empty()).then(|| t!(reader, "record-saved-but", advice = words.join(" ")).into_owned());
    said.map(Toast::warning)
}
