//! What this room remembers of the installation itself, by name.

use store::Tx;
use store::sql::{Expr, ExprTrait as _, OnConflict, Query};

use crate::error::Result;
use crate::table;

pub(crate) fn get(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    table::first(
        tx,
        Query::select().column("value").from("identity_setting").and_where(Expr::col("name").eq(name)),
        |row| row.text(0).map(str::to_owned),
    )
}

pub(crate) fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    table::run(
        tx,
        Query::insert()
            .into_table("identity_setting")
            .columns(["name", "value"])
            .values_panic([name.into(), value.into()])
            .on_conflict(OnConflict::column("name").update_column("value").to_owned()),
    )?;
    Ok(())
}

pub(crate) fn remove(tx: &mut Tx, name: &str) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_setting").and_where(Expr::col("name").eq(name)))?;
    Ok(())
}
