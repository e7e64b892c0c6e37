//! Acts on many records: one field of all of them changed, or all of them deleted; taken back as one.

use std::borrow::Cow;
use std::sync::Arc;

use access::{Action, Permit};
use axum::extract::{Form, Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use feel::{Number, Value};
use maud::{Markup, html};
use model::{Entity, Field, Kind};
use records::bulk::{self, Change, Which};
use records::{Patch, Tx};

use super::Pairs;
use super::address::{Address, escaped};
use super::open::{self, Opened};
use super::page::GRID;
use super::refused;
use super::totals::MOST;
use crate::component::bulk::{Action as Act, Does};
use crate::component::button::{self, Button};
use crate::component::dialog::{self, Dialog};
use crate::component::field::of::{self, Beside};
use crate::component::field::relation;
use crate::component::form::{self, Input};
use crate::format;
use crate::http::{Events, Toast};
use crate::page::settings::recognise;
use crate::reader::Reader;
use crate::site::{Me, Trouble, Visit};

/// What may be done with the selected rows.
pub(super) struct Offered {
    icon: &'static str,
    label: Cow<'static, str>,
    url: String,
    deletes: bool,
}

/// What this person may do with many records at once; nothing leaves the rows without boxes.
pub(super) fn actions(tx: &Tx<'_>, me: &Me, opened: &Opened) -> Vec<Offered> {
    let reader = &me.reader;
    let plural = &opened.entity.plural;
    let mut offered = Vec::new();
    let change = tx.world().permit(me.actor(), &opened.entity, Action::Change).ok();
    if let Some(permit) = &change {
        if fields(&opened.entity, permit).next().is_some() {
            offered.push(Offered {
                icon: "pencil",
                label: t!(reader, "list-bulk-change"),
                url: format!("/{plural}/bulk/change"),
                deletes: false,
            });
        }
        if opened.entity.owner == model::OwnerPolicy::Creator && opened.may(tx, me, Action::Assign) {
            offered.push(Offered {
                icon: "user-round",
                label: t!(reader, "list-bulk-owner"),
                url: format!("/{plural}/bulk/change?field=owner"),
                deletes: false,
            });
        }
    }
    if opened.may(tx, me, Action::Delete) {
        offered.push(Offered {
            icon: "trash-2",
            label: t!(reader, "delete"),
            url: format!("/{plural}/bulk/delete"),
            deletes: true,
        });
    }
    offered
}

/// The bar over the foot of the list. With the number of all rows one may select beyond the page.
pub(super) fn bar(me: &Me, opened: &Opened, offered: &[Offered], count: Option<u64>) -> Markup {
    let acts: Vec<Act<'_>> = offered
        .iter()
        .map(|one| Act {
            icon: one.icon,
            label: Cow::Borrowed(&*one.label),
            does: if one.deletes { Does::Delete(&one.url) } else { Does::Dialog(&one.url) },
        })
        .collect();
    let query = opened.spelt().first_page().query();
    // The query string says which rows are meant; without any parameter they are all of the start view.
    let query = if query.is_empty() { format!("view={}", opened.view.key) } else { query };
    let shown = count.map(|count| format::number(me.reader.language, &count.to_string()));
    let everything = shown.as_deref().map(|count| (count, query.as_str()));
    crate::component::bulk::bulk(&me.reader, GRID, &acts, everything)
}

/// The fields that may be changed in many records at once.
fn fields<'e>(entity: &'e Entity, permit: &'e Permit) -> impl Iterator<Item = &'e Arc<Field>> {
    let own = entity
        .fields
        .iter()
        .enumerate()
        .filter(|(position, field)| permit.is_writable(*position) && is_offered(entity, field));
    own.map(|(_, field)| field).chain(
        entity
            .system_fields
            .iter()
            .filter(|field| &*field.name == "owner" && entity.owner == model::OwnerPolicy::Creator),
    )
}

fn is_offered(entity: &Entity, field: &Field) -> bool {
    let fits = match &field.kind {
        Kind::Relation(relation) => relation.only_target().is_some(),
        kind => matches!(
            kind,
            Kind::Text { .. }
                | Kind::Number { .. }
                | Kind::Integer
                | Kind::Money(_)
                | Kind::Percent { .. }
                | Kind::YesNo
                | Kind::Choice { .. }
                | Kind::Choices { .. }
                | Kind::Date
                | Kind::DateTime
                | Kind::Email
                | Kind::Phone
                | Kind::Url
                | Kind::Rating { .. }
        ),
    };
    fits && field.is_writable() && !field.unique && !entity.title.contains(&field.name)
}

/// The field of that name, if it may be changed in many records.
fn field_named(tx: &Tx<'_>, me: &Me, entity: &Entity, name: &str) -> Result<Arc<Field>, Trouble> {
    let permit = tx.world().permit(me.actor(), entity, Action::Change)?;
    fields(entity, &permit).find(|field| *field.name == *name).cloned().ok_or(Trouble::NotFound)
}

/// `POST /{plural}/bulk/change`: the dialog that asks which field and which value. It is told the selection.
pub(super) async fn dialog(
    visit: Visit,
    Path(plural): Path<String>,
    RawQuery(query): RawQuery,
    Form(sent): Form<Pairs>,
) -> Response {
    let wanted = super::address::pairs(query.as_deref().unwrap_or_default());
    let wanted = wanted.into_iter().find(|(name, _)| name == "field").map(|(_, value)| value);
    visit.read(move |tx, me| Ok(draw_dialog(tx, me, &plural, wanted.as_deref(), &sent)?.into_response())).await
}

/// `GET /{plural}/bulk/value?field=…`: the control of another field, into the open dialog.
pub(super) async fn value(visit: Visit, Path(plural): Path<String>, RawQuery(query): RawQuery) -> Response {
    let pairs = super::address::pairs(query.as_deref().unwrap_or_default());
    let name = pairs.into_iter().find(|(name, _)| name == "field").map(|(_, value)| value).unwrap_or_default();
    visit
        .read(move |tx, me| {
            let (entity, _) = open::entity(tx, me, &plural)?;
            let field = field_named(tx, me, &entity, &name)?;
            Ok(control(tx, me, &field)?.into_response())
        })
        .await
}

fn draw_dialog(tx: &mut Tx<'_>, me: &Me, plural: &str, wanted: Option<&str>, sent: &Pairs) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let (entity, _) = open::entity(tx, me, plural)?;
    let permit = tx.world().permit(me.actor(), &entity, Action::Change)?;
    let all: Vec<&Arc<Field>> = fields(&entity, &permit).collect();
    let chosen = match wanted {
        Some(name) => field_named(tx, me, &entity, name)?,
        None => all.first().map(|field| Arc::clone(field)).ok_or(Trouble::NotFound)?,
    };
    let action = format!("/{plural}/bulk");
    let choice = Input::new("field", t!(reader, "list-bulk-field")).scope("bulk");
    let ids: Vec<&String> = sent.iter().filter(|(name, _)| name == "id").map(|(_, value)| value).collect();
    let beyond = sent.iter().find(|(name, value)| name == "all" && !value.is_empty()).map(|(_, value)| value);
    let body = html! {
        @match beyond {
            Some(query) => { input type="hidden" name="all" value=(query); }
            None => { @for id in &ids { input type="hidden" name="id" value=(id); } }
        }
        div class="grid gap-3.5 min-w-72" {
            div id=(refused::SAID) class="empty:hidden" {}
            @if wanted == Some("owner") {
                input type="hidden" name="field" value="owner";
            } @else {
                (form::field(reader, &choice, html! {
                    select class="select w-full" id=(choice.id()) name="field" hx-get=(format!("/{plural}/bulk/value")) hx-trigger="change" hx-target="#bulk-value" hx-swap="innerHTML" hx-include="this" {
                        @for field in &all { option value=(field.name) selected[field.name == chosen.name] { (field.label.get(language)) } }
                    }
                }))
            }
            div id="bulk-value" { (control(tx, me, &chosen)?) }
        }
    };
    let count = ids.len();
    let title = match (wanted, beyond) {
        (Some("owner"), _) => t!(reader, "list-bulk-owner-title"),
        (_, Some(_)) => t!(reader, "list-bulk-title-all"),
        (_, None) => t!(reader, "list-bulk-title", count = count),
    };
    Ok(dialog::dialog(
        reader,
        &Dialog {
            id: "bulk-dialog",
            title,
            body,
            actions: html! {
                button type="button" class="btn btn-ghost btn-sm" data-close { (t!(reader, "cancel")) }
                (Button::new(t!(reader, "list-bulk-apply"), button::Act::Submit).primary().draw())
            },
            action: Some(&action),
            opens: true,
        },
    ))
}

/// The control of a field, with its label.
fn control(tx: &mut Tx<'_>, me: &Me, field: &Field) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let input = Input { scope: "bulk".into(), required: false, help: None, locked: false, ..of::input(reader, field) };
    let currency = Arc::clone(&tx.world().settings.currency);
    let codes = [&*currency];
    let drawn = match &field.kind {
        Kind::Relation(target) => {
            let target = target.only_target().map(ToString::to_string).unwrap_or_default();
            match open::few(tx, me, &target)? {
                Some(few) => html! {
                    select class="select w-full" id=(input.id()) name=(input.name) {
                        @if !field.required && &*field.name != "owner" { option value="" { "—" } }
                        @for titled in &few { option value=(titled.id) selected[titled.id == me.actor().user && &*field.name == "owner"] { (titled.title) } }
                    }
                },
                None => relation::edit(reader, &input, None, &format!("/lookup/{target}"), None),
            }
        }
        _ => {
            let beside = Beside { currency: (*currency).into(), currencies: &codes, ..Beside::default() };
            of::edit(reader, &input, field, &Value::Null, &beside)
        }
    };
    Ok(of::labelled(reader, &input, field, drawn))
}

/// `POST /{plural}/bulk`: gives the chosen field of the selected records a value.
pub(super) async fn change(visit: Visit, Path(plural): Path<String>, Form(sent): Form<Pairs>) -> Response {
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(away) => return *away,
    };
    let name = sent.iter().find(|(name, _)| name == "field").map(|(_, value)| value.clone()).unwrap_or_default();
    let (asked, form) = (me.clone(), sent.clone());
    let path = plural.clone();
    let read = visit.site.front().records().read(move |tx| {
        let (entity, _) = open::entity(tx, &asked, &path)?;
        let field = field_named(tx, &asked, &entity, &name)?;
        Ok::<_, Trouble>((
            entity,
            field.label.get(asked.reader.language.code()).to_owned(),
            patch(&asked.reader, &field, &form),
        ))
    });
    let (entity, label, patch) = match read.await {
        Ok(read) => read,
        Err(trouble) => return visit.answer(Err(trouble)),
    };
    match patch {
        Ok(patch) => run(&visit, &me, &entity, Change::Set(patch), &label, &sent).await,
        Err(id) => refused::unread(&t!(&me.reader, id, field = label, value = "")),
    }
}

