//! Fields with their kinds and labels; expressions come later.

use super::super::catalog::Need;
use super::super::layer::Layered;
use super::super::place::{At, Findings, Place, Word, nearest};
use super::super::raw;
use super::super::table::hint;
use super::Tools;
use crate::field::{Choice, Field, Function, Kind, Lines, Money, OnDelete, Relation, Relations, RollUp};
use crate::finding::Code;
use crate::label::Label;
use crate::name::{EntityName, is_plain};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An entity while it is put together.
pub(super) struct Draft<'a> {
    pub layered: &'a Layered,
    /// The declared fields that could be understood, with what stood in the file.
    pub fields: Vec<(Field, &'a raw::Field)>,
    pub system: Vec<Field>,
    pub schema: feel::Schema,
    pub names: feel::Names,
}

impl Draft<'_> {
    pub fn name(&self) -> &EntityName {
        &self.layered.name
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.all().find(|field| &*field.name == name)
    }

    pub fn all(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().map(|(field, _)| field).chain(&self.system)
    }

    /// Reports a field that is not there.
    pub fn unknown(&self, word: &Word, findings: &Findings) {
        let suggestion = hint(nearest(&word.value, self.all().map(|field| &*field.name)));
        let arguments =
            [("field", &*word.value), ("entity", self.name().as_str()), ("suggestion", &*suggestion)];
        findings.error(&word.place, Code::UNKNOWN_FIELD, arguments);
    }

    /// The field a word names; a finding when there is none.
    pub fn find(&self, word: &Word, findings: &Findings) -> Option<&Field> {
        let found = self.field(&word.value);
        if found.is_none() {
            self.unknown(word, findings);
        }
        found
    }

    /// The message id of something of this entity: `deal-list-mine`.
    pub fn id(&self, parts: &[&str]) -> String {
        let mut id = self.name().local().to_owned();
        for part in parts {
            id.push('-');
            id.push_str(part);
        }
        id.replace('_', "-")
    }
}

/// Names that mean something else already: system columns, the one who asks, words of FEEL.
const RESERVED: [&str; 32] = [
    "id", "version", "created_at", "created_by", "changed_at", "changed_by", "owner", "unit", "actor", "plural", "list",
    "section", "related", "rule", "and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every",
    "satisfies", "between", "true", "false", "null", "function", "item",
];

/// The fields of an entity.
pub(super) fn draft<'a>(layered: &'a Layered, tools: Tools<'_>) -> Draft<'a> {
    let mut draft = Draft {
        layered,
        fields: Vec::new(),
        system: system(layered, tools),
        schema: feel::Schema::new(),
        names: feel::Names::new(),
    };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for raw in &layered.raw.fields {
        let name = &*raw.name.value;
        if !is_plain(name) {
            tools.findings.error(&raw.name.place, Code::BAD_NAME, [("name", name)]);
        } else if RESERVED.contains(&name) {
            tools.findings.error(&raw.name.place, Code::RESERVED_NAME, [("name", name)]);
        } else if !seen.insert(name) {
            tools.findings.error(&raw.name.place, Code::DUPLICATE, [("name", name)]);
        } else if let Some(field) = field(&draft, raw, tools) {
            contradictions(&field, raw, tools.findings);
            draft.fields.push((field, raw));
        }
    }
    if draft.fields.is_empty() {
        tools.findings.error(&layered.raw.place, Code::MISSING_KEY, [("key", "field")]);
    }
    columns_differ(&draft, tools.findings);
    draft
}

fn field(draft: &Draft<'_>, raw: &raw::Field, tools: Tools<'_>) -> Option<Field> {
    let apps = &draft.layered.apps;
    let id = draft.id(&[&raw.name.value]);
    let label = |end: &str, fallback: Option<&Arc<str>>, need| {
        tools.catalog.label(apps, &format!("{id}{end}"), fallback, need, &raw.place, tools.findings)
    };
    let kind = kind(draft, raw, &id, tools)?;
    let title = draft.layered.raw.title.iter().flatten().any(|word| word.value == raw.name.value);
    Some(Field {
        name: Arc::clone(&raw.name.value),
        label: label("", raw.label.as_ref(), Need::Always),
        help: label(".help", None, Need::Together),
        placeholder: label(".placeholder", None, Need::Together),
        app: Arc::clone(&raw.app),
        system: false,
        required: raw.required,
        unique: raw.unique,
        default: None,
        follows: raw.follows.iter().map(|word| Arc::clone(&word.value)).collect(),
        formula: None,
        readonly: raw.readonly,
        indexed: raw.indexed,
        searchable: raw.searchable,
        sort: raw.sort || (title && kind.is_text()),
        hidden_in_lists: raw.hidden_in_lists,
        kind,
    })
}

