//! The built-in functions of OData in FEEL.

use feel::{BinaryOp, Days, Expr, ExprKind, Value};

use super::{Binder, Bound, Error, Kind, Result, boolean, mismatch};
use crate::odata::url::ast::{self, Method, TypeName};

impl<'c> Binder<'c> {
    /// Binds a call.
    pub(super) fn call(&mut self, at: u32, method: Method, arguments: &'c [ast::Expr]) -> Result<Bound> {
        match method {
            Method::Contains => self.text_test("contains", arguments),
            Method::StartsWith => self.text_test("starts with", arguments),
            Method::EndsWith => self.text_test("ends with", arguments),
            Method::MatchesPattern => self.text_test("matches", arguments),
            Method::ToLower => self.of_text("lower case", Kind::Text, arguments),
            Method::ToUpper => self.of_text("upper case", Kind::Text, arguments),
            Method::Length => self.of_text("string length", Kind::Integer, arguments),
            Method::Trim => {
                let text = self.argument(arguments, 0, Kind::Text)?;
                let ends = Expr::literal("^\\s+|\\s+$");
                Ok(text_of(Expr::call("replace", vec![text, ends, Expr::literal("")])))
            }
            Method::Concat => {
                let (left, right) =
                    (self.argument(arguments, 0, Kind::Text)?, self.argument(arguments, 1, Kind::Text)?);
                Ok(text_of(Expr::binary(BinaryOp::Add, left, right)))
            }
            Method::IndexOf => self.index_of(arguments),
            Method::Substring => self.substring(arguments),
            Method::Year => self.part("year", arguments),
            Method::Month => self.part("month", arguments),
            Method::Day => self.part("day", arguments),
            Method::Hour => self.part("hour", arguments),
            Method::Minute => self.part("minute", arguments),
            Method::Second => self.part("second", arguments),
            Method::Date => self.of_moment("date", Kind::Date, arguments),
            Method::Time => self.of_moment("time", Kind::Time, arguments),
            Method::TotalOffsetMinutes => {
                // Moments are kept in UTC.
                self.argument(arguments, 0, Kind::Moment)?;
                Ok(Bound { expr: Expr::literal(0), kind: Kind::Integer })
            }
            Method::TotalSeconds => {
                let duration = self.argument(arguments, 0, Kind::Duration)?;
                let second = Expr::literal(Value::from(Days::from_seconds(1)));
                Ok(Bound { expr: Expr::binary(BinaryOp::Div, duration, second), kind: Kind::Number })
            }
            Method::Now => Ok(Bound { expr: Expr::call("now", Vec::new()), kind: Kind::Moment }),
            Method::MinDateTime => super::literal::bind(at, &moment("0001-01-01T00:00:00Z"), None),
            Method::MaxDateTime => super::literal::bind(at, &moment("9999-12-31T23:59:59.999999Z"), None),
            Method::Round => self.rounded("round half up", arguments),
            Method::Floor => self.rounded("floor", arguments),
            Method::Ceiling => self.rounded("ceiling", arguments),
            Method::IsDefined => {
                let value = self.value(&arguments[0])?;
                Ok(boolean(Expr::binary(BinaryOp::Ne, value.expr, Expr::null())))
            }
            Method::HasSubset
            | Method::HasSubsequence
            | Method::FractionalSeconds
            | Method::GeoDistance
            | Method::GeoLength
            | Method::GeoIntersects => Err(Error::unsupported(at, "this function is not offered")),
        }
    }

    /// Binds an argument and checks its kind.
    fn argument(&mut self, arguments: &'c [ast::Expr], index: usize, kind: Kind) -> Result<Expr> {
        let argument = &arguments[index];
        let bound = self.hinted(argument, Some(kind))?;
        let fits = bound.kind == kind || bound.kind == Kind::Null || kind == Kind::Number && bound.kind.is_number();
        if fits { Ok(bound.expr) } else { Err(mismatch(argument.at, kind.name(), bound.kind)) }
    }

    fn text_test(&mut self, function: &str, arguments: &'c [ast::Expr]) -> Result<Bound> {
        let (text, part) = (self.argument(arguments, 0, Kind::Text)?, self.argument(arguments, 1, Kind::Text)?);
        Ok(boolean(Expr::call(function, vec![text, part])))
    }

    fn of_text(&mut self, function: &str, kind: Kind, arguments: &'c [ast::Expr]) -> Result<Bound> {
        let text = self.argument(arguments, 0, Kind::Text)?;
        Ok(Bound { expr: Expr::call(function, vec![text]), kind })
    }

    /// OData counts from 0 and says -1 when the part is not there; FEEL has no such function.
    fn index_of(&mut self, arguments: &'c [ast::Expr]) -> Result<Bound> {
        let (text, part) = (self.argument(arguments, 0, Kind::Text)?, self.argument(arguments, 1, Kind::Text)?);
        let found = Expr::call("contains", vec![text.clone(), part.clone()]);
        let before = Expr::call("string length", vec![Expr::call("substring before", vec![text, part])]);
        let absent = Expr::literal(-1);
        let expr = Expr::from(ExprKind::If(Box::new(found), Box::new(before), Box::new(absent)));
        Ok(Bound { expr, kind: Kind::Integer })
    }

