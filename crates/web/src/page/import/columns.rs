//! The second step: which column goes where, what matches records that are there, and what else a run must know.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use documents::import::{self, Absent, Choice, Duplicates, Empty, Existing, Missing, Plan, RelatedPlan, Unreadable};
use maud::{Markup, html};
use records::Tx;

use super::super::settings::{Sent, card, recognise};
use super::check::begun;
use super::draft::Draft;
use super::start::framed;
use super::{sentences, trouble};
use crate::component::button::{Act, Button};
use crate::component::tag::{self, Hue};
use crate::component::{form, icon_small};
use crate::format;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/import/draft/{id}/columns", get(show).post(choose))
        .route("/import/draft/{id}/reading", post(read_again))
}

/// How many keys can be given, and of how many fields each.
const KEYS: usize = 3;
const KEY_FIELDS: usize = 3;
/// How sure a likely duplicate must be to be changed instead of created.
const CERTAIN: f64 = 0.92;

async fn show(visit: Visit, Path(id): Path<i64>) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let Some(draft) = Draft::open_still(tx, me, id)? else { return begun(tx, me, &headers, id) };
            Ok(page(tx, me, id, &draft, &[])?.into_response())
        })
        .await
}

async fn choose(visit: Visit, Path(id): Path<i64>, sent: Sent) -> Response {
    visit
        .write(move |tx, me| {
            let draft = Draft::find(tx, me, id)?;
            let choices = choices(tx, me, &draft)?;
            let plan = chosen(draft.plan(), &sent, &choices);
            if plan.columns.iter().all(|column| column.target.is_none()) {
                let text = t!(me.reader, "import-no-column").into_owned();
                let answer = page(tx, me, id, &draft.with_plan(plan), &[text])?;
                return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
            }
            // The trial of a plan that stays still holds, unless it failed.
            let holds = plan == *draft.plan() && draft.trial(tx)?.is_some_and(|job| job.state != jobs::State::Failed);
            if !holds {
                let mut draft = draft;
                draft.forget_trial(tx).map_err(trouble)?;
                let draft = draft.with_plan(plan).try_out(tx, me, id).map_err(trouble)?;
                draft.save(tx)?;
            }
            Ok(Redirect::to(&format!("/import/draft/{id}/check")).into_response())
        })
        .await
}

/// The plan as the form says it.
fn chosen(before: &Plan, sent: &Sent, choices: &[Choice]) -> Plan {
    let mut plan = before.clone();
    let unreadable = if sent.get("unreadable") == "leave_out" { Unreadable::LeaveOut } else { Unreadable::Refuse };
    for column in &mut plan.columns {
        let name = format!("to:{}", column.index);
        if sent.has(&name) {
            let target = Some(sent.get(&name))
                .filter(|path| choices.iter().any(|choice| choice.path == **path))
                .map(str::to_owned);
            if target != column.target {
                // A person chose it: what was guessed about another target no longer holds.
                column.guessed = None;
                column.translate.clear();
                column.target = target;
            }
        }
        column.unreadable = unreadable;
    }
    let relation_of = |path: &str| {
        let link = choices.iter().find(|choice| choice.path == path)?.link.clone()?;
        let field = path.strip_prefix(&*link)?.strip_prefix('.')?.to_owned();
        Some((link, field))
    };
    let mut related: Vec<RelatedPlan> = Vec::new();
    for (relation, field) in plan.targets().filter_map(relation_of) {
        if related.iter().any(|known| known.relation == relation) {
            continue;
        }
        let known = before.related.iter().find(|known| known.relation == relation);
        let sent_by = sent.get(&format!("by:{relation}"));
        let fields: Vec<String> = plan
            .targets()
            .filter_map(relation_of)
            .filter(|(other, _)| *other == relation)
            .map(|(_, field)| field)
            .collect();
        let by = [sent_by, known.map_or("", |known| known.by.as_str())]
            .into_iter()
            .find(|by| fields.iter().any(|field| field == by));
        let absent = match (sent.get(&format!("absent:{relation}")), known) {
            ("create", _) => Absent::Create,
            ("leave_empty", _) => Absent::LeaveEmpty,
            ("refuse", _) => Absent::Refuse,
            (_, Some(known)) => known.absent,
            (_, None) if is_required(choices, &relation) => Absent::Refuse,
            (_, None) => Absent::LeaveEmpty,
        };
        related.push(RelatedPlan { by: by.map_or(field, str::to_owned), absent, relation });
    }
    plan.related = related;
    let targets: BTreeSet<&str> = plan.columns.iter().filter_map(|column| column.target.as_deref()).collect();
    let key = |number: usize| -> Vec<String> {
        let mut fields: Vec<String> = Vec::new();
        for place in 0..KEY_FIELDS {
            let field = sent.get(&format!("key:{number}:{place}"));
            if !field.is_empty() && targets.contains(field) && !fields.iter().any(|known| known == field) {
                fields.push(field.to_owned());
            }
        }
        fields
    };
    if sent.has("key:0:0") {
        plan.match_by = (0..KEYS).map(key).filter(|fields| !fields.is_empty()).collect();
    }
    plan.empty = if sent.get("empty") == "clear" { Empty::Clear } else { Empty::Keep };
    plan.existing = match sent.get("existing") {
        "skip" => Existing::Skip,
        "fail" => Existing::Fail,
        _ => Existing::Update,
    };
    plan.missing = if sent.get("missing") == "skip" { Missing::Skip } else { Missing::Create };
    plan.duplicates = match sent.get("duplicates") {
        "warn" => Duplicates::Warn,
        "match" => Duplicates::TreatAsMatch { certain: CERTAIN },
        _ => Duplicates::Ignore,
    };
    plan
}

