//! What people mistype: nothing begins by it, nothing is taken that was not meant, and the answer is a sentence.

use std::path::Path;
use std::process::Output;

use crate::house::{House, package, program};

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What a command that has to fail says.
fn refused(house: &House, words: &[&str]) -> String {
    let output = house.run(words);
    assert_eq!(output.status.code(), Some(1), "{words:?}: {}", said(&output));
    said(&output)
}

#[test]
fn no_installation_begins_by_a_mistyped_folder() {
    let house = House::new();
    let (file, table) = (house.beside("backup.zip"), house.beside("people.csv"));
    std::fs::write(&table, "Given name,Family name\nAda,Lovelace\n").unwrap();
    package(&house, "my", "number");
    let mine = house.beside("my");
    for words in [
        &["backup", &file][..],
        &["check"],
        &["export", "companies", &table],
        &["app", "plan", &mine],
        &["app", "export", "--to", &mine],
        &["token", "create", "--user", "ada@example.com"],
        &["user", "reset-factors", "--lost-key"],
        &["restore", &file],
    ] {
        let text = refused(&house, words);
        assert!(words[0] == "restore" || text.contains(&house.place[1]), "{words:?}: {text}");
        assert!(!Path::new(&house.place[1]).exists(), "{words:?} left a folder");
    }
    assert!(!Path::new(&file).exists());
    let to = house.beside("to");
    let moved = program().args(["move", "--from", &house.place[1], "--to", &to]).output().unwrap();
    assert!(moved.status.code() == Some(1) && said(&moved).contains(&house.place[1]), "{}", said(&moved));
    assert!(!Path::new(&to).exists() && !Path::new(&house.place[1]).exists());
    // An import may be the first thing that is done, and says that it is.
    let output = house.run(&["import", "contacts", &table]);
    assert!(output.status.success() && said(&output).contains("A new installation begins in"), "{}", said(&output));
    assert!(!said(&house.run(&["import", "contacts", &table])).contains("A new installation"));
}

#[test]
fn an_empty_postgresql_database_is_no_installation() {
    let Some(database) = testkit::postgres() else { return };
    let store::Location::Postgres(url) = database.location().clone() else { unreachable!("PostgreSQL was asked for") };
    let there = House { place: ["--database".to_owned(), url], ..House::new() };
    assert!(refused(&there, &["backup", &there.beside("backup.zip")]).contains("there is no installation"));
    assert!(refused(&there, &["check"]).contains("there is no installation"));
}

#[test]
fn what_does_not_exist_is_refused_with_what_does() {
    let house = House::new();
    house.token("ada@example.com", "administrator");
    let token = ["token", "create", "--user", "ada@example.com"];
    let with = |more: &[&'static str]| refused(&house, &[&token[..], more].concat());
    assert!(with(&["--entity", "base.compani"]).contains("companies"));
    assert!(with(&["--role", "nix"]).contains("administrator"));
    assert!(house.said(&[&token[..], &["--entity", "companies"]].concat()).starts_with("rel_"));
    let (pdf, csv) = (house.beside("c.pdf"), house.beside("c.csv"));
    assert!(refused(&house, &["export", "companies", &pdf]).contains(".xlsx"));
    assert!(!Path::new(&pdf).exists());
    assert!(refused(&house, &["export", "nope", &csv]).contains("companies"));
    assert!(refused(&house, &["import", "nope", &csv]).contains("is not there"));
    let output = house.run(&["export", "companies", &csv, "--language", "xx"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    std::fs::write(&csv, "Name\nAcme\n").unwrap();
    assert!(refused(&house, &["import", "nope", &csv]).contains("companies"));
}

#[test]
fn refusals_are_sentences() {
    let house = House::new();
    house.token("ada@example.com", "administrator");
    let text = refused(&house, &["user", "create", "--email", "ada@example.com"]);
    assert!(text.contains("Another") && !text.contains("problem-"), "{text}");
    let csv = house.beside("c.csv");
    let text = refused(&house, &["export", "companies", &csv, "--column", "nme"]);
    assert!(text.contains("There is no field “nme” here. Check the name.") && !text.contains("problem-"), "{text}");
    let text = refused(&house, &["export", "companies", &csv, "--filter", "nme = 1"]);
    assert!(text.contains("nme") && !text.contains("problem-"), "{text}");
    let weak = ["user", "create", "--email", "bo@example.com", "--password-stdin"];
    let output = house.run_with(&weak, "short");
    assert!(said(&output).contains("Use at least 10 characters."), "{}", said(&output));
}

#[test]
fn a_list_that_the_database_cannot_filter_is_found_before_it_is_installed() {
    let house = House::new();
    package(&house, "my", "number");
    let mine = house.beside("my");
    // Sound, with warnings for words that are not translated.
    assert!(said(&house.run(&["app", "check", &mine])).contains("1 package is sound"));
    let views = Path::new(&mine).join("views");
    std::fs::create_dir_all(&views).unwrap();
    let list =
        "[[list]]\nname = \"some\"\nlabel = \"Some\"\ncolumns = [\"name\"]\nfilter = 'matches(name, \"^A\", \"i\")'\n";
    std::fs::write(views.join("thing.toml"), list).unwrap();
    for command in ["check", "apply"] {
        let text = refused(&house, &["app", command, &mine]);
        assert!(text.contains("my.thing: some") && text.contains("matches"), "{text}");
        assert!(!text.contains("problem-"), "{text}");
    }
}