/// `POST /{plural}/bulk/delete`: deletes the selected records.
pub(super) async fn delete(visit: Visit, Path(plural): Path<String>, Form(sent): Form<Pairs>) -> Response {
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(away) => return *away,
    };
    let asked = me.clone();
    let read = visit.site.front().records().read(move |tx| Ok::<_, Trouble>(open::entity(tx, &asked, &plural)?.0));
    match read.await {
        Ok(entity) => run(&visit, &me, &entity, Change::Delete, "", &sent).await,
        Err(trouble) => visit.answer(Err(trouble)),
    }
}

/// Does it, and says what was done with a way back.
async fn run(visit: &Visit, me: &Me, entity: &Arc<Entity>, change: Change, label: &str, sent: &Pairs) -> Response {
    let reader = &me.reader;
    let which = match selection(visit, me, entity, sent).await {
        Ok(Some(which)) => which,
        Ok(None) => return said(Toast::warning(t!(reader, "list-bulk-none")), StatusCode::UNPROCESSABLE_ENTITY),
        Err(trouble) => return visit.answer(Err(trouble)),
    };
    let deletes = change == Change::Delete;
    let records = visit.site.front().records();
    let actor = Arc::clone(&me.visitor.actor);
    let outcome = bulk::run(records, actor, entity.name.shared(), which, change, Arc::from(label), |_, _| {}).await;
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(records::Error::Query(problem)) => {
            return said(Toast::error(refused::sentence(reader, &problem)), StatusCode::UNPROCESSABLE_ENTITY);
        }
        Err(error) => return visit.answer(Err(error.into())),
    };
    if outcome.done == 0 && !outcome.refused.is_empty() {
        return refused::nothing(reader, &outcome, deletes);
    }
    // Undoing comes back to where it began.
    let back = here(&visit.headers).unwrap_or_else(|| format!("/{}", entity.plural));
    let undo = format!("/batches/{}/undo?to={}", outcome.batch, escaped(&back));
    let toast = refused::toast(reader, &outcome, deletes);
    let toast = if outcome.done > 0 { toast.undo(undo) } else { toast };
    // What is deleted is no longer there to be shown.
    let toast = match outcome.done > 0 && !deletes {
        true => toast.show(super::of_batch_url(entity, outcome.batch)),
        false => toast,
    };
    let events = Events::new().toast(toast).event(&format!("{}:changed", entity.plural)).close_dialog();
    (events, "").into_response()
}