fn kind(draft: &Draft<'_>, raw: &raw::Field, id: &str, tools: Tools<'_>) -> Option<Kind> {
    let inverse = || {
        let apps = &draft.layered.apps;
        tools.catalog.label(apps, &format!("{id}.inverse"), None, Need::Together, &raw.place, tools.findings)
    };
    Some(match &raw.kind {
        raw::Kind::Plain(kind) => kind.clone(),
        raw::Kind::Choice(choices) => Kind::Choice { choices: self::choices(draft, choices, id, tools) },
        raw::Kind::Choices(choices) => Kind::Choices { choices: self::choices(draft, choices, id, tools) },
        raw::Kind::Money { currency } => Kind::Money(Money {
            currency: currency.as_ref().map(|path| path.value.split('.').map(Arc::from).collect()),
        }),
        raw::Kind::Relation { to, on_delete, filter: _, tree } => {
            let to = tools.world.resolve_all(to, &raw.app, tools.findings);
            if to.is_empty() {
                return None;
            }
            Kind::Relation(Relation { to, on_delete: *on_delete, inverse: inverse(), filter: None, tree: *tree })
        }
        raw::Kind::Relations { to } => {
            let to = tools.world.resolve(to, &raw.app, tools.findings)?;
            let table = format!("{}__{}", draft.name().table(), raw.name.value);
            if table.len() > 56 {
                tools.findings.error(&raw.name.place, Code::NAME_TOO_LONG, [("name", &table), ("limit", "56")]);
            }
            Kind::Relations(Relations { to, table: table.into(), inverse: inverse() })
        }
        raw::Kind::Lines { entity, by } => Kind::Lines(Lines {
            entity: tools.world.resolve(entity, &raw.app, tools.findings)?,
            by: Arc::clone(&by.value),
        }),
        raw::Kind::RollUp { of, by, function, field, filter: _ } => Kind::RollUp(RollUp {
            of: tools.world.resolve(of, &raw.app, tools.findings)?,
            by: Arc::clone(&by.value),
            function: *function,
            field: field.as_ref().map(|field| Arc::clone(&field.value)),
            filter: None,
            result: Box::new(Kind::Integer),
        }),
    })
}

fn choices(draft: &Draft<'_>, raw: &[raw::Choice], id: &str, tools: Tools<'_>) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let mut choices = Vec::new();
    for choice in raw {
        let value = &*choice.value.value;
        // Several choices lie in one column between bars, and values stand in URLs.
        if !is_plain(value) {
            tools.findings.error(&choice.value.place, Code::BAD_NAME, [("name", value)]);
        } else if !seen.insert(value) {
            tools.findings.error(&choice.value.place, Code::DUPLICATE, [("name", value)]);
        }
        let id = format!("{id}-{}", value.replace('_', "-"));
        let apps = &draft.layered.apps;
        choices.push(Choice {
            value: Arc::clone(&choice.value.value),
            label: tools.catalog.label(apps, &id, None, Need::Always, &choice.value.place, tools.findings),
            hue: choice.hue.as_ref().map(|hue| Arc::clone(&hue.value)),
            icon: choice.icon.clone(),
            retired: choice.retired,
        });
    }
    choices
}

/// What cannot be meant together.
fn contradictions(field: &Field, raw: &raw::Field, findings: &Findings) {
    let kind = &field.kind;
    let many = matches!(kind, Kind::Relations(_) | Kind::Lines(_));
    let platform = matches!(kind, Kind::RollUp(_) | Kind::AutoNumber(_));
    let formula = raw.formula.is_some();
    let plain = !many
        && !matches!(
            kind,
            Kind::Choices { .. }
                | Kind::Address
                | Kind::Money(_)
                | Kind::LongText { .. }
                | Kind::RichText { .. }
                | Kind::RollUp(_)
                | Kind::File
                | Kind::Image
                | Kind::Json
        );
    let text = matches!(
        kind,
        Kind::Text { .. }
            | Kind::LongText { .. }
            | Kind::RichText { .. }
            | Kind::Email
            | Kind::Phone
            | Kind::Url
            | Kind::Address
            | Kind::AutoNumber(_)
    );
    let computable = !many
        && !platform
        && !matches!(kind, Kind::Relation(_) | Kind::File | Kind::Image | Kind::Address | Kind::Json | Kind::RichText { .. });
    let report = |holds: bool, first: &str, second: &str| {
        if holds {
            let arguments = [("field", &*field.name), ("first", first), ("second", second)];
            findings.error(&raw.place, Code::CONTRADICTION, arguments);
        }
    };
    let name = kind.name().as_str();
    report(formula && raw.default.is_some(), "formula", "default");
    report(formula && raw.required, "formula", "required");
    report(formula && !computable, "formula", name);
    report(raw.default.is_some() && (many || platform), "default", name);
    report(raw.required && platform, "required", name);
    report(raw.unique && !plain, "unique", name);
    report(raw.indexed && !plain && !matches!(kind, Kind::Money(_)), "indexed", name);
    report(raw.searchable && !text, "searchable", name);
    report(raw.sort && !kind.is_text(), "sort", name);
    report(!raw.follows.is_empty() && raw.default.is_none(), "follows", "no default");
}

