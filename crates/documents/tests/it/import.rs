//! What rows become, and why some do not.

use documents::import::{Absent, Duplicates, Empty, Error, Existing, Missing, Options, Outcome, Report};
use feel::Value;

use crate::house::{House, houses, mapping, matching, somebody};

const PEOPLE: &str = "Name,E-mail,Company,Phone
Anna Wolf,Anna@Example.org,Acme,+380 44 279 01 01
Boris Lan,boris@example.org,Acme,
Clara Roe,clara@example.org,Borealis,
";

fn reasons(report: &Report) -> Vec<String> {
    let lines = report.refusals.iter().flat_map(|refusal| {
        refusal.problems.iter().map(move |problem| format!("{}: {}", refusal.row, problem.text("en")))
    });
    lines.collect()
}

fn each(test: impl Fn(House)) {
    houses().into_iter().for_each(test);
}

#[test]
fn companies_of_contacts_are_created_once() {
    each(|house| {
        let report = house.import("contacts", PEOPLE, &Options::default());
        assert_eq!((report.counts.created, report.counts.refused), (3, 0), "{:?}", reasons(&report));
        assert_eq!(report.counts.related.get("base.company"), Some(&2));
        let rows = house.rows("base.contact", "", &["name", "email", "company.name", "phone"]);
        assert_eq!(rows[0][1], Value::from("Anna@example.org"));
        assert_eq!(rows[1][2], Value::from("Acme"));
        assert_eq!(rows[0][3], Value::from("+380442790101"));
    });
}

#[test]
fn a_second_time_nothing_changes_and_a_third_time_only_what_differs() {
    each(|house| {
        house.import("contacts", PEOPLE, &Options::default());
        let again = house.import("contacts", PEOPLE, &matching(&["email"]));
        assert_eq!((again.counts.unchanged, again.counts.created, again.counts.changed), (3, 0, 0));
        let changed = PEOPLE.replace("Boris Lan", "Boris Lang").replace("clara@", "Clara@");
        let third = house.import("contacts", &changed, &matching(&["email"]));
        assert_eq!((third.counts.unchanged, third.counts.changed), (1, 2));
        assert_eq!(house.count("base.contact", ""), 3);
        assert_eq!(house.count("base.company", ""), 2);
        assert_eq!(house.count("base.contact", "name = \"Boris Lang\""), 1);
    });
}

#[test]
fn a_dry_run_says_exactly_what_the_run_then_does() {
    each(|house| {
        house.create("base.contact", &[("name", "Anna".into()), ("email", "anna@example.org".into())]);
        // Rows that mean each other, across more than one chunk.
        let mut text = String::from("Name,E-mail,Company,Birthday\n");
        for row in 0..450 {
            let email = row % 300;
            let born = if row % 50 == 7 { "never" } else { "1990-05-17" };
            text.push_str(&format!("Person {email},p{email}@example.org,Company {},{born}\n", row % 20));
        }
        text.push_str("Anna Wolf,anna@example.org,Company 1,\n");
        let dry = house.import("contacts", &text, &Options { dry_run: true, ..matching(&["email"]) });
        assert!(dry.dry_run);
        assert_eq!(house.count("base.contact", ""), 1);
        assert_eq!(house.count("base.company", ""), 0);
        let real = house.import("contacts", &text, &matching(&["email"]));
        assert_eq!(dry.counts, real.counts);
        assert_eq!(dry.refusals, real.refusals);
        assert_eq!(real.counts.refused, 9);
        assert_eq!(real.counts.related["base.company"], 20);
        let anna = dry.samples.iter().find(|sample| sample.title == "Anna Wolf");
        let told = house.import(
            "contacts",
            "Name,E-mail\nAnna,anna@example.org\n",
            &Options { dry_run: true, ..matching(&["email"]) },
        );
        assert!(anna.is_none_or(|anna| anna.outcome == Outcome::Changed));
        let change = &told.samples[0].differences[0];
        assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("Anna Wolf"), Some("Anna")));
    });
}

#[test]
fn every_refused_row_says_where_and_what_to_do() {
    each(|house| {
        house.stages();
        house.create("sales.product", &[("name", "GTX Pro".into()), ("code", "G".into())]);
        let text = "name,product,stage,amount,close date,kind
Good,GTX Pro,Won,\"1,200.50\",2026-03-01,renewal
No product,GTXPro,Won,1,2026-03-01,
No stage,GTX Pro,Wom,1,2026-03-01,
No amount,GTX Pro,Won,many,31.02.2026,renewl
,GTX Pro,Won,1,2026-03-01,
Below,GTX Pro,Won,-5,2026-03-01,
";
        let report = house.import("deals", text, &Options { absent: Some(Absent::Refuse), ..Options::default() });
        insta::allow_duplicates! {
            insta::assert_snapshot!(reasons(&report).join("\n"));
        }
        assert_eq!(report.counts.created, 1);
        let rows = house.rows("sales.deal", "", &["name", "product.name", "amount", "state"]);
        assert_eq!(
            rows[0][1..],
            [Value::from("GTX Pro"), Value::number(feel::Number::parse("1200.5").unwrap()), "won".into()]
        );
    });
}

