//! Decimal numbers of 34 significant digits, as IEEE 754 decimal128 has them.
mod arithmetic;
mod functions;
mod rounding;
mod wide;

use std::{
    cmp::Ordering,
    fmt::{self, Write as _},
    hash::{Hash, Hasher},
    str::FromStr,
};

pub use rounding::Rounding;
use wide::pow10;

/// A decimal number: at most 34 significant digits, rounded half to even.
///
/// The value is `±coefficient × 10^-scale`. `==`, order and hash are by value, so
/// `1.0 == 1`. There is no infinity and no NaN: an operation without a result says `None`.
///
/// Invariant: the coefficient is below 10^34 and the number within ±10^6145.
#[derive(Clone, Copy)]
pub struct Number {
    // Two halves instead of one u128 keep a `Value` at 32 bytes.
    high: u64,
    low: u64,
    scale: i16,
    negative: bool,
}

/// Significant digits of a number (DMN 1.5, 10.3.2.3.1).
pub(crate) const DIGITS: u32 = 34;
/// The largest power of ten of a leading digit.
const MAX_EXPONENT: i32 = 6144;
/// The largest scale kept; smaller quantities become zero.
const MAX_SCALE: i32 = 6176;

impl Number {
    pub const ZERO: Number = Number::small(0);
    pub const ONE: Number = Number::small(1);

    const fn small(number: u64) -> Number {
        Number { high: 0, low: number, scale: 0, negative: false }
    }

    /// `coefficient × 10^-scale`: `from_scaled(12345, 2)` is 123.45.
    pub fn from_scaled(coefficient: i64, scale: u32) -> Number {
        Number::checked_from_i128(i128::from(coefficient), scale.min(MAX_SCALE as u32) as i32).unwrap_or(Number::ZERO)
    }

    /// As [`Number::from_scaled`] for wide sums; `None` when 34 digits cannot reach so far.
    pub fn checked_from_i128(coefficient: i128, scale: i32) -> Option<Number> {
        Number::rounded(coefficient.unsigned_abs(), scale, coefficient < 0)
    }

    /// The number times 10^scale, rounded half to even, when it fits.
    pub fn to_scaled(self, scale: u32) -> Option<i64> {
        if self.is_zero() {
            return Some(0);
        }
        let scale = i16::try_from(scale).ok()?;
        let rounded = if self.scale > scale { self.round(i32::from(scale), Rounding::HalfEven)? } else { self };
        let up = u32::try_from(i32::from(scale) - i32::from(rounded.scale)).ok()?;
        if rounded.is_zero() {
            return Some(0);
        }
        let magnitude = rounded.coefficient().checked_mul(pow10(up)?)?;
        let signed = i128::try_from(magnitude).ok()?;
        i64::try_from(if rounded.negative { -signed } else { signed }).ok()
    }

    /// The number when it is an integer of 64 bits.
    pub fn to_i64(self) -> Option<i64> {
        if self.scale == 0 && self.high == 0 {
            return if self.negative { 0i64.checked_sub_unsigned(self.low) } else { i64::try_from(self.low).ok() };
        }
        if self.is_integer() { self.to_scaled(0) } else { None }
    }

    /// The number when it is an integer of 128 bits.
    pub(crate) fn to_i128(self) -> Option<i128> {
        let reduced = self.reduced();
        let power = pow10(u32::try_from(-i32::from(reduced.scale)).ok()?)?;
        let magnitude = i128::try_from(reduced.coefficient().checked_mul(power)?).ok()?;
        Some(if reduced.negative { -magnitude } else { magnitude })
    }

    /// The nearest binary floating point number.
    pub fn to_f64(self) -> f64 {
        const EXACT: u64 = 1 << 53;
        if self.high == 0 && self.low < EXACT && (0..=22).contains(&self.scale) {
            // Both operands are exact, so the division rounds once.
            let magnitude = self.low as f64 / 10f64.powi(i32::from(self.scale));
            return if self.negative { -magnitude } else { magnitude };
        }
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}e{}", self.coefficient(), -i32::from(self.scale)).parse().unwrap_or(f64::NAN)
    }

    /// The shortest decimal that reads back as this float; `None` for NaN and infinities.
    pub fn from_f64(float: f64) -> Option<Number> {
        if !float.is_finite() {
            return None;
        }
        Number::parse(&format!("{float:e}"))
    }

    /// Reads `-12.5`, `.5`, `1.5e-3`. More than 34 digits are rounded half to even.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (digits, exponent) = match unsigned.find(['e', 'E']) {
            Some(at) => (&unsigned[..at], exponent(&unsigned[at + 1..])?),
            None => (unsigned, 0),
        };
        let (mut coefficient, mut scale) = (0u128, 0i32);
        let (mut point, mut any, mut sticky, mut dropped) = (false, false, false, 0i32);
        for byte in digits.bytes() {
            match byte {
                b'0'..=b'9' => {
                    any = true;
                    let digit = u128::from(byte - b'0');
                    // 37 digits leave room for the rounding digit; what follows only sticks.
                    if coefficient < 10u128.pow(36) {
                        coefficient = coefficient * 10 + digit;
                        scale += i32::from(point);
                    } else {
                        sticky |= digit != 0;
                        dropped += i32::from(!point);
                    }
                }
                b'.' if !point => point = true,
                _ => return None,
            }
        }
        if !any || digits.ends_with('.') {
            return None;
        }
        let scale = i64::from(scale) - i64::from(dropped) - exponent;
        if coefficient == 0 {
            return Some(Number::ZERO);
        }
        let scale = i32::try_from(scale.clamp(-100_000, 100_000)).ok()?;
        Number::rounded_sticky(coefficient, scale, negative, sticky)
    }

    pub fn is_zero(self) -> bool {
        self.high == 0 && self.low == 0
    }

    pub fn is_negative(self) -> bool {
        self.negative && !self.is_zero()
    }

    /// Whether there is nothing after the decimal point.
    pub fn is_integer(self) -> bool {
        self.scale <= 0 || self.is_zero() || self.reduced().scale <= 0
    }

    pub fn abs(self) -> Number {
        Number { negative: false, ..self }
    }

    fn coefficient(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }

    /// The number without zeros at the end of its coefficient.
    fn reduced(self) -> Number {
        if self.is_zero() {
            return Number::ZERO;
        }
        let (mut coefficient, mut scale) = (self.coefficient(), self.scale);
        while coefficient % 10 == 0 {
            coefficient /= 10;
            scale -= 1;
        }
        Number::exact(coefficient, scale, self.negative)
    }

    fn exact(coefficient: u128, scale: i16, negative: bool) -> Number {
        Number { high: (coefficient >> 64) as u64, low: coefficient as u64, scale, negative }
    }
}

fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Beyond any range a number has, the sign of the exponent is all that matters.
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(1_000_000_000);
    Some(if text.starts_with('-') { -magnitude } else { magnitude })
}

impl From<i64> for Number {
    fn from(number: i64) -> Number {
        Number { negative: number < 0, ..Number::small(number.unsigned_abs()) }
    }
}

impl From<i32> for Number {
    fn from(number: i32) -> Number {
        Number::from(i64::from(number))
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Number {
        Number::from(i64::from(number))
    }
}

impl From<usize> for Number {
    fn from(number: usize) -> Number {
        Number::small(number as u64)
    }
}

impl FromStr for Number {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Number, NotANumber> {
        Number::parse(text).ok_or(NotANumber)
    }
}

/// The text is not a number, or none of this range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number")]
pub struct NotANumber;

/// Plain digits: no exponent, no zeros at the end of a fraction.
impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Number { scale, negative, .. } = self.reduced();
        let digits = self.reduced().coefficient().to_string();
        let mut text = String::with_capacity(digits.len() + 8);
        if scale <= 0 {
            text.push_str(&digits);
            text.extend(std::iter::repeat_n('0', usize::from(scale.unsigned_abs())));
        } else {
            let scale = usize::from(scale.unsigned_abs());
            if digits.len() > scale {
                let _ = write!(text, "{}.{}", &digits[..digits.len() - scale], &digits[digits.len() - scale..]);
            } else {
                text.push_str("0.");
                text.extend(std::iter::repeat_n('0', scale - digits.len()));
                text.push_str(&digits);
            }
        }
        out.pad_integral(!negative, "", &text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let reduced = self.reduced();
        (reduced.high, reduced.low, reduced.scale, reduced.negative).hash(state);
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Number {
    fn default() -> Number {
        Number::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn prints_plain_digits() {
        for (given, printed) in [
            ("1.500", "1.5"),
            ("-0", "0"),
            ("1e3", "1000"),
            ("12e-4", "0.0012"),
            (".5", "0.5"),
            ("-12.050", "-12.05"),
            ("12345678901234567890123456789012345", "12345678901234567890123456789012340"),
        ] {
            assert_eq!(number(given).to_string(), printed, "{given}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "-", ".", "1.", "1.2.3", "e5", "1e", "0x10", "1 2", "NaN"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
        assert_eq!(Number::parse("1e6145"), None);
        assert_eq!(Number::parse("1e-99999999999999999999"), Some(Number::ZERO));
    }

    #[test]
    fn scaled_round_trip() {
        assert_eq!(Number::from_scaled(12_345, 2).to_string(), "123.45");
        assert_eq!(number("2.5").to_scaled(0), Some(2));
        assert_eq!(number("3.5").to_scaled(0), Some(4));
        assert_eq!(number("-1.00005").to_scaled(4), Some(-10_000));
        assert_eq!(number("922337203685477.5807").to_scaled(4), Some(i64::MAX));
        assert_eq!(number("922337203685477.5808").to_scaled(4), None);
        assert_eq!(number("1e3").to_i64(), Some(1000));
        assert_eq!(number("1.5").to_i64(), None);
        assert_eq!(Number::from(i64::MIN).to_i64(), Some(i64::MIN));
    }

    #[test]
    fn equal_numbers_hash_alike() {
        use std::hash::{BuildHasher, RandomState};
        let state = RandomState::new();
        assert_eq!(number("1.0"), number("1"));
        assert_eq!(state.hash_one(number("1.0")), state.hash_one(number("1")));
        assert_eq!(state.hash_one(number("-0")), state.hash_one(Number::ZERO));
    }

    #[test]
    fn floats() {
        assert_eq!(Number::from_f64(0.1).unwrap().to_string(), "0.1");
        assert_eq!(number("0.1").to_f64(), 0.1);
        assert_eq!(number("1e300").to_f64(), 1e300);
        assert_eq!(Number::from_f64(f64::NAN), None);
    }
}
