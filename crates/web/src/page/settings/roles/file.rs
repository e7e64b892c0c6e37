//! The customer's own package, as far as roles go: `custom/app.toml`, `custom/roles.toml` and the roles' names in
//! `custom/translations/*.ftl`. What else the package holds is left alone.

use std::collections::BTreeMap;

use model::{LANGUAGES, Model, Scope};
use records::install::PackageFile;

const APP: &str = "custom/app.toml";
const ROLES: &str = "custom/roles.toml";

/// Rights on one entity, by action.
pub(in crate::page::settings) type Rights = BTreeMap<String, String>;

/// The roles of the customer's own package.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Own {
    pub roles: Vec<OwnRole>,
}

/// A role of one's own, or what one's own package adds to a role of another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct OwnRole {
    pub name: String,
    pub extends: bool,
    pub all_rights: bool,
    /// `base.company`, `sales.*` or `*`, with scopes by action.
    pub grants: BTreeMap<String, Rights>,
    /// `base.company.phone` and how far it is open.
    pub fields: BTreeMap<String, String>,
}

/// What a line of the written file is about, so that a finding can be shown where it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spot {
    Right { role: String, target: String, action: String },
    Field { role: String, field: String },
    Role(String),
}

impl Own {
    /// Reads the roles among the installed files; a file that is not there holds none.
    ///
    /// # Errors
    /// The reader's words when the file is no TOML: it was installed by hand and by force then.
    pub(super) fn read(files: &[PackageFile]) -> Result<Self, String> {
        let Some((_, bytes)) = files.iter().find(|(path, _)| path == ROLES) else { return Ok(Self::default()) };
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let roles = table.get("role").and_then(toml::Value::as_array).into_iter().flatten();
        Ok(Self { roles: roles.filter_map(toml::Value::as_table).map(role).collect() })
    }

    pub(super) fn role(&self, name: &str) -> Option<&OwnRole> {
        self.roles.iter().find(|role| role.name == name)
    }

    /// The part of this package in a role; it is begun as an extension when there is none yet.
    pub(super) fn extend(&mut self, name: &str) -> &mut OwnRole {
        let place = match self.roles.iter().position(|role| role.name == name) {
            Some(place) => place,
            None => {
                self.roles.push(OwnRole { name: name.to_owned(), extends: true, ..OwnRole::default() });
                self.roles.len() - 1
            }
        };
        &mut self.roles[place]
    }

    /// The file, and what each of its lines is about.
    pub(super) fn write(&self) -> (String, Vec<Option<Spot>>) {
        let mut out = Lines::default();
        out.line("# Roles of this installation's own. Written by the page of roles; edits by hand are kept, comments are not.", None);
        for role in &self.roles {
            let spot = Some(Spot::Role(role.name.clone()));
            out.line("", None);
            out.line("[[role]]", spot.clone());
            out.line(&format!("name = {}", quoted(&role.name)), spot.clone());
            if role.extends {
                out.line("extends = true", spot.clone());
            }
            if role.all_rights {
                out.line("all_rights = true", spot);
            }
            for (target, rights) in &role.grants {
                out.line("", None);
                let spot = |action: &str| {
                    Some(Spot::Right { role: role.name.clone(), target: target.clone(), action: action.to_owned() })
                };
                out.line(&format!("[role.grants.{}]", quoted(target)), spot("read"));
                for (action, scope) in rights {
                    out.line(&format!("{action} = {}", quoted(scope)), spot(action));
                }
            }
            if !role.fields.is_empty() {
                out.line("", None);
                out.line("[role.fields]", None);
                for (field, access) in &role.fields {
                    let spot = Some(Spot::Field { role: role.name.clone(), field: field.clone() });
                    out.line(&format!("{} = {}", quoted(field), quoted(access)), spot);
                }
            }
        }
        (out.text, out.spots)
    }

    /// All files, with these roles and names instead of those before: what is to be installed.
    pub(super) fn files(
        &self,
        installed: &[PackageFile],
        names: &[(String, [String; 3])],
        gone: Option<&str>,
    ) -> Vec<PackageFile> {
        let mut files = installed.to_vec();
        if files.iter().all(|(path, _)| path != APP) {
            let app = "name = \"custom\"\nversion = \"1.0.0\"\nicon = \"package\"\n";
            files.push((APP.to_owned(), app.as_bytes().to_vec()));
            for (language, label) in
                LANGUAGES.iter().zip(["Own definitions", "Собственные настройки", "Власні налаштування"])
            {
                set_message(&mut files, language, "app", Some(label));
            }
        }
        files.retain(|(path, _)| path != ROLES);
        if !self.roles.is_empty() {
            files.push((ROLES.to_owned(), self.write().0.into_bytes()));
        }
        for (role, labels) in names {
            for (language, label) in LANGUAGES.iter().zip(labels) {
                set_message(&mut files, language, &message_id(role), Some(label));
            }
        }
        if let Some(role) = gone {
            for language in LANGUAGES {
                set_message(&mut files, language, &message_id(role), None);
            }
        }
        files.sort();
        files
    }
}

