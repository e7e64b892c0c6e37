//! Writes to search indexes that wait for the commit.
//!
//! FTS5 writes out all it holds at the end of every savepoint; so it gets the writes of a whole batch at once. When an
//! index is asked before that, they are written early, perhaps inside a savepoint that is undone later: then those that
//! were there before it are written again.

use crate::param::Param;
use crate::plan::Plan;

/// The writes of one transaction.
#[derive(Default)]
pub(super) struct Deferred {
    list: Vec<(Plan, Vec<Param>)>,
    /// How many of the list are written.
    written: usize,
    /// Where the innermost savepoint begins.
    floor: usize,
}

/// The state at the beginning of a savepoint.
pub(crate) struct Mark {
    count: usize,
    written: usize,
    floor: usize,
}

impl Deferred {
    pub fn push(&mut self, plan: Plan, params: Vec<Param>) {
        self.list.push((plan, params));
    }

    /// What is not written yet.
    pub fn waiting(&self) -> &[(Plan, Vec<Param>)] {
        self.list.get(self.written..).unwrap_or_default()
    }

    /// Everything is written. What belongs to the innermost savepoint shares its fate and is needed no more.
    pub fn settled(&mut self) {
        self.list.truncate(self.floor);
        self.written = self.list.len();
    }

    pub fn mark(&mut self) -> Mark {
        let mark = Mark { count: self.list.len(), written: self.written, floor: self.floor };
        self.floor = mark.count;
        mark
    }

    pub fn unmark(&mut self, mark: &Mark, undone: bool) {
        self.floor = mark.floor;
        if undone {
            self.list.truncate(mark.count);
            self.written = self.written.min(mark.written);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(deferred: &Deferred) -> Vec<&str> {
        deferred.waiting().iter().map(|(plan, _)| plan.sql()).collect()
    }

    fn push(deferred: &mut Deferred, sql: &str) {
        deferred.push(Plan::text(sql), Vec::new());
    }

    #[test]
    fn what_an_undone_savepoint_wrote_for_others_is_written_again() {
        let mut deferred = Deferred::default();
        push(&mut deferred, "a");
        let mark = deferred.mark();
        push(&mut deferred, "b");
        assert_eq!(texts(&deferred), ["a", "b"]);
        deferred.settled();
        assert!(texts(&deferred).is_empty());
        deferred.unmark(&mark, true);
        assert_eq!(texts(&deferred), ["a"]);
    }

    #[test]
    fn what_a_good_savepoint_wrote_stays_written() {
        let mut deferred = Deferred::default();
        push(&mut deferred, "a");
        let mark = deferred.mark();
        push(&mut deferred, "b");
        deferred.settled();
        push(&mut deferred, "c");
        deferred.unmark(&mark, false);
        assert_eq!(texts(&deferred), ["c"]);
    }
}
