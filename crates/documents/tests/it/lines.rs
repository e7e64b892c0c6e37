//! Orders whose lines stand in rows of their own: taken together, changed, refused together, added up.

use std::collections::HashMap;
use std::fmt::Write;

use documents::import::{Absent, Error, Options, Report};
use documents::sheet::Cell;
use feel::Value;

use crate::house::{House, boss, houses};
use crate::shared;

const COLUMNS: [(&str, &str); 6] = [
    ("Order", "name"),
    ("Customer", "company"),
    ("Article", "lines.product"),
    ("Qty", "lines.quantity"),
    ("Price", "lines.unit_price"),
    ("Discount", "lines.discount"),
];

fn options(columns: &[(&str, &str)]) -> Options {
    let map = columns.iter().map(|(column, field)| ((*column).to_owned(), (*field).to_owned())).collect();
    Options { map, match_by: vec!["name".into()], absent: Some(Absent::Create), ..Options::default() }
}

fn import(house: &House, text: &str) -> Report {
    house.import("deals", text, &options(&COLUMNS))
}

fn lines(house: &House, filter: &str) -> Vec<Vec<Value>> {
    house.rows("sales.deal_line", filter, &["place", "product.name", "quantity", "unit_price", "deal.name"])
}

fn number(text: &str) -> Value {
    Value::number(feel::Number::parse(text).unwrap())
}

const ORDERS: &str = "Order,Customer,Article,Qty,Price,Discount
A-1,Acme,Chair,2,10.50,0%
A-1,ACME,Table,1,80,10%
,,Lamp,3,5,
A-2,Borealis,Chair,1,11,
A-3,Acme,,,,
";

#[test]
fn the_rows_of_an_order_become_its_lines() {
    for house in houses() {
        let report = import(&house, ORDERS);
        let counts = &report.counts;
        assert_eq!((counts.rows, counts.created, counts.lines, counts.refused), (5, 3, 4, 0), "{:?}", report.refusals);
        assert_eq!(report.warnings, []);
        assert_eq!((counts.related["base.company"], counts.related["sales.product"]), (2, 3));
        let of_first = lines(&house, "deal.name = \"A-1\"");
        assert_eq!(of_first[1][..4], [Value::from(2), "Table".into(), Value::from(1), number("80")]);
        assert_eq!(of_first.len(), 3);
        assert_eq!(house.rows("sales.deal", "name = \"A-1\"", &["amount"])[0][0], number("108"));
        // A second time nothing changes.
        let again = import(&house, ORDERS);
        assert_eq!((again.counts.unchanged, again.counts.changed, again.counts.created), (3, 0, 0));
        // A line less, another quantity, and only of the order that the file names.
        let before = house.rows("sales.deal_line", "deal.name = \"A-1\" and place = 1", &["id"]);
        let less = import(&house, "Order,Customer,Article,Qty,Price,Discount\nA-1,,Chair,4,10.50,0\nA-1,,Lamp,3,5,\n");
        assert_eq!((less.counts.changed, less.counts.lines), (1, 2), "{:?}", less.refusals);
        let left = lines(&house, "deal.name = \"A-1\"");
        assert_eq!(left.iter().map(|line| line[1].clone()).collect::<Vec<_>>(), ["Chair".into(), Value::from("Lamp")]);
        assert_eq!(house.rows("sales.deal_line", "deal.name = \"A-1\" and place = 1", &["id"]), before);
        assert_eq!(house.count("sales.deal_line", ""), 3);
        // A line is the same when its product is: the lamp has no discount from the table that stood there.
        assert_eq!(
            house.rows("sales.deal", "name = \"A-1\"", &["company.name", "amount"])[0],
            ["Acme".into(), number("57")]
        );
        // What stands in the first row counts.
        let differs =
            import(&house, "Order,Customer,Article,Qty,Price,Discount\nA-9,Acme,Chair,1\nA-9,Borealis,Lamp,1\n");
        assert_eq!((differs.counts.created, differs.warnings[0].row), (1, 3));
        assert_eq!(house.rows("sales.deal", "name = \"A-9\"", &["company.name"])[0], ["Acme".into()]);
        // It is taken back with everything else.
        let batch = less.batch.unwrap();
        house.records.write_blocking(move |tx| records::undo::batch(tx, &boss(), batch).map(drop)).unwrap();
        assert_eq!(house.count("sales.deal_line", "deal.name = \"A-1\""), 3);
    }
}

