//! The test cases of OASIS for the ABNF of OData and of data aggregation.
//!
//! Positive cases must parse, negative ones must be refused. The suites decide some
//! cases by the kind of a name ("Address is complex"); the parser knows no names, so
//! these stand in `tests/odata-known-failures.txt`, a list that only shrinks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use yaml_rust2::{Yaml, YamlLoader};

use super::ast::{ExprKind, Path, Step, StepKind};
use super::cursor::{Cursor, Error, Limits};
use super::text::{Coding, Text, offset};
use super::{expr, geo, literal, member, options, search, time};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

struct Case {
    name: String,
    rule: String,
    input: String,
    fail_at: Option<i64>,
}

#[test]
fn abnf_test_cases_of_odata() {
    run("odata-abnf-testcases.yaml", 840);
}

#[test]
fn abnf_test_cases_of_data_aggregation() {
    run("odata-aggregation-testcases.yaml", 201);
}

fn run(file: &str, expected: usize) {
    let path = PathBuf::from(ROOT).join("../../../shared/data/odata-conformance").join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let cases = cases(&text);
    assert_eq!(cases.len(), expected, "cases read from {file}");
    let known = known_failures(file);
    let mut failures = BTreeSet::new();
    let mut outside: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut passed, mut negative, mut exact) = (0, 0, 0);
    for case in &cases {
        let Some(result) = parse(&case.rule, &case.input) else {
            *outside.entry(&case.rule).or_default() += 1;
            continue;
        };
        let holds = match (case.fail_at, &result) {
            (None, Ok(())) => true,
            (Some(fail_at), Err(error)) => {
                negative += 1;
                exact += usize::from(i64::from(error.at) == fail_at);
                true
            }
            _ => false,
        };
        if holds {
            passed += 1;
        } else {
            let result = result.err().map_or_else(|| "accepted".to_owned(), |error| error.to_string());
            failures.insert(format!("{file}: {}: {}", case.rule, case.input));
            if !known.contains(&key(file, case)) {
                eprintln!("{} ({}): {}\n    {result}", case.name, case.rule, case.input);
            }
        }
    }
    let applicable = cases.len() - outside.values().sum::<usize>();
    eprintln!(
        "{file}: {passed} of {applicable} hold; {exact} of {negative} refusals name the same place; \
         {} of other rules: {outside:?}",
        cases.len() - applicable
    );
    let new: Vec<_> = failures.difference(&known).collect();
    let mended: Vec<_> = known.difference(&failures).collect();
    assert!(new.is_empty(), "new failures: {new:#?}");
    assert!(mended.is_empty(), "no longer failures, take them from the list: {mended:#?}");
}

fn key(file: &str, case: &Case) -> String {
    format!("{file}: {}: {}", case.rule, case.input)
}

fn known_failures(file: &str) -> BTreeSet<String> {
    let list = fs::read_to_string(PathBuf::from(ROOT).join("tests/odata-known-failures.txt")).unwrap();
    list.lines().filter(|line| line.starts_with(file)).map(str::to_owned).collect()
}

fn cases(text: &str) -> Vec<Case> {
    let documents = YamlLoader::load_from_str(text).unwrap();
    let cases = documents[0]["TestCases"].as_vec().unwrap();
    cases
        .iter()
        .map(|case| Case {
            name: string(&case["Name"]),
            rule: string(&case["Rule"]),
            input: string(&case["Input"]),
            fail_at: case["FailAt"].as_i64(),
        })
        .collect()
}

fn string(value: &Yaml) -> String {
    match value {
        Yaml::String(text) | Yaml::Real(text) => text.clone(),
        Yaml::Integer(number) => number.to_string(),
        other => panic!("a text was expected: {other:?}"),
    }
}

