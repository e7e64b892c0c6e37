//! Bad input: whatever is sent, the answer is a clear problem of the sender's, in a short time.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::house::{Answer, House, houses};

/// How long any of it may take; the build is one without optimisation, on a machine that does other things.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends something bad; the answer is a problem with words.
async fn refused(house: &House, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let start = Instant::now();
    let answer = match path.len() {
        0..60_000 => house.ask(&house.owner, method, path, headers, body).await,
        // No longer address fits into a request line, but one does into a batch.
        _ => batched(house, path).await,
    };
    let what = format!("{method} {}", path.chars().take(120).collect::<String>());
    assert!(start.elapsed() < PATIENCE, "{what} took {:?}", start.elapsed());
    let status = answer.status.as_u16();
    assert!((400..500).contains(&status) || status == 501, "{what}: {status} {}", answer.text());
    let problem = answer.json();
    let said = problem["error"]["message"].as_str().or(problem["detail"].as_str());
    assert!(said.is_some_and(|said| !said.is_empty()), "{what}: {problem}");
    answer
}

async fn batched(house: &House, path: &str) -> Answer {
    let path = path.replace(' ', "%20");
    let request = json!({ "requests": [{ "id": "1", "method": "GET", "url": path }] });
    let mut answer = house.post("$batch", request).await;
    let inner = answer.json()["responses"][0].clone();
    if let Some(status) = inner["status"].as_u64() {
        answer.status = u16::try_from(status).ok().and_then(|status| status.try_into().ok()).unwrap();
        answer.body = inner["body"].to_string().into_bytes();
    }
    answer
}

