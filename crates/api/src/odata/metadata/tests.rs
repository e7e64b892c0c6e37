//! `$metadata` against the schemas of OASIS, and what it says of the sample.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::*;
use crate::odata::catalog::tests::sample;

#[test]
fn xml_is_valid_by_the_schema_of_oasis() {
    for catalog in [sample(), crate::odata::catalog::apps::shipped(&[])] {
        validate(&to_xml(&catalog));
    }
}

fn validate(xml: &str) {
    let schema = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/odata-conformance/edmx.xsd");
    if !schema.exists() {
        eprintln!("skipped: {} is not there", schema.display());
        return;
    }
    let xmllint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(&schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut xmllint) = xmllint else {
        eprintln!("skipped: there is no xmllint");
        return;
    };
    xmllint.stdin.take().unwrap().write_all(xml.as_bytes()).unwrap();
    let output = xmllint.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn xml_says_types_keys_and_rights() {
    let xml = to_xml(&sample());
    for expected in [
        r#"<edmx:Edmx Version="4.0""#,
        r#"<EntityType Name="company">"#,
        r#"<Property Name="id" Type="Edm.Int64" Nullable="false">"#,
        r#"<Property Name="amount" Type="Edm.Decimal" Nullable="true" Precision="19" Scale="4">"#,
        r#"<Annotation Term="Measures.ISOCurrency" Path="amount_currency"/>"#,
        r#"<Property Name="kinds" Type="Collection(Edm.String)" Nullable="false">"#,
        r#"<Annotation Term="Core.Description" String="Customer &amp; friend"/>"#,
        r#"<NavigationProperty Name="company" Type="Relata.company" Partner="deals">"#,
        r#"<ReferentialConstraint Property="company_id" ReferencedProperty="id"/>"#,
        r#"<NavigationPropertyBinding Path="company" Target="companies"/>"#,
        r#"<PropertyValue Property="Deletable" Bool="false"/>"#,
    ] {
        assert!(xml.contains(expected), "{expected} in\n{xml}");
    }
}

#[test]
fn json_says_the_same() {
    let json = to_json(&sample());
    let deal = &json["Relata"]["deal"];
    assert_eq!(deal["$Key"], serde_json::json!(["id"]));
    assert_eq!(deal["amount"]["$Scale"], 4);
    assert_eq!(deal["amount"]["@Measures.ISOCurrency"]["$Path"], "amount_currency");
    assert_eq!(deal["company"]["$ReferentialConstraint"]["company_id"], "id");
    assert_eq!(json["Relata"]["Container"]["deals"]["$NavigationPropertyBinding"]["company"], "companies");
    assert_eq!(json["Relata"]["Container"]["deals"]["@Capabilities.DeleteRestrictions"]["Deletable"], false);
}
