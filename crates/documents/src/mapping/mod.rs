//! Guessing which column goes into which field, by names in three languages and by content.
//!
//! A guess is a proposal with its reason; a person confirms or corrects it.

mod name;

use serde::{Deserialize, Serialize};

use crate::Message;
use crate::sheet::Cell;
use crate::value::{Kind, fits};

/// A column and some of its cells.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnSample {
    pub name: String,
    /// Whether the name is the sheet's; letters given to a nameless column say nothing.
    pub named: bool,
    pub samples: Vec<Cell>,
}

/// A field a column could go into.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldHint {
    /// The field's name, or a path such as `company.name` to a field of a related record.
    pub name: String,
    /// Its labels in all languages.
    pub labels: Vec<String>,
    pub kind: Kind,
    /// Other names. For the field that names a record, the entity's names belong here: a column
    /// `Company` is the name of a company.
    pub synonyms: Vec<String>,
}

/// A column, the field it probably belongs to, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// Index in the columns.
    pub column: usize,
    /// Index in the fields.
    pub field: usize,
    /// From 0 to 1.
    pub confidence: f64,
    pub why: Why,
}

/// What a guess rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    SameName,
    Synonym,
    SimilarName,
    Content,
}

impl Why {
    pub fn message(self) -> Message {
        Message::new(match self {
            Why::SameName => "import-match-same-name",
            Why::Synonym => "import-match-synonym",
            Why::SimilarName => "import-match-similar-name",
            Why::Content => "import-match-content",
        })
    }
}

/// Below this nothing is proposed.
const ENOUGH: f64 = 0.5;

/// Proposes fields for columns: at most one field for a column and one column for a field, the
/// surest first. The same input gives the same guesses.
pub fn guess(columns: &[ColumnSample], fields: &[FieldHint]) -> Vec<Guess> {
    let names: Vec<Names> = fields.iter().map(Names::of).collect();
    let mut all: Vec<Guess> = Vec::new();
    for (column, sample) in columns.iter().enumerate() {
        let content = Content::of(sample);
        for (field, (hint, names)) in fields.iter().zip(&names).enumerate() {
            let (by_name, why) = names.score(sample);
            let (confidence, why) = content.weigh(by_name, why, hint, names);
            if confidence >= ENOUGH {
                all.push(Guess { column, field, confidence, why });
            }
        }
    }
    all.sort_by(|one, other| {
        other
            .confidence
            .total_cmp(&one.confidence)
            .then(one.column.cmp(&other.column))
            .then(one.field.cmp(&other.field))
    });
    let mut chosen: Vec<Guess> = Vec::new();
    for guess in all {
        let taken = |other: &Guess| other.column == guess.column || other.field == guess.field;
        if !chosen.iter().any(taken) {
            chosen.push(guess);
        }
    }
    chosen.sort_by_key(|guess| guess.column);
    chosen
}

/// Whether a column is called exactly as a field, punctuation and capitals aside.
pub fn is_called(field: &FieldHint, column: &str) -> bool {
    let column = name::normal(column);
    std::iter::once(&field.name).chain(&field.labels).any(|own| name::normal(own) == column)
}

/// What a field is called, comparable.
struct Names {
    own: Vec<String>,
    synonyms: Vec<String>,
    /// A field of a related record is less likely meant than one of the record itself.
    related: bool,
}

impl Names {
    fn of(field: &FieldHint) -> Names {
        let mut own = vec![name::normal(&field.name)];
        own.extend(field.labels.iter().map(|label| name::normal(label)));
        let mut synonyms: Vec<String> = field.synonyms.iter().map(|synonym| name::normal(synonym)).collect();
        let path = field.name.rsplit_once('.');
        if let Some((relation, last)) = path {
            // `company.name` is what a column `Company` means.
            let relation = relation.rsplit('.').next().unwrap_or(relation);
            if matches!(last, "name" | "title" | "full_name" | "number" | "code") {
                synonyms.push(name::normal(relation));
            }
        }
        Names { own, synonyms, related: path.is_some() }
    }

    fn score(&self, column: &ColumnSample) -> (f64, Why) {
        if !column.named {
            return (0.0, Why::Content);
        }
        let column = name::normal(&column.name);
        let mut best = (0.0, Why::Content);
        let mut offer = |score: f64, why| {
            if score > best.0 {
                best = (score, why);
            }
        };
        for own in &self.own {
            if *own == column {
                offer(1.0, Why::SameName);
            }
            offer(0.9 * name::likeness(own, &column), Why::Synonym);
            offer(0.75 * name::overlap(own, &column), Why::SimilarName);
        }
        for synonym in &self.synonyms {
            if *synonym == column {
                offer(0.95, Why::Synonym);
            }
            offer(0.85 * name::likeness(synonym, &column), Why::Synonym);
            offer(0.65 * name::overlap(synonym, &column), Why::SimilarName);
        }
        if self.related {
            best.0 *= 0.95;
        }
        best
    }

    fn means_country(&self) -> bool {
        let is = |name: &String| name::likeness(name, "country") > 0.0;
        self.own.iter().any(is)
    }
}

/// What the cells of a column look like.
struct Content<'a> {
    cells: Vec<&'a Cell>,
}

impl<'a> Content<'a> {
    fn of(column: &'a ColumnSample) -> Content<'a> {
        let filled = column.samples.iter().filter(|cell| !cell.is_empty());
        Content { cells: filled.take(100).collect() }
    }

    /// The share of cells that could be of a kind.
    fn share(&self, kind: Kind) -> f64 {
        let count = self.cells.iter().filter(|cell| fits(cell, kind)).count();
        count as f64 / self.cells.len().max(1) as f64
    }

    fn countries(&self) -> f64 {
        let count = self.cells.iter().filter(|cell| name::is_country(&cell.shown())).count();
        count as f64 / self.cells.len().max(1) as f64
    }

    /// Lets the content confirm the name, contradict it, or speak where the name is silent.
    fn weigh(&self, by_name: f64, why: Why, field: &FieldHint, names: &Names) -> (f64, Why) {
        if self.cells.is_empty() {
            return (by_name, why);
        }
        if field.kind == Kind::Text {
            let country = names.means_country() && self.countries() >= 0.8;
            return match country {
                true if by_name < 0.6 => (0.6, Why::Content),
                true => ((by_name + 0.05).min(1.0), why),
                false => (self.against_text(by_name), why),
            };
        }
        let share = self.share(field.kind);
        let alone = match field.kind {
            Kind::Email => 0.7,
            Kind::Web => 0.65,
            Kind::Phone => 0.6,
            // Every other table has dates and numbers of many meanings.
            _ => 0.0,
        };
        match share {
            0.8.. if alone > by_name => (alone - if names.related { 0.1 } else { 0.0 }, Why::Content),
            0.8.. => ((by_name + 0.05).min(1.0), why),
            0.5.. => (by_name, why),
            _ => (by_name - 0.35, why),
        }
    }

    /// Addresses that have kinds of their own hardly ever go into a plain text.
    fn against_text(&self, by_name: f64) -> f64 {
        match by_name < 0.9 && self.share(Kind::Email) >= 0.8 {
            true => by_name - 0.2,
            false => by_name,
        }
    }
}
