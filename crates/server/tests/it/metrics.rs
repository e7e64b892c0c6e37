//! `/metrics` of a running program: well-formed, and about what was asked of it.

use crate::house::House;
use std::collections::HashSet;

#[test]
fn figures_follow_the_conventions_of_prometheus() {
    let house = House::new();
    let token = house.token("ada@example.com", "administrator");
    let server = house.serve();
    assert_eq!(server.ask("GET", "/odata/v4/companies?$top=1", &token, "").status, 200);
    assert_eq!(server.ask("GET", "/odata/v4/nothing", &token, "").status, 404);
    let text = server.ask("GET", "/metrics", "", "").body;
    let (mut kinds, mut told) = (HashSet::new(), HashSet::new());
    for line in text.lines() {
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            assert!(kinds.insert(name.to_owned()), "{name} is described twice");
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert!(told.insert(name.to_owned()), "{name} is told twice");
            let base = name.split('{').next().unwrap();
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| base.strip_suffix(end)).unwrap_or(base);
            assert!(kinds.contains(base), "{line} is not described");
        }
    }
    for line in [
        "relata_http_requests_total{class=\"odata\",status=\"2xx\"} 1",
        "relata_http_requests_total{class=\"odata\",status=\"4xx\"} 1",
        "relata_http_request_duration_seconds_count{class=\"odata\"} 2",
        "relata_jobs{state=\"failed\"} 0",
        "relata_webhook_deliveries{state=\"failed\"} 0",
        "relata_http_requests_in_flight 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
}
