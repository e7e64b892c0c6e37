//! The customer's own package upon the others.

use model::{FieldAccess, Kind};

/// The packages of this repository and a `custom` one.
fn with_custom(files: &[(&str, &str)]) -> model::Checked {
    let mut all = crate::apps();
    all.extend(crate::package(&[("custom/app.toml", "name = \"custom\"\nversion = \"1\"\n")]));
    all.extend(crate::package(files));
    model::check(&all)
}

#[test]
fn a_later_package_adds_fields_words_lists_and_rights() {
    let checked = with_custom(&[
        (
            "custom/entities/company.toml",
            "extends = \"base.company\"\n[[field]]\nname = \"halal\"\ntype = \"yes_no\"\n[[change]]\nfield = \"website\"\nrequired = true\n[[change]]\nfield = \"segment\"\nchoices = [\"d\"]\n",
        ),
        (
            "custom/views/company.toml",
            "extends = \"base.company\"\n[[list]]\nname = \"halal\"\ncolumns = [\"name\", \"halal\"]\nfilter = \"halal\"\n[form]\n[[form.section]]\nname = \"main\"\nfields = [\"halal\"]\n",
        ),
        (
            "custom/roles.toml",
            "[[role]]\nname = \"observer\"\nextends = true\n[role.fields]\n\"base.company.halal\" = \"hidden\"\n",
        ),
        (
            "custom/translations/en.ftl",
            "app = Ours\ncompany = Account\ncompany-plural = Accounts\ncompany-halal = Halal\ncompany-segment-d = D\ncompany-list-halal = Halal\n",
        ),
        (
            "custom/translations/ru.ftl",
            "app = Наше\ncompany-halal = Халяль\ncompany-segment-d = D\ncompany-list-halal = Халяль\n",
        ),
        (
            "custom/translations/uk.ftl",
            "app = Наше\ncompany-halal = Халяль\ncompany-segment-d = D\ncompany-list-halal = Халяль\n",
        ),
        ("custom/README.md", ""),
    ]);
    assert!(checked.findings.is_empty(), "{}", crate::printed(&checked.findings));
    let model = checked.model.unwrap();
    let company = model.entity("base.company").unwrap();
    assert_eq!((company.label.get("en"), company.label.get("ru")), ("Account", "Компания"));
    assert_eq!(&*company.field("halal").unwrap().app, "custom");
    assert!(company.field("website").unwrap().required);
    assert!(matches!(&company.field("segment").unwrap().kind, Kind::Choice { choices } if choices.len() == 4));
    assert!(company.list("halal").is_some() && &*company.default_list().name == "all");
    assert!(company.form.sections[0].fields.iter().any(|field| &**field == "halal"));
    let observer = model.role("observer").unwrap();
    assert_eq!(observer.field_access(&company.name, "halal"), FieldAccess::Hidden);
    assert!(observer.grant(&model.entity("sales.deal").unwrap().name).is_some());
    assert_eq!(&*model.apps.last().unwrap().name, "custom");
}

#[test]
fn what_is_not_below_cannot_be_extended() {
    let checked = with_custom(&[("custom/entities/company.toml", "extends = \"base.compny\"\n")]);
    let printed = crate::printed(&checked.findings);
    assert!(printed.contains("M028") && printed.contains("base.company?"), "{printed}");
}

#[test]
fn packages_that_need_each_other_are_a_finding() {
    let app = |name: &str, needs: &str| format!("name = \"{name}\"\nversion = \"1\"\nneeds = [\"{needs}\"]\n");
    let files = crate::package(&[("one/app.toml", &app("one", "two")), ("two/app.toml", &app("two", "one"))]);
    let printed = crate::printed(&model::check(&files).findings);
    assert!(printed.contains("M022"), "{printed}");
}
