//! Functions as values.
use std::{fmt, sync::Arc};

use crate::{builtin::Builtin, expr::Parameter, machine::Host, program::Body, value::Value};

/// A function: one of FEEL's own, or one defined in an expression together with the
/// values it uses from around it.
#[derive(Clone)]
pub struct Function(pub(crate) Code);

#[derive(Clone)]
pub(crate) enum Code {
    Builtin(&'static Builtin),
    Defined(Defined),
    Native(Arc<dyn Native>),
}

/// A function that a language built upon FEEL brings along, such as a decision table of DMN.
///
/// It stands in a tree as the literal of a call: no text can name it, so an expression
/// reaches nothing that its host did not put there.
pub trait Native: Send + Sync {
    /// What messages call it.
    fn name(&self) -> &str;

    /// The value for these arguments.
    ///
    /// # Errors
    /// Why there is none; the call is null with this as its warning.
    fn call(&self, arguments: &[Value], host: &mut Host<'_, '_>) -> Result<Value, String>;
}

#[derive(Clone)]
pub(crate) struct Defined {
    pub body: Arc<Body>,
    pub captured: Arc<[Value]>,
}

impl Function {
    pub(crate) fn builtin(builtin: &'static Builtin) -> Function {
        Function(Code::Builtin(builtin))
    }

    /// A function of the host.
    pub fn native(native: Arc<dyn Native>) -> Function {
        Function(Code::Native(native))
    }

    /// The names of the parameters of a defined function; none for FEEL's own.
    pub fn parameters(&self) -> &[Parameter] {
        match &self.0 {
            Code::Builtin(_) | Code::Native(_) => &[],
            Code::Defined(defined) => &defined.body.parameters,
        }
    }
}

/// Functions are equal when they are the same.
impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        match (&self.0, &other.0) {
            (Code::Builtin(left), Code::Builtin(right)) => std::ptr::eq(*left, *right),
            (Code::Defined(left), Code::Defined(right)) => {
                Arc::ptr_eq(&left.body, &right.body) && left.captured == right.captured
            }
            (Code::Native(left), Code::Native(right)) => Arc::ptr_eq(left, right),
            _ => false,
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Code::Builtin(builtin) => write!(out, "function {}", builtin.name),
            Code::Native(native) => write!(out, "function {}", native.name()),
            Code::Defined(defined) => {
                let names: Vec<_> = defined.body.parameters.iter().map(|parameter| &*parameter.name).collect();
                write!(out, "function({})", names.join(", "))
            }
        }
    }
}
