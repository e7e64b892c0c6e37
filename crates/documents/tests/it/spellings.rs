//! Names are matched whatever their capitals are; what is spelt exactly so goes before.

use documents::import::{Absent, Options, Report};
use feel::Value;

use crate::house::{houses, mapping, matching};

#[test]
fn capitals_do_not_make_another_company() {
    for house in houses() {
        for name in ["Acme Ltd", "Ёлка", "Borealis", "BOREALIS"] {
            house.create("base.company", &[("name", name.into())]);
        }
        let text = "Name,Employees\nACME LTD,5\nёлка,6\nBorealis,7\nNew One,8\nNEW ONE,9\n";
        let report = house.import("companies", text, &matching(&["name"]));
        assert_eq!((report.counts.created, report.counts.changed), (1, 4), "{:?}", report.refusals);
        let of = |name: &str| house.rows("base.company", &format!("employees = {name}"), &["name"])[0][0].clone();
        // An exact spelling means that record; the names of the file are taken over.
        assert_eq!((of("7"), of("5"), of("9")), ("Borealis".into(), "ACME LTD".into(), "NEW ONE".into()));
        assert_eq!(house.count("base.company", ""), 5);
        // Accents make a difference.
        let report = house.import("companies", "Name\nелка\n", &matching(&["name"]));
        assert_eq!(report.counts.created, 1);
        let vague = house.import("companies", "Name,Employees\nborealis,1\n", &matching(&["name"]));
        assert!(vague.refusals[0].problems[0].text("en").contains("More than one record matches"));
    }
}

#[test]
fn a_relation_alone_is_found_by_its_title() {
    for house in houses() {
        house.create("base.company", &[("name", "Acme Ltd".into())]);
        let text = "Who,Firm\nAnna,acme LTD\nBoris,Borealis\n";
        let columns = [("Who", "name"), ("Firm", "company")];
        let strict = Options { absent: Some(Absent::Refuse), ..mapping(&columns) };
        let report = house.import("contacts", text, &strict);
        assert_eq!((report.counts.created, report.counts.refused), (1, 1));
        assert!(report.refusals[0].problems[0].text("en").contains("Borealis"));
        assert_eq!(house.rows("base.contact", "", &["company.name"])[0][0], Value::from("Acme Ltd"));
        let report = house.import("contacts", text, &Options { absent: Some(Absent::Create), ..mapping(&columns) });
        assert_eq!(report.counts.related["base.company"], 1);
    }
}

#[test]
fn codes_are_matched_as_they_stand() {
    for house in houses() {
        house.create("sales.product", &[("name", "One".into()), ("code", "Ab-1".into())]);
        let report = house.import("products", "Name,Code\nOne,Ab-1\nTwo,AB-1\n", &matching(&["code"]));
        assert_eq!((report.counts.unchanged, report.counts.created), (1, 1), "{:?}", report.refusals);
    }
}

#[test]
fn countries_are_known_by_codes_and_names_and_others_stay_with_a_warning() {
    for house in houses() {
        let text =
            "Name,Country\nA,United States\nB,Kenya\nC,Германия\nD,США\nE,deu\nF,fr\nG,Philipines\nH,Atlantis\nI,\n";
        let options = mapping(&[("Name", "name"), ("Country", "address.country")]);
        let dry = house.import("companies", text, &Options { dry_run: true, ..options.clone() });
        assert_eq!((dry.counts.created, dry.counts.refused, dry.counts.warnings), (9, 0, 2), "{:?}", dry.refusals);
        let report = house.import("companies", text, &options);
        assert_eq!(report.counts, dry.counts);
        let told = |report: &Report, language: &str| -> Vec<String> {
            report.warnings.iter().map(|warning| warning.problem.text(language)).collect()
        };
        assert!(told(&report, "en")[0].contains("Did you mean Philippines?"), "{:?}", told(&report, "en"));
        assert!(told(&report, "uk")[0].contains("Філіппіни"), "{:?}", told(&report, "uk"));
        assert!(told(&report, "en")[1].contains("“Atlantis” is not a country we know"));
        let rows = house.rows("base.company", "", &["name", "address_country"]);
        let stored: Vec<String> = rows.iter().map(|row| row[1].as_text().unwrap_or_default().to_owned()).collect();
        assert_eq!(stored, ["US", "KE", "DE", "US", "DE", "FR", "Philipines", "Atlantis", ""]);
    }
}
