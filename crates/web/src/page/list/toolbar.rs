//! What stands over the rows: views, search, chips, the filter builder, order, columns, more.

use std::borrow::Cow;

use access::Action;
use maud::{Markup, html};
use model::{Field, Kind};
use records::Tx;

use super::address::Step;
use super::export;
use super::field;
use super::meaning;
use super::open::{self, Opened};
use super::rows;
use crate::component::bar;
use crate::component::button::{Act, Button};
use crate::component::columns::{self, Choice};
use crate::component::field::{date, relation};
use crate::component::filter::{self, Chip, Filter, Offer};
use crate::component::form::Input;
use crate::component::grid;
use crate::component::menu::{self, Item};
use crate::component::tabs::{self, Tab};
use crate::page::record::batch_kind;
use crate::reader::Reader;
use crate::site::{Me, Trouble};

/// The tabs of the views.
pub(super) fn views(tx: &Tx<'_>, me: &Me, opened: &Opened) -> Markup {
    let plural = &opened.entity.plural;
    let tabs: Vec<Tab<'_>> = opened
        .views
        .all
        .iter()
        .map(|view| Tab {
            label: Cow::Borrowed(&*view.label),
            href: format!("/{plural}?view={}", view.key).into(),
            icon: if view.key == opened.views.start { Some("star") } else { view.icon() },
            count: None,
            current: view.key == opened.view.key,
        })
        .collect();
    let add = may_save(tx, me).then(|| opened.spelt().first_page().beside("views/new"));
    tabs::views(&me.reader, &tabs, add.as_deref())
}

/// Whether this person may save views at all.
fn may_save(tx: &Tx<'_>, me: &Me) -> bool {
    let kept = tx.model().entity(super::view::SAVED_VIEW);
    kept.is_some_and(|entity| tx.world().permit(me.actor(), entity, Action::Create).is_ok())
}

/// The bar under the views.
pub(super) fn bar(tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let spelt = opened.spelt().first_page();
    let plural = format!("/{}", opened.entity.plural);
    let keep: Vec<(String, String)> = spelt
        .pairs()
        .into_iter()
        .filter(|(name, _)| *name != "q")
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let builder = filter::later(
        reader,
        &format!("filter-{}", reader.now.as_microsecond()),
        &opened.spelt().first_page().beside("filter"),
    );
    let chips = html! { (batch_chip(tx, me, opened)?) (chips(tx, me, opened)?) };
    let searches = opened.entity.features.search && opened.entity.searchable().next().is_some();
    let left = html! {
        @if searches { (bar::search(reader, &plural, &opened.words, &keep)) }
        @if opened.filter.is_some() || opened.address.batch.is_some() { div class="flex items-center gap-1.5 md:min-w-0 md:overflow-x-auto [scrollbar-width:none]" { (chips) } }
        (builder)
    };
    let changed = opened.is_changed() && may_save(tx, me);
    let right = html! {
        @if changed {
            span class="text-xs text-ink-3 whitespace-nowrap max-2xl:hidden" { (t!(reader, "list-changed")) }
            button type="button" class="btn btn-ghost btn-sm text-link! only-desk" hx-get=(spelt.beside("views/new")) hx-target="#dialogs" hx-swap="innerHTML" { (t!(reader, "list-save-view")) }
        }
        (order(tx, me, opened))
        (chooser(me, opened))
        (more(tx, me, opened))
    };
    Ok(bar::bar(reader, left, right))
}

