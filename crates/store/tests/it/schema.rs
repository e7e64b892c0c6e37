use store::schema::{Column, ColumnKind, Index, OnDelete, Problem, Step, Table, Wishes, plan};
use store::{Cell, Database, Error, Plan, Result, Tx};
use testkit::databases;

fn company() -> Table {
    Table::new("company").column(Column::new("name", ColumnKind::Text)).index(Index::on(&["name"]))
}

fn contact() -> Table {
    Table::new("contact")
        .column(Column::new("name", ColumnKind::Text).not_null())
        .column(Column::new("age", ColumnKind::Text))
        .column(Column::new("active", ColumnKind::Bool).default(true))
        .column(Column::new("company", ColumnKind::Int).references("company", OnDelete::SetNull))
        .index(Index::on(&["company", "name"]))
        .index(Index::unique(&["name"]).where_filled("company"))
}

/// Plans and applies, and makes sure that nothing is left to do.
fn become_(db: &Database, tables: Vec<Table>, wishes: Wishes) -> Vec<Step> {
    db.alone_blocking(move |tx: &mut Tx| {
        let changes = plan(tx, &tables, &wishes)?;
        changes.apply(tx)?;
        let rest = plan(tx, &tables, &Wishes::default())?;
        assert!(rest.is_empty(), "{:?}", rest.describe());
        Ok::<_, Error>(changes.steps)
    })
    .unwrap()
}

fn problems(db: &Database, tables: Vec<Table>) -> Vec<Problem> {
    db.alone_blocking(move |tx: &mut Tx| {
        let changes = plan(tx, &tables, &Wishes::default())?;
        assert!(changes.apply(tx).is_err());
        Ok::<_, Error>(changes.problems)
    })
    .unwrap_or_else(|error| panic!("{error}"))
}

fn run(db: &Database, sql: &'static str) -> Result<()> {
    db.write_blocking(move |tx: &mut Tx| tx.batch(sql))
}

fn cells(db: &Database, sql: &'static str) -> Vec<Vec<String>> {
    db.read_blocking(move |tx: &mut Tx| {
        tx.query_all(&Plan::text(sql), &[], |row| {
            Ok((0..row.len())
                .map(|column| match row.cell(column) {
                    Cell::Null => "-".to_owned(),
                    Cell::Int(value) => value.to_string(),
                    Cell::Float(value) => format!("{value:?}"),
                    Cell::Text(value) => value.to_owned(),
                    Cell::Bytes(value) => format!("{value:?}"),
                })
                .collect())
        })
    })
    .unwrap()
}

fn filled(db: &Database) {
    become_(db, vec![contact(), company()], Wishes::default());
    run(db, "INSERT INTO company (id, name) VALUES (1, 'Ромашка')").unwrap();
    run(db, "INSERT INTO contact (id, name, age, company) VALUES (2, 'Ada', '36', 1), (3, 'Bob', NULL, NULL), (4, 'Eve', '-7', NULL)").unwrap();
}

#[test]
fn tables_are_created_with_what_they_point_to() {
    for db in databases() {
        filled(&db);
        assert_eq!(
            cells(&db, "SELECT name, active FROM contact ORDER BY id"),
            [["Ada", "1"], ["Bob", "1"], ["Eve", "1"]]
        );
        assert!(matches!(
            run(&db, "INSERT INTO contact (id, name, company) VALUES (9, 'x', 77)"),
            Err(Error::Reference { .. })
        ));
        run(&db, "DELETE FROM company").unwrap();
        assert_eq!(cells(&db, "SELECT company FROM contact WHERE id = 2"), [["-"]]);
    }
}

#[test]
fn tables_that_point_to_each_other_are_created() {
    for db in databases() {
        let one = Table::new("one")
            .column(Column::new("two", ColumnKind::Int).references("two", OnDelete::Cascade))
            .column(Column::new("me", ColumnKind::Int).references("one", OnDelete::Restrict));
        let two = Table::new("two")
            .column(Column::new("one", ColumnKind::Int).references("one", OnDelete::Cascade).not_null());
        become_(&db, vec![one, two], Wishes::default());
        run(&db, "INSERT INTO one (id) VALUES (1)").unwrap();
        run(&db, "INSERT INTO two (id, one) VALUES (1, 1)").unwrap();
        assert!(matches!(run(&db, "INSERT INTO two (id, one) VALUES (2, 5)"), Err(Error::Reference { .. })));
    }
}

