//! What was promised, and what was reached.

use super::{Action, Engine, Findings, Subject, head, number, row};

/// A promise with what came of it.
struct Target {
    what: String,
    wanted: String,
    reached: Option<(String, bool)>,
    /// The best of four well-known CRMs on two cores, where it was measured.
    others: &'static str,
}

/// Promised rates on SQLite, on a machine where the baseline has the last figure, and the best rate of the others.
const RATES: [(Action, f64, Option<f64>, &str); 5] = [
    (Action::Read, 18_000.0, Some(36_000.0), "440/s"),
    (Action::List, 7_000.0, Some(13_600.0), "198/s"),
    (Action::Search, 2_600.0, None, "53/s"),
    (Action::Create, 2_500.0, Some(4_000.0), "66/s"),
    (Action::Update, 3_500.0, Some(6_000.0), "132/s"),
];
/// The promised share of the driver loop on PostgreSQL.
const SHARE: f64 = 0.5;
/// How much longer the least privileged user's list may take.
const PRIVILEGE: f64 = 1.2;
const REST_MB: f64 = 60.0;
const LOAD_MB: f64 = 150.0;
const START_SECONDS: f64 = 0.3;
const IMPORT_SECONDS: f64 = 30.0;
const PAGE_MILLISECONDS: f64 = 15.0;
const LOG_SHARE: f64 = 0.10;
/// The files that know their duplicates, and the promised F1.
const DUPLICATES: [(&str, f64); 2] = [("febrl_dataset1", 0.97), ("febrl_dataset3", 0.95)];

pub fn text(findings: &Findings) -> String {
    let mut targets = rates(findings);
    targets.extend(shares(findings));
    for engine in [Engine::Sqlite, Engine::Postgres] {
        targets.extend(of_engine(engine, findings));
    }
    targets.extend(duplicates(findings));
    let mut text = String::from("## What was promised\n\n");
    text.push_str(&head(&["what", "promised", "reached", "", "best of four others"], 1));
    for target in targets {
        let (reached, verdict) = match target.reached {
            Some((reached, true)) => (reached, "yes"),
            Some((reached, false)) => (reached, "**no**"),
            None => ("not measured".to_owned(), ""),
        };
        text.push_str(&row(&[target.what, target.wanted, reached, verdict.to_owned(), target.others.to_owned()]));
    }
    text.push_str(
        "\nRates are the administrator's, at the number of connections where they are highest.\n\
         The others are Twenty, Odoo, EspoCRM and Frappe CRM, measured elsewhere on two cores.\n\
         Where a promise was missed, [profiles](profiles.md) shows where the time goes.\n\n",
    );
    text
}

/// Rates on SQLite, and as shares of the baseline where there is one.
fn rates(findings: &Findings) -> Vec<Target> {
    let mut targets = Vec::new();
    for (action, wanted, bare, others) in RATES {
        let figure = findings.best(Engine::Sqlite, Subject::Administrator, action);
        targets.push(Target {
            what: format!("SQLite: {}", action.name()),
            wanted: format!("{}/s", number(wanted)),
            reached: figure.map(|figure| (format!("{}/s", number(figure.rate)), figure.rate >= wanted)),
            others,
        });
        let Some(bare) = bare else { continue };
        let share = figure.and_then(|figure| Some(figure.rate / findings.bare_of(figure)?.rate));
        targets.push(Target {
            what: format!("SQLite: {}, share of the baseline", action.name()),
            wanted: number(wanted / bare),
            reached: share.map(|share| (number(share), share >= wanted / bare)),
            others: "",
        });
    }
    targets
}

/// Shares of the driver loop on PostgreSQL.
fn shares(findings: &Findings) -> Vec<Target> {
    let actions = [Action::Read, Action::List, Action::Create, Action::Update];
    let target = |action: Action| {
        let figure = findings.best(Engine::Postgres, Subject::Administrator, action);
        let bare = findings.best(Engine::Postgres, Subject::Bare, action);
        Target {
            what: format!("PostgreSQL: {}, share of the driver loop", action.name()),
            wanted: number(SHARE),
            reached: figure.zip(bare).map(|(figure, bare)| {
                let share = figure.rate / bare.rate;
                (format!("{} ({}/s)", number(share), number(figure.rate)), share >= SHARE)
            }),
            others: "",
        }
    };
    actions.into_iter().map(target).collect()
}

/// How well duplicates are found.
fn duplicates(findings: &Findings) -> impl Iterator<Item = Target> {
    DUPLICATES.iter().map(|(file, wanted)| {
        let found = findings.duplicates.iter().find(|found| found.file.starts_with(file));
        let shown =
            |f1: f64, precision: f64, recall: f64| format!("{f1:.4} (precision {precision:.4}, recall {recall:.4})");
        Target {
            what: format!("duplicates in {file}, F1"),
            wanted: wanted.to_string(),
            reached: found.map(|found| (shown(found.f1, found.precision, found.recall), found.f1 >= *wanted)),
            others: "",
        }
    })
}

/// The promises that hold on both databases.
fn of_engine(engine: Engine, findings: &Findings) -> Vec<Target> {
    let name = engine.name();
    let start = findings.starts.iter().find(|start| start.engine == engine);
    let below = |value: Option<f64>, limit: f64, unit: &str| {
        value.filter(|value| *value > 0.0).map(|value| (format!("{}{unit}", number(value)), value < limit))
    };
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let list = |subject| findings.figure(engine, subject, Action::List, 8).map(|figure| figure.rate);
    let slower = list(Subject::Administrator).zip(list(Subject::Salesperson)).map(|(all, least)| all / least);
    let import = findings.imports.iter().filter(|import| import.engine == engine && import.what.contains("contacts"));
    let import = import.map(|import| import.seconds * 100_000.0 / import.rows as f64).max_by(f64::total_cmp);
    let page = findings.figure(engine, Subject::Administrator, Action::DealsPage, 8).map(|figure| figure.p95);
    let target = |what: &str, wanted: String, reached, others| Target {
        what: format!("{name}: {what}"),
        wanted,
        reached,
        others,
    };
    vec![
        target("list of the least privileged, times as long", number(PRIVILEGE), below(slower, PRIVILEGE, ""), ""),
        target(
            "memory at rest",
            format!("{REST_MB} MB"),
            below(start.map(|start| megabytes(start.rest.resident)), REST_MB, " MB"),
            "450 MB",
        ),
        target(
            "memory under load",
            format!("{LOAD_MB} MB"),
            below(start.map(|start| megabytes(start.load.resident)), LOAD_MB, " MB"),
            "",
        ),
        target(
            "start with all records",
            format!("{START_SECONDS} s"),
            below(start.and_then(super::Start::median), START_SECONDS, " s"),
            "1.4 s",
        ),
        target(
            "import of 100,000 contacts with matching",
            format!("{IMPORT_SECONDS} s"),
            below(import, IMPORT_SECONDS, " s"),
            "12 s for 10,000",
        ),
        target(
            "page of deals, 95th percentile, 8 connections",
            format!("{PAGE_MILLISECONDS} ms"),
            below(page, PAGE_MILLISECONDS, " ms"),
            "1.0 to 4.3 s in a browser",
        ),
        target(
            "share of the change log in a create",
            format!("{} %", LOG_SHARE * 100.0),
            below(super::tables::log_share(engine, findings).map(|share| share * 100.0), LOG_SHARE * 100.0, " %"),
            "",
        ),
    ]
}
