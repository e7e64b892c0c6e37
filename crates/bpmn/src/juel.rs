//! The expressions of Camunda 7 and its kin (`${amount > 3 && !done}`), said in FEEL.
//!
//! Only what means the same: names, fields, literals, comparisons, `&&`, `||`, `!`, `empty`,
//! arithmetic, `? :`, and a handful of methods. Everything else is refused by name.

/// The FEEL text of a JUEL text, which may hold plain text around its `${…}`.
///
/// # Errors
/// A sentence that says what FEEL cannot say.
pub fn to_feel(text: &str) -> Result<String, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(start) = [rest.find("${"), rest.find("#{")].into_iter().flatten().min() else {
            parts.push(quoted(rest));
            break;
        };
        if start > 0 {
            parts.push(quoted(&rest[..start]));
        }
        let inside = &rest[start + 2..];
        let end = closing(inside).ok_or_else(|| "a `${` has no `}`".to_owned())?;
        let source = translate(&inside[..end])?;
        let alone = start == 0 && parts.is_empty() && inside[end + 1..].is_empty();
        parts.push(if alone { source } else { format!("string({source})") });
        rest = &inside[end + 1..];
    }
    Ok(parts.join(" + "))
}

/// Where the brace closes; braces in quotes do not count.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '}') => return Some(at),
            _ => {}
        }
    }
    None
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Name(String),
    Number(String),
    Text(String),
    Sign(&'static str),
}

/// Longer signs come first.
const SIGNS: [&str; 22] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphabetic() || first == '_' || first == '$' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
            found.push(Token::Name(rest[..end].to_owned()));
            end
        } else if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            found.push(Token::Number(rest[..end].to_owned()));
            end
        } else if matches!(first, '"' | '\'') {
            let mut value = String::new();
            let mut chars = rest.char_indices().skip(1);
            let end = loop {
                match chars.next() {
                    Some((at, c)) if c == first => break at + 1,
                    Some((_, '\\')) => value.extend(chars.next().map(|(_, c)| c)),
                    Some((_, c)) => value.push(c),
                    None => return Err("a text has no end".to_owned()),
                }
            };
            found.push(Token::Text(value));
            end
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| format!("`{first}` has no meaning here"))?;
            found.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

struct Translator {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

fn translate(text: &str) -> Result<String, String> {
    let mut translator = Translator { tokens: tokens(text)?, at: 0, depth: 0 };
    let feel = translator.choice()?;
    match translator.peek() {
        None => Ok(feel),
        Some(token) => Err(format!("{token:?} cannot stand here")),
    }
}

/// Operators by how loosely they bind, with their words.
const LEVELS: [&[(&str, &str, &str)]; 6] = [
    &[("||", "or", "or")],
    &[("&&", "and", "and")],
    &[("==", "eq", "="), ("!=", "ne", "!=")],
    &[("<=", "le", "<="), (">=", "ge", ">="), ("<", "lt", "<"), (">", "gt", ">")],
    &[("+", "", "+"), ("-", "", "-")],
    &[("*", "", "*"), ("/", "div", "/"), ("%", "mod", "%")],
];

impl Translator {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str) -> bool {
        let found = !word.is_empty() && matches!(self.peek(), Some(Token::Name(next)) if next == word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.sign(sign) { Ok(()) } else { Err(format!("`{sign}` is missing")) }
    }

    fn choice(&mut self) -> Result<String, String> {
        self.depth += 1;
        if self.depth > 60 {
            return Err("it is nested too deeply".to_owned());
        }
        let condition = self.level(0)?;
        let result = if self.sign("?") {
            let yes = self.choice()?;
            self.expect(":")?;
            let no = self.choice()?;
            format!("(if {condition} then {yes} else {no})")
        } else {
            condition
        };
        self.depth -= 1;
        Ok(result)
    }

    fn level(&mut self, level: usize) -> Result<String, String> {
        let Some(operators) = LEVELS.get(level) else { return self.prefix() };
        let mut left = self.level(level + 1)?;
        'more: loop {
            for (sign, word, feel) in *operators {
                if self.sign(sign) || self.word(word) {
                    let right = self.level(level + 1)?;
                    left = match *feel {
                        "%" => format!("modulo({left}, {right})"),
                        _ => format!("{left} {feel} {right}"),
                    };
                    continue 'more;
                }
            }
            return Ok(left);
        }
    }

    fn prefix(&mut self) -> Result<String, String> {
        self.depth += 1;
        if self.depth > 60 {
            return Err("it is nested too deeply".to_owned());
        }
        let result = if self.sign("!") || self.word("not") {
            format!("not({})", self.prefix()?)
        } else if self.sign("-") {
            format!("-{}", self.prefix()?)
        } else if self.word("empty") {
            let value = self.prefix()?;
            format!("({value} = null or {value} = \"\" or {value} = [])")
        } else {
            self.postfix()?
        };
        self.depth -= 1;
        Ok(result)
    }

