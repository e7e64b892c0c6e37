//! Files into definitions as they stand.

use super::place::{At, Findings, Place, Word};
use super::raw::{self, Definitions};
use super::table::{Entry, Source, Table, pick, with_table};
use super::{File, Package, read_field, read_view};
use crate::entity::{EntityKind, MatchKind, OwnerPolicy};
use crate::finding::Code;
use crate::role::{FieldAccess, Scope};
use crate::rule::Level;
use std::sync::Arc;

/// The folders and files of a package that other rooms read, or people.
const OTHERS: [&str; 9] =
    ["seed/", "demo/", "tests/", "rules/", "processes/", "decisions/", "dashboards/", "templates/", "translations/"];

/// Reads the definitions of one package.
pub(super) fn definitions(package: &Package, findings: &Findings) -> Definitions {
    let mut read = Definitions::default();
    for file in &package.files {
        let name: Arc<str> = format!("{}/{}", package.name, file.path).into();
        let place = Place::file(&name);
        match kind_of(&file.path) {
            Some(kind) => {
                if let Some(source) = Source::new(&name, &file.bytes, findings) {
                    with_table(&source, findings, |table| one(&mut read, package, kind, table));
                }
            }
            None if is_known(&file.path) => {}
            None => findings.warning(&place, Code::UNKNOWN_FILE, [("file", &file.path)]),
        }
    }
    read
}

