//! The commands of the binary, a file each.

mod answer;
mod app;
mod backup;
mod check;
mod decision;
mod expression;
mod import;
mod process;
mod serve;
mod token;
mod user;

use crate::logs;
use crate::settings::{Flags, Settings};
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// An open, self-hosted platform for relationships of every kind.
///
/// Without a command, `relata` serves the installation in ./relata-data on http://127.0.0.1:7070.
#[derive(Debug, Parser)]
#[command(name = "relata", version, about, long_about, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(flatten)]
    pub flags: Flags,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER_HELP: &str = "\
Examples:
  relata demo                                   a demo company, to look around
  relata serve --data /var/lib/relata           serve an installation
  relata backup /backups/monday.zip             while it is being served
Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 done with findings.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve an installation over HTTP (the default)
    Serve(serve::Serve),
    /// Serve a demo company
    Demo(serve::Demo),
    /// Bring records in from a file
    Import(import::Import),
    /// Write records into a file
    Export(import::Export),
    /// App packages: check, plan, apply, export
    #[command(subcommand)]
    App(app::App),
    /// Users: create, reset-factors
    #[command(subcommand)]
    User(user::User),
    /// API tokens: create
    #[command(subcommand)]
    Token(token::Token),
    /// Write everything into one file, while serving
    Backup(backup::Backup),
    /// Bring an installation back from a backup
    Restore(backup::Restore),
    /// Copy an installation to another database
    Move(backup::Move),
    /// Look the database through for damage
    Check(check::Check),
    /// Expressions in FEEL: eval
    #[command(subcommand)]
    Feel(expression::Feel),
    /// Decisions in DMN: eval
    #[command(subcommand)]
    Dmn(decision::Dmn),
    /// Processes in BPMN: check
    #[command(subcommand)]
    Process(process::Process),
}

/// Done, but something needs attention.
pub const FINDINGS: u8 = 3;

/// Runs a command.
pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let command = arguments.command.unwrap_or_else(|| Command::Serve(serve::Serve::default()));
    // What needs neither an installation nor its settings.
    let command = match command {
        Command::Feel(feel) => return feel.run(),
        Command::Dmn(dmn) => return dmn.run(),
        Command::Process(process) => return process.run(),
        other => other,
    };
    let (listen, public_url) = match &command {
        Command::Serve(serve) => (serve.listen, serve.public_url.clone()),
        Command::Demo(demo) => (demo.listen, None),
        _ => (None, None),
    };
    let mut settings = Settings::resolve(&arguments.flags, listen, public_url)?;
    if let Command::Serve(serve) = &command
        && !serve.trusted_proxies.is_empty()
    {
        settings.trusted_proxies.clone_from(&serve.trusted_proxies);
    }
    let serves = matches!(command, Command::Serve(_) | Command::Demo(_));
    if !serves && arguments.flags.log.is_none() {
        // A command's answer should not be buried in what went as planned.
        settings.log = "warn".to_owned();
    }
    logs::start(&settings);
    match command {
        Command::Serve(serve) => serve.run(&settings),
        Command::Demo(demo) => demo.run(&arguments.flags, settings),
        Command::Import(import) => import.run(&settings),
        Command::Export(export) => export.run(&settings),
        Command::App(app) => app.run(&settings),
        Command::User(user) => user.run(&settings),
        Command::Token(token) => token.run(&settings),
        Command::Backup(backup) => backup.run(&settings),
        Command::Restore(restore) => restore.run(&settings),
        Command::Move(moving) => moving.run(&settings),
        Command::Check(check) => check.run(&settings),
        Command::Feel(feel) => feel.run(),
        Command::Dmn(dmn) => dmn.run(),
        Command::Process(process) => process.run(),
    }
}
