//! Who asks.

use model::ADMINISTRATOR;
use std::sync::Arc;

/// Who asks for something to be read or done, and in what capacity.
///
/// Built by `identity` for people and tokens, and by [`Actor::platform`] for the installation itself.
/// It is a snapshot: the caches that hold it are emptied when roles, units or shares change.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The user record's id; 0 is the platform.
    pub user: i64,
    /// The name shown in history.
    pub name: Arc<str>,
    /// The organisation unit the user belongs to.
    pub unit: Option<i64>,
    /// That unit and every unit below it.
    pub units_below: Arc<[i64]>,
    /// That unit and every unit above it: what is shared with one of them is shared with the user.
    pub unit_and_above: Arc<[i64]>,
    /// The names of the roles held.
    pub roles: Arc<[Arc<str>]>,
    /// Whether any record is shared with this user or one of the user's units: if not, no query looks for shares.
    pub has_shares: bool,
    /// The time zone whose days `today()` counts.
    pub zone: jiff::tz::TimeZone,
    /// A narrower limit set by an API token.
    pub limit: Limit,
    /// What the change log says the change came through.
    pub through: Through,
}

/// What an API token takes away from its user's rights.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limit {
    /// Only reading and exporting.
    pub read_only: bool,
    /// Only these entities, by qualified name; none named means all.
    pub entities: Option<Arc<[Arc<str>]>>,
}

impl Limit {
    /// Whether the entity of that name is within the limit.
    pub fn covers(&self, entity: &str) -> bool {
        self.entities.as_ref().is_none_or(|entities| entities.iter().any(|name| &**name == entity))
    }
}

/// The way a change came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Through {
    /// A person on a page.
    #[default]
    Page,
    /// A program.
    Api,
    /// A file of records.
    Import,
    /// A running process.
    Process,
    /// A command of the `relata` binary.
    Command,
    /// Installing or upgrading packages.
    Install,
}

impl Through {
    /// The word stored in the change log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Import => "import",
            Self::Process => "process",
            Self::Command => "command",
            Self::Install => "install",
        }
    }
}

impl Actor {
    /// The installation acting for itself: installing packages, running its own commands. It may do everything.
    pub fn platform(through: Through) -> Self {
        Self {
            user: 0,
            name: Arc::from("Relata"),
            unit: None,
            units_below: Arc::from([]),
            unit_and_above: Arc::from([]),
            roles: Arc::from([Arc::from(ADMINISTRATOR)]),
            has_shares: false,
            zone: jiff::tz::TimeZone::UTC,
            limit: Limit::default(),
            through,
        }
    }

    /// Whether this actor holds the role with all rights.
    pub fn is_administrator(&self) -> bool {
        self.roles.iter().any(|role| &**role == ADMINISTRATOR)
    }
}
