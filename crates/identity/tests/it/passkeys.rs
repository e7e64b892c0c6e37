use identity::login::{Code, Outcome};
use identity::passkey::{self, Ceremony, Site};
use identity::second_factor::{self, Ways};
use identity::{Error, First, What, account, authenticator, recovery, session};
use passkey_authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey_client::{Client, DefaultClientData};
use passkey_crypto::rust_crypto::RustCryptoBackend;
use passkey_types::Passkey;
use passkey_types::ctap2::{Aaguid, Ctap2Error};
use webauthn_rs::prelude::Url;

use crate::support::{ADA, BOB, BOB_MAIL, BOB_PASSWORD, World, client, each, key, limits};

const ORIGIN: &str = "https://crm.example.org";

fn site() -> Site {
    Site::new(ORIGIN, "Relata").unwrap()
}

/// A phone with one passkey at most, whose owner always agrees.
struct Phone {
    key: Option<Passkey>,
    origin: &'static str,
}

struct Agrees;

#[async_trait::async_trait]
impl UserValidationMethod for Agrees {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _hint: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

impl Phone {
    fn new() -> Self {
        Self { key: None, origin: ORIGIN }
    }

    /// What the browser sends back after `navigator.credentials.create`.
    fn create(&mut self, ceremony: &Ceremony) -> String {
        let request = serde_json::from_value(ceremony.options.clone()).unwrap();
        let mut authenticator = Authenticator::new(Aaguid::new_empty(), self.key.take(), Agrees, RustCryptoBackend);
        authenticator.set_make_credentials_with_signature_counter(true);
        let mut browser = Client::new(authenticator);
        let origin = Url::parse(self.origin).unwrap();
        let answer = wait(browser.register(&origin, request, DefaultClientData)).unwrap();
        self.key = browser.authenticator_mut().store_mut().take();
        serde_json::to_string(&answer).unwrap()
    }

    /// What the browser sends back after `navigator.credentials.get`.
    fn get(&mut self, ceremony: &Ceremony) -> String {
        let request = serde_json::from_value(ceremony.options.clone()).unwrap();
        let authenticator = Authenticator::new(Aaguid::new_empty(), self.key.take(), Agrees, RustCryptoBackend);
        let mut browser = Client::new(authenticator);
        let origin = Url::parse(self.origin).unwrap();
        let answer = wait(browser.authenticate(&origin, request, DefaultClientData)).unwrap();
        self.key = browser.authenticator_mut().store_mut().take();
        serde_json::to_string(&answer).unwrap()
    }
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn register(world: &World, user: i64) -> Phone {
    let mut phone = Phone::new();
    let ceremony = world.write(move |tx| site().begin_registration(tx, user, "Somebody")).unwrap();
    let answer = phone.create(&ceremony);
    world.write(move |tx| site().finish_registration(tx, user, &ceremony.handle, &answer, "Phone")).unwrap();
    phone
}

/// Answers the second step with a passkey.
fn second_step(world: &World, phone: &mut Phone, pending: &session::New) -> Outcome {
    let pending = pending.secret.reveal();
    let asked = pending.clone();
    let ceremony = world.write(move |tx| site().begin_second_factor(tx, &asked)).unwrap();
    let answer = phone.get(&ceremony);
    world
        .write(move |tx| {
            let client = client("192.0.2.7");
            site().finish_second_factor(tx, &limits(), &pending, &ceremony.handle, &answer, &client)
        })
        .unwrap()
}

fn ways(world: &World) -> Ways {
    world.read(|tx| second_factor::ways(tx, BOB)).unwrap()
}

fn begin(world: &World) -> Ceremony {
    world.write(|tx| site().begin_sign_in(tx)).unwrap()
}

fn finish(world: &World, ceremony: &Ceremony, answer: &str) -> Result<Outcome, Error> {
    let (handle, answer) = (ceremony.handle.clone(), answer.to_owned());
    world.write(move |tx| site().finish_sign_in(tx, &limits(), &handle, &answer, &client("192.0.2.7"), None))
}

#[test]
fn a_passkey_signs_in_without_address_and_password() {
    each(|world| {
        let mut phone = register(world, BOB);
        for _ in 0..2 {
            let ceremony = begin(world);
            assert!(ceremony.options["publicKey"]["allowCredentials"].as_array().is_none_or(Vec::is_empty));
            let answer = phone.get(&ceremony);
            let Outcome::SignedIn(new) = finish(world, &ceremony, &answer).unwrap() else {
                panic!("the passkey was right");
            };
            let who = world.who(&new.secret.reveal()).unwrap();
            assert_eq!(who.user, BOB);
            assert!(who.session().unwrap().second_factor);
        }
        let listed = world.read(|tx| passkey::list(tx, BOB)).unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].name.as_str(), listed[0].used_at), ("Phone", Some(world.db.clock().now())));
    });
}

