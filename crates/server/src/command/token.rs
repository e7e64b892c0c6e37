//! `relata token`.

use crate::compose::{self, Failure};
use crate::say;
use crate::settings::Settings;
use anyhow::{Result, anyhow};
use identity::Email;
use identity::token::Wanted;
use std::process::ExitCode;
use std::sync::Arc;

/// Tokens for programs.
#[derive(Debug, clap::Subcommand)]
pub enum Token {
    /// Create a token and print it, alone
    #[command(after_help = "Example: TOKEN=$(relata token create --user ada@example.com --name reports --read-only)")]
    Create(Create),
}

#[derive(Debug, clap::Args)]
pub struct Create {
    /// The address of the user in whose name the program acts
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// What the token is for
    #[arg(long, default_value = "command line")]
    name: String,
    /// Act with these roles at most; may be given several times
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// Only read and export
    #[arg(long)]
    read_only: bool,
    /// Reach these entities only, such as base.company; may be given several times
    #[arg(long = "entity", value_name = "ENTITY")]
    entities: Vec<String>,
    /// End after so many days
    #[arg(long, value_name = "DAYS")]
    days: Option<i64>,
}

impl Token {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let Self::Create(create) = self;
        create.run(settings)
    }
}

impl Create {
    fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let house = compose::open(settings)?;
        let email = Email::parse(&self.user).map_err(|_| anyhow!("{} is no e-mail address", self.user))?;
        let world = house.records.world();
        self.roles.iter().try_for_each(|role| say::role(&world, role))?;
        let entities = self.entities.iter().map(|name| Ok(say::entity(&world, name)?.entity.name.shared()));
        let entities: Vec<Arc<str>> = entities.collect::<Result<_>>()?;
        let (name, roles, read_only, days) = (self.name.clone(), self.roles.clone(), self.read_only, self.days);
        let token = house.records.write_blocking(move |tx| {
            let Some(user) = identity::account::find(tx.sql(), &email)? else {
                return Err(Failure(anyhow!("nobody signs in with {}", email.as_str())));
            };
            let now = tx.sql().now();
            let ends_at = days.map(|days| now + jiff_hours(days));
            let limit = access::Limit { read_only, entities: (!entities.is_empty()).then(|| entities.clone().into()) };
            let roles = (!roles.is_empty()).then(|| roles.clone());
            let wanted = Wanted { name: name.clone(), roles, limit, ends_at };
            Ok::<_, Failure>(identity::token::create(tx.sql(), user, &wanted)?)
        })?;
        println!("{}", token.reveal());
        Ok(ExitCode::SUCCESS)
    }
}

fn jiff_hours(days: i64) -> std::time::Duration {
    std::time::Duration::from_secs(u64::try_from(days).unwrap_or(0) * 86_400)
}
