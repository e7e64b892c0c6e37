//! Requests in, answers out: the OData service over HTTP.
//!
//! A request is taken apart on the task that received it ([`ask::Ask`]), answered in one transaction on a thread of
//! the database ([`read::read`], [`write::write`]), and becomes HTTP again ([`reply::Reply`]).
//! Invariants: who is not recognised by a token is told 401 and nothing else; a browser's cookie is no token; what the
//! actor may not see is answered as what is not there.

pub(crate) mod apply;
pub mod ask;
mod batch;
mod convert;
pub(crate) mod desk;
mod expand;
pub(crate) mod fault;
pub(crate) mod http;
pub(crate) mod idempotency;
mod input;
mod link;
mod part;
mod question;
mod read;
pub(crate) mod reply;
mod service;
pub(crate) mod shape;
mod walk;
mod write;

use std::sync::Arc;

use access::Through;
use identity::Credential;
use records::Tx;

use crate::Problem;
use crate::odata::batch::Method;
use ask::Ask;
use desk::{Call, Desk};
use fault::Fault;
use reply::Reply;

/// Answers a request with a transaction of its own.
pub(crate) async fn answer(desk: &Desk, credential: Credential, ask: Ask) -> Reply {
    let language = ask.headers.language;
    let ask = Arc::new(ask);
    let reads = ask.method == Method::Get || ask.url.split('?').next().is_some_and(|path| path.ends_with("/$query"));
    let (inner, shared) = (desk.clone(), Arc::clone(&ask));
    let outcome: Result<Reply, Fault> = if !reads {
        let work = move |tx: &mut Tx<'_>, visitor: Option<&identity::Visitor>| {
            let call = inner.call(tx, visitor, language)?;
            idempotency::once(tx, &call, &shared, |tx| write::write(tx, &call, &shared))
        };
        desk.front().write(credential, Through::Api, work).await
    } else {
        let work = move |tx: &mut Tx<'_>, visitor: Option<&identity::Visitor>| {
            let call = inner.call(tx, visitor, language)?;
            in_transaction(tx, &call, &shared)
        };
        // Reports may take longer than a page of records may.
        if ask.url.contains("apply=") {
            desk.front().read_long(credential, Through::Api, work).await
        } else {
            desk.front().read(credential, Through::Api, work).await
        }
    };
    outcome.unwrap_or_else(|fault| Reply::odata_problem(&fault.told(language)))
}

/// Answers a request in a transaction that is there.
fn in_transaction(tx: &mut Tx<'_>, call: &Call<'_>, ask: &Ask) -> Result<Reply, Fault> {
    match ask.method {
        Method::Get => read::read(tx, call, ask),
        _ => write::write(tx, call, ask),
    }
}

/// A method that an address does not take. RFC 9110, 15.5.6.
fn not_allowed(url: &str, allowed: &str) -> Problem {
    let path = url.split('?').next().unwrap_or_default();
    let path = if path.is_empty() { "the service document" } else { path };
    Problem::new(405, "method-not-allowed", "The address does not take this method")
        .detailed(format!("{path} takes {allowed}"))
        .with_extra("allow", allowed)
}