/// The chip of the batch of changes that the records come from: `import accounts.csv`.
fn batch_chip(tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<Markup, Trouble> {
    let Some(id) = opened.address.batch else { return Ok(html! {}) };
    let reader = &me.reader;
    let remove = opened.spelt().of_any_batch().url();
    // Of what this person may not see no record is shown either.
    let batch = records::batch::get(tx, me.actor(), id)?;
    let kind = batch.as_ref().map_or_else(|| t!(reader, "list-batch-unknown"), |batch| batch_kind(reader, batch.kind));
    let label = batch.as_ref().map_or("", |batch| &batch.label);
    Ok(filter::fixed_chip(reader, &kind, label, &remove))
}

fn chips(tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let Some(filter) = &opened.filter else { return Ok(html! {}) };
    let spelt = opened.spelt();
    let Some(plain) = filter.plain() else {
        return Ok(filter::nested_chip(reader, filter.tests().len(), &spelt.filtered(None).url()));
    };
    let currency = tx.world().settings.currency.to_string();
    let mut chips = Vec::new();
    for (index, read) in opened.tests.iter().enumerate().take(plain.len()) {
        let value = match (&read.field, &read.meant) {
            (Some(field), Some(meant)) => {
                let titles = titles(tx, me, field, meant)?;
                let title = |id: i64| {
                    titles
                        .iter()
                        .find(|titled| titled.id == id)
                        .map_or_else(|| format!("#{id}"), |titled| titled.title.clone())
                };
                meaning::words(reader, field, &currency, meant, &title)
            }
            _ => read.given.join(", "),
        };
        let rest: Vec<Filter> = plain
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, test)| Filter::Test((*test).clone()))
            .collect();
        let rest = (!rest.is_empty()).then_some(Filter::All(rest));
        chips.push(Chip {
            field: Cow::Borrowed(&*read.label),
            op: filter::label(reader, read.op),
            value: value.into(),
            remove: spelt.filtered(rest).url().into(),
        });
    }
    Ok(filter::chips(reader, &chips))
}

/// The titles of the records a test names.
fn titles(tx: &mut Tx<'_>, me: &Me, field: &Field, meant: &meaning::Meant) -> Result<Vec<records::Titled>, Trouble> {
    let meaning::Meant::Ids(ids) = meant else { return Ok(Vec::new()) };
    let targets: Vec<String> = match field.kind.shown() {
        Kind::Relation(relation) => relation.to.iter().map(ToString::to_string).collect(),
        Kind::Relations(relations) => vec![relations.to.to_string()],
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for target in targets {
        found.extend(records::titles(tx, me.actor(), &target, ids)?);
    }
    Ok(found)
}

/// The filter builder: asked for when somebody opens it, because it looks up what may be chosen.
pub(super) fn builder(tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let fields: Vec<std::sync::Arc<Field>> =
        field::all(&opened.entity, &opened.permit).filter(|field| is_offered(field)).cloned().collect();
    let mut offers = Vec::new();
    for field in &fields {
        let label = field.label.get(reader.language.code()).to_owned();
        let ops = field.kind.operators().to_vec();
        let known = known(tx, me, opened, field)?;
        offers.push(Offer {
            name: &field.name,
            input: input(tx, me, opened, field, &label, &known)?,
            label: label.into(),
            ops,
        });
    }
    let mut address = opened.spelt().filtered(None);
    address.own = true;
    // What people typed comes back as they type it, not as it stands in the URL.
    let mut tests = opened.tests.iter();
    let shown = opened.filter.clone().map(|mut filter| {
        retype(reader, &mut filter, &mut tests);
        filter
    });
    Ok(filter::inside(reader, &address.url(), &offers, shown.as_ref()))
}

/// The titles of the records that the filter names in a field, as JSON for the builder.
fn known(tx: &mut Tx<'_>, me: &Me, opened: &Opened, field: &Field) -> Result<String, Trouble> {
    let mut known = serde_json::Map::new();
    for read in &opened.tests {
        if let (Some(of), Some(meant)) = (&read.field, &read.meant)
            && of.name == field.name
        {
            known.extend(
                titles(tx, me, of, meant)?.into_iter().map(|titled| (titled.id.to_string(), titled.title.into())),
            );
        }
    }
    Ok(serde_json::Value::Object(known).to_string())
}

/// Puts the values into the words of the reader's language.
fn retype<'r>(reader: &Reader, filter: &mut Filter, tests: &mut impl Iterator<Item = &'r open::Read>) {
    match filter {
        Filter::All(parts) | Filter::Any(parts) => parts.iter_mut().for_each(|part| retype(reader, part, tests)),
        Filter::Test(test) => {
            if let Some(meant) = tests.next().and_then(|read| read.meant.as_ref()) {
                test.values = meaning::typed(reader, meant);
            }
        }
    }
}