/// The path and query of the page that asks.
fn here(headers: &HeaderMap) -> Option<String> {
    let url: Uri = headers.get("hx-current-url")?.to_str().ok()?.parse().ok()?;
    url.path_and_query().map(ToString::to_string)
}

fn said(toast: Toast<'_>, status: StatusCode) -> Response {
    (status, [("hx-reswap", "none")], Events::new().toast(toast), "").into_response()
}

/// The selected records: their ids, or all that a list's address finds.
async fn selection(visit: &Visit, me: &Me, entity: &Arc<Entity>, sent: &Pairs) -> Result<Option<Which>, Trouble> {
    let Some((_, query)) = sent.iter().find(|(name, value)| name == "all" && !value.is_empty()) else {
        let ids: Vec<i64> =
            sent.iter().filter(|(name, _)| name == "id").filter_map(|(_, value)| value.parse().ok()).collect();
        return Ok((!ids.is_empty()).then_some(Which::Ids(ids)));
    };
    let address = Address::read(&entity.plural, if query == "*" { "" } else { query });
    let asked = me.clone();
    let query = visit.site.front().records().read_long(move |tx| {
        let opened = Opened::at(tx, &asked, &address)?;
        if !opened.problems.is_empty() {
            return Err(Trouble::NotFound);
        }
        let query = opened.query(&Arc::clone(tx.world()), &asked)?;
        let count = records::count(tx, asked.actor(), &query, Some(MOST + 1))?;
        Ok::<_, Trouble>((count <= MOST).then_some(query))
    });
    Ok(query.await?.map(|query| Which::Query(Box::new(query))))
}

