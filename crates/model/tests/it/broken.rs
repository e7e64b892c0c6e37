//! Findings, all of them in one go.

use insta::assert_snapshot;

const APP: (&str, &str) = ("shop/app.toml", "name = \"shop\"\nversion = \"1\"\n");

/// The errors of a package with this one entity, without the words that people would miss.
fn errors(entity: &str) -> String {
    let files = crate::package(&[APP, ("shop/entities/order.toml", entity)]);
    let mut findings = model::check(&files).findings;
    findings.retain(|finding| finding.level == model::Level::Error);
    crate::printed(&findings)
}

/// Fields, without and with the beginning of a table.
fn order(fields: &str) -> String {
    errors(&format!("label = \"Order\"\ntitle = \"name\"\n[[field]]\nname = \"name\"\ntype = \"text\"\n{fields}"))
}

#[test]
fn everything_wrong_with_a_package_is_found_at_once() {
    let files = crate::package(&[
        ("shop/app.toml", "name = \"shop\"\nversion = 1\nneeds = [\"bass\"]\nmenu = [\"ordr\"]\n"),
        (
            "shop/entities/order.toml",
            r#"label = "Order"
titel = "name"
hue = "purple"

[[field]]
name = "name"
type = "txt"

[[field]]
name = "Total Sum"
type = "money"

[[field]]
name = "owner"
type = "text"

[[field]]
name = "amount"
type = "money"
digits = 2

[[field]]
name = "amount"
type = "number"
digits = 40

[[field]]
name = "amount_currency"
type = "text"

[[field]]
name = "state"
type = "choice"
choices = ["new", "old", "new"]
hues = { nwe = "teal" }

[[field]]
name = "company"
type = "relation"
to = "base.company"

[[field]]
name = "weighted"
type = "money"
formula = 'amout * 2'

[[field]]
name = "note"
type = "long_text"
unique = true
formula = '"x'

[[rule]]
when = 'amount + 1'
at = "amuont"

[[rule]]
say = "never"
"#,
        ),
        ("shop/entities/broken.toml", "label = \"Broken\n[[field]]\nname = 5\n"),
        (
            "shop/views/order.toml",
            "[[list]]\nname = \"open\"\ncolumns = [\"amount\", \"companny.name\"]\nsort = \"-note\"\nsums = \"state\"\n",
        ),
        ("shop/views/invoice.toml", "[[list]]\nname = \"all\"\n"),
        (
            "shop/roles.toml",
            "[[role]]\nname = \"seller\"\n[role.grants]\norder = { read = \"everything\" }\n\"*\" = { read = \"= true\" }\n",
        ),
        ("shop/translations/en.ftl", "order = Order\nordre-plural = Orders\n??\n"),
        ("shop/translations/de.ftl", "order = Auftrag\n"),
        ("shop/demo/1-orders.csv", "name,amuont\na,1\nb\n"),
        ("shop/entity/extra.toml", "label = \"Extra\"\n"),
        ("stray/entities/thing.toml", "label = \"Thing\"\n"),
    ]);
    let checked = model::check(&files);
    assert!(checked.model.is_none());
    assert_snapshot!(crate::printed(&checked.findings));
}

#[test]
fn bytes_that_are_no_text_are_a_finding() {
    let mut files = crate::package(&[APP]);
    files.push(("shop/entities/order.toml".to_owned(), vec![0xcf, 0xf0, 0xe8]));
    let printed = crate::printed(&model::check(&files).findings);
    assert!(printed.contains("M001"), "{printed}");
}

#[test]
fn formulas_that_wait_for_themselves_are_findings() {
    assert_snapshot!(order(
        "[[field]]\nname = \"alone\"\ntype = \"number\"\nformula = \"alone + 1\"\n\
         [[field]]\nname = \"a\"\ntype = \"number\"\nformula = \"b + 1\"\n\
         [[field]]\nname = \"b\"\ntype = \"number\"\nformula = \"c + 1\"\n\
         [[field]]\nname = \"c\"\ntype = \"number\"\nformula = \"a + 1\"\n"
    ));
}

#[test]
fn roll_ups_that_wait_for_themselves_are_findings() {
    let files = crate::package(&[
        APP,
        (
            "shop/entities/order.toml",
            "[[field]]\nname = \"name\"\ntype = \"text\"\n[[field]]\nname = \"total\"\ntype = \"roll_up\"\nof = \"line\"\nby = \"order\"\nfunction = \"sum\"\nfield = \"share\"\n",
        ),
        (
            "shop/entities/line.toml",
            "[[field]]\nname = \"order\"\ntype = \"relation\"\nto = \"order\"\n[[field]]\nname = \"share\"\ntype = \"number\"\nformula = \"order.total / 2\"\n",
        ),
    ]);
    let mut findings = model::check(&files).findings;
    findings.retain(|finding| finding.level == model::Level::Error);
    assert_snapshot!(crate::printed(&findings));
}

