//! `relata user`.

use crate::compose::{self, Failure};
use crate::say;
use crate::settings::Settings;
use access::{Actor, Through};
use anyhow::{Result, anyhow};
use identity::account::Start;
use identity::{Email, Password};
use std::io::Read;
use std::process::ExitCode;

/// People who sign in.
#[derive(Debug, clap::Subcommand)]
pub enum User {
    /// Create a user; without a role a user sees nothing
    #[command(after_help = "Examples:
  relata user create --email ada@example.com --role administrator
  echo \"$PASSWORD\" | relata user create --email bo@example.com --role sales_rep --unit Sales --password-stdin")]
    Create(Create),
    /// Forget second factors, for people who lost theirs or for an installation that lost its key
    #[command(after_help = "Examples:
  relata user reset-factors --email ada@example.com
  relata user reset-factors --lost-key")]
    ResetFactors(ResetFactors),
}

/// Somebody signs in by the password alone again, and sets a second factor up anew.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct ResetFactors {
    /// The person who lost them: app, passkeys and recovery codes are forgotten
    #[arg(long)]
    email: Option<String>,
    /// The key that secrets are sealed with is lost: everybody's authenticator app is forgotten, and
    /// webhooks are switched off until they have new secrets
    #[arg(long)]
    lost_key: bool,
}

#[derive(Debug, clap::Args)]
pub struct Create {
    /// The address the user signs in with
    #[arg(long)]
    email: String,
    /// A role; may be given several times
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// The name of the organisation unit the user belongs to
    #[arg(long)]
    unit: Option<String>,
    /// The name shown to others [default: the address]
    #[arg(long)]
    name: Option<String>,
    /// Read the password from standard input instead of printing a one-time password
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        match self {
            Self::Create(create) => create.run(settings),
            Self::ResetFactors(reset) => reset.run(settings),
        }
    }
}

impl ResetFactors {
    fn run(&self, settings: &Settings) -> Result<ExitCode> {
        drop(compose::existing(&settings.location)?);
        let records = compose::open_records(&settings.location, settings.language)?;
        let Some(email) = &self.email else {
            let (people, webhooks) = records.write_blocking(|tx| {
                let people = identity::vault::give_up(tx.sql())?;
                Ok::<_, Failure>((people.len(), webhooks::vault::give_up(tx.sql())?))
            })?;
            println!("{people} authenticator apps are forgotten; a new key is made at the next start");
            if webhooks > 0 {
                println!(
                    "Switched off: {}. Give each a new secret, and its receiver, too",
                    crate::key::webhooks_of(webhooks)
                );
            }
            return Ok(ExitCode::SUCCESS);
        };
        let address = Email::parse(email).map_err(|_| anyhow!("{email} is no e-mail address"))?;
        records.write_blocking(move |tx| {
            let Some(user) = identity::account::find(tx.sql(), &address)? else {
                return Err(Failure(anyhow!("nobody signs in with {}", address.as_str())));
            };
            Ok(identity::second_factor::reset(tx.sql(), user)?)
        })?;
        println!("{email} signs in by the password alone, and can set up a second factor anew");
        Ok(ExitCode::SUCCESS)
    }
}

impl Create {
    fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let house = compose::begin(settings)?;
        let world = house.records.world();
        self.roles.iter().try_for_each(|role| say::role(&world, role))?;
        let email = Email::parse(&self.email).map_err(|_| anyhow!("{} is no e-mail address", self.email))?;
        let (password, chosen) = if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            (Password::new(text.trim_end_matches(['\r', '\n'])), true)
        } else {
            (Password::generate().map_err(say::identity)?, false)
        };
        let prepared = house.front.gate().hasher().prepare(&password, &email).map_err(say::identity)?;
        let start = if chosen { Start::Chosen(prepared) } else { Start::OneTime(prepared) };
        let (name, roles) = (self.name.clone().unwrap_or_else(|| self.email.clone()), self.roles.clone());
        let (address, unit) = (email.clone(), self.unit.clone());
        house.records.write_blocking(move |tx| {
            let actor = Actor::platform(Through::Command);
            let mut patch = records::Patch::one("name", name.as_str()).with("email", address.as_str());
            if let Some(unit) = &unit {
                patch = patch.with("home_unit", unit_named(tx, &actor, unit)?);
            }
            let user = records::create(tx, &actor, records::USER, &patch)?;
            identity::account::create(tx.sql(), user.id(), &address, &start)?;
            for role in &roles {
                identity::role::grant(tx.sql(), user.id(), role)?;
            }
            Ok::<_, Failure>(())
        })?;
        if chosen {
            println!("{} can sign in", email.as_str());
        } else {
            println!(
                "{} can sign in with the password {} (once; another is to be chosen)",
                email.as_str(),
                password.reveal()
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The organisation unit of this name.
fn unit_named(tx: &mut records::Tx<'_>, actor: &Actor, name: &str) -> Result<i64, Failure> {
    let filter = feel::Expr::eq(feel::Expr::name("name"), feel::Expr::literal(feel::Value::from(name)));
    let query = records::Query { filter: Some(filter), ..records::Query::of(records::UNIT) };
    match records::ids(tx, actor, &query)?[..] {
        [one] => Ok(one),
        [] => Err(Failure(anyhow!("there is no organisation unit {name}; see Settings, Units"))),
        _ => Err(Failure(anyhow!("several organisation units are called {name}; choose the user's in the browser"))),
    }
}
