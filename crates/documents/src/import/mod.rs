//! Records from a file: planned, tried, run, taken up again, undone.
//!
//! A person gets a plan from [`suggest`], corrects it, sees by [`dry_run`] exactly what it would do, and has it run and
//! perhaps taken back: as jobs by [`start_trial`], [`start`] and [`start_undo`], or at once by [`import_file`]. Invariants: everything is written through the one door under the
//! rights of whoever imports; rows, progress and refused rows are one transaction, so a run that was cut off goes on
//! with the next row; all changes of an import are one batch.
//!
//! Start reading at `plan.rs`, then `run.rs`, then `chunk.rs` and `one.rs`.

mod abandoned;
mod chunk;
mod command;
mod door;
mod error;
mod find;
mod groups;
mod hints;
mod job;
mod lines;
mod links;
mod marks;
mod one;
mod plan;
mod reasons;
mod refused;
mod report;
mod row;
mod run;
mod setup;
mod suggest;
mod table;
mod target;
mod trial;
mod undo;

pub use abandoned::{DRAFT, DRAFT_KEPT};
pub use command::{Options, import_file};
pub use error::{Error, Result};
pub use job::{KIND, People, SWEEP, handler, register, schedule, start, sweep};
pub use plan::{
    Absent, ColumnPlan, Duplicates, Empty, Existing, Guessed, Manner, Missing, Plan, RelatedPlan, Unreadable,
};
pub use reasons::{Findings, Reason, Reasons};
pub use refused::write_refused;
pub use report::{Change, Counts, Outcome, Problem, Refusal, Report, RowReport, Warning};
pub use run::{Told, check_right, dry_run};
pub use suggest::{Choice, Suggestion, choices, suggest, suggest_for};
pub use table::{Import, MIGRATIONS, Refused, find, list, of_draft, refused};
pub(crate) use target::kind_of;
pub use trial::{TRIAL, Tried, start_trial, tried};
pub use undo::{TakenBack, UNDO, outcome, start_undo, taken_back};
