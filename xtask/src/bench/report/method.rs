//! How the figures were taken.

use super::{Findings, Machine, Options, number};
use crate::bench::data::CONTACTS_OF_A_COMPANY;
use crate::bench::postgres::SETTINGS;

pub fn text(options: &Options, machine: &Machine, findings: &Findings) -> String {
    let size = options.size;
    let mut text = format!(
        "Taken by `cargo xtask bench` on {} cores ({}), {} GiB of memory, {}.\n",
        machine.cores,
        machine.processor,
        number(machine.memory_gib.round()),
        machine.system
    );
    let others = findings.figures.iter().map(|figure| figure.others).fold(0.0, f64::max);
    text.push_str(&format!(
        "During the runs everything else on it took at most {:.0} % of the cores.\n",
        others * 100.0
    ));
    text.push_str("Figures of two machines cannot be compared; shares of the baseline of the same run can.\n\n");
    text.push_str("## How it was taken\n\n");
    text.push_str(&format!(
        "- Data: {} contacts, {} companies, {} deals, in Latin and Cyrillic letters, the same in every run. \
         Each of {} companies has {CONTACTS_OF_A_COMPANY} contacts.\n",
        number(size.contacts as f64),
        number(size.companies as f64),
        number(size.deals as f64),
        number(size.large_companies() as f64),
    ));
    text.push_str(&format!(
        "- Each run lasts {} seconds after half a second that does not count, with 1, 8 and 32 connections that each \
         have one request under way. The baseline's run comes right before the \
         product's. The client takes its share of the same cores.\n",
        options.seconds.as_secs()
    ));
    text.push_str(
        "- Relata is asked over HTTP, with rights, validation and history, by two users: one with the role \
         `administrator` and a salesperson with the role `sales_rep`, who sees companies and contacts through the unit \
         and deals as their owner (a quarter of them). The data came in through `relata import`.\n\
         - The baseline on SQLite is a bare axum server over rusqlite in a process of its own: tables of the same size \
         (25 columns, four indexes), two threads that read, one that writes; a create writes contact, history and \
         outbox, an update reads and changes the contact and writes history; requests that wait for the disk together \
         share one commit, with `synchronous=FULL`. It knows no definitions, rights or validation.\n\
         - The baseline on PostgreSQL is a loop over tokio-postgres without HTTP: one session to a connection, prepared \
         statements, each write one statement and one commit.\n",
    );
    if let Some(version) = &findings.postgres {
        text.push_str(&format!(
            "- PostgreSQL {version} on the same machine, with `{}`, the rest as it comes.\n",
            SETTINGS.join("`, `")
        ));
    }
    text.push_str(
        "- Every write is durable before it is answered, in the product and in the baselines.\n\
         - Pages are asked for as browsers do, with the cookie of a session and compressed.\n\
         - CPU is processor time of the server (or of the loop) for each request; the database's own is beside it on \
         PostgreSQL.\n\n",
    );
    text
}