/// Sends something odd that is allowed.
async fn taken(house: &House, path: &str) -> Answer {
    let start = Instant::now();
    let answer = house.get(path).await;
    let what: String = path.chars().take(120).collect();
    assert!(start.elapsed() < PATIENCE, "{what} took {:?}", start.elapsed());
    assert_eq!(answer.status, 200, "{what}: {}", answer.text());
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_without_measure_are_refused_or_answered_in_time() {
    for house in houses() {
        house.create("companies", json!({ "name": "Aurora" })).await;
        let terms = |count: usize, word: &str| vec!["name eq 'a'"; count].join(&format!("%20{word}%20"));
        let deep = |count: usize| format!("{}name eq 'a'{}", "(".repeat(count), ")".repeat(count));
        for path in [
            format!("companies?$filter={}", terms(10_000, "or")),
            format!("companies?$filter={}", deep(5_000)),
            format!("companies?$filter={}name eq 'a'", "not%20".repeat(5_000)),
            format!("companies?$filter=id in ({})", vec!["1"; 50_000].join(",")),
            format!("companies?$expand={}", "contacts($expand=company($expand=".repeat(200)),
            format!("companies?$select={}", vec!["nam"; 10_000].join(",")),
            format!("companies?$orderby={}", vec!["name"; 3_000].join(",")),
            format!("companies?$filter=name eq '{}", "x".repeat(200_000)),
            format!("companies?$search={}", "(".repeat(5_000)),
            format!("companies?$apply={}", "filter(name eq 'a')/".repeat(3_000)),
            format!("companies{}", "(1)".repeat(2_000)),
            format!("companies(1){}", "/contacts(1)/company".repeat(2_000)),
            format!("companies?$search={}", vec!["ab"; 50].join(" OR ")),
            "companies?$top=-1".to_owned(),
            "companies?$skip=-1".to_owned(),
            "companies?$top=99999999999999999999999999".to_owned(),
            "companies?$skip=99999999999999999999999999".to_owned(),
            "companies?$top=1.5".to_owned(),
            "companies?$count=maybe".to_owned(),
            "companies?$filter=name%00 eq 'a'".to_owned(),
            "companies?$filter=name eq '%00'".to_owned(),
            "companies?$filter=substring(name,9223372036854775807) eq ''".to_owned(),
            "companies?$search=a%00b".to_owned(),
            "companies?$filter=%FF eq 'a'".to_owned(),
            "companies?$filter=name eq '%zz'".to_owned(),
            "companies(99999999999999999999999)".to_owned(),
            "companies('1')".to_owned(),
            "companies(1.5)".to_owned(),
            "companies(-1)".to_owned(),
            "companies?$filter=id eq 1e999999999".to_owned(),
            "companies?$skiptoken=i1~i2~i3~i4".to_owned(),
            "companies?$expand=contacts($levels=99999)".to_owned(),
            "companies?$filter=matchesPattern(name,'((a{100}){100}){100}')".to_owned(),
            "companies?$filter=matchesPattern(name,'%28')".to_owned(),
            "companies?$filter=matchesPattern(name,'(a)\\1')".to_owned(),
            "companies?$filter=matchesPattern(name,name)".to_owned(),
            "/api/webhooks/99999999999999999999".to_owned(),
            "/api/webhooks/1/deliveries?before=x".to_owned(),
            "/api/nothing".to_owned(),
        ] {
            refused(&house, "GET", &path, &[], "").await;
        }
        // A pattern takes time by the length of the text, whatever it says.
        for pattern in [
            "(a%2B)%2B$",
            "(%7C%7Ca*)*b",
            "(.*)(.*)(.*)(.*)x",
            "(%5BA-z%5D%7B0,40%7D)%7B0,40%7Dx",
            "(a%7Cb)*a(a%7Cb)%7B200%7D",
        ] {
            taken(&house, &format!("companies?$filter=matchesPattern(name,'{pattern}')")).await;
        }
        taken(&house, "companies?$top=9223372036854775807").await;
        taken(&house, "companies?$skip=9223372036854775807").await;
        taken(&house, "companies?$skip=18446744073709551615").await;
        taken(&house, &format!("companies?$filter={}", terms(100, "or"))).await;
        taken(&house, &format!("companies?$filter=id in ({})", vec!["1"; 500].join(","))).await;
        taken(&house, &format!("companies?$search={}", "ab%20".repeat(200) + "ab")).await;
        taken(&house, "companies?$filter=id lt 99999999999999999999999999").await;

        for count in [500, 1_000, 1_900, 2_600] {
            for word in ["or", "and"] {
                let path = format!("companies?$filter={}", terms(count, word));
                let status = house.get(&path).await.status.as_u16();
                assert!(status == 200 || status == 400, "{count} terms with {word}: {status}");
            }
        }
        // One database computes with such numbers, the other refuses.
        for operator in ["mul", "add"] {
            let path = format!("companies?$filter=id {operator} 9223372036854775807 gt 5");
            let status = house.get(&path).await.status.as_u16();
            assert!(status == 200 || status == 400, "{path}: {status}");
        }
        taken(&house, "companies?$filter=created_at gt 0001-01-01T00:00:00Z").await;
        taken(&house, "companies?$filter=created_at add duration'P9999999D' gt 2026-01-01T00:00:00Z").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_without_measure_are_refused() {
    for house in houses() {
        let aurora = house.create("companies", json!({ "name": "Aurora" })).await;
        let one = format!("companies({aurora})");
        let bomb = |count: usize| format!("{{\"name\":{}1{}}}", "[".repeat(count), "]".repeat(count));
        let objects = |count: usize| format!("{}1{}", "{\"name\":".repeat(count), "}".repeat(count));
        for body in [
            bomb(100_000),
            objects(100_000),
            "[".repeat(1_000_000),
            String::new(),
            "null".to_owned(),
            "[]".to_owned(),
            "{".to_owned(),
            "{} {}".to_owned(),
            "\u{feff}{".to_owned(),
            json!({ "name": 5 }).to_string(),
            json!({ "name": {} }).to_string(),
            json!({ "name": ["a"] }).to_string(),
            json!({ "name": "x".repeat(200_000) }).to_string(),
            json!({ "name": "nul\u{0}" }).to_string(),
            json!({ "name": "ok", "annual_revenue": "a lot" }).to_string(),
            "{\"name\":\"ok\",\"annual_revenue\":1e400}".to_owned(),
            "{\"name\":\"ok\",\"annual_revenue\":99999999999999999999999999999999999999}".to_owned(),
            format!("{{\"name\":\"ok\",\"annual_revenue\":1{}}}", "0".repeat(100_000)),
            json!({ "name": "ok", "kinds": [1, 2] }).to_string(),
            json!({ "name": "ok", "parent@odata.bind": "companies(99999999999999999999)" }).to_string(),
            json!({ "name": "ok", "parent@odata.bind": 5 }).to_string(),
            json!({ "name": "ok", "parent@odata.bind": "https://example.com/companies(1)" }).to_string(),
            json!({ "name": "ok", "nothing": 1 }).to_string(),
            "{\"name\":\"\\ud800\"}".to_owned(),
        ] {
            refused(&house, "POST", "companies", &[], &body).await;
        }
        for (method, path, headers, body) in [
            ("PATCH", one.as_str(), vec![("if-match", "nonsense")], "{\"name\":\"B\"}"),
            ("PATCH", one.as_str(), vec![("content-type", "text/plain")], "name=B"),
            ("DELETE", "companies", vec![], ""),
            ("PUT", "companies", vec![], "{}"),
            ("POST", "companies", vec![("content-type", "application/xml")], "<a/>"),
            ("POST", "$metadata", vec![], "{}"),
            ("POST", "/api/webhooks", vec![], "[1]"),
            ("POST", "/api/webhooks", vec![], "{\"url\":5,\"events\":{},\"entity\":[],\"filter\":7,\"active\":\"x\"}"),
            ("POST", "/api/webhooks", vec![], "\u{1}"),
            ("PATCH", "/api/webhooks/1", vec![], "{}"),
        ] {
            refused(&house, method, path, &headers, body).await;
        }
        let filter = "(".repeat(100_000);
        refused(
            &house,
            "POST",
            "/api/webhooks",
            &[],
            &json!({ "url": "https://example.com/", "entity": "companies", "filter": filter }).to_string(),
        )
        .await;
        let unchanged = house.get(&one).await.json();
        assert_eq!((&unchanged["name"], &unchanged["version"]), (&json!("Aurora"), &json!(1)));
        assert_eq!(house.get("companies/$count").await.text(), "1", "nothing was created on the way");
    }
}

fn part(id: usize, url: &str, body: Value) -> Value {
    json!({ "id": id.to_string(), "method": "POST", "url": url, "headers": { "content-type": "application/json" }, "body": body })
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_without_measure_are_refused() {
    for house in houses() {
        let many = |count: usize, group: bool| {
            let requests = (0..count).map(|id| {
                let mut part = part(id, "companies", json!({ "name": format!("C{id}") }));
                if group {
                    part["atomicityGroup"] = json!("g");
                }
                part
            });
            json!({ "requests": requests.collect::<Vec<_>>() }).to_string()
        };
        refused(&house, "POST", "$batch", &[], &many(100_000, false)).await;
        refused(&house, "POST", "$batch", &[], "{\"requests\":5}").await;
        refused(&house, "POST", "$batch", &[], "{}").await;
        refused(&house, "POST", "$batch", &[("content-type", "multipart/mixed")], "x").await;
        refused(&house, "POST", "$batch", &[("content-type", "multipart/mixed; boundary=b")], "--c\r\n\r\n--c--").await;
        let nested = json!({ "requests": [part(1, "$batch", json!({ "requests": [] }))] }).to_string();
        let answer = house.post("$batch", serde_json::from_str(&nested).unwrap()).await;
        let status = answer.json()["responses"][0]["status"].as_u64().unwrap_or(u64::from(answer.status.as_u16()));
        assert!((400..500).contains(&status) || status == 501, "{}", answer.text());
        assert_eq!(house.get("companies/$count").await.text(), "0");
        // Some hundreds are done, and a group of them as a whole or not at all.
        let start = Instant::now();
        let done = house.ask(&house.owner, "POST", "$batch", &[], &many(300, true)).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(house.get("companies/$count").await.text(), "300");
        let mut broken: Value = serde_json::from_str(&many(300, true)).unwrap();
        broken["requests"][299]["body"] = json!({ "name": 5 });
        let undone = house.post("$batch", broken).await;
        assert_eq!(undone.status, 200, "{}", undone.text());
        assert_eq!(house.get("companies/$count").await.text(), "300");
        assert!(start.elapsed() < PATIENCE * 2, "{:?}", start.elapsed());
    }
}

/// A body that never ends, and how many pieces of it were asked for.
fn endless() -> (axum::body::Body, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&asked);
    let stream = futures_util::stream::poll_fn(move |_| {
        counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        std::task::Poll::Ready(Some(Ok::<_, std::io::Error>(axum::body::Bytes::from_static(&[b' '; 4096]))))
    });
    (axum::body::Body::from_stream(stream), asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_s_body_is_read() {
    for house in houses() {
        for path in ["/odata/v4/companies", "/odata/v4/$batch", "/api/webhooks"] {
            for token in ["", "Bearer rel_nonsense"] {
                let (body, asked) = endless();
                let mut request = axum::http::Request::post(path).header("content-type", "application/json");
                if !token.is_empty() {
                    request = request.header("authorization", token);
                }
                let answer = house.send(request.body(body).unwrap()).await;
                let asked = asked.load(std::sync::atomic::Ordering::SeqCst);
                assert_eq!((answer.status.as_u16(), asked), (401, 0), "{path} {token}");
            }
            let (body, _) = endless();
            let request = axum::http::Request::post(path)
                .header("content-type", "application/json")
                .header("authorization", format!("Bearer {}", house.owner));
            assert_eq!(house.send(request.body(body).unwrap()).await.status, 413, "{path}");
        }
    }
}