    fn postfix(&mut self) -> Result<String, String> {
        let mut value = match self.next() {
            Some(Token::Number(number)) => number,
            Some(Token::Text(text)) => quoted(&text),
            Some(Token::Sign("(")) => {
                let inside = self.choice()?;
                self.expect(")")?;
                format!("({inside})")
            }
            Some(Token::Name(name)) if name == "execution" => self.execution()?,
            Some(Token::Name(name)) => name,
            Some(token) => return Err(format!("{token:?} cannot stand here")),
            None => return Err("it ends too early".to_owned()),
        };
        loop {
            if self.sign("[") {
                // An index counts from zero there, a key is a text.
                let Some(Token::Text(key)) = self.next() else {
                    return Err("an index in brackets counts differently in FEEL".to_owned());
                };
                self.expect("]")?;
                value = format!("get value({value}, {})", quoted(&key));
            } else if self.sign(".") {
                let Some(Token::Name(name)) = self.next() else { return Err("a name is missing".to_owned()) };
                if !self.sign("(") {
                    value = format!("{value}.{name}");
                    continue;
                }
                let argument = if self.sign(")") {
                    None
                } else {
                    let argument = self.choice()?;
                    self.expect(")")?;
                    Some(argument)
                };
                value = method(&value, &name, argument)?;
            } else if matches!(self.peek(), Some(Token::Sign("("))) {
                return Err(format!("the function {value}() is not known"));
            } else {
                return Ok(value);
            }
        }
    }

    /// `execution.getVariable("x")` is x.
    fn execution(&mut self) -> Result<String, String> {
        let call = self.tokens.get(self.at..self.at + 5);
        if let Some([Token::Sign("."), Token::Name(name), Token::Sign("("), Token::Text(variable), Token::Sign(")")]) =
            call
            && matches!(name.as_str(), "getVariable" | "getVariableLocal")
            && variable.chars().all(|c| c.is_alphanumeric() || c == '_')
        {
            let variable = variable.clone();
            self.at += 5;
            return Ok(variable);
        }
        Err("`execution` is an object of another engine".to_owned())
    }
}

fn method(value: &str, name: &str, argument: Option<String>) -> Result<String, String> {
    match (name, argument) {
        // The texts and the lists of Java have this method; FEEL has two functions.
        ("contains", Some(part)) => Ok(format!(
            "(if {value} instance of string then contains({value}, {part}) else list contains({value}, {part}))"
        )),
        ("startsWith", Some(part)) => Ok(format!("starts with({value}, {part})")),
        ("endsWith", Some(part)) => Ok(format!("ends with({value}, {part})")),
        ("equals", Some(other)) => Ok(format!("({value} = {other})")),
        ("toLowerCase", None) => Ok(format!("lower case({value})")),
        ("toUpperCase", None) => Ok(format!("upper case({value})")),
        ("length", None) => Ok(format!("string length({value})")),
        ("size", None) => Ok(format!("count({value})")),
        ("isEmpty", None) => Ok(format!("({value} = \"\" or {value} = [])")),
        _ => Err(format!("the method {name}() is not known")),
    }
}

#[cfg(test)]
mod tests {
    use super::to_feel;

    #[test]
    fn what_means_the_same_is_translated() {
        for (juel, feel) in [
            ("${a == b}", "a = b"),
            ("#{amount ge 3 and !done}", "amount >= 3 and not(done)"),
            ("${stage == 'won' || stage == \"lost\"}", "stage = \"won\" or stage = \"lost\""),
            ("${ok ? 1 : 2}", "(if ok then 1 else 2)"),
            ("${order.total % 2 == 0}", "modulo(order.total, 2) = 0"),
            ("Deal ${name}", "\"Deal \" + string(name)"),
            ("${execution.getVariable('x') > 1}", "x > 1"),
            ("${name.startsWith('A')}", "starts with(name, \"A\")"),
        ] {
            assert_eq!(to_feel(juel).as_deref(), Ok(feel));
            assert!(feel::parse(feel, &feel::Names::default()).is_ok(), "{feel}");
        }
    }

    #[test]
    fn the_rest_is_refused_by_name() {
        for (juel, part) in [
            ("${bean.run(1)}", "run()"),
            ("${dateTime()}", "dateTime()"),
            ("${list[0]}", "index"),
            ("${execution.processInstanceId}", "execution"),
            ("${a == ", "no `}`"),
        ] {
            assert!(to_feel(juel).unwrap_err().contains(part), "{juel}");
        }
        assert!(to_feel(&format!("${{{}a}}", "!".repeat(500))).is_err());
    }
}