    /// OData counts from 0, FEEL from 1.
    fn substring(&mut self, arguments: &'c [ast::Expr]) -> Result<Bound> {
        let text = self.argument(arguments, 0, Kind::Text)?;
        let start = self.argument(arguments, 1, Kind::Integer)?;
        let mut parameters = vec![text, Expr::binary(BinaryOp::Add, start, Expr::literal(1))];
        if arguments.len() > 2 {
            parameters.push(self.argument(arguments, 2, Kind::Integer)?);
        }
        Ok(text_of(Expr::call("substring", parameters)))
    }

    /// A part of a date, a moment or a time: `closed.year`.
    fn part(&mut self, part: &str, arguments: &'c [ast::Expr]) -> Result<Bound> {
        let argument = &arguments[0];
        let value = self.value(argument)?;
        let fits = match part {
            "year" | "month" | "day" => matches!(value.kind, Kind::Date | Kind::Moment),
            _ => matches!(value.kind, Kind::Time | Kind::Moment),
        };
        if !fits {
            return Err(Error::invalid(argument.at, format!("{} has no {part}", value.kind.name())));
        }
        Ok(Bound { expr: Expr::path(value.expr, part), kind: Kind::Integer })
    }

    fn of_moment(&mut self, function: &str, kind: Kind, arguments: &'c [ast::Expr]) -> Result<Bound> {
        let moment = self.argument(arguments, 0, Kind::Moment)?;
        Ok(Bound { expr: Expr::call(function, vec![moment]), kind })
    }

    fn rounded(&mut self, function: &str, arguments: &'c [ast::Expr]) -> Result<Bound> {
        let number = self.argument(arguments, 0, Kind::Number)?;
        let parameters = match function {
            "round half up" => vec![number, Expr::literal(0)],
            _ => vec![number],
        };
        Ok(Bound { expr: Expr::call(function, parameters), kind: Kind::Integer })
    }

    /// `case(condition:value, …)`: the first that holds, else null.
    pub(super) fn cases(&mut self, cases: &'c [(ast::Expr, ast::Expr)]) -> Result<Bound> {
        let mut kind = Kind::Null;
        let mut bound = Vec::with_capacity(cases.len());
        for (condition, value) in cases {
            let condition = self.condition(condition)?;
            let result = self.value(value)?;
            kind = match (kind, result.kind) {
                (Kind::Null, other) | (other, Kind::Null) => other,
                (known, other) if known == other => known,
                (known, other) if known.is_number() && other.is_number() => Kind::Number,
                (known, other) => return Err(mismatch(value.at, known.name(), other)),
            };
            bound.push((condition, result.expr));
        }
        let expr = bound.into_iter().rev().fold(Expr::null(), |otherwise, (condition, value)| {
            Expr::from(ExprKind::If(Box::new(condition), Box::new(value), Box::new(otherwise)))
        });
        Ok(Bound { expr, kind })
    }

    /// A cast between primitive types.
    pub(super) fn cast(&mut self, at: u32, value: Option<&'c ast::Expr>, to: &TypeName) -> Result<Bound> {
        let Some(value) = value else {
            return Err(Error::unsupported(at, "the record itself cannot be cast: no type has subtypes"));
        };
        let bound = self.value(value)?;
        let target = match to.name.namespace.as_deref() {
            Some("Edm") if !to.collection => to.name.name.as_str(),
            _ => return Err(Error::unsupported(at, "only casts to primitive types are offered")),
        };
        let (function, kind) = match (target, bound.kind) {
            ("String", Kind::Text) | ("DateTimeOffset", Kind::Moment) | ("Date", Kind::Date) => return Ok(bound),
            ("Decimal" | "Double" | "Single", kind) if kind.is_number() => return Ok(bound),
            ("Int64" | "Int32" | "Int16", Kind::Integer) => return Ok(bound),
            ("String", _) => ("string", Kind::Text),
            ("Decimal" | "Double" | "Single", Kind::Text) => ("number", Kind::Number),
            ("Int64" | "Int32" | "Int16", Kind::Number) => ("floor", Kind::Integer),
            ("Date", Kind::Moment) => ("date", Kind::Date),
            ("TimeOfDay", Kind::Moment) => ("time", Kind::Time),
            (_, kind) => {
                let message = format!("{} cannot be cast to Edm.{target}", kind.name());
                return Err(Error::unsupported(at, message));
            }
        };
        Ok(Bound { expr: Expr::call(function, vec![bound.expr]), kind })
    }
}

fn text_of(expr: Expr) -> Bound {
    Bound { expr, kind: Kind::Text }
}

fn moment(text: &str) -> ast::Literal {
    ast::Literal::DateTimeOffset(text.to_owned())
}
