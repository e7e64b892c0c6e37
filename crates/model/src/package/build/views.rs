//! Lists and forms, as declared or as they follow from the fields.

use super::super::catalog::Need;
use super::super::place::{Place, Word};
use super::super::raw;
use super::Tools;
use super::expressions;
use super::fields::Draft;
use super::ways::walk;
use crate::entity::Features;
use crate::field::{Field, Kind};
use crate::finding::Code;
use crate::label::Label;
use crate::view::{Direction, Form, List, Path, Related, Section, Sort};
use std::sync::Arc;

/// How many columns a list has that nobody declared.
const USUAL_COLUMNS: usize = 6;

fn path(text: &str) -> Path {
    text.split('.').map(Arc::from).collect()
}

/// The lists of an entity, the default first; there always is one.
pub(super) fn lists(draft: &Draft<'_>, drafts: &[Draft<'_>], plural: &Label, tools: Tools<'_>) -> Vec<Arc<List>> {
    let declared = &draft.layered.lists;
    let mut lists: Vec<List> = declared.iter().map(|(_, raw)| list(raw, draft, drafts, tools)).collect();
    if lists.is_empty() {
        lists.push(List {
            name: Arc::from("all"),
            label: plural.clone(),
            icon: None,
            columns: usual_columns(draft),
            filter: None,
            sort: title(draft).into_iter().map(|path| Sort { path, direction: Direction::Ascending }).collect(),
            sums: Vec::new(),
            default: true,
        });
    }
    let default = lists.iter().position(|list| list.default).unwrap_or(0);
    lists.iter_mut().enumerate().for_each(|(index, list)| list.default = index == default);
    lists[..=default].rotate_right(1);
    lists.into_iter().map(Arc::new).collect()
}

fn title(draft: &Draft<'_>) -> Option<Path> {
    let declared = draft.layered.raw.title.iter().flatten().next().map(|word| path(&word.value));
    declared.or_else(|| draft.fields.first().map(|(field, _)| vec![Arc::clone(&field.name)]))
}

fn usual_columns(draft: &Draft<'_>) -> Vec<Path> {
    let shown = |field: &&Field| {
        !field.hidden_in_lists
            && !matches!(field.kind, Kind::LongText { .. } | Kind::RichText { .. } | Kind::Lines(_) | Kind::Json)
    };
    let fields = draft.fields.iter().map(|(field, _)| field).filter(shown).map(|field| vec![Arc::clone(&field.name)]);
    let mut columns: Vec<Path> = title(draft).into_iter().collect();
    for field in fields {
        if !columns.contains(&field) && columns.len() < USUAL_COLUMNS {
            columns.push(field);
        }
    }
    columns
}

fn list(raw: &raw::List, draft: &Draft<'_>, drafts: &[Draft<'_>], tools: Tools<'_>) -> List {
    let findings = tools.findings;
    if !crate::name::is_plain(&raw.name.value) {
        findings.error(&raw.name.place, Code::BAD_NAME, [("name", &raw.name.value)]);
    }
    let id = draft.id(&["list", &raw.name.value]);
    let apps = &draft.layered.apps;
    let columns = columns(&raw.columns, draft, drafts, tools);
    for word in &raw.sums {
        let number = draft.find(word, findings).is_none_or(|field| field.kind.is_number());
        if !number {
            findings.error(&word.place, Code::WRONG_KIND, [("field", &*word.value), ("expected", "number")]);
        }
    }
    List {
        name: Arc::clone(&raw.name.value),
        label: tools.catalog.label(apps, &id, raw.label.as_ref(), Need::Always, &raw.name.place, findings),
        icon: raw.icon.clone(),
        columns: if columns.is_empty() { usual_columns(draft) } else { columns },
        filter: raw
            .filter
            .as_ref()
            .and_then(|word| expressions::condition(word, &draft.schema, &draft.names, findings)),
        sort: sort(&raw.sort, draft, drafts, tools),
        sums: raw.sums.iter().map(|word| Arc::clone(&word.value)).collect(),
        default: raw.default,
    }
}

fn columns(words: &[Word], draft: &Draft<'_>, drafts: &[Draft<'_>], tools: Tools<'_>) -> Vec<Path> {
    let known = |word: &&Word| walk(drafts, draft, word, tools.findings).is_some();
    words.iter().filter(known).map(|word| path(&word.value)).collect()
}

pub(super) fn sort(steps: &[raw::Sort], draft: &Draft<'_>, drafts: &[Draft<'_>], tools: Tools<'_>) -> Vec<Sort> {
    let mut sort = Vec::new();
    for step in steps {
        let Some(field) = walk(drafts, draft, &step.path, tools.findings) else { continue };
        if !field.kind.is_sortable() {
            let arguments = [("field", &*step.path.value), ("expected", "text, number, date, choice, relation")];
            tools.findings.error(&step.path.place, Code::WRONG_KIND, arguments);
        }
        sort.push(Sort { path: path(&step.path.value), direction: step.direction });
    }
    sort
}

