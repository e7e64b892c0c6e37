//! Signing in as a browser does it.

use axum::http::StatusCode;
use identity::login::Outcome;
use identity::{link, second_factor};

use crate::page::house::{Answer, House, PASSWORD};

/// A browser that is not signed in: the visitor's cookie, and the value of its forms.
struct Browser {
    cookies: String,
    csrf: String,
}

impl Browser {
    async fn at(house: &House) -> Self {
        let answer = house.get(None, "/sign-in").await;
        let cookie = answer.cookies[0].split(';').next().unwrap().to_owned();
        let (name, visitor) = cookie.split_once('=').unwrap();
        assert!(name.ends_with("relata_visitor"), "{name}");
        let csrf = identity::csrf::form_value(visitor).unwrap();
        Self { cookies: cookie, csrf }
    }

    async fn post(&self, house: &House, path: &str, fields: &[(&str, &str)]) -> Answer {
        house.post_with(&self.cookies, &self.csrf, path, fields).await
    }

    /// Types the password, and keeps the cookie of the half session.
    async fn half(&mut self, house: &House, email: &str) -> Answer {
        let answer = self.post(house, "/sign-in", &[("email", email), ("password", PASSWORD), ("next", "/jobs")]).await;
        self.cookies.push_str(&format!("; relata_pending={}", answer.cookie("relata_pending")));
        answer
    }

    async fn get(&self, house: &House, path: &str) -> Answer {
        house.get_with(&self.cookies, path).await
    }
}

