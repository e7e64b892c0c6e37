//! Texts with a form of their own: media types, addresses, expressions, times.
use super::model::Model;
use crate::{iso, xml::NodeId};

/// Languages that go by their short names in the files of common editors.
const LANGUAGES: [&str; 11] =
    ["feel", "javascript", "ecmascript", "js", "groovy", "python", "jython", "ruby", "jruby", "juel", "kotlin"];
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const EXPRESSIONS: [&str; 14] = [
    "conditionExpression",
    "completionCondition",
    "loopCondition",
    "loopCardinality",
    "activationCondition",
    "condition",
    "timeDate",
    "timeDuration",
    "timeCycle",
    "from",
    "to",
    "transformation",
    "messagePath",
    "dataPath",
];

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.all.clone() {
        formats(model, node);
        addresses(model, node);
        if EXPRESSIONS.contains(&model.kind(node)) {
            expression(model, node);
        }
        if model.kind(node) == "timerEventDefinition" {
            timer(model, node);
        }
    }
}

fn formats(model: &mut Model<'_>, node: NodeId) {
    if let Some(format) = model.get(node, "textFormat")
        && !is_media_type(format)
    {
        model.error(node, "text-format", format!("`{format}` is no media type such as text/plain"));
    }
    if model.kind(node) != "scriptTask" {
        return;
    }
    let script = model.child(node, "script").map(|script| model.text(script)).unwrap_or_default();
    match model.get(node, "scriptFormat") {
        Some(format) if !is_media_type(format) && !LANGUAGES.contains(&format.to_ascii_lowercase().as_str()) => {
            model.error(node, "script-format", format!("`{format}` is no language of scripts"));
        }
        // Without a format a script can only be our own language.
        None if !script.is_empty() && feel::parse(script.trim_start_matches('='), &feel::Names::default()).is_err() => {
            model.error(node, "script-format-missing", "a script says its language");
        }
        _ => {}
    }
}

fn is_media_type(text: &str) -> bool {
    let token =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c));
    let bare = text.split(';').next().unwrap_or("").trim();
    bare.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub))
}

fn addresses(model: &mut Model<'_>, node: NodeId) {
    for name in ["language", "expressionLanguage", "typeLanguage"] {
        if let Some(address) = model.get(node, name)
            && !is_address(address)
        {
            model.error(node, "language-address", format!("`{address}` is no address of a language"));
        }
    }
    if model.kind(node) == "transaction"
        && let Some(method) = model.get(node, "method")
        && !is_address(method)
    {
        model.error(node, "transaction-method", format!("`{method}` is no address of a protocol"));
    }
}

/// RFC 3986: which characters an address is made of.
fn is_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(i, byte)| match byte {
        b'%' => bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(byte),
    })
}

fn expression(model: &mut Model<'_>, node: NodeId) {
    let text = model.text(node);
    let kind = model.kind(node);
    let parent = model.parent_kind(node);
    if matches!(kind, "from" | "to") && parent != "assignment" {
        return;
    }
    let formal = model
        .document
        .element(node)
        .and_then(|element| element.get_in(SCHEMA_INSTANCE, "type"))
        .is_some_and(|kind| kind.ends_with("tFormalExpression"))
        || kind == "messagePath"
        || kind == "dataPath";
    if text.is_empty() {
        let rule = if parent == "conditionalEventDefinition" { "condition-missing" } else { "expression-empty" };
        model.incomplete(node, rule, "the expression is empty");
    } else if !formal && kind != "transformation" {
        // 10.4.2: what is not a formal expression is prose. Hand-written files leave the
        // type out; where a file names its language, leaving it out means prose, unless
        // the text is plainly more than a word.
        let language = model.get(model.document.root(), "expressionLanguage").is_some();
        let ours = !iso::is_moment(&text) && !is_quoted(&text) && is_computed(model, &text);
        if language && !ours && model.executable(node) {
            let rule = if parent == "conditionalEventDefinition" { "condition-missing" } else { "expression-prose" };
            model.error(
                node,
                rule,
                "the expression is prose and cannot be evaluated; its type should be tFormalExpression",
            );
        }
    }
    let boolean = matches!(kind, "completionCondition" | "condition" | "conditionExpression" | "loopCondition");
    let literal = text.trim_start_matches('=').trim();
    if boolean && (literal.parse::<f64>().is_ok() || is_quoted(literal)) {
        let rule = if parent == "complexBehaviorDefinition" { "behavior-condition" } else { "condition-kind" };
        model.error(node, rule, "a condition is true or false");
    }
}

fn is_quoted(text: &str) -> bool {
    text.len() > 1 && text.starts_with('"') && text.ends_with('"') && !text[1..text.len() - 1].contains('"')
}

fn timer(model: &mut Model<'_>, node: NodeId) {
    let times = model.children_named(node, &["timeDate", "timeCycle", "timeDuration"]);
    if times.len() > 1 {
        model.error(node, "timer-several", "a timer has a date, a duration or a cycle, and one only");
    }
    if times.is_empty() {
        model.incomplete(node, "timer-missing", "a timer says when");
    }
    for time in times {
        let text = model.text(time);
        let kind = model.kind(time);
        let (literal, rule) = match kind {
            "timeDate" => (iso::is_date(&text), "timer-date"),
            "timeDuration" => (iso::is_duration(&text), "timer-duration"),
            _ => (iso::is_cycle(&text), "timer-cycle"),
        };
        if !text.is_empty() && !literal && !is_computed(model, &text) {
            model.incomplete(
                time,
                rule,
                format!("`{text}` is neither a time by ISO 8601 nor an expression; write `={text}` for a variable"),
            );
        }
    }
}

/// Whether a text can be worked out: more than a bare word, or a word the file declares.
fn is_computed(model: &Model<'_>, text: &str) -> bool {
    if text.starts_with('=') || text.starts_with("${") || text.starts_with("#{") {
        return true;
    }
    let Ok(expr) = feel::parse(text, &feel::Names::default()) else { return false };
    if !matches!(expr.kind, feel::ExprKind::Name(_)) {
        return true;
    }
    model.declares(text)
}