/// The form of an entity. Without declared sections one section holds all fields.
pub(super) fn form(draft: &Draft<'_>, drafts: &[Draft<'_>], tools: Tools<'_>) -> Form {
    let raw = &draft.layered.form;
    let names = |words: &Option<Vec<Word>>| -> Vec<Arc<str>> {
        let known = words.iter().flatten().filter(|word| draft.find(word, tools.findings).is_some());
        known.map(|word| Arc::clone(&word.value)).collect()
    };
    let mut sections: Vec<Section> = raw.sections.iter().map(|raw| section(raw, draft, tools)).collect();
    if sections.is_empty() {
        sections.push(Section {
            name: Arc::from("main"),
            label: Label::default(),
            columns: 2,
            fields: draft.fields.iter().map(|(field, _)| Arc::clone(&field.name)).collect(),
            when: None,
            folded: false,
        });
    }
    let related: Vec<Related> = raw.related.iter().filter_map(|raw| self::related(raw, draft, drafts, tools)).collect();
    let side = raw.side.iter().flatten().filter(|word| {
        let known = related.iter().any(|related| related.name == word.value);
        if !known {
            let names = related.iter().map(|related| &*related.name).collect::<Vec<_>>().join(", ");
            let arguments = [("key", "side"), ("word", &*word.value), ("known", &*names), ("suggestion", ".")];
            tools.findings.error(&word.place, Code::UNKNOWN_WORD, arguments);
        }
        known
    });
    let key = names(&raw.key);
    let quick = names(&raw.quick);
    let title: Vec<Arc<str>> = draft.layered.raw.title.iter().flatten().map(|word| Arc::clone(&word.value)).collect();
    let wanted = |field: &&Field| {
        let writable =
            field.formula.is_none() && !field.readonly && !matches!(field.kind, Kind::RollUp(_) | Kind::AutoNumber(_));
        writable && (field.required || title.contains(&field.name) || key.contains(&field.name))
    };
    Form {
        quick: if quick.is_empty() {
            draft.fields.iter().map(|(field, _)| field).filter(wanted).map(|field| Arc::clone(&field.name)).collect()
        } else {
            quick
        },
        key_fields: key,
        sections,
        side: side.map(|word| Arc::clone(&word.value)).collect(),
        related,
    }
}

fn section(raw: &raw::Section, draft: &Draft<'_>, tools: Tools<'_>) -> Section {
    let id = draft.id(&["section", &raw.name.value]);
    let apps = &draft.layered.apps;
    let known = raw.fields.iter().filter(|word| draft.find(word, tools.findings).is_some());
    Section {
        name: Arc::clone(&raw.name.value),
        label: tools.catalog.label(apps, &id, raw.label.as_ref(), Need::Always, &raw.name.place, tools.findings),
        columns: raw.columns,
        fields: known.map(|word| Arc::clone(&word.value)).collect(),
        when: raw
            .when
            .as_ref()
            .and_then(|word| expressions::condition(word, &draft.schema, &draft.names, tools.findings)),
        folded: raw.folded,
    }
}

fn related(raw: &raw::Related, draft: &Draft<'_>, drafts: &[Draft<'_>], tools: Tools<'_>) -> Option<Related> {
    let app = raw_app(draft, &raw.name.place);
    let entity = tools.world.resolve(&raw.entity, &app, tools.findings)?;
    let child = drafts.iter().find(|draft| *draft.name() == entity)?;
    let by = child.find(&raw.by, tools.findings)?;
    let leads_here = match &by.kind {
        Kind::Relation(relation) => relation.to.contains(draft.name()),
        Kind::Relations(relations) => relations.to == *draft.name(),
        _ => false,
    };
    if !leads_here {
        let expected = format!("relation → {}", draft.name());
        tools.findings.error(&raw.by.place, Code::WRONG_KIND, [("field", &*raw.by.value), ("expected", &*expected)]);
    }
    let id = draft.id(&["related", &raw.name.value]);
    let apps = &draft.layered.apps;
    let label = tools.catalog.label(apps, &id, raw.label.as_ref(), Need::Together, &raw.name.place, tools.findings);
    let inverse = match &by.kind {
        Kind::Relation(relation) => relation.inverse.clone(),
        Kind::Relations(relations) => relations.inverse.clone(),
        _ => Label::default(),
    };
    let columns = columns(&raw.columns, child, drafts, tools);
    Some(Related {
        name: Arc::clone(&raw.name.value),
        label: match (label.is_empty(), inverse.is_empty()) {
            (false, _) => label,
            (true, false) => inverse,
            (true, true) => super::entities::plural_label(child, tools),
        },
        entity,
        by: Arc::clone(&raw.by.value),
        columns: if columns.is_empty() { usual_columns(child) } else { columns },
        sort: sort(&raw.sort, child, drafts, tools),
    })
}

/// The app whose file something of this entity stands in.
fn raw_app(draft: &Draft<'_>, place: &Place) -> Arc<str> {
    let folder = place.file.split('/').next().unwrap_or_default();
    draft.layered.apps.iter().find(|app| ***app == *folder).unwrap_or(&draft.layered.apps[0]).clone()
}

/// What comes with the records of an entity, where the definitions leave it open.
pub(super) fn features(draft: &Draft<'_>) -> Features {
    let raw = &draft.layered.raw;
    let people = raw.kind != Some(crate::entity::EntityKind::System);
    let record = people && raw.line_of.is_none();
    let of = |index: usize, usual: bool| raw.features.get(index).copied().flatten().unwrap_or(usual);
    Features {
        activities: of(0, false),
        comments: of(1, false),
        files: of(2, false),
        tags: of(3, false),
        import: of(4, people),
        search: of(5, record),
    }
}
