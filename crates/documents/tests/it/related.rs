//! Related records that are not there: created, left out with a warning, or the reason why not, told once for all rows.

use std::fmt::Write as _;

use documents::import::{Absent, Options, Plan, suggest};
use feel::Value;

use crate::house::{boss, houses, mapping, matching, world};
use crate::shared;

fn absent(absent: Absent, options: Options) -> Options {
    Options { absent: Some(absent), ..options }
}

#[test]
fn what_a_new_related_record_lacks_is_named_once_for_all_rows() {
    for house in houses() {
        let mut text = String::from("Name,Stage\n");
        for row in 0..900 {
            writeln!(text, "Deal {row},{}", if row % 3 == 0 { "Won" } else { "Lost" }).unwrap();
        }
        let options = absent(Absent::Create, mapping(&[("Name", "name"), ("Stage", "stage.name")]));
        for dry_run in [true, false] {
            let report = house.import("deals", &text, &Options { dry_run, ..options.clone() });
            assert_eq!((report.counts.refused, report.findings.refused.others()), (900, 0));
            let [won] = report.findings.refused.all() else { panic!("{:?}", report.findings) };
            assert_eq!(
                (won.count, &won.rows[..], &won.also[..]),
                (900, &[2, 3, 4, 5, 6][..], &["Lost".to_owned()][..])
            );
            let told = won.problem.text("en");
            assert!(
                told.starts_with("Stage: “Won” is not there, and a new record of “Stage” cannot be created here: “Pipeline” is required. "),
                "{told}"
            );
            let told = won.problem.text("ru");
            assert!(told.contains("поле «Воронка» обязательно") && told.contains("«Этап»"), "{told}");
        }
        // Each row keeps its reason.
        let import = house.read(|tx| Ok(documents::import::list(tx.sql(), None, 1).unwrap().remove(0)));
        assert_eq!(import.findings.refused.all().len(), 1);
        let rows = house.read(move |tx| Ok(documents::import::refused(tx.sql(), import.id, 0, 2_000).unwrap()));
        assert_eq!(rows.len(), 900);
        assert!(rows[899].problems[0].text("en").contains("Pipeline"));
    }
}

#[test]
fn a_field_without_a_column_is_named_too() {
    for house in houses() {
        let report = house.import("deals", "Amount\n5\n6\n", &mapping(&[("Amount", "amount")]));
        let [reason] = report.findings.refused.all() else { panic!("{:?}", report.findings) };
        assert_eq!(reason.count, 2);
        assert_eq!(reason.problem.text("en"), "“Name” is required, and no column goes there. Choose a column for it.");
    }
}

#[test]
fn a_field_that_may_be_empty_is_left_empty_with_a_warning() {
    for house in houses() {
        house.create("base.user", &[("name", "Moses Frase".into()), ("email", "moses@example.org".into())]);
        house.create("base.company", &[("name", "Volta".into())]);
        let text = "Name,Owner,Company\nOne,Moses Frase,Volta\nTwo,Moses Frose,Volta\nThree,Darcel,\nFour,Darcel,\n";
        let columns = [("Name", "name"), ("Owner", "owner.name"), ("Company", "company.name")];
        let options = Options { match_by: vec!["name".into()], ..mapping(&columns) };
        let dry = house.import("deals", text, &Options { dry_run: true, ..options.clone() });
        let real = house.import("deals", text, &options);
        assert_eq!((&dry.counts, &dry.findings), (&real.counts, &real.findings));
        assert_eq!((real.counts.created, real.counts.refused, real.counts.warnings), (4, 0, 3));
        let told: Vec<String> = real.findings.warned.all().iter().map(|reason| reason.problem.text("en")).collect();
        assert_eq!(
            told,
            [
                "Owner: There is no record “Darcel” here: the cell counts as empty, and a new record takes the default, if the field has one. If it matters, create it first or have missing ones created.",
                "Owner: There is no record “Moses Frose” here: the cell counts as empty, and a new record takes the default, if the field has one. Did you mean “Moses Frase”?",
            ]
        );
        assert_eq!(real.findings.warned.all()[0].rows, [4, 5]);
        assert_eq!(house.rows("sales.deal", "name = \"One\"", &["owner.name"])[0][0], Value::from("Moses Frase"));
        assert_eq!(
            house.rows("sales.deal", "name = \"Two\"", &["owner.name", "company.name"])[0],
            [Value::Null, "Volta".into()]
        );
        // What is there stays when the file knows no better.
        let again = house.import("deals", "Name,Owner,Company\nOne,Nobody,Volta\n", &options);
        assert_eq!((again.counts.unchanged, again.counts.warnings), (1, 1), "{:?}", again.counts);
        let strict = house.import("deals", text, &absent(Absent::Refuse, options));
        assert_eq!((strict.counts.refused, strict.counts.warnings), (3, 0));
    }
}

#[test]
fn the_agents_of_the_opportunities_are_no_reason_to_refuse_them() {
    let Some(folder) = shared::folder("crm-sales-opportunities") else { return };
    let text = std::fs::read_to_string(folder.join("sales_pipeline.csv")).unwrap();
    // The debug build is slow, and the whole file is imported elsewhere.
    let text: String = text.lines().take(1_201).flat_map(|line| [line, "\n"]).collect();
    for house in houses() {
        house.stages();
        let report = house.import(
            "deals",
            &text,
            &Options { dry_run: true, ..mapping(&[("opportunity_id", "name"), ("deal_stage", "stage.name")]) },
        );
        assert_eq!((report.counts.created, report.counts.refused), (1_200, 0), "{:?}", report.findings.refused);
        let agents =
            report.findings.warned.all().iter().filter(|reason| reason.problem.name.as_deref() == Some("sales_agent"));
        assert_eq!(agents.map(|reason| reason.count).sum::<u64>(), 1_200, "{:?}", report.findings.warned);
    }
}

#[test]
fn a_proposal_creates_leaves_empty_or_refuses() {
    for house in houses() {
        let text = "Name,Company,Stage,Owner,Product\nA,B,C,D,E\n";
        let mut workbook = documents::sheet::open(text.as_bytes(), "a.csv", Default::default()).unwrap();
        let world = world(&house.records);
        let plan = suggest(&world, &boss(), &mut workbook, "deals").unwrap().plan;
        let of = |relation: &str| {
            plan.related.iter().find(|related| related.relation == relation).map(|related| related.absent)
        };
        assert_eq!(of("company"), Some(Absent::Create));
        assert_eq!(of("owner"), Some(Absent::LeaveEmpty));
        assert_eq!(serde_json::from_value::<Plan>(serde_json::to_value(&plan).unwrap()).unwrap(), plan);
    }
}

#[test]
fn rows_match_by_what_is_there() {
    for house in houses() {
        house.create("base.company", &[("name", "Volta".into())]);
        let options = absent(Absent::LeaveEmpty, matching(&["name"]));
        let text = "Name,E-mail,Company\nAnna,a@example.org,Volta\nBoris,b@example.org,Nowhere\n";
        let report = house.import("contacts", text, &options);
        assert_eq!((report.counts.created, report.counts.warnings), (2, 1), "{:?}", report.findings);
        assert_eq!(house.count("base.contact", "company = null"), 1);
    }
}
