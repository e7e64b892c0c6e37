//! Functions on texts (DMN 1.5, 10.3.4.3). Positions count characters, from 1.
use super::{
    Entry,
    args::{self, invalid},
    back_reference, pattern,
};
use crate::{
    machine::{Fault, Machine},
    value::Value,
};

pub(super) const TABLE: &[Entry] = &[
    ("substring(string: string, start position: number, length?: number): string", substring),
    ("string length(string: string): number", string_length),
    ("upper case(string: string): string", upper_case),
    ("lower case(string: string): string", lower_case),
    ("substring before(string: string, match: string): string", substring_before),
    ("substring after(string: string, match: string): string", substring_after),
    ("replace(input: string, pattern: string, replacement: string, flags?: string): string", replace),
    ("contains(string: string, match: string): boolean", contains),
    ("starts with(string: string, match: string): boolean", starts_with),
    ("ends with(string: string, match: string): boolean", ends_with),
    ("matches(input: string, pattern: string, flags?: string): boolean", matches),
    ("split(string: string, delimiter: string): list", split),
    ("string join(list: list, delimiter?: string): string", string_join),
];

fn substring(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (text, start) = (args::text(arguments, 0)?, args::integer(arguments, 1)?);
    let length = text.chars().count() as i64;
    let from = match start {
        0 => return Err(invalid("positions begin with 1")),
        start if start > 0 => start - 1,
        start => length + start,
    };
    if from < 0 || from > length {
        return Err(invalid("the position is outside the text"));
    }
    let count = match args::get(arguments, 2) {
        Value::Null if !args::given(arguments, 2) => i64::MAX,
        _ => args::integer(arguments, 2)?,
    };
    if count < 0 {
        return Err(invalid("a length is not negative"));
    }
    let rest = text.chars().skip(from as usize).take(usize::try_from(count).unwrap_or(usize::MAX));
    Ok(Value::text(rest.collect::<String>()))
}

fn string_length(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::from(args::text(arguments, 0)?.chars().count() as i64))
}

fn upper_case(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::text(args::text(arguments, 0)?.to_uppercase()))
}

fn lower_case(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::text(args::text(arguments, 0)?.to_lowercase()))
}

fn substring_before(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (text, part) = (args::text(arguments, 0)?, args::text(arguments, 1)?);
    Ok(Value::from(text.find(&**part).map_or("", |at| &text[..at])))
}

fn substring_after(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (text, part) = (args::text(arguments, 0)?, args::text(arguments, 1)?);
    Ok(Value::from(text.find(&**part).map_or("", |at| &text[at + part.len()..])))
}

fn replace(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (text, found) = (args::text(arguments, 0)?, args::text(arguments, 1)?);
    let by = args::text(arguments, 2)?;
    let flags = flags(arguments, 3)?;
    let regex = pattern::compiled(machine, found, &flags)?;
    let by = if flags.contains('q') { by.replace('$', "$$") } else { pattern::replacement(by, regex.captures_len())? };
    if by.len() > 16 {
        // A group is at most the whole text.
        let longest = by.len() + by.matches("${").count() * text.len();
        let size = regex.find_iter(text).count().saturating_mul(longest);
        if size > machine.memory_left() {
            machine.take_memory(u64::MAX);
            return Ok(Value::Null);
        }
    }
    Ok(Value::from(&*regex.replace_all(text, by.as_str())))
}

fn flags(arguments: &[Value], position: usize) -> Result<String, Fault> {
    match args::get(arguments, position) {
        Value::Null => Ok(String::new()),
        _ => Ok(args::text(arguments, position)?.to_string()),
    }
}

fn contains(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::Bool(args::text(arguments, 0)?.contains(&**args::text(arguments, 1)?)))
}

fn starts_with(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::Bool(args::text(arguments, 0)?.starts_with(&**args::text(arguments, 1)?)))
}

fn ends_with(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::Bool(args::text(arguments, 0)?.ends_with(&**args::text(arguments, 1)?)))
}

fn matches(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (text, found) = (args::text(arguments, 0)?, args::text(arguments, 1)?);
    let flags = flags(arguments, 2)?;
    if back_reference::is_needed(found, &flags) {
        return back_reference::is_match(machine, text, found, &flags).map(Value::Bool);
    }
    let regex = pattern::compiled(machine, found, &flags)?;
    Ok(Value::Bool(regex.is_match(text)))
}

fn split(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (text, delimiter) = (args::text(arguments, 0)?, args::text(arguments, 1)?);
    let regex = pattern::compiled(machine, delimiter, "")?;
    Ok(Value::list(regex.split(text).map(Value::from)))
}

fn string_join(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::list(arguments, 0)?;
    let delimiter = match args::get(arguments, 1) {
        Value::Null => "",
        _ => args::text(arguments, 1)?,
    };
    let texts: Vec<&str> = items
        .iter()
        .filter(|item| !item.is_null())
        .map(|item| item.as_text().ok_or_else(|| invalid("only texts can be joined")))
        .collect::<Result<_, _>>()?;
    let size = texts.iter().map(|text| text.len() + delimiter.len()).sum::<usize>();
    if size > machine.memory_left() {
        machine.take_memory(u64::MAX);
        return Ok(Value::Null);
    }
    Ok(Value::text(texts.join(delimiter)))
}
