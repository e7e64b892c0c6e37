//! FEEL texts read, compiled, and checked against the place they stand at.

use super::super::place::{Findings, Word};
use super::super::raw;
use super::Tools;
use super::fields::Draft;
use crate::expression::Expression;
use crate::field::{Field, Kind};
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
            let formula = raw.formula.as_ref().and_then(|word| formula(word, field, draft, findings));
            let default = raw.default.as_ref().and_then(|word| default(word, field, draft, findings));
            let filter = filter(field, raw, drafts, findings);
            if formula.is_some() || default.is_some() || filter.is_some() {
                compiled.push((entity, index, formula, default, filter));
            }
        }
    }
    let checks = drafts.iter().map(|draft| rules(draft, findings)).collect();
    for (entity, index, formula, default, condition) in compiled {
        let field = &mut drafts[entity].fields[index].0;
        field.formula = formula;
        field.default = default;
        match &mut field.kind {
            Kind::Relation(relation) => relation.filter = condition,
            Kind::RollUp(roll_up) => roll_up.filter = condition,
            _ => {}
        }
    }
    checks
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

fn filter(field: &Field, raw: &raw::Field, drafts: &[Draft<'_>], findings: &Findings) -> Option<Expression> {
    let (raw::Kind::Relation { filter: Some(word), .. } | raw::Kind::RollUp { filter: Some(word), .. }) = &raw.kind
    else {
        return None;
    };
    let target = match &field.kind {
        Kind::Relation(relation) => relation.only_target(),
        Kind::RollUp(roll_up) => Some(&roll_up.of),
        _ => None,
    };
    let Some(target) = target else {
        let arguments = [("field", &*field.name), ("first", "filter"), ("second", "several entities")];
        findings.error(&word.place, Code::CONTRADICTION, arguments);
        return None;
    };
    let target = drafts.iter().find(|draft| draft.name() == target)?;
    condition(word, &target.schema, &target.names, findings)
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