#[test]
fn columns_come_go_and_are_renamed_without_losing_a_value() {
    for db in databases() {
        filled(&db);
        let mut wanted = contact();
        wanted.columns.retain(|column| column.name != "age" && column.name != "name");
        wanted.columns.push(Column::new("full_name", ColumnKind::Text).not_null());
        wanted.columns.push(Column::new("points", ColumnKind::Int).not_null().default(5));
        wanted.indexes = vec![Index::on(&["full_name"])];
        let wishes =
            Wishes { rename_columns: vec![("contact".into(), "name".into(), "full_name".into())], ..Wishes::default() };
        become_(&db, vec![company(), wanted.clone()], wishes);
        assert_eq!(
            cells(&db, "SELECT full_name, age, points FROM contact ORDER BY id"),
            [["Ada", "36", "5"], ["Bob", "-", "5"], ["Eve", "-7", "5"]]
        );
        // The column nobody wants is still there, until somebody asks for its end.
        let wishes = Wishes { drop_columns: vec![("contact".into(), "age".into())], ..Wishes::default() };
        let steps = become_(&db, vec![company(), wanted], wishes);
        assert_eq!(steps, [Step::DropColumn { table: "contact".into(), column: "age".into() }]);
    }
}

#[test]
fn a_required_column_that_is_no_longer_wanted_demands_nothing() {
    for db in databases() {
        filled(&db);
        let mut wanted = contact();
        wanted.columns.retain(|column| column.name != "name");
        wanted.indexes.clear();
        become_(&db, vec![wanted], Wishes::default());
        run(&db, "INSERT INTO contact (id) VALUES (50)").unwrap();
    }
}

#[test]
fn kinds_are_converted_or_refused() {
    for db in databases() {
        filled(&db);
        let numbered = |kind| {
            let mut wanted = contact();
            wanted.columns.iter_mut().find(|column| column.name == "age").unwrap().kind = kind;
            wanted.indexes.push(Index::on(&["age"]));
            vec![wanted]
        };
        become_(&db, numbered(ColumnKind::Int), Wishes::default());
        assert_eq!(
            cells(&db, "SELECT age, age + 1 FROM contact ORDER BY id"),
            [["36", "37"], ["-", "-"], ["-7", "-6"]]
        );
        become_(&db, numbered(ColumnKind::Float), Wishes::default());
        assert_eq!(cells(&db, "SELECT age / 2 FROM contact WHERE id = 2"), [["18.0"]]);
        become_(&db, numbered(ColumnKind::Int), Wishes::default());
        become_(&db, numbered(ColumnKind::Text), Wishes::default());
        assert_eq!(cells(&db, "SELECT age FROM contact ORDER BY id"), [["36"], ["-"], ["-7"]]);
        run(&db, "UPDATE contact SET age = 'forty' WHERE id = 2").unwrap();
        let found = problems(&db, numbered(ColumnKind::Int));
        assert_eq!(
            found,
            [Problem::CannotConvert {
                table: "contact".into(),
                column: "age".into(),
                count: 1,
                examples: vec!["forty".into()]
            }]
        );
        let wishes = Wishes { may_lose: vec![("contact".into(), "age".into())], ..Wishes::default() };
        let steps = become_(&db, numbered(ColumnKind::Int), wishes);
        assert!(steps.iter().any(Step::loses));
        assert_eq!(cells(&db, "SELECT age FROM contact ORDER BY id"), [["-"], ["-"], ["-7"]]);
    }
}

#[test]
fn yes_and_no_are_converted() {
    for db in databases() {
        filled(&db);
        let active = |kind| {
            let mut wanted = contact();
            let column = wanted.columns.iter_mut().find(|column| column.name == "active").unwrap();
            column.kind = kind;
            column.default = None;
            vec![wanted]
        };
        become_(&db, active(ColumnKind::Text), Wishes::default());
        assert_eq!(cells(&db, "SELECT DISTINCT active FROM contact"), [["true"]]);
        become_(&db, active(ColumnKind::Bool), Wishes::default());
        become_(&db, active(ColumnKind::Int), Wishes::default());
        assert_eq!(cells(&db, "SELECT DISTINCT active FROM contact"), [["1"]]);
        become_(&db, active(ColumnKind::Bool), Wishes::default());
    }
}

