//! Patterns that refer back to their own groups (XQuery and XPath Functions 3.1, 5.6.1).
//!
//! They cannot be matched in linear time: this is a backtracking matcher that pays for each
//! step out of the evaluation's budget. It only ever runs for patterns that need it.
use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind, Look, Repetition},
};

use super::{args::invalid, pattern};
use crate::machine::{Fault, Machine};

/// References stand in the parsed pattern as characters of a private plane.
const FIRST: u32 = 0xF0000;
const LAST: u32 = FIRST + 999;
/// Patterns of more instructions than this are refused.
const MAX_INSTRUCTIONS: usize = 20_000;
/// What a place to go back to takes up.
const PLACE_BYTES: u64 = 32;

/// The character that stands for `\group`.
pub(super) fn stand_in(group: u32) -> Option<char> {
    char::from_u32(FIRST + group).filter(|_| FIRST + group <= LAST)
}

fn group_of(char: char) -> Option<usize> {
    let code = u32::from(char);
    (FIRST < code && code <= LAST).then(|| (code - FIRST) as usize)
}

/// Whether a pattern refers back, so that it must be matched here.
pub(super) fn is_needed(pattern: &str, flags: &str) -> bool {
    let mut escaped = false;
    !flags.contains('q')
        && pattern.chars().any(|char| {
            let refers = escaped && matches!(char, '1'..='9');
            escaped = char == '\\' && !escaped;
            refers
        })
}

/// Whether the pattern matches anywhere in the text.
pub(super) fn is_match(machine: &mut Machine<'_>, text: &str, pattern: &str, flags: &str) -> Result<bool, Fault> {
    if pattern.chars().any(|char| (FIRST..=LAST).contains(&u32::from(char))) {
        return Err(invalid("a pattern that refers back holds no characters of private use"));
    }
    let translated = pattern::referring(pattern, flags)?;
    let hir = ParserBuilder::new()
        .nest_limit(pattern::NESTED)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .build()
        .parse(&translated)
        .map_err(|_| invalid(format!("`{pattern}` is no pattern")))?;
    let mut program = Program { instructions: Vec::new(), slots: 2 * (1 + groups(&hir)) };
    program.add(&hir)?;
    program.instructions.push(Instruction::Match);
    let folds = flags.contains('i');
    for start in text.char_indices().map(|(place, _)| place).chain([text.len()]) {
        match program.run(machine, text, start, folds) {
            Some(false) => {}
            Some(true) => return Ok(true),
            // The budget is used up, which the machine has said.
            None => return Ok(false),
        }
    }
    Ok(false)
}

fn groups(hir: &Hir) -> usize {
    hir.properties().explicit_captures_len()
}

enum Instruction {
    Char(char),
    Class(Class),
    Back(usize),
    Look(Look),
    /// Keeps the place in a slot.
    Save(usize),
    /// Fails when the place is still the one in the slot: a loop must go on.
    Moved(usize),
    /// Tries the first, then the second.
    Split(usize, usize),
    Jump(usize),
    Match,
}

struct Program {
    instructions: Vec<Instruction>,
    slots: usize,
}

impl Program {
    fn push(&mut self, instruction: Instruction) -> Result<usize, Fault> {
        if self.instructions.len() >= MAX_INSTRUCTIONS {
            return Err(invalid("the pattern is too large"));
        }
        self.instructions.push(instruction);
        Ok(self.instructions.len() - 1)
    }

