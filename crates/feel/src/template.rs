//! Text with `{{ expressions }}` in it.
use crate::{
    check::compile,
    diagnostic::{Diagnostics, Span},
    eval::{Env, Scope, Warning},
    parse::parse,
    program::{Path, Program},
    schema::Schema,
};

/// A compiled template: texts and expressions by turns.
#[derive(Clone, Debug)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    /// The expression, and where it begins in the template.
    Value(Program, u32),
}

impl Template {
    /// Compiles a text in which expressions stand between `{{` and `}}`. Braces and texts
    /// inside an expression are its own; `{{` itself is written `{{ "{{" }}`.
    ///
    /// # Errors
    /// All findings of all expressions, their spans counted from the start of the template.
    pub fn compile(text: &str, schema: &Schema) -> Result<Template, Diagnostics> {
        let (names, mut parts, mut findings) = (schema.names(), Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(open) = text[at..].find("{{").map(|open| at + open) {
            if open > at {
                parts.push(Part::Text(text[at..open].to_owned()));
            }
            let start = open + 2;
            let end = closing(text, start);
            let source = &text[start..end.unwrap_or(text.len())];
            match parse(source, &names).and_then(|expr| compile(&expr, schema)) {
                Ok(program) => parts.push(Part::Value(program, start as u32)),
                Err(Diagnostics(found)) => findings.extend(found.into_iter().map(|mut finding| {
                    finding.span = moved(finding.span, start as u32);
                    finding
                })),
            }
            at = match end {
                Some(end) => end + 2,
                None => {
                    let span = Span::new(open, start);
                    let finding = crate::Diagnostic::new(crate::Code::Expected, span, "`{{` is never closed");
                    findings.push(finding.with("wanted", "}}").help("close it with `}}`"));
                    text.len()
                }
            };
        }
        if at < text.len() {
            parts.push(Part::Text(text[at..].to_owned()));
        }
        if findings.is_empty() { Ok(Template { parts }) } else { Err(Diagnostics(findings)) }
    }

    /// What the expressions read, in order of appearance.
    pub fn reads(&self) -> impl Iterator<Item = &Path> {
        self.parts.iter().flat_map(|part| match part {
            Part::Text(_) => &[],
            Part::Value(program, _) => program.reads(),
        })
    }

    /// The text with the values in it, each written by `escape`. Null is nothing.
    pub fn render(&self, scope: &dyn Scope, env: &Env, escape: impl Fn(&str, &mut String)) -> (String, Vec<Warning>) {
        let (mut out, mut warnings) = (String::new(), Vec::new());
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Value(program, start) => {
                    let outcome = program.eval(scope, env);
                    if !outcome.value.is_null() {
                        escape(&outcome.value.string(), &mut out);
                    }
                    warnings.extend(outcome.warnings.into_iter().map(|mut warning| {
                        warning.span = moved(warning.span, *start);
                        warning
                    }));
                }
            }
        }
        (out, warnings)
    }
}

fn moved(span: Span, by: u32) -> Span {
    Span { start: span.start + by, end: span.end + by }
}

/// Where the expression that begins here ends: at `}}` outside its own braces and texts.
fn closing(text: &str, start: usize) -> Option<usize> {
    let (mut open, mut quoted) = (0u32, false);
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' => open += 1,
            b'}' if open > 0 => open -= 1,
            b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::{Type, Value};

    fn schema() -> Schema {
        Schema::new().slot("name", Type::Text).slot("amount", Type::Number)
    }

    fn render(text: &str) -> String {
        let template = Template::compile(text, &schema()).unwrap();
        let escape = |text: &str, out: &mut String| out.push_str(&text.replace('<', "&lt;"));
        template.render(&[Value::from("A<B"), Value::from(5)], &Env::new(0, TimeZone::UTC), escape).0
    }

    #[test]
    fn values_are_escaped_and_texts_are_not() {
        assert_eq!(render("<b>{{ name }}</b>: {{amount * 2}}!"), "<b>A&lt;B</b>: 10!");
        assert_eq!(render("{{ {a: {b: \"}}\"}}.a.b }}{{ null }}{{ \"{{\" }}"), "}}{{");
        assert_eq!(render("plain"), "plain");
        assert_eq!(render(""), "");
    }

    #[test]
    fn findings_are_counted_from_the_start() {
        let error = Template::compile("Dear {{ nam }}, {{ 1 + }} {{ name", &schema()).unwrap_err();
        insta::assert_snapshot!(error.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), @r#"
            `nam` is not known at 8..11: did you mean `name`?
            expected an expression, found the end at 23..23
            `{{` is never closed at 26..28: close it with `}}`
            "#);
    }
}
