use identity::login::{Code, Outcome};
use identity::{Error, authenticator, vault};
use store::seal::Key;
use store::sql::{Expr, ExprTrait as _, Query};

use crate::support::{ADA, BOB, BOB_MAIL, BOB_PASSWORD, World, client, each, key};

/// Turns Bob's app on, and makes the worlds' key the one of the installation.
fn enrol(world: &World) -> totp_rs::Totp {
    let enrolment = world.write(|tx| authenticator::enrol(tx, &key(), BOB, "Relata")).unwrap();
    let app = totp_rs::Totp::from_url(&enrolment.uri).unwrap();
    let digits = shown(world, &app);
    world.write(move |tx| authenticator::confirm(tx, &key(), BOB, &digits)).unwrap();
    world.write(|tx| vault::adopt(tx, &key(), None)).unwrap();
    world.wait(30);
    app
}

fn shown(world: &World, app: &totp_rs::Totp) -> String {
    app.generate(u64::try_from(world.db.clock().now().as_second()).unwrap()).to_string()
}

fn stored(world: &World) -> String {
    world
        .read(|tx| {
            let select = Query::select()
                .column("secret")
                .from("identity_second_factor")
                .and_where(Expr::col("user_id").eq(BOB))
                .to_owned();
            Ok(tx.one(&select, |row| row.text(0).map(str::to_owned))?.unwrap())
        })
        .unwrap()
}

fn signs_in(world: &World, app: &totp_rs::Totp) -> bool {
    let Outcome::SecondFactorNeeded(half) = world.sign_in(BOB_MAIL, BOB_PASSWORD) else { panic!("no code asked for") };
    let code = Code::Totp(shown(world, app));
    let outcome = world.gate.second_factor(&world.db, &half.secret.reveal(), &code, &client("192.0.2.7")).unwrap();
    world.wait(30);
    matches!(outcome, Outcome::SignedIn(_))
}

#[test]
fn the_key_of_an_app_cannot_be_read_from_the_database() {
    each(|world| {
        let app = enrol(world);
        let sealed = stored(world);
        let plain = app.secret().to_base32();
        assert!(store::seal::is_sealed(&sealed) && !sealed.contains(&plain), "{sealed}");
        assert!(signs_in(world, &app));
        // Moved to another person, it opens nothing.
        world
            .write(move |tx| {
                let insert = Query::insert()
                    .into_table("identity_second_factor")
                    .columns(["user_id", "secret", "confirmed_at", "last_step"])
                    .values_panic([ADA.into(), sealed.as_str().into(), 1_i64.into(), 0_i64.into()])
                    .to_owned();
                Ok(tx.run(&insert)?)
            })
            .unwrap();
        let digits = shown(world, &app);
        let Outcome::SecondFactorNeeded(half) = world.sign_in(crate::support::ADA_MAIL, crate::support::ADA_PASSWORD)
        else {
            panic!("no code asked for")
        };
        let moved =
            world.gate.second_factor(&world.db, &half.secret.reveal(), &Code::Totp(digits), &client("192.0.2.7"));
        assert!(matches!(moved, Err(Error::Sealed)));
    });
}

#[test]
fn what_was_readable_before_is_sealed_at_the_next_start() {
    each(|world| {
        let app = enrol(world);
        let plain = app.secret().to_base32();
        // As an earlier version left it.
        let left = plain.clone();
        world
            .write(move |tx| {
                let update = Query::update().table("identity_second_factor").value("secret", left.as_str()).to_owned();
                Ok(tx.run(&update)?)
            })
            .unwrap();
        assert_eq!(world.read(vault::known).unwrap().sealed, 0);
        assert_eq!(world.write(|tx| vault::adopt(tx, &key(), None)).unwrap(), 1);
        assert!(store::seal::is_sealed(&stored(world)));
        assert!(signs_in(world, &app));
        assert_eq!(world.write(|tx| vault::adopt(tx, &key(), None)).unwrap(), 0, "a second start changes nothing");
    });
}

#[test]
fn another_key_takes_over_from_the_one_before_and_from_no_other() {
    each(|world| {
        enrol(world);
        let before = stored(world);
        let wrong = world.write(|tx| vault::adopt(tx, &Key::new()?, Some(&Key::new()?)));
        assert!(matches!(wrong, Err(Error::Sealed)));
        assert_eq!(stored(world), before, "nothing was written");
        let new = Key::new().unwrap();
        let taken = new.clone();
        assert_eq!(world.write(move |tx| vault::adopt(tx, &taken, Some(&key()))).unwrap(), 1);
        let known = world.read(vault::known).unwrap();
        assert_eq!((known.fingerprint, known.sealed), (Some(new.fingerprint()), 1));
        // A node that still has the old key seals nothing with it.
        let late = world.write(|tx| authenticator::enrol(tx, &key(), ADA, "Relata"));
        assert!(matches!(late, Err(Error::Sealed)));
    });
}

#[test]
fn with_a_lost_key_the_apps_are_given_up() {
    each(|world| {
        enrol(world);
        assert_eq!(world.write(vault::give_up).unwrap(), [BOB]);
        let known = world.read(vault::known).unwrap();
        assert!(known.fingerprint.is_none() && known.sealed == 0);
        world.bob();
    });
}

#[test]
fn a_key_kept_in_the_database_goes_when_another_place_takes_over() {
    each(|world| {
        world
            .write(|tx| {
                vault::adopt(tx, &key(), None)?;
                vault::keep(tx, &key())
            })
            .unwrap();
        assert_eq!(world.read(vault::known).unwrap().kept, Some(key()));
        world.write(|tx| vault::adopt(tx, &key(), Some(&key()))).unwrap();
        assert_eq!(world.read(vault::known).unwrap().kept, None);
    });
}
