//! Long work of a page that leaves no trace if the process ends: a trial, taking an import back.
//!
//! It runs on a thread of its own; the page asks how far it is. What is lost with the process is begun again by asking.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// How far a piece of work is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    /// Why it stopped, in sentences; an empty list is a failure of ours.
    failure: Mutex<Option<Vec<String>>>,
}

impl Progress {
    pub(super) fn tell(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    pub(super) fn told(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    pub(super) fn failure(&self) -> Option<Vec<String>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

static RUNNING: LazyLock<Mutex<HashMap<String, Arc<Progress>>>> = LazyLock::new(Mutex::default);

fn running() -> std::sync::MutexGuard<'static, HashMap<String, Arc<Progress>>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The work of this name, if it runs or failed.
pub(super) fn find(name: &str) -> Option<Arc<Progress>> {
    running().get(name).map(Arc::clone)
}

/// Forgets work that failed, so that it can be begun again.
pub(super) fn forget(name: &str) {
    running().remove(name);
}

/// Begins work, unless work of this name runs already, and tells how far it is.
///
/// Work that ends well is forgotten; why it failed is kept until somebody asks for it again.
pub(super) fn begin(
    name: &str,
    work: impl FnOnce(&Progress) -> Result<(), Vec<String>> + Send + 'static,
) -> Arc<Progress> {
    let progress = {
        let mut running = running();
        if let Some(progress) = running.get(name) {
            return Arc::clone(progress);
        }
        let progress = Arc::new(Progress::default());
        running.insert(name.to_owned(), Arc::clone(&progress));
        progress
    };
    let (own, name) = (Arc::clone(&progress), name.to_owned());
    // A thread of its own: pages are answered on threads of the database, which no runtime knows.
    let started = std::thread::Builder::new().name("import page".to_owned()).spawn(move || {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&own)));
        match outcome.unwrap_or_else(|_| Err(Vec::new())) {
            Ok(()) => forget(&name),
            Err(sentences) => *own.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(sentences),
        }
    });
    if let Err(error) = started {
        tracing::error!("No thread could be begun: {error}");
        *progress.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    }
    progress
}
