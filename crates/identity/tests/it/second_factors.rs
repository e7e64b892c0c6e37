use identity::authenticator::{self, Enrolment};
use identity::login::{Code, Outcome, Refusal};
use identity::{Error, First, recovery, second_factor, session};

use crate::support::{BOB, BOB_MAIL, BOB_PASSWORD, World, client, each, key};

/// Turns Bob's second factor on; returns his app and his recovery codes.
fn enrol(world: &World) -> (App, Vec<String>) {
    let enrolment = world.write(|tx| authenticator::enrol(tx, &key(), BOB, "Relata: demo")).unwrap();
    let app = App::scan(&enrolment);
    let digits = app.show(world, 0);
    let codes = world.write(move |tx| authenticator::confirm(tx, &key(), BOB, &digits)).unwrap().unwrap();
    world.wait(30);
    (app, codes)
}

struct App(totp_rs::Totp);

impl App {
    fn scan(enrolment: &Enrolment) -> Self {
        Self(totp_rs::Totp::from_url(&enrolment.uri).unwrap())
    }

    /// What the app shows so many steps from now.
    fn show(&self, world: &World, steps: i64) -> String {
        let seconds = world.db.clock().now().as_second() + 30 * steps;
        self.0.generate(u64::try_from(seconds).unwrap()).to_string()
    }
}

fn pending(world: &World) -> session::New {
    match world.sign_in(BOB_MAIL, BOB_PASSWORD) {
        Outcome::SecondFactorNeeded(pending) => pending,
        other => panic!("no second factor asked for: {other:?}"),
    }
}

fn finish(world: &World, pending: &session::New, code: Code) -> Outcome {
    world.gate.second_factor(&world.db, &pending.secret.reveal(), &code, &client("192.0.2.7")).unwrap()
}

fn totp(digits: &str) -> Code {
    Code::Totp(digits.to_owned())
}

#[test]
fn the_password_alone_opens_nothing() {
    each(|world| {
        let (app, _) = enrol(world);
        let half = pending(world);
        assert!(world.who(&half.secret.reveal()).is_none());
        let Outcome::SignedIn(new) = finish(world, &half, totp(&app.show(world, 0))) else {
            panic!("the code was right");
        };
        assert_ne!(new.secret, half.secret, "each step makes a secret of its own");
        let who = world.who(&new.secret.reveal()).unwrap();
        assert!(who.session().unwrap().second_factor);
        assert!(matches!(finish(world, &half, totp(&app.show(world, 1))), Outcome::Refused(Refusal::Over)));
    });
}

#[test]
fn a_code_is_accepted_once() {
    each(|world| {
        let (app, _) = enrol(world);
        let digits = app.show(world, 0);
        assert!(matches!(finish(world, &pending(world), totp(&digits)), Outcome::SignedIn(_)));
        assert!(matches!(finish(world, &pending(world), totp(&digits)), Outcome::Refused(Refusal::WrongCode)));
        let earlier = app.show(world, -1);
        assert!(matches!(finish(world, &pending(world), totp(&earlier)), Outcome::Refused(Refusal::WrongCode)));
        world.wait(30);
        assert!(matches!(finish(world, &pending(world), totp(&app.show(world, 0))), Outcome::SignedIn(_)));
    });
}

#[test]
fn the_code_that_confirmed_the_app_is_used_up() {
    each(|world| {
        let enrolment = world.write(|tx| authenticator::enrol(tx, &key(), BOB, "Relata")).unwrap();
        let digits = App::scan(&enrolment).show(world, 0);
        let typed = digits.clone();
        world.write(move |tx| authenticator::confirm(tx, &key(), BOB, &typed)).unwrap();
        assert!(matches!(finish(world, &pending(world), totp(&digits)), Outcome::Refused(Refusal::WrongCode)));
    });
}

#[test]
fn neighbouring_steps_are_accepted_and_no_others() {
    each(|world| {
        let (app, _) = enrol(world);
        world.wait(300);
        let half = pending(world);
        for steps in [-2, 2] {
            assert!(matches!(
                finish(world, &half, totp(&app.show(world, steps))),
                Outcome::Refused(Refusal::WrongCode)
            ));
        }
        let spaced = app.show(world, -1);
        let spaced = format!(" {} {} ", &spaced[..3], &spaced[3..]);
        assert!(matches!(finish(world, &half, totp(&spaced)), Outcome::SignedIn(_)));
        assert!(matches!(finish(world, &pending(world), totp(&app.show(world, 1))), Outcome::SignedIn(_)));
    });
}

#[test]
fn guesses_at_the_code_are_throttled_and_outlive_the_half_session() {
    each(|world| {
        enrol(world);
        let half = pending(world);
        for _ in 0..4 {
            assert!(matches!(finish(world, &half, totp("000000")), Outcome::Refused(Refusal::WrongCode)));
        }
        assert!(matches!(finish(world, &half, totp("000000")), Outcome::Throttled { .. }));
        assert!(matches!(finish(world, &pending(world), totp("000000")), Outcome::Throttled { .. }));
    });
}

