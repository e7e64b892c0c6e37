//! FEEL, the expression language of DMN 1.5 (chapter 10): formulas, rules, filters,
//! templates, and the values that travel through all rooms.
//!
//! Pure: no input or output, no clock, no global state. A text becomes a tree ([`Expr`]),
//! a tree and a [`Schema`] become a [`Program`], a program and a [`Scope`] give an
//! [`Outcome`]. Nothing here panics or runs without end, whatever the text.
//! Start reading at `expr.rs`, then `check.rs`, then `eval.rs`.
//!
//! ```
//! use feel::{Env, Schema, Type, Value, compile, parse};
//!
//! let schema = Schema::new().slot("amount", Type::Number).slot("probability", Type::Number);
//! let expr = parse("amount * probability / 100", &schema.names()).unwrap();
//! let program = compile(&expr, &schema).unwrap();
//! let env = Env::new(0, jiff::tz::TimeZone::UTC);
//! let outcome = program.eval(&[Value::from(5000), Value::from(35)], &env);
//! assert_eq!(outcome.value, Value::from(1750));
//! ```
mod builtin;
mod check;
mod compare;
mod context;
mod date;
mod diagnostic;
mod duration;
mod eval;
mod expr;
mod function;
mod json;
mod machine;
mod number;
mod parse;
mod print;
mod program;
mod properties;
mod schema;
mod template;
mod time;
mod types;
mod value;
mod zone;

pub use builtin::portable_pattern;
pub use check::compile;
pub use compare::{compare, equal};
pub use context::Context;
pub use date::Date;
pub use diagnostic::{Code, Diagnostic, Diagnostics, Span};
pub use duration::{Days, Months};
pub use eval::{Budget, Env, Evaluation, Outcome, Scope, Warning, WarningCode, eval_text};
pub use expr::{Args, BinaryOp, Binding, Domain, Expr, ExprKind, Parameter, UnaryTests};
pub use function::{Function, Native};
pub use json::{JsonError, parse_json, write_json};
pub use machine::{Host, coerce};
pub use number::{NotANumber, Number, Rounding};
pub use parse::{Names, parse, parse_unary_tests};
pub use program::{Path, Program};
pub use schema::{Schema, Strictness};
pub use template::Template;
pub use time::{DateTime, Time};
pub use types::{Signature, Type};
pub use value::{Kind, Range, Value};
pub use zone::Zone;

/// Parses and compiles a text over a schema.
///
/// # Errors
/// All findings, those of the parser or else those of the checker.
pub fn compile_text(text: &str, schema: &Schema) -> Result<Program, Diagnostics> {
    compile(&parse(text, &schema.names())?, schema)
}