/// Reads the file again: another sheet, another row of names, another encoding or delimiter.
async fn read_again(visit: Visit, Path(id): Path<i64>, sent: Sent) -> Response {
    let me = match recognise(&visit).await {
        Ok(me) => me,
        Err(answer) => return *answer,
    };
    let records = visit.site.front().records().clone();
    let asked = me.clone();
    let draft = match records.read(move |tx| Draft::find(tx, &asked, id)).await {
        Ok(draft) => draft,
        Err(trouble) => return visit.answer(Err(trouble)),
    };
    let (house, asked) = (records.clone(), me.clone());
    let looked = tokio::task::spawn_blocking(move || look_again(&house, &asked, draft, &sent)).await;
    let draft = match looked {
        Ok(Ok(draft)) => draft,
        Ok(Err(error)) => match sentences(&me.reader, &error) {
            Some(texts) => {
                return visit
                    .read(move |tx, me| {
                        let draft = Draft::find(tx, me, id)?;
                        let answer = page(tx, me, id, &draft, &texts)?;
                        Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
                    })
                    .await;
            }
            None => return visit.answer(Err(trouble(error))),
        },
        Err(error) => return visit.answer(Err(Trouble::Internal(error.to_string()))),
    };
    visit
        .write(move |tx, _| {
            draft.save(tx)?;
            Ok(Redirect::to(&format!("/import/draft/{id}/columns")).into_response())
        })
        .await
}

fn look_again(records: &records::Records, me: &Me, draft: Draft, sent: &Sent) -> import::Result<Draft> {
    let mut reading = draft.plan().reading.clone();
    if sent.has("encoding") {
        reading.encoding = Some(sent.get("encoding").to_owned()).filter(|label| !label.is_empty());
    }
    if sent.has("delimiter") {
        reading.delimiter = match sent.raw("delimiter") {
            "tab" => Some('\t'),
            other => other.chars().next(),
        };
    }
    let (mut workbook, _file) = draft.open(records.database(), reading.clone())?;
    let wanted = sent.get("sheet").parse().ok().filter(|sheet| *sheet < workbook.sheets().len());
    let sheet = wanted.unwrap_or_else(|| workbook.suggested_sheet());
    let header = match sent.get("header") {
        // A sheet of its own has a row of names of its own.
        _ if sheet != draft.plan().sheet => workbook.header(sheet)?,
        "" => workbook.header(sheet)?,
        "none" => workbook.header_at(sheet, None)?,
        row => workbook.header_at(sheet, row.parse().ok())?,
    };
    let mut suggestion =
        import::suggest_for(&records.world(), me.actor(), &mut workbook, &draft.entity, sheet, &header)?;
    suggestion.plan.reading = reading;
    Ok(Draft { encoding: workbook.encoding().map(str::to_owned), suggestion, trial: None, ..draft })
}

fn choices(tx: &Tx<'_>, me: &Me, draft: &Draft) -> Result<Vec<Choice>, Trouble> {
    import::choices(tx.world(), me.actor(), &draft.entity, me.reader.language.code()).map_err(trouble)
}