    fn add(&mut self, hir: &Hir) -> Result<(), Fault> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).map_err(|_| invalid("the pattern is no text"))?;
                for char in text.chars() {
                    self.push(group_of(char).map_or(Instruction::Char(char), Instruction::Back))?;
                }
            }
            HirKind::Class(class) => self.class(class)?,
            HirKind::Look(look) => {
                self.push(Instruction::Look(*look))?;
            }
            HirKind::Repetition(repetition) => self.repetition(repetition)?,
            HirKind::Capture(capture) => {
                let slot = 2 * capture.index as usize;
                self.push(Instruction::Save(slot))?;
                self.add(&capture.sub)?;
                self.push(Instruction::Save(slot + 1))?;
            }
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part))?,
            HirKind::Alternation(parts) => self.alternatives(parts.len(), |program, part| program.add(&parts[part]))?,
        }
        Ok(())
    }

    /// The parser makes a class of `\1|a`: then the references are alternatives to it.
    fn class(&mut self, class: &Class) -> Result<(), Fault> {
        let mut references: Vec<usize> = Vec::new();
        if let Class::Unicode(class) = class {
            for range in
                class.iter().filter(|range| group_of(range.start()).is_some() && group_of(range.end()).is_some())
            {
                references.extend((range.start()..=range.end()).filter_map(group_of));
            }
        }
        self.alternatives(references.len() + 1, |program, part| {
            let instruction = match references.get(part) {
                Some(group) => Instruction::Back(*group),
                None => Instruction::Class(class.clone()),
            };
            program.push(instruction).map(|_| ())
        })
    }

    fn alternatives(
        &mut self,
        count: usize,
        mut add: impl FnMut(&mut Program, usize) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut ends = Vec::new();
        for part in 0..count {
            let is_last = part + 1 == count;
            let split = if is_last { None } else { Some(self.push(Instruction::Split(0, 0))?) };
            add(self, part)?;
            if let Some(split) = split {
                ends.push(self.push(Instruction::Jump(0))?);
                self.instructions[split] = Instruction::Split(split + 1, self.instructions.len());
            }
        }
        for end in ends {
            self.instructions[end] = Instruction::Jump(self.instructions.len());
        }
        Ok(())
    }

    fn repetition(&mut self, repetition: &Repetition) -> Result<(), Fault> {
        for _ in 0..repetition.min {
            self.add(&repetition.sub)?;
        }
        let split = |first, second| {
            if repetition.greedy { Instruction::Split(first, second) } else { Instruction::Split(second, first) }
        };
        match repetition.max {
            None => {
                let slot = self.slots;
                self.slots += 1;
                let start = self.push(Instruction::Split(0, 0))?;
                self.push(Instruction::Save(slot))?;
                self.add(&repetition.sub)?;
                self.push(Instruction::Moved(slot))?;
                self.push(Instruction::Jump(start))?;
                self.instructions[start] = split(start + 1, self.instructions.len());
            }
            Some(max) => {
                let mut starts = Vec::new();
                for _ in repetition.min..max {
                    starts.push(self.push(Instruction::Split(0, 0))?);
                    self.add(&repetition.sub)?;
                }
                for start in starts {
                    self.instructions[start] = split(start + 1, self.instructions.len());
                }
            }
        }
        Ok(())
    }

    /// Whether the text matches from a place on; none when the budget is used up.
    fn run(&self, machine: &mut Machine<'_>, text: &str, start: usize, folds: bool) -> Option<bool> {
        let mut slots: Vec<Option<usize>> = vec![None; self.slots];
        let mut back: Vec<Undo> = Vec::new();
        // Places to go back to are paid for when there are more of them than ever.
        let mut peak = 0;
        let (mut next, mut at) = (0, start);
        loop {
            if !machine.pay(1) || back.len() > peak && !machine.take_memory(PLACE_BYTES) {
                return None;
            }
            peak = peak.max(back.len());
            let went_on = match &self.instructions[next] {
                Instruction::Match => return Some(true),
                Instruction::Char(wanted) => step(text, &mut at, |char| char == *wanted),
                Instruction::Class(class) => step(text, &mut at, |char| holds(class, char)),
                Instruction::Look(look) => looks(*look, text, at),
                Instruction::Moved(slot) => slots[*slot] != Some(at),
                Instruction::Back(group) => {
                    // A group that did not take part matches nothing, which is everywhere.
                    let said = match (slots.get(2 * group), slots.get(2 * group + 1)) {
                        (Some(Some(from)), Some(Some(to))) => text.get(*from..*to).unwrap_or(""),
                        _ => "",
                    };
                    machine.pay(said.len() as u64 / 8);
                    said.chars().all(|wanted| {
                        step(text, &mut at, |char| {
                            char == wanted || folds && char.to_lowercase().eq(wanted.to_lowercase())
                        })
                    })
                }
                Instruction::Save(slot) => {
                    back.push(Undo::Slot(*slot, slots[*slot]));
                    slots[*slot] = Some(at);
                    true
                }
                Instruction::Split(first, second) => {
                    back.push(Undo::Go(*second, at));
                    next = *first;
                    continue;
                }
                Instruction::Jump(target) => {
                    next = *target;
                    continue;
                }
            };
            next += 1;
            if went_on {
                continue;
            }
            loop {
                match back.pop() {
                    None => return Some(false),
                    Some(Undo::Slot(slot, before)) => slots[slot] = before,
                    Some(Undo::Go(instruction, place)) => {
                        (next, at) = (instruction, place);
                        break;
                    }
                }
            }
        }
    }
}

/// What to do when it goes no further.
enum Undo {
    Go(usize, usize),
    Slot(usize, Option<usize>),
}

fn step(text: &str, at: &mut usize, accepts: impl Fn(char) -> bool) -> bool {
    match text[*at..].chars().next() {
        Some(char) if accepts(char) => {
            *at += char.len_utf8();
            true
        }
        _ => false,
    }
}

fn holds(class: &Class, char: char) -> bool {
    match class {
        Class::Unicode(class) => class.iter().any(|range| range.start() <= char && char <= range.end()),
        Class::Bytes(class) => {
            u8::try_from(char).is_ok_and(|byte| class.iter().any(|range| range.start() <= byte && byte <= range.end()))
        }
    }
}

fn looks(look: Look, text: &str, at: usize) -> bool {
    match look {
        Look::Start => at == 0,
        Look::End => at == text.len(),
        Look::StartLF => at == 0 || text[..at].ends_with('\n'),
        Look::EndLF => at == text.len() || text[at..].starts_with('\n'),
        // What else there is cannot be written in a pattern of XPath.
        _ => false,
    }
}
