//! The `relata` binary: one program that serves an installation and looks after it.

mod command;
mod compose;
mod http;
mod jobs;
mod key;
mod logs;
mod metrics;
mod proxies;
mod say;
mod secure;
mod settings;
mod story;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    match command::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("relata: {error:#}");
            ExitCode::from(1)
        }
    }
}
