//! Records as files.

use documents::export::{Format, Options, export, export_file};
use documents::sheet::Cell;
use feel::Value;
use records::Query;

use crate::house::{House, boss, houses, somebody};

fn fill(house: &House) {
    let acme = house.create(
        "base.company",
        &[
            ("name", "=Acme".into()),
            ("industry", "food".into()),
            ("kinds", Value::list(["customer".into(), "partner".into()])),
            ("annual_revenue", Value::from(1500)),
            ("annual_revenue_currency", "EUR".into()),
            ("address_city", "Київ".into()),
        ],
    );
    for number in 0..1_200 {
        house.create(
            "base.contact",
            &[("name", Value::from(format!("Person {number:04}"))), ("company", Value::from(acme.id()))],
        );
    }
}

fn written(house: &House, query: &Query, options: &Options) -> Vec<Vec<String>> {
    let mut file = Vec::new();
    export(&house.records, &boss(), query, options, &mut file, &|_| Ok(())).unwrap();
    let mut workbook = documents::sheet::open(file, "export", Default::default()).unwrap();
    let rows = workbook.rows(0).unwrap();
    rows.map(|row| row.unwrap().cells.iter().map(Cell::shown).collect()).collect()
}

#[test]
fn lists_are_written_whole_and_in_the_readers_words() {
    for house in houses() {
        fill(&house);
        let mut query =
            Query::of("companies").column("name").column("kinds").column("annual_revenue").column("address");
        query = query.column("parent").column("created_at");
        let english = written(&house, &query, &Options::default());
        assert_eq!(english[0][..4], ["Name", "Kind", "Annual revenue", "Annual revenue: currency"]);
        assert_eq!(english[1][0], "=Acme");
        assert_eq!(english[1][1], "Customer; Partner");
        assert_eq!(english[1][2..4], ["1500", "EUR"]);
        let xlsx =
            written(&house, &query, &Options { format: Format::Xlsx, language: "uk".into(), ..Options::default() });
        assert_eq!(xlsx[0][0], "Назва");
        assert!(xlsx[1].contains(&"Київ".to_owned()));
        let mut contacts = Query::of("contacts").column("name").column("company");
        contacts.sort = vec![records::Sort { path: vec!["name".into()], descending: true }];
        let rows = written(&house, &contacts, &Options { raw: true, ..Options::default() });
        assert_eq!(rows.len(), 1_201);
        assert_eq!(rows[0], ["name", "company.name"]);
        assert_eq!(rows[1], ["Person 1199", "=Acme"]);
        assert_eq!(rows[1_200][0], "Person 0000");
        let few = written(&house, &contacts, &Options { limit: Some(1_100), ..Options::default() });
        assert_eq!(few.len(), 1_101);
    }
}

#[test]
fn what_is_written_is_safe_and_can_be_imported_again() {
    for house in houses() {
        fill(&house);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("companies.csv");
        let options = Options { raw: true, ..Options::default() };
        let count =
            export_file(&house.records, &boss(), &Query::of("companies"), &path, &options, &|_| Ok(())).unwrap();
        assert_eq!(count, 1);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(",'=Acme,"), "{text}");
        let import = documents::import::Options {
            match_by: vec!["id".into()],
            map: vec![
                ("id".into(), "id".into()),
                ("created_at".into(), String::new()),
                ("changed_at".into(), String::new()),
            ],
            ..Default::default()
        };
        let report =
            documents::import::import_file(&house.records, &boss(), "companies", &path, &import, &|_, _| Ok(()))
                .unwrap();
        assert_eq!((report.counts.unchanged, report.counts.refused), (1, 0), "{:?}", report.refusals);
    }
}

#[test]
fn who_may_not_export_gets_no_file() {
    for house in houses() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        let nobody = somebody(&[]);
        let refused =
            export_file(&house.records, &nobody, &Query::of("contacts"), &path, &Options::default(), &|_| Ok(()));
        assert!(refused.is_err());
        assert!(!path.exists());
    }
}
