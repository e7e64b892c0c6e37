//! Real files, from the file to what the records then say.

use std::collections::BTreeMap;

use documents::import::{Absent, Options, Report, import_file};
use feel::{Number, Value};

use crate::house::{House, boss, houses, mapping};
use crate::shared;

fn import(house: &House, entity: &str, path: &std::path::Path, options: &Options) -> Report {
    import_file(&house.records, &boss(), entity, path, options, &|_, _| Ok(()))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn told(report: &Report) -> String {
    let lines = report.refusals.iter().take(5).map(|refusal| {
        format!("{}: {}", refusal.row, refusal.problems.iter().map(|problem| problem.text("en")).collect::<String>())
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn sum(values: impl Iterator<Item = Number>) -> Number {
    values.fold(Number::from(0), |sum, value| sum.checked_add(value).unwrap())
}

#[test]
fn the_opportunities_come_out_as_they_went_in() {
    let Some(folder) = shared::folder("crm-sales-opportunities") else { return };
    for house in houses() {
        house.stages();
        let accounts = mapping(&[
            ("account", "name"),
            ("sector", "industry"),
            ("year_established", "founded"),
            ("revenue", "annual_revenue"),
            ("employees", "employees"),
            ("office_location", "address.country"),
            ("subsidiary_of", "parent.name"),
        ]);
        let accounts = Options { match_by: vec!["name".into()], ..accounts };
        let report = import(&house, "companies", &folder.join("accounts.csv"), &accounts);
        assert_eq!(report.counts.refused, 0, "{}", told(&report));
        assert_eq!(house.count("base.company", ""), 85);
        assert_eq!(house.count("base.company", "industry = \"technology\""), 12, "technolgy is read as it was meant");
        assert_eq!(house.count("base.company", "parent != null"), 15);

        let products = mapping(&[("product", "name"), ("series", "category"), ("sales_price", "price")]);
        let report = import(&house, "products", &folder.join("products.csv"), &products);
        assert_eq!((report.counts.created, report.counts.refused), (7, 0), "{}", told(&report));

        for agent in agents(&folder) {
            let email = format!("{}@example.org", agent.to_lowercase().replace(' ', "."));
            house.create("base.user", &[("name", Value::from(agent)), ("email", Value::from(email))]);
        }
        let deals = mapping(&[
            ("opportunity_id", "name"),
            ("sales_agent", "owner.name"),
            ("product", "product.name"),
            ("account", "company.name"),
            ("deal_stage", "stage.name"),
            ("engage_date", "opened_on"),
            ("close_date", "closed_on"),
            ("close_value", "amount"),
        ]);
        let deals = Options { match_by: vec!["name".into()], ..deals };
        // As it is, the rows with the misspelt product come in without it, with a warning that names what was meant.
        let pipeline = folder.join("sales_pipeline.csv");
        let tried = import(&house, "deals", &pipeline, &Options { dry_run: true, ..deals.clone() });
        assert_eq!((tried.counts.refused, tried.counts.warnings), (0, 1480), "{}", told(&tried));
        let [warned] = tried.findings.warned.all() else { panic!("{:?}", tried.findings) };
        assert_eq!(warned.count, 1480);
        assert!(warned.problem.text("en").contains("Did you mean “GTX Pro”?"), "{}", warned.problem.text("en"));
        // Or they are refused, each with its reason.
        let strict = Options { dry_run: true, absent: Some(Absent::Refuse), ..deals.clone() };
        let tried = import(&house, "deals", &pipeline, &strict);
        assert_eq!(tried.counts.refused, 1480, "{}", told(&tried));
        assert!(told(&tried).contains("Did you mean “GTX Pro”?"), "{}", told(&tried));
        // Corrected in the file, everything comes in.
        let text = std::fs::read_to_string(&pipeline).unwrap().replace("GTXPro", "GTX Pro");
        let report = house.import("deals", &text, &deals);
        assert_eq!((report.counts.created, report.counts.refused), (8800, 0), "{}", told(&report));

        let rows = house.rows("sales.deal", "", &["state", "amount", "owner.name"]);
        let of = |state: &str| rows.iter().filter(|row| row[0].as_text() == Some(state)).count();
        assert_eq!((of("won"), of("lost"), of("open")), (4238, 2473, 2089));
        let won = rows.iter().filter(|row| row[0].as_text() == Some("won"));
        let won: Vec<(Number, &str)> =
            won.map(|row| (row[1].as_number().unwrap(), row[2].as_text().unwrap())).collect();
        assert_eq!(sum(won.iter().map(|(amount, _)| *amount)), Number::from(10_005_534));
        let rate = of("won") as f64 / (of("won") + of("lost")) as f64 * 100.0;
        assert_eq!(format!("{rate:.2}"), "63.15");
        let mut agents: BTreeMap<&str, i64> = BTreeMap::new();
        for (amount, agent) in won {
            *agents.entry(agent).or_default() += amount.to_i64().unwrap();
        }
        let best = agents.iter().max_by_key(|(_, amount)| **amount).unwrap();
        assert_eq!((*best.0, *best.1), ("Darcel Schlecht", 1_153_214));
    }
}

fn agents(folder: &std::path::Path) -> Vec<String> {
    let mut workbook = shared::open(&folder.join("sales_teams.csv")).unwrap();
    let rows = shared::rows(&mut workbook, 0);
    rows[1..].iter().map(|row| row.cell(0).shown()).collect()
}

#[test]
fn northwind_customers_become_companies() {
    let Some(folder) = shared::folder("northwind") else { return };
    for house in houses() {
        // Phones without their country cannot be told apart: the column is left out.
        let options =
            mapping(&[("CustomerID", "registration_number"), ("CompanyName", "name"), ("Phone", ""), ("Fax", "")]);
        let report = import(&house, "companies", &folder.join("customers.csv"), &options);
        assert_eq!((report.counts.created, report.counts.refused), (93, 0), "{}", told(&report));
        let found =
            house.rows("base.company", "registration_number = \"ANATR\"", &["name", "address.city", "address.country"]);
        assert_eq!(found[0][1..], [Value::from("México D.F."), Value::from("MX")]);
    }
}

#[test]
fn legal_entities_come_in_by_the_thousand() {
    let Some(folder) = shared::folder("companies-gleif") else { return };
    // The debug build is slow: one database is enough, the other has the same tests on fewer rows.
    let house = houses().into_iter().next().unwrap();
    let options = mapping(&[
        ("lei", "registration_number"),
        ("legal_name", "name"),
        ("country", "address.country"),
        ("category", ""),
        ("sectors", ""),
    ]);
    let options = Options { match_by: vec!["registration_number".into()], ..options };
    let report = import(&house, "companies", &folder.join("companies.csv.gz"), &options);
    assert_eq!((report.counts.created, report.counts.refused), (35_155, 0), "{}", told(&report));
    assert_eq!(house.count("base.company", ""), 35_155);
}

#[test]
fn vcards_become_contacts() {
    let Some(folder) = shared::folder("vcard-ical/vcf/real-clients") else { return };
    for house in houses() {
        for file in shared::files(&folder) {
            let Ok(mut workbook) = shared::open(&file) else { continue };
            let rows = shared::rows(&mut workbook, 0).len() as u64;
            let report = import_file(&house.records, &boss(), "contacts", &file, &Options::default(), &|_, _| Ok(()));
            match report {
                Ok(report) => assert_eq!(report.counts.rows, rows, "{}", file.display()),
                Err(error) => panic!("{}: {error}", file.display()),
            }
        }
        assert!(house.count("base.contact", "") > 3);
    }
}
