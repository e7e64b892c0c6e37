//! Batches in both formats, from the body to the answers.

use serde_json::json;

use super::*;

const MULTIPART: &str = "--b1\r\n\
Content-Type: application/http\r\n\r\n\
GET companies(5)?$select=name HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n\
--b1\r\n\
Content-Type: multipart/mixed; boundary=\"c 1\"\r\n\r\n\
--c 1\r\n\
Content-Type: application/http\r\nContent-ID: 1\r\n\r\n\
POST /odata/v4/companies HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"name\":\"Ромашка\"}\r\n\
--c 1\r\n\
Content-Type: application/http\r\nContent-ID: 2\r\n\r\n\
POST $1/contacts HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"last_name\":\"A\",\"parent@odata.bind\":\"$1\"}\r\n\
--c 1--\r\n\
--b1--\r\n";

fn multipart() -> Batch {
    parse("multipart/mixed; boundary=b1", MULTIPART.as_bytes()).unwrap()
}

fn created(id: u32) -> Answer {
    Answer {
        status: 201,
        headers: vec![("location".into(), format!("http://host/odata/v4/companies({id})"))],
        body: Body::Json(json!({ "id": id })),
    }
}

fn ids(batch: &Batch) -> Vec<(&str, Option<&str>, Method, &str)> {
    batch
        .requests
        .iter()
        .map(|request| (request.id.as_str(), request.group.as_deref(), request.method, request.url.as_str()))
        .collect()
}

#[test]
fn multipart_requests_and_change_sets_are_read() {
    assert_eq!(
        ids(&multipart()),
        [
            ("#1", None, Method::Get, "companies(5)?$select=name"),
            ("1", Some("changeset-2"), Method::Post, "/odata/v4/companies"),
            ("2", Some("changeset-2"), Method::Post, "$1/contacts"),
        ]
    );
}

#[test]
fn references_stand_for_what_was_created() {
    let batch = multipart();
    let mut answers = Answers::default();
    answers.push(batch.requests[1].clone(), created(7));
    assert_eq!(answers.ready(&batch.requests[2]), Ready::Run);
    let resolved = answers.resolve(batch.requests[2].clone());
    assert_eq!(resolved.url, "http://host/odata/v4/companies(7)/contacts");
    let Body::Json(body) = resolved.body else { panic!("a JSON body") };
    assert_eq!(body["parent@odata.bind"], "http://host/odata/v4/companies(7)");
}

#[test]
fn multipart_answers_keep_their_shape() {
    let batch = multipart();
    let mut answers = Answers::default();
    let read = Answer { status: 200, headers: vec![], body: Body::Json(json!({ "name": "A" })) };
    for (request, answer) in batch.requests.into_iter().zip([read, created(7), created(8)]) {
        answers.push(request, answer);
    }
    let (content_type, body) = answers.write(Format::Multipart);
    assert_eq!(content_type, "multipart/mixed; boundary=batch-response-0");
    let text = String::from_utf8(body).unwrap();
    let expected = "--batch-response-0\r\n\
        content-type: application/http\r\ncontent-transfer-encoding: binary\r\n\r\n\
        HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"name\":\"A\"}\r\n\
        --batch-response-0\r\n\
        content-type: multipart/mixed; boundary=changeset-response-0\r\n\r\n\
        --changeset-response-0\r\n\
        content-type: application/http\r\ncontent-transfer-encoding: binary\r\ncontent-id: 1\r\n\r\n\
        HTTP/1.1 201 Created\r\nlocation: http://host/odata/v4/companies(7)\r\ncontent-length: 8\r\n\r\n{\"id\":7}\r\n\
        --changeset-response-0\r\n\
        content-type: application/http\r\ncontent-transfer-encoding: binary\r\ncontent-id: 2\r\n\r\n\
        HTTP/1.1 201 Created\r\nlocation: http://host/odata/v4/companies(8)\r\ncontent-length: 8\r\n\r\n{\"id\":8}\r\n\
        --changeset-response-0--\r\n\
        --batch-response-0--\r\n";
    assert_eq!(text, expected);
}

