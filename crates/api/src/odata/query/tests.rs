//! Options in, questions out.

use super::*;
use crate::odata::catalog::tests::sample;
use crate::odata::url::{Limits, parse_options};

fn bind(set: &str, options: &str) -> Result<Query, Problem> {
    let catalog = sample();
    let options = parse_options(options, Limits::default())?;
    Query::bind(&catalog, catalog.by_set(set).unwrap(), &options, &options)
}

fn selected(query: &Query) -> Vec<String> {
    query.properties(&sample()).map(|property| property.name.to_string()).collect()
}

#[test]
fn options_are_bound_to_the_entity() {
    let query = bind(
        "deals",
        "$select=name,amount&$filter=company/city eq 'Kyiv'&$orderby=amount desc,name&$top=10&$skip=5&$count=true\
         &$expand=company($select=name;$expand=contacts($top=3;$orderby=email))",
    )
    .unwrap();
    assert_eq!(selected(&query), ["name", "amount"]);
    assert_eq!(query.filter.as_ref().unwrap().to_string(), r#"company.city = "Kyiv""#);
    let order: Vec<_> = query.order.iter().map(|order| (order.by.expr.to_string(), order.direction)).collect();
    assert_eq!(order, [("amount".to_owned(), Direction::Descending), ("name".to_owned(), Direction::Ascending)]);
    assert_eq!((query.top, query.skip, query.count), (Some(10), 5, true));
    let company = &query.expand[0].query;
    assert_eq!(selected(company), ["name"]);
    assert_eq!(company.expand[0].query.top, Some(3));
}

#[test]
fn computed_names_are_known_to_the_other_options() {
    let query = bind("deals", "$orderby=weighted&$compute=amount mul probability div 100 as weighted").unwrap();
    assert_eq!(query.order[0].by.expr.to_string(), "amount * probability / 100");
    assert_eq!(&*query.computed[0].name, "weighted");
}

#[test]
fn groups_are_filtered_sorted_and_cut() {
    let query = bind(
        "deals",
        "$apply=filter(closed eq false)/groupby((company/name,stage),aggregate(amount with sum as total,$count as number))\
         /filter(total gt 100)&$orderby=total desc,company/name&$top=5",
    )
    .unwrap();
    let aggregation = query.aggregation.unwrap();
    assert_eq!(aggregation.filter.unwrap().to_string(), "closed = false");
    assert_eq!(aggregation.groups[0].name, ["company".into(), "name".into()]);
    assert_eq!(aggregation.groups[0].value.expr.to_string(), "company.name");
    assert_eq!(aggregation.measures.len(), 2);
    assert_eq!(aggregation.measures[1].method, Method::Count);
    assert_eq!(aggregation.having.unwrap().to_string(), "total > 100");
    assert_eq!(aggregation.order[1].by.expr.to_string(), "company.name");
    assert_eq!(query.top, Some(5));
    let part = bind("deals", "$apply=groupby((company/name,stage),aggregate($count as number))&$select=number,company");
    assert_eq!(part.unwrap().aggregation.unwrap().select, Some(vec![0, 2]));
    let all = bind("deals", "$apply=aggregate(amount with average as mean)").unwrap().aggregation.unwrap();
    assert!(all.groups.is_empty());
    let distinct = bind("deals", "$apply=groupby((stage))").unwrap().aggregation.unwrap();
    assert!(distinct.measures.is_empty());
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let cases = [
        ("$top=1&$top=2", 400, "second time"),
        ("$select=naem", 400, "\"naem\" is no property of deal"),
        ("$expand=name", 400, "no navigation property"),
        ("$expand=contacts", 400, "\"contacts\" is no property of deal"),
        ("$expand=company/$count", 400, "needs a collection"),
        ("$compute=amount mul 2 as name", 400, "already"),
        ("$apply=groupby((stage),aggregate(name with sum as x))", 400, "does not apply"),
        ("$apply=groupby((stage),aggregate(amount with sum as stage))", 400, "stands here twice"),
        ("$apply=aggregate(amount)", 400, "no custom aggregates"),
        ("$apply=groupby((stage))&$orderby=amount", 400, "\"amount\" is no name after $apply; there are: stage"),
        ("$apply=groupby((stage))&$select=amount", 400, "\"amount\" is no name after $apply; there are: stage"),
        ("$apply=groupby((stage))&$expand=company", 501, "after $apply only"),
        ("$apply=filter(closed)", 501, "needs groupby or aggregate"),
        ("$apply=concat(identity,identity)", 501, "concat is not offered"),
        ("$apply=groupby((rollup(stage,name)))", 501, "rollup"),
        ("$deltatoken=x", 501, "not offered"),
        ("$id=x", 400, "$id stands"),
    ];
    for (options, status, message) in cases {
        let problem = bind("deals", options).unwrap_err();
        let detail = problem.detail.clone().unwrap();
        assert_eq!(problem.status, status, "{options}: {detail}");
        assert!(detail.contains(message), "{options}: {detail}");
    }
}
