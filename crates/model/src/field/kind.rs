//! What a field can hold.

use crate::condition::Condition;
use crate::expression::Expression;
use crate::label::Label;
use crate::name::EntityName;
use std::sync::Arc;

/// The type of a field, with what the type needs to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// One line.
    Text {
        max: u32,
    },
    /// Several lines.
    LongText {
        max: u32,
    },
    /// Cleaned HTML.
    RichText {
        max: u32,
    },
    /// A decimal number with this many digits after the point.
    Number {
        digits: u32,
    },
    Integer,
    /// An amount in a currency: 1/10,000 of its unit, the currency's code, the same amount in the base currency.
    Money(Money),
    /// 35 is 35 %.
    Percent {
        digits: u32,
    },
    YesNo,
    Choice {
        choices: Vec<Choice>,
    },
    /// Any number of choices.
    Choices {
        choices: Vec<Choice>,
    },
    Date,
    DateTime,
    Duration,
    Email,
    /// Kept as E.164.
    Phone,
    Url,
    /// A postal address: street, city, region, postal code, country.
    Address,
    /// One file: the id of a `base.file` record.
    File,
    /// One picture: the id of a `base.file` record.
    Image,
    /// One record.
    Relation(Relation),
    /// Any number of records of one entity.
    Relations(Relations),
    /// Line items: records that live and die with this one.
    Lines(Lines),
    /// Computed over the records that point here.
    RollUp(RollUp),
    /// Counted up by the platform.
    AutoNumber(AutoNumber),
    /// So many stars of `max`.
    Rating {
        max: u8,
    },
    Json,
}

/// A value of a choice field.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub value: Arc<str>,
    pub label: Label,
    /// A hue of the interface: `teal`.
    pub hue: Option<Arc<str>>,
    /// A Lucide icon.
    pub icon: Option<Arc<str>>,
    /// Whether it is no longer offered; records that have it keep it.
    pub retired: bool,
}

/// Where the currency of an amount comes from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Money {
    /// The names that lead to the money field whose currency this one takes: `amount`, or `deal.amount`. None when it
    /// is entered beside the amount.
    pub currency: Option<Arc<[Arc<str>]>>,
}

/// A relation to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// One entity, or several: then the column `<name>_entity` says which.
    pub to: Vec<EntityName>,
    pub on_delete: OnDelete,
    /// What the records that point here are called on the page of the one they point to: "Subsidiaries".
    pub inverse: Label,
    /// Which records may be chosen: a condition on the target, which may name what the record holds. Only where there is
    /// one target.
    pub filter: Option<Condition>,
    /// Whether the records must not form a circle: a unit's parent, a company's parent.
    pub tree: bool,
}

impl Relation {
    /// The target, when there is only one.
    pub fn only_target(&self) -> Option<&EntityName> {
        match &self.to[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether the column `<name>_entity` says which entity is meant.
    pub fn is_open(&self) -> bool {
        self.to.len() != 1
    }
}

/// What becomes of a record when the one it points to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDelete {
    /// The other record cannot be deleted.
    Restrict,
    /// The relation becomes empty.
    #[default]
    Clear,
    /// This record is deleted too.
    Cascade,
}

/// A relation to many records, kept in a link table with the columns `record` and `target`.
#[derive(Debug, Clone, PartialEq)]
pub struct Relations {
    pub to: EntityName,
    /// The link table: `base_company__tags`.
    pub table: Arc<str>,
    pub inverse: Label,
}

/// Line items.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// The entity of the lines.
    pub entity: EntityName,
    /// The relation of a line to its record.
    pub by: Arc<str>,
}

/// A value computed over the records that point here.
#[derive(Debug, Clone, PartialEq)]
pub struct RollUp {
    /// The entity of those records.
    pub of: EntityName,
    /// Their relation that leads here.
    pub by: Arc<str>,
    pub function: Function,
    /// Their field; none for a count.
    pub field: Option<Arc<str>>,
    /// Which of them count: a condition compiled over their schema.
    pub filter: Option<Expression>,
    /// What the result is: the kind of `field`, or integer for a count, or number for an average of integers.
    pub result: Box<Kind>,
}

/// What a roll-up does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Count,
    Sum,
    Min,
    Max,
    Average,
}

impl Function {
    pub const ALL: [Self; 5] = [Self::Count, Self::Sum, Self::Min, Self::Max, Self::Average];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Average => "average",
        }
    }
}

