use std::collections::HashMap;
use std::sync::Mutex;

use tokio::sync::watch;

/// Who wants to know that something was committed: one counter for each topic.
#[derive(Default)]
pub(crate) struct Signals(Mutex<HashMap<&'static str, watch::Sender<u64>>>);

impl Signals {
    pub fn listen(&self, topic: &'static str) -> watch::Receiver<u64> {
        let mut topics = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        topics.entry(topic).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    pub fn send(&self, topic: &'static str) {
        let topics = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(topic) = topics.get(topic) {
            topic.send_modify(|count| *count += 1);
        }
    }
}
