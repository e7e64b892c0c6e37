//! `Idempotency-Key`: a POST that is sent again, because its answer was lost, is done once.
//!
//! The answer is kept for a day in the transaction that did the work, so the two cannot part.

use records::Tx;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::sql::{Expr, ExprTrait, Query};

use super::ask::Ask;
use super::desk::Call;
use super::fault::Fault;
use super::reply::Reply;
use crate::Problem;
use crate::odata::batch::Method;

/// How long an answer is kept: a day, in microseconds.
const KEPT: i64 = 24 * 3_600 * 1_000_000;

/// The longest key that is taken.
const LONGEST: usize = 255;

/// Does the work, unless it was done under this key before: then its answer is given again.
///
/// # Errors
/// 422 when the key stands for another request, 400 for a key that is none, and what `work` returned.
pub fn once(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Reply, Fault>,
) -> Result<Reply, Fault> {
    let Some(key) = ask.headers.idempotency_key.as_deref().filter(|_| ask.method == Method::Post) else {
        return work(tx);
    };
    if key.is_empty() || key.len() > LONGEST {
        return Err(Problem::bad_request("an Idempotency-Key has 1 to 255 characters").at("Idempotency-Key").into());
    }
    let asked = fingerprint(ask);
    let now = tx.micros();
    if let Some((known, answer)) = find(tx, call.token, key, now - KEPT)? {
        if known != asked {
            return Err(Problem::new(422, "invalid", "Fields need attention")
                .detailed("this Idempotency-Key was used for another request")
                .at("Idempotency-Key")
                .into());
        }
        return Ok(read(&answer).with("idempotent-replayed", "true"));
    }
    let reply = work(tx)?;
    keep(tx, call.token, key, &asked, &reply)?;
    Ok(reply)
}

/// Removes answers that are older than a day.
///
/// # Errors
/// When the database refuses.
pub fn sweep(tx: &mut store::Tx) -> store::Result<()> {
    let before = tx.micros() - KEPT;
    tx.run(Query::delete().from_table("api_answer").and_where(Expr::col("at").lt(before)))?;
    Ok(())
}

fn fingerprint(ask: &Ask) -> String {
    let mut digest = Sha256::new();
    digest.update(ask.url.as_bytes());
    digest.update([0]);
    digest.update(&ask.body);
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn find(tx: &mut Tx<'_>, token: i64, key: &str, after: i64) -> Result<Option<(String, String)>, Fault> {
    let select = Query::select()
        .columns(["request", "answer"])
        .from("api_answer")
        .and_where(Expr::col("token").eq(token))
        .and_where(Expr::col("idempotency_key").eq(key))
        .and_where(Expr::col("at").gte(after))
        .to_owned();
    Ok(tx.sql().one(&select, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))?)
}

fn keep(tx: &mut Tx<'_>, token: i64, key: &str, asked: &str, reply: &Reply) -> Result<(), Fault> {
    let at = tx.micros();
    // One that is older than a day and not yet swept makes room.
    let old = Query::delete()
        .from_table("api_answer")
        .and_where(Expr::col("token").eq(token))
        .and_where(Expr::col("idempotency_key").eq(key))
        .to_owned();
    tx.sql().run(&old)?;
    let insert = Query::insert()
        .into_table("api_answer")
        .columns(["token", "idempotency_key", "request", "answer", "at"])
        .values_panic([token.into(), key.into(), asked.into(), written(reply).to_string().into(), at.into()])
        .to_owned();
    tx.sql().run(&insert)?;
    Ok(())
}

fn written(reply: &Reply) -> Value {
    let headers: Vec<Value> = reply.headers.iter().map(|(name, value)| json!([name, value])).collect();
    json!({ "status": reply.status, "media": reply.media, "headers": headers, "body": String::from_utf8_lossy(&reply.body) })
}

fn read(answer: &str) -> Reply {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let status = answer["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
    let media = if answer["media"].as_str().is_some_and(|media| !media.is_empty()) {
        super::ask::Detail::wanted(answer["media"].as_str().unwrap_or_default(), None).media_type()
    } else {
        ""
    };
    let mut reply = Reply { status, media, headers: Vec::new(), body: Vec::new() };
    for header in answer["headers"].as_array().into_iter().flatten() {
        let name = header[0].as_str().and_then(|name| KEPT_HEADERS.iter().find(|known| **known == name));
        if let (Some(name), Some(value)) = (name, header[1].as_str()) {
            reply.headers.push((name, value.to_owned()));
        }
    }
    reply.body = answer["body"].as_str().unwrap_or_default().as_bytes().to_vec();
    reply
}

/// The headers a kept answer has.
const KEPT_HEADERS: [&str; 4] = ["etag", "location", "odata-entityid", "preference-applied"];