#[test]
fn a_formula_of_two_thousand_operators_is_fine_and_a_deep_one_a_finding() {
    let long = vec!["1"; 2_001].join(" + ");
    let sum = format!("[[field]]\nname = \"sum\"\ntype = \"number\"\nformula = \"{long}\"\n");
    assert_eq!(order(&sum), "");
    let deep = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
    let found = order(&format!("[[field]]\nname = \"sum\"\ntype = \"number\"\nformula = \"{deep}\"\n"));
    assert!(found.contains("M020"), "{found}");
}

#[test]
fn results_must_fit_their_fields() {
    assert_snapshot!(order(
        "[[field]]\nname = \"day\"\ntype = \"date\"\nformula = \"1 + 1\"\n\
         [[field]]\nname = \"kind\"\ntype = \"choice\"\nchoices = [\"a\", \"b\"]\ndefault = '\"c\"'\n\
         [[field]]\nname = \"done\"\ntype = \"yes_no\"\ndefault = 'name = 5'\n\
         [[rule]]\nwhen = \"name\"\n"
    ));
}

#[test]
fn findings_speak_three_languages() {
    let files = crate::package(&[APP, ("shop/entities/order.toml", "[[field]]\nname = \"Name\"\ntype = \"text\"\n")]);
    let findings = model::check(&files).findings;
    let bad = findings.iter().find(|finding| finding.code.to_string() == "M007").unwrap();
    assert_snapshot!(bad.message("ru"), @"«Name» не может быть именем.");
    assert_snapshot!(bad.message("uk-UA"), @"«Name» не може бути іменем.");
    assert_eq!(bad.message("fr"), bad.message("en"));
}

#[test]
fn nesting_without_end_is_a_finding() {
    let braces = format!("order = {}\n", "{".repeat(100_000));
    let brackets = format!("label = {}\n", "[".repeat(100_000));
    let files = crate::package(&[APP, ("shop/translations/en.ftl", &braces), ("shop/entities/order.toml", &brackets)]);
    let printed = crate::printed(&model::check(&files).findings);
    assert!(printed.contains("M025") && printed.contains("M002"), "{}", &printed[..printed.len().min(2_000)]);
}

#[test]
fn only_numbers_have_digits_to_group() {
    let year = "[[field]]\nname = \"year\"\ntype = \"integer\"\ngrouping = false\n";
    assert_eq!(order(year), "");
    let code = "[[field]]\nname = \"code\"\ntype = \"text\"\ngrouping = false\n";
    assert!(order(code).contains("grouping"), "{}", order(code));
}

#[test]
fn a_key_takes_fields_that_hold_one_value() {
    let entity = "title = \"name\"\nunique = [[\"name\"], [\"friends\"], [\"place\", \"name\"]]\n\n\
        [[field]]\nname = \"name\"\ntype = \"text\"\n\n[[field]]\nname = \"place\"\ntype = \"address\"\n\n\
        [[field]]\nname = \"friends\"\ntype = \"relations\"\nto = \"order\"\n";
    let files = crate::package(&[APP, ("shop/entities/order.toml", entity)]);
    let printed = crate::printed(&model::check(&files).findings);
    let wrong: Vec<&str> = printed.lines().filter(|line| line.contains("a field of one value")).collect();
    assert!(wrong.len() == 2 && wrong[0].contains("friends") && wrong[1].contains("place"), "{printed}");
}

#[test]
fn a_record_is_looked_up_by_what_is_there() {
    let step = "[[field]]\nname = \"step\"\ntype = \"relation\"\nto = \"order\"\n";
    let of = |default: &str| order(&format!("{step}default = {default}\n"));
    assert_eq!(of("{ filter = 'name = record.name and record.step.name != null', sort = \"-name\" }"), "");
    assert_eq!(of("{ sort = [\"step.name\", \"id\"] }"), "");
    assert_snapshot!(of("{ filter = 'nme = record.name' }"));
    assert_snapshot!(of("{ filter = 'name = record.nme', sort = \"nme\" }"));
    assert_snapshot!(of("{ filter = 'name', sort = \"name\", limit = 1 }"));
    assert_snapshot!(of("{ filter = 'record = null', sort = \"name\" }"));
    let odd = "[[field]]\nname = \"day\"\ntype = \"date\"\ndefault = { sort = \"name\" }\n\
        [[field]]\nname = \"any\"\ntype = \"relation\"\nto = [\"order\", \"other\"]\ndefault = { sort = \"name\" }\n";
    let other = "label = \"Other\"\n[[field]]\nname = \"name\"\ntype = \"text\"\n";
    let first = format!("label = \"Order\"\n[[field]]\nname = \"name\"\ntype = \"text\"\n{odd}");
    let files = crate::package(&[APP, ("shop/entities/order.toml", &first), ("shop/entities/other.toml", other)]);
    let mut findings = model::check(&files).findings;
    findings.retain(|finding| finding.level == model::Level::Error);
    assert_snapshot!(crate::printed(&findings));
    let filter = |filter: &str| order(&format!("{step}filter = '{filter}'\n"));
    assert_eq!(filter("name = record.name"), "");
    assert!(filter("name = record.nme").contains("M015"));
}