/// How an automatic number is written: `D-{0000}` gives `D-0042`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoNumber {
    pub prefix: Arc<str>,
    /// At least so many digits.
    pub width: usize,
    pub suffix: Arc<str>,
}

impl AutoNumber {
    /// Reads `D-{0000}`: one group of zeros in braces.
    pub fn parse(format: &str) -> Option<Self> {
        let (prefix, rest) = format.split_once('{')?;
        let (zeros, suffix) = rest.split_once('}')?;
        let plain = |part: &str| !part.contains(['{', '}']) && part.len() <= 24;
        let zeros = (1..=12).contains(&zeros.len()) && zeros.bytes().all(|byte| byte == b'0');
        (zeros && plain(prefix) && plain(suffix)).then(|| Self {
            prefix: prefix.into(),
            width: rest.find('}').unwrap_or(0),
            suffix: suffix.into(),
        })
    }

    /// The number as people see it.
    pub fn write(&self, number: i64) -> String {
        format!("{}{number:0width$}{}", self.prefix, self.suffix, width = self.width)
    }
}

impl std::fmt::Display for AutoNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{{{}}}{}", self.prefix, "0".repeat(self.width), self.suffix)
    }
}

/// The word for a type in definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KindName {
    Text,
    LongText,
    RichText,
    Number,
    Integer,
    Money,
    Percent,
    YesNo,
    Choice,
    Choices,
    Date,
    DateTime,
    Duration,
    Email,
    Phone,
    Url,
    Address,
    File,
    Image,
    Relation,
    Relations,
    Lines,
    RollUp,
    AutoNumber,
    Rating,
    Json,
}

impl KindName {
    pub const ALL: [Self; 26] = [
        Self::Text,
        Self::LongText,
        Self::RichText,
        Self::Number,
        Self::Integer,
        Self::Money,
        Self::Percent,
        Self::YesNo,
        Self::Choice,
        Self::Choices,
        Self::Date,
        Self::DateTime,
        Self::Duration,
        Self::Email,
        Self::Phone,
        Self::Url,
        Self::Address,
        Self::File,
        Self::Image,
        Self::Relation,
        Self::Relations,
        Self::Lines,
        Self::RollUp,
        Self::AutoNumber,
        Self::Rating,
        Self::Json,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::RichText => "rich_text",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::YesNo => "yes_no",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::Date => "date",
            Self::DateTime => "date_time",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Address => "address",
            Self::File => "file",
            Self::Image => "image",
            Self::Relation => "relation",
            Self::Relations => "relations",
            Self::Lines => "lines",
            Self::RollUp => "roll_up",
            Self::AutoNumber => "auto_number",
            Self::Rating => "rating",
            Self::Json => "json",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == word)
    }
}

impl Kind {
    /// The word for it in definitions.
    pub fn name(&self) -> KindName {
        match self {
            Self::Text { .. } => KindName::Text,
            Self::LongText { .. } => KindName::LongText,
            Self::RichText { .. } => KindName::RichText,
            Self::Number { .. } => KindName::Number,
            Self::Integer => KindName::Integer,
            Self::Money(_) => KindName::Money,
            Self::Percent { .. } => KindName::Percent,
            Self::YesNo => KindName::YesNo,
            Self::Choice { .. } => KindName::Choice,
            Self::Choices { .. } => KindName::Choices,
            Self::Date => KindName::Date,
            Self::DateTime => KindName::DateTime,
            Self::Duration => KindName::Duration,
            Self::Email => KindName::Email,
            Self::Phone => KindName::Phone,
            Self::Url => KindName::Url,
            Self::Address => KindName::Address,
            Self::File => KindName::File,
            Self::Image => KindName::Image,
            Self::Relation(_) => KindName::Relation,
            Self::Relations(_) => KindName::Relations,
            Self::Lines(_) => KindName::Lines,
            Self::RollUp(_) => KindName::RollUp,
            Self::AutoNumber(_) => KindName::AutoNumber,
            Self::Rating { .. } => KindName::Rating,
            Self::Json => KindName::Json,
        }
    }

    /// The kind of the value shown: of a roll-up that of its result, else the kind itself.
    pub fn shown(&self) -> &Kind {
        match self {
            Self::RollUp(roll_up) => &roll_up.result,
            kind => kind,
        }
    }
}
