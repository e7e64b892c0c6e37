//! The names of entities.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The qualified name of an entity: `base.company`.
///
/// Invariant: an app's name, one dot, the entity's name, each as [`is_plain`] wants it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityName(Arc<str>);

/// The longest name of an app, entity, field, role or view.
pub const LONGEST: usize = 48;

impl EntityName {
    /// The name made of its two parts; nothing when one of them is no plain name.
    pub fn new(app: &str, entity: &str) -> Option<Self> {
        (is_plain(app) && is_plain(entity)).then(|| Self(format!("{app}.{entity}").into()))
    }

    /// Reads `base.company`.
    pub fn parse(text: &str) -> Option<Self> {
        let (app, entity) = text.split_once('.')?;
        Self::new(app, entity)
    }

    /// The app's part: `base`.
    pub fn app(&self) -> &str {
        self.0.split_once('.').map_or("", |(app, _)| app)
    }

    /// The part after the app: `company`.
    pub fn local(&self) -> &str {
        self.0.split_once('.').map_or(&*self.0, |(_, local)| local)
    }

    /// The name of the SQL table: `base_company`.
    pub fn table(&self) -> String {
        self.0.replace('.', "_")
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a shared text.
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl Deref for EntityName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// So that maps by name can be asked with a `&str`.
impl Borrow<str> for EntityName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for EntityName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntityName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a word may name something: `snake_case` of ASCII letters and digits, a letter first, at most [`LONGEST`]
/// long, no double or last underscore. Such a word needs no quotes in SQL, in a URL or in FEEL, unless it is reserved.
pub fn is_plain(word: &str) -> bool {
    let letters = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    letters
        && word.len() <= LONGEST
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && !word.ends_with('_')
        && !word.contains("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_two_plain_parts() {
        let name = EntityName::parse("base.company").unwrap();
        assert_eq!((name.app(), name.local(), &*name.table()), ("base", "company", "base_company"));
        for bad in
            ["company", "base.", ".company", "Base.company", "base.com pany", "base.a.b", "base.naïve", "base.a__b"]
        {
            assert!(EntityName::parse(bad).is_none(), "{bad}");
        }
        assert!(!is_plain(&"a".repeat(LONGEST + 1)));
    }
}