fn page(tx: &mut Tx<'_>, me: &Me, id: i64, draft: &Draft, wrong: &[String]) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let choices = choices(tx, me, draft)?;
    let plan = draft.plan();
    let content = html! {
        @for text in wrong { (form::problem(text)) }
        (file_card(reader, id, draft))
        form method="post" action=(format!("/import/draft/{id}/columns")) novalidate {
            (form::token(reader))
            (card(&t!(reader, "import-step-columns"), &t!(reader, "import-columns-about"), html! {}, html! {
                ul class="mt-2 pb-1" {
                    @for (place, _) in plan.columns.iter().enumerate() { (column(reader, draft, place, &choices)) }
                }
            }))
            (matching(reader, plan, &choices))
            (related(reader, plan, &choices))
            (rules(reader, plan))
            (form::actions(html! {
                (Button::new(t!(reader, "cancel"), Act::Link("/import")).ghost().draw())
                (Button::new(t!(reader, "import-to-check"), Act::Submit).primary().draw())
            }))
        }
    };
    Ok(framed(tx, me, 1, Some(id), content))
}

/// The file, and how it is read.
fn file_card(reader: &Reader, id: i64, draft: &Draft) -> Markup {
    let plan = draft.plan();
    let is_text = matches!(draft.format.as_str(), "CSV" | "TSV");
    let about = html! {
        (draft.format) " · " (format::file_size(reader.language, draft.size))
        @if let Some(encoding) = &draft.encoding { " · " (encoding) }
        @if draft.sheets.len() > 1 { " · " (t!(reader, "import-sheet-named", sheet = draft.sheets[plan.sheet.min(draft.sheets.len() - 1)].as_str())) }
        " · " @match plan.header { Some(row) => { (t!(reader, "import-header-row", row = row)) } None => { (t!(reader, "import-header-none")) } }
    };
    let header = plan.header.map_or("none".to_owned(), |row| row.to_string());
    let rows: Vec<u64> = (1..=15).chain(plan.header.filter(|row| *row > 15)).collect();
    html! {
        section class="fsec" {
            details {
                summary class="flex items-center gap-3 px-4 py-2.5 cursor-pointer" {
                    span class="min-w-0 grow" { b class="font-semibold break-all" { (draft.file) } span class="block text-xs text-ink-3" { (about) } }
                    span class="text-link text-xs" { (t!(reader, "import-read-otherwise")) }
                }
                form method="post" action=(format!("/import/draft/{id}/reading")) class="border-t border-line" {
                    (form::token(reader))
                    div class="form-grid" {
                        @if draft.sheets.len() > 1 {
                            label class="field" { span class="flabel" { (t!(reader, "import-sheet")) }
                                select class="select w-full" name="sheet" { @for (place, name) in draft.sheets.iter().enumerate() { option value=(place) selected[place == plan.sheet] { (name) } } }
                            }
                        }
                        @if draft.format != "vCard" {
                            label class="field" { span class="flabel" { (t!(reader, "import-header")) }
                                select class="select w-full" name="header" {
                                    option value="none" selected[plan.header.is_none()] { (t!(reader, "import-header-none")) }
                                    @for row in rows { option value=(row) selected[header == row.to_string()] { (t!(reader, "import-header-row", row = row)) } }
                                }
                            }
                        }
                        @if is_text {
                            label class="field" { span class="flabel" { (t!(reader, "import-delimiter")) }
                                select class="select w-full" name="delimiter" {
                                    option value="" { (t!(reader, "import-detect")) }
                                    @for (value, sign, label) in [(",", ',', ","), (";", ';', ";"), ("tab", '\t', "Tab"), ("|", '|', "|")] { option value=(value) selected[plan.reading.delimiter == Some(sign)] { (label) } }
                                }
                            }
                        }
                        @if is_text || draft.format == "vCard" {
                            label class="field" { span class="flabel" { (t!(reader, "import-encoding")) }
                                select class="select w-full" name="encoding" {
                                    option value="" { (t!(reader, "import-detect")) }
                                    @for name in ["utf-8", "windows-1251", "windows-1252", "koi8-r", "koi8-u", "utf-16le", "utf-16be", "ibm866", "iso-8859-5"] { option value=(name) selected[plan.reading.encoding.as_deref() == Some(name)] { (name) } }
                                }
                            }
                        }
                    }
                    div class="px-4 pb-4 flex justify-end" { (Button::new(t!(reader, "import-read-again"), Act::Submit).draw()) }
                }
            }
        }
    }
}

