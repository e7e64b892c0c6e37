//! How a column is written, decided by looking at many of its cells at once.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::number::{self, Mark, Marks};
use super::{Kind, Order, date};
use crate::Message;
use crate::sheet::{Cell, short};

/// How the cells of one column are to be read where a single one leaves it open.
#[derive(Debug, Clone, PartialEq)]
pub struct Habits {
    pub order: Order,
    pub marks: Marks,
    pub percents: Percents,
    /// The zone of times without one.
    pub zone: TimeZone,
}

/// What a number without a sign means in a column of percentages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Percents {
    /// `35` is 35 %.
    Whole,
    /// `0.35` is 35 %.
    Fractions,
}

impl Default for Habits {
    /// Day before month, commas in groups, points before decimals, UTC.
    fn default() -> Habits {
        Habits { order: Order::DayFirst, marks: Marks::default(), percents: Percents::Whole, zone: TimeZone::UTC }
    }
}

impl Marks {
    /// Plain notation.
    pub(super) const PLAIN: Marks = Marks { comma: Mark::Group, point: Mark::Decimal };
}

impl Habits {
    /// Learns how a column is written. `usual` decides what the samples leave open, and then a
    /// finding says so, with a sample to show: a person may know better.
    pub fn of<'a>(samples: impl IntoIterator<Item = &'a Cell>, kind: Kind, usual: &Habits) -> (Habits, Vec<Message>) {
        let mut habits = usual.clone();
        let mut findings = Vec::new();
        let samples: Vec<&Cell> = samples.into_iter().collect();
        let texts: Vec<&str> = samples
            .iter()
            .filter_map(|cell| match cell {
                Cell::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        match kind {
            Kind::Date | Kind::DateTime => habits.learn_order(&texts, &mut findings),
            Kind::Integer | Kind::Number | Kind::Money => habits.learn_marks(&texts, &mut findings),
            Kind::Percent => {
                habits.learn_marks(&texts, &mut findings);
                habits.learn_percents(&samples, &mut findings);
            }
            _ => {}
        }
        (habits, findings)
    }

    fn learn_order(&mut self, texts: &[&str], findings: &mut Vec<Message>) {
        let mut day_first = None;
        let mut month_first = None;
        let mut doubtful = None;
        for text in texts {
            match date::evidence(text) {
                Some(date::Evidence::Sure(Order::DayFirst)) => day_first = day_first.or(Some(text)),
                Some(date::Evidence::Sure(Order::MonthFirst)) => {
                    month_first = month_first.or(Some(text));
                }
                Some(date::Evidence::Doubtful) => doubtful = doubtful.or(Some(text)),
                None => {}
            }
        }
        match (day_first, month_first, doubtful) {
            (Some(_), None, _) => self.order = Order::DayFirst,
            (None, Some(_), _) => self.order = Order::MonthFirst,
            (Some(day), Some(month), _) => {
                findings.push(Message::new("import-dates-mixed").with("first", short(day)).with("second", short(month)))
            }
            (None, None, Some(text)) => {
                let id = match self.order {
                    Order::DayFirst => "import-dates-day-first",
                    Order::MonthFirst => "import-dates-month-first",
                };
                findings.push(Message::new(id).with("value", short(text)));
            }
            (None, None, None) => {}
        }
    }

    fn learn_marks(&mut self, texts: &[&str], findings: &mut Vec<Message>) {
        let mut sure: Option<(Marks, &str)> = None;
        let mut doubtful = None;
        for text in texts {
            match number::evidence(text) {
                Some(number::Evidence::Sure(marks)) => match sure {
                    Some((known, first)) if known != marks => {
                        findings.push(
                            Message::new("import-numbers-mixed")
                                .with("first", short(first))
                                .with("second", short(text)),
                        );
                        return;
                    }
                    _ => sure = Some((marks, text)),
                },
                Some(number::Evidence::Doubtful) => doubtful = doubtful.or(Some(text)),
                None => {}
            }
        }
        match (sure, doubtful) {
            (Some((marks, _)), _) => self.marks = marks,
            (None, Some(text)) => {
                let read = number::parse(text, self.marks).map(|written| written.decimal);
                findings.push(
                    Message::new("import-numbers-doubtful")
                        .with("value", short(text))
                        .with("read", read.unwrap_or_default()),
                );
            }
            (None, None) => {}
        }
    }

    /// Numbers all between 0 and 1, some of them broken, are fractions.
    fn learn_percents(&mut self, samples: &[&Cell], findings: &mut Vec<Message>) {
        let numbers: Vec<f64> = samples
            .iter()
            .filter_map(|cell| match cell {
                Cell::Number(number) => Some(*number),
                Cell::Text(text) => number::parse(text, self.marks)
                    .filter(|written| !written.percent)
                    .and_then(|written| written.decimal.parse().ok()),
                _ => None,
            })
            .collect();
        let broken = numbers.iter().find(|number| number.fract() != 0.0);
        if let Some(broken) = broken
            && numbers.iter().all(|number| (0.0..=1.0).contains(number))
        {
            self.percents = Percents::Fractions;
            findings.push(Message::new("import-percents-as-fractions").with("value", crate::sheet::plain(*broken)));
        }
    }
}
