//! The figures themselves.

use super::{Action, Engine, Figure, Findings, Subject, head, number, row};

/// The requests of one database.
pub fn requests(engine: Engine, findings: &Findings) -> String {
    let figures: Vec<&Figure> = findings.figures.iter().filter(|figure| figure.engine == engine).collect();
    if figures.is_empty() {
        return String::new();
    }
    let mut text = format!("## Requests on {}\n\n", engine.name());
    let mut names = vec!["action", "who", "connections", "a second", "p50 ms", "p95 ms", "p99 ms", "CPU µs"];
    if engine == Engine::Postgres {
        names.push("database CPU µs");
    }
    names.extend(["refused", "rate of bare", "CPU of bare"]);
    text.push_str(&head(&names, 2));
    let mut ordered = figures;
    ordered.sort_by_key(|figure| (figure.action, figure.subject, figure.connections));
    for figure in ordered {
        let mut cells = vec![
            figure.action.name().to_owned(),
            figure.subject.name().to_owned(),
            figure.connections.to_string(),
            number(figure.rate),
            format!("{:.2}", figure.p50),
            format!("{:.2}", figure.p95),
            format!("{:.2}", figure.p99),
            number(figure.processor),
        ];
        if engine == Engine::Postgres {
            cells.push(figure.database_processor.map_or_else(String::new, number));
        }
        cells.push(figure.refusals.to_string());
        let bare = findings.bare_of(figure).filter(|_| figure.subject != Subject::Bare);
        cells.push(bare.map_or_else(String::new, |bare| number(figure.rate / bare.rate)));
        cells.push(bare.map_or_else(String::new, |bare| number(whole(figure) / whole(bare))));
        text.push_str(&row(&cells));
    }
    text.push_str(
        "\nRate and CPU of bare are the figure divided by the baseline's: a rate of 0.50 is half as many a second, a CPU \
         of 2.00 twice the processor time.\n\n",
    );
    text
}

/// The imports.
pub fn imports(findings: &Findings) -> String {
    if findings.imports.is_empty() {
        return String::new();
    }
    let mut text =
        String::from("## Import\n\nBy the command `relata import`, from CSV, without a server beside it.\n\n");
    text.push_str(&head(&["database", "what", "rows", "seconds", "rows a second"], 2));
    for import in &findings.imports {
        text.push_str(&row(&[
            import.engine.name().to_owned(),
            import.what.to_owned(),
            number(import.rows as f64),
            number(import.seconds),
            number(import.rows as f64 / import.seconds),
        ]));
    }
    text.push('\n');
    text
}

/// Starts and memory.
pub fn starts(findings: &Findings) -> String {
    if findings.starts.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "## Start and memory\n\n\
         A start is counted from the start of the process to the first answer, with all records there and the disk's \
         pages in memory.\n\
         Resident is what Linux counts for the process; proportional divides what it shares with others.\n\
         At rest is three seconds after a start; under load is the most that was seen during all runs.\n\n",
    );
    let names =
        ["database", "start, median s", "slowest s", "at rest MB", "proportional", "under load MB", "proportional"];
    text.push_str(&head(&names, 1));
    let megabytes = |bytes: u64| number(bytes as f64 / 1e6);
    for start in &findings.starts {
        text.push_str(&row(&[
            start.engine.name().to_owned(),
            start.median().map_or_else(String::new, number),
            start.seconds.last().copied().map_or_else(String::new, number),
            megabytes(start.rest.resident),
            megabytes(start.rest.proportional),
            megabytes(start.load.resident),
            megabytes(start.load.proportional),
        ]));
    }
    text.push('\n');
    text
}

/// What the change log costs: of the product by writing its lines again, of the baselines by leaving it out.
pub fn history(findings: &Findings) -> String {
    let mut lines = String::new();
    for history in &findings.history {
        let Some(share) = log_share(history.engine, findings) else { continue };
        lines.push_str(&format!(
            "- {}: a line of the change log takes {} µs of processor time and {} bytes, {:.1} % of a create.\n",
            history.engine.name(),
            number(history.micros),
            number(history.bytes),
            share * 100.0
        ));
    }
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let of = |action| findings.figure(engine, Subject::Bare, action, 32).map(whole);
        let Some((with, without)) = of(Action::Create).zip(of(Action::CreateWithoutHistory)) else { continue };
        lines.push_str(&format!(
            "- The baseline on {} takes {} µs for a create with its history and {} µs without.\n",
            engine.name(),
            number(with),
            number(without),
        ));
    }
    if lines.is_empty() {
        return lines;
    }
    format!(
        "## The change log in a write\n\n\
         There is no switch that leaves the log out, so lines that creating contacts has written are written again into \
         the same table.\n\
         Commits of 320 lines are compared with commits of 32: the difference is what lines cost, without the commit that \
         there is anyway.\n\
         It is divided by the processor time of a create with 32 connections.\n\n{lines}\n"
    )
}

/// The share of the change log in the processor time of a create.
pub fn log_share(engine: Engine, findings: &Findings) -> Option<f64> {
    let history = findings.history.iter().find(|history| history.engine == engine)?;
    let create = findings.figure(engine, Subject::Administrator, Action::Create, 32)?;
    Some(history.micros / whole(create))
}

/// Processor time of the server and its database together.
fn whole(figure: &Figure) -> f64 {
    figure.processor + figure.database_processor.unwrap_or(0.0)
}