/// Parses an input by a rule of the grammar; nothing for rules that are not about URLs.
fn parse(rule: &str, input: &str) -> Option<Result<(), Error>> {
    let in_query = |read: fn(&mut Cursor) -> Result<(), Error>| whole(input, Coding::Query, read);
    let in_payload = |read: fn(&mut Cursor) -> Result<(), Error>| whole(input, Coding::None, read);
    Some(match rule {
        "odataUri" => uri(input),
        "odataRelativeUri" | "resourcePath" => super::parse(input, Limits::default()).map(drop),
        "entitySetName" | "odataIdentifier" => in_query(|cursor| expr::simple_name(cursor).map(drop)),
        "queryOptions" => query(input),
        "filter" | "expand" | "select" | "orderby" | "orderBy" | "compute" | "search" | "skiptoken" | "deltatoken"
        | "systemQueryOption" | "customQueryOption" => one_option(input),
        "commonExpr" | "boolCommonExpr" | "boolcommonExpr" | "notExpr" | "isofExpr" => {
            in_query(|cursor| expr::expression(cursor).map(drop))
        }
        "firstMemberExpr" | "propertyPathExpr" => in_query(|cursor| member::path(cursor).map(drop)),
        // A lambda stands behind a path.
        "anyExpr" => whole(&format!("x/{input}"), Coding::Query, |cursor| {
            let path = member::path(cursor)?;
            let is_any = matches!(path, Path { ref steps, .. } if matches!(steps.as_slice(), [_, Step { kind: StepKind::Any(_), .. }]));
            if is_any { Ok(()) } else { Err(Error::new(0, "no lambda")) }
        }),
        "searchExpr" => in_query(|cursor| search::expression(cursor).map(drop)),
        "functionParameter" => whole(&format!("f({input})"), Coding::Path, |cursor| member::path(cursor).map(drop)),
        "stringLiteral" => whole(input, Coding::Path, |cursor| literal::string(cursor).map(drop)),
        "stringInUrl" => in_query(|cursor| literal::json_string(cursor).map(drop)),
        "primitiveLiteral"
        | "binaryLiteral"
        | "decimalLiteral"
        | "doubleLiteral"
        | "singleLiteral"
        | "sbyteLiteral"
        | "int16Literal"
        | "int32Literal"
        | "int64Literal"
        | "dateTimeOffsetLiteral"
        | "dateTimeOffsetValueInUrl"
        | "timeOfDayLiteral"
        | "boolean"
        | "null"
        | "guid"
        | "date" => {
            let rule = rule.to_owned();
            whole(input, Coding::Query, move |cursor| of_kind(&rule, cursor))
        }
        "durationLiteral" => in_query(|cursor| {
            cursor.eat_text("duration");
            literal::quoted(cursor, |cursor| time::duration(cursor).map(drop))
        }),
        "enumLiteral" => in_query(|cursor| {
            if cursor.peek() != Some('\'') {
                expr::name(cursor)?;
            }
            literal::quoted(cursor, |cursor| literal::enum_members(cursor).map(drop))
        }),
        _ if rule.starts_with("geography") || rule.starts_with("geometry") => {
            in_query(|cursor| expr::primary(cursor).map(drop))
        }
        "primitiveValue" => in_payload(primitive_value),
        "enumValue" => in_payload(|cursor| literal::enum_members(cursor).map(drop)),
        "durationValue" => in_payload(|cursor| time::duration(cursor).map(drop)),
        "dateTimeOffsetValue" => in_payload(|cursor| some(cursor, time::date_time_offset)),
        "timeOfDayValue" => in_payload(|cursor| some(cursor, time::time_of_day)),
        "dateValue" => in_payload(|cursor| some(cursor, time::date)),
        "preference" | "maxpagesizePreference" | "includeAnnotationsPreference" => preference(input),
        "prefer" => match input.strip_prefix("Prefer: ") {
            Some(list) => list.split(',').try_for_each(preference),
            None => Err(Error::new(0, "no header Prefer")),
        },
        "booleanValue" => match input {
            "true" | "false" => Ok(()),
            _ => Err(Error::new(0, "no boolean")),
        },
        "decimalValue" | "doubleValue" | "singleValue" | "byteValue" | "sbyteValue" | "int16Value" | "int32Value"
        | "int64Value" => in_payload(number),
        _ => return None,
    })
}

fn whole(input: &str, coding: Coding, read: impl FnOnce(&mut Cursor) -> Result<(), Error>) -> Result<(), Error> {
    let text = Text::decode(input, 0, coding)?;
    let mut cursor = text.cursor(Limits::default());
    read(&mut cursor)?;
    cursor.expect_end()
}