#[test]
fn what_stands_in_the_way_is_told() {
    for db in databases() {
        filled(&db);
        run(&db, "UPDATE contact SET age = '1'").unwrap();
        let mut wanted = contact();
        wanted.columns[4].not_null = true;
        wanted.columns.push(Column::new("city", ColumnKind::Text).not_null());
        wanted.columns.push(Column::new("leader", ColumnKind::Int));
        wanted.indexes.push(Index::unique(&["age"]));
        let found = problems(&db, vec![wanted]);
        assert_eq!(
            found,
            [
                Problem::Empty { table: "contact".into(), column: "company".into(), count: 2 },
                Problem::Empty { table: "contact".into(), column: "city".into(), count: 3 },
                Problem::NotUnique { table: "contact".into(), columns: vec!["age".into()], count: 1 },
            ]
        );
        let mut wanted = contact();
        wanted.columns[2].references = None;
        wanted.columns[2].kind = ColumnKind::Text;
        wanted.primary_key = vec!["name".into()];
        assert_eq!(problems(&db, vec![wanted]), [Problem::Key { table: "contact".into() }]);
    }
}

#[test]
fn references_are_added_and_taken_away() {
    for db in databases() {
        filled(&db);
        let mut wanted = contact();
        wanted.columns[4].references = None;
        become_(&db, vec![wanted.clone()], Wishes::default());
        run(&db, "UPDATE contact SET company = 77 WHERE id = 3").unwrap();
        assert_eq!(
            problems(&db, vec![contact()]),
            [Problem::Dangling { table: "contact".into(), column: "company".into(), count: 1 }]
        );
        run(&db, "UPDATE contact SET company = 1 WHERE id = 3").unwrap();
        become_(&db, vec![contact()], Wishes::default());
        assert!(matches!(run(&db, "UPDATE contact SET company = 77 WHERE id = 3"), Err(Error::Reference { .. })));
        wanted.columns[4].references = Some(store::schema::Reference {
            table: "company".into(),
            column: "id".into(),
            on_delete: OnDelete::Cascade,
        });
        become_(&db, vec![wanted], Wishes::default());
        run(&db, "DELETE FROM company").unwrap();
        assert_eq!(cells(&db, "SELECT name FROM contact"), [["Eve"]]);
    }
}

#[test]
fn tables_are_renamed_and_dropped_when_asked() {
    for db in databases() {
        filled(&db);
        let mut wanted = contact();
        wanted.name = "person".into();
        let wishes = Wishes { rename_tables: vec![("contact".into(), "person".into())], ..Wishes::default() };
        become_(&db, vec![wanted.clone()], wishes);
        assert_eq!(cells(&db, "SELECT name FROM person ORDER BY id"), [["Ada"], ["Bob"], ["Eve"]]);
        let wishes = Wishes { drop_tables: vec!["person".into()], ..Wishes::default() };
        become_(&db, vec![company()], wishes);
        assert!(run(&db, "DELETE FROM person").is_err());
    }
}

#[test]
fn the_names_of_indexes_differ_when_they_do() {
    let long = "a_very_long_name_of_a_column_which_somebody_gave_it";
    let names = [
        Index::on(&["a", "b"]).name("t"),
        Index::unique(&["a", "b"]).name("t"),
        Index::on(&["a_b"]).name("t"),
        Index::on(&["a", "b_c"]).name("t"),
        Index::on(&["a_b", "c"]).name("t"),
        Index::on(&["a"]).where_filled("b").name("t"),
        Index::on(&[long, "x"]).name("table"),
        Index::on(&[long, "y"]).name("table"),
    ];
    let distinct: std::collections::BTreeSet<&String> = names.iter().filter(|name| name.len() <= 63).collect();
    assert_eq!(distinct.len(), 7, "{names:?}");
    // A hyphenated pair and one column of that name share a name only across tables that cannot hold both.
    assert_eq!(names[0], names[2]);
}

#[test]
fn private_tables_are_migrated_once() {
    const STEPS: &[store::Migration] = &[
        store::Migration {
            number: 1,
            name: "first",
            sql: "CREATE TABLE room_thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, raw BYTES, share DOUBLE, seen BOOLEAN NOT NULL DEFAULT FALSE)",
        },
        store::Migration {
            number: 2,
            name: "second",
            sql: "ALTER TABLE room_thing ADD COLUMN more TEXT; INSERT INTO room_thing (id, name, more) VALUES (1, 'TEXT', 'BIGINT')",
        },
    ];
    for db in databases() {
        db.alone_blocking(|tx: &mut Tx| store::migrate(tx, "room", &STEPS[..1])).unwrap();
        db.alone_blocking(|tx: &mut Tx| store::migrate(tx, "room", STEPS)).unwrap();
        db.alone_blocking(|tx: &mut Tx| store::migrate(tx, "room", STEPS)).unwrap();
        assert_eq!(cells(&db, "SELECT name, more, seen FROM room_thing"), [["TEXT", "BIGINT", "0"]]);
        assert!(db.alone_blocking(|tx: &mut Tx| store::migrate(tx, "room", &STEPS[..1])).is_err());
    }
}
