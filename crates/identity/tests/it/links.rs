use identity::account::{self, Start};
use identity::link::{self, Purpose};
use identity::login::{Outcome, Refusal};
use identity::{Email, Error, Password, What};

use crate::support::{ADA, BOB, BOB_MAIL, BOB_PASSWORD, World, each};

const EVE: i64 = 13;

fn invite(world: &World) -> String {
    let email = Email::parse("eve@example.org").unwrap();
    world
        .write(move |tx| {
            account::create(tx, EVE, &email, &Start::Invited)?;
            link::create(tx, EVE, Purpose::Invitation, ADA)
        })
        .unwrap()
        .secret
        .reveal()
}

fn redeem(world: &World, text: &str) -> Result<link::Open, Error> {
    world.gate.redeem_link(&world.db, text, &Password::new("seven white horses"))
}

#[test]
fn an_invited_user_sets_a_password_and_comes_in() {
    each(|world| {
        let text = invite(world);
        assert!(matches!(world.sign_in("eve@example.org", ""), Outcome::Refused(Refusal::Wrong)));
        let open = {
            let text = text.clone();
            world.read(move |tx| link::open(tx, &text)).unwrap()
        };
        assert_eq!((open.user, open.email.as_str(), open.purpose), (EVE, "eve@example.org", Purpose::Invitation));
        redeem(world, &text).unwrap();
        assert_eq!(world.enter("eve@example.org", "seven white horses").user, EVE);
    });
}

#[test]
fn a_link_is_used_once() {
    each(|world| {
        let text = invite(world);
        redeem(world, &text).unwrap();
        assert!(matches!(redeem(world, &text), Err(Error::NotFound(What::Link))));
    });
}

#[test]
fn a_weak_password_does_not_spend_the_link() {
    each(|world| {
        let text = invite(world);
        let weak = world.gate.redeem_link(&world.db, &text, &Password::new("qwerty"));
        assert!(matches!(weak, Err(Error::WeakPassword(found)) if found.len() == 2));
        redeem(world, &text).unwrap();
    });
}

#[test]
fn a_link_is_over_after_its_time() {
    each(|world| {
        let invitation = invite(world);
        let reset = world.write(|tx| link::create(tx, BOB, Purpose::Reset, ADA)).unwrap();
        world.wait(24 * 60 * 60);
        assert!(matches!(redeem(world, &reset.secret.reveal()), Err(Error::NotFound(What::Link))));
        world.wait(6 * 24 * 60 * 60);
        assert!(matches!(redeem(world, &invitation), Err(Error::NotFound(What::Link))));
    });
}

#[test]
fn a_newer_link_replaces_the_older() {
    each(|world| {
        let older = invite(world);
        let newer = world.write(|tx| link::create(tx, EVE, Purpose::Invitation, ADA)).unwrap().secret.reveal();
        assert!(matches!(redeem(world, &older), Err(Error::NotFound(What::Link))));
        redeem(world, &newer).unwrap();
    });
}

#[test]
fn a_reset_ends_sessions_and_the_old_password() {
    each(|world| {
        let cookie = world.bob().secret.reveal();
        for _ in 0..5 {
            world.sign_in(BOB_MAIL, "a wrong password");
        }
        let reset = world.write(|tx| link::create(tx, BOB, Purpose::Reset, ADA)).unwrap();
        redeem(world, &reset.secret.reveal()).unwrap();
        assert!(world.who(&cookie).is_none());
        world.enter(BOB_MAIL, "seven white horses");
        assert!(matches!(world.sign_in(BOB_MAIL, BOB_PASSWORD), Outcome::Refused(Refusal::Wrong)));
    });
}

#[test]
fn a_disabled_account_has_no_links() {
    each(|world| {
        let reset = world.write(|tx| link::create(tx, BOB, Purpose::Reset, ADA)).unwrap();
        world.write(|tx| account::disable(tx, BOB)).unwrap();
        assert!(matches!(redeem(world, &reset.secret.reveal()), Err(Error::NotFound(What::Link))));
    });
}

#[test]
fn a_made_up_link_opens_nothing() {
    each(|world| {
        for text in ["", "x", &identity::Secret::new().unwrap().reveal()] {
            assert!(matches!(redeem(world, text), Err(Error::NotFound(What::Link))), "{text}");
        }
    });
}

#[test]
fn a_link_that_went_to_the_old_address_is_spent_when_the_address_changes() {
    each(|world| {
        let text = invite(world);
        let email = Email::parse("evelyn@example.org").unwrap();
        world.write(move |tx| account::change_email(tx, EVE, &email)).unwrap();
        assert!(matches!(redeem(world, &text), Err(Error::NotFound(What::Link))));
    });
}