#[test]
fn refused_rows_are_corrected_and_dropped_again() {
    each(|house| {
        let folder = tempfile::tempdir().unwrap();
        for name in ["refused.csv", "refused.xlsx"] {
            let path = folder.path().join(name);
            let text = "Name,E-mail,Founded\n=Acme,a@example.org,1990\nBad,not an address,2001\nWorse,,soon\n";
            let options = Options { refused: Some(path.clone()), language: Some("uk".into()), ..matching(&["name"]) };
            let report = house.import("companies", text, &options);
            assert_eq!(report.counts.refused, 2, "{:?}", reasons(&report));
            let mut workbook = documents::sheet::open(path.as_path(), name, Default::default()).unwrap();
            let rows: Vec<Vec<String>> = workbook
                .rows(0)
                .unwrap()
                .map(|row| row.unwrap().cells.iter().map(documents::sheet::Cell::shown).collect())
                .collect();
            assert_eq!(rows[0], ["Name", "E-mail", "Founded", "Причина відмови"]);
            assert_eq!(rows[1][..3], ["Bad", "not an address", "2001"]);
            assert!(rows[2][3].contains("soon"), "{rows:?}");
            let corrected = "Name,E-mail,Founded,Причина відмови\nBad,b@example.org,2001,почему\nWorse,,1999,потому\n";
            let again = house.import("companies", corrected, &matching(&["name"]));
            assert_eq!(again.counts.refused, 0, "{:?}", reasons(&again));
            assert_eq!(house.count("base.company", ""), 3);
        }
    });
}

#[test]
fn policies_say_what_happens_to_rows_that_match_and_to_those_that_do_not() {
    each(|house| {
        house.create(
            "base.company",
            &[("name", "Acme".into()), ("tax_number", "7".into()), ("founded", Value::from(1990))],
        );
        let text = "Name,Founded\nAcme,\nNew,2000\n";
        let by_name = || matching(&["name"]);
        let skip =
            house.import("companies", text, &Options { existing: Existing::Skip, missing: Missing::Skip, ..by_name() });
        assert_eq!(skip.counts.skipped, 2);
        let fail =
            house.import("companies", text, &Options { existing: Existing::Fail, missing: Missing::Skip, ..by_name() });
        assert_eq!((fail.counts.refused, fail.counts.skipped), (1, 1));
        let keep = house.import("companies", text, &by_name());
        assert_eq!((keep.counts.unchanged, keep.counts.created), (1, 1));
        let clear = house.import("companies", text, &Options { empty: Empty::Clear, ..by_name() });
        assert_eq!((clear.counts.changed, clear.counts.unchanged), (1, 1));
        assert_eq!(house.count("base.company", "founded = null"), 1);
        assert_eq!(house.count("base.company", "tax_number = \"7\""), 1);
    });
}

#[test]
fn keys_may_have_several_fields_and_be_ambiguous() {
    each(|house| {
        let text = "Name,Company,Job title\nAnna,Acme,Head\nAnna,Borealis,Buyer\n";
        let both = || matching(&["name + company"]);
        let first = house.import("contacts", text, &both());
        assert_eq!(first.counts.created, 2, "{:?}", reasons(&first));
        let again = house.import("contacts", &text.replace("Buyer", "Seller"), &both());
        assert_eq!((again.counts.unchanged, again.counts.changed), (1, 1));
        let vague = house.import("contacts", "Name,Job title\nAnna,Boss\n", &matching(&["name"]));
        assert!(reasons(&vague)[0].contains("More than one record matches"), "{:?}", reasons(&vague));
    });
}

#[test]
fn parents_may_come_after_their_subsidiaries() {
    each(|house| {
        let text = "account,subsidiary_of,employees\nChild,Parent,5\nParent,,50\nOrphan,Nobody,1\n";
        let options = Options {
            match_by: vec!["name".into()],
            ..mapping(&[("account", "name"), ("subsidiary_of", "parent.name")])
        };
        let report = house.import("companies", text, &options);
        assert_eq!(report.counts.refused, 0, "{:?}", reasons(&report));
        assert_eq!(house.count("base.company", ""), 4);
        let rows = house.rows("base.company", "name = \"Child\"", &["parent.name", "parent.employees"]);
        assert_eq!(rows[0], [Value::from("Parent"), Value::from(50)]);
        let circle = house.import("companies", "account,subsidiary_of\nParent,Child\n", &options);
        assert_eq!(circle.counts.refused, 1);
    });
}

