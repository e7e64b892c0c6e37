//! Who asks: users, their tokens, and a session for pages.

use super::names;
use super::program::Program;
use crate::bench::client::{self, Answer, escape};
use crate::bench::data::{OWNERS, UNIT};
use crate::bench::figure::Subject;
use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// A user that asks.
pub struct Person {
    pub subject: Subject,
    email: &'static str,
    pub token: String,
}

/// Importing one unit takes no time.
const LIMIT: Duration = Duration::from_secs(60);
const PASSWORD: &str = "seven brown otters count 41 coins";

/// Creates the users: an administrator, and the owners of the records, of whom the first is the one that asks.
///
/// # Errors
/// When a command fails.
pub fn create(program: &Program, units: &Path) -> Result<Vec<Person>> {
    let administrator = "administrator@bench.example";
    program.create_user(administrator, names::ADMINISTRATOR_ROLE, None, PASSWORD)?;
    program.import(&names::UNITS, units, LIMIT)?;
    for owner in OWNERS {
        program.create_user(owner, names::OWNER_ROLE, Some(UNIT), PASSWORD)?;
    }
    let who = [(Subject::Administrator, administrator), (Subject::Salesperson, OWNERS[0])];
    who.into_iter().map(|(subject, email)| Ok(Person { subject, email, token: program.create_token(email)? })).collect()
}

impl Person {
    /// The header that a program sends.
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Signs in as a browser does and returns the cookies it would send.
    ///
    /// # Errors
    /// When the server does not let the person in.
    pub fn sign_in(&self, address: SocketAddr) -> Result<String> {
        let form = client::get(address, names::SIGN_IN, &[])?;
        let visitor = cookies(&form);
        let token = hidden(&form.text(), names::FORM_TOKEN).unwrap_or_default();
        let body = format!(
            "{}={}&{}={}&{}={}",
            names::SIGN_IN_EMAIL,
            escape(self.email),
            names::SIGN_IN_PASSWORD,
            escape(PASSWORD),
            names::FORM_TOKEN,
            escape(&token)
        );
        let origin = format!("http://{address}");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", visitor.as_str()),
            ("origin", origin.as_str()),
        ];
        let answer = client::send(address, "POST", names::SIGN_IN, &headers, body.as_bytes())?;
        let session = cookies(&answer);
        if answer.status >= 400 || session.is_empty() {
            bail!("POST {} answered {}", names::SIGN_IN, answer.status);
        }
        let page = client::get(address, names::COMPANIES_PAGE, &[("cookie", session.as_str())])?;
        if page.status != 200 {
            bail!("GET {} answered {} after signing in", names::COMPANIES_PAGE, page.status);
        }
        Ok(session)
    }
}

/// The cookies an answer sets, as a browser sends them back.
fn cookies(answer: &Answer) -> String {
    let pairs = answer.headers("set-cookie").filter_map(|cookie| cookie.split(';').next());
    pairs.filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}

/// The value of a hidden field of a form.
fn hidden(page: &str, name: &str) -> Option<String> {
    // What stands before the first field is the head, in which other things have names, too.
    let field = page.split("<input").skip(1).find(|part| part.contains(&format!("name=\"{name}\"")))?;
    let value = field.split("value=\"").nth(1)?.split('"').next()?;
    Some(value.to_owned())
}

/// Fails with what the server said.
///
/// # Errors
/// When the status is not below 400.
pub fn good(answer: Answer, what: &str) -> Result<Answer> {
    if answer.status >= 400 {
        bail!("{what} answered {}: {}", answer.status, answer.text().chars().take(600).collect::<String>());
    }
    Ok(answer)
}

/// The body as JSON.
///
/// # Errors
/// When it is none.
pub fn json(answer: &Answer) -> Result<serde_json::Value> {
    serde_json::from_slice(&answer.body).context("no JSON")
}
