//! Measures an import: `cargo run --release -p documents --example import [ROWS]`.
//!
//! Makes contacts with companies in a throw-away installation, imports them, and imports them once more so that every
//! row is matched by its e-mail address.

use std::io::{BufWriter, Write};
use std::time::Instant;

use access::{Actor, Through};
use documents::import::{Options, Report, import_file};
use records::Records;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: usize = std::env::args().nth(1).map_or(Ok(100_000), |rows| rows.parse())?;
    let database = testkit::sqlite();
    database.alone_blocking(|tx| store::migrate(tx, "documents", documents::MIGRATIONS))?;
    let records = Records::open(database.clone())?;
    let mut files = testkit::apps();
    files.retain(|(path, _)| !path.contains("/demo/"));
    records
        .alone_blocking(move |tx| records::install::apply(tx, &Actor::platform(Through::Install), &files, "begin"))?;
    let file = tempfile::NamedTempFile::with_suffix(".csv")?;
    let mut out = BufWriter::new(file.as_file());
    writeln!(out, "Name,E-mail,Phone,Company,Job title,Street,City,Postal code,Country,Birthday")?;
    for row in 0..rows {
        let company = row % (rows / 5).max(1);
        writeln!(
            out,
            "Given{} Family{row},person{row}@company{company}.example,+4930{:07},Company {company} GmbH,Buyer,Street {},Berlin,{:05},DE,19{:02}-0{}-1{}",
            row % 997,
            2_000_000 + row % 1_000_000,
            row % 300,
            10_000 + row % 5_000,
            50 + row % 50,
            1 + row % 9,
            row % 10
        )?;
    }
    out.flush()?;
    drop(out);
    let options = Options { match_by: vec!["email".to_owned()], ..Options::default() };
    let actor = Actor::platform(Through::Command);
    for (what, options) in [
        ("dry run", Options { dry_run: true, ..options.clone() }),
        ("new", options.clone()),
        ("matched", options.clone()),
    ] {
        let begun = Instant::now();
        let report = import_file(&records, &actor, "contacts", file.path(), &options, &|_, _| Ok(()))?;
        tell(what, begun, &report);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "it is what the example is for")]
fn tell(what: &str, begun: Instant, report: &Report) {
    let seconds = begun.elapsed().as_secs_f64();
    let speed = report.counts.rows as f64 / seconds;
    println!("{what}: {seconds:.1} s, {speed:.0} rows a second, {:?}", report.counts);
    for refusal in report.refusals.iter().take(3) {
        println!("  row {}: {}", refusal.row, refusal.problems[0].text("en"));
    }
}