#[test]
fn an_answer_is_accepted_once() {
    each(|world| {
        let mut phone = register(world, BOB);
        let ceremony = begin(world);
        let answer = phone.get(&ceremony);
        finish(world, &ceremony, &answer).unwrap();
        assert!(matches!(finish(world, &ceremony, &answer), Err(Error::NotFound(What::Challenge))));
        let other = begin(world);
        assert!(matches!(finish(world, &other, &answer), Err(Error::PasskeyRefused(_))));
    });
}

#[test]
fn a_ceremony_is_over_after_five_minutes() {
    each(|world| {
        let mut phone = register(world, BOB);
        let ceremony = begin(world);
        let answer = phone.get(&ceremony);
        world.wait(300);
        assert!(matches!(finish(world, &ceremony, &answer), Err(Error::NotFound(What::Challenge))));
    });
}

#[test]
fn very_many_sign_ins_begun_by_visitors_hold_up_nobody_who_is_known() {
    each(|world| {
        let mut phone = register(world, BOB);
        world
            .write(|tx| {
                Ok(tx.batch(
                    "INSERT INTO identity_challenge (digest, purpose, state, expires_at)
                     WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 20000)
                     SELECT 'visitor ' || CAST(n AS TEXT), 'sign-in', '', 9000000000000000 FROM many",
                )?)
            })
            .unwrap();
        assert!(matches!(world.write(|tx| site().begin_sign_in(tx)), Err(Error::Throttled { .. })));
        let half = half_session(world);
        assert!(matches!(second_step(world, &mut phone, &half), Outcome::SignedIn(_)));
        register(world, ADA);
    });
}

#[test]
fn a_copied_key_is_noticed_by_its_counter() {
    each(|world| {
        let mut phone = register(world, BOB);
        let mut copy = Phone { key: phone.key.clone(), origin: ORIGIN };
        for _ in 0..2 {
            let ceremony = begin(world);
            let answer = phone.get(&ceremony);
            finish(world, &ceremony, &answer).unwrap();
        }
        let ceremony = begin(world);
        let answer = copy.get(&ceremony);
        assert!(matches!(finish(world, &ceremony, &answer), Err(Error::PasskeyRefused(_))));
    });
}

#[test]
fn an_answer_with_another_signature_is_refused() {
    each(|world| {
        let mut phone = register(world, BOB);
        let ceremony = begin(world);
        let mut answer: serde_json::Value = serde_json::from_str(&phone.get(&ceremony)).unwrap();
        let other = begin(world);
        let foreign: serde_json::Value = serde_json::from_str(&phone.get(&other)).unwrap();
        answer["response"]["signature"] = foreign["response"]["signature"].clone();
        assert!(matches!(finish(world, &ceremony, &answer.to_string()), Err(Error::PasskeyRefused(_))));
        for text in ["", "{}", "null", "[1]"] {
            assert!(matches!(finish(world, &ceremony, text), Err(Error::PasskeyRefused(_))), "{text}");
        }
    });
}

#[test]
fn a_passkey_of_another_site_is_refused() {
    each(|world| {
        let mut phone = register(world, BOB);
        phone.origin = "https://evil.crm.example.org";
        let ceremony = begin(world);
        let answer = phone.get(&ceremony);
        assert!(matches!(finish(world, &ceremony, &answer), Err(Error::PasskeyRefused(_))));
        assert!(matches!(Site::new("http://127.0.0.1:8080", "Relata"), Err(Error::PasskeysUnavailable)));
        assert!(Site::new("http://localhost:8080", "Relata").is_ok());
    });
}

#[test]
fn a_registration_belongs_to_the_user_who_began_it() {
    each(|world| {
        let mut phone = Phone::new();
        let ceremony = world.write(|tx| site().begin_registration(tx, BOB, "Bob")).unwrap();
        assert_eq!(ceremony.options["publicKey"]["authenticatorSelection"]["residentKey"], "preferred");
        let answer = phone.create(&ceremony);
        let (handle, theirs) = (ceremony.handle.clone(), answer.clone());
        let stolen = world.write(move |tx| site().finish_registration(tx, ADA, &handle, &theirs, "Mine"));
        assert!(matches!(stolen, Err(Error::NotFound(What::Challenge))));
        world.write(move |tx| site().finish_registration(tx, BOB, &ceremony.handle, &answer, "Phone")).unwrap();
    });
}

#[test]
fn a_removed_passkey_and_a_disabled_user_stay_outside() {
    each(|world| {
        let mut phone = register(world, BOB);
        world.write(|tx| account::disable(tx, BOB)).unwrap();
        let ceremony = begin(world);
        let answer = phone.get(&ceremony);
        assert!(matches!(finish(world, &ceremony, &answer).unwrap(), Outcome::Refused(_)));
        world.write(|tx| account::enable(tx, BOB)).unwrap();
        let id = world.read(|tx| passkey::list(tx, BOB)).unwrap()[0].id;
        assert!(matches!(world.write(move |tx| passkey::remove(tx, ADA, id)), Err(Error::NotFound(_))));
        world.write(move |tx| passkey::remove(tx, BOB, id)).unwrap();
        let ceremony = begin(world);
        let answer = phone.get(&ceremony);
        assert!(matches!(finish(world, &ceremony, &answer), Err(Error::PasskeyRefused(_))));
    });
}