#[derive(Default)]
struct Lines {
    text: String,
    spots: Vec<Option<Spot>>,
}

impl Lines {
    fn line(&mut self, line: &str, spot: Option<Spot>) {
        self.text.push_str(line);
        self.text.push('\n');
        self.spots.push(spot);
    }
}

fn role(table: &toml::Table) -> OwnRole {
    let flag = |name: &str| table.get(name).and_then(toml::Value::as_bool).unwrap_or(false);
    let texts = |value: &toml::Table| -> Rights {
        value.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
    };
    let grants = table.get("grants").and_then(toml::Value::as_table).into_iter().flatten();
    OwnRole {
        name: table.get("name").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
        extends: flag("extends"),
        all_rights: flag("all_rights"),
        grants: grants.filter_map(|(target, rights)| Some((target.clone(), texts(rights.as_table()?)))).collect(),
        fields: table.get("fields").and_then(toml::Value::as_table).map(texts).unwrap_or_default(),
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\r', '\n'], " ")).to_string()
}

/// The message with a role's name.
fn message_id(role: &str) -> String {
    format!("role-{}", role.replace('_', "-"))
}

/// Puts a message of one line into a language's file, or takes it out.
fn set_message(files: &mut Vec<PackageFile>, language: &str, id: &str, value: Option<&str>) {
    let path = format!("custom/translations/{language}.ftl");
    let before =
        files.iter().find(|(known, _)| *known == path).map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    let mut kept = String::new();
    let mut inside = false;
    for line in before.as_deref().unwrap_or_default().lines() {
        let continues = line.starts_with([' ', '\t', '}']);
        inside = if continues { inside } else { line.split_once('=').is_some_and(|(known, _)| known.trim_end() == id) };
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    if let Some(value) = value {
        // A brace begins an expression in Fluent.
        let plain: String = value
            .chars()
            .map(|letter| match letter {
                '{' => "{\"{\"}".to_owned(),
                '}' => "{\"}\"}".to_owned(),
                '\r' | '\n' => " ".to_owned(),
                letter => letter.to_string(),
            })
            .collect();
        kept.push_str(&format!("{id} = {plain}\n"));
    }
    files.retain(|(known, _)| *known != path);
    if !kept.trim().is_empty() {
        files.push((path, kept.into_bytes()));
    }
}

/// A scope as definitions write it.
pub(super) fn word(scope: &Scope) -> String {
    match scope {
        Scope::None => "none".to_owned(),
        Scope::Own => "own".to_owned(),
        Scope::Unit => "unit".to_owned(),
        Scope::UnitTree => "unit_tree".to_owned(),
        Scope::All => "all".to_owned(),
        Scope::Policy(condition) => format!("= {}", condition.source),
    }
}

/// What a role may do with an entity now, by action; everything when it has all rights.
pub(in crate::page::settings) fn effective(model: &Model, role: &str, entity: &model::EntityName) -> Rights {
    let role = model.role(role);
    let all = role.is_some_and(|role| role.all_rights);
    let grant = role.and_then(|role| role.grant(entity));
    let of = |action: access::Action| match grant {
        _ if all => "all".to_owned(),
        Some(grant) => word(action.scope(grant)),
        None => "none".to_owned(),
    };
    access::Action::ALL.iter().map(|action| (action.as_str().to_owned(), of(*action))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_every_line_is_known() {
        let mut own = Own::default();
        let role = own.extend("sales_rep");
        role.grants.insert(
            "base.company".into(),
            [("read".into(), "all".into()), ("change".into(), "= owner.id = actor.id or name = \"x\"".into())].into(),
        );
        role.fields.insert("base.company.phone".into(), "hidden".into());
        own.roles.push(OwnRole { name: "clerk".into(), ..OwnRole::default() });
        let (text, spots) = own.write();
        assert_eq!(text.lines().count(), spots.len());
        let line = text.lines().position(|line| line.starts_with("change")).unwrap();
        assert_eq!(
            spots[line],
            Some(Spot::Right { role: "sales_rep".into(), target: "base.company".into(), action: "change".into() })
        );
        let files = own.files(&[], &[("clerk".into(), ["Clerk".into(), "Клерк {1}".into(), "Клерк".into()])], None);
        assert_eq!(Own::read(&files).unwrap(), own);
        let russian = files.iter().find(|(path, _)| path.ends_with("ru.ftl")).unwrap();
        assert!(String::from_utf8_lossy(&russian.1).contains("role-clerk = Клерк {\"{\"}1{\"}\"}"));
        let without = own.files(&files, &[], Some("clerk"));
        assert!(without.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("role-clerk")));
    }
}