#[test]
fn sure_duplicates_are_changed_and_likely_ones_told() {
    each(|house| {
        house.create("base.company", &[("name", "ООО Ромашка".into()), ("website", "https://romashka.example".into())]);
        let text = "Name,Website,Employees\nRomashka LLC,romashka.example,12\n";
        let warned = house.import(
            "companies",
            text,
            &Options { duplicates: Duplicates::Warn, dry_run: true, ..matching(&["name"]) },
        );
        assert_eq!((warned.counts.created, warned.counts.warnings), (1, 1));
        let options = Options { duplicates: Duplicates::TreatAsMatch { certain: 0.8 }, ..matching(&["name"]) };
        let taken = house.import("companies", text, &options);
        assert_eq!((taken.counts.created, taken.counts.changed), (0, 1), "{:?}", taken);
        assert_eq!(house.count("base.company", ""), 1);
    });
}

#[test]
fn who_may_not_import_imports_nothing() {
    each(|house| {
        let refused = house.import_as(&somebody(&[]), "contacts", PEOPLE, &Options::default());
        assert!(matches!(refused, Err(Error::Records(records::Error::NotFound { .. }))));
        let users = house.try_import("users", "name,email\nX,x@example.org\n", &Options::default());
        assert!(matches!(users, Err(Error::Plan(_))));
        assert_eq!(house.count("base.contact", ""), 0);
    });
}

#[test]
fn a_plan_with_mistakes_names_each() {
    each(|house| {
        let options = Options {
            match_by: vec!["email".into()],
            ..mapping(&[("Name", "nmae"), ("E-mail", ""), ("Phone", "mobile"), ("Company", "company.nope")])
        };
        let Err(Error::Plan(findings)) = house.try_import("contacts", PEOPLE, &options) else {
            panic!("it is refused")
        };
        let told: Vec<String> = findings.iter().map(|finding| finding.text("en")).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"));
        }
        let missing = house.try_import("contacts", PEOPLE, &mapping(&[("Nmae", "name")]));
        assert!(matches!(missing, Err(Error::Plan(findings)) if findings[0].text("ru").contains("Nmae")));
    });
}

#[test]
fn the_change_log_knows_the_import() {
    each(|house| {
        let report = house.import("contacts", PEOPLE, &Options::default());
        let batch = report.batch.unwrap();
        let rows = house.rows("base.contact", "", &["id"]);
        let id = rows[0][0].as_number().and_then(feel::Number::to_i64).unwrap();
        let history =
            house.read(move |tx| records::history::of(tx, &crate::house::boss(), "base.contact", id, None, 5));
        assert_eq!((history[0].batch, &*history[0].through), (Some(batch), "import"));
    });
}

#[test]
fn an_import_is_taken_back_as_a_whole() {
    each(|house| {
        house.create("base.contact", &[("name", "Anna".into()), ("email", "anna@example.org".into())]);
        let report = house.import("contacts", PEOPLE, &matching(&["email"]));
        assert_eq!((report.counts.created, report.counts.changed), (2, 1));
        let batch = report.batch.unwrap();
        house
            .records
            .write_blocking(move |tx| records::undo::batch(tx, &crate::house::boss(), batch).map(drop))
            .unwrap();
        assert_eq!((house.count("base.contact", ""), house.count("base.company", "")), (1, 0));
        assert_eq!(house.count("base.contact", "name = \"Anna\" and company = null"), 1);
    });
}

#[test]
fn what_a_sheet_leaves_out_is_looked_up_as_in_a_form() {
    each(|house| {
        house.stages();
        let text = "Name,Stage\nOne,Won\nTwo,\n";
        let report = house.import("deals", text, &Options::default());
        assert_eq!((report.counts.created, report.counts.refused), (2, 0), "{:?}", reasons(&report));
        let bare = house.import("deals", "Name\nThree\n", &Options::default());
        assert_eq!(bare.counts.created, 1, "{:?}", reasons(&bare));
        let rows = house.rows("sales.deal", "", &["name", "pipeline.name", "stage.name", "state"]);
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| row.iter().map(|value| value.as_text().unwrap_or("-")).collect::<Vec<_>>().join(" "))
            .collect();
        rows.sort();
        assert_eq!(rows, ["One Sales Won won", "Three Sales Prospecting open", "Two Sales Prospecting open"]);
    });
}
