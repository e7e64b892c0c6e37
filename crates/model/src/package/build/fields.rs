//! Fields with their kinds and labels; expressions come later.

use super::super::catalog::Need;
use super::super::layer::Layered;
use super::super::place::{Findings, Word, nearest};
use super::super::raw;
use super::super::table::hint;
use super::{Tools, contradictions, system};
use crate::field::{Choice, Field, Kind, Lines, Money, Relation, Relations, RollUp};
use crate::finding::Code;
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
        let arguments = [("field", &*word.value), ("entity", self.name().as_str()), ("suggestion", &*suggestion)];
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
    "id",
    "version",
    "created_at",
    "created_by",
    "changed_at",
    "changed_by",
    "owner",
    "unit",
    "actor",
    "plural",
    "list",
    "section",
    "related",
    "rule",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "between",
    "true",
    "false",
    "null",
    "function",
    "item",
];

/// The fields of an entity.
pub(super) fn draft<'a>(layered: &'a Layered, tools: Tools<'_>) -> Draft<'a> {
    let mut draft = Draft {
        layered,
        fields: Vec::new(),
        system: system::fields(layered, tools),
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
            contradictions::check(&field, raw, tools.findings);
            draft.fields.push((field, raw));
        }
    }
    if draft.fields.is_empty() {
        tools.findings.error(&layered.raw.place, Code::MISSING_KEY, [("key", "field")]);
    }
    contradictions::columns_differ(&draft, tools.findings);
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
        grouping: raw.grouping,
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
