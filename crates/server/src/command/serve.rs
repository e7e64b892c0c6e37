//! `relata serve` and `relata demo`.

use crate::compose::{self, House};
use crate::proxies::Network;
use crate::settings::{Flags, Language, Settings};
use crate::{http, story};
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use store::Location;

/// Serve an installation over HTTP.
///
/// The first start creates the owner's account and prints a one-time password.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = "Example: relata serve --data /var/lib/relata --listen 0.0.0.0:7070")]
pub struct Serve {
    /// The address to listen on [default: 127.0.0.1:7070]
    #[arg(long, env = "RELATA_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// The address people reach it by, such as https://crm.example.com; passkeys need it
    #[arg(long, env = "RELATA_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// The reverse proxies whose `X-Forwarded-For` counts, as addresses or networks: `127.0.0.1,10.0.0.0/8`
    #[arg(long, env = "RELATA_TRUSTED_PROXIES", value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// The e-mail address of the owner, used at the first start
    #[arg(long, env = "RELATA_OWNER", value_name = "EMAIL", default_value = OWNER)]
    pub owner: Option<String>,
    /// The language the installation begins in, used at the first start [default: en]
    #[arg(long, env = "RELATA_LANGUAGE", value_name = "LANG")]
    pub language: Option<Language>,
}

/// Serve a demo company: a small story in three languages, on the embedded database.
#[derive(Debug, clap::Args)]
#[command(after_help = "Without --data and --database it is kept in ./relata-demo.
Example: relata demo --listen 127.0.0.1:8080")]
pub struct Demo {
    /// The address to listen on [default: 127.0.0.1:7070]
    #[arg(long, env = "RELATA_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
}

/// The owner's address when none is given.
const OWNER: &str = "owner@relata.example";

impl Serve {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let house = compose::open_in(settings, self.language.unwrap_or(settings.language))?;
        if let Some(owner) = compose::first_owner(&house, self.owner.as_deref().unwrap_or(OWNER))? {
            println!("This installation is new. Its owner signs in with");
            println!("  e-mail    {}", owner.email);
            println!("  password  {}   (once; you will choose another)", owner.password);
        }
        serve(settings, house, None)
    }
}

impl Demo {
    pub fn run(&self, flags: &Flags, mut settings: Settings) -> Result<ExitCode> {
        if flags.data.is_none() && flags.database.is_none() {
            settings.location = Location::folder(PathBuf::from("relata-demo"));
        }
        let house = compose::open_in(&settings, Language::En)?;
        let login = story::ensure(&house)?;
        serve(&settings, house, Some(login))
    }
}

fn serve(settings: &Settings, house: House, login: Option<story::Login>) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("{} cannot be listened on", settings.listen))?;
        let address = listener.local_addr()?;
        println!("Relata serves {} on http://{address}", settings.location);
        if let Some(login) = &login {
            println!("Sign in as  {}  with the password  {}", login.email, login.password);
        }
        http::serve(listener, house, settings, login.is_some()).await
    })?;
    Ok(ExitCode::SUCCESS)
}
