//! DMN 1.1 to 1.5: decisions and services, from their file to their value.
//!
//! Pure, as `feel` is: no input or output, no clock; an import is asked of the caller.
//! A text becomes `model::Definitions` (`read.rs`), requirements become an order
//! (`graph.rs`), boxed expressions and tables become FEEL trees (`tree.rs`, `table.rs`),
//! and [`compile`] keeps their programs in [`Compiled`]. Nothing here panics or runs
//! without end, whatever the file. Start reading at `compile.rs`.
//!
//! ```
//! use feel::{Context, Env, Value};
//!
//! let text = r##"
//!   <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="shop" name="shop">
//!     <inputData id="total" name="total"><variable name="total" typeRef="number"/></inputData>
//!     <decision id="discount" name="discount">
//!       <variable name="discount" typeRef="number"/>
//!       <informationRequirement><requiredInput href="#total"/></informationRequirement>
//!       <decisionTable id="table" hitPolicy="FIRST">
//!         <input><inputExpression><text>total</text></inputExpression></input>
//!         <output/>
//!         <rule id="large"><inputEntry><text>&gt; 100</text></inputEntry><outputEntry><text>10</text></outputEntry></rule>
//!         <rule id="other"><inputEntry><text>-</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
//!       </decisionTable>
//!     </decision>
//!   </definitions>"##;
//! let shop = dmn::compile(text, &|_namespace| None);
//! assert!(shop.is_sound());
//! let inputs = Context::from_iter([("total".into(), Value::from(250))]);
//! let outcome = shop.decide("discount", &inputs, &Env::new(0, jiff::tz::TimeZone::UTC)).unwrap();
//! assert_eq!(outcome.value, Value::from(10));
//! assert_eq!(outcome.fired[0].rules[0].id.as_deref(), Some("large"));
//! ```
mod compile;
mod compiled;
mod evaluate;
mod finding;
mod findings;
mod graph;
mod model;
mod read;
mod source;
mod table;
mod tree;
mod types;

pub use compile::compile;
pub use compiled::Compiled;
pub use evaluate::{Fired, FiredRule, Outcome, Warning};
pub use finding::{Finding, Rule, Severity};
pub use read::namespace;
pub use source::Place;
