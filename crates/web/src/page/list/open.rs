//! A list as it is to be shown: an address held against the definitions, the saved views and the rights.

use std::sync::Arc;

use access::{Action, Permit};
use feel::Expr;
use model::{Entity, Field, Operator};
use records::{Query, Tx};

use super::address::{Address, Step};
use super::field::{self, Found};
use super::meaning::{self, Meant};
use super::view::{View, Views};
use crate::component::filter::{Filter, Test};
use crate::reader::Reader;
use crate::site::{Me, Trouble};

/// How many rows a page has.
pub(super) const ROWS: u64 = 50;
/// How many related records may be picked from a list of boxes instead of typed.
const FEW: u64 = 40;

/// A list, opened.
pub(super) struct Opened {
    pub entity: Arc<Entity>,
    /// What this person may read.
    pub permit: Permit,
    pub views: Views,
    pub view: View,
    /// The address in its canonical form; everything that the view does not say stands in it.
    pub address: Address,
    /// The filter as it stands in URLs.
    pub filter: Option<Filter>,
    pub tests: Vec<Read>,
    pub words: String,
    pub sort: Vec<Step>,
    /// The columns, without the title.
    pub columns: Vec<Found>,
    pub condition: Option<Expr>,
    /// What is wrong with the filter or the order; then no row is shown.
    pub problems: Vec<String>,
}

/// A test of the filter, understood.
pub(super) struct Read {
    pub label: String,
    pub field: Option<Arc<Field>>,
    pub op: Operator,
    pub meant: Option<Meant>,
    /// The values as given, where they were not understood.
    pub given: Vec<String>,
}

/// The entity a URL names, with what this person may read of it.
pub(super) fn entity(tx: &Tx<'_>, me: &Me, plural: &str) -> Result<(Arc<Entity>, Permit), Trouble> {
    let entity = tx.model().entity_by_plural(plural).cloned().ok_or(Trouble::NotFound)?;
    let permit = tx.world().permit(me.actor(), &entity, Action::Read)?;
    Ok((entity, permit))
}

impl Opened {
    /// Opens the list an address names.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] for an entity that is not there or not for this person, and for unknown views.
    pub fn at(tx: &mut Tx<'_>, me: &Me, address: &Address) -> Result<Self, Trouble> {
        let (entity, permit) = entity(tx, me, &address.plural)?;
        let views = Views::of(tx, me, &entity)?;
        let view = views.current(address).cloned().ok_or(Trouble::NotFound)?;
        let reader = &me.reader;
        let mut problems = Vec::new();
        if address.broken {
            problems.push(t!(reader, "list-filter-broken").into_owned());
        }
        let mut filter = address.filter.clone().or_else(|| if address.own { None } else { view.filter() });
        let words = match address.words.as_str() {
            "" if !address.own => view.words().to_owned(),
            words => words.to_owned(),
        };
        let mut tests = Vec::new();
        let mut conditions: Vec<Expr> = view.list.filter.iter().map(|filter| (*filter.expr).clone()).collect();
        if let Some(filter) = &mut filter {
            let mut reading = Reading { tx, me, entity: &entity, tests: &mut tests, problems: &mut problems };
            if let Some(condition) = reading.understand(filter)? {
                conditions.push(condition);
            }
        }
        let world = Arc::clone(tx.world());
        let language = reader.language.code();
        let find = |name: &str| field::find(&world, me.actor(), &entity, name, language);
        let sort = address.sort.clone().unwrap_or_else(|| view.sort());
        let sort = sort.into_iter().filter(|step| {
            let known = find(&step.name).and_then(|found| field::sort_path(&world, me.actor(), &found));
            known.is_some()
        });
        let sort = sort.collect();
        let names = address.columns.clone().unwrap_or_else(|| view.columns());
        let columns = names
            .iter()
            .filter(|name| !entity.title.iter().any(|title| **title == **name))
            .filter_map(|name| find(name))
            .filter(|found| field::is_column(&found.field))
            .collect();
        let canonical = Address {
            // Others may start with another view: a link says which one is meant.
            view: Some(view.key.clone()),
            filter: filter.clone().filter(|_| address.filter.is_some()),
            ..address.clone()
        };
        Ok(Self {
            condition: (!conditions.is_empty()).then(|| Expr::and_all(conditions)),
            entity,
            permit,
            views,
            view,
            address: canonical,
            filter,
            tests,
            words,
            sort,
            columns,
            problems,
        })
    }

    /// The question for the rows of the list from its first page on, without columns.
    ///
    /// # Errors
    /// None so far: what cannot be asked was found when the list was opened.
    pub fn query(&self, world: &records::World, me: &Me) -> Result<Query, Trouble> {
        let mut query = Query::of(self.entity.name.shared());
        query.filter = self.condition.clone();
        query.search = (!self.words.is_empty()).then(|| Arc::from(self.words.as_str()));
        query.batch = self.address.batch;
        query.limit = ROWS;
        for step in &self.sort {
            let found = field::find(world, me.actor(), &self.entity, &step.name, me.reader.language.code());
            if let Some(path) = found.and_then(|found| field::sort_path(world, me.actor(), &found)) {
                query.sort.push(records::Sort { path, descending: step.descending });
            }
        }
        Ok(query)
    }