/// Two fields must not want the same column: `amount_currency` beside money called `amount`.
fn columns_differ(draft: &Draft<'_>, findings: &Findings) {
    let mut taken: BTreeSet<Arc<str>> = BTreeSet::new();
    for (field, raw) in &draft.fields {
        for column in field.columns() {
            if !taken.insert(Arc::clone(&column.name)) {
                let arguments = [("field", &*field.name), ("column", &*column.name)];
                findings.error(&raw.place, Code::COLUMN_COLLISION, arguments);
            }
        }
    }
}

/// The system columns as fields, in their order.
fn system(layered: &Layered, tools: Tools<'_>) -> Vec<Field> {
    let relation = |target: &str| match EntityName::parse(target).filter(|name| tools.world.position(name).is_some()) {
        Some(name) => Kind::Relation(Relation {
            to: vec![name],
            on_delete: OnDelete::Clear,
            inverse: Label::default(),
            filter: None,
            tree: false,
        }),
        None => Kind::Integer,
    };
    let base: [Arc<str>; 1] = [Arc::from("base")];
    let known = tools.world.position("base.user").is_some();
    let place = Place::file(&layered.raw.place.file);
    let field = |name: &str, words: &str, kind: Kind, open: bool| {
        let id = format!("system-{}", name.replace('_', "-"));
        let fallback: Arc<str> = Arc::from(words);
        let need = if known { Need::Always } else { Need::Together };
        let label = if known {
            tools.catalog.label(&base, &id, None, need, &place, tools.findings)
        } else {
            Label::plain(fallback)
        };
        Field {
            name: Arc::from(name),
            label,
            help: Label::default(),
            placeholder: Label::default(),
            kind,
            app: Arc::from("base"),
            system: true,
            required: false,
            unique: name == "id",
            default: None,
            follows: Vec::new(),
            formula: None,
            readonly: !open,
            indexed: open,
            searchable: false,
            sort: false,
            hidden_in_lists: matches!(name, "version"),
        }
    };
    vec![
        field("id", "Id", Kind::Integer, false),
        field("version", "Version", Kind::Integer, false),
        field("created_at", "Created", Kind::DateTime, false),
        field("created_by", "Created by", relation("base.user"), false),
        field("changed_at", "Changed", Kind::DateTime, false),
        field("changed_by", "Changed by", relation("base.user"), false),
        field("owner", "Owner", relation("base.user"), true),
        field("unit", "Unit", relation("base.unit"), true),
    ]
}