/// One column: its name and first cells, and where it goes.
fn column(reader: &Reader, draft: &Draft, place: usize, choices: &[Choice]) -> Markup {
    let language = reader.language.code();
    let column = &draft.plan().columns[place];
    let samples = draft.suggestion.samples.get(place).map(Vec::as_slice).unwrap_or_default();
    let chosen = column.target.as_deref();
    html! {
        li class="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2 border-t border-line" {
            div class="min-w-0 grow basis-52" {
                label class="font-medium break-words" for=(format!("to-{}", column.index)) { (column.name) }
                p class="text-xs text-ink-3 truncate max-w-80" {
                    @if samples.is_empty() { (t!(reader, "import-column-empty")) } @else { (samples.join(" · ")) }
                }
                @for (_, finding) in draft.suggestion.findings.iter().filter(|(of, _)| *of == place) { p class="text-xs text-spark-ink flex gap-1 items-start" { (icon_small("circle-alert")) span { (finding.text(language)) } } }
            }
            span class="text-ink-3 inline-flex pt-2 only-desk" { (icon_small("arrow-right")) }
            div class="w-72 flex-none max-md:w-full" {
                (targets(reader, &format!("to-{}", column.index), &format!("to:{}", column.index), chosen, choices, &t!(reader, "import-leave-out")))
                p class="text-xs text-ink-3 mt-0.5 flex items-center gap-1.5 min-h-4.5" {
                    @if let (Some(guess), Some(_)) = (&column.guessed, chosen) {
                        @let percent = (guess.confidence * 100.0).round().clamp(0.0, 100.0);
                        (tag::dot(if guess.confidence >= 0.8 { Hue::Green } else if guess.confidence >= 0.5 { Hue::Amber } else { Hue::Red }))
                        (guess.why.message().text(language)) " · " (format::percent(reader.language, &percent.to_string()))
                    } @else if chosen.is_none() && !samples.is_empty() { (t!(reader, "import-left-out")) }
                }
            }
        }
    }
}

/// A select of fields, those of related records in groups.
fn targets(reader: &Reader, id: &str, name: &str, chosen: Option<&str>, choices: &[Choice], none: &str) -> Markup {
    let mut groups: Vec<&str> = Vec::new();
    for relation in choices.iter().filter_map(|choice| choice.relation.as_deref()) {
        if !groups.contains(&relation) {
            groups.push(relation);
        }
    }
    let option = |choice: &Choice| {
        html! {
            option value=(choice.path) selected[chosen == Some(choice.path.as_str())] {
                @if let Some(relation) = &choice.relation { (relation) ": " }
                (choice.label) @if choice.required && choice.relation.is_none() { " *" }
            }
        }
    };
    html! {
        select class={ "select w-full " (if chosen.is_none() { "text-ink-3" } else { "" }) } id=(id) name=(name) {
            option value="" selected[chosen.is_none()] { (none) }
            optgroup label=(t!(reader, "import-own-fields")) { @for choice in choices.iter().filter(|choice| choice.relation.is_none()) { (option(choice)) } }
            @for group in groups {
                optgroup label=(group) { @for choice in choices.iter().filter(|choice| choice.relation.as_deref() == Some(group)) { (option(choice)) } }
            }
        }
    }
}

/// What finds records that are there already.
fn matching(reader: &Reader, plan: &Plan, choices: &[Choice]) -> Markup {
    let fed: Vec<Choice> = choices
        .iter()
        .filter(|choice| !choice.of_lines && plan.targets().any(|path| path == choice.path))
        .map(|choice| Choice { required: false, ..choice.clone() })
        .collect();
    let shown = (plan.match_by.len() + 1).clamp(1, KEYS);
    let radio = |name: &str, value: &str, label: &str, on: bool| {
        html! { label class="flex items-start gap-2 py-0.5" { input class="radio radio-sm mt-0.5" type="radio" name=(name) value=(value) checked[on]; span { (crate::text(reader.language, label)) } } }
    };
    card(
        &t!(reader, "import-match"),
        &t!(reader, "import-match-about"),
        html! {},
        html! {
            div class="grid gap-2 px-4 pt-3" {
                @for number in 0..shown {
                    @let key = plan.match_by.get(number);
                    div class="flex flex-wrap items-center gap-2" {
                        span class="text-xs text-ink-3 w-16" { @if number == 0 { (t!(reader, "import-match-first")) } @else { (t!(reader, "import-match-else")) } }
                        @for place in 0..KEY_FIELDS {
                            @if place > 0 { span class="text-ink-3" { "+" } }
                            div class="w-44 max-md:w-full" { (targets(reader, &format!("key-{number}-{place}"), &format!("key:{number}:{place}"), key.and_then(|key| key.get(place)).map(String::as_str), &fed, "—")) }
                        }
                    }
                }
            }
            div class="form-grid" {
                fieldset class="field" { legend class="flabel" { (t!(reader, "import-existing")) }
                    (radio("existing", "update", "import-existing-update", plan.existing == Existing::Update))
                    (radio("existing", "skip", "import-existing-skip", plan.existing == Existing::Skip))
                    (radio("existing", "fail", "import-existing-fail", plan.existing == Existing::Fail))
                }
                fieldset class="field" { legend class="flabel" { (t!(reader, "import-missing")) }
                    (radio("missing", "create", "import-missing-create", plan.missing == Missing::Create))
                    (radio("missing", "skip", "import-missing-skip", plan.missing == Missing::Skip))
                }
            }
        },
    )
}

