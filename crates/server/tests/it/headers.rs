//! What every answer of the running program says to browsers.

use crate::house::House;

#[test]
fn every_answer_is_taken_as_what_it_is_and_https_is_asked_for_by_https_alone() {
    let house = House::new();
    let token = house.token("ada@example.com", "administrator");
    let paths =
        ["/", "/sign-in", "/no/such/page", "/healthz", "/metrics", "/api", "/api/openapi.json", "/odata/v4/companies"];
    let plain = house.serve();
    for path in paths {
        let answer = plain.ask("GET", path, &token, "");
        assert!(answer.head.contains("x-content-type-options: nosniff"), "{path}: {}", answer.head);
        assert!(!answer.head.contains("strict-transport-security"), "{path}: {}", answer.head);
    }
    // A method that an address does not take is answered by nobody's handler.
    for path in ["/api", "/healthz"] {
        let answer = plain.ask("DELETE", path, &token, "");
        assert!(answer.status == 405 && answer.head.contains("x-content-type-options: nosniff"), "{}", answer.head);
    }
    drop(plain);
    // The program's client asks for `localhost`.
    let secure = house.serve_with(&["--public-url", "https://localhost"]);
    for path in paths {
        let answer = secure.ask("GET", path, &token, "");
        assert!(answer.head.contains("strict-transport-security: max-age=31536000"), "{path}: {}", answer.head);
    }
    drop(secure);
    let elsewhere = house.serve_with(&["--public-url", "https://crm.example.com"]);
    assert!(!elsewhere.ask("GET", "/healthz", "", "").head.contains("strict-transport-security"));
}
