//! What there is: entities, fields, rules, views, roles, read from app packages.
//!
//! Pure: files come in as paths and bytes, findings and a [`Model`] come out. Invariants: a [`Model`] never changes, so
//! a request sees one model from start to end; every name in it leads somewhere; every expression in it is compiled.
//! Start reading at `model.rs`, then `entity.rs`, `field/mod.rs`, `package/mod.rs`.

mod app;
mod condition;
mod conversion;
mod entity;
mod expression;
mod field;
mod finding;
mod label;
mod message;
mod model;
mod name;
mod package;
mod role;
mod rule;
mod table;
mod view;

pub use app::App;
pub use condition::{Condition, Given};
pub use conversion::{Conversion, Step};
pub use entity::{Entity, EntityKind, Features, MatchField, MatchKind, Matching, OwnerPolicy};
pub use expression::Expression;
pub use field::{
    AutoNumber, Choice, ColumnKind, ColumnPart, ColumnSpec, Field, Function, Initial, Kind, KindName, Lines, Lookup,
    Money, OnDelete, Operator, Relation, Relations, RollUp,
};
pub use finding::{Code, Finding};
pub use label::{LANGUAGES, Label, Plural, category};
pub use model::{Model, Reader, Referrer};
pub use name::{EntityName, is_plain};
pub use package::{Cell, Checked, Demo, File, Package, check, is_sound, load};
pub use role::{ADMINISTRATOR, FieldAccess, FieldGrant, Grant, Role, Scope, Target};
pub use rule::{Level, Rule};
pub use table::{LinkTable, SYSTEM_COLUMNS, Table, TableIndex};
pub use view::{Direction, Form, List, Path, Related, Section, Sort};
