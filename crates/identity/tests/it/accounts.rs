use std::collections::BTreeSet;

use identity::account::{self, Start};
use identity::login::Outcome;
use identity::{Email, Error, First, Password, What, owner, role};
use model::ADMINISTRATOR;

use crate::support::{ADA, ADA_MAIL, BOB, BOB_MAIL, BOB_PASSWORD, World, client, each, key};

#[test]
fn an_address_signs_in_one_user() {
    each(|world| {
        let taken = Email::parse(ADA_MAIL).unwrap();
        let again = taken.clone();
        let second = world.write(move |tx| account::create(tx, 13, &again, &Start::Invited));
        assert!(matches!(second, Err(Error::EmailTaken)));
        let again = taken.clone();
        assert!(matches!(world.write(move |tx| account::change_email(tx, BOB, &again)), Err(Error::EmailTaken)));
        let new = Email::parse("robert@example.org").unwrap();
        world.write(move |tx| account::change_email(tx, BOB, &new)).unwrap();
        world.enter("robert@example.org", BOB_PASSWORD);
        assert_eq!(world.read(move |tx| account::find(tx, &taken)).unwrap(), Some(ADA));
    });
}

#[test]
fn the_last_administrator_stays() {
    each(|world| {
        let is_last = |result: Result<(), Error>| matches!(result, Err(Error::LastAdministrator));
        assert!(is_last(world.write(|tx| role::withdraw(tx, ADA, ADMINISTRATOR))));
        assert!(is_last(world.write(|tx| role::set(tx, ADA, &["sales"]))));
        assert!(is_last(world.write(|tx| account::disable(tx, ADA))));
        assert!(is_last(world.write(|tx| account::remove(tx, ADA))));
        world.write(|tx| role::grant(tx, BOB, ADMINISTRATOR)).unwrap();
        world.write(|tx| account::disable(tx, ADA)).unwrap();
        assert!(is_last(world.write(|tx| role::withdraw(tx, BOB, ADMINISTRATOR))));
        assert_eq!(world.read(|tx| role::holders(tx, ADMINISTRATOR)).unwrap(), [ADA, BOB]);
    });
}

#[test]
fn a_one_time_password_is_changed_at_the_first_sign_in() {
    each(|world| {
        let email = Email::parse(BOB_MAIL).unwrap();
        let password = Password::generate().unwrap();
        let prepared = world.gate.hasher().prepare(&password, &email).unwrap();
        world.write(move |tx| account::set_one_time_password(tx, BOB, &prepared)).unwrap();
        let new = world.enter(BOB_MAIL, password.reveal());
        assert!(new.must_change);
        let who = world.who(&new.secret.reveal()).unwrap();
        assert_eq!(who.first(), Some(First::ChoosePassword));
        let chosen = Password::new("the bicycle is mine");
        let new = world.gate.change_password(&world.db, &who, &password, &chosen, &client("192.0.2.7")).unwrap();
        assert!(!new.must_change);
        assert_eq!(world.who(&new.secret.reveal()).unwrap().first(), None);
    });
}

#[test]
fn a_removed_user_leaves_nothing() {
    each(|world| {
        let cookie = world.bob().secret.reveal();
        world
            .write(|tx| {
                identity::authenticator::enrol(tx, &key(), BOB, "Relata")?;
                identity::link::create(tx, BOB, identity::link::Purpose::Reset, ADA)?;
                identity::token::create(tx, BOB, &identity::token::Wanted { name: "x".into(), ..Default::default() })?;
                account::remove(tx, BOB)
            })
            .unwrap();
        assert!(world.who(&cookie).is_none());
        assert!(world.read(|tx| account::of(tx, BOB)).unwrap().is_none());
        assert!(matches!(world.sign_in(BOB_MAIL, BOB_PASSWORD), Outcome::Refused(_)));
        assert!(matches!(world.write(|tx| account::enable(tx, BOB)), Err(Error::NotFound(What::Account))));
        world.write(|tx| account::remove(tx, BOB)).unwrap();
    });
}

#[test]
fn accounts_are_listed_with_their_state() {
    each(|world| {
        world.write(|tx| account::disable(tx, BOB)).unwrap();
        let listed = world.read(account::all).unwrap();
        let states: Vec<_> = listed
            .iter()
            .map(|account| {
                (
                    account.user,
                    account.disabled_at.is_some(),
                    account.password_changed_at.is_some(),
                    account.second_factor,
                )
            })
            .collect();
        assert_eq!(states, [(ADA, false, true, false), (BOB, true, true, false)]);
    });
}

#[test]
fn roles_that_are_no_names_are_refused() {
    each(|world| {
        for name in ["", "A", "a|b", "a b", "роль", &"a".repeat(101)] {
            let name = name.to_owned();
            assert!(matches!(world.write(move |tx| role::grant(tx, BOB, &name)), Err(Error::Invalid(What::Role))));
        }
    });
}

#[test]
fn the_first_start_makes_one_owner() {
    for db in testkit::databases() {
        let world = World::empty(db);
        assert!(world.read(owner::is_missing).unwrap());
        let first = world.gate.prepare_owner(Email::parse("owner@example.org").unwrap()).unwrap();
        assert!(!format!("{first:?}").contains(first.password.reveal()));
        let stored = first.clone();
        assert!(world.write(move |tx| owner::create(tx, 21, &stored)).unwrap());
        let second = world.gate.prepare_owner(Email::parse("second@example.org").unwrap()).unwrap();
        assert!(!world.write(move |tx| owner::create(tx, 22, &second)).unwrap());
        let new = world.enter("owner@example.org", first.password.reveal());
        assert!(new.must_change);
        let who = world.who(&new.secret.reveal()).unwrap();
        assert_eq!(crate::support::role_names(&who), [ADMINISTRATOR]);
    }
}

#[test]
fn every_message_is_there_in_every_language() {
    let ids = |text: &str| -> BTreeSet<String> {
        text.lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(id, _)| id.to_owned())
            .filter(|id| id.starts_with("identity-"))
            .collect()
    };
    let [(_, en), (_, ru), (_, uk)] = identity::TRANSLATIONS;
    assert!(!ids(en).is_empty());
    assert_eq!(ids(en), ids(ru));
    assert_eq!(ids(en), ids(uk));
    // Ids written in the code.
    for file in ["error.rs", "login.rs"] {
        let path = format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"));
        let code = std::fs::read_to_string(path).unwrap();
        for id in code.split('"').filter(|text| text.starts_with("identity-")) {
            assert!(ids(en).contains(id), "{id} is not translated");
        }
    }
}