/// Gives each roll-up the kind of its result. One over another one waits for it; those in a circle are findings.
pub(super) fn finish_roll_ups(drafts: &mut [Draft<'_>], findings: &Findings) {
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (entity, draft) in drafts.iter().enumerate() {
        for (index, (field, _)) in draft.fields.iter().enumerate() {
            if matches!(field.kind, Kind::RollUp(_)) {
                open.push((entity, index));
            }
        }
    }
    while !open.is_empty() {
        let waiting: BTreeSet<(usize, usize)> = open.iter().copied().collect();
        let before = open.len();
        open.retain(|(entity, index)| {
            let Some(result) = roll_up_result(drafts, *entity, *index, &waiting, findings) else { return true };
            if let Kind::RollUp(roll_up) = &mut drafts[*entity].fields[*index].0.kind {
                roll_up.result = Box::new(result);
            }
            false
        });
        if open.len() == before {
            for (entity, index) in &open {
                let (field, raw) = &drafts[*entity].fields[*index];
                findings.error(&raw.place, Code::ROLL_UP_LOOP, [("field", &field.name)]);
            }
            return;
        }
    }
}

/// The kind of a roll-up's result; none while it waits for another one.
fn roll_up_result(
    drafts: &[Draft<'_>],
    entity: usize,
    index: usize,
    waiting: &BTreeSet<(usize, usize)>,
    findings: &Findings,
) -> Option<Kind> {
    let (field, raw) = &drafts[entity].fields[index];
    let (Kind::RollUp(roll_up), raw::Kind::RollUp { by, field: summed, .. }) = (&field.kind, &raw.kind) else {
        return Some(Kind::Integer);
    };
    let (of, child) = drafts.iter().enumerate().find(|(_, draft)| *draft.name() == roll_up.of)?;
    let leads_here = |field: &Field| field.relation().is_some_and(|relation| relation.to.contains(drafts[entity].name()));
    if let Some(found) = child.find(by, findings)
        && !leads_here(found)
    {
        let expected = format!("relation → {}", drafts[entity].name());
        findings.error(&by.place, Code::WRONG_KIND, [("field", &*by.value), ("expected", &*expected)]);
    }
    let Some(summed) = summed else { return Some(Kind::Integer) };
    if let Some(position) = child.fields.iter().position(|(field, _)| field.name == summed.value)
        && waiting.contains(&(of, position))
    {
        return None;
    }
    let Some(found) = child.find(summed, findings) else { return Some(Kind::Integer) };
    let kind = found.kind.shown().clone();
    if !kind.aggregates().contains(&roll_up.function) {
        let expected = if matches!(roll_up.function, Function::Min | Function::Max) { "number, date, date_time, duration" } else { "number" };
        findings.error(&summed.place, Code::WRONG_KIND, [("field", &*summed.value), ("expected", expected)]);
    }
    Some(match (roll_up.function, kind) {
        (Function::Count, _) => Kind::Integer,
        (Function::Average, Kind::Integer | Kind::Rating { .. }) => Kind::Number { digits: 2 },
        (_, Kind::Rating { .. }) => Kind::Integer,
        // Records may be in different currencies: their sum is in the one of the record, or in the base currency.
        (_, Kind::Money(_)) => Kind::Money(Money { currency: None }),
        (_, kind) => kind,
    })
}

/// Checks the names by which fields lead to others: lines, currencies, followed fields, titles, keys.
pub(super) fn check_ways(drafts: &[Draft<'_>], tools: Tools<'_>) {
    let findings = tools.findings;
    for draft in drafts {
        for (_, raw) in &draft.fields {
            for word in &raw.follows {
                draft.find(word, findings);
            }
            if let raw::Kind::Lines { by, .. } = &raw.kind
                && let Some(Kind::Lines(lines)) = draft.field(&raw.name.value).map(|field| &field.kind)
                && let Some(child) = drafts.iter().find(|child| *child.name() == lines.entity)
            {
                let leads = |field: &Field| field.relation().is_some_and(|to| to.only_target() == Some(draft.name()));
                if child.find(by, findings).is_some_and(|field| !leads(field)) {
                    let expected = format!("relation → {}", draft.name());
                    findings.error(&by.place, Code::WRONG_KIND, [("field", &*by.value), ("expected", &*expected)]);
                }
            }
            if let raw::Kind::Money { currency: Some(path) } = &raw.kind
                && let Some(field) = walk(drafts, draft, path, findings)
                && !matches!(field.kind, Kind::Money(_))
            {
                findings.error(&path.place, Code::WRONG_KIND, [("field", &*path.value), ("expected", "money")]);
            }
        }
        let raw = &draft.layered.raw;
        let groups = raw.unique.iter().chain(&raw.indexes).flatten();
        for word in raw.title.iter().flatten().chain(groups).chain(&raw.line_of) {
            draft.find(word, findings);
        }
        if let Some(line_of) = &raw.line_of
            && draft.field(&line_of.value).is_some_and(|field| field.relation().and_then(Relation::only_target).is_none())
        {
            findings.error(&line_of.place, Code::WRONG_KIND, [("field", &*line_of.value), ("expected", "relation")]);
        }
        for field in raw.matching.iter().flat_map(|matching| &matching.fields) {
            walk(drafts, draft, &field.path, findings);
        }
    }
}

/// The field at the end of a path such as `company.name` or `address.city`; a finding where it breaks off.
pub(super) fn walk<'d>(drafts: &'d [Draft<'_>], from: &'d Draft<'_>, path: &Word, findings: &Findings) -> Option<&'d Field> {
    let mut draft = from;
    let mut names = path.value.split('.').peekable();
    while let Some(name) = names.next() {
        let word = At { value: Arc::from(name), place: path.place.clone() };
        let field = draft.find(&word, findings)?;
        let Some(next) = names.peek() else { return Some(field) };
        match &field.kind {
            Kind::Relation(relation) if relation.only_target().is_some() => {
                let target = relation.only_target()?;
                draft = drafts.iter().find(|draft| draft.name() == target)?;
            }
            Kind::Address if ["street", "city", "region", "postal_code", "country"].contains(next) => return Some(field),
            _ => {
                findings.error(&path.place, Code::WRONG_KIND, [("field", name), ("expected", "relation")]);
                return None;
            }
        }
    }
    None
}