#[test]
fn a_failed_group_is_undone_as_a_whole() {
    let batch = multipart();
    let mut answers = Answers::default();
    let failed = Answer::problem(&Problem::not_found("no such company"));
    answers.push(batch.requests[1].clone(), created(7));
    answers.push(batch.requests[2].clone(), failed);
    answers.undo_group("changeset-2");
    assert!(answers.has_failed());
    let (_, body) = answers.write(Format::Json);
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let statuses: Vec<_> = body["responses"].as_array().unwrap().iter().map(|answer| &answer["status"]).collect();
    assert_eq!(statuses, [424, 404]);
    // In multipart the change set has one answer: the failure.
    let (_, body) = answers.write(Format::Multipart);
    let text = String::from_utf8(body).unwrap();
    assert_eq!(text.matches("HTTP/1.1").count(), 1, "{text}");
    assert!(text.contains("HTTP/1.1 404"), "{text}");
}

#[test]
fn json_requests_are_read_with_groups_and_dependencies() {
    let body = json!({ "requests": [
        { "id": "a", "atomicityGroup": "g", "method": "post", "url": "companies",
          "headers": { "Prefer": "return=minimal" }, "body": { "name": "A" } },
        { "id": "b", "atomicityGroup": "g", "method": "PATCH", "url": "$a", "dependsOn": ["a"], "body": { "city": "B" } },
        { "id": "c", "method": "GET", "url": "companies", "dependsOn": ["g"], "if": "$a/$succeeded" },
        { "id": "d", "method": "PUT", "url": "files(1)/$value", "headers": { "content-type": "text/plain" }, "body": "x" },
        { "id": "e", "method": "PUT", "url": "files(1)/$value", "headers": { "content-type": "image/png" }, "body": "_w==" },
    ]});
    let batch = parse("application/json; charset=utf-8", body.to_string().as_bytes()).unwrap();
    assert_eq!(batch.requests[0].header("prefer"), Some("return=minimal"));
    assert_eq!(batch.requests[2].condition.as_deref(), Some("$a/$succeeded"));
    assert_eq!(batch.requests[3].body, Body::Bytes(b"x".to_vec()));
    assert_eq!(batch.requests[4].body, Body::Bytes(vec![255]));

    let mut answers = Answers::default();
    answers.push(batch.requests[0].clone(), Answer::problem(&Problem::bad_request("no name")));
    let Ready::Refused(refused) = answers.ready(&batch.requests[2]) else { panic!("the group has failed") };
    assert_eq!(refused.status, 424);
}

#[test]
fn broken_batches_are_refused_with_a_reason() {
    let cases = [
        (json!([]), "a batch is an object"),
        (json!({ "requests": [1] }), "request 0 is no object"),
        (json!({ "requests": [{ "id": "a", "method": "GET" }] }), "request 0 needs the text \"url\""),
        (json!({ "requests": [{ "id": "a", "method": "LOOK", "url": "x" }] }), "no method we know"),
        (
            json!({ "requests": [{ "id": "a", "method": "GET", "url": "x" }, { "id": "a", "method": "GET", "url": "x" }] }),
            "the id \"a\" is used twice",
        ),
        (
            json!({ "requests": [{ "id": "a", "method": "GET", "url": "x", "atomicityGroup": "g" }] }),
            "the request \"a\" reads",
        ),
        (
            json!({ "requests": [{ "id": "a", "method": "GET", "url": "x", "dependsOn": ["b"] }, { "id": "b", "method": "GET", "url": "x" }] }),
            "depends on \"b\"",
        ),
        (
            json!({ "requests": [
                { "id": "a", "method": "POST", "url": "x", "atomicityGroup": "g" },
                { "id": "b", "method": "POST", "url": "x" },
                { "id": "c", "method": "POST", "url": "x", "atomicityGroup": "g" }] }),
            "do not stand together",
        ),
    ];
    for (body, reason) in cases {
        let problem = parse("application/json", body.to_string().as_bytes()).unwrap_err();
        assert!(problem.detail.as_deref().unwrap().contains(reason), "{problem:?} for {reason}");
    }
    for (content_type, body) in [
        ("multipart/mixed", "x"),
        ("multipart/mixed; boundary=b", "--b\r\nx"),
        ("multipart/mixed; boundary=b", "--b\r\n\r\nLOOK x HTTP/1.1\r\n\r\n--b--"),
        ("multipart/mixed; boundary=b", "--b\r\nA: b\r\n\r\nPOST x HTTP/1.1\r\n\r\n{\r\n--b--"),
    ] {
        assert_eq!(parse(content_type, body.as_bytes()).unwrap_err().status, 400, "{body}");
    }
    assert_eq!(parse("text/plain", b"").unwrap_err().status, 415);
}
