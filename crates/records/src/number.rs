//! Automatic numbers: counted up in the record's own transaction.

use crate::error::Result;
use crate::record::Record;
use crate::tx::Tx;
use feel::Value;
use model::Kind;
use std::sync::Arc;
use store::{Dialect, Plan};

/// Gives a new record its automatic numbers.
///
/// Numbers rise without gaps among committed records: a transaction that fails gives its number back.
pub(crate) fn give(tx: &mut Tx<'_>, record: &mut Record) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    for field in &layout.entity.fields {
        let Kind::AutoNumber(format) = &field.kind else { continue };
        let Some(slot) = layout.index(&field.name) else { continue };
        if record.values[slot].is_null() {
            let number = next(tx, &layout.entity.name, &field.name)?;
            record.values[slot] = Value::from(format.write(number));
        }
    }
    Ok(())
}

fn next(tx: &mut Tx<'_>, entity: &str, field: &str) -> Result<i64> {
    let plan = tx.plan("auto_number.next", |dialect| {
        let values = if dialect == Dialect::Sqlite { "(?, ?, 1)" } else { "($1, $2, 1)" };
        Plan::text(&format!(
            "INSERT INTO auto_number (entity, field, last) VALUES {values} \
             ON CONFLICT (entity, field) DO UPDATE SET last = auto_number.last + 1 RETURNING last"
        ))
    });
    let number = tx.sql().query_one(&plan, &[entity.into(), field.into()], |row| row.int(0))?;
    Ok(number.unwrap_or(1))
}