/// What a file defines; `Named` carries the file's own name.
#[derive(Clone, Copy)]
enum Kind<'a> {
    App,
    Roles,
    Entity(&'a str),
    View(&'a str),
    Conversion(&'a str),
}

fn kind_of(path: &str) -> Option<Kind<'_>> {
    let inside = |folder: &str| path.strip_prefix(folder)?.strip_suffix(".toml").filter(|name| !name.contains('/'));
    match path {
        "app.toml" => Some(Kind::App),
        "roles.toml" => Some(Kind::Roles),
        _ => inside("entities/")
            .map(Kind::Entity)
            .or_else(|| inside("views/").map(Kind::View))
            .or_else(|| inside("conversions/").map(Kind::Conversion)),
    }
}

fn is_known(path: &str) -> bool {
    path == "README.md" || OTHERS.iter().any(|folder| path.starts_with(folder))
}

fn one(read: &mut Definitions, package: &Package, kind: Kind<'_>, table: &Table<'_>) {
    let app = &package.name;
    let named = |name: &str| At { value: Arc::from(name), place: table.place() };
    match kind {
        Kind::App => read.app = app_file(package, table),
        Kind::Roles => read.roles.extend(table.tables("role").iter().filter_map(|table| role(app, table))),
        Kind::Entity(name) => read.entities.push(entity(app, named(name), table)),
        Kind::View(name) => read.views.push(read_view::view(app, named(name), table)),
        Kind::Conversion(name) => read.conversions.extend(conversion(app, named(name), table)),
    }
}

fn app_file(package: &Package, table: &Table<'_>) -> Option<raw::App> {
    let name = table.required("name");
    if let Some(name) = &name
        && name.value != package.name
    {
        let known = package.name.to_string();
        table.findings().error(
            &name.place,
            Code::UNKNOWN_WORD,
            [("key", "name"), ("word", &name.value), ("known", &known), ("suggestion", ".")],
        );
    }
    Some(raw::App {
        place: table.place(),
        version: table.required("version"),
        needs: table.texts("needs").unwrap_or_default(),
        icon: table.text("icon").map(|icon| icon.value),
        menu: table.texts("menu").unwrap_or_default(),
        name: name?,
    })
}

const OWNERS: [(&str, OwnerPolicy); 3] =
    [("creator", OwnerPolicy::Creator), ("nobody", OwnerPolicy::Nobody), ("parent", OwnerPolicy::Parent)];
const ENTITY_KINDS: [(&str, EntityKind); 2] = [("normal", EntityKind::Normal), ("system", EntityKind::System)];

fn entity(app: &Arc<str>, name: Word, table: &Table<'_>) -> raw::Entity {
    let features = table.table("features");
    let feature = |word| features.as_ref().and_then(|table| table.flag(word));
    let entity = raw::Entity {
        app: Arc::clone(app),
        place: table.place(),
        name,
        extends: table.text("extends"),
        label: table.text("label").map(|label| label.value),
        plural: table.text("plural"),
        icon: table.text("icon").map(|icon| icon.value),
        hue: hue(table, "hue").map(|hue| hue.value),
        title: table.texts("title"),
        owner: table.word("owner", &OWNERS),
        kind: table.word("kind", &ENTITY_KINDS),
        line_of: table.text("line_of"),
        features: raw::FEATURES.map(feature),
        fields: table.tables("field").iter().filter_map(|table| read_field::field(app, table)).collect(),
        changes: table.tables("change").iter().filter_map(read_field::change).collect(),
        rules: table.tables("rule").iter().filter_map(rule).collect(),
        indexes: table.groups("indexes").unwrap_or_default(),
        unique: table.groups("unique").unwrap_or_default(),
        matching: table.table("matching").map(|table| matching(&table)),
    };
    if let Some(features) = features {
        features.finish();
    }
    entity
}

/// The hues of the interface.
pub(super) const HUES: [&str; 10] =
    ["blue", "sky", "teal", "green", "lime", "amber", "orange", "red", "pink", "violet"];

fn hue(table: &Table<'_>, key: &'static str) -> Option<Word> {
    let hue = table.text(key)?;
    check_hue(&hue, table.findings()).then_some(hue)
}

/// Whether it is a hue of the interface; a finding when not.
pub(super) fn check_hue(hue: &Word, findings: &Findings) -> bool {
    pick(hue, "hue", &HUES.map(|hue| (hue, ())), findings).is_some()
}

const LEVELS: [(&str, Level); 2] = [("error", Level::Error), ("warning", Level::Warning)];

fn rule(table: &Table<'_>) -> Option<raw::Rule> {
    let rule = table.required("when").map(|when| raw::Rule {
        name: table.text("name"),
        place: table.place(),
        when,
        say: table.text("say").map(|say| say.value),
        at: table.text("at"),
        level: table.word("level", &LEVELS).unwrap_or_default(),
    });
    if rule.is_some() {
        table.finish();
    }
    rule
}

fn matching(table: &Table<'_>) -> raw::Matching {
    let known = MatchKind::ALL.map(|kind| (kind.as_str(), kind));
    let field = |table: &Table<'_>| {
        let path = table.required("field");
        let kind = table.required("as").and_then(|word| pick(&word, "as", &known, table.findings()));
        let weights = (table.number("agreement"), table.number("disagreement"));
        table.finish();
        let weights = match weights {
            (Some(agreement), Some(disagreement)) => Some((agreement, disagreement)),
            _ => None,
        };
        Some(raw::MatchField { path: path?, kind: kind?, weights })
    };
    let matching = raw::Matching {
        doubt: table.number("doubt"),
        fields: table.tables("field").iter().filter_map(field).collect(),
    };
    table.finish();
    matching
}

const ACTIONS: [&str; 7] = ["create", "read", "change", "assign", "delete", "export", "import"];
const ACCESS: [(&str, FieldAccess); 3] =
    [("hidden", FieldAccess::Hidden), ("read_only", FieldAccess::ReadOnly), ("writable", FieldAccess::Writable)];