/// What can become of a row whose related record is not there.
const ABSENT: [(Absent, &str, &str); 3] = [
    (Absent::Create, "create", "import-related-create"),
    (Absent::LeaveEmpty, "leave_empty", "import-related-leave-empty"),
    (Absent::Refuse, "refuse", "import-related-refuse"),
];

/// Whether a record must lead somewhere by this relation.
fn is_required(choices: &[Choice], relation: &str) -> bool {
    choices.iter().any(|choice| choice.link.as_deref() == Some(relation) && choice.required)
}

/// How related records are found, and what is done when they are not there.
fn related(reader: &Reader, plan: &Plan, choices: &[Choice]) -> Markup {
    if plan.related.is_empty() {
        return html! {};
    }
    let label = |relation: &str| {
        let choice = choices.iter().find(|choice| choice.link.as_deref() == Some(relation));
        choice.and_then(|choice| {
            let holder = choice.relation.clone()?;
            Some(if choice.of_lines { format!("{holder}: {}", choice.label) } else { holder })
        })
    };
    card(
        &t!(reader, "import-related"),
        &t!(reader, "import-related-about"),
        html! {},
        html! {
            ul class="mt-2 pb-1" {
                @for related in &plan.related {
                    @let prefix = format!("{}.", related.relation);
                    li class="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 border-t border-line" {
                        span class="font-medium grow min-w-40" { (label(&related.relation).unwrap_or_else(|| related.relation.clone())) }
                        label class="flex items-center gap-2" { span class="text-ink-2 whitespace-nowrap" { (t!(reader, "import-related-by")) }
                            select class="select select-sm w-40" name=(format!("by:{}", related.relation)) {
                                @for choice in choices.iter().filter(|choice| plan.targets().any(|path| path == choice.path)) {
                                    @if let Some(field) = choice.path.strip_prefix(&prefix) { option value=(field) selected[related.by == field] { (choice.label) } }
                                }
                            }
                        }
                        label class="flex items-center gap-2" { span class="text-ink-2 whitespace-nowrap" { (t!(reader, "import-related-absent")) }
                            select class="select select-sm w-60" name=(format!("absent:{}", related.relation)) {
                                @for (absent, value, text) in ABSENT {
                                    // A field that must be filled cannot be left empty.
                                    @if absent != Absent::LeaveEmpty || related.absent == absent || !is_required(choices, &related.relation) {
                                        option value=(value) selected[related.absent == absent] { (crate::text(reader.language, text)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// Empty cells, unreadable cells, likely duplicates.
fn rules(reader: &Reader, plan: &Plan) -> Markup {
    let leaves_out = plan.columns.iter().any(|column| column.unreadable == Unreadable::LeaveOut);
    let duplicates = match plan.duplicates {
        Duplicates::Ignore => "ignore",
        Duplicates::Warn => "warn",
        Duplicates::TreatAsMatch { .. } => "match",
    };
    let select = |name: &str, label: &str, options: &[(&str, &str)], chosen: &str| {
        html! {
            label class="field" { span class="flabel" { (crate::text(reader.language, label)) }
                select class="select w-full" name=(name) { @for (value, text) in options { option value=(value) selected[*value == chosen] { (crate::text(reader.language, text)) } } }
            }
        }
    };
    card(
        &t!(reader, "import-rules"),
        "",
        html! {},
        html! {
            div class="form-grid" {
                (select("empty", "import-empty", &[("keep", "import-empty-keep"), ("clear", "import-empty-clear")], if plan.empty == Empty::Clear { "clear" } else { "keep" }))
                (select("unreadable", "import-unreadable", &[("refuse", "import-unreadable-refuse"), ("leave_out", "import-unreadable-leave-out")], if leaves_out { "leave_out" } else { "refuse" }))
                (select("duplicates", "import-duplicates", &[("ignore", "import-duplicates-ignore"), ("warn", "import-duplicates-warn"), ("match", "import-duplicates-match")], duplicates))
            }
        },
    )
}
