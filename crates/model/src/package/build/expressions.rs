//! FEEL texts read, compiled, and checked against the place they stand at.

use super::super::place::{Findings, Word};
use super::super::raw;
use super::Tools;
use super::fields::Draft;
use super::views;
use crate::condition::{self, Condition, Given};
use crate::expression::Expression;
use crate::field::{Field, Initial, Kind, Lookup};
use crate::finding::Code;
use feel::Type;
use std::sync::Arc;

/// The compiled conditions of an entity's rules, in their order; none where it could not be understood.
pub(super) type Checks = Vec<Vec<Option<Expression>>>;

/// Compiles what belongs to fields, in place, and the rules.
pub(super) fn compile(drafts: &mut [Draft<'_>], tools: Tools<'_>) -> Checks {
    let findings = tools.findings;
    let mut compiled = Vec::new();
    for (entity, draft) in drafts.iter().enumerate() {
        for (index, (field, raw)) in draft.fields.iter().enumerate() {
            let parts = Parts {
                formula: raw.formula.as_ref().and_then(|word| formula(word, field, draft, findings)),
                default: raw.default.as_ref().and_then(|default| initial(default, field, draft, drafts, tools)),
                filter: filter(field, raw, draft, drafts, findings),
            };
            compiled.push((entity, index, parts));
        }
    }
    let checks = drafts.iter().map(|draft| rules(draft, findings)).collect();
    for (entity, index, parts) in compiled {
        let field = &mut drafts[entity].fields[index].0;
        field.formula = parts.formula;
        field.default = parts.default;
        match (&mut field.kind, parts.filter) {
            (Kind::Relation(relation), Some(Filter::Relation(filter))) => relation.filter = Some(filter),
            (Kind::RollUp(roll_up), Some(Filter::RollUp(filter))) => roll_up.filter = Some(filter),
            _ => {}
        }
    }
    checks
}

/// What was compiled for a field.
struct Parts {
    formula: Option<Expression>,
    default: Option<Initial>,
    filter: Option<Filter>,
}

/// The records a field is about.
enum Filter {
    /// Those it may lead to.
    Relation(Condition),
    /// Those it is computed over.
    RollUp(Expression),
}

fn rules(draft: &Draft<'_>, findings: &Findings) -> Vec<Option<Expression>> {
    let raw = &draft.layered.raw.rules;
    raw.iter().map(|rule| condition(&rule.when, &draft.schema, &draft.names, findings)).collect()
}

fn formula(word: &Word, field: &Field, draft: &Draft<'_>, findings: &Findings) -> Option<Expression> {
    let formula = read(word, &draft.schema, &draft.names, findings)?;
    check_result(&formula, field, word, findings);
    Some(formula)
}

fn initial(
    raw: &raw::Default,
    field: &Field,
    draft: &Draft<'_>,
    drafts: &[Draft<'_>],
    tools: Tools<'_>,
) -> Option<Initial> {
    match raw {
        raw::Default::Value(word) => default(word, field, draft, tools.findings).map(Initial::Value),
        raw::Default::First { filter, sort, .. } => {
            // Where there is none, or several, that is a finding already.
            let of = field.relation()?.only_target()?.clone();
            let target = drafts.iter().find(|draft| *draft.name() == of)?;
            let sort = views::sort(sort, target, drafts, tools);
            let filter = match filter {
                Some(word) => Some(seen_from(word, draft, target, tools.findings)?),
                None => None,
            };
            Some(Initial::First(Lookup { of, filter, sort }))
        }
    }
}

fn default(word: &Word, field: &Field, draft: &Draft<'_>, findings: &Findings) -> Option<Expression> {
    // A choice may be written as it is; everything else is FEEL.
    if field.choice(&word.value).is_some() {
        let value = feel::Value::from(&*word.value);
        let value = if matches!(field.kind, Kind::Choices { .. }) { feel::Value::list([value]) } else { value };
        let expr = match value {
            feel::Value::List(_) => feel::Expr::list(vec![feel::Expr::literal(&*word.value)]),
            value => feel::Expr::literal(value),
        };
        return finish(word, expr, &draft.schema, findings);
    }
    let default = read(word, &draft.schema, &draft.names, findings)?;
    check_result(&default, field, word, findings);
    Some(default)
}

fn filter(
    field: &Field,
    raw: &raw::Field,
    draft: &Draft<'_>,
    drafts: &[Draft<'_>],
    findings: &Findings,
) -> Option<Filter> {
    let (raw::Kind::Relation { filter: Some(word), .. } | raw::Kind::RollUp { filter: Some(word), .. }) = &raw.kind
    else {
        return None;
    };
    let target = |name: &crate::name::EntityName| drafts.iter().find(|draft| draft.name() == name);
    match &field.kind {
        Kind::Relation(relation) => match relation.only_target() {
            Some(name) => seen_from(word, draft, target(name)?, findings).map(Filter::Relation),
            None => {
                let arguments = [("field", &*field.name), ("first", "filter"), ("second", "several entities")];
                findings.error(&word.place, Code::CONTRADICTION, arguments);
                None
            }
        },
        Kind::RollUp(roll_up) => {
            let target = target(&roll_up.of)?;
            condition(word, &target.schema, &target.names, findings).map(Filter::RollUp)
        }
        _ => None,
    }
}

/// A condition on the records of an entity that may name the record that looks for them.
fn seen_from(word: &Word, draft: &Draft<'_>, target: &Draft<'_>, findings: &Findings) -> Option<Condition> {
    let mut schema = target.schema.clone();
    let is_free = schema.index(condition::RECORD).is_none();
    if is_free {
        let own = draft.schema.slots().filter(|(name, _)| &***name != "actor");
        let own = own.map(|(name, kind)| (Arc::clone(name), kind.clone())).collect();
        schema.add(condition::RECORD, Type::Context(Arc::new(own)));
    }
    let read = self::condition(word, &schema, &schema.names(), findings)?;
    let mut given = Vec::new();
    // A field of the other entity that has that name is meant by it.
    for names in if is_free { condition::paths(&read.expr) } else { Vec::new() } {
        if names.is_empty() {
            let detail = [("detail", "a field of “record” must be named, such as record.id"), ("help", "")];
            findings.error(&word.place, Code::FEEL_MEANING, detail);
            return None;
        }
        let value = finish(word, feel::Expr::names(names.iter().cloned()), &draft.schema, findings)?;
        given.push(Given { names, value });
    }
    Some(Condition { source: read.source, expr: read.expr, given })
}

/// An expression that must be a condition.
pub(super) fn condition(
    word: &Word,
    schema: &feel::Schema,
    names: &feel::Names,
    findings: &Findings,
) -> Option<Expression> {
    let condition = read(word, schema, names, findings)?;
    let result = condition.program.result_type();
    if !matches!(result, Type::Bool | Type::Any | Type::Null) {
        findings.error(&word.place, Code::NOT_A_CONDITION, [("found", &result.to_string())]);
    }
    Some(condition)
}

/// Reads and compiles a text; each thing wrong with it is a finding at its own line.
pub(super) fn read(word: &Word, schema: &feel::Schema, names: &feel::Names, findings: &Findings) -> Option<Expression> {
    match feel::parse(&word.value, names) {
        Ok(expr) => finish(word, expr, schema, findings),
        Err(diagnostics) => {
            report(word, &diagnostics, findings);
            None
        }
    }
}

fn finish(word: &Word, expr: feel::Expr, schema: &feel::Schema, findings: &Findings) -> Option<Expression> {
    match feel::compile(&expr, schema) {
        Ok(program) => Some(Expression { source: Arc::clone(&word.value), expr: Arc::new(expr), program }),
        Err(diagnostics) => {
            report(word, &diagnostics, findings);
            None
        }
    }
}

fn report(word: &Word, diagnostics: &feel::Diagnostics, findings: &Findings) {
    for diagnostic in diagnostics.iter() {
        use feel::Code as Feel;
        let code = match diagnostic.code {
            Feel::TooDeep | Feel::TooLong => Code::TOO_COMPLEX,
            Feel::UnknownName
            | Feel::UnknownField
            | Feel::UnknownType
            | Feel::NotAFunction
            | Feel::WrongArguments
            | Feel::TypeMismatch => Code::FEEL_MEANING,
            _ => Code::FEEL_SYNTAX,
        };
        let before = word.value.get(..diagnostic.span.start as usize).unwrap_or("");
        let place = word.place.below(before.matches('\n').count());
        let help = diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        findings.error(&place, code, [("detail", &diagnostic.message), ("help", &help)]);
    }
}

/// Whether the result can be the field's value.
fn check_result(expression: &Expression, field: &Field, word: &Word, findings: &Findings) {
    let result = expression.program.result_type();
    let expected = field.kind.feel_type();
    let fits = match (result, &expected) {
        (Type::Any | Type::Null, _) | (_, Type::Any) => true,
        // A relation takes a record, or its id.
        (Type::Context(_) | Type::Number, Type::Context(_)) => true,
        (Type::List(_), Type::List(_)) => true,
        (left, right) => left.kind() == right.kind(),
    };
    if !fits {
        let arguments =
            [("field", &*field.name), ("expected", &*expected.to_string()), ("found", &*result.to_string())];
        findings.error(&word.place, Code::RESULT_TYPE, arguments);
    }
    // A constant outside the choices would be refused at every write.
    if let Some(feel::Value::Text(text)) = expression.program.constant()
        && !field.choices().is_empty()
        && field.choice(text).is_none()
    {
        let known: Vec<&str> = field.choices().iter().map(|choice| &*choice.value).collect();
        let arguments = [("key", &*field.name), ("word", &**text), ("known", &*known.join(", ")), ("suggestion", ".")];
        findings.error(&word.place, Code::UNKNOWN_WORD, arguments);
    }
}
