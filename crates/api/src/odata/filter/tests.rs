//! `$filter` in, FEEL out.

use super::*;
use crate::odata::catalog::tests::sample;
use crate::odata::url::{Limits, parse_options};

fn bind(set: &str, filter: &str) -> Result<String> {
    let catalog = sample();
    let query = format!("$filter={filter}");
    let options = parse_options(&query, Limits::default()).unwrap();
    let entity = catalog.by_set(set).unwrap();
    let ast::OptionKind::Filter(filter) = &options[0].kind else { panic!("a filter") };
    let expr = Binder::new(&catalog, entity, &options).condition(filter)?;
    // FEEL knows every function and every name that was used.
    let entity = catalog.entity(entity);
    let paths = entity.properties.iter().map(|property| &property.path[0]);
    let names = paths.chain(entity.navigations.iter().map(|navigation| &navigation.path));
    let schema = names.fold(feel::Schema::new(), |schema, name| schema.slot(Arc::clone(name), feel::Type::Any));
    feel::compile(&expr, &schema).unwrap_or_else(|findings| panic!("{expr}: {findings}"));
    Ok(expr.to_string())
}

fn feel(set: &str, filter: &str) -> String {
    bind(set, filter).unwrap_or_else(|error| panic!("{filter}: {error}"))
}

