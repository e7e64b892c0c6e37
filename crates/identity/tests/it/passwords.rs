use std::sync::Arc;

use identity::login::{Outcome, Refusal};
use identity::password::Cost;
use identity::{Error, Gate, Password, Weakness, account};

use crate::support::{ADA, ADA_MAIL, ADA_PASSWORD, BOB, BOB_MAIL, BOB_PASSWORD, client, each, key, limits};

#[test]
fn the_right_password_opens_a_session() {
    each(|world| {
        let new = world.enter(" Ada@Example.ORG ", ADA_PASSWORD);
        assert_eq!(new.user, ADA);
        let who = world.who(&new.secret.reveal()).unwrap();
        assert_eq!(who.user, ADA);
        assert_eq!(&*who.email, ADA_MAIL);
        assert!(who.first().is_none());
    });
}

#[test]
fn a_wrong_password_and_an_unknown_address_look_alike() {
    each(|world| {
        for email in [ADA_MAIL, "nobody@example.org", "no address", ""] {
            for guess in 0..4 {
                let outcome = world.sign_in_from(&format!("192.0.2.{guess}"), email, "a wrong password");
                assert!(matches!(outcome, Outcome::Refused(Refusal::Wrong)), "{email}: {outcome:?}");
            }
            let outcome = world.sign_in_from("192.0.2.99", email, "a wrong password");
            assert!(matches!(outcome, Outcome::Throttled { .. }), "{email}: {outcome:?}");
        }
    });
}

#[test]
fn an_unknown_address_takes_as_long_as_a_known_one() {
    // Twice the work would show as twice the time; the bound leaves room for a busy computer.
    each(|world| {
        let gate = Gate::new(identity::Limits { cost: Cost { memory: 4096, passes: 2 }, ..limits() }, key()).unwrap();
        let email = identity::Email::parse(ADA_MAIL).unwrap();
        let stored = gate.hasher().prepare(&Password::new(ADA_PASSWORD), &email).unwrap();
        world.write(move |tx| account::set_chosen_password(tx, ADA, &stored)).unwrap();
        let time = |email: &str| {
            (0..4)
                .map(|_| {
                    let start = std::time::Instant::now();
                    gate.sign_in(
                        &world.db,
                        email,
                        &Password::new("a wrong password"),
                        &identity::Client::default(),
                        None,
                    )
                    .unwrap();
                    start.elapsed()
                })
                .min()
                .unwrap()
        };
        let (known, unknown) = (time(ADA_MAIL), time("nobody@example.org"));
        assert!(known < unknown * 3 && unknown < known * 3, "{known:?} {unknown:?}");
    });
}

#[test]
fn each_wrong_guess_makes_the_wait_longer() {
    each(|world| {
        for _ in 0..4 {
            world.sign_in(ADA_MAIL, "a wrong password");
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            let Outcome::Throttled { until } = world.sign_in(ADA_MAIL, ADA_PASSWORD) else {
                panic!("a guess was accepted too early, before {seconds} s");
            };
            assert_eq!(until.as_second() - world.db.clock().now().as_second(), seconds);
            world.wait(seconds.unsigned_abs());
            let outcome = world.sign_in(ADA_MAIL, "a wrong password");
            assert!(matches!(outcome, Outcome::Refused(Refusal::Wrong)), "{outcome:?}");
        }
        // Another account is not held up, and a right password forgives what was.
        world.bob();
        world.wait(300);
        world.ada();
        for _ in 0..4 {
            assert!(matches!(world.sign_in(ADA_MAIL, "a wrong password"), Outcome::Refused(Refusal::Wrong)));
        }
    });
}

#[test]
fn an_address_that_guesses_at_many_accounts_waits() {
    each(|world| {
        for guess in 0..30 {
            let outcome = world.sign_in_from("198.51.100.1", &format!("user{guess}@example.org"), "a wrong password");
            assert!(matches!(outcome, Outcome::Refused(Refusal::Wrong)), "{guess}");
        }
        assert!(matches!(world.sign_in_from("198.51.100.1", ADA_MAIL, ADA_PASSWORD), Outcome::Throttled { .. }));
        assert!(matches!(world.sign_in_from("198.51.100.2", ADA_MAIL, ADA_PASSWORD), Outcome::SignedIn(_)));
    });
}

#[test]
fn right_passwords_from_one_office_are_no_guesses() {
    each(|world| {
        for _ in 0..60 {
            world.bob();
        }
        world.ada();
    });
}

#[test]
fn guesses_sent_at_once_are_all_counted() {
    each(|world| {
        let accepted = std::thread::scope(|scope| {
            let guesses: Vec<_> =
                (0..12).map(|_| scope.spawn(|| world.sign_in(ADA_MAIL, "a wrong password"))).collect();
            guesses
                .into_iter()
                .map(|guess| guess.join().unwrap())
                .filter(|outcome| matches!(outcome, Outcome::Refused(_)))
                .count()
        });
        assert_eq!(accepted, 4);
    });
}

