//! `relata user`.

use crate::compose::{self, Failure};
use crate::settings::Settings;
use access::{Actor, Through};
use anyhow::{Result, anyhow, bail};
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
  echo \"$PASSWORD\" | relata user create --email bo@example.com --role sales_rep --password-stdin")]
    Create(Create),
}

#[derive(Debug, clap::Args)]
pub struct Create {
    /// The address the user signs in with
    #[arg(long)]
    email: String,
    /// A role; may be given several times
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// The name shown to others [default: the address]
    #[arg(long)]
    name: Option<String>,
    /// Read the password from standard input instead of printing a one-time password
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let Self::Create(create) = self;
        create.run(settings)
    }
}

impl Create {
    fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let house = compose::open_in(&settings.location, settings.language)?;
        let world = house.records.world();
        for role in &self.roles {
            if world.model.role(role).is_none() {
                let known: Vec<&str> = world.model.roles.iter().map(|role| &*role.name).collect();
                bail!("there is no role {role}; there are {}", known.join(", "));
            }
        }
        let email = Email::parse(&self.email).map_err(|_| anyhow!("{} is no e-mail address", self.email))?;
        let (password, chosen) = if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            (Password::new(text.trim_end_matches(['\r', '\n'])), true)
        } else {
            (Password::generate().map_err(|error| anyhow!("{error}"))?, false)
        };
        let prepared = house.front.gate().hasher().prepare(&password, &email).map_err(|error| match error {
            identity::Error::WeakPassword(reasons) => anyhow!("the password is refused: {reasons:?}"),
            error => anyhow!("{error}"),
        })?;
        let start = if chosen { Start::Chosen(prepared) } else { Start::OneTime(prepared) };
        let (name, roles) = (self.name.clone().unwrap_or_else(|| self.email.clone()), self.roles.clone());
        let address = email.clone();
        house.records.write_blocking(move |tx| {
            let actor = Actor::platform(Through::Command);
            let patch = records::Patch::one("name", name.as_str()).with("email", address.as_str());
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