fn preference(input: &str) -> Result<(), Error> {
    let known = crate::odata::prefer::is_known(input);
    if known { Ok(()) } else { Err(Error::new(0, "no preference")) }
}

fn some(cursor: &mut Cursor, read: fn(&mut Cursor) -> Option<String>) -> Result<(), Error> {
    read(cursor).map(drop).ok_or_else(|| cursor.unexpected("a value"))
}

fn number(cursor: &mut Cursor) -> Result<(), Error> {
    let found = literal::number(cursor).or_else(|| literal::word(cursor));
    found.map(drop).ok_or_else(|| cursor.unexpected("a number"))
}

fn primitive_value(cursor: &mut Cursor) -> Result<(), Error> {
    type Reader = fn(&mut Cursor) -> Result<(), Error>;
    let readers: [Reader; 5] = [
        |cursor| literal::numeric(cursor).map(drop).ok_or_else(|| cursor.unexpected("a value")),
        |cursor| geo::full(cursor).map(drop),
        |cursor| literal::enum_members(cursor).map(drop),
        |cursor| time::duration(cursor).map(drop),
        |cursor| literal::binary(cursor).map(drop),
    ];
    for read in readers {
        let mark = cursor.mark();
        if read(cursor).is_ok() && cursor.is_end() {
            return Ok(());
        }
        cursor.reset(mark);
    }
    Err(cursor.unexpected("a value"))
}

/// Reads a literal and checks that it is of the kind a rule names.
fn of_kind(rule: &str, cursor: &mut Cursor) -> Result<(), Error> {
    use super::ast::Literal;
    let expr = expr::primary(cursor)?;
    let ExprKind::Literal(literal) = expr.kind else {
        return Err(Error::new(expr.at, "no literal"));
    };
    let kind = match literal {
        Literal::Null => "null",
        Literal::Boolean(_) => "boolean",
        Literal::Guid(_) => "guid",
        Literal::Date(_) => "date",
        Literal::DateTimeOffset(_) => "dateTimeOffset",
        Literal::TimeOfDay(_) => "timeOfDay",
        Literal::Binary(_) => "binary",
        _ => "number",
    };
    let right = match rule {
        "null" | "boolean" | "guid" | "date" => rule == kind,
        "primitiveLiteral" => true,
        "dateTimeOffsetLiteral" | "dateTimeOffsetValueInUrl" => kind == "dateTimeOffset",
        "timeOfDayLiteral" => kind == "timeOfDay",
        "binaryLiteral" => kind == "binary",
        _ => kind == "number",
    };
    if right { Ok(()) } else { Err(Error::new(expr.at, format!("a literal of kind {kind}"))) }
}

/// Parses options; custom ones must be among those the suite allows.
fn query(input: &str) -> Result<(), Error> {
    const CUSTOM: [&str; 3] = ["!deltatoken", "!special", "find"];
    for option in super::parse_options(input, Limits::default())? {
        if let super::ast::OptionKind::Custom { name, .. } = option.kind
            && !CUSTOM.contains(&name.as_str())
        {
            return Err(Error::new(offset(input.len()), "no custom option of the suite"));
        }
    }
    if input.contains('#') {
        return Err(Error::new(0, "a fragment is no option"));
    }
    Ok(())
}

fn one_option(input: &str) -> Result<(), Error> {
    match input.find('&') {
        Some(at) => Err(Error::new(offset(at), "more than one option")),
        None => options::option(input, 0, Limits::default()).map(drop),
    }
}

/// Parses an absolute URL. Where the service root ends is not written in it: one of
/// the slashes must do.
fn uri(input: &str) -> Result<(), Error> {
    let Some(rest) = input.strip_prefix("http://").or_else(|| input.strip_prefix("https://")) else {
        return Err(Error::new(4, "no scheme"));
    };
    let start = input.len() - rest.len();
    let mut first = None;
    for (index, _) in rest.match_indices('/') {
        match super::parse(&input[start + index + 1..], Limits::default()) {
            Ok(_) => return Ok(()),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or_else(|| Error::new(offset(start), "no path")))
}
