use std::sync::Arc;

use access::Limit;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use identity::token::{self, Wanted};
use identity::{Error, What, account, role};

use crate::support::{ADA, BOB, World, each, role_names};

fn wanted() -> Wanted {
    Wanted { name: "report".to_owned(), ..Wanted::default() }
}

fn make(world: &World, user: i64, wanted: Wanted) -> (i64, String) {
    let new = world.write(move |tx| token::create(tx, user, &wanted)).unwrap();
    (new.id, format!("Bearer {}", new.reveal()))
}

#[test]
fn a_token_acts_as_its_user() {
    each(|world| {
        let (id, header) = make(world, BOB, wanted());
        let who = world.authorized(&header).unwrap();
        assert_eq!((who.user, role_names(&who)), (BOB, vec!["sales"]));
        assert_eq!(who.limit, Limit::default());
        assert_eq!(who.token().unwrap().id, id);
        assert!(who.session().is_none());
        let text = header.trim_start_matches("Bearer ");
        let basic = format!("Basic {}", STANDARD.encode(format!("bob:{text}")));
        assert_eq!(world.authorized(&basic).unwrap().user, BOB);
    });
}

#[test]
fn a_token_has_no_role_its_user_lost() {
    each(|world| {
        world.write(|tx| role::grant(tx, ADA, "sales")).unwrap();
        let roles = Some(vec!["sales".to_owned(), "marketing".to_owned()]);
        let (_, header) = make(world, ADA, Wanted { roles, ..wanted() });
        assert_eq!(role_names(&world.authorized(&header).unwrap()), ["sales"]);
        world.write(|tx| role::withdraw(tx, ADA, "sales")).unwrap();
        assert!(world.authorized(&header).unwrap().roles.is_empty());
    });
}

#[test]
fn a_token_limits_reading_and_entities() {
    each(|world| {
        let limit =
            Limit { read_only: true, entities: Some(Arc::from([Arc::from("base.company"), Arc::from("sales.deal")])) };
        let (_, header) = make(world, BOB, Wanted { limit: limit.clone(), ..wanted() });
        assert_eq!(world.authorized(&header).unwrap().limit, limit);
        let listed = world.read(|tx| token::list(tx, BOB)).unwrap();
        assert_eq!(listed[0].limit, limit);
    });
}

#[test]
fn a_token_ends() {
    each(|world| {
        let soon = world.db.clock().now() + jiff::SignedDuration::from_secs(60);
        let (_, header) = make(world, BOB, Wanted { ends_at: Some(soon), ..wanted() });
        world.wait(59);
        assert!(world.authorized(&header).is_some());
        world.wait(1);
        assert!(world.authorized(&header).is_none());
    });
}

#[test]
fn a_revoked_token_opens_nothing_at_once() {
    each(|world| {
        let (id, header) = make(world, BOB, wanted());
        assert!(world.authorized(&header).is_some());
        let foreign = world.write(move |tx| token::revoke(tx, ADA, id));
        assert!(matches!(foreign, Err(Error::NotFound(What::Token))));
        assert!(world.authorized(&header).is_some());
        world.write(move |tx| token::revoke(tx, BOB, id)).unwrap();
        assert!(world.authorized(&header).is_none());
    });
}

#[test]
fn a_disabled_user_has_no_tokens() {
    each(|world| {
        let (_, header) = make(world, BOB, wanted());
        assert!(world.authorized(&header).is_some());
        world.write(|tx| account::disable(tx, BOB)).unwrap();
        assert!(world.authorized(&header).is_none());
    });
}

#[test]
fn the_last_use_is_noted_now_and_then() {
    each(|world| {
        let (id, header) = make(world, BOB, wanted());
        let due = || world.authorized(&header).unwrap().token().unwrap().touch_is_due(world.db.clock().now());
        assert!(due());
        assert!(!due());
        world.write(move |tx| token::touch(tx, id)).unwrap();
        let listed = world.read(|tx| token::list(tx, BOB)).unwrap();
        assert_eq!(listed[0].used_at, Some(world.db.clock().now()));
        world.wait(5 * 60);
        assert!(due());
    });
}

#[test]
fn the_list_shows_no_secret() {
    each(|world| {
        let (_, header) = make(world, BOB, wanted());
        let listed = world.read(token::all).unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].hint.len(), 8);
        assert!(header.contains(&listed[0].hint));
    });
}

#[test]
fn what_cannot_be_kept_is_refused() {
    each(|world| {
        let past = world.db.clock().now();
        let refused = |wanted: Wanted| match world.write(move |tx| token::create(tx, BOB, &wanted)) {
            Err(Error::Invalid(what)) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(Wanted { name: "  ".to_owned(), ..wanted() }), What::Name);
        assert_eq!(refused(Wanted { ends_at: Some(past), ..wanted() }), What::Expiry);
        assert_eq!(refused(Wanted { roles: Some(vec!["a|b".to_owned()]), ..wanted() }), What::Role);
        let unknown = world.write(|tx| token::create(tx, 999, &wanted()));
        assert!(matches!(unknown, Err(Error::NotFound(What::Account))));
    });
}

#[test]
fn other_headers_open_nothing() {
    each(|world| {
        for header in ["", "Bearer", "Bearer rel_", "Basic", "Basic Og==", "Bearer \u{0}"] {
            assert!(world.authorized(header).is_none(), "{header:?}");
        }
    });
}
