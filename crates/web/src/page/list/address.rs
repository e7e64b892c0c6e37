//! Where one is in a list: everything its URL says, read and written.

use axum::extract::Query;
use axum::http::Uri;

use crate::component::filter::Filter;

/// How many pages back the URL remembers; beyond them "Newer" leads to the first page.
const REMEMBERED: usize = 30;

/// A list as its URL names it. What is not said is as the view says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub plural: String,
    /// The name of a defined list or the id of a saved view; none is the start view.
    pub view: Option<String>,
    /// Whether the filter, the words and the order of a saved view do not count: what the URL says is all.
    pub own: bool,
    /// Words to be found.
    pub words: String,
    pub filter: Option<Filter>,
    /// Only records that this batch of changes created or changed.
    pub batch: Option<i64>,
    /// Whether a filter was given that cannot be read at all.
    pub broken: bool,
    pub sort: Option<Vec<Step>>,
    pub columns: Option<Vec<String>>,
    /// The cursor the page begins after.
    pub after: Option<String>,
    /// The cursors of the pages before this one, the first page's being empty.
    pub back: Vec<String>,
}

/// A step of an order, by the field's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub name: String,
    pub descending: bool,
}

impl Step {
    /// Reads `-close_date,name`.
    pub fn read(text: &str) -> Vec<Self> {
        let step = |word: &str| match word.strip_prefix('-') {
            Some(name) => Self { name: name.to_owned(), descending: true },
            None => Self { name: word.to_owned(), descending: false },
        };
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).take(5).map(step).collect()
    }

    /// The order as it stands in a URL.
    pub fn write(steps: &[Self]) -> String {
        let words = steps.iter().map(|step| format!("{}{}", if step.descending { "-" } else { "" }, step.name));
        words.collect::<Vec<_>>().join(",")
    }
}

impl Address {
    /// Reads the query of a list's URL.
    pub fn read(plural: &str, query: &str) -> Self {
        let mut address = Self { plural: plural.to_owned(), ..Self::default() };
        for (name, value) in pairs(query) {
            match &*name {
                "view" if !value.is_empty() => address.view = Some(value),
                "own" => address.own = value == "1",
                "q" => address.words = value.trim().chars().take(200).collect(),
                "filter" if !value.is_empty() => match Filter::parse(&value) {
                    Some(filter) => address.filter = Some(filter),
                    None => address.broken = true,
                },
                "batch" => address.batch = value.parse().ok(),
                "sort" if !value.is_empty() => address.sort = Some(Step::read(&value)),
                "columns" if !value.is_empty() => {
                    address.columns = Some(value.split(',').take(60).map(str::to_owned).collect());
                }
                "after" if !value.is_empty() => address.after = Some(value),
                "back" => address.back = value.split('.').take(REMEMBERED).map(str::to_owned).collect(),
                _ => {}
            }
        }
        address
    }

    /// The parameters, in their order.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(view) = &self.view {
            pairs.push(("view", view.clone()));
        }
        if self.own {
            pairs.push(("own", "1".to_owned()));
        }
        if !self.words.is_empty() {
            pairs.push(("q", self.words.clone()));
        }
        if let Some(filter) = &self.filter {
            pairs.push(("filter", filter.to_json()));
        }
        if let Some(batch) = self.batch {
            pairs.push(("batch", batch.to_string()));
        }
        if let Some(sort) = &self.sort {
            pairs.push(("sort", Step::write(sort)));
        }
        if let Some(columns) = &self.columns {
            pairs.push(("columns", columns.join(",")));
        }
        if let Some(after) = &self.after {
            pairs.push(("after", after.clone()));
            if !self.back.is_empty() {
                pairs.push(("back", self.back.join(".")));
            }
        }
        pairs
    }

    /// The query string, without its question mark.
    pub fn query(&self) -> String {
        let written = |(name, value): (&str, String)| format!("{name}={}", escaped(&value));
        self.pairs().into_iter().map(written).collect::<Vec<_>>().join("&")
    }

    /// The list's URL.
    pub fn url(&self) -> String {
        self.with_path("")
    }

    /// The URL of something beside the list, such as its export, for the same rows: `/deals/export?…`.
    pub fn beside(&self, name: &str) -> String {
        self.with_path(&format!("/{name}"))
    }

    fn with_path(&self, path: &str) -> String {
        let query = self.query();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/{}{path}{mark}{query}", self.plural)
    }

    /// The same list from its first page.
    pub fn first_page(&self) -> Self {
        Self { after: None, back: Vec::new(), ..self.clone() }
    }

    /// The same list with another filter.
    pub fn filtered(&self, filter: Option<Filter>) -> Self {
        Self { filter, broken: false, own: true, ..self.first_page() }
    }

    /// The same list, whatever batch of changes made its records.
    pub fn of_any_batch(&self) -> Self {
        Self { batch: None, ..self.first_page() }
    }

    /// The same list in another order.
    pub fn sorted(&self, steps: Vec<Step>) -> Self {
        Self { sort: Some(steps), ..self.first_page() }
    }

    /// The page that begins after a row.
    pub fn older(&self, cursor: String) -> Self {
        let mut back = self.back.clone();
        back.push(self.after.clone().unwrap_or_default());
        let forgotten = back.len().saturating_sub(REMEMBERED);
        back.drain(..forgotten);
        Self { after: Some(cursor), back, ..self.clone() }
    }

    /// The page before this one; none on the first.
    pub fn newer(&self) -> Option<Self> {
        self.after.as_ref()?;
        let mut back = self.back.clone();
        let after = back.pop().filter(|cursor| !cursor.is_empty());
        Some(Self { after, back, ..self.clone() })
    }
}

/// The pairs of a query string, unescaped.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let uri = Uri::builder().path_and_query(format!("/?{query}")).build();
    uri.ok()
        .and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok())
        .map_or_else(Vec::new, |query| query.0)
}

/// A text as the value of a query.
pub(in crate::page) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-_.~,:".contains(&byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_its_url() {
        let query = r#"view=open&q=%D0%A9%D0%B5%D1%80&filter=%7B%22test%22:%7B%22field%22:%22a%22,%22op%22:%22empty%22,%22values%22:%5B%5D%7D%7D&sort=-amount,name&columns=name,amount"#;
        let address = Address::read("deals", query);
        assert_eq!(address.words, "Щер");
        assert!(address.filter.is_some());
        assert_eq!(Address::read("deals", &address.query()), address);
        let of_batch = Address::read("deals", "own=1&batch=7&after=i3");
        assert_eq!((of_batch.batch, of_batch.query().as_str()), (Some(7), "own=1&batch=7&after=i3"));
        assert_eq!(of_batch.of_any_batch().query(), "own=1");
        assert_eq!(address.query(), query);
    }

    #[test]
    fn newer_goes_back_the_way_one_came() {
        let first = Address::read("deals", "");
        let second = first.older("i1".into());
        let third = second.older("n~i2".into());
        let third = Address::read("deals", &third.query());
        assert_eq!(third.newer().unwrap(), second);
        assert_eq!(second.newer().unwrap(), first);
        assert_eq!(first.newer(), None);
        // Somebody was sent the link to a page: its way back is the first page.
        assert_eq!(Address::read("deals", "after=i1").newer().unwrap(), first);
    }

    #[test]
    fn nonsense_is_no_filter() {
        let address = Address::read("deals", "filter=%7Bx&sort=,,&after=&own=2");
        assert!(address.broken && address.filter.is_none() && !address.own && address.after.is_none());
    }
}
