use std::collections::HashMap;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Statement};

use super::error::seen;
use super::server::Server;
use super::tls;
use crate::error::{Error, Result};
use crate::plan::Plan;

/// Prepared statements kept by a connection.
const STATEMENTS: usize = 512;

/// A connection that works, with its prepared statements.
pub(super) struct Connection {
    pub client: Arc<Client>,
    statements: HashMap<Plan, (Statement, u64)>,
    uses: u64,
    driver: JoinHandle<()>,
}

impl Connection {
    pub fn open(runtime: &Runtime, server: &Server) -> Result<Self> {
        runtime.block_on(async {
            let (client, driver) = match server.config.connect(server.tls.clone()).await {
                // PostgreSQL 34.19.3: what is preferred and fails is done without.
                Err(error) if tls::is_refusal(&error) && server.config.get_ssl_mode() == SslMode::Prefer => {
                    server.config.clone().ssl_mode(SslMode::Disable).connect(server.tls.clone()).await
                }
                outcome => outcome,
            }
            .map_err(|error| match seen(&error) {
                _ if tls::is_refusal(&error) => Error::Lost(tls::explained(&error, server)),
                Error::Other(message) => Error::Lost(message),
                error => error,
            })?;
            let driver = tokio::spawn(async move {
                // A broken connection shows in the next statement.
                drop(driver.await);
            });
            Ok(Connection { client: Arc::new(client), statements: HashMap::new(), uses: 0, driver })
        })
    }

    /// The prepared form of a plan, when it is there already.
    pub fn known(&mut self, plan: &Plan) -> Option<Statement> {
        self.uses += 1;
        let (statement, used) = self.statements.get_mut(plan)?;
        *used = self.uses;
        Some(statement.clone())
    }

    /// Keeps a prepared statement; of too many the half that was not used for longest goes.
    pub fn keep(&mut self, plan: &Plan, statement: &Statement) {
        if self.statements.len() >= STATEMENTS {
            let mut uses: Vec<u64> = self.statements.values().map(|(_, used)| *used).collect();
            uses.sort_unstable();
            let middle = uses[uses.len() / 2];
            self.statements.retain(|_, (_, used)| *used > middle);
        }
        self.statements.insert(plan.clone(), (statement.clone(), self.uses));
    }

    /// Forgets all statements: the tables have changed.
    pub fn forget_statements(&mut self) {
        self.statements.clear();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
