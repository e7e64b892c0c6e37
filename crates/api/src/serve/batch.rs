//! `$batch`, run: each request in a transaction of its own, each group of requests in one.

use std::sync::{Arc, Mutex, PoisonError};

use access::Through;
use identity::Credential;
use records::Tx;

use super::ask::{Ask, Language};
use super::desk::Desk;
use super::fault::Fault;
use super::reply::Reply;
use super::{answer, in_transaction};
use crate::Problem;
use crate::odata::batch::{self, Answer, Answers, Ready, Request};

/// Runs the requests of a batch.
pub async fn run(desk: &Desk, credential: Credential, ask: &Ask) -> Result<(String, Vec<u8>), Problem> {
    recognised(desk, credential.clone(), ask.headers.language).await?;
    let batch = batch::parse(&ask.headers.content_type, &ask.body)?;
    let goes_on = ask.headers.preferences.continue_on_error || batch.format == batch::Format::Json;
    let mut answers = Answers::default();
    let mut rest = batch.requests.as_slice();
    while let Some(first) = rest.first() {
        let count = match &first.group {
            None => 1,
            Some(group) => rest.iter().take_while(|request| request.group.as_ref() == Some(group)).count(),
        };
        let (these, after) = rest.split_at(count);
        rest = after;
        if first.group.is_none() {
            alone(desk, &credential, ask, first, &mut answers).await;
        } else {
            answers = together(desk, &credential, ask, these, answers).await;
        }
        // Protocol 11.7.7.2: without the preference a batch ends with its first failure.
        if answers.has_failed() && !goes_on {
            break;
        }
    }
    Ok(answers.write(batch.format))
}

/// Refuses a batch of nobody's before it is read.
async fn recognised(desk: &Desk, credential: Credential, language: Language) -> Result<(), Problem> {
    let inner = desk.clone();
    let work = move |tx: &mut Tx<'_>, visitor: Option<&identity::Visitor>| -> Result<(), Fault> {
        inner.call(tx, visitor, language).map(|_| ())
    };
    desk.front().read(credential, Through::Api, work).await.map_err(|fault| fault.told(language))
}

async fn alone(desk: &Desk, credential: &Credential, ask: &Ask, request: &Request, answers: &mut Answers) {
    let answered = match refused(request, answers) {
        Some(answer) => answer,
        None => {
            let resolved = ask.within(&answers.resolve(request.clone()));
            answer(desk, credential.clone(), resolved).await.into_answer()
        }
    };
    answers.push(request.clone(), answered);
}

/// Why a request does not run at all.
fn refused(request: &Request, answers: &Answers) -> Option<Answer> {
    if request.condition.is_some() {
        return Some(Answer::problem(&Problem::not_implemented("\"if\" in a batch is not offered: use dependsOn")));
    }
    if request.url.trim_start_matches('/').starts_with("$batch") {
        return Some(Answer::problem(&Problem::bad_request("a batch holds no batch")));
    }
    match answers.ready(request) {
        Ready::Run => None,
        Ready::Refused(answer) => Some(*answer),
    }
}

/// A group that failed: nothing of it was done.
struct Undone;

/// Why a group's transaction ended.
enum End {
    Undone(Undone),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Runs the requests of one group: all or nothing.
async fn together(desk: &Desk, credential: &Credential, ask: &Ask, requests: &[Request], before: Answers) -> Answers {
    let language = ask.headers.language;
    let group = requests[0].group.clone().unwrap_or_default();
    // What the answers were before the group: the transaction may run more than once.
    let state = Arc::new(Mutex::new((before.clone(), before)));
    let (inner, shared, asked) = (desk.clone(), Arc::clone(&state), Arc::new(ask.clone()));
    let requests: Arc<[Request]> = requests.to_vec().into();
    let these = Arc::clone(&requests);
    let work = move |tx: &mut Tx<'_>, visitor: Option<&identity::Visitor>| -> Result<(), End> {
        let call = inner.call(tx, visitor, language)?;
        let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 = state.0.clone();
        for request in these.iter() {
            let answered = match refused(request, &state.1) {
                Some(answer) => answer,
                None => {
                    let resolved = asked.within(&state.1.resolve(request.clone()));
                    match in_transaction(tx, &call, &resolved) {
                        Ok(reply) => reply.into_answer(),
                        // The database itself gave up: whoever runs the transaction decides whether to run it again.
                        Err(Fault::Records(records::Error::Store(error))) if error.is_transient() => {
                            return Err(error.into());
                        }
                        Err(fault) => Reply::odata_problem(&fault.told(language)).into_answer(),
                    }
                }
            };
            let failed = !answered.is_success();
            state.1.push(request.clone(), answered);
            if failed {
                return Err(End::Undone(Undone));
            }
        }
        Ok(())
    };
    let outcome = desk.front().write(credential.clone(), Through::Api, work).await;
    let (before, mut answers) = state.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let done = answers.len() - before.len();
    match outcome {
        Ok(()) => answers,
        Err(End::Undone(Undone)) => {
            for request in &requests[done..] {
                answers.push(request.clone(), Answer::problem(&unfinished(&group)));
            }
            answers.undo_group(&group);
            answers
        }
        Err(End::Fault(fault)) => {
            let mut answers = before;
            let problem = fault.told(language);
            for request in requests.iter() {
                answers.push(request.clone(), Answer::problem(&problem));
            }
            answers
        }
    }
}

fn unfinished(group: &str) -> Problem {
    Problem::new(424, "failed-dependency", "A request this one needs has failed")
        .detailed(format!("nothing of the group \"{group}\" was done, because one request has failed"))
}