/// What the form wants the records to become.
fn patch(reader: &Reader, field: &Field, sent: &Pairs) -> Result<Patch, &'static str> {
    let all = || sent.iter().filter(|(name, _)| *name == *field.name).map(|(_, value)| value.trim());
    let typed = all().next_back().unwrap_or_default();
    let name = Arc::clone(&field.name);
    if typed.is_empty() && !matches!(field.kind, Kind::Choices { .. }) {
        return if field.required || &*field.name == "owner" {
            Err("list-filter-missing")
        } else {
            Ok(Patch::one(name, Value::Null))
        };
    }
    let value = match &field.kind {
        Kind::Number { .. } | Kind::Integer | Kind::Percent { .. } | Kind::Rating { .. } | Kind::Money(_) => {
            let plain = format::read_decimal(reader.language, typed.trim_end_matches('%').trim());
            Value::number(plain.as_deref().and_then(Number::parse).ok_or("list-filter-number")?)
        }
        Kind::YesNo => Value::Bool(typed == "true"),
        Kind::Choices { .. } => Value::list(all().filter(|value| !value.is_empty()).map(Value::text)),
        Kind::Date => Value::Date(feel::Date::from(format::read_date(typed).ok_or("list-filter-date")?)),
        Kind::DateTime => {
            let local = format::read_date_time(typed).ok_or("list-filter-date")?;
            let moment = local.to_zoned_datetime(reader.zone.clone()).map_err(|_| "list-filter-date")?;
            Value::DateTime(feel::DateTime::from_micros(moment.timestamp().as_microsecond()))
        }
        Kind::Relation(_) => Value::from(typed.parse::<i64>().map_err(|_| "list-filter-record")?),
        _ => Value::text(typed),
    };
    Ok(Patch::one(name, value))
}
