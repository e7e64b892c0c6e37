//! What is wrong with definitions: where, what, and what to do.

use crate::message;
use crate::rule::Level;
use std::fmt;
use std::sync::Arc;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the folder of the packages: `sales/entities/deal.toml`.
    pub file: Arc<str>,
    /// The line, from 1; 0 when it is about the whole file.
    pub line: u32,
    pub code: Code,
    pub level: Level,
    /// The words of the message by name.
    pub arguments: Vec<(&'static str, String)>,
}

impl Finding {
    /// What is wrong, in a sentence.
    pub fn message(&self, language: &str) -> String {
        message::write(language, &self.code.id(), None, &self.arguments)
    }

    /// What to do about it, in a sentence.
    pub fn remedy(&self, language: &str) -> String {
        message::write(language, &self.code.id(), Some("remedy"), &self.arguments)
    }
}

/// As compilers write it: `sales/entities/deal.toml:14: M012 There is no field "amout" …`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        let level = if self.level == Level::Warning { "warning: " } else { "" };
        write!(f, ": {level}{} {} {}", self.code, self.message("en"), self.remedy("en"))
    }
}

/// The number of a sort of finding: each has a page in `docs/problems`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u16);

impl Code {
    pub const NOT_UTF8: Self = Self(1);
    pub const SYNTAX: Self = Self(2);
    pub const UNKNOWN_KEY: Self = Self(3);
    pub const WRONG_TYPE: Self = Self(4);
    pub const MISSING_KEY: Self = Self(5);
    pub const UNKNOWN_WORD: Self = Self(6);
    pub const BAD_NAME: Self = Self(7);
    pub const RESERVED_NAME: Self = Self(8);
    pub const DUPLICATE: Self = Self(9);
    pub const OUT_OF_BOUNDS: Self = Self(10);
    pub const UNKNOWN_ENTITY: Self = Self(11);
    pub const UNKNOWN_FIELD: Self = Self(12);
    pub const WRONG_KIND: Self = Self(13);
    pub const FEEL_SYNTAX: Self = Self(14);
    pub const FEEL_MEANING: Self = Self(15);
    pub const RESULT_TYPE: Self = Self(16);
    pub const NOT_A_CONDITION: Self = Self(17);
    pub const FORMULA_CYCLE: Self = Self(18);
    pub const ROLL_UP_LOOP: Self = Self(19);
    pub const TOO_COMPLEX: Self = Self(20);
    pub const MISSING_PACKAGE: Self = Self(21);
    pub const PACKAGE_CYCLE: Self = Self(22);
    pub const NO_APP_FILE: Self = Self(23);
    pub const UNKNOWN_FILE: Self = Self(24);
    pub const FLUENT_SYNTAX: Self = Self(25);
    pub const NO_TRANSLATION: Self = Self(26);
    pub const UNUSED_TRANSLATION: Self = Self(27);
    pub const NOTHING_TO_EXTEND: Self = Self(28);
    pub const CONTRADICTION: Self = Self(29);
    pub const COLUMN_COLLISION: Self = Self(30);
    pub const DEMO_COLUMN: Self = Self(31);
    pub const DEMO_ROW: Self = Self(32);
    pub const DEMO_VALUE: Self = Self(33);
    pub const PACKAGE_NOT_NEEDED: Self = Self(34);
    pub const POLICY_PLACE: Self = Self(35);
    pub const NAME_TOO_LONG: Self = Self(36);

    /// Every code there is.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=36).map(Self)
    }

    /// The id of its message.
    fn id(self) -> String {
        format!("finding-{self}")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{:03}", self.0)
    }
}