#[test]
fn conditions_become_feel() {
    let cases = [
        ("name eq 'O''Neil'", r#"name = "O'Neil""#),
        ("amount gt 100 and stage ne 'won'", r#"amount > 100 and stage != "won""#),
        ("not (closed eq true) or probability le 12.5", "not(closed = true) or probability <= 12.5"),
        ("closed", "closed"),
        ("company_id eq 5", "company = 5"),
        ("company/id eq 5", "company = 5"),
        ("company eq null", "company = null"),
        ("company/name eq 'A'", r#"company.name = "A""#),
        ("company/address_street eq 'A'", r#"company.address_street = "A""#),
        ("stage in ('new','won')", r#"stage in ("new", "won")"#),
        ("stage in ()", "false"),
        ("company/founded lt 2020-02-29", r#"company.founded < @"2020-02-29""#),
        ("created_at ge 2026-01-01", r#"created_at >= @"2026-01-01T00:00:00Z""#),
        ("created_at ge 2026-01-01T10:30Z", r#"created_at >= @"2026-01-01T10:30:00Z""#),
        ("date(created_at) eq 2026-01-01", r#"date(created_at) = @"2026-01-01""#),
        ("lead_time gt duration'P1DT2H'", r#"lead_time > @"P1DT2H""#),
        ("lead_time gt 'P1D'", r#"lead_time > @"P1D""#),
        ("year(created_at) eq 2026", "created_at.year = 2026"),
        ("contains(tolower(name),'x')", r#"contains(lower case(name), "x")"#),
        ("startswith(name,'x') and endswith(name,'y')", r#"starts with(name, "x") and ends with(name, "y")"#),
        ("substring(name,1,2) eq 'ab'", r#"substring(name, 1 + 1, 2) = "ab""#),
        ("amount mul probability div 100 gt 5", "amount * probability > 5 * 100"),
        ("company_id div 2 eq 1", "round down(company / 2, 0) = 1"),
        ("company_id mod 2 eq 0", "company - 2 * round down(company / 2, 0) = 0"),
        ("amount div 3 gt 5", "amount > 5 * 3"),
        ("amount div -3 gt 5", "amount < 5 * -3"),
        ("contains(name,'a') eq true", r#"if contains(name, "a") then true else false"#),
        ("contains(name,'a') ne false", r#"if not(contains(name, "a")) then false else true"#),
        ("trim(name) eq 'a'", r#"replace(name, "^\\s+|\\s+$", "") = "a""#),
        ("concat(name,stage) eq 'ab'", r#"name + stage = "ab""#),
        (
            "indexof(name,'b') eq 1",
            r#"(if contains(name, "b") then string length(substring before(name, "b")) else -1) = 1"#,
        ),
        ("matchesPattern(name,'%5Ea.*')", r#"matches(name, "^a.*")"#),
        ("round(amount) eq 1 and floor(amount) eq 1", "round half up(amount, 0) = 1 and floor(amount) = 1"),
        ("ceiling(amount) divby 2 eq 1", "ceiling(amount) = 1 * 2"),
        ("created_at lt now() sub duration'P1D'", r#"created_at < now() - @"P1D""#),
        ("hour(created_at) lt 12", "created_at.hour < 12"),
        ("time(created_at) lt 12:00", r#"time(created_at) < @"12:00:00Z""#),
        ("isdefined(company)", "company != null"),
        ("totalseconds(lead_time) gt 60", r#"lead_time / @"PT1S" > 60"#),
        ("case(closed:1,true:0) eq 1", "(if closed then 1 else if true then 0 else null) = 1"),
        ("company/kinds has 'partner'", r#"list contains(company.kinds, "partner")"#),
        ("$it/name eq 'A'", r#"name = "A""#),
        ("cast(company_id,Edm.String) eq '5'", r#"string(company) = "5""#),
        ("name eq @n&@n='A'", r#"name = "A""#),
        ("name eq @n", "name = null"),
    ];
    for (filter, expected) in cases {
        assert_eq!(feel("deals", filter), expected, "{filter}");
    }
}

#[test]
fn collections_are_asked_with_any_all_and_count() {
    let cases = [
        ("contacts/any(c:c/email eq 'a')", r#"some c_1 in contacts satisfies c_1.email = "a""#),
        (
            "contacts/all(c:c/email ne null and name ne 'x')",
            r#"every c_1 in contacts satisfies c_1.email != null and name != "x""#,
        ),
        ("contacts/any()", "count(contacts) > 0"),
        ("contacts/$count ge 2", "count(contacts) >= 2"),
        ("contacts/$count($filter=email ne null) ge 2", "count(contacts[item.email != null]) >= 2"),
        ("kinds/any(k:k eq 'partner')", r#"list contains(kinds, "partner")"#),
        (
            "kinds/any(k:k eq 'partner' or k in ('a','b'))",
            r#"list contains(kinds, "partner") or list contains(kinds, "a") or list contains(kinds, "b")"#,
        ),
        ("kinds/all(k:k ne 'partner')", r#"not(list contains(kinds, "partner"))"#),
        (
            "kinds/all(k:'a' ne k and not (k eq 'b'))",
            r#"not(list contains(kinds, "a")) and not(list contains(kinds, "b"))"#,
        ),
        ("kinds/any(k:startswith(k,'p'))", r#"some k_1 in kinds satisfies starts with(k_1, "p")"#),
        (
            "deals/any(d:d/company/contacts/any(c:c/email eq d/name))",
            "some d_1 in deals satisfies some c_2 in d_1.company.contacts satisfies c_2.email = d_1.name",
        ),
        ("deals/any(d:d/id eq 5)", "some d_1 in deals satisfies d_1.id = 5"),
    ];
    for (filter, expected) in cases {
        assert_eq!(feel("companies", filter), expected, "{filter}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let cases = [
        ("naem eq 'A'", 8, "\"naem\" is no property of deal; there are: id, version"),
        ("company/nmae eq 'A'", 16, "\"nmae\" is no property of company"),
        ("amount eq 'abc'", 18, "a number is written without quotes"),
        ("created_at gt '2026-01-01'", 22, "a date with time is written without quotes"),
        ("amount eq true", 8, "a number cannot be compared with a boolean"),
        ("amount", 8, "expected a condition, found a number"),
        ("company/founded eq 2026-02-30", 27, "there is no day 2026-02-30"),
        ("company gt 5", 8, "cannot be compared"),
        ("name eq @a&@a=@b&@b=@a", 28, "names itself"),
        ("company/contacts/email eq 'a'", 25, "use any, all or $count"),
        ("foo(name) eq 1", 12, "expected a literal"),
    ];
    for (filter, at, message) in cases {
        let query = format!("$filter={filter}");
        let parsed = parse_options(&query, Limits::default());
        let (found_at, found) = match parsed {
            Err(error) => (error.at, error.message),
            Ok(_) => match bind("deals", filter).unwrap_err() {
                Error::Invalid { at, message } | Error::Unsupported { at, message } => (at, message),
            },
        };
        assert!(found.contains(message), "{filter}: {found}");
        assert_eq!(found_at, at, "{filter}");
    }
}

#[test]
fn what_is_not_offered_is_said_to_be_so() {
    for filter in ["geo.length(name) gt 1", "isof(Relata.deal)", "$root/companies(1)/name eq 'A'"] {
        assert!(matches!(bind("deals", filter), Err(Error::Unsupported { .. })), "{filter}");
    }
}