#[test]
fn counts_survive_a_restart() {
    each(|world| {
        for _ in 0..4 {
            world.sign_in(ADA_MAIL, "a wrong password");
        }
        let restarted = Gate::new(limits(), key()).unwrap();
        let outcome =
            restarted.sign_in(&world.db, ADA_MAIL, &Password::new(ADA_PASSWORD), &client("192.0.2.8"), None).unwrap();
        assert!(matches!(outcome, Outcome::Throttled { .. }), "{outcome:?}");
    });
}

#[test]
fn a_disabled_account_is_told_so_only_with_the_right_password() {
    each(|world| {
        let bob = world.bob().secret.reveal();
        world.write(|tx| account::disable(tx, BOB)).unwrap();
        assert!(world.who(&bob).is_none());
        assert!(matches!(world.sign_in(BOB_MAIL, BOB_PASSWORD), Outcome::Refused(Refusal::Disabled)));
        assert!(matches!(world.sign_in(BOB_MAIL, "a wrong password"), Outcome::Refused(Refusal::Wrong)));
        world.write(|tx| account::enable(tx, BOB)).unwrap();
        world.bob();
    });
}

#[test]
fn a_hash_of_old_cost_is_renewed_at_sign_in() {
    each(|world| {
        let dearer = Gate::new(identity::Limits { cost: Cost { memory: 128, passes: 2 }, ..limits() }, key()).unwrap();
        let sign_in = |gate: &Gate| {
            gate.sign_in(&world.db, ADA_MAIL, &Password::new(ADA_PASSWORD), &client("192.0.2.8"), None).unwrap()
        };
        let stored = || {
            world
                .read(|tx| {
                    let query = store::sql::Query::select()
                        .column("password_hash")
                        .from("identity_login")
                        .and_where(store::sql::ExprTrait::eq(store::sql::Expr::col("user_id"), ADA))
                        .to_owned();
                    Ok(tx.one(&query, |row| row.text(0).map(str::to_owned))?)
                })
                .unwrap()
                .unwrap()
        };
        assert!(stored().contains("m=64,t=1"));
        assert!(matches!(sign_in(&dearer), Outcome::SignedIn(_)));
        assert!(stored().contains("m=128,t=2"));
        assert!(matches!(sign_in(&dearer), Outcome::SignedIn(_)));
    });
}

#[test]
fn a_changed_password_ends_every_session_and_begins_one() {
    each(|world| {
        let elsewhere = world.bob().secret.reveal();
        let here = world.bob().secret.reveal();
        let who = world.who(&here).unwrap();
        let change = |present: &str, wanted: &str| {
            world.gate.change_password(
                &world.db,
                &who,
                &Password::new(present),
                &Password::new(wanted),
                &client("192.0.2.7"),
            )
        };
        assert!(matches!(change("a wrong password", "new and long enough"), Err(Error::WrongPassword)));
        assert!(
            matches!(change(BOB_PASSWORD, "short"), Err(Error::WeakPassword(found)) if found == [Weakness::TooShort])
        );
        assert!(
            matches!(change(BOB_PASSWORD, BOB_PASSWORD), Err(Error::WeakPassword(found)) if found == [Weakness::Unchanged])
        );
        let new = change(BOB_PASSWORD, "new and long enough").unwrap();
        assert!(world.who(&elsewhere).is_none());
        assert!(world.who(&here).is_none());
        assert_eq!(world.who(&new.secret.reveal()).unwrap().user, BOB);
        world.enter(BOB_MAIL, "new and long enough");
        assert!(matches!(world.sign_in(BOB_MAIL, BOB_PASSWORD), Outcome::Refused(Refusal::Wrong)));
    });
}

#[test]
fn guesses_at_the_present_password_are_throttled() {
    each(|world| {
        let who = Arc::new(world.who(&world.bob().secret.reveal()).unwrap());
        let guess = || {
            world.gate.change_password(
                &world.db,
                &who,
                &Password::new("a wrong password"),
                &Password::new("new and long enough"),
                &client("192.0.2.7"),
            )
        };
        for _ in 0..4 {
            assert!(matches!(guess(), Err(Error::WrongPassword)));
        }
        assert!(matches!(guess(), Err(Error::Throttled { .. })));
        world.wait(1);
        let confirm =
            |typed: &str| world.gate.confirm_password(&world.db, &who, &Password::new(typed), &client("192.0.2.7"));
        assert!(matches!(confirm("a wrong password"), Err(Error::WrongPassword)));
        world.wait(2);
        confirm(BOB_PASSWORD).unwrap();
        assert!(matches!(confirm("a wrong password"), Err(Error::WrongPassword)));
    });
}