#[tokio::test]
async fn a_session_is_a_cookie_no_script_and_no_other_site_can_use() {
    for (origin, secure) in [("http://localhost:7474", false), ("https://crm.example.org", true)] {
        let house = House::at(origin);
        let sam = house.person("Sam", "sales_rep");
        let browser = Browser::at(&house).await;
        let answer = browser.post(&house, "/sign-in", &[("email", &sam.email), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/"));
        let name = if secure { "__Host-relata_session=" } else { "relata_session=" };
        let cookie = answer.cookies.iter().find(|cookie| cookie.starts_with(name)).unwrap();
        for flag in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn a_session_planted_beforehand_is_worth_nothing() {
    let house = House::new();
    let (mallory, sam) = (house.person("Mallory", "sales_rep"), house.person("Sam", "sales_rep"));
    let mut browser = Browser::at(&house).await;
    browser.cookies.push_str(&format!("; relata_session={}", mallory.cookie));
    let answer = browser.post(&house, "/sign-in", &[("email", &sam.email), ("password", PASSWORD)]).await;
    let fresh = answer.cookie("relata_session");
    assert!(fresh.len() == 52 && fresh != mallory.cookie);
    assert_eq!(house.get(Some(&mallory), "/settings").await.status, StatusCode::SEE_OTHER, "the planted one has ended");
}

#[tokio::test]
async fn signing_in_leads_to_our_own_pages_alone() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let browser = Browser::at(&house).await;
    for (next, to) in [
        ("/jobs?page=2", "/jobs?page=2"),
        ("//evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
    ] {
        let fields = [("email", sam.email.as_str()), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.post(&house, "/sign-in", &fields).await.location, to, "{next:?}");
    }
}

#[tokio::test]
async fn no_form_at_the_door_is_taken_without_its_token() {
    let house = House::new();
    let browser = Browser::at(&house).await;
    let other = Browser::at(&house).await;
    for path in [
        "/sign-in",
        "/sign-in/code",
        "/sign-in/code/passkey",
        "/sign-in/code/passkey/options",
        "/sign-in/passkey",
        "/sign-in/passkey/options",
        "/sign-out",
        "/password",
        "/link/x",
        "/second-factor/app",
        "/second-factor/app/confirm",
        "/second-factor/passkey",
        "/second-factor/passkey/options",
    ] {
        for csrf in ["", "wrong", &other.csrf] {
            let answer = house.post_with(&browser.cookies, csrf, path, &[]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

#[tokio::test]
async fn every_answer_forbids_frames_foreign_scripts_and_guessing_at_types() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let browser = Browser::at(&house).await;
    let answers = [
        house.get(None, "/sign-in").await,
        house.get(None, "/settings").await,
        house.get(None, "/link/nothing").await,
        house.get(Some(&sam), "/settings").await,
        house.get(Some(&sam), "/no/such/page").await,
        house.post(&sam, "wrong", "/settings/profile", &[]).await,
        browser.post(&house, "/sign-in", &[]).await,
        browser.post(&house, "/sign-in/passkey/options", &[]).await,
    ];
    for answer in answers {
        let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let policy = header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{}: {policy}", answer.status);
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{}", answer.status);
        assert_eq!(header("referrer-policy"), "same-origin", "{}", answer.status);
        assert!(header("cache-control").contains("private"), "{}", answer.status);
    }
}

#[tokio::test]
async fn guesses_are_slowed_down_for_an_account_there_is_and_one_there_is_not() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let browser = Browser::at(&house).await;
    for email in [sam.email.as_str(), "nobody@example.org"] {
        let mut statuses = Vec::new();
        for _ in 0..5 {
            let answer = browser.post(&house, "/sign-in", &[("email", email), ("password", "guess")]).await;
            statuses.push(answer.status.as_u16());
        }
        assert_eq!(statuses, [422, 422, 422, 422, 429], "{email}");
    }
    let right = browser.post(&house, "/sign-in", &[("email", &sam.email), ("password", PASSWORD)]).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "not even the right one");
    house.wait(2);
    let right = browser.post(&house, "/sign-in", &[("email", &sam.email), ("password", PASSWORD)]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let answer = house.post(&sam, &sam.csrf, "/sign-out", &[]).await;
    assert!(answer.location == "/sign-in" && answer.cookies.iter().any(|cookie| cookie.contains("Max-Age=0")));
    assert_eq!(house.get(Some(&sam), "/settings").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_app_is_asked_for_after_the_password() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let (app, codes) = house.enrol(sam.id);
    let mut browser = Browser::at(&house).await;
    let half = browser.half(&house, &sam.email).await;
    assert_eq!(half.location, "/sign-in/code?next=/jobs");
    assert!(half.cookie("relata_session").is_empty());
    let page = browser.get(&house, "/sign-in/code?next=/jobs").await.text;
    assert!(page.contains("one-time-code") && page.contains("by=recovery") && !page.contains("x-passkey"), "{page}");
    let wrong = browser.post(&house, "/sign-in/code", &[("code", "000000"), ("by", "app")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let digits = house.shown(&app);
    let right = browser.post(&house, "/sign-in/code", &[("code", &digits), ("by", "app"), ("next", "/jobs")]).await;
    assert_eq!((right.status, right.location.as_str()), (StatusCode::SEE_OTHER, "/jobs"), "{}", right.text);
    assert_eq!(right.cookie("relata_session").len(), 52);
    // The half session is used up, and the paper opens the next one.
    assert_eq!(browser.get(&house, "/sign-in/code").await.location, "/sign-in");
    let mut browser = Browser::at(&house).await;
    browser.half(&house, &sam.email).await;
    let paper = browser.get(&house, "/sign-in/code?by=recovery").await.text;
    assert!(paper.contains("value=\"recovery\""), "{paper}");
    let right = browser.post(&house, "/sign-in/code", &[("code", &codes[0]), ("by", "recovery")]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_passkey_is_asked_for_after_the_password_and_others_are_offered() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let codes = house.passkey(sam.id);
    assert!(matches!(house.sign_in(&sam.email), Outcome::SecondFactorNeeded(_)));
    let mut browser = Browser::at(&house).await;
    browser.half(&house, &sam.email).await;
    let page = browser.get(&house, "/sign-in/code?next=/jobs").await.text;
    assert!(page.contains("data-verify=\"/sign-in/code/passkey?next=/jobs\""), "{page}");
    assert!(page.contains("by=recovery") && !page.contains("by=app"), "{page}");
    // An app that is not there cannot be chosen.
    assert!(browser.get(&house, "/sign-in/code?by=app").await.text.contains("x-passkey"));
    let right = browser.post(&house, "/sign-in/code", &[("code", &codes[0]), ("by", "recovery")]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text);
}

#[tokio::test]
async fn without_a_password_before_it_there_is_no_second_step() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    house.enrol(sam.id);
    let browser = Browser::at(&house).await;
    assert_eq!(browser.get(&house, "/sign-in/code").await.location, "/sign-in");
    assert_eq!(browser.post(&house, "/sign-in/code", &[("code", "123456")]).await.location, "/sign-in");
    // A whole session is no half one.
    let cookies = format!("{}; relata_pending={}", browser.cookies, sam.cookie);
    assert_eq!(house.get_with(&cookies, "/sign-in/code").await.location, "/sign-in");
}

#[tokio::test]
async fn a_required_second_factor_comes_before_everything_else() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    house.identity(second_factor::require);
    for path in ["/", "/settings", "/companies", "/jobs", "/settings/security", "/import"] {
        assert_eq!(house.get(Some(&sam), path).await.location, "/second-factor", "{path}");
    }
    for path in ["/settings/profile", "/settings/tokens", "/settings/security/factor/off", "/companies"] {
        let fields = [("name", "X"), ("present", PASSWORD)];
        assert_eq!(house.post(&sam, &sam.csrf, path, &fields).await.location, "/second-factor", "{path}");
    }
    let page = house.get(Some(&sam), "/second-factor").await;
    assert!(page.status == StatusCode::OK && page.text.contains("/second-factor/passkey"), "{}", page.text);
    let enrolment = house.post(&sam, &sam.csrf, "/second-factor/app", &[]).await.text;
    let at = enrolment.find("otpauth://").expect("a key to set up");
    let uri = enrolment[at..].split('"').next().unwrap().replace("&amp;", "&");
    let app = totp_rs::Totp::from_url(&uri).unwrap();
    let wrong = house.post(&sam, &sam.csrf, "/second-factor/app/confirm", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(&uri.replace('&', "&amp;")), "the same key stays on the page: {}", wrong.text);
    let code = house.shown(&app);
    let done = house.post(&sam, &sam.csrf, "/second-factor/app/confirm", &[("code", &code)]).await;
    assert!(done.status == StatusCode::OK && done.text.contains("id=\"codes\""), "{}", done.text);
    assert_eq!(house.get(Some(&sam), "/settings").await.status, StatusCode::OK);
    // Once it is set up, there is nothing to do there.
    assert_eq!(house.get(Some(&sam), "/second-factor").await.location, "/");
    assert_eq!(house.post(&sam, &sam.csrf, "/second-factor/app", &[]).await.location, "/");
}

#[tokio::test]
async fn an_old_session_sets_nothing_up_without_the_password() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    house.identity(second_factor::require);
    house.wait(15 * 60);
    assert_eq!(house.post(&sam, &sam.csrf, "/second-factor/app", &[]).await.location, "/sign-in");
    assert_eq!(house.get(Some(&sam), "/settings").await.location, "/sign-in?next=/settings", "the session has ended");
    let browser = Browser::at(&house).await;
    let fields = [("email", sam.email.as_str()), ("password", PASSWORD)];
    let fresh = browser.post(&house, "/sign-in", &fields).await.cookie("relata_session");
    let page = house.get_with(&format!("relata_session={fresh}"), "/second-factor").await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_is_used_once_and_does_not_pass_the_second_factor() {
    let house = House::new();
    let (owner, sam) = (house.person("Olga", "administrator"), house.person("Sam", "sales_rep"));
    house.enrol(sam.id);
    let (user, by) = (sam.id, owner.id);
    let made = house.identity(move |tx| link::create(tx, user, link::Purpose::Reset, by));
    let path = format!("/link/{}", made.secret.reveal());
    let browser = Browser::at(&house).await;
    assert_eq!(browser.get(&house, &path).await.status, StatusCode::OK);
    let weak = browser.post(&house, &path, &[("password", "short")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = browser.post(&house, &path, &[("password", "a quite different kettle")]).await;
    assert_eq!(chosen.location, "/sign-in", "{}", chosen.text);
    assert!(chosen.cookie("relata_session").is_empty());
    assert_eq!(browser.get(&house, &path).await.status, StatusCode::NOT_FOUND);
    let again = browser.post(&house, &path, &[("password", "yet another kettle here")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Whoever was signed in with the old password is not any more.
    assert_eq!(house.get(Some(&sam), "/settings").await.status, StatusCode::SEE_OTHER);
    let fields = [("email", sam.email.as_str()), ("password", "a quite different kettle")];
    assert!(browser.post(&house, "/sign-in", &fields).await.location.starts_with("/sign-in/code"));
}

#[tokio::test]
async fn a_link_is_over_after_its_days() {
    let house = House::new();
    let (owner, sam) = (house.person("Olga", "administrator"), house.person("Sam", "sales_rep"));
    let (user, by) = (sam.id, owner.id);
    let made = house.identity(move |tx| link::create(tx, user, link::Purpose::Reset, by));
    house.wait(24 * 60 * 60);
    let path = format!("/link/{}", made.secret.reveal());
    assert_eq!(house.get(None, &path).await.status, StatusCode::NOT_FOUND);
}
