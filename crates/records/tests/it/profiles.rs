//! What people keep of their own record.

use crate::support::*;
use access::Limit;
use feel::Value;
use records::Error;

#[test]
fn people_keep_a_few_fields_of_their_own_record_and_nothing_else() {
    for house in houses() {
        let ada = administrator();
        let user = patch([("name", text("Ann")), ("email", text("ann@example.com"))]);
        let record = house.create(&ada, "user", user).unwrap();
        let ann = actor(&["observer"], record.id(), None);
        let save = |who: &access::Actor, values: records::Patch| {
            let who = who.clone();
            house.write(move |tx| records::update_profile(tx, &who, &values))
        };
        save(&ann, patch([("name", text("Anna")), ("job_title", text("Clerk"))])).unwrap();
        assert_eq!(house.again(&record).get("name").as_text(), Some("Anna"));
        for foreign in [
            patch([("home_unit", Value::from(1))]),
            patch([("active", Value::from(false))]),
            patch([("email", text("boss@example.com"))]),
            patch([("name", text("A")), ("owner", Value::from(record.id()))]),
        ] {
            assert!(matches!(save(&ann, foreign), Err(Error::Forbidden { .. })));
        }
        let reading = access::Actor { limit: Limit { read_only: true, entities: None }, ..ann.clone() };
        assert!(matches!(save(&reading, patch([("name", text("A"))])), Err(Error::Forbidden { .. })));
        let own = house.read(move |tx| records::profile(tx, &ann)).unwrap();
        assert_eq!(own.get("job_title").as_text(), Some("Clerk"));
        assert!(own.get("email").is_null());
    }
}
