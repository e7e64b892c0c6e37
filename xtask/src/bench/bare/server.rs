//! The bare server: axum over SQLite, started as a process of its own by a hidden command.

use super::sqlite::{self, Database, History};
use crate::bench::data::{Contact, Size};
use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use serde::Deserialize;
use std::io::Read;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The hidden command's name.
pub const COMMAND: &str = "bench-bare-server";

/// The bare server under way; it ends when this is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Fills a database in the folder and starts the server over it.
    ///
    /// # Errors
    /// When it does not answer within a minute.
    pub fn start(folder: &std::path::Path, size: Size) -> Result<Self> {
        let file = folder.join("bare.sqlite");
        sqlite::fill(&file, size)?;
        let address = crate::bench::process::free_address()?;
        // It ends when its standard input does, so it cannot outlive this process.
        let child = Command::new(std::env::current_exe()?)
            .args([COMMAND, &address.to_string()])
            .arg(&file)
            .stdin(Stdio::piped())
            .spawn()
            .context("the bare server")?;
        let mut server = Self { child, address };
        crate::bench::process::wait_for_health(&mut server.child, address, Instant::now(), Duration::from_secs(60))?;
        Ok(server)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until standard input ends: `bench-bare-server ADDRESS FILE`.
///
/// # Errors
/// When the address is taken or the file is no database.
pub fn serve(arguments: &[String]) -> Result<()> {
    let [address, file] = arguments else { anyhow::bail!("{COMMAND} ADDRESS FILE") };
    let address: SocketAddr = address.parse()?;
    let database = Database::open(std::path::Path::new(file))?;
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let routes = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/contacts/{id}", get(read))
        .route("/contacts/{id}", patch(update))
        .route("/companies/{id}/contacts", get(list))
        .route("/contacts", post(create))
        .route("/contacts-without-history", post(create_without_history))
        .with_state(database);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        Ok(axum::serve(listener, routes).await?)
    })
}

async fn read(State(database): State<Database>, Path(id): Path<i64>) -> Response {
    answer(StatusCode::OK, database.read(move |connection| sqlite::contact(connection, id)).await)
}

async fn list(State(database): State<Database>, Path(company): Path<i64>) -> Response {
    answer(StatusCode::OK, database.read(move |connection| sqlite::contacts_of(connection, company)).await)
}

async fn create(State(database): State<Database>, body: String) -> Response {
    insert(database, body, History::Kept).await
}

async fn create_without_history(State(database): State<Database>, body: String) -> Response {
    insert(database, body, History::Left).await
}

async fn insert(database: Database, body: String, history: History) -> Response {
    let contact: Contact = match serde_json::from_str(&body) {
        Ok(contact) => contact,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    let write = move |connection: &rusqlite::Connection| sqlite::insert(connection, &contact, &body, history);
    answer(StatusCode::CREATED, database.write(write).await)
}

/// What an update changes.
#[derive(Deserialize)]
struct Patch {
    status: String,
    job_title: String,
}

async fn update(State(database): State<Database>, Path(id): Path<i64>, body: String) -> Response {
    let patch: Patch = match serde_json::from_str(&body) {
        Ok(patch) => patch,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    };
    let write =
        move |connection: &rusqlite::Connection| sqlite::update(connection, id, &patch.status, &patch.job_title);
    answer(StatusCode::OK, database.write(write).await)
}

fn answer(status: StatusCode, result: Result<Vec<u8>>) -> Response {
    match result {
        Ok(body) => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