    /// The address with everything said that a saved view would say by itself: the base of links that change a part.
    pub fn spelt(&self) -> Address {
        let mut address = self.address.clone();
        if self.view.saved.is_some() && (self.filter.is_some() || !self.words.is_empty()) {
            address.own = true;
            address.filter.clone_from(&self.filter);
            address.words.clone_from(&self.words);
        }
        address
    }

    /// Whether the list differs from its view.
    pub fn is_changed(&self) -> bool {
        let address = &self.address;
        (address.own || address.filter.is_some() || !address.words.is_empty())
            && (self.filter != self.view.filter() || self.words != self.view.words())
            || address.sort.is_some() && self.sort != self.view.sort()
            || address.columns.as_ref().is_some_and(|columns| *columns != self.view.columns())
    }

    /// Whether rows are left out that the view would show.
    pub fn is_narrowed(&self) -> bool {
        self.filter.is_some() || !self.words.is_empty() || self.address.batch.is_some()
    }

    /// What this person may do with records of the entity.
    pub fn may(&self, tx: &Tx<'_>, me: &Me, action: Action) -> bool {
        tx.world().permit(me.actor(), &self.entity, action).is_ok()
    }
}

/// Understands a filter.
struct Reading<'a, 't> {
    tx: &'a mut Tx<'t>,
    me: &'a Me,
    entity: &'a Arc<Entity>,
    tests: &'a mut Vec<Read>,
    problems: &'a mut Vec<String>,
}

impl Reading<'_, '_> {
    /// The condition a filter means; its values are brought into their canonical form.
    fn understand(&mut self, filter: &mut Filter) -> Result<Option<Expr>, Trouble> {
        let is_any = matches!(filter, Filter::Any(_));
        match filter {
            Filter::All(parts) | Filter::Any(parts) => {
                let mut conditions = Vec::new();
                for part in parts {
                    conditions.extend(self.understand(part)?);
                }
                Ok(match conditions.is_empty() {
                    true => None,
                    false if is_any => Some(Expr::or_all(conditions)),
                    false => Some(Expr::and_all(conditions)),
                })
            }
            Filter::Test(test) => self.test(test),
        }
    }

    fn test(&mut self, test: &mut Test) -> Result<Option<Expr>, Trouble> {
        let reader: &Reader = &self.me.reader;
        let world = Arc::clone(self.tx.world());
        let Some(found) = field::find(&world, self.me.actor(), self.entity, &test.field, reader.language.code()) else {
            self.problems.push(t!(reader, "list-filter-field", field = test.field.as_str()).into_owned());
            self.tests.push(Read {
                label: test.field.clone(),
                field: None,
                op: test.op,
                meant: None,
                given: test.values.clone(),
            });
            return Ok(None);
        };
        let mut read = Read {
            label: found.label.clone(),
            field: Some(Arc::clone(&found.field)),
            op: test.op,
            meant: None,
            given: test.values.clone(),
        };
        let condition = match meaning::read(reader, &found.field, test) {
            Ok(meant) => {
                test.values = meaning::canonical(&meant);
                let below = self.below(test.op, &meant)?;
                let country = world.settings.country.as_deref();
                let condition = meaning::condition(reader, country, &found.field, &found.path, test.op, &meant, &below);
                read.meant = Some(meant);
                Some(condition)
            }
            Err((id, value)) => {
                let mut args = crate::Args::new();
                args.set("field", found.label);
                args.set("value", value);
                self.problems.push(crate::text_with(reader.language, id, &args).into_owned());
                None
            }
        };
        self.tests.push(read);
        Ok(condition)
    }

    /// The units at and below those meant.
    fn below(&mut self, op: Operator, meant: &Meant) -> Result<Vec<i64>, Trouble> {
        let (Operator::Below, Meant::Ids(ids)) = (op, meant) else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for id in ids {
            all.extend(records::units_around(self.tx, *id)?.below);
        }
        Ok(all)
    }
}

/// The records of an entity to pick from, when there are only few: id and title, in the order of titles.
pub(super) fn few(tx: &mut Tx<'_>, me: &Me, entity: &str) -> Result<Option<Vec<records::Titled>>, Trouble> {
    let world = Arc::clone(tx.world());
    let Some(target) = world.model.entity(entity) else { return Ok(None) };
    if world.permit(me.actor(), target, Action::Read).is_err() {
        return Ok(None);
    }
    let mut query = Query::of(target.name.shared());
    query.limit = FEW;
    if let Some(place) = target.field("place").filter(|field| field.kind.is_number()) {
        query.sort.push(records::Sort { path: vec![Arc::clone(&place.name)], descending: false });
    }
    let permit = world.permit(me.actor(), target, Action::Read)?;
    let title = target.title_field();
    if field::all(target, &permit).any(|field| field.name == title.name) {
        query.sort.push(records::Sort { path: vec![Arc::clone(&title.name)], descending: false });
    }
    let mut ids = Vec::new();
    let page = records::list(tx, me.actor(), &query, |row| ids.push(row.id()))?;
    if page.next.is_some() {
        return Ok(None);
    }
    Ok(Some(records::titles(tx, me.actor(), entity, &ids)?))
}