#[test]
fn whoever_has_a_passkey_alone_gives_it_after_the_password() {
    each(|world| {
        let mut phone = register(world, BOB);
        assert!(world.read(|tx| account::of(tx, BOB)).unwrap().unwrap().second_factor);
        let half = half_session(world);
        assert!(world.who(&half.secret.reveal()).is_none(), "the password alone opens nothing");
        let pending = half.secret.reveal();
        let asked = world.read(move |tx| second_factor::asked(tx, &pending)).unwrap();
        assert_eq!(asked, Ways { app: false, passkey: true, recovery_codes: 10 });
        let Outcome::SignedIn(new) = second_step(world, &mut phone, &half) else { panic!("the passkey was right") };
        let who = world.who(&new.secret.reveal()).unwrap();
        assert!(who.user == BOB && who.session().unwrap().second_factor);
        let code = Code::Totp("000000".into());
        let again = world.gate.second_factor(&world.db, &half.secret.reveal(), &code, &client("192.0.2.7")).unwrap();
        assert!(matches!(again, Outcome::Refused(identity::login::Refusal::Over)));
    });
}

#[test]
fn recovery_codes_come_with_the_first_way_and_go_with_the_last() {
    each(|world| {
        let mut phone = Phone::new();
        let ceremony = world.write(|tx| site().begin_registration(tx, BOB, "Bob")).unwrap();
        let answer = phone.create(&ceremony);
        let registered =
            world.write(move |tx| site().finish_registration(tx, BOB, &ceremony.handle, &answer, "Phone")).unwrap();
        let codes = registered.codes.expect("the first passkey brings codes");
        // The phone is lost: one of the codes opens.
        let typed = Code::Recovery(codes[0].clone());
        let half = half_session(world).secret.reveal();
        let outcome = world.gate.second_factor(&world.db, &half, &typed, &client("192.0.2.7")).unwrap();
        assert!(matches!(outcome, Outcome::SignedIn(_)));
        // A second way keeps the codes of the first.
        assert!(turn_on(world).is_none());
        assert_eq!(ways(world), Ways { app: true, passkey: true, recovery_codes: 9 });
        world.write(move |tx| passkey::remove(tx, BOB, registered.id)).unwrap();
        assert_eq!(ways(world), Ways { app: true, passkey: false, recovery_codes: 9 });
        world.write(|tx| authenticator::remove(tx, BOB)).unwrap();
        assert_eq!(ways(world), Ways::default());
        assert!(matches!(world.write(|tx| recovery::renew(tx, BOB)), Err(Error::NotFound(_))));
        world.bob();
    });
}

#[test]
fn a_reset_takes_every_way_and_the_password_stays() {
    each(|world| {
        register(world, BOB);
        turn_on(world);
        world.write(|tx| second_factor::reset(tx, BOB)).unwrap();
        assert_eq!(ways(world), Ways::default());
        world.bob();
    });
}

#[test]
fn a_passkey_is_enough_where_a_second_factor_is_required() {
    each(|world| {
        world.write(second_factor::require).unwrap();
        let new = world.bob();
        assert_eq!(world.who(&new.secret.reveal()).unwrap().first(), Some(First::SetUpSecondFactor));
        register(world, BOB);
        assert_eq!(world.who(&new.secret.reveal()).unwrap().first(), None);
    });
}

#[test]
fn somebody_elses_passkey_is_no_second_factor() {
    each(|world| {
        register(world, BOB);
        let mut ada = register(world, ADA);
        turn_on(world);
        let pending = half_session(world).secret.reveal();
        let mut ceremony = {
            let pending = pending.clone();
            world.write(move |tx| site().begin_second_factor(tx, &pending)).unwrap()
        };
        ceremony.options["publicKey"]["allowCredentials"] = serde_json::json!([]);
        let answer = ada.get(&ceremony);
        let outcome = world.write(move |tx| {
            site().finish_second_factor(tx, &limits(), &pending, &ceremony.handle, &answer, &client("192.0.2.7"))
        });
        assert!(matches!(outcome, Err(Error::PasskeyRefused(_))), "{outcome:?}");
    });
}

fn turn_on(world: &World) -> Option<Vec<String>> {
    let enrolment = world.write(|tx| authenticator::enrol(tx, &key(), BOB, "Relata")).unwrap();
    let app = totp_rs::Totp::from_url(&enrolment.uri).unwrap();
    let seconds = u64::try_from(world.db.clock().now().as_second()).unwrap();
    let digits = app.generate(seconds).to_string();
    world.write(move |tx| authenticator::confirm(tx, &key(), BOB, &digits)).unwrap()
}

fn half_session(world: &World) -> session::New {
    match world.sign_in(BOB_MAIL, BOB_PASSWORD) {
        Outcome::SecondFactorNeeded(half) => half,
        other => panic!("{other:?}"),
    }
}