/// Whether the builder offers a field.
fn is_offered(field: &Field) -> bool {
    let asked = !matches!(field.kind.shown(), Kind::Json | Kind::Lines(_));
    asked && field.kind.is_filterable() && !matches!(&*field.name, "id" | "version")
}

/// The input of one value; `known` are the titles of the records the filter names, as JSON.
fn input(
    tx: &mut Tx<'_>,
    me: &Me,
    opened: &Opened,
    field: &Field,
    label: &str,
    known: &str,
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let plain = |mode: &str, hint: &str| {
        html! { input class="input" type="text" inputmode=(mode) name="value" aria-label=(label) placeholder=[(!hint.is_empty()).then_some(hint)] autocomplete="off"; }
    };
    Ok(match field.kind.shown() {
        Kind::Choice { choices } | Kind::Choices { choices } => html! {
            select class="select" name="value" aria-label=(label) {
                @for choice in choices { option value=(choice.value) { (choice.label.get(language)) } }
            }
        },
        Kind::YesNo => html! {
            select class="select" name="value" aria-label=(label) {
                option value="true" { (t!(reader, "yes")) }
                option value="false" { (t!(reader, "no")) }
            }
        },
        Kind::Date | Kind::DateTime => date::edit_typed(reader, &Input::new("value", label), ""),
        Kind::Number { .. } | Kind::Money(_) | Kind::Percent { .. } => plain("decimal", ""),
        Kind::Integer | Kind::Rating { .. } => plain("numeric", ""),
        Kind::Duration => plain("text", "1:30"),
        Kind::Relation(target) => match target.only_target() {
            Some(only) => related(tx, me, only, label, known)?,
            // Of one of several entities: they are looked up together.
            None => picked(reader, label, known, &format!("/lookup/{}/{}", opened.entity.plural, field.name)),
        },
        Kind::Relations(target) => related(tx, me, &target.to, label, known)?,
        _ => plain("text", ""),
    })
}

/// A record of one entity: chosen from a list where there are only few, else looked up.
fn related(tx: &mut Tx<'_>, me: &Me, target: &str, label: &str, known: &str) -> Result<Markup, Trouble> {
    Ok(match open::few(tx, me, target)? {
        Some(few) => html! {
            select class="select" name="value" aria-label=(label) {
                @for titled in &few { option value=(titled.id) { (titled.title) } }
            }
        },
        None => picked(&me.reader, label, known, &format!("/lookup/{target}")),
    })
}

/// A record that is looked up by typing.
fn picked(reader: &Reader, label: &str, known: &str, url: &str) -> Markup {
    let control = relation::edit(reader, &Input::new("value", label), None, url, None);
    html! { span class="contents" data-titles=(known) { (control) } }
}

/// The order, and the orders one may choose.
fn order(tx: &Tx<'_>, me: &Me, opened: &Opened) -> Markup {
    let reader = &me.reader;
    let language = reader.language.code();
    let base = opened.address.first_page();
    let mut choices: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    let mut offer = |name: &str, label: &str| {
        let steps = next(opened, name);
        choices.push((label.to_owned().into(), base.sorted(steps).url().into()));
    };
    if let Some(title) = rows::single_title(&opened.entity) {
        offer(&title.name, title.label.get(language));
    }
    for found in &opened.columns {
        if field::sort_path(tx.world(), me.actor(), found).is_some() {
            offer(&found.path.join("."), &found.label);
        }
    }
    for name in ["changed_at", "created_at"] {
        let is_column = opened.columns.iter().any(|found| found.path.join(".") == name);
        if let Some(field) = opened.entity.field(name).filter(|_| !is_column) {
            offer(name, field.label.get(language));
        }
    }
    grid::order(reader, &order_words(tx, me, opened), &choices)
}

/// The order in words: the name of the first field.
pub(super) fn order_words(tx: &Tx<'_>, me: &Me, opened: &Opened) -> String {
    let language = me.reader.language.code();
    let first = opened.sort.first();
    let found = first.and_then(|step| field::find(tx.world(), me.actor(), &opened.entity, &step.name, language));
    found.map_or_else(|| t!(&me.reader, "order").into_owned(), |found| found.label)
}