fn role(app: &Arc<str>, table: &Table<'_>) -> Option<raw::Role> {
    let findings = table.findings();
    let name = table.required("name");
    let mut grants = Vec::new();
    for (on, entry) in table.table("grants").map(|table| table.entries()).unwrap_or_default() {
        match entry {
            Entry::Table(rights) => {
                grants.push(raw::Grant { on, scopes: ACTIONS.map(|action| scope(&rights, action)) });
                rights.finish();
            }
            Entry::Text(word) => {
                let arguments = [("key", &*on.value), ("expected", "table"), ("found", "string")];
                findings.error(&word.place, Code::WRONG_TYPE, arguments);
            }
        }
    }
    let mut fields = Vec::new();
    for (field, entry) in table.table("fields").map(|table| table.entries()).unwrap_or_default() {
        match entry {
            Entry::Text(word) => {
                fields.extend(pick(&word, &field.value, &ACCESS, findings).map(|access| (field, access)));
            }
            Entry::Table(table) => {
                let arguments = [("key", &*field.value), ("expected", "string"), ("found", "table")];
                findings.error(&table.place(), Code::WRONG_TYPE, arguments);
            }
        }
    }
    let role = name.map(|name| raw::Role {
        app: Arc::clone(app),
        name,
        label: table.text("label").map(|label| label.value),
        extends: table.flag("extends").unwrap_or(false),
        all_rights: table.flag("all_rights").unwrap_or(false),
        grants,
        fields,
    });
    if role.is_some() {
        table.finish();
    }
    role
}

fn scope(table: &Table<'_>, action: &'static str) -> raw::Scope {
    let nothing = raw::Scope::Known(Scope::None);
    let Some(word) = table.text(action) else { return nothing };
    // A condition begins with `=`, so that a scope misspelt is not taken for one.
    if let Some(policy) = word.value.strip_prefix('=') {
        return raw::Scope::Policy(At { value: policy.trim().into(), place: word.place });
    }
    const SCOPES: [(&str, u8); 5] = [("none", 0), ("own", 1), ("unit", 2), ("unit_tree", 3), ("all", 4)];
    match pick(&word, action, &SCOPES, table.findings()) {
        Some(1) => raw::Scope::Known(Scope::Own),
        Some(2) => raw::Scope::Known(Scope::Unit),
        Some(3) => raw::Scope::Known(Scope::UnitTree),
        Some(4) => raw::Scope::Known(Scope::All),
        _ => nothing,
    }
}

fn conversion(app: &Arc<str>, name: Word, table: &Table<'_>) -> Option<raw::Conversion> {
    let set = |table: Option<Table<'_>>| -> Vec<(Word, Word)> {
        let text = |(key, entry)| match entry {
            Entry::Text(word) => Some((key, word)),
            Entry::Table(_) => None,
        };
        table.map(|table| table.entries().into_iter().filter_map(text).collect()).unwrap_or_default()
    };
    let step = |table: &Table<'_>| {
        let name = table.required("name");
        let entity = table.required("entity");
        let optional = table.flag("optional").unwrap_or(false);
        let when = table.text("when");
        let existing = table.text("existing");
        let values = set(table.table("set"));
        table.finish();
        Some(raw::Step { name: name?, entity: entity?, optional, when, existing, set: values })
    };
    Some(raw::Conversion {
        app: Arc::clone(app),
        place: table.place(),
        name,
        label: table.text("label").map(|label| label.value),
        when: table.text("when"),
        steps: table.tables("step").iter().filter_map(step).collect(),
        after: set(table.table("after")),
        from: table.required("from")?,
    })
}

/// Groups files by package; those outside any folder are nobody's.
pub(super) fn packages(files: &[(String, Vec<u8>)]) -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    let mut sorted: Vec<&(String, Vec<u8>)> = files.iter().collect();
    sorted.sort();
    for (path, bytes) in sorted {
        let path = path.replace('\\', "/");
        let Some((folder, rest)) = path.split_once('/') else { continue };
        let file = File { path: rest.into(), bytes: Arc::from(&bytes[..]) };
        match packages.last_mut().filter(|package| *package.name == *folder) {
            Some(package) => package.files.push(file),
            None => packages.push(Package {
                name: folder.into(),
                version: Arc::from(""),
                needs: Vec::new(),
                files: vec![file],
            }),
        }
    }
    packages
}
