//! Logs: to standard error, for people or as JSON lines.

use crate::settings::{LogFormat, Settings};
use tracing_subscriber::EnvFilter;

/// Begins to write logs.
pub fn start(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match settings.log_format {
        LogFormat::Text => logs.with_target(false).try_init(),
        LogFormat::Json => logs.json().try_init(),
    };
    if let Err(error) = started {
        eprintln!("relata: logs cannot be written: {error}");
    }
}
