use model::{EntityName, Kind};

#[test]
fn the_packages_of_this_repository_have_no_findings() {
    let checked = model::check(&crate::apps());
    assert!(checked.findings.is_empty(), "\n{}", crate::printed(&checked.findings));
}

#[test]
fn the_entity_sets_have_the_names_programs_expect() {
    let model = model::load(&crate::apps()).unwrap();
    let wanted = [
        "companies",
        "contacts",
        "leads",
        "deals",
        "activities",
        "products",
        "users",
        "units",
        "pipelines",
        "stages",
        "territories",
        "teams",
        "plans",
        "currencies",
        "tags",
        "files",
        "comments",
    ];
    for plural in wanted {
        assert!(model.entity_by_plural(plural).is_some(), "{plural}");
    }
}

#[test]
fn formulas_come_after_what_they_read_and_roll_ups_are_found_from_below() {
    let model = model::load(&crate::apps()).unwrap();
    let line = EntityName::parse("sales.deal_line").unwrap();
    let over: Vec<String> =
        model.roll_ups_over(&line).iter().map(|field| format!("{}.{}", field.entity, field.field.name)).collect();
    assert_eq!(over, ["sales.deal.total"]);
    let deal = model.entity("sales.deal").unwrap();
    assert!(matches!(deal.field("total").unwrap().kind.shown(), Kind::Money(_)));
    let computed: Vec<&str> = deal.computed.iter().map(|field| &*field.name).collect();
    assert_eq!(computed, ["state", "weighted"]);
}

#[test]
fn what_was_read_is_exported() {
    let files = crate::apps();
    let model = model::load(&files).unwrap();
    let mut exported: Vec<_> = model.packages.iter().flat_map(|package| package.export()).collect();
    exported.sort();
    assert_eq!(exported, files);
}

#[test]
fn demo_records_lead_to_each_other() {
    let model = model::load(&crate::apps()).unwrap();
    let demo = model.demo();
    let rows = |plural: &str| {
        demo.iter().filter(|demo| &*demo.entity.plural == plural).map(|demo| demo.rows.len()).sum::<usize>()
    };
    assert!(rows("companies") >= 60, "{}", rows("companies"));
    assert!(rows("contacts") >= 120, "{}", rows("contacts"));
    assert!(rows("deals") >= 80, "{}", rows("deals"));
    assert!(rows("activities") >= 200, "{}", rows("activities"));
}

#[test]
fn base_stands_alone() {
    let mut files = crate::apps();
    files.retain(|(path, _)| path.starts_with("base/"));
    let checked = model::check(&files);
    assert!(checked.findings.is_empty(), "\n{}", crate::printed(&checked.findings));
}

#[test]
fn demo_users_have_roles_that_exist() {
    let model = model::load(&crate::apps()).unwrap();
    let demo = model.demo();
    let users = demo.iter().find(|demo| &*demo.entity.plural == "users").unwrap();
    let column = users.columns.iter().position(|path| &*path[0] == "role").unwrap();
    for row in &users.rows {
        assert!(model.role(&row[column]).is_some(), "{}", row[column]);
    }
}

#[test]
fn a_new_installation_begins_with_currencies_and_a_pipeline() {
    let model = model::load(&crate::apps()).unwrap();
    let seed: Vec<_> = model.seed().iter().map(|seed| seed.entity.plural.to_string()).collect();
    assert_eq!(seed, ["currencies", "pipelines", "stages", "loss_reasons"]);
    let stages = model.seed().into_iter().find(|table| &*table.entity.plural == "stages").unwrap();
    let name = stages.columns.iter().position(|path| path.len() == 1 && &*path[0] == "name").unwrap();
    let said = ["en", "ru", "uk", "de"].map(|language| stages.said(0, name, language).to_string());
    assert_eq!(said, ["Qualification", "Квалификация", "Кваліфікація", "Qualification"]);
}
