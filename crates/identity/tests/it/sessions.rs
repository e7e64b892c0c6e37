use identity::login::Outcome;
use identity::{Error, Password, csrf, role, session};

use crate::support::{ADA, BOB, BOB_MAIL, BOB_PASSWORD, client, each, limits, role_names};

const DAY: u64 = 24 * 60 * 60;

#[test]
fn a_session_ends_when_it_was_not_used() {
    each(|world| {
        let cookie = world.bob().secret.reveal();
        world.wait(3 * DAY - 1);
        assert!(world.who(&cookie).is_some());
        world.wait(1);
        assert!(world.who(&cookie).is_none());
    });
}

#[test]
fn use_keeps_a_session_alive_but_not_for_ever() {
    each(|world| {
        let cookie = world.bob().secret.reveal();
        for _ in 0..14 {
            world.wait(2 * DAY);
            let who = world.who(&cookie).unwrap();
            let session = who.session().unwrap();
            assert!(session.touch_is_due(world.db.clock().now()));
            assert!(!session.touch_is_due(world.db.clock().now()), "once is enough");
            let id = session.id;
            world.write(move |tx| session::touch(tx, id)).unwrap();
        }
        world.wait(2 * DAY);
        assert!(world.who(&cookie).is_none(), "30 days are the end");
    });
}

#[test]
fn being_seen_is_written_now_and_then_only() {
    each(|world| {
        let cookie = world.bob().secret.reveal();
        assert!(!world.who(&cookie).unwrap().session().unwrap().touch_is_due(world.db.clock().now()));
        world.wait(5 * 60);
        assert!(world.who(&cookie).unwrap().session().unwrap().touch_is_due(world.db.clock().now()));
        assert!(!world.who(&cookie).unwrap().session().unwrap().touch_is_due(world.db.clock().now()));
    });
}

#[test]
fn each_sign_in_makes_a_secret_and_ends_the_session_before() {
    each(|world| {
        let planted = world.bob().secret.reveal();
        let outcome = world
            .gate
            .sign_in(&world.db, BOB_MAIL, &Password::new(BOB_PASSWORD), &client("192.0.2.7"), Some(&planted))
            .unwrap();
        let Outcome::SignedIn(new) = outcome else { panic!("{outcome:?}") };
        assert_ne!(new.secret.reveal(), planted);
        assert!(world.who(&planted).is_none());
        assert!(world.who(&new.secret.reveal()).is_some());
    });
}

#[test]
fn a_cookie_that_is_not_ours_opens_nothing() {
    each(|world| {
        let made_up = identity::Secret::new().unwrap().reveal();
        for cookie in ["", "x", made_up.as_str(), "' OR 1=1 --"] {
            assert!(world.who(cookie).is_none(), "{cookie}");
        }
    });
}

#[test]
fn sessions_are_listed_and_ended_by_their_owner_alone() {
    each(|world| {
        let first = world.bob().secret.reveal();
        world.wait(60);
        let second = world.bob().secret.reveal();
        let ada = world.ada().secret.reveal();
        let listed = world.read(|tx| session::list(tx, &limits(), BOB)).unwrap();
        assert_eq!(listed.len(), 2);
        assert!(listed[0].created_at > listed[1].created_at);
        assert_eq!((listed[0].agent.as_str(), listed[0].address.as_str()), ("Test/1.0", "192.0.2.7"));
        let oldest = listed[1].id;
        assert!(matches!(world.write(move |tx| session::end(tx, ADA, oldest)), Err(Error::NotFound(_))));
        assert!(world.who(&first).is_some());
        world.write(move |tx| session::end(tx, BOB, oldest)).unwrap();
        assert!(world.who(&first).is_none());
        assert!(world.who(&second).is_some());
        assert!(world.who(&ada).is_some());
    });
}

#[test]
fn all_other_sessions_end_at_once() {
    each(|world| {
        let others = [world.bob().secret.reveal(), world.bob().secret.reveal()];
        let kept = world.bob().secret.reveal();
        let id = world.who(&kept).unwrap().session().unwrap().id;
        assert_eq!(world.write(move |tx| session::end_others(tx, BOB, id)).unwrap(), 2);
        assert!(others.iter().all(|cookie| world.who(cookie).is_none()));
        assert!(world.who(&kept).is_some());
        let signed_out = kept.clone();
        world.write(move |tx| session::end_by_cookie(tx, &signed_out)).unwrap();
        assert!(world.who(&kept).is_none());
    });
}

#[test]
fn a_role_taken_away_is_gone_with_the_next_request() {
    each(|world| {
        let cookie = world.bob().secret.reveal();
        assert_eq!(role_names(&world.who(&cookie).unwrap()), ["sales"]);
        world.write(|tx| role::set(tx, BOB, &["marketing", "base.reader"])).unwrap();
        assert_eq!(role_names(&world.who(&cookie).unwrap()), ["base.reader", "marketing"]);
        world.write(|tx| role::set(tx, BOB, &[])).unwrap();
        assert!(world.who(&cookie).unwrap().roles.is_empty());
    });
}

#[test]
fn the_form_value_is_the_sessions_own() {
    each(|world| {
        let mine = world.bob().secret.reveal();
        let other = world.bob().secret.reveal();
        let value = world.who(&mine).unwrap().session().unwrap().form_value.clone();
        assert!(csrf::matches(&mine, &value));
        assert!(!csrf::matches(&other, &value));
    });
}

#[test]
fn a_session_is_read_once_until_something_changes() {
    each(|world| {
        let cookie = world.bob().secret.reveal();
        assert!(world.who(&cookie).is_some());
        // Removed behind the room's back: only a query could notice.
        world
            .write(|tx| {
                let mut removal = store::sql::Query::delete();
                removal.from_table("identity_session");
                Ok(tx.run(&removal)?)
            })
            .unwrap();
        assert!(world.who(&cookie).is_some());
        // Signing in takes no rights away, so it empties no cache.
        world.ada();
        assert!(world.who(&cookie).is_some());
        world.write(|tx| Ok(tx.bump_epoch()?)).unwrap();
        assert!(world.who(&cookie).is_none());
    });
}

#[test]
fn sweeping_removes_what_is_over_and_nothing_else() {
    each(|world| {
        let over = world.bob().secret.reveal();
        world.wait(3 * DAY);
        let fresh = world.bob().secret.reveal();
        let gate = world.gate.clone();
        world.write(move |tx| gate.sweep(tx)).unwrap();
        assert!(world.who(&over).is_none());
        assert!(world.who(&fresh).is_some());
    });
}

#[test]
fn secrets_print_as_nothing() {
    each(|world| {
        let new = world.bob();
        let who = world.who(&new.secret.reveal()).unwrap();
        let shown = format!("{new:?} {who:?}");
        assert!(!shown.contains(&new.secret.reveal()), "{shown}");
        assert!(!shown.contains(&who.session().unwrap().form_value), "{shown}");
    });
}
