//! The present password, asked for before something that outlives the session or could lock somebody out.

use axum::response::Response;

use super::frame::{blocking, gate, recognise, refusal_text};
use super::security::{self, Faults};
use crate::site::{Me, Visit};

/// Asks for the present password before something that outlives the session; the answer is what to say at the field.
pub(super) async fn confirm(visit: &Visit, me: &Me, typed: &str) -> Result<(), ConfirmError> {
    let (gate, database) = gate(visit);
    let (who, client, present) = (me.visitor.who.clone(), visit.client.clone(), identity::Password::new(typed));
    match blocking(move || gate.confirm_password(&database, &who, &present, &client)).await {
        Ok(()) => Ok(()),
        Err(error) => Err(match refusal_text(&me.reader, &error) {
            Some(text) => ConfirmError::Wrong(text),
            None => ConfirmError::Failed(Box::new(visit.answer(Err(error.into())))),
        }),
    }
}

/// The visit of somebody who typed the right password; else the page of security with what is wrong.
pub(super) async fn confirm_or(
    visit: Visit,
    typed: &str,
    faults: fn(String) -> Faults,
) -> Result<Visit, Box<Response>> {
    let me = recognise(&visit).await?;
    match confirm(&visit, &me, typed).await {
        Ok(()) => Ok(visit),
        Err(ConfirmError::Failed(answer)) => Err(answer),
        Err(ConfirmError::Wrong(text)) => Err(Box::new(security::refuse(visit, faults(text)).await)),
    }
}

/// Why a password was not confirmed.
pub(super) enum ConfirmError {
    /// To be said at the field.
    Wrong(String),
    /// To be answered as it is.
    Failed(Box<Response>),
}