#[test]
fn ten_wrong_codes_end_the_half_session() {
    each(|world| {
        let (app, _) = enrol(world);
        let half = pending(world);
        for _ in 0..10 {
            assert!(matches!(finish(world, &half, totp("000000")), Outcome::Refused(Refusal::WrongCode)));
            world.wait(35);
        }
        assert!(matches!(finish(world, &half, totp(&app.show(world, 0))), Outcome::Refused(Refusal::Over)));
    });
}

#[test]
fn a_half_session_is_over_after_ten_minutes() {
    each(|world| {
        let (app, _) = enrol(world);
        let half = pending(world);
        world.wait(600);
        assert!(matches!(finish(world, &half, totp(&app.show(world, 0))), Outcome::Refused(Refusal::Over)));
    });
}

#[test]
fn a_recovery_code_is_used_once() {
    each(|world| {
        let (_, codes) = enrol(world);
        assert_eq!(codes.len(), 10);
        let typed = Code::Recovery(codes[3].to_uppercase().replace('-', " ").replace('0', "O"));
        assert!(matches!(finish(world, &pending(world), typed.clone()), Outcome::SignedIn(_)));
        assert_eq!(world.read(|tx| recovery::left(tx, BOB)).unwrap(), 9);
        assert!(matches!(finish(world, &pending(world), typed), Outcome::Refused(Refusal::WrongCode)));
        let renewed = world.write(|tx| recovery::renew(tx, BOB)).unwrap();
        let old = Code::Recovery(codes[4].clone());
        assert!(matches!(finish(world, &pending(world), old), Outcome::Refused(Refusal::WrongCode)));
        assert!(matches!(finish(world, &pending(world), Code::Recovery(renewed[0].clone())), Outcome::SignedIn(_)));
    });
}

#[test]
fn an_enrolment_without_a_right_code_changes_nothing() {
    each(|world| {
        let enrolment = world.write(|tx| authenticator::enrol(tx, &key(), BOB, "Relata")).unwrap();
        assert!(enrolment.uri.starts_with("otpauth://totp/Relata:bob%40example.org?secret="), "{}", enrolment.uri);
        assert!(enrolment.uri.contains(&enrolment.key));
        assert!(enrolment.qr_svg.starts_with("<svg"));
        let wrong = world.write(|tx| authenticator::confirm(tx, &key(), BOB, "000000"));
        assert!(matches!(wrong, Err(Error::WrongCode)));
        world.bob();
        // The same key and picture are there for another try, until the app is on.
        let begun = |user: i64| world.read(move |tx| authenticator::begun(tx, &key(), user, "Relata"));
        let again = begun(BOB).unwrap();
        assert_eq!(
            (again.key, again.uri, again.qr_svg),
            (enrolment.key.clone(), enrolment.uri.clone(), enrolment.qr_svg.clone())
        );
        assert!(matches!(begun(BOB + 1_000), Err(Error::NotFound(_))));
        let digits = App::scan(&enrolment).show(world, 0);
        world.write(move |tx| authenticator::confirm(tx, &key(), BOB, &digits)).unwrap();
        assert!(matches!(begun(BOB), Err(Error::Invalid(_))), "a key that is in use is shown to nobody");
    });
}

#[test]
fn a_second_factor_that_is_on_is_not_replaced_unasked() {
    each(|world| {
        enrol(world);
        assert!(matches!(world.write(|tx| authenticator::enrol(tx, &key(), BOB, "Relata")), Err(Error::Invalid(_))));
        world.write(|tx| authenticator::remove(tx, BOB)).unwrap();
        world.bob();
        enrol(world);
        pending(world);
    });
}

#[test]
fn whoever_has_none_sets_one_up_first_where_it_is_required() {
    each(|world| {
        let early = world.bob();
        let first = |cookie: &session::New| world.who(&cookie.secret.reveal()).unwrap().first();
        assert_eq!(first(&early), None);
        world.write(second_factor::require).unwrap();
        assert_eq!(first(&early), Some(First::SetUpSecondFactor), "in open sessions, too");
        assert_eq!(first(&world.bob()), Some(First::SetUpSecondFactor));
        let (app, _) = enrol(world);
        assert_eq!(first(&early), None);
        let Outcome::SignedIn(late) = finish(world, &pending(world), totp(&app.show(world, 0))) else {
            panic!("the code was right");
        };
        world.write(|tx| authenticator::remove(tx, BOB)).unwrap();
        assert_eq!(first(&late), Some(First::SetUpSecondFactor), "who removes the last one begins anew");
        world.write(second_factor::leave_optional).unwrap();
        assert_eq!(first(&late), None);
        assert!(!world.read(second_factor::is_required).unwrap());
    });
}
