use crate::support::*;
use records::Query;

fn companies(house: &House) {
    let names = [
        "Shcherbakov & Sons",
        "Ромашка ООО",
        "Northwind Traders",
        "Інструменти Київ",
        "Books and Magazines",
        "Schneider Electric",
    ];
    for name in names {
        house.create(&administrator(), "company", patch([("name", text(name))])).unwrap();
    }
}

#[test]
fn words_are_found_by_beginning_stem_script_and_with_a_typing_error() {
    for house in houses() {
        companies(&house);
        let ada = administrator();
        let found = |words| house.search(&ada, "company", words);
        assert_eq!(found("Щербаков"), ["Shcherbakov & Sons"]);
        assert_eq!(found("romashka"), ["Ромашка ООО"]);
        assert_eq!(found("north"), ["Northwind Traders"]);
        assert_eq!(found("northwnid"), ["Northwind Traders"], "two letters changed places");
        assert_eq!(found("magazine"), ["Books and Magazines"]);
        assert_eq!(found("інструмент"), ["Інструменти Київ"]);
        assert_eq!(found("traders north"), ["Northwind Traders"], "each word must fit");
        assert!(found("traders shcherbakov").is_empty());
        assert!(found("nothing-like-it").is_empty());
        assert!(found("\"'); drop").is_empty());
    }
}

#[test]
fn the_index_follows_changes() {
    for house in houses() {
        let ada = administrator();
        let company = house.create(&ada, "company", patch([("name", text("Oldname"))])).unwrap();
        house.update(&ada, &company, patch([("name", text("Newname"))])).unwrap();
        assert!(house.search(&ada, "company", "oldname").is_empty());
        assert_eq!(house.search(&ada, "company", "newname"), ["Newname"]);
        house.delete(&ada, &company).unwrap();
        assert!(house.search(&ada, "company", "newname").is_empty());
    }
}

#[test]
fn lists_are_searched_too() {
    for house in houses() {
        companies(&house);
        let query = Query { search: Some("schneider".into()), ..Query::of("company").column("name") };
        assert_eq!(house.list(&administrator(), query).unwrap(), [["\"Schneider Electric\""]]);
        let lines = Query { search: Some("x".into()), ..Query::of("deal_line") };
        assert!(matches!(house.list(&administrator(), lines), Err(records::Error::Query(_))));
    }
}