#[test]
fn a_wrong_line_refuses_the_whole_order_and_says_where() {
    for house in houses() {
        let text = "Order,Customer,Article,Qty,Price,Discount
A-1,Acme,Chair,2,10,
A-1,Acme,Table,many,80,
A-2,Acme,Chair,1,11,
A-2,Borealis,Table,-1,11,
A-3,Acme,Chair,1,11,
";
        let report = import(&house, text);
        assert_eq!((report.counts.created, report.counts.refused), (1, 4));
        let told: Vec<String> =
            report.refusals.iter().map(|row| format!("{}: {}", row.row, row.problems[0].text("en"))).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"));
        }
        let id = report.import.unwrap();
        let refused = house.records.read_blocking(move |tx| documents::import::refused(tx.sql(), id, 0, 10)).unwrap();
        assert_eq!(refused.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert_eq!(refused[1].cells[3], "many");
    }
}

#[test]
fn an_order_whose_rows_are_apart_loses_no_line() {
    for house in houses() {
        let mut text = String::from("Order,Customer,Article,Qty,Price,Discount\n");
        // More than two chunks; orders stand across their ends.
        for order in 0..260 {
            for line in 0..=(order % 6) {
                let _ = writeln!(text, "N-{order},Customer {},Article {},{},3,", order % 40, line % 5, line + 1);
            }
        }
        text.push_str("N-7,Customer 7,Article 1,1,3,\n");
        let dry = house.import("deals", &text, &Options { dry_run: true, ..options(&COLUMNS) });
        let real = import(&house, &text);
        assert_eq!((&dry.counts, &dry.refusals), (&real.counts, &real.refusals));
        assert_eq!((real.counts.created, real.counts.refused), (259, 3));
        assert!(real.refusals[0].problems[0].text("en").contains("do not stand together"));
        assert_eq!(house.count("sales.deal_line", ""), real.counts.lines);
        assert_eq!(house.count("sales.deal_line", "deal.name = \"N-131\""), 6);
    }
}

#[test]
fn rows_of_lines_need_a_key() {
    for house in houses() {
        let columns = [("Article", "lines.product"), ("Qty", "lines.quantity")];
        let only = Options { match_by: vec![], ..options(&columns) };
        let Err(Error::Plan(findings)) = house.try_import("deals", "Article,Qty\nChair,1\n", &only) else {
            panic!("it is refused")
        };
        assert!(findings[0].text("uk").contains("номер замовлення"), "{findings:?}");
        let unknown = house.try_import("deals", "Qty\n1\n", &options(&[("Qty", "lines.deal")]));
        assert!(matches!(unknown, Err(Error::Plan(_))));
    }
}

/// A table of the collection, by the names of its columns.
fn table(path: &std::path::Path) -> Vec<HashMap<String, String>> {
    let mut rows = shared::rows(&mut shared::open(path).unwrap(), 0).into_iter();
    let header: Vec<String> = rows.next().unwrap().cells.iter().map(Cell::shown).collect();
    rows.map(|row| header.iter().enumerate().map(|(place, name)| (name.clone(), row.cell(place).shown())).collect())
        .collect()
}

fn csv(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n").collect()
}

