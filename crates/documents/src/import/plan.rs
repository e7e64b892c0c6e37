//! What is to be done with a file: which column goes where, what is matched, found and created.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::mapping::Why;
use crate::sheet;
use crate::value::{Habits, Marks, Order, Percents};

/// What a person confirmed about a file. It is stored with the import and does not change while it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The entity, by its qualified name.
    pub entity: String,
    /// The sheet, counted from 0.
    #[serde(default)]
    pub sheet: usize,
    /// The row that names the columns; none when no row does.
    #[serde(default)]
    pub header: Option<u64>,
    /// The first row with data, counted from 1.
    pub first: u64,
    /// How the file is to be read.
    #[serde(default)]
    pub reading: sheet::Options,
    pub columns: Vec<ColumnPlan>,
    /// What matches existing records: keys that are tried in turn, each of one or several fields that must all agree.
    /// Without a key every row is a new record.
    #[serde(default)]
    pub match_by: Vec<Vec<String>>,
    #[serde(default)]
    pub empty: Empty,
    #[serde(default)]
    pub existing: Existing,
    #[serde(default)]
    pub missing: Missing,
    /// How related records are found; a relation that a column names and that is not listed here is found by that
    /// column, and a row whose cell finds nothing is refused.
    #[serde(default)]
    pub related: Vec<RelatedPlan>,
    #[serde(default)]
    pub duplicates: Duplicates,
}

/// Where one column goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnPlan {
    /// Counted from 0.
    pub index: usize,
    /// What the sheet calls it.
    pub name: String,
    /// A field, a part of an address (`address.city`) or a field of a related record (`company.name`); none to leave
    /// the column out.
    #[serde(default)]
    pub target: Option<String>,
    #[serde(default)]
    pub manner: Manner,
    /// What cells stand for: `GTXPro` for `GTX Pro`. Compared without regard to case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translate: BTreeMap<String, String>,
    #[serde(default)]
    pub unreadable: Unreadable,
    /// Why the target was proposed, and how surely; none when a person chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guessed: Option<Guessed>,
}

/// What a proposal rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Guessed {
    pub why: Why,
    /// From 0 to 1.
    pub confidence: f64,
}

/// How the cells of a column are written where a single one leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manner {
    pub order: Order,
    pub marks: Marks,
    pub percents: Percents,
}

/// What an empty cell means for a record that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Empty {
    /// The value stays.
    #[default]
    Keep,
    /// The value goes.
    Clear,
}

/// What happens to a row that matches a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    #[default]
    Update,
    Skip,
    /// The row is refused.
    Fail,
}

/// What happens to a row that matches none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    #[default]
    Create,
    Skip,
}

/// What happens to a row with a cell that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// The row is refused.
    #[default]
    Refuse,
    /// The cell is left out, with a warning.
    LeaveOut,
}

/// How the records of a relation are found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedPlan {
    /// The relation: `company`.
    pub relation: String,
    /// The field of the related record that finds it: `name`. A column goes there.
    pub by: String,
    #[serde(default)]
    pub absent: Absent,
}

/// What happens to a row whose related record is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// The row is refused.
    #[default]
    Refuse,
    /// The related record is created, with all columns that go to the relation.
    Create,
    /// The cell counts as an empty one, with a warning.
    LeaveEmpty,
}

/// What is done about new records that are probably there already.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    #[default]
    Ignore,
    /// They are created, with a warning.
    Warn,
    /// Those at least that sure (0 to 1) are changed instead of created; less sure ones are warned of.
    TreatAsMatch { certain: f64 },
}

impl Default for Manner {
    fn default() -> Manner {
        Manner::of(&Habits::default())
    }
}

impl Manner {
    /// The manner without the zone, which follows from who imports.
    pub fn of(habits: &Habits) -> Manner {
        Manner { order: habits.order, marks: habits.marks, percents: habits.percents }
    }

    pub(super) fn habits(self, zone: &jiff::tz::TimeZone) -> Habits {
        Habits { order: self.order, marks: self.marks, percents: self.percents, zone: zone.clone() }
    }
}

impl Plan {
    /// The column with this name, regardless of case.
    pub fn column(&mut self, name: &str) -> Option<&mut ColumnPlan> {
        let wanted = name.trim().to_lowercase();
        self.columns.iter_mut().find(|column| column.name.trim().to_lowercase() == wanted)
    }

    /// The targets that columns go to.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|column| column.target.as_deref())
    }
}