/// The order after a click on a field: up, down, up.
pub(super) fn next(opened: &Opened, name: &str) -> Vec<Step> {
    let now = opened.sort.first().filter(|step| step.name == name);
    vec![Step { name: name.to_owned(), descending: now.is_some_and(|step| !step.descending) }]
}

fn chooser(me: &Me, opened: &Opened) -> Markup {
    let reader = &me.reader;
    let language = reader.language.code();
    let title_label = match rows::single_title(&opened.entity) {
        Some(title) => title.label.get(language).to_owned(),
        None => opened.entity.label.get(language).to_owned(),
    };
    let title_name = opened.entity.title.first().map_or("", |name| name);
    let names: Vec<String> = opened.columns.iter().map(|found| found.path.join(".")).collect();
    let mut choices = vec![Choice { name: title_name, label: title_label.into(), shown: true, pinned: true }];
    for (found, name) in opened.columns.iter().zip(&names) {
        choices.push(Choice { name, label: Cow::Borrowed(&*found.label), shown: true, pinned: false });
    }
    for field in field::all(&opened.entity, &opened.permit) {
        let is_title = opened.entity.title.contains(&field.name);
        if is_title
            || field.hidden_in_lists
            || !field::is_column(field)
            || names.iter().any(|name| **name == *field.name)
        {
            continue;
        }
        let label = Cow::Borrowed(field.label.get(language));
        choices.push(Choice { name: &field.name, label, shown: false, pinned: false });
    }
    let url = opened.address.beside("columns");
    columns::chooser(reader, &url, &url, &choices)
}

fn more(tx: &Tx<'_>, me: &Me, opened: &Opened) -> Markup {
    let reader = &me.reader;
    let spelt = opened.spelt().first_page();
    let mut items: Vec<Item<'_>> = Vec::new();
    if opened.may(tx, me, Action::Export) {
        let mut kinds = vec![
            ("format=csv", "file-text", "list-export-csv"),
            ("format=xlsx", "file-spreadsheet", "list-export-xlsx"),
        ];
        if export::offers_lines(tx, me, opened) {
            kinds.push(("format=csv&lines=1", "list", "list-export-lines-csv"));
            kinds.push(("format=xlsx&lines=1", "list", "list-export-lines-xlsx"));
        }
        for (asked, symbol, label) in kinds {
            let url = spelt.beside("export");
            let mark = if url.contains('?') { '&' } else { '?' };
            items.push(Item::Download {
                icon: symbol,
                label: crate::text(reader.language, label),
                href: format!("{url}{mark}{asked}").into(),
            });
        }
    }
    if may_save(tx, me) {
        if !items.is_empty() {
            items.push(Item::Line);
        }
        items.push(Item::Get {
            icon: "bookmark",
            label: t!(reader, "list-save-as"),
            url: spelt.beside("views/new").into(),
            target: "#dialogs",
        });
        let key = &opened.view.key;
        let plural = &opened.entity.plural;
        if let Some(saved) = opened.view.saved.as_ref().filter(|saved| saved.mine || me.is_administrator()) {
            items.push(Item::Get {
                icon: "pencil",
                label: t!(reader, "list-edit-view"),
                url: format!("/{plural}/views/{}", saved.id).into(),
                target: "#dialogs",
            });
            items.push(Item::Delete {
                label: t!(reader, "list-delete-view"),
                url: format!("/{plural}/views/{}", saved.id).into(),
                confirm: None,
            });
        }
        if *key != opened.views.start {
            items.push(Item::Post {
                icon: "star",
                label: t!(reader, "list-start-view"),
                url: format!("/{plural}/views/start?view={key}").into(),
            });
        }
    }
    if opened.may(tx, me, Action::Delete) {
        if !items.is_empty() {
            items.push(Item::Line);
        }
        items.push(Item::Link {
            icon: "trash-2",
            label: t!(reader, "list-deleted"),
            href: format!("/{}/deleted", opened.entity.plural).into(),
            key: None,
        });
    }
    if items.is_empty() {
        return html! {};
    }
    html! {
        (Button::new(t!(reader, "more"), Act::Popover("list-more")).ghost().icon("ellipsis").square().draw())
        (menu::menu("list-more", &t!(reader, "more"), &items))
    }
}