#[test]
fn the_orders_of_northwind_add_up() {
    let Some(folder) = shared::folder("northwind") else { return };
    let (customers, products) = (table(&folder.join("customers.csv")), table(&folder.join("products.csv")));
    let (orders, details) = (table(&folder.join("orders.csv")), table(&folder.join("order_details.csv")));
    let name_of: HashMap<&str, &str> =
        customers.iter().map(|row| (&*row["CustomerID"], &*row["CompanyName"])).collect();
    let mut sheet =
        vec![["Order", "Customer", "Date", "Product", "Price", "Quantity", "Discount"].map(String::from).to_vec()];
    for order in &orders {
        for line in details.iter().filter(|line| line["OrderID"] == order["OrderID"]) {
            let cells = [&order["OrderID"], name_of[&*order["CustomerID"]], &order["OrderDate"], &line["ProductID"]];
            let rest = [&line["UnitPrice"], &line["Quantity"], &line["Discount"]];
            sheet.push(cells.into_iter().chain(rest.map(String::as_str)).map(str::to_owned).collect());
        }
    }
    let named = |rows: &[HashMap<String, String>], names: &[&str]| -> String {
        let header = vec![names.iter().map(ToString::to_string).collect()];
        let cells = rows.iter().map(|row| names.iter().map(|name| row[*name].clone()).collect());
        csv(&header.into_iter().chain(cells).collect::<Vec<Vec<String>>>())
    };
    for house in houses() {
        let by = |key: &str, columns: &[(&str, &str)]| Options { match_by: vec![key.into()], ..options(columns) };
        let companies = named(&customers, &["CompanyName", "City", "Country"]);
        house.import("companies", &companies, &by("name", &[("CompanyName", "name")]));
        let goods = named(&products, &["ProductID", "ProductName", "UnitPrice"]);
        let columns = [("ProductID", "code"), ("ProductName", "name"), ("UnitPrice", "price")];
        assert_eq!(house.import("products", &goods, &by("code", &columns)).counts.created, 77);
        let columns = [
            ("Order", "name"),
            ("Customer", "company"),
            ("Date", "close_date"),
            ("Product", "lines.product.code"),
            ("Price", "lines.unit_price"),
            ("Quantity", "lines.quantity"),
            ("Discount", "lines.discount"),
        ];
        let report =
            house.import("deals", &csv(&sheet), &Options { absent: Some(Absent::Refuse), ..by("name", &columns) });
        let counts = &report.counts;
        assert_eq!((counts.created, counts.lines, counts.refused), (830, 2155, 0), "{:?}", report.refusals.first());
        let total = |entity: &'static str, value: &str| {
            let value = feel::parse(value, &feel::Schema::new().names()).unwrap();
            let measures = vec![records::Measure { method: records::Method::Sum, value: Some(value) }];
            house.read(move |tx| {
                let query = records::Query::of(entity);
                let groups = records::Groups { query, by: Vec::new(), measures: measures.clone() };
                let mut found = Value::Null;
                records::aggregate(tx, &boss(), &groups, None, |group| found = group[0].clone())?;
                Ok(found.as_number().unwrap().to_f64())
            })
        };
        // The lines are rounded to cents each; the documented sum is rounded once.
        let (lines, deals) = (total("sales.deal_line", "total"), total("sales.deal", "amount"));
        assert!((lines - 1_265_793.04).abs() < 0.5, "{lines}");
        assert_eq!(lines, deals);
    }
}

#[test]
fn orders_are_written_with_a_row_for_each_line_and_read_again() {
    for house in houses() {
        import(&house, ORDERS);
        let folder = tempfile::tempdir().unwrap();
        for name in ["orders.csv", "orders.xlsx"] {
            let path = folder.path().join(name);
            let options = documents::export::Options { lines: true, raw: true, ..Default::default() };
            let query = records::Query { action: access::Action::Export, ..records::Query::of("deals") };
            let query = query.column("name").column("company").column("amount");
            let written =
                documents::export::export_file(&house.records, &boss(), &query, &path, &options, &|_| Ok(())).unwrap();
            assert_eq!(written, 5);
            let rows = table(&path);
            let cells = |row: usize| {
                ["name", "company.name", "lines.product.name", "lines.quantity"].map(|name| &*rows[row][name])
            };
            assert_eq!(cells(1), ["A-1", "Acme", "Table", "1"]);
            assert_eq!(cells(4), ["A-3", "Acme", "", ""]);
            // What was written is known again without a word.
            let file = std::fs::read(&path).unwrap();
            let mut workbook = documents::sheet::open(file, name, Default::default()).unwrap();
            let world = house.records.world();
            let plan = documents::import::suggest(&world, &boss(), &mut workbook, "deals").unwrap().plan;
            let targets: Vec<&str> = plan.targets().collect();
            assert!(targets.contains(&"lines.product.name") && targets.contains(&"lines.discount"), "{targets:?}");
            assert_eq!(plan.match_by, [["name"]]);
            let again = documents::import::import_file(
                &house.records,
                &boss(),
                "deals",
                &path,
                &Options::default(),
                &|_, _| Ok(()),
            );
            let counts = again.unwrap().counts;
            assert_eq!((counts.rows, counts.unchanged, counts.lines), (5, 3, 4), "{counts:?}");
        }
        let query = records::Query { action: access::Action::Export, ..records::Query::of("deals") };
        let options = documents::export::Options { lines: true, language: "uk".into(), ..Default::default() };
        let mut text = Vec::new();
        documents::export::export(&house.records, &boss(), &query.column("name"), &options, &mut text, &|_| Ok(()))
            .unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.lines().next().unwrap().contains("Позиції: Товар"), "{text}");
    }
}
