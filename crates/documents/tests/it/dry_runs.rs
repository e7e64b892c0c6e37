//! A dry run takes every chunk back, and yet says of rows far apart what the run then does with them.

use documents::import::{Duplicates, Options, Report};

use crate::house::{House, boss, houses, matching};

fn both(house: &House, entity: &str, text: &str, options: &Options) -> (Report, Report) {
    let dry = house.import(entity, text, &Options { dry_run: true, ..options.clone() });
    let real = house.import(entity, text, options);
    assert_eq!(dry.counts, real.counts, "{:?} {:?}", dry.refusals, real.refusals);
    assert_eq!(dry.refusals, real.refusals);
    assert_eq!(dry.warnings.len(), real.warnings.len());
    (dry, real)
}

#[test]
fn values_that_no_two_records_share_are_told_across_chunks() {
    for house in houses() {
        let mut text = String::from("Name,Code\n");
        for row in 0..1_000 {
            // The last hundred have the codes of earlier rows.
            text.push_str(&format!("Product {row},C{}\n", if row < 900 { row } else { row - 850 }));
        }
        // A row that is matched takes the code of another one, and a third wants the one it had.
        text.push_str("Product 3,new\nProduct three,C3\nProduct four,new\n");
        let (dry, real) = both(&house, "products", &text, &matching(&["name"]));
        assert_eq!((real.counts.created, real.counts.changed, real.counts.refused), (901, 1, 101));
        let told = dry.refusals[0].problems[0].text("en");
        assert!(told.contains("Code"), "{told}");
        assert_eq!(house.count("sales.product", ""), 901);
    }
}

#[test]
fn records_that_rows_of_other_chunks_created_are_known() {
    for house in houses() {
        let mut text = String::from("Name,Parent,Employees\n");
        for row in 0..600 {
            // Parents stand before and behind; some are spelt in capitals.
            let parent = match row % 5 {
                0 => format!("Company {}", (row * 7) % 600),
                1 => format!("COMPANY {}", (row * 11) % 600),
                2 => format!("Holding {}", row % 9),
                _ => String::new(),
            };
            let parent = if parent.to_lowercase() == format!("company {row}") { "" } else { &parent };
            text.push_str(&format!("Company {row},{parent},{row}\n"));
        }
        text.push_str("holding 4,,5000\n");
        let options = Options { map: vec![("Parent".into(), "parent".into())], ..matching(&["name"]) };
        let (_, real) = both(&house, "companies", &text, &options);
        assert_eq!(real.counts.rows, 601);
        assert!(real.counts.changed > 50, "{:?}", real.counts);
        assert_eq!(house.count("base.company", ""), real.counts.created + real.counts.related["base.company"]);
    }
}

#[test]
fn likely_duplicates_are_told_across_chunks() {
    for house in houses() {
        let mut text = String::from("Name,Website,Employees\n");
        for row in 0..500 {
            text.push_str(&format!("{} {row} GmbH,https://firm{row}.example,1\n", WORDS[row % WORDS.len()]));
        }
        for row in [3, 50, 180, 420] {
            text.push_str(&format!("{} {row} Ltd.,firm{row}.example,2\n", WORDS[row % WORDS.len()]));
        }
        let alike = move |duplicates| Options { duplicates, ..matching(&["name"]) };
        let (_, real) = both(&house, "companies", &text, &alike(Duplicates::TreatAsMatch { certain: 0.95 }));
        assert_eq!((real.counts.created, real.counts.changed), (500, 4), "{:?}", real.warnings);
        let batch = real.batch.unwrap();
        house.records.write_blocking(move |tx| records::undo::batch(tx, &boss(), batch).map(drop)).unwrap();
        let (dry, real) = both(&house, "companies", &text, &alike(Duplicates::Warn));
        assert_eq!((real.counts.created, dry.warnings), (504, real.warnings));
    }
}

const WORDS: [&str; 7] = ["Lindgren", "Okonkwo", "Baranov", "Castellane", "Whitfield", "Yamamoto", "Drozdenko"];
