//! A type of record.

use crate::field::{Field, Kind};
use crate::label::{Label, Plural};
use crate::name::EntityName;
use crate::rule::Rule;
use crate::view::{Form, List};
use std::sync::Arc;

/// A type of record: a table, its fields, its rules, how it is shown.
#[derive(Debug, Clone)]
pub struct Entity {
    pub name: EntityName,
    /// The app that defines it.
    pub app: Arc<str>,
    /// The SQL table: `base_company`.
    pub table: Arc<str>,
    /// The word in URLs and the OData entity set: `companies`.
    pub plural: Arc<str>,
    /// "Company".
    pub label: Label,
    /// "Companies".
    pub plural_label: Label,
    /// "New company", which other languages cannot make of the label.
    pub new_label: Label,
    /// What stands after a number of them.
    pub counted: Plural,
    /// What it is for, in a sentence.
    pub description: Label,
    /// A Lucide icon.
    pub icon: Arc<str>,
    /// A hue of the interface.
    pub hue: Arc<str>,
    /// The fields that name a record; at least one, joined by spaces where several.
    pub title: Vec<Arc<str>>,
    /// The declared fields, in their order.
    pub fields: Vec<Arc<Field>>,
    /// The system columns as fields: `id, version, created_at, created_by, changed_at, changed_by, owner, unit`.
    pub system_fields: Vec<Arc<Field>>,
    pub rules: Vec<Rule>,
    /// Indexes over several fields.
    pub indexes: Vec<Vec<Arc<str>>>,
    /// Sets of fields whose values together must differ; those of single fields are among them.
    pub unique: Vec<Vec<Arc<str>>>,
    /// How duplicates are found; none when they are not looked for.
    pub matching: Option<Matching>,
    pub owner: OwnerPolicy,
    /// The relation to the record these are line items of.
    pub line_of: Option<Arc<str>>,
    pub features: Features,
    pub kind: EntityKind,
    /// The lists people may choose from; at least one, the default first.
    pub lists: Vec<Arc<List>>,
    pub form: Arc<Form>,
    /// What expressions may name: [`Entity::fields`] in their order, then [`Entity::system_fields`], then the
    /// currencies (`amount_currency`) and base amounts (`amount_base`) of money, then `actor`.
    pub schema: feel::Schema,
    /// The fields with a formula, each after those it reads.
    pub computed: Vec<Arc<Field>>,
}

/// Whether an entity is for people or for the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EntityKind {
    #[default]
    Normal,
    /// Kept by the platform: not offered in menus, search and imports.
    System,
}

/// Who owns a new record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnerPolicy {
    /// Whoever creates it, unless told otherwise; the unit is the owner's.
    #[default]
    Creator,
    /// Nobody: shared settings such as stages.
    Nobody,
    /// Whoever owns the record it is a line of.
    Parent,
}

/// What comes with the records of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    pub activities: bool,
    pub comments: bool,
    pub files: bool,
    pub tags: bool,
    /// Whether files of records may be imported into it.
    pub import: bool,
    /// Whether search finds its records.
    pub search: bool,
}

/// How duplicates are found, in the terms of `text::likeness`.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {
    pub fields: Vec<MatchField>,
    /// What must speak for sameness before it is as likely as not, in bits; none for the usual measure.
    pub doubt: Option<f64>,
}

/// One field that is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchField {
    /// A field, or a part of an address: `["address", "city"]`.
    pub path: Vec<Arc<str>>,
    pub kind: MatchKind,
    /// Bits for full agreement and against full disagreement; none for what is usual for the kind.
    pub weights: Option<(f64, f64)>,
}

/// How a field is compared: the kinds of `text::likeness::Kind`, by the same names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchKind {
    PersonName,
    Surname,
    CompanyName,
    Text,
    Phone,
    Email,
    Domain,
    Address,
    PostalCode,
    Number,
    Date,
    Exact,
}

impl MatchKind {
    pub const ALL: [Self; 12] = [
        Self::PersonName,
        Self::Surname,
        Self::CompanyName,
        Self::Text,
        Self::Phone,
        Self::Email,
        Self::Domain,
        Self::Address,
        Self::PostalCode,
        Self::Number,
        Self::Date,
        Self::Exact,
    ];

    /// The word for it in definitions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonName => "person_name",
            Self::Surname => "surname",
            Self::CompanyName => "company_name",
            Self::Text => "text",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Domain => "domain",
            Self::Address => "address",
            Self::PostalCode => "postal_code",
            Self::Number => "number",
            Self::Date => "date",
            Self::Exact => "exact",
        }
    }
}

impl Entity {
    /// The field with this name, a declared one or a system field.
    pub fn field(&self, name: &str) -> Option<&Arc<Field>> {
        self.all_fields().find(|field| &*field.name == name)
    }

    /// Declared fields, then system fields: the order of the first slots of [`Entity::schema`].
    pub fn all_fields(&self) -> impl Iterator<Item = &Arc<Field>> {
        self.fields.iter().chain(&self.system_fields)
    }

    /// The first field of the title.
    pub fn title_field(&self) -> &Arc<Field> {
        let name = self.title.first().map_or("", |name| name);
        self.field(name).or_else(|| self.fields.first()).expect("an entity has a field")
    }

    /// The fields whose words are found by search.
    pub fn searchable(&self) -> impl Iterator<Item = &Arc<Field>> {
        self.fields.iter().filter(|field| field.searchable)
    }

    /// The fields that lead to one record.
    pub fn relations(&self) -> impl Iterator<Item = &Arc<Field>> {
        self.fields.iter().filter(|field| matches!(field.kind, Kind::Relation(_)))
    }

    /// The fields that hold line items.
    pub fn lines(&self) -> impl Iterator<Item = &Arc<Field>> {
        self.fields.iter().filter(|field| matches!(field.kind, Kind::Lines(_)))
    }

    /// The list shown when none is chosen.
    pub fn default_list(&self) -> &Arc<List> {
        self.lists.iter().find(|list| list.default).or_else(|| self.lists.first()).expect("an entity has a list")
    }

    /// The list with this name.
    pub fn list(&self, name: &str) -> Option<&Arc<List>> {
        self.lists.iter().find(|list| &*list.name == name)
    }

    /// Whether its records are line items of others.
    pub fn is_line(&self) -> bool {
        self.line_of.is_some()
    }
}
