//! Definitions as they stand in files: names not yet looked up, expressions not yet read.

use super::place::{Place, Word};
use crate::entity::{EntityKind, MatchKind, OwnerPolicy};
use crate::field::{Function, OnDelete};
use crate::role::FieldAccess;
use crate::rule::Level;
use crate::view::Direction;
use std::sync::Arc;

/// A package's definitions.
#[derive(Debug, std::default::Default)]
pub(super) struct Definitions {
    pub app: Option<App>,
    pub entities: Vec<Entity>,
    pub views: Vec<View>,
    pub roles: Vec<Role>,
    pub conversions: Vec<Conversion>,
}

#[derive(Debug, Clone)]
pub(super) struct App {
    pub place: Place,
    pub name: Word,
    pub version: Option<Word>,
    pub needs: Vec<Word>,
    pub icon: Option<Arc<str>>,
    pub menu: Vec<Word>,
}

#[derive(Debug, Clone)]
pub(super) struct Entity {
    pub app: Arc<str>,
    pub name: Word,
    pub place: Place,
    /// The earlier entity it adds to: `base.company`.
    pub extends: Option<Word>,
    pub label: Option<Arc<str>>,
    pub plural: Option<Word>,
    pub icon: Option<Arc<str>>,
    pub hue: Option<Arc<str>>,
    pub title: Option<Vec<Word>>,
    pub owner: Option<OwnerPolicy>,
    pub kind: Option<EntityKind>,
    pub line_of: Option<Word>,
    /// In the order of [`FEATURES`].
    pub features: [Option<bool>; 6],
    pub fields: Vec<Field>,
    pub changes: Vec<FieldChange>,
    pub rules: Vec<Rule>,
    pub indexes: Vec<Vec<Word>>,
    pub unique: Vec<Vec<Word>>,
    pub matching: Option<Matching>,
}

/// The words for features in definitions.
pub(super) const FEATURES: [&str; 6] = ["activities", "comments", "files", "tags", "import", "search"];

#[derive(Debug, Clone)]
pub(super) struct Field {
    pub app: Arc<str>,
    pub name: Word,
    pub place: Place,
    pub label: Option<Arc<str>>,
    pub kind: Kind,
    pub required: bool,
    pub unique: bool,
    pub readonly: bool,
    pub indexed: bool,
    pub searchable: bool,
    pub sort: bool,
    pub hidden_in_lists: bool,
    pub grouping: bool,
    pub default: Option<Default>,
    pub formula: Option<Word>,
    pub follows: Vec<Word>,
}

/// What a field begins with.
#[derive(Debug, Clone)]
pub(super) enum Default {
    /// An expression, or a choice as it is.
    Value(Word),
    /// The first record that fits.
    First { place: Place, filter: Option<Word>, sort: Vec<Sort> },
}

/// What a later package changes in a field that is already there.
#[derive(Debug, Clone)]
pub(super) struct FieldChange {
    pub field: Word,
    pub required: Option<bool>,
    pub readonly: Option<bool>,
    pub searchable: Option<bool>,
    pub hidden_in_lists: Option<bool>,
    pub default: Option<Default>,
    pub choices: Vec<Choice>,
    pub retired: Vec<Word>,
}

#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub value: Word,
    pub hue: Option<Word>,
    pub icon: Option<Arc<str>>,
    pub retired: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A kind that names nothing.
    Plain(crate::field::Kind),
    Choice(Vec<Choice>),
    Choices(Vec<Choice>),
    Money {
        currency: Option<Word>,
    },
    Relation {
        to: Vec<Word>,
        on_delete: OnDelete,
        filter: Option<Word>,
        tree: bool,
    },
    Relations {
        to: Word,
    },
    Lines {
        entity: Word,
        by: Word,
    },
    RollUp {
        of: Word,
        by: Word,
        function: Function,
        field: Option<Word>,
        filter: Option<Word>,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub name: Option<Word>,
    pub place: Place,
    pub when: Word,
    pub say: Option<Arc<str>>,
    pub at: Option<Word>,
    pub level: Level,
}

#[derive(Debug, Clone)]
pub(super) struct Matching {
    pub doubt: Option<f64>,
    pub fields: Vec<MatchField>,
}

#[derive(Debug, Clone)]
pub(super) struct MatchField {
    pub path: Word,
    pub kind: MatchKind,
    pub weights: Option<(f64, f64)>,
}

/// What one file of `views` says about an entity.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub app: Arc<str>,
    pub entity: Word,
    pub lists: Vec<List>,
    pub form: Option<Form>,
}

#[derive(Debug, Clone)]
pub(super) struct List {
    pub name: Word,
    pub label: Option<Arc<str>>,
    pub icon: Option<Arc<str>>,
    pub columns: Vec<Word>,
    pub filter: Option<Word>,
    pub sort: Vec<Sort>,
    pub sums: Vec<Word>,
    pub default: bool,
    /// Taken away by a later package.
    pub removed: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Sort {
    pub path: Word,
    pub direction: Direction,
}

#[derive(Debug, Clone, std::default::Default)]
pub(super) struct Form {
    pub key: Option<Vec<Word>>,
    pub quick: Option<Vec<Word>>,
    pub side: Option<Vec<Word>>,
    pub sections: Vec<Section>,
    pub related: Vec<Related>,
}

#[derive(Debug, Clone)]
pub(super) struct Section {
    pub name: Word,
    pub label: Option<Arc<str>>,
    pub columns: u8,
    pub fields: Vec<Word>,
    pub when: Option<Word>,
    pub folded: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Related {
    pub name: Word,
    pub label: Option<Arc<str>>,
    pub entity: Word,
    pub by: Word,
    pub columns: Vec<Word>,
    pub sort: Vec<Sort>,
}

#[derive(Debug, Clone)]
pub(super) struct Role {
    pub app: Arc<str>,
    pub name: Word,
    pub label: Option<Arc<str>>,
    /// Whether it adds to a role of an earlier package.
    pub extends: bool,
    pub all_rights: bool,
    pub grants: Vec<Grant>,
    /// `base.user.email` and how far it is open.
    pub fields: Vec<(Word, FieldAccess)>,
}

#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub on: Word,
    /// In the order create, read, change, assign, delete, export, import.
    pub scopes: [Scope; 7],
}

#[derive(Debug, Clone)]
pub(super) enum Scope {
    Known(crate::role::Scope),
    Policy(Word),
}

#[derive(Debug, Clone)]
pub(super) struct Conversion {
    pub app: Arc<str>,
    pub place: Place,
    pub name: Word,
    pub label: Option<Arc<str>>,
    pub from: Word,
    pub when: Option<Word>,
    pub steps: Vec<Step>,
    pub after: Vec<(Word, Word)>,
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub name: Word,
    pub entity: Word,
    pub optional: bool,
    pub when: Option<Word>,
    pub existing: Option<Word>,
    pub set: Vec<(Word, Word)>,
}
